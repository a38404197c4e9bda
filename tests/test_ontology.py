"""The ontology folder: complete, tidy, consistent, and in step with what uses it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import networkx
import pytest
import rdf_sample as s
import rdflib
from pyoxigraph import RdfFormat, parse

from graphkit import build, check, reference, turtle
from graphkit.vocabulary import NAMESPACE, PREFIXES, VERSION, codes, folder, terms

HERE = Path(__file__).resolve().parent.parent


@cache
def seeds() -> networkx.MultiDiGraph:
    """The graph of the sample articles."""
    return build(HERE / "seeds")


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


def test_what_is_made_from_the_vocabulary_is_up_to_date() -> None:
    for name, text in reference.written().items():
        place = folder() / name
        if os.environ.get("UPDATE"):
            place.write_text(text, encoding="utf-8")
        assert place.read_text(encoding="utf-8") == text, f"run python -m graphkit.reference for {name}"


def test_every_link_of_the_reference_page_leads_to_a_term() -> None:
    page = (folder() / "reference.md").read_text(encoding="utf-8")
    taken: dict[str, int] = {}
    anchors = {}
    for heading in re.findall(r"^#+ (.+)$", page, re.M):
        plain = re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        anchors[f"{plain}-{taken[plain]}" if plain in taken else plain] = heading
        taken[plain] = taken.get(plain, 0) + 1
    links = re.findall(r"\[(gk:\w+)\]\(#([^)]+)\)", page)
    assert len(links) > 100 and all(anchors[anchor] == name for name, anchor in links)
    assert all(f"gk:{name}" in page for name in terms())


def test_the_version_is_the_same_everywhere() -> None:
    for name in ("graphkit", "shapes"):
        graph = rdflib.Graph().parse(folder() / f"{name}.ttl", format="turtle")
        (ontology,) = graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology)
        assert graph.value(ontology, rdflib.OWL.versionIRI) == rdflib.URIRef(f"{ontology}/{VERSION}")
        assert str(graph.value(ontology, rdflib.OWL.versionInfo)) == VERSION
    assert f'mapping_set_version: "{VERSION}"' in (folder() / "mappings.sssom.tsv").read_text(encoding="utf-8")
    assert f"\n## {VERSION}\n" in (folder() / "CHANGELOG.md").read_text(encoding="utf-8")
    conforms = PREFIXES["dcterms"] + "conformsTo"
    assert f"https://w3id.org/graphkit/ontology/{VERSION}" in {
        o for _, p, o in turtle.triples(s.sample()) if p == conforms
    }


# --- every term is used, every term used is there ---------------------------------------------------


def written() -> str:
    """Everything that may use a term: code, grammar, shapes, checks, questions and good examples."""
    files = [
        *(HERE / "graphkit").rglob("*.py"),
        *(HERE / "graphkit").rglob("*.toml"),
        *(HERE / "graphkit").rglob("*.js"),
        folder() / "shapes.ttl",
        *folder().glob("*/*.rq"),
        *folder().glob("examples/good/*.ttl"),
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_term_is_used() -> None:
    used = set(re.findall(r"[A-Za-z]\w*", written()))
    above = {name for term in terms().values() for name in (*term.supers, *term.domains, *term.ranges, term.code_list)}
    assert sorted(set(terms()) - used - above) == []


def test_every_term_of_an_export_is_declared() -> None:
    for graph in (s.sample(), seeds()):
        names = {
            end[len(NAMESPACE) :]
            for statement in turtle.triples(graph)
            for end in statement
            if isinstance(end, str) and end.startswith(NAMESPACE) and end != NAMESPACE
        }
        assert len(names) > 30 and names <= set(terms())


# The kinds of round that an annotator may give, and what the graph calls them; convertible, debt and grant are instruments.
KINDS = {
    **{"pre_seed": "PreSeed", "seed": "Seed", "angel": "Angel", "series_a": "SeriesA", "series_b": "SeriesB"},
    **{"series_c": "SeriesC", "series_d": "SeriesD", "series_e": "SeriesE", "series_f_plus": "SeriesF"},
    **{"bridge": "Bridge", "growth": "Growth", "strategic": "Strategic", "secondary": "Secondary", "ipo": "Ipo"},
    **{"spac": "Spac", "private_equity": "PrivateEquity", "crowdfunding": "Crowdfunding"},
}
INSTRUMENTS = {"convertible": "Convertible", "debt": "Debt", "grant": "Grant"}


def test_every_kind_of_round_is_in_the_code_lists_and_in_the_shapes() -> None:
    assert set(KINDS.values()) <= set(codes("RoundKind")) and set(INSTRUMENTS.values()) <= set(codes("Instrument"))
    shapes = (folder() / "shapes.ttl").read_text(encoding="utf-8")
    for code_list in ("RoundKind", "Instrument", "Rank", "Status"):
        assert all(re.search(rf"\bgk:{name}\b", shapes) for name in codes(code_list)), code_list


# --- mappings -------------------------------------------------------------------------------------


@cache
def mappings() -> tuple[dict[str, str], list[dict[str, str]]]:
    """The prefixes of mappings.sssom.tsv and its rows, read as SSSOM has it: comments are YAML, the rest is a table."""
    yaml = pytest.importorskip("yaml")
    lines = (folder() / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    metadata = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    header, *rows = (line.split("\t") for line in lines if not line.startswith("#"))
    assert all(len(row) == len(header) for row in rows)
    for slot in ("mapping_set_id", "license", "mapping_set_version", "mapping_set_title"):
        assert metadata[slot]
    return metadata["curie_map"], [dict(zip(header, row, strict=True)) for row in rows]


def test_mappings_are_valid_sssom_about_terms_that_there_are() -> None:
    prefixes, rows = mappings()
    assert len(rows) > 60 and len({tuple(row.values()) for row in rows}) == len(rows)
    for row in rows:
        ids = [row[slot] for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification")]
        assert all(id_.partition(":")[0] in prefixes and id_.partition(":")[2] for id_ in ids), row
        prefix, _, name = row["subject_id"].partition(":")
        assert prefix == "gk" and dict(terms()[name].labels)["en"] == row["subject_label"]
        assert re.fullmatch("skos:(exact|close|broad|narrow|related)Match", row["predicate_id"])
    assert prefixes.keys() == {
        id_.partition(":")[0] for row in rows for id_ in row.values() if re.match(r"[\w-]+:\S", id_)
    }
    assert all(PREFIXES.get(prefix, space) == space for prefix, space in prefixes.items())


def test_what_the_vocabulary_declares_of_other_vocabularies_is_among_the_mappings() -> None:
    prefixes, rows = mappings()
    full = {
        (row["subject_id"].partition(":")[2], prefixes[p] + name)
        for row in rows
        for p, _, name in [row["object_id"].partition(":")]
    }
    above = [PREFIXES["rdfs"] + name for name in ("subClassOf", "subPropertyOf")]
    declared = {
        (q.subject.value[len(NAMESPACE) :], q.object.value)
        for q in parse(path=str(folder() / "graphkit.ttl"), format=RdfFormat.TURTLE)
        if q.predicate.value in above and not q.object.value.startswith(NAMESPACE)
    }
    assert len(declared) > 10 and declared <= full, declared - full


# --- the worked passage ---------------------------------------------------------------------------


def test_the_readme_shows_what_the_passage_really_gives(tmp_path: Path) -> None:
    readme = (folder() / "README.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"^    (Lumen Robotics has raised .+)$", readme, re.M)
    (shown,) = re.findall(r"<!-- begin:facts -->\n(.*)<!-- end:facts -->", readme, re.S)
    turtle_lines = "\n".join(line[4:] for line in shown.splitlines() if line.startswith("    "))
    known = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in turtle.prefixes().items())
    (tmp_path / "lumen.txt").write_text(f"{sentence}\n", encoding="utf-8")
    given = set(turtle.triples(build(tmp_path)))
    told = {
        (turtle.plain(q.subject), turtle.plain(q.predicate), turtle.plain(q.object))
        for q in parse((known + turtle_lines).encode(), format=RdfFormat.TURTLE)
    }
    assert len(told) > 30 and told <= given, told - given


def test_the_readme_asks_a_graph_with_rdflib_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (folder() / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^    import rdflib\n(?:(?:    .*)?\n)+", readme, re.M)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "graph.ttl").write_text(turtle.write(s.sample()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec("\n".join(line[4:] for line in block.splitlines()), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(re.fullmatch(r".+ [0-9]+ [A-Z]{3}", line) for line in lines)


# --- every Turtle file is read by everybody -------------------------------------------------------


def turtle_files() -> list[Path]:
    kept = [HERE / "out" / "graph.ttl"] if (HERE / "out" / "graph.ttl").is_file() else []
    return [*sorted(folder().rglob("*.ttl")), *kept]


@pytest.mark.parametrize("name", ["rdflib", "rapper", "serdi"])
def test_every_turtle_file_is_read_by_every_parser_and_has_as_many_triples(name: str) -> None:
    files = turtle_files()
    assert len(files) > 140
    if name != "rdflib" and shutil.which(name) is None:
        pytest.skip(f"{name} is not installed (Debian: raptor2-utils, serdi)")
    for file in files:
        triples = len({str(quad) for quad in parse(path=str(file), format=RdfFormat.TURTLE)})
        if name == "rdflib":
            read = rdflib.Graph(bind_namespaces="none").parse(file, format="turtle")
            assert len(read) == triples, file.name
            continue
        command = [name, "-q", "-i", "turtle", *(["-o", "ntriples"] if name == "rapper" else []), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and not done.stderr, f"{file.name}: {done.stderr}"
        assert len(set(done.stdout.splitlines())) == triples, file.name


def test_the_shapes_are_valid_shacl_and_the_graph_of_the_sample_articles_keeps_to_them(tmp_path: Path) -> None:
    import pyshacl

    shapes = rdflib.Graph().parse(folder() / "shapes.ttl", format="turtle")
    conforms, _, told = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, told
    (tmp_path / "graph.ttl").write_text(turtle.write(seeds()), encoding="utf-8")
    assert check.check(tmp_path / "graph.ttl", [HERE / "seeds"]) == []


# --- reasoning ------------------------------------------------------------------------------------


def contradictions(graph: rdflib.Graph) -> list[str]:
    import owlrl

    graph.parse(folder() / "graphkit.ttl", format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(message) for message in graph.objects(None, error)]


def facts(*extra: tuple[str, str, str], of: networkx.MultiDiGraph | None = None) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    for x, p, o in turtle.to_rdflib(of or s.sample()):
        if isinstance(o, rdflib.URIRef) and not re.search("/(claim|quote|doc)/", x):
            graph.add((x, p, o))
    for one in extra:
        graph.add(tuple(map(rdflib.URIRef, one)))
    return graph


def test_owl_reasoning_finds_no_contradiction_and_finds_a_planted_one() -> None:
    ada = turtle.BASE + s.ADA
    assert contradictions(facts()) == []
    assert contradictions(facts((ada, turtle.TYPE, NAMESPACE + "Company")))


def test_owl_reasoning_finds_no_contradiction_in_the_graph_of_the_sample_articles() -> None:
    assert contradictions(facts(of=seeds())) == []


# --- the header -----------------------------------------------------------------------------------

# PAV, which rdflib has no list of
_PAV = {"createdWith"}
_LISTED = (
    *(rdflib.VOID, rdflib.DCAT, rdflib.DCTERMS, rdflib.DC, rdflib.PROV),
    *(rdflib.SKOS, rdflib.SDO, rdflib.OWL, rdflib.RDFS, rdflib.RDF),
)
_OTHERS = ("http://www.w3.org/ns/shacl#", "http://purl.org/vocab/vann/")


def borrowed(statements: set[tuple[str, ...]]) -> set[str]:
    """Predicates and classes that are not ours."""
    used = {predicate for _, predicate, *_ in statements}
    used |= {value for _, predicate, value, *_ in statements if predicate == turtle.TYPE}
    return {name for name in used if not name.startswith(NAMESPACE)}


def test_every_borrowed_term_is_one_that_its_vocabulary_has() -> None:
    files = [rdflib.Graph().parse(folder() / name, format="turtle") for name in ("graphkit.ttl", "shapes.ttl")]
    told = {tuple(map(str, triple)) for graph in (*files, turtle.to_rdflib(seeds())) for triple in graph}
    names = {name for name in borrowed(told) if not name.startswith(_OTHERS)}
    assert len(names) > 25
    for name in names:
        if name.startswith(PREFIXES["pav"]):
            assert name.removeprefix(PREFIXES["pav"]) in _PAV
        else:
            assert any(rdflib.URIRef(name) in space for space in _LISTED), name


def test_the_header_counts_what_the_file_holds_and_names_what_it_keeps_to() -> None:
    graph = turtle.to_rdflib(seeds())
    (dataset,) = graph.subjects(rdflib.RDF.type, rdflib.VOID.Dataset)
    assert (dataset, rdflib.RDF.type, rdflib.DCAT.Dataset) in graph
    assert int(str(graph.value(dataset, rdflib.VOID.triples))) == len(graph)
    assert str(graph.value(dataset, rdflib.VOID.uriSpace)) + "dataset" == str(dataset)
    total = 0
    for part in graph.objects(dataset, rdflib.VOID.classPartition):
        kind = graph.value(part, rdflib.VOID["class"])
        count = int(str(graph.value(part, rdflib.VOID.entities)))
        assert count == len(set(graph.subjects(rdflib.RDF.type, kind))) > 0, kind
        total += count
    assert total == int(str(graph.value(dataset, rdflib.VOID.entities)))
    assert str(graph.value(dataset, rdflib.DCTERMS.conformsTo)).endswith(f"/ontology/{VERSION}")
    assert {str(term) for term in graph.objects(dataset, rdflib.VOID.vocabulary)} >= {NAMESPACE}
    for needed in (rdflib.DCTERMS.title, rdflib.DCTERMS.description):
        assert graph.value(dataset, needed)
