"""How many connections a server holds, and for how long: who sends nothing, or reads nothing, makes room for others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 1_000  # connections at once, where the system allows as many open files
BACKLOG = 128  # connections that are taken in one go, before any is counted
OTHER_FILES = 100 + BACKLOG  # that the server itself needs
TICK = 15.0  # seconds in which a request has to come whole
TICKS = 20  # after so many an answer is no longer waited for to be taken
_TOLD = b"the endpoint holds too many connections; ask again\n"
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 5\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(_TOLD), _TOLD)
)


def most() -> int:
    """How many connections may be open: without files left, a server cannot even turn anybody away."""
    try:
        import resource

        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    except ImportError:
        return MOST
    return MOST if allowed == resource.RLIM_INFINITY else max(10, min(MOST, allowed - OTHER_FILES))


def protocol(room: int, tick: float = TICK) -> type[H11Protocol]:
    """The HTTP of uvicorn, for at most so many connections, each of which is looked at every so many seconds."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Connection(H11Protocol):
        """Closed when it is one too many, brings no whole request in time, or does not take its answer."""

        _timer: asyncio.TimerHandle | None = None
        _seen: Any = None
        _ticks = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            if len(self.connections) >= room:
                transport.write(BUSY)
                transport.close()
                return
            super().connection_made(transport)
            self._timer = self.loop.call_later(tick, self._look)

        def connection_lost(self, exc: Exception | None) -> None:
            if self._timer is None:
                return  # it was never let in
            self._timer.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._timer is not None:
                super().data_received(data)

        def _look(self) -> None:
            waits = self.cycle is None or self.cycle.response_complete
            same = self._ticks > 0 and self._seen is self.cycle
            self._seen, self._ticks = self.cycle, self._ticks + 1 if same else 1
            if same and (waits or self._ticks > TICKS):
                self.transport.abort()
            self._timer = self.loop.call_later(tick, self._look)

    return Connection
