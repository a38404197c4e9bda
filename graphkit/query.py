"""Answers questions about an export in SPARQL: shipped ones by name, or any other.

    answer = ask(find("lead-investors"), Path("out/graph.ttl"), company="Mistral AI")
    print(as_table(answer))

A parameter is never pasted into a query: its words are looked up among the names of the graph, and what takes the
place of the marker is the list of IRIs that bear the name.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphkit.sparql import asks_elsewhere, names_graphs, placed, updates
from graphkit.turtle import BASE, Term, iri, ntriples, object_order, prefixes
from graphkit.turtle import Literal as Value
from graphkit.vocabulary import PREFIXES, folder

if TYPE_CHECKING:
    import pyoxigraph

Engine = Literal["pyoxigraph", "rdflib"]
Row = tuple[Term | None, ...]


class QueryError(ValueError):
    """The question cannot be asked; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its parameters: pairs of name and default ('' where every thing of the graph is asked about)."""

    name: str
    title: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()
    dates: frozenset[str] = frozenset()  # the parameters that take a day, not a name


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: rows under their variables, or (CONSTRUCT, DESCRIBE) Turtle, or (ASK) yes or no."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    turtle: str = ""
    truth: bool | None = None


_PARAMETER = re.compile(r"^#\s*parameter:\s*(\w+)(\s*\(date\))?(?:\s*=\s*(.*?))?\s*$", re.M)
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")

_QUERY = re.compile(r"\b(?:select|construct|ask|describe)\b.*[{<]|\bdescribe\s+\w*:", re.IGNORECASE | re.DOTALL)


def question(text: str, name: str = "query") -> Question:
    """A question from SPARQL text: title from its first comment, parameters from '# parameter: name = default',

    or '# parameter: name (date) = 2026-01-31' for a day.
    """
    first = text.lstrip().split("\n", 1)[0]
    title = first.lstrip("# ").strip() if first.startswith("#") else name
    found = list(_PARAMETER.finditer(text))
    dates = frozenset(one[1] for one in found if one[2])
    return Question(name, title, text, tuple((one[1], one[3] or "") for one in found), dates)


def shipped() -> list[Question]:
    """The questions of ontology/questions, in the order of their numbers."""
    paths = sorted((folder() / "questions").glob("*.rq"))
    return [question(path.read_text(encoding="utf-8"), path.stem.partition("-")[2]) for path in paths]


def find(what: str) -> Question:
    """A shipped question by its name, a file by its path, or the text of a query itself. Raises QueryError."""
    import difflib

    known = {asked.name: asked for asked in shipped()}
    if what in known:
        return known[what]
    if _QUERY.search(what) or updates(what):
        return question(what)
    path = Path(what)
    if path.is_file():
        try:
            return question(path.read_text(encoding="utf-8"), path.stem)
        except UnicodeDecodeError:
            raise QueryError(f"{path}: is not UTF-8 text") from None
    near = difflib.get_close_matches(what, known, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; --list tells what is shipped"
    raise QueryError(f"{what!r} is no shipped question, no file and no query{hint}")


# --- asking ---------------------------------------------------------------------------------------


def load(path: Path) -> pyoxigraph.Store:
    """The Turtle file in an in-memory store. Raises QueryError for what is no Turtle, OSError where it cannot be read."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    try:
        store.bulk_load(path.read_bytes(), RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"{path}: cannot be parsed as Turtle: {error}") from None
    return store


def ask(asked: Question, source: Path | pyoxigraph.Store, *, engine: Engine = "pyoxigraph", **given: str) -> Answer:
    """The answer of a Turtle file (or of a store already loaded) to a question; `given` are its parameters.

    Raises QueryError: a parameter the question does not have, a name the graph does not have, a fault in the query.
    """
    refuse(asked.text)
    if isinstance(source, Path) and names_graphs(asked.text):
        raise QueryError("FROM names a graph, but a file is one graph and nothing is fetched; leave it out")
    store = load(source) if isinstance(source, Path) else source
    text = bound(asked, lambda words: named(store, words), given)
    if engine == "rdflib":
        return _by_rdflib(text, store)
    return _by_pyoxigraph(text, store)


def refuse(text: str) -> None:
    """Raises QueryError for what is no question: an update, or a query that would reach another server."""
    if updates(text):
        raise QueryError("updates are refused: a graph is only read here")
    if asks_elsewhere(text):
        raise QueryError(
            "SERVICE asks another server; graphkit fetches nothing, so load that data beside the graph instead"
        )


