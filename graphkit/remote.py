"""Speaks HTTP with servers that hold RDF, and asks SPARQL endpoints the questions that `query` asks files.

    answer = ask(find("lead-investors"), "http://127.0.0.1:7878/query", {"company": "Mistral AI"})

Nothing is followed and nothing is fetched but what the address names. Credentials come from the environment.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import RawIOBase
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from graphkit.query import Answer, QueryError, Question, Row, base_of, bound, refuse, turtle_of, value_of
from graphkit.turtle import BASE, Literal, Term, iri, ntriples, prefixes, web_address
from graphkit.vocabulary import PREFIXES

Body = bytes | RawIOBase

SECONDS = 60.0  # that an answer may take to begin
BLOCK = 65_536


class RemoteError(QueryError):
    """The server does not do what was asked; the message says why."""


class Unreachable(RemoteError):
    """The server did not answer, or stopped in the middle; asking again may help."""


# --- credentials ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Who asks: a name with a password, or a token. `repr` tells nothing of them."""

    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def given(cls) -> Credentials:
        """Those of GRAPHKIT_USER and GRAPHKIT_PASSWORD, or of GRAPHKIT_TOKEN."""
        return cls(*(os.environ.get(f"GRAPHKIT_{name}", "") for name in ("USER", "PASSWORD", "TOKEN")))

    def header(self, method: str, target: str, challenge: str = "") -> str:
        """What the header Authorization says, '' without credentials."""
        if self.token:
            return f"Bearer {self.token}"
        if not self.user:
            return ""
        if challenge:
            return _digest(self, method, target, challenge)
        return f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


_CHALLENGE = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def _digest(known: Credentials, method: str, target: str, challenge: str) -> str:
    """HTTP digest authentication (RFC 7616), which Virtuoso asks for."""
    asked = {name.lower(): quoted or bare for name, quoted, bare in _CHALLENGE.findall(challenge)}
    algorithm = asked.get("algorithm", "MD5")
    make = hashlib.sha256 if algorithm.upper().startswith("SHA-256") else hashlib.md5

    def mixed(*words: str) -> str:
        return make(":".join(words).encode()).hexdigest()

    nonce, client = asked.get("nonce", ""), secrets.token_hex(8)
    secret = mixed(known.user, asked.get("realm", ""), known.password)
    if algorithm.lower().endswith("-sess"):
        secret = mixed(secret, nonce, client)
    what = mixed(method, target)
    several = "auth" in re.split(r"[\s,]+", asked.get("qop", ""))
    proof = mixed(secret, nonce, "00000001", client, "auth", what) if several else mixed(secret, nonce, what)
    parts = {"username": known.user, "realm": asked.get("realm", ""), "nonce": nonce, "uri": target, "response": proof}
    told = ", ".join(f'{name}="{value}"' for name, value in parts.items())
    told += f', algorithm={algorithm}, opaque="{asked["opaque"]}"' if "opaque" in asked else f", algorithm={algorithm}"
    return f'Digest {told}, qop=auth, nc=00000001, cnonce="{client}"' if several else f"Digest {told}"


# --- HTTP -----------------------------------------------------------------------------------------


