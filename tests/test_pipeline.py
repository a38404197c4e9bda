"""Which files are read, in which order, and what happens to those that cannot be."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from graphkit.model import Claim, Dropped, Extraction, Source, Span, Text, Thing, digest
from graphkit.pipeline import NothingToRead, build, collect, read_all, root_of, shown, workers
from graphkit.read import ReadError


def first_word(path: Path, root: Path | None = None) -> Extraction:
    """An extractor for tests: an article names its first word."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("broken"):
        raise ReadError(path, "this is a PDF, not text")
    if text.startswith("buggy"):
        raise ZeroDivisionError("by none")
    doc = "d" + digest(text)
    if not text.strip():
        return Extraction(Source(doc, path.name), ())
    word = text.split()[0]
    start = text.index(word)
    thing = Thing(doc, word, "Company", word)
    told = Claim(Span(doc, start, start + len(word)), thing, "name", Text(word), word, "en", "first word")
    return Extraction(Source(doc, path.name), (told,), (Dropped(f"{path.name}, 0-3", "no verb", "x"),))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    for name, text in {
        "b.md": "Beta grows",
        "a.txt": "Acme shrinks",
        "deep/er/c.HTML": "Gamma stays",
        "notes.docx": "no",
        ".hidden.txt": "no",
        ".git/d.txt": "no",
        "decisions.toml": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def names(paths: Iterable[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_a_folder_gives_its_articles_sorted_and_tells_what_it_left_out(articles: Path) -> None:
    found = collect([articles])
    assert names(found.articles, articles) == ["a.txt", "b.md", "deep/er/c.HTML"]
    assert found.skipped == (Dropped("notes.docx", "not an article: .docx"),)
    assert found.failed == ()


def test_the_order_in_which_paths_are_given_makes_no_difference(articles: Path) -> None:
    given = [articles / "b.md", articles / "deep", articles / "a.txt", articles / "deep/er/c.HTML"]
    assert collect(given) == collect(reversed(given))
    assert names(collect(given).articles, articles) == ["a.txt", "b.md", "deep/er/c.HTML"]


def test_a_file_that_is_named_is_read_whatever_its_suffix(articles: Path) -> None:
    assert names(collect([articles / "notes.docx"]).articles, articles) == ["notes.docx"]


def test_files_of_claims_are_told_from_articles(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "part.jsonl").write_text("")
    found = collect([articles / "a.txt", tmp_path / "part.jsonl"])
    assert [path.name for path in found.claims] == ["part.jsonl"]
    assert [path.name for path in found.articles] == ["a.txt"]


def test_what_graphkit_wrote_is_not_read_as_an_article(articles: Path) -> None:
    for name in ("graph.ttl", "graph.html", "claims.jsonl", "report.json"):
        (articles / "earlier").mkdir(exist_ok=True)
        (articles / "earlier" / name).write_text("Delta")
    (articles / "out").mkdir()
    (articles / "out/graph.html").write_text("Delta")
    found = collect([articles], out=articles / "out")
    assert names(found.articles, articles) == ["a.txt", "b.md", "deep/er/c.HTML"]


def test_paths_are_told_from_the_folder_that_was_given(articles: Path) -> None:
    assert root_of([articles]) == articles
    assert root_of([articles / "a.txt"]) == articles
    assert root_of([articles / "a.txt", articles / "deep"]) == articles


def test_a_missing_path_is_reported_and_the_others_are_read(articles: Path) -> None:
    reading = read_all([articles, articles / "nowhere.txt"], extract=first_word)
    assert [drop.reason for drop in reading.failed] == ["no such file or folder"]
    assert len(reading.extractions) == 3


def test_one_bad_article_costs_no_other(articles: Path) -> None:
    (articles / "bad.txt").write_text("broken beyond repair")
    (articles / "worse.txt").write_text("buggy")
    reading = read_all([articles], extract=first_word)
    assert reading.failed == (
        Dropped("bad.txt", "this is a PDF, not text"),
        Dropped("worse.txt", "the extractor failed: ZeroDivisionError: by none"),
    )
    assert sorted(found.source.path for found in reading.extractions) == ["a.txt", "b.md", "deep/er/c.HTML"]


def test_an_article_that_says_nothing_is_told_and_is_no_document_of_the_graph(articles: Path) -> None:
    (articles / "empty.txt").write_text("")
    reading = read_all([articles], extract=first_word)
    assert reading.silent == ("empty.txt",)
    assert not reading.failed


def test_two_files_of_one_text_are_one_document(articles: Path) -> None:
    (articles / "copy.txt").write_text("Acme shrinks")
    reading = read_all([articles], extract=first_word)
    assert Dropped("copy.txt", "the same text as a.txt") in reading.dropped
    assert [found.source.path for found in reading.extractions if "a" in found.source.path] == ["a.txt"]


def test_a_process_pool_reads_the_same(articles: Path) -> None:
    with ProcessPoolExecutor(2) as pool:
        assert read_all([articles], extract=first_word, map=pool.map) == read_all([articles], extract=first_word)


def test_few_files_are_read_without_worker_processes() -> None:
    with workers(5) as serial:
        assert serial is map
    with workers(500, most=2) as pool:
        assert list(pool(abs, [-1, 2])) == [1, 2]


def test_a_folder_without_articles_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead, match=r"no articles here \(files ending in \.htm"):
        build([tmp_path])


def test_a_name_is_shown_on_one_line_whatever_it_holds() -> None:
    assert shown("a\nb.txt") == "a\\nb.txt"
    assert shown(os.fsdecode(b"caf\xe9.txt")) == "caf\ufffd.txt"
    assert shown("快讯.md") == "快讯.md"
