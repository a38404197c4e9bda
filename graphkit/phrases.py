"""The patterns of a cell, each tried only where its first word stands, so that hundreds cost one pass over the text.

A cell has `[fragments]` and `[[pattern]]` tables. A fragment is a list of words; `{keys = "months"}`, the keys
of another table of the cell; or `{match = "a regular expression", starts = ["first", "tokens"]}`, where the
start "0" is any figure. In a pattern's `match`, `{month}` is the fragment of that name, captured under it;
`{a:month}` captures it as `a`; a space is one white space, or an optional one where the cell says `gap =
"optional"`; `«…»` marks the words that are the mention where cue words stand around it. All else is a regular
expression. `case = true` makes case count; `unsure = true` asks for two words of the cell's `[function]` list
nearby; `starts` tells the first tokens of a pattern that begins otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphkit.grammar import GrammarError

LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_SLOT = re.compile(r"\{(?:(?P<name>[a-z]\w*):)?(?P<fragment>[a-z]\w*)\}")
_FIRST = re.compile(
    rf"(?:\(\?<[=!][^)]*\))*«?(?:\{{(?:\w+:)?(?P<fragment>[a-z]\w*)\}}|(?P<word>[{LETTER}]+|[^\W\d_])(?![{LETTER}?*+{{|])(?!»?\|))"
)
_SPACE = re.compile(r" |\[[^\]]*\]|\(\?<[=!][^)]*\)")
_WORD = re.compile(rf"[{LETTER}]+|.", re.DOTALL)


@cache
def _regex(source: str, flags: int) -> re.Pattern[str]:
    return re.compile(source, flags)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: what it gives, and in which language. `around` are the words of which two must stand nearby, if any."""

    gives: str
    lang: str
    source: str
    flags: int
    starts: frozenset[str]
    around: str = ""

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled when its first word is met: a text meets few of them."""
        return _regex(self.source, self.flags)

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """The match here; of a word that another language has too ("hier"), only among words of its own language."""
        found = self.regex.match(text, start)
        if found and self.around:
            nearby = _regex(self.around, 0).findall(text, max(0, start - 120), start + 120)
            return found if len(nearby) >= 2 else None
        return found


@dataclass(frozen=True, slots=True)
class Phrases:
    """All patterns of a kind of thing in all languages, reached by the token that they begin with."""

    token: re.Pattern[str]
    by_start: Mapping[str, tuple[Pattern, ...]]

    def matches(self, text: str) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """Matches in the text from left to right; at each place the longest, where equal the first written."""
        by_start, last = self.by_start, 0
        for token in self.token.finditer(text):
            word = token.group()
            patterns = by_start.get("0" if word[0].isdecimal() else word.lower())
            start = token.start()
            if patterns is None or start < last:
                continue
            if (
                word[0].isdecimal()
                and text[start - 1 : start] in (".", ",")
                and text[start - 2 : start - 1].isdecimal()
            ):
                continue  # the decimals of a figure
            best: tuple[Pattern, re.Match[str]] | None = None
            for pattern in patterns:
                found = pattern.match(text, start)
                if found and (best is None or found.end() > best[1].end()):
                    best = pattern, found
            if best:
                # words that only lead out of a mention may lead into the next: "A、B轮" is two
                last = best[1].end("mention" if "mention" in best[0].regex.groupindex else 0)
                yield best


def alternatives(words: Iterable[str], gap: str) -> str:
    """The words as one group, longest first; Latin words end where their letters do."""
    parts = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        end = rf"(?![{LETTER}])" if re.match(rf"[{LETTER}]", word[-1]) else ""
        parts.append(gap.join(re.escape(part) for part in word.split(" ")) + end)
    return "|".join(parts) or "(?!)"


def first_token(word: str) -> str:
    """The part of a word that the scan meets first: 'last month' -> 'last', '去年' -> '去', '2024' -> '0'."""
    if word[0].isdecimal():
        return "0"
    found = _WORD.match(word)
    return found.group().lower() if found else ""


def _spaced(source: str, gap: str) -> str:
    """The source with its spaces widened, but for those in a character class or a look-behind, which has one width."""
    return _SPACE.sub(lambda found: gap if found.group() == " " else found.group(), source)


def _fragment(cell: Mapping[str, Any], body: Any) -> Any:
    """The fragment's words, or its table with a regular expression."""
    return list(cell[body["keys"]]) if isinstance(body, Mapping) and "keys" in body else body


def _compile(lang: str, cell: Mapping[str, Any], entry: Mapping[str, Any]) -> Pattern:
    """One `[[pattern]]` of a cell."""
    fragments = {name: _fragment(cell, body) for name, body in cell["fragments"].items()}
    gap = r"\s?" if cell.get("gap") == "optional" else r"(?:[^\S\n]{1,2}\n?|\n)"

    def slot(found: re.Match[str]) -> str:
        fragment = fragments[found["fragment"]]
        body = fragment["match"] if isinstance(fragment, Mapping) else alternatives(fragment, gap)
        return f"(?P<{found['name'] or found['fragment']}>{body})"

    source: str = entry["match"]
    pieces, last = [], 0
    for found in _SLOT.finditer(source):
        pieces += [_spaced(source[last : found.start()], gap), slot(found)]
        last = found.end()
    pieces.append(_spaced(source[last:], gap))
    body = "".join(pieces)
    body = body.replace("«", "(?P<mention>").replace("»", ")")
    flags = re.NOFLAG if entry.get("case") else re.IGNORECASE
    around = rf"(?i:(?<![{LETTER}])(?:{alternatives(cell['function']['list'], gap)}))" if entry.get("unsure") else ""
    return Pattern(entry["gives"], lang, body, int(flags), frozenset(_starts(lang, entry, fragments)), around)


def _starts(lang: str, entry: Mapping[str, Any], fragments: Mapping[str, Any]) -> Sequence[str]:
    """The tokens that the pattern can begin with: as it says itself, or by its first fragment or word."""
    if "starts" in entry:
        return list(entry["starts"])
    first = _FIRST.match(entry["match"])
    if first is None:
        raise GrammarError(f'{lang}, pattern {entry["match"]!r}: tell what it starts with: starts = ["first", "words"]')
    if first["word"]:
        return [first_token(first["word"])]
    fragment = fragments[first["fragment"]]
    return list(fragment["starts"]) if isinstance(fragment, Mapping) else [first_token(word) for word in fragment]


def compiled(found: Mapping[str, Mapping[str, Any]]) -> Phrases:
    """The patterns of all cells of one kind, ready to scan with."""
    patterns = [_compile(lang, cell, entry) for lang, cell in found.items() for entry in cell["pattern"]]
    starts = sorted({start for pattern in patterns for start in pattern.starts})
    signs = "".join(re.escape(s) for s in starts if len(s) == 1 and s != "0" and not re.match(rf"[{LETTER}]", s))
    token = re.compile(rf"[{LETTER}]+|[0-9０-９]+" + (rf"|[{signs}]" if signs else ""))
    return Phrases(token, {start: tuple(p for p in patterns if start in p.starts) for start in starts})
