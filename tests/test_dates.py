"""Dates: the corpus of every cell, and how relative dates are counted."""

import time
from typing import Any

import pytest

from graphkit import dates
from graphkit.grammar import cells
from graphkit.model import Mention, PartialDate

# Every example of the corpus was published on this day.
PUBLISHED = PartialDate(2024, 6, 11)
EXAMPLES = [(lang, example) for lang, cell in cells("spot/Date").items() for example in cell["example"]]


def said(mention: Mention) -> str:
    """A mention as the corpus writes it: its date, or '?' and its words where it cannot be told which."""
    return str(mention.value) if mention.value else f"?{mention.text}"


@pytest.mark.parametrize(("lang", "example"), EXAMPLES)
def test_every_example_gives_its_dates(lang: str, example: dict[str, Any]) -> None:
    found = dates.find(example["text"], PUBLISHED)
    assert [said(mention) for mention in found] == example["gives"]
    assert all(example["text"][mention.start : mention.end] == mention.text for mention in found)


@pytest.mark.parametrize("lang", ["de", "en", "fr", "zh"])
def test_the_corpus_is_large_enough(lang: str) -> None:
    gives = [bool(example["gives"]) for which, example in EXAMPLES if which == lang]
    assert gives.count(True) >= 40
    assert gives.count(False) >= 15


def values(text: str, published: str | None, before: str | None = None) -> list[str]:
    found = dates.find(
        text,
        PartialDate.parse(published) if published else None,
        PartialDate.parse(before) if before else None,
    )
    return [str(mention.value) for mention in found]


def test_a_relative_date_without_publication_is_a_mention_without_value() -> None:
    assert values("It closed in February, and again yesterday.", None) == ["None", "None"]


def test_a_month_is_the_latest_one_not_after_publication() -> None:
    assert values("in June", "2024-06-11") == ["2024-06"]
    assert values("in July", "2024-06-11") == ["2023-07"]
    assert values("12月", "2024-01-05") == ["2023-12"]


def test_last_december_in_december_is_a_year_back() -> None:
    assert values("last December", "2024-12-20") == ["2023-12"]


def test_later_counts_from_the_date_before_the_text() -> None:
    assert values("Six months later it doubled.", "2024-06-11", before="2023-06") == ["2023-12"]
    assert values("仅六个月后", "2024-06-11", before="2022") == ["2022"]


def test_later_counts_from_the_last_date_said() -> None:
    assert values("In May 2019 it began. Two years later it sold.", None) == ["2019-05", "2021"]


def test_a_day_before_the_first_of_january_is_in_the_year_before() -> None:
    assert values("yesterday", "2024-01-01") == ["2023-12-31"]
    assert values("上月", "2024-01-15") == ["2023-12"]


def test_a_publication_month_gives_no_day() -> None:
    assert values("yesterday, on Tuesday", "2024-06") == ["2024-06", "2024-06"]


def test_the_31st_of_february_is_february() -> None:
    assert values("on February 31, 2024", None) == ["2024-02"]


def test_slashes_that_could_be_read_both_ways_give_the_year() -> None:
    assert values("Filed 04/05/2023.", None) == ["2023"]
    assert values("Le dossier est déposé le 04/05/2023 dans la ville et la région des lacs.", None) == ["2023-05-04"]


@pytest.mark.parametrize(
    ("count", "unit", "gives"),
    [
        (-1, "day", "2024-06-10"),
        (1, "week", "2024-06"),
        (-6, "month", "2023-12"),
        (-3, "year", "2021"),
        (2, "quarter", "2024-12"),
    ],
)
def test_a_shifted_date_is_as_precise_as_its_unit(count: int, unit: str, gives: str) -> None:
    assert str(dates.shift(PUBLISHED, count, unit)) == gives


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "2024",
        "2024-",
        "2024年",
        "6月",
        "in ",
        "in 2024 ",
        "the ",
        "last ",
        "January ",
        "a year ",
        "周",
        "去年",
        "il y a ",
        "mardi ",
        "1/1/",
        "early ",
        "一",
        "from 2019 to ",
        "six months ",
        "vor ",
        "\n",
    ],
)
def test_time_is_linear_whatever_is_repeated(part: str) -> None:
    text = part * (60_000 // len(part))
    start = time.process_time()
    dates.find(text, PUBLISHED)
    assert time.process_time() - start < 6
