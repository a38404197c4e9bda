"""Entries: which company each part of a list of companies is about.

A round-up or a directory tells of one company after another: under a heading, in a paragraph or an item that opens with its
name. Where three companies or more are told of so, with a sum or a round each, whatever an entry leaves open is about its own
company, and neither about the site that lists them nor about the one named most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from graphkit.model import Block, Mention

FEWEST = 3
MONEY = ("Money", "FundingRound")
LETTER = re.compile(r"[^\W\d_]")


def entries(
    blocks: Sequence[Block],
    texts: Mapping[int, str],
    named: Mapping[int, Sequence[Mention]],
    values: Mapping[int, Sequence[Mention]],
    company: Callable[[int, Mention], str],
) -> dict[int, str]:
    """For each block of an entry the key of its company; {} where the document lists no companies. `company` gives the key
    of a mention that could be one, else ''; offsets are within the blocks."""
    opened = {i: key for i in texts if (key := _opens_with(blocks[i], texts[i], named.get(i, ()), i, company))}
    levels = Counter(blocks[i].level for i in opened if blocks[i].kind == "heading")
    owned: dict[int, str] = {}
    told: dict[str, set[str]] = {}
    heading, current = "", ""
    depth = 0
    for i in sorted(texts):
        block = blocks[i]
        if block.kind in ("title", "heading"):
            if heading and block.level > depth:
                owned[i] = heading  # a heading within the entry: "Investors"
                continue
            several = block.kind == "heading" and levels[block.level] >= FEWEST - 1
            heading = opened.get(i, "") if several else ""
            depth, current = block.level, heading
        elif not heading and block.kind != "row":
            current = opened.get(i, "") or (current if block.kind == "item" and block.level > 1 else "")
        if current:
            owned[i] = current
            kinds = {mention.kind for mention in values.get(i, ()) if mention.kind in MONEY}
            told.setdefault(current, set()).update(kinds)
    summed = {key for key, kinds in told.items() if kinds}
    if len(summed) < FEWEST or _about_one(blocks, texts, named, company, len(summed)):
        return {}
    parts = {i: key for i, key in owned.items() if key in summed}
    if _in_nearly_all(parts, named, company):
        return {}
    return parts


def _about_one(
    blocks: Sequence[Block],
    texts: Mapping[int, str],
    named: Mapping[int, Sequence[Mention]],
    company: Callable[[int, Mention], str],
    fewest: int,
) -> bool:
    """Is the document about a company of its title, that it names again and again, and no list of others?"""
    title = next((i for i in sorted(texts) if blocks[i].kind in ("title", "heading")), -1)
    titled = {key for mention in named.get(title, ()) if (key := company(title, mention))}
    if not titled:
        return False
    again = Counter(company(i, mention) for i in texts if i != title for mention in named.get(i, ()))
    return any(again[key] >= fewest for key in titled)


def _in_nearly_all(
    parts: Mapping[int, str], named: Mapping[int, Sequence[Mention]], company: Callable[[int, Mention], str]
) -> bool:
    """Is one company named in nearly all the parts, which open with other words? 'In Depth', 'TL;DR': sections on that one."""
    seen = {(key, owner) for i, owner in parts.items() for mention in named.get(i, ()) if (key := company(i, mention))}
    spread = Counter(key for key, owner in seen if key != owner)
    return any(4 * parted >= 3 * len(set(parts.values())) for parted in spread.values())


def _opens_with(
    block: Block, text: str, named: Sequence[Mention], index: int, company: Callable[[int, Mention], str]
) -> str:
    """The company that the block begins with, numbers and marks aside."""
    first = min(named, key=lambda mention: mention.start, default=None)
    if first is None or LETTER.search(text[: first.start]) or block.kind not in ("heading", "paragraph", "item"):
        return ""
    return company(index, first)
