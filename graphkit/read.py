"""Reads one file: decides its encoding, takes off the markup, finds out when and by whom it was published.

Offsets count code points of the decoded text *without* a byte order mark; line ends stay as they are in the file.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from graphkit.grammar import cells
from graphkit.markup import VALUE_MARKS, Markdown, Marks, Page, Part, add_html, lines_of, page_words, words_of
from graphkit.model import BlockKind, Document, PartialDate, Source, digest


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
    """The text of the bytes, without byte order mark, and the name of its encoding.

    Raises ValueError, whose message says why the bytes are no text and what to do.
    """
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


# --- front matter ---------------------------------------------------------------------------------

YAML_KEY = re.compile(r"([ \t]*)(-[ \t]+)?[\"']?([\w.@-][\w .@-]{0,63}?)[\"']?[ \t]*[:：](?!//)[ \t]*")
TOML_KEY = re.compile(r"([ \t]*)(-[ \t]+)?([\w.@-]{1,64})[ \t]*=[ \t]*")
TITLES = ("title", "标题")
SUMMARIES = ("description", "summary", "excerpt", "abstract", "摘要")
RELATED = tuple(f"related.{key}" for key in (*TITLES, *SUMMARIES))
"""What a page of a news reader shows beside the article; the article itself where the file holds nothing else."""
DATES = words_of(
    "date published publishedat published_at pubdate pub_date publish_date publishdate publisheddate publisheddatetime"
    " datepublished date_published post_date release_date article:published_time og:published_time publish-date dc.date"
    " dc.date.issued dcterms.date parsely-pub-date sailthru.date citation_date og:pubdate created created_at 发布日期"
    " 发布时间 日期"
)
URLS = words_of(
    "source_url sourceurl source source_link originalurl original_url canonical canonical_url og:url url link"
    " external_url weburl permalink 原文链接"
)
OUTLETS = ("outlet", "publisher", "provider.name", "site_name", "og:site_name", "source", "source_name", "publication")
LONGEST_FRONT, LONGEST_VALUE = 200_000, 100
"""Characters of the longest front matter, lines of the longest value in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the front matter and the stretches of the file that its value stands in, quotes left out."""

    key: str
    quote: str
    pieces: tuple[tuple[int, int], ...]
    closed: bool = True

    def value(self, text: str) -> str:
        """The value's words on one line."""
        words = " ".join(text[a:b] for a, b in self.pieces)
        return words.replace("''", "'") if self.quote == "'" else words.replace('\\"', '"')


def front_matter(text: str) -> tuple[int, tuple[Entry, ...]]:
    """Where the article's own text begins, and the entries between the `---` or `+++` lines before it, if any."""
    lead = len(text[:1000]) - len(text[:1000].lstrip())
    lines = lines_of(text, lead, min(len(text), lead + LONGEST_FRONT))
    a, b = next(lines, (0, 0))
    mark = text[a:b].rstrip() if b - a < 80 else ""
    if mark not in ("---", "+++"):
        return 0, ()
    pattern = YAML_KEY if mark == "---" else TOML_KEY
    entries: list[Entry] = []
    parent = ""
    for number, (a, b) in enumerate(lines):
        if b - a < 80 and text[a:b].rstrip() in (mark, "..."):
            return (b, tuple(entries)) if entries else (0, ())
        under = bool(entries) and not entries[-1].closed
        found = None if under else pattern.match(text, a, b)
        if found:
            key = found[3].lower()
            nested = bool(found[1] or found[2])
            parent = parent if nested else key
            entries.append(_entry(text, f"{parent}.{key}" if nested else key, found.end(), b))
        elif entries and text[a:b].strip() and (under or text[a] in " \t"):
            entries[-1] = _longer(text, entries[-1], a, b)
            if len(entries[-1].pieces) > LONGEST_VALUE:
                return 0, ()
        elif number == 0 and text[a:b].strip() and text[a] not in "#-":
            return 0, ()  # a rule above the first paragraph, not front matter
    return 0, ()


