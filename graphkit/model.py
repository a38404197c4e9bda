"""The values that flow between the steps. Standard library only; nothing here reads a file.

Everything is frozen, so a step can hand its values on without fear. Counts of characters are Unicode
code points (what Python slicing counts); money is in whole currency units (600000000, never "600 million").
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["closed", "in_talks", "rumoured", "planned", "denied"]
Rank = Literal["Preferred", "Normal", "Deprecated"]
Approximation = Literal["", "about", "under", "over"]

ISO_4217 = re.compile(r"[A-Z]{3}\Z")


def digest(*parts: str, length: int = 12) -> str:
    """The first `length` hex digits of SHA-256 over the parts, joined by line feeds. Ids come from here only."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


# --- values ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one document, counted in code points of the text as decoded."""

    doc: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"{self.doc}: empty or backward span {self.start}-{self.end}")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day, as precise as the source and no more."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999:
            raise ValueError(f"year {self.year} is out of range")
        if self.day and not self.month:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """'2024', '2024-06' or '2024-06-11' (ISO 8601). Raises ValueError on anything else."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
            raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*(int(part) for part in text.split("-")))

    @property
    def first_day(self) -> date:
        """The first day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def datatype(self) -> str:
        """Local name of its XML Schema datatype."""
        return "date" if self.day else "gYearMonth" if self.month else "gYear"

    def agrees(self, other: PartialDate) -> bool:
        """Could both name the same day?"""
        mine, theirs = str(self), str(other)
        return mine.startswith(theirs) or theirs.startswith(mine)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """So many units of one currency (ISO 4217). The hedge of the words that said it stays on the claim."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not ISO_4217.match(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 code")
        if not self.value.is_finite() or self.value < 0:
            raise ValueError(f"{self.value} is no amount of money")

    @property
    def number(self) -> str:
        """The value in plain digits: '600000000', '14.99'; no exponent, no trailing zero."""
        text = format(self.value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def __str__(self) -> str:
        return f"{self.currency} {self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """Words with the language they are in ('zh', 'en', 'fr', 'und')."""

    text: str
    lang: str = "und"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A member of one of the ontology's code lists: 'SeriesA', 'Debt', 'Closed'."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something one document names. `key` is unique inside the document; `kind` is a class of the ontology."""

    doc: str
    key: str
    kind: str
    name: str

    def __str__(self) -> str:
        return self.name


Value = Thing | Money | PartialDate | Text | Code


# --- documents ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """What is known of a document as a whole; travels with its claims. `path` is relative to the folder given."""

    id: str
    path: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: PartialDate | None = None
    lang: str = "und"
    sha256: str = ""


BlockKind = Literal["title", "heading", "paragraph", "item", "row", "summary", "reference"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row of the reading text. `header` holds a row's column names,
    `cells` the stretches of its cells, `section` the index of the heading block it stands under (or -1)."""

    kind: BlockKind
    start: int
    end: int
    section: int = -1
    level: int = 0
    header: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. `text` is the file as decoded. `plain` is what a reader sees of it: link addresses, tags,
    emphasis marks, front matter keys left out. `offsets[i]` is where character i of `plain` stands in `text`, so a
    stretch of `plain` always maps back to a true slice of the file."""

    source: Source
    text: str
    plain: str
    offsets: array[int] | Sequence[int]
    blocks: tuple[Block, ...]
    links: tuple[tuple[int, int, str], ...] = ()
    meta: tuple[tuple[str, str], ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The stretch of the file that plain[start:end] came from. An entity at its end (`&#34;`) is taken whole."""
        stop = self.offsets[end - 1] + 1
        if self.text[stop - 1] == "&":
            semicolon = self.text.find(";", stop, stop + 33)
            decoded = end >= len(self.offsets) or self.offsets[end] != stop
            if decoded and self.text[stop : max(semicolon, stop)].lstrip("#").isalnum():
                stop = semicolon + 1
        return Span(self.source.id, self.offsets[start], stop)

    def quote(self, span: Span) -> str:
        """The file's own characters there, markup included."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the reading text: where it starts and ends in `plain`, its words, its block's index."""

    start: int
    end: int
    text: str
    block: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Something spotted in the reading text: plain[start:end] == text. `kind` is a class of the ontology, or 'Date',
    'Name' (a name whose type nothing has told yet), 'Post' (a job title). `value` is what it means, where it means
    a value; `approximation` its hedge; `names` further spellings it gives (米斯特拉尔（Mistral） gives two)."""

    start: int
    end: int
    kind: str
    text: str
    value: Money | PartialDate | Code | Text | None = None
    approximation: Approximation = ""
    names: tuple[str, ...] = ()
    rule: str = ""
    weight: int = 0


# --- claims ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, in one passage, of one document. No holes.

    `predicate` is the local name of a property of the ontology, or 'name' (the passage uses `object`, a Text, as a
    name of `subject`; qualifiers 'kind' and 'why' tell what type the words suggest). `quote` is the file's own
    slice at `evidence`. `qualifiers` are sorted pairs: role, asOf, approximation, basis, contribution, kind, why.
    """

    evidence: Span
    subject: Thing
    predicate: str
    object: Value
    quote: str
    lang: str
    rule: str
    status: Status = "closed"
    confidence: Decimal = Decimal("0.9")
    extractor: str = "rules"
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Reading order; a total order over any two claims."""
        return (
            self.evidence.doc,
            f"{self.evidence.start:012d}",
            f"{self.evidence.end:012d}",
            self.subject.key,
            self.predicate,
            type(self.object).__name__,
            str(self.object),
            self.rule,
            self.status,
            repr(self.qualifiers),
        )

    def qualifier(self, name: str) -> str:
        """The qualifier's value, or ''."""
        return next((value for key, value in self.qualifiers if key == name), "")


@dataclass(frozen=True, slots=True, order=True)
class Dropped:
    """Something that was seen and not used, and why. `where` is a path, with offsets when they are known."""

    where: str
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one file gave."""

    source: Source
    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...] = ()


# --- the graph ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two things of one or two documents taken for one, or kept apart, or perhaps the same; and why, in words."""

    a: Thing
    b: Thing
    verdict: Literal["same", "apart", "possible"]
    reason: str
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph. `id` is its local IRI: 'agent/mistral-ai', 'product/le-chat', 'place/paris',
    'round/mistral-ai-2024-06'. `kind` is its core class; `roles` the derived ones ('Investor', 'Partner')."""

    id: str
    kind: str
    name: str
    names: tuple[Text, ...] = ()
    things: tuple[Thing, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedClaim:
    """A claim with its rank; `reason` is a code of ontology.md 2.4 where the rank was decided against a rival."""

    claim: Claim
    rank: Rank = "Normal"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about entities and the claims that make it. `subject` is an entity id; `object` an entity id
    (str) or a value. `followed` tells whether the graph holds it to be so: what lost to a rival stays, unfollowed."""

    subject: str
    predicate: str
    object: str | Money | PartialDate | Text | Code
    claims: tuple[RankedClaim, ...] = field(default=())
    followed: bool = True
