"""Partial correlation: what two columns still have in common once others are held fixed.

Sources: Yule 1907; Fisher 1924 (each control costs one row of the interval and the test).
"""

from __future__ import annotations

import math

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import LengthMismatch, NotEnoughData, choose
from cxcel.relations.correlation import NO_VARIATION, PREPARE, fisher_interval, p_value, pearson_r
from cxcel.relations.ranking import Ranked
from cxcel.results import Correlation

METHODS = ("pearson", "spearman")
NOTHING = 1e-9  # of a column's spread: less than that left over is rounding


def partial_correlation(
    x: Array, y: Array, controls: Array, method: str = "pearson", confidence_level: float = 0.95
) -> Correlation:
    """Correlate what is left of two columns once the controls explain what they can of each.

    Parameters
    ----------
    x, y : array, shape (n,)
    controls : array, shape (n, k)
        NaN = blank; only rows without any blank are used.  Controls that others already hold fixed cost nothing.
    method : "pearson" or "spearman"
        Spearman's is Pearson's of the ranks.

    Returns
    -------
    Correlation
        `n_eff` is the base less one for each control.

    Raises
    ------
    LengthMismatch, NotEnoughData
        Columns of different length, too few complete rows, or a column that does not vary or is fully explained.

    Examples
    --------
    >>> z = np.array([1.0, 2, 3, 4, 5, 6])
    >>> found = partial_correlation(z + [1, -1, 0, 0, -1, 1], z + [1, 0, -1, 1, -1, 0], z[:, None])
    >>> round(found.r, 4), found.n, found.n_eff
    (0.5356, 6, 5.0)
    """
    choose("method", method, METHODS)
    if not len(x) == len(y) == len(controls):
        raise LengthMismatch(f"the columns must be of equal length, got {len(x)}, {len(y)} and {len(controls)} rows")
    whole = ~(np.isnan(x) | np.isnan(y) | np.isnan(controls).any(axis=1))
    n, prepare = int(whole.sum()), PREPARE[method]
    if n < 4:
        raise NotEnoughData(f"a partial correlation needs at least 4 rows without a blank, got {n}")
    held = _directions(np.column_stack([prepare(Ranked(column), whole) for column in controls.T]))
    k = held.shape[1]
    if n < k + 3:
        raise NotEnoughData(f"with {k} controls at least {k + 3} rows without a blank are needed, got {n}")
    r = pearson_r(*(_left(prepare(Ranked(column), whole), held) for column in (x, y)))
    low, high = fisher_interval(r, n - k, method, confidence_level)
    return Correlation(r, low, high, n, float(n - k), p_value(r, n - k, method), method)


def _directions(columns: Floats) -> Floats:
    """Return what the columns span around their means as directions at right angles, shape (n, rank)."""
    centred = columns - columns.mean(axis=0)
    spread = np.sqrt(np.square(centred).sum(axis=0))
    varies = (spread > 0) & (columns.max(axis=0) > columns.min(axis=0))
    found, sizes, _ = np.linalg.svd(centred[:, varies] / spread[varies], full_matrices=False)
    kept: Floats = found[:, sizes > NOTHING]
    return kept


def _left(values: Floats, held: Floats) -> Floats:
    """Return the values around their mean less what the directions explain."""
    if values.min() == values.max():
        raise NotEnoughData(NO_VARIATION)
    centred = values - values.mean()
    left: Floats = centred - held @ (held.T @ centred)
    left -= held @ (held.T @ left)  # once more: rounding of the first time is taken out, too
    rounding = 4 * np.finfo(float).eps * np.abs(values).max() * math.sqrt(len(values))
    if math.sqrt(float(left @ left)) <= max(rounding, NOTHING * math.sqrt(float(centred @ centred))):
        raise NotEnoughData("the controls explain one of the two columns fully: nothing of it is left to correlate")
    return left
