"""Durations in seconds: numbers, clock-like text, Excel times, and text with units."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxcel.data.numbers import POINT, read_numbers

_CLOCK = re.compile(
    r"^(?P<sign>-)?(?:(?P<days>\d+)(?:\s*d(?:ays?)?,?\s*|\.|\s+days?,?\s+))?(?P<h>\d+):(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:[.,]\d+)?)$"
)
_TWO_PARTS = re.compile(r"^(?P<sign>-)?(?P<m>\d+):(?P<s>[0-5]\d(?:[.,]\d+)?)$")
_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|h|m|s|ms)[a-zé]*\.?\s*", re.IGNORECASE)
_UNITS = {"d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_EXCEL_ZERO = dt.datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Durations:
    """Distinct cells in seconds, or in the unit of plain numbers where `plain` marks them."""

    values: NDArray[np.float64]
    unreadable: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    two_parts: bool


def read_duration(cell: Any) -> float:
    """Return the seconds of a cell that carries its own unit, NaN for anything else.

    Examples
    --------
    >>> read_duration("0:02:14"), read_duration("2:14"), read_duration("2 h 5 min"), read_duration(dt.time(0, 2, 23))
    (134.0, 134.0, 7500.0, 143.0)
    """
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, dt.datetime):
        return (cell - _EXCEL_ZERO).total_seconds() if cell.year < 1905 else np.nan
    return _from_text(cell) if isinstance(cell, str) else np.nan


def _from_text(text: str) -> float:
    found = _CLOCK.match(text)
    if found:
        seconds = int(found["days"] or 0) * 86_400 + int(found["h"]) * 3600 + int(found["m"]) * 60 + _float(found["s"])
        return -seconds if found["sign"] else seconds
    found = _TWO_PARTS.match(text)
    if found:
        seconds = int(found["m"]) * 60 + _float(found["s"])
        return -seconds if found["sign"] else seconds
    parts = _PARTS.findall(text)
    if parts and not _PARTS.sub("", text).strip():
        return sum(_float(amount) * _UNITS[unit.lower()] for amount, unit in parts)
    return np.nan


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def read_durations(cells: Sequence[Any], blank: NDArray[np.bool_], mark: str = POINT) -> Durations:
    """Read distinct cells as durations; plain numbers stay in their own unit."""
    numbers = read_numbers(cells, blank, mark)
    values = numbers.values
    two_parts = False
    for at in np.flatnonzero(numbers.unreadable).tolist():
        values[at] = read_duration(cells[at])
        two_parts = two_parts or (isinstance(cells[at], str) and bool(_TWO_PARTS.match(cells[at])))
    unreadable = np.isnan(values) & ~blank
    return Durations(values, unreadable, ~numbers.unreadable & ~blank, two_parts)
