"""The same articles give the same bytes: whatever the hash seed, the order, the locale or the folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
SEEDS = HERE / "seeds"
WRITTEN = ("graph.ttl", "graph.html", "claims.jsonl")


def sums(out: Path, *paths: Path, **env: str) -> dict[str, str]:
    """The checksums of a build in a process of its own."""
    given = [sys.executable, "-m", "graphkit", "build", *map(str, paths), "--out", str(out), "--quiet"]
    subprocess.run(given, check=True, timeout=120, cwd=HERE, env={**os.environ, **env})
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in WRITTEN}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return sums(tmp_path_factory.mktemp("first") / "out", SEEDS, PYTHONHASHSEED="0")


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_whatever_the_hash_seed(seed: str, first: dict[str, str], tmp_path: Path) -> None:
    assert sums(tmp_path / "out", SEEDS, PYTHONHASHSEED=seed) == first


def test_whatever_the_order_of_the_articles(first: dict[str, str], tmp_path: Path) -> None:
    articles = sorted(SEEDS.glob("*.txt"))
    assert len(articles) == 5
    shuffled = [articles[place] for place in (3, 0, 4, 2, 1)]
    assert sums(tmp_path / "out", *shuffled) == first


def test_whatever_the_locale(first: dict[str, str], tmp_path: Path) -> None:
    assert sums(tmp_path / "out", SEEDS, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0") == first


def test_whatever_the_folder(first: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "d'autres 文章"
    shutil.copytree(SEEDS, elsewhere)
    assert sums(tmp_path / "out", elsewhere) == first
