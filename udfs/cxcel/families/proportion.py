"""Proportions: how many of how many.

Wilson's interval by default, Newcombe's for differences: both behave at 0, at n and at n = 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from cxcel.arrays import Array, Codes, Floats, exceeds
from cxcel.errors import OutOfRange, choose
from cxcel.families.base import deviate, mover, need, over_each_other, p_normal, row_by_row, z_for
from cxcel.families.grouped import totals, whole_rows
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval

Limits = tuple[float, float]

CAUTION = (
    "95 % is the average of Wilson's interval over all rates: near 0 or 1, with a handful of cases, single rates fall "
    "to 83 % (Newcombe 1998)"
)


@dataclass(frozen=True, slots=True)
class ProportionTally:
    """`hits` of `n`; both are sums, so they may be fractional where rates were turned into counts."""

    hits: float
    n: float

    def __add__(self, other: ProportionTally) -> ProportionTally:
        return ProportionTally(self.hits + other.hits, self.n + other.n)

    @property
    def share(self) -> float:
        """Hits over n."""
        return self.hits / self.n


def wilson(hits: float, n: float, level: float) -> Limits:
    """Score interval without continuity correction. Wilson 1927; Newcombe 1998a, method 3."""
    z = z_for(level)
    p, scale = hits / n, 1 + z * z / n
    middle = (p + z * z / (2 * n)) / scale
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == n else min(1.0, middle + half)


def agresti_coull(hits: float, n: float, level: float) -> Limits:
    """Wald interval after adding z squared / 2 to hits and misses. Agresti & Coull 1998; clipped to 0..1."""
    z = z_for(level)
    total = n + z * z
    p = (hits + z * z / 2) / total
    half = z * math.sqrt(p * (1 - p) / total)
    return max(0.0, p - half), min(1.0, p + half)


def exact(hits: float, n: float, level: float) -> Limits:
    """Clopper-Pearson interval from beta quantiles. Clopper & Pearson 1934."""
    from scipy.special import betaincinv

    z_for(level)
    tail = (1 - level) / 2
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits > 0 else 0.0
    return low, float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0


def wald(hits: float, n: float, level: float) -> Limits:
    """Share plus and minus z standard errors, clipped to 0..1: the textbook form, zero width at 0 and n."""
    p = hits / n
    half = z_for(level) * math.sqrt(p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)


def newcombe(a: ProportionTally, b: ProportionTally, level: float) -> Limits:
    """Hybrid score interval of b - a. Newcombe 1998b, method 10."""
    difference = b.share - a.share
    first, second = ((part.share, *wilson(part.hits, part.n, level)) for part in (a, b))
    down, up = mover(first, second)
    return difference - down, difference + up


def wald_difference(a: ProportionTally, b: ProportionTally, level: float) -> Limits:
    """Difference plus and minus z unpooled standard errors, clipped to -1..1."""
    d, half = b.share - a.share, z_for(level) * _unpooled(a, b)
    return max(-1.0, d - half), min(1.0, d + half)


def agresti_caffo(a: ProportionTally, b: ProportionTally, level: float) -> Limits:
    """Wald interval after adding one hit and one miss to each. Agresti & Caffo 2000."""
    one = ProportionTally(1, 2)
    return wald_difference(a + one, b + one, level)


def _unpooled(a: ProportionTally, b: ProportionTally) -> float:
    return math.sqrt(a.share * (1 - a.share) / a.n + b.share * (1 - b.share) / b.n)


INTERVALS: Mapping[str, Callable[[float, float, float], Limits]] = {
    "wilson": wilson,
    "exact": exact,
    "agresti_coull": agresti_coull,
    "wald": wald,
}
DIFFERENCES: Mapping[str, Callable[[ProportionTally, ProportionTally, float], Limits]] = {
    "newcombe": newcombe,
    "agresti_caffo": agresti_caffo,
    "wald": wald_difference,
}


@dataclass(frozen=True, slots=True)
class Proportion:
    """Hits of cases, as a fraction 0..1.

    Examples
    --------
    >>> family = Proportion()
    >>> tally = family.tally(np.array([1.0, 1.0, 0.0, np.nan]))
    >>> family.estimate(tally).value, tally.n
    (0.6666666666666666, 3.0)
    """

    caution: ClassVar[str] = CAUTION
    checks: ClassVar[bool] = False
    methods: ClassVar[tuple[str, ...]] = tuple(INTERVALS)
    comparisons: ClassVar[tuple[str, ...]] = tuple(DIFFERENCES)

    def tally(self, *columns: Array) -> ProportionTally:
        """Sum hits and cases; with one column every row that is not blank is a case.

        Raises
        ------
        OutOfRange
            A row has more hits than cases, or fewer than none.
        """
        hits, cases = over_each_other(columns)
        wrong = exceeds(hits, cases) | (hits < 0)
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise OutOfRange(f"the part must lie between 0 and the whole, got {hits[at]:g} of {cases[at]:g}")
        return ProportionTally(float(hits.sum()), float(cases.sum()))

    def estimate(self, tally: ProportionTally) -> Estimate:
        """Return the share."""
        need(tally.n > 0, "there is nothing to count: every row is blank, or too new for its window to be over")
        p = tally.share
        return Estimate(p, tally.n, math.sqrt(p * (1 - p) / tally.n))

    def interval(self, tally: ProportionTally, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the interval by "wilson" (default), "exact", "agresti_coull" or "wald"."""
        self.estimate(tally)
        name = choose("method", method or "wilson", INTERVALS)
        return Interval(*INTERVALS[name](tally.hits, tally.n, confidence_level), confidence_level, name)

    def compare(
        self, first: ProportionTally, second: ProportionTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return the difference; p is that of the pooled z test (Pearson's chi-squared without correction)."""
        name = choose("method", method or "newcombe", DIFFERENCES)
        difference = self.estimate(second).value - self.estimate(first).value
        low, high = DIFFERENCES[name](first, second, confidence_level)
        pooled = (first + second).share
        error = math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
        return Comparison(difference, low, high, p_normal(deviate(difference, error)), name)

    def weighted(self, weights: Floats, *columns: Array) -> ProportionTally:
        """Sum weighted hits and cases."""
        return self.tally(*(column * weights for column in columns), *([weights] if len(columns) == 1 else []))

    def sized(self, tally: ProportionTally, n: float) -> ProportionTally:
        """Return the same share of n."""
        return ProportionTally(tally.share * n, n)

    def finite(self, tally: ProportionTally, left: float) -> ProportionTally:
        """Return the same share of so many cases that the variance is the part `left`."""
        return self.sized(tally, tally.n / left)

    def row_values(self, *columns: Array) -> Floats:
        """Return the share of each row; NaN where there is no case."""
        return row_by_row(*columns)

    def tallies(self, columns: Sequence[Array], codes: Codes, groups: int) -> list[ProportionTally]:
        """Return the tally of every group in one pass; `codes` are 0..groups-1, -1 for rows in no group."""
        (hits, *rest), codes = whole_rows(columns, codes)
        if len(hits) and (hits.min() < 0 or (hits > (rest[0] if rest else 1)).any()):
            self.tally(hits, *rest)  # says what is wrong, where it is more than rounding
        cases = totals(codes, groups, rest[0] if rest else None)
        pairs = zip(totals(codes, groups, hits).tolist(), cases.tolist(), strict=True)
        return [ProportionTally(*pair) for pair in pairs]
