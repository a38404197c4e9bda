"""What an endpoint says of itself: a SPARQL 1.1 service description."""

from __future__ import annotations

from collections.abc import Mapping

from graphkit.turtle import Literal, Statement, Term, serialise
from graphkit.vocabulary import PREFIXES

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
TYPE, INTEGER = PREFIXES["rdf"] + "type", PREFIXES["xsd"] + "integer"
WRITTEN = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML"),
)


def describe(endpoint: str, triples: int, graphs: Mapping[str, int], *, union: bool = False) -> str:
    """The description of the endpoint at this address, as Turtle."""
    service, dataset, default = (f"{endpoint}#{part}" for part in ("service", "dataset", "default-graph"))
    said: list[Statement] = [
        (service, TYPE, SD + "Service"),
        (service, SD + "endpoint", endpoint),
        (service, SD + "supportedLanguage", SD + "SPARQL11Query"),
        *((service, SD + "resultFormat", FORMATS + name) for name in WRITTEN),
        *([(service, SD + "feature", SD + "UnionDefaultGraph")] if union else []),
        (service, SD + "defaultDataset", dataset),
        (dataset, TYPE, SD + "Dataset"),
        (dataset, SD + "defaultGraph", default),
        *_graph(default, triples),
    ]
    for number, (name, count) in enumerate(graphs.items(), 1):
        graph = f"{endpoint}#graph-{number}"
        said += [(dataset, SD + "namedGraph", f"{graph}-name"), (f"{graph}-name", TYPE, SD + "NamedGraph")]
        said += [(f"{graph}-name", SD + "name", name), (f"{graph}-name", SD + "graph", graph), *_graph(graph, count)]
    return serialise(said, prefixes={"formats": FORMATS, "sd": SD, "void": PREFIXES["void"], "xsd": PREFIXES["xsd"]})


def _graph(graph: str, triples: int) -> list[Statement]:
    count: Term = Literal(str(triples), "", INTEGER)
    return [(graph, TYPE, SD + "Graph"), (graph, PREFIXES["void"] + "triples", count)]
