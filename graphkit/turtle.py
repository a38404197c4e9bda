"""Writes the graph as Turtle: the facts as plain triples, and every claim with its passage beside them.

The same graph gives the same bytes: no blank nodes, everything sorted by code point. `serialise` and `tidy` know
nothing of graphs and write any statements; `triples` says what a graph means in RDF (ontology/README.md tells why).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphkit.model import Code, Fact, Money, PartialDate, RankedClaim, Source, Span, Text, digest
from graphkit.vocabulary import GK, PREFIXES, is_symmetric

if TYPE_CHECKING:
    import networkx
    import rdflib

BASE = "https://w3id.org/graphkit/id/"

RDF, RDFS, XSD = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"]
SCHEMA, SKOS, DCTERMS, VOID = PREFIXES["schema"], PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["void"]
TYPE, LABEL = RDF + "type", RDFS + "label"
LANG_STRING = RDF + "langString"


class Literal(NamedTuple):
    """A value: its lexical form, and a language tag or the IRI of a datatype (neither: a plain string)."""

    text: str
    lang: str = ""
    datatype: str = ""


Term = str | Literal
"""An IRI (a str) or a literal."""

Statement = tuple[str, str, Term]


# --- writing any statements -----------------------------------------------------------------------

# PN_CHARS_BASE of the Turtle grammar, without the joiners: what a prefixed name may hold unescaped.
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL = re.compile(rf"[{_LETTER}_0-9](?:[{_LETTER}_0-9.\-\u0300-\u036f]*[{_LETTER}_0-9\-\u0300-\u036f])?\Z")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f-\xa0\u2028\u2029\ud800-\udfff\ue000-\uf8ff]|%(?![0-9A-Fa-f]{2})')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.")
# A line separator breaks tools that read by lines, and a bidi control lets a text pose as another in an editor.
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*\Z")
_BARE = {
    XSD + "integer": re.compile(r"(?:0|-?[1-9][0-9]*)\Z"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])\Z"),
    XSD + "boolean": re.compile(r"(?:true|false)\Z"),
}


def iri(text: str) -> str:
    """The text, when it is an absolute IRI that every RDF tool accepts. Raises ValueError otherwise."""
    if not _ABSOLUTE.match(text) or _NOT_IN_IRI.search(text):
        raise ValueError(f"{text!r} is not an IRI that can be written")
    return text


_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#\[\]@:\\]+)(?::[0-9]{1,5})?"
_WEB = re.compile(rf"https?://{_HOST}(?:/[^?#\[\]]*)?(?:\?[^#\[\]]*)?(?:#[^#\[\]]*)?\Z", re.IGNORECASE)


def web_address(text: str) -> str:
    """The text, when it is an http or https address that can stand in RDF; else '' (javascript:, spaces, quotes)."""
    return text if _WEB.match(text) and not _NOT_IN_IRI.search(text) else ""


def escaped(text: str) -> str:
    """The text as it stands between the quotation marks of a Turtle or N-Triples string."""
    return _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}", text)


def ntriples(term: Term) -> str:
    """The term as N-Triples writes it."""
    if isinstance(term, str):
        return f"<{term}>"
    tail = f"@{term.lang}" if term.lang else f"^^<{term.datatype}>" if term.datatype else ""
    return f'"{escaped(term.text)}"{tail}'


def object_order(term: Term) -> tuple[int, str, str, str]:
    """IRIs before literals; then by code point of what is written."""
    return (0, term, "", "") if isinstance(term, str) else (1, *term)


def statement_order(statement: Statement) -> tuple[str, str, tuple[int, str, str, str]]:
    """Sort key of a statement: subject, predicate, object, by code point."""
    return statement[0], statement[1], object_order(statement[2])


_FIRST = {name: place for place, name in enumerate((TYPE, LABEL, RDF + "subject", RDF + "predicate", RDF + "object"))}


def _predicate_order(predicate: str) -> tuple[int, str]:
    return _FIRST.get(predicate, len(_FIRST)), predicate


class Shortener:
    """Turns terms into Turtle and remembers which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._spaces = sorted(((space, prefix) for prefix, space in prefixes.items()), key=lambda pair: -len(pair[0]))
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def iri(self, text: str) -> str:
        short = self._known.get(text)
        if short is None:
            short = self._known[text] = self._shorten(text)
        return short

    def _shorten(self, text: str) -> str:
        iri(text)
        for space, prefix in self._spaces:
            if text.startswith(space) and (text == space or _LOCAL.match(text, len(space))):
                self.used.add(prefix)
                return f"{prefix}:{text[len(space) :]}"
        return f"<{text}>"

    def term(self, term: Term) -> str:
        if isinstance(term, str):
            return self.iri(term)
        if term.lang:
            return f'"{escaped(term.text)}"@{term.lang}'
        if not term.datatype or term.datatype == XSD + "string":
            return f'"{escaped(term.text)}"'
        bare = _BARE.get(term.datatype)
        if bare and bare.match(term.text):
            return term.text
        return f'"{escaped(term.text)}"^^{self.iri(term.datatype)}'


