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
MARK = "@"  # aliases that begin so are no spellings: they stand for an article that tells of the thing


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
    """A thing that needs a name: its folder ('agent'), the slug it would like, what tells it from namesakes.

    `short` are the spellings and marks that it is also known by: no claim to a name, but a line that forwards to it.
    """

    folder: str
    slug: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    discriminators: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


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

    A thing keeps the IRI that its aliases were given to; where two things became one, the older IRI stays and the
    younger forwards to it. New ones are minted from the slug, then slug plus discriminator, then a number.
    """
    things = list(wanted)
    rows = list(register.rows)
    kept = _kept(things, register)
    for row_number, heir in _merged_away(things, register, kept).items():
        if row_number < kept[heir]:
            row_number, kept[heir] = kept[heir], row_number
        rows[row_number] = replace(rows[row_number], forward=rows[kept[heir]].iri)
    given = {thing: rows[row].iri for thing, row in kept.items()}
    taken = {row.iri for row in rows}
    fresh: list[Row] = []
    new = sorted(set(range(len(things))) - set(given), key=lambda n: (things[n].folder, things[n].slug, n))
    for number in new:
        thing = things[number]
        given[number] = _mint(thing, taken)
        taken.add(given[number])
        fresh.append(Row(given[number], thing.kind, thing.name, thing.aliases, _told_apart(thing, given[number])))
    for number, row_number in kept.items():
        thing = things[number]
        before = set(rows[row_number].aliases)
        known = before.intersection((*thing.aliases, *thing.short)) - _words(before)
        # Marks stay as they were given while their articles are there: two things that were one for a while part again.
        aliases = tuple(sorted(_words(before) | (_words(thing.aliases) | known if known else set(thing.aliases))))
        rows[row_number] = replace(rows[row_number], kind=thing.kind, name=thing.name, aliases=aliases, forward="")
    return [given[n] for n in range(len(things))], indexed([*rows, *sorted(fresh)])


def _kept(things: list[Wanted], register: Register) -> dict[int, int]:
    """Thing -> the row whose IRI it keeps: the strongest claims first, each row once."""
    kept: dict[int, int] = {}
    gone: set[int] = set()
    for _, row, thing in sorted(_bids(things, register), key=lambda bid: (-bid[0], bid[1], bid[2])):
        if thing not in kept and row not in gone:
            kept[thing] = row
            gone.add(row)
    # A name that was merged away comes back only when the two have parted: when another thing keeps the older name.
    by_iri = {row.iri: number for number, row in enumerate(register.rows)}
    for thing, row in sorted(kept.items(), key=lambda item: item[1]):
        older = by_iri.get(register.rows[row].forward, row)
        if older not in gone:
            kept[thing] = older
            gone.add(older)
    return kept


def _merged_away(things: list[Wanted], register: Register, kept: dict[int, int]) -> dict[int, int]:
    """Row -> thing, for rows that nothing keeps: what an article told of under that name is now part of one thing, or,
    where no such article is left, its every spelling is one thing's."""
    inherited: dict[int, int] = {}
    used = set(kept.values())
    told = _told(things)
    for number in kept:
        thing = things[number]
        spelled = {*thing.aliases, *thing.short}
        for alias in sorted(spelled):
            for row in register.by_alias.get(f"{thing.folder}/{alias}", ()):
                known = register.rows[row]
                if row in used or known.forward:
                    continue
                owners = _owners(known, thing.folder, told)
                if number in owners or (not owners and _words(known.aliases) <= spelled):
                    inherited.setdefault(row, number)
    return dict(sorted(inherited.items()))


def _told(things: list[Wanted]) -> dict[tuple[str, str], int]:
    """Which thing is told of where: (folder, mark of an article) -> thing."""
    return {
        (thing.folder, mark): number
        for number, thing in enumerate(things)
        for mark in (*thing.aliases, *thing.short)
        if mark.startswith(MARK)
    }


def _owners(row: Row, folder: str, told: dict[tuple[str, str], int]) -> set[int]:
    """The things that the articles a row remembers tell of now."""
    marks = ((folder, alias) for alias in row.aliases if alias.startswith(MARK))
    return {told[mark] for mark in marks if mark in told}


def _bids(things: list[Wanted], register: Register) -> Iterable[tuple[int, int, int]]:
    """(strength, row, thing) for every row that shares an alias with a thing.

    What was told of in the articles that a row remembers is somewhere among the things: no other may take its name.
    """
    told = _told(things)
    for number, thing in enumerate(things):
        shared: dict[int, int] = {}
        for alias in thing.aliases:
            for row in register.by_alias.get(f"{thing.folder}/{alias}", ()):
                # an article that told of the thing before says more than a spelling
                shared[row] = shared.get(row, 0) + (32 if alias.startswith(MARK) else 4)
        for row, strength in shared.items():
            known = register.rows[row]
            owners = _owners(known, thing.folder, told)
            if owners and number not in owners:
                continue
            strength += 2 * (known.name == thing.name) + (known.kind == thing.kind)
            strength += 16 * (known.iri == f"{thing.folder}/{thing.slug}")
            strength += 8 * (bool(known.discriminator) and known.discriminator in thing.discriminators)
            yield strength, row, number


def _words(aliases: Iterable[str]) -> set[str]:
    """The aliases less the marks of articles."""
    return {alias for alias in aliases if not alias.startswith(MARK)}


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
