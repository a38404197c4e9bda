"""What is made from the vocabulary: the JSON-LD context and the reference page of the ontology folder.

    python -m graphkit.reference

writes both anew; tests/test_ontology.py fails when they are out of step.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from graphkit.vocabulary import LANGUAGES, NAMESPACE, PREFIXES, VERSION, Vocable, folder, terms

BASE = "https://w3id.org/graphkit/id/"
# The folders of names under the base IRI, by the prefix that JSON-LD has for them: there, `quote` is a property.
FOLDERS = {
    **{name: name for name in ("agent", "claim", "doc", "money", "place", "product", "round", "tool")},
    "passage": "quote",
}
# Terms of other vocabularies that exports use, with the type of what they hold.
BORROWED = {
    "label": ("rdfs:label", ""),
    "altLabel": ("skos:altLabel", ""),
    "closeMatch": ("skos:closeMatch", "@id"),
    "subject": ("rdf:subject", "@id"),
    "predicate": ("rdf:predicate", "@id"),
    "object": ("rdf:object", ""),
    "headline": ("schema:headline", ""),
    "url": ("schema:url", "@id"),
    "datePublished": ("schema:datePublished", ""),
    "inLanguage": ("schema:inLanguage", ""),
    "publisher": ("dc:publisher", ""),
}


def written() -> dict[str, str]:
    """The files of ontology/ that are made here, by name."""
    return {"context.jsonld": context(), "reference.md": page()}


# --- JSON-LD --------------------------------------------------------------------------------------


def context() -> str:
    """The JSON-LD context: prefixes, and a term for every property."""
    made: dict[str, Any] = {"@version": 1.1}
    made |= PREFIXES | {prefix: f"{BASE}{name}/" for prefix, name in FOLDERS.items()}
    for name, (iri, type_) in BORROWED.items():
        made[name] = _term(iri, type_)
    for name, term in terms().items():
        if term.kind == "property":
            made[name] = _term(f"gk:{name}", _type_of(term))
    return json.dumps({"@context": made}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _term(iri: str, type_: str) -> dict[str, str]:
    return {"@id": iri, "@type": type_} if type_ else {"@id": iri}


def _type_of(term: Vocable) -> str:
    """'@id' where the property leads to a thing, a datatype where it always holds the same one, else ''."""
    if term.leads_to_things:
        return "@id"
    return {"sortDate": "xsd:date", "confidence": "xsd:decimal"}.get(term.name, "")


# --- the reference page ---------------------------------------------------------------------------

_PARTS = {
    "class": "Classes",
    "property": "Properties",
    "annotation": "Notes on terms",
}


def page() -> str:
    """Every term with its labels, its definition and what it connects, as Markdown."""
    lines = [
        "# Reference of the graphkit ontology",
        "",
        "Made from `graphkit.ttl` by `python -m graphkit.reference`; do not edit.",
        "",
        f"Namespace `{NAMESPACE}` (prefix `gk:`), version {VERSION}: <https://w3id.org/graphkit/ontology/{VERSION}>.",
    ]
    for kind, heading in _PARTS.items():
        lines += ["", f"## {heading}"]
        for term in terms().values():
            if term.kind == kind:
                lines += _entry(term)
    lists = sorted({term.code_list for term in terms().values() if term.kind == "code"})
    for name in lists:
        lines += ["", f"## Members of {name}", "", "| Code | English | Français | 中文 | Means |", "|--|--|--|--|--|"]
        for term in terms().values():
            if term.code_list == name and term.kind == "code":
                labels = dict(term.labels)
                told = " | ".join(labels.get(lang, "") for lang in LANGUAGES)
                lines.append(f"| `gk:{term.name}` | {told} | {term.definition} |")
    return "\n".join(lines) + "\n"


def _entry(term: Vocable) -> list[str]:
    labels = dict(term.labels)
    lines = ["", f"### gk:{term.name}", "", term.definition, ""]
    lines.append("- " + ", ".join(f"“{labels[lang]}” ({lang})" for lang in LANGUAGES if lang in labels))
    if term.supers:
        lines.append(f"- a kind of {_named(term.supers)}")
    if term.kind == "property" and (term.domains or term.ranges):
        lines.append(f"- from {_named(term.domains) or 'anything'} to {_named(term.ranges) or 'anything'}")
    if term.symmetric:
        lines.append("- holds both ways")
    below = tuple(other.name for other in terms().values() if term.name in other.supers)
    if below:
        lines.append(f"- includes {_named(below)}")
    if term.kind == "class":
        uses = tuple(
            other.name
            for other in terms().values()
            if other.kind == "property" and term.name in (*other.domains, *other.ranges)
        )
        if uses:
            lines.append(f"- used by {_named(uses)}")
    if term.colour:
        lines.append(f"- drawn in `{term.colour}`")
    return lines


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"[gk:{name}](#{_anchors()[name]})" if name in _anchors() else f"gk:{name}" for name in names)


@cache
def _anchors() -> dict[str, str]:
    """Where the heading of each term is found: in lower case, so that gk:Investor takes the place of gk:investor."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for kind in _PARTS:
        for name, term in terms().items():
            if term.kind == kind:
                plain = f"gk{name.lower()}"
                found[name] = f"{plain}-{taken[plain]}" if plain in taken else plain
                taken[plain] = taken.get(plain, 0) + 1
    return found


def main(place: Path | None = None) -> None:
    """Write the files into the ontology folder."""
    for name, text in written().items():
        ((place or folder()) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
