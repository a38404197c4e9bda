"""From claims to facts: what agrees is one fact with many witnesses, rivals are ranked with a reason, nothing is lost.

The order in which rivals are ranked is that of ontology.md 2.4; `ORDER` below names its steps as reason codes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from . import compare, fold
from .decisions import NONE, Decisions, same_value
from .decisions import apply as decided
from .gather import country_spellings
from .model import Claim, Code, Fact, Money, PartialDate, Rank, RankedClaim, Source, Text, Thing, digest
from .resolve import Resolution
from .tellings import DAYS_APART

Object = str | Money | PartialDate | Text | Code
SINGLE = frozenset(
    [
        "raisedBy",
        "amount",
        "valuation",
        "announcedOn",
        "launchedOn",
        "foundedOn",
        "status",
        "roundKind",
        "headquarteredIn",
        "totalRaised",
    ]
)
SYMMETRIC = frozenset({"partnerOf", "competitorOf"})
TALK = frozenset({"in_talks", "rumoured"})
# A plan that was announced is a fact of its own for these; for the others it is talk.
ANNOUNCED = frozenset({"acquired", "partnerOf", "develops", "launchedOn", "subsidiaryOf"})
UNDONE = frozenset({"Planned", "InTalks", "Rumoured"})
STATUS_CODES = {
    "closed": "Closed",
    "in_talks": "InTalks",
    "rumoured": "Rumoured",
    "planned": "Planned",
    "denied": "Denied",
}
ORDER = (
    "manual",
    "same-time-as-asked",
    "more-documents",
    "more-precise",
    "nearest-to-event",
    "unhedged",
    "usual-currency",
    "confidence",
    "tie",
)
FAR = 10**6  # days; an undated document counts as far away
DERIVED_INVESTMENT = "derived: investor of a closed round"
DERIVED_INVESTOR = "derived: who leads a round invests in it"
DERIVED_STATUS = "derived: status of the sentence"
DERIVED_FOLLOWS = "derived: a talk that became a deal"


@dataclass(slots=True)
class _Ledger:
    """Claims by subject and predicate, then by object; and what ranking needs to know of the subjects."""

    resolution: Resolution
    sources: Mapping[str, Source]
    claims: dict[tuple[str, str], dict[Object, list[Claim]]] = field(default_factory=lambda: defaultdict(dict))
    rejected: set[int] = field(default_factory=set)
    raiser: dict[str, str] = field(default_factory=dict)
    company_thing: dict[tuple[str, str], Thing] = field(default_factory=dict)
    founded: dict[str, PartialDate] = field(default_factory=dict)

    def entity(self, thing: Thing) -> str:
        """The entity a local thing belongs to, '' when it was dropped."""
        return self.resolution.of.get((thing.doc, thing.key), "")

    def add(self, claim: Claim) -> None:
        """Files a claim under its statement."""
        subject = self.entity(claim.subject)
        value: Object = self.entity(claim.object) if isinstance(claim.object, Thing) else claim.object
        if not subject or value == "":
            return
        if claim.predicate in SYMMETRIC and isinstance(value, str) and value < subject:
            subject, value = value, subject
        self.claims[subject, claim.predicate].setdefault(value, []).append(claim)


def reconcile(
    claims: Iterable[Claim],
    resolution: Resolution,
    decisions: Decisions | None = NONE,
    *,
    sources: Mapping[str, Source] | None = None,
) -> tuple[Fact, ...]:
    """Facts about entities, sorted by subject, predicate and object; every claim is in exactly one of them.

    `sources` tells when the documents were published (what was said nearest to the event ranks higher). Claims about
    things that the resolution dropped are left out, and derived claims are added with a rule named 'derived: …'.
    """
    decisions = decisions or NONE
    kept, gone = decided(list(claims), decisions)
    ledger = _Ledger(resolution, sources or {})
    _know_companies(ledger, kept)
    for claim in kept:
        ledger.add(claim)
    for claim in gone:
        ledger.rejected.add(id(claim))
        ledger.add(claim)
    for claim in _derived(ledger, kept):
        ledger.add(claim)
    preferred = _preferred(decisions, resolution)
    facts: list[Fact] = []
    for (subject, predicate), by_object in ledger.claims.items():
        if predicate in SINGLE:
            facts += _single(ledger, subject, predicate, by_object, preferred.get((subject, predicate), ()))
        else:
            facts += _many(ledger, subject, predicate, by_object)
    return tuple(sorted(facts, key=fact_order))


def fact_order(fact: Fact) -> tuple[str, str, str, str]:
    """A total order over facts."""
    lang = fact.object.lang if isinstance(fact.object, Text) else ""
    return fact.subject, fact.predicate, str(fact.object), type(fact.object).__name__ + lang


def _know_companies(ledger: _Ledger, claims: Iterable[Claim]) -> None:
    founded: dict[str, Counter[PartialDate]] = defaultdict(Counter)
    for claim in claims:
        if claim.predicate == "raisedBy" and isinstance(claim.object, Thing):
            key = (claim.subject.doc, claim.subject.key)
            round_, company = ledger.entity(claim.subject), ledger.entity(claim.object)
            if round_ and company and (key not in ledger.company_thing or claim.object < ledger.company_thing[key]):
                ledger.company_thing[key] = claim.object
                ledger.raiser.setdefault(round_, company)
        elif claim.predicate == "foundedOn" and isinstance(claim.object, PartialDate):
            founded[ledger.entity(claim.subject)][claim.object] += 1
    ledger.founded = {name: min(days, key=lambda d: (-days[d], d)) for name, days in founded.items()}


# --- derived claims -------------------------------------------------------------------------------


def _derived(ledger: _Ledger, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Leads that invest, investors of closed rounds, the status of rounds that no sentence states by itself."""
    stated = {
        (claim.subject.doc, claim.subject.key, claim.object.key)
        for claim in claims
        if claim.predicate == "investor" and isinstance(claim.object, Thing) and claim.status != "denied"
    }
    has_status = {ledger.entity(claim.subject) for claim in claims if claim.predicate == "status"}
    for claim in claims:
        thing, value = claim.subject, claim.object
        if thing.kind != "FundingRound" or not isinstance(value, Thing) or claim.status == "denied":
            continue
        round_ = ledger.entity(thing)
        if claim.predicate == "leadInvestor" and (thing.doc, thing.key, value.key) not in stated:
            invests = replace(claim, predicate="investor", rule=DERIVED_INVESTOR)
            yield invests
            yield from _investment(ledger, invests, round_)
        elif claim.predicate == "investor":
            yield from _investment(ledger, claim, round_)
        elif claim.predicate == "raisedBy" and round_ and round_ not in has_status:
            code = Code(STATUS_CODES[ledger.resolution.status.get(round_, claim.status)])
            yield replace(claim, predicate="status", object=code, rule=DERIVED_STATUS)
    yield from _links(ledger)


