"""What is known of a group of local things, what speaks for two groups being one, and what against.

Each reason and each barrier is a small function; the first line of its docstring is what the user is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from . import fold
from .model import Text

ORGANIZATIONS = ("Company", "InvestmentFirm", "PublicOrganization", "Organization")
FAMILY = {**dict.fromkeys(ORGANIZATIONS, "organization"), "Person": "person", "Product": "product", "Place": "place"}
SPECIFIC = ("Company", "InvestmentFirm", "PublicOrganization", "Person", "Product", "Place")
SURE = 2  # a kind with less weight behind it is a guess, and stands against nothing


def first_line(function: Callable[..., object]) -> str:
    """What the user is told about a reason or a barrier: the first line of its docstring."""
    return (function.__doc__ or function.__name__).splitlines()[0]


@dataclass(slots=True)
class Group:
    """Local things taken for one. Starts as one of them; `absorb` adds another's marks."""

    members: list[int]
    full: set[str] = field(default_factory=set)  # folded spellings that stand for the thing by themselves
    short: set[str] = field(default_factory=set)  # folded spellings used beside a fuller one
    raw: Counter[Text] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)
    listed: set[str] = field(default_factory=set)
    seats: set[str] = field(default_factory=set)  # folded names of head offices (towns only)
    founders: set[str] = field(default_factory=set)
    kin: set[str] = field(default_factory=set)  # founders, products, posts: what only the same firm would share
    near: set[str] = field(default_factory=set)  # folded names of everything a claim ties it to
    docs: set[str] = field(default_factory=set)
    mates: set[int] = field(default_factory=set)  # local things that stood in one list with a member
    said: set[str] = field(default_factory=set)  # names a person put together

    def absorb(self, other: Group) -> None:
        """Takes over another group's marks."""
        self.members += other.members
        self.short |= other.short  # 'Lightspeed' stays a short form, however many articles say no more
        self.full = (self.full | other.full) - self.short or self.full | other.full
        self.raw.update(other.raw)
        self.votes.update(other.votes)
        self.listed |= other.listed
        self.seats |= other.seats
        self.founders |= other.founders
        self.kin |= other.kin
        self.near |= other.near
        self.docs |= other.docs
        self.mates |= other.mates
        self.said |= other.said

    @property
    def kind(self) -> str:
        """The class most weight speaks for; Organization only where nothing more specific does."""
        best = [(kind, weight) for kind, weight in self.votes.items() if kind in SPECIFIC and weight > 0]
        if not best:
            return next(iter(sorted(self.votes)), "Organization")
        return min(best, key=lambda item: (-item[1], SPECIFIC.index(item[0])))[0]

    @property
    def family(self) -> str:
        """organization, person, product or place."""
        weights: Counter[str] = Counter()
        for kind, weight in self.votes.items():
            weights[FAMILY[kind]] += weight
        return min(weights, key=lambda name: (-weights[name], name)) if weights else "organization"

    def sure(self, *kinds: str) -> bool:
        """Is there more than a guess for one of these kinds?"""
        return sum(self.votes[kind] for kind in kinds) >= SURE

    @property
    def told(self) -> int:
        """How much is known, so that the fullest is met first."""
        return (
            4 * bool(self.listed) + 3 * len(self.full) + len(self.seats) + len(self.founders) + min(len(self.near), 9)
        )


# --- reasons --------------------------------------------------------------------------------------


def put_together_by_hand(a: Group, b: Group) -> bool:
    """A person said so in decisions.toml."""
    return bool(a.said & b.said)


def listed_alias(a: Group, b: Group) -> bool:
    """Both spellings are listed as names of one thing."""
    return bool(a.listed & b.listed)


def same_body(a: Group, b: Group) -> bool:
    """Both spellings name the same body of the same nation."""
    return any(id_.startswith("body:") for id_ in a.listed & b.listed)


def same_spelling(a: Group, b: Group) -> bool:
    """The same name, apart from case, width, accents, spaces, hyphens or the form of its characters."""
    return bool(a.full & b.full)


def glossed(a: Group, b: Group) -> bool:
    """An article gives both names for it, one in brackets after the other."""
    return bool(a.full & b.full) and len(a.full | b.full) > 1


