"""Reads one file: text, Markdown or HTML; decides its encoding, what a reader sees of it, when it was published.

Offsets count code points of the decoded text *without* a byte order mark. Line ends stay as they are in the file.
Every scanner here goes through the text once: a hostile file costs no more time than an honest one of its length.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from graphkit.model import Block, BlockKind, Document, PartialDate, Source, digest

BREAK, CELL, LINE = "\0break", "\0cell", "\n"


class ReadError(Exception):
    """A file that cannot be read as an article. The message is one line: where, what, and what to do."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{shown(self.path)}: {reason}")


def shown(path: str) -> str:
    """The path on one line: control characters (a file name may hold a line end) are written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)


# --- bytes to text --------------------------------------------------------------------------------

MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or Office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "a database",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产公司资"
)


def decode(data: bytes) -> tuple[str, str]:
    """The text of the bytes, without byte order mark, and the name of its encoding. ValueError says why it is no text."""
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            raise ValueError(f"this is {name}, not text; convert it to .txt, .md or .html first")
    text, encoding = _decoded(data)
    controls = sum(1 for _ in CONTROL.finditer(text))
    if "\0" in text or controls > 8 + len(text) // 200:
        raise ValueError("this is binary data, not text; remove it or convert it to .txt, .md or .html")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return _strictly(data, "utf-32").removeprefix("\ufeff"), "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16").removeprefix("\ufeff"), "utf-16"
    if b"\0" in data[:4096]:
        return _strictly(data, _utf16_by_zeros(data[:4096])), "utf-16"
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), "utf-8"
    except UnicodeDecodeError as error:
        where = f"byte {error.start} is not UTF-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if _looks_chinese(text):
        return text, "gb18030"
    raise ValueError(f"{where}, and it is no UTF-16 or GB18030 either; save the file as UTF-8")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"this is not valid {encoding.upper()}; save the file as UTF-8") from None


def _utf16_by_zeros(head: bytes) -> str:
    """Latin letters in UTF-16 have a zero in every other byte; which one tells the byte order."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(even, odd) * 10 >= len(head) and min(even, odd) * 10 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    raise ValueError("this is binary data, not text; remove it or convert it to .txt, .md or .html")


def _looks_chinese(text: str) -> bool:
    """Latin-1 bytes also decode as GB18030, to rare characters; real Chinese is full of the commonest ones."""
    han = HAN.findall(text[:200_000])
    common = sum(1 for c in han if c in COMMON_HAN)
    return bool(han) and common * 20 >= len(han)


# --- the reading text under construction ----------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Markup: text[start:end] is left out of the reading text, or `put` stands there (BREAK and CELL part blocks)."""

    start: int
    end: int
    put: str = ""
    kind: BlockKind = "paragraph"
    level: int = 0


@dataclass
class Part:
    """A block as found in the file: the raw stretches of its lines, and how each joins the one before."""

    kind: BlockKind
    pieces: list[tuple[int, int]] = field(default_factory=list)
    level: int = 0
    header: tuple[str, ...] = ()
    plain: bool = False


