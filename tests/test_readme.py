"""What the README lists is what the program has. `UPDATE=1 pytest tests/test_readme.py` writes it anew."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
README = HERE / "README.md"
LANGUAGES = {"en": "English", "fr": "French", "zh": "Chinese", "de": "German"}


def commands() -> str:
    """Every command: what it does and an example, as its own help has it."""
    from graphkit.cli import app

    rows = ["| Command | What it does | Example |", "|--|--|--|"]
    for command in app.registered_commands:
        assert command.callback is not None and command.callback.__doc__
        name = command.name or command.callback.__name__.rstrip("_")
        what = " ".join(command.callback.__doc__.split("\n\n")[0].split())
        example = (command.epilog or "").removeprefix("Example: ")
        assert example.startswith(f"graphkit {name}"), f"{name}: its help has no example"
        rows.append(f"| `{name}` | {what} | `{example}` |".replace("a|b", r"a\|b"))
    return "\n".join(rows)


def grammar() -> str:
    """The cells of the grammar; how many rules each holds changes too often to be told here."""
    from graphkit.grammar import cells, folders

    rows = [f"| Cell | {' | '.join(LANGUAGES.values())} |", "|--|--|--|--|--|"]
    for floor in ("spot", "relate"):
        for name in folders(floor):
            here = cells(f"{floor}/{name}")
            if not here:  # an empty folder does not survive a clone
                continue
            rows.append(f"| `{floor}/{name}` | {' | '.join('yes' if lang in here else '' for lang in LANGUAGES)} |")
    return "\n".join(rows)


def sample() -> str:
    """How much the sample articles give."""
    from graphkit import build

    graph = build(HERE / "seeds")
    kinds = [attrs["kind"] for _, attrs in graph.nodes(data=True)]
    rows = ["| The five sample articles give | |", "|--|--|", f"| things | {len(kinds)} |"]
    rows += [f"| of these {kind} | {kinds.count(kind)} |" for kind in sorted(set(kinds))]
    return "\n".join([*rows, f"| connections | {graph.number_of_edges()} |"])


PARTS: dict[str, Callable[[], str]] = {"commands": commands, "grammar": grammar, "sample": sample}


def between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- begin:{name} -->\n).*?(?=<!-- end:{name} -->)", re.DOTALL)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_readme_tells_what_the_program_has(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    assert len(between(name).findall(text)) == 1, f"one block begin:{name} … end:{name}"
    meant = f"\n{PARTS[name]()}\n\n"
    if os.environ.get("UPDATE"):
        README.write_text(between(name).sub(lambda _: meant, text), encoding="utf-8")
        return
    assert between(name).findall(text)[0] == meant, "run UPDATE=1 pytest tests/test_readme.py"


def test_readme_shows_a_picture_that_is_there() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert shown and all((HERE / path).is_file() for path in shown)
