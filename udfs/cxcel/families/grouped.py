"""Sums by group in one pass over the rows: what every family's `tallies` is made of.

Groups are codes 0..groups-1.  A sum by group adds row by row, so it loses more to rounding than numpy's pairwise sum;
`centred` wins that back by a second pass around the first means.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxcel.arrays import Array, Codes, Floats


def whole_rows(columns: Sequence[Array], codes: Codes) -> tuple[list[Array], Codes]:
    """Return columns and codes less the rows in no group (code -1) or with a blank (NaN) in any column.

    Examples
    --------
    >>> whole_rows([np.array([1.0, np.nan, 3.0])], np.array([0, 0, -1]))
    ([array([1.])], array([0]))
    """
    missing = [codes < 0, *(np.isnan(column) for column in columns if column.dtype.kind == "f")]
    gaps = [mask for mask in missing if mask.any()]
    if not gaps:
        return list(columns), codes
    kept = ~np.logical_or.reduce(gaps)
    return [column[kept] for column in columns], codes[kept]


def totals(codes: Codes, groups: int, values: Array | None = None) -> Floats:
    """Return the sum of values in each group; the number of rows without values."""
    return np.bincount(codes, values, minlength=groups).astype(float, copy=False)


def centred(codes: Codes, n: Floats, values: Array) -> tuple[Floats, Floats]:
    """Return the mean of each group of n rows, and each value less the mean of its group.

    The second pass corrects the means: the corrected two-pass algorithm of Chan, Golub & LeVeque 1983, equation 1.7.
    """
    rows = np.maximum(n, 1)
    means = totals(codes, len(n), values) / rows
    off = values - means[codes]
    shift = totals(codes, len(n), off) / rows
    return means + shift, off - shift[codes]
