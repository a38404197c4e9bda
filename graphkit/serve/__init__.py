"""Serves a graph to programs and people: a SPARQL 1.1 endpoint, a query form and the page, read-only.

    asyncio.run(serve(Path("out"), port=7879))

The graph is read once, at the start. What cannot be stopped from outside, a query that runs, is done by processes of
its own (`pool`, `worker`); this one only speaks HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.serve.pool import Limits, Pool, ServeError
from graphkit.serve.worker import FORMATS

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["HOST", "PORT", "Limits", "ServeError", "serve"]

HOST, PORT = "127.0.0.1", 7879
LOOPBACK = ("127.0.0.1", "localhost", "::1")
GRACE = 1.0  # seconds that running queries have when the server ends
MEDIA = {
    ".ttl": "text/turtle; charset=utf-8",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".trig": "application/trig; charset=utf-8",
}


async def serve(
    source: Path,
    *,
    host: str = HOST,
    port: int = PORT,
    processes: int = 0,
    limits: Limits | None = None,
    cors: str = "",
    union: bool = False,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve an output folder or a file of RDF until the process is told to stop (SIGINT, SIGTERM).

    `port` 0 takes any free one, `processes` 0 as many as there are cores; with `union` a
    query that names no graphs is asked of all graphs of the file; `ready` gets the address once it answers. Raises ServeError, OSError.
    """
    file = source / "graph.ttl" if source.is_dir() else source
    if file.suffix not in FORMATS:
        raise ServeError(f"{file.name}: a graph is a file that ends in {', '.join(FORMATS)}")
    data = file.read_bytes()
    pool = Pool(
        data, file.suffix, size=processes or max(2, os.cpu_count() or 2), limits=limits or Limits(), union=union
    )
    with _listening(host, port) as listening:
        try:
            told = await pool.start()
            app = _application(pool, file, data, told["triples"], told["graphs"], host, cors, union)
            shown = f"[{host}]" if ":" in host else host
            await _run(app, pool, listening, lambda: ready(f"http://{shown}:{listening.getsockname()[1]}/"))
        except ServeError as error:
            raise ServeError(f"{file.name}: {error}") from None
        finally:
            await pool.close()


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that is bound before anything is read: a port in use is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServeError(f"{host}: {error.strerror or error}") from None
    with found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(address)
        except (OSError, OverflowError) as error:
            raise ServeError(f"{host}:{port}: {getattr(error, 'strerror', None) or error}") from None
        yield found


def _application(
    pool: Pool, file: Path, data: bytes, triples: int, graphs: dict[str, int], host: str, cors: str, union: bool
) -> Starlette:
    from graphkit.query import shipped
    from graphkit.serve.app import Served, application
    from graphkit.serve.pages import Site

    beside = file.with_name("graph.html")
    page = beside.read_bytes() if beside.is_file() else b""
    site = Site(triples, len(graphs), f"graph{file.suffix}", bool(page), shipped())
    style = Path(__file__).with_name("style.css").read_bytes()
    # A page elsewhere whose name is made to point at this machine must not read what only this machine may.
    hosts = ("localhost", "127.0.0.1", "::1", "[::1]") if host in LOOPBACK else ("*",)
    return application(pool, Served(site, graphs, union, data, MEDIA[file.suffix], page, style), hosts=hosts, cors=cors)


async def _run(app: Starlette, pool: Pool, listening: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    from graphkit.serve.connections import BACKLOG, most, protocol

    class Server(uvicorn.Server):
        """Ends when it is asked to, and does not raise the signal once more afterwards."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    server = Server(
        uvicorn.Config(
            app,
            http=protocol(most()),
            backlog=BACKLOG,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
    )
    loop = asyncio.get_running_loop()
    closing: set[asyncio.Task[None]] = set()

    def end(number: int) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # who is cut off now is told so, not the terminal
        server.handle_exit(number, None)
        loop.call_later(GRACE, lambda: closing.add(loop.create_task(pool.close())))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end, number)
    await server.serve([listening])
