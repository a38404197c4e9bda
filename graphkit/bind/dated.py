"""The dates of rounds: told beside them, just before, or the day of publication where the round is the news."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graphkit.bind.rounds import Gathering
from graphkit.bind.told import OPEN, OPENING, Round, Told
from graphkit.bind.who import date_beside, vague_words
from graphkit.grammar import cells


def dates_for(binder: Gathering, rounds: Sequence[Round]) -> None:
    """Give each round the dates told beside it, and the one told as news the day of publication."""
    places: dict[int, list[tuple[int, int]]] = {}  # sentence -> (which round, which of its tellings), in that order
    for number, one in enumerate(rounds):
        for at, told in enumerate(one.told):
            places.setdefault(told.sentence, []).append((number, at))
    for one in rounds:
        if one.dates:
            continue
        for told in one.told:
            near = date_beside(binder, told)
            if near:
                told.dates.append(near)
                break
        else:
            if (beside := _told_just_before(one, rounds, places)) is not None:
                one.told[0].dates.append(beside.dates[0])
            else:
                _date_of_publication(binder, one, len(rounds))


def _told_just_before(
    one: Round, rounds: Sequence[Round], places: Mapping[int, Sequence[tuple[int, int]]]
) -> Told | None:
    """The telling of another round in the sentence before, where that has a date: 'on 15 June ... . It also subscribes …'."""
    first = one.told[0]
    beside = [place for sentence in (first.sentence - 1, first.sentence) for place in places.get(sentence, ())]
    for number, at in sorted(beside):
        told = rounds[number].told[at]
        alike = "earlier" not in told.marks | first.marks and told.status == first.status
        if rounds[number] is not one and told.block == first.block and told.dates and alike:
            return told
    return None


def _date_of_publication(binder: Gathering, one: Round, rounds: int) -> None:
    """News is dated by the day it is published: what the opening of an article tells, and each entry of a round-up."""
    published = binder.document.source.published
    first = one.told[0]
    if published is None or one.status in OPEN or any("earlier" in told.marks for told in one.told):
        return
    if not (first.money("amount") or first.kinds or first.instruments or first.explicit):
        return
    if any(word in binder.spotted.sentences[first.sentence].text for word in vague_words()):
        return  # 近期: lately, and who knows since when
    if binder.spotted.entries and not _is_periodical(binder):
        return  # a list of firms told of at any time
    block = binder.document.blocks[first.block]
    opening = (
        block.kind in ("title", "summary") or first.block <= 2 or binder.spotted.sentences[first.sentence].start < 500
    )
    if opening or (rounds >= 3 and block.kind in ("item", "row", "heading")):
        said = first.said[0].mention if first.said else None
        if said is not None:
            first.dates.append((published, said))


def _is_periodical(binder: Gathering) -> bool:
    """Does the title or the opening say that the list is of what a week, a month, a day has brought?"""
    months = {word for cell in cells("lang").values() for row in cell.get("page", {}).get("months", []) for word in row}
    words = {word for cell in cells("lang").values() for word in cell.get("date", {}).get("period", [])} | months
    title = binder.document.source.title
    begun = f"{title} {binder.document.plain[:OPENING]}".lower()
    return any(
        re.search(rf"\b{re.escape(word)}s?\b" if word.isascii() or word[0] < "\u3400" else word, begun)
        for word in words
    )
