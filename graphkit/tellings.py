"""Which tellings of a funding round are one round: across articles, and inside one where it is told twice.

The first line of each reason's and barrier's docstring is what the user is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import compare
from .evidence import first_line
from .model import Claim, Code, Merge, Money, PartialDate, Thing

Key = tuple[str, str]
LETTERS = {f"Series{letter}": n for n, letter in enumerate("ABCDEFGHIJ", 3)}
ORDER = {"PreSeed": 0, "Angel": 1, "Seed": 1, **LETTERS}
VAGUE_KINDS = frozenset({"Bridge", "Growth", "Strategic", "PrivateEquity", "Secondary"})
DAYS_APART = 62  # a closing is often told again, with a new date, some weeks after the announcement
SAME_TIME = 31
STATUS_OF_CODE = {
    "Closed": "closed",
    "InTalks": "in_talks",
    "Rumoured": "rumoured",
    "Planned": "planned",
    "Denied": "denied",
}


@dataclass(slots=True)
class Telling:
    """What one document says of one round (or, after merging, what several do)."""

    things: list[Thing]
    company: str
    status: str = "closed"
    kinds: set[str] = field(default_factory=set)
    instruments: set[str] = field(default_factory=set)
    dates: Counter[PartialDate] = field(default_factory=Counter)
    amounts: dict[Money, bool] = field(default_factory=dict)  # whether it was hedged
    valuations: dict[Money, bool] = field(default_factory=dict)
    investors: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    docs: set[str] = field(default_factory=set)
    earlier: bool = False
    claims: int = 0

    @property
    def year(self) -> int:
        """The year that most say, 0 when unknown; for the exchange rate of its time."""
        return min(self.dates.items(), key=lambda item: (-item[1], item[0]))[0].year if self.dates else 0

    @property
    def told(self) -> int:
        """How much is known, so that the fullest telling is met first."""
        return (
            3 * bool(self.amounts)
            + 3 * bool(self.dates)
            + 2 * bool(self.kinds)
            + 2 * bool(self.leads)
            + len(self.investors)
            + bool(self.valuations)
        )

    @property
    def letters(self) -> set[str]:
        """The kinds a company has once."""
        return self.kinds - VAGUE_KINDS

    def absorb(self, other: Telling) -> None:
        """Takes over what another telling of the same round says."""
        if _agreed(self, other):
            self.status = "closed"
        elif self.status == "closed" and other.status != "closed":
            self.status = other.status  # the two may only meet where the closed one is the talk told again
        self.things += other.things
        self.kinds |= other.kinds
        self.instruments |= other.instruments
        self.dates.update(other.dates)
        for mine, theirs in ((self.amounts, other.amounts), (self.valuations, other.valuations)):
            for money, hedged in theirs.items():
                mine[money] = mine.get(money, True) and hedged
        self.investors |= other.investors
        self.leads |= other.leads
        self.docs |= other.docs
        self.earlier = self.earlier and other.earlier
        self.claims += other.claims


@dataclass(frozen=True, slots=True)
class Grouped:
    """The rounds of a corpus: tellings put together, why, what may be the same, which followed from which talk."""

    rounds: tuple[Telling, ...]
    merges: tuple[Merge, ...] = ()
    possible: tuple[Merge, ...] = ()
    follows: tuple[tuple[int, int, str], ...] = ()


# --- reasons and barriers -------------------------------------------------------------------------


def same_kind(a: Telling, b: Telling) -> bool:
    """Both are the company's round of that letter."""
    return bool(a.letters & b.letters)


def same_time(a: Telling, b: Telling) -> bool:
    """Both are dated within a month of each other."""
    return any(compare.days_between(x, y) <= SAME_TIME and x.month and y.month for x in a.dates for y in b.dates)


def same_year(a: Telling, b: Telling) -> bool:
    """Both are of the same year, one of them without a month."""
    return any(x.year == y.year and not (x.month and y.month) for x in a.dates for y in b.dates)


def _meet(mine: Mapping[Money, bool], theirs: Mapping[Money, bool], year: int) -> bool:
    return any(
        compare.money(x, y, hedged=hx or hy, year=year) != "conflict"
        for x, hx in mine.items()
        for y, hy in theirs.items()
    )


