"""Cohorts of customers: who could have left and who did, read from shares, per cent or numbers, and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import BadOption, LengthMismatch, NotEnoughData, OutOfRange

SHARE, PERCENT, CUSTOMERS = "share", "percent", "customers"
UNITS = ("auto", SHARE, PERCENT, CUSTOMERS)
WHOLE = {SHARE: 1.0, PERCENT: 100.0}  # what all of a cohort is
MOST = 1e12  # customers
SAME = 1e-9  # two numbers closer than this, relative to the larger, are one

Where = Callable[[int, int], str]  # cohort, row -> the words for a cell


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Who could have left and who did, between two looks at the same customers; parts of several cohorts add.

    Attributes
    ----------
    start, stop : array of int, shape (k,)
        Ages in periods of the two looks; `stop` is `start` + 1 unless a period in between was not seen.
    risk, lost : array, shape (k,)
        Customers there at `start`, and those of them gone at `stop`.
    ages, alive, began : array, shape (a,)
        For each age that was seen: customers still there, and with how many the same cohorts began.
    customers : float
        Customers at the start of all cohorts; 0 where only shares are known, so that there is no interval.
    """

    start: Array
    stop: Array
    risk: Floats
    lost: Floats
    ages: Array
    alive: Floats
    began: Floats
    customers: float

    def __add__(self, other: Exposure) -> Exposure:
        looks = np.concatenate([np.stack([part.start, part.stop], axis=1) for part in (self, other)])
        spans, span = np.unique(looks, axis=0, return_inverse=True)
        ages, age = np.unique(np.concatenate([self.ages, other.ages]), return_inverse=True)

        def summed(where: Array, one: Floats, two: Floats) -> Floats:
            return np.bincount(where.ravel(), np.concatenate([one, two])).astype(float)

        return Exposure(
            spans[:, 0],
            spans[:, 1],
            summed(span, self.risk, other.risk),
            summed(span, self.lost, other.lost),
            ages,
            summed(age, self.alive, other.alive),
            summed(age, self.began, other.began),
            self.customers + other.customers,
        )


def cohort(alive: Floats, *, counted: bool = True) -> Exposure:
    """Return the exposure of one cohort.

    Parameters
    ----------
    alive : array, shape (t + 1,)
        Customers still there at age 0, 1, ... t; NaN where nobody looked.
    counted : bool
        Whether these are numbers of customers; shares of 1 have no base.

    Examples
    --------
    >>> cohort(np.array([1000.0, 631, np.nan, 382])).lost.tolist()
    [369.0, 249.0]
    """
    ages = np.flatnonzero(~np.isnan(alive))
    seen = alive[ages]
    began = np.full(len(ages) - 1, seen[0])
    return Exposure(
        ages[:-1], ages[1:], seen[:-1], -np.diff(seen), ages[1:], seen[1:], began, float(seen[0]) if counted else 0.0
    )


def unit_of(columns: Sequence[Floats], where: Where) -> str:
    """Say what the numbers are, where that is beyond doubt.

    All up to 1 are shares; more than 100 and whole are customers; up to 100 and not whole are per cent.

    Raises
    ------
    BadOption
        Whole numbers up to 100 could be per cent or customers; broken numbers above 100 could be nothing.

    Examples
    --------
    >>> unit_of([np.array([86.9, 74.3])], lambda cohort, row: f"row {row + 1}")
    'percent'
    """
    values = np.concatenate([column[~np.isnan(column)] for column in columns])
    whole = np.rint(values) == values
    if values.max(initial=0) <= 1:
        return SHARE
    if values.max() > 100:
        if whole.all():
            return CUSTOMERS
        place = next((c, int(r)) for c, v in enumerate(columns) for r in np.flatnonzero(v % 1 > 0))
        raise BadOption(
            f"survival holds {columns[place[0]][place[1]]:g} in {where(*place)}, beside numbers above 100: "
            "give unit 'customers' if these are customers"
        )
    if not whole.all():
        return PERCENT
    raise BadOption(
        "survival could be per cent or customers, as all are whole and up to 100: give unit 'percent' or 'customers'"
    )


