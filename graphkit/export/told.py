"""The graph as its Turtle file tells it: what every export is written from.

There is one source of truth, the statements of graph.ttl. A graph in memory tells the same ones (`turtle.triples`), so
an export of either is the same, and so is one of a file that somebody has changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from graphkit.model import PartialDate, digest
from graphkit.turtle import BASE, LABEL, RDF, SCHEMA, SKOS, TYPE, Literal, Statement, Term, described, ntriples, plain
from graphkit.vocabulary import GK, NAMESPACE, PREFIXES, ROLES, classes, is_symmetric, terms

ALT_LABEL = SKOS + "altLabel"


class ExportError(ValueError):
    """The graph cannot be exported; the message says what to do."""


# --- rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThingRow:
    """A company, person, product, place or round. `id` is its IRI without the base; amounts are in whole units."""

    id: str
    iri: str
    label: str
    kind: str
    roles: tuple[str, ...]
    names: tuple[str, ...]
    date: str
    sort_date: Day | None
    status: str
    round_kind: str
    instruments: tuple[str, ...]
    amount: Decimal | None
    currency: str
    valuation: Decimal | None
    valuation_currency: str
    total_raised: Decimal | None
    total_raised_currency: str
    claims: int
    documents: int


@dataclass(frozen=True, slots=True)
class FactRow:
    """A plain statement about a thing. `object` is the id of a thing, else ''; `value` tells any other object."""

    id: str
    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    value: str
    number: Decimal | None
    currency: str
    language: str
    claims: int
    documents: int
    first_published: Day | None
    confidence: Decimal | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A fact between two things. A relation that holds both ways is one link; `weight` counts the articles."""

    id: str
    source: str
    target: str
    predicate: str
    label: str
    weight: int
    claims: int
    status: str
    date: str
    sort_date: Day | None
    first_published: Day | None
    confidence: Decimal | None
    both_ways: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What one passage says, with its words. `followed`: the graph states it as a fact."""

    id: str
    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    value: str
    number: Decimal | None
    currency: str
    language: str
    followed: bool
    rank: str
    rank_reason: str
    stated_as: str
    approximation: str
    basis: str
    role: str
    as_of: str
    contribution: Decimal | None
    contribution_currency: str
    confidence: Decimal | None
    rule: str
    extractor: str
    quote: str
    quote_language: str
    start: int
    end: int
    document: str
    path: str
    headline: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An article that was read."""

    id: str
    path: str
    headline: str
    url: str
    publisher: str
    published: str
    sort_date: Day | None
    language: str
    sha256: str
    claims: int


class _Object(NamedTuple):
    """The columns that tell an object: a thing, an amount, a code, a date or words."""

    object: str
    object_label: str
    value: str
    number: Decimal | None
    currency: str
    language: str


class _Support(NamedTuple):
    """The columns that tell what stands behind a fact."""

    claims: int
    first_published: Day | None
    confidence: Decimal | None


