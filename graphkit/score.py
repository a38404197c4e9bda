"""Compares what graphkit reads with what a careful reader wrote down: gold files, one beside each article.

A gold file names the document's entities with every spelling used, its rounds and its relations. Entities are paired
by name first; relations and rounds are then compared through those pairs. Four things are counted: entities,
relations, rounds, and the slots of each round (kind, status, date, amounts, valuations, lead, investors).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from glob import escape as glob_escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.model import Code, Entity, Fact, Money, PartialDate

if TYPE_CHECKING:
    import networkx

SUFFIX = ".gold.json"
COUNTED = ("entity", "relation", "round", "slot")

# class of the ontology -> entity type of the gold files
TYPES = {
    "Company": "company",
    "InvestmentFirm": "investor",
    "PublicOrganization": "organization",
    "Organization": "organization",
    "Person": "person",
    "Product": "product",
    "Place": "place",
}
# property of the ontology -> relation of the gold files
RELATIONS = {
    "investedIn": "invested_in",
    "founded": "founded",
    "worksFor": "works_for",
    "workedFor": "works_for_former",
    "customerOf": "customer_of",
    "competitorOf": "competitor_of",
    "partnerOf": "partner_of",
    "acquired": "acquired",
    "subsidiaryOf": "subsidiary_of",
    "develops": "develops",
    "headquarteredIn": "headquartered_in",
}
MUTUAL = frozenset({"competitor_of", "partner_of"})
LATE_SERIES = frozenset({"series_f", "series_g", "series_h", "series_i", "series_j"})

LEGAL_FORM = re.compile(
    r"\b(?:inc|ltd|llc|plc|sa|sas|gmbh|ag|corp|co|limited|corporation|company)\b\.?|股份有限公司|有限责任公司|有限公司|集团|公司"
)
NOT_LETTERS = re.compile(r"[\s\W_]+")
HAN = re.compile("[\u4e00-\u9fff]")


class ScoreError(ValueError):
    """A gold file or its article is missing or unusable; the message says which."""


# --- names and figures ----------------------------------------------------------------------------


def folded(name: str) -> str:
    """A name for comparing: width and case folded, legal forms, spaces and signs left out."""
    return NOT_LETTERS.sub("", LEGAL_FORM.sub("", unicodedata.normalize("NFKC", name).casefold()))


def alike(a: str, b: str) -> bool:
    """Are two folded names the same, or is one the beginning or end of the other and at least half of it?"""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    enough = 2 if HAN.search(short) else 5
    return len(short) >= enough and 2 * len(short) >= len(long) and (long.startswith(short) or long.endswith(short))


def same_money(a: tuple[float, str], b: tuple[float, str]) -> bool:
    """One currency, and figures within about one percent."""
    return a[1] == b[1] and abs(a[0] - b[0]) <= 0.011 * max(abs(a[0]), abs(b[0]))


def words(code: str) -> str:
    """A code of the ontology as the gold files write it: SeriesA -> series_a, InTalks -> in_talks."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", code).lower()


# --- both sides -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """A round as gold or graph has it. `company`, `lead` and `investors` are ids of that side; `vague` tells that an
    amount is given which is no figure."""

    id: str
    company: str
    kinds: frozenset[str]
    instruments: frozenset[str]
    status: str
    date: str
    amounts: frozenset[tuple[float, str]]
    valuations: frozenset[tuple[float, str]]
    lead: frozenset[str]
    investors: frozenset[str]
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """Gold or graph: folded names and types of each entity, its relations (subject, relation, object), its rounds."""

    names: Mapping[str, frozenset[str]]
    types: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    relations: frozenset[tuple[str, str, str]]
    rounds: tuple[Round, ...]


def gold_side(gold: Mapping[str, Any]) -> Side:
    """A gold file's content. Raises ScoreError where a field that the format requires is missing."""
    try:
        return Side(
            names={entity["id"]: frozenset(map(folded, entity["names"])) for entity in gold["entities"]},
            types={entity["id"]: frozenset({entity["type"]}) for entity in gold["entities"]},
            labels={entity["id"]: entity["id"] for entity in gold["entities"]},
            relations=frozenset(map(_gold_relation, gold["relations"])),
            rounds=tuple(map(_gold_round, gold["rounds"])),
        )
    except (KeyError, TypeError) as error:
        raise ScoreError(f"{gold.get('doc', 'gold file')}: not in the gold format ({error})") from error


