"""Processes that answer queries, each holding the graph; one that takes too long is killed and another takes its place."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphkit.serve.kept import Kept
from graphkit.serve.protocol import Refused
from graphkit.serve.worker import LENGTHS, Reply, frame

WAIT = 30.0  # seconds that a request waits for a free process
_CLOSED = Refused(503, "the query was cut off: the endpoint closes down")
_START = "from graphkit.serve.worker import main; main()"


class ServeError(Exception):
    """The server cannot start, and why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, bytes of its answer, megabytes of memory beside the graph.

    `kept` is how many bytes of answers are kept for those who ask the same.
    """

    seconds: float = 10.0
    answer: int = 32 * 2**20
    memory: int = 2_048
    kept: int = 64 * 2**20


class Pool:
    """Asks the graph, one query a process at a time."""

    def __init__(self, data: bytes, suffix: str, *, size: int, limits: Limits, union: bool = False) -> None:
        self._data, self._size, self.limits = data, size, limits
        self._head = {
            "suffix": suffix,
            "memory": limits.memory,
            "most": limits.answer,
            "seconds": limits.seconds,
            "union": union,
        }
        self._idle: asyncio.Queue[asyncio.subprocess.Process | None] = asyncio.Queue()  # None: closed
        self._all: set[asyncio.subprocess.Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._kept = Kept(limits.kept)
        self._closed = False

    async def start(self) -> dict[str, Any]:
        """Start the processes; gives what they tell of the graph. Raises ServeError."""
        told = await asyncio.gather(*(self._add() for _ in range(self._size)))
        return told[0]

    async def _add(self) -> dict[str, Any]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(path) for path in sys.path)}  # noqa: PTH100
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-X", "utf8", "-c", _START),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C at the terminal is for the server, which ends its processes itself
        )
        self._all.add(process)
        try:
            told, _ = await self._exchange(process, frame(self._head, self._data))
        except (OSError, asyncio.IncompleteReadError):
            await self._end(process)
            raise ServeError("a process that answers queries could not be started") from None
        if "error" in told:
            await self._end(process)
            raise ServeError(f"cannot be parsed: {told['error']}")
        self._idle.put_nowait(process)
        return told

    async def ask(self, request: Mapping[str, Any]) -> Reply:
        """The answer to a query. Raises Refused: too slow, too much memory, too busy."""
        known = self._kept.find(request)
        if known is not None:
            return known
        process = await self._free()
        try:
            told, body = await asyncio.wait_for(self._exchange(process, frame(request)), self.limits.seconds)
        except TimeoutError:
            self._replace(process)
            seconds = f"{self.limits.seconds:g} seconds"
            raise Refused(503, f"the query was cut off: it ran longer than {seconds}") from None
        except (OSError, asyncio.IncompleteReadError):
            ended = await process.wait()
            self._replace(process)
            if self._closed:
                raise _CLOSED from None
            raise self._died(ended) from None
        except BaseException:  # cancelled: what the process would answer must not reach the next who asks
            self._replace(process)
            raise
        self._idle.put_nowait(process)
        reply = Reply(body=body, **told)
        self._kept.keep(request, reply)
        return reply

    def _died(self, code: int) -> Refused:
        """Why a process ended in the middle of a query."""
        if code == -signal.SIGABRT:
            return Refused(500, f"the query was cut off: it needs more memory than {self.limits.memory} MB")
        if code == -signal.SIGSEGV:  # the engine went deeper than its stack
            return Refused(400, "the query is too long, or nested too deeply, for the engine")
        return Refused(500, "the query was cut off: its process died")

    async def _free(self) -> asyncio.subprocess.Process:
        """A process that waits for work."""
        try:
            process = await asyncio.wait_for(self._idle.get(), WAIT)
        except TimeoutError:
            raise Refused(503, "the endpoint is busy with other queries; ask again", {"Retry-After": "5"}) from None
        if process is None:
            self._idle.put_nowait(None)  # for the next one that waits
            raise _CLOSED
        return process

    async def _exchange(self, process: asyncio.subprocess.Process, message: bytes) -> tuple[dict[str, Any], bytes]:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(message)
        await process.stdin.drain()
        head, body = LENGTHS.unpack(await process.stdout.readexactly(LENGTHS.size))
        told: dict[str, Any] = json.loads(await process.stdout.readexactly(head))
        return told, await process.stdout.readexactly(body)

    def _replace(self, process: asyncio.subprocess.Process) -> None:
        task = asyncio.get_running_loop().create_task(self._start_anew(process))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start_anew(self, process: asyncio.subprocess.Process) -> None:
        await self._end(process)
        while not self._closed:
            try:
                await self._add()
            except (ServeError, OSError):
                await asyncio.sleep(1.0)  # no memory or no process to be had just now
            else:
                return

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)  # process.kill() may reap it before the event loop does
        await process.wait()
        self._all.discard(process)

    async def close(self) -> None:
        """End every process; whoever still asks is told so."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait()
        self._idle.put_nowait(None)
        for task in tuple(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(self._end(process) for process in tuple(self._all)))
