"""`graphkit serve`: a table of what the SPARQL 1.1 Protocol asks of an endpoint, clients that others wrote, limits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse, parse_query_results
from serving import Running, ask, serving

from graphkit import query
from graphkit.serve.kept import Kept
from graphkit.serve.negotiate import GRAPHS, ROWS, choose
from graphkit.serve.worker import Reply, answer

ROOT = Path(__file__).parent.parent
EXPECTED = ROOT / "ontology" / "questions" / "expected"
G1, G2 = "http://example.org/g1", "http://example.org/g2"
NAMED = f"""
<{G1}> {{ <http://example.org/a> rdfs:label "in one" . }}
<{G2}> {{ <http://example.org/b> rdfs:label "in two" . }}
"""
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?g) }"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The graph of the sample articles with two named graphs beside it, and a page."""
    folder = tmp_path_factory.mktemp("out")
    (folder / "graph.trig").write_bytes((ROOT / "out" / "graph.ttl").read_bytes() + NAMED.encode())
    (folder / "graph.html").write_text("<!doctype html><title>the page</title>")
    (folder / "secret.txt").write_text("secret")
    with serving(folder / "graph.trig", "--seconds", "2", "--megabytes", "0.5", "--processes", "2") as running:
        yield running


# --- the protocol ---------------------------------------------------------------------------------

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
ROW = "SELECT ?l { <http://example.org/x> rdfs:label ?l }"
LABELS = "SELECT ?l { ?s rdfs:label ?l FILTER(STRSTARTS(?l, 'in ')) } ORDER BY ?l"
NAMES = "SELECT ?l { GRAPH ?g { ?s rdfs:label ?l } } ORDER BY ?l"
PICK = "DESCRIBE <https://w3id.org/graphkit/id/agent/mistral-ai>"


@dataclass(frozen=True)
class Case:
    """A request and what has to come back."""

    name: str
    method: str
    target: str = "/sparql"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | bytes = b""
    status: int = 200
    media: str = ""
    holds: str = ""  # a part of the body


def get(text: str, more: str = "") -> str:
    return f"/sparql?query={quote(text)}{more}"


def form(text: str, more: str = "") -> str:
    return f"query={quote_plus(text)}{more}"


JSON, XML, CSV, TSV = (
    *("application/sparql-results+json", "application/sparql-results+xml"),
    *("text/csv", "text/tab-separated-values"),
)
DEFAULT, OTHER = f"&default-graph-uri={quote(G1)}", f"&default-graph-uri={quote(G2)}"
ONLY = f"&named-graph-uri={quote(G2)}"

PROTOCOL = [
    # 2.1.1 to 2.1.3: three ways to send a query
    Case("query by GET", "GET", get("ASK {}"), media=JSON, holds='"boolean":true'),
    Case("query by POST of a form", "POST", headers=FORM, body=form("ASK {}"), media=JSON, holds='"boolean":true'),
    Case("query by POST of itself", "POST", headers=DIRECT, body="ASK {}", media=JSON, holds='"boolean":true'),
    Case(
        "a form says its charset",
        "POST",
        headers={"Content-Type": FORM["Content-Type"] + "; charset=UTF-8"},
        body=form("ASK {}"),
    ),
    Case("a query of other letters", "POST", headers=DIRECT, body='SELECT ("融资" AS ?x) {}', holds="融资"),
    Case("a query of other letters by GET", "GET", get('SELECT ("融资" AS ?x) {}'), holds="融资"),
    Case("a plus is a blank in a form", "POST", headers=FORM, body="query=ASK+%7B%7D", holds="true"),
    Case("HEAD is GET without the body", "HEAD", get("ASK {}"), media=JSON),
    Case("an unknown parameter is passed over", "GET", get("ASK {}", "&timeout=5"), holds="true"),
    # 2.1.4: the dataset
    Case("no dataset: that of the endpoint", "GET", get(LABELS), media=JSON, holds='"bindings":[]'),
    Case("the named graphs of the endpoint", "GET", get(NAMES), holds="in one"),
    Case("a default graph by GET", "GET", get(LABELS, DEFAULT), holds="in one"),
    Case("a default graph by form", "POST", headers=FORM, body=form(LABELS, DEFAULT), holds="in one"),
    Case("a default graph beside the query", "POST", f"/sparql?{DEFAULT[1:]}", DIRECT, LABELS, holds="in one"),
    Case("two default graphs are merged", "GET", get(LABELS, DEFAULT + OTHER), holds="in two"),
    Case("a named graph", "GET", get(NAMES, ONLY), holds="in two"),
    Case(
        "a dataset of both",
        "GET",
        get("ASK { ?a rdfs:label 'in one' GRAPH ?g { ?b rdfs:label 'in two' } }", DEFAULT + ONLY),
        holds="true",
    ),
    Case("a named graph alone: nothing else", "GET", get("ASK { ?s ?p ?o }", ONLY), holds="false"),
    Case("default graphs alone: no named ones", "GET", get("ASK { GRAPH ?g { ?s ?p ?o } }", DEFAULT), holds="false"),
    Case("the request beats FROM", "GET", get(LABELS.replace("{", f"FROM <{G2}> {{", 1), DEFAULT), holds="in one"),
    Case("FROM of the query itself", "GET", get(LABELS.replace("{", f"FROM <{G2}> {{", 1)), holds="in two"),
    Case(
        "a graph that is not here",
        "GET",
        get("ASK {}", "&default-graph-uri=http%3A%2F%2Fe.example%2F"),
        status=400,
        holds="no graph",
    ),
    Case("a graph that is no IRI", "GET", get("ASK {}", "&named-graph-uri=a%20b"), status=400, holds="no absolute IRI"),
    # 2.1.5 and 2.1.6: forms of answers, by what is asked and what is accepted
    *(Case(f"SELECT as {media}", "GET", get(ROW), {"Accept": media}, media=media) for media in (JSON, XML, CSV, TSV)),
    *(Case(f"ASK as {media}", "GET", get("ASK {}"), {"Accept": media}, media=media) for media in (JSON, XML)),
    *(
        Case(f"{text.split()[0]} as {media}", "GET", get(text), {"Accept": media}, media=media, holds="Mistral")
        for text in (PICK, "CONSTRUCT WHERE { ?s rdfs:label ?o }")
        for media in ("text/turtle", "application/n-triples", "application/rdf+xml")
    ),
    Case("a graph as it comes", "GET", get(PICK), media="text/turtle", holds="agent:mistral-ai"),
    Case("weights decide", "GET", get(ROW), {"Accept": f"{JSON};q=0.2, {XML};q=0.7, {CSV};q=0.1"}, media=XML),
    Case("the closer range decides", "GET", get(ROW), {"Accept": f"*/*;q=0.5, text/*;q=0.9, {CSV};q=0.4"}, media=TSV),
    Case("a weight of nought is a no", "GET", get(ROW), {"Accept": f"{JSON};q=0, */*;q=0.1"}, media=XML),
    Case("JSON by its plain name", "GET", get(ROW), {"Accept": "application/json"}, media="application/json"),
    Case("a form that there is not", "GET", get(ROW), {"Accept": "image/png"}, status=406, holds=JSON),
    Case("rows are no graph", "GET", get(ROW), {"Accept": "text/turtle"}, status=406, holds="text/csv"),
    Case("a graph is no rows", "GET", get(PICK), {"Accept": "text/csv"}, status=406, holds="text/turtle"),
    Case("the form by name, for a link", "GET", get(ROW, "&format=csv"), media=CSV),
    Case("a name that other endpoints have", "GET", get(PICK, "&format=turtle"), media="text/turtle"),
    Case("a name that fits no such answer", "GET", get(PICK, "&format=csv"), media="text/turtle"),
    # 2.1.7 and 4: what is wrong is told with a status and a line
    Case("a fault in the query", "GET", get("SELECT * {"), status=400, media="text/plain", holds="line 1"),
    Case("an empty query", "GET", "/sparql?query=", status=400),
    Case("a form without a query", "POST", headers=FORM, body="x=1", status=400, holds="no query"),
    Case("a dataset without a query", "GET", f"/sparql?{DEFAULT[1:]}", status=400, holds="no query"),
    Case("two queries", "GET", get("ASK {}", "&query=ASK%7B%7D"), status=400, holds="2 queries"),
    Case("two queries in a form", "POST", headers=FORM, body=form("ASK {}", "&query=ASK%7B%7D"), status=400),
    Case("one in the address, one in the body", "POST", get("ASK {}"), DIRECT, "ASK {}", 400, holds="two queries"),
    Case("a form with a query in the address", "POST", get("ASK {}"), FORM, form("ASK {}"), 400, holds="address"),
    Case("another media type", "POST", headers={"Content-Type": "text/plain"}, body="ASK {}", status=415),
    Case("a form without its type", "POST", body=form("ASK {}"), status=415),
    Case(
        "another charset",
        "POST",
        headers={"Content-Type": "application/sparql-query; charset=UTF-16"},
        body="ASK {}".encode("utf-16"),
        status=415,
    ),
    Case("no UTF-8", "POST", headers=DIRECT, body=b"ASK {} # \xff", status=400, holds="UTF-8"),
    Case("no UTF-8 in a form", "POST", headers=FORM, body="query=ASK%7B%7D%23%FF", status=400, holds="UTF-8"),
    Case("a compressed body", "POST", headers={**DIRECT, "Content-Encoding": "gzip"}, body="x", status=415),
    *(
        Case(f"by {method}", method, get("ASK {}"), status=405, holds="GET or POST")
        for method in ("PUT", "DELETE", "PATCH")
    ),
    Case("a body without end", "POST", headers=DIRECT, body="#" * 1_000_001, status=413),
    Case(
        "a server elsewhere",
        "GET",
        get("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
        status=400,
        holds="SERVICE",
    ),
    # 2.2: updates are refused
    Case(
        "an update as itself",
        "POST",
        headers={"Content-Type": "application/sparql-update"},
        body="DROP ALL",
        status=403,
        holds="read-only",
    ),
    Case("an update in a form", "POST", headers=FORM, body="update=DROP+ALL", status=403, holds="read-only"),
    Case("an update by GET", "GET", "/sparql?update=DROP%20ALL", status=400, holds="read-only"),
    Case("an update as a query", "GET", get("DELETE WHERE { ?s ?p ?o }"), status=400, holds="updates are refused"),
    Case("a dataset of updates", "GET", get("ASK {}", "&using-graph-uri=http%3A%2F%2Fa.example%2F"), status=400),
    # the service description
    Case("what the endpoint is", "GET", media="text/turtle", holds="a sd:Service"),
    *(
        Case(f"what the endpoint is, as {media}", "GET", headers={"Accept": media}, media=media, holds="SPARQL11Query")
        for media in ("text/turtle", "application/n-triples", "application/rdf+xml")
    ),
    Case("what the endpoint is, as nothing there is", "GET", headers={"Accept": "image/png"}, status=406),
    Case("a browser is sent to the form", "GET", headers={"Accept": "text/html,*/*;q=0.8"}, status=303),
    Case("what may be done", "OPTIONS", status=204),
]


@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.name)
def test_protocol(served: Running, case: Case) -> None:
    body = case.body.encode() if isinstance(case.body, str) else case.body
    said = served.ask(case.method, case.target, case.headers, body or None)
    assert said.status == case.status, said.text
    if case.media:
        assert said.media == case.media
    assert case.holds in said.text
    assert said.headers["x-content-type-options"] == "nosniff"
    if case.status >= 400:
        assert said.media == "text/plain" and said.text.count("\n") == 1 and said.text.endswith("\n")
    if case.method == "HEAD":
        assert not said.body and int(said.headers["content-length"]) > 0
    if case.status == 405:
        assert "POST" in said.headers["allow"]


def test_the_graph_is_what_it_was_after_all_these_requests(served: Running) -> None:
    said = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
    assert int(said.text.split()[1]) == len(list(parse((ROOT / "out" / "graph.ttl").read_bytes(), RdfFormat.TURTLE)))


@pytest.mark.parametrize(
    ("media", "kind"),
    [(JSON, QueryResultsFormat.JSON), (XML, QueryResultsFormat.XML), (TSV, QueryResultsFormat.TSV)],
)
def test_every_form_has_the_same_rows(served: Running, media: str, kind: QueryResultsFormat) -> None:
    text = "SELECT * { ?s rdfs:label ?l OPTIONAL { ?s gk:amount ?a } } ORDER BY ?s ?l"
    store = query.load(ROOT / "out" / "graph.ttl")
    wanted = query.ask(query.question(text), store).rows
    got = parse_query_results(served.query(text, media).body, kind)
    names = [variable.value for variable in got.variables]  # type: ignore[union-attr]
    assert sorted(names) == ["a", "l", "s"]
    assert tuple(tuple(query.term_of(row[name]) for name in ("a", "l", "s")) for row in got) == wanted or (
        [tuple(query.term_of(row[name]) for name in names) for row in got] == list(wanted)  # type: ignore[union-attr]
    )


def test_the_description_can_be_read(served: Running) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    graphs = [
        rdflib.Graph().parse(data=served.ask("GET", "/sparql", {"Accept": media}).text, format=kind)
        for media, kind in (("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml"))
    ]
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])
    service = graphs[0].value(None, rdflib.RDF.type, sd.Service)
    assert str(graphs[0].value(service, sd.endpoint)) == served.endpoint
    assert {str(name) for name in graphs[0].objects(None, sd.name)} == {G1, G2}


# --- weights of media types -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV ; Q=0.5, application/*;q=0.4", "csv"),
        ("text/csv;q=x", "csv"),
        ("text/csv;q=7, text/tab-separated-values;q=1", "csv"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "xml"),
        ("nonsense, ,;;, text/csv", "csv"),
        ("text/html", None),
        ("*/*;q=0", None),
    ],
)
def test_what_is_accepted(accept: str, name: str | None) -> None:
    found = choose(accept, ROWS)
    assert (found.name if found else None) == name


