"""Claims as lines of JSON, the form in which they travel between machines and lie in `out/claims.jsonl`.

Each line stands alone: it holds the claim, its words and offsets, and what is known of its document. So files of
claims can be joined, cut and sorted with any tool, and the sorted union of several is again a file of claims.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from graphkit.model import (
    Claim,
    Code,
    Extraction,
    Money,
    PartialDate,
    Source,
    Span,
    Status,
    Text,
    Thing,
    Value,
)

STATUSES = frozenset(get_args(Status))


class ClaimsError(ValueError):
    """A file of claims that cannot be used; the message says which line and why."""


# --- writing --------------------------------------------------------------------------------------


def _number(value: Decimal) -> int | float | str:
    """The JSON number that reads back as the same decimal; its digits as a string where no JSON number does."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def _thing(thing: Thing) -> dict[str, str]:
    return {"key": thing.key, "kind": thing.kind, "name": thing.name}


def value_fields(value: Value) -> dict[str, Any]:
    """A claim's object as JSON: one key that tells what it is ('thing', 'money', 'date', 'text', 'code')."""
    match value:
        case Thing():
            return {"thing": _thing(value)}
        case Money():
            return {"money": {"value": _number(value.value), "currency": value.currency}}
        case PartialDate():
            return {"date": str(value)}
        case Text():
            return {"text": {"text": value.text, "lang": value.lang}}
        case Code():
            return {"code": value.name}


def fields(claim: Claim, source: Source) -> dict[str, Any]:
    """One claim as the JSON object of its line; plain values only, keys in a fixed order."""
    return {
        "doc": source.id,
        "path": source.path,
        "title": source.title,
        "url": source.url,
        "outlet": source.outlet,
        "published": str(source.published) if source.published else None,
        "doclang": source.lang,
        "sha256": source.sha256,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "quote": claim.quote,
        "lang": claim.lang,
        "subject": _thing(claim.subject),
        "predicate": claim.predicate,
        "object": value_fields(claim.object),
        "rule": claim.rule,
        "status": claim.status,
        "confidence": _number(claim.confidence),
        "extractor": claim.extractor,
        "qualifiers": dict(claim.qualifiers),
    }


def lines(extractions: Iterable[Extraction]) -> Iterator[str]:
    """The claims as lines of JSON, each ended by a line feed, in reading order; a repeated claim once."""
    everything = {
        (claim.order, _ENCODER.encode(fields(claim, extraction.source)))
        for extraction in extractions
        for claim in extraction.claims
    }
    for _, line in sorted(everything):
        yield line + "\n"


# --- reading --------------------------------------------------------------------------------------


def _read_thing(doc: str, data: dict[str, str]) -> Thing:
    return Thing(doc, data["key"], data["kind"], data["name"])


def _read_value(doc: str, data: dict[str, Any]) -> Value:
    ((kind, value),) = data.items()
    match kind:
        case "thing":
            return _read_thing(doc, value)
        case "money":
            return Money(Decimal(str(value["value"])), value["currency"])
        case "date":
            return PartialDate.parse(value)
        case "text":
            return Text(value["text"], value["lang"])
        case "code":
            return Code(value)
    raise ValueError(f"an object of an unknown kind, {kind!r}")


_OF_SOURCE = ("doc", "path", "title", "url", "outlet", "published", "doclang", "sha256")
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_float=Decimal)  # json.loads would make one for every line


def _read_source(data: dict[str, Any]) -> Source:
    return Source(
        id=data["doc"],
        path=data["path"],
        title=data["title"],
        url=data["url"],
        outlet=data["outlet"],
        published=PartialDate.parse(data["published"]) if data["published"] else None,
        lang=data["doclang"],
        sha256=data["sha256"],
    )


def _read_claim(data: dict[str, Any]) -> Claim:
    doc = data["doc"]
    if data["status"] not in STATUSES:
        raise ValueError(f"an unknown status, {data['status']!r}")
    return Claim(
        evidence=Span(doc, data["start"], data["end"]),
        subject=_read_thing(doc, data["subject"]),
        predicate=data["predicate"],
        object=_read_value(doc, data["object"]),
        quote=data["quote"],
        lang=data["lang"],
        rule=data["rule"],
        status=data["status"],
        confidence=Decimal(str(data["confidence"])),
        extractor=data["extractor"],
        qualifiers=tuple(sorted(data["qualifiers"].items())),
    )


def parse(text: str, *, name: str = "claims") -> tuple[Extraction, ...]:
    """Lines of JSON back to what each document gave, sorted by document.

    `name` is how messages call the text. Raises ClaimsError, naming the line, on anything that is no claim.
    """
    sources: dict[str, Source] = {}
    claims: dict[str, list[Claim]] = {}
    before: tuple[object, ...] = ()  # what the line before says of its document: the next is mostly of the same
    # split at line feeds only: str.splitlines would also cut at U+2028, which may stand inside a quote
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = _DECODER.decode(line)
            told = tuple(data[name] for name in _OF_SOURCE)
            if told != before:
                source, before = _read_source(data), told
                sources[source.id] = min(source, sources.get(source.id, source), key=_source_order)
            claims.setdefault(data["doc"], []).append(_read_claim(data))
        except KeyError as error:
            raise ClaimsError(f"{name}, line {number}: no field {error}") from error
        except (ValueError, TypeError, AttributeError, InvalidOperation) as error:
            raise ClaimsError(f"{name}, line {number}: {error}") from error
    return tuple(Extraction(sources[doc], in_order(claims[doc])) for doc in sorted(claims))


def read(path: Path) -> tuple[Extraction, ...]:
    """The claims of one file, as `parse` gives them. Raises ClaimsError or OSError."""
    try:
        return parse(path.read_text(encoding="utf-8"), name=str(path))
    except UnicodeDecodeError as error:
        raise ClaimsError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error


def union(extractions: Iterable[Extraction]) -> tuple[Extraction, ...]:
    """Several machines' extractions as one: neither order nor overlap makes a difference."""
    sources: dict[str, Source] = {}
    claims: dict[str, set[Claim]] = {}
    for extraction in extractions:
        source = extraction.source
        sources[source.id] = min(source, sources.get(source.id, source), key=_source_order)
        claims.setdefault(source.id, set()).update(extraction.claims)
    return tuple(Extraction(sources[doc], in_order(claims[doc])) for doc in sorted(claims))


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in reading order, each once."""
    return tuple(sorted(set(claims), key=lambda claim: (claim.order, str(claim.confidence), claim.extractor)))


def _source_order(source: Source) -> tuple[str, ...]:
    return (source.path, source.title, source.url, source.outlet, str(source.published), source.lang)
