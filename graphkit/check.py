"""Checks an export: quotes against the files, Turtle against the shapes and the rules, each fault told in words.

    for violation in check(Path("out/graph.ttl"), [Path("articles/")], Path("out/claims.jsonl")):
        print(violation)

Nothing is taken on trust: the files are read again, and a quote has to be the very characters at its offsets.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphkit.model import digest
from graphkit.pipeline import collect, shown
from graphkit.read import decode
from graphkit.vocabulary import GK, NAMESPACE, PREFIXES, folder, terms

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

Severity = Literal["error", "warning"]

RDF, RDFS, SCHEMA = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["schema"]
SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Something that is wrong. `rule` names the shape or check; `claim` and `sentence` are what stands behind it (''
    where nothing does); `file` is the article, or the file that is faulty; `start` and `end` count code points (-1: not
    known), `line` and `column` from 1 (0: not known)."""

    severity: Severity
    rule: str
    message: str
    node: str = ""
    claim: str = ""
    sentence: str = ""
    file: str = ""
    start: int = -1
    end: int = -1
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        spot = f":{self.line}:{self.column}" if self.line else ""
        place = f"{self.file}{spot}: " if self.file else ""
        words = f" «{_one_line(self.sentence)}»" if self.sentence else ""
        where = f" (characters {self.start}-{self.end})" if self.start >= 0 else ""
        return f"{place}{self.severity}: {self.message}{words}{where} [{self.rule}]"


def _one_line(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def check(
    turtle_path: Path, article_paths: Sequence[Path] = (), claims_path: Path | None = None, *, shapes: bool = True
) -> list[Violation]:
    """Everything that is wrong with an export, sorted; empty when all is well.

    `article_paths` are the files and folders it was built from (none: quotes are not compared with them).
    `claims_path` is the claims.jsonl beside it. `shapes=False` leaves SHACL out, which takes most of the time.
    Raises OSError when the Turtle file cannot be read.
    """
    text = turtle_path.read_bytes()
    found: list[Violation] = []
    articles = Articles.of(article_paths) if article_paths else None
    if articles:
        found += articles.faults
    if claims_path is not None:
        found += check_claims(claims_path, articles)
    store = _load(turtle_path, text, found)
    if store is not None:
        facts = Described(store, articles)
        found += check_terms(facts)
        found += check_literals(facts)
        found += check_quotes(facts, articles)
        found += check_rules(facts)
        found += check_shapes(facts, turtle_path, text, shapes)
    return sorted(set(found))


# --- the articles ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Articles:
    """The texts of the articles by the name of the document, read again from the files."""

    texts: dict[str, str]
    paths: dict[str, str]
    faults: tuple[Violation, ...] = ()

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Articles:
        """Reads them; what cannot be read is a fault and no text. A document's name is the digest of its text."""
        found = collect(paths)
        texts: dict[str, str] = {}
        names: dict[str, str] = {}
        faults = [Violation("error", "articles", drop.reason, file=drop.where) for drop in found.failed]
        for path in found.articles:
            try:
                text, _ = decode(path.read_bytes())
            except (OSError, ValueError):
                continue  # no document was made of it either
            name = "d" + digest(text, length=64)[:12]
            texts[name] = text
            names.setdefault(name, shown(_from_here(path)))
        return cls(texts, names, tuple(faults))

    def place(self, document: str, start: int) -> tuple[int, int]:
        """Line and column of a character, both from 1; zeros where the article is not at hand."""
        text = self.texts.get(document, "")
        if not 0 <= start < len(text):
            return 0, 0
        return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)

    def fault(self, document: str, start: int, end: int, quote: str) -> str:
        """What is wrong with a quote, in words; '' when it is the slice that it says."""
        text = self.texts.get(document)
        if text is None:
            return "the article of this quote is not among the files given, or has changed since"
        if not 0 <= start < end <= len(text):
            return f"the quote's offsets lie outside the article, which has {len(text)} characters"
        if text[start:end] != quote:
            return f"the article has «{_one_line(text[start:end], 60)}» where the quote says"
        return ""


def _from_here(path: Path) -> Path:
    """The path from the working folder, where it leads down from it: as editors and code hosts take it."""
    here = Path.cwd()
    return path.absolute().relative_to(here) if path.absolute().is_relative_to(here) else path