def test_graphs_come_as_turtle_first() -> None:
    found = choose("*/*", GRAPHS)
    assert found is not None and found.name == "ttl"


# --- clients that nobody here wrote ---------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks(served: Running, method: str) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = rdflib.Graph(SPARQLStore(served.endpoint, method=method))
    gk = rdflib.Namespace("https://w3id.org/graphkit/ontology#")
    mistral = rdflib.URIRef("https://w3id.org/graphkit/id/agent/mistral-ai")
    assert (mistral, rdflib.RDF.type, gk.Company) in graph
    assert rdflib.Literal("Mistral AI") in set(graph.objects(mistral, rdflib.RDFS.label))
    assert len(graph) == int(served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text.split()[1])
    one = rdflib.Graph(SPARQLStore(served.endpoint, method=method), identifier=rdflib.URIRef(G1))
    assert [str(label) for label in one.objects(None, rdflib.RDFS.label)] == ["in one"]


def test_sparqlwrapper_asks(served: Running) -> None:
    import SPARQLWrapper as Client

    client = Client.SPARQLWrapper(served.endpoint)
    for form_ in (Client.JSON, Client.XML, Client.CSV, Client.TSV):
        for method in (Client.GET, Client.POST):
            client.setMethod(method)
            client.setReturnFormat(form_)
            client.setQuery('SELECT ?c { ?c rdfs:label "Mistral AI" }')
            assert "agent/mistral-ai" in str(_plain(client.query().convert()))
    client.setQuery(PICK)
    client.setReturnFormat(Client.TURTLE)
    assert b"Mistral AI" in client.query().convert()
    client.setReturnFormat(Client.JSON)
    client.setQuery("SELECT * {")
    with pytest.raises(Client.SPARQLExceptions.QueryBadFormed):
        client.query()
    client.setMethod(Client.POST)
    client.setQuery("DROP ALL")
    with pytest.raises(Exception, match="403"):
        client.query()


