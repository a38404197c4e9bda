"""Builds again whenever an article is added, changed or removed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from graphkit.pipeline import collect
from graphkit.rebuild import DECISIONS_NAME, Built, rebuild

Stamp = tuple[tuple[str, int, int], ...]


def stamp(paths: Sequence[Path], out: Path) -> Stamp:
    """What a change of any article, or of the decisions beside them, changes: paths, sizes, times of writing."""
    found = collect(paths, out=out)
    files = [*found.articles, *found.claims, *(path / DECISIONS_NAME for path in paths if path.is_dir())]
    told = []
    for file in files:
        try:
            state = file.stat()
        except OSError:
            continue
        told.append((str(file), state.st_size, state.st_mtime_ns))
    return tuple(sorted(told))


def watch(
    paths: Sequence[Path],
    *,
    out: Path,
    built: Callable[[Built], None],
    failed: Callable[[Exception], None],
    every: float = 1.0,
    rounds: int | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Build, then look every so many seconds and build again after a change; `rounds` looks at most (for ever: None).

    A build that fails is told to `failed`, and the watch goes on: an article is often saved in the middle of editing.
    """
    seen: Stamp | None = None
    while rounds is None or rounds > 0:
        now = stamp(paths, out)
        if now != seen:
            seen = now
            try:
                built(rebuild(paths, out=out))
            except (OSError, ValueError) as error:
                failed(error)
        if rounds is not None:
            rounds -= 1
        if rounds is None or rounds > 0:
            wait(every)
