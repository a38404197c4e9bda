"""Every export of the sample articles and of a made-up graph of 300,000 triples: size, seconds, memory, and what another
library reads back.

    python bench/export.py [ROUNDS…]

A process for each format. Seconds are CPU seconds. `read` is the time of the library that reads it back; its count is compared with the
graph's own, and the row ends in WRONG where they differ. 1,500 rounds make some 300,000 triples.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "tests"))


def quads(place: Path, kind: str) -> int:
    """Statements that pyoxigraph reads, each counted once however many graphs it stands in."""
    import pyoxigraph

    found = pyoxigraph.parse(path=str(place), format=getattr(pyoxigraph.RdfFormat, kind))
    return len({(str(q.subject), q.predicate.value, str(q.object)) for q in found})


def network(read: Callable[[], Any]) -> tuple[int, int]:
    """Nodes and edges that networkx reads."""
    graph = read()
    return graph.number_of_nodes(), graph.number_of_edges()


def rows(file: Path) -> int:
    """Rows below the header."""
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8-sig", newline="") as sheet:
        return sum(1 for _ in csv.reader(sheet)) - 1


def read_back(name: str, folder: Path) -> Any:
    """What another library counts in the export."""
    if name in ("nt", "nq", "trig", "jsonld"):
        kinds = {"nt": "N_TRIPLES", "nq": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD"}
        return quads(folder / f"graph.{name}", kinds[name])
    if name == "rdf12":
        return quads(folder / "graph.rdf12.ttl", "TURTLE")
    if name in ("graphml", "gexf", "json"):
        import networkx

        place = folder / f"graph.{name}"
        if name == "json":
            return network(lambda: networkx.node_link_graph(json.loads(place.read_text("utf-8")), edges="edges"))
        if name == "gexf":
            return network(lambda: networkx.read_gexf(place, version="1.3"))
        return network(lambda: networkx.read_graphml(place, force_multigraph=True))
    if name == "csv":
        return tuple(rows(folder / "csv" / f"{part}.csv") for part in ("things", "relations", "facts", "claims"))
    if name == "neo4j":
        return tuple(rows(folder / "neo4j" / f"{part}.csv") for part in ("things", "relations", "claims"))
    if name == "parquet":
        import duckdb

        ask = "SELECT count(*) FROM '{}/parquet/{}.parquet'"
        parts = ("things", "facts", "claims")
        return tuple(duckdb.sql(ask.format(folder, part)).fetchall()[0][0] for part in parts)
    archive = zipfile.ZipFile(folder / "graph.zip")
    return archive.testzip()


def meant(name: str, told: Any) -> Any:
    """What the count has to be."""
    things, links, facts, claims = (len(rows) for rows in (told.things, told.links, told.facts, told.claims))
    if name in ("nt", "nq", "trig", "jsonld"):
        return len(told.statements)
    return {
        "rdf12": len(told.statements) - 2 * claims,
        "graphml": (things, links),
        "gexf": (things, links),
        "json": (things, links),
        "csv": (things, links, facts, claims),
        "neo4j": (things, links, claims),
        "parquet": (things, facts, claims),
        "zip": None,
    }[name]


def measure(turtle: Path, name: str) -> str:
    """One row of the table."""
    from graphkit.export import Told, write

    begun = time.process_time()
    told = Told.read(turtle)
    loaded = time.process_time()
    with tempfile.TemporaryDirectory() as place:
        written = write(told, [name], Path(place))
        done = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(file.stat().st_size for file in written.values()) / 1e6
        right = meant(name, told)
        again = time.process_time()
        found = read_back(name, Path(place))
        back = time.process_time() - again
    verdict = "" if found == right else f"WRONG: {right} in the graph"
    count = "whole" if name == "zip" and found is None else f"{found}"
    return (
        f"| `{name}` | {len(written)} | {size:.2f} | {loaded - begun:.2f} | {done - loaded:.2f} | {memory:.0f} "
        f"| {back:.2f} | {count} {verdict}|"
    )


def table(title: str, turtle: Path) -> None:
    """The table of one graph, a process a row."""
    from graphkit.export import FORMATS

    print(f"\n{title}\n")
    print("| Format | Files | MB | load s | write s | MB of memory | read s | read back |")
    print("|--|--|--|--|--|--|--|--|", flush=True)
    for name in FORMATS:
        command = [sys.executable, __file__, "--one", str(turtle), name]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip(), flush=True)


def make(rounds: int, place: Path) -> None:
    """The graph of the sample articles (no rounds) or of so many made-up rounds, as Turtle."""
    from rdf_big import big_graph

    from graphkit import build, turtle

    place.write_text(turtle.write(big_graph(rounds) if rounds else build(HERE / "seeds")), encoding="utf-8")


def main() -> None:
    """Both tables. This process stays small, as what it has taken would count for those that it starts."""
    match sys.argv[1:]:
        case ["--one", turtle, name]:
            print(measure(Path(turtle), name))
            return
        case ["--make", rounds, turtle]:
            make(int(rounds), Path(turtle))
            return
    with tempfile.TemporaryDirectory() as folder:
        for rounds in [0, *(int(size) for size in sys.argv[1:])] if sys.argv[1:] else (0, 1500):
            turtle = Path(folder) / f"{rounds}.ttl"
            subprocess.run([sys.executable, __file__, "--make", str(rounds), str(turtle)], check=True)
            table(f"{rounds:,} made-up rounds" if rounds else "The five sample articles", turtle)


if __name__ == "__main__":
    main()
