"""Which form of an answer a client wants: the Accept header, with its weights, against what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write an answer: its short name, its media type as it is sent, the ending of a file of it."""

    name: str
    media: str

    @property
    def plain(self) -> str:
        """The media type without parameters."""
        return self.media.partition(";")[0]


# The first is what a client gets that says nothing, or */*.
ROWS = (
    Form("json", "application/sparql-results+json"),
    Form("xml", "application/sparql-results+xml"),
    Form("csv", "text/csv; charset=utf-8"),
    Form("tsv", "text/tab-separated-values; charset=utf-8"),
    Form("json", "application/json"),
    Form("xml", "application/xml"),
    Form("xml", "text/xml; charset=utf-8"),
)
GRAPHS = (
    Form("ttl", "text/turtle; charset=utf-8"),
    Form("nt", "application/n-triples"),
    Form("rdf", "application/rdf+xml"),
    Form("nt", "text/plain; charset=utf-8"),
    Form("ttl", "application/x-turtle"),
    Form("rdf", "application/xml"),
)
HTML = Form("html", "text/html; charset=utf-8")


def choose(accept: str, offered: Sequence[Form]) -> Form | None:
    """The form that the header likes best (the first of equals), None where it takes none of them."""
    ranges = list(_ranges(accept)) or [("*", "*", 1.0)]
    weights = [(_weight(form.plain, ranges), -place, form) for place, form in enumerate(offered)]
    best = max(weights, key=lambda one: one[:2])
    return best[2] if best[0] > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        kind, slash, sub = media.partition("/")
        if not slash:
            continue
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                weight = _number(value.strip())
        yield kind.strip(), sub.strip(), weight


def _number(text: str) -> float:
    """A weight from 0 to 1; what is no number is taken as if it were not there."""
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _weight(media: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The weight of the closest range that covers a media type: text/csv before text/* before */*."""
    kind, _, sub = media.partition("/")
    fits = [
        ((has_kind != "*") + (has_sub != "*"), weight)
        for has_kind, has_sub, weight in ranges
        if has_kind in ("*", kind) and has_sub in ("*", sub)
    ]
    return max(fits)[1] if fits else 0.0
