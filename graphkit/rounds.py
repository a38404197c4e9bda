"""Finds kinds of rounds and of instruments (Series A, 天使轮, amorçage, venture debt), as codes of the ontology."""

from __future__ import annotations

import re
from functools import cache

from graphkit import phrases, small
from graphkit.grammar import cells
from graphkit.model import Code, Mention


# "Series A and B", "Series A, B and C": the letters that follow a series are series too.
@cache
def _further() -> re.Pattern[str]:
    joins = rf"\s?[,、/]\s?|\s?,?\s(?:{small.any_of('and', 'to')}|&)\s"
    return re.compile(rf"(?:{joins})([A-J])[1-9+]?(?![A-Za-z0-9À-ÿ'’.])")


@cache
def _phrases() -> phrases.Phrases:
    return phrases.compiled(cells("spot/RoundKind"))


def _mention(text: str, start: int, end: int, code: str, rule: str) -> Mention:
    return Mention(start, end, "RoundKind", text[start:end], Code(code), rule=rule)


def find(text: str) -> list[Mention]:
    """Round kinds in the text, in order, none overlapping: kind 'RoundKind', value a Code.

    Codes are round kinds ('SeriesA', 'Seed', 'Ipo') or the instruments 'Debt', 'Convertible', 'Grant'. The mention is
    the word of the kind alone: "seed" in "seed round", 'A轮' in 'A轮融资'.
    """
    mentions: list[Mention] = []
    for pattern, found in _phrases().matches(text):
        start, end = found.span("mention") if found.groupdict().get("mention") else found.span()
        if pattern.gives != "series":
            mentions.append(_mention(text, start, end, pattern.gives, f"{pattern.lang} {pattern.gives}"))
            continue
        mentions.append(_mention(text, start, end, f"Series{found['letter'].upper()}", f"{pattern.lang} series"))
        while cells("spot/RoundKind")[pattern.lang].get("lists_letters") and (further := _further().match(text, end)):
            end = further.end()
            code = f"Series{further[1]}"
            mentions.append(_mention(text, further.start(1), end, code, f"{pattern.lang} further series"))
    return mentions
