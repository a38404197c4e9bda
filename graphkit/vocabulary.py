"""Reads ontology/: the one place where a class or a property is named.

Everything else (grammar, writers, page, questions) asks here. The file is parsed once, on first use, by pyoxigraph:
some ten milliseconds, where rdflib would take a quarter of a second to import.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

NAMESPACE = "https://w3id.org/graphkit/ontology#"
VERSION = "0.1.0"

PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "gk": NAMESPACE,
    "owl": "http://www.w3.org/2002/07/owl#",
    "pav": "http://purl.org/pav/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

LANGUAGES = ("en", "fr", "zh")

# Classes that follow from a relation; before the relation is known, a thing has to be only what stands above them.
ROLES = ("Investor", "Partner")

Kind = Literal["class", "property", "annotation", "code"]


@dataclass(frozen=True, slots=True)
class Vocable:
    """One term of the ontology. `domains` and `ranges` are local names of classes, any of which may stand there (none:
    anything may); the range of a property that holds a value is 'Date', 'Text' or 'Number'. `supers` are local names;
    `code_list` is the class that a code belongs to; `labels` are pairs of language and label; `leads_to_things` is false
    for a property that holds a value; one that is `deprecated` is kept for one version more."""

    name: str
    kind: Kind
    labels: tuple[tuple[str, str], ...] = ()
    definition: str = ""
    supers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    colour: str = ""
    symmetric: bool = False
    code_list: str = ""
    leads_to_things: bool = False
    deprecated: bool = False

    @property
    def iri(self) -> str:
        """The full IRI of the term."""
        return NAMESPACE + self.name


def folder() -> Path:
    """The ontology folder: at the top of a checkout, or inside the installed package.

    Raises FileNotFoundError when neither is there.
    """
    here = Path(__file__).resolve().parent
    for place in (here.parent / "ontology", here / "ontology"):
        if (place / "graphkit.ttl").is_file():
            return place
    raise FileNotFoundError(f"no ontology/graphkit.ttl beside {here} nor in it: is the installation complete?")


@cache
def terms() -> dict[str, Vocable]:
    """All terms of the ontology by local name, in the order of their names."""
    return terms_of(folder() / "graphkit.ttl")


def terms_of(path: Path) -> dict[str, Vocable]:
    """The terms of that file, which may be of another version of the ontology."""
    about = _read(path)
    return {name: _vocable(name, about[name]) for name in sorted(about)}


def _read(path: Path) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """What the file says of each term: local name -> predicate -> (value, language) pairs in the file's order."""
    from pyoxigraph import Literal as Value
    from pyoxigraph import RdfFormat, parse

    about: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        subject = getattr(quad.subject, "value", "")
        if subject.startswith(NAMESPACE):
            value = quad.object
            tag = (value.language or "") if isinstance(value, Value) else ""
            says = about.setdefault(subject[len(NAMESPACE) :], {})
            says.setdefault(quad.predicate.value, []).append((getattr(value, "value", ""), tag))
    return about


_VALUES = {
    "date": "Date",
    "string": "Text",
    "langString": "Text",
    "decimal": "Number",
    "integer": "Number",
    "nonNegativeInteger": "Number",
}


def _vocable(name: str, says: dict[str, list[tuple[str, str]]]) -> Vocable:
    def values(prefix: str, local: str) -> list[str]:
        return [value for value, _ in says.get(PREFIXES[prefix] + local, ())]

    def own(found: list[str]) -> list[str]:
        return [value[len(NAMESPACE) :] for value in found if value.startswith(NAMESPACE)]

    types = values("rdf", "type")
    domains = values("rdfs", "domain") + values("schema", "domainIncludes")
    ranges = values("rdfs", "range") + values("schema", "rangeIncludes")
    held = {_VALUES[value.rpartition("#")[2]] for value in ranges if value.rpartition("#")[2] in _VALUES}
    return Vocable(
        name=name,
        kind=_kind(types),
        labels=tuple(sorted((tag, value) for value, tag in says.get(PREFIXES["rdfs"] + "label", ()))),
        definition=next(iter(values("rdfs", "comment")), ""),
        supers=tuple(own(values("rdfs", "subClassOf") + values("rdfs", "subPropertyOf"))),
        domains=tuple(sorted(own(domains))),
        ranges=tuple(sorted(own(ranges))) or tuple(sorted(held)),
        colour=next((value for value, _ in says.get(NAMESPACE + "colour", ())), ""),
        symmetric=PREFIXES["owl"] + "SymmetricProperty" in types,
        code_list=next(iter(own(types)), ""),
        leads_to_things=PREFIXES["owl"] + "ObjectProperty" in types,
        deprecated="true" in values("owl", "deprecated"),
    )


