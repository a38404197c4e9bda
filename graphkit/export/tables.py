"""The graph as tables: CSV for spreadsheets, CSV with a Cypher script for Neo4j, Parquet for data frames."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graphkit.export.networks import plainly
from graphkit.export.told import ClaimRow, DocumentRow, ExportError, FactRow, LinkRow, ThingRow, Told

if TYPE_CHECKING:
    import pyarrow

Row = ThingRow | FactRow | LinkRow | ClaimRow | DocumentRow


def _columns(row: type[Row]) -> dict[str, str]:
    """Column -> type, as the dataclass has them."""
    return {field.name: str(field.type) for field in fields(row)}


# --- for spreadsheets -----------------------------------------------------------------------------

# A cell that starts so is run as a formula by one spreadsheet or another, also after blanks.
_FORMULA = re.compile("[\\s\x00\ufeff\u200b-\u200f\u2060]*[=+\\-@＝＋－＠\t\r\n|%]")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe before what could be one."""
    return f"'{text}" if _FORMULA.match(text) else text


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]], cell: Callable[[object], str]) -> Iterator[str]:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([cell(value) for value in row])
    yield sheet.getvalue()


def _cell(value: object) -> str:
    # NUL ends a cell for some programs; numbers of ours are never negative and stay numbers
    text = plainly(value).replace("\x00", "\ufffd")
    return text if isinstance(value, int | Decimal) else guarded(text)