class Page:
    """Collects the reading text, where each of its characters came from, its blocks and links."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.offsets = array("I")
        self.blocks: list[Block] = []
        self.links: list[tuple[int, int, str]] = []
        self.section = -1
        self.start = 0
        self.cell = 0
        self.cells: list[tuple[int, int]] = []

    def copy(self, start: int, end: int) -> None:
        """Add text[start:end]; leading space is left out while the block is still empty."""
        if len(self.offsets) == self.start:
            while start < end and self.text[start].isspace():
                start += 1
        if start < end:
            self.parts.append(self.text[start:end])
            self.offsets.extend(range(start, end))

    def put(self, words: str, at: int) -> None:
        """Add words that stand for the markup at `at`."""
        if words and not (len(self.offsets) == self.start and words.isspace()):
            self.parts.append(words)
            self.offsets.extend([at] * len(words))

    def last(self) -> str:
        """The last character of the block so far, or ''."""
        return self.parts[-1][-1] if len(self.offsets) > self.start else ""

    def trim(self) -> None:
        """Take the space off the end of the block."""
        while len(self.offsets) > self.start:
            words = self.parts[-1]
            kept = words.rstrip()
            if len(self.offsets) - (len(words) - len(kept)) < self.start:
                kept = words[: len(words) - (len(self.offsets) - self.start)]
            if len(kept) == len(words):
                return
            del self.offsets[len(self.offsets) - (len(words) - len(kept)) :]
            if kept:
                self.parts[-1] = kept
                return
            self.parts.pop()

    def end_cell(self) -> None:
        """Close a table cell."""
        start, end = self.cell, len(self.offsets)
        self.cells.append((min(start, end), end))

    def close(self, kind: BlockKind, level: int = 0, header: tuple[str, ...] = ()) -> None:
        """End the block, if it has any text, and begin the next."""
        self.trim()
        end = len(self.offsets)
        if end > self.start:
            cells: tuple[tuple[int, int], ...] = ()
            if kind == "row":
                self.end_cell()
                cells = tuple((min(a, end), min(b, end)) for a, b in self.cells)
            if kind == "heading":
                self.section = -1
            self.blocks.append(Block(kind, self.start, end, self.section, level, header, cells))
            if kind == "heading":
                self.section = len(self.blocks) - 1
            self.parts.append("\n")
            self.offsets.append(self.offsets[-1])
        self.start = self.cell = len(self.offsets)
        self.cells = []

    def link(self, start: int, end: int, url: str) -> None:
        """Note that the raw stretch start..end, already added, is linked to url."""
        a, b = bisect_left(self.offsets, start), bisect_left(self.offsets, end)
        if a < b and url:
            self.links.append((a, b, url))

    def add(self, part: Part, edits: list[Edit], links: list[tuple[int, int, str]]) -> None:
        """Add one block: its lines, less its markup, and its links."""
        edits.sort()
        kind, level, header, number = part.kind, part.level, part.header, 0
        wide = max((end - start for start, end in part.pieces), default=0)
        for index, (start, end) in enumerate(part.pieces):
            if index:
                self._join(part, index, wide)
            cursor = start
            while number < len(edits) and edits[number].start < end:
                edit = edits[number]
                number += 1
                if edit.start < cursor:
                    cursor = max(cursor, min(edit.end, end)) if not edit.put else cursor
                    continue
                self.copy(cursor, edit.start)
                cursor = max(cursor, edit.end)
                if edit.put == BREAK:
                    self.close(kind, level, header)
                    kind, level = edit.kind, edit.level
                elif edit.put == CELL:
                    self._next_cell(edit.start)
                else:
                    self.put(edit.put, edit.start)
            self.copy(min(cursor, end), end)
        for start, end, url in links:
            self.link(start, end, url)
        self.close(kind, level, header)

    def _next_cell(self, at: int) -> None:
        if len(self.offsets) == self.start and not self.cells and self.cell == self.start:
            self.cell = self.start
        self.end_cell()
        self.put(" | ", at)
        self.cell = len(self.offsets)

    def _join(self, part: Part, index: int, wide: int) -> None:
        """A line end inside a paragraph: nothing between Chinese characters, a space where a line was wrapped, or a line end."""
        (a, at), (b, end) = part.pieces[index - 1], part.pieces[index]
        line, after = self.text[a:at], self.text[b:end]
        self.trim()
        if line.endswith(("  ", "\\")) or not (wrapped_plain if part.plain else wrapped)(line, after, wide):
            self.put(LINE, at)
        elif not (wide_char(self.last()) and wide_char(after[:1])):
            self.put(" ", at)

    def document(self, source: Source, meta: tuple[tuple[str, str], ...]) -> Document:
        """The finished document."""
        return Document(
            source, self.text, "".join(self.parts), self.offsets, tuple(self.blocks), tuple(sorted(self.links)), meta
        )


def wide_char(char: str) -> bool:
    """A character of Chinese or Japanese writing, or its punctuation: no space stands beside it."""
    return bool(char) and (
        "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef" or char in "“”‘’—…"
    )


LABEL = re.compile(r"\s*\**[^\s:：*]{1,24}(?: [^\s:：*]{1,24}){0,3} ?\**[:：]")


def wrapped(line: str, after: str, wide: int) -> bool:
    """Did a margin, not its author, end this line of Markdown? So when the next word would not have fitted."""
    line, after = line.rstrip(), after.lstrip()
    if not line or not after or after[0].islower() or line[-1] in ",，、":
        return True
    if wide < (30 if wide_char(line[-1]) else 60) or LABEL.match(after[:120]):
        return False
    word = 1 if wide_char(after[0]) else len(after[:200].split(None, 1)[0])
    return len(line) + 1 + word > wide


def wrapped_plain(line: str, after: str, wide: int) -> bool:
    """The same for plain text, where a line end mostly is meant: only lines as long as a margin's are joined."""
    line, after = line.strip(), after.lstrip()
    if not line or not after or not 56 <= len(line) <= 100 or wide > 110:
        return False
    if line[-1] in ".!?:;。！？：；":
        return False
    return after[0].islower() or (line[-1] in ",-" and wrapped(line, after, wide))


# --- markup inside a line -------------------------------------------------------------------------

