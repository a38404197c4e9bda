"""Prose that is not about business: manuals and licences. Next to nothing may be claimed there."""

from __future__ import annotations

import argparse
import email
import email.message
import itertools
import logging
import re
import subprocess
import unittest.mock
from collections.abc import Iterator
from pathlib import Path
from pydoc_data import topics as manual

import pytest

from graphkit import extract
from graphkit.model import Claim

PARAGRAPHS = 500
MOST = 5  # true ones count too: the address of a foundation, a licence and who publishes it
LICENCES = Path("/usr/share/common-licenses")
MODULES = (argparse, email, email.message, logging, subprocess, unittest.mock)


def licences() -> Iterator[str]:
    """The licences of the system, where it keeps them; most Linux systems do."""
    if LICENCES.is_dir():
        for path in sorted(LICENCES.iterdir()):
            if path.is_file() and not path.is_symlink():
                yield path.read_text(encoding="utf-8", errors="replace")


def docstrings() -> Iterator[str]:
    for module in MODULES:
        yield module.__doc__ or ""
        for _, thing in sorted(vars(module).items()):
            if isinstance(thing, type) or callable(thing):
                yield thing.__doc__ if isinstance(thing.__doc__, str) else ""


def prose(texts: Iterator[str]) -> list[str]:
    """Paragraphs of at least a dozen words, each once, in the order found."""
    found = (" ".join(part.split()) for text in texts for part in re.split(r"\n\s*\n", text))
    return list(dict.fromkeys(part for part in found if len(part.split()) >= 12))


def paragraphs() -> list[str]:
    """Five hundred of them: manual, licences and docstrings in turn, so that none crowds out the others."""
    every_topic: dict[str, str] = manual.topics
    kinds = [prose(iter(text for _, text in sorted(every_topic.items()))), prose(licences()), prose(docstrings())]
    mixed = (part for row in itertools.zip_longest(*kinds) for part in row if part)
    return list(itertools.islice(mixed, PARAGRAPHS))


def claims(folder: Path) -> list[Claim]:
    """What is claimed in them, names aside; ten paragraphs to a file, as an article would have."""
    found: list[Claim] = []
    for number, batch in enumerate(tens()):
        path = folder / f"{number:03}.txt"
        path.write_text("\n\n".join(batch) + "\n", encoding="utf-8")
        found += (claim for claim in extract(path).claims if claim.predicate != "name")
    return found


def tens() -> Iterator[list[str]]:
    parts = paragraphs()
    return (parts[start : start + 10] for start in range(0, len(parts), 10))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Claim]:
    return claims(tmp_path_factory.mktemp("prose"))


def test_there_are_five_hundred_paragraphs() -> None:
    assert len(paragraphs()) == PARAGRAPHS


def test_manuals_and_licences_claim_next_to_nothing(told: list[Claim]) -> None:
    shown = [f"{claim.rule}: {claim.subject.name} {claim.predicate} {claim.object} <- {claim.quote}" for claim in told]
    assert len(told) <= MOST, "\n".join(shown)
