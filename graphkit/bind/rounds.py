"""The rounds of one document: drafts become tellings, tellings become rounds, rounds become claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphkit.bind.told import (
    ABOUT_ROUNDS,
    BEFORE,
    BESIDE,
    INSTRUMENTS,
    OPEN,
    REACH,
    ROUND,
    Round,
    Said,
    Told,
    far_apart,
    middle,
    months,
    side_by_side,
    sums_agree,
    sums_differ,
)
from graphkit.bind.who import Who, date_beside
from graphkit.model import Claim, Code, Mention, Money, PartialDate, Text, Thing
from graphkit.relate import Draft


class Gathering(Who):
    """Gathers what the drafts tell of rounds into the rounds of the document."""

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
        near = min(abs(kinds[0].end - middle(told)), abs(kinds[0].start - middle(told)))
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
                near = sorted(done, key=lambda o: abs(middle(o) - middle(told)))
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
        if a.kinds and b.kinds and not a.kinds & b.kinds and a.rounds != b.rounds and not side_by_side(a, b):
            return True
        if sums_differ(a.money("amount"), b.money("amount")) or sums_differ(a.money("valuation"), b.money("valuation")):
            return True
        if not ignore_marks and ("earlier" in a.marks) != ("earlier" in b.marks) and (a.tells and b.tells):
            return True
        return bool(a.status and b.status and a.status != b.status)

    def gather(self) -> list[Round]:
        """The rounds of the document."""
        self.tellings = []
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
        if not found and told.tells and (near := date_beside(self, told)):
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
        alike = sums_agree(told.money("amount"), one.amounts) or sums_agree(told.money("valuation"), one.valuations)
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
        if sums_differ(mine, theirs):
            return None
        if far_apart(told.money("valuation"), one.valuations):
            return None
        if sums_agree(mine, theirs):
            score += 6
        if told.dates and one.dates:
            agree = any(a.agrees(b) for a, _ in told.dates for b in one.dates)
            far = all(abs(months(a) - months(b)) > 2 for a, _ in told.dates for b in one.dates)
            if far and not (all(not a.month for a, _ in told.dates) and agree):
                return None
            score += 3 if agree else 0
        if sums_agree(told.money("valuation"), one.valuations):
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
        if told.kinds and not one.kinds and theirs and mine and not sums_agree(mine, theirs):
            score -= 1
        return score

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
