"""Bind: from the drafts of one document to claims without holes.

Three things happen here. A figure that several rules read keeps the role of the rule that skipped least text. The drafts about
rounds are gathered into the rounds of the document: same company, nothing that contradicts, told near each other or told alike.
And open ends are closed from the same sentence, then the paragraph, then the document. No word of any language stands here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import cast

from graphkit import gazetteer, vocabulary
from graphkit.grammar import cells
from graphkit.model import (
    Claim,
    Code,
    Document,
    Dropped,
    Mention,
    Money,
    PartialDate,
    Status,
    Text,
    Thing,
    Value,
)
from graphkit.rates import restates
from graphkit.relate import Draft
from graphkit.spot import NAMED, ORGS, Local, Spotted, fold, names_a_job

ROUND = "round"
ABOUT_ROUNDS = frozenset(
    {
        "raisedBy",
        "investor",
        "leadInvestor",
        "amount",
        "valuation",
        "announcedOn",
        "roundKind",
        "instrument",
        "amountText",
        "contribution",
    }
)
INSTRUMENTS = frozenset({"Debt", "Convertible", "Grant", "Equity"})
REACH = 40  # how many rounds of one company, and sentences of one paragraph, are looked back over
OPEN = frozenset({"in_talks", "planned", "rumoured"})
NOTHING = "nothing"
OFFICE = "office"  # a post that is held of a state, a country or a town, and of no firm
STANDING = frozenset({"founded", "foundedOn", "headquarteredIn", "worksFor"})  # told in passing: no denial is about it
TOPICS = frozenset(
    {"topic", "firm"}
)  # whom the clauses before are about; a firm may also be the paragraph's or document's
ENTRY = re.compile(
    r"\s*(?:[:：|–—•·]|- |\Z|[(（][^()（）]{1,60}[)）]\s*(?:[:：|–—•·.]|- |\Z))"
)  # after the name that an entry opens with
LINE = re.compile(r"[ \u00a0]?(?:[,:：–—(（|]|- |\Z|\n)")  # after the name that a line of a list begins with
OPENING = 250  # characters that say what a list is of
BEFORE = 300  # characters before a list in which it is told what the list is of
BESIDE = 60  # characters within which a kind belongs to the round told beside it


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a draft says of a round: a role, who or what plays it, and the draft that says so."""

    predicate: str
    mention: Mention
    draft: Draft


@dataclass
class Told:
    """What one sentence tells of one round."""

    sentence: int
    block: int
    section: int
    said: list[Said]
    rounds: list[Mention]
    status: str
    draft: Draft
    company: str = ""
    explicit: bool = False
    marks: set[str] = field(default_factory=set)
    dates: list[tuple[PartialDate, Mention]] = field(default_factory=list)
    coded: set[str] = field(default_factory=set)

    def values(self, predicate: str) -> list[Mention]:
        """Who or what plays the role."""
        return [said.mention for said in self.said if said.predicate == predicate]

    @property
    def kinds(self) -> set[str]:
        """Stages named, or told by the rule: {'SeriesA'}."""
        return ({m.value.name for m in self.rounds if isinstance(m.value, Code)} | self.coded) - INSTRUMENTS

    @property
    def instruments(self) -> set[str]:
        """Debt, convertible, grant."""
        return {m.value.name for m in self.rounds if isinstance(m.value, Code)} & INSTRUMENTS

    def money(self, predicate: str) -> list[Money]:
        """The sums in that role."""
        return [m.value for m in self.values(predicate) if isinstance(m.value, Money)]

    @property
    def tells(self) -> bool:
        """Is there anything by which this round could be known again?"""
        return bool(
            self.values("amount")
            or self.values("valuation")
            or self.values("investor")
            or self.values("leadInvestor")
            or self.values("amountText")
            or self.kinds
            or self.instruments
        )


@dataclass
class Round:
    """A round of the document while it is being gathered; what its tellings say is summed up as they come, so that the
    hundredth telling costs no more than the first."""

    company: str
    told: list[Told] = field(default_factory=list)
    amounts: set[Money] = field(default_factory=set)
    valuations: set[Money] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    instruments: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    backers: set[str] = field(default_factory=set)
    dates: list[PartialDate] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)
    earlier: bool = False

    def add(self, told: Told, leads: Iterable[str]) -> None:
        """One more telling of this round."""
        self.told.append(told)
        self.amounts.update(told.money("amount"))
        self.valuations.update(told.money("valuation"))
        self.kinds |= told.kinds
        self.instruments |= told.instruments
        self.leads.update(leads)
        self.dates += [date for date, _ in told.dates]
        self.statuses.add(told.status)
        self.earlier = self.earlier or "earlier" in told.marks

    @property
    def status(self) -> str:
        """In talks before planned before rumoured, where any telling says so; else closed."""
        return next((status for status in ("in_talks", "planned", "rumoured") if status in self.statuses), "closed")

    @property
    def vague(self) -> bool:
        """Nothing told of it but who paid."""
        return not (
            self.amounts
            or self.valuations
            or self.kinds
            or self.instruments
            or self.leads
            or any(t.explicit for t in self.told)
        )

    @property
    def last(self) -> Told:
        """Where it was told of last."""
        return self.told[-1]


# --- one figure, one role -----------------------------------------------------------------------------


