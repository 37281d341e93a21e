"""Corrections for asking many questions of one set of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from cxcel.arrays import Floats
from cxcel.errors import OutOfRange, choose


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p values that hold the share of false discoveries. Benjamini & Hochberg 1995, step-up."""
    n = len(p)
    order = np.argsort(p)[::-1]
    scaled = p[order] * n / np.arange(n, 0, -1)
    out = np.empty(n)
    out[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return out


def holm(p: Floats) -> Floats:
    """Adjusted p values that hold the chance of any false claim. Holm 1979, step-down."""
    n = len(p)
    order = np.argsort(p)
    out = np.empty(n)
    out[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(n, 0, -1)))
    return out


CORRECTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "bh": benjamini_hochberg,
    "holm": holm,
}


def adjust(p: Sequence[float], method: str = "bh") -> list[float]:
    """Return adjusted p values in the order given; NaN stays NaN and is not counted.

    Examples
    --------
    >>> adjust([0.5, 0.6, 0.1, 0.001])
    [0.6, 0.6, 0.2, 0.004]
    """
    rule = CORRECTIONS[choose("method", method, CORRECTIONS)]
    values = np.asarray(p, dtype=float)
    known = ~np.isnan(values)
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise OutOfRange("p values must lie in 0..1")
    values[known] = rule(values[known])
    return [float(value) for value in values]
