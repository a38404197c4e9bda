"""How fast the page is, beside stock pyvis on the same graph, in one run of headless Chromium.

    python bench/page_speed.py [--stock-1000] [GRAPH.html ...]

Prints: seconds to build, megabytes, milliseconds until the first picture (median of 5), milliseconds to select,
frames per second of a pan, and the seconds of the layout alone. `--stock-1000` also waits for stock pyvis on 1,000
things (about a minute). Needs Chromium, playwright and the test extras.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent.parent / "tests")]

from page_fixture import made_up_graph, seeds_graph  # noqa: E402

from graphkit.page import layout, render  # noqa: E402

SELECT = """async () => {
  const ids = [...graphkit.spots.keys()].slice(0, 9).map(i => graphkit.nodes[i][0]);
  const spent = [];
  for (const id of ids) {
    const from = performance.now();
    graphkit.select(id);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    spent.push(performance.now() - from);
  }
  graphkit.go({});
  return spent.sort((a, b) => a - b)[4];
}"""
PAN = """() => new Promise(done => {
  let frames = 0; const from = performance.now(); const start = graphkit.network.getViewPosition();
  const step = () => {
    const past = performance.now() - from;
    if (past > 2000) return done(frames / past * 1000);
    frames++;
    graphkit.network.moveTo({ position: { x: start.x + 80 * Math.sin(past / 150), y: start.y }, animation: false });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


def stock(graph: Any) -> str:
    """The page of pyvis as it comes, its library inlined, told to say when it has drawn its first picture."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line", directed=True)
    for id in graph.nodes:
        network.add_node(id, label=graph.nodes[id]["label"])
    for u, v in graph.edges():
        network.add_edge(u, v)
    html = re.sub(r'<(link|script)[^>]*(href|src)="https?://[^>]*>(</script>)?', "", network.generate_html())
    made = "network = new vis.Network(container, data, options);"
    told = "network.once('afterDrawing', () => { document.documentElement.dataset.ready = performance.now(); });"
    return html.replace(made, made + told)


def ready(browser: Any, path: Path, times: int = 5) -> float:
    """Milliseconds from the start of loading to the first picture, the median."""
    spent = []
    for _ in range(times):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", timeout=300_000)
        spent.append(float(page.evaluate("document.documentElement.dataset.ready")))
        page.close()
    return statistics.median(spent)


def measure(browser: Any, folder: Path, name: str, graph: Any) -> float:
    """Prints a line for one graph; gives back its milliseconds until ready."""
    from_ = time.perf_counter()
    html = render(graph)
    built = time.perf_counter() - from_
    path = folder / f"{name}.html"
    path.write_text(html, encoding="utf-8", newline="\n")
    first = ready(browser, path)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-complete]")
    select, pan = page.evaluate(SELECT), page.evaluate(PAN)
    page.close()
    size = len(html.encode("utf-8")) / 1e6
    told = f"build {built:5.2f} s  {size:5.2f} MB  ready {first:6.0f} ms  select {select:4.0f} ms  pan {pan:4.0f}/s"
    print(f"{name:>8}  {told}", flush=True)
    return first


def layouts() -> None:
    """The layout alone, with every node placed."""
    for count in (300, 1_000, 5_000, 20_000):
        graph = made_up_graph(count)
        ids = sorted(graph.nodes)
        at = {id: i for i, id in enumerate(ids)}
        links = [(at[u], at[v]) for u, v in graph.edges()]
        from_ = time.process_time()
        layout.arrange(ids, links, [(40.0, 40.0)] * count)
        print(f"layout of {count:>6} things: {time.process_time() - from_:5.2f} s")


def main() -> None:
    """Everything in one run."""
    from playwright.sync_api import sync_playwright

    graphs = {
        "seeds": seeds_graph(),
        "1000": made_up_graph(1_000),
        "5000": made_up_graph(5_000),
        "20000": made_up_graph(20_000),
    }
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        ours = {name: measure(chromium, folder, name, graph) for name, graph in graphs.items()}
        for name, times in (("seeds", 5), *((("1000", 1),) if "--stock-1000" in sys.argv else ())):
            path = folder / f"stock-{name}.html"
            path.write_text(stock(graphs[name]), encoding="utf-8")
            theirs = ready(chromium, path, times)
            print(f"stock pyvis, {name}: {theirs:.0f} ms; ours is {ours[name] / theirs:.4f} of it", flush=True)
        chromium.close()
    layouts()


if __name__ == "__main__":
    main()
