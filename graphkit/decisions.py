"""A person's word: `decisions.toml`, applied before any rule and shown as the reason.

[[same]]                                    # these names are one thing
names = ["Sequoia China", "HongShan"]
why   = "renamed in 2023"

[[apart]]                                   # these are not
names = ["Orange", "Orange Bank"]

[[reject]]                                  # leave a claim out: whatever of these keys is given must fit
predicate = "investedIn"
subject   = "Acme"
object    = "Beta"
quote     = "words that stand in its sentence"

[[correct]]                                 # the claim says this instead
predicate = "amount"
quote     = "€60n"
value     = "EUR 600000000"

[[prefer]]                                  # of rival values, follow this one
thing     = "round/acme-2024-06"
predicate = "valuation"
value     = "EUR 6000000000"

[[name]]                                    # how a thing is called
thing = "HongShan"
name  = "HongShan (formerly Sequoia China)"

[[type]]                                    # what a thing is
thing = "La Famiglia"
type  = "InvestmentFirm"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from .fold import fold, slug
from .model import Claim, Code, Money, PartialDate, Text, Thing, Value

KINDS = (
    "Company",
    "InvestmentFirm",
    "PublicOrganization",
    "Organization",
    "Person",
    "Product",
    "Place",
)


class DecisionError(ValueError):
    """decisions.toml cannot be used; the message lists everything that is wrong with it."""


@dataclass(frozen=True, slots=True, order=True)
class Pick:
    """Which claims a [[reject]] or [[correct]] speaks of: every key that is not empty must fit."""

    predicate: str = ""
    subject: str = ""
    object: str = ""
    quote: str = ""
    doc: str = ""
    value: str = ""
    why: str = ""

    def fits(self, claim: Claim) -> bool:
        """Does every given key fit this claim?"""
        return (
            self.predicate in ("", claim.predicate)
            and (not self.subject or called(claim.subject, self.subject))
            and (not self.object or same_value(claim.object, self.object))
            and self.quote in claim.quote
            and self.doc in ("", claim.evidence.doc)
        )


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided, validated. Empty by default."""

    same: tuple[tuple[tuple[str, ...], str], ...] = ()
    apart: tuple[tuple[tuple[str, ...], str], ...] = ()
    reject: tuple[Pick, ...] = ()
    correct: tuple[Pick, ...] = ()
    prefer: tuple[tuple[str, str, str], ...] = ()
    name: tuple[tuple[str, str], ...] = ()
    type: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return any((self.same, self.apart, self.reject, self.correct, self.prefer, self.name, self.type))


NONE = Decisions()


def called(thing: Thing, name: str) -> bool:
    """Is this the thing meant by a name or a local IRI?"""
    return fold(thing.name) == fold(name) or ("/" in name and slug(thing.name) == name.split("/", 1)[1])


def same_value(value: Value, text: str) -> bool:
    """Is this the value that the text of a decision means?"""
    if isinstance(value, Thing):
        return called(value, text)
    return str(value) == text or fold(str(value)) == fold(text)


def parse_value(text: str) -> Money | PartialDate | Code | Text:
    """'EUR 6000000' -> Money, '2024-06' -> PartialDate, 'SeriesA' -> Code, anything else -> Text."""
    head, _, tail = text.partition(" ")
    if len(head) == 3 and head.isupper() and tail:
        try:
            return Money(Decimal(tail.replace(",", "").replace("_", "")), head)
        except (InvalidOperation, ValueError):
            return Text(text)
    try:
        return PartialDate.parse(text)
    except ValueError:
        return Code(text) if text.isidentifier() and text[:1].isupper() else Text(text)


