"""Well-known names and places, from grammar/names.csv and grammar/places.csv, and where they stand in a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol

from graphkit.model import Mention, Text

HAN = re.compile("[\u3400-\u9fff]")
EXCHANGE = "cn-"  # and the code: the id of a firm known by its short name on an exchange


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: a spelling of a well-known thing. `ambiguous`: also an everyday word or a first name."""

    id: str
    kind: str
    name: str
    lang: str
    reason: str
    ambiguous: bool = False


class Witness(Protocol):
    """What the document tells of its own words (names_latin.Context)."""

    @property
    def firm(self) -> frozenset[str]:
        """Words capitalised inside a sentence."""


def _rows(name: str) -> list[dict[str, str]]:
    file = resources.files("graphkit.grammar") / name
    if not file.is_file():
        return []
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))


@cache
def names() -> tuple[Listed, ...]:
    """Every listed spelling, in file order."""
    return tuple(
        Listed(
            row["id"],
            row["kind"],
            row["name"],
            row["lang"],
            row.get("reason") or "listed",
            (row.get("ambiguous") or "") == "1",
        )
        for row in _rows("names.csv")
    )


@cache
def exchanges() -> tuple[Listed, ...]:
    """Firms by the short names they are traded under: words/listed_*.toml, less those that names.csv spells."""
    from graphkit.grammar import cells

    known = {row.name for row in names()}
    found: list[Listed] = []
    for file, cell in sorted(cells("words").items()):
        if file.startswith("listed_"):
            for kind, pairs in sorted(cell["names"].items()):
                words = pairs.split()
                for code, name in zip(words[::2], words[1::2], strict=True):
                    if name not in known:
                        lang = file.removeprefix("listed_")
                        found.append(Listed(f"{EXCHANGE}{code}", kind, name, lang, "traded under this name"))
    return tuple(found)


@cache
def places() -> tuple[Listed, ...]:
    """Every listed spelling of a place."""
    return tuple(
        Listed(
            row["id"],
            "Place",
            row["name"],
            row["lang"],
            row.get("kind") or "place",
            (row.get("ambiguous") or "") == "1",
        )
        for row in _rows("places.csv")
    )


