"""What is new in each step of a series: trend, season and memory taken out, so that two series can be compared.

Two series that each remember their past correlate by construction; their innovations do not (Haugh 1976; Box, Jenkins
& Reinsel 2008, section 12.1.1).
"""

from __future__ import annotations

import numpy as np

from cxcel.arrays import Array, Floats

MOST_LAGS = 8


def whiten(x: Array, y: Array, season: int = 0) -> tuple[Floats, Floats] | None:
    """Return the innovations of both series over the steps that both have.

    Parameters
    ----------
    x, y : array, shape (n,), in time order; NaN = blank
    season : int
        Steps in a season (7 for days); 0 for none, or where fewer than four seasons are there.

    Returns
    -------
    two arrays of equal length, or None where fewer than 24 steps are left
    """
    both = ~(np.isnan(x) | np.isnan(y))
    steps = np.flatnonzero(both)
    if len(steps) < 24:
        return None
    a, b = (_innovations(np.asarray(v[both], dtype=float), steps, season) for v in (x, y))
    n = min(len(a), len(b))
    return a[-n:], b[-n:]


def _innovations(values: Floats, steps: Array, season: int) -> Floats:
    """Return residuals of an autoregression with trend and season, its order by the Bayesian criterion."""
    n = len(values)
    fixed = [np.ones(n), (steps - steps.mean()) / n]
    if season and n >= 4 * season:
        fixed += [(steps % season == s).astype(float) for s in range(1, season)]
    base = np.column_stack(fixed)
    most = min(MOST_LAGS, n // 10)
    best = np.inf
    chosen: Floats = values - values.mean()
    for lags in range(most + 1):
        past = [values[most - k : n - k] for k in range(1, lags + 1)]
        design = np.column_stack([base[most:], *past])
        now = values[most:]
        weights = np.linalg.lstsq(design, now, rcond=None)[0]
        left = now - design @ weights
        rows = len(now)
        criterion = rows * np.log(max(float(left @ left) / rows, 1e-300)) + np.log(rows) * design.shape[1]
        if criterion < best:
            best, chosen = criterion, left
    return chosen
