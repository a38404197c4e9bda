"""The questions of ontology/questions, asked of the graph of the sample articles on both engines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphkit import query, turtle
from graphkit.cli import app
from graphkit.pipeline import build

ROOT = Path(__file__).parent.parent
EXPECTED = ROOT / "ontology" / "questions" / "expected"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "graph.ttl"
    path.write_text(turtle.write(build([ROOT / "seeds"])), encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize("asked", query.shipped(), ids=lambda asked: asked.name)
def test_both_engines_give_the_expected_rows(asked: query.Question, sample: Path) -> None:
    file = next(EXPECTED.parent.glob(f"*-{asked.name}.rq")).stem + ".csv"
    rows = query.as_csv(query.ask(asked, sample))
    if os.environ.get("UPDATE"):
        EXPECTED.mkdir(exist_ok=True)
        (EXPECTED / file).write_text(rows, encoding="utf-8", newline="")
    assert sorted(query.as_csv(query.ask(asked, sample, engine="rdflib")).splitlines()) == sorted(rows.splitlines())
    assert rows == (EXPECTED / file).read_bytes().decode("utf-8")


def test_there_are_twelve_questions() -> None:
    assert len(query.shipped()) >= 12


def test_a_question_is_asked_from_the_command_line(sample: Path) -> None:
    done = CliRunner().invoke(
        app, ["query", "investors-of", "--company", "Mistral AI", "--graph", str(sample), "--format", "csv"]
    )
    assert done.exit_code == 0
    assert "General Catalyst" in done.stdout
    assert CliRunner().invoke(app, ["query", "no-such-question", "--graph", str(sample)]).exit_code == 2
    assert (
        CliRunner()
        .invoke(app, ["query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "--graph", str(sample)])
        .exit_code
        == 2
    )


def test_the_graph_in_the_repository_is_what_the_sample_articles_give(sample: Path) -> None:
    kept = ROOT / "out" / "graph.ttl"
    if os.environ.get("UPDATE"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(sample.read_bytes())
    assert kept.read_bytes() == sample.read_bytes(), (
        "the graph of seeds/ has changed; UPDATE=1 writes it anew, so that review sees what changed"
    )