@cache
def nationalities() -> Mapping[str, str]:
    """Adjectives of places, folded, with the place: 'french', 'français', 'allemande' -> 'germany', …"""
    found: dict[str, str] = {}
    for row in _rows("places.csv"):
        for column in ("adjective_en", "adjective_fr"):
            for word in re.split(r"[|/;,]", row.get(column) or ""):
                if word.strip():
                    folded = word.strip().casefold()
                    for form in (folded, folded + "e", folded + "s", folded + "es")[: 4 if column[-2:] == "fr" else 1]:
                        found.setdefault(form, row["id"])
    return found


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of places, folded: 'french', 'français', 'allemande', …"""
    return frozenset(nationalities())


RANKED = re.compile(r" \d{2,4}(?![\w.,]|%)")


@cache
def by_id() -> dict[str, tuple[Listed, ...]]:
    """All spellings of each listed thing or place."""
    found: dict[str, list[Listed]] = {}
    for row in (*names(), *exchanges(), *places()):
        found.setdefault(row.id, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def _automaton() -> tuple[Any, tuple[tuple[Listed, ...], ...]]:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    spelled: dict[str, list[Listed]] = {}
    for row in (*names(), *exchanges(), *places()):
        if len(row.name) > 1:
            spelled.setdefault(row.name, []).append(row)
    words = sorted(spelled)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA), tuple(
        tuple(spelled[word]) for word in words
    )


def _edges(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    if HAN.match(first) or HAN.match(last):
        return True
    left = text[start - 1] if start else " "
    right = text[end] if end < len(text) else " "
    if text[start:end].isdigit() and (HAN.match(right) or (left in ",." and text[start - 2 : start - 1].isdigit())):
        return False  # 3,500吨: a number, not the firm 500
    latin_left = (left.isalnum() and not HAN.match(left)) or left in "-_@/&."
    latin_right = (
        (right.isalnum() and not HAN.match(right))
        or right in "_@&"
        or (right in "-." and end + 1 < len(text) and text[end + 1].isalnum() and not HAN.match(text[end + 1]))
    )
    if right == "-" and re.match(r"-(?:backed|based|owned|led|style|powered|like|funded)", text[end : end + 8]):
        latin_right = False
    if left == "-" and re.search(r"(?:ex|non|pre|anti|pro)-\Z", text[max(0, start - 8) : start], re.I):
        latin_left = False
    return not (latin_left and first.isalnum()) and not (latin_right and last.isalnum())


@cache
def _everyday() -> re.Pattern[str]:
    """What shows, after a name that is an everyday word as well, that the firm is meant."""
    from graphkit.grammar import cells

    told = [cell["everyday"]["after"] for cell in cells("spot/Name").values() if "everyday" in cell]
    return re.compile("|".join(told) or "(?!)")


def is_city(mention: Mention) -> bool:
    """Is this place a town, not a country or region?"""
    key = mention.value.text if isinstance(mention.value, Text) else ""
    return any(row.kind == "Place" and row.reason == "city" for row in by_id().get(key, ()))


REGISTERED = re.compile(
    r"(?:(?![收并获与和及对向拟的被由旗子母参该是在以])[\u3400-\u9fff（）()]){0,12}?(?:有限|股份|科技|集团|工程|贸易|分)(?:责任)?公司"
)


@cache
def doubtful() -> dict[str, Listed]:
    """Chinese spellings of firms that are everyday words too: 小米, 理想. Only cues make them names."""
    return {
        row.name: row
        for row in names()
        if row.ambiguous and row.kind in ("Company", "InvestmentFirm") and len(row.name) == 2 and HAN.match(row.name)
    }


def find(text: str, starts: frozenset[int], context: Witness) -> list[Mention]:
    """Listed names and places in one block; `value` is the id as Text. An ambiguous spelling counts only where the
    document writes it with a capital inside a sentence, and then with less weight."""
    automaton, rows = _automaton()
    found: list[Mention] = []
    ordinary: list[tuple[int, int]] | None = None
    for which, start, end in automaton.find_matches_as_indexes(text):
        if not _edges(text, start, end):
            continue
        listed = _one(rows[which])
        weight = 20
        if listed.id.startswith(EXCHANGE) and REGISTERED.match(text, end):
            continue  # 新疆火炬|燃气股份有限公司: the whole is the name
        if HAN.match(text[start]) and end - start <= 3:
            if listed.ambiguous and end - start <= 2 and listed.kind != "Place" and not _everyday().match(text, end):
                continue  # 有道, 曙光: left to the cues of names_zh
            if ordinary is None:
                ordinary = _ordinary_in(text)
            if _cut_through(start, end, ordinary):
                continue  # 增长和: no 长和 in it
            if listed.ambiguous and _amid(start, end, ordinary):
                continue  # 基石投资: whoever subscribes before a firm is listed, not the fund 基石
        if listed.ambiguous:
            opens = not HAN.search(listed.name) and (
                start in starts or (text[max(0, start - 16) : start].rstrip()[-1:] or ".") in ".!?:“\"'«"
            )
            if RANKED.match(text, end):
                continue  # the Fortune 500: a ranking of that name
            if opens and listed.name not in context.firm:
                continue
            if re.match(r" [A-Z][a-z]", text[end : end + 3]) or re.search(
                r"[A-Z][a-z]+ \Z", text[max(0, start - 12) : start]
            ):
                continue  # "Total Funding Raised": a piece of a longer run of capitals
            if (word := re.match(r" ([a-z]+)", text[end : end + 20])) and word[1] in _common_after():
                continue  # "Total funding"
            weight = 4
        found.append(
            Mention(
                start,
                end,
                listed.kind,
                text[start:end],
                value=Text(listed.id, listed.lang),
                rule="a listed name",
                weight=weight,
            )
        )
    return found


@cache
def _common_after() -> frozenset[str]:
    from graphkit.grammar import cells

    return frozenset(
        word for cell in cells("spot/Name").values() for word in cell.get("latin", {}).get("common_after", [])
    )


@cache
def _ordinary() -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    from graphkit.grammar import cells

    words: set[str] = set()
    for key, value in cells("words").get("ordinary_zh", {}).items():
        if isinstance(value, str) and key not in ("licence", "origin"):
            words.update(word for word in value.split() if 2 <= len(word) <= 4)
    listed = {row.name for row in (*names(), *exchanges(), *places())}
    return AhoCorasick(
        sorted(words - listed), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
    )


def _ordinary_in(text: str) -> list[tuple[int, int]]:
    """Where ordinary Chinese words stand, overlapping ones too."""
    return sorted((start, end) for _, start, end in _ordinary().find_matches_as_indexes(text, overlapping=True))


def _cut_through(start: int, end: int, ordinary: list[tuple[int, int]]) -> bool:
    """Does an ordinary word reach into the name from outside, so that the name is a piece of two words?"""
    from bisect import bisect_left

    place = bisect_left(ordinary, (start - 3, 0))
    while place < len(ordinary) and ordinary[place][0] < end:
        a, b = ordinary[place]
        if a < start < b < end or start < a < end < b:
            return True
        place += 1
    return False


def _amid(start: int, end: int, ordinary: list[tuple[int, int]]) -> bool:
    """Is the name only a part of a longer ordinary word?"""
    from bisect import bisect_left

    place = bisect_left(ordinary, (start - 2, 0))
    while place < len(ordinary) and ordinary[place][0] <= start:
        if ordinary[place][1] >= end and ordinary[place] != (start, end):
            return True
        place += 1
    return False


def _one(rows: Iterable[Listed]) -> Listed:
    """A spelling listed for a name and a place ('Orange') is the name."""
    return sorted(rows, key=lambda row: (row.kind == "Place", row.ambiguous, row.id))[0]


@cache
def _body_nouns() -> re.Pattern[str]:
    from graphkit.grammar import cells

    nouns = sorted(
        {noun for cell in cells("spot/Name").values() for noun in cell.get("latin", {}).get("body_nouns", [])},
        key=lambda n: (-len(n), n),
    )
    return re.compile(rf"\b([A-Z][\w-]+) (?:{'|'.join(nouns) or '(?!)'})\b")


def bodies(text: str) -> list[Mention]:
    """'French army', 'Luxembourgish government': a nation's adjective and the noun of one of its bodies."""
    return [
        Mention(m.start(), m.end(), "PublicOrganization", m.group(), rule="a nation's public body", weight=8)
        for m in _body_nouns().finditer(text)
        if m.group(1).casefold() in adjectives() or m.group(1) in ("US", "UK", "EU")
    ]
