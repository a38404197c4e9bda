"""The graph that the writers read."""

from __future__ import annotations

from claims_fixture import Article, claims_of, sources_of
from test_resolve import seven_rounds

from graphkit.graph import assemble
from graphkit.reconcile import reconcile
from graphkit.resolve import resolve


def graph_of(*articles: Article):  # type: ignore[no-untyped-def]
    claims = claims_of(*articles)
    found = resolve(claims)
    sources = sources_of(*articles)
    return assemble(found, reconcile(claims, found, sources=sources), sources)


def test_nodes_and_edges_carry_what_the_writers_need() -> None:
    graph = graph_of(*seven_rounds())
    node = graph.nodes["agent/general-kinetics"]
    assert (node["kind"], node["label"], node["roles"]) == ("InvestmentFirm", "General Kinetics", ("Investor",))
    edge = graph.edges["round/orrery-ai-2024-06", "agent/orrery-ai", "raisedBy"]
    assert edge["predicate"] == "raisedBy" and edge["status"] == "closed" and len(edge["claims"]) == 2
    assert edge["fact"].object == "agent/orrery-ai"
    talk = graph.edges["round/orrery-ai-in-talks-eur-3000000000", "agent/orrery-ai", "raisedBy"]
    assert talk["status"] == "in_talks"


def test_a_conflict_is_marked_on_its_round_only() -> None:
    graph = graph_of(*seven_rounds())
    assert [name for name, data in graph.nodes(data=True) if data["conflict"]] == [
        "round/orrery-ai-2024-06",
        "round/orrery-ai-series-c",
    ]


def test_every_edge_has_both_nodes_and_every_claim_is_there_once() -> None:
    articles = seven_rounds()
    graph = graph_of(*articles)
    assert all("entity" in data for _, data in graph.nodes(data=True))
    held = [r.claim for _, data in graph.nodes(data=True) for f in data["facts"] for r in f.claims]
    held += [r.claim for *_, data in graph.edges(data=True) for r in data["claims"]]
    said = [claim for claim in held if not claim.rule.startswith("derived")]
    assert sorted(said, key=lambda c: c.order) == sorted(claims_of(*articles), key=lambda c: c.order)
