"""The page as text: safe, complete, the same every time, readable in colour. What needs a browser: test_browser.py."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from page_fixture import hostile_graph, made_up_graph, seeds_graph, tiny_graph

from graphkit import vocabulary
from graphkit.page import EDGE_COLOUR, OPENING, SCRIPTS, SHAPES, facts, layout, render, sort_of

ROOT = Path(__file__).resolve().parent.parent


@cache
def seeds_page() -> str:
    return render(seeds_graph())


def blocks(html: str) -> dict[str, Any]:
    """The data blocks of a page by id."""
    found = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', html, re.S)
    return {
        name: json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON")) for name, text in found
    }


class Tags(HTMLParser):
    """Tags with attributes, in order; texts of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag if tag in self.texts and dict(attrs).get("type") != "application/json" else ""
        if self.inside:
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside][-1] += data


# --- safe ---------------------------------------------------------------------------------------------


def test_every_script_and_the_style_are_allowed_by_their_digest_and_nothing_else_is() -> None:
    page = Tags(seeds_page())
    policy = next(a["content"] or "" for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    digests = {
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for text in page.texts["script"] + page.texts["style"]
    }
    assert len(digests) == 3
    assert set(re.findall(r"'sha256-[^']+'", policy)) == digests
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize("graph", [seeds_graph, hostile_graph], ids=["seeds", "hostile"])
def test_no_tag_loads_anything_or_carries_a_handler(graph: Any) -> None:
    page = Tags(render(graph()))
    loading = [
        (tag, name)
        for tag, attributes in page.tags
        for name in attributes
        if name in ("src", "srcset", "data", "style") or name.startswith("on")
    ]
    assert loading == []
    assert {attributes["href"] for tag, attributes in page.tags if "href" in attributes} == {"#panel"}


def test_what_articles_say_stands_only_inside_data_blocks() -> None:
    html = render(hostile_graph())
    outside = re.sub(
        r'<script type="application/json" id="(graph|evidence|nodes|edges|words)">.*?</script>', "", html, flags=re.S
    )
    assert "onerror" not in re.sub(r"<script>.*?</script>", "", outside, flags=re.S)
    tags = [tag for tag, _ in Tags(html).tags]
    assert tags.count("script") == 8 and "img" not in tags


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    urls = [source[3] for source in blocks(render(hostile_graph()))["graph"]["sources"]]
    assert sorted(set(urls)) == ["", 'https://example.org/"onmouseover=alert(7)']


def test_marks_that_turn_the_reading_direction_are_taken_out() -> None:
    html = render(hostile_graph())
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


# --- complete -------------------------------------------------------------------------------------------


def test_every_thing_and_every_relation_is_there() -> None:
    graph, page = seeds_graph(), blocks(seeds_page())
    assert {row[0] for row in page["graph"]["nodes"]} == set(graph.nodes)
    drawn = {page["graph"]["facts"][edge["id"]][1] for edge in page["edges"]}
    assert len(page["edges"]) == graph.number_of_edges() and len(drawn) == 12
    ids = [row[0] for row in page["graph"]["nodes"]]
    named = {
        (ids[f[0]], page["graph"]["predicates"][f[1]], ids[f[2]])
        for f in page["graph"]["facts"]
        if isinstance(f[2], int) and len(f) != 5
    }
    assert named == {(u, key, v) for u, v, key in graph.edges(keys=True)}


def test_every_quote_is_a_stretch_of_its_paragraph_in_the_words_of_the_article() -> None:
    graph, page = seeds_graph(), blocks(seeds_page())
    texts = graph.graph["texts"]
    quotes = page["evidence"]["quotes"]
    assert len(quotes) >= 50
    following = iter(page["evidence"]["paragraphs"])
    for source, first, *more in quotes:
        whole = page["evidence"]["paragraphs"][more[4]] if len(more) > 4 else next(following)
        last = more[0] if more else first + len(whole)
        start, end = [*more[2:4], *[0, facts.utf16(whole)][len(more[2:4]) :]]
        shown = whole.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
        doc = page["graph"]["sources"][source][0]
        words, _ = facts.readable(texts[doc])
        assert shown and shown in words
        assert facts.readable(texts[doc][first:last])[0].strip("[]*") in (shown, shown.strip())


def test_a_quote_is_shown_without_markup_but_keeps_the_offsets_of_the_file() -> None:
    shown, kept = facts.readable("又筹集了 [6 亿欧元](https://example.org/a_(b)) 和 **债务**[^1]。")
    assert shown == "又筹集了 6 亿欧元) 和 债务。" or shown == "又筹集了 6 亿欧元 和 债务。"
    assert "".join("又筹集了 [6 亿欧元](https://example.org/a_(b)) 和 **债务**[^1]。"[a:b] for a, b in kept) == shown


def test_offsets_count_as_javascript_does() -> None:
    assert facts.utf16("a𝒳b") == 4


def test_a_repeated_sentence_is_stored_once() -> None:
    page = blocks(seeds_page())
    paragraphs = page["evidence"]["paragraphs"]
    assert len(paragraphs) == len(set(paragraphs)) < len(page["evidence"]["quotes"])


def test_parallel_relations_are_kept() -> None:
    page = blocks(seeds_page())
    pairs = [(edge["from"], edge["to"]) for edge in page["edges"]]
    assert len(pairs) > len(set(pairs))


def test_the_same_figure_in_another_currency_is_no_dispute() -> None:
    page = blocks(seeds_page())["graph"]
    ids = [row[0] for row in page["nodes"]]
    standing = {
        (ids[f[0]], page["predicates"][f[1]], *f[2][1:]): f[4] if len(f) > 4 else 0
        for f in page["facts"]
        if isinstance(f[2], list)
    }
    june = "round/mistral-ai-2024-06"
    assert standing[june, "amount", "640000000", "USD"] == facts.UNFOLLOWED["restatement"]
    assert standing[june, "valuation", "6000000000", "USD"] == facts.UNFOLLOWED["conflict"]
    assert standing[june, "valuation", "6000000000", "EUR"] == 0


@pytest.mark.parametrize(
    ("kind", "roles", "raises", "sort"),
    [
        ("Company", 0, False, "company"),
        ("Company", 3, False, "investor"),
        ("Company", 2, False, "partner"),
        ("Company", 2, True, "company"),
        ("InvestmentFirm", 0, True, "investor"),
        ("PublicOrganization", 0, False, "public"),
        ("PublicOrganization", 2, False, "partner"),
        ("Person", 1, False, "person"),
        ("FundingRound", 0, False, "round"),
        ("Place", 0, False, "place"),
    ],
)
def test_each_thing_is_counted_under_one_sort(kind: str, roles: int, raises: bool, sort: str) -> None:
    assert sort_of(kind, roles, raises) == sort


def test_the_words_of_the_page_are_there_in_three_languages() -> None:
    words = json.loads((files("graphkit.page") / "words.json").read_text("utf-8"))
    assert len(words) > 150
    assert [key for key, row in words.items() if len(row) != 3 or not all(row)] == []
    script = "".join((files("graphkit.page") / name).read_text("utf-8") for name in SCRIPTS)
    template = (files("graphkit.page") / "graph.html.j2").read_text("utf-8")
    used = set(re.findall(r"\bt\('([\w.]+)'", script)) | set(re.findall(r'data-t="([\w.]+)"', template))
    assert len(used) > 70 and used - set(words) == set()


def test_every_script_file_is_set() -> None:
    here = files("graphkit.page")
    assert sorted(path.name for path in here.iterdir() if path.name.endswith(".js")) == sorted(SCRIPTS)


def test_the_scripts_write_text_and_never_html() -> None:
    for name in SCRIPTS:
        text = (files("graphkit.page") / name).read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\bfetch\(|XMLHttpRequest", text
        ), name


def test_the_types_of_the_scripts_hold() -> None:
    beside = ROOT / "node_modules" / ".bin" / "tsc"
    tsc = shutil.which("tsc") or (str(beside) if beside.exists() else "")
    if not tsc:
        pytest.skip("tsc is not installed: npm install --no-save typescript")
    told = subprocess.run([tsc, "-p", str(ROOT / "tests" / "page.tsconfig.json")], capture_output=True, text=True)
    assert told.stdout == ""


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_empty_or_tiny_graph_has_a_page(count: int) -> None:
    page = blocks(render(tiny_graph(count)))
    assert len(page["nodes"]) == count and page["edges"] == []


# --- the same every time ----------------------------------------------------------------------------------


def test_the_same_graph_gives_the_same_bytes_whatever_the_hash_seed_and_the_locale() -> None:
    program = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n"
        "from hashlib import sha256\nfrom page_fixture import seeds_graph\nfrom graphkit.page import render\n"
        "print(sha256(render(seeds_graph()).encode('utf-8')).hexdigest())"
    )
    settings = [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]
    digests = [
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, **more}, capture_output=True, check=True, text=True
        ).stdout.strip()
        for more in settings
    ]
    assert digests == [sha256(seeds_page().encode("utf-8")).hexdigest()] * 2


