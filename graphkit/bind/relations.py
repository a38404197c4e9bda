"""The claims that are not about rounds, their open ends closed from the sentence, the paragraph, the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphkit import gazetteer, vocabulary
from graphkit.bind.rounds import Gathering
from graphkit.bind.told import ABOUT_ROUNDS, NOTHING, ROUND
from graphkit.bind.who import TOPICS
from graphkit.model import Claim, Mention, Money, PartialDate, Text, Thing, Value
from graphkit.relate import Draft
from graphkit.spot import fold, names_a_job

OFFICE = "office"  # a post that is held of a state, a country or a town, and of no firm
STANDING = frozenset({"founded", "foundedOn", "headquarteredIn", "worksFor"})  # told in passing: no denial is about it


class Binder(Gathering):
    """Closes what the drafts leave open, and makes the claims of relations."""

    def relation_claims(self) -> Iterator[Claim]:
        """The claims of drafts that are not about rounds."""
        told_whole = self._told_whole()
        former = {
            (self.who(person), org.start)
            for draft, claims in self.kept
            for subject, predicate, obj in claims
            if predicate == "workedFor"
            for person in draft.played(subject)
            for org in draft.played(obj)
        }
        for draft, claims in self.kept:
            mood = self._draft_mood(draft)
            for subject, predicate, obj in claims:
                if predicate in ABOUT_ROUNDS or predicate == NOTHING or subject == ROUND:
                    continue
                players = [m for end in (subject, obj) for m in draft.played(end)]
                if self._open(draft, subject, obj) and any(m.rule == OFFICE for m in draft.played("post")):
                    continue  # "Governor Jane Roe opened the plant": of whichever state, and no firm's
                if (
                    players
                    and self._open(draft, subject, obj)
                    and all((predicate, m.start) in told_whole for m in players)
                ):
                    continue  # another rule names both ends
                announced = mood == "planned" and predicate == "acquired"  # a takeover is told when it is agreed
                if (mood == "denied" and predicate not in STANDING) or (
                    mood and predicate in ("investedIn", "acquired") and not announced
                ):
                    self._drop(draft.start, draft.end, f"said to be {mood.replace('_', ' ')}")
                    continue
                for told in _by_title(draft, predicate):
                    for a in self._fillers(draft, subject, vocabulary.domain_of(told)):
                        for b in self._fillers(draft, obj, vocabulary.range_of(told)):
                            if told == "worksFor" and _ends(self, a, b) in former:
                                continue  # "former Norvex CEO Jane Roe" is no CEO of Norvex now
                            if told == "founded" and isinstance(b, str) and not self._named_before(b, draft.start):
                                continue  # 创始人某某此前任职于 …: the one firm that is named, and not his
                            claim = self._relation(draft, a, told, b, "planned" if announced else "closed")
                            if claim:
                                yield claim

    def _open(self, draft: Draft, *ends: str) -> bool:
        """Does an end of the claim have no player in the rule, to be found elsewhere?"""
        return any(end not in draft.rule.roles and end in ("company", "near") for end in ends)

    def _told_whole(self) -> set[tuple[str, int]]:
        """Where the players of relations stand whose rule names both ends, with the relation."""
        return {
            (predicate, mention.start)
            for draft, claims in self.kept
            for subject, predicate, obj in claims
            if not self._open(draft, subject, obj)
            for end in (subject, obj)
            for mention in draft.played(end)
        }

    def _people(self, draft: Draft) -> list[Mention | str]:
        """The persons of the next sentence: 'Its three founders met at school. CEO Jane Roe and CTO …'."""
        after = draft.sentence + 1
        if (
            after >= len(self.spotted.sentences)
            or self.spotted.sentences[after].block != self.spotted.sentences[draft.sentence].block
        ):
            return []
        found: list[Mention | str] = [m for m in self.spotted.mentions[after] if m.kind == "Person"]
        return found[:4]

    def _fillers(self, draft: Draft, role: str, wanted: str) -> list[Mention | str]:
        if role == "items":
            return self._items(draft)
        if role == "people":
            return self._people(draft)
        if role == "near" and (nearest := self._nearest(draft)):
            return nearest
        played = draft.played(role)
        if not played:
            if role in draft.rule.roles and role != "company":
                return []
            taken = frozenset(self.who(m) for _, mentions in draft.roles for m in mentions)
            if draft.rule.cell == "card":  # the line names values only: it is about whom the section or the page is
                block = self.spotted.sentences[draft.sentence].block
                entry, section = self._titled(block), self._titled(self.document.blocks[block].section)
                company = (
                    (entry if entry not in taken else "") or section or self.main
                )  # an entry may open with a value
                company = company or self.company_near(draft.sentence, draft.start + 1, stands_for=False)
                return [company] if company and company not in taken else []
            entry = self.spotted.entries.get(self.spotted.sentences[draft.sentence].block, "")
            company = self.topic(draft.sentence, draft.start + 1, wanted, taken, back=int(role in TOPICS))
            company = company or (entry if entry not in taken else "")
            if not company and role not in TOPICS:
                company = self._only_company(draft)
            if not company and role != "topic":
                company = self.company_near(draft.sentence, draft.start + 1, stands_for=False)
            return [company] if company and company not in taken else []
        found: list[Mention | str] = []
        for mention in played:
            if mention.kind == "TheCompany":
                company = self.topic(draft.sentence, mention.start, wanted)
                company = company or self.company_near(draft.sentence, mention.start, stands_for=True)
                found += [company] if company else []
            elif mention.kind == "ThePerson":
                person = self.person_before(draft.sentence, mention.start)
                found += [person] if person else []
            else:
                found.append(mention)
        return found

    def _relation(self, draft: Draft, a: Mention | str, predicate: str, b: Mention | str, status: str) -> Claim | None:
        subject = self._as_thing(a)
        if subject is None:
            return None
        qualifiers: list[tuple[str, str]] = []
        obj: Value | None
        if isinstance(b, Mention) and isinstance(b.value, Money | PartialDate):
            obj = b.value
            qualifiers.append(("approximation", b.approximation))
            if predicate == "totalRaised":
                qualifiers += [
                    ("asOf", str(m.value)) for m in draft.played("date") if isinstance(m.value, PartialDate)
                ][:1]
        elif isinstance(b, Mention) and b.kind in ("Money", "Date"):
            return None
        elif isinstance(b, Mention) and "state" in dict(draft.rule.options) and b.kind in ("Place", "Post"):
            obj = self._state(b) if any(m.rule == OFFICE for m in draft.played("post")) else None
        else:
            obj = self._as_thing(b)
        if obj is None or obj == subject:
            return None
        if ("place", "city") in draft.rule.options and isinstance(b, Mention) and not gazetteer.is_city(b):
            return None  # "French firm" tells of no headquarters
        if predicate in ("worksFor", "workedFor", "founded"):
            qualifiers += [("role", m.text) for m in draft.played("post")][:1]
        if (
            isinstance(obj, Thing)
            and (draft.rule.cell == "develops" or (draft.rule.priority < 0 and not draft.played("post")))
            and ("sure", "True") not in draft.rule.options
            and self._unfounded(subject)
            and self._unfounded(obj)
        ):
            self._drop(
                draft.start, draft.end, f"nothing but this rule tells what '{subject.name}' and '{obj.name}' are"
            )
            return None
        if isinstance(obj, Thing) and not self._fits(subject, predicate, obj):
            self._drop(
                draft.start,
                draft.end,
                f"'{subject.name}' ({subject.kind}) {predicate} '{obj.name}' ({obj.kind}) does not fit the ontology",
            )
            return None
        return self._claim(draft, subject, predicate, obj, status=status, qualifiers=qualifiers)

    def _unfounded(self, thing: Thing) -> bool:
        """Has nothing but relation rules told the type of this thing?"""
        local = self.local(thing.key)
        return (
            local is not None and not local.listed and all(why.startswith("a rule of ") for why in local.why.values())
        )

    def _as_thing(self, end: Mention | str) -> Thing | None:
        if isinstance(end, str):
            return self.thing(end) if end in self.spotted.locals else None
        if end.kind == "Place":
            return Thing(self.document.source.id, f"place:{place_key(end)}", "Place", end.text)
        key = self.who(end)
        return self.thing(key) if key in self.spotted.locals else None

    def _state(self, told: Mention) -> Thing | None:
        """The state, country or town as an employer: whom 'the governor of Texas' works for.

        Of a post it is the nation whose adjective stands before it, 'the Italian prime minister', if the document names it.
        """
        place: Mention | None = told
        if told.kind == "Post":
            before = re.search(r"([^\W\d_]+) \Z", self.document.plain[max(0, told.start - 24) : told.start])
            nation = gazetteer.nationalities().get(before[1].casefold()) if before else None
            place = next((m for row in self.spotted.mentions for m in row if nation and _is_place(m, nation)), None)
        if place is None:
            return None
        return Thing(self.document.source.id, f"state:{place_key(place)}", "PublicOrganization", place.text)

    def _fits(self, subject: Thing, predicate: str, obj: Thing) -> bool:
        def ok(kind: str, wanted: str) -> bool:
            return (kind == "Organization" and wanted not in ("Person", "Product", "Place")) or vocabulary.is_a(
                kind, wanted
            )

        domain, range_ = vocabulary.domain_of(predicate), vocabulary.range_of(predicate)
        domain = {"Investor": "Agent", "Partner": "Agent"}.get(domain, domain)
        range_ = {"Investor": "Agent", "Partner": "Agent"}.get(range_, range_)
        if predicate in ("competitorOf",):
            return subject.kind not in ("Person", "Place") and obj.kind not in ("Person", "Place")
        return ok(subject.kind, domain) and ok(obj.kind, range_)


def _is_place(mention: Mention, id_: str) -> bool:
    return mention.kind == "Place" and place_key(mention) == id_


def place_key(mention: Mention) -> str:
    """The id of a listed place, else its folded name."""
    return mention.value.text if isinstance(mention.value, Text) else fold(mention.text)


def _ends(binder: Binder, a: Mention | str, b: Mention | str) -> tuple[str, int]:
    """Who, and where the organization is named."""
    return (binder.who(a) if isinstance(a, Mention) else a), (b.start if isinstance(b, Mention) else -1)


def _by_title(draft: Draft, predicate: str) -> tuple[str, ...]:
    """What a job title tells: a founder founded; a founder and chief executive works there too."""
    if predicate not in ("worksFor", "workedFor"):
        return (predicate,)
    founders = [mention.text for mention in draft.played("post") if mention.rule == "founder"]
    if not founders:
        return (predicate,)
    return ("founded", predicate) if any(names_a_job(text) for text in founders) else ("founded",)
