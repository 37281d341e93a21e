"""From the days on which customers came and left to cohorts: who was still there after one period, two, three."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxcel.arrays import Array
from cxcel.errors import NotEnoughData
from cxcel.models.cohorts import Exposure, cohort
from cxcel.models.sbg import Curve, fit

from .bases import FEWEST
from .derive import Facts

UNITS = (("year", 12), ("quarter", 3), ("month", 1))
LEAST_AGES = 4  # that a cohort must have been watched for, before its curve is drawn
MOST_AGES = 36
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Watched:
    """Cohorts of customers in periods of one length, and the curve fitted to all of them."""

    unit: str  # "year"
    curve: Curve
    customers: float
    last: Any  # the day up to which they were watched


def watched(facts: Facts, end: Any = None) -> Watched | None:
    """Return the cohorts of a list of customers; None where it does not say when they came and left.

    A customer who leaves on the day when a period is over did not go on to the next.
    """
    came, left = facts.column("joined_at"), facts.column("left_at")
    if came is None or left is None or not (came.is_date and left.is_date):
        return None
    start, over = (column.values.astype("M8[D]") for column in (came, left))
    known = ~np.isnat(start) & ~(over < start)
    start, over = start[known], over[known]
    if not len(start):
        return None
    seen = [
        start.max(),
        *([over[~np.isnat(over)].max()] if (~np.isnat(over)).any() else []),
        *([np.datetime64(end)] if end else []),
    ]
    last = max(seen)
    for unit, months in UNITS:
        found = _fitted(start, over, last, months)
        if found is not None:
            return Watched(unit, found, float(len(start)), last.item())
    return None


def _fitted(start: Days, over: Days, last: Any, months: int) -> Curve | None:
    if _months(start.min(), last) // months < LEAST_AGES:
        return None
    parts = list(_cohorts(start, over, last, months))
    if not parts:
        return None
    try:
        return fit(reduce(add, parts))
    except NotEnoughData:
        return None


def _cohorts(start: Days, over: Days, last: Any, months: int) -> Iterator[Exposure]:
    """Yield the exposure of those who came in one period, up to the age that all of them could have reached."""
    came = (start.astype("M8[M]").astype(np.int64) // months).astype(np.int64)
    stayed = np.where(np.isnat(over), MOST_AGES + 1, _months(start, over - np.timedelta64(1, "D")) // months)
    for period in np.unique(came).tolist():
        inside = came == period
        oldest = min(MOST_AGES, int(_months(start[inside].max(), last) // months))
        if oldest >= 1 and inside.sum() >= FEWEST:
            yield cohort(np.array([(stayed[inside] >= age).sum() for age in range(oldest + 1)], dtype=float))


def _months(first: Any, then: Any) -> Array:
    """Return whole months from one day to another."""
    month, other = first.astype("M8[M]"), then.astype("M8[M]")
    short = (then - other.astype("M8[D]")) < (first - month.astype("M8[D]"))
    return np.asarray((other - month).astype(np.int64) - short)