# --- the graph ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """All statements of a graph, sorted, and the IRI under which its names lie."""

    statements: tuple[Statement, ...]
    base: str = BASE

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Told:
        """The graph of these statements; the base is that of its header."""
        told = tuple(statements)
        dataset = min((s for s, p, o in told if p == TYPE and o == PREFIXES["void"] + "Dataset"), default="")
        return cls(told, dataset.removesuffix("dataset") or BASE)

    @classmethod
    def read(cls, path: Path) -> Told:
        """The graph of a Turtle file. Raises ExportError when it is none, OSError when it cannot be read."""
        from pyoxigraph import RdfFormat, parse

        known: dict[str, str] = {}
        content = path.read_bytes()
        try:
            quads = parse(content, format=RdfFormat.TURTLE)
            rows = [(plain(quad.subject), quad.predicate.value, plain(quad.object)) for quad in quads]
        except (SyntaxError, ValueError) as error:
            raise ExportError(f"{path}: cannot be exported: {error}") from error
        return cls.of((known.setdefault(str(s), str(s)), known.setdefault(p, p), o) for s, p, o in rows)

    # --- looking things up

    @cached_property
    def about(self) -> dict[str, dict[str, list[Term]]]:
        """Subject -> predicate -> objects."""
        return described(self.statements)

    def all(self, subject: str, predicate: str) -> list[Term]:
        """Every object, in order."""
        return self.about.get(subject, {}).get(predicate, [])

    def text(self, subject: str, predicate: str) -> str:
        """The first object as text, '' when there is none."""
        return _text(next(iter(self.all(subject, predicate)), ""))

    def lang(self, subject: str, predicate: str) -> str:
        """The language of the first object."""
        term = next(iter(self.all(subject, predicate)), "")
        return term.lang if isinstance(term, Literal) else ""

    def id(self, iri: str) -> str:
        """The IRI without the base: 'agent/mistral-ai'."""
        return iri.removeprefix(self.base)

    def name(self, iri: str) -> str:
        """The last part of an IRI, how the ontology calls a term: 'leadInvestor'."""
        return iri.rpartition("#")[2].rpartition("/")[2]

    def day(self, subject: str) -> Day | None:
        """The sort date of a thing or document."""
        return _day(self.text(subject, GK.sortDate))

    def money(self, subject: str, predicate: str) -> tuple[Decimal | None, str]:
        """Number and currency of the amount that stands there; (None, '') where none does."""
        node = self.text(subject, predicate)
        return self.amount(node) if node else (None, "")

    def amount(self, node: str) -> tuple[Decimal | None, str]:
        """Number and currency of an amount."""
        value = self.text(node, GK.value)
        return (Decimal(value) if value else None), self.text(node, GK.currency)

    # --- which subjects are what

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The IRI of every thing, sorted, and its class: what the page draws, roles left aside."""
        drawn = {term.iri: name for name, term in classes().items() if term.colour and name not in ROLES}
        found = {}
        for subject in sorted(self.about):
            own = sorted(drawn[o] for o in self.about[subject].get(TYPE, ()) if isinstance(o, str) and o in drawn)
            if own:
                found[subject] = own[0]
        return found

    def subjects(self, type_: str) -> list[str]:
        """All subjects of a type, sorted."""
        return sorted(subject for subject, says in self.about.items() if type_ in says.get(TYPE, ()))

    @cached_property
    def behind(self) -> dict[Statement, list[str]]:
        """Statement -> the claims that make it."""
        found: dict[Statement, list[str]] = {}
        for claim in self.subjects(GK.Claim):
            found.setdefault(self.stated(claim), []).append(claim)
        return found

    def stated(self, claim: str) -> Statement:
        """The statement that a claim is about. Raises ExportError where the claim is not whole."""
        parts = [self.all(claim, RDF + part)[:1] for part in ("subject", "predicate", "object")]
        if not all(parts):
            raise ExportError(f"{claim} has no subject, predicate or object; see what `graphkit check` says")
        (subject,), (predicate,), (term,) = parts
        return str(subject), str(predicate), term

    # --- rows

    @cached_property
    def things(self) -> tuple[ThingRow, ...]:
        """Everything that has a name, and the rounds."""
        tellings: dict[str, list[str]] = {}
        for (subject, _, term), claims in self.behind.items():
            for end in {subject, term if isinstance(term, str) else subject}:
                tellings.setdefault(end, []).extend(claims)
        return tuple(self._thing(iri, kind, tellings.get(iri, [])) for iri, kind in self.kinds.items())

    def _thing(self, iri: str, kind: str, claims: list[str]) -> ThingRow:
        roles = {self.name(str(o)) for o in self.all(iri, TYPE)} & set(ROLES)
        dates = [self.text(iri, GK[name]) for name in ("announcedOn", "launchedOn", "foundedOn")]
        amount, valuation, total = (self.money(iri, GK[p]) for p in ("amount", "valuation", "totalRaised"))
        return ThingRow(
            id=self.id(iri),
            iri=iri,
            label=self.text(iri, LABEL),
            kind=kind,
            roles=tuple(sorted(roles)),
            names=tuple(sorted({_text(o) for o in self.all(iri, ALT_LABEL)})),
            date=next(filter(None, dates), ""),
            sort_date=self.day(iri),
            status=self.name(self.text(iri, GK.status)),
            round_kind=self.name(self.text(iri, GK.roundKind)),
            instruments=tuple(sorted(self.name(str(o)) for o in self.all(iri, GK.instrument))),
            amount=amount[0],
            currency=amount[1],
            valuation=valuation[0],
            valuation_currency=valuation[1],
            total_raised=total[0],
            total_raised_currency=total[1],
            claims=len(claims),
            documents=len(self._documents(claims)),
        )

    def _documents(self, claims: Iterable[str]) -> set[str]:
        return {self.text(claim, GK.source) for claim in claims}

    def _object(self, term: Term) -> _Object:
        number: Decimal | None = None
        object_ = label = currency = lang = ""
        if isinstance(term, Literal):
            value, lang = term.text, term.lang
        elif term in self.kinds:
            object_, label, value = self.id(term), self.text(term, LABEL), ""
        elif term.startswith(NAMESPACE):
            value = self.name(term)
            label = dict(terms()[value].labels).get("en", "") if value in terms() else ""
        else:
            number, currency = self.amount(term)
            value = f"{currency} {number}" if number is not None else term
        return _Object(object_, label, value, number, currency, lang)

    @cached_property
    def facts(self) -> tuple[FactRow, ...]:
        """Every plain statement about a thing: relations, values and further names."""
        return tuple(
            self._fact((subject, predicate, term))
            for subject in self.kinds
            for predicate, objects in sorted(self.about[subject].items())
            if predicate != GK.sortDate and (predicate == ALT_LABEL or predicate.startswith(NAMESPACE))
            for term in sorted(objects, key=ntriples)
        )

    def _claims_of(self, statement: Statement) -> list[str]:
        """The claims behind a fact; a relation that holds both ways may be told from either end."""
        subject, predicate, term = statement
        claims = list(self.behind.get(statement, ()))
        if isinstance(term, str) and is_symmetric(self.name(predicate)):
            claims += [claim for claim in self.behind.get((term, predicate, subject), ()) if claim not in claims]
        return claims

    def _support(self, claims: list[str]) -> _Support:
        documents = self._documents(claims)
        days = [day for day in map(self.day, documents) if day]
        sure = [Decimal(text) for text in (self.text(claim, GK.confidence) for claim in claims) if text]
        return _Support(len(claims), min(days, default=None), max(sure, default=None))

    def _fact(self, statement: Statement) -> FactRow:
        subject, predicate, term = statement
        claims = self._claims_of(statement)
        return FactRow(
            id=_digest("f", statement),
            subject=self.id(subject),
            subject_label=self.text(subject, LABEL),
            predicate=self.name(predicate),
            documents=len(self._documents(claims)),
            **self._object(term)._asdict(),
            **self._support(claims)._asdict(),
        )

    @cached_property
    def links(self) -> tuple[LinkRow, ...]:
        """Every relation between two things, in order."""
        found = []
        for subject in self.kinds:
            for predicate, objects in sorted(self.about[subject].items()):
                if not predicate.startswith(NAMESPACE):
                    continue
                both_ways = is_symmetric(self.name(predicate))
                for term in sorted(o for o in objects if isinstance(o, str) and o in self.kinds):
                    twin = both_ways and term < subject and subject in self.all(term, predicate)
                    if not twin:
                        found.append(self._link((subject, predicate, term), both_ways))
        return tuple(found)

    def _link(self, statement: Statement, both_ways: bool) -> LinkRow:
        subject, predicate, term = statement
        assert isinstance(term, str)
        claims = self._claims_of(statement)
        event = self._event(statement)
        name = self.name(predicate)
        return LinkRow(
            id=_digest("e", statement),
            source=self.id(subject),
            target=self.id(term),
            predicate=name,
            label=dict(terms()[name].labels).get("en", name) if name in terms() else name,
            weight=max(1, len(self._documents(claims))),
            status=self.name(self.text(event, GK.status)) if event else "",
            date=self.text(event, GK.announcedOn) if event else "",
            sort_date=self.day(event) if event else None,
            both_ways=both_ways,
            **self._support(claims)._asdict(),
        )

    def _event(self, statement: Statement) -> str:
        """The round that dates a link: one of its ends, or the investor's first round in the company."""
        subject, predicate, term = statement
        for end in (subject, term):
            if self.kinds.get(str(end)) == "FundingRound":
                return str(end)
        if predicate != GK.investedIn:
            return ""
        rounds = [
            (day, round_)
            for round_ in self._rounds.get((subject, str(term)), ())
            if (day := self.day(round_)) and self.text(round_, GK.status) == GK.Closed
        ]
        return min(rounds, default=(None, ""))[1]

    @cached_property
    def _rounds(self) -> dict[tuple[str, str], list[str]]:
        """(investor, company) -> their rounds."""
        found: dict[tuple[str, str], list[str]] = {}
        for round_, kind in self.kinds.items():
            if kind == "FundingRound":
                company = self.text(round_, GK.raisedBy)
                for investor in self.all(round_, GK.investor):
                    found.setdefault((str(investor), company), []).append(round_)
        return found

    @cached_property
    def claims(self) -> tuple[ClaimRow, ...]:
        """Every claim, by IRI."""
        return tuple(self._claim(claim) for claim in self.subjects(GK.Claim))

    def _claim(self, claim: str) -> ClaimRow:
        subject, predicate, term = self.stated(claim)
        quote, document = self.text(claim, GK.quote), self.text(claim, GK.source)
        contribution = self.money(claim, GK.contribution)
        confidence = self.text(claim, GK.confidence)
        return ClaimRow(
            id=self.id(claim),
            subject=self.id(subject),
            subject_label=self.text(subject, LABEL),
            predicate=self.name(predicate),
            followed=term in self.all(subject, predicate),
            rank=self.name(self.text(claim, GK.rank)),
            rank_reason=self.text(claim, GK.rankReason),
            stated_as=self.name(self.text(claim, GK.statedAs)),
            approximation=self.text(claim, GK.approximation),
            basis=self.text(claim, GK.basis),
            role=self.text(claim, GK.role),
            as_of=self.text(claim, GK.asOf),
            contribution=contribution[0],
            contribution_currency=contribution[1],
            confidence=Decimal(confidence) if confidence else None,
            rule=self.text(claim, GK.rule),
            extractor=self.name(self.text(claim, GK.extractor)),
            quote=self.text(quote, GK.text),
            quote_language=self.lang(quote, GK.text),
            start=int(self.text(quote, GK.start) or 0),
            end=int(self.text(quote, GK.end) or 0),
            document=self.id(document),
            path=self.text(document, GK.path),
            headline=self.text(document, SCHEMA + "headline"),
            published=self.text(document, SCHEMA + "datePublished"),
            url=self.text(document, SCHEMA + "url"),
            **self._object(term)._asdict(),
        )

    @cached_property
    def documents(self) -> tuple[DocumentRow, ...]:
        """Every article."""
        counts: dict[str, int] = {}
        for claim in self.subjects(GK.Claim):
            document = self.text(claim, GK.source)
            counts[document] = counts.get(document, 0) + 1
        return tuple(
            DocumentRow(
                id=self.id(document),
                path=self.text(document, GK.path),
                headline=self.text(document, SCHEMA + "headline"),
                url=self.text(document, SCHEMA + "url"),
                publisher=self.text(document, PREFIXES["dc"] + "publisher"),
                published=self.text(document, SCHEMA + "datePublished"),
                sort_date=self.day(document),
                language=self.text(document, SCHEMA + "inLanguage"),
                sha256=self.text(document, GK.sha256),
                claims=counts.get(document, 0),
            )
            for document in self.subjects(GK.Document)
        )


def _text(term: Term) -> str:
    return term if isinstance(term, str) else term.text


def _day(text: str) -> Day | None:
    try:
        return PartialDate.parse(text).first_day
    except ValueError:
        return None


def _digest(letter: str, statement: Statement) -> str:
    return letter + digest(*map(ntriples, statement), length=16)
