"""What is told of a query without asking it, and where it is wrong when it cannot be asked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphkit import query, sparql
from graphkit.cli import app

GRAPH = """
@prefix gk: <https://w3id.org/graphkit/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://e.example/a> a gk:Company ; rdfs:label "Lumen" .
<http://e.example/融资/é> a gk:Company ; rdfs:label "融资 \\u001B[31m\\u202E" .
"""


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    return path


# a query, the place of its fault, the words before it, what is wrong
FAULTS = [
    ("SELECT ?x { ?x a foo:Bar }", 1, 18, "?x a", "the prefix foo: is not declared"),
    ("SELECT ?x {\n  ?x ex:é ?o }", 2, 6, "{ ?x", "the prefix ex: is not declared"),
    ('SELECT ?x { ?x rdfs:label "融资" ; a b:c }', 1, 36, "; a", "the prefix b: is not declared"),
    ("SELECT ?x {\n ?x ?p ?o .\n FILTER(?o > 3\n}", 3, 8, "FILTER", "this ( is not closed"),
    ("SELECT ?x { ?x ?p ?o", 1, 11, "SELECT ?x", "this { is not closed"),
    ("SELECT ?x { ?x ?p ?o } }", 1, 24, "?o }", "this } closes nothing"),
    ("SELECT ?x { ?x ?p [ ?q 1 ) }", 1, 19, "?x ?p", "this [ is not closed"),
    ('SELECT ?x { ?x ?p "abc }', 1, 19, "?x ?p", "this string is not closed"),
    ("SELECT ?x { ?x a <a> }", 1, 21, "<a>", "this is no absolute IRI"),
    ("SELECT ?x { ?x a <http://a b> }", 1, 30, "<http://a b>", "this is no absolute IRI"),
    ("SELECT ?x ?y { ?x ?p ?y } GROUP BY ?x", 1, 38, "BY ?x", "neither grouped nor in an aggregate"),
    ("SELECT ?x { ?x gk:amount/ }", 1, 27, "gk:amount/", 'there could be "!", "("'),
    ("SELECT ?x { ?x ?p ?o } LIMIT -1", 1, 30, "LIMIT", ""),
    # where pyoxigraph only names the end of the query
    ("SELECT foo {}", 1, 8, "SELECT", ""),
    ("ASK {\n ?x ?p ?o .\n FILTER(FOO(?x)) }", 3, 2, "?o .", ""),
    ("# of a round\nSELECT ?x { ?x a gk:Company . FILTER(?y = ) }", 2, 31, "gk:Company .", ""),
]


@pytest.mark.parametrize(("text", "line", "column", "before", "why"), FAULTS, ids=[text for text, *_ in FAULTS])
def test_a_fault_is_told_with_its_place_and_its_reason(
    text: str, line: int, column: int, before: str, why: str, graph: Path
) -> None:
    with pytest.raises(query.QueryError) as told:
        query.ask(query.question(text), graph)
    words = str(told.value)
    assert words.startswith(f"the query is wrong in line {line}, column {column}, ")
    assert f"{before}»" in words and why in words
    assert "\n" not in words and len(words) < 300


@pytest.mark.parametrize("text", ["SELECT ?x { ?x a foo:Bar }", "SELECT ?x {\n FILTER(?o > 3\n}", "SELECT foo {}"])
def test_rdflib_tells_the_same_place(text: str, graph: Path) -> None:
    told = []
    for engine in ("pyoxigraph", "rdflib"):
        with pytest.raises(query.QueryError) as error:
            query.ask(query.question(text), graph, engine=engine)  # type: ignore[arg-type]
        told.append(str(error.value))
    assert told[0] == told[1]


def test_a_term_that_there_is_not_is_told_with_the_nearest_ones() -> None:
    text = "SELECT ?x {\n ?x a gk:Compny ; gk:raisedBy ?y .\n ?y <https://w3id.org/graphkit/ontology#foundd> ?z }"
    assert sparql.undeclared(text) == [
        "line 2: 'Compny' is not in ontology/graphkit.ttl; did you mean 'Company'?",
        "line 3: 'foundd' is not in ontology/graphkit.ttl; did you mean 'founded' or 'foundedOn'?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(asked.text for asked in query.shipped()),
        'SELECT ?x { ?x rdfs:label "gk:Compny" } # gk:Compny',
        "PREFIX gk: <http://e.example/> SELECT ?x { ?x a gk:Compny }",
        "SELECT ?x { ?x a <http://e.example/gk:Compny> ; ?gk:y ?z }",
    ],
)
def test_nothing_is_told_of_a_query_whose_terms_there_are(text: str) -> None:
    assert sparql.undeclared(text) == []


@pytest.mark.parametrize("engine", ["pyoxigraph", "rdflib"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "updates are refused"),
        ("LOAD <file:///etc/hostname>", "updates are refused"),
        ("PREFIX a: <b:c> # x\nDELETE WHERE { ?a ?b ?c }", "updates are refused"),
        ("SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }", "FROM names a graph"),
        ("SELECT * FROM NAMED <http://127.0.0.1:9/> { GRAPH ?g { ?s ?p ?o } }", "FROM names a graph"),
    ],
)
def test_what_would_write_or_fetch_is_refused(engine: query.Engine, text: str, why: str, graph: Path) -> None:
    with pytest.raises(query.QueryError, match=why):
        query.ask(query.find(text), graph, engine=engine)


@pytest.mark.parametrize("text", ['ASK { ?from ?p "from" } # from', "ASK { ?insert rdfs:label ?delete }"])
def test_such_words_may_be_spoken_of(text: str, graph: Path) -> None:
    assert query.ask(query.find(text), graph).truth is not None


@pytest.mark.parametrize(
    "part", ["a", " ", "{", '"', "a:", "prefix ", "prefix a:", "#\n", "'''", "<", "gk:x ", "\\u0041", "-"]
)
def test_a_long_query_takes_no_longer_than_its_length_asks_for(part: str) -> None:
    text = part * (200_000 // len(part))
    began = time.process_time()
    sparql.updates(text), sparql.asks_elsewhere(text), sparql.names_graphs(text)
    sparql.placed(SyntaxError("error at 1:5: expected [_]"), text, thorough=False)
    assert time.process_time() - began < 3


def test_the_command_tells_an_unknown_term_and_lets_no_name_move_the_cursor(graph: Path) -> None:
    done = CliRunner().invoke(app, ["query", "SELECT ?x { ?x a gk:Compny }", "--graph", str(graph)])
    assert done.exit_code == 0 and "did you mean 'Company'" in done.stderr and "(0 rows)" in done.stdout
    done = CliRunner().invoke(app, ["query", "SELECT ?l { ?x rdfs:label ?l }", "--graph", str(graph)])
    assert "融资" in done.stdout and "\x1b" not in done.stdout and "\u202e" not in done.stdout