def bound(asked: Question, look_up: Callable[[str], list[str]], given: Mapping[str, str]) -> str:
    """The query with each marker line '#: name' replaced by VALUES of the things so named, which `look_up` finds.

    Raises QueryError: a parameter the question does not have, or what `look_up` says.
    """
    known = dict(asked.parameters)
    for name in given:
        if name not in known:
            have = f"it has {', '.join(known)}" if known else "it has none"
            raise QueryError(f"the question {asked.name} has no parameter {name!r}; {have}")
    text = asked.text
    for name, default in known.items():
        words = given.get(name) or default
        values = f"VALUES ?{name} {{ {_terms(asked, look_up, name, words)} }}" if words else ""
        text = re.sub(rf"#:\s*{name}\b.*", lambda _, values=values: values, text)  # type: ignore[misc]
    return text


def _terms(asked: Question, look_up: Callable[[str], list[str]], name: str, words: str) -> str:
    return _day(name, words) if name in asked.dates else " ".join(f"<{found}>" for found in look_up(words))


def _day(name: str, words: str) -> str:
    if not _DAY.fullmatch(words.strip()):
        raise QueryError(f"{words!r} is no day; --{name} is written like 2026-01-31")
    return f'"{words.strip()}"^^<{PREFIXES["xsd"]}date>'