def same_amount(a: Telling, b: Telling) -> bool:
    """Both raise the same sum, or one restates it in another currency at a rate of its time."""
    return _meet(a.amounts, b.amounts, a.year or b.year)


def same_valuation(a: Telling, b: Telling) -> bool:
    """Both give the same valuation."""
    return _meet(a.valuations, b.valuations, a.year or b.year)


def same_lead(a: Telling, b: Telling) -> bool:
    """Both have the same lead investor."""
    return bool(a.leads & b.leads)


def same_investors(a: Telling, b: Telling) -> bool:
    """They share an investor."""
    return bool(a.investors & b.investors)


def same_instrument(a: Telling, b: Telling) -> bool:
    """Both are debt, or both convertible."""
    return bool((a.instruments & b.instruments) - {"Equity"})


REASONS: tuple[tuple[Callable[[Telling, Telling], bool], int], ...] = (
    (same_kind, 2),
    (same_amount, 2),
    (same_lead, 2),
    (same_time, 1),
    (same_year, 1),
    (same_valuation, 1),
    (same_investors, 1),
    (same_instrument, 1),
)
ENOUGH = 2


def other_kind(a: Telling, b: Telling) -> bool:
    """They are rounds of different letters."""
    return bool(a.letters and b.letters and not a.letters & b.letters)


def other_instrument(a: Telling, b: Telling) -> bool:
    """One is debt, the other is not."""
    mine = a.instruments or ({"Equity"} if a.letters else set())
    theirs = b.instruments or ({"Equity"} if b.letters else set())
    return bool(mine and theirs and not mine & theirs and "Debt" in mine | theirs)


def other_time(a: Telling, b: Telling) -> bool:
    """Their dates are more than two months apart."""
    if not a.dates or not b.dates:
        return False
    if same_kind(a, b) and (same_amount(a, b) or same_valuation(a, b)):
        return False  # one letter, one sum, two dates: a mistake in a date, not two rounds
    # The very sum from the same hands: one article dates the round by itself ("recently"), the other by the event.
    same_sum = a.amounts.keys() & b.amounts.keys() and not a.docs & b.docs and not other_kind(a, b)
    if same_sum and (same_investors(a, b) or a.valuations.keys() & b.valuations.keys()):
        return False
    return min(compare.days_between(x, y) for x in a.dates for y in b.dates) > DAYS_APART


def other_amount(a: Telling, b: Telling) -> bool:
    """Their sums differ, and nothing else says they are one."""
    if not a.amounts or not b.amounts or same_amount(a, b):
        return False
    if a.docs & b.docs:
        return True
    if same_time(a, b) or same_lead(a, b):
        return not (same_kind(a, b) or (same_time(a, b) and same_lead(a, b)))
    # a company has one Series A: two articles that give it two sums are at odds, they do not tell of two rounds
    return not a.kinds & b.kinds & LETTERS.keys()


def other_status(a: Telling, b: Telling) -> bool:
    """One has happened, the other is talk."""
    return (a.status == "closed") != (b.status == "closed") and not _talk_told_again(a, b) and not _agreed(a, b)


def _talk_told_again(a: Telling, b: Telling) -> bool:
    """A table row or headline repeats the sum of the talk without its 'may': same article, nothing of its own."""
    done = a if a.status == "closed" else b
    bare = not (done.dates or done.kinds or done.investors or done.instruments)
    return bare and a.docs == b.docs and bool(a.amounts.keys() & b.amounts.keys())


def _agreed(a: Telling, b: Telling) -> bool:
    """An article tells of one deal as agreed and as to be done: the very sum, day and investor of the plan."""
    alike = a.amounts.keys() & b.amounts.keys() and a.dates.keys() & b.dates.keys() and a.investors & b.investors
    return bool(alike) and a.docs == b.docs and {a.status, b.status} == {"closed", "planned"}


def told_as_earlier(a: Telling, b: Telling) -> bool:
    """One article tells them as the new round and an earlier one."""
    return bool(a.docs & b.docs) and a.earlier != b.earlier and not (same_amount(a, b) and not other_time(a, b))