def settle(
    drafts: Sequence[Draft],
) -> tuple[list[tuple[Draft, tuple[tuple[str, str, str], ...]]], list[tuple[Mention, Draft]]]:
    """Let each figure keep the role given by the rule that skipped least text; the other readings are handed back."""
    readings: dict[tuple[int, int], list[tuple[int, int, str, Draft, tuple[str, str, str]]]] = defaultdict(list)
    for draft in drafts:
        for claim in draft.rule.claims:
            for role in (claim[0], claim[2]):
                for mention in draft.played(role):
                    if mention.kind == "Money":
                        readings[(mention.start, mention.end)].append(
                            (-draft.rule.priority, draft.words, draft.rule.id, draft, claim)
                        )
    lost: set[tuple[int, int, str, tuple[str, str, str], int, int]] = set()
    dropped: list[tuple[Mention, Draft]] = []
    for place in sorted(readings):
        ranked = sorted(readings[place], key=lambda r: r[:3])
        best = ranked[0][4][1]
        for _, _, _, draft, claim in ranked:
            if claim[1] != best:
                lost.add((draft.start, draft.end, draft.rule.id, claim, *place))
                mention = next(
                    m for role in (claim[0], claim[2]) for m in draft.played(role) if (m.start, m.end) == place
                )
                dropped.append((mention, draft))
    kept = []
    for draft in drafts:
        claims = []
        for claim in draft.rule.claims:
            figures = [m for role in (claim[0], claim[2]) for m in draft.played(role) if m.kind == "Money"]
            if figures and all((draft.start, draft.end, draft.rule.id, claim, m.start, m.end) in lost for m in figures):
                continue
            claims.append(claim)
        if claims:
            kept.append((draft, tuple(claims)))
    return kept, dropped


# --- telling and gathering ------------------------------------------------------------------------------


