"""The page as somebody uses it: in Debian's Chromium, from a file, without a network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from page_fixture import NASTY, hostile_graph, made_up_graph, seeds_graph, tiny_graph

from graphkit.page import facts, render

CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    "",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium in /usr/bin: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
]

JUNE = "round/mistral-ai-2024-06"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install .[test]")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


GRAPHS: dict[str, Callable[[], Any]] = {
    "seeds": seeds_graph,
    "hostile": hostile_graph,
    "empty": lambda: tiny_graph(0),
    "one": lambda: tiny_graph(1),
}


@cache
def html_of(name: str) -> str:
    return render(GRAPHS[name]() if name in GRAPHS else made_up_graph(int(name)))


class Visit:
    """A page that is open, and what it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, hash: str = "", **options: Any) -> None:
        settings = {
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "color_scheme": "light",
            **options,
        }
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri() + (f"#{hash}" if hash else ""))
        self.page.wait_for_selector("html[data-complete]", timeout=20_000)

    def told(self, name: str) -> int:
        """A number that the page tells on <html>."""
        return int(self.page.evaluate("name => document.documentElement.dataset[name]", name))

    def panel(self) -> str:
        return str(self.page.inner_text("#panel"))

    def settle(self) -> None:
        """Two frames, so that what was asked for is drawn."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def click_canvas(self, at: list[float]) -> None:
        frame = self.page.locator("#network").bounding_box()
        self.page.mouse.click(frame["x"] + at[0], frame["y"] + at[1])
        self.settle()

    def search(self, words: str) -> None:
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.settle()


@pytest.fixture()
def visit(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Visit]]:
    opened: list[Visit] = []

    def open_(name: str = "seeds", hash: str = "", **options: Any) -> Visit:
        path = tmp_path_factory.getbasetemp() / f"{name}.html"
        if not path.exists():
            path.write_text(html_of(name), encoding="utf-8", newline="\n")
        opened.append(Visit(browser, path, hash, **options))
        return opened[-1]

    yield open_
    for one in opened:
        one.context.close()


def edge_number(name: str, s: str, predicate: str, o: str) -> int:
    """The number by which the page knows a relation."""
    graph = json.loads(re.findall(r'id="graph">(.*?)</script>', html_of(name), re.S)[0])
    ids = [row[0] for row in graph["nodes"]]
    wanted = [ids.index(s), graph["predicates"].index(predicate), ids.index(o)]
    return next(number for number, row in enumerate(graph["facts"]) if row[:3] == wanted)


# --- V1 to V13 --------------------------------------------------------------------------------------------


def test_v1_a_whole_session_asks_for_one_file_and_complains_of_nothing(visit: Any) -> None:
    v = visit()
    v.search("nvidia")
    for view in ("rounds", "table", "graph"):
        v.page.click(f'[data-view="{view}"]')
    v.page.select_option("#language", "zh")
    v.page.click("#theme")
    v.page.click("#whole")
    v.page.keyboard.press("Escape")
    assert len(v.requests) == 1 and v.requests[0].startswith("file://")
    assert v.complaints == []


def test_v2_nothing_that_an_article_holds_runs_or_navigates(visit: Any) -> None:
    v = visit("hostile", hash="n=<img src=x onerror=alert(9)>&path=~&e=%&lang=<b>&until=x")
    for word in NASTY:
        v.page.evaluate("id => graphkit.select(id)", facts.clean(f"agent/{word}"))
        v.settle()
        assert facts.clean(word).split()[0][:3] in v.panel()
    for view in ("table", "rounds", "graph"):
        v.page.click(f'[data-view="{view}"]')
    v.page.fill("#search", "<img src=x onerror=alert(1)>")
    assert (
        v.page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.protocol).filter(p => !['file:', 'https:', 'http:'].includes(p))"
        )
        == []
    )
    assert (
        v.page.evaluate(
            "document.querySelectorAll('#panel img, #panel script, #panel iframe, #sheet img, #found img').length"
        )
        == 0
    )
    assert v.complaints == [] and len(v.requests) == 1


def test_v2_the_policy_blocks_a_script_that_is_put_in(visit: Any) -> None:
    v = visit()
    v.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }"
    )
    assert v.page.evaluate("window.ran") is None
    assert "Content Security Policy" in " ".join(v.complaints)


def test_v4_a_click_on_a_line_tells_who_what_whom_when_how_much_and_in_which_words(visit: Any) -> None:
    v = visit()
    number = edge_number("seeds", JUNE, "leadInvestor", "agent/general-catalyst")
    v.click_canvas(v.page.evaluate("n => graphkit.middle(n)", number))
    text = v.panel()
    for part in (
        "General Catalyst",
        "led",
        "Mistral AI",
        "Jun 2024",
        "€600m",
        "closed",
        "Financial Times",
        "11 Jun 2024",
        "003_f98615fb0d0219bb.txt",
    ):
        assert part in text
    assert v.page.locator("#panel .quote").count() == 3
    marks = v.page.locator("#panel mark").all_inner_texts()
    articles = [facts.readable(text)[0] for text in seeds_graph().graph["texts"].values()]
    assert all(any(mark in article for article in articles) for mark in marks)
    link = v.page.locator("#panel .quote a").first
    assert link.get_attribute("href").startswith("https://ft.com/") and "noopener" in link.get_attribute("rel")


@pytest.mark.parametrize(
    ("words", "id"), [("nvidia", "agent/nvidia"), ("英伟达", "agent/nvidia"), ("Armee fran", "agent/armee-francaise")]
)
def test_v5_a_name_in_any_spelling_and_enter_brings_it_to_the_middle(visit: Any, words: str, id: str) -> None:
    v = visit()
    v.search(words)
    assert v.page.evaluate("new URLSearchParams(location.hash.slice(1)).get('n')") == id
    x, y = v.page.evaluate("id => graphkit.screen(id)", id)
    frame = v.page.locator("#network").bounding_box()
    assert abs(x - frame["width"] / 2) <= 5 and abs(y - frame["height"] / 2) <= 5


def test_v6_a_row_of_the_legend_hides_exactly_as_many_as_it_counts(visit: Any) -> None:
    v = visit()
    counts = [int(text) for text in v.page.locator("#sorts .count").all_inner_texts()]
    total = v.told("shown")
    assert sum(counts) == total == 65
    investors = int(v.page.inner_text('[data-name="investor"] .count'))
    v.page.click('#sorts [data-name="investor"] input')
    assert v.told("shown") == total - investors
    edges = v.told("shownEdges")
    v.page.click('#sorts [data-name="investor"] input')
    assert v.told("shown") == total and v.told("shownEdges") == 112 > edges
    develops = int(v.page.inner_text('#relations [data-name="develops"] .count'))
    v.page.click('#relations [data-name="develops"] input')
    assert v.told("shownEdges") == 112 - develops


def test_v6_without_the_rounds_the_investments_are_drawn_straight(visit: Any) -> None:
    v = visit()
    number = edge_number("seeds", "agent/sofina", "investedIn", "agent/mistral-ai")
    assert number not in v.page.evaluate("graphkit.edges()")
    v.page.click('#sorts [data-name="round"] input')
    assert number in v.page.evaluate("graphkit.edges()")


def test_v7_the_panel_of_a_thing_groups_its_relations_and_each_opens(visit: Any) -> None:
    v = visit(hash="n=agent/nvidia")
    text = v.panel()
    for part in ("Nvidia", "company", "investor", "partner", "英伟达"):
        assert part in text
    titles = [title.lower() for title in v.page.locator("#panel h3").all_inner_texts()]
    assert any(title.startswith("rounds joined (1)") for title in titles) and any(
        title.startswith("partners (1)") for title in titles
    )
    rows = v.page.locator("#panel [data-edge]")
    assert rows.count() == 4
    rows.first.click()
    assert v.page.locator("#panel .quote").count() >= 1


def test_v8_the_spotlight_leaves_the_neighbourhood_and_escape_ends_it(visit: Any) -> None:
    v = visit("1000")
    assert v.told("shown") == 1000
    spent = v.page.evaluate(
        """() => { const far = []; for (let n = 0; n < 5; n++) { const from = performance.now(); graphkit.select('agent/firm-' + n);
           far.push(performance.now() - from); } return far.sort((a, b) => a - b)[2]; }"""
    )
    assert spent <= 250
    assert v.page.evaluate("location.hash") != ""
    v.page.keyboard.press("Escape")
    assert v.page.evaluate("location.hash") == ""


def test_v9_names_can_be_read_at_first_sight(visit: Any) -> None:
    v = visit()
    labels = v.page.evaluate("graphkit.labels().map(({ box }) => box)")
    assert len(labels) >= 0.9 * 65
    frame = v.page.locator("#network").bounding_box()
    over = [
        (a, b)
        for n, a in enumerate(labels)
        for b in labels[:n]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert over == []
    assert all(
        b[0] >= 0 and b[1] >= 0 and b[2] <= frame["width"] and b[3] <= frame["height"] and b[3] - b[1] >= 12
        for b in labels
    )


def test_v10_the_page_tells_how_many_things_and_relations_it_has(visit: Any) -> None:
    graph = seeds_graph()
    v = visit()
    assert (v.told("shown"), v.told("shownEdges")) == (graph.number_of_nodes(), graph.number_of_edges())


def test_v12_the_keyboard_is_enough(visit: Any) -> None:
    v = visit()
    v.page.keyboard.press("/")
    v.page.keyboard.type("general")
    assert v.page.get_attribute("#search", "aria-expanded") == "true"
    v.page.keyboard.press("ArrowDown")
    v.page.keyboard.press("ArrowUp")
    v.page.keyboard.press("Enter")
    assert "General Catalyst" in v.panel()
    assert "General Catalyst" in v.page.inner_text("#live")
    v.page.locator("#panel [data-edge]").first.focus()
    v.page.keyboard.press("Enter")
    assert v.page.locator("#panel mark").count() > 0
    v.page.focus("#network")
    before = v.page.evaluate("graphkit.network.getViewPosition()")
    v.page.keyboard.press("ArrowRight")
    assert v.page.evaluate("graphkit.network.getViewPosition()")["x"] > before["x"]
    v.page.keyboard.press("Escape")
    assert "n=" not in v.page.evaluate("location.hash")


def axe_source() -> str:
    """axe-core, where npm has put it."""
    roots = [
        Path(__file__).resolve().parent.parent / "node_modules",
        *map(Path, os.environ.get("NODE_PATH", "").split(os.pathsep)),
    ]
    places = [*roots, Path("/usr/lib/node_modules"), Path("/usr/local/lib/node_modules")]
    path = next(
        (place / "axe-core" / "axe.min.js" for place in places if (place / "axe-core" / "axe.min.js").exists()), None
    )
    if path is None:
        pytest.skip("axe-core is not installed: npm install --no-save axe-core")
    return path.read_text("utf-8")


@pytest.mark.parametrize(
    ("hash", "options"),
    [
        ("", {}),
        ("", {"color_scheme": "dark"}),
        ("view=table", {}),
        ("view=table", {"color_scheme": "dark"}),
        ("view=rounds", {}),
        (f"n={JUNE}", {}),
        (f"n={JUNE}&lang=zh", {"color_scheme": "dark"}),
        ("n=agent/mistral-ai", {"viewport": {"width": 390, "height": 844}}),
    ],
    ids=["light", "dark", "table", "dark-table", "rounds", "round", "dark-zh", "phone"],
)
def test_v12_axe_finds_nothing(visit: Any, hash: str, options: dict[str, Any]) -> None:
    source = axe_source()
    v = visit(hash=hash, **options)
    v.page.evaluate(source)
    result = v.page.evaluate(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })"
    )
    assert len(result["passes"]) > 20
    assert [(found["id"], found["nodes"][0]["html"]) for found in result["violations"]] == []


# --- V14 to V24 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["agent/mistral-ai", JUNE])
def test_v14_an_address_opens_the_same_panel_again(visit: Any, id: str) -> None:
    v = visit()
    v.page.evaluate("id => graphkit.select(id)", id)
    hash = v.page.evaluate("location.hash").lstrip("#")
    assert visit(hash=hash).panel() == v.panel()


def test_v14_the_address_of_a_relation_and_back(visit: Any) -> None:
    v = visit(hash=f"n={JUNE}")
    v.page.locator("#panel [data-edge]").first.click()
    text, hash = v.panel(), v.page.evaluate("location.hash").lstrip("#")
    assert hash.startswith("e=")
    assert visit(hash=hash).panel() == text
    v.page.go_back()
    assert "€600m" in v.page.inner_text("#panel h2")


@pytest.mark.parametrize(
    "hash", ["n=agent/nobody", "e=a~b~c", "e=%E0%A4%A", "path=x~y", "view=nothing", "until=9", "%"]
)
def test_v14_an_address_that_nobody_knows_does_no_harm(visit: Any, hash: str) -> None:
    v = visit(hash=hash)
    assert "Funding of Mistral AI".lower() in v.panel().lower()
    assert v.complaints == []


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        ("zh", "zh-Hans", ["英伟达", "公司", "投资者", "合作伙伴"]),
        ("fr", "fr", ["Nvidia", "entreprise", "investisseur", "partenaire"]),
        ("en", "en", ["Nvidia", "company"]),
    ],
)
def test_v15_names_and_terms_change_with_the_language_and_quotes_do_not(
    visit: Any, language: str, lang: str, words: list[str]
) -> None:
    v = visit(hash="n=agent/nvidia")
    v.page.select_option("#language", language)
    assert v.page.get_attribute("html", "lang") == lang
    text = v.panel()
    assert [word for word in words if word not in text] == []
    v.page.locator("#panel [data-edge]").first.click()
    assert "General Catalyst led the latest investment round" in v.panel()
    assert v.page.evaluate("document.querySelector('#panel blockquote:lang(en)') !== null")


@pytest.mark.parametrize("language", ["en", "fr", "zh"])
def test_v15_nothing_shows_the_name_of_a_key(visit: Any, language: str) -> None:
    v = visit(hash=f"n={JUNE}&lang={language}")
    text = v.page.inner_text("body") + v.page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title]')].map(e => e.getAttribute('aria-label') + e.title).join(' ')"
    )
    assert not re.search(
        r"\b(sort1?|group|reason|state|column|n|key|view|qualifier)\.[a-zA-Z0-9]+\b(?!\.)|undefined|\[object|leadInvestor|raisedBy|NaN",
        text,
    )


def test_v16_the_slider_shows_what_had_happened_by_then(visit: Any) -> None:
    v = visit(hash="until=2023-06&undated=no")
    assert v.told("shownEdges") == 1 + 14 + 14 - 1 or v.told("shownEdges") < 40
    lonely = v.page.evaluate(
        """() => { const at = new Set(graphkit.edges().flatMap(e => [graphkit.facts[e][0], graphkit.facts[e][2]]));
           const ids = graphkit.labels().map(l => l.i); return ids.filter(i => !at.has(i)).map(i => graphkit.nodes[i][0]); }"""
    )
    assert lonely == []
    hidden = v.told("shown")
    v.page.click("#undated")
    assert v.told("shown") > hidden


def test_v17_the_table_has_every_relation_and_follows_the_filters(visit: Any) -> None:
    v = visit(hash="view=table")
    assert v.page.locator("#sheet tbody tr").count() == 112
    v.page.click('#sorts [data-name="product"] input')
    assert v.page.locator("#sheet tbody tr").count() == v.told("shownEdges") == 100
    v.page.click('[data-sort="subject"]')
    names = v.page.locator("#sheet tbody tr td:first-child").all_inner_texts()
    assert names[0].startswith("Agence") and v.page.get_attribute("#sheet th:first-child", "aria-sort") == "ascending"
    v.page.click('[data-sort="subject"]')
    assert v.page.locator("#sheet tbody tr td:first-child").all_inner_texts()[0].startswith("Xavier")


def test_v18_rounds_and_investors_as_a_table_with_the_lead_marked(visit: Any) -> None:
    v = visit(hash="view=rounds")
    assert v.page.locator(".matrix thead th").count() == 7
    assert v.page.locator(".matrix tbody:last-child tr").count() == 26
    assert v.page.locator(".matrix .led").count() == 3
    row = v.page.locator(".matrix tr", has_text="General Catalyst")
    assert row.locator(".led").count() == 1 and row.locator(".in").count() == 2
    assert "in talks" in v.page.inner_text(".matrix thead")
    assert "€600m" in v.page.inner_text(".figures") and "≈ $640m" in v.page.inner_text(".figures")
    row.locator(".led button").click()
    assert "General Catalyst led the latest investment round" in v.panel()


def test_v19_of_a_large_graph_a_part_is_drawn_and_search_brings_any_other(visit: Any) -> None:
    v = visit("5000")
    assert v.told("shown") == 400
    assert "400 of 5,000" in v.page.inner_text("#note")
    drawn = v.page.evaluate("graphkit.labels().length")
    far = v.page.evaluate(
        "graphkit.nodes.findIndex((row, i) => !graphkit.spots.has(i) && row[0].startsWith('agent/person'))"
    )
    name = v.page.evaluate("i => graphkit.nodes[i][3]", far)
    v.search(name)
    assert drawn and v.page.evaluate("i => graphkit.spots.has(i)", far)
    assert 401 <= v.told("shown") <= 1500
    assert v.page.evaluate(
        "i => graphkit.edges().some(e => graphkit.facts[e][0] === i || graphkit.facts[e][2] === i)", far
    )


@pytest.mark.parametrize("hash", ["", "n=agent/mistral-ai", "view=table", "view=rounds", f"n={JUNE}"])
def test_v21_on_a_phone_nothing_is_wider_than_the_screen(visit: Any, hash: str) -> None:
    v = visit(hash=hash, viewport={"width": 390, "height": 844}, has_touch=True)
    assert v.page.evaluate("document.documentElement.scrollWidth") <= 390
    small = v.page.evaluate(
        """() => [...document.querySelectorAll('button, select, summary, input')].filter(e => e.offsetParent).map(e => [e, (e.closest('label') || e).getBoundingClientRect()])
           .filter(([, r]) => r.width && (r.height < 24 || r.width < 24)).map(([e]) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_v22_the_picture_and_the_facts_can_be_saved(visit: Any) -> None:
    v = visit()
    with v.page.expect_download() as saved:
        v.page.click("#png")
    picture = Path(saved.value.path()).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 20_000
    with v.page.expect_download() as saved:
        v.page.click("#csv")
    table = Path(saved.value.path()).read_bytes()
    assert table.startswith(b"\xef\xbb\xbfs" if table[3:4] != b'"' else b'\xef\xbb\xbf"subject"')
    lines = table.decode("utf-8-sig").splitlines()
    assert len(lines) > 200 and any("General Catalyst led the latest" in line for line in lines)


def test_v22_a_printer_gets_the_whole_picture_and_the_panel(visit: Any) -> None:
    v = visit()
    v.page.emulate_media(media="print")
    for _ in range(100):  # polled from here: the page's own policy forbids evaluating text inside it
        if v.page.evaluate("() => document.querySelector('.printed').width > 300"):
            break
        v.page.wait_for_timeout(50)
    inked = """() => {
        const canvas = document.querySelector('.printed');
        const { width, height } = canvas;
        const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
        const edge = [0, 0, 0, 0];
        let inked = 0;
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
            const at = 4 * (y * width + x);
            if (data[at] + data[at + 1] + data[at + 2] > 700) continue;
            inked++;
            if (x < 20 || y < 20 || x > width - 20 || y > height - 20) edge[0]++;
        }
        return [inked, edge[0]];
    }"""
    ink, cut = v.page.evaluate(inked)
    assert ink > 5000
    assert cut == 0  # nothing runs over the edge of the sheet
    assert v.page.locator("#panel h2").is_visible()
    assert not v.page.locator("header").is_visible()


def test_v22_a_cell_that_looks_like_a_formula_is_marked_as_text(browser: Any, tmp_path: Path) -> None:
    graph = hostile_graph()
    graph.nodes["product/0"]["entity"] = type(graph.nodes["product/0"]["entity"])("product/0", "Product", "=1+1")
    path = tmp_path / "formula.html"
    path.write_text(render(graph), encoding="utf-8")
    v = Visit(browser, path)
    with v.page.expect_download() as saved:
        v.page.click("#csv")
    text = Path(saved.value.path()).read_text("utf-8-sig")
    assert '"\'=1+1"' in text and '"=1+1"' not in text
    v.context.close()


def test_v23_figures_that_disagree_stand_side_by_side_with_their_sentences(visit: Any) -> None:
    v = visit(hash=f"n={JUNE}")
    rivals = v.page.locator(".rival")
    assert rivals.count() == 2
    assert "€6bn" in rivals.nth(0).inner_text() and "估值接近60亿欧元" in rivals.nth(0).inner_text()
    assert "$6bn" in rivals.nth(1).inner_text() and "估值为 60 亿美元" in rivals.nth(1).inner_text()
    assert v.page.locator(".rival mark").count() >= 2


def test_v23_only_what_is_not_settled_is_dashed() -> None:
    edges = json.loads(re.findall(r'id="edges">(.*?)</script>', html_of("seeds"), re.S)[0])
    dashed = [edge["id"] for edge in edges if edge.get("dashes")]
    assert dashed == [edge_number("seeds", "round/mistral-ai-talks-eur-3000000000", "raisedBy", "agent/mistral-ai")]


@pytest.mark.parametrize(
    ("name", "words"), [("empty", "There is nothing to draw yet"), ("one", "1 thing and 0 relations")]
)
def test_v24_an_empty_and_a_tiny_graph_have_a_sentence(visit: Any, name: str, words: str) -> None:
    v = visit(name)
    assert words in v.page.inner_text("main") + v.panel()
    for view in ("table", "rounds", "graph"):
        v.page.click(f'[data-view="{view}"]')
    v.page.click("#png")
    assert v.complaints == []


def test_v24_when_the_filters_hide_everything_the_page_says_so(visit: Any) -> None:
    v = visit()
    for box in v.page.locator("#sorts input").all():
        box.click()
    assert v.told("shown") == 0
    assert "The filters hide everything" in v.page.inner_text("main")
    assert v.complaints == []


# --- tasks of a new user, each in at most four actions -----------------------------------------------------


def test_task_who_led_the_june_2024_round_and_in_which_words(visit: Any) -> None:
    v = visit()
    v.page.click(".timeline .stop:has-text('Jun 2024')")
    v.page.click("#panel [data-edge]:has-text('General Catalyst')")
    assert "General Catalyst led the latest investment round" in v.panel()


def test_task_all_rounds_that_lightspeed_took_part_in(visit: Any) -> None:
    v = visit()
    v.search("lightspeed")
    text = v.panel()
    assert all(
        words in text
        for words in (
            "Rounds led (1)".upper(),
            "Rounds joined (2)".upper(),
            "Seed · Jun 2023",
            "Series A · Dec 2023",
            "€600m · Jun 2024",
        )
    )


def test_task_two_figures_that_disagree(visit: Any) -> None:
    v = visit()
    v.page.click(".to.clash")
    assert v.page.locator(".rival").count() == 2


def test_task_how_bnp_paribas_and_helsing_are_connected(visit: Any) -> None:
    v = visit()
    v.search("bnp")
    v.page.click("#ask-path")
    v.page.fill("#path-to", "helsing")
    v.page.keyboard.press("Enter")
    text = v.panel()
    assert "Connected in" in text and "Mistral AI" in text and "Helsing" in text
    hash = v.page.evaluate("location.hash").lstrip("#")
    assert visit(hash=hash).panel() == text


def test_task_products_launched_since_2025(visit: Any) -> None:
    v = visit()
    v.page.fill("#since", "2025")
    v.page.keyboard.press("Enter")
    text = v.panel()
    assert all(name in text for name in ("Le Chat", "Mistral OCR", "Mistral Medium 3")) and "Pixtral Large" not in text


def test_who_else_invested_with_somebody(visit: Any) -> None:
    v = visit(hash="n=agent/lightspeed")
    v.page.click("#ask-co")
    text = v.panel()
    assert "Bpifrance" in text and "2 ×" in text
    assert visit(hash=v.page.evaluate("location.hash").lstrip("#")).panel() == text


# --- speed ------------------------------------------------------------------------------------------------------


def test_a_large_page_is_ready_soon_and_then_rests(visit: Any) -> None:
    v = visit("5000")
    assert v.told("ready") < 3000
    painted = v.page.evaluate(
        "new Promise(done => { let n = 0; graphkit.network.on('afterDrawing', () => n++); setTimeout(() => done(n), 700); })"
    )
    assert painted <= 2


def test_ready_well_before_the_first_picture_of_stock_pyvis(browser: Any, visit: Any, tmp_path: Path) -> None:
    from pyvis.network import Network

    graph = seeds_graph()
    stock = Network(cdn_resources="in_line", directed=True)
    for id in graph.nodes:
        stock.add_node(id, label=graph.nodes[id]["label"])
    for u, w in graph.edges():
        stock.add_edge(u, w)
    html = re.sub(r"<(link|script)[^>]*(href|src)=\"https?://[^>]*>(</script>)?", "", stock.generate_html())
    html = html.replace(
        "network = new vis.Network(container, data, options);",
        "network = new vis.Network(container, data, options); network.once('afterDrawing', () => { document.documentElement.dataset.first = performance.now(); });",
    )
    path = tmp_path / "stock.html"
    path.write_text(html, encoding="utf-8")

    def first() -> float:
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-first]", timeout=60_000)
        spent = float(page.evaluate("document.documentElement.dataset.first"))
        page.close()
        return spent

    theirs = sorted(first() for _ in range(3))[1]
    ours = sorted(visit().told("ready") for _ in range(3))[1]
    assert ours <= 0.6 * theirs
