"""What names are claimed: the type that a rule gives its players, and each spelling of each thing with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from graphkit.bind.relations import place_key
from graphkit.bind.rounds import Gathering
from graphkit.model import Claim, Document, Mention, Text, Thing
from graphkit.spot import NAMED, Local, Spotted

TYPES_BY_ROLE = {
    "raisedBy": ("", "Company", 4),
    "investor": ("", "InvestmentFirm", 2),
    "leadInvestor": ("", "InvestmentFirm", 2),
    "investedIn": ("InvestmentFirm", "Company", 2),
    "founded": ("Person", "Company", 3),
    "worksFor": ("Person", "Company", 3),
    "workedFor": ("Person", "Company", 2),
    "develops": ("Company", "Product", 3),
    "acquired": ("Company", "Company", 3),
    "subsidiaryOf": ("Company", "Company", 2),
    "partnerOf": ("Company", "Company", 1),
    "customerOf": ("Company", "Company", 1),
    "competitorOf": ("Company", "Company", 1),
    "headquarteredIn": ("Company", "", 2),
    "totalRaised": ("Company", "", 3),
    "foundedOn": ("Company", "", 2),
    "launchedOn": ("Product", "", 3),
}
NO_PRODUCTS = frozenset({"investor", "leadInvestor", "acquired", "founded", "raisedBy"})
NO_PERSONS = frozenset({"acquired", "subsidiaryOf"})  # John Merrow, a subsidiary of Norvex, is no person


def vote_by_role(binder: Gathering) -> None:
    """A name that nothing has typed takes the type of what it does: whoever leads a round is an investor, until told otherwise."""
    for draft, claims in binder.kept:
        told = dict(draft.rule.types)
        sure = dict(draft.rule.options).get("sure", "")
        for subject, predicate, obj in claims:
            left, right, weight = TYPES_BY_ROLE.get(predicate, ("", "", 0))
            for role, kind in ((subject, left), (obj, right)):
                kind = told.get(role, kind)
                for mention in (
                    [m for m in binder._items(draft) if isinstance(m, Mention)]
                    if role == "items"
                    else draft.played(role)
                ):
                    key = binder.who(mention)
                    if mention.kind == "ThePerson" and kind == "Person":
                        key = binder.named_for(draft.sentence, mention.start)  # "Roe sang; he had left the band"
                    local = binder.local(key) if key else None
                    if key and key == binder.page_of and kind in ("Product", "Person"):
                        continue  # "Norvex Pay" on a page about Norvex: the company stays one
                    if local is not None and kind and mention.kind in (*NAMED, "ThePerson"):
                        gained = weight if local.kind == "Name" else min(weight, 1)
                        wrong = {"Product": NO_PRODUCTS, "Person": NO_PERSONS}.get(local.kind, frozenset())
                        if not local.listed and kind not in ("Product", "Person") and predicate in wrong:
                            gained = 6  # whoever invests, is founded or is bought is no product
                        if role == sure and not local.listed:
                            gained = 8  # "its brands: Alder, Tamaris": the words leave no doubt
                        local.vote(kind, gained, f"a rule of {draft.rule.cell} takes it so")


def naming_claims(document: Document, spotted: Spotted, used: set[str], lang_of: Mapping[int, str]) -> Iterator[Claim]:
    """Where each spelling of each used thing stands first: the evidence for its name and kind."""
    done: set[tuple[str, str]] = set()
    for index, mentions in enumerate(spotted.mentions):
        for mention in mentions:
            if mention.kind == "Place":
                if (state := f"state:{place_key(mention)}") in used and (state, mention.text) not in done:
                    done.add((state, mention.text))
                    told = "PublicOrganization", mention.text, "it has offices that people hold", 4
                    yield _naming(document, mention, lang_of[index], state, told, (mention.text, mention.end))
                key = f"place:{place_key(mention)}"
                kind, name, why, weight = "Place", mention.text, "a listed place", 20
            elif (key := spotted.who.get((mention.start, mention.end), "")) and key in spotted.locals:
                local = spotted.locals[key]
                kind = local.kind if local.kind != "Name" else "Organization"
                name, why, weight = (
                    local.name,
                    local.why.get(local.kind, "nothing told its type"),
                    max(local.votes.get(local.kind, 0), 1),
                )
            else:
                continue
            for spelling, end in _spellings(document, mentions, mention):
                if key not in used or (key, spelling) in done:
                    continue
                done.add((key, spelling))
                yield _naming(document, mention, lang_of[index], key, (kind, name, why, weight), (spelling, end))


def _naming(
    document: Document, mention: Mention, lang: str, key: str, told: tuple[str, str, str, int], spelled: tuple[str, int]
) -> Claim:
    """The claim that a thing bears this name: told are its kind, its name, why it is of that kind and how sure that is."""
    kind, name, why, weight = told
    span = document.span(mention.start, spelled[1])
    return Claim(
        evidence=span,
        subject=Thing(document.source.id, key, kind, name),
        predicate="name",
        object=Text(spelled[0], name_language(spelled[0], lang)),
        quote=document.quote(span),
        lang=lang,
        rule=mention.rule or "capitalised",
        confidence=Decimal("0.9"),
        qualifiers=tuple(sorted((("kind", kind), ("why", why), ("weight", str(min(weight, 99)))))),
    )


def _spellings(document: Document, mentions: Sequence[Mention], mention: Mention) -> Iterator[tuple[str, int]]:
    """The mention's words and where they end; of a place also with the places it lies in: 'Boston, Massachusetts'."""
    yield mention.text, mention.end
    if mention.kind != "Place":
        return
    end, here = mention.end, mentions.index(mention)
    for wider in mentions[here + 1 : here + 3]:
        if wider.kind != "Place" or document.plain[end : wider.start] != ", ":
            break
        end = wider.end
    if end > mention.end:
        yield document.plain[mention.start : end], end


def name_language(name: str, sentence: str) -> str:
    """A Chinese-script name is Chinese; any other takes the language of its sentence, English in a Chinese one."""
    asian = any("\u3400" <= c <= "\u9fff" for c in name)
    return "zh" if asian else "en" if sentence == "zh" else sentence


def stands_alone(local: Local) -> bool:
    """May a thing be in the graph though no statement is about it? A listed name, or one whose type is well told."""
    kind = local.kind
    if local.votes["Media"]:
        return False  # a name that is only a source of news
    enough = 5 if not local.listed and any("\u3400" <= c <= "\u9fff" for c in local.name) else 3
    return (
        kind in ("Company", "InvestmentFirm", "PublicOrganization", "Person", "Product") and local.votes[kind] >= enough
    )
