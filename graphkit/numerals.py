"""Figures and number words to exact values: '1.600.000', '1,63', '３.85', '一亿五千万', 'twenty-five', 'deux cents'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from graphkit import small
from graphkit.grammar import cells

HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
HAN_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
HAN_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

_SPACES = re.compile(r"[\s'’]+")
_HAN_TOKEN = re.compile(r"[0-9０-９][0-9０-９,.，．﹒]*|[^\s]")


def figure(text: str, *, comma_decimal: bool = False, dot_groups: bool = False) -> Decimal | None:
    """A figure in digits: '1,500' -> 1500, '1,63' -> 1.63, '1.600.000' -> 1600000, '1 600 000' -> 1600000.

    One comma or dot before exactly three digits can mean either thing: the comma groups unless `comma_decimal`,
    the dot is a decimal point unless `dot_groups`. None if the text is no figure.
    """
    digits = _SPACES.sub("", text).replace("，", ",").replace("．", ".").replace("﹒", ".")
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        last = max(digits.rfind(","), digits.rfind("."))
        digits = digits[:last].replace(",", "").replace(".", "") + "." + digits[last + 1 :]
    elif commas:
        groups = commas > 1 or (len(digits) - digits.rfind(",") == 4 and not comma_decimal)
        digits = digits.replace(",", "" if groups else ".")
    elif dots:
        groups = dots > 1 or (len(digits) - digits.rfind(".") == 4 and dot_groups)
        digits = digits.replace(".", "") if groups else digits
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def han(text: str) -> Decimal | None:
    """A Chinese number, in characters, digits or both: '一亿五千万', '1.2万亿', '3亿5000万', '八点三亿', '千万'.

    None if the text holds anything else.
    """
    total, section, pending, power = Decimal(0), Decimal(0), None, 0
    for token in _HAN_TOKEN.findall(text):
        if token[0].isdecimal():
            value = figure(token)
            if value is None:
                return None
            pending, power = value, 0
        elif token in "点點":
            pending, power = pending or Decimal(0), -1
        elif token in HAN_DIGITS and power < 0:
            pending, power = (pending or Decimal(0)) + HAN_DIGITS[token] * Decimal(10) ** power, power - 1
        elif token in HAN_DIGITS:
            # "二〇二四" and "三五": digits in a row are read as a numeral, not added up
            pending = (pending or Decimal(0)) * 10 + HAN_DIGITS[token]
        elif token in HAN_SMALL:
            section += (Decimal(1) if pending is None else pending) * HAN_SMALL[token]
            pending, power = None, 0
        elif token in HAN_LARGE:
            section += pending or Decimal(0)
            pending, power, scale = None, 0, HAN_LARGE[token]
            if total and total < scale:  # "1.2万亿" is 12000 times a hundred million
                total = (total + section) * scale
            else:
                total += (section or Decimal(1)) * scale
            section = Decimal(0)
        else:
            return None
    return total + section + (pending or Decimal(0))


@cache
def words() -> Mapping[str, Decimal]:
    """Number words of every language that has a Money cell: {'twenty': 20, 'deux': 2, 'zwanzig': 20, ...}."""
    return {word: Decimal(value) for cell in cells("spot/Money").values() for word, value in cell["numbers"].items()}


def spelled(text: str) -> Decimal | None:
    """A number in words of a Latin script: 'twenty-five' -> 25, 'deux cents' -> 200, 'quatre-vingt-dix' -> 90.

    None if a word is not known.
    """
    total, known = Decimal(0), words()
    left = text.lower().replace("quatre-vingt", "quatre vingt").replace("-", " ").split()
    for position, word in enumerate(left):
        if word in small.words("and"):
            continue
        value = known.get(word)
        if value is None:
            return None
        if value == 100 or (value == 20 and position and left[position - 1] == "quatre"):
            total = (total or Decimal(1)) * value
        else:
            total += value
    return total
