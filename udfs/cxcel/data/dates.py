"""Points in time: the order of day and month is proved by the whole column, or asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_EPOCH = dt.date(1970, 1, 1).toordinal()
_EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()
_SERIALS = (20_000.0, 80_000.0)
_UNIX = (9e8, 4e9)
NOT_A_TIME = np.iinfo(np.int64).min

_CLOCK = re.compile(r"^(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\.?)?$", re.IGNORECASE)
_REST = (
    r"(?:(?:T|,?\s+)(?P<clock>\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?)"
    r"\s*(?P<zone>Z|UTC|GMT|[A-Z]{2,4}|[+-]\d{2}:?\d{2}|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?)?)?$"
)
_ISO = re.compile(r"^(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})(?:(?P=mark)(?P<d>\d{1,2}))?" + _REST, re.IGNORECASE)
_NUMERIC = re.compile(
    r"^(?P<a>\d{1,2})(?P<mark>[-/. ])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})" + _REST, re.IGNORECASE
)
_DAY_NAME = re.compile(
    r"^(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?[-/\s]+(?P<name>[^\W\d_]{3,10})\.?,?[-/\s]+(?P<y>\d{4}|\d{2})" + _REST,
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    r"^(?P<name>[^\W\d_]{3,10})\.?[-/\s]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-/\s]+(?P<y>\d{4}|\d{2})" + _REST,
    re.IGNORECASE,
)
_NAME_YEAR = re.compile(
    r"^(?P<name>[^\W\d_]{3,10})\.?[-/\s']+(?P<y>\d{4}|\d{2})(?P<d>)(?P<clock>)(?P<zone>)$", re.IGNORECASE
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:T?(?P<clock>)(?P<zone>))$"
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio januari janv ene gen",
            "feb february februar février fevrier febrero febbraio februari fév févr",
            "mar march märz maerz mars marzo maart mrz mär mrt",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei mag",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio juil lug",
            "aug august août aout agosto augustus ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre diciembre dicembre dez déc dic",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as written: numeric dates still have two parts of unknown order."""

    year: int
    first: int  # day or month
    second: int
    seconds: int = 0
    mark: str = ""  # "" when the order is known: first is then the month and second the day
    zone: bool = False

    def stamp(self, order: str) -> int:
        """Return seconds since 1970, or `NOT_A_TIME` for a day that does not exist."""
        month, day = (self.second, self.first) if self.mark and order == DAY_FIRST else (self.first, self.second)
        try:
            return (dt.date(self.year, month, day).toordinal() - _EPOCH) * 86_400 + self.seconds
        except ValueError:
            return NOT_A_TIME


def read_clock(cell: Any) -> float:
    """Return a time of day in seconds, NaN if it is none.

    Examples
    --------
    >>> read_clock("8:14:22 PM"), read_clock("09:05")
    (72862.0, 32700.0)
    """
    if isinstance(cell, str):
        return _clock(cell)
    if isinstance(cell, dt.time | dt.datetime):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() % 86_400
    return float(round(cell * 86_400)) if isinstance(cell, float) and 0 <= cell < 1 else np.nan


@lru_cache(maxsize=86_400)
def _clock(text: str) -> float:
    """Read clock text; the start, answer and end of calls repeat the same times over and over."""
    found = _CLOCK.match(text)
    if not found:
        return np.nan
    hours, minutes, seconds, half = found.groups()
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    return float(hour * 3600 + minute * 60 + second) if hour < 24 and minute < 60 and second < 60 else np.nan


def read_moment(cell: Any) -> Moment | None:
    """Read one cell as a point in time.

    Examples
    --------
    >>> read_moment("2024-10-30 15:15:11.74")
    Moment(year=2024, first=10, second=30, seconds=54911, mark='', zone=False)
    >>> read_moment("1/9/21").mark
    '/'
    """
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, dt.datetime):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
        return Moment(cell.year, cell.month, cell.day, seconds, zone=cell.tzinfo is not None)
    if isinstance(cell, dt.date):
        return Moment(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(float(cell))
    return None


def _from_number(number: float) -> Moment | None:
    if _SERIALS[0] <= number <= _SERIALS[1]:
        seconds = round((number - int(number)) * 86_400)
        day = dt.date.fromordinal(_EXCEL_EPOCH + int(number) + seconds // 86_400)
        return Moment(day.year, day.month, day.day, seconds % 86_400)
    if number > _UNIX[1]:
        number /= 1000
    if _UNIX[0] <= number <= _UNIX[1]:
        day = dt.date.fromordinal(_EPOCH + int(number // 86_400))
        return Moment(day.year, day.month, day.day, int(number % 86_400))
    return _from_text(str(int(number))) if 19_000_000 < number < 21_000_000 else None


def _from_text(text: str) -> Moment | None:
    found = _ISO.match(text) or _NUMERIC.match(text)
    if found:
        return _numeric(found)
    found = _COMPACT.match(text)
    if found:
        return _numeric(found)
    text = _WEEKDAY.sub("", text)
    found = _DAY_NAME.match(text) or _NAME_DAY.match(text) or _NAME_YEAR.match(text)
    if found:
        month = _MONTHS.get(found["name"].lower())
        return _moment(found, month, int(found["d"] or 1)) if month else None
    try:
        return _from_number(float(text))
    except ValueError:
        return None


def _numeric(found: re.Match[str]) -> Moment | None:
    parts = found.groupdict()
    if "a" in parts:
        return _moment(found, int(parts["a"]), int(parts["b"]), parts["mark"])
    return _moment(found, int(parts["m"]), int(parts["d"] or 1))


def _moment(found: re.Match[str], first: int, second: int, mark: str = "") -> Moment | None:
    year = int(found["y"])
    if len(found["y"]) == 2:
        year += 2000 if year < 69 else 1900
    clock = found["clock"]
    seconds = read_clock(clock.strip()) if clock else 0.0
    return None if np.isnan(seconds) else Moment(year, first, second, int(seconds), mark, bool(found["zone"]))


def order_proofs(moments: Sequence[Moment | None]) -> dict[str, int]:
    """Return which orders a column proves, each with the first distinct cell that does.

    Examples
    --------
    >>> order_proofs([read_moment("1/9/21"), read_moment("25/12/2021")])
    {'day-first': 1}
    """
    proofs: dict[str, int] = {}
    for at, moment in enumerate(moments):
        if moment is not None and moment.mark:
            if moment.first > 12 >= moment.second:
                proofs.setdefault(DAY_FIRST, at)
            elif moment.second > 12 >= moment.first:
                proofs.setdefault(MONTH_FIRST, at)
    return proofs


def unclear(moments: Sequence[Moment | None]) -> int:
    """Return the first distinct cell that reads as two different dates, or -1."""
    return next((at for at, m in enumerate(moments) if m is not None and m.mark and m.first != m.second), -1)


def stamps(moments: Sequence[Moment | None], order: str) -> NDArray[np.int64]:
    """Return seconds since 1970 for distinct cells; `NOT_A_TIME` where there is no date."""
    return np.fromiter((m.stamp(order) if m is not None else NOT_A_TIME for m in moments), np.int64, len(moments))
