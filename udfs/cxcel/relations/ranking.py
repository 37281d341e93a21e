"""Ranks, and tables of how often each pair of values occurs: whole scores of few values are counted, never sorted."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cxcel.arrays import Array, Codes, Floats, Mask
from cxcel.columns import BLOCK
from cxcel.errors import LengthMismatch

WIDEST = 64  # whole values a scale may span to be counted; a table of two such scales stays in the fastest cache
COUNTED = 2**16  # whole values a column may span to be ranked by counting, where it has as many rows


def same_length(x: Array, y: Array) -> None:
    """Refuse two columns that are not of one length."""
    if len(x) != len(y):
        raise LengthMismatch(f"the two ranges must be of equal length, got {len(x)} and {len(y)} rows")


class Ranked:
    """One column and how its values rank, worked out once however many columns it is put beside.

    Parameters
    ----------
    values : array, shape (n,)
        NaN = blank.
    """

    def __init__(self, values: Array) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def filled(self) -> Mask | None:
        """Which rows are filled; None where all are."""
        filled: Mask = self.values == self.values
        return None if filled.all() else filled

    @cached_property
    def span(self) -> tuple[float, int] | None:
        """The lowest value and how many whole values lie up to the highest; None where they are too many to count."""
        return _span(self.values)

    @cached_property
    def codes(self) -> tuple[Codes, int]:
        """The place of each row's value among the values in their order, a blank's the last; and how many places."""
        span = self.span or _span(self.values, min(COUNTED, len(self.values)))
        if span is None:
            found, places = np.unique(self.values, return_inverse=True)
            return places, len(found) + (self.filled is None)
        with np.errstate(invalid="ignore"):  # a blank, which gets its place below
            codes = np.asarray(self.values - span[0], dtype=np.intp)
        if self.filled is not None:
            codes[~self.filled] = span[1]
        return codes, span[1] + 1

    def ranks(self, rows: Mask | None = None) -> Floats:
        """Return the ranks among all rows, or among those of a mask; none of them may be blank."""
        codes, places = self.codes
        if rows is not None:
            codes = codes[rows]
        return mean_ranks(np.bincount(codes, minlength=places))[codes]

    @cached_property
    def around(self) -> tuple[Floats, float]:
        """The ranks of a column without blanks, less their mean, and the sum of their squares."""
        return around(self.ranks())


def around(values: Floats) -> tuple[Floats, float]:
    """Return values less their mean, and the sum of the squares of that."""
    centred = values - values.mean()
    return centred, float(centred @ centred)


def ranks(values: Array) -> Floats:
    """Return ranks from 1; equal values share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    return Ranked(values).ranks()


def mean_ranks(counts: Array) -> Floats:
    """Return the rank that each of some ordered values has, given how often each occurs.

    Examples
    --------
    >>> mean_ranks(np.array([1, 1, 2])).tolist()
    [1.0, 2.0, 3.5]
    """
    shared: Floats = np.cumsum(counts) - (counts - 1) / 2
    return shared


def _span(values: Array, widest: int = WIDEST) -> tuple[float, int] | None:
    """Return the lowest value and how many whole values lie up to the highest; None where they are to be sorted."""
    if not len(values):
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if not high - low < widest or abs(low) > 2**52:  # only blanks, infinite, too wide, or beyond what floats tell apart
        return None
    if values.dtype.kind == "f":
        for start in range(0, len(values), BLOCK):
            block = values[start : start + BLOCK]
            if np.count_nonzero(np.rint(block) != block) != np.count_nonzero(block != block):  # NaN is no answer
                return None
    return low, int(high - low) + 1


def ranked(values: Array | Ranked) -> Ranked:
    """Return a column as one that ranks itself but once."""
    return values if isinstance(values, Ranked) else Ranked(values)


def counted(x: Array | Ranked, y: Array | Ranked) -> Codes | None:
    """Count how often each pair of whole scores occurs, over the rows where neither is blank.

    Parameters
    ----------
    x, y : array, shape (n,), or the column ranked
        Of one length; NaN = blank.

    Returns
    -------
    array of counts, shape (values x spans, values y spans), or None where a column is not of few whole values

    Examples
    --------
    >>> counted(np.array([1.0, 2, 2, np.nan]), np.array([9.0, 9, 10, 10])).tolist()
    [[1, 0], [1, 1]]
    """
    one, other = ranked(x), ranked(y)
    if one.span is None or other.span is None:
        return None
    (first, rows), (second, columns) = one.codes, other.codes
    counts = np.zeros(rows * columns, np.int64)
    for start in range(0, len(one), BLOCK):
        place = first[start : start + BLOCK] * columns
        place += second[start : start + BLOCK]
        counts += np.bincount(place, minlength=len(counts))
    return counts.reshape(rows, columns)[:-1, :-1]


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