def named(store: pyoxigraph.Store, words: str) -> list[str]:
    """The IRIs of what bears the name, in any spelling and any case; or the IRI itself. Raises QueryError."""
    import difflib

    from pyoxigraph import NamedNode

    names: dict[str, set[str]] = {}
    for predicate in (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel"):
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
            name = getattr(quad.object, "value", "")
            names.setdefault(name.casefold(), set()).add(getattr(quad.subject, "value", ""))
    found = names.get(words.strip().casefold(), set())
    if not found:
        try:
            if next(iter(store.quads_for_pattern(NamedNode(iri(words)), None, None, None)), None):
                return [words]
        except ValueError:
            pass
        near = difflib.get_close_matches(words.casefold(), names, n=3)
        raise QueryError(
            f"nothing in the graph is called {words!r}" + (f"; there is {', '.join(near)}" if near else "")
        )
    return sorted(iri(one) for one in found)


def prefixes_of(store: pyoxigraph.Store) -> dict[str, str]:
    """The prefixes that a query of this graph may use undeclared."""
    from pyoxigraph import NamedNode

    void = NamedNode(PREFIXES["void"] + "Dataset")
    quads = store.quads_for_pattern(None, NamedNode(PREFIXES["rdf"] + "type"), void, None)
    return prefixes(base_of(getattr(quad.subject, "value", "") for quad in quads))


def base_of(datasets: Iterable[str]) -> str:
    """Where the names of a graph lie, from the names of its header; other data beside it may have headers too."""
    bases = sorted(name.removesuffix("dataset") for name in datasets if re.search("[/#]dataset$", name))
    return bases[0] if bases else BASE


def _by_pyoxigraph(text: str, store: pyoxigraph.Store) -> Answer:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    try:
        result = store.query(text, prefixes=prefixes_of(store))
        if isinstance(result, QuerySolutions):
            variables = tuple(variable.value for variable in result.variables)
            return Answer(variables, tuple(tuple(term_of(row[name]) for name in variables) for row in result))
        if isinstance(result, QueryBoolean):
            return Answer(truth=bool(result))
        assert isinstance(result, QueryTriples)
        return Answer(turtle=turtle_of(result, prefixes_of(store)))
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(placed(error, text, prefixes_of(store))) from None


def turtle_of(triples: Iterable[pyoxigraph.Triple], known: Mapping[str, str]) -> str:
    """Triples as Turtle, in the same order whatever order they come in."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(triples, key=str)
    said = " ".join(map(str, ordered))
    used = {prefix: space for prefix, space in known.items() if f"<{space}" in said}
    made = serialize(ordered, format=RdfFormat.TURTLE, prefixes=used)
    return made.decode() if made else ""


def term_of(term: object) -> Term | None:
    """A term of pyoxigraph as one of ours; None stays None."""
    from pyoxigraph import Literal as Read

    if term is None:
        return None
    if not isinstance(term, Read):
        return str(getattr(term, "value", term))
    return value_of(term.value, term.language or "", term.datatype.value)


def value_of(text: str, lang: str, datatype: str) -> Value:
    """The literal in one form for every engine: decimals without idle zeros, no datatype for plain strings."""
    if lang:
        return Value(text, lang)
    if datatype == PREFIXES["xsd"] + "decimal" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return Value(text, "", "" if datatype == PREFIXES["xsd"] + "string" else datatype)


def _by_rdflib(text: str, store: pyoxigraph.Store) -> Answer:
    import rdflib
    from pyoxigraph import RdfFormat

    graph = rdflib.Graph(bind_namespaces="none")
    dumped = store.dump(format=RdfFormat.N_TRIPLES, from_graph=_default_graph())
    graph.parse(data=(dumped or b"").decode(), format="nt")
    try:
        result = graph.query(text, initNs=prefixes_of(store))
        if result.type == "SELECT":
            variables = tuple(str(variable) for variable in result.vars or ())
            rows = tuple(tuple(_from_rdflib(row[name]) for name in variables) for row in result)  # type: ignore[index, call-overload]
            return Answer(variables, rows)
        if result.type == "ASK":
            return Answer(truth=bool(result.askAnswer))
        assert result.graph is not None
        return Answer(turtle=result.graph.serialize(format="turtle"))
    except Exception as error:  # rdflib and its parser raise kinds of their own
        raise QueryError(placed(error, text, prefixes_of(store))) from None


def _default_graph() -> pyoxigraph.DefaultGraph:
    from pyoxigraph import DefaultGraph

    return DefaultGraph()


def _from_rdflib(term: object) -> Term | None:
    import rdflib

    if term is None:
        return None
    if not isinstance(term, rdflib.Literal):
        return str(term)
    return value_of(str(term), term.language or "", str(term.datatype or ""))


# --- telling --------------------------------------------------------------------------------------


def _cell(term: Term | None) -> str:
    return "" if term is None else term if isinstance(term, str) else term.text


def _short(term: Term | None) -> str:
    """As in a table: an IRI by its last part."""
    return re.split(r"[/#]", term)[-1] if isinstance(term, str) else _cell(term)


def _not_rows(answer: Answer) -> str | None:
    return answer.turtle or None if answer.truth is None else f"{'yes' if answer.truth else 'no'}\n"


def as_table(answer: Answer) -> str:
    """For people: columns side by side, IRIs shortened; wide characters count as two."""
    from unicodedata import east_asian_width

    def width(text: str) -> int:
        return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

    other = _not_rows(answer)
    if other is not None:
        return other
    table = [answer.variables, *(tuple(" ".join(_short(term).split()) for term in row) for row in answer.rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(t + " " * (w - width(t)) for t, w in zip(row, widths, strict=True)).rstrip() for row in table]
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines) + f"\n({len(answer.rows)} rows)\n"


def as_csv(answer: Answer) -> str:
    """SPARQL 1.1 results in CSV (with line feeds)."""
    other = _not_rows(answer)
    if other is not None:
        return other
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([answer.variables, *([_cell(term) for term in row] for row in answer.rows)])
    return out.getvalue()


def as_tsv(answer: Answer) -> str:
    """SPARQL 1.1 results in TSV: terms as in N-Triples."""
    other = _not_rows(answer)
    if other is not None:
        return other
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    lines += ["\t".join("" if term is None else ntriples(term) for term in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def as_json(answer: Answer) -> str:
    """SPARQL 1.1 results in JSON."""
    if answer.truth is not None:
        return json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
    if answer.turtle:
        raise QueryError("a graph cannot be given as JSON results; ask for ttl")
    bindings = [
        {name: _json(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    data = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, str):
        return {"type": "uri", "value": term}
    more = {"xml:lang": term.lang} if term.lang else {"datatype": term.datatype} if term.datatype else {}
    return {"type": "literal", "value": term.text, **more}


def as_turtle(answer: Answer) -> str:
    """The graph of a CONSTRUCT. Raises QueryError for rows."""
    if answer.variables or answer.truth is not None:
        raise QueryError("rows cannot be given as Turtle; ask for table, csv, tsv or json")
    return answer.turtle


FORMS = {"table": as_table, "csv": as_csv, "tsv": as_tsv, "json": as_json, "ttl": as_turtle}


def same_rows(one: Answer, other: Answer) -> bool:
    """Do two engines agree, whatever order they leave open?"""

    def key(row: Row) -> tuple[tuple[int, str, str, str], ...]:
        return tuple((-1, "", "", "") if term is None else object_order(term) for term in row)

    return one.variables == other.variables and sorted(one.rows, key=key) == sorted(other.rows, key=key)
