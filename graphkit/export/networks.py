"""The graph for programs that draw and measure networks: GraphML, GEXF and node-link JSON.

A node is a thing, an edge one relation between two things; edges side by side stay apart. The weight of an edge is the
number of articles that tell it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

from graphkit.export.told import LinkRow, ThingRow, Told
from graphkit.vocabulary import classes

# XML 1.0 has no way to write these, not even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[\n\r\t]")
# What the format itself says of an edge, and so is no attribute of it.
_OF_EDGES = ("id", "source", "target")
JOINT = "; "


def attribute(text: str) -> str:
    """The text between quotation marks, as XML 1.0 takes it; what XML cannot hold becomes U+FFFD."""
    return quoteattr(_NO_XML.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", "\x85": "&#133;"})


def content(text: str) -> str:
    """The text between tags, as XML 1.0 takes it."""
    safe = _NO_XML.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLANKS.sub(lambda found: f"&#{ord(found[0])};", safe)


def plainly(value: object) -> str:
    """A cell as text: lists joined, truth values as XML has them."""
    match value:
        case tuple():
            return JOINT.join(value)
        case bool():
            return "true" if value else "false"
        case None:
            return ""
        case _:
            return str(value)


def _kinds(row: type[ThingRow] | type[LinkRow]) -> dict[str, str]:
    """Attribute -> its kind: 'int', 'double', 'boolean' or 'string'."""
    found = {}
    for field in fields(row):
        kind = str(field.type)
        found[field.name] = {"int": "int", "bool": "boolean"}.get(kind, "double" if "Decimal" in kind else "string")
    return found


def _filled(row: ThingRow | LinkRow, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        text = plainly(getattr(row, name))
        if text:
            yield name, text


# --- GraphML --------------------------------------------------------------------------------------


def graphml(told: Told) -> Iterator[str]:
    """GraphML: types, dates, amounts and weights as attributes, each edge with a name of its own."""
    nodes, edges = _kinds(ThingRow), _kinds(LinkRow)
    edges = {name: kind for name, kind in edges.items() if name not in _OF_EDGES}
    nodes.pop("id")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for letter, end, kinds in (("n", "node", nodes), ("e", "edge", edges)):
        for name, kind in kinds.items():
            yield f'  <key id="{letter}.{name}" for="{end}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '  <graph id="graphkit" edgedefault="directed">\n'
    for thing in told.things:
        yield f"    <node id={attribute(thing.id)}>\n"
        yield from (f'      <data key="n.{name}">{content(text)}</data>\n' for name, text in _filled(thing, nodes))
        yield "    </node>\n"
    for link in told.links:
        yield f'    <edge id="{link.id}" source={attribute(link.source)} target={attribute(link.target)}>\n'
        yield from (f'      <data key="e.{name}">{content(text)}</data>\n' for name, text in _filled(link, edges))
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


# --- GEXF -----------------------------------------------------------------------------------------


def gexf(told: Told) -> Iterator[str]:
    """GEXF 1.3 for Gephi: colours of the ontology, a timeline by the dates of rounds, parallel edges by their kind."""
    nodes, edges = _kinds(ThingRow), _kinds(LinkRow)
    for known in ("id", "label"):
        nodes.pop(known)
    edges = {name: kind for name, kind in edges.items() if name not in (*_OF_EDGES, "weight", "label")}
    # no lastmodifieddate: the same graph gives the same bytes
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
        "  <meta>\n    <creator>graphkit</creator>\n"
        "    <description>Companies, investors, people, products and funding rounds</description>\n  </meta>\n"
        '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    )
    for end, kinds in (("node", nodes), ("edge", edges)):
        yield f'    <attributes class="{end}" mode="static">\n'
        yield from (
            f'      <attribute id="{end}.{name}" title="{name}" type="{kind.replace("int", "integer")}"/>\n'
            for name, kind in kinds.items()
        )
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    for thing in told.things:
        yield f"      <node id={attribute(thing.id)} label={attribute(thing.label)}{_begun(thing.sort_date, thing)}>\n"
        yield from _values("node", thing, nodes)
        yield f"        {_colour(thing.kind)}\n      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for link in told.links:
        yield (
            f'      <edge id="{link.id}" source={attribute(link.source)} target={attribute(link.target)}'
            f' kind="{link.predicate}" label={attribute(link.label)} weight="{link.weight}.0"'
            f"{_begun(link.sort_date)}>\n"
        )
        yield from _values("edge", link, edges)
        yield "      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _begun(day: date | None, thing: ThingRow | None = None) -> str:
    """When it enters the timeline. Only rounds and what they join do: a company was there before it was founded in
    the news, and a graph that hides it would hide its investors."""
    dated = day is not None and (thing is None or thing.kind == "FundingRound")
    return f' start="{day}"' if dated else ""


def _values(end: str, row: ThingRow | LinkRow, names: Iterable[str]) -> Iterator[str]:
    filled = [
        f'          <attvalue for="{end}.{name}" value={attribute(text)}/>\n' for name, text in _filled(row, names)
    ]
    if filled:
        yield "        <attvalues>\n"
        yield from filled
        yield "        </attvalues>\n"


def _colour(kind: str) -> str:
    colour = classes()[kind].colour.removeprefix("#")
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


# --- JSON -----------------------------------------------------------------------------------------


def node_link(told: Told) -> Iterator[str]:
    """Node-link JSON, as networkx and d3 read it: `nodes` with an id, `edges` with source, target and key."""
    header = json.dumps({"base": told.base}, ensure_ascii=False)
    yield f'{{"directed": true, "multigraph": true, "graph": {header},\n"nodes": [\n'
    yield from _rows(_plain(thing) for thing in told.things)
    yield '],\n"edges": [\n'
    yield from _rows({"key": link.predicate, **_plain(link)} for link in told.links)
    yield "]}\n"


def _rows(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    before = ""
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n" if before else ""


def _plain(row: ThingRow | LinkRow) -> dict[str, Any]:
    """The filled cells; whole numbers as numbers, dates and fractions as text, so that nothing is rounded."""
    return {name: _json(value) for name, value in asdict(row).items() if value not in (None, "", ()) or value is False}


def _json(value: object) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case date():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value