def exposure(columns: Sequence[Floats], sizes: Floats | None, unit: str, where: Where) -> Exposure:
    """Return who could have left, and who did, of one or several cohorts.

    Parameters
    ----------
    columns : sequence of arrays
        One per cohort: how many, or which share, were still there from period to period; NaN = not seen.  A first
        number that is all of them (1, 100 % or `sizes`) is the start, else the end of period 1; numbers of customers
        without `sizes` always begin with the start.
    sizes : array, optional
        Customers at the start of each cohort, or of all alike; NaN = not given.
    unit : str
        One of `UNITS`; "auto" tells them apart.
    where : callable
        The words for a cell, for sentences.

    Raises
    ------
    CxError
        A number outside its range, one that rises, or what cannot be told apart, named by its cell.
    """
    if not any((~np.isnan(column)).any() for column in columns):
        raise NotEnoughData("survival holds no numbers")
    unit = unit_of(columns, where) if unit == "auto" else unit
    begun = _sizes(sizes, len(columns))
    if len(columns) > 1 and unit != CUSTOMERS and np.isnan(begun).any():
        raise BadOption(
            "shares of several cohorts say nothing of their sizes: give customers, or numbers instead of shares"
        )
    parts = [_one(column, begun[c], unit, lambda row, c=c: where(c, row)) for c, column in enumerate(columns)]  # type: ignore[misc]
    seen = [part for part in parts if part is not None]
    if not seen:
        raise NotEnoughData("a retention curve needs at least 2 periods")
    return reduce(add, seen)


def _sizes(sizes: Floats | None, cohorts: int) -> Floats:
    """Return one size per cohort; NaN where none is given."""
    given = np.array([np.nan]) if sizes is None else sizes
    if len(given) not in {1, cohorts}:
        raise LengthMismatch(
            f"customers must be one number, or one for each of the {cohorts} cohorts, got {len(given)}"
        )
    if (given <= 0).any() or (given > MOST).any():
        raise OutOfRange(f"customers must lie between 1 and {MOST:g}: how many the cohort began with")
    return np.broadcast_to(given, cohorts)


def _one(column: Floats, size: float, unit: str, where: Callable[[int], str]) -> Exposure | None:
    """Return the exposure of one cohort; None where it was seen at its start only."""
    rows = np.flatnonzero(~np.isnan(column))
    if not len(rows):
        return None
    first = int(rows[0])
    if first and unit != CUSTOMERS:
        raise OutOfRange(f"survival is blank in {where(0)}: begin with period 1, or with all customers at the start")
    values = column[first : rows[-1] + 1].astype(float)
    counted = unit == CUSTOMERS or not np.isnan(size)
    if unit in WHOLE:
        _within(values, WHOLE[unit], where)
        values /= WHOLE[unit]
        size, all_of_them = float(size) if counted else 1.0, 1.0
    else:
        _within(values, MOST if np.isnan(size) else size, lambda row: where(row + first))
        size = all_of_them = float(values[0] if np.isnan(size) else size)
    if abs(values[0] - all_of_them) > SAME * all_of_them:
        values = np.concatenate([[all_of_them], values])
        first -= 1
    _falls(values, lambda row: where(row + first))
    if len(values) < 2:
        return None
    return cohort(values * (size if unit in WHOLE else 1.0), counted=counted)


def _within(values: Floats, top: float, where: Callable[[int], str]) -> None:
    outside = np.flatnonzero((values < 0) | (values > top * (1 + SAME)))
    if len(outside):
        raise OutOfRange(f"survival must lie in 0..{top:g}, got {values[outside[0]]:g} in {where(int(outside[0]))}")


def _falls(values: Floats, where: Callable[[int], str]) -> None:
    """Refuse a cohort that grows: who left does not come back."""
    rows = np.flatnonzero(~np.isnan(values))
    up = np.flatnonzero(np.diff(values[rows]) > SAME * values[rows][:-1])
    if len(up):
        raise OutOfRange(
            f"survival rises in {where(int(rows[up[0] + 1]))}: a cohort is one column and only shrinks "
            "(TRANSPOSE a table whose cohorts are rows)"
        )
