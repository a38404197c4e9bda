"""Cards: a page about one company that tells its facts as labels and values, 'Founders: A, B', not as sentences.

A label stands before a colon at the start of a line, in the left cell of a table of two columns, or as the heading of a list.
What it says of the values is data in grammar/spot/Label/; the company is whom the page or the section is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from graphkit.grammar import cells
from graphkit.model import Block, Code, Document, Mention, Sentence
from graphkit.relate import Draft
from graphkit.rules import Rule

ORGANIZATIONS = ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Name")
AGENTS = (*ORGANIZATIONS, "Person")
LONGEST = 40
"""Code points of the longest label."""

# For each label: what is claimed of its values and the company, and which mentions are such values.
# "listed": backers listed apart from a round, who took part in it where it is the only one told of.
SAID: dict[str, tuple[tuple[str, str, str], tuple[str, ...]]] = {
    "founder": (("founder", "founded", "company"), ("Person", "Name")),
    "leader": (("leader", "worksFor", "company"), ("Person", "Name")),
    "headquarters": (("company", "headquarteredIn", "headquarters"), ("Place",)),
    "founded": (("company", "foundedOn", "founded"), ("Date",)),
    "backer": (("backer", "investedIn", "company"), AGENTS),
    "total": (("company", "totalRaised", "total"), ("Money",)),
    "parent": (("company", "subsidiaryOf", "parent"), ORGANIZATIONS),
    "subsidiary": (("subsidiary", "subsidiaryOf", "company"), ORGANIZATIONS),
    "product": (("company", "develops", "product"), ("Product", "Name")),
    "customer": (("customer", "customerOf", "company"), ORGANIZATIONS),
    "partner": (("company", "partnerOf", "partner"), ORGANIZATIONS),
    "competitor": (("company", "competitorOf", "competitor"), ORGANIZATIONS),
    "target": (("company", "acquired", "target"), ORGANIZATIONS),
    "amount": (("round", "amount", "amount"), ("Money",)),
    "round": (("round", "raisedBy", "company"), ("FundingRound",)),
    "lead": (("round", "leadInvestor", "lead"), AGENTS),
}
ONE = ("headquarters", "founded", "total", "parent", "amount")  # labels of which the first value is the answer
TYPES = {"product": "Product", "founder": "Person", "leader": "Person"}
SET_OFF = re.compile(r"[ \u00a0]?(?:[,:：–—(（|]|- )")  # after the name of a line that tells of whom it names
COLON = re.compile(rf"[\W_]{{0,6}}([^:：\n]{{1,{LONGEST}}}?)[ \u00a0]?[:：][ \u00a0]?")


def _rule(role: str) -> Rule:
    claim, _ = SAID[role]
    types = ((role, TYPES[role]),) if role in TYPES else ()
    marks = ("listed",) if role == "backer" else ()
    claims = (claim, ("round", "investor", "backer")) if role == "backer" else (claim,)
    return Rule(f"a label: {role}", "card", "und", "", claims, (), (), "", types, marks, 4, "0.85")


def more_of_people(card: Draft) -> frozenset[str]:
    """What else the line may say of those whom it names. Under "Our investors": "Jane Roe, founder of Ostra"; after
    "Founder:": "Jane Roe (ex-Ostra)"."""
    if card.words < 0:
        return frozenset({"founded", "worksFor", "workedFor"})
    people = any(claim[1] in ("founded", "worksFor") for claim in card.rule.claims)
    return frozenset({"workedFor"}) if people else frozenset()


@cache
def _labels() -> dict[str, str]:
    """Each whole label, with and without the words that may stand before it, and what it says."""
    found: dict[str, str] = {}
    for _, cell in sorted(cells("spot/Label").items()):
        for role in SAID:
            for word in cell.get(role, []):
                found.setdefault(word, role)
                for prefix in cell["prefixes"]:
                    found.setdefault(f"{prefix} {word}", role)
                    found.setdefault(f"{prefix}{word}", role)
    return found


def role_of(label: str) -> str:
    """What a label says of its values: 'founder', 'headquarters', …; '' where it is none that is known."""
    return _labels().get(re.sub(r"[\s*_`:：?!]+", " ", label).strip().casefold(), "")


def _labelled(document: Document, block: Block, sentence: Sentence) -> tuple[str, int]:
    """The role of the label before the values of this line, and where the values begin."""
    if block.kind == "row":
        if len(block.cells) != 2:
            return "", 0
        (a, b), (start, _) = block.cells
        return role_of(document.plain[a:b]), start
    found = COLON.match(sentence.text)
    if found and (role := role_of(found[1])):
        return role, sentence.start + found.end()
    first = block.kind == "item" and sentence.start == block.start
    if block.section >= 0 and (first or (block.kind == "paragraph" and SET_OFF.search(sentence.text[:LONGEST]))):
        section = document.blocks[block.section]
        return role_of(document.plain[section.start : section.end]), -1
    return "", 0


def draft_of(
    document: Document, block: Block, index: int, sentence: Sentence, mentions: Sequence[Mention]
) -> Draft | None:
    """The line as one draft: its values in the role that its label tells. None where no label stands."""
    role, begins = _labelled(document, block, sentence)
    if not role:
        return None
    kinds = SAID[role][1]
    if begins < 0:  # an entry of a list: the name that it begins with
        values = tuple(m for m in mentions[:1] if m.kind in kinds and m.start <= sentence.start + 4)
        if block.kind == "paragraph":
            values = tuple(m for m in values if SET_OFF.match(document.plain, m.end))
    else:
        values = tuple(m for m in mentions if m.start >= begins and m.kind in kinds and not _bracketed(document, m))
    if role in ONE:
        values = values[:1]
    if not values:
        return None
    rule = _rule(role)
    roles = [(role, values)]
    if role == "amount":  # "Raised: €2M (seed)"
        kinds_told = (m for m in mentions if m.start >= begins >= 0 and isinstance(m.value, Code))
        roles.append(("round", tuple(kinds_told)[:1]))
    return Draft(values[0].start, values[-1].end, index, rule, tuple(roles), "", min(begins, 0))


def _bracketed(document: Document, mention: Mention) -> bool:
    """'Jane Roe (Ostra)': what stands in brackets is said of the value, and is none."""
    before = document.plain[max(0, mention.start - 60) : mention.start]
    return before.rfind("(") > before.rfind(")") or before.rfind("（") > before.rfind("）")