def check_claims(path: Path, articles: Articles | None) -> list[Violation]:
    """Every line of claims.jsonl: is it an object with the fields of a claim, and its quote a slice of the article?"""
    found: list[Violation] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return [Violation("error", "claims", f"cannot be read: {error}", file=shown(path))]
    for number, line in enumerate(lines, 1):
        try:
            claim = json.loads(line)
            doc, start, end, quote = claim["doc"], int(claim["start"]), int(claim["end"]), claim["quote"]
            predicate, subject = claim["predicate"], claim["subject"]["name"]
        except (ValueError, KeyError, TypeError) as error:
            message = f"this line is no claim: {error}"
            found.append(Violation("error", "claims", message, file=shown(path), line=number, column=1))
            continue
        fault = articles.fault(doc, start, end, quote) if articles else ""
        if fault:
            # the place is that of the line at fault, not of the article, which may be another one
            message = f"{predicate} of {subject}, characters {start}-{end} of {doc}: {fault}"
            rule = "quote-is-the-slice"
            found.append(
                Violation("error", rule, message, doc, sentence=quote, file=shown(path), line=number, column=1)
            )
    return found


# --- the Turtle -----------------------------------------------------------------------------------


def _load(path: Path, text: bytes, found: list[Violation]) -> pyoxigraph.Store | None:
    from pyoxigraph import RdfFormat, Store

    store = Store()
    try:
        store.bulk_load(text, RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        found.append(Violation("error", "turtle", f"cannot be parsed as Turtle: {error}", file=shown(path)))
        return None
    if not len(store):
        found.append(Violation("error", "turtle", "holds no triple", file=shown(path)))
    return store


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


@dataclass
class Described:
    """The graph under check, and words for what is in it. The articles tell on which line a passage stands."""

    store: pyoxigraph.Store
    articles: Articles | None = None

    def value(self, subject: str, predicate: str) -> str:
        """The first value of a property of a thing, in code point order; '' when there is none."""
        from pyoxigraph import NamedNode

        try:
            quads = self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        except ValueError:
            return ""
        return min((_plain(quad.object) for quad in quads), default="")

    @cached_property
    def claims_by_quote(self) -> dict[str, str]:
        """For each quote its first claim."""
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(GK.quote), None, None)
        pairs = sorted((_plain(quad.object), _plain(quad.subject)) for quad in quads)
        return dict(reversed(pairs))

    def words(self, name: str) -> str:
        """What a reader would call the thing, term, claim or passage of that IRI; anything else as it is."""
        if name.startswith(NAMESPACE) and name[len(NAMESPACE) :] in terms():
            return dict(terms()[name[len(NAMESPACE) :]].labels)["en"]
        label = self.value(name, RDFS + "label")
        if label:
            return label
        if self.value(name, GK.currency):
            return f"{self.value(name, GK.currency)} {self.value(name, GK.value)}"
        subject = self.value(name, RDF + "subject")
        if subject:
            says = (self.value(name, RDF + part) for part in ("predicate", "object"))
            return f"the claim “{' · '.join(self.words(part) for part in (subject, *says))}”"
        text = self.value(name, GK.text)
        if text:
            return f"the quote “{_one_line(text, 60)}”"
        return self.value(name, SCHEMA + "headline") or self.value(name, GK.path) or _prefixed(name)

    def violation(self, severity: Severity, rule: str, message: str, node: str, claim: str = "") -> Violation:
        """A fault of a node, with the claim and the passage that stand behind it."""
        quote = self.value(claim, GK.quote) if claim else ""
        if not quote and self.value(node, GK.text):
            quote, claim = node, self.claims_by_quote.get(node, "")
        if not quote and self.value(node, GK.quote):
            quote, claim = self.value(node, GK.quote), node
        if not quote:
            return Violation(severity, rule, message, node, claim)
        document = self.value(quote, GK.inDocument)
        known = self.articles.paths.get(document.rpartition("/")[2], "") if self.articles else ""
        file = known or self.value(document, GK.path) or document
        start, end = (self._number(self.value(quote, predicate)) for predicate in (GK.start, GK.end))
        line = self.articles.place(document.rpartition("/")[2], start) if self.articles else (0, 0)
        return Violation(severity, rule, message, node, claim, self.value(quote, GK.text), file, start, end, *line)

    @staticmethod
    def _number(text: str) -> int:
        return int(text) if text.isdecimal() else -1

    def claim_for(self, subject: str, values: Iterable[str], predicate: str = "") -> str:
        """A claim that says one of the values of the subject (and with that predicate, if given), the preferred one
        first; '' when there is none."""
        from pyoxigraph import NamedNode

        try:
            quads = self.store.quads_for_pattern(None, NamedNode(RDF + "subject"), NamedNode(subject), None)
        except ValueError:
            return ""
        wanted = frozenset(values)
        claims = [
            (self.value(claim, GK.rank) != GK.Preferred, claim)
            for claim in (_plain(quad.subject) for quad in quads)
            if self.value(claim, RDF + "object") in wanted and predicate in ("", self.value(claim, RDF + "predicate"))
        ]
        return min(claims, default=(True, ""))[1]


