"""Ratios of totals, such as seconds over contacts: never a mean of ratios."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.errors import choose
from cxcel.families.base import need, over_each_other, row_by_row, t_for
from cxcel.families.grouped import centred, totals, whole_rows
from cxcel.families.mean import on_log_scale, plain, welch
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval

CAUTION = "under 30 rows, skewed or of very different size, the 95 % interval holds the truth less often (Cochran 1977)"


@dataclass(frozen=True, slots=True)
class RatioTally:
    """Rows, means of numerator and denominator, and their squares and products around the means."""

    rows: float
    top: float
    bottom: float
    top_squares: float
    products: float
    bottom_squares: float

    def __add__(self, other: RatioTally) -> RatioTally:
        """Merge two parts: Chan, Golub & LeVeque 1983, with the product term alike."""
        rows = self.rows + other.rows
        if rows == 0:
            return self
        share = other.rows / rows
        dx, dy, weight = other.top - self.top, other.bottom - self.bottom, self.rows * share
        return RatioTally(
            rows,
            self.top + dx * share,
            self.bottom + dy * share,
            self.top_squares + other.top_squares + dx * dx * weight,
            self.products + other.products + dx * dy * weight,
            self.bottom_squares + other.bottom_squares + dy * dy * weight,
        )

    @property
    def n(self) -> float:
        """Total of the denominator: contacts, not rows."""
        return self.bottom * self.rows

    @property
    def value(self) -> float:
        """Total over total."""
        return self.top / self.bottom

    @property
    def squared_error(self) -> float:
        """Linearised: variance of top - value * bottom over rows and mean bottom. Cochran 1977, equation 6.4."""
        r = self.value
        spread = self.top_squares - 2 * r * self.products + r * r * self.bottom_squares
        return max(0.0, spread) / (self.rows - 1) / self.rows / self.bottom**2


INTERVALS: Mapping[str, Callable[[float, float], tuple[float, float]]] = {"linearised": plain, "log": on_log_scale}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Total of one column over total of another; each row is a contact, an agent or a day.

    Parameters
    ----------
    low, high : float
        What the ratio cannot be below or above: limits are cut there.

    Examples
    --------
    >>> family = Ratio()  # average handle times of 250, 250, 249 and 600 s over 100, 150, 100 and 2 contacts
    >>> contacts = np.array([100.0, 150.0, 100.0, 2.0])
    >>> tally = family.tally(np.array([250.0, 250.0, 249.0, 600.0]) * contacts, contacts)
    >>> round(family.estimate(tally).value, 2)
    251.7
    """

    low: float = -math.inf
    high: float = math.inf

    caution: ClassVar[str] = CAUTION
    checks: ClassVar[bool] = False
    methods: ClassVar[tuple[str, ...]] = tuple(INTERVALS)
    comparisons: ClassVar[tuple[str, ...]] = ("linearised",)

    def tally(self, *columns: Array) -> RatioTally:
        """Sum both columns; a row with a blank in either is left out."""
        top, bottom = over_each_other(columns)
        if not len(top):
            return RatioTally(0, 0.0, 0.0, 0.0, 0.0, 0.0)
        x, y = float(top.mean()), float(bottom.mean())
        dx, dy = top - x, bottom - y
        return RatioTally(len(top), x, y, float(dx @ dx), float(dx @ dy), float(dy @ dy))

    def estimate(self, tally: RatioTally) -> Estimate:
        """Return total over total."""
        need(tally.rows > 0 and tally.bottom > 0, "there is nothing to divide by: the second total is 0 or blank")
        return Estimate(tally.value, tally.n, math.sqrt(tally.squared_error) if tally.rows > 1 else None)

    def interval(self, tally: RatioTally, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the linearised (delta method) interval with rows - 1 degrees of freedom, or "log" for skewed times."""
        self.estimate(tally)
        need(tally.rows > 1, "an interval needs at least two rows (contacts, agents or days), not one total")
        name = choose("method", method or "linearised", self.methods)
        width = t_for(confidence_level, tally.rows - 1) * math.sqrt(tally.squared_error)
        low, high = INTERVALS[name](tally.value, width)
        return Interval(max(self.low, low), min(self.high, high), confidence_level, name)

    def compare(
        self, first: RatioTally, second: RatioTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return the difference with Welch's interval over the linearised errors."""
        choose("method", method or "linearised", self.comparisons)
        difference = self.estimate(second).value - self.estimate(first).value
        need(first.rows > 1 and second.rows > 1, "a comparison needs at least two rows in each group, not totals")
        errors = [(tally.squared_error, tally.rows) for tally in (first, second)]
        return welch(difference, errors, confidence_level)

    def row_values(self, *columns: Array) -> Floats:
        """Return the ratio of each row; NaN where the denominator is 0."""
        return row_by_row(*columns)

    def tallies(self, columns: Sequence[Array], codes: Codes, groups: int) -> list[RatioTally]:
        """Return the tally of every group in two passes; `codes` are 0..groups-1, -1 for rows in no group."""
        (top, *rest), codes = whole_rows(columns, codes)
        rows = totals(codes, groups)
        x, dx = centred(codes, rows, top)
        if rest:
            y, dy = centred(codes, rows, rest[0])
            squares = [totals(codes, groups, product) for product in (dx * dx, dx * dy, dy * dy)]
        else:
            y, none = np.minimum(rows, 1), np.zeros(groups)
            squares = [totals(codes, groups, dx * dx), none, none]
        return [RatioTally(*part) for part in np.column_stack([rows, x, y, *squares]).tolist()]
