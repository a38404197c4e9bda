"""A module imports from lower floors only, and heavy libraries only inside the function that uses them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "graphkit"

# From the top down. A module imports from the lines below its own; modules of one line do not know each other.
FLOORS = """
__main__
cli
watch serve push
export
rebuild
write
review remote
check explain score query conflicts diff
turtle page tables coverage
cache
pipeline
graph
disputes
reconcile
resolve
joining
gather tellings
evidence decisions ids
compare
claims_io
extract
bind rows cards llm
relate
rules spot
amounts dates rounds names_latin names_zh columns entries
read split numerals
cues
masks markup phrases legal rates nations small
gazetteer fold
grammar
reference releases sparql
vocabulary
model
"""
HEAVY = {
    "networkx",
    "rdflib",
    "pyoxigraph",
    "pyvis",
    "pyshacl",
    "starlette",
    "uvicorn",
    "pyarrow",
    "duckdb",
    "rich",
    "opencc",
}


def floors() -> dict[str, int]:
    return {name: level for level, line in enumerate(reversed(FLOORS.strip().splitlines())) for name in line.split()}


def modules() -> dict[str, list[Path]]:
    """Each module of the package, the files of a subpackage together."""
    found: dict[str, list[Path]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        found.setdefault(file.relative_to(PACKAGE).parts[0].removesuffix(".py"), []).append(file)
    found.pop("__init__")
    return found


def imports(tree: ast.AST, *, inside_functions: bool) -> Iterator[str]:
    """Full names of what is imported: for running, not only for the type checker."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, ("graphkit" if node.level else "", node.module or "")))
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(node, inside_functions=inside_functions)


def known(name: str) -> str:
    """The module of graphkit that an import speaks of, '' for other packages."""
    parts = name.split(".")
    return parts[1] if parts[0] == "graphkit" and len(parts) > 1 else ""


def test_every_module_has_a_floor() -> None:
    assert sorted(set(modules()) - set(floors())) == []


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_go_down(module: str) -> None:
    level = floors()
    for file in modules()[module]:
        for name in imports(ast.parse(file.read_text(encoding="utf-8")), inside_functions=True):
            other = known(name)
            if other and other != module and other in level:
                assert level[other] < level[module], f"{file.name} is below {name}"


@pytest.mark.parametrize("module", sorted(modules()))
def test_heavy_libraries_wait_until_they_are_used(module: str) -> None:
    for file in modules()[module]:
        names = {
            name.split(".")[0] for name in imports(ast.parse(file.read_text(encoding="utf-8")), inside_functions=False)
        }
        assert not names & HEAVY, f"{file.name} loads {sorted(names & HEAVY)} when it is imported"


def test_the_values_need_the_standard_library_only() -> None:
    import sys

    tree = ast.parse((PACKAGE / "model.py").read_text(encoding="utf-8"))
    names = {name.split(".")[0] for name in imports(tree, inside_functions=True)}
    assert names <= set(sys.stdlib_module_names)
