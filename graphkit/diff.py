"""What changed between two graphs: facts added, removed and changed, in words, and which article is why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from graphkit.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

GK, RDF, RDFS, SKOS, SCHEMA = (PREFIXES[name] for name in ("gk", "rdf", "rdfs", "skos", "schema"))
# Follows from announcedOn; telling it again would only repeat
DERIVED = frozenset({f"{GK}sortDate"})
IN_WORDS = {
    f"{RDF}type": "is a",
    f"{RDFS}label": "is called",
    f"{SKOS}altLabel": "also called",
    f"{SKOS}closeMatch": "is perhaps",
}
FOLDERS = ("agent", "product", "place", "round")


class DiffError(ValueError):
    """A graph that cannot be compared; the message says which and why."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One fact that is new, gone or different. `why` lists the articles that say it (now, or did)."""

    subject: str
    predicate: str
    kind: Literal["added", "changed", "removed"]
    before: str
    after: str
    why: tuple[str, ...]
    thing: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The plain statements of an export: (subject, predicate) -> values as shown; labels; the articles behind each."""

    values: Mapping[tuple[str, str], frozenset[str]]
    labels: Mapping[str, str]
    articles: Mapping[tuple[str, str, str], tuple[str, ...]]


def facts(path: Path) -> Facts:
    """The facts of an output folder or a Turtle file. Raises DiffError or OSError."""
    import pyoxigraph

    file = path / "graph.ttl" if path.is_dir() else path
    store = pyoxigraph.Store()
    try:
        store.load(file.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise DiffError(f"{file}: not Turtle ({error})") from error
    return _Reader(store).facts()


class _Reader:
    """Reads an export back into words."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store
        self.labels: dict[str, str] = {}
        for predicate in (f"{RDFS}label", f"{GK}currency"):
            for subject, value in self._pairs(predicate):
                self.labels.setdefault(subject, value)
        amounts = dict(self._pairs(f"{GK}value"))
        self.labels |= {node: f"{self.labels.get(node, '')} {amount}".strip() for node, amount in amounts.items()}

    def _pairs(self, predicate: str) -> Iterable[tuple[str, str]]:
        from pyoxigraph import NamedNode

        quads = self.store.quads_for_pattern(None, NamedNode(predicate), None, None)
        return sorted((_text(quad.subject), _text(quad.object)) for quad in quads)

    def shown(self, term: str) -> str:
        """A thing by its label, a code by its name, a value as it stands."""
        return self.labels.get(term) or (term.removeprefix(GK) if term.startswith(GK) else term)

    def facts(self) -> Facts:
        claims = {subject for subject, kind in self._pairs(f"{RDF}type") if kind == f"{GK}Claim"}
        values: dict[tuple[str, str], set[str]] = {}
        for quad in self.store:
            subject, predicate = _text(quad.subject), quad.predicate.value
            folder = subject.rpartition("/")[0].rpartition("/")[2]
            if folder not in FOLDERS or subject in claims or predicate in DERIVED:
                continue
            value = self.shown(_text(quad.object))
            # that a thing is also called what it is called says nothing
            if predicate != f"{SKOS}altLabel" or value != self.labels.get(subject):
                values.setdefault((subject, predicate), set()).add(value)
        return Facts(
            values={key: frozenset(found) for key, found in values.items()},
            labels=self.labels,
            articles=self._articles(claims),
        )

    def _articles(self, claims: set[str]) -> dict[tuple[str, str, str], tuple[str, ...]]:
        parts = [dict(self._pairs(f"{RDF}{name}")) for name in ("subject", "predicate", "object")]
        sources = dict(self._pairs(f"{GK}source"))
        titles = dict(self._pairs(f"{SCHEMA}headline"))
        paths = dict(self._pairs(f"{GK}path"))
        found: dict[tuple[str, str, str], set[str]] = {}
        for claim in claims:
            subject, predicate, value = (part.get(claim, "") for part in parts)
            document = sources.get(claim, "")
            told = titles.get(document) or paths.get(document) or document.rpartition("/")[2]
            found.setdefault((subject, predicate, self.shown(value)), set()).add(told)
        return {key: tuple(sorted(articles)) for key, articles in found.items()}


def _text(term: Any) -> str:
    return str(term.value)


def diff(old: Path, new: Path) -> list[Change]:
    """Every fact that differs, sorted by thing. `old` and `new` are output folders or Turtle files.

    A statement that has one value on both sides and another value now is changed; the rest is added or removed.
    """
    before, after = facts(old), facts(new)
    found = []
    for key in sorted({*before.values, *after.values}):
        gone = before.values.get(key, frozenset()) - after.values.get(key, frozenset())
        come = after.values.get(key, frozenset()) - before.values.get(key, frozenset())
        if len(gone) == len(come) == 1:
            ((was,), (is_now,)) = gone, come
            found.append(_change(before, after, key, "changed", was, is_now))
            continue
        found += [_change(before, after, key, "removed", was, "") for was in sorted(gone)]
        found += [_change(before, after, key, "added", "", is_now) for is_now in sorted(come)]
    return sorted(found)


def _change(
    before: Facts,
    after: Facts,
    key: tuple[str, str],
    kind: Literal["added", "changed", "removed"],
    was: str,
    is_now: str,
) -> Change:
    subject, predicate = key
    side, value = (before, was) if kind == "removed" else (after, is_now)
    label = after.labels.get(subject) or before.labels.get(subject) or subject
    return Change(
        subject=label,
        predicate=_short(predicate),
        kind=kind,
        before=was,
        after=is_now,
        why=side.articles.get((subject, predicate, value), ()),
        thing=subject,
    )


def _short(predicate: str) -> str:
    return IN_WORDS.get(predicate, predicate.removeprefix(GK))


def as_text(changes: Iterable[Change]) -> str:
    """One line a change: + added, - removed, ~ changed; and the articles behind it."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    lines = []
    for change in changes:
        value = f"{change.before} → {change.after}" if change.kind == "changed" else change.before or change.after
        why = f"   ({'; '.join(change.why)})" if change.why else ""
        lines.append(f"{signs[change.kind]} {change.subject} · {change.predicate} · {value}{why}\n")
    return "".join(lines) or "No difference.\n"


def as_data(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The same as plain values, for JSON."""
    return [asdict(change) for change in changes]
