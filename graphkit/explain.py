"""Leads from a thing or a fact of the graph back to the sentences: who says so, in which words, by which rule."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from graphkit.model import Entity, Fact, RankedClaim, Source

if TYPE_CHECKING:
    import networkx

# Why a claim won or lost against its rivals, in words
REASONS = {
    "not-a-number": "its figure is not a number",
    "contradicted": "other articles and languages say otherwise",
    "impossible": "it cannot be: the order of events forbids it",
    "more-documents": "more documents say so",
    "nearest-to-event": "it was said nearest to the event",
    "unhedged": "it is said without 'about' or 'nearly'",
    "usual-currency": "most claims about the round use this currency",
    "confidence": "the rule that read it is surer",
    "tie": "nothing tells them apart; the first by name was taken",
    "manual": "a person decided so",
    "rejected-by-hand": "a person rejected it",
    "denied": "the article denies it",
    "only-talk": "it is only talk or a plan",
    "itself": "it would tie a thing to itself",
    "part-of-whole": "it is a part of the whole",
    "implausible-date": "later letters cannot be dated before earlier ones",
    "before-the-company-existed": "it is dated before the company existed",
    "publication-date": "it is the article's own date, and another article dates the event earlier",
    "more-precise": "it is more precise",
    "same-time-as-asked": "it is the latest",
}


class ExplainError(ValueError):
    """What was asked for is not in the graph; the message says what is like it."""


# --- finding --------------------------------------------------------------------------------------


def find(graph: networkx.MultiDiGraph, what: str) -> list[str]:
    """The nodes meant by a name, a spelling, a local IRI or a full one; several where a name is ambiguous.

    Raises ExplainError with the nearest names where there is none.
    """
    local = what.strip("<>").removeprefix(graph.graph.get("base", ""))
    if local in graph:
        return [local]
    by_name: dict[str, set[str]] = {}
    for node, data in graph.nodes(data=True):
        for name in names(data["entity"], data["facts"]):
            by_name.setdefault(_folded(name), set()).add(node)
        by_name.setdefault(node, set()).add(node)
        by_name.setdefault(node.partition("/")[2], set()).add(node)
    if found := by_name.get(_folded(what)):
        return sorted(found)
    near = get_close_matches(_folded(what), by_name, n=3, cutoff=0.6)
    near += [name for name in sorted(by_name) if _folded(what) in name][:3]
    told = sorted({graph.nodes[node]["label"] for name in near for node in by_name[name]})
    hint = f"; did you mean {', '.join(told[:5])}?" if told else "; `graphkit query --list` shows how to look around"
    raise ExplainError(f"{what}: nothing of that name in the graph{hint}")


def names(entity: Entity, facts: Iterable[Fact]) -> set[str]:
    """Every spelling of a thing."""
    told = (str(fact.object) for fact in facts if fact.predicate == "name")
    return {entity.name, *(name.text for name in entity.names), *told}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def facts_of(graph: networkx.MultiDiGraph, node: str) -> list[Fact]:
    """Every fact about a node, from either end, sorted by predicate; the names last."""
    found = {id(fact): fact for fact in graph.nodes[node]["facts"]}
    for _, _, fact in [*graph.out_edges(node, data="fact"), *graph.in_edges(node, data="fact")]:
        found[id(fact)] = fact

    def order(fact: Fact) -> tuple[bool, bool, str, str, str]:
        return fact.predicate == "name", fact.subject != node, fact.predicate, str(fact.object), fact.subject

    return sorted(found.values(), key=order)


# --- telling --------------------------------------------------------------------------------------


def explain(graph: networkx.MultiDiGraph, what: str, predicate: str = "", object: str = "") -> str:
    """What the graph knows of a thing, fact by fact, with every sentence behind it and every merge.

    With a `predicate` (and an `object`: a name or a value as printed) only those facts. Raises ExplainError.
    """
    told = []
    for node in find(graph, what):
        facts = [fact for fact in facts_of(graph, node) if predicate in ("", fact.predicate)]
        if object:
            facts = [fact for fact in facts if _has_end(graph, fact, node, object)]
        if facts or not predicate:
            told.append("\n".join(_thing(graph, node, facts, whole=not predicate)))
    if not told:
        known = sorted({fact.predicate for node in find(graph, what) for fact in facts_of(graph, node)})
        raise ExplainError(f"{what}: no such fact; what is known of it: {', '.join(known)}")
    return "\n\n".join(told) + "\n"


def _has_end(graph: networkx.MultiDiGraph, fact: Fact, node: str, wanted: str) -> bool:
    ends = {str(fact.object), fact.subject} - {node}
    ends |= {graph.nodes[end]["label"] for end in list(ends) if end in graph}
    return _folded(wanted) in {_folded(end) for end in ends}


def _thing(graph: networkx.MultiDiGraph, node: str, facts: list[Fact], *, whole: bool) -> Iterator[str]:
    data = graph.nodes[node]
    entity: Entity = data["entity"]
    yield f"{entity.name}  ({', '.join([entity.kind, *data['roles']])})  {node}"
    if whole:
        others = sorted(names(entity, data["facts"]) - {entity.name})
        if others:
            yield f"  also written: {', '.join(others)}"
        for reason, pairs in _merges(entity).items():
            yield f"  one thing because: {reason}"
            yield from (f"      {pair}" for pair in pairs)
        for merge in graph.graph.get("possible", ()):
            if {merge.a, merge.b} & set(entity.things):
                yield f"  perhaps also {merge.b if merge.a in entity.things else merge.a}: {merge.reason}"
    for fact in facts:
        if whole and fact.predicate == "name":
            continue
        yield ""
        yield from _fact(graph, fact)


def _merges(entity: Entity) -> dict[str, list[str]]:
    """Reason -> the pairs of names it joined, at most three of them told."""
    found: dict[str, set[str]] = {}
    for merge in entity.merges:
        if merge.verdict == "same":
            pair = f"{merge.a} = {merge.b}" if merge.a.name != merge.b.name else merge.a.name
            found.setdefault(merge.reason, set()).add(pair)
    told = {}
    for reason, pairs in sorted(found.items()):
        listed = sorted(pairs)
        told[reason] = listed[:3] + ([f"and {len(listed) - 3} more"] if len(listed) > 3 else [])
    return told


def _fact(graph: networkx.MultiDiGraph, fact: Fact) -> Iterator[str]:
    end = graph.nodes[fact.object]["label"] if isinstance(fact.object, str) and fact.object in graph else fact.object
    held = "" if fact.followed else "   [said, but not followed]"
    yield f"  {graph.nodes[fact.subject]['label']} · {fact.predicate} · {end}{held}"
    for ranked in fact.claims:
        yield from _claim(graph.graph["sources"], ranked)


def _claim(sources: dict[str, Source], ranked: RankedClaim) -> Iterator[str]:
    claim = ranked.claim
    source = sources[claim.evidence.doc]
    yield f"      «{' '.join(claim.quote.split())}»"
    place = f"{source.path or source.id}, characters {claim.evidence.start}-{claim.evidence.end}"
    about = [part for part in (source.outlet, str(source.published or "")) if part]
    yield f"        {place}" + (f" ({', '.join(about)})" if about else "")
    marks = [f"rule {claim.rule}", f"confidence {claim.confidence}"]
    if claim.status != "closed":
        marks.append(claim.status.replace("_", " "))
    marks += [f"{name} {value}" for name, value in claim.qualifiers]
    if ranked.rank != "Normal":
        marks.append(ranked.rank.lower() + (f": {REASONS.get(ranked.reason, ranked.reason)}" if ranked.reason else ""))
    yield f"        {'; '.join(marks)}"


def as_data(graph: networkx.MultiDiGraph, what: str) -> list[dict[str, Any]]:
    """The same as plain values, for JSON."""
    return [
        {
            "thing": node,
            "label": graph.nodes[node]["label"],
            "kind": graph.nodes[node]["kind"],
            "facts": [
                {
                    "subject": fact.subject,
                    "predicate": fact.predicate,
                    "object": str(fact.object),
                    "followed": fact.followed,
                    "claims": [
                        {
                            "quote": ranked.claim.quote,
                            "path": graph.graph["sources"][ranked.claim.evidence.doc].path,
                            "start": ranked.claim.evidence.start,
                            "end": ranked.claim.evidence.end,
                            "rule": ranked.claim.rule,
                            "rank": ranked.rank,
                            "reason": ranked.reason,
                        }
                        for ranked in fact.claims
                    ],
                }
                for fact in facts_of(graph, node)
            ],
        }
        for node in find(graph, what)
    ]
