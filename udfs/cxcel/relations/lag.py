"""Does a KPI of earlier steps go with the outcome of later ones? The cross-correlation, corrected for many lags."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array
from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.relations.correction import adjust
from cxcel.relations.series import Link, adjusted, link
from cxcel.relations.verdict import FEWEST, ROWS, UNSURE, UNTOLD, judge, judge_series
from cxcel.relations.whiten import Memory
from cxcel.results import Correlation, Verdict

USUAL = 6  # lags that are looked at unless others are asked for


@dataclass(frozen=True, slots=True)
class Lagged:
    """The link at one lag; `found` is None where too few pairs are left."""

    lag: int
    found: Correlation | None
    p_adjusted: float
    verdict: Verdict


def over_lags(
    outcome: Array, kpi: Array, most: int = USUAL, method: str = "spearman", adjustment: str = "none"
) -> list[Lagged]:
    """Relate the outcome to the KPI of -most..most steps before it, in the order of the lags.

    Parameters
    ----------
    outcome, kpi : array, shape (n,), one step in time per row; NaN = blank
    most : int
        Largest lag; cut to a quarter of the complete rows, which `most` above the usual six must not exceed.
    method : "pearson", "spearman", "kendall" or "somers"
    adjustment : "none", "diff" or "detrend"

    Raises
    ------
    NotEnoughData
        Fewer than three complete rows, or a column that does not vary.
    OutOfRange
        More lags than a quarter of the rows.

    Notes
    -----
    The test at each lag is that of the innovations: the cross-correlation after both columns were prewhitened (Haugh
    1976; Box, Jenkins & Reinsel 2008, section 12.1.1).  The best of many lags is picked, so p is corrected over all of
    them by Holm 1979, which needs nothing to be known of how they depend on one another.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> kpi = rng.normal(size=60)
    >>> outcome = np.append([0, 0], kpi[:-2]) + rng.normal(size=60) / 2  # two steps later
    >>> [one.lag for one in over_lags(outcome, kpi, 3) if one.verdict.moves]
    [2]
    """
    y, x = adjusted(outcome, kpi, adjustment)
    lost = int(adjustment == "diff")
    n = int((~(np.isnan(y) | np.isnan(x))).sum()) + lost
    if n < 3:
        raise NotEnoughData(f"lags need at least 3 complete rows, got {n}")
    if most > max(USUAL, n // 4):
        raise OutOfRange(f"max_lag must be at most {n // 4}, a quarter of the {n} complete rows, got {most}")
    one, other = Memory(y, ordered=True), Memory(x, ordered=True)
    lags = range(-min(most, n // 4), min(most, n // 4) + 1)
    links = [_at(one, other, method, lag) for lag in lags]
    if all(found is None for found in links):
        raise NotEnoughData("lags need columns that vary: one of them holds a single value")
    q = adjust([math.nan if found is None else found.found.p for found in links], "holm")
    return [_judged(lag, found, p, n, lost) for lag, found, p in zip(lags, links, q, strict=True)]


def _at(outcome: Memory, kpi: Memory, method: str, lag: int) -> Link | None:
    try:
        return link(outcome, kpi, method, lag)
    except NotEnoughData:
        return None


def _judged(lag: int, found: Link | None, q: float, n: int, lost: int) -> Lagged:
    """Judge one lag; whether the steps are enough is asked of all of them, not of those that a lag leaves."""
    if found is None:
        return Lagged(lag, None, q, Verdict(UNSURE, UNTOLD))
    if n < FEWEST:
        return Lagged(lag, found.found, q, judge(found.found, 1.0, ROWS, n - found.found.n))
    return Lagged(lag, found.found, q, judge_series(found, q, ROWS, max(lost, FEWEST)))
