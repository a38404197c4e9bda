"""Columns: what the head of a table's column says its cells hold, and the names that only their column tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from graphkit.grammar import cells
from graphkit.model import Block, Mention


@cache
def _heads() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, cell in sorted(cells("spot/Column").items()):
        for role, words in cell.items():
            if role != "example":
                found.update((word, role) for word in words if word not in found)
    return found


def roles_of(block: Block) -> tuple[str, ...]:
    """What each cell of the row holds ('' where the head says nothing known); () where the table is not about rounds."""
    if block.kind != "row" or len(block.header) != len(block.cells):
        return ()
    roles = tuple(_heads().get(re.sub(r"[*_`:：]", "", head).strip().casefold(), "") for head in block.header)
    told = {role for role in roles if role}
    return (
        roles
        if "amount" in told | ({"amount"} if "valuation" in told else set())
        and told & {"company", "round", "lead", "investor"}
        else ()
    )


def names_in(block: Block, plain: str, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """Names that only their column tells: 'Company | Amount' over 'Ostra | $5m'. Offsets within the block."""
    found = []
    for role, (start, end) in zip(roles_of(block), block.cells, strict=False):
        if role not in ("company", "lead", "investor"):
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
            kind = "Company" if role == "company" else "InvestmentFirm"
            found.append(Mention(at, at + len(words), kind, words, rule="its column tells", weight=4))
    return found