def _investment(ledger: _Ledger, claim: Claim, round_: str) -> Iterator[Claim]:
    company = ledger.company_thing.get((claim.subject.doc, claim.subject.key))
    if company is None or not isinstance(claim.object, Thing) or ledger.resolution.status.get(round_) != "closed":
        return
    yield replace(
        claim,
        subject=claim.object,
        predicate="investedIn",
        object=company,
        rule=DERIVED_INVESTMENT,
        status="closed",
        qualifiers=(),
    )


def _links(ledger: _Ledger) -> Iterator[Claim]:
    things = {entity.id: entity.things for entity in ledger.resolution.entities if entity.kind == "FundingRound"}
    for deal, talk, _ in ledger.resolution.follows:
        witness = next(
            (
                c
                for by in (ledger.claims.get((deal, "raisedBy"), {}),)
                for cs in by.values()
                for c in sorted(cs, key=_reading)
            ),
            None,
        )
        if witness and things.get(talk):
            yield replace(witness, predicate="follows", object=things[talk][0], rule=DERIVED_FOLLOWS, qualifiers=())


# --- ranking --------------------------------------------------------------------------------------


def _fault(ledger: _Ledger, subject: str, predicate: str, value: Object, claim: Claim) -> str:
    """Why a claim cannot be followed: a reason code, '' when nothing is wrong with it."""
    if id(claim) in ledger.rejected:
        return "rejected-by-hand"
    if claim.status == "denied":
        return "denied"
    if claim.qualifier("implausible"):
        return claim.qualifier("implausible")
    if predicate in ("amount", "valuation", "totalRaised") and not isinstance(value, Money):
        return "not-a-number"
    if value == subject or (predicate in ("investor", "leadInvestor") and value == ledger.raiser.get(subject)):
        return "itself"
    if predicate == "announcedOn" and isinstance(value, PartialDate):
        suspect = ledger.resolution.suspect.get((subject, value))
        if suspect:
            return suspect
        founded = ledger.founded.get(ledger.raiser.get(subject, ""))
        if founded and value < founded and not value.agrees(founded):
            return "before-the-company-existed"
    is_round = subject.startswith("round/")
    planned = isinstance(value, Code) and predicate == "status" and value.name in UNDONE
    if planned and ledger.resolution.status.get(subject) == "closed":
        return "only-talk"  # the same article tells that it is done
    if (
        not is_round
        and (claim.status in TALK or (claim.status == "planned" and predicate not in ANNOUNCED))
        and predicate != "name"
    ):
        return "only-talk"
    if predicate == "amount" and claim.qualifier("contribution"):
        return "part-of-whole"
    return ""