TAG = r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)?/?>"
ENTITY = r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
URL = r"https?://[^\s<>\"'`\[\](){}|，。；、！？：（）【】《》「」“”\u4e00-\u9fff]+"
TARGET = r"\(\s*(?:<(?P<target>[^<>\n]{0,4000})>|(?P<bare>[^\s()<>]{0,4000}(?:\([^\s()]{0,1000}\)[^\s()]{0,4000}){0,8}))(?:\s{1,40}(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|\([^()]{0,1000}\)))?\s{0,40}\)"
MARKS = re.compile(
    rf"(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<ticks>`+)|(?P<comment><!--)|<(?P<auto>https?://[^\s<>]{{1,4000}})>|(?P<tag>{TAG})"
    rf"|(?P<entity>{ENTITY})|(?P<url>{URL})|(?P<note>\[\^[^\]\s\[]{{1,64}}\](?!:))|(?P<open>!?\[)|(?P<close>\](?:{TARGET}|\[(?P<ref>[^\[\]\n]{{0,200}})\])?)"
    r"|(?P<marks>\*+|_+|~~)"
)
PLAIN_MARKS = re.compile(rf"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|(?P<url>{URL})")
HTML_MARKS = re.compile(
    rf"(?P<comment><!--)|(?P<tag>{TAG})|(?P<entity>{ENTITY})|(?P<declared><[!?][^<>]*>)|(?P<space>\s+)"
)
TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.I)
ANY_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
KINDS: dict[str, tuple[BlockKind, int]] = {
    **{f"h{n}": ("heading", n) for n in range(1, 7)},
    "li": ("item", 1),
    "dt": ("item", 1),
    "dd": ("item", 1),
    "tr": ("row", 0),
    **dict.fromkeys(
        "p div section article header main blockquote ul ol dl table tbody thead tfoot caption figure figcaption"
        " pre address hr center body form fieldset details summary".split(),
        ("paragraph", 0),
    ),
}
SILENT = frozenset("script style noscript template svg iframe object select option button textarea math".split())
ASIDE = frozenset("nav footer aside".split())
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong"
    " sub sup time tt u var wbr input picture source video audio br td th html head meta link title colgroup col".split()
)


