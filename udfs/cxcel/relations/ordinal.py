"""Measures that count pairs of rows: Kendall's tau-b and Somers' D with their errors and p values.

Two rows are concordant when the one with more of y has more of x, too, and discordant when it has less.

Sources: Kendall 1945 (tau-b); Somers 1962; Brown & Benedetti 1977 and Goktas & Isci 2011 (asymptotic standard errors,
the ASE of SAS PROC FREQ); Newson 2006 (limits on Fisher's scale); Kendall & Gibbons 1990, chapters 4 and 5 (test).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.families.base import p_normal, z_for
from cxcel.relations.ranking import occurring

EXACT_BELOW = 50  # rows; without ties the p value below is exact, as in R's cor.test


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A measure with its asymptotic standard error, and the least its error can be where that one vanishes."""

    value: float
    error: float
    least_error: float


@dataclass(frozen=True, slots=True)
class PairCount:
    """Two columns by their pairs of rows, each pair counted both ways.

    Attributes
    ----------
    n : int
        Rows where neither is blank.
    concordant, discordant : float
    differ_x, differ_y : float
        Pairs that differ in x, and in y.
    deviate, p : float
        Normal deviate, and two-sided p value, where there is no link.
    """

    n: int
    concordant: float
    discordant: float
    differ_x: float
    differ_y: float
    tau_b: Coefficient
    somers: Coefficient
    deviate: float
    p: float

    @property
    def one_way(self) -> bool:
        """Whether all pairs that differ in both point one way."""
        return not (self.concordant and self.discordant)


def pair_count(x: Array, y: Array) -> PairCount | None:
    """Count the pairs of two columns; None where fewer than two rows are complete or a column does not vary.

    Somers' D is that of x given y: of the pairs that differ in y, the share that is concordant less the share that is
    discordant.  tau-b divides by the mean of the pairs that differ in x and in y, the geometric one.

    Parameters
    ----------
    x, y : array, shape (n,)
        Of one length; NaN = blank.

    Examples
    --------
    >>> found = pair_count(np.array([12.0, 2, 1, 12, 2]), np.array([1.0, 4, 7, 1, 0]))
    >>> round(found.tau_b.value, 6), round(found.p, 6)
    (-0.471405, 0.282745)
    """
    a, b, counts = occurring(x, y)
    rows, columns = (np.bincount(v, counts).astype(float) for v in (a, b))
    n = int(counts.sum())
    if np.count_nonzero(rows) < 2 or np.count_nonzero(columns) < 2:
        return None
    balance = _balance(a, b, counts, rows, columns)
    others = n - rows[a], n - columns[b]
    excess, differ_x, differ_y = (float(counts @ v) for v in (balance, *others))
    both = differ_x + differ_y - float(n) * n + float(counts @ counts)
    pairs = (both + excess) / 2, (both - excess) / 2, differ_x - both, differ_y - both
    tau = _coefficient(counts, balance, others, pairs, (1 / (2 * differ_x), 1 / (2 * differ_y)), differ_x, differ_y)
    somers = _coefficient(counts, balance, others, pairs, (0.0, 1 / differ_y), differ_y, differ_y)
    z = excess / 2 / math.sqrt(_variance(n, rows, columns))
    untied = rows.max() == 1 and columns.max() == 1
    p = _exact_p(n, excess / 2) if untied and n < EXACT_BELOW else p_normal(z)
    return PairCount(n, pairs[0], pairs[1], differ_x, differ_y, tau, somers, z, p)


def _coefficient(
    counts: Codes,
    balance: Floats,
    others: tuple[Floats, Floats],
    pairs: tuple[float, float, float, float],
    shares: tuple[float, float],
    *bases: float,
) -> Coefficient:
    """Return excess / sqrt(product of the two bases) with its errors, from what each row and each pair adds to it.

    Parameters
    ----------
    others : two arrays
        For each pair of values, the rows that differ from it in x, and in y.
    pairs : four numbers
        Concordant, discordant, differing in x only, differing in y only.
    shares : two numbers
        What one pair that differs in x, or in y, adds to the logarithm of the base.
    """
    scale = math.sqrt(bases[0] * bases[1])  # so that the root of a square is exact
    value = max(-1.0, min(1.0, (pairs[0] - pairs[1]) / scale))
    in_x, in_y = (value * share for share in shares)
    error = 2 * math.sqrt(float(counts @ (balance / scale - in_x * others[0] - in_y * others[1]) ** 2))
    parts = 1 / scale - in_x - in_y, 1 / scale + in_x + in_y, in_x, in_y
    least = math.sqrt(2 * sum(count * part**2 for count, part in zip(pairs, parts, strict=True)))
    return Coefficient(value, error, least)


def _balance(a: Codes, b: Codes, counts: Codes, rows: Floats, columns: Floats) -> Floats:
    """Return for each pair of values how many rows are concordant with it less how many are discordant."""
    lower_a, lower_b = (np.cumsum(v) - v for v in (rows, columns))
    descending = np.lexsort((-b, a))  # of equal a none comes before a larger b
    both_lower = np.empty(len(a))
    both_lower[descending] = _smaller_before(b[descending], counts[descending])
    level_a = _before(counts, np.arange(len(a))) - lower_a[a]  # equal in a, lower in b
    level_b = _before(counts, np.lexsort((a, b))) - lower_b[b]
    lower_higher = lower_a[a] - both_lower - level_b
    higher_lower = lower_b[b] - both_lower - level_a
    both_higher = counts.sum() - both_lower - lower_higher - higher_lower - rows[a] - columns[b] + counts
    balance: Floats = both_lower + both_higher - lower_higher - higher_lower
    return balance