def _gold_relation(relation: Mapping[str, Any]) -> tuple[str, str, str]:
    former = relation["p"] == "works_for" and relation.get("former")
    return _ordered(relation["s"], "works_for_former" if former else relation["p"], relation["o"])


def _gold_round(told: Mapping[str, Any]) -> Round:
    def figures(key: str) -> frozenset[tuple[float, str]]:
        return frozenset((float(figure["value"]), figure["currency"]) for figure in told[key] if figure["value"])

    kind = told["kind"]
    return Round(
        id=told["id"],
        company=told["company"],
        kinds=frozenset() if kind == "unspecified" else frozenset({kind}),
        instruments=frozenset(),
        status=told["status"],
        date=told["date"] or "",
        amounts=figures("amounts"),
        valuations=figures("valuations"),
        lead=frozenset(told["lead"]),
        investors=frozenset(told["investors"]),
        vague=any(not figure["value"] for figure in told["amounts"]),
    )


def _ordered(subject: str, relation: str, object: str) -> tuple[str, str, str]:
    """A relation that holds both ways is told one way."""
    if relation in MUTUAL:
        subject, object = sorted((subject, object))
    return subject, relation, object


def graph_side(graph: networkx.MultiDiGraph) -> Side:
    """What the graph holds to be so, and the amounts and valuations of rounds that any claim still stands for."""
    things = {node: data["entity"] for node, data in graph.nodes(data=True) if data["kind"] in TYPES}
    return Side(
        names={
            node: frozenset(map(folded, spellings(entity, graph.nodes[node]["facts"]))) - {""}
            for node, entity in things.items()
        },
        types={node: _types(graph, node) for node in things},
        labels={node: entity.name for node, entity in things.items()},
        relations=frozenset(
            (subject, RELATIONS[predicate], object)
            for subject, object, predicate in graph.edges(keys=True)
            if predicate in RELATIONS
        ),
        rounds=tuple(
            _graph_round(graph, node) for node, kind in sorted(graph.nodes(data="kind")) if kind == "FundingRound"
        ),
    )


def spellings(entity: Entity, facts: Iterable[Fact]) -> set[str]:
    """Every name that the graph gives a thing."""
    return {entity.name, *(str(fact.object) for fact in facts if fact.predicate == "name" and fact.followed)}


def _types(graph: networkx.MultiDiGraph, node: str) -> frozenset[str]:
    """The gold files' types that fit: a company that invests may be written down as an investor."""
    data = graph.nodes[node]
    found = {TYPES[data["kind"]]}
    if data["kind"] == "Company" and "Investor" in data["roles"]:
        found.add("investor")
    return frozenset(found)


def _graph_round(graph: networkx.MultiDiGraph, node: str) -> Round:
    facts: tuple[Fact, ...] = graph.nodes[node]["facts"]
    ends: dict[str, set[str]] = {}
    for _, end, predicate in graph.out_edges(node, keys=True):
        ends.setdefault(predicate, set()).add(end)

    def codes(predicate: str) -> set[str]:
        return {
            words(fact.object.name)
            for fact in facts
            if fact.followed and fact.predicate == predicate and isinstance(fact.object, Code)
        }

    def figures(predicate: str) -> frozenset[tuple[float, str]]:
        return frozenset(
            (float(fact.object.value), fact.object.currency)
            for fact in facts
            if fact.predicate == predicate
            and isinstance(fact.object, Money)
            and (fact.followed or any(claim.rank != "Deprecated" for claim in fact.claims))
        )

    dates = sorted(
        str(fact.object)
        for fact in facts
        if fact.followed and fact.predicate == "announcedOn" and isinstance(fact.object, PartialDate)
    )
    kinds = codes("roundKind")
    return Round(
        id=node,
        company=min(ends.get("raisedBy", {""})),
        kinds=frozenset(kinds | ({"series_f_plus"} if kinds & LATE_SERIES else set())),
        instruments=frozenset(codes("instrument")),
        status=min(codes("status") or {""}),
        date=dates[0] if dates else "",
        amounts=figures("amount"),
        valuations=figures("valuation"),
        lead=frozenset(ends.get("leadInvestor", ())),
        investors=frozenset(ends.get("investor", set()) | ends.get("leadInvestor", set())),
    )