class Marks:
    """Finds the markup in the lines of one block: what is left out, what is put in its place, what is linked."""

    def __init__(self, text: str, definitions: dict[str, str], pattern: re.Pattern[str]) -> None:
        self.text = text
        self.definitions = definitions
        self.pattern = pattern
        self.edits: list[Edit] = []
        self.links: list[tuple[int, int, str]] = []
        self.brackets: list[tuple[int, int]] = []
        self.anchors: list[tuple[int, str]] = []
        self.stacks: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}
        self.missing: set[str] = set()

    def cut(self, start: int, end: int, put: str = "") -> None:
        """Leave text[start:end] out."""
        self.edits.append(Edit(start, end, put))

    def scan(self, start: int, end: int) -> None:
        """Look through one line (or one stretch) of the block."""
        position = start
        while found := self.pattern.search(self.text, position, end):
            position = max(found.end(), self._take(found, end))

    def _take(self, found: re.Match[str], end: int) -> int:
        name = found.lastgroup or ""
        a, b = found.span()
        if name == "escape":
            self.cut(a, a + 1)
        elif name == "ticks":
            return self._code(a, b, end)
        elif name == "comment":
            return self._until("-->", a, end)
        elif name == "auto":
            self.cut(a, a + 1)
            self.cut(b - 1, b)
            self.links.append((a + 1, b - 1, found["auto"]))
        elif name == "tag":
            return self._tag(found[0], a, b, end)
        elif name == "entity":
            self._entity(found[0], a, b)
        elif name == "url":
            url = found[0].rstrip(".,;:!?*_~")
            self.links.append((a, a + len(url), url))
            return a + len(url)
        elif name in ("note", "declared"):
            self.cut(a, b)
        elif name == "space":
            if found[0] != " ":
                self.cut(a, b, " ")
        elif name == "open":
            self.brackets.append((a, b))
        elif name == "marks":
            self._emphasis(a, b)
        else:
            return self._close(found)
        return b

    def _entity(self, words: str, a: int, b: int) -> None:
        meant = html.unescape(words)
        if meant != words and not any("\ud800" <= c <= "\udfff" or c == "\0" for c in meant):
            self.cut(a, b, meant)

    def _until(self, mark: str, a: int, end: int) -> int:
        """Leave out everything up to and with the mark; if the block has none, the opening is plain words."""
        if mark in self.missing:
            return a + 1
        at = self.text.find(mark, a, end)
        if at < 0:
            self.missing.add(mark)
            return a + 1
        self.cut(a, at + len(mark))
        return at + len(mark)

    def _code(self, a: int, b: int, end: int) -> int:
        """`code`: the ticks go, the words stay as they are."""
        ticks = self.text[a:b]
        key = f"ticks {len(ticks)}"
        if key in self.missing:
            return b
        at = self.text.find(ticks, b, end)
        while at >= 0 and at + len(ticks) < end and self.text[at + len(ticks)] == "`":
            run = at
            while run < end and self.text[run] == "`":
                run += 1
            at = self.text.find(ticks, run, end)
        if at < 0:
            self.missing.add(key)
            return b
        self.cut(a, b)
        self.cut(at, at + len(ticks))
        return at + len(ticks)

    def _tag(self, words: str, a: int, b: int, end: int) -> int:
        found = TAG_NAME.match(words)
        name = found[1].lower() if found else ""
        closing = words.startswith("</")
        if name in SILENT or (name in ASIDE and self.pattern is HTML_MARKS):
            return self._silence(name, words, a, b, end)
        if name == "br":
            self.cut(a, b, LINE)
        elif name in ("td", "th"):
            self.cut(a, b, "" if closing else CELL)
        elif name in KINDS:
            kind, level = ("paragraph", 0) if closing else KINDS[name]
            self.edits.append(Edit(a, b, BREAK, kind, level))
        elif name in INLINE or self.pattern is not PLAIN_MARKS:
            self.cut(a, b)
            if name == "a":
                self._anchor(words, closing, a, b)
        return b

    def _silence(self, name: str, words: str, a: int, b: int, end: int) -> int:
        if words.startswith("</") or words.endswith("/>"):
            self.cut(a, b)
            return b
        if name in self.missing:
            self.cut(a, b)
            return b
        found = re.compile(rf"</{name}\s*>", re.I).search(self.text, b, end)
        if not found:
            self.missing.add(name)
            self.cut(a, b)
            return b
        self.cut(a, found.end())
        return found.end()

    def _anchor(self, words: str, closing: bool, a: int, b: int) -> None:
        if not closing:
            href = HREF.search(words)
            self.anchors.append((b, html.unescape(next((g for g in href.groups() if g), "")) if href else ""))
        elif self.anchors:
            start, url = self.anchors.pop()
            self.links.append((start, a, url))

    def _close(self, found: re.Match[str]) -> int:
        """`]`: the end of a link, an image, or plain brackets."""
        a, b = found.span()
        if not self.brackets:
            return a + 1
        start, inner = self.brackets.pop()
        whole = b > a + 1
        url = found["target"] or found["bare"] or ""
        if found["ref"] is not None:
            label = (found["ref"] or self.text[inner:a][:200]).strip().lower()
            if label not in self.definitions:
                return a + 1
            url = self.definitions[label]
        if not whole:
            if self.text[start] == "!" and self.text[inner:a].strip().lower() not in self.definitions:
                return b
            return self._wiki(start, inner, a, b)
        if self.text[start] == "!":
            self.cut(start, b)
        else:
            self.cut(start, inner)
            self.cut(a, b)
            self.links.append((inner, a, html.unescape(url)))
        return b

    def _wiki(self, start: int, inner: int, a: int, b: int) -> int:
        """`[[page|words]]` or `[label]` with a definition elsewhere; other brackets are the author's own."""
        if a - inner <= 200 and (url := self.definitions.get(self.text[inner:a].strip().lower())):
            self.cut(start, inner)
            self.cut(a, b)
            self.links.append((inner, a, url))
        elif self.brackets and self.brackets[-1][1] == start and self.text[b : b + 1] == "]" and a - inner <= 400:
            bar = self.text.rfind("|", inner, a)
            self.cut(start - 1, bar + 1 if bar >= 0 else inner)
            self.cut(a, b + 1)
            self.brackets.pop()
            return b + 1
        return b

    def _emphasis(self, a: int, b: int) -> None:
        """Marks that open against a word and close against one are left out; "3 * 4" and snake_case keep theirs."""
        text, mark = self.text, self.text[a]
        before, after = text[a - 1 : a] if a else "", text[b : b + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if mark == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        stack, count = self.stacks[mark], b - a
        while closes and count and stack:
            top = stack[-1]
            used = min(count, top[1] - top[0])
            self.cut(top[1] - used, top[1])
            self.cut(b - count, b - count + used)
            top[1] -= used
            count -= used
            if top[1] == top[0]:
                stack.pop()
        if opens and count:
            stack.append([b - count, b])


# --- Markdown -------------------------------------------------------------------------------------

LINES = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(?=\S)")
CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*\Z")
RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
ITEM = re.compile(
    r"[ \t\u3000]*(?:([-*+•◦▪●‣·])[ \t\u3000]+|([•◦▪●‣])|(\d{1,3})(?:[.)][ \t]+|、[ \t]*))(?:\[[ xX]\][ \t]+)?(?=\S)"
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)")
QUOTED = re.compile(r" {0,3}(?:>[ \t]?)+")
TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*\Z")
FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,64}\]:[ \t]*")
DEFINITION = re.compile(
    r" {0,3}\[([^\]\[^][^\]\[]{0,200})\]:[ \t]*<?([^\s<>]{1,4000})>?(?:[ \t]+[\"'(].{0,1000})?[ \t]*\Z"
)
CODE = frozenset(
    "python py js javascript ts json yaml yml toml bash sh shell sql html css java go rust c cpp mermaid xml".split()
)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of the lines, line ends left out."""
    position = start
    while position < end:
        found = LINES.match(text, position, end)
        assert found is not None
        yield found.span(1)
        position = found.end()


class Markdown:
    """Cuts Markdown into blocks, line by line."""

    def __init__(self, page: Page, start: int, plain: bool = False) -> None:
        self.page = page
        self.text = page.text
        self.plain = plain
        self.pattern = PLAIN_MARKS if plain else MARKS
        self.lines = list(_lines(page.text, start, len(page.text)))
        self.definitions: dict[str, str] = {} if plain else self._definitions()
        self.part: Part | None = None
        self.reference = 0

    def _definitions(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for a, b in self.lines:
            if (
                self.text[a : a + 4].lstrip(" ").startswith("[")
                and b - a < 6000
                and (m := DEFINITION.match(self.text, a, b))
            ):
                found.setdefault(m[1].strip().lower(), m[2])
        return found

    def run(self) -> None:
        """Go through the lines."""
        number = 0
        while number < len(self.lines):
            number = self._line(number)
        self.flush()

    def flush(self) -> None:
        """Hand the block under way to the page."""
        part, self.part = self.part, None
        if part is None or not part.pieces:
            return
        marks = Marks(self.text, self.definitions, self.pattern)
        for a, b in part.pieces:
            marks.scan(a, b)
        if self.reference and part.kind != "heading":
            part.kind = "reference"
        self.page.add(part, marks.edits, marks.links)

    def begin(self, kind: BlockKind, a: int, b: int, level: int = 0) -> None:
        """Begin a block with the line a..b."""
        self.flush()
        self.part = Part(kind, [(a, b)], level, plain=self.plain)

    def _line(self, number: int) -> int:
        text, (a, b) = self.text, self.lines[number]
        if not self.plain and (quoted := QUOTED.match(text, a, b)):
            a = quoted.end()
        words = text[a : min(b, a + 400)]
        if not words.strip():
            self.flush()
            return number + 1
        if not self.plain:
            if fence := FENCE.match(text, a, b):
                return self._fence(number, fence)
            if heading := HEADING.match(text, a, b):
                return self._heading(number, heading, b)
            if self._underlined(number, words):
                return number + 1
            if b - a <= 400 and RULE.match(words):
                self.flush()
                return number + 1
            if (note := FOOTNOTE.match(text, a, b)) is not None:
                self.begin("reference", note.end(), b)
                self.flush()
                return number + 1
            if b - a < 6000 and self.definitions and DEFINITION.match(text, a, b):
                self.flush()
                return number + 1
            if number + 1 < len(self.lines) and "|" in words and self._is_table(number + 1):
                return self._table(number)
        if (item := ITEM.match(text, a, b)) and self._may_list(item):
            spaces = len(words) - len(words.lstrip())
            self.begin("item", item.end(), b, 1 + spaces // 2)
        elif self.part is not None and self.part.kind in ("paragraph", "item"):
            self.part.pieces.append((a + len(words) - len(words.lstrip()), b))
        else:
            self.begin("paragraph", a, b)
        return number + 1

    def _may_list(self, item: re.Match[str]) -> bool:
        """A number opens a list after a paragraph's line only when it is 1: "worth\\n15. The" goes on."""
        return not item[3] or self.part is None or self.part.kind == "item" or int(item[3]) == 1

    def _heading(self, number: int, heading: re.Match[str], b: int) -> int:
        level, start = len(heading[1]), heading.end()
        if b - start < 2000 and (hashes := CLOSING_HASHES.search(self.text, start, b)):
            b = hashes.start()
        self.begin("heading", start, b, level)
        self._opens(level)
        return number + 1

    def _opens(self, level: int) -> None:
        """A heading such as "References" makes what follows a reference list, until one of its level or higher."""
        if self.part is None:
            return
        a, b = self.part.pieces[0]
        if self.reference and level <= self.reference:
            self.reference = 0
        if b - a < 60 and self.text[a:b].strip(" *_:：#").lower() in _page_words("references"):
            self.reference = level
        self.flush()

    def _underlined(self, number: int, words: str) -> bool:
        part = self.part
        if part is None or part.kind != "paragraph" or len(part.pieces) > 1 or not (m := UNDERLINE.match(words)):
            return False
        part.kind, part.level = "heading", 1 if m[1][0] == "=" else 2
        self._opens(part.level)
        return True

    def _fence(self, number: int, fence: re.Match[str]) -> int:
        """Code is left out; a fence that names no language may hold words."""
        self.flush()
        mark, language = fence[1], fence[2].lower()
        number += 1
        while number < len(self.lines):
            a, b = self.lines[number]
            number += 1
            if self.text[a:b].strip().startswith(mark) and not self.text[a:b].strip().strip(mark[0]):
                break
            if language not in CODE:
                self.begin("paragraph", a, b)
                self.flush()
        return number

    def _is_table(self, number: int) -> bool:
        a, b = self.lines[number]
        line = self.text[a:b] if b - a < 4000 else ""
        return "-" in line and "|" in line and bool(TABLE_RULE.match(line))

    def _table(self, number: int) -> int:
        self.flush()
        header = self._row(number, ())
        number += 2
        while number < len(self.lines) and "|" in self.text[slice(*self.lines[number])]:
            self._row(number, header)
            number += 1
        return number

    def _row(self, number: int, header: tuple[str, ...]) -> tuple[str, ...]:
        """Add a table row; gives the words of its cells."""
        text, (a, b) = self.text, self.lines[number]
        while a < b and text[a] in " \t|":
            a += 1
        while a < b and text[b - 1] in " \t|":
            b -= 1
        marks = Marks(text, self.definitions, MARKS)
        start = a
        for bar in re.compile(r"(?<!\\)[ \t]*+\|[ \t]*").finditer(text, a, b):
            marks.scan(start, bar.start())
            marks.edits.append(Edit(bar.start(), bar.end(), CELL))
            start = bar.end()
        marks.scan(start, b)
        kind: BlockKind = "reference" if self.reference else "row"
        count = len(self.page.blocks)
        self.page.add(Part(kind, [(a, b)], 0, header), marks.edits, marks.links)
        if len(self.page.blocks) == count:
            return ()
        block = self.page.blocks[-1]
        return _cell_words(self.page, block)