BARRIERS = (other_status, other_kind, other_instrument, other_time, other_amount, told_as_earlier)


def barrier(a: Telling, b: Telling, *, but: Sequence[Callable[..., bool]] = ()) -> str:
    """Why the two cannot be one round; '' when nothing stands against it."""
    return next((first_line(against) for against in BARRIERS if against not in but and against(a, b)), "")


def likeness(a: Telling, b: Telling) -> tuple[int, str]:
    """How much speaks for one round, and what, in words."""
    found = [(reason, weight) for reason, weight in REASONS if reason(a, b)]
    score = sum(weight for _, weight in found)
    if a.docs & b.docs and score == ENOUGH and same_lead(a, b) and not same_time(a, b):
        score -= 1  # one article names a lead twice, often of two rounds
    if not score and a.docs & b.docs and not (a.told and b.told):
        return ENOUGH, "The only round of this company that the article can mean."
    return score, " ".join(first_line(reason) for reason, _ in found)


# --- grouping -------------------------------------------------------------------------------------


def tellings(
    claims: Mapping[Key, list[Claim]], things: Mapping[Key, Thing], entity_of: Callable[[Thing], str]
) -> list[Telling]:
    """One Telling a local round, in order of document and key; `entity_of` gives the entity of an agent."""
    return [_telling(things[key], claims.get(key, []), entity_of) for key in sorted(things)]


def _telling(thing: Thing, claims: list[Claim], entity_of: Callable[[Thing], str]) -> Telling:
    raisers: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    told = Telling([thing], "", docs={thing.doc}, claims=len(claims))
    for claim in claims:
        if claim.status == "denied" and claim.predicate != "status":
            statuses["denied"] += claim.predicate in ("raisedBy", "amount")
            continue
        statuses[claim.status] += 1
        told.earlier |= any(claim.qualifier(name) == "earlier" for name in ("when", "order"))
        _read(told, claim, raisers, codes, entity_of)
    if raisers:
        told.company = min(raisers, key=lambda name: (-raisers[name], name))
    best = codes or statuses
    if best:
        told.status = min(best, key=lambda status: (-best[status], status))
    return told


def _read(
    told: Telling, claim: Claim, raisers: Counter[str], codes: Counter[str], entity_of: Callable[[Thing], str]
) -> None:
    value, hedged = claim.object, bool(claim.qualifier("approximation"))
    match claim.predicate, value:
        case "raisedBy", Thing():
            raisers[entity_of(value)] += 1
        case "investor", Thing():
            told.investors.add(entity_of(value))
        case "leadInvestor", Thing():
            told.leads.add(entity_of(value))
            told.investors.add(entity_of(value))
        case "amount", Money() if not claim.qualifier("contribution"):
            told.amounts[value] = told.amounts.get(value, True) and hedged
        case "valuation", Money():
            told.valuations[value] = told.valuations.get(value, True) and hedged
        case "announcedOn", PartialDate():
            told.dates[value] += 1
        case "roundKind", Code():
            told.kinds.add(value.name)
        case "instrument", Code():
            told.instruments.add(value.name)
        case "status", Code():
            codes[STATUS_OF_CODE.get(value.name, "closed")] += 1


def group(all_tellings: Iterable[Telling]) -> Grouped:
    """Puts tellings of one round together, company by company; each is compared with the company's rounds so far."""
    by_company: dict[str, list[Telling]] = {}
    for told in all_tellings:
        by_company.setdefault(told.company, []).append(told)
    rounds: list[Telling] = []
    merges: list[Merge] = []
    possible: list[Merge] = []
    follows: list[tuple[int, int, str]] = []
    for company in sorted(by_company):
        ordered = sorted(by_company[company], key=lambda told: (-told.told, told.things[0]))
        found = _group_one(ordered, merges, possible)
        start = len(rounds)
        rounds += found
        follows += [(start + closed, start + talk, why) for closed, talk, why in _follow(found)]
    return Grouped(tuple(rounds), tuple(merges), tuple(possible), tuple(follows))


