"""The examples of the cells that spot words and tell moods and columns: each runs through the front half as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graphkit import columns, relate
from graphkit.extract import moods_in
from graphkit.grammar import cells
from graphkit.model import Block
from graphkit.read import read_text
from graphkit.split import split
from graphkit.spot import spot

WORDS = ("Post", "FundingRound", "TheCompany", "ThePerson")


def examples(*names: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (name, lang, example)
        for name in names
        for lang, cell in sorted(cells(f"spot/{name}").items())
        for example in cell.get("example", [])
    ]


def short(value: Any) -> str:
    return value if isinstance(value, str) else str(value["text"])[:40]


def spotted(text: str, kind: str) -> Iterator[str]:
    document = read_text(text, "example.md")
    for mentions in spot(document, split(document)).mentions:
        for mention in mentions:
            if mention.kind == kind:
                yield " ".join(str(part) for part in (mention.text, mention.value) if part)


@pytest.mark.parametrize(("kind", "lang", "example"), examples(*WORDS), ids=short)
def test_words(kind: str, lang: str, example: dict[str, Any]) -> None:
    assert list(spotted(example["text"], kind)) == example["gives"], lang


@pytest.mark.parametrize(("kind", "lang", "example"), examples("Status"), ids=short)
def test_moods(kind: str, lang: str, example: dict[str, Any]) -> None:
    document = read_text(example["text"], "example.md")
    sentences = split(document)
    mentions = spot(document, sentences).mentions
    found = {
        mood
        for index, sentence in enumerate(sentences)
        for _, _, mood in moods_in(relate.relate(sentence, mentions[index], index)[0])
    }
    assert sorted(found) == example["gives"], lang


@pytest.mark.parametrize(("kind", "lang", "example"), examples("Column"), ids=short)
def test_columns(kind: str, lang: str, example: dict[str, Any]) -> None:
    header = tuple(cell.strip() for cell in example["text"].split("|"))
    row = Block("row", 0, 0, header=header, cells=tuple((0, 0) for _ in header))
    assert list(columns.roles_of(row)) == example["gives"], lang


@pytest.mark.parametrize("name", [*WORDS, "Status", "Column", "Label"])
def test_each_of_these_cells_has_three_examples_that_fire_and_two_that_must_not(name: str) -> None:
    for lang, cell in cells(f"spot/{name}").items():
        if not any(value for key, value in cell.items() if key != "example" and value not in (True, {"person": []})):
            continue  # a language that has no such word
        gives = [example["gives"] for example in cell.get("example", [])]
        assert sum(map(bool, gives)) >= 3 and sum(not given for given in gives) >= 2, f"spot/{name}/{lang}.toml"
