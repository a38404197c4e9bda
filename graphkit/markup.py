"""Takes the markup off Markdown, HTML and plain text, and remembers where every character stood.

Each scanner goes through the text once and never backs up further than a bounded stretch, so a hostile file
("[" a million times) costs no more time than an honest one of its length.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from graphkit.grammar import cells
from graphkit.model import Block, BlockKind

BREAK, TABLE, CELL, HEAD, LINE = "\0break", "\0table", "\0cell", "\0head", "\n"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list written as one string."""
    return tuple(text.split())


@cache
def page_words(key: str) -> frozenset[str]:
    """The words that all languages have for one thing on a page, from the [page] tables of grammar/lang."""
    return frozenset(word for cell in cells("lang").values() for word in cell.get("page", {}).get(key, ()))


# --- the reading text under construction ----------------------------------------------------------


class Edit(NamedTuple):
    """Markup: text[start:end] is left out of the reading text and `put` stands in its place, or, where `put` is
    BREAK, TABLE, CELL or HEAD, a block (of `kind` and `level`), a table, a cell or a header cell begins."""

    start: int
    end: int
    put: str = ""
    kind: BlockKind = "paragraph"
    level: int = 0


Link = tuple[int, int, str]


@dataclass
class Part:
    """A block as found in the file: the raw stretches of its lines, and whether line ends in it are the author's."""

    kind: BlockKind
    pieces: list[tuple[int, int]] = field(default_factory=list)
    level: int = 0
    plain: bool = False


