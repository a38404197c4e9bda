"""One networkx.MultiDiGraph from entities and facts: what every writer reads, and nothing else.

Nodes are entity ids with their Entity, edges the followed relations with their Fact; see `assemble`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .disputes import disputed
from .model import Dropped, Fact, Source
from .resolve import Resolution

if TYPE_CHECKING:
    import networkx

BASE = "https://w3id.org/graphkit/id/"


def assemble(
    resolution: Resolution,
    facts: tuple[Fact, ...],
    sources: Mapping[str, Source],
    texts: Mapping[str, str] | None = None,
    *,
    base: str = BASE,
    licence: str = "",
    dropped: tuple[Dropped, ...] = (),
) -> networkx.MultiDiGraph:
    """The graph that Turtle, page and tables are written from.

    Node: entity, kind, label, roles, facts (statements of values, and unfollowed ones of entities), conflict.
    Edge (key = predicate): predicate, fact, claims, status. Graph: sources, base, possible, dropped, counts, texts,
    licence, resolution. Nodes and edges are added in sorted order.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    roles = _roles(facts)
    on_node: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if not (isinstance(fact.object, str) and fact.followed):
            on_node[fact.subject].append(fact)
    conflicts = disputed(facts)
    in_conflict = {dispute.subject for dispute in conflicts if dispute.relation == "conflict"}
    for entity in resolution.entities:
        graph.add_node(
            entity.id,
            entity=entity,
            kind=entity.kind,
            label=entity.name,
            roles=tuple(sorted(roles.get(entity.id, ()))),
            facts=tuple(on_node.get(entity.id, ())),
            conflict=entity.id in in_conflict,
        )
    for fact in facts:
        if isinstance(fact.object, str) and fact.followed:
            rounds = [end for end in (fact.subject, fact.object) if end.startswith("round/")]
            status = resolution.status.get(rounds[0], "closed") if rounds else "closed"
            graph.add_edge(
                fact.subject,
                fact.object,
                key=fact.predicate,
                predicate=fact.predicate,
                fact=fact,
                claims=fact.claims,
                status=status,
            )
    graph.graph.update(
        sources=dict(sorted(sources.items())),
        base=base,
        possible=resolution.possible,
        dropped=tuple(sorted({*resolution.dropped, *dropped})),
        counts=_counts(resolution, facts, Counter(dispute.relation for dispute in conflicts)),
        texts=dict(texts or {}),
        licence=licence,
        ids=resolution.register,
        merges=resolution.merges,
    )
    return graph


def _roles(facts: tuple[Fact, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.followed and isinstance(fact.object, str):
            if fact.predicate == "investedIn":
                found[fact.subject].add("Investor")
            elif fact.predicate == "partnerOf":
                found[fact.subject].add("Partner")
                found[fact.object].add("Partner")
    return found


def _counts(resolution: Resolution, facts: tuple[Fact, ...], relations: Counter[str]) -> dict[str, int]:
    kinds = Counter(entity.kind for entity in resolution.entities)
    counts = {f"entities: {kind}": count for kind, count in sorted(kinds.items())}
    counts |= {
        "facts": sum(fact.followed for fact in facts),
        "facts not followed": sum(not fact.followed for fact in facts),
        "claims": sum(len(fact.claims) for fact in facts),
        "merges": sum(merge.verdict == "same" for merge in resolution.merges),
        "kept apart": sum(merge.verdict == "apart" for merge in resolution.merges),
        "possible merges": len(resolution.possible),
    }
    return counts | {f"values: {name}": count for name, count in sorted(relations.items())}
