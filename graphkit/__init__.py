"""graphkit: one graph of companies, investors, people, products and rounds, with the sentence behind every fact.

    from graphkit import build, to_rdflib

    graph = build("articles/")          # a networkx.MultiDiGraph
    triples = to_rdflib(graph)          # an rdflib.Graph

The names below are loaded when they are first used, so that importing graphkit costs next to nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkit.extract import extract as extract
    from graphkit.graph import assemble as assemble
    from graphkit.pipeline import build as build
    from graphkit.pipeline import workers as workers
    from graphkit.turtle import to_rdflib as to_rdflib

__version__ = "0.1.0"

__all__ = ["__version__", "assemble", "build", "extract", "to_rdflib", "workers"]

# public name -> the module of graphkit that holds it
_HOMES = {
    "assemble": "graph",
    "build": "pipeline",
    "extract": "extract",
    "to_rdflib": "turtle",
    "workers": "pipeline",
}


class _Package(ModuleType):
    """Keeps `graphkit.extract` the function that users call.

    Importing a submodule binds its name in the package; here that would put the module `graphkit.extract` in the
    place of the function of the same name, depending on what was imported first.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOMES.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'graphkit' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"graphkit.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_HOMES))