# --- pairing --------------------------------------------------------------------------------------


def _best_pairs(candidates: Iterable[tuple[float, str, str]]) -> dict[str, str]:
    """Gold id -> graph id, the strongest candidates first; each id in one pair only."""
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for _, gold, graph in sorted(candidates, key=lambda candidate: (-candidate[0], *candidate[1:])):
        if gold not in pairs and graph not in used:
            pairs[gold] = graph
            used.add(graph)
    return pairs


def pair_entities(gold: Side, graph: Side, *, kinds: Mapping[str, str]) -> dict[str, str]:
    """Which node is which gold entity: names that agree exactly weigh most, then the type."""

    def candidates() -> Iterator[tuple[float, str, str]]:
        for entity, names in gold.names.items():
            for node, others in graph.names.items():
                shared = len(names & others)
                if shared or any(alike(a, b) for a in names for b in others):
                    yield 10 * shared + (kinds[node] in gold.types[entity]), entity, node

    return _best_pairs(candidates())


def pair_rounds(gold: Side, graph: Side, called: Callable[[str], str]) -> dict[str, str]:
    """Which round of the graph is which gold round. The company must agree; figures weigh most."""

    def candidates() -> Iterator[tuple[float, str, str]]:
        for told in gold.rounds:
            for found in graph.rounds:
                if called(found.company) != told.company:
                    continue
                amount, valuation = _shares(told.amounts, found.amounts), _shares(told.valuations, found.valuations)
                kind = bool(told.kinds & (found.kinds | found.instruments))
                month = bool(told.date and found.date and told.date[:7] == found.date[:7])
                people = len({called(investor) for investor in found.investors} & told.investors)
                # two rounds that both have a figure, and share nothing, are not the same
                if (
                    amount
                    or valuation
                    or kind
                    or month
                    or people
                    or not ((told.amounts or told.vague) and found.amounts)
                ):
                    score = 5 * amount + 3 * valuation + 3 * kind + 2 * month + 2 * min(people, 3)
                    yield score + (told.status == found.status), told.id, found.id

    return _best_pairs(candidates())


def _shares(a: Iterable[tuple[float, str]], b: Iterable[tuple[float, str]]) -> bool:
    return any(same_money(x, y) for x in a for y in b)


# --- counting -------------------------------------------------------------------------------------

Entry = tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts of right, gold and said per what is counted ('entity', 'relation', also 'relation founded', …)."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, Entry]] = field(default_factory=list)
    typed: int = 0
    paired: int = 0

    def count(self, what: str, gold: Set[Entry], said: Set[Entry], *, by: int | None = None) -> None:
        """Add one comparison of sets; `by` is the place in an entry that splits it further ('relation founded')."""
        for entries, counter in ((gold & said, self.right), (gold, self.gold), (said, self.said)):
            counter[what] += len(entries)
            if by is not None:
                counter.update(f"{what} {entry[by]}" for entry in entries)
        self.misses += [("missed", what, entry) for entry in sorted(gold - said)]
        self.misses += [("invented", what, entry) for entry in sorted(said - gold)]

    def add(self, other: Tally) -> None:
        """Add another tally's counts and misses."""
        for mine, theirs in ((self.right, other.right), (self.gold, other.gold), (self.said, other.said)):
            mine.update(theirs)
        self.misses += other.misses
        self.typed += other.typed
        self.paired += other.paired

    def figures(self, *whats: str) -> tuple[float, float, float, int]:
        """Precision, recall, F and the number of gold entries, over one or several of what is counted."""
        right, gold, said = (sum(counter[what] for what in whats) for counter in (self.right, self.gold, self.said))
        precision = right / said if said else float(not gold)
        recall = right / gold if gold else float(not said)
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0, gold