def _group_one(ordered: list[Telling], merges: list[Merge], possible: list[Merge]) -> list[Telling]:
    rounds: list[Telling] = []
    for told in ordered:
        scored = []
        for at, known in enumerate(rounds):
            if not barrier(known, told):
                score, why = likeness(known, told)
                if score >= 1:
                    scored.append((-score, at, why))
        scored.sort()
        tied = len(scored) > 1 and scored[0][0] == scored[1][0]
        if scored and -scored[0][0] >= ENOUGH and not (tied and -scored[0][0] <= ENOUGH):
            _, at, why = scored[0]
            merges.append(Merge(rounds[at].things[0], told.things[0], "same", why))
            rounds[at].absorb(told)
            continue
        possible += [Merge(rounds[at].things[0], told.things[0], "possible", why) for _, at, why in scored[:3]]
        rounds.append(told)
    return rounds


def _follow(rounds: list[Telling]) -> Iterable[tuple[int, int, str]]:
    """Talks that became a deal: the closed round fits the talk in all but its status and is not older."""
    for talk_at, talk in enumerate(rounds):
        if talk.status == "closed":
            continue
        for deal_at, deal in enumerate(rounds):
            if deal.status != "closed" or barrier(deal, talk, but=(other_status, other_time)):
                continue
            score, why = likeness(deal, talk)
            if score >= ENOUGH and not _older(deal, talk):
                yield deal_at, talk_at, f"A talk that became a deal. {why}"
                break


def _older(deal: Telling, talk: Telling) -> bool:
    if not deal.dates or not talk.dates:
        return False
    return max(compare.last_day(d) for d in deal.dates) < min(d.first_day for d in talk.dates)


# --- what cannot be ------------------------------------------------------------------------------


def suspect_dates(rounds: Sequence[Telling]) -> dict[tuple[int, PartialDate], str]:
    """Dates that the company's other rounds contradict: (index, date) -> reason code.

    A later letter dated before an earlier one; a valuation far above that of later rounds counts against a date too,
    but not alone (there are down rounds). Of dates at odds, the one at odds with most rounds is suspect; then the
    one that fewer articles give.
    """
    dated = [(at, told, _usual(told)) for at, told in enumerate(rounds) if told.dates and told.status == "closed"]
    found: dict[tuple[int, PartialDate], str] = {}
    while True:
        odds: Counter[int] = Counter()
        hard = False
        for i, (a_at, a, a_day) in enumerate(dated):
            for b_at, b, b_day in dated[i + 1 :]:
                letters = _letters_reversed(a, a_day, b, b_day)
                if letters or _value_reversed(a, a_day, b, b_day):
                    odds.update((a_at, b_at))
                    hard |= letters
        if not hard:
            return found
        worst = max(odds, key=lambda at: (odds[at], -len(rounds[at].docs), _latest_letter(rounds[at]), at))
        day = next(day for at, _, day in dated if at == worst)
        found[worst, day] = "implausible-date"
        dated = [entry for entry in dated if entry[0] != worst]


def _latest_letter(told: Telling) -> int:
    return max((ORDER.get(kind, 0) for kind in told.kinds), default=0)


def _usual(told: Telling) -> PartialDate:
    return min(told.dates, key=lambda day: (-told.dates[day], -len(str(day)), day))


def _letters_reversed(a: Telling, a_day: PartialDate, b: Telling, b_day: PartialDate) -> bool:
    mine = [ORDER[kind] for kind in a.kinds if kind in ORDER]
    theirs = [ORDER[kind] for kind in b.kinds if kind in ORDER]
    if not mine or not theirs or a_day.agrees(b_day):
        return False
    a_first = compare.last_day(a_day) < b_day.first_day
    b_first = compare.last_day(b_day) < a_day.first_day
    return (a_first and min(mine) > max(theirs)) or (b_first and min(theirs) > max(mine))


def _value_reversed(a: Telling, a_day: PartialDate, b: Telling, b_day: PartialDate) -> bool:
    """A valuation of more than one and a half times that of a round dated later."""
    if compare.last_day(b_day) < a_day.first_day:
        a, a_day, b, b_day = b, b_day, a, a_day
    if compare.last_day(a_day) >= b_day.first_day or not a.valuations or not b.valuations:
        return False
    return 2 * min(m.value for m in a.valuations) > 3 * max(m.value for m in b.valuations)