def _many(ledger: _Ledger, subject: str, predicate: str, by_object: Mapping[Object, list[Claim]]) -> Iterator[Fact]:
    for value, claims in by_object.items():
        ranked = tuple(
            _ranked(claim, _fault(ledger, subject, predicate, value, claim)) for claim in sorted_claims(claims)
        )
        yield Fact(subject, predicate, value, ranked, any(r.rank != "Deprecated" for r in ranked))


def _ranked(claim: Claim, fault: str, rank: Rank = "Normal", reason: str = "") -> RankedClaim:
    return RankedClaim(claim, "Deprecated", fault) if fault else RankedClaim(claim, rank, reason)


def _single(
    ledger: _Ledger, subject: str, predicate: str, by_object: Mapping[Object, list[Claim]], preferred: tuple[str, ...]
) -> Iterator[Fact]:
    faults: dict[Object, list[tuple[Claim, str]]] = {}
    live: dict[Object, list[Claim]] = {}
    for value, claims in by_object.items():
        judged = [(claim, _fault(ledger, subject, predicate, value, claim)) for claim in sorted_claims(claims)]
        if predicate == "announcedOn" and _dated_by_itself(ledger, value, claims, by_object):
            judged = [(claim, fault or "publication-date") for claim, fault in judged]
        faults[value] = judged
        good = [claim for claim, fault in judged if not fault]
        if good:
            live[value] = good
    winner, reason = _winner(ledger, subject, live, preferred) if live else (None, "")
    rivals = len(live) > 1 or reason == "manual"
    for value, judged in faults.items():
        won = value == winner
        rank: Rank = "Preferred" if won and rivals else "Normal"
        yield Fact(
            subject,
            predicate,
            value,
            tuple(_ranked(claim, fault, rank, reason if won and rivals else "") for claim, fault in judged),
            won,
        )


def _dated_by_itself(
    ledger: _Ledger, value: Object, claims: list[Claim], by_object: Mapping[Object, list[Claim]]
) -> bool:
    """Is this but the article's own date ("recently"), where another article dates the event months earlier?"""
    if not isinstance(value, PartialDate):
        return False
    published = [ledger.sources[c.evidence.doc].published for c in claims if c.evidence.doc in ledger.sources]
    if not published or not all(day and str(day)[:7] == str(value)[:7] for day in published):
        return False
    docs = {claim.evidence.doc for claim in claims}
    return any(
        isinstance(other, PartialDate)
        and compare.last_day(other) < value.first_day
        and compare.days_between(other, value) > DAYS_APART
        and any(claim.evidence.doc not in docs for claim in theirs)
        for other, theirs in by_object.items()
    )


def _winner(
    ledger: _Ledger, subject: str, live: Mapping[Object, list[Claim]], preferred: tuple[str, ...]
) -> tuple[Object, str]:
    if len(live) == 1 and not preferred:
        return next(iter(live)), ""
    keys = {value: _merit(ledger, subject, value, live, preferred) for value in live}
    ordered = sorted(keys, key=lambda value: keys[value])
    first = ordered[0]
    if len(ordered) == 1:
        return first, "manual" if keys[first][0] == 0 and preferred else ""
    step = next(n for n, (mine, theirs) in enumerate(zip(keys[first], keys[ordered[1]], strict=True)) if mine != theirs)
    return first, ORDER[step]


