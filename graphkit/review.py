"""Asks a person about what the rules leave open, and writes the answers down as decisions.

Two kinds of question: are these two names one thing, and which of two rival values holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphkit import conflicts as disputes
from graphkit.decisions import NONE, Decisions
from graphkit.model import Merge, Source, Thing

if TYPE_CHECKING:
    import networkx

WHY = "graphkit review"


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the evidence of both sides, and the decision that each answer ('y', 'n', '1', '2') stands for."""

    text: str
    evidence: tuple[str, ...]
    answers: tuple[tuple[str, Decisions], ...]


def questions(graph: networkx.MultiDiGraph) -> list[Question]:
    """Everything that is open: possible merges first, then conflicts of values."""
    return [*_merges(graph), *_rivals(graph)]


def _merges(graph: networkx.MultiDiGraph) -> Iterator[Question]:
    asked: set[tuple[str, ...]] = set()
    for merge in graph.graph["possible"]:
        names = tuple(sorted({merge.a.name, merge.b.name}))
        if len(names) < 2 or names in asked or merge.a.kind == "FundingRound":
            continue  # two things of one spelling cannot be told apart by a decision about spellings
        asked.add(names)
        yield Question(
            text=f"Are {names[0]!r} and {names[1]!r} one thing? {merge.reason}",
            evidence=tuple(_evidence(graph, merge)),
            answers=(("y", Decisions(same=((names, WHY),))), ("n", Decisions(apart=((names, WHY),)))),
        )


def _evidence(graph: networkx.MultiDiGraph, merge: Merge) -> Iterator[str]:
    for thing in (merge.a, merge.b):
        source: Source = graph.graph["sources"][thing.doc]
        words = _words_about(graph, thing)
        yield f"{thing.name} ({thing.kind}), {source.path}" + (f": «{words}»" if words else "")


def _words_about(graph: networkx.MultiDiGraph, thing: Thing) -> str:
    """A sentence in which the document speaks of the thing; the longest says most."""
    quotes = [
        ranked.claim.quote
        for fact in disputes.all_facts(graph)
        for ranked in fact.claims
        if thing in (ranked.claim.subject, ranked.claim.object)
    ]
    return " ".join(max(quotes, key=lambda quote: (len(quote), quote)).split())[:200] if quotes else ""


def _rivals(graph: networkx.MultiDiGraph) -> Iterator[Question]:
    for dispute in disputes.conflicts(graph):
        if dispute.a == dispute.b or isinstance(dispute.a.object, str) or isinstance(dispute.b.object, str):
            continue  # a preference speaks of values
        sides = [(fact, disputes.side(graph, fact)) for fact in (dispute.a, dispute.b)]
        yield Question(
            text=f"{graph.nodes[dispute.subject]['label']}, {dispute.predicate}: which holds?",
            evidence=tuple(f"{n}) {told.value}: «{told.quote}» ({told.where})" for n, (_, told) in enumerate(sides, 1)),
            answers=tuple(
                (str(n), Decisions(prefer=((dispute.subject, dispute.predicate, str(fact.object)),)))
                for n, (fact, _) in enumerate(sides, 1)
            ),
        )


def as_text(asked: Iterable[Question]) -> str:
    """What would be asked, for scripts and for reading."""
    parts = ["\n".join([question.text, *(f"  {line}" for line in question.evidence)]) + "\n" for question in asked]
    return "\n".join(parts) or "Nothing is open.\n"


def review(
    graph: networkx.MultiDiGraph, *, ask: Callable[[Question], str], known: Decisions | None = None
) -> tuple[Decisions, int]:
    """Puts every question to `ask`, which gives one of its answers, 'q' to stop, or anything else to skip.

    Gives the decisions, those known before included, and how many were added.
    """
    decided, added = known or NONE, 0
    for question in questions(graph):
        answer = ask(question).strip().lower()
        if answer == "q":
            break
        chosen = dict(question.answers).get(answer)
        if chosen is not None:
            decided, added = joined(decided, chosen), added + 1
    return decided, added


def joined(a: Decisions, b: Decisions) -> Decisions:
    """Both persons' words; what `b` prefers replaces what `a` preferred for the same statement."""
    new = {(thing, predicate) for thing, predicate, _ in b.prefer}
    return replace(
        a,
        same=(*a.same, *b.same),
        apart=(*a.apart, *b.apart),
        prefer=(*(entry for entry in a.prefer if entry[:2] not in new), *b.prefer),
    )
