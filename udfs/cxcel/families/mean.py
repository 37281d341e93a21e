"""Means, with Student's interval and Welch's comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.errors import OutOfRange, choose
from cxcel.families.base import deviate, need, p_student, t_for
from cxcel.families.grouped import centred, totals, whole_rows
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval

CAUTION = "under 30 rows of skewed numbers the 95 % interval holds the truth in 88 to 93 of 100 samples: try 'log'"


@dataclass(frozen=True, slots=True)
class MeanTally:
    """Count, mean and sum of squared deviations from the mean."""

    n: float
    mean: float
    squares: float

    def __add__(self, other: MeanTally) -> MeanTally:
        """Merge two parts: Chan, Golub & LeVeque 1983, equation 2.1b."""
        n = self.n + other.n
        if n == 0:
            return self
        shift = other.mean - self.mean
        return MeanTally(
            n,
            self.mean + shift * other.n / n,
            self.squares + other.squares + shift * shift * self.n * other.n / n,
        )

    @property
    def squared_error(self) -> float:
        """Squared standard error of the mean, with n - 1."""
        return self.squares / (self.n - 1) / self.n


def plain(value: float, width: float) -> tuple[float, float]:
    """Value plus and minus `width`."""
    return value - width, value + width


def on_log_scale(value: float, width: float) -> tuple[float, float]:
    """Value times and over exp(width / value): the delta method for logarithms, never below 0.

    For skewed times, whose mean is less certain above than below. Cox & Hinkley 1974, section 9.3.
    """
    if not value > 0:
        raise OutOfRange(f"method 'log' needs a value above 0, got {value:g}")
    need(width < 10 * value, "the value is too close to 0, or rests on too little, for method 'log'")
    return value * math.exp(-width / value), value * math.exp(width / value)


INTERVALS: Mapping[str, Callable[[float, float], tuple[float, float]]] = {"t": plain, "log": on_log_scale}


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of numbers.

    Parameters
    ----------
    low, high : float
        What the numbers cannot be below or above: limits are cut there.

    Examples
    --------
    >>> family = Mean()
    >>> family.estimate(family.tally(np.array([1.0, 2.0, 6.0, np.nan]))).value
    3.0
    """

    low: float = -math.inf
    high: float = math.inf

    caution: ClassVar[str] = CAUTION
    checks: ClassVar[bool] = False
    methods: ClassVar[tuple[str, ...]] = tuple(INTERVALS)
    comparisons: ClassVar[tuple[str, ...]] = ("welch",)

    def tally(self, *columns: Array) -> MeanTally:
        """Sum once for the mean, once more around it."""
        values = np.asarray(columns[0], dtype=float)
        values = values[~np.isnan(values)]
        if not len(values):
            return MeanTally(0, 0.0, 0.0)
        mean = float(values.mean())
        return MeanTally(len(values), mean, float(np.square(values - mean).sum()))

    def estimate(self, tally: MeanTally) -> Estimate:
        """Return the mean."""
        need(tally.n > 0, "there are no numbers: every row is blank")
        return Estimate(tally.mean, tally.n, math.sqrt(tally.squared_error) if tally.n > 1 else None)

    def interval(self, tally: MeanTally, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return Student's interval with n - 1 degrees of freedom, by "t" (default) or "log" for skewed times."""
        need(tally.n > 1, "an interval needs at least two rows")
        name = choose("method", method or "t", self.methods)
        width = t_for(confidence_level, tally.n - 1) * math.sqrt(tally.squared_error)
        low, high = INTERVALS[name](tally.mean, width)
        return Interval(max(self.low, low), min(self.high, high), confidence_level, name)

    def compare(
        self, first: MeanTally, second: MeanTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return Welch's comparison (1947), degrees of freedom by Welch and Satterthwaite."""
        need(first.n > 1 and second.n > 1, "a comparison needs at least two rows in each group")
        choose("method", method or "welch", self.comparisons)
        errors = [(tally.squared_error, tally.n) for tally in (first, second)]
        return welch(second.mean - first.mean, errors, confidence_level)

    def weighted(self, weights: Floats, *columns: Array) -> MeanTally:
        """Sum weighted numbers; the base is the sum of the weights."""
        total = float(weights.sum())
        if not total:
            return MeanTally(0, 0.0, 0.0)
        mean = float(weights @ columns[0]) / total
        return MeanTally(total, mean, float(weights @ np.square(columns[0] - mean)))

    def sized(self, tally: MeanTally, n: float) -> MeanTally:
        """Return the same mean and spread over n rows."""
        return MeanTally(n, tally.mean, tally.squares * n / tally.n)

    def finite(self, tally: MeanTally, left: float) -> MeanTally:
        """Return the same mean with the part `left` of its variance."""
        return MeanTally(tally.n, tally.mean, tally.squares * left)

    def row_values(self, *columns: Array) -> Floats:
        """Return the numbers themselves."""
        return np.asarray(columns[0], dtype=float)

    def tallies(self, columns: Sequence[Array], codes: Codes, groups: int) -> list[MeanTally]:
        """Return the tally of every group in two passes; `codes` are 0..groups-1, -1 for rows in no group."""
        (values,), codes = whole_rows(columns, codes)
        n = totals(codes, groups)
        means, off = centred(codes, n, values)
        parts = zip(n.tolist(), means.tolist(), totals(codes, groups, off * off).tolist(), strict=True)
        return [MeanTally(*part) for part in parts]


def welch(difference: float, errors: Sequence[tuple[float, float]], confidence_level: float = 0.95) -> Comparison:
    """Judge a sum or difference of independent means given as (squared standard error, n) each.

    Squared errors add; degrees of freedom by Welch 1947 and Satterthwaite 1946.  Of a single mean it is Student's t.
    """
    variance = sum(v for v, _ in errors)
    parts = sum(v * v / (n - 1) for v, n in errors)
    freedom = variance * variance / parts if parts > 0 else sum(n - 1 for _, n in errors)
    half = t_for(confidence_level, freedom) * math.sqrt(variance)
    p = p_student(deviate(difference, math.sqrt(variance)), freedom)
    return Comparison(difference, difference - half, difference + half, p, "welch")
