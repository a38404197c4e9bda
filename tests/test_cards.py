"""Pages that tell a company's facts as labels and values."""

from __future__ import annotations

from typing import Any

import pytest

from graphkit import cards
from graphkit.extract import read_document
from graphkit.grammar import cells
from graphkit.model import Thing
from graphkit.read import read_text


def said(text: str) -> set[str]:
    """The claims of a page, but for names: 'Norvex headquarteredIn Lyon'."""
    claims = read_document(read_text(text, "page.md")).claims
    return {
        f"{c.subject.name} {c.predicate} {c.object.name if isinstance(c.object, Thing) else c.object}"
        for c in claims
        if c.predicate != "name"
    }


CASES = [
    (lang, example["text"], example["gives"])
    for lang, cell in sorted(cells("spot/Label").items())
    for example in cell["example"]
]


@pytest.mark.parametrize(("lang", "text", "gives"), CASES)
def test_labels_of_the_grammar(lang: str, text: str, gives: str) -> None:
    found: Any = cards.COLON.match(text)
    assert cards.role_of(found[1]) == gives


def test_labelled_lines_tell_of_the_company_that_the_page_is_about() -> None:
    page = """# Company profile: Norvex

- **Founded:** 2016
- **Founders:** Claire Dumont, Hugo Lambert (ex-Ostra)
- **Headquarters:** Lyon
- **CEO:** Paul Garnier
- **Investors:** Kima Ventures, Partech
- **Competitors:** PayFit
"""
    assert said(page) == {
        "Norvex foundedOn 2016",
        "Claire Dumont founded Norvex",
        "Hugo Lambert founded Norvex",
        "Norvex headquarteredIn Lyon",
        "Paul Garnier worksFor Norvex",
        "Kima Ventures investedIn Norvex",
        "Partech investedIn Norvex",
        "Norvex competitorOf PayFit",
    }


def test_a_table_of_two_columns_is_a_card() -> None:
    page = "# Norvex\n\n| | |\n|---|---|\n| Siège | Lyon |\n| Fondatrice | Claire Dumont |\n| Maison mère | Vastello Group |\n"
    assert {
        "Norvex headquarteredIn Lyon",
        "Claire Dumont founded Norvex",
        "Norvex subsidiaryOf Vastello Group",
    } <= said(page)


def test_a_list_under_a_label_gives_what_each_entry_begins_with() -> None:
    page = "# Norvex: a profile\n\nNorvex sells pumps.\n\n## Customers\n\n- Carrefour, since Siemens left\n- Airbus\n"
    found = said(page)
    assert {"Carrefour customerOf Norvex", "Airbus customerOf Norvex"} <= found
    assert "Siemens customerOf Norvex" not in found


def test_a_label_in_chinese() -> None:
    page = "# 北河智能：公司档案\n\n北河智能生产水泵。\n\n- 创始人：李明、王芳\n- 总部：北京\n- 投资方：红杉中国\n"
    assert {"北河智能 headquarteredIn 北京", "红杉中国 investedIn 北河智能"} <= said(page)


def test_an_ordinary_sentence_with_a_colon_is_no_card() -> None:
    assert said("# Norvex\n\nThe winners: Claire Dumont and Hugo Lambert. Norvex was late.\n") == set()
