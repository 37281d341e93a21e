"""Numbers and dates as words: the one place where a report's figures become text, in the language spoken now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce

from cxcel.calendar import following
from cxcel_addin.language import numbers, say, spoken
from cxcel_addin.language.numbers import MINUS, day, decimal, listed
from cxcel_addin.language.words import count, joined, lower_first, upper_first

from ..model import Unit

__all__ = [
    "MINUS",
    "change",
    "clauses",
    "count",
    "day",
    "decimal",
    "interval",
    "joined",
    "listed",
    "lower_first",
    "minutes",
    "p_words",
    "percent",
    "period_label",
    "period_name",
    "show",
    "signed",
    "size_of",
    "span",
    "upper_first",
]


def signed(x: float, digits: int = 0) -> str:
    """Return a number with its sign, U+2212 for minus; zero has none.

    Examples
    --------
    >>> signed(7.2), signed(-0.061, 2), signed(0.001, 2)
    ('+7', '−0.06', '0.00')
    """
    return decimal(x, digits, plus=True)


def minutes(seconds: float) -> str:
    """Return m:ss.

    Examples
    --------
    >>> minutes(67.52), minutes(3725)
    ('1:08', '62:05')
    """
    whole = round(abs(seconds))
    return f"{MINUS if seconds < -0.5 else ''}{whole // 60}:{whole % 60:02d}"


def percent(share: float, digits: int | None = None) -> str:
    """Return per cent, with a decimal under 10 %.

    Examples
    --------
    >>> percent(0.8993), percent(0.061), percent(0.8993, 2)
    ('90%', '6.1%', '89.93%')
    """
    return numbers.percent(share, (1 if abs(share) < 0.0995 else 0) if digits is None else digits)


def show(value: float | None, unit: Unit, fine: bool = False) -> str:
    """Return a value as a sentence writes it; `fine` adds a decimal."""
    if value is None or math.isnan(value):
        return "–"
    if unit is Unit.POINTS:
        return signed(value, 1 if fine else 0)
    if unit is Unit.SHARE:
        return percent(value, 1 if fine else None)
    if unit is Unit.SECONDS:
        return minutes(value)
    return decimal(value, 0 if unit is Unit.COUNT else 2)


def interval(low: float | None, high: float | None, unit: Unit) -> str:
    """Return an interval as the evidence of a sentence."""
    return say("95% interval {low} to {high}", low=show(low, unit, True), high=show(high, unit, True))


def change(value: float, unit: Unit) -> str:
    """Return a difference: points, percentage points, seconds."""
    if unit is Unit.SHARE:
        return say("{n} pts", n=signed(100 * value, 1))
    if unit is Unit.SECONDS:
        return say("{n} s", n=signed(value, 0 if abs(value) >= 1 else 1))
    return signed(value, 1 if unit is Unit.POINTS else 2)


def size_of(value: float, unit: Unit) -> str:
    """Return a difference without its sign, for sentences that say rose or fell."""
    if unit is Unit.POINTS:
        return say("{n} points", n=decimal(abs(value), 1))
    if unit is Unit.SHARE:
        return say("{n} percentage points", n=decimal(100 * abs(value), 1))
    if unit is Unit.SECONDS:
        return say("{n} s", n=decimal(abs(value), 0 if abs(value) >= 1 else 1))
    return decimal(abs(value), 2)


def p_words(p: float | None) -> str:
    """Return a p value; LOOK section 5."""
    if p is None:
        return say("p unknown")
    if p < 0.001:
        return say("p under {least}", least=decimal(0.001, 3))
    return say("p {p}", p=decimal(p, 3 if p < 0.1 else 2))


def clauses(parts: Sequence[str]) -> str:
    """Return what is said in a row, one after the other.

    Examples
    --------
    >>> clauses(["n 12", "target 80%"])
    'n 12; target 80%'
    """
    kept = [part for part in parts if part]
    return reduce(lambda first, then: say("{first}; {then}", first=first, then=then), kept) if kept else ""


def span(first: date, last: date) -> str:
    """Return a stretch of time in as few words as say it.

    Examples
    --------
    >>> span(date(2026, 1, 1), date(2026, 6, 30)), span(date(2026, 5, 3), date(2026, 5, 9))
    ('January to June 2026', '3 to 9 May 2026')
    """
    same_month = (first.year, first.month) == (last.year, last.month)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if same_month:
            return numbers.month_and_year(last)
        begin = numbers.month(first) if first.year == last.year else numbers.month_and_year(first)
        return say("{first} to {last}", first=begin, last=numbers.month_and_year(last))
    if first == last:
        return day(first)
    if same_month:
        return say("{day} to {last}", day=first.day, last=day(last))
    begin = day(first) if first.year != last.year else numbers.day_and_month(first)
    return say("{first} to {last}", first=begin, last=day(last))


def period_name(start: date, period: str) -> str:
    """Return a period in full: April to June 2026, March 2021, week of 3 May 2021."""
    if period == "day":
        return day(start)
    if period == "week":
        return say("week of {day}", day=day(start))
    return span(start, following(start, period) - timedelta(days=1))


@spoken
def period_label(start: date, period: str, year: bool) -> str:
    """Return a period as a column's heading: Q2 2026, Mar 2021, 3 May 26."""
    if period == "quarter":
        return numbers.quarter(start)
    if period == "month":
        name = numbers.month(start, short=True)
        return f"{name} {start.year}" if year else name
    return f"{numbers.short_day(start)} {start.year % 100:02d}" if year else numbers.short_day(start)