def _stripped(text: str, a: int, b: int) -> tuple[int, int]:
    words = text[a:b]
    a += len(words) - len(words.lstrip())
    return a, a + len(words.strip())


def _entry(text: str, key: str, a: int, b: int) -> Entry:
    a, b = _stripped(text, a, b)
    if text[a:b] in (">", "|", ">-", "|-", ">+", "|+"):
        return Entry(key, "", ())
    if b > a and text[a] in "\"'":
        quote, a = text[a], a + 1
        closed = b > a and text[b - 1] == quote
        b -= closed
        return Entry(key, quote, ((a, b),) if a < b else (), closed)
    return Entry(key, "", ((a, b),) if a < b else ())


def _longer(text: str, entry: Entry, a: int, b: int) -> Entry:
    """A value that goes on in the next line."""
    a, b = _stripped(text, a, b)
    closed = entry.closed or text[b - 1] == entry.quote
    b -= closed and not entry.closed
    return Entry(entry.key, entry.quote, (*entry.pieces, (a, b)) if a < b else entry.pieces, closed)


def _add_front_matter(page: Page, entries: tuple[Entry, ...], alone: bool) -> None:
    """The title and the description are words that a reader sees; they come first, in the file's order.

    `alone` says that nothing follows the front matter: then what it tells of related articles is read as well.
    """
    seen: set[str] = set()
    summaries = (*SUMMARIES, *RELATED) if alone else SUMMARIES
    for entry in entries:
        kind: BlockKind | None = "title" if entry.key in TITLES else "summary" if entry.key in summaries else None
        words = entry.value(page.text).strip()
        if kind is None or not words or words in seen:
            continue
        seen.add(words)
        marks = Marks(page.text, VALUE_MARKS)
        for a, b in entry.pieces:
            marks.scan(a, b)
        page.add(Part(kind, list(entry.pieces)), marks.edits, marks.links)


# --- publication date -----------------------------------------------------------------------------


