"""What graphkit knows of each language, as data: one small TOML file a cell, its path the coordinates.

`spot/Money/fr.toml` tells how French writes money; `relate/leadInvestor/zh.toml` how Chinese says who led.
There is no registry: the folders are the registry.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


class GrammarError(ValueError):
    """A cell that cannot be used; the message names the file, the rule and what to do."""


def _folder(path: str) -> Traversable:
    place = resources.files(__package__)
    for part in path.split("/"):
        place = place / part
    return place


@cache
def cells(path: str) -> dict[str, dict[str, Any]]:
    """The cells of one folder, e.g. cells("spot/Money") -> {"en": {...}, "fr": {...}, "zh": {...}}, sorted by language.

    Raises GrammarError for a file that is no TOML.
    """
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(_folder(path).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            try:
                found[file.name[:-5]] = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
            except tomllib.TOMLDecodeError as err:
                raise GrammarError(f"grammar/{path}/{file.name}: {err}") from err
    return found


@cache
def folders(path: str) -> tuple[str, ...]:
    """The names of the folders under `spot` or `relate`, sorted."""
    return tuple(
        sorted(entry.name for entry in _folder(path).iterdir() if entry.is_dir() and not entry.name.startswith("_"))
    )