def differs_by_legal_form(a: Group, b: Group) -> bool:
    """The names differ by a legal form only (Inc., GmbH, 有限公司)."""
    return bool(bare_forms(a) & bare_forms(b))


def short_form(a: Group, b: Group) -> bool:
    """One is the short form that an article uses for the other, and nothing else there has that short form."""
    return bool(a.short & (b.full | b.short) or b.short & a.full)


def short_form_here(a: Group, b: Group) -> bool:
    """A short form used in the same article as the full name."""
    return bool(a.docs & b.docs)


def last_name_here(a: Group, b: Group) -> bool:
    """The last name of the only person of that name in the article."""
    return bool(a.docs & b.docs)


def same_core_and_kin(a: Group, b: Group) -> bool:
    """The names differ by a word many firms share (AI, Capital, Group), and both have the same founder or product."""
    return bool(a.kin & b.kin)


def bare_forms(group: Group) -> set[str]:
    """Its full names less their legal forms, folded."""
    return {fold.without_legal_form(text.text) for text in group.raw if fold.fold(text.text) in group.full}


def full_texts(group: Group) -> list[str]:
    """The spellings that stand for the thing by themselves, sorted."""
    return sorted({text.text for text in group.raw if fold.fold(text.text) in group.full})


def tied(a: Group, b: Group) -> bool:
    """Do claims tie both to the same other, or to the same founder or product?"""
    return bool(a.near & b.near) or bool(a.kin & b.kin)


# --- barriers -------------------------------------------------------------------------------------


def different_kind(a: Group, b: Group) -> bool:
    """They are different kinds of thing: a person, an organization, a product, a place."""
    mine, theirs = a.family, b.family
    if mine == theirs:
        return False
    guessed = [group for group in (a, b) if group.family == "organization" and not group.sure(*ORGANIZATIONS)]
    return "place" in (mine, theirs) or not guessed


def both_in_one_list(a: Group, b: Group) -> bool:
    """One sentence lists both, side by side."""
    if len(a.members) > len(b.members):
        a, b = b, a
    if a.full & b.full or a.listed & b.listed:
        return False  # one name twice in a list is one thing twice
    return any(member in b.mates for member in a.members)


def listed_apart(a: Group, b: Group) -> bool:
    """They are listed as two different things."""
    return bool(a.listed and b.listed and not a.listed & b.listed)


def different_trade(a: Group, b: Group) -> bool:
    """One is a public body, the other a firm, and they share no more than a short name."""
    firm, public = ("Company", "InvestmentFirm"), ("PublicOrganization",)
    for x, y in ((a, b), (b, a)):
        if (
            x.sure(*firm)
            and not x.votes["PublicOrganization"]
            and y.sure(*public)
            and not any(y.votes[k] for k in firm)
        ):
            return all(len(name) <= 6 for name in x.full & y.full)
    return False


def other_head_office(a: Group, b: Group) -> bool:
    """Their head offices are in different towns, and they have no tie in common."""
    return bool(a.seats and b.seats and not a.seats & b.seats and not tied(a, b) and not a.listed & b.listed)


def other_founder(a: Group, b: Group) -> bool:
    """They have different founders, and no tie in common."""
    if not a.founders or not b.founders or a.founders & b.founders or _alike(a.founders, b.founders):
        return False
    return not tied(a, b) and not a.listed & b.listed  # two articles may each name one of two founders


def arm_beside_company(a: Group, b: Group) -> bool:
    """One is a company, the other bears its name with a word for a fund or a holding."""
    for x, y in ((a, b), (b, a)):
        if (
            x.sure("Company")
            and not x.votes["InvestmentFirm"]
            and y.full
            and all(_firm_word(t.text) for t in y.raw if fold.fold(t.text) in y.full)
        ):
            return not x.full & y.full
    return False


def _firm_word(name: str) -> bool:
    words = fold.tokens(name)
    return bool(fold.firm_words("investing") & set(words[1:])) or name.endswith(fold.firm_endings("investing_zh"))


def _alike(mine: set[str], theirs: set[str]) -> bool:
    return any(x.endswith(y) or y.endswith(x) for x in mine for y in theirs)


BARRIERS: tuple[Callable[[Group, Group], bool], ...] = (
    different_kind,
    both_in_one_list,
    listed_apart,
    different_trade,
    other_head_office,
    other_founder,
)