def _kind(types: list[str]) -> Kind:
    ends = {value.rpartition("#")[2] for value in types if value.startswith(PREFIXES["owl"])}
    if "Class" in ends:
        return "class"
    if ends & {"ObjectProperty", "DatatypeProperty"}:
        return "property"
    return "annotation" if "AnnotationProperty" in ends else "code"


# --- asking ---------------------------------------------------------------------------------------


def get(name: str) -> Vocable:
    """The term of that local name. Raises KeyError with the nearest names that do exist."""
    try:
        return terms()[name]
    except KeyError:
        raise KeyError(missing(name)) from None


def missing(name: str) -> str:
    """What to tell somebody who wrote a name that the ontology does not have."""
    folded = {known.casefold(): known for known in terms()}
    near = [folded[found] for found in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.7)]
    hint = f"; did you mean {' or '.join(repr(known) for known in near)}?" if near else ""
    return f"{name!r} is not in ontology/graphkit.ttl{hint}"


class Namespace:
    """The terms as attributes: GK.leadInvestor is its full IRI; GK.leadInvester raises and says what does exist."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in terms():
            raise AttributeError(missing(name))
        full = NAMESPACE + name
        self.__dict__[name] = full  # asked for a million times by the writer of a large graph
        return full

    def __getitem__(self, name: str) -> str:
        """As an attribute, for a name held in a variable. Raises KeyError."""
        return get(name).iri

    def __contains__(self, name: object) -> bool:
        return name in terms()

    def __dir__(self) -> list[str]:
        return list(terms())


GK = Namespace()


def _of_kind(kind: Kind) -> dict[str, Vocable]:
    return {name: term for name, term in terms().items() if term.kind == kind}


@cache
def classes() -> dict[str, Vocable]:
    """The classes by local name, sorted: labels, superclasses, colour ('' where the page does not draw them)."""
    return _of_kind("class")


@cache
def properties() -> dict[str, Vocable]:
    """The properties by local name, sorted: labels, domain, range, whether they hold both ways."""
    return _of_kind("property")


@cache
def codes(code_list: str) -> dict[str, Vocable]:
    """The members of a code list ('RoundKind', 'Instrument', 'Status', 'Rank') by local name, sorted."""
    return {name: term for name, term in _of_kind("code").items() if term.code_list == code_list}


@cache
def is_a(sub: str, super_: str) -> bool:
    """Is the first class (or property) the second one, or does it stand anywhere below it? Local names; unknown names
    are only themselves."""
    if sub == super_:
        return True
    known = terms().get(sub)
    return known is not None and any(is_a(above, super_) for above in known.supers)


def _one(names: tuple[str, ...]) -> str:
    """Whoever invests becomes an Investor by that; what it has to be beforehand is an Agent."""
    if len(names) != 1:
        return ""
    return get(names[0]).supers[0] if names[0] in ROLES else names[0]


def domain_of(predicate: str) -> str:
    """The class that the subject has to be; '' where several may be (see `subject_fits`). Role classes give way to what
    they are roles of: domain_of('investedIn') is 'Agent'. Raises KeyError for an unknown predicate."""
    return _one(get(predicate).domains)


def range_of(predicate: str) -> str:
    """The class that the object has to be, or 'Money', 'Date', 'Text', 'Number'; '' where several may be (see
    `object_fits`). Raises KeyError for an unknown predicate."""
    return _one(get(predicate).ranges)


def _fits(kind: str, names: tuple[str, ...]) -> bool:
    return not names or any(is_a(kind, _one((name,))) for name in names)


def subject_fits(predicate: str, kind: str) -> bool:
    """May a thing of that kind be the subject? Raises KeyError for an unknown predicate."""
    return _fits(kind, get(predicate).domains)


def object_fits(predicate: str, kind: str) -> bool:
    """May that kind ('Company', 'Money', 'Date', …) be the object? Raises KeyError for an unknown predicate."""
    return _fits(kind, get(predicate).ranges)


def is_symmetric(predicate: str) -> bool:
    """Does the relation hold in both directions? False for 'name', which is no property of the ontology."""
    return predicate in terms() and terms()[predicate].symmetric


def label(term: str, lang: str = "en") -> str:
    """The label of a term in a language, else in English, else its name. Raises KeyError for an unknown term."""
    labels = dict(get(term).labels)
    return labels.get(lang) or labels.get("en") or term
