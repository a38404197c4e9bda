"""Sends a graph to a triple store with the SPARQL 1.1 Graph Store Protocol: whole, or it says that it is not.

    push(Path("out/graph.ttl"), "http://127.0.0.1:7878/store", graph="https://example.org/deals")

PUT replaces a graph: however often it is sent, the graph is the file. POST adds to one (`add`): a graph is a set, so what
is sent twice is there once, as long as the file has no blank nodes; with blank nodes nothing is sent twice.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from graphkit.remote import Credentials, RemoteError, Server, Unreachable, refusal
from graphkit.turtle import iri

if TYPE_CHECKING:
    import http.client

    import pyoxigraph

FORMATS = {".ttl": ("text/turtle", "TURTLE"), ".nt": ("application/n-triples", "N_TRIPLES")}
TRIES = 4
PAUSE = 0.5  # seconds before the second try; twice as long before each further one
SECONDS = 900.0  # that a server may take to store what it was sent

Sent = Callable[[int, int], None]


class PushError(RemoteError):
    """The graph at the server is not known to be that of the file; the message says why."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was sent: triples of the file, triples of the graph as the server gives it back (None: not asked)."""

    sent: int
    held: int | None
    where: str
    tries: int = 1

    def told(self) -> str:
        """In one line."""
        again = f", at the {self.tries}. try" if self.tries > 1 else ""
        if self.held is None:
            return f"{self.sent:,} triples sent to {self.where}{again}; not read back"
        return f"{self.sent:,} triples sent to {self.where}{again}; it gives back {self.held:,}"


@dataclass(frozen=True, slots=True)
class _Content:
    triples: int
    blank: bool


def push(
    file: Path,
    url: str,
    *,
    graph: str = "",
    add: bool = False,
    verify: bool = True,
    credentials: Credentials | None = None,
    sent: Sent = lambda done, of: None,
    pause: Callable[[float], None] = time.sleep,
) -> Pushed:
    """Replace the graph at a graph store by the file, or add the file to it.

    `graph` is an IRI, '' the default graph. Raises PushError, RemoteError, OSError.
    """
    if file.suffix not in FORMATS:
        raise PushError(f"{file.name}: a graph to push is a file that ends in {' or '.join(FORMATS)}")
    server = Server(url, credentials, SECONDS)
    query = _graph(graph)
    with file.open("rb") as opened:  # opened once: a build meanwhile puts another file in its place
        content = _examined(opened, file)
        server.knock(query)
        tries = _sent(server, query, opened, file, again=not (add and content.blank), add=add, sent=sent, pause=pause)
        where = f"{url} <{graph}>" if graph else url
        held = _held(server, query, opened, file, content, add=add) if verify else None
    return Pushed(content.triples, held, where, tries)


def _graph(graph: str) -> str:
    try:
        return f"graph={quote(iri(graph), safe='')}" if graph else "default"
    except ValueError:
        raise PushError(f"--graph {graph!r} is no absolute IRI") from None


def _triples(opened: IO[bytes], file: Path) -> Iterator[pyoxigraph.Triple]:
    from pyoxigraph import RdfFormat, parse

    opened.seek(0)
    for quad in parse(opened, getattr(RdfFormat, FORMATS[file.suffix][1])):
        yield quad.triple


def _examined(opened: IO[bytes], file: Path) -> _Content:
    """How much the file holds. It is read to its end, so that nothing is sent which no server could take."""
    from pyoxigraph import BlankNode

    count, blank = 0, False
    try:
        for triple in _triples(opened, file):
            count += 1
            blank = blank or isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
    except (SyntaxError, ValueError) as error:
        raise PushError(f"{file}: cannot be parsed: {' '.join(str(error).split())}") from None
    return _Content(count, blank)


# --- sending --------------------------------------------------------------------------------------


class _Body(io.RawIOBase):
    """A file from its beginning, which tells how much of it is read."""

    def __init__(self, opened: IO[bytes], sent: Sent) -> None:
        self._opened, self._sent = opened, sent
        self.size = os.fstat(opened.fileno()).st_size
        opened.seek(0)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._opened.read(size)
        self._sent(self._opened.tell(), self.size)
        return part


