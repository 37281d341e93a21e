"""What every family can do, and the few distribution functions they share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol, Self, TypeVar

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.results import Comparison, Estimate, Interval


class Tally(Protocol):
    """Counts, sums or moments; two parts added give the tally of the whole."""

    @property
    def n(self) -> float:
        """The base: rows or cases counted."""
        ...

    def __add__(self, other: Self, /) -> Self: ...


T = TypeVar("T", bound=Tally)
Limited = tuple[float, float, float]  # a value, and its low and high limit


class Family(Protocol[T]):
    """From columns to numbers that can be defended."""

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the interval methods, the default first."""
        ...

    @property
    def comparisons(self) -> tuple[str, ...]:
        """Names of the methods for differences, the default first."""
        ...

    @property
    def caution(self) -> str:
        """How often the interval holds the truth, where that is not what it says; one clause for the reader."""
        ...

    @property
    def checks(self) -> bool:
        """Whether the tally itself refuses values outside the scale."""
        ...

    def tally(self, *columns: Array) -> T:
        """Count or sum the columns once; rows with a blank are left out."""
        ...

    def estimate(self, tally: T) -> Estimate:
        """Return the value; raises NotEnoughData where there is none."""
        ...

    def interval(self, tally: T, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the interval, by the default method when none is named."""
        ...

    def compare(self, first: T, second: T, confidence_level: float = 0.95, method: str = "") -> Comparison:
        """Return second less first with its interval and p value."""
        ...

    def row_values(self, *columns: Array) -> Floats:
        """Return one number per row, for relating the metric to another column."""
        ...


def by_group(family: Family[T], columns: Sequence[Array], codes: Codes, groups: int) -> list[T]:
    """Return the tally of every group; `codes` are 0..groups-1, -1 for rows in no group.

    A family with a method `tallies` counts all groups in one pass; for the others the rows are sorted and parted.

    Examples
    --------
    >>> from cxcel.families import NetScore
    >>> by_group(NetScore(), [np.array([9, 0, 10])], np.array([0, 1, 0]), 2)
    [NetScoreTally(negative=0, neutral=0, positive=2), NetScoreTally(negative=1, neutral=0, positive=0)]
    """
    at_once: Callable[[Sequence[Array], Codes, int], list[T]] | None = getattr(family, "tallies", None)
    if at_once is not None:
        return at_once(columns, codes, groups)
    short = codes.astype(np.int16) if groups < 2**15 else codes  # small numbers are sorted by counting
    order = np.argsort(short, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(groups + 1))
    sorted_columns = [column[order] for column in columns]
    return [family.tally(*(c[edges[g] : edges[g + 1]] for c in sorted_columns)) for g in range(groups)]


def check_level(confidence_level: float) -> float:
    """Return the level if it lies between 0 and 1."""
    if not 0 < confidence_level < 1:
        raise OutOfRange(f"confidence_level must lie between 0 and 1, got {confidence_level:g}")
    return confidence_level


@lru_cache(maxsize=64)
def z_for(confidence_level: float) -> float:
    """Return the two-sided normal quantile, 1.96 for 0.95."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + check_level(confidence_level) / 2))


def t_for(confidence_level: float, freedom: float) -> float:
    """Return the two-sided Student quantile."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + check_level(confidence_level) / 2))


def p_normal(z: float) -> float:
    """Return the two-sided p value of a normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def p_student(t: float, freedom: float) -> float:
    """Return the two-sided p value of a Student deviate."""
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(t)))


def deviate(difference: float, standard_error: float) -> float:
    """Return difference over its standard error; 0 for no difference, infinite for one without error."""
    if standard_error > 0:
        return difference / standard_error
    return 0.0 if difference == 0 else math.copysign(math.inf, difference)


def mover(first: Limited, second: Limited, weight: float = 1.0) -> tuple[float, float]:
    """Return how far the limits of second - weight * first reach below and above it, from those of each.

    Newcombe 1998b, method 10; Zou & Donner 2008, equation 3, the method of variance estimates recovery.

    Parameters
    ----------
    first, second : (value, low, high)

    Examples
    --------
    >>> mover((0.5, 0.2, 0.8), (0.9, 0.5, 1.0))
    (0.5, 0.31622776601683794)
    """
    (v1, low1, high1), (v2, low2, high2) = first, second
    return math.hypot(v2 - low2, weight * (high1 - v1)), math.hypot(high2 - v2, weight * (v1 - low1))


def over_each_other(columns: Sequence[Array]) -> tuple[Floats, Floats]:
    """Return two columns less the rows with a blank in either; without a second one it is 1 in every row.

    Examples
    --------
    >>> over_each_other([np.array([1.0, np.nan, 0.0])])
    (array([1., 0.]), array([1., 1.]))
    """
    top = np.asarray(columns[0], dtype=float)
    bottom = np.ones(len(top)) if len(columns) == 1 else np.asarray(columns[1], dtype=float)
    whole = ~(np.isnan(top) | np.isnan(bottom))
    return (top, bottom) if whole.all() else (top[whole], bottom[whole])


def row_by_row(top: Array, bottom: Array | None = None) -> Floats:
    """Return the first column over the second in each row, NaN where that is 0; without a second the first itself.

    Examples
    --------
    >>> row_by_row(np.array([3.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.75, nan]
    """
    above = np.asarray(top, dtype=float)
    if bottom is None:
        return above
    below = np.asarray(bottom, dtype=float)
    rows: Floats = np.full(len(above), np.nan)
    np.divide(above, below, out=rows, where=below > 0)
    return rows


def need(condition: bool, sentence: str) -> None:
    """Raise NotEnoughData with the sentence unless the condition holds."""
    if not condition:
        raise NotEnoughData(sentence)
