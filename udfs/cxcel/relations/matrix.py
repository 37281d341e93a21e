"""Pairwise-complete correlation matrix from moments that merge, block by block.

Every pair of columns uses the rows where both are filled, as Excel's CORREL does; the sums run around a shift close to
each column's mean, so that subtracting large squares costs no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import NotEnoughData
from cxcel.relations.correlation import correlate

BLOCK = 131_072  # values per block: best of 10,000 to 600,000; a block and its masks stay in cache
PIECE = 512  # rows per product: small enough for BLAS not to wake threads that cost more than they bring


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
    step = max(PIECE, BLOCK // max(1, k) // PIECE * PIECE)
    whole = _Buffers(np.empty_like(columns[:step], dtype=float), shift)
    for start in range(0, rows, step):
        block = columns[start : start + step]
        buffers = whole if len(block) == len(whole.values) else _Buffers(np.empty_like(block, dtype=float), shift)
        values, mask, counted = buffers.fill(block)
        n += _products(counted, counted)
        sums += _products(values, mask)
        products += _products(values, values)
        squares += _products(np.square(values, out=values), mask)
    return Moments(shift, n, sums, squares, products)


class _Buffers:
    """Room for one block, laid out in memory as the table is, and used again for every block."""

    def __init__(self, values: Floats, shift: Floats) -> None:
        self.values = values
        self._shifts = np.empty_like(values)
        self._shifts[:] = shift  # a whole block of them: twice as fast to subtract as a single row
        self._filled = np.empty_like(values, dtype=bool)
        self._mask = np.empty_like(values)
        self._counted = np.empty_like(values, dtype=np.float32)  # holds counts up to 2**24 exactly, at half the work

    def fill(self, block: Array) -> tuple[Floats, Floats, Array]:
        """Return the block around its shift with blanks as 0, and twice where it is filled: for sums, for counts."""
        np.subtract(block, self._shifts, out=self.values)
        np.equal(self.values, self.values, out=self._filled)
        np.copyto(self._mask, self._filled)
        np.copyto(self._counted, self._filled)
        np.copyto(self.values, 0.0, where=np.logical_not(self._filled, out=self._filled))
        return self.values, self._mask, self._counted


def _products(a: Array, b: Array) -> Floats:
    """Return a.T @ b, added up piece by piece."""
    rows, k = a.shape
    pieces = rows // PIECE
    split = pieces * PIECE
    stacked = (pieces, PIECE, k)
    parts = a[:split].reshape(stacked).transpose(0, 2, 1) @ b[:split].reshape(stacked)
    total: Floats = parts.sum(axis=0, dtype=float) + a[split:].T @ b[split:]
    return total


def _shift(columns: Array) -> Floats:
    """Return a value near each column's mean, from rows spread over the table."""
    sample = columns[:: max(1, len(columns) // 4096)]
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


def association_matrix(columns: Array, method: str = "pearson") -> tuple[Floats, Floats]:
    """Return one measure of every pair of columns on the rows where both are filled, and how many rows those are.

    Parameters
    ----------
    columns : array, shape (rows, k)
        NaN = blank.
    method : str
        As in `cxcel.relations.correlation.correlate`; Somers' D is that of the column that names the row, given the
        other.

    Returns
    -------
    two arrays, shape (k, k)
        NaN for fewer than three rows, or where a column does not vary over them; else 1 on the diagonal.

    Examples
    --------
    >>> association_matrix(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 3.0]]), "somers")[0].round(2).tolist()
    [[1.0, 1.0], [0.67, 1.0]]
    """
    k = columns.shape[1]
    if method == "pearson":
        r, n = correlation_matrix(columns)
    else:
        apart = np.ascontiguousarray(columns.T)  # one column after the other in memory
        filled = (~np.isnan(columns)).astype(float)
        r, n = np.full((k, k), np.nan), filled.T @ filled
        for i in range(k):
            for j in range(k):
                if i <= j or method == "somers":
                    r[i, j] = _measured(apart[i], apart[j], method)
                else:
                    r[i, j] = r[j, i]
    r[n < 3] = np.nan
    np.fill_diagonal(r, np.where(np.isnan(r.diagonal()), np.nan, 1.0))
    return r, n


def _measured(x: Array, y: Array, method: str) -> float:
    try:
        return correlate(x, y, method).r
    except NotEnoughData:
        return np.nan