def _sent(
    server: Server,
    query: str,
    opened: IO[bytes],
    file: Path,
    *,
    again: bool,
    add: bool,
    sent: Sent,
    pause: Callable[[float], None],
) -> int:
    """Send the file; gives how many tries it took. Raises PushError."""
    begun = 0  # bytes that the last try has sent

    def told(done: int, of: int) -> None:
        nonlocal begun
        begun = done
        sent(done, of)

    headers = {"Content-Type": FORMATS[file.suffix][0], "Content-Length": str(os.fstat(opened.fileno()).st_size)}
    for tried in range(1, TRIES + 1):
        begun = 0
        try:
            if tried > 1:
                server.knock(query)
            response = server.send(
                "POST" if add else "PUT", query=query, headers=headers, body=lambda: _Body(opened, told)
            )
            if 200 <= response.status < 300:
                response.close()
                return tried
            raise refusal(response, server.url)
        except Unreachable as error:
            if tried == TRIES or (begun and not again):
                raise PushError(_broken(str(error), begun, int(headers["Content-Length"]), tried, again)) from None
            pause(PAUSE * 2 ** (tried - 1))
    raise AssertionError("the last try returns or raises")


def _broken(why: str, begun: int, size: int, tried: int, again: bool) -> str:
    times = f"{tried} tries" if tried > 1 else "1 try"
    after = f" after {begun:,} of {size:,} bytes" if begun else ""
    doubt = "; what the graph holds now is not known to be whole, push again"
    blank = (
        "" if again else "; the file has blank nodes, which sent twice would be there twice, so it was not sent again"
    )
    return f"{why}{after}, {times}{doubt}{blank}"


# --- reading back ---------------------------------------------------------------------------------


def _held(server: Server, query: str, opened: IO[bytes], file: Path, content: _Content, *, add: bool) -> int | None:
    """How many triples the server gives back; None where it gives none back at all. Raises PushError."""
    wanted = _pairs(_triples(opened, file)) if add else set()
    response = server.send("GET", query=query, headers={"Accept": "application/n-triples, text/turtle;q=0.5"})
    if response.status in (405, 406, 501):
        response.close()
        return None
    if not 200 <= response.status < 300:
        raise PushError(f"the graph was sent, but cannot be read back: {refusal(response, server.url)}")
    count = 0
    for triple in _given_back(response, server.url):
        count += 1
        wanted.discard(_pair(triple))
    if wanted or (not add and count != content.triples and count != _distinct(opened, file)):
        raise PushError(
            f"{server.url}: the graph is not whole: the file has {content.triples:,} triples, the server gives back {count:,}"
            f"{f', and {len(wanted):,} of the file are missing' if wanted else ''}; push again"
        )
    return count


def _given_back(response: http.client.HTTPResponse, url: str) -> Iterator[Any]:
    import http.client

    from pyoxigraph import RdfFormat, parse

    kind = RdfFormat.from_media_type(response.getheader("Content-Type", "").partition(";")[0].strip())
    if kind is None:
        response.close()
        raise PushError(f"{url}: the graph was sent, but comes back in no form of RDF that is known")
    try:
        with response:
            for quad in parse(response, kind):
                yield quad.triple
    except (OSError, SyntaxError, ValueError, http.client.HTTPException) as error:
        raise PushError(f"{url}: the graph was sent, but cannot be read back: {' '.join(str(error).split())}") from None


def _pair(triple: Any) -> str:
    """Subject and predicate: servers may write a value in another way, as 0.5 for 0.50."""
    return f"{triple.subject} {triple.predicate}"


def _pairs(triples: Iterator[pyoxigraph.Triple]) -> set[str]:
    from pyoxigraph import BlankNode

    return {_pair(triple) for triple in triples if not isinstance(triple.subject, BlankNode)}


def _distinct(opened: IO[bytes], file: Path) -> int:
    """How many triples the file has when each is counted once; our own files have each once."""
    from pyoxigraph import RdfFormat, Store

    opened.seek(0)
    store = Store()
    store.bulk_load(opened, getattr(RdfFormat, FORMATS[file.suffix][1]))
    return len(store)