class Server:
    """One address of one server. A response has to be closed, which also closes its connection."""

    def __init__(self, url: str, credentials: Credentials | None = None, seconds: float = SECONDS) -> None:
        if "@" in url.partition("//")[2].partition("/")[0]:
            raise RemoteError("credentials belong into GRAPHKIT_USER and GRAPHKIT_PASSWORD, not into the address")
        if not web_address(url):
            raise RemoteError(f"{url!r} is no http or https address")
        parts = urlsplit(url)
        assert parts.hostname is not None
        self.url = url
        self._https, self._host, self._port = parts.scheme.lower() == "https", parts.hostname, parts.port
        self._path, self._query = parts.path or "/", parts.query
        self._credentials = credentials or Credentials.given()
        self._seconds = seconds
        self._challenge = ""

    def send(
        self,
        method: str,
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: Callable[[], Body] | None = None,
    ) -> http.client.HTTPResponse:
        """The response to a request, whatever its status. `body` may be called twice: when the server asks who we are.

        Raises Unreachable.
        """
        response = self._once(method, self._target(query), headers or {}, body)
        if response.status == 401 and self._learns(response):
            response.close()
            response = self._once(method, self._target(query), headers or {}, body)
        return response

    def knock(self, query: str = "") -> None:
        """Ask for nothing, without credentials: a server that is not there, or wants a digest, says so now and not
        after a long body. Raises Unreachable."""
        response = self._once("HEAD", self._target(query), {"Authorization": ""}, None)
        with response:
            self._learns(response)

    def _target(self, query: str) -> str:
        return self._path + ("?" if self._query or query else "") + "&".join(filter(None, (self._query, query)))

    def _learns(self, response: http.client.HTTPResponse) -> bool:
        """Does it ask for a digest? Its challenge is good for one request; some servers take none twice."""
        asked = response.getheader("WWW-Authenticate", "")
        if not self._credentials.user or not asked.lower().startswith("digest"):
            return False
        self._challenge = asked
        return True

    def _once(
        self, method: str, target: str, headers: Mapping[str, str], body: Callable[[], Body] | None
    ) -> http.client.HTTPResponse:
        kind = http.client.HTTPSConnection if self._https else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self._seconds, blocksize=BLOCK)
        who = self._credentials.header(method, target, self._challenge)
        told = {"User-Agent": "graphkit", "Connection": "close", "Authorization": who, **headers}
        told = {name: value for name, value in told.items() if value}
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.url}: no server answers there ({_reason(error)})") from None
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # the server may have said why before it closed the door
                connection.request(method, target, body() if body else None, told)
            return connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Unreachable(f"{self.url}: the server stopped answering ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def read(response: http.client.HTTPResponse, url: str) -> bytes:
    """The whole body; the response is closed. Raises Unreachable."""
    try:
        with response:
            return response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{url}: the answer broke off ({_reason(error)})") from None


def refusal(response: http.client.HTTPResponse, url: str) -> RemoteError:
    """What a status other than 2xx means, with the first line that the server says of it. Closes the response."""
    status = response.status
    where = response.getheader("Location", "")
    lines = read(response, url).decode("utf-8", "replace").strip().splitlines()
    said = "" if "html" in response.getheader("Content-Type", "") or not lines else f": {lines[0][:300]}"
    if status in (301, 302, 303, 307, 308):
        return RemoteError(f"{url}: has moved to {where or 'an address that it does not tell'}; use that one")
    why = {
        401: "the server wants credentials; set GRAPHKIT_USER and GRAPHKIT_PASSWORD, or GRAPHKIT_TOKEN",
        403: "the server does not allow it",
        404: "nothing is at this address",
        405: "this address does not take such requests",
    }.get(status, f"the server refuses it with status {status}")
    return (Unreachable if status in (429, 502, 503, 504) else RemoteError)(f"{url}: {why}{said}")


# --- asking ---------------------------------------------------------------------------------------

_JSON = ("application/sparql-results+json", "application/json")
ACCEPT = f"{_JSON[0]}, text/turtle;q=0.9, application/n-triples;q=0.8"


def ask(
    asked: Question, url: str, given: Mapping[str, str] | None = None, *, credentials: Credentials | None = None
) -> Answer:
    """The answer of an endpoint to a question; `given` are its parameters. Raises QueryError.

    The address may end in ?default-graph-uri=…, as the SPARQL protocol names the graph that is asked.
    """
    refuse(asked.text)
    plain, graphs = _dataset(url)
    endpoint = _Endpoint(Server(plain, credentials), graphs)
    text = bound(asked, endpoint.named, given or {})
    answer = endpoint.ask(with_prefixes(text, endpoint.base() if _undeclared(text, _FOLDERS) else BASE))
    if not answer.rows and answer.truth is None and not answer.turtle:
        endpoint.must_hold_something()
    return answer


_GRAPHS = ("default-graph-uri", "named-graph-uri")


def _dataset(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The address without the graphs that it names, and these: they belong beside the query, in the body."""
    address, _, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    rest = urlencode([pair for pair in pairs if pair[0] not in _GRAPHS])
    graphs = tuple(pair for pair in pairs if pair[0] in _GRAPHS)
    return (f"{address}?{rest}" if rest else address, graphs) if graphs else (url, ())


_FOLDERS = frozenset(prefixes()) - frozenset(PREFIXES)  # agent:, round: … lie under the base of a graph


def with_prefixes(text: str, base: str = BASE) -> str:
    """The query with the project's prefixes that it uses declared, all in front of its first line."""
    known = {**PREFIXES, **prefixes(base)}
    return "".join(f"PREFIX {name}: <{known[name]}> " for name in _undeclared(text, known)) + text


def _undeclared(text: str, names: Iterable[str]) -> list[str]:
    """Those of the prefixes that the query uses and does not declare."""
    used = [name for name in sorted(names) if re.search(rf"(?<![\w?$@]){name}:", text)]
    return [name for name in used if not re.search(rf"\bprefix\s+{name}:", text, re.IGNORECASE)]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A SPARQL endpoint and the graphs of it that are asked (none: its own choice)."""

    server: Server
    graphs: tuple[tuple[str, str], ...] = ()

    def ask(self, text: str) -> Answer:
        """The answer to a query. Raises RemoteError."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": ACCEPT}
        body = urlencode([("query", text), *self.graphs]).encode()
        url = self.server.url
        response = self.server.send("POST", headers=form, body=lambda: body)
        if not 200 <= response.status < 300:
            raise refusal(response, url)
        media = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
        told = read(response, url)
        if media in _JSON:
            return _rows(told, url)
        if media in ("text/turtle", "application/n-triples"):
            return _graph(told, media, url)
        raise RemoteError(f"{url}: answers with {media or 'something without a type'}; is it a SPARQL endpoint?")

    def named(self, words: str) -> list[str]:
        """The IRIs of what bears the name there; or the IRI itself. Raises QueryError."""
        name = ntriples(Literal(words.strip()))
        labels = f"<{PREFIXES['rdfs']}label>|<{PREFIXES['skos']}altLabel>"
        query = f"SELECT DISTINCT ?thing {{ ?thing {labels} ?name . FILTER(LCASE(STR(?name)) = LCASE({name})) }}"
        found = sorted({term for row in self.ask(query).rows for term in row if isinstance(term, str)})
        if found:
            return [iri(term) for term in found]
        try:
            if self.ask(f"ASK {{ <{iri(words)}> ?p ?o }}").truth:
                return [words]
        except ValueError:
            pass
        self.must_hold_something()
        raise QueryError(f"nothing in the graph at {self.server.url} is called {words!r}")

    def base(self) -> str:
        """Where the names of the graph lie, as its header tells."""
        rows = self.ask(f"SELECT ?set {{ ?set a <{PREFIXES['void']}Dataset> }}").rows
        return base_of(term for row in rows for term in row if isinstance(term, str))

    def must_hold_something(self) -> None:
        """Raises QueryError where the graph that is asked is empty: many servers keep named graphs out of it."""
        if self.ask("ASK { ?s ?p ?o }").truth is False:
            which = "the graph named has no triple" if self.graphs else "the default graph has no triple"
            hint = "a graph of another name is asked with ?default-graph-uri=IRI at the end of the address"
            raise QueryError(f"{self.server.url}: {which}; {hint}")


def _rows(body: bytes, url: str) -> Answer:
    try:
        told = json.loads(body)
        if "boolean" in told:
            return Answer(truth=bool(told["boolean"]))
        names = tuple(told["head"]["vars"])
        rows = told["results"]["bindings"]
        return Answer(names, tuple(_row(row, names) for row in rows))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RemoteError(f"{url}: its answer is no SPARQL result in JSON") from None


def _row(row: Mapping[str, Any], names: tuple[str, ...]) -> Row:
    return tuple(_term(row[name]) if name in row else None for name in names)


def _term(told: Mapping[str, Any]) -> Term:
    if told["type"] in ("literal", "typed-literal"):
        return value_of(told["value"], told.get("xml:lang", ""), told.get("datatype", ""))
    return str(told["value"])


def _graph(body: bytes, media: str, url: str) -> Answer:
    from pyoxigraph import RdfFormat, parse

    try:
        quads = parse(body, RdfFormat.from_media_type(media))
        return Answer(turtle=turtle_of((quad.triple for quad in quads), prefixes()))
    except (SyntaxError, ValueError) as error:
        raise RemoteError(f"{url}: its answer cannot be parsed: {' '.join(str(error).split())}") from None