class Binder:
    """Closes the drafts of one document. `claims()` gives the claims in reading order; `dropped` what could not be used."""

    def __init__(
        self,
        document: Document,
        spotted: Spotted,
        drafts: Sequence[Draft],
        moods: Mapping[int, Sequence[tuple[int, int, str]]],
        lang_of: Mapping[int, str],
    ) -> None:
        self.document = document
        self.spotted = spotted
        self.moods = moods
        self.lang_of = lang_of
        self.dropped: list[Dropped] = []
        self.sentences_of: dict[int, list[int]] = defaultdict(list)
        for index, sentence in enumerate(spotted.sentences):
            self.sentences_of[sentence.block].append(index)
        self.kept, lost = settle(drafts)
        for mention, draft in lost:
            self._drop(
                mention.start, mention.end, f"another rule read this figure with fewer words between ({draft.rule.id})"
            )
        self.kept = list(_without_givers(self.kept))
        self.backers = {
            self.who(mention)
            for draft, claims in self.kept
            for _, predicate, obj in claims
            if predicate in ("investor", "leadInvestor")
            for mention in draft.played(obj)
        }
        self.subjects: set[str] = set()
        self.main = self._main_company()

    # -- who -------------------------------------------------------------------------------------------

    def _drop(self, start: int, end: int, reason: str) -> None:
        span = self.document.span(start, end)
        self.dropped.append(
            Dropped(f"{self.document.source.path}:{span.start}-{span.end}", reason, self.document.quote(span)[:200])
        )

    def who(self, mention: Mention) -> str:
        """The key of the thing that a named mention means, or ''."""
        return self.spotted.who.get((mention.start, mention.end), "")

    def local(self, key: str) -> Local | None:
        """The thing with that key."""
        return self.spotted.locals.get(key)

    def is_org(self, key: str) -> bool:
        """Could it raise money?"""
        local = self.local(key)
        return local is not None and local.kind in (*ORGS, "Name")

    def _main_company(self) -> str:
        """The company that the document is about: raises most often, stands in the title, is named most."""
        self.page_of = ""  # whom the page's title names as what it is about
        self.alone = False  # is the document about one company and no other?
        score: Counter[str] = Counter()
        raised: set[str] = set()
        for draft, claims in self.kept:
            for _subject, predicate, obj in claims:
                if predicate == "raisedBy":
                    for mention in draft.played(obj):
                        key = self.who(mention)
                        if key and self.is_org(key):
                            score[key] += 6
                            raised.add(key)
        for index, sentence in enumerate(self.spotted.sentences):
            block = self.document.blocks[sentence.block]
            for mention in self.spotted.mentions[index]:
                if mention.kind in (*ORGS, "Name") and (key := self.who(mention)):
                    local = self.local(key)
                    if local is None or local.kind in ("InvestmentFirm", "PublicOrganization") or key in self.backers:
                        continue
                    score[key] += 3 if block.kind in ("title", "summary") or sentence.start < 200 else 1
                    if sentence.block == 0 and block.kind in ("title", "heading") and mention.start == block.start:
                        score[key] += 8  # "Norvex: a profile", "Norvex raises $5m"
        if not score:
            return ""
        self.page_of = "" if self.spotted.entries else self._dossier(score)
        if titled := self.page_of:
            score[titled] += max(score.values())  # "Norvex — a profile": a page about one company says so
        best = sorted(score.items(), key=lambda item: (-item[1], item[0]))
        self.alone = not self.spotted.entries and (len(best) == 1 or best[0][1] >= 2 * best[1][1])
        if not self.page_of and len(raised) > 3 and best[0][1] < 2 * max((n for k, n in best[1:2]), default=0):
            return ""
        return best[0][0]

    def _dossier(self, named: Counter[str]) -> str:
        """The company that the page's title begins or ends with, set off from the rest: 'Norvex — company profile'."""
        for index, block in enumerate(self.document.blocks[:3]):
            if block.kind not in ("title", "heading"):
                continue
            titled = self._titled(index)
            for sentence in self.sentences_of[index]:
                for mention in self.spotted.mentions[sentence][-1:]:
                    before = self.document.plain[block.start : mention.start].rstrip(' \u00a0“"«')
                    if not titled and mention.end >= block.end - 1 and before[-1:] in (":", "：", "|", "—", "–"):
                        titled = self.who(mention)
            return titled if titled in named else ""
        return ""

    def company_near(self, sentence: int, before: int, *, stands_for: bool) -> str:
        """The company that 'the company' or nothing at all means here: the paragraph's, else the section's, else the document's."""
        here = self.spotted.sentences[sentence]
        block = self.document.blocks[here.block]
        other = self._told_apart(sentence, before) if stands_for else ""
        seen: list[str] = []
        index = sentence
        while index >= max(0, sentence - REACH) and self.spotted.sentences[index].block == here.block:
            for mention in reversed(self.spotted.mentions[index]):
                if mention.end <= before and mention.kind in (*ORGS, "Name"):
                    key = self.who(mention)
                    local = self.local(key)
                    if (
                        key
                        and local is not None
                        and local.kind in ("Company", "Organization", "Name")
                        and (key not in self.backers or key == self.main)
                        and key != other
                    ):
                        seen.append(key)
            index -= 1
        if other and other == self.main:
            return seen[0] if seen else ""
        titled = self._titled(here.block) or self._titled(block.section)
        fits = not seen or titled in seen or here.block in self.spotted.entries
        if titled and fits and not self._mere_heading(titled, here.block):
            return titled
        if not seen and not self.page_of and block.kind in ("item", "row") and len(self.subjects) > 3:
            return ""  # an entry of a round-up that names no company of its own
        subjects = [key for key in seen if key in self.subjects]
        if subjects and (not self.main or self.main not in seen):
            return subjects[0]
        if self.main and (self.main in seen or not seen or self.alone):
            return self.main
        if subjects:
            return subjects[0]
        if seen and (stands_for or len(set(seen)) == 1):
            return seen[-1]
        if self.main:
            return self.main
        if block.section >= 0:
            for i in self.sentences_of[block.section]:
                for mention in self.spotted.mentions[i]:
                    key = self.who(mention)
                    if mention.kind in ("Company", "Name", "Organization") and key:
                        return key
        return seen[-1] if seen else self.previous_block_company(here.block)

    def _told_apart(self, sentence: int, start: int) -> str:
        """The company that 'the company bought by Ostra' is not: the one named within the same words."""
        plain = self.document.plain
        for mention in self.spotted.mentions[sentence]:
            if mention.start > start and mention.kind in ORGS:
                between = plain[start : mention.start]
                return self.who(mention) if len(between) < 50 and not re.search(r"[,;:.()«“\"]", between) else ""
        return ""

    def _nearest(self, draft: Draft) -> list[Mention | str]:
        """The organization named last before the draft in its sentence: 'backed by Ostra, founded by Jane Roe'; in an
        entry, what the entry begins with: 'Norvex: a rival of Ostra, based in Lyon'."""
        if titled := self._titled(self.spotted.sentences[draft.sentence].block):
            return [titled]
        for mention in reversed(self.spotted.mentions[draft.sentence]):
            if mention.end <= draft.start and mention.kind in (*ORGS, "Name"):
                return [mention]
            if mention.end <= draft.start and mention.kind == "TheCompany":
                near = self.company_near(draft.sentence, mention.start, stands_for=True)
                return [near] if near else []
        return []

    def _titled(self, section: int) -> str:
        """The company that a heading or an item begins with: '3. Norvex', 'Norvex (Lyon)', 'Norvex: pumps for all'."""
        if section < 0:
            return ""
        if section in self.spotted.entries:
            return self.spotted.entries[section]
        kind = self.document.blocks[section].kind
        for sentence in self.sentences_of[section][:1]:
            text = self.spotted.sentences[sentence]
            mentions = self.spotted.mentions[sentence]
            for number, mention in enumerate(mentions[:2]):
                before = self.document.plain[text.start : mention.start]
                after = self.document.plain[mention.end : text.end]
                if mention.kind not in ("Company", "Organization", "Name") or re.search(r"[^\W\d_]", before):
                    continue
                if kind == "paragraph":
                    follows = mentions[number + 1 : number + 2]
                    summed = bool(follows) and follows[0].kind == "Money" and follows[0].start <= mention.end + 3
                    return self.who(mention) if ENTRY.match(after) or summed else ""
                after = after.lstrip()[:1]
                raised = kind == "heading" and self.who(mention) in self.subjects  # "Norvex raises €5M"
                if (
                    kind == "item"
                    or raised
                    or not after
                    or after in ":：(（|–—"
                    or (after in ",，-" and kind == "heading")
                ):
                    return self.who(mention)
        return ""

    def _mere_heading(self, key: str, block: int) -> bool:
        """Words over a section that nothing tells to be a firm ('Deep Dive'), where the section names the document's firm."""
        local = self.local(key)
        if local is None or local.kind != "Name" or not self.main or self.main == key:
            return False
        return any(self.who(m) == self.main for i in self.sentences_of[block] for m in self.spotted.mentions[i])

    def previous_block_company(self, block: int) -> str:
        """The raiser told of last before this block."""
        return next(
            (told.company for told in reversed(self.tellings[-REACH:]) if told.company and told.block < block), ""
        )

    # -- rounds ------------------------------------------------------------------------------------------

    def tell(self) -> list[Told]:
        """What each sentence tells of rounds, sentence by sentence."""
        by_sentence: dict[int, list[Told]] = defaultdict(list)
        for draft, claims in self.kept:
            if not self._is_beside(draft):
                continue
            said = []
            rounds: list[Mention] = []
            for subject, predicate, obj in claims:
                if predicate not in ABOUT_ROUNDS or subject != ROUND:
                    continue
                players = draft.played(obj) if obj != "items" else self._items(draft)
                said += [Said(predicate, m, draft) for m in players if isinstance(m, Mention)]
            if not said and not any(c[0] == ROUND for c in claims):
                continue
            rounds = list(draft.played(ROUND))
            block = self.spotted.sentences[draft.sentence].block
            told = Told(draft.sentence, block, self.document.blocks[block].section, said, rounds, draft.status, draft)
            told.marks = {m.rule for m in rounds if m.rule} | set(draft.rule.marks)
            told.coded = {value for key, value in draft.rule.options if key == "kind"}
            by_sentence[draft.sentence].append(told)
        tellings: list[Told] = []
        for sentence in sorted(by_sentence):
            joined = self._joined(by_sentence[sentence])
            if len(joined) == 1:
                self._kind_beside(joined[0])
            tellings += joined
        return tellings

    def _is_beside(self, draft: Draft) -> bool:
        """Do the words that the rule asks for stand before it? 'Among them:' lists investors after 'thirty angels' only."""
        words = dict(draft.rule.options).get("beside")
        before = self.document.plain[max(0, draft.start - BEFORE) : draft.start]
        return not words or bool(re.search(words, before, re.IGNORECASE))

    def _kind_beside(self, told: Told) -> None:
        """The only kind named in a sentence is that of the only round told there: 披露天使+轮，甲资本独家投资."""
        kinds = [
            m for m in self.spotted.mentions[told.sentence] if m.kind == "FundingRound" and isinstance(m.value, Code)
        ]
        if told.rounds or told.coded or "listed" in told.marks or not told.tells or len({m.value for m in kinds}) != 1:
            return
        near = min(abs(kinds[0].end - _middle(told)), abs(kinds[0].start - _middle(told)))
        if not kinds[0].rule and near <= BESIDE and not told.values("valuation"):
            told.rounds.append(kinds[0])

    def _joined(self, tellings: list[Told]) -> list[Told]:
        """The tellings of one sentence, those of one round put together."""
        done: list[Told] = []
        order = sorted(
            tellings,
            key=lambda t: (-len({s.predicate for s in t.said}), min((s.draft.start for s in t.said), default=0)),
        )
        for told in order:
            mine = {(m.start, m.end) for m in [*(s.mention for s in told.said), *told.rounds]}
            home = None
            for other in done:
                theirs = {(m.start, m.end) for m in [*(s.mention for s in other.said), *other.rounds]}
                shared = list(mine & theirs)
                if shared and not self._differs(told, other, ignore_marks=True):
                    home = other
                    break
            if home is None:
                near = sorted(done, key=lambda o: abs(_middle(o) - _middle(told)))
                home = next((o for o in near if not self._differs(told, o)), None)
            if home is None:
                done.append(told)
            else:
                home.said += told.said
                home.rounds += [m for m in told.rounds if m not in home.rounds]
                home.marks |= told.marks
                home.coded |= told.coded
                home.status = home.status or told.status
        return done

    def _differs(self, a: Told, b: Told, *, ignore_marks: bool = False) -> bool:
        """Do two tellings of one sentence contradict each other?"""
        firms_a = {self.who(m) for m in a.values("raisedBy")} - {""}
        firms_b = {self.who(m) for m in b.values("raisedBy")} - {""}
        if firms_a and firms_b and not firms_a & firms_b:
            return True
        if a.kinds and b.kinds and not a.kinds & b.kinds and a.rounds != b.rounds and not _side_by_side(a, b):
            return True
        if _sums_differ(a.money("amount"), b.money("amount")) or _sums_differ(
            a.money("valuation"), b.money("valuation")
        ):
            return True
        if not ignore_marks and ("earlier" in a.marks) != ("earlier" in b.marks) and (a.tells and b.tells):
            return True
        return bool(a.status and b.status and a.status != b.status)

    def gather(self) -> list[Round]:
        """The rounds of the document."""
        self.tellings: list[Told] = []
        self.subjects |= {self.main} if self.main else set()
        told_all = self.tell()
        for told in told_all:
            for mention in told.values("raisedBy"):
                if (key := self.who(mention)) and self.is_org(key):
                    self.subjects.add(key)
        rounds: list[Round] = []
        by_company: dict[str, list[Round]] = defaultdict(list)
        listed: list[Told] = []
        for told in told_all:
            if told.marks == {"listed"}:
                listed.append(told)
                continue
            self._close(told)
            if told.status == "denied" or not told.company:
                for said in told.said[:1]:
                    reason = (
                        "said not to have happened"
                        if told.status == "denied"
                        else "no company to whom this round could belong"
                    )
                    self._drop(said.draft.start, said.draft.end, reason)
                continue
            self.tellings.append(told)
            home = self._home(told, by_company[told.company][-REACH:])
            if home is None and self._begins(told):
                home = Round(told.company)
                rounds.append(home)
                by_company[told.company].append(home)
            if home is not None:
                home.add(told, self._leads(told))
                home.backers |= {self.who(m) for m in told.values("investor")} - {""}
            else:
                for said in told.said[:1]:
                    self._drop(said.draft.start, said.draft.end, "a round with neither kind, sum nor investor")
        for told in listed:
            self._close(told)
            mine = by_company[told.company]
            alone = len(rounds) == 1 or told.block in self.spotted.entries
            if len(mine) == 1 and alone and mine[0].status == "closed" and not mine[0].earlier:
                told.marks, told.dates = set(), []
                mine[0].add(told, ())
        return rounds

    def _close(self, told: Told) -> None:
        named = [m for m in told.values("raisedBy") if self.who(m)]
        if named:
            told.company, told.explicit = self.who(named[0]), True
            if not self.is_org(told.company):
                told.company, told.explicit = "", False
        if not told.company:
            start = min((s.draft.start for s in told.said), default=self.spotted.sentences[told.sentence].start)
            if told.rounds:
                start = min(start, told.rounds[0].start)
            stands = any(m.kind == "TheCompany" for m in told.values("raisedBy"))
            told.company = (
                self._below(told)
                or self._round_company(told)
                or self.company_near(told.sentence, start + 1, stands_for=stands)
            )
        mood = self._mood(told)
        told.status = "denied" if mood == "supposed" else told.status or mood
        told.dates = self._dates(told)

    def _below(self, told: Told) -> str:
        """A heading that names no firm tells of the firm that its section names first: 'An app raises $5M'."""
        if self.document.blocks[told.block].kind != "heading":
            return ""
        for index in self.sentences_of[told.block]:
            if any(
                m.kind in ("Company", "Name") and self.who(m) not in self.backers for m in self.spotted.mentions[index]
            ):
                return ""
        for block in range(told.block + 1, min(told.block + 3, len(self.document.blocks))):
            for index in self.sentences_of[block]:
                for mention in self.spotted.mentions[index]:
                    if mention.kind == "Company" and (key := self.who(mention)) and key not in self.backers:
                        return key
        return ""

    def _round_company(self, told: Told) -> str:
        """A round told of without its company belongs to the company whose round was told of last in this block or section."""
        if any(m.kind == "TheCompany" for m in told.values("raisedBy")):
            return ""
        if titled := self._titled(told.block):
            return titled
        for other in reversed(self.tellings):
            if other.block == told.block or (
                other.section == told.section
                and told.block - other.block <= 3
                and self.document.blocks[told.block].kind not in ("item", "row")
            ):
                return other.company
            if told.block - other.block > 6:
                break
        return ""

    def _mood(self, told: Told) -> str:
        """In talks, planned, rumoured, denied: a word of that mood in the same clause."""
        start = min((s.draft.start for s in told.said), default=0)
        end = max((s.draft.end for s in told.said), default=0)
        for a, b, mood in self.moods.get(told.sentence, ()):
            if a <= end and b >= start:
                return mood
        return ""

    def _dates(self, told: Told) -> list[tuple[PartialDate, Mention]]:
        found = [(m.value, m) for m in told.values("announcedOn") if isinstance(m.value, PartialDate)]
        if not found and told.tells and (near := _date_beside(self, told)):
            found = [near]
        return found

    def _begins(self, told: Told) -> bool:
        """May a telling begin a round of its own? 'Hundreds of millions in funding' and no more does not."""
        if told.kinds or told.instruments or told.money("amount") or told.money("valuation"):
            return True
        # "the team led by X", "X has joined the firm": names alone do not make a round; a word for one has to stand there
        # or a rule that names both ends: "X welcomes Y as an investor"
        whole = any(
            said.predicate == "raisedBy"
            and (said.draft.played("investor") + said.draft.played("lead") or said.draft.rule.cell == "amount")
            for said in told.said
        )
        spoken = (
            whole
            or bool(told.rounds)
            or self._news(told)
            or any(m.kind in ("FundingRound", "Money") for m in self.spotted.mentions[told.sentence])
        )
        return told.tells and spoken

    def _news(self, told: Told) -> bool:
        """Is it news by itself that these back that firm? In a title or an opening: 甲科技获乙资本投资."""
        block = self.document.blocks[told.block]
        said = any(dict(said.draft.rule.options).get("news") for said in told.said)
        return said and "earlier" not in told.marks and (block.kind in ("title", "summary") or told.block <= 1)

    def _same_talk(self, told: Told, one: Round) -> bool:
        """A round in talks, told of again by a noun alone ('the €3B round'), is still in talks."""
        if told.status or one.status not in OPEN:
            return False
        alike = _sums_agree(told.money("amount"), one.amounts) or _sums_agree(told.money("valuation"), one.valuations)
        return alike or (told.block == one.last.block and not told.explicit)

    def _leads(self, told: Told) -> set[str]:
        return {self.who(mention) for mention in told.values("leadInvestor")} - {""}

    def _home(self, told: Told, rounds: Sequence[Round]) -> Round | None:
        """The round that this telling belongs to, if any."""
        best: tuple[int, int] | None = None
        home = None
        for index, one in enumerate(rounds):
            score = self._likeness(told, one)
            if score is not None and (best is None or (score, index) > best):
                best, home = (score, index), one
        if home is None or best is None:
            return None
        return home if best[0] >= (0 if told.tells else -2) else None

    def _likeness(self, told: Told, one: Round) -> int | None:
        """How well the telling fits the round; None where it contradicts it."""
        score = 0
        if told.kinds and one.kinds:
            if not told.kinds & one.kinds:
                return None
            score += 4
        if (told.status in OPEN) != (one.status in OPEN) and not self._same_talk(told, one):
            return None
        mine, theirs = told.money("amount"), one.amounts
        if _sums_differ(mine, theirs):
            return None
        if _far_apart(told.money("valuation"), one.valuations):
            return None
        if _sums_agree(mine, theirs):
            score += 6
        if told.dates and one.dates:
            agree = any(a.agrees(b) for a, _ in told.dates for b in one.dates)
            far = all(abs(_months(a) - _months(b)) > 2 for a, _ in told.dates for b in one.dates)
            if far and not (all(not a.month for a, _ in told.dates) and agree):
                return None
            score += 3 if agree else 0
        if _sums_agree(told.money("valuation"), one.valuations):
            score += 4
        if "earlier" in told.marks and not one.earlier:
            return None if not score else score - 2
        gap = told.block - one.last.block
        if one.vague and gap > 2 and (told.kinds or told.money("amount")):
            return None  # "with backing from X", pages before: not to be taken for the round told of now
        if gap == 0 and told.sentence - one.last.sentence <= 1:
            score += 3
        elif gap <= 1:
            score += 2
        if "this" in told.marks:
            score += 2
        if told.instruments and one.instruments and not told.instruments & one.instruments:
            score -= 2
        backers = {self.who(m) for m in told.values("investor")} - {""}
        if backers & one.backers:
            score += 2
        leads = self._leads(told)
        if leads and one.leads:
            score += 3 if leads & one.leads else -3
        if told.kinds and not one.kinds and theirs and mine and not _sums_agree(mine, theirs):
            score -= 1
        return score

    # -- claims ------------------------------------------------------------------------------------------

    def thing(self, key: str) -> Thing:
        """The thing as claims name it."""
        local = self.spotted.locals[key]
        kind = local.kind if local.kind != "Name" else "Organization"
        return Thing(self.document.source.id, key, kind, local.name)

    def _claim(
        self,
        draft: Draft,
        subject: Thing,
        predicate: str,
        obj: Value,
        *,
        status: str = "",
        qualifiers: Iterable[tuple[str, str]] = (),
    ) -> Claim:
        span = self.document.span(draft.start, draft.end)
        return Claim(
            evidence=span,
            subject=subject,
            predicate=predicate,
            object=obj,
            quote=self.document.quote(span),
            lang=self.lang_of[draft.sentence],
            rule=draft.rule.id,
            status=cast(Status, status or draft.status or "closed"),
            confidence=Decimal(draft.rule.confidence),
            qualifiers=tuple(sorted((k, v) for k, v in qualifiers if v)),
        )

    def round_claims(self, rounds: Sequence[Round]) -> Iterator[Claim]:
        """Every restatement of every round, as claims."""
        for number, one in enumerate(rounds, 1):
            kinds = sorted(one.kinds)
            company = self.spotted.locals[one.company].name
            subject = Thing(
                self.document.source.id, f"r{number}", "FundingRound", " ".join([company, *(kinds[:1] or ["round"])])
            )
            raiser = self.thing(one.company)
            status = one.status
            when = [("when", "earlier" if one.earlier else "")]
            raised = False
            for told in one.told:
                for said in told.said:
                    draft, mention = said.draft, said.mention
                    if said.predicate == "raisedBy":
                        yield self._claim(draft, subject, "raisedBy", raiser, status=status, qualifiers=when)
                        raised = True
                    elif said.predicate in ("investor", "leadInvestor"):
                        key = self.who(mention)
                        if key and key != one.company and self.local(key) is not None:
                            yield self._claim(
                                draft,
                                subject,
                                said.predicate,
                                self.thing(key),
                                status=status,
                                qualifiers=self._contribution(draft),
                            )
                    elif said.predicate in ("amount", "valuation") and isinstance(mention.value, Money):
                        basis = dict(draft.rule.options).get("basis", "")
                        yield self._claim(
                            draft,
                            subject,
                            said.predicate,
                            mention.value,
                            status=status,
                            qualifiers=[("approximation", mention.approximation), ("basis", basis)],
                        )
                    elif said.predicate == "amount" and isinstance(mention.value, Text):
                        words = "amountText" if not mention.rule.startswith("not a number") else "amount"
                        yield self._claim(draft, subject, words, mention.value, status=status)
                for mention in told.rounds:
                    if isinstance(mention.value, Code):
                        predicate = "instrument" if mention.value.name in INSTRUMENTS else "roundKind"
                        yield self._claim(
                            replace(
                                told.draft,
                                start=min(mention.start, told.draft.start),
                                end=max(mention.end, told.draft.end),
                            ),
                            subject,
                            predicate,
                            mention.value,
                            status=status,
                        )
                for code in sorted(told.coded if told.said else ()):
                    yield self._claim(told.said[0].draft, subject, "roundKind", Code(code), status=status)
                for date, mention in told.dates:
                    if told.said:
                        draft = told.said[0].draft
                        wide = replace(draft, start=min(draft.start, mention.start), end=max(draft.end, mention.end))
                        yield self._claim(wide, subject, "announcedOn", date, status=status)
            first = next((said.draft for told in one.told for said in told.said), None)
            if first is not None:
                if not raised:
                    yield self._claim(first, subject, "raisedBy", raiser, status=status, qualifiers=when)
                yield self._claim(
                    first,
                    subject,
                    "status",
                    Code(
                        {"closed": "Closed", "in_talks": "InTalks", "rumoured": "Rumoured", "planned": "Planned"}[
                            status
                        ]
                    ),
                    status=status,
                )

    def _contribution(self, draft: Draft) -> list[tuple[str, str]]:
        return [("contribution", str(m.value)) for m in draft.played("part") if isinstance(m.value, Money)][:1]

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

    def _draft_mood(self, draft: Draft) -> str:
        if draft.status:
            return "" if draft.status == "closed" else draft.status
        for a, b, mood in self.moods.get(draft.sentence, ()):
            if a <= draft.end and b >= draft.start:
                return "denied" if mood == "supposed" else mood
        return ""

    def _items(self, draft: Draft) -> list[Mention | str]:
        """What the list items after this sentence begin with: 'Its models are:' and a bullet for each."""
        block = self.spotted.sentences[draft.sentence].block + 1
        if lines := self._lines(draft.sentence, block):
            return lines
        found: list[Mention | str] = []
        while block < len(self.document.blocks) and self.document.blocks[block].kind == "item":
            for index in self.sentences_of[block][:1]:
                first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED), None)
                if first is not None and first.start <= self.document.blocks[block].start + 5:
                    found.append(first)
            block += 1
        return found

    def _lines(self, sentence: int, block: int) -> list[Mention | str]:
        """What the lines after this sentence begin with, where it is lines that it lists: a name and what is said of it."""
        after = [i for i in self.sentences_of[block - 1] if i > sentence]
        if not after and block < len(self.document.blocks) and self.document.blocks[block].kind == "paragraph":
            after = self.sentences_of[block]
        found: list[Mention | str] = []
        for index in after:
            line = self.spotted.sentences[index]
            first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED), None)
            if first is None or first.start > line.start + 4:
                return []
            if not LINE.match(self.document.plain, first.end, line.end):
                return []
            found.append(first)
        return found if len(found) > 1 else []

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

    def _named_before(self, key: str, before: int) -> bool:
        return any(
            self.who(m) == key for row in self.spotted.mentions for m in row if m.end <= before and m.kind in NAMED
        )

    def topic(
        self, sentence: int, before: int, wanted: str, but: frozenset[str] = frozenset(), *, back: int = 0
    ) -> str:
        """Whom the clauses before this place are about: the agent that the nearest of them opens with, in this sentence
        or so many back. A clause that names no subject keeps the last one; languages whose cell has no [topic] know none."""
        for index in range(sentence, sentence - back - 1, -1):
            if index < 0 or self.spotted.sentences[index].block != self.spotted.sentences[sentence].block:
                break
            cues = _topic(self.lang_of[index])
            if cues is None:
                break
            opens, goes_on = cues
            start, plain = self.spotted.sentences[index].start, self.document.plain
            for mention in reversed(self.spotted.mentions[index]):
                key = self.who(mention)
                if mention.end > before or not key or key in but or not self._may_be(key, wanted):
                    continue
                if opens.search(plain[start : mention.start]) and not goes_on.match(plain, mention.end):
                    return key
        return ""

    def _may_be(self, key: str, wanted: str) -> bool:
        """Is the thing of that class, as far as is known?"""
        local = self.local(key)
        return local is not None and (local.kind in ("Name", "Organization") or vocabulary.is_a(local.kind, wanted))

    def _only_company(self, draft: Draft) -> str:
        """The one company of the sentence that plays no part in the draft: 'OpenAI | Total raised | $186B'.

        Before and between the members of a list, a company is the employer or owner of one and not what the list is about.
        """
        taken = {self.who(m) for _, mentions in draft.roles for m in mentions}
        mentions = self.spotted.mentions[draft.sentence]
        if any(m.kind == "TheCompany" and m.end <= draft.start for m in mentions):
            return ""  # "the company, based in Lyon, competes with Ostra": of the company, not of Ostra
        lists = [mentions for _, mentions in draft.roles if len(mentions) > 1]
        inside = range(draft.start, max(mentions[-1].end for mentions in lists)) if lists else range(0)
        found = {
            self.who(m)
            for m in mentions
            if m.kind in ("Company", "Organization", "Name") and self.who(m) not in taken and m.start not in inside
        }
        return found.pop() if len(found) == 1 and not found & self.backers else ""

    def person_before(self, sentence: int, before: int) -> str:
        """The first person named in this sentence before the place, else in the nearest of three sentences back, as who a
        sentence is about comes first; else a name without a type that opens this sentence or the one before it."""
        for index in range(sentence, max(-1, sentence - 4), -1):
            for mention in self.spotted.mentions[index]:
                if mention.kind == "Person" and mention.end <= before:
                    return self.who(mention)
        for index in range(sentence, max(-1, sentence - 2), -1):
            first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED and m.end <= before), None)
            if first is not None and first.kind == "Name":
                return self.who(first)
        return ""

    def named_for(self, sentence: int, before: int) -> str:
        """The name without a type that a "he" later in the same sentence stands for: the one that opens it."""
        row = [m for m in self.spotted.mentions[sentence] if m.end <= before and m.kind in NAMED]
        opens = row and row[0].start - self.spotted.sentences[sentence].start <= 1
        return self.who(row[0]) if opens and row[0].kind == "Name" else ""

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
            return Thing(self.document.source.id, f"place:{_place(end)}", "Place", end.text)
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
        return Thing(self.document.source.id, f"state:{_place(place)}", "PublicOrganization", place.text)

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
    return mention.kind == "Place" and _place(mention) == id_


