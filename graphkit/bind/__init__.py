"""Bind: from the drafts of one document to claims without holes.

Three things happen here. A figure that several rules read keeps the role of the rule that skipped least text. The drafts about
rounds are gathered into the rounds of the document: same company, nothing that contradicts, told near each other or told alike.
And open ends are closed from the same sentence, then the paragraph, then the document. No word of any language stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphkit.bind.dated import dates_for
from graphkit.bind.naming import naming_claims, stands_alone, vote_by_role
from graphkit.bind.relations import Binder
from graphkit.bind.told import Round
from graphkit.model import Claim, Document, Dropped, Thing
from graphkit.relate import Draft
from graphkit.spot import Spotted


def bind(
    document: Document,
    spotted: Spotted,
    drafts: Sequence[Draft],
    moods: Mapping[int, Sequence[tuple[int, int, str]]],
    lang_of: Mapping[int, str],
) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    """The claims of one document, in reading order, and what was dropped on the way."""
    binder = Binder(document, spotted, drafts, moods, lang_of)
    vote_by_role(binder)
    rounds = [
        one
        for one in _clear(binder.gather())
        if one.status not in ("planned", "rumoured") or one.amounts or one.valuations
    ]
    for one in rounds:
        if (raiser := spotted.locals[one.company]).kind == "Name":
            raiser.vote("Company", 4, "it raised money")
    dates_for(binder, rounds)
    claims = [*binder.round_claims(rounds), *binder.relation_claims()]
    used: set[str] = set()
    for claim in claims:
        used.add(claim.subject.key)
        if isinstance(claim.object, Thing):
            used.add(claim.object.key)
    used |= {key for key, local in spotted.locals.items() if stands_alone(local)}
    claims += naming_claims(document, spotted, used, lang_of)
    unique = {claim.order: claim for claim in claims}
    return tuple(unique[order] for order in sorted(unique)), tuple(sorted(set(binder.dropped)))


def _clear(rounds: Sequence[Round]) -> list[Round]:
    """The rounds less those of which only a backer is told, where the document tells more of another of the company's."""
    told = {one.company for one in rounds if not one.vague}
    return [one for one in rounds if not (one.vague and one.company in told)]
