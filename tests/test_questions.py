"""The questions of ontology/questions, asked of the graph of the sample articles on both engines."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphkit import check, query, turtle
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
    file = next(EXPECTED.parent.glob(f"[0-9][0-9]-{asked.name}.rq")).stem + ".csv"
    rows = query.as_csv(query.ask(asked, sample))
    if os.environ.get("UPDATE"):
        EXPECTED.mkdir(exist_ok=True)
        (EXPECTED / file).write_text(rows, encoding="utf-8", newline="")
    assert query.as_csv(query.ask(asked, sample, engine="rdflib")) == rows
    assert rows == (EXPECTED / file).read_bytes().decode("utf-8")


def test_every_question_has_its_rows_and_no_rows_are_left_over() -> None:
    asked = {path.stem for path in EXPECTED.parent.glob("*.rq")}
    assert len(asked) >= 25
    assert {path.stem for path in EXPECTED.glob("*.csv")} == asked


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


@pytest.mark.parametrize(
    "reader", [("rapper", "-q", "-c", "-i", "turtle"), ("serdi", "-q", "-i", "turtle")], ids=lambda reader: reader[0]
)
def test_other_readers_take_the_graph(reader: tuple[str, ...]) -> None:
    if shutil.which(reader[0]) is None:
        pytest.skip(f"{reader[0]} is not installed (Debian: raptor2-utils, serdi)")
    done = subprocess.run([*reader, str(ROOT / "out" / "graph.ttl")], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr.decode(errors="replace")


def test_nothing_is_wrong_with_the_graph_in_the_repository() -> None:
    assert not check.check(ROOT / "out" / "graph.ttl", [ROOT / "seeds"], None, shapes=True)
