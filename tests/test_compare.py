"""Sums and dates that differ: restated, rounded, more precise, or truly at odds."""

from __future__ import annotations

import pytest
from claims_fixture import money

from graphkit import compare
from graphkit.model import PartialDate
from graphkit.rates import per_dollar, restates


@pytest.mark.parametrize(
    "a, b, hedged, year, relation",
    [
        ("EUR 600m", "EUR 600m", False, 2024, "agreement"),
        ("EUR 385m", "USD 415m", False, 2023, "restatement"),
        ("EUR 15m", "USD 16.3m", False, 2024, "restatement"),
        ("EUR 3bn", "USD 3.5bn", False, 0, "restatement"),
        ("CNY 1bn", "USD 145m", False, 2026, "restatement"),
        ("EUR 6bn", "USD 6bn", False, 2024, "conflict"),
        ("EUR 6bn", "USD 9bn", False, 2024, "conflict"),
        ("USD 16m", "USD 16.3m", False, 2024, "rounding"),
        ("EUR 5.8bn", "EUR 6bn", True, 2024, "rounding"),
        ("EUR 5.8bn", "EUR 5.6bn", False, 2024, "conflict"),
        ("EUR 5m", "EUR 50m", True, 2024, "conflict"),
    ],
)
def test_two_sums(a: str, b: str, hedged: bool, year: int, relation: str) -> None:
    assert compare.money(money(a), money(b), hedged=hedged, year=year) == relation
    assert compare.money(money(b), money(a), hedged=hedged, year=year) == relation


@pytest.mark.parametrize(
    "a, b, relation",
    [("2024", "2024-06", "precision"), ("2024-06", "2024-06", "agreement"), ("2024-05", "2024-06", "conflict")],
)
def test_two_dates(a: str, b: str, relation: str) -> None:
    assert compare.dates(PartialDate.parse(a), PartialDate.parse(b)) == relation


def test_days_between_dates_of_unequal_precision() -> None:
    day = PartialDate.parse
    assert compare.days_between(day("2024"), day("2024-06-11")) == 0
    assert compare.days_between(day("2024-02"), day("2024-04")) == 32
    assert compare.days_between(day("2024-04"), day("2024-02")) == 32
    assert compare.last_day(day("2024-02")).isoformat() == "2024-02-29"
    assert compare.last_day(day("2023-12")).isoformat() == "2023-12-31"


def test_a_currency_that_is_not_listed_restates_nothing() -> None:
    assert per_dollar("XAU", 2024) is None
    assert not restates(money("USD 1m"), money("XAU 1m"), 2024)


def test_every_range_is_a_range() -> None:
    from graphkit.rates import PER_DOLLAR

    rows = [(c, y, low, high) for c, years in PER_DOLLAR.items() for y, (low, high) in years.items()]
    assert len(rows) > 100
    assert [row for row in rows if not 0 < float(row[2]) < float(row[3]) < 2 * float(row[2])] == []
