"""Questions: the shipped ones by name and any other, alike on both engines, with parameters that cannot break out."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
import rdf_sample as s

from graphkit import query, turtle
from graphkit.query import QueryError


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    loaded = pyoxigraph.Store()
    loaded.bulk_load(turtle.write(s.sample()).encode(), pyoxigraph.RdfFormat.TURTLE)
    return loaded


def given(asked: query.Question) -> dict[str, str]:
    return {name: "2024-01-31" if name in asked.dates else "Lumen Robotics" for name, _ in asked.parameters}


def test_twelve_questions_are_shipped_each_with_a_title() -> None:
    asked = query.shipped()
    assert len(asked) >= 12 and len({q.name for q in asked}) == len(asked)
    assert all(len(q.title) > 15 for q in asked)


@pytest.mark.parametrize("name", [q.name for q in query.shipped()])
def test_both_engines_give_the_same_rows(store: pyoxigraph.Store, name: str) -> None:
    asked = query.find(name)
    fast, plain = (query.ask(asked, store, engine=engine, **given(asked)) for engine in ("pyoxigraph", "rdflib"))
    assert query.same_rows(fast, plain)


def test_who_led(store: pyoxigraph.Store) -> None:
    for words in (
        "Lumen Robotics",
        "lumen robotics",
        "流明机器人",
        "https://w3id.org/graphkit/id/agent/lumen-robotics",
    ):
        answer = query.ask(query.find("lead-investors"), store, company=words)
        assert query.as_csv(answer) == "lead,raiser,date\nNordvik Ventures,Lumen Robotics,2024-03\n"


def test_both_valuations_are_told_with_their_words(store: pyoxigraph.Store) -> None:
    table = query.as_csv(query.ask(query.find("conflicting-valuations"), store))
    assert "at almost €300m" in table and "估值3亿美元" in table


@pytest.mark.parametrize("words", ['x" } INSERT', "Nobody Inc", "> } #", "\n"])
def test_a_parameter_is_looked_up_and_never_pasted(store: pyoxigraph.Store, words: str) -> None:
    with pytest.raises(QueryError, match="nothing in the graph is called"):
        query.ask(query.find("lead-investors"), store, company=words)


def test_what_cannot_be_asked_is_told(store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="did you mean lead-investors"):
        query.find("lead-investor")
    with pytest.raises(QueryError, match="has no parameter 'firm'; it has company"):
        query.ask(query.find("lead-investors"), store, firm="x")
    with pytest.raises(QueryError, match="line 2, column"):
        query.ask(query.find("SELECT ?x WHERE {\n ?x ?y }"), store)


def test_forms_of_an_answer(store: pyoxigraph.Store) -> None:
    rows = query.ask(query.find("SELECT ?x ?n WHERE { ?x a gk:Place ; rdfs:label ?n }"), store)
    assert query.as_tsv(rows).splitlines()[1] == '<https://w3id.org/graphkit/id/place/oslo>\t"Oslo"'
    assert json.loads(query.as_json(rows))["results"]["bindings"][0]["n"] == {"type": "literal", "value": "Oslo"}
    assert query.as_table(rows).splitlines()[2].split() == ["oslo", "Oslo"]
    assert query.as_table(query.ask(query.find("ASK { ?x a gk:Place }"), store)) == "yes\n"
    made = query.ask(query.find("CONSTRUCT { ?x a gk:Place } WHERE { ?x a gk:Place }"), store)
    assert "place:oslo a gk:Place" in query.as_turtle(made)
    assert query.as_turtle(made).count("@prefix") == 3  # rdf: too, though the writer says a
    with pytest.raises(QueryError, match="rows cannot be given as Turtle"):
        query.as_turtle(rows)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service # a comment\n SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE :x { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { ?a ?b 1SERVICE:x { ?s ?p ?o } }",
        "PREFIX x: <http://e.example/#> SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?x <http://e.example/a'b> ?y SERVICE <http://127.0.0.1:9/> { ?s ?p 'x' } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERV\u0131CE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        # a quotation mark or a # that begins no string and no comment
        "PREFIX x: <http://e.example/> SELECT * { ?s x:a\\'b ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?s != 'c') }",
        'PREFIX x: <http://e.example/> SELECT * { ?s x:a\\"b ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?s != "c") }',
        "PREFIX x: <http://e.example/> SELECT * { ?s x:a\\#b ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { <http://e.example/'\u00a0> ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?o != 'c') }",
        "SELECT * { <http://e.example/'\u2028> ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?o != 'c') }",
        "BASE <http://e.example/> SELECT * { <a\\u0041'b> ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?o != 'c') }",
        "SELECT * { ?s ?p ?a FILTER(?a<'>') SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(?s='x') }",
        "SELECT * { \\u00000053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_another_server(store: pyoxigraph.Store, text: str) -> None:
    for engine in ("pyoxigraph", "rdflib"):
        with pytest.raises(QueryError, match="SERVICE asks another server"):
            query.ask(query.question(text), store, engine=engine)


def test_the_word_service_may_be_spoken_of(store: pyoxigraph.Store) -> None:
    for text in (
        'SELECT ?service { ?service rdfs:label "SERVICE <x>" } # service <http://e.example/>',
        'SELECT ?s { ?s rdfs:label ?l FILTER(?l < "z" && CONTAINS(?l, "Service") && ?l > "a service") }',
        "SELECT ?s { ?s a <https://schema.org/Service> ; rdfs:seeAlso <http://www.service.com/my-service.html?service=1> }",
        "PREFIX x: <http://e.example/it's#> SELECT ?s { ?s x:service <http://e.example/service#a> }",
    ):
        assert query.ask(query.question(text), store).rows == ()


def test_a_day_is_checked(store: pyoxigraph.Store) -> None:
    asked = query.question("# parameter: since (date)\nSELECT ?d { #: since\n BIND(?since AS ?d) }")
    assert query.as_csv(query.ask(asked, store, since="2024-02-29")) == "d\n2024-02-29\n"
    for words in ("yesterday", '2024-01-01" }', "2024-13-01"):
        with pytest.raises(QueryError, match="is no day; --since is written like"):
            query.ask(asked, store, since=words)


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    (tmp_path / "odd.rq").write_bytes(b"SELECT \xff")
    with pytest.raises(QueryError, match="is not UTF-8"):
        query.find(str(tmp_path / "odd.rq"))
