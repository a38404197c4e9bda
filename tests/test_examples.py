"""ontology/examples: a sound and a faulty graph for every constraint of the shapes and every check, each as it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from make_examples import PLACE, broken, clean, constraints, messages

from graphkit import check


@cache
def meant() -> dict[str, str]:
    """File name -> message, for every constraint and check there is."""
    shapes = {f"shape-{name}": message for name, message in constraints().items()}
    return shapes | {f"check-{rule.name}": rule.message for rule in check.rules()}


def files(kind: str) -> list[Path]:
    return sorted((PLACE / kind).glob("*.ttl"))


def test_every_constraint_and_every_check_has_a_good_and_a_bad_example() -> None:
    assert len(meant()) > 70 and len(set(meant().values())) == len(meant())
    for kind in ("good", "bad"):
        assert sorted(file.stem for file in files(kind)) == sorted(meant())


@pytest.mark.parametrize("file", files("good"), ids=lambda file: file.stem)
def test_a_good_example_breaks_nothing(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# Keeps to: {meant()[file.stem]}\n")
    assert clean(text)


@pytest.mark.parametrize("file", files("bad"), ids=lambda file: file.stem)
def test_a_bad_example_is_found(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    message = meant()[file.stem]
    assert text.startswith(f"# {message}\n")
    if file.stem.startswith("check-"):
        assert file.stem.removeprefix("check-") in broken(text)
    else:
        assert message in messages(text)


@pytest.mark.parametrize("name", ["check-lead-is-an-investor", "shape-round-status"])
def test_a_bad_example_differs_from_the_good_one_by_its_fault_alone(name: str) -> None:
    good, bad = (
        set((PLACE / kind / f"{name}.ttl").read_text(encoding="utf-8").splitlines()) for kind in ("good", "bad")
    )
    assert len(good ^ bad) <= 6