def compare(gold: Mapping[str, Any], graph: networkx.MultiDiGraph) -> Tally:
    """One article's graph against its gold file. Raises ScoreError."""
    told, found = gold_side(gold), graph_side(graph)
    kinds = {node: TYPES[graph.nodes[node]["kind"]] for node in found.names}
    pairs = pair_entities(told, found, kinds=kinds)
    names = {node: entity for entity, node in pairs.items()}

    def called(node: str) -> str:
        return names.get(node) or "?" + found.labels.get(node, "")

    tally = Tally(paired=len(pairs), typed=sum(bool(told.types[e] & found.types[n]) for e, n in pairs.items()))
    # a place is wanted only where a relation needs it, so an unpaired one is not held against the graph
    wanted = {node for node in found.names if node in names or kinds[node] != "place"}
    tally.count("entity", {(entity,) for entity in told.names}, {(called(node),) for node in wanted})
    moot = _moot(told)
    related = {_ordered(called(subject), relation, called(object)) for subject, relation, object in found.relations}
    tally.count("relation", told.relations - moot, related - moot, by=1)
    _count_rounds(tally, told, found, called)
    return tally


def _moot(gold: Side) -> set[tuple[str, str, str]]:
    """Who joins a round that is not closed has perhaps invested: scored neither way."""
    firm: set[tuple[str, str]] = set()
    talk: set[tuple[str, str]] = set()
    for told in gold.rounds:
        (firm if told.status == "closed" else talk).update((name, told.company) for name in told.investors)
    return {(name, "invested_in", company) for name, company in talk - firm}


def _count_rounds(tally: Tally, gold: Side, graph: Side, called: Callable[[str], str]) -> None:
    pairs = pair_rounds(gold, graph, called)
    by_id = {found.id: found for found in graph.rounds}
    alone = {(f"?{found.id}",) for found in graph.rounds if found.id not in pairs.values()}
    tally.count("round", {(told.id,) for told in gold.rounds}, {(told,) for told in pairs} | alone)
    for told in gold.rounds:
        found = by_id.get(pairs.get(told.id, ""))
        said = {(told.id, *slot) for slot in _said_slots(told, found, called)} if found else set()
        tally.count("slot", {(told.id, *slot) for slot in _gold_slots(told)}, said, by=1)


def _figure(money: tuple[float, str]) -> str:
    return f"{money[0]:.0f} {money[1]}"


def _gold_slots(told: Round) -> Iterator[tuple[str, str]]:
    yield "status", told.status
    yield from (("kind", kind) for kind in told.kinds)
    if told.date:
        yield "date", told.date
    yield from (("amounts", _figure(money)) for money in told.amounts)
    yield from (("valuations", _figure(money)) for money in told.valuations)
    yield from (("lead", person) for person in told.lead)
    yield from (("investors", person) for person in told.investors)


