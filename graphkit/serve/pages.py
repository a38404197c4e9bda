"""The pages of the server for people: a query form, the shipped questions, tables. No script runs in them, and every
word of the graph or of a visitor passes through `text`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import starmap
from typing import Any
from urllib.parse import quote, urlencode

from graphkit.query import Question
from graphkit.turtle import Literal
from graphkit.turtle import iri as valid
from graphkit.vocabulary import PREFIXES

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
EXAMPLE = "SELECT ?round ?lead ?date WHERE {\n  ?r gk:leadInvestor/rdfs:label ?lead ; rdfs:label ?round .\n  OPTIONAL { ?r gk:announcedOn ?date }\n} ORDER BY ?date LIMIT 100\n"
NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}
AROUND = "CONSTRUCT { THING ?p ?o . ?s ?q THING } WHERE {\n  { THING ?p ?o } UNION { ?s ?q THING }\n}\n"
_LOCAL_NAME = re.compile(r"[/#:]([^/#:]+)[/#]?$")


@dataclass(frozen=True, slots=True)
class Site:
    """What every page tells: how much the graph holds, the files beside it, the questions."""

    triples: int
    graphs: int
    file: str  # as it can be had from the server
    page: bool  # is there a page of the graph?
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query gave: a table or a line that says what is wrong."""

    table: Mapping[str, Any] | None = None
    wrong: str = ""


def text(words: object) -> str:
    """Words as they stand in HTML, in an attribute too."""
    return escape(str(words), quote=True)


def home(site: Site, query: str = "", outcome: Outcome | None = None) -> str:
    """The query form, the answer if there is one, the questions."""
    links = _files({"query": query}, "/sparql", outcome) if outcome else ""
    return _page(
        site,
        "Ask the graph",
        _form(query or EXAMPLE),
        _told(outcome) + links if outcome else "",
        "<h2>Questions</h2>",
        f'<ul class="questions">{"".join(map(_link, site.questions))}</ul>',
    )


def asked(site: Site, question: Question, given: Mapping[str, str], sparql: str, outcome: Outcome) -> str:
    """One shipped question: its parameters, its answer, its SPARQL."""
    fields = "".join(_field(name, given.get(name, default)) for name, default in question.parameters)
    address = f"/questions/{quote(question.name)}"
    form = f'<form action="{text(address)}" method="get">{fields}<button>Ask</button></form>' if fields else ""
    return _page(
        site,
        question.title,
        form,
        _told(outcome) + _files(given, address, outcome),
        "<h2>In SPARQL</h2>",
        _form(sparql),
    )


def wrong(site: Site, message: str) -> str:
    """A page that only says what is wrong."""
    return _page(site, "This cannot be shown", f'<p class="wrong">{text(message)}</p>')


def _page(site: Site, title: str, *parts: str) -> str:
    links = [("/page", "Graph")] if site.page else []
    links += [("/", "Ask"), (f"/{site.file}", site.file), ("/sparql?format=ttl", "About the endpoint")]
    held = f"{site.triples:,} triples" + (f" and {site.graphs:,} named graphs" if site.graphs else "")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text(title)} · graphkit</title><link rel="stylesheet" href="/style.css"></head><body>'
        f'<header><a href="/"><strong>graphkit</strong></a><span class="note">{held}</span>'
        f"<nav>{''.join(starmap(_anchor, links))}</nav></header>"
        f"<main><h1>{text(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )


def _anchor(to: str, name: str) -> str:
    return f'<a href="{text(to)}">{text(name)}</a>'


def _form(sparql: str) -> str:
    return (
        '<form action="/" method="get"><label for="query">SPARQL</label>'
        f'<textarea id="query" name="query" spellcheck="false" required>\n{text(sparql)}</textarea>'
        '<p class="note">The prefixes of the project (gk:, rdfs:, skos:, …) need no declaration here.</p>'
        "<button>Ask</button></form>"
    )


def _field(name: str, value: str) -> str:
    return f'<label for="{text(name)}">{text(name)}</label><input id="{text(name)}" name="{text(name)}" value="{text(value)}">'


def _link(question: Question) -> str:
    return f"<li>{_anchor(f'/questions/{quote(question.name)}', question.title)}</li>"


def _files(given: Mapping[str, str], address: str, outcome: Outcome) -> str:
    if outcome.table is None:
        return ""
    forms = ("ttl", "nt", "rdf") if outcome.table.get("graph") else ("csv", "tsv", "json", "xml")
    links = (_anchor(f"{address}?{urlencode({**given, 'format': form})}", form) for form in forms)
    return f'<p class="note">As {" ".join(links)}</p>'


def _told(outcome: Outcome) -> str:
    table = outcome.table
    if table is None:
        return f'<p class="wrong" role="alert">{text(outcome.wrong)}</p>'
    notes = "".join(f'<p class="wrong">{text(note)}</p>' for note in table.get("notes", ()))
    if "truth" in table:
        return f"{notes}<p><strong>{'yes' if table['truth'] else 'no'}</strong></p>"
    count = len(table["rows"])
    note = f"The first {count:,} rows; the files have all" if table["more"] else f"{count:,} rows"
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in table["names"])
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table["rows"])
    return (
        f'{notes}<p class="note">{note}</p><div class="table" role="region" aria-label="Answer" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(term: Any) -> str:
    if term is None:
        return "<td></td>"
    if isinstance(term, str):
        return f"<td>{_thing(term)}</td>"
    value = Literal(*term)
    lang = f' lang="{text(value.lang)}"' if value.lang else ""
    lang += ' class="number"' if value.datatype in NUMBERS else ""
    return f"<td{lang}>{text(value.text)}</td>"


def _thing(iri: str) -> str:
    """A link that tells all of a thing; never one that leaves the server."""
    found = _LOCAL_NAME.search(iri)
    try:
        described = AROUND.replace("THING", f"<{valid(iri)}>")
    except ValueError:  # a blank node
        return text(iri)
    to = f"/?{urlencode({'query': described})}"
    return f'<a href="{text(to)}" title="{text(iri)}">{text(found[1] if found else iri)}</a>'
