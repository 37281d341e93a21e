"""What is new in each row of a column: drift, season and memory of its own past taken out.

Two series that each remember their past correlate by construction (Granger & Newbold 1974); their innovations do not
(Haugh 1976; Box, Jenkins & Reinsel 2008, section 12.1.1).  A column whose rows are in no order in time shows none of
the three and may be judged as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cxcel.arrays import Array, Codes, Floats, Mask
from cxcel.relations.correlation import p_value, pearson_r
from cxcel.relations.ranking import Ranked

MOST_LAGS = 8  # rows of its own past that a column may remember
PERIODS = (4, 5, 7, 12)  # quarters, working days, days of a week, months of a year
LONG = 3_000  # rows beyond which only a season that was told is looked for
SEASONAL = 0.1  # p below which a season is taken for real, at most; both columns must show it
HARMLESS = 1 / 3  # of its own standard error that a drift may move r and go unseen


@dataclass(frozen=True, slots=True)
class Season:
    """A pattern that repeats every `period` rows: one wave, or a level for each row of the period."""

    period: int
    whole: bool

    @property
    def size(self) -> int:
        """Number of columns that describe it."""
        return self.period - 1 if self.whole else min(2, self.period - 1)


@dataclass(frozen=True, slots=True)
class Course:
    """What both of two columns do over time, beside a straight line: bend, and swing with a season."""

    bent: bool = False
    season: Season | None = None


PLAIN = Course()


@dataclass(frozen=True, slots=True)
class Innovations:
    """What is new in each row, NaN where it cannot be told; `used` counts the numbers fitted to get there."""

    values: Floats
    used: int


class Memory:
    """One column in the order of its rows, and how it remembers.

    Parameters
    ----------
    values : array, shape (n,), in time order; NaN = blank
    season : int
        Rows in a season that is known (7 for days); 0 for none.
    ordered : bool
        Whether the rows are known to be steps in time, whatever the values show.

    Attributes
    ----------
    drifts, bends : bool
        Whether the column has a trend or remembers the row before; whether it bends as no straight line does.
    seasons : dict
        p value of each season that fits in nearly twice, by the F test beside trend and the row before.

    Examples
    --------
    >>> month = np.arange(48)
    >>> sales = Memory(month / 10 + np.cos(np.pi * month / 6) + np.random.default_rng(1).normal(size=48) / 5)
    >>> sales.drifts, min(sales.seasons, key=sales.seasons.get)
    (True, Season(period=12, whole=False))
    """

    def __init__(self, values: Array, season: int = 0, ordered: bool = False) -> None:
        whole = np.asarray(values, dtype=float)
        self.values, self.ordered, self.ranked = whole, ordered, Ranked(whole)
        self._known = np.flatnonzero(~np.isnan(whole))
        self._scaled = _scaled(whole, self._known)
        self._carried = _carried(self._scaled)
        self._most = min(MOST_LAGS, max(1, len(self._known) // 10))
        self._made: dict[Course, Innovations | None] = {}
        self.drifts, self.bends, self.seasons = False, False, dict[Season, float]()
        rows = self._rows(self._most)
        if len(rows) > 6:
            self._look(rows, season)

    def _look(self, rows: Codes, season: int) -> None:
        """Test for trend, for memory of the row before, and for seasons beside both."""
        now, base = self._scaled[rows], _base(rows, PLAIN)
        self.bends = _f_test(now, base, base[:, 1:] ** 2, (1,))[0] < liberal(len(rows))
        base = _abreast(base, self._past(rows, 1))
        self.drifts = min(_p_of_line(now, base[:, 1]), _p_of_line(now, base[:, 2])) < liberal(len(rows))
        periods = {season, *(PERIODS if len(rows) <= LONG else ())} - {0, 1}
        for period in sorted(periods):
            if self._known[-1] - self._known[0] + 1 < 2 * period - 2:
                continue  # 23 changes of 24 months still show their season
            shapes = [Season(period, whole) for whole in (False, True)]
            p = _f_test(now, base, _waves(rows, period), [shape.size for shape in shapes])
            self.seasons.update(zip(shapes, p, strict=True))

    def remembers(self, course: Course) -> bool:
        """Whether rows resemble their neighbours or those of the season before."""
        return self.drifts or course.season is not None

    def innovations(self, course: Course = PLAIN) -> Innovations | None:
        """Return the residuals of an autoregression with trend and season; None where nothing new is left.

        Its order, one at least, is chosen by Akaike's criterion for short series (Hurvich & Tsai 1989).  A blank keeps
        its place: the row after it remembers the last value before it.
        """
        if course not in self._made:
            self._made[course] = self._innovations(course)
        return self._made[course]

    def _innovations(self, course: Course) -> Innovations | None:
        if len(self._known) < 6:
            return None
        lags = max(1, self._order(course))
        rows = self._rows(lags)
        design = _abreast(_base(rows, course), self._past(rows, lags))
        if len(rows) < design.shape[1] + 4:
            return None
        basis, triangle = np.linalg.qr(design)
        basis = basis[:, np.abs(np.diagonal(triangle)) > 1e-9 * math.sqrt(len(rows))]
        now = self._scaled[rows]
        left = now - basis @ (basis.T @ now)
        if float(left @ left) <= 1e-18 * len(rows):
            return None
        out = np.full(len(self.values), np.nan)
        out[rows] = left.round(9)  # what differs by rounding alone is tied
        return Innovations(out, basis.shape[1])

    def _order(self, course: Course) -> int:
        rows = self._rows(self._most)
        base = _base(rows, course)
        n, first = len(rows), base.shape[1]
        if n < first + self._most + 4:
            return 1
        left = _left(self._scaled[rows], _abreast(base, self._past(rows, self._most)))[first - 1 :]
        fitted = first + np.arange(len(left))
        criterion = n * np.log(np.maximum(left, 1e-300) / n) + 2 * fitted * n / (n - fitted - 1)
        return int(np.argmin(criterion))

    def _rows(self, lags: int) -> Codes:
        """Return the rows that are known and have so many rows of past."""
        return self._known[self._known >= self._known[0] + lags] if len(self._known) else self._known

    def _past(self, rows: Codes, lags: int) -> Floats:
        return _abreast(*(self._carried[rows - k] for k in range(1, lags + 1)))


def liberal(n: int) -> float:
    """Return the p value below which a drift over n rows is taken for real.

    Two drifts that correlate with the rows by c / sqrt(n) each, c being their deviate, move r by c^2 / n, which is
    c^2 / sqrt(n) of its standard error: what must not pass unseen is a c^2 above `HARMLESS` sqrt(n).

    Examples
    --------
    >>> [round(liberal(n), 3) for n in (24, 60, 300)]
    [0.201, 0.108, 0.016]
    """
    return math.erfc(math.sqrt(HARMLESS * math.sqrt(n) / 2))


def shared_course(first: Memory, second: Memory) -> Course:
    """Return what both columns do over time; of several seasons the clearest one."""
    both = {s: (p, second.seasons[s]) for s, p in first.seasons.items() if s in second.seasons}
    level = min(SEASONAL, liberal(max(len(first.values), len(second.values))))
    clear = {s: p[0] * p[1] for s, p in both.items() if max(p) < level}
    season = min(clear, key=lambda s: clear[s]) if clear else None
    return Course(first.bends and second.bends, season)


def _base(rows: Codes, course: Course) -> Floats:
    line = (rows - rows.mean()) / max(1, len(rows))
    fixed = [np.ones(len(rows)), line]
    if course.bent:
        fixed.append(line**2)
    if course.season is not None:
        fixed.append(_waves(rows, course.season.period)[:, : course.season.size])
    return _abreast(*fixed)


def _abreast(*parts: Floats) -> Floats:
    """Return columns and tables as one table, laid out column after column, as LAPACK reads it."""
    table: Floats = np.vstack([part.T for part in parts]).T
    return table


def _scaled(values: Floats, known: Codes) -> Floats:
    """Return the column with mean 0 and deviation 1, so that units do not matter."""
    if not len(known):
        return values
    centred = values - values[known].mean()
    scale = float(np.sqrt(np.mean(centred[known] ** 2)))
    out: Floats = centred / scale if scale > 0 else centred
    return out


def _carried(values: Floats) -> Floats:
    """Return the column with each blank replaced by the last value before it."""
    last = np.where(np.isnan(values), 0, np.arange(len(values)))
    out: Floats = values[np.maximum.accumulate(last)] if len(values) else values
    return out


def _waves(rows: Codes, period: int) -> Floats:
    """Return all waves that repeat every `period` rows, the slowest first: together they are a level per row."""
    return _one_period(period)[rows % period]


@lru_cache(maxsize=32)
def _one_period(period: int) -> Floats:
    angle = 2 * np.pi / period * np.outer(np.arange(period), np.arange(1, period // 2 + 1))
    out = np.empty((period, 2 * angle.shape[1]))
    out[:, ::2], out[:, 1::2] = np.cos(angle), np.sin(angle)
    return out[:, : period - 1]


def _triangle(design: Floats, now: Floats) -> tuple[Floats, Mask]:
    """Return what each column of the design adds to the fit of `now`, one after the other, and which are no rounding.

    The last column of the triangle of the design with `now` at its right end (Golub & Van Loan 2013, section 5.3.2).
    """
    from scipy.linalg.lapack import dgeqrf

    triangle = dgeqrf(_abreast(design, now))[0]
    k = design.shape[1]
    return triangle[:k, k], np.abs(np.diagonal(triangle)[:k]) > 1e-9 * math.sqrt(len(design))


def _left(now: Floats, design: Floats) -> Floats:
    """Return the sum of squares left after each column of the design, one after the other."""
    added, known = _triangle(design, now)
    out: Floats = float(now @ now) - np.cumsum(np.where(known, added, 0.0) ** 2)
    return out


def _p_of_line(now: Floats, beside: Floats) -> float:
    """Return the p value of a straight line of one column on another."""
    return p_value(r, len(now)) if not math.isnan(r := pearson_r(now, beside)) else 1.0


def _f_test(now: Floats, base: Floats, more: Floats, sizes: Sequence[int]) -> list[float]:
    """Return the p value of the first so many columns of `more` beside `base`, for each size."""
    from scipy.special import fdtrc

    first, n = base.shape[1], len(now)
    tiny = 1e-18 * n
    left = _left(now, _abreast(base, more[:, : max(0, n - first - 1)]))
    out = []
    for size in sizes:
        freedom = n - first - size
        if freedom < 4 or left[first - 1] <= tiny:
            out.append(1.0)
            continue
        rest = max(float(left[first + size - 1]), tiny)
        out.append(float(fdtrc(size, freedom, (float(left[first - 1]) - rest) / size / (rest / freedom))))
    return out
