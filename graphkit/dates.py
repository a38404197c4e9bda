"""Finds dates, as precise as they are said; relative ones are counted from the publication date or the text before.

What the patterns of grammar/spot/Date give names one of the `_READINGS` below: how the parts of a match make a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from graphkit import numerals, phrases, small
from graphkit.grammar import cells
from graphkit.model import Mention, PartialDate

_AM_PM = re.compile(r",? ?\d{1,2}:\d\d(?::\d\d)? ?[AP]M\b")
_CAPITAL = re.compile(r"\b[A-Z][\w&’'-]*\s\Z")


@cache
def _joined() -> re.Pattern[str]:
    """Between two dates of one stretch: "June 2023 and August", 2015年6月至8月."""
    joins = rf",?\s?{small.any_of('and', 'to')}"
    return re.compile(rf"\s*(?:[份初底末]?[至到和及与、，,]|[,-–—]|{joins})\s*(?:{small.any_of('of', 'into')}\s)?")


@cache
def _further() -> re.Pattern[str]:
    """A second year after the first: "2019 and 2020", "2019-2021"."""
    joins = rf"\s?[-–—]\s?|\s{small.any_of('to', 'and', 'or')}\s"
    return re.compile(rf"(?:{joins})((?:19|20)\d\d)(?![\d%年]|[.,]\d|\s[a-z]{{3,}}s\b)")


_FRENCH = re.compile(r"(?<![^\W\d])(?:le|la|les|des|du|et|une|est|der|die|und|il|del|el)(?![^\W\d])")


@dataclass(frozen=True, slots=True)
class _Said:
    """One match with what is needed to read it: the cell's tables, when the text was published, the date before it."""

    parts: Mapping[str, str]
    cell: Mapping[str, Any]
    text: str
    start: int
    published: PartialDate | None
    last: PartialDate | None

    def table(self, name: str, group: str) -> Any:
        """What the words of a group mean, by a table of the cell; case and spacing do not count."""
        said = re.sub(r"\s+", " ", self.parts[group]).lower()
        table: Mapping[str, Any] = self.cell[name]
        return next(meant for word, meant in table.items() if word.lower() == said)

    def number(self, group: str) -> int:
        """The number that a group says in figures, words or Chinese characters; 0 where the group took no part."""
        said = self.parts.get(group, "")
        if not said:
            return 0
        if figures := re.match(r"\d+", said):
            return int(figures.group())  # Python reads full-width digits too
        if group == "year":
            return int("".join(str(numerals.HAN_DIGITS[c]) for c in said))
        value = numerals.han(said)
        return int(value) if value is not None else int(self.table("numbers", group))

    @property
    def month(self) -> int:
        said = self.parts.get("month", "")
        if not said:
            return 0
        if said[0].isdecimal() or said[0] in numerals.HAN_DIGITS or said[0] == "十":
            return self.number("month")
        return int(self.table("months", "month"))

    @property
    def day(self) -> int:
        return self.number("day")

    @property
    def amount(self) -> tuple[int, str]:
        """So many of which unit: (3, 'year')."""
        return self.number("n") or self.number("number"), self.table("units", "unit")

    @property
    def ahead(self) -> bool:
        """Do the words just before speak of the future?"""
        near = self.text[max(0, self.start - 48) : self.start]
        near = re.split(r"[.。；;!！\n]", near)[-1].lower()
        return any(word.lower() in near for word in self.cell["future"]["list"])


def _date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    """The date, less precise where a part cannot be (31 February is February); None for a year out of range."""
    for parts in ((year, month, day), (year, month), (year,)):
        try:
            return PartialDate(*parts)
        except ValueError:
            continue
    return None


