"""The Turtle export: what a graph means in RDF, and that the bytes are safe, complete and always the same."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import networkx
import pytest
import rdf_sample as s
import rdflib
from pyoxigraph import RdfFormat, parse

from graphkit import turtle
from graphkit.model import Fact, Money, PartialDate, Text
from graphkit.turtle import Literal
from graphkit.vocabulary import GK, PREFIXES

ID = "https://w3id.org/graphkit/id/"
SKOS, RDF, SCHEMA, XSD = (PREFIXES[name] for name in ("skos", "rdf", "schema", "xsd"))
ROUND = ID + s.ROUND


def objects(graph: networkx.MultiDiGraph, subject: str, predicate: str) -> set[turtle.Term]:
    return {o for s_, p, o in turtle.triples(graph) if s_ == subject and p == predicate}


def subjects(graph: networkx.MultiDiGraph, predicate: str, term: turtle.Term) -> set[str]:
    return {s_ for s_, p, o in turtle.triples(graph) if p == predicate and o == term}


def claims_about(graph: networkx.MultiDiGraph, subject: str, predicate: str, term: turtle.Term) -> set[str]:
    return (
        subjects(graph, RDF + "subject", subject)
        & subjects(graph, RDF + "predicate", predicate)
        & subjects(graph, RDF + "object", term)
    )


# --- facts ----------------------------------------------------------------------------------------


def test_a_fact_is_one_plain_triple() -> None:
    graph = s.sample()
    assert objects(graph, ROUND, GK.leadInvestor) == {ID + "agent/nordvik-ventures"}
    assert objects(graph, ROUND, GK.roundKind) == {GK.SeriesA}
    assert objects(graph, ID + "agent/lumen-robotics", GK.develops) == {ID + "product/fjord"}


def test_equal_amounts_of_two_articles_are_one_node() -> None:
    graph = s.sample()
    euros = ID + "money/EUR-40000000"
    assert objects(graph, ROUND, GK.amount) == {euros}
    assert objects(graph, euros, GK.value) == {Literal("40000000", "", XSD + "integer")}
    assert objects(graph, euros, GK.currency) == {Literal("EUR")}
    assert len(claims_about(graph, ROUND, GK.amount, euros)) == 2


def test_a_fraction_of_a_unit_is_a_decimal_without_trailing_zeros() -> None:
    price = Fact(s.ROUND, "amount", Money(Decimal("14.990"), "USD"))
    graph = s.assembled([price])
    assert objects(graph, ID + "money/USD-14.99", GK.value) == {Literal("14.99", "", XSD + "decimal")}


def test_what_lost_to_a_rival_is_a_claim_and_no_fact() -> None:
    graph = s.sample()
    assert objects(graph, ROUND, GK.valuation) == {ID + "money/EUR-300000000"}
    (rival,) = claims_about(graph, ROUND, GK.valuation, ID + "money/USD-300000000")
    assert objects(graph, rival, GK.rank) == {GK.Normal}
    (winner,) = claims_about(graph, ROUND, GK.valuation, ID + "money/EUR-300000000")
    assert objects(graph, winner, GK.rank) == {GK.Preferred}
    assert objects(graph, winner, GK.rankReason) == {Literal("nearest-to-event")}
    assert objects(graph, winner, GK.approximation) == {Literal("under")}
    assert objects(graph, winner, GK.basis) == {Literal("post")}


def test_a_denial_is_kept_as_such_and_makes_nobody_an_investor() -> None:
    graph = s.sample()
    bjorn = ID + "agent/bjorn-as"
    assert bjorn not in objects(graph, ROUND, GK.investor)
    (denial,) = claims_about(graph, ROUND, GK.investor, bjorn)
    assert objects(graph, denial, GK.statedAs) == {GK.Denied}


def test_relations_without_direction_stand_in_both() -> None:
    graph = s.sample()
    lumen, bjorn, kite = (ID + name for name in (s.LUMEN, s.BJORN, s.KITE))
    assert objects(graph, lumen, GK.partnerOf) == {bjorn} and objects(graph, bjorn, GK.partnerOf) == {lumen}
    assert objects(graph, lumen, GK.competitorOf) == {kite} and objects(graph, kite, GK.competitorOf) == {lumen}


def test_who_invests_or_partners_is_typed_so_beside_the_core_class() -> None:
    graph = s.sample()
    types = RDF + "type"
    assert objects(graph, ID + s.BJORN, types) == {GK.Company, GK.Investor, GK.Partner}
    assert objects(graph, ID + s.LUMEN, types) == {GK.Company, GK.Partner}
    assert objects(graph, ID + s.NORDVIK, types) == {GK.InvestmentFirm, GK.Investor}


@pytest.mark.parametrize(
    ("date", "datatype", "first"),
    [
        (PartialDate(2024), "gYear", "2024-01-01"),
        (PartialDate(2024, 6), "gYearMonth", "2024-06-01"),
        (PartialDate(2024, 6, 11), "date", "2024-06-11"),
    ],
)
def test_a_date_is_as_precise_as_its_source_and_sorts_by_its_first_day(
    date: PartialDate, datatype: str, first: str
) -> None:
    graph = s.assembled([Fact(s.ROUND, "announcedOn", date)])
    assert objects(graph, ROUND, GK.announcedOn) == {Literal(str(date), "", XSD + datatype)}
    assert objects(graph, ROUND, GK.sortDate) == {Literal(first, "", XSD + "date")}


def test_only_the_date_that_the_graph_follows_sorts() -> None:
    lost = Fact(s.ROUND, "announcedOn", PartialDate(2019), followed=False)
    graph = s.assembled([lost, Fact(s.ROUND, "announcedOn", PartialDate(2024, 3))])
    assert objects(graph, ROUND, GK.sortDate) == {Literal("2024-03-01", "", XSD + "date")}


def test_names_in_other_languages_are_alternative_labels_and_the_display_name_has_no_tag() -> None:
    graph = s.sample()
    lumen = ID + s.LUMEN
    assert objects(graph, lumen, PREFIXES["rdfs"] + "label") == {Literal("Lumen Robotics")}
    assert objects(graph, lumen, SKOS + "altLabel") == {Literal("Lumen Robotics", "en"), Literal("流明机器人", "zh")}
    assert claims_about(graph, lumen, SKOS + "altLabel", Literal("流明机器人", "zh"))


def test_a_figure_too_vague_for_a_number_stays_words() -> None:
    graph = s.assembled([Fact(s.ROUND, "amountText", Text("数千万元", "zh"))])
    assert objects(graph, ROUND, GK.amountText) == {Literal("数千万元", "zh")}


def test_things_that_may_be_one_point_at_each_other() -> None:
    graph = s.sample()
    assert objects(graph, ID + s.KITE, SKOS + "closeMatch") == {ID + s.BJORN}
    assert objects(graph, ID + s.BJORN, SKOS + "closeMatch") == {ID + s.KITE}


# --- evidence -------------------------------------------------------------------------------------


def test_every_quote_is_the_slice_of_its_article() -> None:
    graph = s.sample()
    quotes = subjects(graph, RDF + "type", GK.Quote)
    texts = {f"{ID}doc/{id_}": text for id_, text in s.TEXTS.items()}
    for quote in quotes:
        (start,), (end,), (words,), (document,) = (
            objects(graph, quote, predicate) for predicate in (GK.start, GK.end, GK.text, GK.inDocument)
        )
        assert texts[str(document)][int(start[0]) : int(end[0])] == words[0]
    assert len(quotes) > 15


def test_a_post_is_told_in_the_language_of_its_passage_and_a_part_of_the_round_as_money() -> None:
    part = s.said(s.LED, s.ROUND, "investor", s.HEXA, contribution="EUR 5000000", asOf="2024-03", role="lead partner")
    graph = s.assembled([Fact(s.ROUND, "investor", s.HEXA, (part,))])
    (claim,) = claims_about(graph, ROUND, GK.investor, ID + s.HEXA)
    assert objects(graph, claim, GK.contribution) == {ID + "money/EUR-5000000"}
    assert objects(graph, claim, GK.asOf) == {Literal("2024-03", "", XSD + "gYearMonth")}
    assert objects(graph, claim, GK.role) == {Literal("lead partner", "en")}
    odd = s.said(s.LED, s.ROUND, "investor", s.HEXA, contribution="a lot", asOf="lately")
    graph = s.assembled([Fact(s.ROUND, "investor", s.HEXA, (odd,))])
    (claim,) = claims_about(graph, ROUND, GK.investor, ID + s.HEXA)
    assert not objects(graph, claim, GK.contribution) and not objects(graph, claim, GK.asOf)


def test_two_rules_that_read_the_same_passage_alike_make_one_claim_with_the_surer_figure() -> None:
    sure = s.said(s.RAISED, s.ROUND, "amount", s.euros(40_000_000))
    unsure = replace(sure, claim=replace(sure.claim, confidence=Decimal("0.4"), rule="another rule"))
    for claims in ((sure, unsure), (unsure, sure)):
        graph = s.assembled([Fact(s.ROUND, "amount", s.euros(40_000_000), claims)])
        (claim,) = claims_about(graph, ROUND, GK.amount, ID + "money/EUR-40000000")
        assert objects(graph, claim, GK.confidence) == {Literal("0.9", "", XSD + "decimal")}
        assert objects(graph, claim, GK.rule) == {Literal("by hand: amount")}


def test_documents_are_described_and_a_bad_address_is_left_out() -> None:
    graph = s.sample()
    english, chinese = f"{ID}doc/{s.EN.id}", f"{ID}doc/{s.ZH.id}"
    assert objects(graph, english, SCHEMA + "url") == {"https://example.org/a?b=1#c"}
    assert objects(graph, english, SCHEMA + "headline") == {Literal("Lumen Robotics raises €40m", "en")}
    assert objects(graph, english, SCHEMA + "datePublished") == {Literal("2024-03-12", "", XSD + "date")}
    assert objects(graph, english, GK.sha256) == {Literal(s.EN.sha256)}
    assert objects(graph, chinese, GK.path) == {Literal("zh/流明.txt")}
    assert objects(graph, chinese, SCHEMA + "url") == set()


@pytest.mark.parametrize(
    "address",
    ["http://a.example", "https://a.example:8080/x/é?q=%20&r=[0]#f".replace("[0]", "0"), "HTTPS://例子.example/文"],
)
def test_addresses_that_are_kept(address: str) -> None:
    assert turtle.web_address(address) == address
    turtle.tidy(f"<{ID}doc/d1> <{SCHEMA}url> <{address}> .")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "ftp://a.example",
        "https://",
        "https://a.example/a b",
        'https://a.example/"x',
        "https://a.example/<x>",
        "https://a.example/x\n",
        "https://a.example/100%",
        "https://a.example/{x}",
        "https://a.example/x[1]",
        "https://user@a.example/",
        " https://a.example",
    ],
)
def test_addresses_that_are_left_out(address: str) -> None:
    assert turtle.web_address(address) == ""


# --- the bytes ------------------------------------------------------------------------------------


def test_header_says_what_the_file_is_and_counts_its_triples() -> None:
    graph = s.sample()
    graph.graph["licence"] = "https://creativecommons.org/licenses/by/4.0/"
    statements = turtle.triples(graph)
    dataset = ID + "dataset"
    assert (dataset, PREFIXES["void"] + "triples", Literal(str(len(statements)), "", XSD + "integer")) in statements
    assert objects(graph, dataset, PREFIXES["dcterms"] + "license") == {graph.graph["licence"]}
    graph.graph["licence"] = "ask us"
    assert objects(graph, dataset, PREFIXES["dcterms"] + "rights") == {Literal("ask us")}


def test_rdflib_and_pyoxigraph_read_back_exactly_the_statements() -> None:
    graph = s.sample()
    text = turtle.write(graph)
    expected = {tuple(map(turtle.ntriples, statement)) for statement in turtle.triples(graph)}
    oxigraph = {
        tuple(turtle.ntriples(turtle.plain(term)) for term in (quad.subject, quad.predicate, quad.object))
        for quad in parse(text.encode(), format=RdfFormat.TURTLE)
    }
    assert oxigraph == expected
    read = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    assert set(read) == set(turtle.to_rdflib(graph)) and len(read) == len(expected)


def test_no_blank_node_and_no_undeclared_or_unused_prefix() -> None:
    text = turtle.write(s.sample())
    head, body = text.split("\n\n", 1)
    declared = {line.split()[1] for line in head.splitlines()}
    assert "_:" not in body and "[" not in body.replace("[]", "[")
    assert len(declared) > 12
    assert all(f"{prefix}" in body for prefix in declared)


def test_same_bytes_whatever_the_order_the_graph_was_put_together_in() -> None:
    expected = turtle.write(s.sample())
    told = s.facts()
    for seed in range(3):
        random.Random(seed).shuffle(told)
        assert turtle.write(s.assembled(told)) == expected
    assert expected.endswith(" .\n") and "\r" not in expected


@pytest.mark.parametrize(
    "base",
    [
        *(
            "http://",
            "https:///x/",
            "https://user:word@data.example/",
            "https://data.example/../",
            "https://a.example/./x/",
        ),
        *("https://w3id.org/graphkit/ontology#", "https://schema.org/x/", "https://data.example/a b/", "", "x/"),
    ],
)
def test_a_base_that_cannot_be_anybodys_is_refused(base: str) -> None:
    with pytest.raises(ValueError):
        turtle.Names(base)


@pytest.mark.parametrize(
    "base",
    ["https://data.example/", "http://localhost:8080/x#", "https://data.example/ü/资/", "urn:example:x/", turtle.BASE],
)
def test_a_base_of_ones_own_is_taken(base: str) -> None:
    assert turtle.Names(base).thing("agent/融资") == f"{base}agent/融资"


def test_another_base_names_everything_under_it() -> None:
    text = turtle.write(s.sample(base="https://data.example/funding#"))
    assert "@prefix agent: <https://data.example/funding#agent/> ." in text
    assert "w3id.org/graphkit/id/" not in text
    rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    with pytest.raises(ValueError, match="has to end in"):
        turtle.write(s.sample(base="https://data.example/funding"))
    with pytest.raises(ValueError, match="is not an IRI"):
        turtle.write(s.sample(base="not an address/"))


HOSTILE = [
    'quote " and \\ backslash',
    "line\nend\r\ttab",
    '"""triple""" <script>alert(1)</script>',
    "nul \x00 bell \x07 delete \x7f",
    "\u202eright to left\u2066",
    "line separator \u2028 next line \x85",
    "emoji 🦊 and 𠀀",
    "ends in backslash \\",
    "\ufeffmark",
    "@en . <x> <y> <z> .",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_an_article_come_back_as_they_were_and_break_nothing(words: str) -> None:
    fact = Fact(s.LUMEN, "name", Text(words, "en"))
    graph = s.sample(fact)
    graph.graph["sources"] = {s.EN.id: replace(s.EN, title=words, outlet=words, path=words)}
    graph.nodes[s.KITE]["label"] = words
    text = turtle.write(graph)
    read = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    assert rdflib.Literal(words, lang="en") in set(read.objects(rdflib.URIRef(ID + s.LUMEN)))
    oxigraph = [quad.object.value for quad in parse(text.encode(), format=RdfFormat.TURTLE)]
    assert oxigraph.count(words) == 5
    assert len(read) == len(turtle.triples(graph)) == len(oxigraph)


@pytest.mark.parametrize("lang", ["zh_CN", "EN", "x", "", "en us", 'en"', "und"])
def test_odd_language_tags_become_ones_that_every_tool_keeps(lang: str) -> None:
    graph = s.assembled([Fact(s.LUMEN, "name", Text("Lumen", lang))])
    (name,) = objects(graph, ID + s.LUMEN, SKOS + "altLabel")
    assert name[1] in ("zh-cn", "en", "und")
    rdflib.Graph(bind_namespaces="none").parse(data=turtle.write(graph), format="turtle")


@pytest.mark.parametrize(
    "local", ["月之暗面", "삼성전자", "ソフトバンク", "टाटा", "a.b", "a.", "-x", "3i", "x~y", "é", "a/b"]
)
def test_names_of_any_script_can_be_read_back(local: str) -> None:
    statement = (f"{ID}agent/{local}", GK.investedIn, f"{ID}agent/{local}")
    text = turtle.serialise([statement], turtle.prefixes())
    read = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    assert [tuple(map(str, found)) for found in read] == [statement]
    assert [quad.subject.value for quad in parse(text.encode(), format=RdfFormat.TURTLE)] == [statement[0]]


@pytest.mark.parametrize("bad", ["agent/a b", "agent/a>b", 'agent/a"b', "agent/50%", "agent/a\\b", "agent/a\nb"])
def test_a_name_that_is_no_iri_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        turtle.serialise([(ID + bad, GK.investedIn, ID + "x")], turtle.prefixes())


def test_an_unknown_predicate_or_code_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(KeyError, match="did you mean 'leadInvestor'"):
        turtle.write(s.assembled([Fact(s.ROUND, "leadInvester", s.HEXA)]))


def test_numbers_stand_bare_only_in_the_form_that_comes_back() -> None:
    terms = [Literal(text, "", XSD + kind) for kind, text in [("integer", "7"), ("integer", "007"), ("decimal", "0.5")]]
    lines = turtle.serialise([(ID + "x", GK.value, term) for term in terms], {"gk": PREFIXES["gk"]})
    assert 'gk:value 0.5, "007"^^<http://www.w3.org/2001/XMLSchema#integer>, 7 .' in lines


def test_tidy_changes_nothing_the_second_time_and_keeps_every_statement() -> None:
    text = turtle.write(s.sample())
    once = turtle.tidy(text)
    assert turtle.tidy(once) == once
    read = [set(rdflib.Graph(bind_namespaces="none").parse(data=one, format="turtle")) for one in (text, once)]
    assert read[0] == read[1]
    with pytest.raises(ValueError, match="blank nodes"):
        turtle.tidy("[] a [] .")
