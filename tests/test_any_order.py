"""Whatever the order, the shards or the history: the same graph. Small corpora are made up and tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from claims_fixture import Article, claims_of, sources_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit import turtle
from graphkit.graph import assemble
from graphkit.ids import text
from graphkit.model import Claim, Source
from graphkit.reconcile import reconcile
from graphkit.resolve import resolve

FIRMS = (
    ("Quillon",),
    ("Quillon AI", "Quillon"),
    ("Quillon Inc",),
    ("星河光子", "Quillon"),
    ("Redcurrant",),
    ("CMA", "CMA CGM"),
)
FUNDS = ("Tamarind Capital", "Tamarind", "Lanternfish", "Ada Bright")
ROUND = st.tuples(
    st.sampled_from(["", "Seed", "SeriesA", "SeriesB"]),
    st.sampled_from([(), ("EUR 5m",), ("USD 5.4m",), ("EUR 5m", "USD 5.4m"), ("EUR 40m",)]),
    st.sampled_from(["", "2023", "2023-05", "2023-06-01", "2024-01"]),
    st.sampled_from(["closed", "closed", "in_talks"]),
    st.sets(st.sampled_from(FUNDS), max_size=2),
)
TOLD = st.tuples(
    st.sampled_from(FIRMS),
    st.sampled_from(["Company", "Organization", "PublicOrganization"]),
    st.sampled_from(["", "Ghent", "Porto"]),
    st.lists(ROUND, max_size=2),
)
CORPUS = st.lists(TOLD, min_size=1, max_size=6)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def articles(corpus: list[Any]) -> list[Article]:
    made = []
    for number, (names, kind, seat, rounds) in enumerate(corpus):
        article = Article(f"article {number}", published="2024-02-01" if number % 2 else "")
        firm = article.thing(kind, *names)
        if seat:
            article.say(firm, "headquarteredIn", article.thing("Place", seat))
        for round_kind, amounts, date, status, funds in rounds:
            agents = [
                article.thing("Person" if fund == "Ada Bright" else "InvestmentFirm", fund) for fund in sorted(funds)
            ]
            article.round(
                firm, *amounts, kind=round_kind, date=date, status=status, lead=agents[:1], investors=agents[1:]
            )
        made.append(article)
    return made


def built(claims: list[Claim], made: list[Article]) -> tuple[object, ...]:
    found = resolve(claims)
    facts = reconcile(claims, found, sources=sources_of(*made))
    graph = assemble(found, facts, sources_of(*made))
    return found, facts, list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), text(found.register)


@CALM
@given(CORPUS, st.randoms(use_true_random=False))
def test_the_order_of_claims_and_a_claim_given_twice_change_nothing(corpus: list[Any], rng: Any) -> None:
    made = articles(corpus)
    claims = claims_of(*made)
    before = built(claims, made)
    mixed = [*claims, *claims[::3]]
    rng.shuffle(mixed)
    assert built(sorted(set(mixed), key=lambda claim: rng.random()), made) == before


@CALM
@given(CORPUS)
def test_a_second_build_with_the_names_of_the_first_is_the_same(corpus: list[Any]) -> None:
    claims = claims_of(*articles(corpus))
    first = resolve(claims)
    second = resolve(claims, ids=first.register)
    assert second.entities == first.entities
    assert text(second.register) == text(first.register)


@CALM
@given(CORPUS, TOLD)
def test_an_article_added_and_removed_again_leaves_every_name_as_it_was(corpus: list[Any], more: Any) -> None:
    made = articles([*corpus, more])
    first = resolve(claims_of(*made[:-1]))
    added = resolve(claims_of(*made), ids=first.register)
    removed = resolve(claims_of(*made[:-1]), ids=added.register)
    assert {key: removed.of[key] for key in first.of} == dict(first.of)


@CALM
@given(CORPUS)
def test_every_thing_is_in_one_entity_and_every_claim_in_one_fact(corpus: list[Any]) -> None:
    made = articles(corpus)
    claims = claims_of(*made)
    found = resolve(claims)
    things = [thing for entity in found.entities for thing in entity.things]
    assert len(things) == len(set(things)) == len(found.of)
    held = [r.claim for f in reconcile(claims, found) for r in f.claims if not r.claim.rule.startswith("derived")]
    assert sorted(held, key=lambda c: c.order) == sorted(dict.fromkeys(claims), key=lambda c: c.order)


@CALM
@given(CORPUS, TOLD)
def test_a_new_article_renames_nothing(corpus: list[Any], more: Any) -> None:
    made = articles([*corpus, more])
    first = resolve(claims_of(*made[:-1]))
    added = resolve(claims_of(*made), ids=first.register)
    held = {added.of[key] for key in first.of}
    forwarded = {row.iri for row in added.register.rows if row.forward}
    for key, iri in first.of.items():  # kept, told apart from what keeps it, or forwarded to the older of two names
        assert added.of[key] == iri or iri in held or iri in forwarded


@CALM
@given(CORPUS, st.randoms(use_true_random=False))
def test_halves_put_together_in_any_way_write_the_same_bytes(corpus: list[Any], rng: Any) -> None:
    made = articles(corpus)
    whole = turtle_of(claims_of(*made), made)
    cut = rng.randint(0, len(made))
    halves = [claims_of(*made[cut:]), claims_of(*made[:cut])]
    assert turtle_of([claim for half in halves for claim in half], made) == whole


@CALM
@given(CORPUS)
def test_renamed_articles_change_nothing_but_their_paths(corpus: list[Any]) -> None:
    made = articles(corpus)
    claims = claims_of(*made)
    before = turtle_of(claims, made)
    renamed = {source.id: replace(source, path=f"elsewhere/{source.path}") for source in sources_of(*made).values()}
    assert turtle_of(claims, made, renamed).replace('"elsewhere/', '"') == before


@CALM
@given(CORPUS)
def test_what_is_in_one_list_of_two_or_has_two_kinds_is_never_one_thing(corpus: list[Any]) -> None:
    made = articles(corpus)
    found = resolve(claims_of(*made))
    for article in made:
        for claim in article.claims:
            if claim.predicate == "headquarteredIn":
                assert found.of[claim.subject.doc, claim.subject.key].startswith("agent/")
                assert found.of[claim.object.doc, claim.object.key].startswith("place/")  # type: ignore[union-attr]


def turtle_of(claims: list[Claim], made: list[Article], sources: dict[str, Source] | None = None) -> str:
    """The Turtle of a graph, as text."""
    known = sources or sources_of(*made)
    found = resolve(claims)
    return turtle.write(assemble(found, reconcile(claims, found, sources=known), known))