def _before(counts: Codes, order: Codes) -> Floats:
    """Return how many rows come before each item when the items are put in this order."""
    out = np.empty(len(counts))
    out[order] = np.cumsum(counts[order]) - counts[order]
    return out


def _smaller_before(codes: Codes, counts: Codes) -> Floats:
    """Return how many rows before each item have a smaller code: n log n steps, one bit of the codes at a time.

    Two codes differ first in one bit; items that agree in the bits above it stand together, in their order, and each
    that has the bit counts those before it that have not.
    """
    smaller = np.zeros(len(codes))
    for bit in range(int(codes.max()).bit_length()):
        above = codes >> (bit + 1)
        if above.max() < 2**16:
            above = above.astype(np.uint16)  # short integers are sorted by counting
        order = np.argsort(above, kind="stable")
        one = (codes[order] >> bit & 1).astype(bool)
        without = np.cumsum(np.where(one, 0, counts[order]))
        above = above[order]
        starts = np.concatenate([[0], np.flatnonzero(above[1:] != above[:-1]) + 1])
        earlier = np.concatenate([[0], without[starts[1:] - 1]])
        within = without - np.repeat(earlier, np.diff(starts, append=len(codes)))
        smaller[order[one]] += within[one]
    return smaller


def _variance(n: int, rows: Floats, columns: Floats) -> float:
    """Return the variance of concordant less discordant pairs over all orders of the rows, with Kendall's ties.

    The permutation test serves Somers' D as well, whose numerator is the same: with the ASE0 that PROC FREQ prints
    for it, 9 of 100 samples of 20 rows without a link would show one.
    """
    m = float(n) * (n - 1)
    two, three, five = zip(*(_tied(v[v > 0]) for v in (rows, columns)), strict=True)
    third = three[0] * three[1] / (9 * m * (n - 2)) if n > 2 else 0.0
    return float((m * (2 * n + 5) - sum(five)) / 18 + two[0] * two[1] / (2 * m) + third)


def _tied(counts: Floats) -> tuple[float, float, float]:
    pairs = counts * (counts - 1)
    return float(pairs.sum()), float((pairs * (counts - 2)).sum()), float((pairs * (2 * counts + 5)).sum())


def _exact_p(n: int, excess: float) -> float:
    """Sum the chances of all orders of n rows with so few discordant pairs: Kendall & Gibbons 1990, section 5.2."""
    pairs = n * (n - 1) // 2
    fewest = round((pairs - abs(excess)) / 2)
    chance = np.ones(1)  # of 0, 1, ... discordant pairs; the k-th row adds 0 to k - 1, each as likely
    for k in range(2, n + 1):
        total = np.cumsum(np.concatenate([chance, np.zeros(k - 1)]))
        total[k:] -= total[:-k].copy()
        chance = total / k
    return min(1.0, 2 * float(chance[: fewest + 1].sum()))


def limits(found: PairCount, of: Coefficient, effective: float, confidence_level: float) -> tuple[float, float]:
    """Return the limits of tau-b or Somers' D on Fisher's scale (Newson 2006), which keeps them within -1..1.

    The error is enlarged by sqrt(n (n - 1)) / (n - 2), which makes it that of a jackknife (Arvesen 1969), and is at
    least its second-order part (Daniels & Kendall 1947), which is left where all rows add alike.  In simulation these
    limits hold the truth in 92 to 98 of 100 samples of 20 rows and more, with ties or without, and in 90 to 99 of five
    to ten rows; the symmetric ones of PROC FREQ in 81 to 93 of 100 samples of 20 rows.  The limits of Fieller, Hartley
    & Pearson 1957 know nothing of ties: of yes and no they hold the truth in 63 to 84 of 100.
    """
    n, square = found.n, z_for(confidence_level) ** 2
    if n <= 3 or effective <= 3:
        return -1.0, 1.0
    sign, size = math.copysign(1.0, of.value), abs(of.value)
    error = max(of.error * math.sqrt(n * (n - 1)) / (n - 2), of.least_error) * math.sqrt(n / effective)
    low, high = size, size
    if size < 1:
        middle, half = math.atanh(size), math.sqrt(square) * error / (1 - size * size)
        low, high = math.tanh(middle - half), math.tanh(middle + half)
    if found.one_way:
        low = min(low, size * one_way(effective, confidence_level))
    return (low, high) if sign > 0 else (-high, -low)


def one_way(n: float, confidence_level: float) -> float:
    """Return the lower limit where every pair of n rows points one way: Wilson's for n of n, on -1..1.

    Feng & Cliff 2004 give it for Cliff's d of 1, where all errors vanish.
    """
    square = z_for(confidence_level) ** 2
    return (n - square) / (n + square)
