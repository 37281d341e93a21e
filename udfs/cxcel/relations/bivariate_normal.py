"""Distribution and density of two standard normal variables that correlate."""

from __future__ import annotations

import numpy as np

from cxcel.arrays import Array, Floats


def below(h: Array | float, k: Array | float, rho: Array | float) -> Floats:
    """Return the chance that both variables lie below h and k, exact to about 1e-15 by Owen's T.

    Owen 1956, equation 2.1, with its limits where h or k is 0.

    Parameters
    ----------
    h, k : array
        Finite.
    rho : array
        Within -1..1, the ends excluded; all three broadcast.

    Examples
    --------
    >>> round(float(below(0.0, 0.0, 0.5)), 12)  # 1/4 + asin(1/2) / 2 pi
    0.333333333333
    """
    from scipy.special import ndtr, owens_t

    h, k, rho = np.broadcast_arrays(*(np.asarray(v, dtype=float) + 0.0 for v in (h, k, rho)))  # -0 becomes 0
    root = np.sqrt((1 - rho) * (1 + rho))
    side = np.sign(h) * np.sign(k)
    opposite = (side < 0) | ((side == 0) & (h + k < 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (k / h - rho) / root, (h / k - rho) / root
    both_zero = (h == 0) & (k == 0)  # then each T is a quarter of the angle, over a turn
    level = (1 - rho) / root
    first, second = np.where(both_zero, level, first), np.where(both_zero, level, second)
    chance: Floats = (ndtr(h) + ndtr(k)) / 2 - owens_t(h, first) - owens_t(k, second) - opposite / 2
    return np.clip(chance, 0.0, 1.0)


def density(h: Array | float, k: Array | float, rho: Array | float) -> Floats:
    """Return the joint density at h and k, which is also the slope of `below` in rho (Plackett 1954).

    Examples
    --------
    >>> round(float(density(0.0, 0.0, 0.0) * 2 * np.pi), 12)
    1.0
    """
    free = (1 - np.asarray(rho)) * (1 + np.asarray(rho))
    height: Floats = np.exp((2 * rho * h * k - h * h - k * k) / (2 * free)) / (2 * np.pi * np.sqrt(free))
    return height
