"""Rounds in the words of short articles, read from the text to the graph: one round, two, or a talk and its deal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graphkit import build

ROWS = list(csv.DictReader((Path(__file__).parent / "pairs_rounds.csv").open(encoding="utf-8")))


def judged(row: dict[str, str], folder: Path) -> str:
    """'same', 'apart', 'linked', or how many rounds there are where it is neither one nor two."""
    for place, text in enumerate(filter(None, (row["first"], row["second"]))):
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    graph = build([folder])
    rounds = sorted(node for node, kind in graph.nodes(data="kind") if kind == "FundingRound")
    if len(rounds) != 2:
        return "same" if len(rounds) == 1 else f"{len(rounds)} rounds: {rounds}"
    linked = [key for _, _, key in graph.edges(keys=True) if "follows" in str(key)]
    return "linked" if linked else "apart"


def test_the_suite_is_large_enough() -> None:
    assert len(ROWS) >= 40
    counts = {verdict: sum(row["verdict"] == verdict for row in ROWS) for verdict in ("same", "apart", "linked")}
    assert all(count >= 6 for count in counts.values()) and sum(counts.values()) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['verdict']}: {row['why']}")
def test_rounds_in_words(row: dict[str, str], tmp_path: Path) -> None:
    assert judged(row, tmp_path) == row["verdict"]
