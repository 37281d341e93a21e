"""Days, weeks, months and quarters: cutting a column of dates into periods."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from cxcel.arrays import Array, Codes, Days
from cxcel.errors import choose
from cxcel.records import dataclass
from cxcel.words import PERIODS

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows cut into periods without gaps: `codes` count from the first period, -1 for rows without a date."""

    period: str
    starts: tuple[date, ...]
    codes: Codes

    def end(self, index: int) -> date:
        """Return the last day of a period."""
        return following(self.starts[index], self.period) - timedelta(days=1)


def days_from_serial(serial: Array) -> Days:
    """Return the dates of Excel day numbers; NaN gives NaT."""
    blank = np.isnan(serial)
    days = np.floor(np.where(blank, 0, serial)).astype(np.int64) - 25569  # 1970-01-01 is day 25569
    out = days.astype("M8[D]")
    out[blank] = np.datetime64("NaT")
    return out


def cut(moments: Days, period: str) -> Cut:
    """Cut dates into periods; weeks run from Monday to Sunday (ISO 8601).

    Examples
    --------
    >>> days = np.array(["2026-01-31", "2026-02-01", "2026-04-02"], dtype="M8[D]")
    >>> cut(days, "month").codes.tolist(), cut(days, "month").starts[-1].isoformat()
    ([0, 1, 3], '2026-04-01')
    """
    choose("period", period, PERIODS)
    days = moments.astype("M8[D]")
    known = ~np.isnat(days)
    if not known.any():
        return Cut(period, (), np.full(len(days), -1, np.int64))
    index = _index(np.where(known, days, days[known][0]), period)
    first, last = int(index.min()), int(index.max())
    starts = tuple(_start(i, period) for i in range(first, last + 1))
    return Cut(period, starts, np.where(known, index - first, -1))


def _index(days: Days, period: str) -> Codes:
    if period == "day":
        return days.astype(np.int64)
    if period == "week":
        return (days.astype(np.int64) + 3) // 7  # day 0 was a Thursday
    months = days.astype("M8[M]").astype(np.int64)
    return months if period == "month" else months // 3


def _start(index: int, period: str) -> date:
    if period == "day":
        return _EPOCH + timedelta(days=index)
    if period == "week":
        return _EPOCH + timedelta(days=7 * index - 3)
    months = index if period == "month" else 3 * index
    return date(1970 + months // 12, months % 12 + 1, 1)


def following(start: date, period: str) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    if period in ("day", "week"):
        return start + timedelta(days=1 if period == "day" else 7)
    months = start.year * 12 + start.month - 1 + (1 if period == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)
