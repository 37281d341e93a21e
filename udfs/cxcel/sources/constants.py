"""Constants in a condition: what one is read as, by the column it is compared with, and what it is to an engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import eq, ge, gt, le, lt
from typing import Any

COMPARE = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
HOLDS = {  # what a column holds -> in words, and how a constant for it is written
    "text": ("texts", "a text in single quotes, such as 'FR'"),
    "number": ("numbers", "a number without quotes, such as 20"),
    "flag": ("true and false", "true or false"),
    "day": ("days", "a day such as '2026-03-31'"),
    "moment": ("points in time", "a day such as '2026-03-31', or a time such as '2026-03-31 14:05'"),
    "clock": ("times of day", "a time such as '14:05'"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_SPACES = " \t\n\r\v\f"  # what Ibis' strip takes away


def read_as(kind: str, typed: str | int | float | bool) -> Any:
    """Return a constant as a column of some kind holds it: a text, a number, a flag, a date, a datetime or a time.

    Parameters
    ----------
    kind : str
        Of HOLDS.
    typed : str, int, float or bool
        As the condition has it.

    Returns
    -------
    object or None
        None where it is nothing that such a column holds.

    Examples
    --------
    >>> read_as("moment", "2026-03-31 14:05"), read_as("day", "2026-02-30")
    (datetime.datetime(2026, 3, 31, 14, 5), None)
    """
    read = _READ.get(kind)
    return None if read is None else read(typed)


def literal(constant: Any) -> Any:
    """Return a constant for the engine, which itself makes the capitals of texts small, as it does those of columns."""
    import ibis

    value = ibis.literal(constant)
    return value.lower() if isinstance(constant, str) else value


def during(sign: str, value: Any, constant: date) -> Any:
    """Compare points in time with a whole day, or with one microsecond, by its two ends.

    SQLite keeps points in time as texts of more or fewer digits: equal ones need not be equal texts.
    """
    whole = not isinstance(constant, datetime)
    start = datetime.combine(constant, time()) if whole else constant
    length = timedelta(days=1) if whole else timedelta(microseconds=1)
    end = start + length if start <= datetime.max - length else datetime.max
    if sign == "=":
        return (value >= literal(start)) & (value < literal(end))
    return COMPARE[{"<=": "<", ">": ">="}.get(sign, sign)](value, literal(end if sign in ("<=", ">") else start))


def _moment(typed: Any) -> date | datetime | None:
    """Read '2026-03-31' or '2026-03-31 14:05'; None for anything else."""
    if not isinstance(typed, str) or not _DAY.fullmatch(typed.strip()[:10]):
        return None
    day, clock = typed.strip()[:10], typed.strip()[10:]
    try:
        if not clock:
            return date.fromisoformat(day)
        return (
            datetime.fromisoformat(f"{day} {clock[1:]}") if clock[0] in " T" and _CLOCK.fullmatch(clock[1:]) else None
        )
    except ValueError:
        return None


def _day(typed: Any) -> date | None:
    found = _moment(typed)
    return None if isinstance(found, datetime) else found


def _clock(typed: Any) -> time | None:
    try:
        return time.fromisoformat(typed) if isinstance(typed, str) and _CLOCK.fullmatch(typed) else None
    except ValueError:
        return None


def _typed(kinds: tuple[type, ...], typed: Any) -> Any:
    return typed if type(typed) in kinds else None


_READ: dict[str, Callable[[Any], Any]] = {
    "text": lambda typed: typed.strip(_SPACES) if isinstance(typed, str) else None,
    "number": partial(_typed, (int, float)),
    "flag": partial(_typed, (bool,)),
    "day": _day,
    "moment": _moment,
    "clock": _clock,
}