Section = tuple[int, str]
"""Where a subject stands in the file, and the heading of that part ('' for none)."""


def serialise(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str],
    section: Callable[[str], Section] = lambda subject: (0, ""),
) -> str:
    """The statements as Turtle text, the same for any order they come in. Only the prefixes used are declared.

    Raises ValueError when an IRI cannot be written.
    """
    return _text(described(statements), prefixes, section)


def _text(subjects: Described, prefixes: Mapping[str, str], section: Callable[[str], Section]) -> str:
    shortener = Shortener(prefixes)
    body = list(paragraphs(shortener, subjects, section))
    return "".join([*head(shortener, prefixes), *body])


Described = Mapping[str, Mapping[str, list[Term]]]
"""Subject -> predicate -> objects, which may stand there twice."""


def described(statements: Iterable[Statement]) -> dict[str, dict[str, list[Term]]]:
    """Subject -> predicate -> objects."""
    subjects: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, term in statements:
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(term)
    return subjects


def head(shortener: Shortener, prefixes: Mapping[str, str]) -> list[str]:
    """The prefixes that the shortener took, declared; to be asked when the body is written."""
    return [f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(shortener.used)]


def paragraphs(
    shortener: Shortener,
    subjects: Described,
    section: Callable[[str], Section] = lambda subject: (0, ""),
    first: Callable[[str], list[str]] = lambda subject: [],
) -> Iterator[str]:
    """Each subject with all that is said of it, in order. `first` gives predicates and objects, as Turtle, that stand
    before the others."""
    last = ""
    for (_, heading), subject in sorted((section(subject), subject) for subject in subjects):
        if heading and heading != last:
            yield f"\n# {heading}\n"
            last = heading
        says = subjects[subject]
        lines = [*first(subject), *(_line(shortener, predicate, says[predicate]) for predicate in _sorted(says))]
        yield f"\n{shortener.iri(subject)} " + " ;\n    ".join(lines) + " .\n"


def _sorted(predicates: Iterable[str]) -> tuple[str, ...]:
    return _in_order(tuple(predicates))


@lru_cache(maxsize=4096)
def _in_order(predicates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(predicates, key=_predicate_order))  # things of one kind have the same predicates


def _line(shortener: Shortener, predicate: str, terms: list[Term]) -> str:
    verb = "a" if predicate == TYPE else shortener.iri(predicate)
    if len(terms) == 1:
        return f"{verb} {shortener.term(terms[0])}"
    return f"{verb} {', '.join(map(shortener.term, sorted(set(terms), key=object_order)))}"


_PARTS = (
    ("owl#Ontology", "The vocabulary as a whole"),
    ("owl#Class", "Classes"),
    ("owl#ObjectProperty", "Relations"),
    ("owl#DatatypeProperty", "Values"),
    ("owl#AnnotationProperty", "Notes on terms"),
)


