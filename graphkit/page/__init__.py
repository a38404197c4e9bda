"""The page: one HTML file that shows the graph, works from a disk without a network, and leads to the sentences.

pyvis holds the graph and renders it, through its own template hook (`set_template_dir`, `templateEnv`); the template,
style and script are ours, because pyvis's own load parts from the network and run what an article's name may contain.
The script files are set one after the other, as they are: there is no build step.
"""

from __future__ import annotations

import json
import math
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from graphkit import vocabulary
from graphkit.page.facts import Packed, pack
from graphkit.page.layout import arrange

EVERYTHING = 1_500
"""Up to so many things the page draws all of them."""
OPENING = 400
"""Of a larger graph it draws the best connected, and brings in the rest by search and expansion."""

NEW_LINKS = 0.2
"""If more than this share of the relations between things of the earlier page is new, the picture is made anew."""

SCRIPTS = (
    "words.js", "data.js", "evidence.js", "drawing.js", "labels.js", "picture.js", "filters.js", "search.js",
    "panel.js", "rounds.js", "questions.js", "table.js", "export.js", "address.js", "main.js",
)  # fmt: skip
"""In the order in which they are set; a file uses only what stands in the files before it when it is loaded."""

ROLE_ORDER = ("round", "product", "person", "place", "investor", "partner", "public", "company")
SHAPES = {
    "round": ("diamond", "FundingRound"),
    "product": ("triangle", "Product"),
    "person": ("star", "Person"),
    "place": ("triangleDown", "Place"),
    "investor": ("square", "Investor"),
    "partner": ("hexagon", "Partner"),
    "public": ("dot", "PublicOrganization"),
    "company": ("dot", "Company"),
}
"""How each sort of thing is drawn: its shape (public bodies: a ring), and the class whose colour it has."""

EDGE_COLOUR = "#8a949e"
"""At least 3:1 on the light and on the dark background."""

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": True, "hover": False, "selectable": False, "selectConnectedEdges": False,
        "hideEdgesOnDrag": False, "keyboard": {"enabled": False}, "zoomSpeed": 0.6,
    },
    "nodes": {"borderWidth": 0, "font": {"size": 0}, "scaling": {"label": False}},
    "edges": {
        "smooth": False, "color": {"color": EDGE_COLOUR, "inherit": False}, "width": 1.3, "selectionWidth": 0,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}}, "arrowStrikethrough": False,
    },
}  # fmt: skip


def render(graph: Any, previous: str | None = None) -> str:
    """The page as HTML text, for a graph as graph.assemble gives it. `previous` is the text of the page of an earlier
    build: what it shows keeps its place. The same graph (and the same previous page) give the same text."""
    from pyvis.network import Network  # a quarter of a second and half a thousand modules: only when a page is wanted

    packed = pack(graph)
    nodes = packed.graph["nodes"]
    raisers = _raisers(packed)
    sorts = [sort_of(packed.graph["kinds"][row[1]], row[2], i in raisers) for i, row in enumerate(nodes)]
    opening = _opening(len(nodes), packed)
    links = _drawn(packed, opening)
    sizes = _sizes(packed, sorts)
    places = _places(packed, opening, links, sizes, sorts, previous)
    looks = {sort: (shape, vocabulary.get(term).colour) for sort, (shape, term) in SHAPES.items()}
    network = Network(directed=True)  # an undirected one would drop all but one of several edges between two nodes
    for i in opening:
        shape, colour = looks[sorts[i]]
        x, y = places[i]
        network.add_node(i, label=nodes[i][3] or " ", shape=shape, color=colour, size=sizes[i], x=x, y=y)
    for a, b, fact, hidden in links:
        if a in places and b in places:
            network.add_edge(a, b, id=fact, **_look(packed, fact), **({"hidden": True} if hidden else {}))
    for row in network.nodes:
        row.pop("label")  # names are drawn by labels.js, and stand in the graph block already
        if sorts[row["id"]] == "public":
            row |= {
                "color": {"background": "#8a949e33", "border": row["color"]},
                "borderWidth": 4,
                "size": row["size"] - 2,
            }
    network.options = OPTIONS
    packed.graph["sorts"] = {sort: [*looks[sort]] for sort in ROLE_ORDER}
    packed.graph["sortOf"] = [ROLE_ORDER.index(sort) for sort in sorts]
    return _html(network, packed)


