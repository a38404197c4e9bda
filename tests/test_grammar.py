"""Every example in every grammar cell, run as plain text through split, spot, relate and bind; none is fed mentions by hand."""

from __future__ import annotations

import time
from typing import Any

import pytest

from graphkit import masks, relate, rules
from graphkit.grammar import cells, folders
from graphkit.model import Claim, Mention, Sentence
from graphkit.read import read_text
from graphkit.split import split
from graphkit.spot import spot

PUBLISHED = "---\ndate: 2024-06-11\n---\n\n"
NO_FIGURE = ("amount", "valuation", "totalRaised")


def examples() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (cell, lang, example)
        for cell in folders("relate")
        for lang, data in cells(f"relate/{cell}").items()
        for example in data.get("example", [])
    ]


def claims_of(text: str) -> tuple[Claim, ...]:
    from graphkit.extract import read_document

    return read_document(read_text(PUBLISHED + text, "example.md")).claims


def statements(claims: tuple[Claim, ...]) -> list[str]:
    return [
        f"{claim.subject.name if claim.subject.kind != 'FundingRound' else 'round'} {claim.predicate} {claim.object}"
        for claim in claims
        if claim.predicate != "name"
    ]


@pytest.mark.parametrize(
    ("cell", "lang", "example"), examples(), ids=lambda value: value if isinstance(value, str) else value["text"][:40]
)
def test_example(cell: str, lang: str, example: dict[str, Any]) -> None:
    said = statements(claims_of(example["text"]))
    for wanted in example["gives"]:
        assert any(statement.endswith(wanted) for statement in said), (
            f"relate/{cell}/{lang}: {wanted!r} is not among {said}"
        )
    if not example["gives"]:
        silent = NO_FIGURE if cell == "otherFigure" else (cell,)
        assert not [
            statement
            for statement in said
            if statement.split(" ", 1)[1].startswith(silent) or f" {silent[0]} " in statement
        ], said


def test_every_cell_has_three_examples_that_fire_and_two_that_must_not() -> None:
    for cell in folders("relate"):
        for lang, data in cells(f"relate/{cell}").items():
            found = data.get("example", [])
            silent = sum(not example["gives"] for example in found)
            assert silent >= 2, f"relate/{cell}/{lang}.toml: fewer than two examples that must not fire"
            # what takes a figure out of play gives nothing at all
            assert cell == "otherFigure" or len(found) - silent >= 3, (
                f"relate/{cell}/{lang}.toml: fewer than three examples that fire"
            )


def test_rules_name_properties_of_the_ontology() -> None:
    from graphkit import vocabulary

    known = set(vocabulary.properties()) | {"nothing"}
    assert len(rules.rules()) > 200
    for rule in rules.rules():
        for _, predicate, _ in rule.claims:
            assert predicate in known, rule.id


def test_no_rule_can_be_made_to_backtrack() -> None:
    """Each rule is fed long repeats of its own words and of mentions, one after another, and has to answer at once."""
    filler = (
        "".join(masks.CHAR[kind] + ", " for kind in ("Company", "Money", "Person", "FundingRound", "InvestmentFirm"))
        * 40
    )
    slow = []
    for rule in rules.rules():
        parts = [min(need) for need in rule.needs]
        for cue in (*parts[:2], " ".join(parts)):
            for text in (
                (cue + " ") * 300,
                (masks.CHAR["Company"] + " " + cue + " ") * 150,
                filler + cue + filler,
                (cue + masks.CHAR["Money"]) * 200,
            ):
                begun = time.process_time()
                for _ in range(2):
                    rule.pattern.search(text[:1200])
                took = time.process_time() - begun
                if took > 0.4:
                    slow.append((rule.id, round(took, 2)))
    assert not slow


def test_what_a_rule_says_between_its_lists_stands_in_all_that_it_matches() -> None:
    """The outline spares compiling a rule that cannot match; it must never keep one from matching."""
    seen = 0
    for rule in rules.rules():
        seen += bool(rule.outline)
    assert seen > 200
    masked = [
        relate.mask(sentence.text, sentence.start, row)
        for _, _, example in examples()[::4]
        for sentence, row in _sentences(example["text"])
    ]
    for rule in rules.rules():
        for one in masked:
            assert not rule.pattern.search(one.text) or rule.may_match(one.text), (rule.id, one.text)


def _sentences(text: str) -> list[tuple[Sentence, tuple[Mention, ...]]]:
    document = read_text(PUBLISHED + text, "example.md")
    sentences = split(document)
    return list(zip(sentences, spot(document, sentences).mentions, strict=True))


def test_a_list_gives_its_members_and_not_their_employers() -> None:
    text = "led by Alder Capital, Jane Roe (founder of Ostra) and Quartz Ventures."
    mentions = []
    for word, kind in (
        ("Alder Capital", "InvestmentFirm"),
        ("Jane Roe", "Person"),
        ("founder", "Post"),
        ("Ostra", "Company"),
        ("Quartz Ventures", "InvestmentFirm"),
    ):
        at = text.index(word)
        mentions.append(Mention(at, at + len(word), kind, word))
    _, drafts = relate.relate(Sentence(0, len(text), text, 0), mentions, 0)
    led = next(draft for draft in drafts if draft.rule.cell == "leadInvestor")
    assert [m.text for m in led.played("lead")] == ["Alder Capital", "Jane Roe", "Quartz Ventures"]
