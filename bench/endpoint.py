"""`graphkit serve` under many clients, and beside it Oxigraph's own server with the same graph and the same queries.

    python bench/endpoint.py [--graph FILE] [--clients 50] [--seconds 30]

The clients are threads of a second process. Each asks the shipped questions in turn, in an order of its own, over a
connection that stays open. Prints requests a second, latencies in milliseconds, errors, and memory of the server.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parent.parent
FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/sparql-results+json",
}


# --- the second process ---------------------------------------------------------------------------


def client(url: str, queries: list[str], number: int, until: float, seen: list[float], wrong: list[str]) -> None:
    """One client: asks until the time is over; seconds of each answer go to `seen`, what went wrong to `wrong`."""
    parts = urlsplit(url)
    order = random.Random(number)
    bodies = [urlencode({"query": query}) for query in queries]
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    while time.perf_counter() < until:
        for body in order.sample(bodies, len(bodies)):
            began = time.perf_counter()
            if began >= until:
                break
            try:
                connection.request("POST", parts.path, body, FORM)
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    wrong.append(f"status {response.status}")
            except (OSError, http.client.HTTPException) as error:
                wrong.append(type(error).__name__)
                connection.close()
            seen.append(time.perf_counter() - began)
    connection.close()


def clients(url: str, queries: list[str], count: int, seconds: float) -> dict[str, object]:
    """So many clients for so many seconds."""
    seen: list[float] = []
    wrong: list[str] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=client, args=(url, queries, number, began + seconds, seen, wrong))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    seen.sort()
    at = {f"p{part}": seen[min(len(seen) - 1, len(seen) * part // 100)] * 1000 for part in (50, 95, 99)}
    return {
        "requests": len(seen),
        "a second": len(seen) / took,
        **at,
        "max": seen[-1] * 1000,
        "errors": wrong[:3],
        "wrong": len(wrong),
    }


# --- servers --------------------------------------------------------------------------------------


@contextlib.contextmanager
def graphkit(graph: Path, more: str = "--keep=64") -> Iterator[tuple[str, int]]:
    """`graphkit serve`; gives the endpoint and the id of its process."""
    command = [sys.executable, "-m", "graphkit", "serve", str(graph), "--port", "0", "--seconds", "30", more]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://\S+sparql", line)
        if found is None:
            raise SystemExit(line)
        try:
            yield found[0], process.pid
        finally:
            process.terminate()


@contextlib.contextmanager
def oxigraph(graph: Path) -> Iterator[tuple[str, int]]:
    """Oxigraph's server, in memory; the graph is pushed to it."""
    from graphkit.push import push

    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        raise SystemExit("oxigraph is not installed: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen([program, "serve", "--bind", bind], stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(1.0)
            push(graph, f"http://{bind}/store")
            yield f"http://{bind}/query", process.pid
        finally:
            process.terminate()


def megabytes(pid: int) -> int:
    """What a process and its children hold now, in memory of their own."""
    total = 0
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        total = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += megabytes(int(child))
    return total


def main() -> None:
    """A row for each server."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--graph", type=Path, default=ROOT / "out" / "graph.ttl")
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--url", help="only be the clients; the queries come from standard input")
    given = options.parse_args()
    if given.url:
        print(json.dumps(clients(given.url, json.load(sys.stdin), given.clients, given.seconds)))
        return
    from graphkit import query
    from graphkit.remote import with_prefixes

    store = query.load(given.graph)
    texts = []
    for asked in query.shipped():
        with contextlib.suppress(query.QueryError):  # its default is a company that this graph does not have
            texts.append(with_prefixes(query.bound(asked, lambda words: query.named(store, words), {})))
    print(f"{len(store):,} triples, {len(texts)} queries, {given.clients} clients, {given.seconds:g} s")
    print(
        f"{'':16}{'requests':>9}{'a second':>10}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'max ms':>8}{'errors':>8}{'MB':>7}"
    )
    servers: dict[str, Callable[[Path], contextlib.AbstractContextManager[tuple[str, int]]]] = {
        "serve": graphkit,
        "serve --keep 0": partial(graphkit, more="--keep=0"),
        "oxigraph serve": oxigraph,
    }
    for name, server in servers.items():
        with server(given.graph) as (url, pid):
            command = [
                sys.executable,
                __file__,
                "--url",
                url,
                "--clients",
                str(given.clients),
                "--seconds",
                str(given.seconds),
            ]
            done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
            told = json.loads(done.stdout)
            times = "".join(f"{told[key]:8.1f}" for key in ("p50", "p95", "p99", "max"))
            first = f"   {told['errors']}" if told["wrong"] else ""
            print(
                f"{name:16}{told['requests']:9}{told['a second']:10.0f}{times}{told['wrong']:8}{megabytes(pid):7}{first}",
                flush=True,
            )


if __name__ == "__main__":
    main()
