"""A made-up graph of some 300,000 triples is written, read and asked each shipped question; with rdflib beside.

    python bench/questions.py [--documents N | --rounds N] [--rdflib] [--keep FILE] [--question NAME]

The articles are those of bench/scale.py with some claims more, the same every time; `--rounds 1500` takes instead the
graph of tests/rdf_big.py, which has more rounds and investors and less of all else. A question with a parameter is asked about everything
(as the table of the README has it) and about the company with the most rounds.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import resource
import signal
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import query
from graphkit.model import Claim, Money, Span, Thing, Value

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

sys.path.insert(0, str(Path(__file__).parent))
PATIENCE = 60  # seconds that rdflib is given
BAR = 1.0  # seconds that a question may take


def made(documents: int) -> networkx.MultiDiGraph:
    """The graph of so many made-up articles."""
    import scale

    from graphkit.graph import assemble
    from graphkit.reconcile import reconcile
    from graphkit.resolve import resolve

    sources, claims = {}, []
    for number, (source, said) in enumerate(scale.corpus(documents)):
        sources[source.id] = replace(source, lang="en")
        claims += richer(said, random.Random(number))
    found = resolve(claims)
    return assemble(found, reconcile(claims, found, sources=sources), sources)


def made_of_rounds(rounds: int) -> networkx.MultiDiGraph:
    """The graph of so many made-up rounds, told by two articles each."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from rdf_big import big_graph

    return big_graph(rounds)


class Watch:
    """Seconds since it was made: those of the clock, and those of the processor, which do not count other work."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        return f"{time.process_time() - self._cpu:.1f} s of CPU ({time.perf_counter() - self._wall:.1f} s by the clock)"


def written(graph: networkx.MultiDiGraph, rdflib_too: bool) -> str:
    """The Turtle of a graph, with the time that it took."""
    from graphkit import turtle

    watch = Watch()
    text = turtle.write(graph)
    print(f"written in {watch}, {len(text.encode()) / 1e6:.1f} MB of Turtle")
    if rdflib_too:
        other = turtle.to_rdflib(graph)
        watch = Watch()
        other.serialize(format="turtle")
        print(f"written by rdflib in {watch}")
    return text


def richer(said: list[Claim], rng: random.Random) -> list[Claim]:
    """The claims of one article and some more, so that no question comes back empty: valuations that differ, partners
    that invest, people who changed firms, rounds that are only talk, rounds without an amount."""
    talk = {claim.subject.key for claim in said if claim.predicate == "raisedBy" and rng.random() < 0.1}
    silent = {claim.subject.key for claim in said if claim.predicate == "raisedBy" and rng.random() < 0.1}
    claims = [
        replace(claim, status="in_talks") if claim.subject.key in talk else claim
        for claim in said
        if not (claim.predicate == "amount" and claim.subject.key in silent)
    ]
    firms = [claim for claim in said if claim.predicate == "raisedBy" and isinstance(claim.object, Thing)]
    funds = [claim for claim in said if claim.predicate in ("investor", "leadInvestor")]
    people = [claim for claim in said if claim.predicate == "worksFor"]

    def add(like: Claim, subject: Thing, predicate: str, value: Value) -> None:
        place = 100_000 + 200 * len(claims)
        quote = f"{subject.name} {predicate} {value}"
        span = Span(like.evidence.doc, place, place + len(quote))
        claims.append(
            replace(like, evidence=span, subject=subject, predicate=predicate, object=value, quote=quote, qualifiers=())
        )

    for claim in firms:
        worth = Money(Decimal(50 + hash_of(claim.subject.name) % 50 + rng.randint(0, 1) * 100) * 10**6, "EUR")
        add(claim, claim.subject, "valuation", worth)
    for claim in funds[:2]:
        if firms and isinstance(claim.object, Thing):
            add(claim, claim.object, "partnerOf", firms[0].object)
    for claim, other in zip(people, reversed(people), strict=True):
        add(claim, claim.subject, "workedFor", other.object)
    return claims


def hash_of(words: str) -> int:
    """The same number for the same words, in every run."""
    return int(hashlib.sha256(words.encode()).hexdigest()[:6], 16)


def held() -> int:
    """Megabytes that this process holds now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