def test_the_order_in_which_things_come_does_not_matter() -> None:
    import networkx as nx

    graph = seeds_graph()
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert render(turned) == seeds_page()


def test_a_second_build_over_the_first_changes_nothing() -> None:
    assert render(seeds_graph(), previous=seeds_page()) == seeds_page()


@pytest.mark.parametrize(
    "previous", ["", "no page", '<script type="application/json" id="graph">[]</script>', "\x00" * 50]
)
def test_a_previous_page_that_is_none_is_passed_over(previous: str) -> None:
    assert render(seeds_graph(), previous=previous) == seeds_page()


def test_a_newcomer_moves_the_others_hardly_at_all() -> None:
    graph = seeds_graph()
    leaving = [id for id in graph.nodes if id.startswith("product/")][:6]
    small = graph.copy()
    small.remove_nodes_from(leaving)
    before = render(small)
    places = {
        page["graph"]["nodes"][row["id"]][0]: (row["x"], row["y"]) for page in [blocks(before)] for row in page["nodes"]
    }
    after = {
        page["graph"]["nodes"][row["id"]][0]: (row["x"], row["y"])
        for page in [blocks(render(graph, previous=before))]
        for row in page["nodes"]
    }
    xs, ys = zip(*places.values(), strict=True)
    diagonal = ((max(xs) - min(xs)) ** 2 + (max(ys) - min(ys)) ** 2) ** 0.5
    moved = sorted(
        ((places[id][0] - after[id][0]) ** 2 + (places[id][1] - after[id][1]) ** 2) ** 0.5 / diagonal for id in places
    )
    assert len(moved) == 59
    assert moved[len(moved) // 2] <= 0.05 and moved[int(len(moved) * 0.95)] <= 0.08


def test_a_picture_made_when_most_relations_were_unknown_is_not_kept() -> None:
    graph = seeds_graph()
    bare = graph.copy()
    bare.remove_edges_from(list(graph.edges(keys=True))[::2])
    assert render(graph, previous=render(bare)) == seeds_page()


# --- layout -------------------------------------------------------------------------------------------------


def test_no_two_names_of_the_seeds_stand_on_each_other() -> None:
    ids = [f"n{i}" for i in range(40)]
    links = (
        [(0, i) for i in range(1, 25)]
        + [(i, i + 12) for i in range(1, 13)]
        + [(25, i) for i in range(26, 40)]
        + [(0, 25)]
    )
    boxes = [(90.0, 40.0)] * 40
    places = layout.arrange(ids, links, boxes)
    over = [
        (a, b)
        for a, b in combinations(range(40), 2)
        if abs(places[a][0] - places[b][0]) < 80 and abs(places[a][1] - places[b][1]) < 34
    ]
    assert over == []


def test_parts_that_are_not_connected_stand_apart() -> None:
    places = layout.arrange(["a", "b", "c", "d", "e"], [(0, 1), (1, 2), (3, 4)], [(60.0, 30.0)] * 5)
    assert (
        min(abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) for a in range(3) for b in (3, 4)) > 40
    )


