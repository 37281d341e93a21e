"""Means, with Student's interval and Welch's comparison."""

from __future__ import annotations

import math

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import choose
from cxcel.families.base import deviate, need, p_student, t_for
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval


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


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of numbers.

    Examples
    --------
    >>> family = Mean()
    >>> family.estimate(family.tally(np.array([1.0, 2.0, 6.0, np.nan]))).value
    3.0
    """

    @property
    def checks(self) -> bool:
        """Whether the tally itself refuses values outside the scale."""
        return False

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the interval methods."""
        return ("t",)

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
        """Return Student's interval with n - 1 degrees of freedom."""
        need(tally.n > 1, "an interval needs at least two rows")
        name = choose("method", method or "t", self.methods)
        half = t_for(confidence_level, tally.n - 1) * math.sqrt(tally.squared_error)
        return Interval(tally.mean - half, tally.mean + half, confidence_level, name)

    def compare(
        self, first: MeanTally, second: MeanTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return Welch's comparison (1947), degrees of freedom by Welch and Satterthwaite."""
        need(first.n > 1 and second.n > 1, "a comparison needs at least two rows in each group")
        choose("method", method or "t", self.methods)
        return welch(
            second.mean - first.mean,
            (first.squared_error, first.n),
            (second.squared_error, second.n),
            confidence_level,
        )

    def row_values(self, *columns: Array) -> Floats:
        """Return the numbers themselves."""
        return np.asarray(columns[0], dtype=float)


def welch(
    difference: float, first: tuple[float, float], second: tuple[float, float], confidence_level: float
) -> Comparison:
    """Compare two values given as (squared standard error, n) each."""
    (v1, n1), (v2, n2) = first, second
    variance = v1 + v2
    freedom = variance**2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)) if variance > 0 else n1 + n2 - 2
    half = t_for(confidence_level, freedom) * math.sqrt(variance)
    p = p_student(deviate(difference, math.sqrt(variance)), freedom)
    return Comparison(difference, difference - half, difference + half, p, "welch")
