"""When two spellings are one name, and what a name is without its trimmings."""

from __future__ import annotations

import pytest

from graphkit.fold import core, fold, initials, is_short, slug, without_legal_form


@pytest.mark.parametrize(
    "a, b",
    [
        ("Société Générale", "SOCIETE GENERALE"),
        ("CMA-CGM", "CMA CGM"),
        ("ＮＶＩＤＩＡ", "nvidia"),
        ("輝達", "英伟达"),
        ("L’Oréal", "L'Oreal"),
        ("Sable & Finch", "Sable and Finch"),
        ("山姆·奥特曼", "山姆奥特曼"),
        ("S.A.S.", "SAS"),
    ],
)
def test_one_name_in_two_spellings(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(
    "a, b", [("C++", "C#"), ("C++", "C"), ("GPT-4.1", "GPT-41"), ("AT&T", "ATT"), ("李伟", "黎巍")]
)
def test_two_names(a: str, b: str) -> None:
    assert fold(a) != fold(b)


@pytest.mark.parametrize(
    "name, bare",
    [
        ("Acme, Inc.", "acme"),
        ("Doctor Papaya Pvt Ltd", "doctorpapaya"),
        ("北辰机器人股份有限公司", "北辰机器人"),
        ("Inc", "inc"),
    ],
)
def test_without_legal_form(name: str, bare: str) -> None:
    assert without_legal_form(name) == bare


@pytest.mark.parametrize(
    "name, left", [("Lightspeed Venture Partners", "lightspeed"), ("Orange Bank", "orangebank"), ("Capital", "capital")]
)
def test_core(name: str, left: str) -> None:
    assert core(name) == left


def test_short_forms() -> None:
    assert initials("Competition and Markets Authority") == "cma"
    assert is_short("Lightspeed", ("Lightspeed", "Lightspeed Venture Partners"))
    assert is_short("CMA", ("CMA", "竞争与市场管理局"))
    assert not is_short("Mistral", ("Mistral", "米斯特拉尔"))


@pytest.mark.parametrize(
    "name, local",
    [
        ("Société Générale", "societe-generale"),
        ("月之暗面", "月之暗面"),
        ("AT&T", "at-t"),
        ("ソフトバンク", "ソフトバンク"),
    ],
)
def test_slug(name: str, local: str) -> None:
    assert slug(name) == local


def test_a_name_of_signs_only_has_a_slug_all_the_same() -> None:
    assert slug("!!!").startswith("x-") and slug("!!!") != slug("???")