def _plain(found: object) -> object:
    return found.toxml() if hasattr(found, "toxml") else found


@pytest.mark.parametrize("asked", query.shipped(), ids=lambda asked: asked.name)
def test_shipped_questions_give_their_rows(served: Running, asked: query.Question) -> None:
    file = next(EXPECTED.parent.glob(f"[0-9][0-9]-{asked.name}.rq")).stem + ".csv"
    rows = (EXPECTED / file).read_text(encoding="utf-8")
    by_name = served.ask("GET", f"/questions/{asked.name}", {"Accept": "text/csv"})
    assert by_name.status == 200 and by_name.body.decode().replace("\r\n", "\n") == rows
    text = query.bound(asked, lambda words: query.named(query.load(ROOT / "out" / "graph.ttl"), words), {})
    assert served.query(text, "text/csv").body.decode().replace("\r\n", "\n") == rows


# --- limits ---------------------------------------------------------------------------------------


def test_a_query_without_end_is_cut_off_and_the_server_goes_on(served: Running) -> None:
    with ThreadPoolExecutor(4) as many:
        cut = [many.submit(served.query, FOREVER) for _ in range(2)]
        time.sleep(0.3)
        after = many.submit(served.query, "ASK {}")  # waits until one of them is gone
        assert [one.result().status for one in cut] == [503, 503]
        assert cut[0].result().text == "the query was cut off: it ran longer than 2 seconds\n"
        assert after.result().status == 200
    assert all(served.query("ASK {}").status == 200 for _ in range(5))


