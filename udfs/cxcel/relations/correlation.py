"""Correlation of two columns on their complete pairs, with an interval that knows how many pairs really count.

Sources: Fisher 1921 (interval through atanh); Bonett & Wright 2000 (standard error of the rank correlation);
Bretherton et al. 1999, equation 31 (effective number of pairs of two autocorrelated series).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.errors import LengthMismatch, NotEnoughData, choose
from cxcel.families.base import deviate, p_student, z_for
from cxcel.results import Correlation


def ranks(values: Array) -> Floats:
    """Return ranks from 1; equal values share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shared: Floats = (ends - (counts - 1) / 2)[codes]
    return shared


def complete_pairs(x: Array, y: Array) -> tuple[Floats, Floats]:
    """Return the rows where neither is blank.

    Raises
    ------
    LengthMismatch
        The columns are not side by side.
    """
    if len(x) != len(y):
        raise LengthMismatch(f"the two ranges must be of equal length, got {len(x)} and {len(y)} rows")
    both = ~(np.isnan(x) | np.isnan(y))
    return np.asarray(x[both], dtype=float), np.asarray(y[both], dtype=float)


def pearson_r(x: Floats, y: Floats) -> float:
    """Product-moment correlation; NaN where one column does not vary."""
    if not len(x) or x.min() == x.max() or y.min() == y.max():
        return math.nan
    dx, dy = x - x.mean(), y - y.mean()
    scale = math.sqrt(float(dx @ dx) * float(dy @ dy))
    return max(-1.0, min(1.0, float(dx @ dy) / scale)) if scale > 0 else math.nan


def _pearson_error(r: float, n: float) -> float:
    return 1 / math.sqrt(n - 3)


def _spearman_error(r: float, n: float) -> float:
    return math.sqrt((1 + r * r / 2) / (n - 3))


PREPARE: Mapping[str, Callable[[Array], Floats]] = {
    "pearson": lambda values: np.asarray(values, dtype=float),
    "spearman": ranks,
}
ERROR: Mapping[str, Callable[[float, float], float]] = {"pearson": _pearson_error, "spearman": _spearman_error}


def correlate(
    x: Array,
    y: Array,
    method: str = "pearson",
    *,
    n_eff: float | None = None,
    confidence_level: float = 0.95,
) -> Correlation:
    """Correlate two columns on their complete pairs.

    Parameters
    ----------
    x, y : array, shape (n,)
        NaN = blank.
    method : "pearson" or "spearman"
    n_eff : float, optional
        Effective number of pairs, where rows resemble their neighbours; at most n.

    Raises
    ------
    NotEnoughData
        Fewer than three pairs, or a column that does not vary.

    Examples
    --------
    >>> result = correlate(np.arange(1.0, 8), np.array([10, 9, 2.5, 6, 4, 3, 2]))
    >>> round(result.r, 6), round(result.p, 6)
    (-0.828504, 0.02128)
    """
    prepare = PREPARE[choose("method", method, PREPARE)]
    a, b = complete_pairs(x, y)
    n = len(a)
    if n < 3:
        raise NotEnoughData(f"a correlation needs at least 3 complete pairs, got {n}")
    r = pearson_r(prepare(a), prepare(b))
    if math.isnan(r):
        raise NotEnoughData("a correlation needs columns that vary: one of them holds a single value")
    effective = float(n) if n_eff is None else min(float(n), n_eff)
    low, high = fisher_interval(r, effective, method, confidence_level)
    return Correlation(r, low, high, n, effective, p_value(r, effective), method)


def fisher_interval(r: float, n: float, method: str = "pearson", confidence_level: float = 0.95) -> tuple[float, float]:
    """Return the limits of r over n pairs; -1..1 where n leaves no room for one."""
    if n <= 3:
        return -1.0, 1.0
    if abs(r) == 1:
        return r, r
    middle, half = math.atanh(r), z_for(confidence_level) * ERROR[method](r, n)
    return math.tanh(middle - half), math.tanh(middle + half)


def p_value(r: float, n: float) -> float:
    """Return the two-sided p value of r over n pairs, by Student's t with n - 2 degrees of freedom."""
    if n <= 2:
        return 1.0
    if abs(r) == 1:
        return 0.0
    return p_student(deviate(r * math.sqrt(n - 2), math.sqrt(1 - r * r)), n - 2)


def lag_one(values: Floats) -> float:
    """Correlation of a series with itself one step later; 0 where it cannot be told."""
    if len(values) < 4:
        return 0.0
    r = pearson_r(values[:-1], values[1:])
    return 0.0 if math.isnan(r) else r


def effective_pairs(x: Floats, y: Floats) -> float:
    """Return how many independent pairs two series in time order are worth.

    n (1 - r1x r1y) / (1 + r1x r1y), at most n and at least 2: Bretherton et al. 1999, equation 31.
    """
    both = lag_one(x) * lag_one(y)
    n = len(x)
    return max(2.0, min(float(n), n * (1 - both) / (1 + both)))


def differences(values: Array) -> Floats:
    """Return the change from each row to the next; a blank on either side gives a blank."""
    return np.diff(np.asarray(values, dtype=float))


def hold_fixed(values: Floats, groups: Codes) -> Floats:
    """Return what is left of the values once the mean of their group is taken away."""
    counts = np.bincount(groups)
    left: Floats = values - (np.bincount(groups, values) / np.maximum(counts, 1))[groups]
    return left


def partial_r(x: Floats, y: Floats, z: Floats) -> float:
    """Correlation of x and y with z held fixed. Yule 1897; NaN where z explains one of them fully."""
    xy, xz, yz = pearson_r(x, y), pearson_r(x, z), pearson_r(y, z)
    scale = math.sqrt(max(0.0, (1 - xz * xz) * (1 - yz * yz)))
    return (xy - xz * yz) / scale if scale > 1e-9 else math.nan