def _cell_words(page: Page, block: Block) -> tuple[str, ...]:
    """The words of a row's cells."""
    length = len(page.offsets)
    tail: list[str] = []
    size = 0
    for words in reversed(page.parts):
        tail.append(words)
        size += len(words)
        if length - size <= block.start:
            break
    plain, base = "".join(reversed(tail)), length - size
    return tuple(plain[a - base : b - base] for a, b in block.cells)


# --- front matter ---------------------------------------------------------------------------------

FENCES = re.compile(r"\s{0,200}?(?:^|\n)?(---|\+\+\+)[ \t]*\r?\n")
KEY = re.compile(r"([ \t]*)(?:-[ \t]+)?([\w\u4e00-\u9fff.@-]{1,64})[ \t]*[:=][ \t]*")
TITLES = ("title", "标题")
SUMMARIES = ("description", "summary", "excerpt", "abstract", "摘要")
DATES = (
    "date", "published", "publishedat", "published_at", "pubdate", "pub_date", "publish_date", "publisheddatetime",
    "datepublished", "date_published", "post_date", "created", "created_at", "article:published_time", "发布日期", "日期",
)  # fmt: skip
URLS = ("source_url", "sourceurl", "source", "canonical", "canonical_url", "originalurl", "original_url", "url", "link",
        "external_url", "weburl", "permalink", "og:url", "原文链接")  # fmt: skip