def load(path: Path) -> Decisions:
    """Reads decisions.toml. Raises DecisionError naming file, table and what to do, for all mistakes at once."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise DecisionError(f"{path}: {err}") from err
    except OSError as err:
        raise DecisionError(f"{path}: cannot be read ({err.strerror})") from err
    return parse(data, str(path))


SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # table -> keys it needs, keys it may have
    "same": (("names",), ("why",)),
    "apart": (("names",), ("why",)),
    "reject": ((), ("predicate", "subject", "object", "quote", "doc", "why")),
    "correct": (("value",), ("predicate", "subject", "object", "quote", "doc", "why")),
    "prefer": (("thing", "predicate", "value"), ("why",)),
    "name": (("thing", "name"), ("why",)),
    "type": (("thing", "type"), ("why",)),
}


def parse(data: Mapping[str, Any], where: str = "decisions.toml") -> Decisions:
    """The decisions in a parsed TOML table. Raises DecisionError with a line for each mistake."""
    wrong: list[str] = []
    for table, rows in data.items():
        if table not in SHAPES:
            wrong.append(f"{where}: [[{table}]] is not known; there are {', '.join(SHAPES)}")
            continue
        if not isinstance(rows, list):
            wrong.append(f"{where}: write [[{table}]] with two brackets")
            continue
        wrong += [
            f"{where}, [[{table}]] number {n}: {fault}"
            for n, row in enumerate(rows, 1)
            for fault in _faults(table, row)
        ]
    if wrong:
        raise DecisionError("\n".join(wrong))
    return Decisions(
        same=tuple((tuple(row["names"]), row.get("why", "")) for row in data.get("same", ())),
        apart=tuple((tuple(row["names"]), row.get("why", "")) for row in data.get("apart", ())),
        reject=tuple(Pick(**row) for row in data.get("reject", ())),
        correct=tuple(Pick(**row) for row in data.get("correct", ())),
        prefer=tuple((row["thing"], row["predicate"], row["value"]) for row in data.get("prefer", ())),
        name=tuple((row["thing"], row["name"]) for row in data.get("name", ())),
        type=tuple((row["thing"], row["type"]) for row in data.get("type", ())),
    )


def _faults(table: str, row: Any) -> list[str]:
    needs, may = SHAPES[table]
    if not isinstance(row, dict):
        return ["must be a table of keys"]
    found = [f"'{key}' is missing" for key in needs if key not in row]
    found += [f"'{key}' is not known here; there are {', '.join(needs + may)}" for key in row if key not in needs + may]
    for key, value in row.items():
        if key == "names":
            if not (
                isinstance(value, list) and len(value) >= 2 and all(isinstance(n, str) and n.strip() for n in value)
            ):
                found.append("'names' must list at least two names")
        elif not isinstance(value, str) or not value.strip():
            found.append(f"'{key}' must be words in quotation marks")
    if table in ("reject", "correct") and not set(row) & {"predicate", "subject", "object", "quote"}:
        found.append("say which claims: give a quote, a subject, an object or a predicate")
    if table == "type" and isinstance(row.get("type"), str) and row["type"] not in KINDS:
        found.append(f"'{row['type']}' is no type; there are {', '.join(KINDS)}")
    return found


def write(decisions: Decisions) -> str:
    """The text of a decisions.toml that says the same; sections in a fixed order."""

    def quoted(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'

    def row(table: str, **keys: str | tuple[str, ...]) -> str:
        lines = [f"[[{table}]]"]
        for key, value in keys.items():
            if isinstance(value, tuple):
                lines.append(f"{key} = [{', '.join(map(quoted, value))}]")
            elif value:
                lines.append(f"{key} = {quoted(value)}")
        return "\n".join(lines) + "\n"

    parts = [row("same", names=names, why=why) for names, why in decisions.same]
    parts += [row("apart", names=names, why=why) for names, why in decisions.apart]
    for table, picks in (("reject", decisions.reject), ("correct", decisions.correct)):
        for pick in picks:
            keys = {
                key: getattr(pick, key) for key in ("predicate", "subject", "object", "quote", "doc", "value", "why")
            }
            parts.append(row(table, **keys))
    parts += [row("prefer", thing=thing, predicate=p, value=v) for thing, p, v in decisions.prefer]
    parts += [row("name", thing=thing, name=name) for thing, name in decisions.name]
    parts += [row("type", thing=thing, type=kind) for thing, kind in decisions.type]
    return "\n".join(parts)


def apply(claims: list[Claim], decisions: Decisions) -> tuple[list[Claim], list[Claim]]:
    """Claims after [[reject]] and [[correct]]: those that stay, and those a person rejected."""
    from dataclasses import replace

    if not decisions.reject and not decisions.correct:
        return claims, []
    kept: list[Claim] = []
    gone: list[Claim] = []
    for claim in claims:
        if any(pick.fits(claim) for pick in decisions.reject):
            gone.append(claim)
            continue
        for pick in decisions.correct:
            if pick.fits(claim) and not isinstance(claim.object, Thing):
                value = parse_value(pick.value)
                if isinstance(value, get_args(Value)):
                    claim = replace(claim, object=value, rule=f"{claim.rule}; corrected in decisions.toml")
        kept.append(claim)
    return kept, gone
