"""How R² is shared out among predictors that overlap, from correlations alone.

Two ways: LMG, the mean gain of a predictor over all orders in which the predictors can enter (Lindeman, Merenda & Gold
1980, p. 119; the same as general dominance, Azen & Budescu 2003, and as the Shapley value), exact; and the relative
weights of Johnson 2000, through the orthogonal variables closest to the predictors, for more predictors than LMG can
take.  Thomas et al. 2014 show that relative weights can stray from general dominance: hence LMG first.

Both take matrices whose last row and column belong to the outcome, one or a stack of them, shape (..., p + 1, p + 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import comb

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import OutOfRange

MOST = 15  # predictors that LMG takes: 2**15 models
TINY = 1e-10  # share of a predictor's variance below which the others leave nothing of it
ROOM = 2**18  # R² computed together: their matrices stay in the processor's cache
QUIET = 2**18  # multiplications up to which BLAS stays with one thread
GROUPS = 2_000  # rows beyond which the bootstrap draws groups of rows


def lmg(correlations: Floats) -> Floats:
    """Share R² out by LMG, shape (..., p); each at least 0, together R².

    |S|! (p - |S| - 1)! / p! times the gain in R² from joining the set S, summed over all sets without the
    predictor: Grömping 2007.

    Raises
    ------
    OutOfRange
        More than 15 predictors.

    Examples
    --------
    >>> r = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]])
    >>> lmg(r).round(6).tolist()
    [0.286667, 0.086667]
    """
    p = correlations.shape[-1] - 1
    if p > MOST:
        raise OutOfRange(f"'lmg' takes up to {MOST} predictors, got {p}: use 'johnson'")
    stack = correlations.reshape(-1, p + 1, p + 1)
    weights, step = _weights(p), max(1, ROOM >> p)
    room = _rooms(p, min(step, len(stack)))
    shares = [_product(weights, explained(stack[i : i + step], room)) for i in range(0, len(stack), step)]
    return np.concatenate(shares, axis=1).T.reshape(*correlations.shape[:-2], p)


def explained(stack: Floats, room: tuple[Floats, Floats] | None = None) -> Floats:
    """Return R² of every set of predictors, shape (2**p, k); bit j of the row number says whether j is in the set.

    Predictors are swept out one by one (Goodnight 1979), each time in half of the sets at once; what is left of the
    outcome's variance is 1 - R².  A predictor of which the others leave nothing adds nothing.

    Parameters
    ----------
    stack : array, shape (k, p + 1, p + 1)
    room : two flat arrays, optional
        Memory to work in.
    """
    p = stack.shape[1] - 1
    now: Floats = np.ascontiguousarray(np.moveaxis(stack, 0, 2))
    for j, buffer in zip(range(p), (room or _rooms(p, len(stack))) * p, strict=False):
        size, sets = p - j, now.shape[2]
        row, left = now[0, 1:], now[0, 0]
        slope = row / np.where(left > TINY, left, np.inf)
        swept = buffer[: size * size * 2 * sets].reshape(size, size, 2 * sets)
        swept[:, :, :sets] = now[1:, 1:]
        np.multiply(slope[:, None], row[None], out=swept[:, :, sets:])
        np.subtract(now[1:, 1:], swept[:, :, sets:], out=swept[:, :, sets:])
        now = swept
    r2: Floats = 1 - now[0, 0].reshape(2**p, -1)
    return r2


def _rooms(p: int, k: int) -> tuple[Floats, Floats]:
    largest = max((p - j) ** 2 << (j + 1) for j in range(p)) * k
    return np.empty(largest), np.empty(largest)


@lru_cache(maxsize=4)
def _weights(p: int) -> Floats:
    """Return the weight of every set's R² in the share of each predictor, shape (p, 2**p)."""
    sets = np.arange(2**p)
    inside = (sets >> np.arange(p)[:, None]) & 1
    size = inside.sum(axis=0)
    weight = np.array([*(1 / (p * comb(p - 1, s)) for s in range(p)), 0.0])
    out: Floats = np.where(inside == 1, weight[np.maximum(size - 1, 0)], -weight[size])
    return out


