"""Pairs of names in the words of short articles, read from the text to the graph: one thing or two."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graphkit import build

ROWS = list(csv.DictReader((Path(__file__).parent / "pairs_told.csv").open(encoding="utf-8")))


def nodes_called(name: str, graph: object) -> set[str]:
    return {
        node
        for node, entity in graph.nodes(data="entity")  # type: ignore[attr-defined]
        if entity.kind != "FundingRound" and name in {text.text for text in entity.names}
    }


def test_the_suite_is_large_enough() -> None:
    assert len(ROWS) >= 30
    assert {row["verdict"] for row in ROWS} == {"one", "two"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name_a']}/{row['name_b']}: {row['why']}")
def test_names_in_words(row: dict[str, str], tmp_path: Path) -> None:
    for place, text in enumerate(filter(None, (row["first"], row["second"]))):
        (tmp_path / f"{place}.txt").write_text(text, encoding="utf-8")
    graph = build([tmp_path])
    a, b = nodes_called(row["name_a"], graph), nodes_called(row["name_b"], graph)
    assert a and b, (a, b)
    if row["name_a"] == row["name_b"]:
        assert len(a) == 2
    else:
        assert bool(a & b) == (row["verdict"] == "one"), (a, b)
        assert row["verdict"] == "two" or len(a | b) == 1