def tidy(text: str) -> str:
    """Any Turtle text without blank nodes, rewritten by `serialise` with the prefixes it declares.

    A vocabulary is put in the order a reader wants: header, classes, properties, then the members of the code lists.
    Raises ValueError on blank nodes, SyntaxError on what is not Turtle.
    """
    from pyoxigraph import RdfFormat, parse

    parser = parse(text.encode("utf-8"), format=RdfFormat.TURTLE)
    statements = [(plain(quad.subject), plain(quad.predicate), plain(quad.object)) for quad in parser]
    types = {str(s): sorted(str(o) for s2, p2, o in statements if s2 == s and p2 == TYPE) for s, p, _ in statements}

    def section(subject: str) -> Section:
        for place, (end, heading) in enumerate(_PARTS):
            if any(name.endswith(end) for name in types[subject]):
                return place, heading
        kind = types[subject][0] if types[subject] else ""
        return len(_PARTS), f"Members of {kind.rpartition('#')[2]}" if "ontology#" in kind else ""

    return serialise([(str(s), str(p), o) for s, p, o in statements], parser.prefixes, section)


def plain(term: object) -> Term:
    """A term of pyoxigraph as ours. Raises ValueError for a blank node."""
    from pyoxigraph import Literal as Read
    from pyoxigraph import NamedNode

    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Read):
        datatype = term.datatype.value
        if term.language:
            return Literal(term.value, term.language)
        return Literal(term.value, "", "" if datatype == XSD + "string" else datatype)
    raise ValueError(f"{term} has no name of its own; blank nodes cannot be kept in order")


# --- what the graph means in RDF ------------------------------------------------------------------

# The folders of our names, in the order of the file; one prefix each, since '/' cannot stand in a prefixed name.
_FOLDERS = ("agent", "product", "place", "round", "money", "claim", "quote", "doc", "tool")
_HEADINGS = {
    "agent": "What the graph holds: plain triples",
    "claim": "Who says so: one claim per statement and passage; the rank decides what stands above",
    "quote": "Where it is said: passages by code points of the text, documents by digest",
}
_SECTIONS = {
    folder: (place, _HEADINGS[[name for name in _FOLDERS[:place] if name in _HEADINGS][-1]])
    for place, folder in enumerate(_FOLDERS, start=1)
}
_ELSEWHERE = (0, "")
_STATUS_CODES = {"in_talks": "InTalks", "rumoured": "Rumoured", "planned": "Planned", "denied": "Denied"}
_DATED = ("announcedOn", "launchedOn", "foundedOn")
_WHAT = "Facts as plain triples, and for each fact the claims, passages and articles that it was read from."
_DERIVED_TYPES = {"investedIn": "Investor", "partnerOf": "Partner"}


@dataclass(frozen=True, slots=True)
class Names:
    """Full IRIs from what the graph calls things. `base` ends in '/' or '#'."""

    base: str = BASE

    def __post_init__(self) -> None:
        if iri(self.base)[-1] not in "/#":
            raise ValueError(f"the base IRI {self.base!r} has to end in '/' or '#'")
        if self.base.lower().startswith(("http:", "https:")) and not web_address(self.base):
            raise ValueError(f"the base IRI {self.base!r} is no address with a host and without a password")
        if re.search(r"/\.\.?/", self.base):
            raise ValueError(f"the base IRI {self.base!r} has a '.' or '..' in its path, which programs take away")
        if any(self.base.startswith(space) for space in PREFIXES.values()):
            raise ValueError(f"the base IRI {self.base!r} lies in a vocabulary; things need a place of their own")

    def thing(self, id_: str) -> str:
        """'agent/mistral-ai' -> …/id/agent/mistral-ai"""
        return iri(self.base + id_)

    def money(self, money: Money) -> str:
        """EUR 600000000 -> …/id/money/EUR-600000000"""
        return f"{self.base}money/{money.currency}-{money.number}"

    def quote(self, span: Span) -> str:
        """The passage's name: digest of its document, start and end."""
        return _quote_name(self.base, span)

    def document(self, id_: str) -> str:
        """The document's name, 'd' and twelve digits of its digest."""
        return _document_name(self.base, id_)

    def tool(self, extractor: str) -> str:
        """The extractor's name; signs that cannot stand in an IRI become '-'."""
        return f"{self.base}tool/{re.sub(r'[^A-Za-z0-9._-]+', '-', extractor).strip('-.') or 'unnamed'}"

    def section(self, subject: str) -> Section:
        """Where in the file the subject stands."""
        ours = subject.startswith(self.base)
        return _SECTIONS.get(subject[len(self.base) :].partition("/")[0], _ELSEWHERE) if ours else _ELSEWHERE


