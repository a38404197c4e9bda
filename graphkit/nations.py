"""A nation's bodies, however they are called: French army, armée française, 法国军方 are one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from graphkit.fold import has_han, plain
from graphkit.gazetteer import names, nationalities, places
from graphkit.grammar import cells
from graphkit.model import Mention


@cache
def _nouns() -> Mapping[str, str]:
    """'army' -> 'forces-army', 军方 -> 'forces': the words for a body and which body it is, of every language."""
    return {
        plain(word): body
        for cell in cells("spot/Name").values()
        for body, words in cell.get("bodies", {}).items()
        for word in words
    }


@cache
def _nations() -> Mapping[str, str]:
    """Names and adjectives of countries, folded, with the country's id."""
    named = {plain(row.name): row.id for row in places() if row.reason == "country"}
    countries = set(named.values())
    return {**{plain(word): id_ for word, id_ in nationalities().items() if id_ in countries}, **named}


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, _nouns()), key=lambda word: (-len(word), word)))
    # the French army; l'armée française; army of France, gouvernement de la France; 法国军方
    return re.compile(
        rf"(?:the |l['’]|les? )?(?:(?P<nation>.{{2,24}}?) ?(?P<noun>{nouns})"
        rf"|(?P<noun2>{nouns}) (?:of (?:the )?|de (?:la |l['’])?|d['’]|du |des )?(?P<nation2>.{{2,24}}))"
    )


def body_of(name: str) -> tuple[str, str] | None:
    """(nation, body) that a name names: French army -> ('france', 'forces-army'); None for any other name."""
    found = _pattern().fullmatch(plain(name).replace("u.s.", "us"))
    nation = _nations().get((found["nation"] or found["nation2"]).strip()) if found else None
    return (nation, _nouns()[found["noun"] or found["noun2"]]) if found and nation else None


@cache
def _listed() -> Mapping[tuple[str, str], str]:
    """The listed things that are a nation's bodies."""
    bodies = ((body_of(row.name), row.id) for row in names() if row.kind == "PublicOrganization")
    return dict(sorted((b, i) for b, i in bodies if b))


@cache
def body_id(name: str) -> str:
    """One id for every spelling of a nation's body, '' for any other name.

    A listed one keeps its id. 'Army' and 'military' are one body unless the list tells them apart, as it does for the
    United States.
    """
    body = body_of(name)
    if body is None:
        return ""
    nation, (what, _, _) = body[0], body[1].partition("-")
    return _listed().get(body) or _listed().get((nation, what)) or f"body:{nation}:{what}"


@cache
def _unspaced() -> re.Pattern[str]:
    """法国军方: a country and a body of it, as they are written where no space divides words."""
    words = [
        "|".join(sorted((re.escape(word) for word in found if has_han(word)), key=lambda word: (-len(word), word)))
        for found in (_nations(), _nouns())
    ]
    longer = "".join(cell.get("bodies_not", {}).get("followed_by", "") for cell in cells("spot/Name").values())
    return re.compile(rf"(?:{words[0]})(?:{words[1]})(?![{longer or '.'}])")


def bodies(text: str) -> list[Mention]:
    """The bodies of nations that Chinese text names; light, so that one counts only where something is said of it."""
    return [
        Mention(m.start(), m.end(), "PublicOrganization", m.group(), rule="a nation's public body", weight=4)
        for m in _unspaced().finditer(text)
    ]
