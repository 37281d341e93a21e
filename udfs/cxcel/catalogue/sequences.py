"""What came before and after: the same customer's rows in time, for arrays here and for other columns where they are.

Each function does its work on numpy arrays; what computes elsewhere, such as the columns of a source, registers its own
way to the same numbers.
"""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from cxcel.arrays import Codes, Floats, Mask

NEVER = 1e9  # days: longer than any log


@singledispatch
def gaps(time: Floats, who: Codes, reason: Codes | None) -> tuple[Floats, Floats, Floats]:
    """Return time, days since the row before of the same customer (and reason), and days until the next.

    A row without a customer or a time has NaN in all three; a first row has NEVER before it and a last one after it.

    Examples
    --------
    >>> [a.tolist() for a in gaps(np.array([1.0, 4.0, 2.0]), np.array([0, 0, 1]), None)[1:]]
    [[1000000000.0, 3.0, 1000000000.0], [3.0, 1000000000.0, 1000000000.0]]
    """
    known = ~np.isnan(time) & (who >= 0)
    if reason is not None:
        who = who * (int(reason.max(initial=0)) + 2) + np.where(who < 0, 0, reason)
    rows = np.flatnonzero(known)
    order = rows[np.lexsort((time[rows], who[rows]))]
    before, after = np.full(len(time), np.nan), np.full(len(time), np.nan)
    before[order] = after[order] = NEVER
    again = np.diff(who[order]) == 0
    step = np.where(again, np.diff(time[order]), NEVER)
    before[order[1:]], after[order[:-1]] = step, step
    return np.where(np.isnan(after), np.nan, time), before, after


@singledispatch
def latest_of(time: Floats) -> float:
    """Return the last point in time; NaN where there is none."""
    return float(np.nanmax(time)) if np.isfinite(time).any() else float("nan")


@singledispatch
def newest(answered: Mask, who: Codes, part: Codes | None, when: Floats | None) -> Mask:
    """Return the rows with the last answer of each customer, within each part where there are parts.

    A row without a customer, or without a time where times are given, cannot be placed and is left out; of answers at
    the same moment the lowest row is the last.
    """
    part = np.zeros(len(who), np.int64) if part is None else part
    when = np.zeros(len(who)) if when is None else when
    rows = np.flatnonzero(answered & (who >= 0) & (part >= 0) & ~np.isnan(when))
    order = rows[np.lexsort((rows, when[rows], who[rows], part[rows]))]
    last = np.ones(len(order), bool)
    last[:-1] = (np.diff(who[order]) != 0) | (np.diff(part[order]) != 0)
    kept = np.zeros(len(who), bool)
    kept[order[last]] = True
    return kept