class Page:
    """Collects the reading text, where each of its characters came from, its blocks and its links."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.offsets = array("I")
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.header: tuple[str, ...] = ()
        self._section = -1
        self._reference = 0
        self._begin()

    def _begin(self) -> None:
        self._start = len(self.offsets)
        self._first_part = len(self.parts)
        self._cells: list[int] = []
        self._heads = 0

    @property
    def plain(self) -> str:
        """The reading text so far."""
        return "".join(self.parts)

    def add(self, part: Part, edits: list[Edit], links: list[Link]) -> None:
        """Add one part: its lines, less its markup, and its links. An edit may break it into several blocks."""
        edits.sort()
        kind, level, number = part.kind, part.level, 0
        wide = max((end - start for start, end in part.pieces), default=0)
        for index, (start, end) in enumerate(part.pieces):
            if index:
                self._join(part, index, wide)
            while number < len(edits) and edits[number].start < end:
                edit = edits[number]
                number += 1
                if edit.start >= start:
                    self._copy(start, edit.start)
                    if edit.put in (BREAK, TABLE):
                        self._close(kind, level)
                        kind, level = edit.kind, edit.level
                        self.header = () if edit.put == TABLE else self.header
                    elif edit.put in (CELL, HEAD):
                        self._cell(edit)
                    else:
                        self._put(edit.put, edit.start)
                start = max(start, edit.end)
            self._copy(start, end)
        self._close(kind, level)
        for start, end, url in links:
            a, b = bisect_left(self.offsets, start), bisect_left(self.offsets, end)
            number = bisect_right(self.blocks, a, key=lambda block: block.start) - 1
            b = min(b, self.blocks[number].end) if number >= 0 else 0
            if a < b and url:
                self.links.append((a, b, url))

    def _copy(self, start: int, end: int) -> None:
        """Add text[start:end]; space at the beginning of a block or a cell is left out."""
        if len(self.offsets) == (self._cells[-1] if self._cells else self._start):
            while start < end and self.text[start].isspace():
                start += 1
        if start < end:
            self.parts.append(self.text[start:end])
            self.offsets.extend(range(start, end))

    def _put(self, words: str, at: int) -> None:
        """Add words that stand for the markup at `at`."""
        if len(self.offsets) == self._start:
            words = words.lstrip()
        elif words == " " and self._last().isspace():
            return
        if words:
            self.parts.append(words)
            self.offsets.extend([at] * len(words))

    def _last(self) -> str:
        """The last character of the block so far, or ''."""
        return self.parts[-1][-1] if len(self.offsets) > self._start else ""

    def _trim(self) -> None:
        """Take the space off the end of the block."""
        while len(self.parts) > self._first_part:
            words = self.parts[-1]
            kept = words.rstrip()
            if len(kept) < len(words):
                del self.offsets[len(self.offsets) - len(words) + len(kept) :]
            if kept:
                self.parts[-1] = kept
                return
            self.parts.pop()

    def _cell(self, edit: Edit) -> None:
        if self._cells:
            self._put(" | ", edit.start)
        self._cells.append(len(self.offsets))
        self._heads += edit.put == HEAD

    def _join(self, part: Part, index: int, wide: int) -> None:
        """A line end inside a paragraph: nothing between Chinese characters, a space where a line was wrapped, or
        a line end."""
        (a, at), (b, end) = part.pieces[index - 1], part.pieces[index]
        line, after = self.text[a:at], self.text[b:end]
        self._trim()
        fits = wrapped_plain if part.plain else wrapped
        if line.endswith(("  ", "\\")) or not fits(line, after, wide):
            self._put(LINE, at)
        elif not (wide_char(self._last()) and wide_char(after[:1])):
            self._put(" ", at)

    def _close(self, kind: BlockKind, level: int) -> None:
        """End the block, if it has any text, and begin the next."""
        self._trim()
        start, end = self._start, len(self.offsets)
        words = "".join(self.parts[self._first_part :])
        stretches = self._cell_stretches(words) if kind == "row" else ()
        if not words.strip(" |"):
            del self.parts[self._first_part :], self.offsets[start:]
            self._begin()
            return
        if kind == "heading":
            self._section = -1
            self._enter(words, level)
        elif self._reference and kind in ("paragraph", "item", "row"):
            kind = "reference"
        header = self.header if kind == "row" else ()
        self.blocks.append(Block(kind, start, end, self._section, level, header, stretches))
        if kind == "heading":
            self._section = len(self.blocks) - 1
        if self._heads and self._heads == len(stretches):
            self.header = tuple(words[a - start : b - start] for a, b in stretches)
        self.parts.append("\n")
        self.offsets.append(self.offsets[-1])
        self._begin()

    def _cell_stretches(self, words: str) -> tuple[tuple[int, int], ...]:
        """Where the cells of the row stand, less the space around them and the bars between."""
        start = self._start
        found: list[tuple[int, int]] = []
        limits = [*self._cells[1:], start + len(words) + 3] if self._cells else []
        for a, after in zip(self._cells or [start], limits or [start + len(words) + 3], strict=True):
            a, b = min(a, start + len(words)), min(after - 3, start + len(words))
            cell = words[a - start : max(a, b) - start]
            a += len(cell) - len(cell.lstrip())
            found.append((a, a + len(cell.strip())))
        return tuple(found)

    def _enter(self, words: str, level: int) -> None:
        """A heading such as "References" makes what follows a reference list, until one of its level or higher."""
        if level <= self._reference:
            self._reference = 0
        if len(words) < 60 and words.strip(" :：#*").lower() in page_words("references"):
            self._reference = level


def wide_char(char: str) -> bool:
    """A character of Chinese or Japanese writing, or its punctuation: no space stands beside it."""
    return bool(char) and (
        "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef" or char in "“”‘’—…"
    )


LABEL = re.compile(r"\s*\**[^\s:：*]{1,24}(?: [^\s:：*]{1,24}){0,3} ?\**[:：]")


def wrapped(line: str, after: str, wide: int) -> bool:
    """Did a margin, not its author, end this line of Markdown? So when the next word would hardly have fitted into
    the widest line of the paragraph (`wide` characters), or when the sentence plainly goes on."""
    line, after = line.rstrip(), after.lstrip()
    if not line or not after or after[0].islower() or line[-1] in ",，、":
        return True
    if wide < (30 if wide_char(line[-1]) else 60) or LABEL.match(after[:120]):
        return False
    word = 1 if wide_char(after[0]) else len(after[:200].split(" ", 1)[0])
    exact = wide_char(line[-1]) or line.rstrip("*_\"'”’»)")[-1:] in ".!?:;"
    return len(line) + 1 + word > (wide if exact else wide * 4 // 5)


def wrapped_plain(line: str, after: str, wide: int) -> bool:
    """The same for plain text, where a line end mostly is meant: only lines as long as a margin's are joined."""
    line, after = line.strip(), after.lstrip()
    if not line or not after or not 56 <= len(line) <= 100 or wide > 110 or line[-1] in ".!?:;。！？：；":
        return False
    return after[0].islower() or wrapped(line, after, wide)


# --- markup inside a line -------------------------------------------------------------------------

