"""Spellings: when two strings are the same name written differently, and what a name is without its trimmings.

Nothing here decides that two things are one; `resolve.py` does, with what these functions tell it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from .grammar import cells
from .model import digest

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
KEPT_SIGNS = frozenset("+#&")  # C++ and C# are two languages, AT&T is not ATT


@cache
def firm_words(key: str) -> frozenset[str]:
    """Words at the ends of firms' names, of grammar/words/firms.toml: 'legal_forms', 'common', 'investing' …"""
    return frozenset(cells("words")["firms"][key])


@cache
def firm_endings(key: str) -> tuple[str, ...]:
    """The same for names where no space divides words, the longest first."""
    return tuple(sorted(cells("words")["firms"][key], key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _simplifier():  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    return OpenCC("tw2sp")


@lru_cache(maxsize=200_000)
def simplified(text: str) -> str:
    """Chinese characters in their simplified form, Taiwan's wording in the mainland's; other scripts as they are."""
    return str(_simplifier().convert(text)) if HAN.search(text) else text


@lru_cache(maxsize=1)
def _one_for_one() -> dict[int, str]:
    from opencc import OpenCC

    han = [chr(code) for code in range(0x4E00, 0xA000)]
    folded = OpenCC("t2s").convert("\n".join(han)).split("\n")
    wide = {
        code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    return wide | {ord(a): b for a, b in zip(han, folded, strict=True) if a != b and len(b) == 1}


def simplified_in_place(text: str) -> str:
    """Traditional characters as simplified ones and wide letters as narrow, one for one: places in the text stay."""
    return text.translate(_one_for_one()) if HAN.search(text) else text


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Width, case and Latin accents taken away: 'Société Générale' -> 'societe generale'."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    out, latin = [], False
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if not latin:  # a mark on kana, Hangul, Devanagari belongs to the letter
                out.append(char)
        else:
            latin = "LATIN" in unicodedata.name(char, "")
            out.append(char)
    return (
        unicodedata.normalize("NFC", "".join(out))
        .replace("ø", "o")
        .replace("ł", "l")
        .replace("œ", "oe")
        .replace("æ", "ae")
    )


@lru_cache(maxsize=200_000)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded. Signs that tell names apart stay (C++, C#, AT&T), as does a point between digits."""
    text = simplified(plain(name))
    text = re.sub(r"(?<=\w)['’`]", "", text)
    text = re.sub(r"\b([^\W\d])\.(?=[^\W\d]\b)", r"\1", text)  # s.a.s -> sas, a.i. -> ai
    text = re.sub(r"\band\b|\bet\b", "&", text) if " " in text.strip() else text
    chars = []
    for i, char in enumerate(text):
        category = unicodedata.category(char)[0]
        between_digits = char == "." and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit()
        chars.append(char if category in "LNM" or char in KEPT_SIGNS or between_digits else " ")
    return tuple("".join(chars).split())


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """One key for every spelling of a name: case, width, accents, spaces, hyphens, Traditional or Simplified."""
    return "".join(tokens(name)) or plain(name).strip()


@lru_cache(maxsize=200_000)
def without_legal_form(name: str) -> str:
    """The folded name less its legal form: 'Acme, Inc.' and 'ACME' give 'acme', 深势科技有限公司 gives 深势科技."""
    words, forms = list(tokens(name)), firm_words("legal_forms")
    while len(words) > 1 and words[-1] in forms:
        words.pop()
    joined = "".join(words)
    if HAN.search(joined):
        for form in firm_endings("legal_forms_zh"):
            if joined.endswith(form) and len(joined) - len(form) >= 2:
                return joined[: -len(form)]
    return joined


@lru_cache(maxsize=200_000)
def core(name: str) -> str:
    """The folded name less legal form and the words many firms share: 'Lightspeed Venture Partners' -> 'lightspeed'.

    Never empty: a name made of such words only keeps its first one.
    """
    words = [word for word in tokens(name) if word not in firm_words("legal_forms")]
    if words and words[0] in firm_words("articles") and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and words[-1] in firm_words("common"):
        words.pop()
    joined = "".join(words) or fold(name)
    if HAN.search(joined):
        joined = without_legal_form(joined)
        for word in firm_endings("common_zh"):
            if joined.endswith(word) and len(joined) - len(word) >= 2:
                return joined[: -len(word)]
    return joined


def version(name: str) -> str:
    """The figures of a name, which tell one version of a product from another: 'GPT-4.5' -> '4.5', 空客A320 -> '320'."""
    return "-".join(re.findall(r"\d+(?:\.\d+)*", plain(name)))


def initials(name: str) -> str:
    """The first letters of a Latin name, small words skipped: 'Competition and Markets Authority' -> 'cma'."""
    small = firm_words("unlettered")
    return "".join(word[0] for word in tokens(name) if word not in small)


def slug(name: str) -> str:
    """Readable, deterministic local name: Latin accents folded, every other script kept, anything else a hyphen."""
    text = plain(name)
    kept = "".join(
        char if unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in ("Mc", "Mn") else "-"
        for char in text
    )
    return re.sub(r"-+", "-", kept).strip("-") or f"x-{digest(name, length=8)}"


def has_han(text: str) -> bool:
    """Is any Chinese character in it?"""
    return bool(HAN.search(text))


def is_short(name: str, among: tuple[str, ...]) -> bool:
    """Is `name` a short form beside a fuller one of `among`: its initials, its first words, a part of it?"""
    mine = fold(name)
    for other in among:
        theirs = fold(other)
        if theirs == mine or len(theirs) <= len(mine):
            continue
        if mine in theirs or mine == initials(other):
            return True
        if not has_han(name) and has_han(other) and len(mine) <= 5 and name.isupper():
            return True  # 英国竞争与市场管理局 (CMA): an acronym glossed beside a name in another script
    return False