OUTLETS = ("outlet", "publisher", "provider.name", "site_name", "og:site_name", "source", "source_name")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the front matter: its value and the raw stretches the value's words stand in."""

    key: str
    value: str
    pieces: tuple[tuple[int, int], ...]


def _front_matter(text: str) -> tuple[int, list[Entry]]:
    """Where the article's own text begins, and the entries before it."""
    lead = len(text) - len(text.lstrip()) if len(text) < 1000 else len(text[:1000]) - len(text[:1000].lstrip())
    mark = text[lead : lead + 3]
    if mark not in ("---", "+++") or text[lead + 3 : lead + 64].split("\n")[0].strip():
        return 0, []
    entries: list[Entry] = []
    parent = ""
    lines = list(_lines(text, lead, min(len(text), lead + 200_000)))[1:]
    for number, (a, b) in enumerate(lines):
        line = text[a:b]
        if line.rstrip() == mark:
            end = b + 1
            return min(end, len(text)), entries
        found = KEY.match(line)
        if found and (not entries or not _open_quote(text, entries[-1])):
            inner = found[1] or line.lstrip().startswith("- ")
            key = found[2].lower()
            if not inner:
                parent = key
            entries.append(_entry(text, f"{parent}.{key}" if inner else key, a + found.end(), b))
        elif line.strip() and entries and line[0] in " \t":
            entries[-1] = _more(text, entries[-1], a, b)
        elif number > 400:
            break
    return 0, []


def _open_quote(text: str, entry: Entry) -> bool:
    if not entry.pieces:
        return False
    a, _ = entry.pieces[0]
    quote = text[a - 1]
    return quote in "\"'" and text[entry.pieces[-1][1] : entry.pieces[-1][1] + 1] != quote and entry.value != ""


def _entry(text: str, key: str, a: int, b: int) -> Entry:
    while a < b and text[b - 1].isspace():
        b -= 1
    if b - a >= 1 and text[a] in "\"'":
        quote = text[a]
        closed = b - a >= 2 and text[b - 1] == quote
        piece = (a + 1, b - 1 if closed else b)
    elif text[a:b] in (">", "|", ">-", "|-", ">+", "|+"):
        return Entry(key, "", ())
    else:
        piece = (a, b)
    return Entry(key, text[slice(*piece)], (piece,) if piece[0] < piece[1] else ())


def _more(text: str, entry: Entry, a: int, b: int) -> Entry:
    """A value that goes on in the next, indented line."""
    while a < b and text[a].isspace():
        a += 1
    while a < b and text[b - 1].isspace():
        b -= 1
    if entry.pieces:
        quote = text[entry.pieces[0][0] - 1]
        if quote in "\"'" and b > a and text[b - 1] == quote:
            b -= 1
    if a >= b:
        return entry
    return Entry(entry.key, f"{entry.value} {text[a:b]}".strip(), (*entry.pieces, (a, b)))


