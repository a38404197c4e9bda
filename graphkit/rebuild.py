"""What `graphkit build` and `graphkit watch` do: from articles to the files of an output folder.

Also the way back: `load` gives the graph of an output folder, from its claims, for every command that asks about it.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import claims_io, pipeline, write
from graphkit.cache import Cache
from graphkit.graph import BASE
from graphkit.model import Dropped

if TYPE_CHECKING:
    import networkx

    from graphkit.decisions import Decisions
    from graphkit.ids import Register

DECISIONS_NAME = "decisions.toml"
# How the page, the Turtle and the rest are called in the summary, in the order a person wants them
WRITTEN = (
    ("graph.html", "the page: open it in a browser"),
    ("graph.ttl", "Turtle, for SPARQL"),
    ("claims.jsonl", "every claim with its words"),
    ("report.json", "what was read, and what was left out and why"),
)


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: the graph, the files written by name, files that could not be read, seconds in all.
    `default_base` is the IRI that names lie under when nobody has said another."""

    graph: networkx.MultiDiGraph
    files: Mapping[str, Path]
    failed: tuple[Dropped, ...]
    seconds: float
    counts: Mapping[str, int] = field(default_factory=dict)
    default_base: str = ""

    def summary(self) -> str:
        """What the command prints at the end: where everything lies, and how much there is of it."""
        counts = self.counts
        kinds = ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Product", "Place")
        lines = [f"{pipeline.shown(self.files[name])}  {what}" for name, what in WRITTEN if name in self.files]
        width = max(line.index("  ") for line in lines)
        lines = [f"{path:<{width}}  {what}" for path, _, what in (line.partition("  ") for line in lines)]
        lines.append(
            f"{counts['files']} articles, {counts['claims']} claims; {counts['nodes']} things "
            f"({sum(counts.get(kind, 0) for kind in kinds)} named, {counts.get('FundingRound', 0)} rounds), "
            f"{counts['edges']} connections; {self.seconds:.1f} s"
        )
        return "\n".join(lines)


def rebuild(
    paths: Sequence[Path],
    *,
    out: Path,
    decisions: Path | None = None,
    ids: Path | None = None,
    jobs: int = 0,
    fresh: bool = False,
    base: str | None = None,
    licence: str | None = None,
    tell: Callable[[str, int], None] = lambda step, count: None,
) -> Built:
    """Read `paths`, build the graph and write it into `out`.

    `decisions` is a file of a person's word (decisions.toml beside the articles where none is named), `ids` the
    names given earlier (those of `out`), `jobs` the number of processes (0: one a core), `fresh` reads every
    article again, `base` is the IRI that names lie under and `licence` what others may do with the graph: once said,
    both hold for later builds into `out`. Raises NothingToRead, WriteError, and what the decisions' and the ids' readers raise.
    """
    begun = time.perf_counter()
    if any(path.is_dir() and path.resolve() == out.resolve() for path in paths):
        raise NotADirectoryError(20, "the output folder cannot be the folder of articles; give another --out", str(out))
    said = _decisions(paths, decisions)
    known = _names_given(ids or out / "ids.tsv")
    kept = _said_before(out)
    base, licence = (
        kept[name] if said_now is None else said_now for name, said_now in (("base", base), ("licence", licence))
    )
    store = Cache(out / "cache", fresh=fresh)
    with seldom_collected():
        with pipeline.workers(_count(paths, out), most=jobs or None) as pool:
            graph = pipeline.build(
                paths, map=pool, decisions=said, ids=known, out=out, cache=store, base=base, licence=licence, tell=tell
            )
        seconds = dict(getattr(tell, "seconds", {}))
        seconds["build"] = time.perf_counter() - begun
        files = write.write(graph, out, seconds=seconds)
        store.save()
    return Built(
        graph=graph,
        files=files,
        failed=write.reading_of(graph).failed,
        seconds=time.perf_counter() - begun,
        counts=write.counts(graph),
        default_base=BASE if graph.graph["base"] == BASE else "",
    )


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Lets Python look for circles of dead values seldom, and puts its habit back at the end.

    Millions of small values live until the end of a build and none holds another in a circle: looking for circles
    among them every few hundred allocations takes a third of the time and frees nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _said_before(out: Path) -> dict[str, str]:
    """The base IRI and the licence of the last build into this folder, '' where there was none.

    They stay until somebody says otherwise: an upgrade of graphkit with another default must rename nothing.
    """
    try:
        told = json.loads((out / "report.json").read_text(encoding="utf-8"))
        return {name: str(told.get(name, "")) for name in ("base", "licence")}
    except (OSError, ValueError, AttributeError):
        return {"base": "", "licence": ""}


def _count(paths: Sequence[Path], out: Path) -> int:
    return len(pipeline.collect(paths, out=out).articles)


def _decisions(paths: Sequence[Path], named: Path | None) -> Decisions | None:
    """A person's word: from the file named, else from decisions.toml beside the articles, else none."""
    place = named or _beside(paths)
    if place is None:
        return None
    from graphkit.decisions import load

    return load(place)


def _names_given(place: Path) -> Register:
    from graphkit.ids import load

    return load(place)


def _beside(paths: Sequence[Path]) -> Path | None:
    folders = [path if path.is_dir() else path.parent for path in paths]
    return next((folder / DECISIONS_NAME for folder in folders if (folder / DECISIONS_NAME).is_file()), None)


def load(out: Path) -> networkx.MultiDiGraph:
    """The graph of an output folder (or of a claims.jsonl), put together again from its claims.

    The names of its ids.tsv and the decisions that its build used are used again. Raises ClaimsError, OSError.
    """
    claims = out / "claims.jsonl" if out.is_dir() else out
    if not claims.is_file():
        raise FileNotFoundError(2, "no graph here; run `graphkit build` first", str(out))
    reading = pipeline.Reading(claims_io.read(claims))
    kept = _said_before(claims.parent)
    return pipeline.assemble_reading(
        reading,
        decisions=_decisions_used(claims.parent),
        ids=_names_given(claims.parent / "ids.tsv"),
        base=kept["base"],
        licence=kept["licence"],
    )


def _decisions_used(out: Path) -> Decisions | None:
    """The copy of a person's word that the build left in the output folder."""
    place = out / write.DECISIONS_USED
    if not place.is_file():
        return None
    from graphkit.decisions import load as read

    return read(place)
