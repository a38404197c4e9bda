"""Cuts the reading text into sentences.

A sentence never crosses a block or a line end. Every stretch is looked at once, so one line of 20 MB is no trouble.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from graphkit.model import Document, Sentence

LONGEST = 1200
"""Characters of the longest sentence; a longer one is cut at its last comma or space."""


@cache
def language_tables(name: str) -> dict[str, dict[str, Any]]:
    """The table `name` of every language file, by language."""
    tables: dict[str, dict[str, Any]] = {}
    for file in sorted(files("graphkit.grammar").joinpath("lang").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            tables[file.name.removesuffix(".toml")] = tomllib.loads(file.read_text("utf-8")).get(name, {})
    return tables


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word for table in language_tables("sentence").values() for word in table.get(key, ()))


CLOSERS = re.escape("\"'”’»›」』）)]】》*")
END = re.compile(rf"\n+|[。！？；｡…]+[{CLOSERS}]*|(?:\.{{2,}}|[.!?])[!?]*[{CLOSERS}]*(?=\s|\Z)")
LAST_WORD = re.compile(r"[^\s(\[“«\"'’‘/—–]*\Z")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")


def split(document: Document) -> tuple[Sentence, ...]:
    """The sentences of every block, in reading order; each is trimmed, none is empty."""
    found: list[Sentence] = []
    for number, block in enumerate(document.blocks):
        for a, b in ends(document.plain, block.start, block.end):
            found.append(Sentence(a, b, document.plain[a:b], number))
    return tuple(found)


def ends(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """The trimmed stretches of the sentences in plain[start:end]."""
    stretches: list[tuple[int, int]] = []
    begin = start
    for mark in END.finditer(plain, start, end):
        if mark.end() > begin and _ends(plain, begin, mark, end):
            _add(plain, begin, mark.end(), stretches)
            begin = mark.end()
    _add(plain, begin, end, stretches)
    return stretches


def _ends(plain: str, begin: int, mark: re.Match[str], end: int) -> bool:
    """Is this mark the end of a sentence, and not of an abbreviation or a name?"""
    words = mark[0]
    if words[0] == "\n" or words[0] in "。！？；｡" or mark.end() >= end:
        return True
    rest = plain[mark.end() : min(end, mark.end() + 40)].lstrip(" \t\xa0\u202f")
    if not rest or rest[0] == "\n":
        return True
    if rest[0].islower():
        return False
    if words[0] in "…" or words.startswith(".."):
        return True
    if words[0] in "!?":
        return True
    word = LAST_WORD.search(plain, max(begin, mark.start() - 40), mark.start())
    before = word[0] if word else ""
    return not _abbreviated(before, rest)


def _abbreviated(before: str, rest: str) -> bool:
    lower = before.lower()
    if lower in _words("abbreviations_inside"):
        return True
    return bool(INITIALS.match(before)) and before[:1].isupper()


def _add(plain: str, begin: int, end: int, stretches: list[tuple[int, int]]) -> None:
    """Add plain[begin:end], trimmed; cut where it is longer than anyone reads."""
    while begin < end and plain[begin].isspace():
        begin += 1
    while end > begin and plain[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        limit = begin + LONGEST
        cut = max(plain.rfind(mark, begin, limit) for mark in ",， \n、;")
        cut = limit if cut <= begin else cut + 1
        stretches.append((begin, len(plain[begin:cut].rstrip()) + begin))
        begin = cut
        while begin < end and plain[begin].isspace():
            begin += 1
    if begin < end:
        stretches.append((begin, end))
