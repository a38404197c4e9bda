"""Every export is read back by a library that had no part in writing it, and says as much as the Turtle file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pyoxigraph
import pytest
import rdf_sample as s
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat

from graphkit import turtle
from graphkit.export import FORMATS, ExportError, Told, files, write
from graphkit.export import rdf as rdf_exports
from graphkit.export.tables import guarded
from graphkit.model import Fact, Text
from graphkit.vocabulary import GK, PREFIXES

ID = "https://w3id.org/graphkit/id/"
RDF = PREFIXES["rdf"]
HOSTILE = "=cmd|'/c calc'!A1 <b>&amp; \"q\" \\ \x00\x07\x1f \u2028 \ufffe 🦊\n@en . \t]]> 流明"


def told(*extra: Fact, **options: Any) -> Told:
    return Told.of(turtle.triples(s.sample(*extra, **options)))


@pytest.fixture(scope="module")
def sample() -> Told:
    return told()


@pytest.fixture(scope="module")
def hostile() -> Told:
    """A graph whose words try to break out of every format."""
    graph = s.sample(Fact(s.LUMEN, "name", Text(HOSTILE, "en")))
    graph.graph["sources"] = {s.EN.id: replace(s.EN, title=HOSTILE, outlet=HOSTILE, path=HOSTILE), s.ZH.id: s.ZH}
    graph.nodes[s.KITE]["label"] = HOSTILE
    return Told.of(turtle.triples(graph))


def content(told: Told, name: str, file: str = "") -> bytes:
    """A file of a format as bytes."""
    found = files(told, name)
    return b"".join(_parts(found[file] if file else next(iter(found.values()))))


def _parts(given: Any) -> Iterator[bytes]:
    parts = [given] if isinstance(given, str | bytes) else given
    yield from (part if isinstance(part, bytes) else part.encode() for part in parts)


def statements(quads: Iterable[Any]) -> set[tuple[str, ...]]:
    return {tuple(turtle.ntriples(turtle.plain(t)) for t in (q.subject, q.predicate, q.object)) for q in quads}


def expected(told: Told) -> set[tuple[str, ...]]:
    return {tuple(map(turtle.ntriples, statement)) for statement in told.statements}


def in_rdflib(told: Told) -> set[Any]:
    """The statements as rdflib has them."""
    read = rdflib.Graph(bind_namespaces="none")
    read.parse(data="".join(rdf_exports.ttl(told)), format="turtle")
    return set(read)


# --- RDF ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nt", "jsonld"])
@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_rdf_of_one_graph_says_the_same_in_both_libraries(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    graph: Told = request.getfixturevalue(which)
    data = content(graph, name)
    oxigraph = {"nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}[name]
    assert statements(pyoxigraph.parse(data, format=oxigraph)) == expected(graph)
    read = rdflib.Graph(bind_namespaces="none")
    read.parse(data=data.decode(), format={"nt": "nt", "jsonld": "json-ld"}[name])
    assert set(read) == in_rdflib(graph)


@pytest.mark.parametrize("name", ["nq", "trig"])
@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_rdf_with_a_graph_per_article_says_the_same_in_all(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    graph: Told = request.getfixturevalue(which)
    data = content(graph, name)
    quads = list(pyoxigraph.parse(data, format={"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}[name]))
    assert statements(quads) == expected(graph)
    articles = {f"{ID}doc/{s.EN.id}", f"{ID}doc/{s.ZH.id}"}
    assert {q.graph_name.value for q in quads if q.graph_name != DefaultGraph()} == articles
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format={"nq": "nquads", "trig": "trig"}[name])
    assert len(set(dataset.quads())) == len(set(quads))
    assert {(x, p, o) for x, p, o, _ in dataset.quads()} == in_rdflib(graph)


def test_a_fact_stands_in_the_graph_of_each_article_that_tells_it(sample: Told) -> None:
    found = rdf_exports.graphs(sample)
    amount = (ID + s.ROUND, GK.amount, f"{ID}money/EUR-40000000")
    assert [name.rpartition("/")[2] for name, told in found.items() if amount in told] == sorted([s.EN.id, s.ZH.id])
    rivals = {(ID + s.KITE, GK.competitorOf, ID + s.LUMEN), (ID + s.LUMEN, GK.competitorOf, ID + s.KITE)}
    assert rivals <= set(found[f"{ID}doc/{s.EN.id}"]) and not rivals & set(found[""])
    assert not any(p == GK.quote for _, p, _ in found[""])


def test_turtle_1_2_has_each_claim_as_a_reifier_of_its_statement(sample: Told) -> None:
    quads = list(pyoxigraph.parse(content(sample, "rdf12"), format=RdfFormat.TURTLE))
    reified = {q.subject.value: q.object for q in quads if q.predicate.value == RDF + "reifies"}
    claims = sample.subjects(GK.Claim)
    assert sorted(reified) == claims and len(claims) > 20
    for claim, triple in reified.items():
        stated = tuple(turtle.plain(term) for term in (triple.subject, triple.predicate, triple.object))
        assert stated == sample.stated(claim)
    assert len(quads) == len(sample.statements) - 2 * len(claims)
    plain = statements(q for q in quads if q.predicate.value != RDF + "reifies")
    parts = {f"<{RDF}{part}>" for part in ("subject", "predicate", "object")}
    assert plain == {row for row in expected(sample) if row[1] not in parts}


def test_turtle_of_an_export_is_the_file_of_the_build(sample: Told, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text(turtle.write(s.sample()), encoding="utf-8")
    read = Told.read(tmp_path / "graph.ttl")
    assert read == Told.of(sorted(sample.statements, key=turtle.statement_order)) or set(read.statements) == set(
        sample.statements
    )
    assert "".join(rdf_exports.ttl(read)) == turtle.write(s.sample())


READERS = {
    "nt": [("rapper", "-q", "-c", "-i", "ntriples"), ("serdi", "-q", "-i", "ntriples")],
    "nq": [("rapper", "-q", "-c", "-i", "nquads"), ("serdi", "-q", "-i", "nquads")],
    "trig": [("rapper", "-q", "-c", "-i", "trig"), ("serdi", "-q", "-i", "trig")],
}


@pytest.mark.parametrize(
    ("name", "reader"), [(name, reader) for name, readers in READERS.items() for reader in readers], ids=str
)
def test_other_parsers_read_it(name: str, reader: tuple[str, ...], hostile: Told, tmp_path: Path) -> None:
    if shutil.which(reader[0]) is None:
        pytest.skip(f"{reader[0]} is not installed (Debian: raptor2-utils, serdi)")
    (tmp_path / f"graph.{name}").write_bytes(content(hostile, name))
    done = subprocess.run([*reader, tmp_path / f"graph.{name}"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_another_base_has_its_own_prefixes_everywhere() -> None:
    graph = told(base="https://data.example/funding#")
    assert graph.base == "https://data.example/funding#"
    assert statements(pyoxigraph.parse(content(graph, "jsonld"), format=RdfFormat.JSON_LD)) == expected(graph)
    for name in FORMATS:
        assert b"w3id.org/graphkit/id/" not in content(graph, name), name


def test_decimals_and_odd_numbers_survive_json_ld() -> None:
    extra = [
        (f"{ID}money/X-1", GK.value, turtle.Literal(text, "", turtle.XSD + kind))
        for text, kind in [("14.99", "decimal"), ("9007199254740993", "integer"), ("007", "integer"), ("-0", "integer")]
    ]
    graph = Told.of(extra)
    assert statements(pyoxigraph.parse(content(graph, "jsonld"), format=RdfFormat.JSON_LD)) == expected(graph)


# --- networks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["sample", "hostile"])
@pytest.mark.parametrize("name", ["graphml", "gexf", "json"])
def test_networkx_reads_every_node_and_every_parallel_edge(
    name: str, which: str, request: pytest.FixtureRequest
) -> None:
    graph: Told = request.getfixturevalue(which)
    read = network(graph, name)
    assert read.number_of_nodes() == len(graph.things) and read.number_of_edges() == len(graph.links) > 10
    both = read.get_edge_data(s.ROUND, s.NORDVIK)
    assert sorted(edge.get("predicate", "") for edge in both.values()) == ["investor", "leadInvestor"]
    round_ = read.nodes[s.ROUND]
    assert (round_["kind"], round_["date"], round_["amount"]) == ("FundingRound", "2024-03", 40_000_000)
    lead = next(edge for edge in both.values() if edge["predicate"] == "leadInvestor")
    assert lead["weight"] == 2 and lead["status"] == "Closed"


def network(graph: Told, name: str) -> networkx.MultiDiGraph:
    data = io.BytesIO(content(graph, name))
    if name == "json":
        return networkx.node_link_graph(json.load(data), edges="edges")
    if name == "graphml":
        return networkx.read_graphml(data, force_multigraph=True)
    read = networkx.read_gexf(data, version="1.3")
    assert read.graph["mode"] == "dynamic"
    return read


def test_gexf_has_colours_kinds_and_a_timeline(sample: Told) -> None:
    space = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
    root = ElementTree.fromstring(content(sample, "gexf"))
    (lumen,) = root.findall(f".//g:node[@id='{s.LUMEN}']", space)
    (colour,) = lumen.findall("viz:color", space)
    assert (colour.attrib, lumen.get("start")) == ({"r": "132", "g": "36", "b": "252"}, None)
    (round_,) = root.findall(f".//g:node[@id='{s.ROUND}']", space)
    assert round_.get("start") == "2024-03-01"
    edges = root.findall(".//g:edge", space)
    invested = {edge.get("source"): edge.get("start") for edge in edges if edge.get("kind") == "investedIn"}
    assert invested[s.NORDVIK] == "2024-03-01"
    assert b"lastmodified" not in content(sample, "gexf")
    assert len({edge.get("id") for edge in edges}) == len(edges)


def test_a_relation_that_holds_both_ways_is_one_edge(sample: Told) -> None:
    assert [link.source for link in sample.links if link.predicate == "partnerOf"] == [s.BJORN]
    assert [fact.predicate for fact in sample.facts].count("partnerOf") == 2


# --- tables ---------------------------------------------------------------------------------------


def sheets(graph: Told, name: str = "csv") -> dict[str, list[dict[str, str]]]:
    found = {}
    for file, parts in files(graph, name).items():
        if file.endswith(".csv"):
            text = b"".join(_parts(parts)).decode("utf-8-sig")
            found[file.rpartition("/")[2]] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found


@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_spreadsheets_have_a_row_for_everything(which: str, request: pytest.FixtureRequest) -> None:
    graph: Told = request.getfixturevalue(which)
    found = sheets(graph)
    assert {name: len(rows) for name, rows in found.items()} == {
        "rounds.csv": 2,
        "things.csv": len(graph.kinds),
        "relations.csv": len(graph.links),
        "facts.csv": len(graph.facts),
        "claims.csv": len(graph.subjects(GK.Claim)),
        "documents.csv": 2,
    }
    first = found["rounds.csv"][0]
    assert (first["company"], first["amount"], first["currency"]) == ("Lumen Robotics", "40000000", "EUR")
    assert (first["lead_investors"], first["investors"]) == ("Nordvik Ventures", "Hexa Capital; Nordvik Ventures")
    assert all(None not in row and None not in row.values() for rows in found.values() for row in rows)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u200b=1", "\n=1", "|calc", "%x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    graph = s.sample(Fact(s.LUMEN, "name", Text(text, "en")))
    graph.nodes[s.KITE]["label"] = text
    cells = [cell for rows in sheets(Told.of(turtle.triples(graph))).values() for row in rows for cell in row.values()]
    assert f"'{text}" in cells and not any(cell.lstrip().startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.parametrize("text", ["", "Lumen", "2024-03", "'quoted'", "a=b", "40000000"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_spreadsheets_and_parquet_agree_with_the_claims_and_their_quotes(sample: Told) -> None:
    rows = {row["id"]: row for row in sheets(sample)["claims.csv"]}
    for row in rows.values():
        text = s.TEXTS[row["document"].removeprefix("doc/")]
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
    denied = [row for row in rows.values() if row["stated_as"] == "Denied"]
    assert [(row["followed"], row["rank"]) for row in denied] == [("false", "Deprecated")]


def test_neo4j_files_name_every_end_that_they_use(sample: Told) -> None:
    found = sheets(sample, "neo4j")
    nodes = [row["id:ID"] for name in ("things.csv", "documents.csv", "claims.csv") for row in found[name]]
    assert len(set(nodes)) == len(nodes) == len(sample.things) + len(sample.documents) + len(sample.claims)
    ends = [row for name in ("relations.csv", "evidence.csv") for row in found[name]]
    assert {row[end] for row in ends for end in (":START_ID", ":END_ID")} <= set(nodes)
    assert len(found["relations.csv"]) == len(sample.links)
    sources = [row for row in found["evidence.csv"] if row[":TYPE"] == "SOURCE"]
    assert len(sources) == len(sample.claims)
    lumen = next(row for row in found["things.csv"] if row["id:ID"] == s.LUMEN)
    assert lumen[":LABEL"] == "Thing;Company;Partner" and lumen["names:string[]"] == "Lumen Robotics;流明机器人"


def test_the_cypher_script_reads_every_column_that_the_files_have(sample: Told) -> None:
    import re

    script = content(sample, "neo4j", "neo4j/load.cypher").decode()
    found = {name: set(rows[0]) for name, rows in sheets(sample, "neo4j").items()}
    commands = [one for one in re.sub(r"(?m)^//.*\n", "", script).split(";\n") if one.strip()]
    assert len(commands) > 10
    for command in commands:
        file = re.search(r'FROM "file:///([^"]+)"', command)
        used = set(re.findall(r"line\.`([^`]+)`", command))
        assert (file is None and not used) or (file and used <= found[file[1]]), command
    loaded = {name for name in found if f"file:///{name}" in script}
    assert loaded == set(found)


def duck(graph: Told, query: str, tmp_path: Path) -> list[tuple[Any, ...]]:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    write(graph, ["parquet"], tmp_path)
    for name in ("claims", "facts", "things", "documents"):
        query = query.replace(f"{{{name}}}", f"'{tmp_path}/parquet/{name}.parquet'")
    rows: list[tuple[Any, ...]] = duckdb.sql(query).fetchall()
    return rows


@pytest.mark.parametrize("name", ["csv", "neo4j"])
@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_duckdb_reads_every_row_of_the_csv_files(
    name: str, which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    duckdb = pytest.importorskip("duckdb")
    graph: Told = request.getfixturevalue(which)
    write(graph, [name], tmp_path)
    for file, rows in sheets(graph, name).items():
        query = "SELECT * FROM read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')"
        read = duckdb.execute(query, [str(tmp_path / name / file)])
        columns = [column[0] for column in read.description]
        assert columns == list(rows[0])
        found = [tuple(cell or "" for cell in row) for row in read.fetchall()]
        assert found == [tuple(row.values()) for row in rows], file


def test_parquet_keeps_exact_numbers_dates_and_lists(sample: Told, tmp_path: Path) -> None:
    counts = duck(sample, "SELECT (SELECT count(*) FROM {claims}), (SELECT count(*) FROM {facts})", tmp_path)
    assert counts == [(len(sample.claims), len(sample.facts))]
    query = f"SELECT amount, currency, sort_date::text, instruments FROM {{things}} WHERE id = '{s.ROUND}'"
    assert duck(sample, query, tmp_path) == [(Decimal("40000000"), "EUR", "2024-03-01", [])]
    query = "SELECT sum(number), count(*) FROM {claims} WHERE predicate = 'amount' AND followed"
    assert duck(sample, query, tmp_path) == [(Decimal(170_000_000), 3)]


def test_parquet_of_hostile_words_gives_them_back(hostile: Told, tmp_path: Path) -> None:
    assert duck(hostile, f"SELECT label FROM {{things}} WHERE id = '{s.KITE}'", tmp_path) == [(HOSTILE,)]


def test_without_pyarrow_the_error_says_what_to_install(sample: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'graphkit\[parquet\]'"):
        files(sample, "parquet")
    archive = zipfile.ZipFile(io.BytesIO(content(sample, "zip")))
    assert "parquet is left out: Parquet is written with pyarrow" in archive.read("README.txt").decode()
    assert not [name for name in archive.namelist() if name.startswith("parquet")]


# --- all ------------------------------------------------------------------------------------------


def test_the_zip_holds_every_file_of_every_format_and_no_clock(sample: Told) -> None:
    pytest.importorskip("pyarrow")
    archive = zipfile.ZipFile(io.BytesIO(content(sample, "zip")))
    assert archive.testzip() is None
    single = {file for name in FORMATS if name != "zip" for file in files(sample, name)}
    assert set(archive.namelist()) == single | {"graph.ttl", "README.txt"}
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive.read("graph.nt") == content(sample, "nt")


@pytest.mark.parametrize("name", list(FORMATS))
def test_same_bytes_whatever_the_order_of_the_statements(name: str, sample: Told) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    meant = {file: b"".join(_parts(parts)) for file, parts in files(sample, name).items()}
    for seed in range(2):
        shuffled = list(sample.statements)
        random.Random(seed).shuffle(shuffled)
        found = {file: b"".join(_parts(parts)) for file, parts in files(Told.of(shuffled), name).items()}
        assert found == meant


def run(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "graphkit", "export", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **env},
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "graph.ttl").write_text(turtle.write(s.sample()), encoding="utf-8")
    return tmp_path


def test_the_command_writes_the_same_bytes_under_any_hash_seed(built: Path) -> None:
    sums = set()
    for seed in ("0", "77"):
        done = run(built, "zip", "--to", seed, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        sums.add(hashlib.sha256((built / seed / "graph.zip").read_bytes()).hexdigest())
    assert len(sums) == 1


def test_the_command_tells_what_it_wrote_and_what_there_is(built: Path) -> None:
    done = run(built, "gexf", "csv")
    assert done.returncode == 0 and [line.split()[0] for line in done.stdout.splitlines()] == [
        "out/export/graph.gexf",
        *(f"out/export/csv/{name}.csv" for name in ("rounds", "things", "relations", "facts", "claims", "documents")),
    ]
    assert set(FORMATS) <= {line.split()[0] for line in run(built, "--list").stdout.splitlines()}
    done = run(built, "nt", "--to", "-")
    assert done.stdout.startswith("<https://") and len(done.stdout.splitlines()) == len(turtle.triples(s.sample()))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("gxf",), 2, "'gxf' is no format; there are nt, nq"),
        ((), 2, "name a format; there are nt, nq"),
        (("csv", "--to", "-"), 2, "csv is several files"),
        (("nt", "--in", "nowhere"), 2, "nowhere: no graph here"),
        (("nt", "--in", "broken.ttl"), 1, "broken.ttl: cannot be exported"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_line(built: Path, words: tuple[str, ...], code: int, said: str) -> None:
    (built / "broken.ttl").write_text("<a> <b> .")
    done = run(built, *words)
    assert done.returncode == code and said in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr


def test_a_full_disk_leaves_the_earlier_export(sample: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sample, ["csv"], tmp_path)
    before = {file: file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file()}
    calls: list[int] = []

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        write(told(Fact(s.LUMEN, "name", Text("Lumen AS", "en"))), ["csv", "nt"], tmp_path)
    assert {file: file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file()} == before


def test_a_claim_that_is_not_whole_is_told(sample: Told) -> None:
    claim = sample.subjects(GK.Claim)[0]
    broken = Told.of(t for t in sample.statements if t[:2] != (claim, RDF + "subject"))
    with pytest.raises(ExportError, match="see what `graphkit check` says"):
        content(broken, "rdf12")
