"""`graphkit push` and `graphkit query --graph URL`, against Oxigraph's own server and against servers that misbehave."""

from __future__ import annotations

import contextlib
import http.server
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from graphkit import query, remote
from graphkit.cli import app
from graphkit.push import Pushed, PushError, push
from graphkit.query import QueryError
from graphkit.remote import Credentials, RemoteError

ROOT = Path(__file__).parent.parent
GRAPH = ROOT / "out" / "graph.ttl"
EXPECTED = ROOT / "ontology" / "questions" / "expected"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DEALS = "https://example.org/deals"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NOBODY = Credentials()


# --- Oxigraph's server ----------------------------------------------------------------------------


@dataclass
class Oxigraph:
    """The server of the package `oxigraph`, on a free port of this machine."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def store(self) -> str:
        return f"{self.address}/store"

    def count(self, graph: str = "") -> int:
        text = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" if graph else COUNT
        rows = remote.ask(query.question(text), f"{self.address}/query").rows
        return int(getattr(rows[0][0], "text", ""))


@contextlib.contextmanager
def oxigraph(location: Path | None = None) -> Iterator[Oxigraph]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("oxigraph is not installed (pip install oxigraph)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    where = ["--location", str(location)] if location else []
    with subprocess.Popen(
        [program, "serve", "--bind", bind, *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(tuple(bind.split(":")), 1):  # type: ignore[arg-type]
                    break
                time.sleep(0.05)
            yield Oxigraph(f"http://{bind}", process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[Oxigraph]:
    with oxigraph() as running:
        yield running


def test_what_is_pushed_answers_every_question_as_the_file_does(server: Oxigraph) -> None:
    pushed = push(GRAPH, server.store)
    assert pushed == Pushed(pushed.sent, pushed.sent, server.store) and pushed.sent == server.count()
    for file in sorted(EXPECTED.parent.glob("*.rq")):
        asked = query.find(file.stem.partition("-")[2])
        rows = query.as_csv(remote.ask(asked, f"{server.address}/query"))
        assert rows == (EXPECTED / f"{file.stem}.csv").read_bytes().decode("utf-8"), asked.name


def test_a_graph_is_replaced_and_others_stay(server: Oxigraph, tmp_path: Path) -> None:
    small = tmp_path / "small.nt"
    small.write_text(
        '<http://e.example/a> <http://e.example/p> "法" .\n<http://e.example/a> <http://e.example/p> "b" .\n'
    )
    before = server.count()
    assert push(GRAPH, server.store, graph=DEALS).held == server.count(DEALS) > 1000
    assert (
        push(small, server.store, graph=DEALS).told() == f"2 triples sent to {server.store} <{DEALS}>; it gives back 2"
    )
    assert server.count(DEALS) == 2 and server.count() == before


def test_a_named_graph_is_asked_by_the_address(server: Oxigraph, tmp_path: Path) -> None:
    file = tmp_path / "lumen.ttl"
    file.write_text(f'<http://e.example/a> <{RDFS}label> "Lumen" .')
    graph = "https://example.org/融资"
    push(file, server.store, graph=graph)
    asked = query.question("# parameter: thing\nSELECT ?l { #: thing\n ?thing rdfs:label ?l }")
    for address in (
        f"{server.address}/query?default-graph-uri={quote(graph)}",
        f"{server.address}/query?default-graph-uri={graph}",
    ):
        assert query.as_csv(remote.ask(asked, address, {"thing": "lumen"})) == "l\nLumen\n"
    nobody = f"{server.address}/query?default-graph-uri=https://example.org/nobody"
    with pytest.raises(QueryError, match="the graph named has no triple"):
        remote.ask(query.question("SELECT ?l { ?x rdfs:label ?l }"), nobody)


def test_prefixes_are_those_of_the_graph_that_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(GRAPH.read_text(encoding="utf-8").replace("https://w3id.org/graphkit/id/", "https://data.example/"))
    with oxigraph() as running:
        push(file, running.store)
        asked = query.question("SELECT ?l { agent:mistral-ai rdfs:label ?l }")
        assert query.as_csv(remote.ask(asked, f"{running.address}/query")) == "l\nMistral AI\n"
        assert query.as_csv(query.ask(asked, file)) == "l\nMistral AI\n"


def test_an_empty_default_graph_is_told_instead_of_no_rows() -> None:
    with oxigraph() as running:
        push(GRAPH, running.store, graph=DEALS)
        for given in ({}, {"company": "Mistral AI"}):
            with pytest.raises(QueryError, match=r"the default graph has no triple; .* \?default-graph-uri=IRI"):
                remote.ask(query.find("lead-investors"), f"{running.address}/query", given)


def test_adding_twice_adds_once(server: Oxigraph, tmp_path: Path) -> None:
    graph = "https://example.org/added"
    for number in (1, 2, 2):
        file = tmp_path / f"{number}.ttl"
        file.write_text(f"<http://e.example/{number}> <http://e.example/p> {number} .")
        held = push(file, server.store, graph=graph, add=True, verify=number == 2).held
    assert held == server.count(graph) == 2
    assert push(file, server.store, graph=graph, add=True, verify=False).told().endswith("not read back")


def test_a_server_killed_in_the_middle_leaves_the_old_graph_or_none(tmp_path: Path) -> None:
    small = tmp_path / "small.ttl"
    small.write_text("<http://e.example/a> <http://e.example/p> 1 .")
    with oxigraph(tmp_path / "db") as running:
        push(small, running.store)

        def kill(done: int, of: int) -> None:
            assert done < of
            running.process.kill()
            running.process.wait()

        with pytest.raises(PushError) as told:
            push(GRAPH, running.store, sent=kill, pause=lambda seconds: None)
        for part in ("no server answers there", "4 tries", "not known to be whole, push again"):
            assert part in str(told.value)
    with oxigraph(tmp_path / "db") as running:
        assert running.count() == 1
        assert push(GRAPH, running.store).held == running.count()


def test_from_the_command_line(server: Oxigraph, monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(app, ["push", server.store, str(GRAPH)])
    assert done.exit_code == 0 and "triples sent to" in done.stdout
    asks = ["query", "--graph", f"{server.address}/query", "--format"]
    for words in (["lead-investors", "--company", "MISTRAL ai"], ["lead-investors", "--company", "a16z"]):
        here = CliRunner().invoke(app, ["query", "--graph", str(GRAPH), "--format", "csv", *words])
        there = CliRunner().invoke(app, [*asks, "csv", *words])
        assert there.exit_code == 0 and there.stdout == here.stdout
    assert "agent:alan" in CliRunner().invoke(app, [*asks, "ttl", "DESCRIBE agent:alan"]).stdout
    assert CliRunner().invoke(app, [*asks, "table", "ASK { agent:alan a gk:Company }"]).stdout == "yes\n"
    told = CliRunner().invoke(app, [*asks, "json", "SELECT ?x { ?x a gk:Place }"]).stdout
    assert json.loads(told)["results"]["bindings"][0]["x"]["type"] == "uri"
    wrong = CliRunner().invoke(app, [*asks, "csv", "SELECT * { ?x"])
    assert wrong.exit_code == 2 and "refuses it with status 400" in wrong.stderr
    nobody = CliRunner().invoke(app, [*asks, "csv", "lead-investors", "--company", 'x") } #'])
    assert nobody.exit_code == 2 and "is called 'x\") } #'" in nobody.stderr
    elsewhere = CliRunner().invoke(app, [*asks, "csv", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"])
    assert elsewhere.exit_code == 2 and "SERVICE asks another server" in elsewhere.stderr


def test_an_iri_is_a_parameter_too(server: Oxigraph) -> None:
    push(GRAPH, server.store)
    asked = query.find("lead-investors")
    where = f"{server.address}/query"
    by_iri, by_name = (
        remote.ask(asked, where, {"company": words})
        for words in ("https://w3id.org/graphkit/id/agent/mistral-ai", "Mistral AI")
    )
    assert by_iri == by_name and len(by_iri.rows) == 3
    with pytest.raises(QueryError, match="has no parameter 'firm'"):
        remote.ask(asked, where, {"firm": "x"})


# --- servers that misbehave -----------------------------------------------------------------------


@dataclass
class Answering:
    """A graph store in memory that does with each request what the test says first, and then what it should."""

    first: list[Callable[[http.server.BaseHTTPRequestHandler], None]] = field(default_factory=list)
    body: bytes = b""
    media: str = "text/turtle"
    seen: list[str] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def fake() -> Iterator[Answering]:
    state = Answering()

    class Handler(http.server.BaseHTTPRequestHandler):
        def _do(self) -> None:
            state.seen.append(f"{self.command} {self.path}")
            if self.command != "HEAD" and state.first:
                state.first.pop(0)(self)
                return
            length = int(self.headers.get("Content-Length", "0"))
            if self.command in ("PUT", "POST"):
                state.body = self.rfile.read(length)
                state.media = self.headers["Content-Type"]
                say(204)(self)
            else:
                say(200, state.body, state.media)(self)

        do_GET = do_HEAD = do_PUT = do_POST = _do

        def log_message(self, *words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def say(
    status: int, body: bytes = b"", media: str = "text/plain", **headers: str
) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def told(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return told


def hang_up(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Read a little of the body and close the door."""
    handler.rfile.read(10)
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def quick(file: Path, url: str, **more: object) -> Pushed:
    return push(file, url, pause=lambda seconds: None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("trouble", [hang_up, say(503), say(429), say(502)], ids=["gone", "503", "429", "502"])
@pytest.mark.parametrize("add", [False, True])
def test_what_breaks_off_is_sent_again_from_the_beginning(fake: Answering, trouble: Callable, add: bool) -> None:  # type: ignore[type-arg]
    fake.first = [trouble, trouble]
    pushed = quick(GRAPH, f"{fake.address}/store", add=add)
    assert pushed.tries == 3 and "at the 3. try" in pushed.told()
    assert fake.body == GRAPH.read_bytes()
    tried = ["HEAD /store?default", f"{'POST' if add else 'PUT'} /store?default"]
    assert fake.seen == [*tried * 3, "GET /store?default"]


def test_blank_nodes_are_never_added_twice(fake: Answering, tmp_path: Path) -> None:
    file = tmp_path / "blank.ttl"
    file.write_text("[] <http://e.example/p> 1 .")
    fake.first = [hang_up]
    with pytest.raises(PushError, match=r"1 try; .* push again; the file has blank nodes"):
        quick(file, fake.address, add=True)
    fake.first = [hang_up]
    assert quick(file, fake.address).tries == 2  # replacing is another matter


def test_a_graph_that_is_not_whole_is_told(fake: Answering) -> None:
    half = b"\n\n".join(GRAPH.read_bytes().split(b"\n\n")[:100])
    for add in (False, True):
        fake.first = [say(204), say(200, half, "text/turtle")]
        with pytest.raises(PushError, match=r"the graph is not whole: the file has .* push again"):
            quick(GRAPH, fake.address, add=add)
    fake.first = [say(204), say(200, b"<http://e.exam", "text/turtle")]
    with pytest.raises(PushError, match="cannot be read back"):
        quick(GRAPH, fake.address)
    fake.first = [say(204), say(405)]
    assert quick(GRAPH, fake.address).held is None


def test_a_triple_written_twice_counts_once(fake: Answering, tmp_path: Path) -> None:
    file = tmp_path / "twice.nt"
    file.write_text("<http://e.example/a> <http://e.example/p> <http://e.example/b> .\n" * 2)
    fake.first = [say(204), say(200, file.read_bytes()[: len(file.read_bytes()) // 2], "application/n-triples")]
    assert quick(file, fake.address).held == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (say(401), "wants credentials; set GRAPHKIT_USER"),
        (say(403, b"read-only\nmore"), "does not allow it: read-only$"),
        (say(404), "nothing is at this address"),
        (say(500, b"<html>x", "text/html"), "status 500$"),
        (say(301, Location="http://127.0.0.1:1/x"), "has moved to http://127.0.0.1:1/x"),
    ],
)
def test_a_refusal_is_told_and_not_tried_again(fake: Answering, answer: Callable, told: str) -> None:  # type: ignore[type-arg]
    fake.first = [answer]
    with pytest.raises(RemoteError, match=told):
        quick(GRAPH, fake.address)
    assert len(fake.seen) == 2


def test_what_cannot_be_pushed_is_told_before_anything_is_sent(fake: Answering, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://e.example/a> <http://e.example/p> 1 .\nand so on")
    for file, more, why in (
        (bad, {}, "bad.ttl: cannot be parsed: .*line 2"),
        (tmp_path / "x.json", {}, "ends in .ttl or .nt"),
        (GRAPH, {"graph": "a b"}, "no absolute IRI"),
    ):
        with pytest.raises(PushError, match=why):
            quick(file, fake.address, **more)
    assert not fake.seen
    for url, why in (
        ("ftp://e.example/", "no http or https address"),
        ("http://me:secret@e.example/", "not into the address"),
        ("http://127.0.0.1:9/", "no server answers there"),
    ):
        with pytest.raises(RemoteError, match=why):
            quick(GRAPH, url)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (say(200, b"<html>", "text/html"), "answers with text/html; is it a SPARQL endpoint"),
        (say(200, b"{}", "application/json"), "no SPARQL result in JSON"),
        (say(200, b"[", "application/sparql-results+json"), "no SPARQL result in JSON"),
        (say(200, b"<a", "text/turtle"), "cannot be parsed"),
        (say(503, b"too busy"), "status 503: too busy"),
        (hang_up, "stopped answering"),
    ],
)
def test_an_answer_that_is_none_is_told(fake: Answering, answer: Callable, told: str) -> None:  # type: ignore[type-arg]
    fake.first = [answer]
    with pytest.raises(QueryError, match=told):
        remote.ask(query.question(COUNT), fake.address)


# --- prefixes and credentials ---------------------------------------------------------------------


def test_prefixes_are_declared_where_they_are_used() -> None:
    known = remote.with_prefixes("# gk\nSELECT * { ?s a gk:Company ; rdfs:label ?l }")
    assert known.startswith("PREFIX gk: <https://w3id.org/graphkit/ontology#> PREFIX rdfs: <")
    assert known.count("PREFIX") == 2 and known.count("\n") == 1
    own = "PREFIX gk: <http://e.example/> SELECT * { ?s a gk:X }"
    assert remote.with_prefixes(own) == own


@pytest.mark.parametrize(
    ("algorithm", "proof"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch, algorithm: str, proof: str) -> None:
    """The example of RFC 7616, 3.9.1."""
    client = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    monkeypatch.setattr("secrets.token_hex", lambda size: client)
    challenge = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    told = Credentials("Mufasa", "Circle of Life").header("GET", "/dir/index.html", challenge)
    assert f'response="{proof}"' in told and 'uri="/dir/index.html"' in told and "nc=00000001" in told


def test_a_server_that_asks_who_we_are_is_told(fake: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def guarded(handler: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers.get("Authorization", ""))
        handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        if "Digest" in asked[-1]:
            say(200, b'{"head": {}, "boolean": true}', "application/json")(handler)
        else:
            say(401, WWW_Authenticate='Digest realm="here", nonce="abc", qop="auth"')(handler)

    monkeypatch.setenv("GRAPHKIT_USER", "dba")
    monkeypatch.setenv("GRAPHKIT_PASSWORD", "secret")
    fake.first = [guarded, guarded]
    assert remote.ask(query.question("ASK {}"), fake.address).truth is True
    assert asked[0] == "Basic ZGJhOnNlY3JldA==" and asked[1].startswith('Digest username="dba", realm="here"')
    assert "secret" not in repr(Credentials.given())
    monkeypatch.delenv("GRAPHKIT_USER")
    monkeypatch.setenv("GRAPHKIT_TOKEN", "abc")
    fake.first = [lambda handler: (asked.append(handler.headers["Authorization"]), guarded(handler))[0]]  # type: ignore[func-returns-value, list-item]
    with pytest.raises(RemoteError, match="wants credentials"):
        remote.ask(query.question("ASK {}"), fake.address)
    assert asked[2] == "Bearer abc"


def test_the_fake_server_is_a_server(fake: Answering) -> None:
    quick(GRAPH, f"{fake.address}/data?x=1", graph=DEALS)
    assert fake.seen[1] == "PUT /data?x=1&graph=https%3A%2F%2Fexample.org%2Fdeals"
    with urllib.request.urlopen(f"{fake.address}/data") as response:
        assert response.read() == GRAPH.read_bytes()
