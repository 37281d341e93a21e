"""Net scores: per cent at the top of a scale less per cent at the bottom, in points from -100 to 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.columns import blocks
from cxcel.errors import OutOfRange, choose
from cxcel.families.base import deviate, need, p_normal, row_by_row, z_for
from cxcel.families.grouped import whole_rows
from cxcel.families.net_intervals import ADDED, INTERVALS
from cxcel.records import dataclass
from cxcel.results import Comparison, Estimate, Interval

BLOCK = 131_072  # values per block: best of 8,192 to 524,288 on a processor with 1 MB of second cache per core

CAUTION = "five answers or fewer, nearly all alike: the 95 % interval holds the truth in about 91 of 100 samples"


@dataclass(frozen=True, slots=True)
class NetScoreTally:
    """Answers at the bottom, in the middle and at the top."""

    negative: float
    neutral: float
    positive: float

    def __add__(self, other: NetScoreTally) -> NetScoreTally:
        return NetScoreTally(
            self.negative + other.negative, self.neutral + other.neutral, self.positive + other.positive
        )

    @property
    def n(self) -> float:
        """All answers."""
        return self.negative + self.neutral + self.positive

    @property
    def value(self) -> float:
        """The score in points."""
        return 100 * (self.positive - self.negative) / self.n

    @property
    def standard_error(self) -> float:
        """Of the score in points; variance of a trinomial difference, p+ + p- - (p+ - p-)^2, over n."""
        top, bottom = self.positive / self.n, self.negative / self.n
        return 100 * math.sqrt(max(0.0, top + bottom - (top - bottom) ** 2) / self.n)

    def adjusted(self, method: str) -> NetScoreTally:
        """Return the tally with the method's pseudo-answers."""
        return self + NetScoreTally(*ADDED[method])


class _Room:
    """Arrays for one block, used again for every block: to make them anew costs as much as to count."""

    __slots__ = ("answers", "back", "found")

    def __init__(self, size: int) -> None:
        self.answers = np.empty(size, np.int8)
        self.back = np.empty(size)
        self.found = np.empty(size, bool)


