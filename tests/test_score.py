"""Scores: what graphkit says of itself is what an evaluator outside the project says, and the table says it plainly.

The claims of tests/score/ are readings of articles of tests/cases/ from which every fourth claim was taken, a sum
doubled and a post made a founding; FIGURES are what the independent evaluator gave for their Turtle.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphkit import build
from graphkit.score import COUNTED, Scored, ScoreError, compare, failures, score, table

HERE = Path(__file__).parent
FIGURES = {
    "en-talks": {
        "entity": [1.0, 1.0, 1.0],
        "relation": [1.0, 1.0, 1.0],
        "round": [1.0, 1.0, 1.0],
        "slot": [1.0, 0.75, 0.86],
    },
    "fr-breve": {
        "entity": [1.0, 1.0, 1.0],
        "relation": [1.0, 0.67, 0.8],
        "round": [1.0, 1.0, 1.0],
        "slot": [0.8, 0.67, 0.73],
    },
    "zh-kuaixun": {
        "entity": [0.86, 1.0, 0.92],
        "relation": [1.0, 0.67, 0.8],
        "round": [1.0, 1.0, 1.0],
        "slot": [1.0, 0.62, 0.77],
    },
    "en-people-none": {
        "entity": [1.0, 1.0, 1.0],
        "relation": [0.5, 0.5, 0.5],
        "round": [1.0, 1.0, 1.0],
        "slot": [1.0, 1.0, 1.0],
    },
}


def scored(case: str) -> Scored:
    gold = json.loads((HERE / "cases" / case / "article.gold.json").read_text(encoding="utf-8"))
    return Scored(case, case, compare(gold, build([HERE / "score" / f"{case}.jsonl"])))


@pytest.mark.parametrize("case", sorted(FIGURES))
def test_the_figures_are_those_of_the_independent_evaluator(case: str) -> None:
    tally = scored(case).tally
    assert {what: [round(figure, 2) for figure in tally.figures(what)[:3]] for what in COUNTED} == FIGURES[case]


def test_what_nobody_wanted_and_nobody_said_is_perfect_and_what_was_said_of_it_is_wrong() -> None:
    tally = scored("en-people-none").tally
    assert tally.figures("round") == (1.0, 1.0, 1.0, 0)
    assert tally.figures("nothing of the kind") == (1.0, 1.0, 1.0, 0)
    assert tally.figures("relation founded")[:2] == (0.0, 0.0)


def test_the_table_weighs_every_entry_the_same_and_lists_what_was_missed() -> None:
    every = [scored(case) for case in sorted(FIGURES)]
    lines = table(every, each=True, misses=True, parts=True).splitlines()
    total = next(line for line in lines if line.startswith("TOTAL"))
    counted = sum(one.tally.figures(*COUNTED)[3] for one in every)
    assert f"TOTAL {len(every)} articles" in total and f"({counted})" in total
    assert any("missed" in line for line in lines) and any("invented" in line for line in lines)


def test_an_article_below_the_least_is_named() -> None:
    every = [scored(case) for case in sorted(FIGURES)]
    assert failures(every, least=0.0) == []
    assert len(failures(every, least=1.1)) == len(every)


def test_a_gold_file_is_scored_with_the_article_beside_it_or_elsewhere(tmp_path: Path) -> None:
    case = HERE / "cases" / "en-brief"
    (beside,) = score(case)
    (tmp_path / "article.gold.json").write_bytes((case / "article.gold.json").read_bytes())
    (elsewhere,) = score(tmp_path, texts=case)
    assert beside.tally.figures(*COUNTED) == elsewhere.tally.figures(*COUNTED)
    assert beside.tally.figures(*COUNTED)[2] > 0.8


@pytest.mark.parametrize(
    ("content", "why"),
    [("{", "not in the gold format"), ("[]", "not in the gold format"), ('{"doc": "gone.txt"}', "gone.txt")],
)
def test_a_gold_file_that_cannot_be_used_is_told(content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text(content, encoding="utf-8")
    with pytest.raises(ScoreError, match=why):
        score(tmp_path)


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="no gold files here"):
        score(tmp_path)
