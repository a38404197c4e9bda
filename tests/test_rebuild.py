"""A rebuild reads what changed and nothing else, and what it writes is what a build from nothing writes."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from graphkit.rebuild import Built, rebuild

FIRMS = (
    "Velora",
    "Tindle",
    "Qorvane",
    "Harlow",
    "Pellmark",
    "Ostrava",
    "Lumenix",
    "Brackwater",
    "Zephyrine",
    "Corvane",
)
SAYINGS = (
    "{firm}, a start-up based in Ghent, raised a ${sum} million Series A led by {fund} Capital in March 2024.",
    "初创公司 {firm} 完成{sum}00万美元A轮融资，由 {fund} Capital 领投。",
    "La start-up {firm} a levé {sum} millions d'euros auprès de {fund} Capital, annonce son PDG.",
)
FUNDS = ("Oakmere", "Saltmarsh", "Brightwater", "Nordlund")
FILES = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    for number in range(FILES):
        text = SAYINGS[number % 3].format(firm=FIRMS[number % 10], sum=number // 10 + 2, fund=FUNDS[number % 4])
        (place / f"{number:02}.txt").write_text(f"{text}\n\nNo. {number}.\n", encoding="utf-8")
    return place


def again(folder: Path) -> Built:
    return rebuild([folder], out=folder.parent / "out", jobs=1)


def as_from_nothing(folder: Path, tmp_path: Path) -> bool:
    """Are the Turtle and the claims of the last build those of a build without cache and without history?"""
    rebuild([folder], out=tmp_path / "fresh", jobs=1)
    return all(
        (tmp_path / "fresh" / name).read_bytes() == (folder.parent / "out" / name).read_bytes()
        for name in ("graph.ttl", "claims.jsonl")
    )


def test_one_changed_article_is_read_and_no_other(folder: Path, tmp_path: Path) -> None:
    assert (again(folder).counts["files"], again(folder).counts["reused"]) == (FILES, FILES)
    changed = folder / "07.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\nAnother sentence.\n", encoding="utf-8")
    assert again(folder).counts["reused"] == FILES - 1
    assert as_from_nothing(folder, tmp_path)


def test_an_added_article_is_read_and_a_removed_one_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    before = again(folder)
    (folder / "more.txt").write_text("The start-up Marrowstone raised $5 million from Oakmere Capital.", "utf-8")
    more = again(folder)
    assert more.counts["reused"] == FILES and "agent/marrowstone" in more.graph
    (folder / "more.txt").unlink()
    after = again(folder)
    assert after.counts["reused"] == FILES
    assert sorted(after.graph) == sorted(before.graph)
    assert as_from_nothing(folder, tmp_path)


def test_a_renamed_article_is_not_read_again_and_changes_nothing_but_its_path(folder: Path, tmp_path: Path) -> None:
    again(folder)
    before = (folder.parent / "out" / "graph.ttl").read_text(encoding="utf-8")
    (folder / "07.txt").rename(folder / "zz.txt")
    assert again(folder).counts["reused"] == FILES
    after = (folder.parent / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert after.replace('"zz.txt"', '"07.txt"') == before
    assert as_from_nothing(folder, tmp_path)


def test_the_cache_can_go_at_any_time(folder: Path) -> None:
    import shutil

    again(folder)
    before = (folder.parent / "out" / "graph.ttl").read_bytes()
    shutil.rmtree(folder.parent / "out" / "cache")
    assert again(folder).counts["reused"] == 0
    assert (folder.parent / "out" / "graph.ttl").read_bytes() == before


def test_halves_extracted_apart_give_the_graph_of_the_whole(folder: Path, tmp_path: Path) -> None:
    from graphkit import claims_io
    from graphkit.pipeline import read_all

    again(folder)
    articles = sorted(folder.iterdir())
    halves = []
    for which in (0, 1):
        place = tmp_path / f"half{which}.jsonl"
        # told from the same folder, as a machine that holds half of the articles would
        found = read_all([*articles[which::2]])
        place.write_text("".join(claims_io.lines(found.extractions)), encoding="utf-8")
        halves.append(place)
    rebuild([*reversed(halves)], out=tmp_path / "joined")
    assert (tmp_path / "joined" / "graph.ttl").read_bytes() == (folder.parent / "out" / "graph.ttl").read_bytes()


def test_a_build_leaves_the_garbage_collector_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = gc.get_threshold()
    rebuild([folder], out=tmp_path / "graph", jobs=1)
    assert gc.get_threshold() == before
    with pytest.raises(NotADirectoryError):
        rebuild([folder], out=folder, jobs=1)
    assert gc.get_threshold() == before