@lru_cache(maxsize=1 << 16)  # a passage is named where it is told and by every claim made of it
def _quote_name(base: str, span: Span) -> str:
    return iri(f"{base}quote/q{span.doc.removeprefix('d')}-{span.start}-{span.end}")


@lru_cache(maxsize=1 << 14)
def _document_name(base: str, id_: str) -> str:
    return iri(f"{base}doc/{id_ if id_.startswith('d') else 'd' + id_}")


def prefixes(base: str = BASE) -> dict[str, str]:
    """The prefixes of an export: the vocabularies, and one for each folder of names under the base IRI."""
    return PREFIXES | {folder: f"{base}{folder}/" for folder in _FOLDERS}


def tag(lang: str) -> str:
    """A language tag as every tool keeps it: lower case, '-' for '_'; 'und' for what is no tag."""
    lowered = lang.replace("_", "-").lower()
    return lowered if _TAG.match(lowered) else "und"


def date_literal(when: PartialDate) -> Literal:
    """The date with the datatype of its precision."""
    return Literal(str(when), "", XSD + when.datatype)


def number_literal(number: str) -> Literal:
    """Plain digits as xsd:integer, with a decimal point as xsd:decimal: rdflib and Oxigraph both keep these as they
    are written."""
    return Literal(number, "", XSD + ("decimal" if "." in number else "integer"))


Said = tuple[Statement, Span]
"""A statement and the passage that makes it: what one claim of the export is about."""


