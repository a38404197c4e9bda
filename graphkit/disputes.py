"""Which values of one statement are at odds, and which only look so: restated, rounded, a part of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import compare, fold
from .compare import Relation
from .fold import firm_endings
from .gather import country_spellings
from .model import Claim, Fact, Money, PartialDate, RankedClaim
from .reconcile import SINGLE

IMPOSSIBLE = frozenset({"implausible-date", "before-the-company-existed"})


@dataclass(frozen=True, slots=True, order=True)
class Dispute:
    """Two statements about one thing, and how they relate. `a` is the one followed, where one is."""

    subject: str
    predicate: str
    relation: Relation
    reason: str
    a: Fact
    b: Fact


def disputed(facts: Iterable[Fact]) -> tuple[Dispute, ...]:
    """Every pair of a followed value and a rival, and every impossible date, told apart by kind."""
    by_statement: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    by_company: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.predicate in SINGLE:
            by_statement[fact.subject, fact.predicate].append(fact)
        elif fact.predicate in ("founded", "worksFor", "workedFor") and isinstance(fact.object, str):
            by_company[fact.object].append(fact)
    years = {
        subject: fact.object.year
        for (subject, predicate), rivals in by_statement.items()
        if predicate == "announcedOn"
        for fact in rivals
        if fact.followed and isinstance(fact.object, PartialDate)
    }
    found: list[Dispute] = []
    for (subject, predicate), rivals in by_statement.items():
        found += _rivals(subject, predicate, rivals, years.get(subject, 0))
    for company in by_company.values():
        found += _founders(company)
    return tuple(sorted(found, key=lambda d: (d.subject, d.predicate, d.relation, str(d.a.object), str(d.b.object))))


def _rivals(subject: str, predicate: str, rivals: Sequence[Fact], year: int) -> Iterable[Dispute]:
    live = [fact for fact in rivals if any(ranked.rank != "Deprecated" for ranked in fact.claims)]
    followed = next((fact for fact in live if fact.followed), None)
    if followed and len(_docs(followed)) > 1:
        yield Dispute(subject, predicate, "agreement", compare.TOLD["agreement"], followed, followed)
    for fact in live if followed else ():
        if fact is not followed and followed:
            relation = relate(followed, fact, year)
            yield Dispute(subject, predicate, relation, compare.TOLD[relation], followed, fact)
    for fact in rivals:
        why = next((ranked.reason for ranked in fact.claims if ranked.reason in IMPOSSIBLE), "")
        if why:
            told = (
                "Dated before an earlier round of the same company."
                if why == "implausible-date"
                else "Dated before the company existed."
            )
            yield Dispute(subject, predicate, "conflict", told, followed or fact, fact)


def relate(a: Fact, b: Fact, year: int = 0) -> Relation:
    """How two values of one statement relate; `year` picks the exchange rates."""
    mine, theirs = a.object, b.object
    if isinstance(mine, Money) and isinstance(theirs, Money):
        if a.predicate == "totalRaised" and _other_time(a, b):
            return "other-time"
        if a.predicate == "valuation" and {_qualifier(a, "basis"), _qualifier(b, "basis")} == {"pre", "post"}:
            return "part"
        hedged = _all_hedged(a) or _all_hedged(b)
        return compare.money(mine, theirs, hedged=hedged, year=year)
    if isinstance(mine, PartialDate) and isinstance(theirs, PartialDate):
        return compare.dates(mine, theirs)
    if a.predicate == "headquarteredIn" and isinstance(mine, str) and isinstance(theirs, str):
        countries = country_spellings()
        return (
            "precision"
            if {_is_country(mine, countries), _is_country(theirs, countries)} == {True, False}
            else "conflict"
        )
    if a.predicate == "status" and "Closed" not in (str(mine), str(theirs)):
        return "precision"  # rumoured, in talks, planned: degrees of one thing
    return "agreement" if mine == theirs else "conflict"


def _other_time(a: Fact, b: Fact) -> bool:
    """Totals grow: two are of one time only where both say as of when, or one article gives both and says nothing."""
    mine, theirs = _qualifier(a, "asOf")[:7], _qualifier(b, "asOf")[:7]
    return mine != theirs or (not mine and not _docs(a) & _docs(b))


def _is_country(place: str, countries: frozenset[str]) -> bool:
    return fold.fold(place.split("/", 1)[1]) in countries


def _founders(facts: Sequence[Fact]) -> Iterable[Dispute]:
    """One article calls a person founder; another names the founders without them and gives them another post."""
    founded = [fact for fact in facts if fact.predicate == "founded" and fact.followed]
    for fact in founded:
        docs = _docs(fact)
        for post in facts:
            if post.predicate == "founded" or post.subject != fact.subject:
                continue
            others = {doc for other in founded if other is not fact for doc in _docs(other)} - docs
            roles = [r for r in post.claims if r.claim.evidence.doc in others and _adviser(r.claim)]
            if roles:
                claims = tuple(roles)
                other = Fact(post.subject, post.predicate, post.object, claims, post.followed)
                told = "A founder in one article; another names the founders without this person, its adviser."
                yield Dispute(fact.subject, "founded", "conflict", told, fact, other)
                break


def _adviser(claim: Claim) -> bool:
    role = claim.qualifier("role").casefold()
    return any(word in role for word in firm_endings("adviser"))


def _docs(fact: Fact) -> set[str]:
    return {ranked.claim.evidence.doc for ranked in fact.claims if ranked.rank != "Deprecated"}


def _qualifier(fact: Fact, name: str) -> str:
    return max((ranked.claim.qualifier(name) for ranked in fact.claims), default="")


def _all_hedged(fact: Fact) -> bool:
    return all(ranked.claim.qualifier("approximation") for ranked in fact.claims)


def witness(fact: Fact) -> RankedClaim:
    """The claim to show for a fact: the best ranked, first in reading order."""
    ranks = {"Preferred": 0, "Normal": 1, "Deprecated": 2}
    return min(fact.claims, key=lambda ranked: (ranks[ranked.rank], ranked.claim.order))