def _said_slots(told: Round, found: Round, called: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The graph's slots, in the gold's words where both agree."""
    if found.status:
        yield "status", found.status
    if told.kinds & (found.kinds | found.instruments):
        yield "kind", min(told.kinds)
    elif found.kinds:
        yield "kind", "/".join(sorted(found.kinds))
    if found.date:
        # 2024-06 and 2024-06-11 agree: one is only less precise
        agrees = told.date and (told.date.startswith(found.date) or found.date.startswith(told.date))
        yield "date", told.date if agrees else found.date
    for slot, mine, theirs in (
        ("amounts", told.amounts, found.amounts),
        ("valuations", told.valuations, found.valuations),
    ):
        left = sorted(theirs)
        for money in sorted(mine):
            twin = next((other for other in left if same_money(money, other)), None)
            if twin:
                left.remove(twin)
                yield slot, _figure(money)
        yield from ((slot, _figure(money)) for money in left)
    yield from (("lead", called(person)) for person in found.lead)
    yield from (("investors", called(person)) for person in found.investors)


# --- a folder of them -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scored:
    """A gold file, the folder it lies in, and how the article beside it came out."""

    name: str
    folder: str
    tally: Tally


def article_of(gold: Path, told: str, texts: Path | None) -> Path:
    """The article that a gold file is about: the one it names, else one of the same stem. Raises ScoreError."""
    stem = gold.name.removesuffix(SUFFIX)
    folders = [texts, texts / gold.parent.name, gold.parent] if texts else [gold.parent]
    for folder in folders:
        for path in (folder / told, *sorted(folder.glob(f"{glob_escape(stem)}.*"))):
            if path.is_file() and not path.name.endswith(SUFFIX):
                return path
    raise ScoreError(f"{gold}: its article {told!r} is not in {folders[0]}, nor beside it")


def score(folder: Path, *, texts: Path | None = None, map: Callable[..., Iterable[Any]] = map) -> list[Scored]:
    """Builds each article of a folder's gold files alone and compares. `texts` holds the articles where they do not lie
    beside the gold. Raises ScoreError where there is no gold file, or one that cannot be used."""
    golds = [folder] if folder.is_file() else sorted(folder.rglob(f"*{SUFFIX}"))
    if not golds:
        raise ScoreError(f"{folder}: no gold files here (*{SUFFIX})")
    return list(map(partial(score_one, texts=texts), golds))


def score_one(gold: Path, *, texts: Path | None = None) -> Scored:
    """One gold file and its article. Raises ScoreError."""
    from graphkit.pipeline import NothingToRead, build

    try:
        told = json.loads(gold.read_text(encoding="utf-8"))
        article = article_of(gold, told["doc"], texts)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, ScoreError):
            raise
        raise ScoreError(f"{gold}: not in the gold format ({error})") from error
    try:
        graph = build([article])
    except NothingToRead as error:
        raise ScoreError(str(error)) from error
    return Scored(gold.name.removesuffix(SUFFIX), gold.parent.name, compare(told, graph))


def total(scored: Iterable[Scored]) -> Tally:
    """All tallies as one: every entry weighs the same, whichever article it is in."""
    everything = Tally()
    for one in scored:
        everything.add(one.tally)
    return everything


def row(title: str, tally: Tally) -> str:
    """One line of the table: all together, each thing counted, and how many paired entities have the right type."""
    precision, recall, both, count = tally.figures(*COUNTED)
    cells = [f"{title:<28} ALL P {precision:.3f} R {recall:.3f} F {both:.3f} ({count})"]
    for what in COUNTED:
        precision, recall, both, count = tally.figures(what)
        cells.append(f"{what} P {precision:.2f} R {recall:.2f} F {both:.2f} ({count})")
    cells.append(f"type {tally.typed / tally.paired if tally.paired else 0:.2f}")
    return " | ".join(cells)


def table(scored: Sequence[Scored], *, each: bool = False, misses: bool = False, parts: bool = False) -> str:
    """The figures of each folder and in all; of `each` article, with its `misses`; of each relation and slot."""
    lines: list[str] = []
    for one in scored:
        if each or misses:
            lines.append(row(one.name[:28], one.tally))
        if misses:
            lines += [f"    {kind:<8} {what:<8} {' '.join(entry)}" for kind, what, entry in one.tally.misses]
    for folder in sorted({one.folder for one in scored}):
        lines.append(row(f"[{folder}]", total(one for one in scored if one.folder == folder)))
    everything = total(scored)
    lines.append(row(f"TOTAL {len(scored)} articles", everything))
    if parts:
        for name in sorted(name for name in everything.gold | everything.said if " " in name):
            precision, recall, both, count = everything.figures(name)
            lines.append(f"    {name:<32} P {precision:.2f} R {recall:.2f} F {both:.2f} ({count})")
    return "\n".join(lines)


def failures(scored: Iterable[Scored], *, least: float) -> list[str]:
    """Articles whose F over everything is below `least`, in words."""
    below = [(one, one.tally.figures(*COUNTED)[2]) for one in scored]
    return [f"{one.name}: F {both:.3f} is below {least}" for one, both in below if both < least]