class _Gathering:
    """The statements of one graph while they are put together."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.out: dict[
            str, dict[str, list[Term]]
        ] = {}  # as `described` has it: a set of statements takes twice the room
        self._told: set[str] = set()  # tools and sums of which all is said
        self.said: dict[Said, RankedClaim] = {}

    def add(self, subject: str, predicate: str, *objects: Term) -> None:
        if not objects:
            return
        says = self.out.get(subject)
        if says is None:
            says = self.out[subject] = {}
        terms = says.get(predicate)
        if terms is None:
            says[predicate] = [*objects]
        else:
            terms.extend(objects)

    def _first_time(self, node: str) -> bool:
        if node in self._told:
            return False
        self._told.add(node)
        return True

    def money(self, money: Money) -> str:
        node = self.names.money(money)
        if not self._first_time(node):
            return node
        self.add(node, TYPE, GK.Money)
        self.add(node, GK.value, number_literal(money.number))
        self.add(node, GK.currency, Literal(money.currency))
        return node

    def term(self, value: str | Money | PartialDate | Text | Code) -> Term:
        match value:
            case str():
                return self.names.thing(value)
            case Money():
                return self.money(value)
            case PartialDate():
                return date_literal(value)
            case Text():
                return Literal(value.text, tag(value.lang))
            case Code():
                return GK[value.name]

    # --- things and facts

    def entity(self, id_: str, attributes: Mapping[str, object]) -> None:
        subject = self.names.thing(id_)
        roles = attributes.get("roles") or ()
        assert isinstance(roles, tuple)
        self.add(subject, TYPE, *(GK[name] for name in (str(attributes["kind"]), *roles)))
        self.add(subject, LABEL, Literal(str(attributes["label"])))

    def fact(self, fact: Fact) -> None:
        subject, value = self.names.thing(fact.subject), self.term(fact.object)
        predicate = SKOS + "altLabel" if fact.predicate == "name" else GK[fact.predicate]
        for ranked in fact.claims:
            self.claim((subject, predicate, value), ranked)
        if not fact.followed:
            return
        self.add(subject, predicate, value)
        role = _DERIVED_TYPES.get(fact.predicate)
        if role:
            self.add(subject, TYPE, GK[role])
        if isinstance(value, str) and is_symmetric(fact.predicate):
            self.add(value, predicate, subject)
            if role:
                self.add(value, TYPE, GK[role])

    def sort_date(self, facts: Iterable[Fact]) -> None:
        """The first day of the date that the graph follows; of several, in the order of _DATED, then the earliest."""
        dates = sorted(
            (_DATED.index(fact.predicate), fact.object.first_day.isoformat(), fact.subject)
            for fact in facts
            if fact.followed and fact.predicate in _DATED and isinstance(fact.object, PartialDate)
        )
        if dates:
            _, day, subject = dates[0]
            self.add(self.names.thing(subject), GK.sortDate, Literal(day, "", XSD + "date"))

    # --- claims

    def claim(self, statement: Statement, ranked: RankedClaim) -> None:
        """Remember a claim; where two rules read the same from one passage, the surer one speaks."""
        said = statement, ranked.claim.evidence
        known = self.said.get(said)
        if known is None or _surest(ranked) < _surest(known):
            self.said[said] = ranked

    def claims(self) -> None:
        taken: set[str] = set()
        quotes: dict[Span, set[tuple[bool, str, str]]] = {}
        for (statement, span), ranked in sorted(self.said.items(), key=_said_order):
            name = self._claim_name(statement, span, taken)
            self._claim(name, statement, ranked)
            lang = tag(ranked.claim.lang)
            quotes.setdefault(span, set()).add((lang == "und", lang, ranked.claim.quote))
        for span, tellings in quotes.items():
            _, lang, words = min(tellings)
            self._quote(span, words, lang)

    def _claim_name(self, statement: Statement, span: Span, taken: set[str]) -> str:
        """'c' and ten digits of a digest of what is said and where; more where ten are taken already."""
        parts = [ntriples(term) for term in (*statement, self.names.quote(span))]
        for length in (10, 16, 32, 64):
            name = f"{self.names.base}claim/c{digest(*parts, length=length)}"
            if name not in taken:
                taken.add(name)
                return name
        raise AssertionError("SHA-256 collides")

    def _claim(self, name: str, statement: Statement, ranked: RankedClaim) -> None:
        claim = ranked.claim
        self.add(name, TYPE, GK.Claim)
        for part, term in zip(("subject", "predicate", "object"), statement, strict=True):
            self.add(name, RDF + part, term)
        self.add(name, GK.rank, GK[ranked.rank])
        self.add(name, GK.confidence, Literal(_decimal(f"{claim.confidence:f}"), "", XSD + "decimal"))
        self.add(name, GK.source, self.names.document(claim.evidence.doc))
        self.add(name, GK.quote, self.names.quote(claim.evidence))
        self.add(name, GK.extractor, self._tool(claim.extractor))
        if claim.rule:
            self.add(name, GK.rule, Literal(claim.rule))
        if ranked.reason:
            self.add(name, GK.rankReason, Literal(ranked.reason))
        if claim.status in _STATUS_CODES:
            self.add(name, GK.statedAs, GK[_STATUS_CODES[claim.status]])
        for key, value in claim.qualifiers:
            self._qualifier(name, key, value, tag(claim.lang))

    def _qualifier(self, name: str, key: str, value: str, lang: str) -> None:
        """What the passage adds to the statement. Values that are not of the form the ontology wants stay out."""
        if key in ("approximation", "basis") and value:
            self.add(name, GK[key], Literal(value))
        elif key == "role" and value:
            self.add(name, GK.role, Literal(value, lang))
        elif key == "asOf":
            for when in _parsed_date(value):
                self.add(name, GK.asOf, date_literal(when))
        elif key == "contribution":
            for money in _parsed_money(value):
                self.add(name, GK.contribution, self.money(money))

    def _tool(self, extractor: str) -> str:
        from graphkit import __version__

        node = self.names.tool(extractor)
        if not self._first_time(node):
            return node
        self.add(node, TYPE, PREFIXES["prov"] + "SoftwareAgent")
        self.add(node, LABEL, Literal(f"graphkit extractor: {extractor}"))
        self.add(node, SCHEMA + "softwareVersion", Literal(__version__))
        return node

    # --- documents

    def _quote(self, span: Span, words: str, lang: str) -> None:
        node = self.names.quote(span)
        self.add(node, TYPE, GK.Quote)
        self.add(node, GK.text, Literal(words, lang))
        self.add(node, GK.start, number_literal(str(span.start)))
        self.add(node, GK.end, number_literal(str(span.end)))
        self.add(node, GK.inDocument, self.names.document(span.doc))

    def document(self, source: Source) -> None:
        node, lang = self.names.document(source.id), tag(source.lang)
        self.add(node, TYPE, GK.Document)
        if source.title:
            self.add(node, SCHEMA + "headline", Literal(source.title, lang))
        if web_address(source.url):
            self.add(node, SCHEMA + "url", source.url)
        if source.outlet:
            self.add(node, PREFIXES["dc"] + "publisher", Literal(source.outlet))
        if source.published:
            self.add(node, SCHEMA + "datePublished", date_literal(source.published))
            self.add(node, GK.sortDate, Literal(source.published.first_day.isoformat(), "", XSD + "date"))
        if lang != "und":
            self.add(node, SCHEMA + "inLanguage", Literal(lang))
        if source.sha256:
            self.add(node, GK.sha256, Literal(source.sha256))
        if source.path:
            self.add(node, GK.path, Literal(source.path))

    def partitions(self, dataset: str, kinds: Iterable[str]) -> None:
        """How many things there are, and how many of each class, as VoID tells it."""
        counts = Counter(kinds)
        self.add(dataset, VOID + "entities", number_literal(str(counts.total())))
        for kind, count in counts.items():
            part = f"{dataset}/{kind}"
            self.add(dataset, VOID + "classPartition", part)
            self.add(part, VOID + "class", GK[kind])
            self.add(part, VOID + "entities", number_literal(str(count)))

    def header(self, licence: str, kinds: Iterable[str], sources: Iterable[Source]) -> None:
        """What the file is. No time and no run: the same graph gives the same bytes."""
        from graphkit import __version__
        from graphkit.vocabulary import VERSION

        node, site = iri(f"{self.names.base}dataset"), "https://w3id.org/graphkit/"
        self.add(node, TYPE, PREFIXES["dcat"] + "Dataset", VOID + "Dataset")
        self.add(node, DCTERMS + "title", Literal("Companies, investors, people, products and funding rounds", "en"))
        self.add(node, DCTERMS + "description", Literal(_WHAT, "en"))
        self.add(node, DCTERMS + "conformsTo", f"{site}ontology/{VERSION}")
        self.add(node, PREFIXES["pav"] + "createdWith", f"{site}software/{__version__}")
        self.add(node, VOID + "vocabulary", *(PREFIXES[name] for name in ("gk", "prov", "schema", "skos")))
        self.add(node, VOID + "feature", "http://www.w3.org/ns/formats/Turtle")
        self.add(node, VOID + "uriSpace", Literal(self.names.base))
        self.partitions(node, kinds)
        languages = sorted({tag(source.lang) for source in sources} - {"und"})
        self.add(node, DCTERMS + "language", *map(Literal, languages))
        if licence:
            address = web_address(licence)
            self.add(node, DCTERMS + "license" if address else DCTERMS + "rights", address or Literal(licence))
        lists = (terms for says in self.out.values() for terms in says.values())
        count = sum(1 if len(terms) == 1 else len(set(terms)) for terms in lists)
        self.add(node, VOID + "triples", number_literal(str(count + 1)))


def _surest(ranked: RankedClaim) -> tuple[int, object, tuple[str, ...]]:
    ranks = ("Preferred", "Normal", "Deprecated")
    return ranks.index(ranked.rank), -ranked.claim.confidence, ranked.claim.order


def _said_order(item: tuple[Said, RankedClaim]) -> tuple[object, ...]:
    (statement, span), _ = item
    return *statement_order(statement), span


def _decimal(number: str) -> str:
    """'0.90' -> '0.9', '1' -> '1.0': the form of xsd:decimal that Turtle writes without quotation marks."""
    whole, _, rest = number.partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def _parsed_date(text: str) -> Iterator[PartialDate]:
    try:
        yield PartialDate.parse(text)
    except ValueError:
        return


def _parsed_money(text: str) -> Iterator[Money]:
    """'EUR 15000000' or '15000000 EUR'"""
    from decimal import Decimal, InvalidOperation

    try:
        currency, number = sorted(text.split(), key=lambda part: not part.isalpha())
        yield Money(Decimal(number), currency)
    except (ValueError, InvalidOperation):
        return


def facts_of(graph: networkx.MultiDiGraph) -> Iterator[Fact]:
    """All facts of the graph, followed or not: those of the nodes, then those of the edges."""
    for _, facts in graph.nodes(data="facts", default=()):
        yield from facts
    for _, _, fact in graph.edges(data="fact"):
        yield fact


def triples(graph: networkx.MultiDiGraph) -> tuple[Statement, ...]:
    """Everything the graph says, as statements in order: things, facts, claims, passages, documents, and a header.

    Raises KeyError for a predicate, kind or code that the ontology does not have, ValueError for a name that is no IRI.
    """
    every = {(s, p, term) for s, says in _gather(graph).items() for p, terms in says.items() for term in terms}
    return tuple(sorted(every, key=statement_order))


def _gather(graph: networkx.MultiDiGraph) -> Described:
    gathering = _Gathering(Names(graph.graph.get("base") or BASE))
    for id_, attributes in graph.nodes(data=True):
        gathering.entity(id_, attributes)
        gathering.sort_date(attributes.get("facts", ()))
    for fact in facts_of(graph):
        gathering.fact(fact)
    for source in graph.graph.get("sources", {}).values():
        gathering.document(source)
    _possibly_the_same(graph, gathering)
    gathering.claims()
    kinds = (str(kind) for _, kind in graph.nodes(data="kind"))
    gathering.header(graph.graph.get("licence", ""), kinds, graph.graph.get("sources", {}).values())
    return gathering.out


def _possibly_the_same(graph: networkx.MultiDiGraph, gathering: _Gathering) -> None:
    """Two things that nobody could tell for the same or apart point at each other."""
    home = {thing: id_ for id_, entity in graph.nodes(data="entity") if entity for thing in entity.things}
    for merge in graph.graph.get("possible", ()):
        ends = sorted({home[thing] for thing in (merge.a, merge.b) if thing in home})
        if len(ends) == 2:
            one, other = map(gathering.names.thing, ends)
            gathering.add(one, SKOS + "closeMatch", other)
            gathering.add(other, SKOS + "closeMatch", one)


def write(graph: networkx.MultiDiGraph) -> str:
    """The graph as Turtle text: the same bytes for the same graph, whatever order it was put together in.

    Raises as `triples` does.
    """
    names = Names(graph.graph.get("base") or BASE)
    return _text(_gather(graph), prefixes(names.base), names.section)


def to_rdflib(graph: networkx.MultiDiGraph) -> rdflib.Graph:
    """The same statements as an rdflib.Graph, with our prefixes bound and no others. Raises as `triples` does."""
    import rdflib

    made = rdflib.Graph(bind_namespaces="none")
    for prefix, space in prefixes(graph.graph.get("base") or BASE).items():
        made.bind(prefix, space)
    for subject, predicate, term in triples(graph):
        node = (
            rdflib.URIRef(term)
            if isinstance(term, str)
            else rdflib.Literal(
                term.text,
                lang=term.lang or None,
                datatype=rdflib.URIRef(term.datatype) if term.datatype else None,
                normalize=False,
            )
        )
        made.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), node))
    return made
