"""Sums of money: the corpus of every cell, and what the corpus cannot say."""

import time
from decimal import Decimal
from typing import Any

import pytest

from graphkit import amounts
from graphkit.grammar import cells
from graphkit.model import Mention, Money, Text

EXAMPLES = [(lang, example) for lang, cell in cells("spot/Money").items() for example in cell["example"]]


def said(mention: Mention) -> str:
    """A mention as the corpus writes it: 'EUR 600000000 about', 'CNY 300000000 bare', '?数千万元'."""
    if not isinstance(mention.value, Money):
        return f"?{mention.value}"
    return " ".join(
        filter(None, [str(mention.value), mention.approximation, "bare" if mention.rule == "bare sum" else ""])
    )


@pytest.mark.parametrize(("lang", "example"), EXAMPLES)
def test_every_example_gives_its_sums(lang: str, example: dict[str, Any]) -> None:
    assert [said(mention) for mention in amounts.find(example["text"])] == example["gives"]


@pytest.mark.parametrize("lang", ["de", "en", "fr", "zh"])
def test_the_corpus_is_large_enough(lang: str) -> None:
    gives = [bool(example["gives"]) for which, example in EXAMPLES if which == lang]
    assert gives.count(True) >= 40
    assert gives.count(False) >= 15


@pytest.mark.parametrize(("lang", "example"), EXAMPLES)
def test_a_mention_is_a_slice_of_the_text(lang: str, example: dict[str, Any]) -> None:
    for mention in amounts.find(example["text"]):
        assert example["text"][mention.start : mention.end] == mention.text


def test_the_hedge_is_inside_the_mention() -> None:
    (mention,) = amounts.find("Lumora is worth more than $3bn now.")
    assert mention.text == "more than $3bn"
    assert mention.approximation == "over"


def test_a_range_is_its_lower_bound_and_over() -> None:
    (mention,) = amounts.find("a cheque of $2 to $4 million")
    assert mention.value == Money(Decimal(2_000_000), "USD")
    assert (mention.approximation, mention.rule) == ("over", "range")


def test_a_vague_sum_keeps_its_words_without_the_hedge() -> None:
    (mention,) = amounts.find("完成近数千万元融资")
    assert mention.value == Text("数千万元", "zh")


def test_a_bare_sum_takes_the_currency_of_its_sentence() -> None:
    first, second = amounts.find("A轮筹得1亿美元，B轮筹得3亿。")
    assert second.rule == "bare sum"
    assert second.value == Money(Decimal(300_000_000), "USD")
    assert first.rule == "money"


def test_a_bare_sum_in_the_next_sentence_is_yuan() -> None:
    _, second = amounts.find("A轮筹得1亿美元。B轮筹得3亿。")
    assert second.value == Money(Decimal(300_000_000), "CNY")


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1,000,",
        "1 000 ",
        "$",
        "$1",
        "$1 million and ",
        "between 1 and ",
        "百万",
        "3亿",
        "1至",
        "a ",
        "about ",
        "twenty-",
        "US$ ",
        "3.5",
        "数",
        "不超过",
        "de ",
        "plus de ",
        "EUR ",
        "\n",
        "1-2-",
        "€1m-€",
    ],
)
def test_time_is_linear_whatever_is_repeated(part: str) -> None:
    text = part * (60_000 // len(part))
    start = time.process_time()
    amounts.find(text)
    assert time.process_time() - start < 6
