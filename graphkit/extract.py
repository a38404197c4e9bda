"""Extract: read, split, spot, relate, bind, in a row. A pure function of one file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from graphkit import bind as binding
from graphkit import cards, rows
from graphkit import relate as relating
from graphkit.columns import roles_of
from graphkit.grammar import cells
from graphkit.masks import Masked
from graphkit.model import Document, Extraction, Sentence
from graphkit.read import language, read
from graphkit.split import split
from graphkit.spot import spot

Extractor = Callable[[Path], Extraction]


@cache
def _moods() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for cell in cells("spot/Status").values():
        for mood, words in sorted(cell.get("words", {}).items()):
            if words:
                found.append((re.compile("|".join(sorted(words, key=lambda w: (-len(w), w)))), mood))
    return tuple(found)


@cache
def _turns() -> re.Pattern[str]:
    words = [word for cell in cells("spot/Status").values() for word in cell.get("turns", [])]
    return re.compile("|".join(sorted(set(words), key=lambda w: (-len(w), w))) or r"(?!)")


@cache
def _supposing() -> re.Pattern[str]:
    """Words that open a worked example: what the paragraph tells did not happen."""
    words = [word for cell in cells("spot/Status").values() for word in cell.get("supposed", [])]
    return re.compile("|".join(sorted(set(words), key=lambda w: (-len(w), w))) or r"(?!)", re.IGNORECASE)


def moods_in(masked: Masked) -> list[tuple[int, int, str]]:
    """Stretches of the reading text that are in talks, planned, rumoured or denied: the clause around each such word."""
    text = masked.text
    cuts: list[int] | None = None
    found = []
    for pattern, mood in _moods():
        for match in pattern.finditer(text):
            if cuts is None:
                cuts = [0, *(m.start() for m in _turns().finditer(text)), len(text)]
            left = max(cut for cut in cuts if cut <= match.start())
            right = min(cut for cut in cuts if cut > match.start() or cut == len(text))
            found.append((masked.plain_start(left), masked.plain_end(right) if right else 0, mood))
    order = ("denied", "in_talks", "rumoured", "planned")
    return sorted(found, key=lambda f: (order.index(f[2]), f[0]))


class _Languages(dict[int, str]):
    """The language of a sentence, found out when a claim is made from it; the document's where the words do not tell."""

    def __init__(self, document: Document, sentences: Sequence[Sentence]) -> None:
        super().__init__()
        self.document, self.sentences = document, sentences

    def __missing__(self, index: int) -> str:
        found = language(self.sentences[index].text, self.document.source.lang)
        self[index] = self.document.source.lang if found == "und" else found
        return self[index]


def read_document(document: Document) -> Extraction:
    """The claims of a document that has been read."""
    sentences = split(document)
    spotted = spot(document, sentences)
    drafts: list[relating.Draft] = []
    supposed = {sentence.block for sentence in sentences if _supposing().search(sentence.text)}
    moods: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    lang_of = _Languages(document, sentences)
    for index, sentence in enumerate(sentences):
        if not spotted.mentions[index] and not sentence.text.rstrip().endswith((":", "：")):
            continue  # nothing to tell, and no list that it announces
        block = document.blocks[sentence.block]
        if roles_of(block):
            if row := rows.draft_of(document, block, index, spotted.mentions[index]):
                drafts.append(row)
            continue
        masked, found = relating.relate(sentence, spotted.mentions[index], index)
        if card := cards.draft_of(document, block, index, sentence, spotted.mentions[index]):
            # a labelled line is no sentence: beside the label counts what it tells of rounds, and a rule that says the same
            about = {"round"} | {claim[1] for claim in card.rule.claims} | cards.more_of_people(card)
            found = (*(draft for draft in found if any(about & set(claim[:2]) for claim in draft.rule.claims)), card)
        if found:
            drafts.extend(found)
            moods[index] = moods_in(masked)
            if sentence.block in supposed:
                moods[index].insert(0, (sentence.start, sentence.end, "supposed"))
    claims, dropped = binding.bind(document, spotted, drafts, moods, lang_of)
    return Extraction(document.source, claims, dropped)


def extract(path: Path, root: Path | None = None) -> Extraction:
    """The claims of one file. Raises read.ReadError where the file cannot be read."""
    return read_document(read(path, root))
