"""The process that answers queries for a server. It holds the graph, reads requests from standard input and nothing
else, and is killed when a query takes too long: a running query cannot be stopped in any other way.

A message is two lengths, a JSON object and bytes. The first one carries the graph.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING, Any

from graphkit.query import QueryError, Question, bound, named, prefixes_of, refuse, shipped, term_of
from graphkit.serve.negotiate import GRAPHS, HTML, ROWS, Form, choose
from graphkit.sparql import placed, undeclared

if TYPE_CHECKING:
    import pyoxigraph

LENGTHS = struct.Struct(">II")
SHOWN = 1_000  # rows that a page shows
FORMATS = {".ttl": "TURTLE", ".nt": "N_TRIPLES", ".nq": "N_QUADS", ".trig": "TRIG"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes to the client. `rows` are for a page; `text` is a shipped question as it was asked."""

    status: int
    media: str
    body: bytes = b""
    text: str = ""
    table: dict[str, Any] = field(default_factory=dict)


def frame(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A message as bytes."""
    told = json.dumps(head).encode()
    return LENGTHS.pack(len(told), len(body)) + told + body


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up among the answers
    requests = sys.stdin.buffer
    head, data = _next(requests)
    try:
        store = stored(data, head["suffix"], union=head["union"])
    except (SyntaxError, ValueError) as error:
        _send(answers, frame({"error": " ".join(str(error).split())}))
        return
    del data
    _send(answers, frame(_facts(store)))
    _at_most(head["memory"])
    _alone(store)
    while (message := _next(requests))[0]:
        _alarm(head["seconds"] + 5)  # should the server be gone by then
        reply = answer(store, message[0], most=head["most"])
        _alarm(0)
        told = asdict(reply)
        body = told.pop("body")
        _send(answers, frame(told, body))


def _next(requests: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    lengths = requests.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return {}, b""
    head, body = LENGTHS.unpack(lengths)
    return json.loads(requests.read(head)), requests.read(body)


def _send(answers: IO[bytes], message: bytes) -> None:
    answers.write(message)
    answers.flush()


def _alarm(seconds: float) -> None:
    """The system ends this process after so many seconds; 0: no longer."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _at_most(megabytes: int) -> None:
    """No query may take more memory than this; the system refuses more, and the process dies of it."""
    try:
        import resource
        from pathlib import Path

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = held + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    except (ImportError, OSError, ValueError):
        return  # not on this system; the time limit still holds


def _alone(store: pyoxigraph.Store) -> None:
    """From here on this process opens nothing: no file and no connection, whatever a query asks for."""
    import difflib  # noqa: F401

    wants: list[Mapping[str, Any]] = [{"question": name, "given": {}} for name in list(_questions())[:1]]
    wants += [{"query": "ASK {}", "form": form.name} for form in (*ROWS, HTML)]
    wants += [{"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "form": form.name} for form in GRAPHS]
    for asked in (*wants, {"query": "ASK { ?x a gk:Nothing ; a", "form": HTML.name}):
        answer(store, asked, most=2**20)  # what it loads when it is first used, it loads now
    undeclared("gk:Nothing")
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def stored(data: bytes, suffix: str, *, union: bool = False) -> pyoxigraph.Store:
    """The graph in memory; with `union` the default graph holds what the named ones hold too, each triple once.

    Raises SyntaxError or ValueError.
    """
    from pyoxigraph import Quad, RdfFormat, Store

    store = Store()
    store.bulk_load(data, getattr(RdfFormat, FORMATS[suffix]))
    if union:
        # The engine can join graphs for a query, but then counts a triple as often as there are graphs that have it
        store.bulk_extend([Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    return store


def _facts(store: pyoxigraph.Store) -> dict[str, Any]:
    counts = store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    graphs = {row["g"].value: int(row["n"].value) for row in counts}  # type: ignore[union-attr]
    return {"triples": len(store) - sum(graphs.values()), "graphs": dict(sorted(graphs.items()))}


@cache
def _questions() -> dict[str, Question]:
    return {question.name: question for question in shipped()}


# --- answering ------------------------------------------------------------------------------------


class TooLarge(Exception):
    """The answer is larger than the server gives."""


class _Capped(io.RawIOBase):
    """Bytes in memory, up to a limit."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self._left = most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        self.parts.append(bytes(data))
        return len(data)


def answer(store: pyoxigraph.Store, asked: Mapping[str, Any], *, most: int) -> Reply:
    """The answer to a request, of so many bytes at most, also where that is a line that says what is wrong."""
    text = asked.get("query", "")
    try:
        if asked.get("question"):
            question = _questions()[asked["question"]]
            text = question.text  # it stands in the page even where a parameter is wrong
            text = bound(question, lambda words: named(store, words), asked["given"])
        refuse(text)
        return _run(store, text, asked, most, _dataset(store, asked))
    except QueryError as error:
        return _told(400, str(error), text)
    except TooLarge:
        return _told(403, f"the answer is larger than {most / 2**20:g} MB; ask for less of it, with LIMIT", text)
    except MemoryError:
        return _told(500, "the answer needs more memory than the server gives; ask for less of it", text)


def _told(status: int, message: str, text: str) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", f"{message}\n".encode("utf-8", "replace"), text)


def _run(store: pyoxigraph.Store, text: str, asked: Mapping[str, Any], most: int, dataset: Mapping[str, Any]) -> Reply:
    from pyoxigraph import QueryTriples

    try:
        result = store.query(text, prefixes=prefixes_of(store), **dataset)
        offered = GRAPHS if isinstance(result, QueryTriples) else ROWS
        form = _form(asked, offered)
        if form is None:
            return _told(406, f"such an answer can be had as {', '.join(one.plain for one in offered)}", text)
        if form is HTML:
            return Reply(200, form.media, b"", text, {**_table(result), "notes": undeclared(text)})
        return Reply(200, form.media, _written(result, form, store, most), text)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(placed(error, text, prefixes_of(store), thorough=False)) from None


def _form(asked: Mapping[str, Any], offered: Sequence[Form]) -> Form | None:
    """The form wanted: by its name where one is given that fits, otherwise by the Accept header."""
    if asked.get("form") == HTML.name:
        return HTML
    named = next((one for one in offered if one.name == asked.get("form")), None)
    return named or choose(asked.get("accept", ""), offered)


def _dataset(store: pyoxigraph.Store, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The graphs that the request names. Nothing is fetched: a graph that is not here is an error, not an empty one."""
    from pyoxigraph import NamedNode

    names = {key: asked.get(key) or () for key in ("default_graphs", "named_graphs")}
    if not any(names.values()):
        return {}
    graphs = {key: [NamedNode(name) for name in given] for key, given in names.items()}
    for graph in (*graphs["default_graphs"], *graphs["named_graphs"]):
        if not store.contains_named_graph(graph):
            raise QueryError(f"there is no graph {graph} here, and none is fetched")
    return {"default_graph": graphs["default_graphs"], "named_graphs": graphs["named_graphs"]}


def _written(result: Any, form: Form, store: pyoxigraph.Store, most: int) -> bytes:
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, serialize

    out = _Capped(most)
    if isinstance(result, QueryTriples):
        kind = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}[form.name]
        serialize(result, out, format=kind, prefixes=prefixes_of(store) if form.name == "ttl" else None)  # type: ignore[arg-type]
    else:
        result.serialize(out, getattr(QueryResultsFormat, form.name.upper()))
    return b"".join(out.parts)


def _table(result: Any) -> dict[str, Any]:
    """The first rows of an answer, for a page."""
    from pyoxigraph import QueryBoolean, QueryTriples

    if isinstance(result, QueryBoolean):
        return {"truth": bool(result)}
    graph = isinstance(result, QueryTriples)
    names = ["subject", "predicate", "object"] if graph else [variable.value for variable in result.variables]
    rows: list[list[Any]] = []
    more = False
    for row in result:
        more = len(rows) == SHOWN
        if more:
            break
        terms = (row.subject, row.predicate, row.object) if graph else tuple(row[name] for name in names)
        rows.append([term_of(term) for term in terms])
    return {"names": names, "rows": rows, "more": more, "graph": graph}


if __name__ == "__main__":
    main()
