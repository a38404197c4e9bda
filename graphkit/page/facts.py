"""The graph as the page carries it: two JSON blocks, each thing, rule and sentence written once.

`graph` is read when the page opens: things, relations, which quotes stand behind them. `evidence` is read at the first
look at a quote: paragraphs, and where in them each quote stands. Lists instead of objects, positions instead of
names: 20,000 things with a quote each stay within a few megabytes. `data.js` unpacks what is packed here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from graphkit import vocabulary
from graphkit.model import Claim, Code, Entity, Fact, Money, PartialDate, RankedClaim, Source, Text

BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of text around, and so can make a name look like another."""

# What a reader of the article does not see: link addresses, emphasis, picture marks, tags, footnote marks.
MARKUP = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|\[\^[^\]\n]*\]|\]\([^)\n]*\)|\[|\]|\*\*|`|<[a-zA-Z/][^<>\n]*>|^#{1,6} |^[-*] ", re.M
)

LONGEST = 560
"""Characters of context around a quote: about a paragraph. A longer one is cut at the words next to the quote."""
NO_CONTEXT_ABOVE = 6_000
"""With more quotes than this the page holds the sentences alone, not their paragraphs."""


@dataclass
class Numbered:
    """Values in the order they were first met; asking for one gives its number."""

    values: list[Any] = field(default_factory=list)
    numbers: dict[Any, int] = field(default_factory=dict)

    def number(self, value: Any, key: Any = None) -> int:
        """The number of the value, a new one if it is new."""
        key = value if key is None else key
        if key not in self.numbers:
            self.numbers[key] = len(self.values)
            self.values.append(value)
        return self.numbers[key]


@dataclass
class Packed:
    """What goes into the page. `graph` and `evidence` are JSON-ready; `links` are pairs of node indices with the index
    of their fact, in the order of the facts."""

    graph: dict[str, Any]
    evidence: dict[str, Any]
    links: list[tuple[int, int, int]]


def pack(graph: Any) -> Packed:
    """The networkx graph (see graph.assemble) as the two blocks of the page, in an order that names alone decide."""
    ids = sorted(graph.nodes)
    index = {id: i for i, id in enumerate(ids)}
    sources: dict[str, Source] = graph.graph.get("sources", {})
    quotes = Quotes(sources, graph.graph.get("texts") or {}, _quote_count(graph))
    kinds, predicates, forms, rules = Numbered(), Numbered(), Numbered(), Numbered()
    relations = _relations(graph)
    facts: list[list[Any]] = []
    links: list[tuple[int, int, int]] = []

    def packed(fact: Fact, status: str) -> list[Any]:
        claims: list[int] = []
        for ranked in sorted(fact.claims, key=lambda ranked: ranked.claim.order):
            form = _form(ranked, rules)
            claims += (quotes.number(ranked.claim), forms.number(form, repr(form)))
        row: list[Any] = [index[fact.subject], predicates.number(fact.predicate), _value(fact.object, index), claims]
        flags = (0 if fact.followed else _unfollowed(fact, relations), status if status != "closed" else 0)
        return row + list(flags if flags[1] else flags[:1] if flags[0] else ())

    for u, v, attributes in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["predicate"])):
        links.append((index[u], index[v], len(facts)))
        facts.append(packed(attributes["fact"], attributes.get("status", "closed")))
    values = [fact for id in ids for fact in graph.nodes[id].get("facts", ()) if _known(fact, index)]
    facts += [packed(fact, "closed") for fact in sorted(values, key=_fact_order)]

    nodes = [_node(graph.nodes[id], id, kinds) for id in ids]
    block = {
        "base": graph.graph.get("base", ""),
        "licence": graph.graph.get("licence", ""),
        "kinds": kinds.values,
        "predicates": predicates.values,
        "nodes": nodes,
        "facts": facts,
        "forms": forms.values,
        "rules": rules.values,
        "sources": quotes.sources.values,
        "terms": _terms(kinds.values, predicates.values, facts),
    }
    return Packed(block, {"paragraphs": quotes.paragraphs.values, "quotes": quotes.rows.values}, links)


UNFOLLOWED = {
    "conflict": 1,
    "restatement": 2,
    "set aside": 3,
    "rounding": 4,
    "precision": 5,
    "part": 6,
    "other-time": 7,
}
"""Why the graph does not follow a value, as the page numbers it; "set aside": every claim of it was found wrong."""


def _relations(graph: Any) -> dict[tuple[str, str, str], int]:
    """(subject, predicate, value) of each value that stands beside a followed one -> how the two relate."""
    from graphkit.disputes import disputed

    edges = [attributes["fact"] for _, _, attributes in graph.edges(data=True)]
    values = [fact for _, attributes in graph.nodes(data=True) for fact in attributes.get("facts", ())]
    found: dict[tuple[str, str, str], int] = {}
    for dispute in disputed(edges + values):
        if dispute.b is not dispute.a and dispute.relation in UNFOLLOWED:
            found[dispute.subject, dispute.predicate, str(dispute.b.object)] = UNFOLLOWED[dispute.relation]
    return found


def clean(text: str) -> str:
    """Text as it may be shown: without characters that turn the reading direction."""
    return BIDI_CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")


def _unfollowed(fact: Fact, relations: dict[tuple[str, str, str], int]) -> int:
    if all(ranked.rank == "Deprecated" for ranked in fact.claims):
        return UNFOLLOWED["set aside"]
    return relations.get((fact.subject, fact.predicate, str(fact.object)), UNFOLLOWED["conflict"])


def _known(fact: Fact, index: dict[str, int]) -> bool:
    return not isinstance(fact.object, str) or fact.object in index


def _quote_count(graph: Any) -> int:
    edges = sum(len(attributes["fact"].claims) for _, _, attributes in graph.edges(data=True))
    return edges + sum(
        len(fact.claims) for _, attributes in graph.nodes(data=True) for fact in attributes.get("facts", ())
    )


def _fact_order(fact: Fact) -> tuple[str, ...]:
    return (fact.subject, fact.predicate, "" if fact.followed else "x", type(fact.object).__name__, str(fact.object))


def _node(attributes: dict[str, Any], id: str, kinds: Numbered) -> list[Any]:
    """[id, kind, roles (1 investor, 2 partner), label, other names as text, language, text, language...]"""
    entity: Entity = attributes["entity"]
    roles = ("Investor" in attributes.get("roles", ())) + 2 * ("Partner" in attributes.get("roles", ()))
    row: list[Any] = [clean(id), kinds.number(attributes["kind"]), roles, clean(entity.name)]
    seen = {(entity.name, "en")}
    others: list[str] = []
    for name in sorted(entity.names, key=lambda name: (name.lang, name.text)):
        if (name.text, name.lang) not in seen:
            seen.add((name.text, name.lang))
            others += (clean(name.text), name.lang)
    return [*row, others] if others else row


def _value(value: str | Money | PartialDate | Text | Code, index: dict[str, int]) -> int | list[str]:
    """A thing as its index; anything else as a short list that starts with its type."""
    if isinstance(value, str):
        return index[value]
    if isinstance(value, Money):
        return ["m", value.number, value.currency]
    if isinstance(value, PartialDate):
        return ["d", str(value)]
    if isinstance(value, Code):
        return ["c", value.name]
    return ["t", clean(value.text), value.lang]


def _form(ranked: RankedClaim, rules: Numbered) -> list[Any]:
    """What many claims share: [rule, status, rank, reason, confidence in per cent, extractor, qualifiers]."""
    claim = ranked.claim
    qualifiers = [clean(part) for pair in claim.qualifiers for part in pair]
    confidence = int(claim.confidence * 100)
    return [
        rules.number(clean(claim.rule)),
        claim.status,
        ranked.rank,
        ranked.reason,
        confidence,
        claim.extractor,
        qualifiers,
    ]


def _terms(kinds: Iterable[str], predicates: Iterable[str], facts: Iterable[list[Any]]) -> dict[str, list[str]]:
    """Labels of the terms that this page uses: name -> [en, fr, zh]."""
    codes = {row[2][1] for row in facts if isinstance(row[2], list) and row[2][0] == "c"}
    named = {
        *kinds,
        *predicates,
        *codes,
        "Investor",
        "Partner",
        "Closed",
        "InTalks",
        "Rumoured",
        "Planned",
        "Preferred",
        "Normal",
        "Deprecated",
    }
    terms = vocabulary.terms()
    found = {}
    for name in sorted(named):
        labels = dict(terms[name].labels) if name in terms else {}
        english = labels.get("en", name)
        found[name] = [english, labels.get("fr", english), labels.get("zh", english)]
    return found


# --- quotes in their paragraphs ---------------------------------------------------------------------


def utf16(text: str) -> int:
    """How many units JavaScript counts in the text."""
    return len(text) + sum(character > "\uffff" for character in text)


def readable(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without markup, and the stretches of the original that were kept."""
    kept, at = [], 0
    for mark in MARKUP.finditer(text):
        if mark.start() > at:
            kept.append((at, mark.start()))
        at = mark.end()
    if at < len(text):
        kept.append((at, len(text)))
    return "".join(text[start:end] for start, end in kept), kept


class Quotes:
    """Numbers the quotes; each points into a paragraph that several may share."""

    def __init__(self, sources: dict[str, Source], texts: dict[str, str], count: int) -> None:
        self.known = sources
        self.texts = texts if count <= NO_CONTEXT_ABOVE else {}
        self.sources, self.paragraphs, self.rows, self.languages = Numbered(), Numbered(), Numbered(), Numbered()
        self.plain: dict[tuple[str, int, int], tuple[str, list[tuple[int, int]], list[int]]] = {}

    def number(self, claim: Claim) -> int:
        """The number of the claim's quote. Its row is [source, start, end, language, from, to, paragraph]: code points
        in the file, UTF-16 units in the paragraph. What can be told from the rest is left out from the end: a
        paragraph that no quote before had, a quote that is all of it, the source's language, the end by length."""
        span = claim.evidence
        key = (span.doc, span.start, span.end, claim.lang)
        if key in self.rows.numbers:
            return self.rows.numbers[key]
        paragraph, start, end = self._paragraph(claim)
        source = self.sources.number(self._source(span.doc), span.doc)
        fresh = paragraph not in self.paragraphs.numbers
        length = utf16(paragraph)
        row: list[Any] = [source, span.start, span.end, claim.lang, start, end, self.paragraphs.number(paragraph)]
        usual = [source, span.start, span.start + len(paragraph), self.sources.values[source][6], 0, length]
        if fresh:
            row.pop()
            while len(row) > 2 and row[-1] == usual[len(row) - 1]:
                row.pop()
        return self.rows.number(row, key)

    def _source(self, doc: str) -> list[str]:
        """[id, path, title, address, outlet, date, language]; the address only if it is one of the web."""
        source = self.known.get(doc) or Source(doc, doc)
        url = source.url if re.match(r"https?://", source.url) else ""
        title = source.title or source.path
        date = str(source.published) if source.published else ""
        return [source.id, clean(source.path), clean(title), url, clean(source.outlet), date, source.lang]

    def _paragraph(self, claim: Claim) -> tuple[str, int, int]:
        """The words around the quote as a reader sees them, and where in them the quote starts and ends."""
        span = claim.evidence
        text = self.texts.get(span.doc, "")
        if text[span.start : span.end] != claim.quote:
            shown, _ = readable(claim.quote)
            shown = clean(shown) or clean(claim.quote)
            return shown, 0, utf16(shown)
        first = text.rfind("\n", 0, span.start) + 1
        last = text.find("\n", span.end)
        last = len(text) if last < 0 else last
        shown, kept, before = self._readable(span.doc, text, first, last)
        start, end = _moved(span.start - first, kept, before), _moved(span.end - first, kept, before)
        room = max(0, LONGEST - (end - start)) // 2
        left = 0 if len(shown) <= LONGEST or start <= room else _cut(shown, start - room, 1)
        right = len(shown) if len(shown) <= LONGEST or len(shown) - end <= room else _cut(shown, end + room, -1)
        head, quote, tail = clean(shown[left:start]), clean(shown[start:end]), clean(shown[end:right])
        head, tail = ("… " if left else "") + head.lstrip(), tail.rstrip() + (" …" if right < len(shown) else "")
        return head + quote + tail, utf16(head), utf16(head) + utf16(quote)

    def _readable(self, doc: str, text: str, first: int, last: int) -> tuple[str, list[tuple[int, int]], list[int]]:
        key = (doc, first, last)
        if key not in self.plain:
            shown, kept = readable(text[first:last])
            before = [0, *accumulate(end - start for start, end in kept)]
            self.plain[key] = (shown, kept, before)
        return self.plain[key]


def _moved(offset: int, kept: list[tuple[int, int]], before: list[int]) -> int:
    """Where an offset of the original stands once the markup is gone."""
    part = bisect_right([start for start, _ in kept], offset) - 1
    if part < 0:
        return 0
    start, end = kept[part]
    return before[part] + min(offset, end) - start


def _cut(text: str, at: int, step: int) -> int:
    """The nearest place to cut without splitting a word, looking from `at` towards the quote."""
    spaces = [found.end() if step > 0 else found.start() for found in re.finditer(r"[\s，。；、]", text)]
    place = bisect_left(spaces, at) if step > 0 else bisect_right(spaces, at) - 1
    return spaces[place] if 0 <= place < len(spaces) and abs(spaces[place] - at) < 40 else at
