"""Which statements are truly at odds, and which only look so."""

from __future__ import annotations

from pathlib import Path

from claims_fixture import Article, money
from test_reconcile import facts_of
from test_resolve import seven_rounds

from graphkit.conflicts import conflicts
from graphkit.disputes import disputed
from graphkit.pipeline import build


def found(*articles: Article) -> list[tuple[str, str, str]]:
    return [(d.subject, d.predicate, d.relation) for d in disputed(facts_of(*articles))]


def test_of_seven_rounds_only_the_valuation_and_the_impossible_date_are_in_conflict() -> None:
    conflicts = [
        (subject, predicate) for subject, predicate, relation in found(*seven_rounds()) if relation == "conflict"
    ]
    assert conflicts == [("round/orrery-ai-2024-06", "valuation"), ("round/orrery-ai-series-c", "announcedOn")]


def test_a_sum_in_two_currencies_is_restated() -> None:
    restated = [subject for subject, _, relation in found(*seven_rounds()) if relation == "restatement"]
    assert "round/orrery-ai-2023-12" in restated and "round/orrery-ai-2024-02" in restated


def test_a_founder_here_an_adviser_there_is_a_conflict_of_roles() -> None:
    a, b = Article("a"), Article("b")
    a.say(a.thing("Person", "Cleo Marsh"), "founded", a.thing("Company", "Quillon"))
    firm, adviser = b.thing("Company", "Quillon"), b.thing("Person", "Cleo Marsh")
    b.say(b.thing("Person", "Ada Bright"), "founded", firm)
    b.say(adviser, "worksFor", firm, role="co-founding adviser")
    assert found(a, b) == [("agent/cleo-marsh", "founded", "conflict")]


def test_totals_of_two_times_are_no_conflict_and_the_latest_is_followed() -> None:
    a, b = Article("a"), Article("b")
    a.say(a.thing("Company", "Quillon"), "totalRaised", money("EUR 1bn"), asOf="2024-02")
    b.say(b.thing("Company", "Quillon"), "totalRaised", money("EUR 3bn"), asOf="2025-06")
    (dispute,) = disputed(facts_of(a, b))
    assert (dispute.relation, dispute.a.object) == ("other-time", money("EUR 3bn"))


def test_a_country_and_a_town_in_it_are_no_conflict() -> None:
    a, b = Article("a"), Article("b")
    a.say(a.thing("Company", "Quillon"), "headquarteredIn", a.thing("Place", "France"))
    b.say(b.thing("Company", "Quillon"), "headquarteredIn", b.thing("Place", "Paris"))
    (dispute,) = disputed(facts_of(a, b))
    assert (dispute.relation, dispute.a.object) == ("precision", "place/paris")


def test_the_sample_articles_are_at_odds_on_three_things_and_on_nothing_else() -> None:
    graph = build([Path(__file__).parent.parent / "seeds"])
    found = [(graph.nodes[d.subject]["label"], d.predicate) for d in conflicts(graph)]
    assert found == [
        ("Jean Charles Samuelian-Werve", "founded"),
        ("Mistral AI, June 2024", "valuation"),
        ("Mistral AI Series C", "announcedOn"),
    ]