def _add_front_matter(page: Page, entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        kind: BlockKind | None = "title" if entry.key in TITLES else "summary" if entry.key in SUMMARIES else None
        if kind is None or not entry.value.strip() or entry.value in seen:
            continue
        seen.add(entry.value)
        marks = Marks(page.text, {}, YAML_MARKS)
        for a, b in entry.pieces:
            marks.scan(a, b)
        page.add(Part(kind, list(entry.pieces)), marks.edits, marks.links)


YAML_MARKS = re.compile(rf"(?P<escape>\\[\"'\\])|(?P<entity>{ENTITY})|(?P<tag>{TAG})|(?P<url>{URL})")


# --- publication date, source, language -----------------------------------------------------------


@cache
def _page_words(key: str) -> frozenset[str]:
    """Words of all languages for one thing on a page, from the [page] tables of grammar/lang."""
    from graphkit.split import language_tables

    return frozenset(word for table in language_tables("page").values() for word in table.get(key, ()))


@cache
def _months() -> dict[str, int]:
    from graphkit.split import language_tables

    return {
        word: number
        for table in language_tables("page").values()
        for number, words in enumerate(table.get("months", ()), 1)
        for word in words
    }


YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日)"
)
DAY_WORD = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?([^\W\d_]{3,10})\.?,?\s(?:de\s)?((?:19|20)\d\d)(?!\d)",
    re.I,
)
WORD_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)(?!\d)", re.I)
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)(?![\d/])")


def find_date(text: str, day_first: bool = False) -> tuple[int, int, PartialDate] | None:
    """The first full date written in the text, with where it stands. "6/9/2025" counts only if `day_first`."""
    found: list[tuple[int, int, PartialDate]] = []
    for pattern in (YEAR_FIRST, DAY_WORD, WORD_DAY, SLASHED):
        for m in pattern.finditer(text[:400]):
            if (date := _dated(pattern, m, day_first)) is not None:
                found.append((m.start(), m.end(), date))
                break
    return min(found, default=None)


def _dated(pattern: re.Pattern[str], m: re.Match[str], day_first: bool) -> PartialDate | None:
    if pattern is YEAR_FIRST:
        year, month, day = int(m[1]), int(m[3] or m[5]), int(m[4] or m[6])
    elif pattern is DAY_WORD:
        year, month, day = int(m[3]), _months().get(m[2].lower(), 0), int(m[1])
    elif pattern is WORD_DAY:
        year, month, day = int(m[3]), _months().get(m[1].lower(), 0), int(m[2])
    else:
        first, second, year = int(m[1]), int(m[2]), int(m[3])
        if first <= 12 and second <= 12 and first != second and not day_first:
            return None
        day, month = (second, first) if second > 12 else (first, second)
    try:
        return PartialDate(year, month, day) if month and day else None
    except ValueError:
        return None


def _meta_date(entries: list[tuple[str, str]]) -> PartialDate | None:
    values = dict(reversed(entries))
    for key in DATES:
        if value := values.get(key, ""):
            if found := find_date(value):
                return found[2]
            if compact := re.fullmatch(r"((?:19|20)\d\d)(?:-?(\d\d))?(?:-?(\d\d))?", value.strip()):
                try:
                    return PartialDate(*(int(part or 0) for part in compact.groups()))
                except ValueError:
                    continue
    return None


TIME = r"(?:[T\s,]*\d{1,2}[:h]\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[AP]M|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)?)?"
CITY = re.compile(r"[^\W\d_][\w .,'’/&()-]{1,60}?\s*[,–—-]\s*\Z")


def _dateline(document: Document, day_first: bool) -> PartialDate | None:
    """A date near the top that stands for the page: alone on its line, labelled, in a byline or a dateline."""
    lines = 0
    for block in document.blocks:
        if block.kind in ("reference", "summary"):
            continue
        for line in document.plain[block.start : min(block.end, block.start + 2000)].split("\n"):
            lines += 1
            if lines > 16:
                return None
            if found := find_date(line, day_first):
                a, b, date = found
                if _is_dateline(line, a, b):
                    return date
    return None


def _is_dateline(line: str, a: int, b: int) -> bool:
    before, after = line[:a].strip(), line[b:].strip()
    after = re.sub(rf"\A{TIME}", "", line[b : b + 80]).strip() + line[b + 80 :].strip()
    if len(before) <= 12 and not after and (not before or before.rstrip(",").isalpha()):
        return True
    label = re.split(r"[|｜·•/]", before)[-1].strip(" :：*").lower()
    if label in _page_words("published"):
        return True
    if len(line) <= 140 and (before.endswith(("|", "｜", "·", "•")) or re.match(r"[|｜·•]", after)):
        return True
    if len(line) <= 140 and re.match(r"[T\s,]*\d{1,2}:\d{2}", line[b : b + 12]):
        return True
    return bool(CITY.match(before)) and bool(re.match(r"\s*\)?\s*(?:/|–|—|-|\(|:)", line[b : b + 6]))


URL_DATE = re.compile(r"[/-]((?:19|20)\d\d)[/-](\d{2})(?:[/-](\d{2}))?(?=[/-])")


def _url_date(url: str) -> PartialDate | None:
    if m := URL_DATE.search(url[:2000]):
        try:
            return PartialDate(int(m[1]), int(m[2]), int(m[3] or 0))
        except ValueError:
            return None
    return None


def _agreed_date(document: Document) -> PartialDate | None:
    """The date that all dated addresses of the article share; two at least."""
    dates = [date for _, _, url in document.links if (date := _url_date(url))]
    if len(dates) < 2:
        return None
    if len(set(dates)) == 1:
        return dates[0]
    months = {(date.year, date.month) for date in dates}
    return PartialDate(*months.pop()) if len(months) == 1 else None


