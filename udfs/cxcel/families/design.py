"""Answers that do not count alike: weights, and samples of a closed list.

Whatever the family, the change is one of size: weighted answers are worth Kish's effective number of equal ones, and
n of N people asked leave less to chance than n of endlessly many.  So one wrapper serves every family.
"""

from __future__ import annotations

import math
from typing import Generic, Protocol, TypeVar

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import OutOfRange
from cxcel.families.base import Family, Tally, need
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval

T = TypeVar("T", bound=Tally)


class Weighable(Family[T], Protocol[T]):
    """A family that can count answers for more or less than one."""

    def weighted(self, weights: Floats, *columns: Array) -> T:
        """Tally rows without blanks, each counted `weights` times."""
        ...

    def sized(self, tally: T, n: float) -> T:
        """Return what the same answers would be with a base of n."""
        ...

    def finite(self, tally: T, left: float) -> T:
        """Return a tally whose variance is the part `left` of what it was."""
        ...


@dataclass(frozen=True, slots=True)
class DesignTally(Generic[T]):
    """The weighted tally with the number of answers, the sum of their weights and of the weights' squares."""

    inner: T
    n: float
    weight: float
    squares: float

    def __add__(self, other: DesignTally[T]) -> DesignTally[T]:
        return DesignTally(
            self.inner + other.inner, self.n + other.n, self.weight + other.weight, self.squares + other.squares
        )

    @property
    def n_eff(self) -> float:
        """Kish's effective base, (sum of weights)^2 / sum of squared weights. Kish 1965, section 11.7."""
        return self.weight**2 / self.squares if self.squares else 0.0


@dataclass(frozen=True, slots=True)
class Design(Generic[T]):
    """A family over a weighted sample, a sample of a closed list, or both.

    Parameters
    ----------
    inner : Weighable
        The family of unweighted answers.
    weighted : bool
        Whether the last column holds weights of 0 or more; a row without a weight is left out.
    population : float
        People on the closed list the sample is from, 0 where it is endless.  The variance is multiplied by
        (N - n)/(N - 1): Cochran 1977, theorem 2.2 for shares.

    Examples
    --------
    >>> from cxcel.families import Proportion
    >>> family = Design(Proportion(), weighted=True)
    >>> tally = family.tally(np.array([1.0, 1.0, 0.0]), np.array([1.0, 2.0, 3.0]))
    >>> family.estimate(tally).value, round(tally.n_eff, 3)
    (0.5, 2.571)
    """

    inner: Weighable[T]
    weighted: bool = False
    population: float = 0

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the interval methods."""
        return self.inner.methods

    @property
    def comparisons(self) -> tuple[str, ...]:
        """Names of the methods for differences."""
        return self.inner.comparisons

    @property
    def caution(self) -> str:
        """How often the interval holds the truth, where that is not what it says."""
        return self.inner.caution

    @property
    def checks(self) -> bool:
        """Whether the tally itself refuses values outside the scale: here readers look first."""
        return False

    def tally(self, *columns: Array) -> DesignTally[T]:
        """Count answers and weights.

        Raises
        ------
        OutOfRange
            More answers than people on the list.
        """
        if not self.weighted:
            counted = self.inner.tally(*columns)
            found = DesignTally(counted, counted.n, counted.n, counted.n)
        else:
            *own, weights = (np.asarray(column, dtype=float) for column in columns)
            whole = (weights > 0) & ~np.isnan(own).any(axis=0)
            kept: Floats = weights[whole]
            counted = self.inner.weighted(kept, *(column[whole] for column in own))
            found = DesignTally(counted, len(kept), float(kept.sum()), float(kept @ kept))
        return self.listed(found)

    def listed(self, found: DesignTally[T]) -> DesignTally[T]:
        """Return a tally of no more answers than there are people on the list.

        Raises
        ------
        OutOfRange
            More answers than people.
        """
        if self.population and found.n > self.population:
            raise OutOfRange(f"population must be at least the {found.n:g} who answered, got {self.population:g}")
        return found

    def _left(self, tally: DesignTally[T]) -> float:
        """Return the part of the variance that is left when n of N were asked."""
        if not self.population:
            return 1.0
        return (self.population - tally.n) / (self.population - 1) if self.population > 1 else 0.0

    def _effective(self, tally: DesignTally[T]) -> T:
        need(tally.n > 0, "there are no answers: every row is blank or weighs nothing")
        sized = self.inner.sized(tally.inner, tally.n_eff) if self.weighted else tally.inner
        left = self._left(tally)
        return sized if left == 1 else self.inner.finite(sized, max(left, 1e-12))

    def estimate(self, tally: DesignTally[T]) -> Estimate:
        """Return the weighted value over the number of answers; the standard error is that of the effective base."""
        found = self.inner.estimate(self._effective(tally))
        error = found.standard_error if self._left(tally) > 0 else 0.0
        return Estimate(self.inner.estimate(tally.inner).value, tally.n, error)

    def interval(self, tally: DesignTally[T], confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the family's interval over the effective base; the value itself when everybody was asked."""
        found = self.inner.interval(self._effective(tally), confidence_level, method)
        value = self.inner.estimate(tally.inner).value
        if self._left(tally) == 0:
            return Interval(value, value, confidence_level, found.method)
        return found

    def compare(
        self, first: DesignTally[T], second: DesignTally[T], confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return second less first over the effective bases."""
        return self.inner.compare(self._effective(first), self._effective(second), confidence_level, method)

    def row_values(self, *columns: Array) -> Floats:
        """Return one number per row, the weights left aside."""
        own = columns[:-1] if self.weighted else columns
        values = self.inner.row_values(*own)
        return values if not self.weighted else np.where(np.isnan(columns[-1]), math.nan, values)