def sort_of(kind: str, roles: int, raises: bool = False) -> str:
    """The one sort that a thing is drawn and counted as. `roles` is 1 for an investor, 2 for a partner, 3 for both;
    who raises money (`raises`) and is no investment firm is a company first, whatever else it does."""
    if kind in ("FundingRound", "Product", "Person", "Place"):
        return {"FundingRound": "round", "Product": "product", "Person": "person", "Place": "place"}[kind]
    if raises and kind != "InvestmentFirm":
        return "company"
    if kind == "InvestmentFirm" or roles & 1:
        return "investor"
    if roles & 2:
        return "partner"
    return "public" if kind == "PublicOrganization" else "company"


# --- what is drawn, and how --------------------------------------------------------------------------


def _drawn(packed: Packed, opening: Sequence[int]) -> list[tuple[int, int, int, bool]]:
    """(from, to, fact, hidden) of every relation. Hidden at first is what another drawn edge already says: taking part
    in a round that one led, and the investment that follows from taking part in a closed round that is drawn."""
    names = packed.graph["predicates"]
    facts = packed.graph["facts"]
    pairs: dict[str, set[tuple[int, int]]] = {}
    for a, b, fact in packed.links:
        pairs.setdefault(names[facts[fact][1]], set()).add((a, b))
    led, joined = pairs.get("leadInvestor", set()), pairs.get("investor", set())
    raised = dict(sorted(pairs.get("raisedBy", set())))
    drawn = set(opening)
    through = {(agent, raised[round_]) for round_, agent in led | joined if round_ in raised and round_ in drawn}
    rows = []
    for a, b, fact in packed.links:
        name = names[facts[fact][1]]
        hidden = (name == "investor" and (a, b) in led) or (name == "investedIn" and (a, b) in through)
        rows.append((a, b, fact, hidden))
    return rows


def _raisers(packed: Packed) -> set[int]:
    """The organizations that raised, or seek to raise, a round."""
    names, facts = packed.graph["predicates"], packed.graph["facts"]
    return {b for _, b, fact in packed.links if names[facts[fact][1]] == "raisedBy"}


def _opening(count: int, packed: Packed) -> list[int]:
    """The nodes of the first picture: all, or the best connected."""
    if count <= EVERYTHING:
        return list(range(count))
    degree = [0] * count
    for a, b, _ in packed.links:
        degree[a] += 1
        degree[b] += 1
    return sorted(sorted(range(count), key=lambda i: (-degree[i], i))[:OPENING])


def _sizes(packed: Packed, sorts: Sequence[str]) -> list[int]:
    """Half the width of each node in pixels: by its relations; a round by the square root of its amount, in the one
    currency that most amounts are given in (another currency or none: the smallest)."""
    names, facts = packed.graph["predicates"], packed.graph["facts"]
    degree = [0] * len(sorts)
    for a, b, _ in packed.links:
        degree[a] += 1
        degree[b] += 1
    sizes = [7 + round(min(15.0, 1.8 * math.sqrt(d))) for d in degree]
    amounts: dict[str, dict[int, Decimal]] = {}
    for row in facts:
        if names[row[1]] == "amount" and row[2][0] == "m":
            amounts.setdefault(row[2][2], {}).setdefault(row[0], Decimal(row[2][1]))
    if amounts:
        currency = max(sorted(amounts), key=lambda code: len(amounts[code]))
        largest = max(amounts[currency].values()) or Decimal(1)
        for i, sort in enumerate(sorts):
            sizes[i] += 2 if sort in ("person", "product", "place") else 0  # their shapes fill less of the square
            if sort == "round":
                share = float(amounts[currency].get(i, Decimal(0)) / largest)
                sizes[i] = 10 + round(15 * math.sqrt(share))
    many = min(1.6, max(1.0, (min(len(sorts), EVERYTHING) / 150) ** 0.25))
    return [round(size * many) for size in sizes]


def _label_width(label: str) -> float:
    """About how wide the label is at 13 px; a Chinese character takes nearly two letters' room."""
    return sum(13.0 if ord(character) > 0x2E80 else 7.0 for character in label[:28])


