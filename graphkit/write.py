"""Puts the finished graph into the output folder: all of its files, or none of them."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import claims_io
from graphkit.model import Dropped
from graphkit.pipeline import Reading, shown

if TYPE_CHECKING:
    import networkx

# A copy of the person's word that the build followed, for the commands that put the graph together again
DECISIONS_USED = "decisions.used.toml"
REPORTED_VERSIONS = ("graphkit", "networkx", "rdflib", "pyoxigraph", "pyvis")


Content = str | bytes | Iterable[str] | Iterable[bytes]
"""What a file is to hold; parts are written as they come."""


class WriteError(OSError):
    """The output could not be written; what stood there before still does."""


def write(graph: networkx.MultiDiGraph, out: Path, *, seconds: Mapping[str, float] | None = None) -> dict[str, Path]:
    """Write graph.ttl, graph.html, claims.jsonl, ids.tsv and report.json into `out`; gives their paths by name.

    Everything is written to a folder beside them first and then moved into place, so a full disk or an interrupt
    leaves the earlier files whole. `seconds` per step go into report.json, the only file that knows of a clock.
    Raises WriteError.
    """
    from graphkit import decisions, ids, page, turtle

    said = graph.graph["decisions"]
    _add_texts(graph)
    texts = {
        "graph.ttl": turtle.write(graph),
        "graph.html": page.render(graph, previous=_earlier(out / "graph.html")),
        "claims.jsonl": "".join(claims_io.lines(reading_of(graph).extractions)),
        "ids.tsv": ids.text(graph.graph["register"]),
        "report.json": json.dumps(report(graph, seconds or {}), ensure_ascii=False, indent=2) + "\n",
        DECISIONS_USED: decisions.write(said) if said else None,
    }
    return put(out, texts)


def _add_texts(graph: networkx.MultiDiGraph) -> None:
    """The page shows each quote in its paragraph: the articles are read once more for it, unless they are too many."""
    from graphkit.check import Articles
    from graphkit.page.facts import NO_CONTEXT_ABOVE

    reading = reading_of(graph)
    given = [Path(path) for path in getattr(reading, "given", ())]
    few = sum(len(extraction.claims) for extraction in reading.extractions) <= NO_CONTEXT_ABOVE
    if given and few and not graph.graph.get("texts"):
        graph.graph["texts"] = Articles.of(given).texts


def _earlier(page: Path) -> str | None:
    """The page of an earlier build, so that what it shows keeps its place; none where it cannot be read."""
    try:
        return page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def put(out: Path, contents: Mapping[str, Content | None]) -> dict[str, Path]:
    """Write files of `out`, text as UTF-8, all or none; gives their paths. A file whose content is None is removed.

    A name may lead into folders ('csv/rounds.csv'). Raises WriteError.
    """
    made = not out.exists()
    waiting: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=".writing-", dir=out))
        for name, content in contents.items():
            if content is not None:
                (waiting / name).parent.mkdir(parents=True, exist_ok=True)
                _write_through(waiting / name, content)
        for name, content in contents.items():
            if content is None:
                (out / name).unlink(missing_ok=True)
            else:
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (waiting / name).replace(out / name)
    except BaseException as error:
        if made:
            shutil.rmtree(out, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise WriteError(f"{shown(out)}: cannot be written: {error.strerror or error}") from error
    finally:
        if waiting:
            shutil.rmtree(waiting, ignore_errors=True)
    return {name: out / name for name, content in contents.items() if content is not None}


def _write_through(path: Path, content: Content) -> None:
    """Bytes on the disk before the name is given to them: some file systems tell of a full disk only then."""
    parts: Iterable[str | bytes] = (content,) if isinstance(content, str | bytes) else content
    with path.open("wb") as file:
        for part in parts:
            file.write(part if isinstance(part, bytes) else part.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


# --- the report -----------------------------------------------------------------------------------


def reading_of(graph: networkx.MultiDiGraph) -> Reading:
    """What the files gave, as `pipeline.build` left it with the graph."""
    reading = graph.graph["reading"]
    assert isinstance(reading, Reading)
    return reading


def report(graph: networkx.MultiDiGraph, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Counts per step, what was dropped and why, versions and seconds, as plain values."""
    reading = reading_of(graph)
    return {
        "read": list(reading.given),
        "base": graph.graph["base"],
        "licence": graph.graph["licence"],
        "counts": counts(graph),
        "failed": _listed(reading.failed),
        "dropped": _listed([*reading.dropped, *graph.graph.get("dropped", ())]),
        "skipped": _listed(reading.skipped),
        "silent": list(reading.silent),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in REPORTED_VERSIONS}},
        "seconds": {step: round(taken, 3) for step, taken in seconds.items()},
    }


def counts(graph: networkx.MultiDiGraph) -> dict[str, int]:
    """How many of everything there are, from files to edges."""
    reading = reading_of(graph)
    kinds: dict[str, int] = {}
    for _, kind in sorted(graph.nodes(data="kind")):
        kinds[kind] = kinds.get(kind, 0) + 1
    return {
        "files": reading.files,
        "failed": len(reading.failed),
        "reused": reading.reused,
        "documents": len(reading.extractions),
        "claims": sum(len(found.claims) for found in reading.extractions),
        "dropped": len(reading.dropped),
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        **dict(sorted(kinds.items())),
        **graph.graph.get("counts", {}),
    }


def _listed(drops: Any) -> list[dict[str, str]]:
    unique: list[Dropped] = sorted(set(drops))
    return [{"where": drop.where, "reason": drop.reason, "words": drop.words} for drop in unique]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
