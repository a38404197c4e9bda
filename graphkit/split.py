"""Cuts the reading text into sentences.

A sentence never crosses a block or a line end. Every stretch is looked at once, so one line of 20 MB is no trouble.
"""

from __future__ import annotations

import re
from functools import cache

from graphkit.grammar import cells
from graphkit.model import Document, Sentence

LONGEST = 1200
"""Characters of the longest sentence; a longer one is cut at its last comma or space."""

CLOSERS = re.escape("\"'”’»›」』）)]】》")
NOTES = r"(?:\[\d{1,3}\])*"
WIDE = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
END = re.compile(
    rf"\n+"
    rf"|[。！？；｡][。！？；｡…]*[{CLOSERS}]*"
    rf"|(?:…+|\.{{2,}}|[.!?])[.!?…]*(?:[{CLOSERS}]|[ \xa0\u202f][»”](?=\s|\Z))*{NOTES}(?=\s|\Z|[{WIDE}])"
    # "合理吗?A轮": Chinese with half-width marks.
    rf"|(?<=[\u4e00-\u9fff])[!?]+[{CLOSERS}]*"
    # "has learned.The company": a space was lost; "Booking.com" and "Node.Js" are names.
    rf"|(?<=[a-zß-ÿ]{{3}})[.!?][{CLOSERS}]*(?=[A-ZÀ-Þ][a-zß-ÿ]+[ ,'’])"
)
LAST_WORD = re.compile(rf"[^\s(\[{{“«„\"'’‘/–—,;:{WIDE}]*\Z")
WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \xa0]\Z")
FIRST_WORD = re.compile(r"[\"'“‘«„(\[¿¡\s]*(\w+(?:[.’'-]\w+)*|\S)?")
INITIAL = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]\Z")
BRAND = re.compile(r"[a-z]{1,3}[A-Z0-9]")


@cache
def _words(key: str) -> frozenset[str]:
    """The words that all languages list under one key of their [sentence] table."""
    return frozenset(word for cell in cells("lang").values() for word in cell.get("sentence", {}).get(key, ()))


def split(document: Document) -> tuple[Sentence, ...]:
    """The sentences of every block, in reading order; each is trimmed, none is empty."""
    plain = document.plain
    return tuple(
        Sentence(a, b, plain[a:b], number)
        for number, block in enumerate(document.blocks)
        for a, b in stretches(plain, block.start, block.end)
    )


def stretches(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the sentences of plain[start:end] begin and end, space around them left out."""
    found: list[tuple[int, int]] = []
    begin = start
    for mark in END.finditer(plain, start, end):
        if _ends(plain, begin, mark, end):
            _add(plain, begin, mark.end(), found)
            begin = mark.end()
    _add(plain, begin, end, found)
    return found


def _ends(plain: str, begin: int, mark: re.Match[str], end: int) -> bool:
    """Is this mark the end of a sentence, and not of an abbreviation, a name or a number?"""
    first = mark[0][0]
    if first in "\n。！？；｡" or mark.end() >= end:
        return True
    before = LAST_WORD.search(plain, max(begin, mark.start() - 40), mark.start())
    word = before[0] if before else ""
    if "\u4e00" <= plain[mark.start() - 1 : mark.start()] <= "\u9fff" and first in "!?":
        return True
    if plain[mark.end()].isupper():
        return word.islower()
    follows = FIRST_WORD.match(plain, mark.end(), min(end, mark.end() + 60))
    after = (follows[1] or "") if follows else ""
    if not after:
        return True
    if after[0].islower() and not BRAND.match(after):
        return False
    word = word.lower()
    if first == "." and mark[0].rstrip("\"'”’») ") == ".":
        return not _abbreviated(plain, begin, mark.start(), word, after)
    # "Yahoo! Inc" is a name; "Yahoo! The" ends a sentence.
    return first != "!" or word not in _words("names_with_mark") or after.lower() in _words("starters")


def _abbreviated(plain: str, begin: int, at: int, word: str, after: str) -> bool:
    """Does the full stop at `at` belong to the word before it?"""
    if word in _words("before_name"):
        return True
    starts = after.lower() in _words("starters")
    initial = len(word) == 1 and plain[at - 1].isupper()  # "Robert S. Roe", which is no "s. 5"
    if word in _words("before_number") and not initial:
        return after[0].isdigit()
    if word in _words("final"):
        return not starts
    if word.isdigit():
        # "1. Stripe" heads a list; "am 3. März" is a date.
        return at - len(word) <= begin or (len(word) <= 2 and after.lower() in _words("ordinal_before"))
    # "J. K. Rowling", "U.S. rivals": initials; "the U.S. The round" ends.
    if starts or not word or not INITIAL.match(word) or not plain[at - len(word)].isupper():
        return False
    # "en série A. Argent frais": the letter belongs to the word before.
    before = WORD_BEFORE.search(plain, max(begin, at - len(word) - 30), at - len(word))
    return not (before and before[1].lower() in _words("lettered"))


def _add(plain: str, begin: int, end: int, found: list[tuple[int, int]]) -> None:
    """Add plain[begin:end], trimmed; cut where it is longer than anyone reads."""
    while begin < end and plain[begin].isspace():
        begin += 1
    while end > begin and plain[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        limit = begin + LONGEST
        comma = max(plain.rfind(mark, begin + LONGEST // 2, limit) for mark in ",，、;；")
        cut = comma if comma >= 0 else plain.rfind(" ", begin, limit)
        cut = limit if cut <= begin else cut + 1
        found.append((begin, begin + len(plain[begin:cut].rstrip())))
        begin = cut
        while begin < end and plain[begin].isspace():
            begin += 1
    if begin < end:
        found.append((begin, end))
