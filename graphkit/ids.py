"""Names that stay: `ids.tsv` remembers which local IRI was given to what, so that new articles rename nothing.

One row an IRI: iri, kind, name, aliases (joined by ' | '), discriminator, forward. A row with `forward` is an older or
merged name that now stands for another. Without the file the IRIs follow from the corpus alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

HEADER = ("iri", "kind", "name", "aliases", "discriminator", "forward")
JOINT = " | "


class IdsError(ValueError):
    """ids.tsv cannot be used; the message says which line and why."""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One minted name. `aliases` are the folded spellings (or marks of a round) it was minted with, sorted."""

    iri: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    discriminator: str = ""
    forward: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing that needs a name: its folder ('agent'), the slug it would like, what tells it from namesakes."""

    folder: str
    slug: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    discriminators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The rows of ids.tsv, in file order (older first)."""

    rows: tuple[Row, ...] = ()
    by_alias: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)


NOTHING = Register()


def load(path: Path) -> Register:
    """Reads ids.tsv; an absent file is an empty register. Raises IdsError with the line number."""
    if not path.exists():
        return Register()
    rows: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if (number == 1 and cells[0] == HEADER[0]) or not line.strip():
            continue
        if len(cells) != len(HEADER) or "/" not in cells[0]:
            raise IdsError(
                f"{path}, line {number}: expected the columns {', '.join(HEADER)}; delete the line or the file"
            )
        iri, kind, name, aliases, discriminator, forward = cells
        rows.append(Row(iri, kind, name, tuple(a for a in aliases.split(JOINT) if a), discriminator, forward))
    return indexed(rows)


def indexed(rows: Iterable[Row]) -> Register:
    """A register that can be searched by alias."""
    kept = tuple(rows)
    index: dict[str, list[int]] = {}
    for number, row in enumerate(kept):
        for alias in row.aliases:
            index.setdefault(f"{row.iri.split('/')[0]}/{alias}", []).append(number)
    return Register(kept, {alias: tuple(numbers) for alias, numbers in index.items()})


def text(register: Register) -> str:
    """The file's text."""
    lines = ["\t".join(HEADER)]
    for row in register.rows:
        cells = (row.iri, row.kind, row.name, JOINT.join(row.aliases), row.discriminator, row.forward)
        lines.append("\t".join(" ".join(cell.split()) for cell in cells))
    return "\n".join(lines) + "\n"


def assign(wanted: Iterable[Wanted], register: Register) -> tuple[list[str], Register]:
    """An IRI for each thing wanted (same order), and the register with what is new.

    A thing keeps the oldest IRI that its aliases were given to; the other IRIs among them forward to it. New ones are
    minted from the slug, then slug plus discriminator, then a number.
    """
    things = list(wanted)
    given: dict[int, str] = {}
    rows = list(register.rows)
    taken = {row.iri for row in rows}
    claimed: dict[int, int] = {}  # row -> the thing that keeps it
    bids = sorted(_bids(things, register), key=lambda bid: (-bid[0], bid[1], bid[2]))
    for _, row_number, thing_number in bids:
        if thing_number in given or row_number in claimed:
            continue
        claimed[row_number] = thing_number
        given[thing_number] = rows[row_number].iri
    # What was two and is one now: the older IRI stays, the younger forwards.
    for _, row_number, thing_number in bids:
        row = rows[row_number]
        if (
            row_number not in claimed
            and thing_number in given
            and set(row.aliases) <= set(things[thing_number].aliases)
        ):
            mine = next(n for n, t in claimed.items() if t == thing_number)
            older, younger = min(mine, row_number), max(mine, row_number)
            claimed[older] = thing_number
            claimed[younger] = -1
            given[thing_number] = rows[older].iri
            rows[younger] = replace(rows[younger], forward=rows[older].iri)
            rows[older] = replace(rows[older], forward="")
            claimed = {n: t for n, t in claimed.items() if t != thing_number or n == older}
            claimed[younger] = -1
    for number in sorted(
        set(range(len(things))) - set(given), key=lambda n: (things[n].folder, things[n].slug, things[n].aliases, n)
    ):
        given[number] = _mint(things[number], taken)
        taken.add(given[number])
    for row_number, thing_number in claimed.items():
        if thing_number >= 0:
            thing = things[thing_number]
            aliases = tuple(sorted({*rows[row_number].aliases, *thing.aliases}))
            rows[row_number] = replace(rows[row_number], kind=thing.kind, name=thing.name, aliases=aliases)
    known = {row.iri for row in rows}
    fresh = [
        Row(given[n], thing.kind, thing.name, tuple(sorted(thing.aliases)), _told_apart(thing, given[n]))
        for n, thing in enumerate(things)
        if given[n] not in known
    ]
    return [given[n] for n in range(len(things))], indexed([*rows, *sorted(fresh)])


def _bids(things: list[Wanted], register: Register) -> Iterable[tuple[int, int, int]]:
    """(strength, row, thing) for every row that shares an alias with a thing."""
    for number, thing in enumerate(things):
        shared: dict[int, int] = {}
        for alias in thing.aliases:
            for row in register.by_alias.get(f"{thing.folder}/{alias}", ()):
                shared[row] = shared.get(row, 0) + 1
        for row, count in shared.items():
            known = register.rows[row]
            if known.forward:
                continue
            strength = 4 * count + 2 * (known.name == thing.name) + (known.kind == thing.kind)
            strength += 8 * (bool(known.discriminator) and known.discriminator in thing.discriminators)
            yield strength, row, number


def _mint(thing: Wanted, taken: set[str]) -> str:
    plain = f"{thing.folder}/{thing.slug}"
    if plain not in taken:
        return plain
    for discriminator in thing.discriminators:
        if discriminator and f"{plain}-{discriminator}" not in taken:
            return f"{plain}-{discriminator}"
    number = 2
    while f"{plain}-{number}" in taken:
        number += 1
    return f"{plain}-{number}"


def _told_apart(thing: Wanted, iri: str) -> str:
    rest = iri[len(f"{thing.folder}/{thing.slug}") :].lstrip("-")
    return rest if rest and not rest.isdigit() else (thing.discriminators[0] if thing.discriminators else "")
