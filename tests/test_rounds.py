"""Kinds of rounds and instruments."""

import time
from typing import Any

import pytest

from graphkit import rounds
from graphkit.grammar import cells
from graphkit.model import Code

EXAMPLES = [(lang, example) for lang, cell in cells("spot/RoundKind").items() for example in cell["example"]]
CODES = {f"Series{letter}" for letter in "ABCDEFGHIJ"} | {
    "PreSeed",
    "Seed",
    "Angel",
    "Bridge",
    "Growth",
    "Strategic",
    "Secondary",
    "Ipo",
    "Spac",
    "PrivateEquity",
    "Crowdfunding",
    "Grant",
    "Debt",
    "Convertible",
}


@pytest.mark.parametrize(("lang", "example"), EXAMPLES)
def test_every_example_gives_its_kinds(lang: str, example: dict[str, Any]) -> None:
    found = rounds.find(example["text"])
    assert [str(mention.value) for mention in found] == example["gives"]
    assert all(example["text"][mention.start : mention.end] == mention.text for mention in found)


@pytest.mark.parametrize("lang", ["de", "en", "fr", "zh"])
def test_the_corpus_is_large_enough(lang: str) -> None:
    gives = [bool(example["gives"]) for which, example in EXAMPLES if which == lang]
    assert gives.count(True) >= 25
    assert gives.count(False) >= 10


def test_the_patterns_give_codes_of_the_ontology_and_nothing_else() -> None:
    gives = {pattern["gives"] for cell in cells("spot/RoundKind").values() for pattern in cell["pattern"]}
    assert gives - CODES == {"series"}


def test_the_corpus_names_every_code() -> None:
    assert {code for _, example in EXAMPLES for code in example["gives"]} >= CODES - {
        "SeriesE",
        "SeriesF",
        "SeriesH",
        "SeriesI",
    }


def test_the_mention_is_the_word_of_the_kind_alone() -> None:
    (seed,) = rounds.find("a seed round")
    assert (seed.text, seed.value) == ("seed", Code("Seed"))
    (wheel,) = rounds.find("完成A轮融资")
    assert wheel.text == "A轮"


@pytest.mark.parametrize(
    "part", ["A", "A、", "Series ", "Series A, ", "pre-", "A轮", "seed ", "in debt", "天使", "tour de ", "+", "战略"]
)
def test_time_is_linear_whatever_is_repeated(part: str) -> None:
    text = part * (60_000 // len(part))
    start = time.process_time()
    rounds.find(text)
    assert time.process_time() - start < 6
