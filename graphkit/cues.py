"""Cues: the words that a regular expression cannot match without, so that it is tried only where it has a chance.

Grammar cells hold hundreds of expressions and a sentence holds the words of a few. One pass over the text with an
automaton finds which cues stand in it; an expression all of whose needs are met is tried, no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from graphkit import masks

# The parser of patterns tells what every match must contain; the type stubs do not know it.
_parser: Any = import_module("re._parser")
sre: Any = import_module("re._constants")

Need = frozenset[str]
TELLING = 2  # a space or a letter stands in every text


def needs(pattern: str) -> tuple[Need, ...]:
    """Sets of literals, strongest first: every match of `pattern` contains at least one member of each. Lower case.

    Raises re.error where the pattern is none.
    """
    found = {frozenset(word.lower() for word in need) for need in _needs(_parser.parse(pattern))}
    ranked = sorted(found, key=lambda need: (-_strength(need), len(need), sorted(need)))
    return tuple(need for need in ranked if _strength(need) >= TELLING)


def _needs(parsed: Any) -> Iterator[frozenset[str]]:
    run = ""
    for op, value in parsed:
        if op is sre.LITERAL and not _is_mask(value):
            run += chr(value)
            continue
        if run:
            yield frozenset({run})
            run = ""
        yield from _of_part(op, value)
    if run:
        yield frozenset({run})


def _of_part(op: Any, value: Any) -> Iterator[frozenset[str]]:
    if op is sre.LITERAL:
        yield frozenset({chr(value)})
    elif op is sre.IN and all(kind is sre.LITERAL and _is_mask(code) for kind, code in value):
        yield frozenset(chr(code) for _, code in value)
    elif op is sre.SUBPATTERN:
        yield from _needs(value[3])
    elif op is sre.ATOMIC_GROUP:
        yield from _needs(value)
    elif op is sre.BRANCH:
        branches = [tuple(_needs(branch)) for branch in value[1]]
        if all(branches):  # the best of each branch: a match goes through one of them
            yield frozenset().union(*(max(branch, key=_weighed) for branch in branches))
    elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[0] >= 1:
        yield from _needs(value[2])


def _weighed(need: Need) -> tuple[int, int]:
    return _strength(need), -len(need)


def _is_mask(code: int) -> bool:
    return masks.FIRST <= chr(code) <= masks.LAST


def _strength(words: Need) -> int:
    """How rare the commonest of the words is, by its length: a Han character tells three letters' worth."""

    def weight(word: str) -> int:
        return sum(2 if masks.FIRST <= c <= masks.LAST else 3 if ord(c) > 0x2E7F else 1 for c in word.strip())

    return min(weight(word) for word in words)


class Cues:
    """Which of many expressions have a chance in a text. `needed[i]` are the needs of expression i, () where it has none."""

    def __init__(self, needed: Sequence[Sequence[Need]]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.silent = tuple(i for i, own in enumerate(needed) if not own)
        self.others = tuple(tuple(own[1:]) for own in needed)
        wakes: dict[str, list[int]] = {}
        for i, own in enumerate(needed):
            for word in own[0] if own else ():
                wakes.setdefault(word, []).append(i)
        every = sorted({word for own in needed for need in own for word in need})
        self.words = every
        self.wakes = tuple(tuple(wakes.get(word, ())) for word in every)
        self.automaton: Any = AhoCorasick(every, matchkind=MatchKind.Standard) if every else None

    def woken(self, lowered: str) -> list[int]:
        """Which expressions may match in the text, in lower case, by their order."""
        if self.automaton is None:
            return list(self.silent)
        seen = {which for which, _, _ in self.automaton.find_matches_as_indexes(lowered, overlapping=True)}
        present = {self.words[which] for which in seen}
        roused = {i for which in seen for i in self.wakes[which]}
        found = [i for i in roused if not any(need.isdisjoint(present) for need in self.others[i])]
        return sorted([*found, *self.silent])


@dataclass(frozen=True)
class Alternatives:
    """Many expressions that are tried as one alternation would try them, the first written first, at a fraction of its cost."""

    words: tuple[str, ...]
    edges: str = "{}"

    @cached_property
    def _cues(self) -> Cues:
        return Cues([needs(word)[:1] for word in self.words])

    @cached_property
    def _compiled(self) -> dict[int, re.Pattern[str]]:
        return {}

    def _pattern(self, index: int) -> re.Pattern[str]:
        found = self._compiled.get(index)
        if found is None:
            found = re.compile(self.edges.format(self.words[index]), re.IGNORECASE)
            self._compiled[index] = found
        return found

    def find(self, text: str, lowered: str) -> list[re.Match[str]]:
        """The matches from left to right, none overlapping. `lowered` is the text in lower case."""
        found = [
            (match.start(), index, match)
            for index in self._cues.woken(lowered)
            for match in self._pattern(index).finditer(text)
        ]
        kept: list[re.Match[str]] = []
        end = 0
        for start, _, match in sorted(found, key=lambda f: f[:2]):
            if start >= end:
                kept.append(match)
                end = match.end()
        return kept