def _merit(
    ledger: _Ledger, subject: str, value: Object, live: Mapping[Object, list[Claim]], preferred: tuple[str, ...]
) -> tuple[int | Decimal | str, ...]:
    """Smaller is better; one entry a step of ORDER."""
    claims = live[value]
    behind = [claim for other, theirs in live.items() if _supports(other, value) for claim in theirs]
    currencies = Counter(v.currency for v, cs in live.items() if isinstance(v, Money) for _ in cs)
    currency = value.currency if isinstance(value, Money) else ""
    as_asked = any(same_value_of(value, wanted) for wanted in preferred)
    return (
        -as_asked,
        _as_of(claims),
        -_witnesses(behind),
        -_precision(ledger, value),
        min(_distance(ledger, subject, claim) for claim in claims),
        -any(not claim.qualifier("approximation") for claim in claims),
        -currencies[currency],
        -max(claim.confidence for claim in claims),
        min(digest(subject, claim.predicate, str(claim.object), claim.quote) for claim in claims),
    )


def same_value_of(value: Object, wanted: str) -> bool:
    """Is this the value that a decision names?"""
    return value == wanted if isinstance(value, str) else same_value(value, wanted)


def _supports(other: Object, value: Object) -> bool:
    """A less precise date supports the more precise one that it agrees with."""
    if isinstance(other, PartialDate) and isinstance(value, PartialDate):
        return other.agrees(value)
    return other == value


def _as_of(claims: list[Claim]) -> int:
    """Totals grow: the latest 'as of' first. 0 where no claim says as of when."""
    if claims[0].predicate != "totalRaised":
        return 0
    days = [PartialDate.parse(day) for claim in claims if (day := claim.qualifier("asOf"))]
    return -max((day.first_day.toordinal() for day in days), default=0)


def _witnesses(claims: list[Claim]) -> int:
    """Independent documents: those whose sentences are the same count once."""
    words: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        words[claim.evidence.doc].add(claim.quote)
    return len({frozenset(quotes) for quotes in words.values()})


def _precision(ledger: _Ledger, value: Object) -> int:
    if isinstance(value, PartialDate):
        return len(str(value))
    if isinstance(value, str) and value.startswith("place/"):
        return int(fold.fold(value.split("/", 1)[1]) not in country_spellings())
    return 0


def _distance(ledger: _Ledger, subject: str, claim: Claim) -> int:
    """Days between the document and the event; FAR when either is undated."""
    source = ledger.sources.get(claim.evidence.doc)
    days = [day for day in ledger.claims.get((subject, "announcedOn"), {}) if isinstance(day, PartialDate)]
    days = [day for day in days if (subject, day) not in ledger.resolution.suspect]
    if not source or not source.published or not days:
        return FAR if not source or not source.published else FAR - source.published.first_day.toordinal() // 10**4
    return min(abs((source.published.first_day - day.first_day).days) for day in days)


def _preferred(decisions: Decisions, resolution: Resolution) -> dict[tuple[str, str], tuple[str, ...]]:
    if not decisions.prefer:
        return {}
    names = {entity.id: entity.id for entity in resolution.entities}
    for entity in resolution.entities:
        names.setdefault(fold.fold(entity.name), entity.id)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for thing, predicate, value in decisions.prefer:
        subject = names.get(thing) or names.get(fold.fold(thing))
        if subject:
            found[subject, predicate] = (
                *found.get((subject, predicate), ()),
                names.get(fold.fold(value), value),
                value,
            )
    return found


def _reading(claim: Claim) -> tuple[str, int, int]:
    return claim.evidence.doc, claim.evidence.start, claim.evidence.end


def sorted_claims(claims: list[Claim]) -> list[Claim]:
    """Reading order, the same claim once."""
    if len(claims) == 1:
        return claims
    return sorted(dict.fromkeys(claims), key=lambda claim: claim.order)
