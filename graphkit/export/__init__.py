"""Exports of a graph for other programs: RDF of every kind, networks, tables, and all of it in one ZIP.

    from graphkit.export import Told, write

    write(Told.read(Path("out/graph.ttl")), ["gexf", "csv"], Path("exports"))

Every format is written from the same statements (`told.Told`), gives the same bytes for the same graph, and is read
back in the tests by a library that had no part in writing it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphkit.export import networks, rdf, tables
from graphkit.export.told import ExportError, Told
from graphkit.write import Content, put

__all__ = ["FORMATS", "ExportError", "Format", "Told", "files", "printed", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, what opens it, and how its files come about (by name, folders allowed)."""

    title: str
    opens: str
    files: Callable[[Told], Mapping[str, Content]]


def _one(name: str, writer: Callable[[Told], Content]) -> Callable[[Told], Mapping[str, Content]]:
    return lambda told: {name: writer(told)}


def _folder(name: str, writer: Callable[[Told], Mapping[str, Content]]) -> Callable[[Told], Mapping[str, Content]]:
    return lambda told: {f"{name}/{file}": content for file, content in writer(told).items()}


def _all(told: Told) -> Mapping[str, Content]:
    return {"graph.zip": zipped(told)}


FORMATS: Mapping[str, Format] = {
    "nt": Format("N-Triples, sorted lines", "every RDF tool; diff, sort -m", _one("graph.nt", rdf.nt)),
    "nq": Format("N-Quads, a graph per article", "RDF stores with named graphs", _one("graph.nq", rdf.nq)),
    "trig": Format("TriG, a graph per article", "RDF stores with named graphs", _one("graph.trig", rdf.trig)),
    "jsonld": Format("JSON-LD with its context inside", "web developers, JSON tools", _one("graph.jsonld", rdf.jsonld)),
    "rdf12": Format(
        "Turtle 1.2, claims as reifiers", "Oxigraph 0.5, other stores of RDF 1.2", _one("graph.rdf12.ttl", rdf.rdf12)
    ),
    "graphml": Format("GraphML", "yEd, Cytoscape, igraph, networkx", _one("graph.graphml", networks.graphml)),
    "gexf": Format("GEXF 1.3: colours, weights, a timeline", "Gephi", _one("graph.gexf", networks.gexf)),
    "json": Format("Node-link JSON", "d3, networkx", _one("graph.json", networks.node_link)),
    "csv": Format("Tables, safe to open", "Excel, LibreOffice, Numbers", _folder("csv", tables.spreadsheets)),
    "neo4j": Format("Nodes and relationships, load.cypher", "Neo4j", _folder("neo4j", tables.neo4j)),
    "parquet": Format(
        "Claims, facts, things, documents", "pandas, Polars, DuckDB, Spark", _folder("parquet", tables.parquet)
    ),
    "zip": Format("All of these and graph.ttl", "whoever you send it to", _all),
}


def files(told: Told, name: str) -> Mapping[str, Content]:
    """The files of one format by name. Raises ExportError for a format that there is not."""
    if name not in FORMATS:
        raise ExportError(f"{name!r} is no format; there are {', '.join(FORMATS)}")
    return FORMATS[name].files(told)


def write(told: Told, formats: Sequence[str], out: Path) -> dict[str, Path]:
    """Write formats into a folder, all of their files or none; gives their paths by name.

    Raises ExportError, and WriteError where the folder cannot be written.
    """
    wanted = {file: content for name in formats for file, content in files(told, name).items()}
    return put(out, wanted)


# --- all of it ------------------------------------------------------------------------------------

# The first moment that a ZIP can tell: an archive of the same graph has the same bytes on any day.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(told: Told) -> bytes:
    """Every format in one archive, with a list of what is in it."""
    import zipfile

    listed, left_out = ["graph.ttl  Turtle: every RDF tool"], []
    contents: dict[str, Content] = {"graph.ttl": rdf.ttl(told)}
    for name, form in FORMATS.items():
        if name == "zip":
            continue
        try:
            found = form.files(told)
        except ExportError as error:
            left_out.append(f"{name} is left out: {error}")
            continue
        contents |= found
        place = next(iter(found)) if len(found) == 1 else f"{name}/"
        listed.append(f"{place}  {form.title}: {form.opens}")
    contents["README.txt"] = "\n".join([*listed, *left_out, ""])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(contents):
            info = zipfile.ZipInfo(file, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            packed.writestr(info, _bytes(contents[file]))
    return archive.getvalue()


def _bytes(content: Content) -> bytes:
    match content:
        case bytes():
            return content
        case str():
            return content.encode("utf-8", "replace")
        case _:
            return b"".join(map(_bytes, content))


def printed(told: Told, name: str) -> Iterable[bytes]:
    """The first file of a format, for standard output."""
    (content, *_) = files(told, name).values()
    yield _bytes(content)
