"""Makes ontology/examples: for each constraint of the shapes and each check a sound graph and a faulty one.

    python tests/make_examples.py [NAME…]

The faults are those that tests/test_check.py plants into the sample; what a fault does not need is taken away, as long as
the sound graph stays sound. tests/test_examples.py reads the files and finds in each what its first line says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pyshacl
import rdf_sample as s
import rdflib
from pyoxigraph import RdfFormat, Store
from test_check import BY_MESSAGE, BY_RULE

from graphkit import check, turtle
from graphkit.model import Fact
from graphkit.turtle import LABEL, TYPE, Statement
from graphkit.vocabulary import folder

PLACE = folder() / "examples"
SH = "http://www.w3.org/ns/shacl#"
Fault = tuple[tuple[Statement, ...], tuple[tuple[str, str], ...]]


@cache
def shapes() -> rdflib.Graph:
    """The shapes, read once."""
    return check.shape_graph()


def messages(text: str) -> list[str]:
    """The message of every constraint that the graph does not meet."""
    data = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), advanced=False, inplace=True)
    return sorted({str(o) for o in report.objects(None, rdflib.URIRef(SH + "resultMessage"))})


def broken(text: str) -> list[str]:
    """The name of every check that returns a row."""
    store = Store()
    store.bulk_load(text.encode(), RdfFormat.TURTLE)
    return sorted({violation.rule for violation in check.check_rules(check.Described(store))})


def constraints() -> dict[str, str]:
    """Name of the files -> message, for every constraint of the shapes."""
    return check.shape_rules(shapes())


# --- making ---------------------------------------------------------------------------------------


def sound_and_faulty(facts: Iterable[Fact], fault: Fault) -> tuple[set[Statement], set[Statement]]:
    """The graph of the facts, and the same with the fault; only with things and articles that are spoken of."""
    add, drop = fault
    graph = s.assembled(list(facts))
    graph.graph["possible"] = ()
    told = {t for t in turtle.triples(graph) if "/dataset" not in t[0]}
    spoken = {x for x, *_ in drop} | {end for t in add for end in (t[0], t[2])}
    spoken |= {end for x, p, o in told if p not in (TYPE, LABEL) for end in (x, o) if "/doc/" not in x}
    sound = {t for t in told if t[0] in spoken}
    return sound, {t for t in sound if t[:2] not in drop} | set(add)


def text_of(statements: Iterable[Statement]) -> str:
    """As Turtle."""
    names = turtle.Names()
    return turtle.serialise(statements, turtle.prefixes(), names.section)


def clean(text: str) -> bool:
    """Nothing is wrong with it."""
    return not broken(text) and not messages(text)


def reduced(fault: Fault, found: Callable[[str], bool]) -> tuple[str, str]:
    """The two texts that are left when whatever the fault does not need is taken away."""
    facts = s.facts()

    def enough(fewer: list[Fact]) -> bool:
        sound, faulty = map(text_of, sound_and_faulty(fewer, fault))
        return found(faulty) and clean(sound)

    for id_ in s.KINDS:  # a round goes with all that is said of it, or not at all
        fewer = [fact for fact in facts if id_ not in (fact.subject, fact.object)]
        facts = fewer if enough(fewer) else facts
    for place in reversed(range(len(facts))):
        fewer = facts[:place] + facts[place + 1 :]
        facts = fewer if enough(fewer) else facts
    for place, fact in enumerate(facts):
        for claim in fact.claims if len(fact.claims) > 1 else ():
            fewer = [*facts[:place], replace(fact, claims=(claim,)), *facts[place + 1 :]]
            if enough(fewer):
                facts = fewer
                break
    sound, faulty = map(text_of, sound_and_faulty(facts, fault))
    assert clean(sound) and found(faulty)
    return sound, faulty


def put(name: str, message: str, texts: tuple[str, str]) -> None:
    """Write the pair, each with its first line."""
    for kind, text, first in zip(("good", "bad"), texts, (f"Keeps to: {message}", message), strict=True):
        place = PLACE / kind / f"{name}.ttl"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"# {first}\n{text}", encoding="utf-8")
    print(name, *(len(text.splitlines()) for text in texts), flush=True)


def main(wanted: list[str]) -> None:
    """All pairs, or those named."""
    for rule in check.rules():
        if not wanted or rule.name in wanted:
            add, drop, _ = BY_RULE[rule.name]
            put(f"check-{rule.name}", rule.message, reduced((add, drop), lambda text, n=rule.name: n in broken(text)))
    for name, message in constraints().items():
        if not wanted or name in wanted:
            (fault,) = (fault for start, fault in BY_MESSAGE.items() if message.startswith(start))
            put(f"shape-{name}", message, reduced(fault, lambda text, m=message: m in messages(text)))


if __name__ == "__main__":
    main(sys.argv[1:])
