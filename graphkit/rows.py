"""Rows: a table whose column heads say that it tells of rounds is read cell by cell, not as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from graphkit.columns import roles_of
from graphkit.model import Block, Document, Mention
from graphkit.relate import Draft
from graphkit.rules import Rule

ROW = Rule(
    name="a row of a table",
    cell="table",
    lang="und",
    text="",
    claims=(
        ("round", "raisedBy", "company"),
        ("round", "amount", "amount"),
        ("round", "valuation", "valuation"),
        ("round", "leadInvestor", "lead"),
        ("round", "investor", "investor"),
        ("round", "announcedOn", "date"),
        ("founder", "founded", "company"),
        ("company", "headquarteredIn", "headquarters"),
    ),
    lists=(),
    needs=(),
    status="",
    types=(),
    marks=(),
    priority=5,
    confidence="0.9",
)
WANTED = {
    "company": ("Company", "InvestmentFirm", "Organization", "Name", "Product"),
    "lead": ("InvestmentFirm", "Company", "Organization", "PublicOrganization", "Person", "Name", "Product"),
    "investor": ("InvestmentFirm", "Company", "Organization", "PublicOrganization", "Person", "Name", "Product"),
    "amount": ("Money",),
    "valuation": ("Money",),
    "round": ("FundingRound",),
    "date": ("Date",),
    "founder": ("Person", "Name"),
    "headquarters": ("Place",),
}
ONE = ("company", "date", "headquarters")  # columns of which the first value is the answer


def draft_of(document: Document, block: Block, sentence: int, mentions: Sequence[Mention]) -> Draft | None:
    """The row as one draft: each column's mentions in its role. None where it says nothing of a round."""
    roles = roles_of(block)
    played: dict[str, tuple[Mention, ...]] = {}
    for role, (start, end) in zip(roles, block.cells, strict=True):
        inside = tuple(m for m in mentions if role and start <= m.start and m.end <= end and m.kind in WANTED[role])
        if inside:
            played[role] = played.get(role, ()) + (inside[:1] if role in ONE else inside)
        if role == "amount":  # "€2M (seed)"
            kinds = tuple(m for m in mentions if start <= m.start and m.end <= end and m.kind == "FundingRound")
            played["round"] = played.get("round", ()) + kinds
    played = {role: found for role, found in played.items() if found}
    if not played.keys() & {"amount", "round", "valuation"} and not played.keys() <= {"investor", "lead"}:
        return None
    if not played:
        return None
    return Draft(block.start, block.end, sentence, ROW, tuple(sorted(played.items())), "", 0)
