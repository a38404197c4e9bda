"""The small words that join names, titles and figures or stand before them, of every language: data in grammar/lang, [small]."""

from __future__ import annotations

import re
from functools import cache

from graphkit.grammar import cells

ELISION = ("'", "’", "-")


@cache
def words(key: str) -> tuple[str, ...]:
    """What every language has under the key, the longest first; () where no language has any."""
    found = {word for cell in cells("lang").values() for word in cell.get("small", {}).get(key, [])}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def any_of(*keys: str) -> str:
    """A regular expression for any of the words; it matches nothing where there are none."""
    found = sorted({word for key in keys for word in words(key)}, key=lambda word: (-len(word), word))
    return rf"(?:{'|'.join(map(re.escape, found)) or '(?!)'})"


def spaced(*keys: str, space: str = " ") -> str:
    """Any of the words and the space after it; elided ones ("l'", "d’", "ex-") may do without."""
    found = sorted({word for key in keys for word in words(key)}, key=lambda word: (-len(word), word))
    each = (re.escape(word) + (f"{space}?" if word.endswith(ELISION) else space) for word in found)
    return rf"(?:{'|'.join(each) or '(?!)'})"