# --- large ----------------------------------------------------------------------------------------------------


def test_a_large_graph_opens_on_its_best_connected_things_and_holds_all_the_others() -> None:
    page = blocks(render(made_up_graph(2_000)))
    assert len(page["nodes"]) == OPENING and len(page["graph"]["nodes"]) == 2_000
    degrees: dict[int, int] = {}
    for fact in page["graph"]["facts"]:
        if isinstance(fact[2], int):
            for end in (fact[0], fact[2]):
                degrees[end] = degrees.get(end, 0) + 1
    drawn = {row["id"] for row in page["nodes"]}
    assert min(degrees[i] for i in drawn) >= max(count for i, count in degrees.items() if i not in drawn)


# --- colour ---------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def theme(name: str) -> dict[str, str]:
    """The colours of a theme as style.css has them."""
    style = (files("graphkit.page") / "style.css").read_text("utf-8")
    head = {"light": r":root \{(.*?)\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\}'}[name]
    found = re.search(head, style, re.S)
    assert found
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", found[1]))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nodes_and_edges_stand_out_from_the_background(name: str) -> None:
    paper = theme(name)["paper"]
    colours = [vocabulary.get(term).colour for _, term in SHAPES.values()] + [EDGE_COLOUR]
    assert len(colours) == 9
    assert [colour for colour in colours if contrast(colour, paper) < 3.0] == []


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "ground"), ("ink", "card"), ("muted", "paper"), ("muted", "ground"), ("muted", "card"), ("accent", "card"),
        ("accent", "ground"), ("accent", "accent-soft"), ("mark-ink", "mark"), ("warn", "warn-soft"), ("open", "open-soft"), ("good", "good-soft"),
        ("ink", "accent-soft"), ("ink", "warn-soft"), ("muted", "accent-soft"),
    ],
)  # fmt: skip
def test_text_can_be_read_in_both_themes(name: str, text: str, ground: str) -> None:
    colours = theme(name)
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_sorts_differ_in_shape_or_fill() -> None:
    shapes = [shape for shape, _ in SHAPES.values()]
    assert len(set(shapes)) == len(shapes) - 1  # a public body is a ring, a company a disc
