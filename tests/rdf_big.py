"""Benchmark, not a test: a made-up graph of some 300,000 triples, written, read and asked.

    python tests/rdf_big.py [rounds]

Prints seconds, megabytes and, beside them, rdflib's own figures from the same run.
"""

from __future__ import annotations

import hashlib
import sys
import time
from decimal import Decimal

import networkx

from graphkit.model import Claim, Code, Entity, Fact, Money, PartialDate, RankedClaim, Source, Span, Text, Thing

ROUNDS = 1_500
CHINESE, ENGLISH = (
    "本轮融资由{lead}领投，{company}估值{value}美元。",
    "{company} raised the money in a round led by {lead} at {value}.",
)


def big_graph(rounds: int = ROUNDS) -> networkx.MultiDiGraph:
    """A graph of so many rounds (about 200 triples a round): two documents tell each, half of them in Chinese."""
    graph = networkx.MultiDiGraph()
    sources: dict[str, Source] = {}
    facts: dict[str, list[Fact]] = {}
    companies, firms = max(1, rounds // 3), max(8, rounds // 9)

    def node(id_: str, kind: str, name: str, roles: tuple[str, ...] = ()) -> str:
        if id_ not in graph:
            graph.add_node(id_, entity=Entity(id_, kind, name), kind=kind, label=name, roles=roles, conflict=False)
            facts[id_] = []
        return id_

    for number in range(rounds):
        company = node(f"agent/company-{number % companies}", "Company", f"Company {number % companies}")
        lead, other = (
            node(f"agent/资本-{n}", "InvestmentFirm", f"资本 {n}", ("Investor",))
            for n in (number * 7 % firms, (number * 13 + 1) % firms)
        )
        round_ = node(f"round/company-{number}-2024", "FundingRound", f"Company {number % companies}, round {number}")
        docs = [f"d{hashlib.sha256(f'{number} {telling}'.encode()).hexdigest()[:12]}" for telling in range(2)]
        for telling, doc in enumerate(docs):
            lang = "zh" if telling else "en"
            date = PartialDate(2015 + number % 10, 1 + number % 12)
            sources[doc] = Source(
                doc, f"{doc}.txt", f"Round {number}", f"https://example.org/{doc}", "", date, lang, doc * 5
            )

        def say(
            subject: str, predicate: str, value: object, place: int, docs: list[str] = docs, number: int = number
        ) -> Fact:
            claims = []
            for telling, doc in enumerate(docs):
                words = (CHINESE if telling else ENGLISH).format(lead=number * 7 % firms, company=number, value=place)
                claims.append(
                    RankedClaim(
                        Claim(
                            Span(doc, place * 200, place * 200 + len(words)),
                            Thing(doc, subject, "FundingRound", subject),
                            predicate,
                            Thing(doc, value, "Company", value) if isinstance(value, str) else value,  # type: ignore[arg-type]
                            words,
                            "zh" if telling else "en",
                            "made up",
                            confidence=Decimal("0.93"),
                        )
                    )
                )
            return Fact(subject, predicate, value, tuple(claims))  # type: ignore[arg-type]

        worth = Money(Decimal(10_000_000 + number * 1_000), ("EUR", "USD", "CNY")[number % 3])
        facts[round_] += [
            say(round_, "amount", worth, 0),
            say(round_, "announcedOn", PartialDate(2015 + number % 10, 1 + number % 12), 1),
            say(round_, "status", Code("Closed"), 1),
            Fact(company, "name", Text(f"公司{number % companies}", "zh"), ()),
        ]
        for subject, predicate, value in (
            (round_, "raisedBy", company),
            (round_, "leadInvestor", lead),
            (round_, "investor", lead),
            (round_, "investor", other),
        ):
            graph.add_edge(subject, value, predicate, predicate=predicate, fact=say(subject, predicate, value, 2))
        for firm in (lead, other):
            graph.add_edge(firm, company, "investedIn", predicate="investedIn", fact=Fact(firm, "investedIn", company))
    for id_, own in facts.items():
        graph.nodes[id_]["facts"] = tuple(own)
    graph.graph.update(sources=sources, possible=(), licence="")
    return graph


def main(rounds: int) -> None:
    """Print the figures."""
    import resource
    import tempfile
    from pathlib import Path

    from graphkit import turtle

    def timed(what: str, began: float, note: str = "") -> None:
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{what:42}{time.perf_counter() - began:8.2f} s   {megabytes:5} MB at most   {note}", flush=True)

    began = time.perf_counter()
    graph = big_graph(rounds)
    timed("made up", began, f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges")
    began = time.perf_counter()
    text = turtle.write(graph)
    timed("turtle.write", began, f"{len(text.encode()) / 1e6:.1f} MB of Turtle")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.ttl"
        path.write_text(text, encoding="utf-8")
        from pyoxigraph import RdfFormat, Store

        began = time.perf_counter()
        store = Store()
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE)
        timed("read by pyoxigraph", began, f"{len(store):,} triples")
        import rdflib

        began = time.perf_counter()
        read = rdflib.Graph(bind_namespaces="none").parse(path, format="turtle")
        timed("read by rdflib", began, f"{len(read):,} triples")
        began = time.perf_counter()
        read.serialize(format="turtle")
        timed("written by rdflib", began)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
