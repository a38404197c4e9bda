"""Remembers what each article gave, so that a rebuild reads only what changed.

An entry is named after the article's bytes, its suffix (which decides how it is read) and the rules' version; what it
holds is a pure function of those. So the folder can be deleted at any time, and no byte of the output changes. The
path is not part of the name: a renamed article is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from graphkit import claims_io
from graphkit.model import Dropped, Extraction, PartialDate, Source

HERE = Path(__file__).parent
# What decides how an article is read: every module and every grammar file. Editing one makes all entries stale.
CODE_SUFFIXES = frozenset({".py", ".toml", ".csv", ".ttl", ".txt"})

Reader = Callable[[Path], Extraction | Dropped]
Mapper = Callable[..., Iterable[Any]]


@cache
def rules_version() -> str:
    """A digest of graphkit's own files: other rules, other entries."""
    total = hashlib.sha256()
    for folder in (HERE, HERE.parent / "ontology"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in CODE_SUFFIXES and file.is_file():
                total.update(file.relative_to(folder).as_posix().encode())
                total.update(file.read_bytes())
    return total.hexdigest()[:16]


class Cache:
    """Entries in one folder. `reused` and `read` count what the last `through` found and what it had to read."""

    def __init__(self, folder: Path, *, fresh: bool = False, version: str = "") -> None:
        self.folder = folder
        self.fresh = fresh
        self.version = version or rules_version()
        self.reused = 0
        self.read = 0
        self._used: dict[Path, Extraction | None] = {}

    def through(self, reader: Reader, articles: Iterable[Path], map: Mapper) -> list[Extraction | Dropped]:
        """What `reader` gives for each article, in order; remembered where it can be, else read through `map`.

        What is remembered goes by the path that its document had then.
        """
        articles = list(articles)
        entries = {article: self._entry(article) for article in articles}
        results: dict[Path, Extraction | Dropped] = {}
        for article, entry in entries.items():
            found = None if self.fresh or entry is None else self._recall(entry)
            if found is not None:
                results[article] = found
        missing = [article for article in articles if article not in results]
        for article, result in zip(missing, map(reader, missing), strict=True):
            results[article] = result
            entry = entries[article]
            if isinstance(result, Extraction) and entry is not None:
                self._used[entry] = result
        self.reused, self.read = len(articles) - len(missing), len(missing)
        return [results[article] for article in articles]

    def _entry(self, article: Path) -> Path | None:
        try:
            content = article.read_bytes()
        except OSError:
            return None
        name = hashlib.sha256()
        for part in (self.version.encode(), article.suffix.lower().encode("utf-8", "replace"), content):
            name.update(len(part).to_bytes(8, "big"))
            name.update(part)
        digest = name.hexdigest()[:32]
        return self.folder / digest[:2] / f"{digest[2:]}.json"

    def _recall(self, entry: Path) -> Extraction | None:
        """The extraction an entry holds; None where there is none, or where it is damaged."""
        try:
            found = _decoded(json.loads(entry.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        self._used[entry] = None
        return found

    def save(self) -> None:
        """Keep what the last build used and forget the rest. A folder that cannot be written is no error: the cache
        is a convenience."""
        try:
            for entry, extraction in self._used.items():
                if extraction is not None:
                    entry.parent.mkdir(parents=True, exist_ok=True)
                    beside = entry.with_suffix(f".{os.getpid()}")
                    beside.write_text(_encoded(extraction), encoding="utf-8", errors="replace")
                    beside.replace(entry)
            for entry in self.folder.glob("*/*"):
                if entry not in self._used:
                    entry.unlink()
        except OSError:
            return


def _encoded(extraction: Extraction) -> str:
    source = extraction.source
    return json.dumps(
        {
            "source": {
                "id": source.id,
                "path": source.path,
                "title": source.title,
                "url": source.url,
                "outlet": source.outlet,
                "published": str(source.published) if source.published else "",
                "lang": source.lang,
                "sha256": source.sha256,
            },
            "claims": "".join(claims_io.lines([extraction])),
            "dropped": [[drop.where, drop.reason, drop.words] for drop in extraction.dropped],
        },
        ensure_ascii=False,
    )


def _decoded(data: dict[str, Any]) -> Extraction:
    told = data["source"]
    published = PartialDate.parse(told["published"]) if told["published"] else None
    source = Source(**{**told, "published": published})
    found = claims_io.parse(data["claims"])
    return Extraction(
        source=source,
        claims=found[0].claims if found else (),
        dropped=tuple(Dropped(*drop) for drop in data["dropped"]),
    )
