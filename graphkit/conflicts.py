"""Where articles are truly at odds about one thing: both statements, with a sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.disputes import Dispute, disputed, witness
from graphkit.model import Fact, Source

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, slots=True)
class Told:
    """One side of a conflict, as shown: the value, whether the graph follows it, a sentence and where it stands."""

    value: str
    followed: bool
    quote: str
    where: str


def all_facts(graph: networkx.MultiDiGraph) -> list[Fact]:
    """Every fact of the graph, followed or not."""
    on_nodes = [fact for _, facts in graph.nodes(data="facts") for fact in facts]
    return [*on_nodes, *(fact for _, _, fact in graph.edges(data="fact"))]


def conflicts(graph: networkx.MultiDiGraph, *, relations: Iterable[str] = ("conflict",)) -> list[Dispute]:
    """The disputes of these relations (true conflicts, unless others are asked for), sorted by thing."""
    wanted = set(relations)
    return [dispute for dispute in disputed(all_facts(graph)) if dispute.relation in wanted]


def side(graph: networkx.MultiDiGraph, fact: Fact) -> Told:
    """How one side of a dispute is shown."""
    claim = witness(fact).claim
    source: Source = graph.graph["sources"][claim.evidence.doc]
    value = graph.nodes[fact.object]["label"] if fact.object in graph else str(fact.object)
    role = claim.qualifier("role")
    if role:
        value += f" ({fact.predicate}, {role})"
    hedge = claim.qualifier("approximation")
    when = f", {source.published}" if source.published else ""
    return Told(
        value=f"{hedge} {value}".strip(),
        followed=fact.followed,
        quote=" ".join(claim.quote.split()),
        where=f"{source.path}{when}, characters {claim.evidence.start}-{claim.evidence.end}",
    )


def as_text(graph: networkx.MultiDiGraph, disputes: Iterable[Dispute]) -> str:
    """Each dispute with both sentences; the value that the graph follows is marked."""
    parts = []
    for dispute in disputes:
        lines = [f"{graph.nodes[dispute.subject]['label']} · {dispute.predicate}: {dispute.reason}"]
        for fact in dict.fromkeys((dispute.a, dispute.b)):
            told = side(graph, fact)
            lines.append(f"  {'*' if told.followed else ' '} {told.value}")
            lines.append(f"      «{told.quote}»")
            lines.append(f"      {told.where}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts) or "No conflicts.\n"


def as_data(graph: networkx.MultiDiGraph, disputes: Iterable[Dispute]) -> list[dict[str, Any]]:
    """The same as plain values, for JSON."""
    return [
        {
            "thing": dispute.subject,
            "predicate": dispute.predicate,
            "relation": dispute.relation,
            "reason": dispute.reason,
            "sides": [
                {"value": told.value, "followed": told.followed, "quote": told.quote, "where": told.where}
                for told in (side(graph, fact) for fact in dict.fromkeys((dispute.a, dispute.b)))
            ],
        }
        for dispute in disputes
    ]