def _sheet(row: type[Row], rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff"  # without the mark, Excel takes UTF-8 for the code page of the country
    columns = list(_columns(row))
    # not dataclasses.astuple, which copies every cell
    yield from _csv(columns, map(attrgetter(*columns), rows), _cell)


ROUND_SHEET = (
    *("round", "company", "kind", "status", "date", "amount", "currency", "valuation", "valuation_currency"),
    *("lead_investors", "investors", "instruments", "articles", "id"),
)


def rounds(told: Told) -> Iterator[tuple[object, ...]]:
    """A row for each round, with who raised it and who put money in."""
    labels = {thing.id: thing.label for thing in told.things}
    ends: dict[tuple[str, str], list[str]] = {}
    for link in told.links:
        ends.setdefault((link.source, link.predicate), []).append(labels[link.target])
    for thing in told.things:
        if thing.kind == "FundingRound":
            company, lead, investors = (
                tuple(sorted(ends.get((thing.id, p), ()))) for p in ("raisedBy", "leadInvestor", "investor")
            )
            yield (
                *(thing.label, company, thing.round_kind, thing.status, thing.date, thing.amount, thing.currency),
                *(thing.valuation, thing.valuation_currency, lead, investors, thing.instruments),
                *(thing.documents, thing.id),
            )


def spreadsheets(told: Told) -> dict[str, Iterable[str]]:
    """CSV files, UTF-8 with a mark, that no spreadsheet runs a formula from."""
    return {
        "rounds.csv": ["\ufeff", *_csv(ROUND_SHEET, rounds(told), _cell)],
        "things.csv": _sheet(ThingRow, told.things),
        "relations.csv": _sheet(LinkRow, told.links),
        "facts.csv": _sheet(FactRow, told.facts),
        "claims.csv": _sheet(ClaimRow, told.claims),
        "documents.csv": _sheet(DocumentRow, told.documents),
    }


# --- Neo4j ----------------------------------------------------------------------------------------

_NEO = {"int": "long", "bool": "boolean", "Decimal": "double", "Day": "date", "tuple[str, ...]": "string[]"}
_LIST = ";"


def _neo_type(kind: str) -> str:
    return _NEO.get(kind.removesuffix(" | None"), "string")


def _neo_cell(value: object) -> str:
    if isinstance(value, tuple):
        return _LIST.join(text.replace(_LIST, ",") for text in value)
    return plainly(value)


def _neo(row: type[Row], rows: Iterable[Row], label: Callable[[Any], str], leave: tuple[str, ...]) -> Iterator[str]:
    """A file of nodes: their id, their properties, their labels."""
    kept = {name: kind for name, kind in _columns(row).items() if name not in ("id", *leave)}
    header = ["id:ID", *(f"{name}:{_neo_type(kind)}" for name, kind in kept.items()), ":LABEL"]
    lines = ((one.id, *(getattr(one, name) for name in kept), label(one)) for one in rows)
    yield from _csv(header, lines, _neo_cell)


def _neo_links(told: Told) -> Iterator[str]:
    kept = {n: k for n, k in _columns(LinkRow).items() if n not in ("source", "target", "predicate", "label")}
    header = [":START_ID", *(f"{name}:{_neo_type(kind)}" for name, kind in kept.items()), ":END_ID", ":TYPE"]
    lines = (
        (link.source, *(getattr(link, name) for name in kept), link.target, _type(link.predicate))
        for link in told.links
    )
    yield from _csv(header, lines, _neo_cell)


def _neo_evidence(told: Told) -> Iterator[str]:
    """What a claim is about and where it stands."""
    known = {thing.id for thing in told.things} | {document.id for document in told.documents}
    lines = [
        (claim.id, end, type_)
        for claim in told.claims
        for end, type_ in ((claim.subject, "SUBJECT"), (claim.object, "OBJECT"), (claim.document, "SOURCE"))
        if end in known
    ]
    yield from _csv((":START_ID", ":END_ID", ":TYPE"), lines, _neo_cell)


def _type(predicate: str) -> str:
    """'leadInvestor' -> 'LEAD_INVESTOR', as relationships are called in Cypher."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", predicate).upper()


def _labels(thing: ThingRow) -> str:
    return _LIST.join(("Thing", thing.kind, *thing.roles))


def neo4j(told: Told) -> dict[str, Iterable[str]]:
    """Files for `neo4j-admin database import`, and load.cypher for a server that runs already."""
    return {
        "things.csv": _neo(ThingRow, told.things, _labels, ()),
        "documents.csv": _neo(DocumentRow, told.documents, lambda _: "Document", ()),
        "claims.csv": _neo(ClaimRow, told.claims, lambda _: "Claim", ("document", "path", "headline", "url")),
        "relations.csv": _neo_links(told),
        "evidence.csv": _neo_evidence(told),
        "load.cypher": cypher(told),
    }


_IMPORT = """\
// A new database, offline, and quickest:
//
//   neo4j-admin database import full graphkit --nodes=things.csv --nodes=documents.csv --nodes=claims.csv \\
//     --relationships=relations.csv --relationships=evidence.csv --multiline-fields=true
//
// A database that runs: put the CSV files into its import folder and run this script (cypher-shell -f load.cypher).
// Run twice, it changes nothing. Where articles hold backslashes, the server has to take them as they are:
// dbms.import.csv.legacy_quote_escaping=false.

CREATE CONSTRAINT graphkit_thing IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphkit_document IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT graphkit_claim IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE;
"""
_CAST = {
    "long": "toInteger({})",
    "double": "toFloat({})",
    "boolean": "toBoolean({})",
    "date": "date({})",
    "string[]": 'split({}, ";")',
    "string": "{}",
}


def cypher(told: Told) -> Iterator[str]:
    """The script that loads the files into a running server: plain Cypher, no plug-in."""
    yield _IMPORT
    for name, row, label, leave in (
        ("things", ThingRow, "Thing", ()),
        ("documents", DocumentRow, "Document", ()),
        ("claims", ClaimRow, "Claim", ("document", "path", "headline", "url")),
    ):
        kept = {c: k for c, k in _columns(row).items() if c not in ("id", *leave)}
        sets = ",\n    ".join(f"n.{c} = {_cast(c, _neo_type(k))}" for c, k in kept.items())
        yield f"\n{_load(name)}MERGE (n:{label} {{id: line.`id:ID`}})\nSET {sets};\n"
    for label in sorted({label for thing in told.things for label in _labels(thing).split(_LIST)[1:]}):
        yield (
            f'\n{_load("things")}WITH line WHERE "{label}" IN split(line.`:LABEL`, ";")\n'
            f"MATCH (n:Thing {{id: line.`id:ID`}})\nSET n:{label};\n"
        )
    kept = {n: k for n, k in _columns(LinkRow).items() if n not in ("id", "source", "target", "predicate", "label")}
    sets = ",\n    ".join(f"r.{c} = {_cast(c, _neo_type(k))}" for c, k in kept.items())
    for type_ in sorted({_type(link.predicate) for link in told.links}):
        yield (
            f'\n{_load("relations")}WITH line WHERE line.`:TYPE` = "{type_}"\n'
            "MATCH (a:Thing {id: line.`:START_ID`})\nMATCH (b:Thing {id: line.`:END_ID`})\n"
            f"MERGE (a)-[r:{type_} {{id: line.`id:string`}}]->(b)\nSET {sets};\n"
        )
    for type_, label in (("SUBJECT", "Thing"), ("OBJECT", "Thing"), ("SOURCE", "Document")):
        yield (
            f'\n{_load("evidence")}WITH line WHERE line.`:TYPE` = "{type_}"\n'
            f"MATCH (a:Claim {{id: line.`:START_ID`}})\nMATCH (b:{label} {{id: line.`:END_ID`}})\n"
            f"MERGE (a)-[:{type_}]->(b);\n"
        )


def _load(name: str) -> str:
    return f'LOAD CSV WITH HEADERS FROM "file:///{name}.csv" AS line\n'


def _cast(column: str, kind: str) -> str:
    return _CAST[kind].format(f"line.`{column}:{kind}`")


# --- Parquet --------------------------------------------------------------------------------------


def parquet(told: Told) -> dict[str, Iterable[bytes]]:
    """Parquet files: exact decimals, dates as dates, lists as lists. Raises ExportError where pyarrow is not there."""
    return {
        "claims.parquet": [_parquet(ClaimRow, told.claims)],
        "facts.parquet": [_parquet(FactRow, told.facts)],
        "things.parquet": [_parquet(ThingRow, told.things)],
        "documents.parquet": [_parquet(DocumentRow, told.documents)],
    }


# Six decimal places hold every currency; thirty-two digits before them every sum.
_DECIMALS = 6


NO_ARROW = "Parquet is written with pyarrow, which is not installed: pip install 'graphkit[parquet]'"


def _parquet(row: type[Row], rows: Sequence[Row]) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet as files
    except ImportError as error:
        raise ExportError(NO_ARROW) from error
    columns = _columns(row)
    schema = pyarrow.schema([(name, _arrow(kind)) for name, kind in columns.items()])
    cells = [[_exact(getattr(one, name)) for one in rows] for name in columns]
    try:
        table = pyarrow.table([pyarrow.array(c, f.type) for c, f in zip(cells, schema, strict=True)], schema=schema)
    except pyarrow.ArrowInvalid as error:  # not from an article; a graph of other hands may hold such a number
        raise ExportError(f"Parquet cannot hold all of it: {error}") from None
    sink = io.BytesIO()
    # no Arrow schema inside: it is a second copy of the first, and its bytes are pyarrow's own business
    files.write_table(table, sink, compression="zstd", version="2.6", store_schema=False, write_statistics=True)
    return sink.getvalue()


def _exact(value: object) -> object:
    """A number with more decimal places than the column has is rounded; none of money is."""
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > _DECIMALS:
        return round(value, _DECIMALS)
    return value


def _arrow(kind: str) -> pyarrow.DataType:
    import pyarrow

    types = {
        "int": pyarrow.int64(),
        "bool": pyarrow.bool_(),
        "Decimal": pyarrow.decimal128(38, _DECIMALS),
        "Day": pyarrow.date32(),
        "tuple[str, ...]": pyarrow.list_(pyarrow.string()),
    }
    return types.get(kind.removesuffix(" | None"), pyarrow.string())
