"""Articles of our own, each with what a careful reader finds in it: the reading may get better, not worse.

`UPDATE=1 pytest tests/test_cases.py` writes the floors of tests/cases/pinned.toml anew, a little below what is measured.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from graphkit import build
from graphkit.score import COUNTED, Scored, score, table, total

CASES = Path(__file__).parent / "cases"
PINNED = CASES / "pinned.toml"
SLACK = 0.02
# articles without a round and without an investment carry it in their name
CONTROLS = sorted(folder for folder in CASES.iterdir() if folder.name.endswith("-none"))


def by_language(scored: list[Scored]) -> dict[str, float]:
    """F over everything counted, per language (the first part of the folder's name) and in all."""
    languages = sorted({one.folder.partition("-")[0] for one in scored})
    parts = {language: [one for one in scored if one.folder.startswith(f"{language}-")] for language in languages}
    return {name: total(some).figures(*COUNTED)[2] for name, some in {**parts, "all": scored}.items()}


def test_each_language_is_read_at_least_as_well_as_before() -> None:
    scored = score(CASES)
    figures = by_language(scored)
    if os.environ.get("UPDATE"):
        PINNED.write_text("".join(f"{name} = {figure - SLACK:.3f}\n" for name, figure in figures.items()))
    floors = tomllib.loads(PINNED.read_text(encoding="utf-8"))
    assert set(floors) == set(figures)
    below = {name: round(figure, 3) for name, figure in figures.items() if figure < floors[name]}
    assert not below, table(scored, each=True)


@pytest.mark.parametrize("folder", CONTROLS, ids=lambda folder: folder.name)
def test_where_nobody_raised_money_no_round_is_told(folder: Path) -> None:
    (article,) = (path for path in folder.iterdir() if path.stem == "article")
    graph = build([article])
    assert [node for node, kind in graph.nodes(data="kind") if kind == "FundingRound"] == []
    assert [edge for edge in graph.edges(keys=True) if edge[2] == "investedIn"] == []


def test_one_story_told_in_two_languages_is_one_round() -> None:
    graph = build([CASES / "en-same-story" / "article.md", CASES / "fr-meme-histoire" / "article.md"])
    assert len([node for node, kind in graph.nodes(data="kind") if kind == "FundingRound"]) == 1
