"""What `graphkit build` remembers of the builds before: the IRI that names lie under, and the licence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphkit.rebuild import load

ARTICLE = "Lumen Robotics has raised €40m in a Series A led by Nordvik Ventures."
DEFAULT = "https://w3id.org/graphkit/id/"
MINE = "https://data.example/funding/"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def build(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    given = [sys.executable, "-m", "graphkit", "build", "articles", *words]
    return subprocess.run(given, cwd=place, capture_output=True, text=True, timeout=60, env=env)


def turtle(place: Path) -> str:
    return (place / "out" / "graph.ttl").read_text(encoding="utf-8")


def test_the_default_base_is_told_in_one_line_and_a_base_of_ones_own_is_not(place: Path) -> None:
    (line,) = build(place).stderr.splitlines()
    assert DEFAULT in line and "--base-iri" in line
    assert build(place, "--quiet").stderr == ""
    assert build(place, "--base-iri", MINE).stderr == ""


def test_base_and_licence_hold_for_later_builds_until_others_are_said(place: Path) -> None:
    build(place, "--base-iri", MINE, "--licence", "https://creativecommons.org/licenses/by/4.0/")
    first = turtle(place)
    assert f"@prefix agent: <{MINE}agent/> ." in first and DEFAULT not in first
    assert "dcterms:license <https://creativecommons.org/licenses/by/4.0/>" in first
    done = build(place)
    assert turtle(place) == first and done.stderr == ""
    assert load(place / "out").graph["base"] == MINE
    build(place, "--licence", "for us alone")
    assert 'dcterms:rights "for us alone"' in turtle(place) and f"<{MINE}agent/>" in turtle(place)


@pytest.mark.parametrize("base", ["https://data.example/funding", "not an address/", "funding/", "https://a b/"])
def test_what_is_no_base_is_refused_before_anything_is_read(place: Path, base: str) -> None:
    done = build(place, "--base-iri", base)
    assert done.returncode == 2 and done.stderr.startswith("graphkit: --base-iri: "), done.stderr
    assert not (place / "out").exists()
