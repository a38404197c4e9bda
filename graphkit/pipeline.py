"""The walk from a folder of articles to one graph. `build` is the whole story; the rest collects files."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from graphkit import claims_io
from graphkit.model import Dropped, Extraction

if TYPE_CHECKING:
    import networkx

    from graphkit.cache import Cache
    from graphkit.decisions import Decisions
    from graphkit.ids import Register

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm"})
CLAIMS_SUFFIX = ".jsonl"
# Files that stand beside articles for a reason of their own; they are no articles and nobody need be told.
QUIET_NAMES = frozenset({"decisions.toml", "ids.tsv"})
# What a folder holds that graphkit wrote: `graphkit build .` must not read its own page as an article.
OUTPUT_NAMES = frozenset({"graph.ttl", "claims.jsonl", "report.json"})
# Below this many files, starting worker processes takes longer than they save.
WORTH_WORKERS = 40

Extractor = Callable[[Path, Path], Extraction]
Mapper = Callable[..., Iterable[Any]]
Tell = Callable[[str, int], None]


class NothingToRead(ValueError):
    """No article was found or none could be read; the message says where was looked."""


# --- files ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """The articles to read, sorted; files of claims; the folder that their paths are told from; what was left out."""

    articles: tuple[Path, ...]
    claims: tuple[Path, ...]
    root: Path
    skipped: tuple[Dropped, ...]
    failed: tuple[Dropped, ...]


def shown(path: Path | str) -> str:
    """A path as it can be printed: bytes that are no UTF-8 replaced, line breaks and the like escaped."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def root_of(paths: Sequence[Path]) -> Path:
    """The folder that holds all of them: the folder given, the folder of a file given, or the nearest they share."""
    folders = [path if path.is_dir() else path.parent for path in map(Path.absolute, paths)]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def collect(paths: Iterable[Path | str], *, out: Path | None = None) -> Found:
    """The articles among files and folders, searched recursively and sorted by path.

    Hidden files, other suffixes than SUFFIXES, the folder `out` and other folders that graphkit wrote are left out
    of folders; a file that is named is read whatever its suffix. A path that does not exist is reported as failed.
    """
    given = [Path(path) for path in paths]
    root = root_of(given)
    articles: dict[Path, Path] = {}
    claims: dict[Path, Path] = {}
    skipped: list[Dropped] = []
    failed: list[Dropped] = []
    for path in given:
        if path.is_dir():
            for file, why in _walk(path, out, failed):
                if why:
                    skipped.append(Dropped(_told(file, root), why))
                elif why := _unusable(file):
                    failed.append(Dropped(_told(file, root), why))
                else:
                    articles.setdefault(file.resolve(), file.absolute())
        elif why := _unusable(path):
            failed.append(Dropped(shown(path), why))
        else:
            (claims if path.suffix == CLAIMS_SUFFIX else articles).setdefault(path.resolve(), path.absolute())
    return Found(
        articles=tuple(sorted(articles.values(), key=lambda file: _told(file, root))),
        claims=tuple(sorted(claims.values())),
        root=root,
        skipped=tuple(sorted(set(skipped))),
        failed=tuple(sorted(set(failed))),
    )


def _unusable(file: Path) -> str:
    """Why a path leads to no file that can be read: '' where it does. A pipe would be waited for without end."""
    try:
        return "" if S_ISREG(file.stat().st_mode) else "cannot be read: not a file"
    except FileNotFoundError:
        return "cannot be read: its link leads nowhere" if file.is_symlink() else "no such file or folder"
    except OSError as error:  # a link to itself, a name that is too long, a folder that may not be entered
        return f"cannot be read: {error.strerror or error}"


def _told(file: Path, root: Path) -> str:
    """How reports call a file: from the root, with forward slashes, printable."""
    return shown(Path(os.path.relpath(file.absolute(), root)).as_posix())


