"""Finds sums of money, in any spelling of any language that has a cell under grammar/spot/Money.

How it works: one pass over the words and signs of the text; only where one can begin a sum (a hedge, a currency, a
figure, a number word) is a single pattern tried, forwards. Every repeat in it is bounded: time is linear.

A range ("entre 3 et 5 millions", 18至20亿元) is one mention: its lower bound, 'over'; rule "range".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from graphkit import numerals, small
from graphkit.grammar import cells
from graphkit.model import Approximation, Mention, Money, Text

_D = "[0-9０-９]"
_FIGURE = (
    rf"(?:{_D}{{1,3}}(?:[,，.'’ \u00a0\u2009\u202f]{_D}{{3}}){{1,5}}(?!{_D})(?:[.,]{_D}{{1,4}}(?!{_D}))?"
    rf"|{_D}{{1,2}}(?:,{_D}{{2}}){{1,4}},{_D}{{3}}(?!{_D})|{_D}{{1,15}}(?:[.,．﹒]{_D}{{1,6}}(?!{_D}))?)"
)
_HAN_UNIT = "万萬亿億兆千百十"
_HAN_MORE = "余餘多来來"
_HAN_FIGURE = (
    rf"(?:(?:{_FIGURE}[^\S\n]?[{_HAN_MORE}]?[{_HAN_UNIT}]{{1,3}}[{_HAN_MORE}]?){{1,3}}"
    rf"|(?![{_HAN_MORE}点點])[零〇一二两兩三四五六七八九壹贰叁点點数數几幾{_HAN_UNIT}{_HAN_MORE}]{{1,24}}+)"
)
_HAN_NUMERALS = frozenset(f"零〇一二两兩三四五六七八九壹贰叁數数几幾{_HAN_UNIT}")
_GAP = r"(?:[^\S\n]?\n[^\S\n]?|[^\S\n]{0,2})"
_CJK = re.compile(r"[\u4e00-\u9fff]")
_CHINA = re.compile(r"RMB|CNY|[Yy]uan|[Rr]enminbi|Chin[ae]|Chinese|Beijing|Shanghai|Shenzhen")
_POINTS = frozenset(".,．，﹒")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"


def _alternatives(words: Iterable[str]) -> str:
    """The words as one pattern, longest first; a word ends where its letters do; a space is any white space."""
    parts = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        end = rf"(?![{_LETTER}])" if re.match(rf"[{_LETTER}]", word[-1]) else ""
        parts.append(r"\s".join(re.escape(part) for part in word.split(" ")) + end)
    return "|".join(parts) or "(?!)"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The cells of all languages, joined: what each word means, and the two patterns built from them."""

    multipliers: Mapping[str, Decimal]
    comma: frozenset[str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    scaled: frozenset[str]
    codes: frozenset[str]
    hedges: Mapping[str, Approximation]
    rough: Mapping[str, str]
    vague: Mapping[str, str]
    alone: frozenset[str]
    counters: re.Pattern[str]
    subjects: re.Pattern[str]
    raised: re.Pattern[str]
    token: re.Pattern[str]
    starts: frozenset[str]
    ranged: re.Pattern[str]
    plain: re.Pattern[str]


def _table(found: Mapping[str, Mapping[str, Any]], *path: str) -> dict[str, Any]:
    """One table of every cell, joined; English, which holds the international signs, gives way to no other."""
    joined: dict[str, Any] = {}
    for lang in sorted(found, reverse=True):
        table: Any = found[lang]
        for step in path:
            table = table.get(step, {})
        joined |= table
    return joined


def _lists(found: Mapping[str, Mapping[str, Any]], *path: str) -> list[str]:
    """One list of every cell, joined."""
    words: list[str] = []
    for cell in found.values():
        table: Any = cell
        for step in path:
            table = table.get(step, {})
        words += table or []
    return words


def _vague_words(cell: Mapping[str, Any]) -> list[str]:
    return [*cell["vague"]["list"], *cell["vague"].get("alone", [])]


def _hedges(found: Mapping[str, Mapping[str, Any]], side: str) -> dict[str, Approximation]:
    kinds: tuple[Approximation, ...] = ("about", "over", "under")
    return {word.lower(): kind for kind in kinds for word in _lists(found, "hedges", side, kind)}


@cache
def _grammar() -> _Grammar:
    """Joins the cells and compiles the patterns, once."""
    found = cells("spot/Money")
    codes = _lists(found, "currencies", "codes", "list")
    before = _table(found, "currencies", "before") | {code: code for code in codes}
    scaled = _table(found, "currencies", "scaled")
    after = _table(found, "currencies", "sure") | scaled | {code: code for code in codes}
    words = _table(found, "multipliers", "words")
    letters = _table(found, "multipliers", "letters")
    hedges, hedges_after = _hedges(found, "before"), _hedges(found, "after")
    rough = {word.lower(): str(value) for word, value in _table(found, "rough").items()}
    vague = {word.lower(): lang for lang in sorted(found, reverse=True) for word in _vague_words(found[lang])}
    between, to = _lists(found, "range", "between"), _lists(found, "range", "to")
    numbers = [word for word in numerals.words() if not _CJK.match(word)]
    joins = "|".join(
        re.escape(j) + ("" if j[-1] in "'’" or _CJK.match(j) else r"\s") for j in _lists(found, "joins", "list")
    )
    number_words = rf"(?:{_alternatives(numbers)})(?:[\s-](?:and\s|et\s)?(?:{_alternatives(numbers)})){{0,3}}"

    def number(tag: str) -> str:
        return rf"(?:(?P<han{tag}>{_HAN_FIGURE})|(?P<fig{tag}>{_FIGURE})|(?i:(?P<spell{tag}>{number_words})))"

    def multiplier(tag: str) -> str:
        unit_ends = rf"(?=(?:EUR|USD|CHF|GBP)\b|[^{_LETTER}0-9]|\Z)"
        word = rf"(?:{_GAP}|-)(?i:(?P<mw{tag}>{_alternatives(words)}))"
        letter = rf"(?<![{_HAN_UNIT}])[^\S\n]?(?P<ml{tag}>{_alternatives_raw(letters)}){unit_ends}"  # 3亿B轮: a round B
        return rf"(?:{word}|{letter})?"

    which = _table(found, "currencies", "which")
    right = []
    for word in sorted(set(after) | set(which), key=lambda w: (-len(w), w)):
        guard = ""
        banned = _table(found, "currencies", "not_before").get(word)
        if banned:
            guard = rf"(?![{banned}])"
        elif word in codes or not re.match(rf"[{_LETTER}\u4e00-\u9fff]", word[-1]):
            guard = rf"(?!\s?{_D})"
        if re.match(rf"[{_LETTER}]", word[-1]):
            guard += rf"(?![{_LETTER}])"
        pattern = r"\s".join(re.escape(part) for part in word.split(" "))
        right.append((pattern if word.isupper() else rf"(?i:{pattern})") + guard)
    tail = (
        rf"{multiplier('')}(?:{_GAP}(?i:(?P<mw2>{_alternatives(words)})))?"
        rf"(?P<level>[级級]别?)?(?:(?:{_GAP}(?:{joins})?|-)(?P<cr>{'|'.join(right)}))?(?P<level2>[级級]别?)?"
        rf"(?:[^\S\n]?(?i:(?P<ha>{_alternatives(hedges_after)})))?"
    )
    left = rf"(?:(?P<cl>{_alternatives_raw(before)}){_GAP}[\u200b\ufeff]?)?"
    head = rf"(?:(?i:(?P<bt>{_alternatives(between)})){_GAP})?(?:(?i:(?P<hb>{_alternatives(hedges)})){_GAP})?{left}"
    dash = rf"(?:{_GAP}(?i:(?P<to>[-–—~～]|{_alternatives(to)})){_GAP})"
    ranged = rf"{head}{number('')}{multiplier('1')}{dash}(?P<cl2>{_alternatives_raw(before)})?{_GAP}{number('2')}{tail}"
    quantity = rf"(?:(?i:(?P<rough>{_alternatives(rough)})|(?P<vague>{_alternatives(vague)}))|{number('')})"
    plain = f"{head}{quantity}{tail}"
    first = {*hedges, *(w.lower() for w in between), *(b.lower() for b in before), *rough, *vague, *numbers}
    starts = {_first_token(word) for word in first} | set("零〇一二两兩三四五六七八九数數几幾" + _HAN_UNIT)
    signs = "".join(sorted(re.escape(s) for s in starts if (len(s) == 1 and not s.isascii()) or not s.isalnum()))
    return _Grammar(
        multipliers={word.lower(): Decimal(v) for word, v in words.items()}
        | {w: Decimal(v) for w, v in letters.items()},
        comma=frozenset(word.lower() for word in _lists(found, "multipliers", "comma", "list")),
        before=before,
        after={word.lower(): code for word, code in (after | which).items()},
        scaled=frozenset(word.lower() for word in scaled),
        codes=frozenset(codes),
        hedges=hedges | hedges_after,
        rough=rough,
        vague=vague,
        alone=frozenset(word.lower() for word in _lists(found, "vague", "alone")),
        counters=re.compile(rf"\s?(?:{_alternatives_raw(_lists(found, 'bare', 'counters'))})"),
        subjects=re.compile("|".join(map(re.escape, _lists(found, "bare", "subjects"))) or "(?!)"),
        raised=re.compile(_alternatives_raw(_lists(found, "bare", "raised"))),
        token=re.compile(rf"[{_LETTER}]+|{_D}+|[{signs}]"),
        starts=frozenset(starts),
        ranged=re.compile(ranged),
        plain=re.compile(plain),
    )


def _alternatives_raw(words: Iterable[str]) -> str:
    """The words as one pattern, longest first, with no check of where they end."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(r"\s".join(re.escape(part) for part in word.split(" ")) for word in ordered) or "(?!)"


def _first_token(word: str) -> str:
    """The part of a word that the scan meets first: 'more than' -> 'more', 'US$' -> 'us', '约为' -> '约'."""
    found = re.match(rf"[{_LETTER}]+", word)
    return found.group().lower() if found else word[0]


def _quantity(found: re.Match[str], tag: str, grammar: _Grammar, comma: bool, dot: bool) -> Decimal | None:
    """The number said in group `tag`, before any multiplier word."""
    if said := found["han" + tag]:
        return numerals.han(re.sub(f"[{_HAN_MORE}\\s]", "", said))
    if said := found["fig" + tag]:
        return numerals.figure(said, comma_decimal=comma, dot_groups=dot)
    return numerals.spelled(found["spell" + tag])


def _factor(found: re.Match[str], grammar: _Grammar, *tags: str) -> Decimal:
    """What the multiplier words of these groups come to: 'million' -> 1000000, 'lakh crore' -> 10**12."""
    product = Decimal(1)
    for tag in tags:
        if word := found[tag]:
            product *= grammar.multipliers.get(word) or grammar.multipliers[word.lower()]
    return product


def _yen_or_yuan(text: str, found: re.Match[str]) -> str:
    """'¥' is yuan beside Chinese characters or where the passage speaks of China, else yen."""
    near = text[max(0, found.start() - 12) : found.end() + 12]
    around = text[max(0, found.start() - 300) : found.end() + 300]
    return "CNY" if _CJK.search(near) or _CHINA.search(around) else "JPY"


def _currency(text: str, found: re.Match[str], grammar: _Grammar) -> str:
    """ISO code of the sum, or ''. Where both sides name one, the right one tells which dollar the '$' is."""
    left = grammar.before.get(re.sub(r"\s", " ", found["cl"] or ""), "")
    right = grammar.after.get(re.sub(r"\s", " ", found["cr"] or "").lower(), "")
    if left == "¥":
        left = _yen_or_yuan(text, found)
    return right if right and left in ("", "USD") else left or right


def _approximation(found: re.Match[str], grammar: _Grammar) -> Approximation:
    for side in ("hb", "ha"):
        if word := found[side]:
            return grammar.hedges.get(re.sub(r"\s", " ", word).lower(), "about")
    if re.search(f"[{_HAN_MORE}]", found["han"] or ""):
        return "over"
    return "about" if found["level"] or found["level2"] else ""


def _is_sum(text: str, found: re.Match[str], grammar: _Grammar, currency: str) -> bool:
    """Could these words be a sum of money, and not a year beside a code, a weight, a numeral of another kind?"""
    han, right = found["han"], (found["cr"] or "").lower()
    scaled = bool(found["mw"] or found["ml"]) or bool(han and re.search("[万萬亿億兆]", han))
    if not currency:
        return False
    if right in grammar.scaled and not scaled:
        return False
    if han and not scaled and (not re.search("[百千]", han) or han in ("百", "千")):
        return bool(re.match(_D, han)) or bool(found["cl"] and re.match("[百千]", han))
    code = (found["cl"] or found["cr"] or "") in grammar.codes
    return scaled or not (code and (_YEAR.match(found["fig"] or "") or "\n" in found.group()))


def _bare(text: str, found: re.Match[str], grammar: _Grammar) -> bool:
    """'融资3亿': a figure in 万 or 亿 with no currency word that counts nothing else."""
    han = found["han"]
    if not han or not re.search("[万萬亿億]", han):
        return False
    raised = bool(grammar.raised.match(text, found.end()))
    if not raised and grammar.counters.match(text, found.end()):
        return False
    if grammar.subjects.search(text, max(0, found.start() - 6), found.start()):
        return False
    after = re.compile(r"[A-Za-z%％]").match(text, found.end())
    if re.match(f"[{_HAN_UNIT}]", han):
        return bool(found["level"]) and raised
    return not after or raised


def _mention(
    text: str, found: re.Match[str], value: Money | Text, hedge: Approximation, rule: str, end: int = 0
) -> Mention:
    stop = end or found.end()
    return Mention(found.start(), stop, "Money", text[found.start() : stop], value, hedge, rule=rule)


_TYPO = re.compile(r"[A-Za-z]{1,2}(?![A-Za-z0-9])")


def _plain(text: str, found: re.Match[str], grammar: _Grammar) -> Mention | None:
    """The mention that a match of the plain pattern makes, or None."""
    if found["cl"] and found["fig"] and not (found["ml"] or found["mw"] or found["cr"]):
        end = found.end("fig")
        if typo := _TYPO.match(text, end):  # "€60n": no such unit, so no such sum
            start = found.start("cl")
            words = text[start : typo.end()]
            return Mention(start, typo.end(), "Money", words, Text(words), "", rule="not a number")
        if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
            return None
    currency = _currency(text, found, grammar)
    unitary = found["mw"] or found["ml"]
    if said := found["rough"]:
        meant = grammar.rough[re.sub(r"\s", " ", said).lower()]
        value = Decimal(meant.lstrip("~")) * _factor(found, grammar, "mw", "ml", "mw2")
        if not currency or (not unitary and value < 1000):
            return None
        hedge = _approximation(found, grammar) or ("about" if meant.startswith("~") else "")
        return _mention(text, found, Money(value, currency), hedge, "money")
    han = found["han"] or ""
    if found["vague"] or re.search("[数數几幾]", han):
        alone = (found["vague"] or "").lower() in grammar.alone  # "millions of dollars"
        if not currency or not (unitary or alone or re.search(f"[{_HAN_UNIT}]", han)):
            return None
        start = found.start("vague") if found["vague"] else found.start("han")
        lang = grammar.vague[re.sub(r"\s", " ", found["vague"]).lower()] if found["vague"] else "zh"
        return _mention(text, found, Text(text[start : found.end()], lang), _approximation(found, grammar), "vague sum")
    number = _quantity(found, "", grammar, *_separators(found, grammar))
    if number is None:
        return None
    value = number * _factor(found, grammar, "mw", "ml", "mw2")
    hedge = _approximation(found, grammar)
    if _is_sum(text, found, grammar, currency):
        rule = "money"
        if han and re.fullmatch(f"[{_HAN_UNIT}]+", han):
            rule, hedge = "order of magnitude", hedge or "about"
        return _mention(text, found, Money(value, currency), hedge, rule)
    if not currency and _bare(text, found, grammar):
        return _mention(text, found, Money(value, "CNY"), hedge, "bare sum")
    return None


def _separators(found: re.Match[str], grammar: _Grammar) -> tuple[bool, bool]:
    """Is the comma a decimal comma here, and does the dot group thousands?"""
    word = (found["mw"] or found["ml"] or "").lower()
    after = found.string[found.end("mw") : found.end("mw") + 4] if found["mw"] else ""
    comma = word in grammar.comma or (word.startswith("million") and bool(re.match(r"\s(?:de\b|d['’])", after)))
    return comma, not word and not found["cl"] and bool(found["cr"])


def _range(text: str, found: re.Match[str], grammar: _Grammar) -> Mention | None:
    """The mention that a range makes: its lower bound. None where the words are two sums rather than a range."""
    dash = found["to"] in "-–—~～"
    whole = bool(found["mw1"] or found["ml1"])
    if whole and not dash and not found["bt"]:
        return None
    if found["to"].lower() in (*small.words("and"), *small.words("or")) and not found["bt"]:
        return None
    currency = _currency(text, found, grammar)
    if not currency or (_approximation(found, grammar) and found["level"]):
        return None
    separators = _separators(found, grammar)
    low, high = (_quantity(found, tag, grammar, *separators) for tag in ("", "2"))
    if low is None or high is None:
        return None
    own = _factor(found, grammar, "mw1", "ml1")
    scale = _factor(found, grammar, "mw", "ml", "mw2")
    if not found["han"] and found["han2"]:  # 18至20亿元: the unit of the second is that of the first
        own = numerals.han(re.sub(r"[0-9０-９.,\s]", "", found["han2"])) or Decimal(1)
        low *= own
    else:
        low *= own if own != 1 else scale
    if not 0 < low < high * scale or not (
        found["mw"] or found["ml"] or found["han2"] or found["cl"] or found["bt"] or low >= 1000
    ):
        return None
    return _mention(text, found, Money(low, currency), "over", "range")


def _starts(text: str, grammar: _Grammar) -> Iterator[int]:
    """Places where a sum may begin."""
    starts, inside = grammar.starts, _HAN_NUMERALS | set("0123456789０１２３４５６７８９")
    for token in grammar.token.finditer(text):
        word = token.group()
        if word[0].isdecimal():
            place = token.start()
            if not (text[place - 1 : place] in _POINTS and text[place - 2 : place - 1].isdecimal()):
                yield place
        elif word in _HAN_NUMERALS and text[token.start() - 1 : token.start()] in inside:
            continue  # the middle of a number begins none
        elif word in starts or word.lower() in starts:
            yield token.start()


def find(text: str) -> list[Mention]:
    """Sums of money in the text, in order, none overlapping: kind 'Money', hedge word inside the mention.

    `value` is a Money in whole units; a Text with the words where no number is said (数千万美元) or what stands there
    is no number ("€60n", rule "not a number"). rule "bare sum": 融资3亿 names no currency; it has that of its sentence,
    else CNY.
    """
    grammar = _grammar()
    mentions: list[Mention] = []
    last = 0
    for start in _starts(text, grammar):
        if start < last:
            continue
        found = grammar.ranged.match(text, start)
        mention = _range(text, found, grammar) if found else None
        if mention is None:
            found = grammar.plain.match(text, start)
            mention = _plain(text, found, grammar) if found else None
        if mention is not None:
            mentions.append(mention)
            last = mention.end
    return _bare_currencies(text, mentions)


_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def _bare_currencies(text: str, mentions: list[Mention]) -> list[Mention]:
    """A bare sum takes the currency that its sentence names, the nearest one before it, else the nearest after."""
    for place, mention in enumerate(mentions):
        if mention.rule != "bare sum" or not isinstance(mention.value, Money):
            continue
        before = [
            m
            for m in reversed(mentions[max(0, place - 8) : place])
            if not _SENTENCE_END.search(text, m.end, mention.start)
        ]
        after = [m for m in mentions[place + 1 : place + 9] if not _SENTENCE_END.search(text, mention.end, m.start)]
        for other in before + after:
            if isinstance(other.value, Money) and other.rule != "bare sum":
                mentions[place] = replace(mention, value=Money(mention.value.value, other.value.currency))
                break
    return mentions
