"""Pairs of names with their context that are one thing, are not, or must be left for a person to decide."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from claims_fixture import Article, claims_of

from graphkit.model import Thing
from graphkit.resolve import resolve

ROWS = list(csv.DictReader((Path(__file__).parent / "pairs.csv").open(encoding="utf-8")))
ORGANIZATIONS = ("Company", "InvestmentFirm", "PublicOrganization", "Organization")


def tell(article: Article, name: str, kind: str, context: str) -> tuple[Thing, bool]:
    """The thing as its article has it, and whether it stands in the article's list of investors."""
    told = dict(part.split("=", 1) for part in context.split(";") if part)
    weight = int(told["weight"]) if "weight" in told else None
    thing = article.thing(kind, name, *filter(None, told.get("also", "").split("|")), weight=weight)
    if "seat" in told:
        article.say(thing, "headquarteredIn", article.thing("Place", told["seat"]))
    if "founder" in told:
        article.say(article.thing("Person", told["founder"]), "founded", thing)
    if "product" in told:
        article.say(thing, "develops", article.thing("Product", told["product"]))
    for key, predicate in (("works", "worksFor"), ("founded", "founded")):
        if key in told:
            article.say(thing, predicate, article.thing("Company", told[key]))
    return thing, "list" in told


def judged(row: dict[str, str]) -> str:
    """'merged', 'possible' or 'apart'."""
    first, second = Article("first"), Article("second")
    if row["where"] == "same":
        second = first
    a, listed = tell(first, row["name_a"], row["kind_a"], row["context_a"])
    b, _ = tell(second, row["name_b"], row["kind_b"], row["context_b"])
    if listed:
        first.round(first.thing("Company", "Raiser of Money"), "EUR 5m", investors=[a, b])
    found = resolve(claims_of(*dict.fromkeys((first, second))))
    if found.of[a.doc, a.key] == found.of[b.doc, b.key]:
        return "merged"
    return "possible" if any({m.a, m.b} == {a, b} for m in found.possible) else "apart"


def name_of(row: dict[str, str]) -> str:
    return f"{row['name_a']}/{row['name_b']}: {row['why']}"


def of(verdict: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["verdict"] == verdict]


def test_the_suite_is_large_enough() -> None:
    assert len(ROWS) >= 150
    assert len(of("must")) >= 60 and len(of("mustnot")) >= 50 and len(of("possible")) >= 5


@pytest.mark.parametrize("row", of("mustnot"), ids=name_of)
def test_two_things_stay_two(row: dict[str, str]) -> None:
    assert judged(row) != "merged"


@pytest.mark.parametrize("row", of("possible"), ids=name_of)
def test_what_nothing_decides_is_left_to_a_person(row: dict[str, str]) -> None:
    assert judged(row) == "possible"


def test_one_thing_is_one_in_95_of_100() -> None:
    missed = [(name_of(row), judged(row)) for row in of("must") if judged(row) != "merged"]
    print(missed)
    assert len(missed) <= 0.05 * len(of("must"))
    assert all(verdict == "possible" for _, verdict in missed)
