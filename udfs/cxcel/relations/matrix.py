"""Pairwise-complete correlation matrix from moments that merge, block by block.

Every pair of columns uses the rows where both are filled, as Excel's CORREL does; the sums run around a shift close to
each column's mean, so that subtracting large squares costs no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats

ROWS = 4096  # rows per block: a block of 40 columns of float64 stays in the second cache


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over pairwise-complete rows of k columns, each around its shift; two with the same shift add.

    Attributes
    ----------
    shift : shape (k,)
    n, sums, squares, products : shape (k, k)
        Row i, column j: number of rows where both are filled, and over them the sum of column i, of its square, and of
        the product of i and j.
    """

    shift: Floats
    n: Floats
    sums: Floats
    squares: Floats
    products: Floats

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.shift,
            self.n + other.n,
            self.sums + other.sums,
            self.squares + other.squares,
            self.products + other.products,
        )

    def correlations(self) -> Floats:
        """Return the matrix of Pearson's r; NaN for fewer than two rows or a column that does not vary."""
        with np.errstate(divide="ignore", invalid="ignore"):
            covariance = self.products - self.sums * self.sums.T / self.n
            spread = self.squares - self.sums**2 / self.n
            spread[spread <= 1e-14 * self.squares] = np.nan
            r = covariance / np.sqrt(spread * spread.T)
        r[self.n < 2] = np.nan
        return np.clip(r, -1.0, 1.0)


def moments(columns: Array, shift: Floats | None = None) -> Moments:
    """Return the moments of a table, shape (rows, k); NaN = blank."""
    rows, k = columns.shape
    shift = _shift(columns) if shift is None else shift
    n, sums, squares, products = (np.zeros((k, k)) for _ in range(4))
    for start in range(0, rows, ROWS):
        block = columns[start : start + ROWS] - shift
        filled = block == block
        block[~filled] = 0.0
        mask = filled.astype(np.float64)
        n += mask.T @ mask
        sums += block.T @ mask
        products += block.T @ block
        np.square(block, out=block)
        squares += block.T @ mask
    return Moments(shift, n, sums, squares, products)


def _shift(columns: Array) -> Floats:
    """Return a value near each column's mean, from rows spread over the table."""
    sample = columns[:: max(1, len(columns) // ROWS)]
    filled = sample == sample
    counts = np.maximum(filled.sum(axis=0), 1)
    return np.asarray(np.where(filled, sample, 0.0).sum(axis=0) / counts, dtype=float)


def correlation_matrix(columns: Array) -> tuple[Floats, Floats]:
    """Return Pearson's r of every pair of columns and the number of rows behind each, both shape (k, k).

    Examples
    --------
    >>> r, n = correlation_matrix(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, np.nan], [4.0, 7.0]]))
    >>> round(float(r[0, 1]), 4), int(n[0, 1])
    (0.9972, 3)
    """
    found = moments(np.asarray(columns, dtype=float))
    return found.correlations(), found.n
