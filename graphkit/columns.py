"""Columns: what the head of a table's column says its cells hold, and the names that only their column tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from graphkit.grammar import cells
from graphkit.model import Block, Mention

NAMES = {"company": "Company", "lead": "InvestmentFirm", "investor": "InvestmentFirm", "founder": "Person"}


@cache
def _heads() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, cell in sorted(cells("spot/Column").items()):
        for role, words in cell.items():
            if role != "example":
                found.update((word, role) for word in words if word not in found)
    return found


@cache
def _role(head: str) -> str:
    """What a column of that head holds: the whole head, the head without its brackets, or the word that it begins with
    ('funding raised', 'levée (série)'), where no other word makes it something else."""
    bare = re.sub(r" ?[(（][^()（）]*[)）]", "", head)
    whole = _heads().get(head) or _heads().get(bare)
    if whole:
        return whole
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