def shift(base: PartialDate, count: int, unit: str) -> PartialDate | None:
    """The date `count` units after `base` (before it, if negative), no more precise than the unit or the base.

    shift(2024-06-11, -1, "month") -> 2024-05; units are day, week, month, quarter, year, decade.
    """
    if unit == "decade":
        return _date(base.year + 10 * count)
    if unit == "year":
        return _date(base.year + count)
    if unit == "quarter":
        count, unit = 3 * count, "month"
    if unit == "month":
        if not base.month:
            return _date(base.year) if abs(count) < 6 else _date(base.year + round(count / 12))
        months = base.year * 12 + base.month - 1 + count
        return _date(months // 12, months % 12 + 1)
    if not base.day:
        return _date(base.year, base.month)
    day = base.first_day + timedelta(days=count * (7 if unit == "week" else 1))
    return _date(day.year, day.month, day.day if unit == "day" else 0)


def _recent(said: _Said, *, strict: bool = False) -> PartialDate | None:
    """A month or a day without its year: the latest not after publication; the next where the future is spoken of."""
    published = said.published
    if published is None:
        return None
    month, day = said.month, said.day
    if not published.month:
        return _date(published.year, month, day)
    reference = (published.month, (published.day or 31) if day else 0)
    this = (month, day if day else 0)
    year = published.year
    if said.ahead and not strict:
        return _date(year + 1 if this < reference else year, month, day)
    return _date(year - 1 if this > reference or (strict and this == reference) else year, month, day)


def _next(said: _Said) -> PartialDate | None:
    published = said.published
    if published is None:
        return None
    return _date(published.year + (1 if published.month >= said.month else 0), said.month, said.day)


def _slashed(said: _Said) -> PartialDate | None:
    """'11/06/2024': day first in French and its like; where nothing tells, only the year is sure."""
    a, b, year = said.number("a"), said.number("b"), said.number("year")
    if a > 12 or b > 12 or a == b:
        return _date(year, min(a, b) if a != b and max(a, b) > 12 else b, max(a, b)) if min(a, b) <= 12 else _date(year)
    if _AM_PM.match(said.text, said.start + len(said.parts["a"] + said.parts["b"] + said.parts["year"]) + 2):
        return _date(year, a, b)
    around = said.text[max(0, said.start - 300) : said.start + 300].lower()
    return _date(year, b, a) if len(_FRENCH.findall(around)) > 4 else _date(year)


def _word(said: _Said) -> PartialDate | None:
    unit, count = said.table("words", "word").rstrip("?").split(" ")
    if said.published is None:
        return None
    return shift(said.published, int(count), unit)


def _weekday(said: _Said, weeks: int = 0, *, strict: bool = False, following: bool = False) -> PartialDate | None:
    """'Tuesday': the latest one not after publication; `strict` before it; `following` after it."""
    published = said.published
    if said.parts.get("day") and said.parts.get("month"):
        return _date(said.number("year"), said.month, said.day) if said.parts.get("year") else _recent(said)
    if published is None:
        return None
    if not published.day:
        return _date(published.year, published.month)
    today, wanted = published.first_day, said.table("weekdays", "weekday")
    if weeks:
        day = today - timedelta(days=today.isoweekday() - wanted - 7 * weeks)
    elif following:
        day = today + timedelta(days=(wanted - today.isoweekday() - 1) % 7 + 1)
    else:
        back = (today.isoweekday() - wanted) % 7
        day = today - timedelta(days=back or (7 if strict else 0))
    return _date(day.year, day.month, day.day)


def _season(said: _Said) -> PartialDate | None:
    """'last summer': the year of the latest summer that is over."""
    published = said.published
    if published is None or not published.month:
        return None
    return _date(published.year - (0 if published.month > said.table("seasons", "season") + 1 else 1))


def _moved(base: PartialDate | None, said: _Said, sign: int) -> PartialDate | None:
    count, unit = said.amount
    if base is None or not count:
        return None
    return shift(base, sign * count, unit)


def _year_of(base: PartialDate | None, said: _Said, years: int = 0) -> PartialDate | None:
    return _date(base.year + years, said.month, said.day) if base else None


def _in_year(said: _Said) -> PartialDate | None:
    _, count = said.table("words", "yearword").split(" ")
    return _year_of(said.published, said, int(count))


def _in_month(said: _Said) -> PartialDate | None:
    _, count = said.table("words", "monthword").split(" ")
    month = shift(said.published, int(count), "month") if said.published else None
    return _date(month.year, month.month, said.day) if month else None


_READINGS: Mapping[str, Callable[[_Said], PartialDate | None]] = {
    "date": lambda said: _date(said.number("year"), said.month, said.day),
    "slashed": _slashed,
    "no year": _recent,
    "no month": _recent,
    "last month": lambda said: _recent(said, strict=True),
    "next month": _next,
    "month of last year": lambda said: _year_of(said.published, said, -1),
    "month of this year": lambda said: _year_of(said.published, said),
    "in year": _in_year,
    "in month": _in_month,
    "word": _word,
    "weekday": _weekday,
    "season": _season,
    "yesterday": lambda said: shift(said.published, -1, "day") if said.published else None,
    "next month after": lambda said: shift(said.last, 1, "month") if said.last else None,
    "last weekday": lambda said: _weekday(said, strict=True),
    "next weekday": lambda said: _weekday(said, following=True),
    "weekday of last week": lambda said: _weekday(said, -1),
    "ago": lambda said: _moved(said.published, said, -1),
    "half a year ago": lambda said: shift(said.published, -6, "month") if said.published else None,
    "after": lambda said: _moved(said.last, said, 1),
    "before": lambda said: _moved(said.last, said, -1),
    "half a year after": lambda said: shift(said.last, 6, "month") if said.last else None,
    "same year": lambda said: _year_of(said.last, said),
    "same month": lambda said: (
        _date(said.last.year, said.last.month, said.day if said.last.month else 0) if said.last else None
    ),
    "same day": lambda said: said.last if said.last and said.last.day else None,
    "next day": lambda said: shift(said.last, 1, "day") if said.last and said.last.day else None,
    "following year": lambda said: _year_of(said.last, said, 1),
    "previous year": lambda said: _year_of(said.last, said, -1),
    "following": lambda said: shift(said.last, 1, said.table("units", "unit")) if said.last else None,
}


@cache
def _phrases() -> phrases.Phrases:
    return phrases.compiled(cells("spot/Date"))


def find(text: str, published: PartialDate | None, before: PartialDate | None = None) -> list[Mention]:
    """Dates in the text, in order, none overlapping: kind 'Date'; `value` None where it cannot be told which is meant.

    `published` is when the text came out; `before` the last date said before the text began ("six months later" counts
    from the date before it). Words around a date that only introduce it ("in", "since", "on") stay outside the mention.
    """
    found_cells = cells("spot/Date")
    mentions: list[Mention] = []
    last = before
    for pattern, found in _phrases().matches(text):
        # a pattern may offer a part in two places: month, month2
        parts = {name.rstrip("2"): said for name, said in found.groupdict().items() if said is not None}
        start, end = found.span("mention") if "mention" in parts else found.span()
        if pattern.gives == "word" and _in_a_name(text, start, end):
            continue
        said = _Said(parts, found_cells[pattern.lang], text, start, published, last)
        value = _joined_year(text, mentions, said) or _READINGS[pattern.gives](said)
        mentions.append(Mention(start, end, "Date", text[start:end], value, rule=pattern.gives))
        if value and not value.month and (further := _further().match(text, end)):
            value = _date(int(further[1]))
            mentions.append(Mention(*further.span(1), "Date", further[1], value, rule="date"))
        last = value or last
    return _shared_years(text, mentions)


def _in_a_name(text: str, start: int, end: int) -> bool:
    """ "Better Tomorrow Ventures", "USA Today": a word with a capital after a word with a capital."""
    return (
        text[start].isupper() and " " not in text[start:end] and bool(_CAPITAL.search(text, max(0, start - 24), start))
    )


def _joined_year(text: str, mentions: list[Mention], said: _Said) -> PartialDate | None:
    """'2015年6月至8月', "June 2023 and August": a month joined to a dated one has its year."""
    if not mentions or "month" not in said.parts or "year" in said.parts or said.parts.keys() & {"last", "yearword"}:
        return None
    before = mentions[-1]
    if not isinstance(before.value, PartialDate) or not before.value.month or before.rule != "date":
        return None
    return _date(before.value.year, said.month, said.day) if _joined().fullmatch(text, before.end, said.start) else None


def _shared_years(text: str, mentions: list[Mention]) -> list[Mention]:
    """ "from January to March 2023": a month joined to a later one that has its year has that year."""
    for place in range(len(mentions) - 2, -1, -1):
        this, after = mentions[place], mentions[place + 1]
        if this.rule not in ("no year", "no month") or after.rule != "date" or not isinstance(after.value, PartialDate):
            continue
        if after.value.month and _joined().fullmatch(text, this.end, after.start):
            own = this.value
            month, day = (own.month, own.day) if isinstance(own, PartialDate) else (0, 0)
            if month:
                mentions[place] = replace(this, value=_date(after.value.year, month, day), rule="date")
    return mentions
