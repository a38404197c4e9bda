"""Claims that agree are one fact; rivals are ranked with a reason; nothing is lost."""

from __future__ import annotations

import random

from claims_fixture import Article, claims_of, money, sources_of
from test_resolve import seven_rounds

from graphkit.decisions import Decisions, Pick
from graphkit.model import Fact, PartialDate, Text
from graphkit.reconcile import DERIVED_INVESTMENT, reconcile
from graphkit.resolve import resolve


def facts_of(*articles: Article, decisions: Decisions | None = None) -> tuple[Fact, ...]:
    claims = claims_of(*articles)
    return reconcile(claims, resolve(claims, decisions), decisions, sources=sources_of(*articles))


def one(facts: tuple[Fact, ...], subject: str, predicate: str) -> Fact:
    (found,) = [f for f in facts if f.subject == subject and f.predicate == predicate and f.followed]
    return found


def test_the_contemporary_valuation_is_preferred_and_the_other_kept() -> None:
    facts = facts_of(*seven_rounds())
    followed = one(facts, "round/orrery-ai-2024-06", "valuation")
    assert followed.object == money("EUR 6bn")
    assert {(r.rank, r.reason) for r in followed.claims} == {("Preferred", "nearest-to-event")}
    (rival,) = [f for f in facts if f.subject == followed.subject and f.predicate == "valuation" and not f.followed]
    assert rival.object == money("USD 6bn") and rival.claims[0].rank == "Normal"


def test_an_implausible_date_is_kept_and_not_followed() -> None:
    facts = facts_of(*seven_rounds())
    (date,) = [f for f in facts if f.subject == "round/orrery-ai-series-c" and f.predicate == "announcedOn"]
    assert not date.followed and date.claims[0].reason == "implausible-date"


def test_at_most_one_value_is_followed() -> None:
    facts = facts_of(*seven_rounds())
    for predicate in ("amount", "valuation", "announcedOn", "status"):
        subjects = [f.subject for f in facts if f.predicate == predicate and f.followed]
        assert subjects and len(subjects) == len(set(subjects))


def test_investors_of_closed_rounds_have_invested_and_those_in_talk_have_not() -> None:
    a = Article("a")
    firm, backer, hopeful = (
        a.thing("Company", "Quillon"),
        a.thing("InvestmentFirm", "Tamarind"),
        a.thing("Company", "Maybe"),
    )
    a.round(firm, "EUR 5m", kind="Seed", lead=[backer])
    a.round(firm, "EUR 50m", status="in_talks", investors=[hopeful])
    facts = facts_of(a)
    invested = [f for f in facts if f.predicate == "investedIn"]
    assert [(f.subject, f.object) for f in invested] == [("agent/tamarind", "agent/quillon")]
    assert invested[0].claims[0].claim.rule == DERIVED_INVESTMENT
    assert [f.object for f in facts if f.predicate == "investor" and "series" not in f.subject].count(
        "agent/tamarind"
    ) == 1


def test_a_denied_part_is_no_part() -> None:
    a = Article("a")
    firm, giant = a.thing("Company", "Quillon"), a.thing("Company", "Gigantic")
    told = a.round(firm, "EUR 5m", kind="Seed")
    a.say(told, "investor", giant, status="denied")
    facts = facts_of(a)
    assert [f.followed for f in facts if f.predicate == "investor"] == [False]
    assert not [f for f in facts if f.predicate == "investedIn"]


def test_a_symmetric_relation_is_one_fact_whichever_way_it_is_told() -> None:
    a, b = Article("a"), Article("b")
    a.say(a.thing("Company", "Zeta"), "partnerOf", a.thing("Company", "Alpha"))
    b.say(b.thing("Company", "Alpha"), "partnerOf", b.thing("Company", "Zeta"))
    (fact,) = [f for f in facts_of(a, b) if f.predicate == "partnerOf"]
    assert (fact.subject, fact.object, len(fact.claims)) == ("agent/alpha", "agent/zeta", 2)


def test_a_more_precise_date_wins_over_the_year_it_lies_in() -> None:
    a, b, c = Article("a"), Article("b"), Article("c")
    for article, date in ((a, "2024"), (b, "2024"), (c, "2024-06-11")):
        article.round(article.thing("Company", "Quillon"), "EUR 5m", kind="Seed", date=date)
    fact = one(facts_of(a, b, c), "round/quillon-2024-06", "announcedOn")
    assert fact.object == PartialDate(2024, 6, 11)


def test_a_person_may_reject_correct_and_prefer() -> None:
    said = Decisions(prefer=(("round/orrery-ai-2024-06", "valuation", "USD 6000000000"),))
    fact = one(facts_of(*seven_rounds(), decisions=said), "round/orrery-ai-2024-06", "valuation")
    assert fact.object == money("USD 6bn") and fact.claims[0].reason == "manual"
    said = Decisions(reject=(Pick(predicate="valuation", object="EUR 6000000000"),))
    fact = one(facts_of(*seven_rounds(), decisions=said), "round/orrery-ai-2024-06", "valuation")
    assert fact.object == money("USD 6bn")
    said = Decisions(correct=(Pick(predicate="announcedOn", object="2023-09", value="2025-09"),))
    fact = one(facts_of(*seven_rounds(), decisions=said), "round/orrery-ai-2025-09", "announcedOn")
    assert fact.object == PartialDate(2025, 9) and "corrected" in fact.claims[0].claim.rule


def test_order_of_claims_changes_nothing() -> None:
    articles = seven_rounds()
    before = facts_of(*articles)
    claims = claims_of(*articles)
    random.Random(3).shuffle(claims)
    assert reconcile(claims, resolve(claims), sources=sources_of(*articles)) == before


def test_an_article_that_calls_an_old_round_recent_joins_it_and_its_own_date_is_not_followed() -> None:
    a, b = Article("a"), Article("b", published="2025-06-08")
    for article, date in ((a, "2023-12"), (b, "2025-06")):
        article.round(article.thing("Company", "Quillon"), "USD 415m", date=date, valuation="USD 2bn")
    facts = facts_of(a, b)
    fact = one(facts, "round/quillon-2023-12", "announcedOn")
    assert fact.object == PartialDate(2023, 12)
    (other,) = [f for f in facts if f.predicate == "announcedOn" and not f.followed]
    assert other.claims[0].reason == "publication-date"


def test_a_figure_that_is_no_number_is_kept_as_worded() -> None:
    a = Article("a")
    told = a.round(a.thing("Company", "Quillon"), "EUR 600m", kind="Seed")
    a.say(told, "amount", Text("€60n", "en"))
    facts = facts_of(a)
    assert one(facts, "round/quillon-seed", "amount").object == money("EUR 600m")
    assert [f.claims[0].reason for f in facts if f.predicate == "amount" and not f.followed] == ["not-a-number"]
