"""A person's word: read, checked with clear errors, written and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphkit.decisions import NONE, DecisionError, Decisions, Pick, load, parse, write


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    said = Decisions(
        same=((('Old "Name"', "New\\Name"), "renamed\nin 2023"),),
        apart=((("Orange", "Orange Bank"), ""),),
        reject=(Pick(quote="words", predicate="amount"),),
        correct=(Pick(quote="€60n", value="EUR 600000000"),),
        prefer=(("round/acme-2024-06", "valuation", "EUR 6"),),
        name=(("Acme", "ACME"),),
        type=(("La Famiglia", "InvestmentFirm"),),
    )
    file = tmp_path / "decisions.toml"
    file.write_text(write(said), encoding="utf-8")
    assert load(file) == said


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(DecisionError) as told:
        parse(
            {
                "sam": [{}],
                "same": [{"names": ["only one"]}],
                "type": [{"thing": "Acme", "type": "Firm"}],
                "reject": [{"why": "no reason to pick a claim"}],
                "prefer": [{"thing": "Acme"}],
            },
            "d.toml",
        )
    lines = str(told.value).splitlines()
    assert lines[0].startswith("d.toml: [[sam]] is not known")
    assert any("at least two names" in line for line in lines)
    assert any("'Firm' is no type" in line for line in lines)
    assert any("say which claims" in line for line in lines)
    assert sum("[[prefer]] number 1" in line for line in lines) == 2


def test_a_file_that_is_no_toml_is_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text("[[same]\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"decisions\.toml"):
        load(file)


def test_no_decision_is_falsy() -> None:
    assert not NONE and Decisions(name=(("a", "b"),))
