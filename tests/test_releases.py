"""Each version of the ontology is frozen, and the next one is raised as far as what changed asks for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from graphkit import releases
from graphkit.vocabulary import VERSION, folder


def test_the_files_are_those_of_their_version_or_the_version_was_raised() -> None:
    assert releases.faults() == []
    assert releases.released()[-1] == VERSION, "python -m graphkit.releases freezes it"


@pytest.mark.parametrize("version", releases.released())
def test_a_release_says_which_one_it_is(version: str) -> None:
    copy = folder() / "releases" / version
    assert sorted(path.name for path in copy.iterdir()) == sorted(releases.FILES)
    told = (copy / "graphkit.ttl").read_text(encoding="utf-8")
    assert f"owl:versionIRI <https://w3id.org/graphkit/ontology/{version}>" in told
    assert f"\n## {version}\n" in (folder() / "CHANGELOG.md").read_text(encoding="utf-8")


# --- a vocabulary that changes ----------------------------------------------------------------------

TERM = """
gk:sponsors a owl:ObjectProperty ;
    rdfs:label "sponsors"@en ;
    rdfs:comment "Gives money for its name to be shown."@en ;
    rdfs:domain gk:Organization ;
    rdfs:range gk:Agent .
"""
PRIOR = "    owl:priorVersion <https://w3id.org/graphkit/ontology/1.0.0> ;\n    owl:versionIRI"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An ontology folder whose release 1.0.0 has a term more than ours."""
    for name in releases.FILES:
        shutil.copy(folder() / name, tmp_path / name)
    with (tmp_path / "graphkit.ttl").open("a", encoding="utf-8") as file:
        file.write(TERM)
    releases.release("1.0.0", tmp_path)
    edit(tmp_path, "    owl:versionIRI", PRIOR)
    return tmp_path


def edit(place: Path, old: str, new: str) -> None:
    path = place / "graphkit.ttl"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_release_cannot_be_changed_afterwards(place: Path) -> None:
    (told,) = releases.faults("1.0.0", place)
    assert told.startswith("graphkit.ttl is no longer that of release 1.0.0: raise VERSION")
    before = (place / "releases" / "1.0.0" / "graphkit.ttl").read_bytes()
    with pytest.raises(ValueError, match="raise VERSION"):
        releases.release("1.0.0", place)
    assert (place / "releases" / "1.0.0" / "graphkit.ttl").read_bytes() == before


# what was changed in the text, and the versions that are too small for it, and the one that will do
CHANGES = [
    ("wording", '"sponsors"@en', '"is sponsor of"@en', [], "1.0.1"),
    ("a new term", "\ngk:sponsors a", "\ngk:adores a owl:ObjectProperty .\ngk:sponsors a", ["1.0.1"], "1.1.0"),
    (
        "a wider domain",
        "    rdfs:domain gk:Organization ;\n    rdfs:range gk:Agent .",
        "    rdfs:range gk:Agent .",
        [],
        "1.0.1",
    ),
    ("a narrower range", "rdfs:range gk:Agent .", "rdfs:range gk:Person .", ["1.0.1", "1.1.0"], "2.0.0"),
    ("a value for a thing", "gk:sponsors a owl:Object", "gk:sponsors a owl:Datatype", ["1.1.0"], "2.0.0"),
    ("a class no longer below another", "    rdfs:subClassOf gk:Organization ;\n", "", ["1.1.0"], "2.0.0"),
]


@pytest.mark.parametrize(("old", "new", "small", "fits"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_change_asks_for_its_step(old: str, new: str, small: list[str], fits: str, place: Path) -> None:
    edit(place, old, new)
    for version in small:
        (told,) = releases.faults(version, place)
        assert re.match(rf"{version} after 1.0.0 is too little for a (minor|major) change: gk:\w+ ", told)
    assert releases.faults(fits, place) == []


def test_a_term_goes_only_after_it_was_deprecated(place: Path) -> None:
    edit(place, TERM, "")
    assert releases.faults("2.0.0", place) == ["gk:sponsors is gone, but was not deprecated in 1.0.0"]
    edit(
        place,
        "gk:Agent a owl:Class ;",
        TERM.replace(" .\n", " ;\n    owl:deprecated true .\n") + "\ngk:Agent a owl:Class ;",
    )
    releases.release("1.0.1", place)
    edit(place, PRIOR, PRIOR.replace("1.0.0", "1.0.1"))
    edit(place, TERM.replace(" .\n", " ;\n    owl:deprecated true .\n"), "")
    assert releases.faults("2.0.0", place) == []


def test_versions_only_grow_and_name_the_one_before(place: Path) -> None:
    assert releases.faults("0.9.0", place) == ["0.9.0 is older than release 1.0.0"]
    edit(place, PRIOR, "    owl:versionIRI")
    assert releases.faults("1.0.1", place) == ["graphkit.ttl does not name 1.0.0 as its owl:priorVersion"]
    assert releases.numbers("0.10.0") > releases.numbers("0.9.9")
    assert releases.enough("0.1.0", "0.2.0", "major") and not releases.enough("0.1.0", "0.1.1", "major")