def test_the_process_that_answers_reaches_nobody_even_where_a_query_gets_that_far() -> None:
    pytest.importorskip("resource")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.5)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        text = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
        code = (
            "from graphkit.serve import worker\nfrom pyoxigraph import Store\nstore = Store()\nworker._alone(store)\n"
            f"try: list(store.query({text!r}))\nexcept Exception as error: print('refused', error)\n"
            "try: open('/etc/hostname')\nexcept OSError: print('no file')"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
        assert "refused" in done.stdout and "no file" in done.stdout, done
        with pytest.raises(TimeoutError):
            listening.accept()


def test_an_answer_too_large_is_refused_and_not_cut_short(served: Running) -> None:
    for text in ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }"):
        said = served.query(text)
        assert said.status == 403 and said.text == "the answer is larger than 0.5 MB; ask for less of it, with LIMIT\n"
    assert served.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 5").status == 200


def test_more_memory_than_there_is_ends_the_query_only(tmp_path: Path) -> None:

    from graphkit.serve.pool import Limits, Pool
    from graphkit.serve.protocol import Refused

    async def tried() -> str:
        data = (ROOT / "out" / "graph.ttl").read_bytes()
        pool = Pool(data, ".ttl", size=1, limits=Limits(seconds=30.0, memory=150))
        try:
            await pool.start()
            with pytest.raises(Refused) as refused:
                await pool.ask({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"})
            assert (await pool.ask({"query": "ASK {}"})).status == 200
        finally:
            await pool.close()
        return str(refused.value)

    if sys.platform != "linux":
        pytest.skip("memory is only limited on Linux")
    assert asyncio.run(tried()) == "the query was cut off: it needs more memory than 150 MB"


def test_a_query_that_breaks_the_parser_ends_its_process_only(served: Running) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    said = served.ask("POST", "/sparql", direct, b"SELECT * " + b"{" * 100_000)
    assert said.status in (400, 500) and said.text.count("\n") == 1
    long = served.ask("POST", "/sparql", direct, b"SELECT * { ?s ?p" + b" " * 900_000 + b"}")
    assert long.status == 400 and len(long.body) < 600
    assert served.query("ASK {}").status == 200


def test_answers_are_kept_up_to_a_size_and_only_those_that_stay_the_same() -> None:
    kept = Kept(800)

    def reply(size: int, **more: Any) -> Reply:
        return Reply(**{"status": 200, "media": "text/csv", "body": b"x" * size, **more})

    for number in range(20):
        kept.keep({"query": f"{number:02}"}, reply(60))
    assert kept.find({"query": "19"}) == reply(60) and kept.find({"query": "00"}) is None
    for text, answered in (
        ("SELECT (NOW() AS ?n) {}", reply(1)),
        ("SELECT (\\u0052AND() AS ?n) {}", reply(1)),
        ("large", reply(100)),
        ("wrong", reply(1, status=400)),
        ("page", reply(0, table={"names": []})),
    ):
        kept.keep({"query": text}, answered)
        assert kept.find({"query": text}) is None
    assert kept.find({"query": "19", "accept": "text/csv"}) is None


def test_the_same_query_has_the_same_answer_in_every_form(served: Running) -> None:
    first, again = ([served.query(ROW, media) for media in (CSV, TSV, JSON)] for _ in range(2))
    assert [(one.media, one.body) for one in first] == [(one.media, one.body) for one in again]
    assert served.query("SELECT (RAND() AS ?x) {}", CSV).body != served.query("SELECT (RAND() AS ?x) {}", CSV).body
    assert served.ask("GET", get(NAMES, ONLY)).body != served.ask("GET", get(NAMES)).body


def test_many_at_once(served: Running) -> None:
    with ThreadPoolExecutor(30) as many:
        said = list(many.map(lambda n: served.query(f"SELECT ({n} AS ?n) {{}}", "text/csv"), range(120)))
    assert [one.text.split() for one in said] == [["n", str(n)] for n in range(120)]


# --- for people -----------------------------------------------------------------------------------


def test_the_first_page_has_a_form_and_every_question(served: Running) -> None:
    said = served.ask("GET", "/")
    assert said.status == 200 and said.media == "text/html" and '<textarea id="query"' in said.text
    for asked in query.shipped():
        assert f'href="/questions/{asked.name}"' in said.text
        page = served.ask("GET", f"/questions/{asked.name}", {"Accept": "text/html"})
        assert page.status == 200 and "<table>" in page.text
    assert "script" not in said.headers["content-security-policy"] and "<script" not in said.text
    assert "default-src 'none'" in said.headers["content-security-policy"]


def test_a_query_is_answered_in_the_page(served: Running) -> None:
    said = served.ask("GET", f"/?query={quote(PICK)}")
    assert "<table>" in said.text and "Mistral AI" in said.text
    assert served.ask("GET", f"/?query={quote('ASK {}')}").text.count("<strong>yes</strong>") == 1
    wrong = served.ask("GET", f"/?query={quote('SELECT <script>alert(1)</script>')}")
    assert wrong.status == 400 and "<script" not in wrong.text and "&lt;script&gt;" in wrong.text


def test_a_term_that_there_is_not_is_told_in_the_page(served: Running) -> None:
    for text in ("SELECT ?x { ?x a gk:Compny }", "ASK { ?x a gk:Compny }"):
        page = served.ask("GET", f"/?query={quote(text)}").text
        assert "&#x27;Compny&#x27; is not in ontology/graphkit.ttl; did you mean &#x27;Company&#x27;?" in page


def test_a_thing_leads_to_what_is_around_it(served: Running) -> None:
    mistral = "SELECT ?c { ?c rdfs:label 'Mistral AI' }"
    page = served.ask("GET", f"/?query={quote(mistral)}").text
    link = next(unescape(found) for found in re.findall(r'<td><a href="([^"]*)"', page))
    around = served.ask("GET", link).text
    assert "Andreessen Horowitz" not in around and ">andreessen-horowitz</a>" in around and ">Mistral AI<" in around
    numbers = served.ask("GET", f"/?query={quote('SELECT (1 AS ?n) {}')}").text
    assert '<td class="number">1</td>' in numbers


def test_a_question_takes_a_name(served: Running) -> None:
    for accept in ("text/html", "text/csv"):
        said = served.ask("GET", "/questions/lead-investors?company=mistral%20AI", {"Accept": accept})
        assert said.status == 200 and "General Catalyst" in said.text
        said = served.ask("GET", "/questions/lead-investors?company=%22%3E%3Cb%3E", {"Accept": accept})
        assert said.status == 400 and "nothing in the graph is called" in said.text and "<b>" not in said.text[100:]
    assert served.ask("GET", "/questions/lead-investors?firm=x").text == (
        "the question lead-investors has no parameter 'firm'; it has company\n"
    )
    assert served.ask("GET", "/questions/no-such").status == 404


def test_all_graphs_of_a_file_are_asked_where_that_is_wanted() -> None:
    from graphkit.serve.description import describe
    from graphkit.serve.worker import stored

    text = f"@prefix rdfs: <{rdflib.RDFS}> . {NAMED} <http://example.org/g3> {{ <http://example.org/a> rdfs:label 'in one' }}"
    asked = {"query": LABELS, "accept": CSV}
    store = stored(text.encode(), ".trig")
    assert answer(store, asked, most=1_000).body == b"l\r\n"
    store = stored(text.encode(), ".trig", union=True)
    assert answer(store, asked, most=1_000).body == b"l\r\nin one\r\nin two\r\n"
    assert answer(store, {**asked, "default_graphs": [G1]}, most=1_000).body == b"l\r\nin one\r\n"
    assert "sd:UnionDefaultGraph" in describe("http://127.0.0.1/sparql", 0, {G1: 1, G2: 1}, union=True)


def test_words_of_the_graph_do_not_break_the_page() -> None:
    from graphkit.serve.pages import Outcome, Site, home

    store = Store()
    store.bulk_load(
        b'<http://e.example/%22%3E> <http://e.example/p> "<script>alert(1)</script>"@en .', RdfFormat.TURTLE
    )
    reply = answer(store, {"query": "SELECT * { ?s ?p ?o }", "form": "html"}, most=10_000)
    text = home(Site(1, 0, "graph.ttl", False, ()), "x", Outcome(json.loads(json.dumps(reply.table))))
    assert "<script" not in text and "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "target",
    [
        *("/secret.txt", "/../secret.txt", "/page/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//etc/passwd"),
        *("/questions/..%2f..%2fsecret.txt", "/questions/%2Fetc%2Fpasswd", "/questions/../secret.txt", "/style.css/../secret.txt"),
        *("/page%00", "/graph.ttl", "/questions/", "/questions/01-lead-investors.rq", "/nothing"),
    ],
)  # fmt: skip
def test_no_address_leaves_what_is_listed(served: Running, target: str) -> None:
    said = served.ask("GET", target)
    assert said.status in (400, 404) and "secret" not in said.text.replace("secret.txt", "")


def test_files_beside_the_endpoint(served: Running) -> None:
    assert served.ask("GET", "/page").text == "<!doctype html><title>the page</title>"
    assert served.ask("GET", "/graph.trig").body.endswith(NAMED.encode())
    assert served.ask("GET", "/style.css").media == "text/css"
    assert served.ask("POST", "/page").status == 405


def test_only_this_machine_is_answered(served: Running) -> None:
    netloc = served.address.split("/")[2]
    for host, status in (("evil.example", 400), ("localhost", 200), ("127.0.0.1:1", 200)):
        assert ask(netloc, "GET", "/", {"Host": host}).status == status
    assert "access-control-allow-origin" not in served.ask("GET", "/sparql", {"Origin": "http://a.example"}).headers


def test_a_graph_of_its_own_is_asked_by_the_address(served: Running) -> None:
    from graphkit import remote

    asked = query.question("SELECT ?l { ?x rdfs:label ?l }")
    assert query.as_csv(remote.ask(asked, f"{served.endpoint}?default-graph-uri={quote(G1)}")) == "l\nin one\n"


# --- starting and ending --------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_told_to(number: int) -> None:
    with serving(ROOT / "out", "--cors", "*", "--seconds", "60") as running:
        said = running.ask("GET", "/sparql", {"Origin": "http://a.example"})
        assert said.headers["access-control-allow-origin"] == "*"
        children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
        known = children.read_text().split() if children.exists() else []
        with ThreadPoolExecutor(1) as beside:
            hanging = beside.submit(running.query, FOREVER)
            time.sleep(0.6)
            running.process.send_signal(number)
            assert running.process.wait(15) == 0
            said = hanging.result()
            assert said.status == 503 and said.text == "the query was cut off: the endpoint closes down\n"
        assert running.process.stderr is not None and running.process.stderr.read() == ""
        assert not [child for child in known if Path(f"/proc/{child}").exists()]


HALF = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"


def test_clients_that_send_half_a_request_neither_hold_it_up_nor_keep_it_from_ending() -> None:
    with serving(ROOT / "out") as running:
        address = ("127.0.0.1", int(running.address.split(":")[2].strip("/")))
        with contextlib.ExitStack() as opened:
            slow = [opened.enter_context(socket.create_connection(address)) for _ in range(200)]
            for number, client in enumerate(slow):
                client.sendall((HALF if number % 2 else HALF[:30]).encode())
            assert running.query("ASK {}").status == 200
            running.process.terminate()
            assert running.process.wait(15) == 0
            assert b"closes down" in slow[1].recv(10_000)
        assert running.process.stderr is not None and running.process.stderr.read() == ""


def test_too_many_connections_are_turned_away_and_leave_no_trace(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        started = serving(ROOT / "out")
        running = started.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    try:
        address = ("127.0.0.1", int(running.address.split(":")[2].strip("/")))
        with contextlib.ExitStack() as opened:
            for _ in range(400):
                opened.enter_context(socket.create_connection(address))
            time.sleep(0.5)
            said = running.query("ASK {}")
            assert said.status == 503 and "too many connections" in said.text
        for _ in range(40):
            time.sleep(0.25)
            if running.query("ASK {}").status == 200:
                break
        assert running.query("ASK {}").status == 200
        running.process.terminate()
        assert running.process.wait(15) == 0
        assert running.process.stderr is not None and running.process.stderr.read() == ""
    finally:
        started.__exit__(None, None, None)


def test_who_sends_nothing_is_let_go_and_who_goes_on_asking_is_not() -> None:
    import uvicorn

    from graphkit.serve import connections

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def gone(reader: asyncio.StreamReader) -> bool:
        try:
            return await asyncio.wait_for(reader.read(), 5) == b""
        except ConnectionError:
            return True

    async def tried() -> tuple[bool, int]:
        config = uvicorn.Config(app, http=connections.protocol(10, tick=1.0), lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            task = asyncio.create_task(server._serve([listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            slow, writing = await asyncio.open_connection(*listening.getsockname())
            reader, asking = await asyncio.open_connection(*listening.getsockname())
            answers = 0
            for number in range(8):
                if number < 3:
                    writing.write(b"G")  # a request that does not come to its end
                asking.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                answers += (await reader.readuntil(b"ok")).endswith(b"ok")
                await asyncio.sleep(0.3)
            let_go = await gone(slow)
            server.should_exit = True
            await task
            return let_go, answers

    assert asyncio.run(tried()) == (True, 8)


def test_a_query_that_never_comes_to_its_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.requests import Request

    from graphkit.serve import app, protocol

    async def never() -> Any:
        await asyncio.sleep(60)

    monkeypatch.setattr(app, "BODY_SECONDS", 0.05)
    with pytest.raises(protocol.Refused, match="did not end within") as told:
        asyncio.run(app._body(Request({"type": "http"}, never)))
    assert told.value.status == 408


def test_a_query_too_deep_for_the_engine_is_told_and_the_server_goes_on() -> None:
    with serving(ROOT / "out") as running:
        for text in (f"ASK {{{'{' * 50_000}{'}' * 50_000}}}", f"ASK {{ FILTER({'||'.join(['?a'] * 100_000)}) }}"):
            said = running.ask("POST", "/sparql", DIRECT, text.encode())
            assert said.status == 400 and "nested too deeply" in said.text
        assert running.query("ASK {}").status == 200


def test_what_cannot_be_served_is_told(tmp_path: Path, served: Running) -> None:
    def tried(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "graphkit", "serve", *words], capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stderr

    (tmp_path / "graph.ttl").write_text("this is no Turtle")
    (tmp_path / "graph.json").write_text("{}")
    port = served.address.split(":")[2].strip("/")
    tries = [
        (str(tmp_path), "--port", "0"),
        (str(tmp_path / "graph.json"),),
        (str(tmp_path / "nothing"),),
        (str(ROOT / "out"), "--port", port),
    ]
    with ThreadPoolExecutor(4) as many:
        no_turtle, no_rdf, nothing, taken = many.map(lambda words: tried(*words), tries)
    code, told = no_turtle
    assert code == 1 and told.startswith("graphkit: graph.ttl: cannot be parsed") and told.count("\n") == 1
    assert no_rdf[1].startswith("graphkit: graph.json: a graph is a file that ends in .ttl")
    assert nothing[0] == 2
    assert taken == (1, f"graphkit: 127.0.0.1:{port}: Address already in use\n")
