"""Reads a request of the SPARQL 1.1 Protocol: which query it asks, over which graphs. Knows nothing of servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from graphkit.turtle import iri

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
FORM_NAMES = {"turtle": "ttl", "n-triples": "nt", "ntriples": "nt", "rdf+xml": "rdf", "html": ""}
LONGEST_QUERY = 1_000_000  # bytes

_GRAPHS = ("default-graph-uri", "named-graph-uri")
_UPDATE_GRAPHS = ("using-graph-uri", "using-named-graph-uri")


class Refused(Exception):
    """The request cannot be answered: an HTTP status and one line that says why."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its dataset. No graphs at all: the dataset of the endpoint, or what the query says itself."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str = ""  # not of the protocol: format=csv, for links in a browser


def read(method: str, parameters: bytes, content_type: str = "", body: bytes = b"") -> Asked | None:
    """What a request asks; None where it only asks what the endpoint is. Raises Refused."""
    if method in ("GET", "HEAD"):
        return _by_get(parameters)
    if method != "POST":
        raise Refused(405, f"{method} is not part of the SPARQL query protocol; use GET or POST", {"Allow": METHODS})
    kind, charset = _content_type(content_type)
    if kind not in (FORM, QUERY, UPDATE):
        raise Refused(415, f"a query is sent as {FORM} or {QUERY}, not as {kind or 'something without a type'}")
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(415, f"a query is sent in UTF-8, not in {charset}")
    if kind == UPDATE:
        raise Refused(403, "updates are refused: this endpoint is read-only")
    return _by_form(parameters, body) if kind == FORM else _directly(parameters, body)


def _by_get(parameters: bytes) -> Asked | None:
    pairs = _pairs(parameters, "the address")
    names = {name for name, _ in pairs}
    if "update" in names:
        raise Refused(400, "an update is never sent by GET, and this endpoint is read-only")
    if "query" not in names and not names & {*_GRAPHS, *_UPDATE_GRAPHS}:
        return None
    return _asked(pairs)


def _by_form(parameters: bytes, body: bytes) -> Asked:
    for name, _ in _pairs(parameters, "the address"):
        if name in ("query", "update", *_GRAPHS, *_UPDATE_GRAPHS):
            raise Refused(400, f"{name} stands in the address, but the parameters of a form are in its body")
    pairs = _pairs(body, "the form")
    if any(name == "update" for name, _ in pairs):
        raise Refused(403, "updates are refused: this endpoint is read-only")
    return _asked(pairs)


def _directly(parameters: bytes, body: bytes) -> Asked:
    pairs = _pairs(parameters, "the address")
    if any(name == "query" for name, _ in pairs):
        raise Refused(400, "two queries: one in the address and one in the body")
    try:
        return _asked([("query", body.decode("utf-8")), *pairs])
    except UnicodeDecodeError:
        raise Refused(400, "the query is not UTF-8") from None


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise Refused(400, f"{len(queries)} queries; a request holds one parameter query" if queries else "no query")
    for name, _ in pairs:
        if name in _UPDATE_GRAPHS:
            raise Refused(400, f"{name} belongs to updates; a query takes {' and '.join(_GRAPHS)}")
    default, named = (tuple(_iri(value, name) for has, value in pairs if has == name) for name in _GRAPHS)
    form = next((value for name, value in pairs if name == "format"), "")
    return Asked(queries[0], default, named, FORM_NAMES.get(form, form))


def _pairs(text: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeError:
        raise Refused(400, f"{where} is not percent-encoded UTF-8") from None
    except ValueError as error:
        raise Refused(400, f"{where} cannot be read: {error}") from None


def _iri(text: str, name: str) -> str:
    try:
        return iri(text)
    except ValueError:
        raise Refused(400, f"{name} is no absolute IRI: {text!r}") from None


def _content_type(header: str) -> tuple[str, str]:
    kind, *parameters = (part.strip().lower() for part in header.split(";"))
    charset = next((part[8:].strip("\"'") for part in parameters if part.startswith("charset=")), "")
    return kind, charset
