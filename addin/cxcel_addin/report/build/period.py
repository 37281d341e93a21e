"""Which stretches of time a report compares: the longest that the data cover whole, at least twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cxcel.arrays import Codes
from cxcel.calendar import cut, following
from cxcel.words import PERIODS

from ...language import say
from .derive import Facts
from .text import day, period_label, period_name, span

SLACK = {"day": 0, "week": 2, "month": 3, "quarter": 7}  # days without data at an edge that still leave it whole


@dataclass(frozen=True, slots=True)
class Calendar:
    """The report's time: what it covers, its periods, and the two that are compared.

    `latest` and `before` are indexes into `starts`; None where no two neighbouring periods are whole.
    """

    period: str
    first: date
    last: date
    starts: tuple[date, ...]
    latest: int | None
    before: int | None
    unit: str  # of the table by period: the period itself, or the next shorter where there are few
    unit_starts: tuple[date, ...]

    @property
    def coverage(self) -> str:
        """The days covered, in words."""
        whole = span(self.first.replace(day=1), _month_end(self.last))
        months = self.first.day <= 4 and (_month_end(self.last) - self.last).days <= 3
        return whole if months else span(self.first, self.last)

    def name(self, index: int | None) -> str:
        """Return a period in words."""
        return "" if index is None else period_name(self.starts[index], self.period)

    def when(self, index: int | None) -> str:
        """Return a period as a sentence says when: on 3 May 2026, in the week of 4 May 2026, in May 2026."""
        if index is None:
            return ""
        if self.period == "day":
            return say("on {day}", day=self.name(index))
        if self.period == "week":
            return say("in the {week}", week=self.name(index))
        return say("in {period}", period=self.name(index))

    @property
    def labels(self) -> tuple[str, ...]:
        """Headings of the table by period."""
        year = len({start.year for start in self.unit_starts}) > 1
        return tuple(period_label(start, self.unit, year) for start in self.unit_starts)

    def codes(self, facts: Facts, unit: str = "") -> Codes | None:
        """Return the index of each row's period; -1 without a date, None where the frame has no dates."""
        unit = unit or self.period
        if unit not in facts.periods:
            facts.periods[unit] = self._cut(facts, unit)
        return facts.periods[unit]

    def _cut(self, facts: Facts, unit: str) -> Codes | None:
        column = facts.column("date")
        if column is None or not column.is_date:
            return None
        starts = self.unit_starts if unit == self.unit else self.starts
        facts.starts[unit] = starts
        cutting = cut(column.values, unit)
        if not cutting.starts:
            return None
        order = {start: i for i, start in enumerate(starts)}
        index = np.array([order.get(start, -1) for start in cutting.starts] + [-1])
        return np.asarray(index[cutting.codes])


def _month_end(moment: date) -> date:
    return following(moment.replace(day=1), "month") - timedelta(days=1)


def calendar_of(frames: Sequence[Facts], wanted: str) -> Calendar | None:
    """Return the calendar of the first frame with dates; None where no file has any."""
    known = next((days for facts in frames if (days := facts.days()) is not None), None)
    if known is None:
        return None
    first, last = known.min().item(), known.max().item()
    period = wanted or _longest(first, last)
    starts = cut(known, period).starts
    latest, before = _compared(starts, period, first, last)
    unit = _unit(period, len(starts))
    return Calendar(period, first, last, starts, latest, before, unit, cut(known, unit).starts)


def _longest(first: date, last: date) -> str:
    for period in reversed(PERIODS):
        ends = np.array([first, last], dtype="M8[D]")
        if _compared(cut(ends, period).starts, period, first, last)[0] is not None:
            return period
    return "day"


def _compared(starts: tuple[date, ...], period: str, first: date, last: date) -> tuple[int | None, int | None]:
    """Return the last two neighbouring periods that the data cover whole."""
    slack = timedelta(days=SLACK[period])
    whole = [
        first <= start + slack and last >= following(start, period) - timedelta(days=1) - slack for start in starts
    ]
    kept = [i for i, is_whole in enumerate(whole) if is_whole]
    return (kept[-1], kept[-2]) if len(kept) > 1 else (None, None)


def _unit(period: str, periods: int) -> str:
    place = PERIODS.index(period)
    return PERIODS[place - 1] if periods < 3 and place > 0 else period


def left_out(calendar: Calendar) -> str:
    """Say which rows at the edges are in no whole period; "" where there are none."""
    if calendar.latest is None or calendar.latest == len(calendar.starts) - 1:
        return ""
    return say(
        "{period} is not complete (last day {day}): {latest} is compared with {before}",
        period=calendar.name(len(calendar.starts) - 1),
        day=day(calendar.last),
        latest=calendar.name(calendar.latest),
        before=calendar.name(calendar.before),
    )
