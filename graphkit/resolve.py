"""Which things of which documents are one, and why.

Local things (one a document and key) are put into blocks by folded spelling; inside a block each is compared with
the few groups found so far, never with every other. A reason for a merge and a barrier against one are small
functions whose docstring's first line is what the user is told (`evidence.py`, `tellings.py`). Where both speak,
nothing is merged: the pair is listed as possible.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from . import fold, tellings
from .decisions import NONE, Decisions
from .decisions import apply as decided
from .evidence import FAMILY, Group
from .gather import Corpus, Key, collect, listed_apart_names
from .ids import MARK, NOTHING, Register, Wanted, assign
from .joining import Joiner, join_all
from .model import Claim, Dropped, Entity, Merge, PartialDate, Thing, digest

FOLDER = {"organization": "agent", "person": "agent", "product": "product", "place": "place"}


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, which local thing is which, every merge and every pair left open, with reasons.

    `of` maps (doc, key) to an entity id. `suspect` maps (round id, date) to the reason code why the date cannot be.
    `follows` are (round, talk it came from, reason). `register` is what ids.tsv should hold after this build.
    """

    entities: tuple[Entity, ...]
    of: Mapping[Key, str]
    merges: tuple[Merge, ...] = ()
    possible: tuple[Merge, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    suspect: Mapping[tuple[str, PartialDate], str] = field(default_factory=dict)
    follows: tuple[tuple[str, str, str], ...] = ()
    status: Mapping[str, str] = field(default_factory=dict)  # of each round: closed, in_talks, rumoured, planned
    register: Register = NOTHING


def resolve(claims: Iterable[Claim], decisions: Decisions | None = NONE, ids: Register | None = None) -> Resolution:
    """Entities of all claims, rounds too, with a reason for every merge.

    `decisions` is a person's word, applied first; `ids` the names given in earlier builds. The result depends on the
    set of claims alone, not on their order.
    """
    decisions = decisions or NONE
    kept, _ = decided(list(claims), decisions)
    corpus = collect(kept)
    joiner = Joiner(corpus, _all_apart(decisions))
    join_all(joiner, decisions)
    agents = _entities(joiner, decisions)
    register = ids or NOTHING
    names, register = assign([wanted for wanted, _, _ in agents], register)
    of: dict[Key, str] = {}
    entities: list[Entity] = []
    merges_of: dict[int, list[Merge]] = defaultdict(list)
    for merge in joiner.merges:
        merges_of[joiner.find(corpus.at[merge.b.doc, merge.b.key])].append(merge)
    for iri, (wanted, root, group) in zip(names, agents, strict=True):
        members = sorted(group.members)
        of.update({corpus.keys[member]: iri for member in members})
        entities.append(
            Entity(
                iri,
                wanted.kind,
                wanted.name,
                tuple(sorted(group.raw)),
                tuple(corpus.things[member] for member in members),
                tuple(sorted(merges_of.get(root, ()), key=_merge_order)),
            )
        )
    told = _Rounds(corpus, of, {entity.id: entity.name for entity in entities})
    register = told.name_all(register, decisions)
    entities += told.entities
    open_ = [merge for merge in joiner.open.values() if _still_two(merge, of)]
    return Resolution(
        entities=tuple(sorted(entities, key=lambda entity: entity.id)),
        of=of,
        merges=tuple(
            sorted([*joiner.merges, *told.merges, *(m for m in open_ if m.verdict == "apart")], key=_merge_order)
        ),
        possible=tuple(sorted([*(m for m in open_ if m.verdict == "possible"), *told.possible], key=_merge_order)),
        dropped=tuple(told.dropped),
        suspect=told.suspect,
        follows=tuple(told.follows),
        status=told.status,
        register=register,
    )


def _merge_order(merge: Merge) -> tuple[Thing, Thing, str, str]:
    return merge.a, merge.b, merge.verdict, merge.reason


def _still_two(merge: Merge, of: Mapping[Key, str]) -> bool:
    return of[merge.a.doc, merge.a.key] != of[merge.b.doc, merge.b.key]


def _all_apart(decisions: Decisions) -> Mapping[str, frozenset[str]]:
    if not decisions.apart:
        return listed_apart_names()
    found = {name: set(others) for name, others in listed_apart_names().items()}
    for names, _ in decisions.apart:
        folded = {fold.fold(name.split("/", 1)[-1]) for name in names}
        for name in folded:
            found.setdefault(name, set()).update(folded - {name})
    return {name: frozenset(others) for name, others in found.items()}


def _entities(joiner: Joiner, decisions: Decisions) -> list[tuple[Wanted, int, Group]]:
    by_hand = {fold.fold(thing.split("/", 1)[-1]): kind for thing, kind in decisions.type}
    called = {fold.fold(thing.split("/", 1)[-1]): name for thing, name in decisions.name}
    found: list[tuple[Wanted, int, Group]] = []
    for root in range(len(joiner.parent)):
        if joiner.parent[root] != root:
            continue
        group = joiner.corpus.groups[root]
        kind = _kind(group)
        for name in sorted(group.full | group.short):
            kind = by_hand.get(name, kind)
        display = _display(group)
        slug = fold.slug(display)
        for name in sorted(group.full | group.short):
            display = called.get(name, display)
        told_by = _witnesses(joiner.corpus.keys[member] for member in group.members)
        aliases = tuple(sorted(group.full | {fold.fold(display)} | told_by))
        short = tuple(sorted(group.short | _witnesses((joiner.corpus.keys[m] for m in group.members), None)))
        wanted = Wanted(FOLDER[FAMILY[kind]], slug, kind, display, aliases, _discriminators(group, kind), short)
        found.append((wanted, root, group))
    return sorted(found, key=lambda entry: (entry[0].folder, entry[0].slug, joiner.corpus.keys[min(entry[2].members)]))


def _witnesses(keys: Iterable[Key], most: int | None = 3) -> set[str]:
    """Marks of the first few articles that tell of a thing: they tell namesakes apart in ids.tsv."""
    return {f"{MARK}{digest(*key, length=8)}" for key in sorted(keys)[:most]}


def _round_aliases(told: tellings.Telling) -> tuple[str, ...]:
    found = _witnesses((thing.doc, thing.key) for thing in told.things)
    return tuple(sorted(found.union(tellings.marks(told.company, told))))


def _kind(group: Group) -> str:
    from .gazetteer import by_id

    for id_ in sorted(group.listed):
        rows = by_id().get(id_.partition("#")[0], ())
        if rows and rows[0].kind in FAMILY and FAMILY[rows[0].kind] == group.family:
            return rows[0].kind
    return group.kind


def _discriminators(group: Group, kind: str) -> tuple[str, ...]:
    words = {
        "InvestmentFirm": "investment-firm",
        "PublicOrganization": "public-body",
        "Company": "company",
        "Person": "person",
    }
    towns = sorted({fold.slug(town) for town in group.seats})
    return tuple(d for d in (*towns[:1], words.get(kind, "")) if d)


def _display(group: Group) -> str:
    """The name a reader expects: the full form used most, in Latin script where the thing has one."""
    spoken = Counter({text.text: count for text, count in group.raw.items() if fold.fold(text.text) in group.full})
    texts: Counter[str] = Counter()
    for name, count in spoken.items():
        texts[" ".join(name.split())] += count
    latin = {name: count for name, count in texts.items() if not fold.has_han(name)}
    if not latin and group.listed and group.family != "place":
        listed = _listed_name(sorted(group.listed)[0])
        if listed:
            return listed
    pool = Counter(latin) or texts or Counter({text.text: count for text, count in group.raw.items()})
    if not any(map(_everyday, pool)):  # 云帆航天, where only 云帆航天科技（湖北）有限公司 is a full name
        pool += {text.text: count for text, count in group.raw.items() if len(text.text) > 2}
    pool = Counter({name: count for name, count in pool.items() if _everyday(name)}) or pool
    return min(pool, key=lambda name: (-pool[name], name.isupper() and len(name) > 5, -len(name), name))


def _everyday(name: str) -> bool:
    return fold.without_legal_form(name) == fold.fold(name)


def _listed_name(id_: str) -> str:
    from .gazetteer import by_id

    rows = by_id().get(id_.partition("#")[0], ())
    latin = [row.name for row in rows if not fold.has_han(row.name)]
    return latin[0] if latin and "#" not in id_ else ""


class _Rounds:
    """Groups the rounds and names them; holds what came of it."""

    def __init__(self, corpus: Corpus, of: dict[Key, str], names: Mapping[str, str]) -> None:
        self.of, self.names = of, names
        told = tellings.tellings(corpus.of_round, corpus.rounds, lambda thing: of.get((thing.doc, thing.key), ""))
        lone = [t for t in told if not t.company or not t.company.startswith("agent/")]
        denied = [t for t in told if t.company and t.status == "denied"]
        self.dropped = [Dropped(t.things[0].doc, "a round of no known company", t.things[0].name) for t in lone]
        self.dropped += [Dropped(t.things[0].doc, "a round that the article denies", t.things[0].name) for t in denied]
        skipped = {id(t) for t in (*lone, *denied)}
        self.grouped = tellings.group(t for t in told if id(t) not in skipped)
        self.merges, self.possible = list(self.grouped.merges), list(self.grouped.possible)
        self.entities: list[Entity] = []
        self.suspect: dict[tuple[str, PartialDate], str] = {}
        self.follows: list[tuple[str, str, str]] = []
        self.status: dict[str, str] = {}

    def name_all(self, register: Register, decisions: Decisions) -> Register:
        """Gives every round its IRI and its label; notes suspect dates and what followed from which talk."""
        found = self.grouped.rounds
        suspect = self._suspect_dates()
        doubtful: dict[int, set[PartialDate]] = defaultdict(set)
        for at, day in suspect:
            doubtful[at].add(day)
        days = [tellings.best_date(told, frozenset(doubtful.get(at, ()))) for at, told in enumerate(found)]
        wanted = [
            Wanted(
                "round",
                tellings.local_name(told.company, told, day),
                "FundingRound",
                tellings.label(self.names.get(told.company, told.company), told, day),
                _round_aliases(told),
                tellings.discriminators(told),
                tuple(sorted(_witnesses(((thing.doc, thing.key) for thing in told.things), None))),
            )
            for told, day in zip(found, days, strict=True)
        ]
        iris, register = assign(wanted, register)
        merges_of: dict[Thing, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            merges_of[merge.a].append(merge)
        for iri, want, told in zip(iris, wanted, found, strict=True):
            things = tuple(sorted(told.things))
            self.of.update({(thing.doc, thing.key): iri for thing in things})
            name = next((name for thing, name in decisions.name if thing == iri), want.name)
            own = tuple(sorted((m for thing in things for m in merges_of.get(thing, ())), key=_merge_order))
            self.entities.append(Entity(iri, "FundingRound", name, (), things, own))
        self.status = {iri: told.status for iri, told in zip(iris, found, strict=True)}
        self.suspect = {(iris[at], day): why for (at, day), why in sorted(suspect.items())}
        self.follows = sorted((iris[deal], iris[talk], why) for deal, talk, why in self.grouped.follows)
        return register

    def _suspect_dates(self) -> dict[tuple[int, PartialDate], str]:
        of_company: dict[str, list[int]] = defaultdict(list)
        for at, told in enumerate(self.grouped.rounds):
            of_company[told.company].append(at)
        found: dict[tuple[int, PartialDate], str] = {}
        for company in sorted(of_company):
            places = of_company[company]
            for (at, day), why in tellings.suspect_dates([self.grouped.rounds[at] for at in places]).items():
                found[places[at], day] = why
        return found
