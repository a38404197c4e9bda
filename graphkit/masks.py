"""One private-use character for each kind of mention, so that a rule is a plain regular expression.

`Mistral AI raised €600m.` becomes `\\ue000 raised \\ue00a.`; what a rule matched there is found again by position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from graphkit.fold import simplified_in_place
from graphkit.grammar import cells
from graphkit.model import Mention

KINDS = (
    "Company",
    "InvestmentFirm",
    "PublicOrganization",
    "Organization",
    "Person",
    "Product",
    "Place",
    "Name",  # a name whose type nothing has told yet
    "TheCompany",  # "the company", 该公司, "la jeune pousse"
    "FundingRound",
    "Money",
    "Date",
    "Post",  # a job title
    "ThePerson",  # "he", 其, "elle"
)
CHAR = {kind: chr(0xE000 + i) for i, kind in enumerate(KINDS)}
FIRST, LAST = CHAR[KINDS[0]], CHAR[KINDS[-1]]

# What fits a slot: the class itself, its subclasses, names without a type, and the words that stand for a company.
FITS = {
    "Agent": ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Name", "TheCompany"),
    "Organization": ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Name", "TheCompany"),
    "Company": ("Company", "InvestmentFirm", "Organization", "Name", "TheCompany"),
    "InvestmentFirm": ("InvestmentFirm", "Company", "Organization", "Name"),
    "PublicOrganization": ("PublicOrganization", "Organization", "Name"),
    "Person": ("Person", "Name", "ThePerson"),
    # told apart by more than the rule that asks: no names without a type
    "Human": ("Person", "ThePerson"),
    "Firm": ("Company", "InvestmentFirm", "PublicOrganization", "Organization"),
    "Ware": ("Product",),
    "Body": ("PublicOrganization", "Organization"),
    "Product": ("Product", "Name"),
    "Place": ("Place",),
    "Named": ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Product", "Name"),
    "Investor": ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Name", "Product"),
    "FundingRound": ("FundingRound",),
    "Money": ("Money",),
    "Date": ("Date",),
    "Post": ("Post",),
    "TheCompany": ("TheCompany",),
    "Any": KINDS,
}


def char_class(kinds: str) -> str:
    """A regular expression for one mention that fits 'Agent' or 'Company|Person'. KeyError names an unknown kind."""
    chars = sorted({CHAR[kind] for slot in kinds.split("|") for kind in FITS.get(slot, (slot,))})
    return "[" + "".join(chars) + "]"


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with its mentions masked. `at[i]` is the index of the mention that masked character i stands for,
    or -1; `origin[i]` its place in the reading text."""

    text: str
    at: tuple[int, ...]
    origin: tuple[int, ...]
    mentions: tuple[Mention, ...]
    end: int

    def plain_start(self, i: int) -> int:
        """Where masked position i stands in the reading text."""
        return self.origin[i] if i < len(self.origin) else self.end

    def plain_end(self, i: int) -> int:
        """Where a match that ends before masked position i ends in the reading text."""
        mention = self.at[i - 1]
        return self.mentions[mention].end if mention >= 0 else self.origin[i - 1] + 1


SAME = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\n": " ",
        "\t": " ",
        "（": "(",
        "）": ")",
    }
)


def straight(text: str) -> str:
    """The text with curly apostrophes, narrow spaces and wide brackets as a keyboard has them; as long as it was."""
    return text.translate(SAME)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # 'İ' becomes two characters
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return simplified_in_place(lowered.translate(SAME))


@cache
def _degrees() -> re.Pattern[str]:
    """', M.D., Ph.D.': what may follow the name of a person and tells no more of her than that."""
    words = {w for cell in cells("spot/Name").values() for w in cell.get("latin", {}).get("degrees", [])}
    either = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?:, ?(?:{either or '(?!)'})\.?(?![\w-]))+", re.IGNORECASE)


def mask(text: str, start: int, mentions: Sequence[Mention]) -> Masked:
    """Lower-case `text`, which begins at `start` of the reading text, with each mention as one character and Chinese in
    simplified ones.

    `mentions` are sorted, do not overlap and lie inside; kinds without a mask are left as words.
    """
    pieces: list[str] = []
    at: list[int] = []
    origin: list[int] = []
    here = 0
    for index, mention in enumerate(mentions):
        char = CHAR.get(mention.kind)
        if char is None:
            continue
        begin = mention.start - start
        if begin < here:
            continue
        pieces.append(_lower(text[here:begin]))
        at.extend([-1] * (begin - here))
        origin.extend(range(start + here, start + begin))
        pieces.append(char)
        at.append(index)
        origin.append(mention.start)
        here = mention.end - start
        if mention.kind == "Person" and text[here : here + 1] == "," and (degrees := _degrees().match(text, here)):
            here = degrees.end()
    pieces.append(_lower(text[here:]))
    at.extend([-1] * (len(text) - here))
    origin.extend(range(start + here, start + len(text)))
    return Masked("".join(pieces), tuple(at), tuple(origin), tuple(mentions), start + len(text))