def _prefixed(name: str) -> str:
    """A term of a vocabulary by its prefix; anything else as it is."""
    for prefix, space in PREFIXES.items():
        if name.startswith(space) and name != space:
            return f"{prefix}:{name[len(space) :]}"
    return name


def _select(store: pyoxigraph.Store, query: str) -> Iterable[pyoxigraph.QuerySolution]:
    from pyoxigraph import QuerySolutions

    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def check_terms(graph: Described) -> list[Violation]:
    """Every gk: name that the graph uses is declared, and the count in the header is right."""
    used = {_plain(quad.predicate) for quad in graph.store} | {
        _plain(quad.object) for quad in graph.store if _plain(quad.object).startswith(NAMESPACE)
    }
    unknown = sorted(
        n for n in used if n.startswith(NAMESPACE) and n != NAMESPACE and n[len(NAMESPACE) :] not in terms()
    )
    from graphkit.vocabulary import missing

    found = [Violation("error", "declared-terms", missing(name[len(NAMESPACE) :]), name) for name in unknown]
    for row in _select(graph.store, "SELECT ?set ?n WHERE { ?set a void:Dataset ; void:triples ?n }"):
        if _plain(row["n"]) != str(len(graph.store)):
            message = f"the header counts {_plain(row['n'])} triples, the file has {len(graph.store)}"
            found.append(Violation("error", "triple-count", message, _plain(row["set"])))
    return found


_FORMS = {
    PREFIXES["xsd"] + name: re.compile(form)
    for name, form in {
        "integer": r"[+-]?[0-9]+",
        "nonNegativeInteger": r"[+]?[0-9]+",
        "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
        "boolean": "true|false|1|0",
        "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "gYearMonth": "[0-9]{4}-(?:0[1-9]|1[0-2])",
        "gYear": "[0-9]{4}",
    }.items()
}


def check_literals(graph: Described) -> list[Violation]:
    """Every number, date and truth value is written as its datatype has it."""
    found = []
    for quad in graph.store:
        datatype = getattr(getattr(quad.object, "datatype", None), "value", "")
        if datatype in _FORMS and not _is_of(datatype, value := _plain(quad.object)):
            node, predicate = _plain(quad.subject), _plain(quad.predicate)
            message = f"{graph.words(node)}, {graph.words(predicate)}: {value!r} is no {_prefixed(datatype)}"
            found.append(graph.violation("error", "literal-form", message, node))
    return found


def _is_of(datatype: str, value: str) -> bool:
    if not _FORMS[datatype].fullmatch(value):
        return False
    try:
        return not datatype.endswith("#date") or bool(date.fromisoformat(value))
    except ValueError:
        return False


def check_quotes(graph: Described, articles: Articles | None) -> list[Violation]:
    """Every quote of the graph is the slice of its article, and every document the digest of one."""
    if articles is None:
        return []
    query = """SELECT ?quote ?document ?start ?end ?text WHERE {
        ?quote gk:inDocument ?document ; gk:start ?start ; gk:end ?end ; gk:text ?text }"""
    found = []
    for row in _select(graph.store, query):
        quote, document, start, end, text = (_plain(row[n]) for n in ("quote", "document", "start", "end", "text"))
        if not (start.isdecimal() and end.isdecimal()):
            continue  # the shapes say so
        fault = articles.fault(document.rpartition("/")[2], int(start), int(end), text)
        if fault:
            claim = graph.claims_by_quote.get(quote, "")
            about = f"{graph.words(claim)}: " if claim else ""
            found.append(graph.violation("error", "quote-is-the-slice", about + fault, quote, claim))
    for row in _select(graph.store, "SELECT ?document ?digest WHERE { ?document gk:sha256 ?digest }"):
        document, stated = _plain(row["document"]), _plain(row["digest"])
        if not stated.startswith(document.rpartition("/")[2].removeprefix("d")):
            message = f"{graph.words(document)} is named by another digest than it states"
            found.append(Violation("error", "document-digest", message, document))
    return found


