"""The versions of the ontology: a frozen copy of each, and how far the next one has to be raised.

    python -m graphkit.releases

copies the files of the version that `vocabulary.VERSION` names into ontology/releases/; tests/test_ontology.py fails
when the files have changed since and the version has not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from graphkit.vocabulary import VERSION, Vocable, folder, terms_of

FILES = ("graphkit.ttl", "shapes.ttl", "context.jsonld", "mappings.sssom.tsv")
STEPS = ("patch", "minor", "major")

Step = Literal["patch", "minor", "major"]
Parts = tuple[int, int, int]


def numbers(version: str) -> Parts:
    """'0.10.2' as (0, 10, 2). Raises ValueError for what is no version."""
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def released(place: Path | None = None) -> list[str]:
    """The versions that have a frozen copy, the oldest first."""
    copies = ((place or folder()) / "releases").glob("*/graphkit.ttl")
    return sorted((copy.parent.name for copy in copies), key=numbers)


def changed(version: str, place: Path | None = None) -> list[str]:
    """The files that are not those of that release any more."""
    here = place or folder()
    copy = here / "releases" / version
    return [name for name in FILES if (here / name).read_bytes() != (copy / name).read_bytes()]


def needed(old: Path, new: Path) -> tuple[Step, list[str]]:
    """How far the version is to be raised from one vocabulary to the next, and why: a line for each term."""
    before, after = terms_of(old), terms_of(new)
    broken = [f"gk:{name} is gone" for name in before if name not in after]
    broken += [
        f"gk:{name} {why}" for name, term in before.items() if name in after if (why := _narrower(term, after[name]))
    ]
    added = [f"gk:{name} is new" for name in after if name not in before]
    if broken:
        return "major", broken
    return ("minor", added) if added else ("patch", [])


def hasty(old: Path, new: Path) -> list[str]:
    """The terms that are gone without having been deprecated in the version before."""
    before, after = terms_of(old), terms_of(new)
    return [name for name, term in before.items() if name not in after and not term.deprecated]


def _sort(term: Vocable) -> tuple[object, ...]:
    return term.kind, term.code_list, term.symmetric, term.leads_to_things


def _narrower(old: Vocable, new: Vocable) -> str:
    """What a graph may have relied on and cannot any more, '' where there is nothing."""
    if _sort(old) != _sort(new):
        return "is of another kind"
    if set(old.supers) - set(new.supers):
        return f"is no {' and no '.join(sorted(set(old.supers) - set(new.supers)))} any more"
    for side, were, are in (("from", old.domains, new.domains), ("to", old.ranges, new.ranges)):
        if are and not (were and set(were) <= set(are)):
            return f"leads {side} {', '.join(are)} only"
    return ""


def enough(old: str, new: str, step: Step) -> bool:
    """Is a version raised as far as it has to be? Before 1.0.0 a minor version may break, as semantic versioning has it."""
    before, after = numbers(old), numbers(new)
    if before[0] == 0 and step == "major":
        step = "minor"
    place = 2 - STEPS.index(step)
    return after > before and after[: place + 1] > before[: place + 1]


def faults(version: str = VERSION, place: Path | None = None) -> list[str]:
    """What stands against calling the files of ontology/ that version; empty when all is well."""
    here = place or folder()
    known = released(here)
    if version in known:
        return [
            f"{name} is no longer that of release {version}: raise VERSION in graphkit/vocabulary.py"
            for name in changed(version, here)
        ]
    older = [one for one in known if numbers(one) < numbers(version)]
    if len(older) < len(known):
        return [f"{version} is older than release {known[-1]}"]
    if not older:
        return []
    last = here / "releases" / older[-1] / "graphkit.ttl"
    step, why = needed(last, here / "graphkit.ttl")
    found = [f"gk:{name} is gone, but was not deprecated in {older[-1]}" for name in hasty(last, here / "graphkit.ttl")]
    if not enough(older[-1], version, step):
        found.append(f"{version} after {older[-1]} is too little for a {step} change: {'; '.join(why) or 'wording'}")
    if f"owl:priorVersion <https://w3id.org/graphkit/ontology/{older[-1]}>" not in _text(here / "graphkit.ttl"):
        found.append(f"graphkit.ttl does not name {older[-1]} as its owl:priorVersion")
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def release(version: str = VERSION, place: Path | None = None) -> Path:
    """Freeze the files of the version; gives their folder. Raises ValueError for what `faults` finds."""
    found = faults(version, place)
    if found:
        raise ValueError("\n".join(found))
    here = place or folder()
    copy = here / "releases" / version
    copy.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (copy / name).write_bytes((here / name).read_bytes())
    return copy


def main() -> int:
    """Freeze the present version; 1 where it cannot be."""
    try:
        release()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
