"""Ranks, and tables of how often each pair of values occurs: whole scores of few values are counted, never sorted."""

from __future__ import annotations

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.columns import BLOCK
from cxcel.errors import LengthMismatch

WIDEST = 64  # whole values a scale may span to be counted; a table of two such scales stays in the fastest cache


def same_length(x: Array, y: Array) -> None:
    """Refuse two columns that are not of one length."""
    if len(x) != len(y):
        raise LengthMismatch(f"the two ranges must be of equal length, got {len(x)} and {len(y)} rows")


def ranks(values: Array) -> Floats:
    """Return ranks from 1; equal values share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    span = _span(values)
    if span and not np.isnan(values).any():
        codes = np.asarray(values - span[0], dtype=np.intp)
        counts = np.bincount(codes)
    else:
        _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    return mean_ranks(counts)[codes]


def mean_ranks(counts: Array) -> Floats:
    """Return the rank that each of some ordered values has, given how often each occurs.

    Examples
    --------
    >>> mean_ranks(np.array([1, 1, 2])).tolist()
    [1.0, 2.0, 3.5]
    """
    shared: Floats = np.cumsum(counts) - (counts - 1) / 2
    return shared


def _span(values: Array) -> tuple[float, int] | None:
    """Return the lowest value and how many whole values lie up to the highest; None where they are to be sorted."""
    if not len(values):
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if not high - low < WIDEST or abs(low) > 2**52:  # only blanks, infinite, too wide, or beyond what floats tell apart
        return None
    if values.dtype.kind == "f":
        for start in range(0, len(values), BLOCK):
            block = values[start : start + BLOCK]
            if np.count_nonzero(np.rint(block) != block) != np.count_nonzero(block != block):  # NaN is no answer
                return None
    return low, int(high - low) + 1


def counted(x: Array, y: Array) -> Codes | None:
    """Count how often each pair of whole scores occurs, over the rows where neither is blank.

    Parameters
    ----------
    x, y : array, shape (n,)
        Of one length; NaN = blank.

    Returns
    -------
    array of counts, shape (values x spans, values y spans), or None where a column is not of few whole values

    Examples
    --------
    >>> counted(np.array([1.0, 2, 2, np.nan]), np.array([9.0, 9, 10, 10])).tolist()
    [[1, 0], [1, 1]]
    """
    one, other = _span(x), _span(y)
    if one is None or other is None:
        return None
    (first, rows), (second, columns) = one, other
    blank = rows * columns
    counts = np.zeros(blank + 1, np.int64)
    for start in range(0, len(x), BLOCK):
        place = np.subtract(x[start : start + BLOCK], first, dtype=float)
        place *= columns
        place += y[start : start + BLOCK]
        place -= second
        np.copyto(place, blank, where=place != place)
        counts += np.bincount(place.astype(np.intp), minlength=blank + 1)
    return counts[:-1].reshape(rows, columns)


def occurring(x: Array, y: Array) -> tuple[Codes, Codes, Codes]:
    """Return every pair of values that occurs, as codes in their order, and how often; by x, then y.

    Examples
    --------
    >>> [part.tolist() for part in occurring(np.array([0.5, 7.0, 7.0]), np.array([3.0, 1.0, 1.0]))]
    [[0, 1], [1, 0], [1, 2]]
    """
    table = counted(x, y)
    if table is not None:
        a, b = np.nonzero(table)
        return a, b, table[a, b]
    both = ~(np.isnan(x) | np.isnan(y))
    (_, a), (second, b) = (np.unique(v[both], return_inverse=True) for v in (x, y))
    pairs, counts = np.unique(a * max(1, len(second)) + b, return_counts=True)
    return (*np.divmod(pairs, max(1, len(second))), counts)
