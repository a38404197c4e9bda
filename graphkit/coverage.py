"""What the grammar holds, cell by cell, and what it made of given articles: how the next gap is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.grammar import cells, folders

# Sentences with one of these were worth reading for an investor, so if they gave nothing, someone should look
TELLING_KINDS = frozenset({"Money", "FundingRound", "RoundKind"})


def sizes(path: str) -> dict[str, str]:
    """For one folder of cells: language -> 'rules/examples', or the number of words where a cell has no rules."""
    return {lang: _size(cell) for lang, cell in cells(path).items()}


def _size(cell: dict[str, Any]) -> str:
    if "rule" in cell:
        return f"{len(cell['rule'])}/{len(cell.get('example', ()))}"
    return str(sum(_words(value) for value in cell.values()) or 1)


def _words(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_words, value.values()))
    return len(value) if isinstance(value, list) else 1


def matrix() -> str:
    """The cells of the grammar as a table: rows are kinds and relations, columns languages; '.' is an empty cell."""
    paths = [f"{floor}/{name}" for floor in ("spot", "relate") for name in folders(floor)]
    table = {path: sizes(path) for path in paths}
    languages = sorted({lang for row in table.values() for lang in row})
    width = max(map(len, paths), default=0)
    lines = [" ".join([f"{'':<{width}}", *(f"{lang:>7}" for lang in languages)])]
    lines += [
        " ".join([f"{path:<{width}}", *(f"{row.get(lang, '.'):>7}" for lang in languages)])
        for path, row in table.items()
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


@dataclass(frozen=True, slots=True)
class Covered:
    """One article: how often each rule spoke, which sentences with money or a round gave nothing, what was dropped."""

    path: str
    rules: Counter[str]
    silent: tuple[str, ...]
    dropped: tuple[str, ...]


def cover(path: Path) -> Covered:
    """Reads one article and tells what each rule made of it. Raises ReadError."""
    from graphkit.extract import read_document
    from graphkit.read import read
    from graphkit.split import split
    from graphkit.spot import spot

    document = read(path)
    sentences = split(document)
    spotted = spot(document, sentences)
    extraction = read_document(document)
    told = [claim.evidence for claim in extraction.claims if claim.predicate != "name"]
    silent = []
    for sentence, mentions in zip(sentences, spotted.mentions, strict=True):
        if not any(mention.kind in TELLING_KINDS for mention in mentions):
            continue
        span = document.span(sentence.start, sentence.end)
        if not any(evidence.start < span.end and span.start < evidence.end for evidence in told):
            silent.append(" ".join(sentence.text.split()))
    return Covered(
        path=document.source.path,
        rules=Counter(f"{claim.predicate}: {claim.rule}" for claim in extraction.claims if claim.predicate != "name"),
        silent=tuple(silent),
        dropped=tuple(f"{drop.reason}" + (f" «{drop.words}»" if drop.words else "") for drop in extraction.dropped),
    )


def coverage(paths: Iterable[Path]) -> str:
    """Rules that fired, most often first; then per article the sentences that gave nothing and what was dropped."""
    covered = [cover(path) for path in paths]
    rules: Counter[str] = Counter()
    for one in covered:
        rules.update(one.rules)
    lines = ["Rules that fired:"]
    lines += [f"{count:6}  {name}" for name, count in sorted(rules.items(), key=lambda entry: (-entry[1], entry[0]))]
    for one in covered:
        for title, told in (("gave nothing", one.silent), ("dropped", one.dropped)):
            if told:
                lines += ["", f"{one.path}, {title}:", *(f"  {line}" for line in told)]
    return "\n".join(lines) + "\n"