def megabytes() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    """Print a table; 1 if a question takes longer than the bar."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--documents", type=int, default=320)
    options.add_argument("--rounds", type=int)
    options.add_argument("--rdflib", action="store_true", help="ask rdflib too, once each (minutes)")
    options.add_argument("--keep", type=Path, help="where to put the graph, or to find it")
    options.add_argument("--question", action="append", help="only this one; may be repeated")
    given = options.parse_args()

    from pyoxigraph import RdfFormat, Store

    if given.keep and given.keep.is_file():
        text = given.keep.read_text(encoding="utf-8")
    else:
        watch = Watch()
        made_up = made_of_rounds(given.rounds) if given.rounds else made(given.documents)
        print(f"made up in {watch}, {megabytes()} MB at most")
        text = written(made_up, given.rdflib)
        del made_up
    if given.keep:
        given.keep.write_text(text, encoding="utf-8")
    before = held()
    watch = Watch()
    store = Store()
    store.bulk_load(text.encode(), RdfFormat.TURTLE)
    print(f"read in {watch}, {len(store):,} triples, {held() - before} MB")
    graph = None
    if given.rdflib:
        import rdflib

        before = held()
        watch = Watch()
        graph = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
        print(f"read by rdflib in {watch}, {held() - before} MB")
    most = "SELECT ?c (COUNT(?r) AS ?n) { ?r gk:raisedBy ?c } GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT 1"
    company = str(query.ask(query.question(most), store).rows[0][0])
    print(f"\n{'question':30}{'rows':>8}{'seconds':>9}{'rdflib':>9}   of one: rows, seconds")
    slow = 0
    for shipped in query.shipped():
        everything = tuple((name, "2024-01-01" if name in shipped.dates else "") for name, _ in shipped.parameters)
        asked = replace(shipped, parameters=everything)
        if given.question and asked.name not in given.question:
            continue
        seconds, answer = timed(asked, store, {})
        beside = ""
        if graph is not None:
            beside = by_rdflib(asked, store, graph, len(answer.rows))
        names = [name for name, _ in asked.parameters if name not in asked.dates]
        one = timed(asked, store, {names[0]: company}) if names else None
        told = f"{len(one[1].rows):8}{one[0]:9.2f}" if one else ""
        late = max(seconds, one[0] if one else 0.0) > BAR
        slow += late
        print(
            f"{asked.name:30}{len(answer.rows):8}{seconds:9.2f}{beside:>9}   {told}{'   SLOW' if late else ''}",
            flush=True,
        )
    print(f"\n{megabytes()} MB at most")
    return 1 if slow else 0


def by_rdflib(asked: query.Question, store: pyoxigraph.Store, graph: rdflib.Graph, rows: int) -> str:
    """Its seconds, cut off after a minute; and its rows, should they be another number."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError

    bound = query.bound(asked, lambda words: query.named(store, words), {})
    signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    began = time.process_time()
    try:
        got = len(list(graph.query(bound, initNs=query.prefixes_of(store))))
    except TimeoutError:
        return f"> {PATIENCE}"
    finally:
        signal.alarm(0)
    return f"{time.process_time() - began:.2f}" + ("" if got == rows else f" ({got} rows)")


def timed(asked: query.Question, store: pyoxigraph.Store, given: dict[str, str]) -> tuple[float, query.Answer]:
    """CPU seconds, which do not count what else the machine does: the best of three, or of one where that is slow."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        answer = query.ask(asked, store, **given)
        best = min(best, time.process_time() - began)
        if best > 10:
            break
    return best, answer


if __name__ == "__main__":
    sys.exit(main())