def _walk(folder: Path, out: Path | None, failed: list[Dropped]) -> Iterator[tuple[Path, str]]:
    """Every file below a folder, with the reason why it is not read ('' where it is)."""

    def unreadable(error: OSError) -> None:
        failed.append(Dropped(shown(error.filename or folder), f"cannot be listed: {error.strerror}"))

    ours = out.resolve() if out else None
    for place, folders, files in os.walk(folder, onerror=unreadable):
        here = Path(place)
        # an output folder that was asked for as an article folder is read; one met below is not
        if here != folder and (here.resolve() == ours or set(files) >= OUTPUT_NAMES):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or name in QUIET_NAMES:
                continue
            file = here / name
            suffix = file.suffix.lower()
            yield file, "" if suffix in SUFFIXES else f"not an article: {suffix or 'no suffix'}"


# --- reading --------------------------------------------------------------------------------------


def attempt(path: Path, *, extract: Extractor, root: Path) -> Extraction | Dropped:
    """What one file gives, or why it gives nothing. One bad file must never cost the others."""
    from graphkit.read import ReadError

    try:
        return extract(path, root)
    except ReadError as error:
        return Dropped(_told(path, root), _without_path(str(error), path))
    except OSError as error:
        return Dropped(_told(path, root), f"cannot be read: {error.strerror or error}")
    except (RecursionError, MemoryError) as error:
        return Dropped(_told(path, root), f"too large or too deep to read ({type(error).__name__})")
    except Exception as error:  # an extractor may be anybody's: its faults cost its article and no other
        return Dropped(_told(path, root), f"the extractor failed: {type(error).__name__}: {shown(str(error))}")


def _without_path(message: str, path: Path) -> str:
    """A reader's message starts with the path; a Dropped says it already."""
    for name in (str(path), shown(path), path.name):
        message = message.removeprefix(f"{name}: ")
    return shown(message)


@dataclass(frozen=True, slots=True)
class Reading:
    """What all files gave: one extraction a document that claims something, and what was dropped on the way.

    `failed` files could not be read at all (links that lead nowhere and pipes, too, which are not among `files`);
    `read` counts those that could, `silent` ones of these say nothing that the grammar knows; `given` are the paths
    that were asked for.
    """

    extractions: tuple[Extraction, ...]
    dropped: tuple[Dropped, ...] = ()
    failed: tuple[Dropped, ...] = ()
    skipped: tuple[Dropped, ...] = ()
    silent: tuple[str, ...] = ()
    files: int = 0
    read: int = 0
    reused: int = 0
    given: tuple[str, ...] = ()


def read_all(
    paths: Iterable[Path | str],
    *,
    extract: Extractor | None = None,
    map: Mapper = builtins.map,
    out: Path | None = None,
    cache: Cache | None = None,
) -> Reading:
    """Every claim of every file, from articles and from files of claims alike.

    `map` may be a process pool's or a cluster's: `extract` is a pure function of one file. Two files of the same
    text are one document: the first by path is kept. With a `cache`, only what changed is read again.
    """
    from graphkit.extract import extract as rules

    asked = [Path(path) for path in paths]
    found = collect(asked, out=out)
    reader = partial(attempt, extract=extract or rules, root=found.root)
    results = cache.through(reader, found.articles, map) if cache else list(map(reader, found.articles))
    failed = [*found.failed, *(result for result in results if isinstance(result, Dropped))]
    told = [
        known_as(result, _told(article, found.root))
        for article, result in zip(found.articles, results, strict=True)
        if isinstance(result, Extraction)
    ]
    given: list[Extraction] = []
    read = len(told)
    for path in found.claims:
        try:
            given.extend(claims_io.read(path))
            read += 1
        except (claims_io.ClaimsError, OSError) as error:
            failed.append(Dropped(shown(path), _without_path(str(error), path)))
    kept, twins = _first_of_each(told)
    return Reading(
        extractions=claims_io.union(extraction for extraction in [*kept, *given] if extraction.claims),
        dropped=tuple(sorted({drop for extraction in kept for drop in extraction.dropped} | set(twins))),
        failed=tuple(sorted(set(failed))),
        skipped=found.skipped,
        silent=tuple(extraction.source.path for extraction in kept if not extraction.claims),
        files=len(found.articles) + len(found.claims),
        read=read,
        reused=cache.reused if cache else 0,
        given=tuple(str(path.absolute()) for path in asked),
    )