def _place(mention: Mention) -> str:
    """The id of a listed place, else its folded name."""
    return mention.value.text if isinstance(mention.value, Text) else fold(mention.text)


@cache
def _topic(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """What stands before a mention that opens a clause, and after one that does not; None where the language tells neither."""
    cell = cells("lang").get(lang, {}).get("topic")
    return cell and (re.compile(rf"(?:{cell['opens']})\Z"), re.compile(cell["goes_on"]))


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


def _side_by_side(a: Told, b: Told) -> bool:
    """'$5M in Series A and B funding': two stages told of as one."""
    return any(0 <= max(x.start, y.start) - min(x.end, y.end) <= 5 for x in a.rounds for y in b.rounds)


def _without_givers(
    kept: Sequence[tuple[Draft, tuple[tuple[str, str, str], ...]]],
) -> Iterator[tuple[Draft, tuple[tuple[str, str, str], ...]]]:
    """Whom a surer rule takes for a backer, does not raise there: 已从甲资本融资1亿元."""
    sure: dict[tuple[int, int], int] = {}
    for draft, claims in kept:
        for _, predicate, obj in claims:
            if predicate in ("investor", "leadInvestor") and draft.rule.priority > 0:
                for mention in draft.played(obj):
                    place = mention.start, mention.end
                    sure[place] = max(draft.rule.priority, sure.get(place, 0))
    for draft, claims in kept:
        left = tuple(
            claim
            for claim in claims
            if claim[1] != "raisedBy"
            or not any(sure.get((m.start, m.end), -9) > draft.rule.priority for m in draft.played(claim[2]))
        )
        if left:
            yield draft, left


def _middle(told: Told) -> int:
    starts = [s.draft.start for s in told.said] or [m.start for m in told.rounds] or [0]
    return sum(starts) // len(starts)


def _months(date: PartialDate) -> int:
    return date.year * 12 + (date.month or 6)


def _sums_agree(a: Iterable[Money], b: Iterable[Money]) -> bool:
    b = list(b)
    return any(x.currency == y.currency and _close(x.value, y.value) for x in a for y in b)


def _far_apart(a: Iterable[Money], b: Iterable[Money]) -> bool:
    """Valuations so far apart that no rounding and no slip of a currency sign explains it."""
    pairs = [(x.value, y.value) for x in a for y in b if x.value and y.value]
    return bool(pairs) and all(max(x, y) > min(x, y) * Decimal("1.5") for x, y in pairs)


def _sums_differ(a: Iterable[Money], b: Iterable[Money]) -> bool:
    """Some currency in which both are told and never alike."""
    a, b = list(a), list(b)
    shared = False
    for x in a:
        rivals = [y for y in b if y.currency == x.currency]
        shared = shared or bool(rivals)
        if rivals and not any(_close(x.value, y.value) for y in rivals):
            return True
    return bool(a and b and not shared and not any(restates(x, y) for x in a for y in b))


def _close(x: Decimal, y: Decimal) -> bool:
    return abs(x - y) <= max(x, y) * Decimal("0.03")


# --- everything together --------------------------------------------------------------------------------


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


def vote_by_role(binder: Binder) -> None:
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
                if (state := f"state:{_place(mention)}") in used and (state, mention.text) not in done:
                    done.add((state, mention.text))
                    told = "PublicOrganization", mention.text, "it has offices that people hold", 4
                    yield _naming(document, mention, lang_of[index], state, told, (mention.text, mention.end))
                key = f"place:{_place(mention)}"
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


def stands_alone(local: Local) -> bool:
    """May a thing be in the graph though no statement is about it? A listed name, or one whose type is well told."""
    kind = local.kind
    if local.votes["Media"]:
        return False  # a name that is only a source of news
    enough = 5 if not local.listed and any("\u3400" <= c <= "\u9fff" for c in local.name) else 3
    return (
        kind in ("Company", "InvestmentFirm", "PublicOrganization", "Person", "Product") and local.votes[kind] >= enough
    )


def _clear(rounds: Sequence[Round]) -> list[Round]:
    """The rounds less those of which only a backer is told, where the document tells more of another of the company's."""
    told = {one.company for one in rounds if not one.vague}
    return [one for one in rounds if not (one.vague and one.company in told)]


def dates_for(binder: Binder, rounds: Sequence[Round]) -> None:
    """Give each round the dates told beside it, and the one told as news the day of publication."""
    for one in rounds:
        if one.dates:
            continue
        for told in one.told:
            near = _date_beside(binder, told)
            if near:
                told.dates.append(near)
                break
        else:
            if (beside := _told_just_before(one, rounds)) is not None:
                one.told[0].dates.append(beside.dates[0])
            else:
                _date_of_publication(binder, one, len(rounds))


def _told_just_before(one: Round, rounds: Sequence[Round]) -> Told | None:
    """The telling of another round in the sentence before, where that has a date: 'on 15 June ... . It also subscribes …'."""
    first = one.told[0]
    for other in rounds:
        for told in other.told:
            near = told.block == first.block and 0 <= first.sentence - told.sentence <= 1
            alike = "earlier" not in told.marks | first.marks and told.status == first.status
            if other is not one and near and told.dates and alike:
                return told
    return None


def _date_of_publication(binder: Binder, one: Round, rounds: int) -> None:
    """News is dated by the day it is published: what the opening of an article tells, and each entry of a round-up."""
    published = binder.document.source.published
    first = one.told[0]
    if published is None or one.status in OPEN or any("earlier" in told.marks for told in one.told):
        return
    if not (first.money("amount") or first.kinds or first.instruments or first.explicit):
        return
    if any(word in binder.spotted.sentences[first.sentence].text for word in _vague()):
        return  # 近期: lately, and who knows since when
    if binder.spotted.entries and not _is_periodical(binder):
        return  # a list of firms told of at any time
    block = binder.document.blocks[first.block]
    opening = (
        block.kind in ("title", "summary") or first.block <= 2 or binder.spotted.sentences[first.sentence].start < 500
    )
    if opening or (rounds >= 3 and block.kind in ("item", "row", "heading")):
        said = first.said[0].mention if first.said else None
        if said is not None:
            first.dates.append((published, said))


@cache
def _not_event() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before or after a date that give it to something else: founded in, since, as of, by."""
    before, after = [], []
    for cell in cells("lang").values():
        before += cell.get("date", {}).get("not_event_before", [])
        after += cell.get("date", {}).get("not_event_after", [])
    return re.compile(rf"(?:{'|'.join(before) or '(?!)'})[ ]?\Z", re.IGNORECASE), re.compile(
        rf"[ ]?(?:{'|'.join(after) or '(?!)'})", re.IGNORECASE
    )


def _is_periodical(binder: Binder) -> bool:
    """Does the title or the opening say that the list is of what a week, a month, a day has brought?"""
    months = {word for cell in cells("lang").values() for row in cell.get("page", {}).get("months", []) for word in row}
    words = {word for cell in cells("lang").values() for word in cell.get("date", {}).get("period", [])} | months
    title = binder.document.source.title
    begun = f"{title} {binder.document.plain[:OPENING]}".lower()
    return any(
        re.search(rf"\b{re.escape(word)}s?\b" if word.isascii() or word[0] < "\u3400" else word, begun)
        for word in words
    )


@cache
def _vague() -> frozenset[str]:
    """Words for a time that no date can be had from: recently, 近期."""
    return frozenset(word for cell in cells("lang").values() for word in cell.get("date", {}).get("vague", []))


def _date_beside(binder: Binder, told: Told) -> tuple[PartialDate, Mention] | None:
    """The date nearest to the words that tell of the round, in the same sentence and not given to something else."""
    before, after = _not_event()
    vague = _vague()
    plain = binder.document.plain
    start = min((s.draft.start for s in told.said), default=0)
    end = max((s.draft.end for s in told.said), default=0)
    found = []
    for mention in binder.spotted.mentions[told.sentence]:
        if mention.kind == "Date" and isinstance(mention.value, PartialDate):
            if (
                mention.text in vague
                or before.search(plain[max(0, mention.start - 24) : mention.start])
                or after.match(plain[mention.end : mention.end + 16])
            ):
                continue
            distance = 0 if start <= mention.start < end else min(abs(mention.end - start), abs(mention.start - end))
            found.append((distance, mention.start, mention))
    if not found:
        return None
    mention = min(found)[2]
    return cast(PartialDate, mention.value), mention