def _source_link(document: Document) -> str:
    """The address that the page names as its original: '[原文链接](…)', 'Source link: …'."""
    for a, b, url in document.links:
        words = document.plain[a:b].strip(" []:：").lower()
        start = document.plain.rfind("\n", 0, a) + 1
        before = document.plain[max(start, a - 40) : a].strip(" *_<>[(:：").lower()
        if url.startswith(("http://", "https://")) and (
            words in _page_words("source") or before in _page_words("source")
        ):
            return url
    return ""


def _url(entries: list[tuple[str, str]]) -> str:
    values = dict(reversed(entries))
    for key in URLS:
        if (value := values.get(key, "").strip()).startswith(("http://", "https://")) and not re.search(r"\s", value):
            return value
    return ""


def _outlet(entries: list[tuple[str, str]], url: str) -> str:
    values = dict(reversed(entries))
    for key in OUTLETS:
        if (value := values.get(key, "").strip()) and "://" not in value:
            return value
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


WORD = re.compile(r"[^\W\d_]+")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")


def language(text: str) -> str:
    """The language most of the text is in, or 'und': Chinese by its characters, others by their function words."""
    text = text[:60_000]
    votes: Counter[str] = Counter()
    han = len(HAN.findall(text))
    if len(KANA.findall(text)) * 10 > han + 20:
        return "ja"
    if len(HANGUL.findall(text)) > han:
        return "ko"
    votes["zh"] = han // 3
    words = Counter(word for word in WORD.findall(text) if word.islower())
    from graphkit.split import language_tables

    for lang, table in language_tables("page").items():
        votes[lang] += 2 * sum(words[word] for word in table.get("function_words", ()))
    best, count = max(sorted(votes.items()), key=lambda pair: pair[1])
    return best if count else "und"


# --- one file -------------------------------------------------------------------------------------

MARKDOWN_SIGNS = re.compile(r"^#{1,6}[ \t]+\S|\]\([^\s()]{1,400}\)|\*\*[^*\n]{1,200}\*\*", re.M)
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def read(path: Path, root: Path | None = None) -> Document:
    """The article in the file. `root` is the folder that its shown path is relative to. Raises ReadError only."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:
        raise ReadError(path, "is no path") from None
    try:
        text, _ = decode(data)
    except ValueError as error:
        raise ReadError(path, str(error)) from None
    return read_text(text, _relative(Path(path), root))


def _relative(path: Path, root: Path | None) -> str:
    if root is not None:
        try:
            return path.resolve().relative_to(root.resolve()).as_posix()
        except (ValueError, OSError):
            pass
    return path.name if path.is_absolute() or root is not None else path.as_posix()


def read_text(text: str, path: str = "article.txt") -> Document:
    """The article in a text already decoded; the ending of `path` (.html, .md, else text) tells how it is marked up."""
    page = Page(text)
    start, entries = _front_matter(text)
    meta = [(entry.key, entry.value) for entry in entries]
    _add_front_matter(page, entries)
    form = _form(text, path, start)
    if form == "html":
        meta += _html(page, start)
    else:
        Markdown(page, start, plain=form == "text").run()
    draft = page.document(Source("", path), tuple(meta))
    return _named(draft, meta)


def _form(text: str, path: str, start: int) -> str:
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("html", "htm", "xhtml") or HTML_START.match(text, start, start + 4000):
        return "html"
    if suffix in ("md", "markdown", "mdx") or start:
        return "markdown"
    signs = MARKDOWN_SIGNS.finditer(text[:100_000])
    return "markdown" if sum(1 for _, _ in zip(signs, range(2), strict=False)) == 2 else "text"


def _named(draft: Document, meta: list[tuple[str, str]]) -> Document:
    """The document with what is known of it as a whole."""
    sha = digest(draft.text, length=64)
    url = _url(meta) or _source_link(draft)
    lang = language("\n".join(draft.plain[b.start : b.end] for b in draft.blocks if b.kind not in ("reference", "row")))
    published = (
        _meta_date(meta)
        or _dateline(draft, lang in ("fr", "de", "es", "it"))
        or (_url_date(url) if url else None)
        or _agreed_date(draft)
    )
    source = Source(f"d{sha[:12]}", draft.source.path, _title(draft), url, _outlet(meta, url), published, lang, sha)
    return Document(source, draft.text, draft.plain, draft.offsets, draft.blocks, draft.links, draft.meta)


def _title(document: Document) -> str:
    """The title given, else the first heading, else the first line."""
    for kinds in (("title",), ("heading",), ("paragraph", "item")):
        for block in document.blocks:
            if block.kind in kinds:
                return document.plain[block.start : block.end].split("\n")[0].strip()[:300]
    return ""


# --- HTML -----------------------------------------------------------------------------------------


def _html(page: Page, start: int) -> list[tuple[str, str]]:
    """Add a web page: title, description, then the words of its main part. Gives its meta values."""
    text = page.text
    marks = Marks(text, {}, HTML_MARKS)
    marks.scan(start, len(text))
    page.add(Part("paragraph", [(start, len(text))]), marks.edits, marks.links)
    return []