# --- names ----------------------------------------------------------------------------------------

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
KIND_WORDS = {"PreSeed": "pre-seed", "Ipo": "IPO", "Spac": "SPAC", "PrivateEquity": "private equity"}
INSTRUMENT_WORDS = {"Debt": "debt", "Convertible": "convertible", "Grant": "grant"}
STATUS_WORDS = {"in_talks": "in talks", "rumoured": "rumoured", "planned": "planned"}


def kind_words(kind: str) -> str:
    """'SeriesA' -> 'Series A', 'PreSeed' -> 'pre-seed', 'Seed' -> 'seed'."""
    if kind.startswith("Series"):
        return f"Series {kind[6:]}"
    return KIND_WORDS.get(kind, kind.lower())


def best_date(told: Telling, suspect: frozenset[PartialDate]) -> PartialDate | None:
    """The date a round is known by: given most often, most precise, not suspect."""
    days = [day for day in told.dates if day not in suspect]
    if not days:
        return None
    return min(days, key=lambda d: (-sum(n for o, n in told.dates.items() if o.agrees(d)), -len(str(d)), d))


def _best_money(told: Telling) -> Money:
    return min(told.amounts, key=lambda money: (told.amounts[money], money.currency, money.value))


def local_name(company: str, told: Telling, when: PartialDate | None) -> str:
    """The slug of ontology.md 2.6: company and month, else kind, else status and sum."""
    stem = company.split("/", 1)[1]
    if when:
        return f"{stem}-{str(when)[:7]}"
    if told.kinds:
        return f"{stem}-{kind_words(min(told.kinds)).lower().replace(' ', '-')}"
    status = told.status.replace("_", "-")
    if told.amounts:
        money = _best_money(told)
        return f"{stem}-{status}-{money.currency}-{money.number}".lower()
    return f"{stem}-{status}"


def label(company_name: str, told: Telling, when: PartialDate | None) -> str:
    """'Mistral AI Series A, December 2023', 'Acme, in talks, EUR 3bn'."""
    words = kind_words(min(told.kinds)) if told.kinds else ""
    words = words or next((INSTRUMENT_WORDS[i] for i in sorted(told.instruments) if i in INSTRUMENT_WORDS), "")
    parts = [f"{company_name} {words}".strip()]
    if told.status in STATUS_WORDS:
        parts.append(STATUS_WORDS[told.status])
    if when:
        parts.append(f"{MONTHS[when.month - 1]} {when.year}" if when.month else str(when.year))
    elif told.amounts and not told.kinds:
        parts.append(short_money(_best_money(told)))
    elif len(parts) == 1 and not words:
        parts.append("a round")
    return ", ".join(parts)


def short_money(money: Money) -> str:
    """'EUR 3bn', 'USD 16.3m', 'CNY 500k'."""
    for size, unit in ((10**9, "bn"), (10**6, "m"), (10**3, "k")):
        if money.value >= size:
            return f"{money.currency} {Money(money.value / size, money.currency).number}{unit}"
    return str(money)


def discriminators(told: Telling) -> tuple[str, ...]:
    """What tells a round from another of the same company and month, best first."""
    kinds = [kind_words(kind).lower().replace(" ", "-") for kind in sorted(told.kinds)]
    instruments = [instrument.lower() for instrument in sorted(told.instruments)]
    statuses = [told.status.replace("_", "-")] if told.status != "closed" else []
    money = [f"{m.currency}-{m.number}".lower() for m in sorted(told.amounts)[:1]]
    return (*kinds[:1], *statuses, *instruments[:1], *money)


def marks(company: str, told: Telling) -> tuple[str, ...]:
    """What ids.tsv remembers a round by."""
    found = [f"{company} kind={kind}" for kind in told.letters]
    found += [f"{company} amount={money}" for money in told.amounts]
    found += [f"{company} month={str(day)[:7]} {told.status}" for day in told.dates if day.month]
    found += [f"{company} lead={lead}" for lead in told.leads]
    found += [f"{company} valuation={money}" for money in told.valuations]
    return tuple(sorted(found)) or (f"{company} {told.status}",)
