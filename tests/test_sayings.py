"""The plain ways to tell of each relation, a line each: how many of them are read, in a text that names the firms once more."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from graphkit.extract import read_document
from graphkit.model import Claim, Thing
from graphkit.read import read_text

HERE = Path(__file__).parent / "sayings"
BOTH_WAYS = ("partnerOf", "competitorOf")
AROUND = {
    "en": "In 2010 the company Norvex hired nine people.\n\nIn 2011 the company Ostra hired six people.",
    "fr": "En 2010 la société Norvex employait neuf personnes.\n\nEn 2011 la société Ostra employait six personnes.",
    "zh": "北河智能有限公司成立于2010年。\n\n东岭科技有限公司是一家企业。",
}


def called(value: object) -> str:
    return value.name.casefold() if isinstance(value, Thing) else str(value).casefold()


def says(claim: Claim, relation: str, subject: str, object_: str) -> bool:
    ends = (called(claim.subject), called(claim.object))
    wanted = [(subject.casefold(), object_.casefold())]
    wanted += [wanted[0][::-1]] if relation in BOTH_WAYS else []
    return claim.predicate == relation and any(a in ends[0] and b in ends[1] for a, b in wanted)


@cache
def read(lang: str) -> tuple[Counter[str], Counter[str], tuple[str, ...]]:
    """How many sayings there are of each relation, how many were read, and those that were not."""
    told: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed = []
    for line in (HERE / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        relation, subject, object_, text = line.split("|", 3)
        told[relation] += 1
        claims = read_document(read_text(f"---\ndate: 2024-06-11\n---\n\n{text}\n\n{AROUND[lang]}", "saying.md")).claims
        if any(says(claim, relation, subject, object_) for claim in claims):
            found[relation] += 1
        else:
            missed.append(f"{relation}: {text}")
    return told, found, tuple(missed)


@pytest.mark.parametrize(("lang", "fewest"), [("en", 140), ("fr", 115), ("zh", 80)])
def test_nineteen_of_twenty_plain_sayings_are_read(lang: str, fewest: int) -> None:
    told, found, missed = read(lang)
    assert told.total() >= fewest
    assert found.total() >= 0.95 * told.total(), missed


@pytest.mark.parametrize("lang", sorted(AROUND))
def test_no_relation_is_read_in_less_than_three_of_four_ways(lang: str) -> None:
    told, found, missed = read(lang)
    assert len(told) == 11
    assert {relation for relation in told if found[relation] < 0.75 * told[relation]} == set(), missed
