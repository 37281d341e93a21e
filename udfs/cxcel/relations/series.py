"""The link of two columns whose rows may be steps in time, judged so that time alone cannot make one.

Rows that show no order in time are judged as they are.  Where both columns drift, swing with a season or remember
their past, r is still that of the rows, its interval counts only the effective number of pairs (Bartlett 1935; Pyper &
Peterman 1998, equation 1), and the test is that of their innovations (Haugh 1976; Granger & Newbold 1974 on why).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import NotEnoughData, choose
from cxcel.relations.correlation import complete_pairs, correlate, detrended, differences
from cxcel.relations.ranking import same_length
from cxcel.relations.whiten import Memory, shared_course
from cxcel.results import Correlation

ADJUSTMENTS = ("none", "diff", "detrend")
MANY = 400  # pairs from which blocks of neighbours are compared


@dataclass(frozen=True, slots=True)
class Link:
    """One link.

    Attributes
    ----------
    found : Correlation
        r of the rows; its p is that of the test that decides.
    plain_p : float
        p if every row were worth one.
    held : Correlation or None
        The link of the innovations, where time is held fixed; None where nothing new is left to relate.
    timed : bool
        Whether time is held fixed: both columns remember, or their rows are known to be steps in time.
    """

    found: Correlation
    plain_p: float
    held: Correlation | None
    timed: bool


def adjusted(x: Array, y: Array, adjustment: str) -> tuple[Floats, Floats]:
    """Return both columns as they are, their changes from row to row, or what a straight line leaves of them.

    Examples
    --------
    >>> adjusted(np.array([1.0, 2, 4]), np.array([5.0, np.nan, 6]), "diff")
    (array([1., 2.]), array([nan, nan]))
    """
    same_length(x, y)
    choose("adjust", adjustment, ADJUSTMENTS)
    if adjustment == "diff":
        return differences(x), differences(y)
    if adjustment == "none":
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    whole = ~(np.isnan(x) | np.isnan(y))
    out = np.full((2, len(x)), np.nan)
    out[:, whole] = detrended(x, y)
    return out[0], out[1]


def autocorrelation(values: Floats, lags: int) -> Floats:
    """Correlation of a series with itself 1..lags steps later, shape (lags,).

    N/(N - j) sum(z_t z_t+j) / sum(z_t^2): Pyper & Peterman 1998, equation 7, after Chatfield 1989.

    Examples
    --------
    >>> autocorrelation(np.array([1.0, 2, 3, 4]), 2).round(4).tolist()
    [0.3333, -0.6]
    """
    n, z = len(values), values - values.mean()
    whole = float(z @ z)
    if whole <= 0:
        return np.zeros(lags)
    wave = np.fft.rfft(z, 2 * n)  # all lags at once, by Wiener's theorem; padded so that the end never meets the start
    sums = np.fft.irfft(wave * wave.conj(), 2 * n)[1 : lags + 1]
    out: Floats = sums / whole * n / (n - np.arange(1, lags + 1))
    return out


def effective_number(x: Floats, y: Floats, lags: int | None = None) -> float:
    """Return how many independent pairs two series in time order are worth, at most n and at least 2.

    1/N* = 1/N + 2/N sum((N - j)/N r_xx(j) r_yy(j)) over the first N/5 lags: Pyper & Peterman 1998, equation 1 and
    section 3.

    Examples
    --------
    >>> effective_number(np.arange(60.0), np.arange(60.0)) < 5
    True
    """
    n = len(x)
    most = min(max(1, n // 5 if lags is None else lags), n - 1)
    both = autocorrelation(x, most) * autocorrelation(y, most)
    share = (1 + 2 * float((1 - np.arange(1, most + 1) / n) @ both)) / n
    return max(2.0, min(float(n), 1 / share if share > 0 else math.inf))


def link(outcome: Memory, kpi: Memory, method: str = "spearman", lag: int = 0) -> Link:
    """Relate the outcome to the KPI of `lag` rows before (after, where negative).

    Raises
    ------
    NotEnoughData
        Fewer than three pairs, or a column that does not vary.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> one, other = (Memory(np.arange(60) / 9 + rng.normal(size=60)) for _ in range(2))
    >>> found = link(one, other)
    >>> found.plain_p < 0.001, found.found.p < 0.05
    (True, False)
    """
    y, x = beside(outcome.values, kpi.values, lag)
    plain = correlate(y, x, method) if lag else correlate(outcome.ranked, kpi.ranked, method)
    course = shared_course(outcome, kpi)
    remember = outcome.remembers(course) and kpi.remembers(course)
    if not (remember or (outcome.ordered and kpi.ordered)):
        return Link(plain, plain.p, None, False)
    found = plain
    if remember:
        pairs = complete_pairs(y, x)
        lags = max(len(pairs[0]) // 5, course.season.period if course.season else 0)
        found = correlate(y, x, method, n_eff=effective_number(*pairs, min(lags, len(pairs[0]) // 2)))
    new = outcome.innovations(course), kpi.innovations(course)
    held = None
    if new[0] is not None and new[1] is not None:
        held = _of_innovations(*beside(new[0].values, new[1].values, lag), max(i.used for i in new if i), method)
    return Link(replace(found, p=held.p if held else 1.0), plain.p, held, True)


def beside(outcome: Floats, kpi: Floats, lag: int) -> tuple[Floats, Floats]:
    """Put each row of the outcome beside the KPI of `lag` rows before it.

    Examples
    --------
    >>> beside(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]), 1)
    (array([2., 3.]), array([4., 5.]))
    """
    n = len(outcome)
    if lag >= 0:
        return outcome[lag:], kpi[: max(0, n - lag)]
    return outcome[:lag], kpi[-lag:]


def _of_innovations(u: Floats, v: Floats, used: int, method: str) -> Correlation | None:
    """Correlate what is new in both; what was fitted to get there counts as rows that are gone."""
    a, b = complete_pairs(u, v)
    free = len(a) - used + 1.0
    if free < 6:
        return None
    try:
        held = correlate(a, b, method, n_eff=free)
    except NotEnoughData:
        return None
    if len(a) < MANY:
        return held
    blocks = np.arange(len(a)) // math.isqrt(len(a))
    return correlate(a, b, method, n_eff=free / excess(a, b, held.r, blocks))


def excess(x: Floats, y: Floats, r: float, groups: Array) -> float:
    """Return by how much groups of rows move together more than chance allows, 1 where they do not.

    Variance of r from sums of influence values over groups (Liang & Zeger 1986) against that over rows.
    """
    y, x = ((v - v.mean()) / (v.std() or 1.0) for v in (y, x))
    influence = x * y - r * (x * x + y * y) / 2
    count = int(groups.max()) + 1
    ratio = float(np.square(np.bincount(groups, influence)).sum() / max(np.square(influence).sum(), 1e-300))
    return ratio if ratio > 1 + 2 * math.sqrt(2 / max(1, count - 1)) else 1.0
