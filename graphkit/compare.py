"""Are two values of one statement at odds? Agreement, precision, restatement, rounding, part of a whole, conflict.

The first line of each function below is what the user is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .model import Money, PartialDate
from .rates import restates

Relation = Literal["agreement", "precision", "restatement", "rounding", "part", "other-time", "conflict"]
HEDGED = Decimal("0.05")  # "almost 6bn" may mean 5.7bn, not 5.5bn


def last_day(when: PartialDate) -> date:
    """The last day that the date can mean."""
    if when.day:
        return when.first_day
    if when.month:
        following = date(when.year + when.month // 12, when.month % 12 + 1, 1) if when.year < 9999 else date.max
        return following - timedelta(days=1)
    return date(when.year, 12, 31)


def days_between(a: PartialDate, b: PartialDate) -> int:
    """Days from one date to the other at their nearest; 0 when they may overlap."""
    if a.first_day > b.first_day:
        a, b = b, a
    return max(0, (b.first_day - last_day(a)).days)


def significant(value: Decimal) -> int:
    """How many significant digits a figure shows: 16.3 -> 3, 600000000 -> 1."""
    return max(1, len(format(value.normalize(), "E").split("E")[0].replace(".", "").replace("-", "")))


def rounds_to(a: Decimal, b: Decimal) -> bool:
    """One figure is the other with fewer digits."""
    if a == b:
        return True
    if not a or not b or abs(a - b) / max(a, b) > HEDGED:
        return False
    fewer = min(significant(a), significant(b))
    return round_to(a, fewer) == round_to(b, fewer)


def round_to(value: Decimal, digits: int) -> Decimal:
    """The figure with so many significant digits, halves up."""
    if not value:
        return value
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return (value / step).to_integral_value(rounding="ROUND_HALF_UP") * step


def money(a: Money, b: Money, *, hedged: bool = False, year: int = 0) -> Relation:
    """How two sums relate; `hedged` when either was said with about, almost, over; `year` for the rate of its time."""
    if a == b:
        return "agreement"
    if a.currency != b.currency:
        return "restatement" if restates(a, b, year) else "conflict"
    if rounds_to(a.value, b.value):
        return "rounding"
    if hedged and a.value and b.value and abs(a.value - b.value) / max(a.value, b.value) <= HEDGED:
        return "rounding"
    return "conflict"


def dates(a: PartialDate, b: PartialDate) -> Relation:
    """How two dates relate: the same, one more precise, or at odds."""
    if a == b:
        return "agreement"
    return "precision" if a.agrees(b) else "conflict"


TOLD: dict[Relation, str] = {
    "agreement": "Both give the same value.",
    "precision": "One is more precise, both may be true.",
    "restatement": "One sum in two currencies: the implied rate was paid in that year, within 2 %.",
    "rounding": "One figure is the other rounded or hedged.",
    "part": "One is a part of the other.",
    "other-time": "The two speak of different times.",
    "conflict": "They cannot both be true.",
}
Comparison = Callable[..., Relation]
