"""One pass over the claims: every local thing with its names, the kinds that words suggest, and what it is tied to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from . import fold, nations
from .evidence import FAMILY, SPECIFIC, SURE, Group
from .model import Claim, Span, Text, Thing

Key = tuple[str, str]


@dataclass(slots=True)
class Corpus:
    """The local things of all claims, by number, and the claims of the rounds."""

    keys: list[Key]
    things: list[Thing]
    groups: list[Group]
    where: list[Span | None]
    rounds: dict[Key, Thing]
    of_round: dict[Key, list[Claim]]
    at: dict[Key, int]


NEAR = frozenset(
    [
        "investedIn",
        "partnerOf",
        "customerOf",
        "competitorOf",
        "acquired",
        "subsidiaryOf",
        "worksFor",
        "workedFor",
        "founded",
        "develops",
    ]
)
KIN = frozenset(["founded", "develops", "worksFor", "subsidiaryOf"])


def collect(claims: Iterable[Claim]) -> Corpus:
    """One pass over the claims: names, votes and ties of every local thing."""
    names: dict[Key, Counter[Text]] = {}
    votes: dict[Key, Counter[str]] = {}
    told: dict[Key, Thing] = {}
    first: dict[Key, Span] = {}
    rounds_: dict[Key, Thing] = {}
    of_round: dict[Key, list[Claim]] = defaultdict(list)
    ties: list[tuple[str, Key, Key]] = []
    lists: dict[tuple[str, int, int, str, str], set[Key]] = defaultdict(set)
    for claim in claims:
        subject, value = claim.subject, claim.object
        mine = (subject.doc, subject.key)
        for thing in (subject, value) if isinstance(value, Thing) else (subject,):
            key = (thing.doc, thing.key)
            if thing.kind == "FundingRound":
                rounds_.setdefault(key, thing)
            elif key not in told or thing < told[key]:
                told[key] = thing
        if subject.kind == "FundingRound":
            of_round[mine].append(claim)
        if claim.predicate == "name" and isinstance(value, Text):
            names.setdefault(mine, Counter())[value] += 1
            kind = claim.qualifier("kind")
            if kind in FAMILY:
                weight = claim.qualifier("weight")
                votes.setdefault(mine, Counter())[kind] += int(weight) if weight.lstrip("-").isdigit() else SURE
            if mine not in first or claim.evidence < first[mine]:
                first[mine] = claim.evidence
        elif isinstance(value, Thing):
            theirs = (value.doc, value.key)
            ties.append((claim.predicate, mine, theirs))
            if claim.predicate in ("investor", "leadInvestor", "partnerOf", "competitorOf", "founded", "investedIn"):
                span = claim.evidence
                lists[span.doc, span.start, span.end, claim.predicate, subject.key].add(theirs)
                lists[span.doc, span.start, span.end, claim.predicate, value.key].add(mine)
    keys = sorted(told)
    at = {key: number for number, key in enumerate(keys)}
    groups = [
        _group(number, told[key], names.get(key, Counter()), votes.get(key, Counter()))
        for number, key in enumerate(keys)
    ]
    corpus = Corpus(keys, [told[key] for key in keys], groups, [first.get(key) for key in keys], rounds_, of_round, at)
    _tie(corpus, ties)
    for members in lists.values():
        numbers = sorted(at[key] for key in members if key in at)
        if 1 < len(numbers) <= 60:
            for number in numbers:
                groups[number].mates.update(other for other in numbers if other != number)
    return corpus


def _group(number: int, thing: Thing, names: Counter[Text], votes: Counter[str]) -> Group:
    raw = names or Counter({Text(thing.name): 1})
    spelled = tuple(sorted({text.text for text in raw}))
    short = {fold.fold(name) for name in spelled if fold.is_short(name, spelled)}
    full = {fold.fold(name) for name in spelled} - short
    kinds = Counter({kind: weight for kind, weight in votes.items() if weight > 0})
    if not any(kind in SPECIFIC for kind in kinds) and thing.kind in FAMILY:
        kinds[thing.kind] += SURE if thing.kind != "Organization" else not kinds
    group = Group([number], full, short, Counter(raw), kinds, docs={thing.doc})
    organization = group.family == "organization"  # Berlin, of 'Berlin, Deutschland', is Berlin
    telling = [name for name in spelled if not organization or _stands_for(name, spelled, full)]
    group.listed = _listed(telling, group.family)
    return group


def _stands_for(name: str, spelled: Sequence[str], full: set[str]) -> bool:
    """May a well-known name tell what the thing is? Not a short form of something else: Circle, of Circle Pharma Inc."""
    folded = fold.fold(name)
    if folded in full:
        return True
    longer = [other for other in spelled if folded in fold.fold(other) and fold.fold(other) in full]
    same = any(folded in (fold.core(other), fold.without_legal_form(other)) for other in longer)
    return same or not longer  # 特步, of 特步国际 and 特步集团


def _tie(corpus: Corpus, ties: Iterable[tuple[str, Key, Key]]) -> None:
    """Notes on both ends of each relation what the other end is called."""
    groups, at = corpus.groups, corpus.at
    ties = list(dict.fromkeys(ties))  # told a thousand times, tied once
    raisers: dict[Key, list[int]] = defaultdict(list)
    for predicate, subject, object_ in ties:
        if predicate == "raisedBy" and object_ in at:
            raisers[subject].append(at[object_])
    for predicate, subject, object_ in ties:
        if predicate in ("investor", "leadInvestor") and object_ in at:
            for company in raisers.get(subject, ()):
                groups[company].near |= _called(groups[at[object_]])
                groups[at[object_]].near |= _called(groups[company]) | groups[company].short
        if subject not in at or object_ not in at:
            continue
        mine, theirs = groups[at[subject]], groups[at[object_]]
        if predicate == "headquarteredIn" and not theirs.full & country_spellings():
            mine.seats |= theirs.listed or theirs.full  # 巴黎 and Paris are one town
        if predicate == "founded":
            theirs.founders |= _called(mine)
        if predicate in NEAR:
            mine.near |= _called(theirs) | theirs.short
            theirs.near |= _called(mine) | mine.short
        if predicate in KIN:
            mine.kin |= _called(theirs)
            theirs.kin |= _called(mine)


def _called(group: Group) -> set[str]:
    """Its full names, and the id of the well-known thing it is: the same in every script."""
    return group.full | group.listed


@cache
def _spellings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded spelling -> (id, kind) of the well-known things so called."""
    from .gazetteer import names, places

    found: dict[str, set[tuple[str, str]]] = {}
    for row in (*names(), *places()):
        found.setdefault(fold.fold(row.name), set()).add((row.id, row.kind))
    return {spelling: tuple(sorted(rows)) for spelling, rows in found.items()}