TAG = r"</?[A-Za-z][A-Za-z0-9:-]*+(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)?/?>"
ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
URL = r"https?://[^\s<>\"'`\[\](){}|，。；、！？：（）【】《》「」“”\u4e00-\u9fff]+"
TARGET = (
    r"\(\s{0,40}(?:<(?P<target>[^<>\n]{0,4000})>|(?P<bare>[^\s()<>]{0,4000}(?:\([^\s()]{0,1000}\)[^\s()]{0,4000}){0,8}))"
    r"(?:\s{1,40}(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|\([^()]{0,1000}\)))?\s{0,40}\)"
)
MARKDOWN_MARKS = re.compile(
    rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<ticks>`+)|(?P<comment><!--)|(?P<shortcode>{{{{[<%][^{{}}]{{0,500}}[>%]}}}}|{{%[^{{}}%]{{0,500}}%}})|<(?P<auto>https?://[^\s<>]{{1,4000}})>|(?P<tag>{TAG})"
    rf"|(?P<entity>{ENTITY})|(?P<url>{URL})|(?P<note>\[\^[^\]\s\[]{{1,64}}\](?!:))|(?P<open>!?\[)"
    rf"|(?P<close>\](?:{TARGET}|\[(?P<ref>[^\[\]\n]{{0,200}})\])?)|(?P<marks>\*+|_+|~~)"
)
PLAIN_MARKS = re.compile(rf"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|(?P<url>{URL})")
# Attribute values and front matter: quotes are escaped, entities and stray tags may occur.
VALUE_MARKS = re.compile(rf"(?P<escape>\\[\"'\\])|(?P<doubled>'')|(?P<tag>{TAG})|(?P<entity>{ENTITY})|(?P<url>{URL})")
HTML_MARKS = re.compile(
    rf"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|(?P<declared><[!?][^<>]*>)"
    r"|(?P<space> ?[\t\r\n\f][ \t\r\n\f]*|  [ \t\r\n\f]*)"
)
TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
ATTRIBUTE = re.compile(r"""([A-Za-z][\w:.-]{0,60})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
KINDS: dict[str, tuple[BlockKind, int]] = {
    **{f"h{n}": ("heading", n) for n in range(1, 7)},
    **dict.fromkeys(("li", "dt", "dd"), ("item", 1)),
    "tr": ("row", 0),
    **dict.fromkeys(
        words_of(
            "p div section article header main blockquote ul ol dl tbody thead tfoot caption figure figcaption"
            " nav aside footer pre address hr center body form fieldset details summary"
        ),
        ("paragraph", 0),
    ),
}
SILENT = frozenset(words_of("script style noscript template svg iframe object select button textarea math"))
INLINE = frozenset(
    words_of(
        "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong"
        " sub sup time tt u var wbr input picture source video audio br td th table html head meta link title"
        " colgroup col option"
    )
)
KNOWN = INLINE | SILENT | KINDS.keys()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, entities in the values decoded; the first of a name counts."""
    found: dict[str, str] = {}
    for name, *values in ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), html.unescape(next((value for value in values if value), "")).strip())
    return found


class Marks:
    """Finds the markup in the lines of one block: what is left out, what is put in its place, what is linked."""

    def __init__(self, text: str, pattern: re.Pattern[str], definitions: dict[str, str] | None = None) -> None:
        self.text = text
        self.pattern = pattern
        self.definitions = definitions or {}
        self.edits: list[Edit] = []
        self.links: list[Link] = []
        self._brackets: list[tuple[int, int]] = []
        self._anchors: list[tuple[int, str]] = []
        self._emphasis: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}
        self._missing: set[str] = set()
        self._ticks: dict[int, list[int]] | None = None

    def scan(self, start: int, end: int) -> None:
        """Look through one line (or one stretch) of the block."""
        self._missing.clear()
        self._ticks = None
        position = start
        while found := self.pattern.search(self.text, position, end):
            position = self._take(found, start, end)

    def cut(self, start: int, end: int, put: str = "") -> None:
        """Leave text[start:end] out, or put something in its place."""
        self.edits.append(Edit(start, end, put))

    def _take(self, found: re.Match[str], start: int, end: int) -> int:
        """Deal with one mark; gives where to look on."""
        name = found.lastgroup or ""
        a, b = found.span()
        if name == "ticks":
            return self._code(a, b, start, end)
        if name == "comment":
            return self._comment(a, end)
        if name == "tag":
            return self._tag(found[0], a, b, end)
        if name == "close":
            return self._close(found)
        if name == "url":
            b = a + len(found[0].rstrip(".,;:!?*_~"))
            self.links.append((a, b, self.text[a:b]))
        elif name in ("escape", "doubled"):
            self.cut(a, a + 1)
        elif name == "auto":
            self.cut(a, a + 1)
            self.cut(b - 1, b)
            self.links.append((a + 1, b - 1, found["auto"]))
        elif name == "entity":
            self._entity(found[0], a, b)
        elif name == "space":
            self.cut(a, b, " ")
        elif name in ("note", "declared", "shortcode"):
            self.cut(a, b)
        elif name == "open":
            self._brackets.append((a, b))
        elif name == "marks":
            self._emphasize(a, b)
        return b

    def _entity(self, words: str, a: int, b: int) -> None:
        meant = html.unescape(words)
        if meant != words and (meant.isprintable() or meant.isspace() or meant in "\u200b\u200c\u200d\xad"):
            self.cut(a, b, meant)

    def _comment(self, a: int, end: int) -> int:
        at = -1 if "-->" in self._missing else self.text.find("-->", a, end)
        if at < 0:
            self._missing.add("-->")
            return a + 1
        self.cut(a, at + 3)
        return at + 3

    def _code(self, a: int, b: int, start: int, end: int) -> int:
        """`code`: the ticks go, the words stay as they are; ticks without a partner stay too."""
        if self._ticks is None:
            self._ticks = {}
            for run in re.compile("`+").finditer(self.text, start, end):
                self._ticks.setdefault(run.end() - run.start(), []).append(run.start())
        same = self._ticks.get(b - a, [])
        number = bisect_left(same, b)
        if number == len(same):
            return b
        self.cut(a, b)
        self.cut(same[number], same[number] + b - a)
        return same[number] + b - a

    def _tag(self, words: str, a: int, b: int, end: int) -> int:
        found = TAG_NAME.match(words)
        name = found[1].lower() if found else ""
        closing = words.startswith("</")
        if self.pattern is VALUE_MARKS:
            if name in KNOWN:
                self.cut(a, b)
            return b
        if self.pattern is PLAIN_MARKS and name not in KNOWN:
            return b
        if name in SILENT:
            return self._silence(name, words, a, b, end)
        if name == "br":
            self.cut(a, b, LINE)
        elif name == "table":
            self.cut(a, b, TABLE)
        elif name in ("td", "th"):
            self.cut(a, b, "" if closing else CELL if name == "td" else HEAD)
        elif name in KINDS:
            kind, level = KINDS["p"] if closing else KINDS[name]
            self.edits.append(Edit(a, b, BREAK, kind, level))
        else:
            self.cut(a, b)
            if name == "a":
                self._anchor(words, closing, a, b)
        return b

    def _silence(self, name: str, words: str, a: int, b: int, end: int) -> int:
        """Leave out a script, a style or the like with all that it holds."""
        close = None
        if not (words.startswith("</") or words.endswith("/>") or name in self._missing):
            close = _closing(name).search(self.text, b, end)
            if close is None:
                self._missing.add(name)
        stop = close.end() if close else b
        self.cut(a, stop)
        return stop

    def _anchor(self, words: str, closing: bool, a: int, b: int) -> None:
        if not closing:
            self._anchors.append((b, attributes(words).get("href", "")))
        elif self._anchors:
            start, url = self._anchors.pop()
            self.links.append((start, a, url))

    def _close(self, found: re.Match[str]) -> int:
        """`]`: the end of a link, an image, or of the author's own brackets."""
        a, b = found.span()
        if not self._brackets:
            return a + 1
        start, inner = self._brackets.pop()
        if found["ref"] is not None or b == a + 1:
            label = found["ref"] or (self.text[inner:a] if a - inner <= 200 else "")
            url = self.definitions.get(label.strip().lower())
            if url is None:
                return self._wiki(start, inner, a)
        else:
            url = html.unescape(found["target"] or found["bare"] or "")
        if self.text[start] == "!":
            self.cut(start, b)
        else:
            self.cut(start, inner)
            self.cut(a, b)
            self.links.append((inner, a, url))
        return b

    def _wiki(self, start: int, inner: int, a: int) -> int:
        """`[[page|words]]` gives its words; an embedded `![[picture]]` nothing; other brackets stay."""
        outer = self._brackets[-1] if self._brackets else (-1, -1)
        if outer[1] == start and self.text[a : a + 2] == "]]" and a - inner <= 400:
            self._brackets.pop()
            if self.text[outer[0]] == "!":
                self.cut(outer[0], a + 2)
            else:
                bar = self.text.rfind("|", inner, a)
                self.cut(outer[0], bar + 1 if bar >= 0 else inner)
                self.cut(a, a + 2)
            return a + 2
        return a + 1

    def _emphasize(self, a: int, b: int) -> None:
        """Marks that open against a word and close against one are left out; "3 * 4" and snake_case keep theirs."""
        text, mark = self.text, self.text[a]
        before, after = text[a - 1 : a] if a else "", text[b : b + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if mark == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        stack, left = self._emphasis[mark], b - a
        while closes and left and stack:
            top = stack[-1]
            used = min(left, top[1] - top[0])
            self.cut(top[1] - used, top[1])
            self.cut(b - left, b - left + used)
            top[1] -= used
            left -= used
            if top[1] == top[0]:
                stack.pop()
        if opens and left:
            stack.append([b - left, b])


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s{{0,40}}>", re.I)


def hidden(text: str, start: int) -> list[tuple[int, int]]:
    """The stretches of comments, scripts and styles, however many lines they take."""
    found: list[tuple[int, int]] = []
    missing: set[str] = set()
    opening = re.compile(r"<!--|<(script|style)\b[^<>]{0,2000}>", re.I)
    position = start
    while mark := opening.search(text, position):
        name = (mark[1] or "").lower()
        position = mark.end()
        if name in missing:
            continue
        if name:
            close = _closing(name).search(text, position)
            stop = close.end() if close else -1
        else:
            at = text.find("-->", position)
            stop = at + 3 if at >= 0 else -1
        if stop < 0:
            missing.add(name)
        else:
            found.append((mark.start(), stop))
            position = stop
    return found


# --- Markdown and plain text ----------------------------------------------------------------------

LINES = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?=\S)")
CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*\Z")
RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
ITEM = re.compile(
    r"[ \t\u3000]*(?:([-*+•◦▪●‣·])[ \t\u3000]+|([•◦▪●‣])|(\d{1,3})(?:[.)][ \t]+|、[ \t]*))(?:\[[ xX]\][ \t]+)?(?=\S)"
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)[^`\r\n]*\Z")
QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*\Z")
BAR = re.compile(r"(?<!\\)\|")
FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,64}\]:[ \t]*")
DEFINITION = re.compile(
    r" {0,3}\[([^\]\[^][^\]\[]{0,200})\]:[ \t]*<?([^\s<>]{1,4000})>?(?:[ \t]+[\"'(].{0,1000})?[ \t]*\Z"
)
BOLD = re.compile(r"[ \t]*(\*\*|__)(?=\S)[^*_]{1,80}(?<=\S)\1[ \t]*[:：]?[ \t]*\Z")
CODE = frozenset(
    words_of(
        "python py js javascript ts typescript json yaml yml toml bash sh shell console sql html css java go rust c cpp"
        " mermaid xml diff dockerfile"
    )
)
DATED = re.compile(r"(?:19|20)\d\d\D{0,3}\d|://|\d:\d\d|\b\d{1,2}(?:\W{1,2}\w{3,10}\.?)?\W{1,2}(?:19|20)\d\d\b")
SENTENCE_END = ".!?;,。！？；，…"


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of the lines, line ends left out."""
    position = start
    while position < end:
        found = LINES.match(text, position, end)
        if found is None:  # cannot happen: the pattern matches anywhere
            return
        yield found.span(1)
        position = found.end()


class Markdown:
    """Cuts Markdown, or plain text, into blocks, line by line."""

    def __init__(self, page: Page, start: int, *, plain: bool = False) -> None:
        self.page = page
        self.text = page.text
        self.plain = plain
        self.pattern = PLAIN_MARKS if plain else MARKDOWN_MARKS
        self.lines = list(lines_of(page.text, start, len(page.text)))
        self.hidden = hidden(page.text, start)
        self.definitions: dict[str, str] = {} if plain else self._definitions()
        self.part: Part | None = None

    def run(self) -> None:
        """Go through the lines."""
        number = 0
        while number < len(self.lines):
            number = self._line(number)
        self._flush()

    def _definitions(self) -> dict[str, str]:
        """The addresses of `[label]: address` lines."""
        found: dict[str, str] = {}
        for a, b in self.lines:
            if "[" in self.text[a : a + 4] and b - a < 6000 and (mark := DEFINITION.match(self.text, a, b)):
                found.setdefault(mark[1].strip().lower(), mark[2])
        return found

    # One line: which block does it begin, or go on with?

    def _line(self, number: int) -> int:
        """Take the line of that number; gives the number of the next one to take."""
        text, (a, b) = self.text, self.lines[number]
        seen = self._visible(a, b)
        if seen is None:
            return number + 1
        a, b = seen
        if not self.plain and (quoted := QUOTED.match(text, a, b)):
            a = quoted.end()
        words = text[a : min(b, a + 400)]
        if not words.strip():
            self._flush()
            return number + 1
        if not self.plain and (after := self._markdown_line(number, a, b, words)):
            return after
        if (item := ITEM.match(text, a, b)) and self._may_list(item):
            self._start("item", item.end(), b, 1 + (len(words) - len(words.lstrip())) // 2)
        elif self._goes_on(a, b):
            assert self.part is not None
            self.part.pieces.append((a + len(words) - len(words.lstrip()), b))
        else:
            self._start("paragraph", a, b)
        return number + 1

    def _markdown_line(self, number: int, a: int, b: int, words: str) -> int:
        """A line that Markdown reads as more than words: gives the number of the next line, or 0 if it is none."""
        text = self.text
        if fence := FENCE.match(text, a, b):
            return self._fence(number, fence)
        if heading := HEADING.match(text, a, b):
            hashes = CLOSING_HASHES.search(text, max(heading.end(), b - 40), b)
            self._start("heading", heading.end(), hashes.start() if hashes else b, len(heading[1]))
            self._flush()
        elif self._underlined(words):
            pass
        elif len(words) < 400 and RULE.match(words):
            self._flush()
        elif note := FOOTNOTE.match(text, a, b):
            self._start("reference", note.end(), b)
            self._flush()
        elif b - a < 6000 and self.definitions and DEFINITION.match(text, a, b):
            self._flush()
        elif "|" in text[a:b] and self._is_table_rule(number + 1):
            return self._table(number, a)
        else:
            return 0
        return number + 1

    def _visible(self, a: int, b: int) -> tuple[int, int] | None:
        """The line without a comment or script that covers its beginning or end; None when nothing is left of it."""
        number = bisect_right(self.hidden, (a, len(self.text))) - 1
        if number >= 0 and self.hidden[number][1] > a:
            a = min(self.hidden[number][1], b)
            if not self.text[a:b].strip():
                return None
        number += 1
        while number < len(self.hidden) and self.hidden[number][0] < b:
            if self.hidden[number][1] > b:
                b = self.hidden[number][0]
                return (a, b) if self.text[a:b].strip() else None
            number += 1
        return a, b

    def _goes_on(self, a: int, b: int) -> bool:
        """Does the line belong to the block under way? A plain item ends with its line, unless that was wrapped."""
        if self.part is None or self.part.kind not in ("paragraph", "item"):
            return False
        if self.plain and self.part.kind == "item":
            start, end = self.part.pieces[-1]
            return wrapped_plain(self.text[start:end], self.text[a:b], end - start) or self.text[a : a + 2].isspace()
        return True

    def _may_list(self, item: re.Match[str]) -> bool:
        """A number opens a list after a paragraph's line only when it is 1: "worth\\n15. The" goes on."""
        return not item[3] or self.part is None or self.part.kind == "item" or int(item[3]) == 1

    def _underlined(self, words: str) -> bool:
        part = self.part
        if part is None or part.kind != "paragraph" or len(part.pieces) > 1 or not (mark := UNDERLINE.match(words)):
            return False
        part.kind, part.level = "heading", 1 if mark[1][0] == "=" else 2
        self._flush()
        return True

    def _fence(self, number: int, fence: re.Match[str]) -> int:
        """Code is left out; a fence that names no language may hold words."""
        self._flush()
        mark, language = fence[1], fence[2].lower()
        number += 1
        while number < len(self.lines):
            a, b = self.lines[number]
            number += 1
            words = self.text[a : min(b, a + 200)].strip()
            if words.startswith(mark) and not words.strip(mark[0]):
                break
            if language not in CODE:
                self._start("paragraph", a, b)
                self._flush()
        return number

    def _is_table_rule(self, number: int) -> bool:
        if number >= len(self.lines):
            return False
        a, b = self.lines[number]
        quoted = QUOTED.match(self.text, a, b)
        line = self.text[quoted.end() if quoted else a : b] if b - a < 4000 else ""
        return "-" in line and "|" in line and bool(TABLE_RULE.match(line))

    def _table(self, number: int, a: int) -> int:
        self._flush()
        self.page.header = ()
        self._row(a, self.lines[number][1], HEAD)
        number += 2
        while number < len(self.lines):
            a, b = self.lines[number]
            if quoted := QUOTED.match(self.text, a, b):
                a = quoted.end()
            if "|" not in self.text[a:b]:
                break
            self._row(a, b, CELL)
            number += 1
        self.page.header = ()
        return number

    def _row(self, a: int, b: int, cell: str) -> None:
        """Add a table row. Where no space stands beside a bar, the bar alone parts the cells."""
        text = self.text
        while a < b and text[a] in " \t":
            a += 1
        while a < b and text[b - 1] in " \t":
            b -= 1
        a += text[a : a + 1] == "|"
        b -= b > a and text[b - 1] == "|" and text[b - 2 : b - 1] != "\\"
        marks = Marks(text, MARKDOWN_MARKS, self.definitions)
        marks.cut(a, a, cell)
        start = a
        for bar in BAR.finditer(text, a, b):
            marks.scan(start, bar.start())
            marks.cut(bar.start(), bar.end(), cell)
            start = bar.end()
        marks.scan(start, b)
        self.page.add(Part("row", [(a, b)]), marks.edits, marks.links)

    # A block is complete.

    def _start(self, kind: BlockKind, a: int, b: int, level: int = 0) -> None:
        """Begin a block with the line a..b."""
        self._flush()
        self.part = Part(kind, [(a, b)], level, self.plain)

    def _flush(self) -> None:
        """Hand the block under way to the page."""
        part, self.part = self.part, None
        if part is None:
            return
        if part.kind == "paragraph":
            if self.plain:
                self._plain_paragraph(part)
                return
            labelled = len(part.pieces) > 1 and self._ends_in_a_colon(part.pieces[0])  # "**Summary:**" and what it is
            if self._is_bold(part.pieces[0]) and not labelled:
                self._hand(Part("heading", part.pieces[:1], 6))
                if not part.pieces[1:]:
                    return
                part = Part("paragraph", part.pieces[1:], part.level)
        self._hand(part)

    def _hand(self, part: Part) -> None:
        marks = Marks(self.text, self.pattern, self.definitions)
        for a, b in part.pieces:
            marks.scan(a, b)
        self.page.add(part, marks.edits, marks.links)

    def _is_bold(self, piece: tuple[int, int]) -> bool:
        """A line all in bold, no sentence: a heading in all but name."""
        a, b = piece
        words = self.text[a:b] if b - a < 120 else ""
        return bool(BOLD.match(words)) and words.rstrip(" *_:：")[-1:] not in SENTENCE_END

    def _ends_in_a_colon(self, piece: tuple[int, int]) -> bool:
        return self.text[piece[0] : piece[1]].rstrip(" *_").endswith((":", "："))

    def _plain_paragraph(self, part: Part) -> None:
        """Plain text marks headings by lines of their own only: the first line is the title, a short line without
        a full stop heads what follows."""
        pieces = part.pieces
        if not self.page.blocks and self._is_label(pieces[0], 200) and len(pieces) == 1:
            self._hand(Part("title", pieces, 0, True))
            return
        rest: list[tuple[int, int]] = []
        for number, piece in enumerate(pieces):
            after = pieces[number + 1] if number + 1 < len(pieces) else None
            alone = len(pieces) == 1 and self._is_label(piece, 60)
            above = after is not None and after[1] - after[0] >= 60 and self._is_label(piece, 24)
            if alone or above:
                if rest:
                    self._hand(Part("paragraph", rest, 0, True))
                    rest = []
                self._hand(Part("heading", [piece], 2, True))
            else:
                rest.append(piece)
        if rest:
            self._hand(Part("paragraph", rest, 0, True))

    def _is_label(self, piece: tuple[int, int], longest: int) -> bool:
        a, b = piece
        words = self.text[a:b].strip() if b - a <= 400 else ""
        return (
            0 < len(words) <= longest
            and words[-1] not in SENTENCE_END
            and any(c.isalpha() for c in words)
            and not DATED.search(words)
            and not re.match(r"\w{1,12}[:：] ?\S", words)
        )


# --- HTML -----------------------------------------------------------------------------------------

NOISE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|related|recommend(?:ed|ations?)?|share|sharing|social"
    r"|comments?|cookies?|newsletter|subscribe|footer|advert(?:isement)?|ads?|promo|popup|modal)(?:$|[\s_-])",
    re.I,
)
ASIDE = frozenset(("nav", "footer", "aside", "dialog"))
BOXES = ASIDE | {"div", "section", "ul", "ol", "form", "article", "main", "header", "table"}
PAGE_TAGS = re.compile(rf"<!--|(?P<tag>{TAG})")
PUBLISHED = re.compile(r"\"datePublished\"\s{0,20}:\s{0,20}\"([^\"]{4,60})\"")
HEAD_END = re.compile(r"</head\b|<body\b|<(?:h1|p|div|article|main|section|table)\b", re.I)


class Box(NamedTuple):
    """An element of a web page that holds others, from its opening tag to after its closing one."""

    start: int
    end: int
    name: str
    noise: bool


def add_html(page: Page, start: int) -> list[tuple[str, str]]:
    """Add a web page: title, description, then the words of its main part. Gives the values of its meta tags."""
    text = page.text
    top = HEAD_END.search(text, start)
    body = top.start() if top else start
    meta, said = _head(text, start, body)
    position = start
    for a, b, kind in sorted(said):
        if a < position:
            continue
        position = b
        marks = Marks(text, VALUE_MARKS)
        marks.scan(a, b)
        page.add(Part(kind, [(a, b)]), marks.edits, marks.links)
    body = max(body, position)
    boxes = _boxes(text, body)
    begin, end = _main(boxes, body, len(text))
    marks = Marks(text, HTML_MARKS)
    position = begin
    for a, b in _noise(boxes, begin, end):
        marks.scan(position, a)
        marks.cut(a, b, BREAK)
        position = b
    marks.scan(position, end)
    page.add(Part("paragraph", [(begin, end)]), marks.edits, marks.links)
    if published := PUBLISHED.search(text[:1_000_000]):
        meta.append(("datepublished", published[1]))
    return meta


def _head(text: str, start: int, end: int) -> tuple[list[tuple[str, str]], list[tuple[int, int, BlockKind]]]:
    """The meta values, and where the title and the description stand, in reading order."""
    meta: list[tuple[str, str]] = []
    said: list[tuple[int, int, BlockKind]] = []
    for found in re.compile(TAG).finditer(text, start, end):
        name = found[0][1:7].lower()
        if name.startswith("title") and not any(kind == "title" for _, _, kind in said):
            close = _closing("title").search(text, found.end(), min(end + 100, len(text)))
            if close and close.start() > found.end():
                said.append((found.end(), close.start(), "title"))
        elif name.startswith(("meta ", "meta\n", "link ", "link\n")):
            values = attributes(found[0])
            key = (values.get("name") or values.get("property") or values.get("itemprop") or "").lower()
            if name.startswith("link"):
                key, values = (
                    ("canonical" if values.get("rel") == "canonical" else ""),
                    {"content": values.get("href", "")},
                )
            if key and values.get("content"):
                meta.append((key, values["content"]))
            if key == "description" and not any(kind == "summary" for _, _, kind in said):
                for value in re.compile(r"\bcontent\s{0,9}=\s{0,9}([\"'])(.+?)\1", re.I | re.S).finditer(found[0]):
                    said.append((found.start() + value.start(2), found.start() + value.end(2), "summary"))
                    break
    return meta, [(a, _less_site(text, a, b, meta) if kind == "title" else b, kind) for a, b, kind in said]


def _less_site(text: str, a: int, b: int, meta: list[tuple[str, str]]) -> int:
    """Where the title ends without the name of the site: "Vinatis raises a seed round | Site"."""
    values = dict(reversed(meta))
    words, site, plain = text[a:b].rstrip(), values.get("og:site_name", ""), values.get("og:title", "")
    if site and words.endswith(site) and (cut := re.search(r"\s*[|–—_-]\s*\Z", words[: -len(site)])):
        return a + cut.start()
    if plain and words.startswith(plain) and re.match(r"\s*[|–—_-]", words[len(plain) :]):
        return a + len(plain)
    return b


def _boxes(text: str, start: int) -> list[Box]:
    """The elements that were closed, in the order of their ends."""
    boxes: list[Box] = []
    open_boxes: dict[str, list[tuple[int, bool]]] = {name: [] for name in BOXES}
    skip = iter(hidden(text, start))
    cover = next(skip, None)
    for found in PAGE_TAGS.finditer(text, start):
        while cover and cover[1] <= found.start():
            cover = next(skip, None)
        if found["tag"] is None or (cover and cover[0] <= found.start()):
            continue
        mark = TAG_NAME.match(found[0])
        name = mark[1].lower() if mark else ""
        if name not in BOXES:
            continue
        if not found[0].startswith("</"):
            open_boxes[name].append((found.start(), name in ASIDE or _noisy(found[0])))
        elif open_boxes[name]:
            at, noise = open_boxes[name].pop()
            boxes.append(Box(at, found.end(), name, noise))
    return boxes


def _noisy(tag: str) -> bool:
    if "class" not in tag and "id" not in tag and "role" not in tag:
        return False
    values = attributes(tag[:2000])
    return any(NOISE.search(values.get(name, "")) for name in ("class", "id", "role"))


def _main(boxes: list[Box], start: int, end: int) -> tuple[int, int]:
    """The stretch that holds the article: one that says so, if it is not a mere teaser; else all of it."""
    for name in ("article", "main"):
        same = sorted((box for box in boxes if box.name == name and not box.noise), key=lambda box: box.start - box.end)
        others = sum(box.end - box.start for box in same[1:] if box.start >= same[0].end or box.end <= same[0].start)
        if same and same[0].end - same[0].start > max(300, 2 * others):
            return same[0].start, same[0].end
    return start, end


def _noise(boxes: list[Box], start: int, end: int) -> list[tuple[int, int]]:
    """Menus, footers, side bars and the like inside start..end; never half of it, nor what holds the article."""
    held = sorted(box.start for box in boxes if box.name in ("article", "main"))
    found: list[tuple[int, int]] = []
    for box in sorted(box for box in boxes if box.noise and start < box.start and box.end <= end):
        number = bisect_left(held, box.start + 1)
        holds = number < len(held) and held[number] < box.end
        if not holds and 2 * (box.end - box.start) < end - start and (not found or box.start >= found[-1][1]):
            found.append((box.start, box.end))
    return found
