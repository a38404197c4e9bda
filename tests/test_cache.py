"""A rebuild reads only what changed, and nobody can tell from the result."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pipeline import articles, first_word

from graphkit.cache import Cache
from graphkit.pipeline import Reading, read_all

__all__ = ["articles"]


def read(folder: Path, out: Path, **options: object) -> tuple[Reading, Cache]:
    cache = Cache(out / "cache", **options)  # type: ignore[arg-type]
    reading = read_all([folder], extract=first_word, cache=cache)
    cache.save()
    return reading, cache


def same(a: Reading, b: Reading) -> bool:
    return (a.extractions, a.dropped, a.failed, a.silent) == (b.extractions, b.dropped, b.failed, b.silent)


def test_the_second_time_nothing_is_read_and_nothing_differs(articles: Path, tmp_path: Path) -> None:
    first, cold = read(articles, tmp_path)
    second, warm = read(articles, tmp_path)
    assert (cold.read, warm.read, warm.reused) == (3, 0, 3)
    assert same(first, second)


def test_only_the_changed_article_is_read(articles: Path, tmp_path: Path) -> None:
    read(articles, tmp_path)
    (articles / "b.md").write_text("Beta shrinks")
    again, cache = read(articles, tmp_path)
    assert cache.read == 1
    assert same(again, read_all([articles], extract=first_word))


def test_a_renamed_article_is_not_read_again_and_goes_by_its_new_path(articles: Path, tmp_path: Path) -> None:
    read(articles, tmp_path)
    (articles / "a.txt").rename(articles / "z.txt")
    again, cache = read(articles, tmp_path)
    assert cache.read == 0
    assert same(again, read_all([articles], extract=first_word))


def test_other_rules_read_everything_again(articles: Path, tmp_path: Path) -> None:
    read(articles, tmp_path, version="1")
    assert read(articles, tmp_path, version="2")[1].read == 3
    assert read(articles, tmp_path, fresh=True)[1].read == 3


def test_a_removed_article_leaves_no_entry(articles: Path, tmp_path: Path) -> None:
    read(articles, tmp_path)
    (articles / "a.txt").unlink()
    read(articles, tmp_path)
    assert len(list((tmp_path / "cache").rglob("*.json"))) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b'{"source": {}}', b"[]", b"\xff\xfe"])
def test_a_damaged_entry_is_read_again(articles: Path, tmp_path: Path, damage: bytes) -> None:
    whole, _ = read(articles, tmp_path)
    for entry in (tmp_path / "cache").rglob("*.json"):
        entry.write_bytes(damage)
    again, cache = read(articles, tmp_path)
    assert cache.read == 3
    assert same(whole, again)