@cache
def _months() -> dict[str, int]:
    return {
        word: number
        for cell in cells("lang").values()
        for number, words in enumerate(cell.get("page", {}).get("months", ()), 1)
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


COMPACT = re.compile(r"((?:19|20)\d\d)(?:-?(\d\d))?(?:-?(\d\d))?")


def _meta_date(values: dict[str, str]) -> PartialDate | None:
    """The date that the front matter or the meta tags give; a month or a year alone counts there too."""
    for key in DATES:
        value = values.get(key, "")
        if found := find_date(value):
            return found[2]
        if compact := COMPACT.fullmatch(value):
            try:
                return PartialDate(*(int(part or 0) for part in compact.groups()))
            except ValueError:
                continue
    return None


NEAR_TOP = 16
TIME = re.compile(r"[T\s,]*\d{1,2}[:h]\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[AP]M|[A-Z]{3,4}|[+-]\d\d:?\d\d)?")
CITY = re.compile(r"[^\W\d_][\w .,'’/&()-]{1,60}?\s*[,–—-]\s*\Z")
WIRE = re.compile(r"\s*\)?\s*(?:/|–|—|-|\(|:)")
PARTING = re.compile(r"[|｜·•/]")


def _dateline(document: Document, *, day_first: bool) -> PartialDate | None:
    """A date near the top that stands for the page: alone on its line, labelled, in a byline or a dateline."""
    lines = 0
    for block in document.blocks:
        if block.kind in ("reference", "summary"):
            continue
        for line in document.plain[block.start : min(block.end, block.start + 2000)].split("\n"):
            lines += 1
            if lines > NEAR_TOP:
                return None
            found = find_date(line, day_first)
            if found and _is_dateline(line, *found[:2], listed=block.kind in ("item", "row")):
                return found[2]
    return None


def _is_dateline(line: str, a: int, b: int, *, listed: bool) -> bool:
    """Does the date line[a:b] stand there as the date of the page, not inside what is told? In a list, where each
    entry may have a date of its own, only a label says so."""
    before, time = line[:a].strip(), TIME.match(line, b)
    after = line[time.end() if time else b :].strip()
    if not listed and not after and (not before or (len(before) <= 12 and before.rstrip(",").isalpha())):
        return True  # "Dec 8, 2025", "Wed, 3 March 2021 20:17"
    if PARTING.split(before)[-1].strip(" :：*").lower() in page_words("published"):
        return True  # "作者: 某人 | 发布日期: 2025-05-05"
    if listed:
        return False
    parted = bool(time) or bool(before and PARTING.match(before[-1])) or bool(PARTING.match(after))
    if parted and len(line) <= 140 and not line.rstrip().endswith((".", "。")):
        return True  # "The Wire by A. Writer 2026-03-30 10:04", "Daily digest | 2026-08-22"
    return bool(CITY.match(before)) and bool(WIRE.match(line, b))  # "PARIS, March 10, 2026 /PRNewswire/ --"


URL_DATE = re.compile(r"[/-]((?:19|20)\d\d)[/-](\d{2})(?:[/-](\d{2}))?(?=[/-])")


def _url_date(url: str) -> PartialDate | None:
    """The date in an address such as https://example.org/2016/09/16/…"""
    if found := URL_DATE.search(url[:2000]):
        try:
            return PartialDate(int(found[1]), int(found[2]), int(found[3] or 0))
        except ValueError:
            return None
    return None


def _agreed_date(document: Document) -> PartialDate | None:
    """The day, or else the month, that all dated addresses of the article share; two at least."""
    dates = [date for _, _, url in document.links if (date := _url_date(url))]
    if len(dates) < 2:
        return None
    months = {(date.year, date.month) for date in dates}
    return dates[0] if len(set(dates)) == 1 else PartialDate(*months.pop()) if len(months) == 1 else None


# --- source and language --------------------------------------------------------------------------

WEB = ("http://", "https://")
ARCHIVE = re.compile(r"https?://web\.archive\.org/web/(?:[0-9a-z_*]{1,20}/)?(?=https?://)")


def _url(values: dict[str, str]) -> str:
    """The address of the article by its front matter or meta tags; a bare host is a product's page, not an article."""
    for key in URLS:
        value = values.get(key, "")
        if value.startswith(WEB) and not re.search(r"[\s<>\"]", value) and value.rstrip("/").count("/") > 2:
            return ARCHIVE.sub("", value)
    return ""


def _source_link(document: Document) -> str:
    """The one address that the page names as its original: '[原文链接](…)', 'Source link: …'. A digest names many."""
    found: set[str] = set()
    for a, b, url in document.links:
        start = max(a - 40, document.plain.rfind("\n", 0, a) + 1)
        told = (document.plain[a : min(b, a + 40)], document.plain[start:a])
        if url.startswith(WEB) and any(words.strip(" *_<>[](:：|").lower() in page_words("source") for words in told):
            found.add(url)
    return ARCHIVE.sub("", found.pop()) if len(found) == 1 else ""


def _outlet(values: dict[str, str], url: str) -> str:
    """Who published it: as the front matter or the meta tags say, else the host of its address."""
    for key in OUTLETS:
        if (value := values.get(key, "")) and "://" not in value:
            return value
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


WORD = re.compile(r"[^\W\d_]+")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")


def language(text: str, likely: str = "") -> str:
    """The language most of the text is in, or 'und': Chinese by its characters, others by their function words.

    One function word does not tell a sentence to be in another language than the `likely` one.
    """
    text = text[:60_000]
    han = len(HAN.findall(text))
    votes: Counter[str] = Counter({likely: 3} if likely and likely != "und" and not han else {})
    if len(KANA.findall(text)) * 10 > han + 20:
        return "ja"
    if len(HANGUL.findall(text)) > han:
        return "ko"
    votes["zh"] = han // 3
    words = Counter(word for word in WORD.findall(text) if word.islower())
    for lang, cell in cells("lang").items():
        votes[lang] += 2 * sum(words[word] for word in cell.get("page", {}).get("function_words", ()))
    best, count = max(sorted(votes.items()), key=lambda pair: pair[1])
    return best if count else "und"


# --- one file -------------------------------------------------------------------------------------

MARKDOWN_SIGNS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|\]\([^\s()]{1,400}\)|\*\*[^*\n]{1,200}\*\*|^\|?[ :-]*-\|[-|: ]*$", re.M
)
HTML_START = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--[^<>]{0,2000}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)


