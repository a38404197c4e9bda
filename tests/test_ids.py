"""Names that stay when articles come and go."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims_fixture import Article, claims_of

from graphkit.ids import NOTHING, IdsError, Wanted, assign, load, text
from graphkit.resolve import resolve


def wanted(name: str, *aliases: str, discriminators: tuple[str, ...] = ()) -> Wanted:
    return Wanted("agent", name, "Company", name, (name, *aliases), discriminators)


def test_a_second_thing_of_one_name_gets_what_tells_it_apart_then_a_number() -> None:
    iris, _ = assign([wanted("acme"), wanted("acme", discriminators=("porto",)), wanted("acme")], NOTHING)
    assert sorted(iris) == ["agent/acme", "agent/acme-2", "agent/acme-porto"]


def test_a_thing_keeps_its_name_when_it_is_called_otherwise_later() -> None:
    _, register = assign([wanted("acme")], NOTHING)
    iris, register = assign([wanted("acme-robotics", "acme")], register)
    assert iris == ["agent/acme"]
    iris, _ = assign([wanted("acme-robotics")], register)
    assert iris == ["agent/acme"]


def test_a_merge_keeps_the_older_name_and_the_other_forwards() -> None:
    _, register = assign([wanted("acme")], NOTHING)
    _, register = assign([wanted("acme"), wanted("beta")], register)
    iris, register = assign([wanted("beta", "acme")], register)
    assert iris == ["agent/acme"]
    assert [(row.iri, row.forward) for row in register.rows] == [("agent/acme", ""), ("agent/beta", "agent/acme")]


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    _, register = assign([wanted("acme", "a|b"), wanted("月之暗面")], NOTHING)
    file = tmp_path / "ids.tsv"
    file.write_text(text(register), encoding="utf-8")
    assert text(load(file)) == text(register)
    assert load(tmp_path / "absent.tsv") == NOTHING


def test_a_broken_line_is_told_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "ids.tsv"
    file.write_text("agent/acme\tCompany\n", encoding="utf-8")
    with pytest.raises(IdsError, match="line 1"):
        load(file)


def test_a_round_keeps_its_name_when_an_article_brings_its_date() -> None:
    a, b = Article("a"), Article("b")
    a.round(a.thing("Company", "Quillon"), "EUR 5m", kind="Seed")
    first = resolve(a.claims)
    b.round(b.thing("Company", "Quillon"), "EUR 5m", kind="Seed", date="2024-03")
    second = resolve(claims_of(a, b), ids=first.register)
    assert [e.id for e in second.entities] == [e.id for e in first.entities] == ["agent/quillon", "round/quillon-seed"]


def test_a_new_article_with_a_namesake_renames_nothing() -> None:
    a, b = Article("a"), Article("b")
    one = a.thing("Company", "Mercator")
    a.say(one, "headquarteredIn", a.thing("Place", "Ghent"))
    first = resolve(a.claims)
    two = b.thing("Company", "Mercator")
    b.say(two, "headquarteredIn", b.thing("Place", "Porto"))
    second = resolve(claims_of(a, b), ids=first.register)
    assert second.of[one.doc, one.key] == "agent/mercator"
    assert second.of[two.doc, two.key] == "agent/mercator-porto"