def _places(
    packed: Packed,
    opening: Sequence[int],
    links: Iterable[tuple[int, int, int, bool]],
    sizes: Sequence[int],
    sorts: Sequence[str],
    previous: str | None,
) -> dict[int, tuple[int, int]]:
    """Where each node of the first picture stands."""
    nodes = packed.graph["nodes"]
    at = {i: k for k, i in enumerate(opening)}
    pairs = [(at[a], at[b]) for a, b, _, hidden in links if not hidden and a in at and b in at]
    crowded = len(opening) > 250  # so many labels are not drawn at once anyway
    boxes = []
    for i in opening:
        width = 100.0 if sorts[i] == "round" else _label_width(nodes[i][3])
        side = 2.0 * sizes[i] + 8
        boxes.append((side * 1.9, side * 1.9) if crowded else (max(width * 1.1, side) + 12, side + 30))
    ids = [nodes[i][0] for i in opening]
    found = arrange(ids, pairs, boxes, _known_places(previous, ids, pairs))
    return dict(zip(opening, found, strict=True))


def _known_places(
    previous: str | None, ids: Sequence[str], pairs: Iterable[tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """id -> place, as the page of an earlier build has it. Nothing if it is none of ours, or if it knew the
    relations of its things so little that its picture would be wrong for them."""
    blocks = dict(
        re.findall(r'<script type="application/json" id="(graph|nodes|edges)">(.*?)</script>', previous or "", re.S)
    )
    try:
        names = [row[0] for row in json.loads(blocks["graph"])["nodes"]]
        places = {names[row["id"]]: (int(row["x"]), int(row["y"])) for row in json.loads(blocks["nodes"])}
        before = {frozenset((names[row["from"]], names[row["to"]])) for row in json.loads(blocks["edges"])}
    except (KeyError, IndexError, TypeError, ValueError):
        return {}
    now = {frozenset((ids[a], ids[b])) for a, b in pairs}
    among_old = [pair for pair in now if all(id in places for id in pair)]
    new = sum(pair not in before for pair in among_old)
    return places if new <= NEW_LINKS * len(among_old) else {}


def _look(packed: Packed, fact: int) -> dict[str, Any]:
    """Dashes say doubt and nothing else; the lead's edge is thicker; money's edges point the way the money goes."""
    row = packed.graph["facts"][fact]
    name = packed.graph["predicates"][row[1]]
    look: dict[str, Any] = {}
    if len(row) > 5 and row[5]:
        look["dashes"] = [6, 5]
    if name == "leadInvestor":
        look |= {"width": 3, "color": {"color": vocabulary.get("FundingRound").colour}}
    if name in ("investor", "leadInvestor"):
        look["arrows"] = {"to": {"enabled": False}, "from": {"enabled": True, "scaleFactor": 0.45}}
    if name in ("partnerOf", "competitorOf"):
        look["arrows"] = ""
    return look


# --- one file ----------------------------------------------------------------------------------------


def _html(network: Any, packed: Packed) -> str:
    """The network through our template. Every script and the style are allowed by the digest of their text, and
    nothing else is; data blocks are not run."""
    here = files(__name__)
    library = _library()
    script = "(() => {\n'use strict';\n" + "\n".join((here / name).read_text("utf-8") for name in SCRIPTS) + "})();\n"
    style = (here / "style.css").read_text("utf-8")
    library, script = (re.sub(r"</(?=script)", r"<\\/", text, flags=re.I) for text in (library, script))
    policy = (
        f"default-src 'none'; script-src {_digest(library)} {_digest(script)}; style-src {_digest(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    words = json.loads((here / "words.json").read_text("utf-8"))
    with _folder() as folder:
        network.set_template_dir(str(folder), "graph.html.j2")
        environment = network.templateEnv
        environment.autoescape = True  # pyvis has it off
        environment.policies["json.dumps_kwargs"] = {
            "ensure_ascii": False,
            "separators": (",", ":"),
            "allow_nan": False,
        }
        environment.globals.update(
            library=library, script=script, style=style, policy=policy, words=words, graph=packed.graph,
            evidence=packed.evidence, counts={"nodes": len(packed.graph["nodes"]), "edges": len(packed.links)},
        )  # fmt: skip
        return str(network.generate_html())


def _folder() -> Any:
    from importlib.resources import as_file

    return as_file(files(__name__))


def _library() -> str:
    """vis-network as pyvis brings it."""
    import pyvis

    path = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return path.read_text("utf-8")


def _digest(text: str) -> str:
    return "'sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
