"""Lists of companies: what an entry leaves open is about the company that it opens with."""

from graphkit.extract import read_document
from graphkit.read import read_text

OPENING = "# Cinq start-up à suivre | Annuaire\n\nVoici notre sélection.\n\n"
FACTS = [("Norvexa", "5 M€", "Jeanne Roux"), ("Pelagio", "12 M€", "Lucie Roux"), ("Tuilobo", "3 M€", "Marie Roux")]


def _told(text: str) -> set[tuple[str, str]]:
    claims = read_document(read_text(text, "liste.md")).claims
    raised = {c.subject.key: c.object.name for c in claims if c.predicate == "raisedBy"}  # type: ignore[union-attr]
    sums = {(raised[c.subject.key], str(c.object)) for c in claims if c.predicate == "amount"}
    return sums | {(c.object.name, c.subject.name) for c in claims if c.predicate == "founded"}  # type: ignore[union-attr]


def _expected() -> set[tuple[str, str]]:
    return {(n, f"EUR {m.split()[0]}000000") for n, m, _ in FACTS} | {(n, f) for n, _, f in FACTS}


def test_each_paragraph_is_about_the_company_that_opens_it() -> None:
    lines = [f"{n} est un logiciel de paie. Elle a levé {m}. Fondée par {f}, elle recrute.\n" for n, m, f in FACTS]
    assert _told(OPENING + "\n".join(lines)) == _expected()


def test_each_heading_opens_an_entry() -> None:
    lines = [f"## {i}. {n}\n\n- Levée : {m}\n- Fondateurs : {f}\n" for i, (n, m, f) in enumerate(FACTS, 1)]
    assert _told(OPENING + "\n".join(lines)) == _expected()


def test_an_article_about_one_company_has_no_entries() -> None:
    text = (
        "# Norvexa lève 5 M€\n\nNorvexa a levé 5 M€.\n\nPelagio, son rival, a levé 12 M€ en 2020. Norvexa grandit.\n\n"
        "Tuilobo est un logiciel. Norvexa, fondée par Jeanne Roux, le rachète pour 3 M€.\n\nNorvexa recrute."
    )
    assert ("Norvexa", "EUR 5000000") in _told(text)
    assert ("Norvexa", "Jeanne Roux") in _told(text)


def test_sections_on_one_company_are_no_list() -> None:
    text = (
        "AI News\n\n## Deep Dive\n\nThe valuation jump to €2B is a bet. Norvexa sells pumps.\n\n"
        "## Fast Facts\n\nNorvexa raised $5 million in a Series A.\n\n## Quick Take\n\nNorvexa raised €7M in 2020.\n"
    )
    assert {name for name, _ in _told(text)} == {"Norvexa"}


def test_headings_of_one_companys_story_open_no_entries() -> None:
    parts = [
        ("Analysis", "Norvexa raised $5 million in its seed round."),
        ("TL;DR", "Norvexa closed a Series A of $15 million, led by Quartz Ventures."),
        ("Deep Dive", "In 2024 Norvexa raised a Series B of $40 million."),
        ("Outlook", "Norvexa plans to hire."),
    ]
    text = "# The pump maker's rise\n\nA look back.\n\n" + "\n\n".join(f"## {head}\n\n{said}" for head, said in parts)
    told = _told(text)
    assert {name for name, _ in told} == {"Norvexa"}
    assert len(told) == 3