@dataclass(frozen=True, slots=True)
class NetScore:
    """Net score of whole answers.

    Parameters
    ----------
    negative_to, positive_from : int
        Last answer of the bottom group and first of the top group.
    scale : (int, int)
        Lowest and highest possible answer, 0 or more.

    Examples
    --------
    >>> family = NetScore()
    >>> tally = family.tally(np.array([0, 7, 7, 9, 9, 9]))
    >>> family.estimate(tally).value
    33.333333333333336
    """

    negative_to: int = 6
    positive_from: int = 9
    scale: tuple[int, int] = (0, 10)

    caution: ClassVar[str] = CAUTION
    checks: ClassVar[bool] = True
    methods: ClassVar[tuple[str, ...]] = tuple(INTERVALS)
    comparisons: ClassVar[tuple[str, ...]] = tuple(ADDED)

    def tally(self, *columns: Array) -> NetScoreTally:
        """Count the answers and check them in one pass, block by block; blanks (NaN) are left out.

        Raises
        ------
        OutOfRange
            An answer is not whole or lies outside the scale.
        """
        (scores,) = columns
        total = NetScoreTally(0, 0, 0)
        room = _Room(min(BLOCK, len(scores)))
        with np.errstate(invalid="ignore"):  # a blank cast to a whole number; it is counted as a blank below
            for block in blocks(scores, BLOCK):
                total += self._count(block, room)
        return total

    def _count(self, block: Array, room: _Room) -> NetScoreTally:
        answers, blank = (block, 0) if block.dtype.kind in "iu" else self._as_whole(block, room)
        low, high = self.scale
        found = room.found[: len(block)]
        below = np.count_nonzero(np.less(answers, low, out=found)) if low > 0 or answers.min(initial=0) < 0 else 0
        if below != (blank if low > 0 else 0) or answers.max(initial=low) > high:
            raise self._refused()
        # blanks stand at 0 here
        bottom = int(np.count_nonzero(np.less_equal(answers, self.negative_to, out=found))) - blank
        top = int(np.count_nonzero(np.greater_equal(answers, self.positive_from, out=found)))
        return NetScoreTally(bottom, len(block) - blank - bottom - top, top)

    def _refused(self) -> OutOfRange:
        return OutOfRange(f"answers must be whole numbers in {self.scale[0]}..{self.scale[1]}")

    def _as_whole(self, block: Array, room: _Room) -> tuple[Array, int]:
        """Return the block as small integers with blanks as 0, and the number of blanks."""
        n = len(block)
        answers, back, same = room.answers[:n], room.back[:n], room.found[:n]
        np.copyto(answers, block, casting="unsafe")
        np.copyto(back, answers)
        blank = n - int(np.count_nonzero(np.equal(back, block, out=same)))
        if blank:
            # what a blank becomes when cast differs between processors
            np.multiply(answers, same.view(np.int8), out=answers)
            if np.count_nonzero(np.isnan(block, out=same)) != blank:
                raise self._refused()
        return answers, blank

    def estimate(self, tally: NetScoreTally) -> Estimate:
        """Return the score; the standard error is that of the unadjusted counts."""
        need(tally.n > 0, "there are no answers: every row is blank")
        return Estimate(tally.value, tally.n, tally.standard_error)

    def interval(self, tally: NetScoreTally, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the interval by "adjusted_wald" (default), "wald", "score" or "bootstrap", within -100..100."""
        need(tally.n > 0, "there are no answers: every row is blank")
        name = choose("method", method or "adjusted_wald", INTERVALS)
        z_for(confidence_level)
        return Interval(*INTERVALS[name](tally, confidence_level), confidence_level, name)

    def compare(
        self, first: NetScoreTally, second: NetScoreTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return the difference; interval and p from unpooled z on the adjusted counts.

        The interval is widened to hold the difference, as that of one score is.
        """
        need(first.n > 0 and second.n > 0, "there are no answers in one of the two groups")
        name = choose("method", method or "adjusted_wald", ADDED)
        a, b = first.adjusted(name), second.adjusted(name)
        error = math.hypot(a.standard_error, b.standard_error)
        difference = second.value - first.value
        shift, half = b.value - a.value, z_for(confidence_level) * error
        low, high = max(-200.0, shift - half), min(200.0, shift + half)
        return Comparison(
            difference, min(low, difference), max(high, difference), p_normal(deviate(shift, error)), name
        )

    def weighted(self, weights: Floats, *columns: Array) -> NetScoreTally:
        """Sum the weights of the answers at the bottom, in the middle and at the top."""
        (scores,) = columns
        bottom, top = (
            float(weights[scores <= self.negative_to].sum()),
            float(weights[scores >= self.positive_from].sum()),
        )
        return NetScoreTally(bottom, max(0.0, float(weights.sum()) - bottom - top), top)

    def sized(self, tally: NetScoreTally, n: float) -> NetScoreTally:
        """Return the same shares of n."""
        factor = n / tally.n
        return NetScoreTally(tally.negative * factor, tally.neutral * factor, tally.positive * factor)

    def finite(self, tally: NetScoreTally, left: float) -> NetScoreTally:
        """Return the same shares of so many answers that the variance is the part `left`."""
        return self.sized(tally, tally.n / left)

    def row_values(self, *columns: Array) -> Floats:
        """Return the answers themselves: bands would throw information away."""
        return np.asarray(columns[0], dtype=float)

    def points(self, scores: Array) -> Floats:
        """Return what each answer adds to the score: -100, 0 or 100; NaN where it is blank.

        Examples
        --------
        >>> NetScore().points(np.array([3.0, 8, 10, np.nan])).tolist()
        [-100.0, 0.0, 100.0, nan]
        """
        top, bottom = scores >= self.positive_from, scores <= self.negative_to
        return np.where(np.isnan(scores), np.nan, 100.0 * top - 100.0 * bottom)

    def tallies(self, columns: Sequence[Array], codes: Codes, groups: int) -> list[NetScoreTally]:
        """Return the tally of every group from one table of groups by answers; `codes` as for the other families.

        Raises
        ------
        OutOfRange
            An answer is not whole or lies outside the scale.
        """
        (scores,), codes = whole_rows(columns, codes)
        with np.errstate(invalid="ignore"):  # an infinity cast to a whole number; it is refused below
            answers, (low, high) = scores.astype(np.int64, copy=False), self.scale
        if answers.min(initial=low) < low or answers.max(initial=low) > high or not np.array_equal(answers, scores):
            raise self._refused()
        width = high + 1
        table = np.bincount(codes * width + answers, minlength=groups * width).reshape(groups, width)
        bottom, top = table[:, : self.negative_to + 1].sum(axis=1), table[:, self.positive_from :].sum(axis=1)
        middle = table.sum(axis=1) - bottom - top
        parts = zip(bottom.tolist(), middle.tolist(), top.tolist(), strict=True)
        return [NetScoreTally(*part) for part in parts]


def paired(first: Array, second: Array, confidence_level: float = 0.95) -> Comparison:
    """Compare two answers of 0 to 10 of each person, row by row; rows with a blank are left out.

    The mean change of -100, 0 or 100 per person, with z over its standard error (n, not n - 1).

    Examples
    --------
    >>> paired(np.array([3.0, 8, 10, 9]), np.array([8.0, 9, 10, np.nan])).difference
    66.66666666666667
    """
    before, after = (NetScore().points(np.asarray(scores, dtype=float)) for scores in (first, second))
    change = after - before
    change = change[~np.isnan(change)]
    need(len(change) > 0, "there is no row with an answer in both ranges")
    shift, error = float(change.mean()), float(change.std()) / math.sqrt(len(change))
    half = z_for(confidence_level) * error
    low, high = max(-200.0, shift - half), min(200.0, shift + half)
    return Comparison(shift, low, high, p_normal(deviate(shift, error)), "paired")


@dataclass(frozen=True, slots=True)
class NetScoreCounts:
    """Net score of rows that hold counts of answers at the bottom, in the middle and at the top.

    Examples
    --------
    >>> family = NetScoreCounts()
    >>> family.estimate(family.tally(np.array([18.0]), np.array([24.0]), np.array([58.0]))).value
    40.0
    """

    answers: NetScore = NetScore()

    caution: ClassVar[str] = NetScore.caution
    checks: ClassVar[bool] = False
    methods: ClassVar[tuple[str, ...]] = NetScore.methods
    comparisons: ClassVar[tuple[str, ...]] = NetScore.comparisons

    def tally(self, *columns: Array) -> NetScoreTally:
        """Sum the three columns; a row with a blank in any is left out."""
        rows = np.vstack([np.asarray(column, dtype=float) for column in columns])
        negative, neutral, positive = rows[:, ~np.isnan(rows).any(axis=0)].sum(axis=1).tolist()
        return NetScoreTally(negative, neutral, positive)

    def estimate(self, tally: NetScoreTally) -> Estimate:
        """Return the score."""
        return self.answers.estimate(tally)

    def interval(self, tally: NetScoreTally, confidence_level: float = 0.95, method: str = "") -> Interval:
        """Return the interval, as of single answers."""
        return self.answers.interval(tally, confidence_level, method)

    def compare(
        self, first: NetScoreTally, second: NetScoreTally, confidence_level: float = 0.95, method: str = ""
    ) -> Comparison:
        """Return second less first, as of single answers."""
        return self.answers.compare(first, second, confidence_level, method)

    def row_values(self, *columns: Array) -> Floats:
        """Return the score of each row; NaN where it counts nothing."""
        negative, neutral, positive = (np.asarray(column, dtype=float) for column in columns)
        return row_by_row(100 * (positive - negative), negative + neutral + positive)
