"""The ontology folder: complete, tidy, consistent, and in step with what uses it."""

from __future__ import annotations

import re

import pytest
import rdf_sample as s
import rdflib

from graphkit import turtle
from graphkit.vocabulary import NAMESPACE, folder, terms


@pytest.mark.parametrize("name", sorted(terms()))
def test_a_term_has_labels_in_three_languages_and_a_definition(name: str) -> None:
    term = terms()[name]
    assert [lang for lang, _ in term.labels] == ["en", "fr", "zh"]
    assert len(term.definition) > 5 and term.definition.endswith(".")


def test_the_vocabulary_stands_as_our_writer_writes_it() -> None:
    text = (folder() / "graphkit.ttl").read_text(encoding="utf-8")
    assert turtle.tidy(text) == text
    assert len(rdflib.Graph().parse(data=text, format="turtle")) > 500


def test_every_term_that_shapes_checks_and_questions_use_is_declared() -> None:
    files = [folder() / "shapes.ttl", *sorted(folder().glob("*/*.rq"))]
    assert len(files) > 32
    for file in files:
        used = set(re.findall(r"\bgk:([A-Za-z]\w*)", file.read_text(encoding="utf-8")))
        assert used <= set(terms()), file.name


def contradictions(graph: rdflib.Graph) -> list[str]:
    import owlrl

    graph.parse(folder() / "graphkit.ttl", format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(message) for message in graph.objects(None, error)]


def facts(*extra: tuple[str, str, str]) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    for x, p, o in turtle.to_rdflib(s.sample()):
        if isinstance(o, rdflib.URIRef) and "/claim/" not in x:
            graph.add((x, p, o))
    for one in extra:
        graph.add(tuple(map(rdflib.URIRef, one)))
    return graph


def test_owl_reasoning_finds_no_contradiction_and_finds_a_planted_one() -> None:
    ada = turtle.BASE + s.ADA
    assert contradictions(facts()) == []
    assert contradictions(facts((ada, turtle.TYPE, NAMESPACE + "Company")))