def read(path: Path, root: Path | None = None) -> Document:
    """The article in the file. `root` is the folder that its shown path is relative to. Raises ReadError only."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:
        raise ReadError(path, "cannot be read: the name holds a NUL character") from None
    try:
        text, _ = decode(data)
    except ValueError as error:
        raise ReadError(path, str(error)) from None
    return read_text(text, _relative(Path(path), root))


def _relative(path: Path, root: Path | None) -> str:
    """The path as shown: below `root` if it lies there, else the name alone when it is absolute."""
    if root is not None:
        try:
            path = path.absolute().relative_to(root.absolute())
        except ValueError:
            path = Path(path.name)
    elif path.is_absolute():
        path = Path(path.name)
    # A name that is no UTF-8 must not break the writers.
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def read_text(text: str, path: str = "article.txt") -> Document:
    """The article in a text already decoded; the ending of `path` (.html, .md, else text) tells how it is marked up,
    unless the text itself plainly says otherwise."""
    page = Page(text)
    start, entries = front_matter(text)
    meta = [(entry.key, entry.value(text)) for entry in entries]
    _add_front_matter(page, entries, not text[start:].strip())
    form = _form(text, path, start)
    if form == "html":
        meta += add_html(page, start)
    else:
        Markdown(page, start, plain=form == "text").run()
    links = tuple(sorted(page.links))
    draft = Document(Source("", path), text, page.plain, page.offsets, tuple(page.blocks), links, tuple(meta))
    source = _source(draft)
    return Document(source, text, draft.plain, draft.offsets, draft.blocks, links, draft.meta)


def _form(text: str, path: str, start: int) -> str:
    """'html', 'markdown' or 'text': by the file's ending and by what it holds."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("html", "htm", "xhtml") or HTML_START.match(text, start, start + 4000):
        return "html"
    if suffix in ("md", "markdown", "mdx") or start:
        return "markdown"
    signs = MARKDOWN_SIGNS.finditer(text[:100_000])
    return "markdown" if len([sign for sign, _ in zip(signs, range(2), strict=False)]) == 2 else "text"


def _source(draft: Document) -> Source:
    """What is known of the document as a whole."""
    values: dict[str, str] = {}
    for key, value in draft.meta:
        if value.strip():
            values.setdefault(key, value.strip())
    sha = digest(draft.text, length=64)
    url = _url(values) or _source_link(draft)
    spoken = (draft.plain[block.start : block.end] for block in draft.blocks if block.kind not in ("reference", "row"))
    lang = language("\n".join(spoken))
    published = (
        _meta_date(values)
        or _dateline(draft, day_first=lang in ("fr", "de", "es", "it"))
        or _url_date(url)
        or _agreed_date(draft)
    )
    return Source(f"d{sha[:12]}", draft.source.path, _title(draft), url, _outlet(values, url), published, lang, sha)


def _title(document: Document) -> str:
    """The title given, else the first heading of the top level, else a heading that the page begins with."""
    for number, block in enumerate(document.blocks[:6]):
        if block.kind == "title" or (block.kind == "heading" and (block.level == 1 or number == 0)):
            return " ".join(document.plain[block.start : block.end].split())[:300]
    return next((value.strip() for key, value in document.meta if key == "name" and value.strip()), "")