def _product(a: Floats, b: Floats) -> Floats:
    """Return a @ b, added up in pieces too small for BLAS to wake threads that cost more than they bring."""
    piece = max(16, QUIET // (len(a) * b.shape[1]))
    split = a.shape[1] // piece * piece
    parts = a[:, :split].reshape(len(a), -1, piece).transpose(1, 0, 2) @ b[:split].reshape(-1, piece, b.shape[1])
    total: Floats = parts.sum(axis=0) + a[:, split:] @ b[split:]
    return total


def johnson(correlations: Floats) -> Floats:
    """Share R² out by relative weights, shape (..., p).

    epsilon = Lambda² beta², with Lambda the square root of the predictors' correlations and beta the slopes of the
    outcome on the orthogonal variables: Johnson 2000.

    Examples
    --------
    >>> r = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]])
    >>> johnson(r).round(6).tolist()
    [0.286667, 0.086667]
    """
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    kept = values > TINY
    roots = np.sqrt(np.where(kept, values, 0.0))
    turned = np.swapaxes(vectors, -1, -2)
    scaled = (turned @ correlations[..., :-1, -1:])[..., 0] / np.where(kept, roots, np.inf)
    slopes = vectors @ scaled[..., None]
    shares: Floats = (((vectors * roots[..., None, :]) @ turned) ** 2 @ slopes**2)[..., 0]
    return shares


METHODS: Mapping[str, Callable[[Floats], Floats]] = {"lmg": lmg, "johnson": johnson}


def resampled(columns: Array, count: int, block: int = 1, seed: int = 1) -> Floats:
    """Return correlations over rows drawn with replacement, shape (count, k, k): the pairs bootstrap.

    Rows are not copied: what is drawn is how often each counts in the sums of products (Efron & Tibshirani 1993,
    section 9.5).  Beyond a few thousand rows, they are drawn in groups put together by chance; rows in time order in
    `block`s of neighbours (Künsch 1989).  A column that does not vary in a draw correlates with none.

    Parameters
    ----------
    columns : array, shape (rows, k), without blanks, each around 0
    """
    rows, k = columns.shape
    rng = np.random.default_rng(seed)
    most = max(200, min(GROUPS, 4_000_000 // (k * k)))
    size = max(block, -(-rows // most))
    order = rng.permutation(rows) if 1 == block < size else np.arange(rows)
    groups = -(-rows // size)
    ones = np.zeros((groups * size, k + 1))
    ones[:rows, 0], ones[:rows, 1:] = 1.0, columns[order]
    parts = ones.reshape(groups, size, k + 1)
    upper = np.triu_indices(k + 1)
    products = (parts.transpose(0, 2, 1) @ parts)[:, upper[0], upper[1]]
    out = np.zeros((count, k + 1, k + 1))
    for start in range(0, count, 8):
        drawn = rng.integers(0, groups, (min(8, count - start), groups))
        places = drawn + groups * np.arange(len(drawn))[:, None]
        times = np.bincount(places.ravel(), minlength=drawn.size).reshape(drawn.shape)
        out[start : start + len(drawn), upper[0], upper[1]] = _product(times.astype(float), products)
    return _correlations(out)


def _correlations(sums: Floats) -> Floats:
    """Return correlations from sums of products with a column of ones in front; only the upper triangle is read."""
    means = sums[:, 0, 1:] / sums[:, :1, 0]
    spread = sums[:, 1:, 1:] / sums[:, :1, :1] - means[:, :, None] * means[:, None, :]
    spread = np.triu(spread) + np.swapaxes(np.triu(spread, 1), 1, 2)
    variance = np.einsum("bii->bi", spread)
    squares = np.einsum("bii->bi", sums)[:, 1:] / sums[:, :1, 0]
    error = 1 / np.sqrt(np.where(variance > TINY * squares, variance, np.inf))
    r: Floats = np.clip(spread * error[:, :, None] * error[:, None, :], -1.0, 1.0)
    np.einsum("bii->bi", r)[:] = 1.0
    return r
