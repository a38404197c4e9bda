"""The graph in other forms of RDF: N-Triples, N-Quads, TriG, JSON-LD, and Turtle 1.2 with reifiers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graphkit.export.told import Told
from graphkit.turtle import (
    LABEL,
    RDF,
    TYPE,
    XSD,
    Literal,
    Names,
    Shortener,
    Statement,
    Term,
    described,
    head,
    ntriples,
    paragraphs,
    prefixes,
    serialise,
)
from graphkit.vocabulary import GK, folder, is_symmetric


def ttl(told: Told) -> str:
    """Turtle, as `graphkit build` writes it."""
    return serialise(told.statements, prefixes(told.base), Names(told.base).section)


# --- lines ----------------------------------------------------------------------------------------


def nt(told: Told) -> Iterator[str]:
    """N-Triples: a statement a line, the lines sorted, so that files can be compared and merged line by line."""
    yield from sorted(f"{' '.join(map(ntriples, statement))} .\n" for statement in told.statements)


def nq(told: Told) -> Iterator[str]:
    """N-Quads of the dataset that `trig` writes."""
    lines = []
    for graph, statements in graphs(told).items():
        tail = f" <{graph}> .\n" if graph else " .\n"
        lines += [" ".join(map(ntriples, statement)) + tail for statement in statements]
    yield from sorted(lines)


# --- a graph per document -------------------------------------------------------------------------


def graphs(told: Told) -> dict[str, list[Statement]]:
    """Document -> what it tells: itself, its claims, its passages, and the facts that those claims make.

    '' is the default graph: names, types, amounts, the header, and what follows from several documents. All graphs
    together hold the statements of the Turtle file and no other.
    """
    home = {claim: told.text(claim, GK.source) for claim in told.subjects(GK.Claim)}
    home |= {quote: told.text(quote, GK.inDocument) for quote in told.subjects(GK.Quote)}
    home |= {document: document for document in told.subjects(GK.Document)}
    found: dict[str, list[Statement]] = {"": []}
    for statement in told.statements:
        documents = {home[statement[0]]} if statement[0] in home else _told_by(told, statement)
        for document in sorted(documents) or [""]:
            found.setdefault(document, []).append(statement)
    return {graph: found[graph] for graph in sorted(found)}


def _told_by(told: Told, statement: Statement) -> set[str]:
    """The documents with a claim that makes the fact; a relation that holds both ways counts from either end."""
    subject, predicate, term = statement
    claims = told.behind.get(statement, [])
    if isinstance(term, str) and is_symmetric(told.name(predicate)):
        claims = [*claims, *told.behind.get((term, predicate, subject), ())]
    return {told.text(claim, GK.source) for claim in claims}


def trig(told: Told) -> Iterator[str]:
    """TriG: a named graph for each source document, called as the document is."""
    known, names = prefixes(told.base), Names(told.base)
    shortener = Shortener(known)
    parts: list[str] = []
    for graph, statements in graphs(told).items():
        body = paragraphs(shortener, described(statements), names.section)
        parts += [f"\n{shortener.iri(graph)} {{\n", *body, "}\n"] if graph else body
    yield from head(shortener, known)
    yield from parts


# --- RDF 1.2 --------------------------------------------------------------------------------------


def rdf12(told: Told) -> Iterator[str]:
    """Turtle 1.2: a claim is a reifier of its statement (`rdf:reifies <<( … )>>`), whether the graph follows it or
    not; the three properties of rdf:Statement go, all else stays."""
    known, names = prefixes(told.base), Names(told.base)
    shortener = Shortener(known)
    parts = {RDF + part for part in ("subject", "predicate", "object")}
    claims = {claim: told.stated(claim) for claim in told.subjects(GK.Claim)}

    def reified(subject: str) -> list[str]:
        if subject not in claims:
            return []
        return [f"{shortener.iri(RDF + 'reifies')} <<( {' '.join(map(shortener.term, claims[subject]))} )>>"]

    kept = described(s for s in told.statements if s[1] not in parts or s[0] not in claims)
    body = list(paragraphs(shortener, kept, names.section, reified))
    yield 'VERSION "1.2"\n'
    yield from head(shortener, known)
    yield from body


# --- JSON-LD --------------------------------------------------------------------------------------

# Prefixes in the context for names of the graph; a term stands for gk:quote, so passages have another word.
FOLDERS = {"passage": "quote"}
# Whole numbers up to here are the same in every JSON parser.
SAFE = 2**53 - 1


def context(base: str) -> dict[str, Any]:
    """ontology/context.jsonld, with the prefixes of another base where one is used."""
    from graphkit.turtle import BASE

    read = json.loads((folder() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return {
        term: base + meaning[len(BASE) :] if isinstance(meaning, str) and meaning.startswith(BASE) else meaning
        for term, meaning in read.items()
    }


def jsonld(told: Told) -> Iterator[str]:
    """JSON-LD 1.1 with the context inside it: one node a line, sorted."""
    terms = context(told.base)
    writer = _Nodes(terms)
    yield f'{{"@context": {json.dumps(terms, ensure_ascii=False, sort_keys=True)},\n"@graph": [\n'
    before = ""
    for subject in sorted(told.about):
        node = json.dumps(writer.node(subject, told.about[subject]), ensure_ascii=False)
        yield before + node.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        before = ",\n"
    yield "\n]}\n"


class _Nodes:
    """Turns subjects into node objects by the terms of a context."""

    def __init__(self, terms: dict[str, Any]) -> None:
        self._prefixes = {space: prefix for prefix, space in terms.items() if isinstance(space, str)}
        self._terms = {
            self._full(meaning["@id"], terms): (name, meaning.get("@type", ""))
            for name, meaning in terms.items()
            if isinstance(meaning, dict)
        }

    @staticmethod
    def _full(short: str, terms: dict[str, Any]) -> str:
        prefix, _, local = short.partition(":")
        return f"{terms[prefix]}{local}"

    def iri(self, text: str) -> str:
        """Shortened by a prefix where what is left cannot be taken for anything else."""
        cut = max(text.rfind("/"), text.rfind("#")) + 1
        while cut:
            prefix = self._prefixes.get(text[:cut])
            if prefix and not text[cut:].startswith("//"):
                return f"{prefix}:{text[cut:]}"
            cut = max(text.rfind("/", 0, cut - 1), text.rfind("#", 0, cut - 1)) + 1
        return text

    def node(self, subject: str, says: dict[str, list[Term]]) -> dict[str, Any]:
        made: dict[str, Any] = {"@id": self.iri(subject)}
        if TYPE in says:
            made["@type"] = _one([self.iri(str(o)) for o in sorted(map(str, says[TYPE]))])
        for predicate in sorted(says, key=lambda p: (p != LABEL, p)):
            if predicate != TYPE:
                name, kind = self._terms.get(predicate, (self.iri(predicate), ""))
                made[name] = _one([self.value(term, kind) for term in sorted(says[predicate], key=ntriples)])
        return made

    def value(self, term: Term, kind: str) -> Any:
        """The object, as short as the term's own type allows."""
        if isinstance(term, str):
            return self.iri(term) if kind == "@id" else {"@id": self.iri(term)}
        if term.lang:
            return {"@language": term.lang, "@value": term.text}
        datatype = "" if term.datatype == XSD + "string" else term.datatype
        if datatype == XSD + "integer" and not kind and _whole(term):
            return int(term.text)
        if not datatype and not kind:
            return term.text
        if kind and self.iri(datatype) == kind:
            return term.text
        return {"@type": self.iri(datatype or XSD + "string"), "@value": term.text}


def _whole(term: Literal) -> bool:
    return term.text.removeprefix("-").isdecimal() and str(int(term.text)) == term.text and abs(int(term.text)) <= SAFE


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
