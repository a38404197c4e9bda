"""Every command as a person types it: what it prints, what it writes, and its exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphkit.cli import app, main

HERE = Path(__file__).parent
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)  # type: ignore[union-attr]
ARTICLES = {
    "a.txt": "Velora, a start-up based in Ghent, raised a $5 million Series A led by Oakmere Capital in March 2024.",
    "b.txt": "初创公司 Velora 完成900万美元A轮融资，由 Oakmere Capital 领投。",
}


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in this process, with its exit code."""

    def ran(*args: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["graphkit", *map(str, args)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return ran


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(articles: Path) -> Path:
    from graphkit.rebuild import rebuild

    place = articles.parent / f"{articles.name}-out"
    rebuild([articles], out=place)
    return place


# --- help -----------------------------------------------------------------------------------------


def test_the_commands_are_these() -> None:
    assert len(COMMANDS) >= 14
    assert {"build", "extract", "explain", "score", "check", "query", "conflicts", "diff", "review"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example_of_that_command(command: str, run: Run) -> None:
    told = run(command, "--help")
    assert told.code == 0
    assert f"Example: graphkit {command}" in " ".join(told.out.split())


def test_version_and_help(run: Run) -> None:
    assert re.fullmatch(r"graphkit \d+\.\d+\.\d+\S*\n", run("--version").out)
    assert "build" in run("--help").out
    assert run("--help").code == 0


@pytest.mark.parametrize("args", [["nonsense"], ["build", "--nonsense"], ["explain"], ["build", "--jobs", "many"]])
def test_a_mistyped_command_is_exit_code_2_and_no_traceback(args: list[str], run: Run) -> None:
    told = run(*args)
    assert told.code == 2
    assert "Traceback" not in told.err


# --- build and extract ----------------------------------------------------------------------------


def test_build_writes_four_files_and_says_what_there_is(articles: Path, tmp_path: Path, run: Run) -> None:
    told = run("build", articles, "--out", tmp_path / "o")
    assert told.code == 0
    assert "2 articles" in told.out and "graph.html" in told.out
    for name in ("graph.ttl", "graph.html", "claims.jsonl", "report.json"):
        assert (tmp_path / "o" / name).stat().st_size > 0


def test_build_says_nothing_when_asked_to_be_quiet(articles: Path, tmp_path: Path, run: Run) -> None:
    told = run("build", articles, "--out", tmp_path / "o", "--quiet")
    assert (told.code, told.out, told.err) == (0, "", "")


def test_build_of_a_path_that_does_not_exist_is_2(tmp_path: Path, run: Run) -> None:
    told = run("build", tmp_path / "nowhere", "--out", tmp_path / "o")
    assert told.code == 2
    assert "nowhere" in told.err and not (tmp_path / "o").exists()


def test_build_with_one_bad_article_builds_the_rest_and_exits_with_1(articles: Path, tmp_path: Path, run: Run) -> None:
    told = run("build", articles, tmp_path / "missing.txt", "--out", tmp_path / "o")
    assert told.code == 1
    assert "missing.txt: no such file or folder" in told.err
    assert "Velora" in (tmp_path / "o" / "graph.ttl").read_text(encoding="utf-8")


def test_what_extract_prints_build_takes(articles: Path, tmp_path: Path, run: Run) -> None:
    told = run("extract", articles)
    assert told.code == 0
    assert all(json.loads(line)["quote"] for line in told.out.splitlines())
    (tmp_path / "claims.jsonl").write_text(told.out, encoding="utf-8")
    assert run("build", tmp_path / "claims.jsonl", "--out", tmp_path / "o").code == 0
    assert run("build", articles, "--out", tmp_path / "p").code == 0
    assert (tmp_path / "o" / "graph.ttl").read_bytes() == (tmp_path / "p" / "graph.ttl").read_bytes()


def test_extract_tells_what_was_dropped_when_asked(articles: Path, run: Run) -> None:
    assert run("extract", articles, "--dropped").code == 0


def test_extract_of_a_folder_without_articles_is_1(tmp_path: Path, run: Run) -> None:
    assert run("extract", tmp_path).code == 1


# --- asking ---------------------------------------------------------------------------------------


def test_explain_shows_the_sentence_behind_a_fact(out: Path, run: Run) -> None:
    told = run("explain", "Velora", "raisedBy", "--in", out)
    assert told.code == 0 and "a.txt" in told.out
    assert json.loads(run("explain", "velora", "--json", "--in", out).out)


def test_explain_of_a_name_that_is_not_there_is_1(out: Path, run: Run) -> None:
    told = run("explain", "Nobody At All", "--in", out)
    assert told.code == 1 and "Nobody At All" in told.err


def test_conflicts_lists_both_sums_with_their_sentences(out: Path, run: Run) -> None:
    told = run("conflicts", out)
    assert told.code == 0
    assert "USD 5000000" in told.out and "USD 9000000" in told.out and "b.txt" in told.out
    (dispute,) = json.loads(run("conflicts", out, "--json").out)
    assert dispute["predicate"] == "amount"
    assert run("conflicts", out, "--all").code == 0


def test_check_finds_nothing_wrong_and_an_altered_article(out: Path, articles: Path, tmp_path: Path, run: Run) -> None:
    assert run("check", out, "--no-shapes", "--texts", articles).code == 0
    (tmp_path / "a.txt").write_text(ARTICLES["a.txt"].replace("Velora", "Feloria"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(ARTICLES["b.txt"], encoding="utf-8")
    assert run("check", out, "--no-shapes", "--texts", tmp_path).code == 1
    assert run("check", tmp_path).code == 2
    assert run("check", out, "--format", "nonsense").code == 2


def test_query_answers_lists_and_refuses(out: Path, run: Run) -> None:
    told = run("query", "--list")
    assert told.code == 0 and "lead-investors" in told.out
    told = run("query", "SELECT ?n WHERE { ?x rdfs:label ?n } ORDER BY ?n", "--graph", out, "--format", "csv")
    assert told.code == 0 and "Velora" in told.out
    told = run("query", "lead-investors", "--company", "Velora", "--graph", out, "--format", "csv")
    assert told.code == 0 and "Oakmere Capital" in told.out
    assert run("query", "no-such-question", "--graph", out).code != 0
    assert run("query", "SELECT", "--graph", out).code != 0


def test_diff_tells_the_added_article(articles: Path, out: Path, tmp_path: Path, run: Run) -> None:
    assert run("build", articles / "b.txt", "--out", tmp_path / "old", "-q").code == 0
    told = run("diff", tmp_path / "old", out)
    assert told.code == 0 and "a.txt" in told.out
    assert json.loads(run("diff", tmp_path / "old", out, "--json").out)
    assert run("diff", tmp_path / "nowhere", out).code == 1


def test_review_prints_asks_and_writes(out: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("review", "--in", out, "--print").code == 0
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    told = run("review", "--in", out, "--decisions", tmp_path / "decisions.toml")
    assert told.code == 0 and "0 decisions added" in told.out
    assert not (tmp_path / "decisions.toml").exists()


def test_grammar_prints_the_matrix_and_what_words_an_article_leaves_over(articles: Path, run: Run) -> None:
    told = run("grammar")
    assert told.code == 0 and "leadInvestor" in told.out and "zh" in told.out


def test_export_writes_what_it_lists(out: Path, tmp_path: Path, run: Run) -> None:
    told = run("export", "--list")
    assert told.code == 0 and "csv" in told.out
    assert run("export", "csv", "--in", out, "--to", tmp_path / "x").code == 0
    assert any((tmp_path / "x").rglob("*.csv"))
    assert run("export", "nonsense", "--in", out, "--to", tmp_path / "x").code in (1, 2)


def test_score_of_a_folder_without_gold_is_1(tmp_path: Path, run: Run) -> None:
    told = run("score", tmp_path)
    assert told.code == 1 and "Traceback" not in told.err


def test_push_to_nobody_is_1_and_says_so(out: Path, run: Run) -> None:
    told = run("push", "http://127.0.0.1:9/store", out)
    assert told.code == 1 and "127.0.0.1" in told.err and "Traceback" not in told.err


def test_watch_of_a_path_that_does_not_exist_is_2(tmp_path: Path, run: Run) -> None:
    assert run("watch", tmp_path / "nowhere", "--out", tmp_path / "o").code == 2


@pytest.mark.parametrize(
    "command", [["explain", "Velora", "--in"], ["conflicts"], ["review", "--print", "--in"], ["export", "csv", "--in"]]
)
def test_a_folder_without_a_graph_is_told_in_one_line(command: list[str], tmp_path: Path, run: Run) -> None:
    told = run(*command, tmp_path)
    assert told.code in (1, 2)
    assert len(told.err.splitlines()) == 1 and told.err.startswith("graphkit: ")


def test_an_error_nobody_expected_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHKIT_TRACE", raising=False)

    def broken() -> Iterator[str]:
        raise ZeroDivisionError("of a fault")

    monkeypatch.setattr("graphkit.coverage.matrix", broken)
    told = run("grammar")
    assert told.code == 1
    assert told.err == "graphkit: ZeroDivisionError: of a fault (set GRAPHKIT_TRACE=1 to see where)\n"
