"""What the articles' sentences tell of rounds: one figure has one role; a telling and a round, as they are gathered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from graphkit.model import Code, Mention, Money, PartialDate
from graphkit.rates import restates
from graphkit.relate import Draft

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


def side_by_side(a: Told, b: Told) -> bool:
    """'$5M in Series A and B funding': two stages told of as one."""
    return any(0 <= max(x.start, y.start) - min(x.end, y.end) <= 5 for x in a.rounds for y in b.rounds)


def without_givers(
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


def middle(told: Told) -> int:
    starts = [s.draft.start for s in told.said] or [m.start for m in told.rounds] or [0]
    return sum(starts) // len(starts)


def months(date: PartialDate) -> int:
    return date.year * 12 + (date.month or 6)


def sums_agree(a: Iterable[Money], b: Iterable[Money]) -> bool:
    b = list(b)
    return any(x.currency == y.currency and _close(x.value, y.value) for x in a for y in b)


def far_apart(a: Iterable[Money], b: Iterable[Money]) -> bool:
    """Valuations so far apart that no rounding and no slip of a currency sign explains it."""
    pairs = [(x.value, y.value) for x in a for y in b if x.value and y.value]
    return bool(pairs) and all(max(x, y) > min(x, y) * Decimal("1.5") for x, y in pairs)


def sums_differ(a: Iterable[Money], b: Iterable[Money]) -> bool:
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
