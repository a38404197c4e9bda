"""A name without its legal form: 'Acme, Inc.' is 'Acme', 深圳某某科技有限公司 is 深圳某某科技."""

from __future__ import annotations

import re
from functools import cache

from graphkit.grammar import cells


@cache
def _forms() -> re.Pattern[str]:
    suffixes = cells("words").get("suffixes", {})
    latin = sorted({form.rstrip(".") for form in suffixes.get("company_suffixes", [])}, key=lambda f: (-len(f), f))
    asian = sorted(set(suffixes.get("company_suffixes_zh", [])), key=lambda f: (-len(f), f))
    latin_body = "|".join(re.escape(form) for form in latin) or "(?!)"
    asian_body = "|".join(re.escape(form) for form in asian) or "(?!)"
    return re.compile(rf"(?:,? (?:{latin_body})\.?|(?:{asian_body}))\Z")


def without_legal_form(name: str) -> str:
    """The name as it is, less a legal form at its end; never less than two characters."""
    bare = _forms().sub("", name)
    return bare if len(bare) >= 2 else name
