"""Least squares of an outcome on several columns at once, in standard deviations: slopes, their tests, what overlaps.

Each slope is tested twice, with the ordinary standard error and with the robust one that allows the spread around the
fit to differ from row to row (HC2: Horn, Horn & Duncan 1975; MacKinnon & White 1985), and the larger error counts
(Angrist & Pischke 2009, section 8.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats, Mask
from cxcel.errors import NotEnoughData
from cxcel.families.base import deviate, p_student

SAME = 1e-9  # share of a column's variance below which it can be computed from the others
EXACT = 1e-12  # share of the outcome's variance below which nothing is left to explain


@dataclass(frozen=True, slots=True)
class Fit:
    """One regression of n rows on p columns; slopes are in standard deviations of the outcome per one of the column.

    Attributes
    ----------
    correlations : array, shape (p + 1, p + 1)
        Of the columns and, last, the outcome.
    beta, error, p : arrays, shape (p,)
        Slope, the larger of its two standard errors, and its two-sided p value with n - p - 1 degrees of freedom.
    partial : array, shape (p,)
        Correlation of column and outcome with all other columns held fixed.
    vif : array, shape (p,)
        By how much overlap with the others inflates the variance of the slope: 1 for none.
    f_p : float
        p value of the F test that no column has a slope.
    """

    n: int
    correlations: Floats
    beta: Floats
    error: Floats
    p: Floats
    partial: Floats
    vif: Floats
    r2: float
    adjusted_r2: float
    f: float
    f_p: float

    @property
    def r(self) -> Floats:
        """Correlation of each column with the outcome."""
        return self.correlations[:-1, -1]


def standard(columns: Array) -> Floats:
    """Return every column with mean 0 and standard deviation 1 (ddof 0); 0 where a column does not vary.

    Examples
    --------
    >>> standard(np.array([[1.0, 7.0], [3.0, 7.0]])).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    still = ~varies(columns)
    _, power = np.frexp(np.abs(columns).max(axis=0))
    scaled = np.ldexp(columns, -power)  # powers of two lose no digit, and squares of huge numbers no longer overflow
    centred = scaled - scaled.mean(axis=0)
    centred[:, still] = 0.0
    spread = np.sqrt(np.mean(centred**2, axis=0))
    out: Floats = centred / np.where(spread > 0, spread, 1.0)
    return out


def varies(columns: Array) -> Mask:
    """Say of every column whether it varies by more than rounding.

    Examples
    --------
    >>> varies(np.array([[0.3, 1.0], [0.1 + 0.2, 2.0]])).tolist()
    [False, True]
    """
    low, high = columns.min(axis=0), columns.max(axis=0)
    moving: Mask = high / 2 - low / 2 > 4 * np.finfo(float).eps * np.maximum(np.abs(low), np.abs(high))
    return moving


def repeated(correlations: Floats) -> tuple[int, list[int]] | None:
    """Return the first column that those before it give exactly, and which these are; None where there is none.

    Parameters
    ----------
    correlations : array, shape (p, p)

    Examples
    --------
    >>> talk, hold = np.array([1.0, 2, 4, 3]), np.array([0.0, 1, 0, 1])
    >>> repeated(np.corrcoef([talk, hold, talk + hold]))
    (2, [0, 1])
    """
    for j in range(1, len(correlations)):
        before = correlations[:j, :j]
        slopes = np.linalg.solve(before, correlations[:j, j])
        if 1 - slopes @ correlations[:j, j] <= SAME:
            return j, [int(i) for i in np.flatnonzero(np.abs(slopes) > math.sqrt(SAME))]
    return None


def fit(outcome: Array, columns: Array, lost: int = 0) -> Fit:
    """Regress the outcome on all columns.

    Parameters
    ----------
    outcome : array, shape (n,), and columns : array, shape (n, p), without blanks
        All vary, and none can be computed from the others: ask `varies` and `repeated` first.
    lost : int
        Degrees of freedom that are gone already, such as one for a trend taken out.

    Raises
    ------
    NotEnoughData
        No degree of freedom is left.

    Examples
    --------
    >>> found = fit(np.array([1.0, 3, 2, 5, 4]), np.array([[1.0], [2], [3], [4], [5]]))
    >>> found.beta.round(6).tolist(), round(found.r2, 6), round(found.f_p, 6)
    ([0.8], 0.64, 0.104088)
    """
    n, p = columns.shape
    freedom = n - p - 1 - lost
    if freedom < 1:
        raise NotEnoughData(f"{n} complete rows are too few for {p} columns: at least {p + 2 + lost} are needed")
    y, x = standard(outcome[:, None])[:, 0], standard(columns)
    r = np.eye(p + 1)
    r[:p, :p] = x.T @ x / n
    r[:p, p] = r[p, :p] = x.T @ y / n
    inverse = np.linalg.inv(r[:p, :p])
    beta = inverse @ r[:p, p]
    r2 = min(1.0, max(0.0, float(beta @ r[:p, p])))
    vif = np.diagonal(inverse)
    if 1 - r2 <= EXACT:
        r2, beta, robust = 1.0, np.where(np.abs(beta) > SAME, beta, 0.0), np.zeros(p)
    else:
        robust = _robust_error(y - x @ beta, x @ inverse, x)
    plain = np.sqrt((1 - r2) / freedom * vif)
    error = np.maximum(plain, robust)
    t = np.array([deviate(b, e) for b, e in zip(beta, plain, strict=True)])
    tests = np.array([p_student(deviate(b, e), freedom) for b, e in zip(beta, error, strict=True)])
    f = deviate(r2 / p, (1 - r2) / freedom)
    adjusted = 1 - (1 - r2) * (n - 1 - lost) / freedom
    return Fit(n, r, beta, error, tests, _partial(t, freedom), vif, r2, adjusted, f, _f_p(f, p, freedom))


def _robust_error(left: Floats, rows: Floats, x: Floats) -> Floats:
    """Return the HC2 standard error of every slope: each squared residual over the share its row does not fit itself.

    A row that fits itself alone says nothing of the spread and is left out.
    """
    n = len(left)
    rest = 1 - 1 / n - np.einsum("ij,ij->i", rows, x) / n
    spread = np.where(rest > SAME, left / np.sqrt(np.maximum(rest, SAME)), 0.0)
    error: Floats = np.sqrt(np.square(rows * spread[:, None]).sum(axis=0)) / n
    return error


def _partial(t: Floats, freedom: int) -> Floats:
    """Return partial correlations from the slopes' t: t / sqrt(t² + freedom)."""
    out = np.sign(t)
    finite = np.isfinite(t)
    out[finite] = t[finite] / np.sqrt(t[finite] ** 2 + freedom)
    return out


def _f_p(f: float, p: int, freedom: int) -> float:
    from scipy.special import fdtrc

    return float(fdtrc(p, freedom, f)) if math.isfinite(f) else 0.0
