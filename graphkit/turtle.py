"""Writes the graph as Turtle: the facts as plain triples, and every claim with its passage beside them.

The same graph gives the same bytes: no blank nodes, everything sorted by code point. `serialise` and `tidy` know
nothing of graphs and write any statements; `triples` says what a graph means in RDF (ontology/README.md tells why).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


def _predicate_order(predicate: str) -> tuple[int, str]:
    return {TYPE: 0, LABEL: 1}.get(predicate, 2), predicate


class _Shortener:
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
    subjects: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, term in statements:
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(term)
    shortener, body, last = _Shortener(prefixes), [], ""
    for (_, heading), subject in sorted((section(subject), subject) for subject in subjects):
        if heading and heading != last:
            body.append(f"\n# {heading}\n")
            last = heading
        lines = [_line(shortener, predicate, subjects[subject][predicate]) for predicate in _sorted(subjects[subject])]
        body.append(f"\n{shortener.iri(subject)} " + " ;\n    ".join(lines) + " .\n")
    head = [f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(shortener.used)]
    return "".join(head + body)


def _sorted(predicates: Iterable[str]) -> list[str]:
    return sorted(predicates, key=_predicate_order)


def _line(shortener: _Shortener, predicate: str, terms: list[Term]) -> str:
    if len(terms) > 1:
        terms = sorted(set(terms), key=object_order)
    verb = "a" if predicate == TYPE else shortener.iri(predicate)
    return f"{verb} {', '.join(map(shortener.term, terms))}"


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
    statements = [(_plain(quad.subject), _plain(quad.predicate), _plain(quad.object)) for quad in parser]
    types = {str(s): sorted(str(o) for s2, p2, o in statements if s2 == s and p2 == TYPE) for s, p, _ in statements}

    def section(subject: str) -> Section:
        for place, (end, heading) in enumerate(_PARTS):
            if any(name.endswith(end) for name in types[subject]):
                return place, heading
        kind = types[subject][0] if types[subject] else ""
        return len(_PARTS), f"Members of {kind.rpartition('#')[2]}" if "ontology#" in kind else ""

    return serialise([(str(s), str(p), o) for s, p, o in statements], parser.prefixes, section)


def _plain(term: object) -> Term:
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