@cache
def country_spellings() -> frozenset[str]:
    """Folded names of countries and regions: a head office there contradicts no town."""
    from .gazetteer import places

    return frozenset(
        fold.fold(row.name) for row in places() if row.reason in ("country", "region", "continent", "state")
    )


@cache
def listed_apart_names() -> dict[str, frozenset[str]]:
    """Folded spelling or listed id -> those listed as not the same."""
    import csv
    import io
    from importlib import resources

    file = resources.files("graphkit.grammar") / "apart.csv"
    found: dict[str, set[str]] = {}
    if file.is_file():
        for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))):
            for a, b in ((row["id_a"], row["id_b"]), (row["id_b"], row["id_a"])):
                found.setdefault(fold.fold(a), set()).add(fold.fold(b))
    return {name: frozenset(others) for name, others in found.items()}


def _listed(spelled: Sequence[str], family: str) -> set[str]:
    """The ids of the well-known things that these spellings name; none where they disagree."""
    found: set[str] = set()
    for name in spelled:
        rows = [id_ for id_, kind in _spellings().get(fold.fold(name), ()) if FAMILY.get(kind) == family]
        if family == "product":  # another version is another product, whatever the list says
            numbers = fold.version(name)
            rows = [f"{id_}#{numbers}" if numbers else id_ for id_ in rows]
        if not rows and family == "organization":
            rows = [id_ for id_ in (nations.body_id(name),) if id_]
        if len(rows) == 1:
            found.add(rows[0])
    return found if len(found) == 1 else set()
