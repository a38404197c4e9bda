"""Starts `graphkit serve` for the tests and speaks plain HTTP to it."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Said:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    address: str  # http://127.0.0.1:PORT/
    process: subprocess.Popen[str]

    @property
    def endpoint(self) -> str:
        return f"{self.address}sparql"

    def ask(self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Said:
        return ask(urlsplit(self.address).netloc, method, target, headers, body)

    def query(self, text: str, accept: str = "*/*") -> Said:
        return self.ask("GET", f"/sparql?query={quote(text)}", {"Accept": accept})


def ask(
    netloc: str, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> Said:
    """One request, sent as it stands: http.client adds no media type and follows nothing."""
    connection = http.client.HTTPConnection(netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, target, body=body, headers=headers or {})
        got = connection.getresponse()
        return Said(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())


@contextlib.contextmanager
def serving(source: Path, *options: str) -> Iterator[Running]:
    """`graphkit serve` on a free port of this machine, until the end of the block."""
    command = [sys.executable, "-m", "graphkit", "serve", str(source), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert " is at http://" in line, line + process.stderr.read()
            yield Running(line.partition(" is at ")[2].split()[0], process)
        finally:
            process.terminate()
            process.wait(20)
