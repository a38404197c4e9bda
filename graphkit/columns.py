"""Columns: what the head of a table's column says its cells hold, and the names that only their column tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from graphkit.grammar import cells
from graphkit.model import Block, Mention

NAMES = {"company": "Company", "lead": "InvestmentFirm", "investor": "InvestmentFirm", "founder": "Person"}


@cache
def _heads() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, cell in sorted(cells("spot/Column").items()):
        for role, words in cell.items():
            if role not in ("example", "units"):
                found.update((word, role) for word in words if word not in found)
    return found


@cache
def _units() -> dict[str, str]:
    """'m' -> 'million': how heads shorten the unit of their column."""
    return {short: word for cell in cells("spot/Column").values() for short, word in cell.get("units", {}).items()}


@cache
def _role(head: str) -> str:
    """What a column of that head holds: the whole head, the head without its brackets, or the word that it begins with
    ('funding raised', 'levée (série)'), where no other word makes it something else."""
    bare = re.sub(r" ?[(（][^()（）]*[)）]", "", head)
    whole = _heads().get(head) or _heads().get(bare)
    if whole:
        return whole
    bare = re.sub(r"[$€£¥₹]", "", bare).strip(" .")
    first = re.split(r" ?[,/] ?", bare)[0].strip(" .")  # "Amt. (M$)", "Investor, partner"
    if first in _heads():
        return _heads()[first]
    begins = [word for word in _heads() if len(word) > 4 and bare.startswith(word + " ")]
    role = _heads()[max(begins, key=len)] if begins else ""
    return role if role in ("amount", "investor", "founder", "lead") else ""


def roles_of(block: Block) -> tuple[str, ...]:
    """What each cell of the row holds ('' where the head says nothing known); () where the table is not about rounds."""
    if block.kind != "row" or len(block.header) != len(block.cells):
        return ()
    roles = tuple(_role(re.sub(r"[*_`:：]", "", head).strip().casefold()) for head in block.header)
    told = {role for role in roles if role}
    if told and told <= {"investor", "lead"}:
        return roles  # a list of those who invested
    return (
        roles
        if "amount" in told | ({"amount"} if "valuation" in told else set())
        and told & {"company", "round", "lead", "investor"}
        else ()
    )


CODE = re.compile(r"\b[A-Z]{3}\b")
SIGN = re.compile(r"(?:US|A|C|S|HK)?[$€£¥₹]")
BARE = re.compile(r"~?(\d[\d.,]*)\Z")


def sums_in(block: Block, plain: str, read: Callable[[str], Sequence[Mention]]) -> list[Mention]:
    """Sums whose unit their column's head tells: 'Amount ($M)' over '31.8'. `read` finds the sums of a text; offsets are
    within the block."""
    found = []
    for role, head, (start, end) in zip(roles_of(block), block.header, block.cells, strict=False):
        number = BARE.match(plain[start:end].strip()) if role in ("amount", "valuation") else None
        sign = SIGN.search(head) or CODE.search(head)
        if not number or not sign:
            continue
        words = re.findall(r"[a-z]+", CODE.sub("", SIGN.sub(" ", head)).casefold())
        scale = next((_units()[word] for word in words if word in _units()), "")
        gap = " " if sign.group().isalpha() else ""
        sums = read(f"{sign.group()}{gap}{number[1]} {scale}".strip())
        if len(sums) == 1:
            at = start + plain[start:end].index(number[1]) - block.start
            rule = "its column tells the unit"
            found.append(Mention(at, at + len(number[1]), "Money", number[1], value=sums[0].value, rule=rule))
    return found


def names_in(block: Block, plain: str, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """Names that only their column tells: 'Company | Amount' over 'Ostra | $5m'. Offsets within the block."""
    found = []
    for role, (start, end) in zip(roles_of(block), block.cells, strict=False):
        if role not in NAMES:
            continue
        for piece in re.finditer(r"[^,，、;；/]+", plain[start:end]):
            words = piece.group().strip(" *_“”\"'()（）")
            at = start + piece.start() + piece.group().find(words) - block.start
            if (
                not (2 <= len(words) <= 40)
                or not re.search(r"[A-Z\u3400-\u9fff]", words[:2])
                or re.search(r"\d{3}|[|—–]", words)
            ):
                continue
            if any(a < at + len(words) and at < b for a, b in spans):
                continue
            found.append(Mention(at, at + len(words), NAMES[role], words, rule="its column tells", weight=4))
    return found