# --- the rules ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """A query that must return no row. `message` has the query's variables in braces."""

    name: str
    severity: Severity
    message: str
    query: str


_NOTE = re.compile(r"#\s*severity:\s*(error|warning)")


def rules() -> list[Rule]:
    """The rules of ontology/checks, by name. Raises ValueError for a file whose first line is no message."""
    found = []
    for path in sorted((folder() / "checks").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        first = query.split("\n", 1)[0]
        if not first.startswith("# ") or not first.endswith("."):
            raise ValueError(f"{path.name}: the first line has to be '# ' and a sentence that says what is wrong")
        note = _NOTE.search(query)
        severity: Severity = "warning" if note and note[1] == "warning" else "error"
        found.append(Rule(path.stem, severity, first[2:], query))
    return found


def check_rules(graph: Described) -> list[Violation]:
    """Every row that a rule of ontology/checks returns."""
    found = []
    for rule in rules():
        for row in _select(graph.store, rule.query):
            found.append(_broken(graph, rule, row))
    return found


def _broken(graph: Described, rule: Rule, row: pyoxigraph.QuerySolution) -> Violation:
    names = re.findall(r"\{(\w+)\}", rule.message)
    values = {name: _plain(row[name]) for name in names if row[name] is not None}
    message = re.sub(r"\{(\w+)\}", lambda found: graph.words(values.get(found[1], "?")), rule.message)
    node = next((values[name] for name in ("this", "claim", "quote") if name in values), "")
    claim = values.get("claim", "") or graph.claim_for(node, values.values(), values.get("predicate", ""))
    return graph.violation(rule.severity, rule.name, message.rstrip("."), node, claim)


# --- the shapes -----------------------------------------------------------------------------------


def check_shapes(graph: Described, path: Path, text: bytes, shapes: bool = True) -> list[Violation]:
    """What rdflib cannot parse, and every result of SHACL validation."""
    if not shapes:
        return []
    import rdflib

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # check_literals tells of values that are none
    data = rdflib.Graph(bind_namespaces="none")
    try:
        data.parse(data=text, format="turtle")
    except Exception as error:  # rdflib raises many kinds, some of them only for odd input
        return [Violation("error", "turtle", f"cannot be parsed by rdflib: {_one_line(str(error))}", file=shown(path))]
    constraints = shape_graph()
    names = {message: name for name, message in shape_rules(constraints).items()}
    try:
        return [_unshapely(graph, result, report, names) for report, result in _validation(data, constraints)]
    except (ArithmeticError, ValueError, TypeError) as error:  # a value that is none, such as NaN for a decimal
        told = f"cannot be validated against the shapes: {type(error).__name__}, {_one_line(str(error))}"
        return [Violation("error", "shapes", told, file=shown(path))]


def shape_graph() -> rdflib.Graph:
    """ontology/shapes.ttl."""
    import rdflib

    return rdflib.Graph(bind_namespaces="none").parse(folder() / "shapes.ttl", format="turtle")


def shape_rules(shapes: rdflib.Graph) -> dict[str, str]:
    """The name of every constraint of the shapes, from its shape and path, and its message: 'round-status'."""
    import rdflib

    def term(name: str) -> rdflib.URIRef:
        return rdflib.URIRef(SHACL + name)

    found = {}
    for shape in shapes.subjects(rdflib.RDF.type, term("NodeShape")):
        name = _dashed(str(shape).rpartition("#")[2])
        if message := shapes.value(shape, term("message")):
            found[name] = str(message)
        for part in shapes.objects(shape, term("property")):
            path = re.split("[#/]", str(shapes.value(part, term("path"))))[-1]
            found[f"{name}-{_dashed(path)}"] = str(shapes.value(part, term("message")))
    return dict(sorted(found.items()))


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _validation(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[tuple[rdflib.Graph, rdflib.term.Node]]:
    import pyshacl
    import rdflib

    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    assert isinstance(report, rdflib.Graph)
    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(SHACL + "ValidationResult")):
        yield report, result


def _unshapely(graph: Described, result: rdflib.term.Node, report: rdflib.Graph, names: Mapping[str, str]) -> Violation:
    import rdflib

    def says(name: str) -> str:
        return min((str(value) for value in report.objects(result, rdflib.URIRef(SHACL + name))), default="")

    node, value, path = says("focusNode"), says("value"), says("resultPath")
    had = f"; it has {graph.words(value)}" if value else ""
    of = f", {graph.words(path) if path.startswith(NAMESPACE) else path.rpartition('#')[2]}" if path else ""
    message = f"{graph.words(node)}{of}: {says('resultMessage').rstrip('.')}{had}"
    severity: Severity = "warning" if says("resultSeverity").endswith("Warning") else "error"
    claim = graph.claim_for(node, [value], path) if path else ""
    name = names.get(says("resultMessage")) or says("sourceConstraintComponent").rpartition("#")[2]
    return graph.violation(severity, f"shape {name}", message, node, claim)


# --- telling --------------------------------------------------------------------------------------


def as_text(violations: Iterable[Violation]) -> str:
    """One line each."""
    return "".join(f"{violation}\n" for violation in violations)


def as_json(violations: Iterable[Violation]) -> str:
    """An array of objects with the fields of Violation."""
    return json.dumps([asdict(violation) for violation in violations], ensure_ascii=False, indent=2) + "\n"


def as_sarif(violations: Iterable[Violation], graph: str = "") -> str:
    """SARIF 2.1.0, which code hosts show beside the files. A fault that no passage stands behind is shown at the file
    of the graph, `graph`."""
    from graphkit import __version__

    found = list(violations)
    known = _described_rules()
    used = sorted({violation.rule for violation in found})
    driver = {
        "name": "graphkit check",
        "version": __version__,
        "rules": [{"id": rule, "shortDescription": {"text": known.get(rule, rule)}} for rule in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(violation, used.index(violation.rule), graph) for violation in found],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


# Rules that are neither a shape nor a file of ontology/checks.
_OWN_RULES = {
    "articles": "An article that the graph was built from can be read.",
    "claims": "Every line of claims.jsonl is a claim.",
    "declared-terms": "Every term of the graph is declared in ontology/graphkit.ttl.",
    "document-digest": "A document is named by the digest of its text.",
    "literal-form": "A number, a date or a truth value is written as its datatype has it.",
    "quote-is-the-slice": "A quote is the very characters of its article at its offsets.",
    "shapes": "The graph can be validated against the shapes.",
    "triple-count": "The header counts the triples right.",
    "turtle": "The graph is valid Turtle.",
}


def _described_rules() -> dict[str, str]:
    """Every rule that a violation may name, in words; what a check puts in stays in braces."""
    shapes = {f"shape {name}": message for name, message in shape_rules(shape_graph()).items()}
    return _OWN_RULES | {rule.name: rule.message for rule in rules()} | shapes


def _result(violation: Violation, index: int, graph: str) -> dict[str, object]:
    told = {"node": violation.node, "claim": violation.claim, "sentence": violation.sentence}
    mark = digest(violation.rule, violation.node, violation.claim, violation.sentence, violation.message, length=32)
    return {
        "ruleId": violation.rule,
        "ruleIndex": index,
        "level": violation.severity,
        "message": {"text": violation.message + (f" «{_one_line(violation.sentence)}»" if violation.sentence else "")},
        "locations": [_location(violation, graph)] if violation.file or graph else [],
        # the same fault on another day, wherever its line has gone
        "partialFingerprints": {"graphkit/v1": mark},
        "properties": {name: text for name, text in told.items() if text},
    }


def _location(violation: Violation, graph: str) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": _address(violation.file or graph)}}
    region: dict[str, object] = {}
    if violation.line and violation.start < 0:
        region = {"startLine": violation.line}
    elif violation.line:
        *before, last = violation.sentence.split("\n")
        region = {
            "startLine": violation.line,
            "startColumn": violation.column,
            "endLine": violation.line + len(before),
            "endColumn": len(last) + (1 if before else violation.column),
        }
    if violation.start >= 0:
        region |= {"charOffset": violation.start, "charLength": violation.end - violation.start}
        if violation.sentence and violation.rule != "quote-is-the-slice":  # there it is not what stands in the file
            region["snippet"] = {"text": violation.sentence}
    if region:
        place["region"] = region
    found: dict[str, object] = {"physicalLocation": place}
    if violation.node:
        found["logicalLocations"] = [{"fullyQualifiedName": violation.node}]
    return found


def _address(file: str) -> str:
    from urllib.parse import quote

    return Path(file).as_uri() if Path(file).is_absolute() else quote(Path(file).as_posix())


def worst(violations: Iterable[Violation]) -> int:
    """The exit code for scripts: 1 when there is an error among them, 0 when there are only warnings or nothing."""
    return int(any(violation.severity == "error" for violation in violations))