def known_as(extraction: Extraction, path: str) -> Extraction:
    """The same extraction, its document known by this path: a renamed article, or one that a cache remembers."""
    old = extraction.source.path
    if old == path:
        return extraction
    dropped = tuple(
        replace(drop, where=path + drop.where.removeprefix(old)) if old and drop.where.startswith(old) else drop
        for drop in extraction.dropped
    )
    return Extraction(replace(extraction.source, path=path), extraction.claims, dropped)


def _first_of_each(extractions: Iterable[Extraction]) -> tuple[list[Extraction], list[Dropped]]:
    """One extraction a text, in the order given; the others as dropped."""
    kept: dict[str, Extraction] = {}
    twins = []
    for extraction in extractions:
        first = kept.setdefault(extraction.source.id, extraction)
        if first is not extraction:
            twins.append(Dropped(extraction.source.path, f"the same text as {first.source.path}"))
    return list(kept.values()), twins


# --- the walk -------------------------------------------------------------------------------------


def build(
    paths: Iterable[Path | str] | Path | str,
    *,
    extract: Extractor | None = None,
    map: Mapper = builtins.map,
    decisions: Decisions | None = None,
    ids: Register | None = None,
    out: Path | None = None,
    cache: Cache | None = None,
    base: str = "",
    licence: str = "",
    tell: Tell = lambda step, count: None,
) -> networkx.MultiDiGraph:
    """One graph from files and folders of articles (and files of claims); see `graphkit.graph` for what it holds.

    `extract` reads one file (the rules, unless said otherwise), `map` runs it over all (`workers()` gives one that
    uses every core), `decisions` is a person's word, `out` a folder that is not to be read, `base` the IRI
    that names lie under, `licence` what others may do with the graph (an address, or words); `tell(step, count)` is
    called after each step. Files that cannot be read are in `graph.graph["reading"].failed`, the others still count.
    Raises NothingToRead where no file could be read.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    reading = read_all(given, extract=extract, map=map, out=out, cache=cache)
    if not reading.read:
        raise NothingToRead(_nothing(given, reading))
    return assemble_reading(reading, decisions=decisions, ids=ids, base=base, licence=licence, tell=tell)


def assemble_reading(
    reading: Reading,
    *,
    decisions: Decisions | None = None,
    ids: Register | None = None,
    base: str = "",
    licence: str = "",
    tell: Tell = lambda step, count: None,
) -> networkx.MultiDiGraph:
    """The second half of the walk: from all claims to the graph."""
    from graphkit.graph import BASE, assemble
    from graphkit.reconcile import reconcile
    from graphkit.resolve import resolve

    claims = tuple(claim for extraction in reading.extractions for claim in extraction.claims)
    tell("extract", len(claims))
    resolution = resolve(claims, decisions, ids)
    tell("resolve", len(resolution.entities))
    sources = {found.source.id: found.source for found in reading.extractions}
    facts = reconcile(claims, resolution, decisions, sources=sources)
    tell("reconcile", len(facts))
    graph = assemble(resolution, facts, sources, base=base or BASE, licence=licence)
    graph.graph["reading"] = reading
    graph.graph["register"] = resolution.register
    graph.graph["decisions"] = decisions
    tell("assemble", graph.number_of_nodes())
    return graph


def _nothing(paths: Sequence[Path | str], reading: Reading) -> str:
    if reading.failed:
        return "\n".join(f"{drop.where}: {drop.reason}" for drop in reading.failed)
    where = ", ".join(shown(path) for path in paths) or "no path given"
    return f"{where}: no articles here (files ending in {', '.join(sorted(SUFFIXES))})"


@contextmanager
def workers(files: int, *, most: int | None = None) -> Iterator[Mapper]:
    """A `map` over processes where there are enough files to pay for them, else the plain one. Order is kept."""
    count = most or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    if count < 2 or files < WORTH_WORKERS:
        yield builtins.map
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(count) as pool:  # it starts its processes when it is first given something

        def spread(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
            given = list(items)  # a cache may leave but a few of them to read
            if len(given) < WORTH_WORKERS:
                return builtins.map(function, given)
            return pool.map(function, given, chunksize=max(1, min(16, len(given) // (4 * count))))

        yield spread
