"""Logistic regression that also stands where ordinary maximum likelihood has no answer, and what its chances are worth.

Sources: Firth 1993, Bias reduction of maximum likelihood estimates; Heinze & Schemper 2002, A solution to the problem
of separation in logistic regression; Puhr et al. 2017, Firth's logistic regression with rare events (the intercept is
fitted anew, so that predicted and observed agree on average).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Codes, Floats, Mask
from cxcel.families.base import z_for
from cxcel.relations.ranking import ranks

SEED = 20100  # of the shuffle that deals rows into folds
STEPS = 100
LONGEST = 5.0  # the longest step of one coefficient: farther out the curve is flat
EXACT = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A fitted regression: log odds = intercept + columns @ slopes.

    Attributes
    ----------
    slopes : array, shape (p,)
    covariance : array, shape (p + 1, p + 1)
        Of intercept and slopes, the inverse of the Fisher information.
    """

    intercept: float
    slopes: Floats
    covariance: Floats

    def chances(self, columns: Floats) -> Floats:
        """Return the chance of each row, strictly between 0 and 1."""
        return _chance(self.intercept + columns @ self.slopes)


def _chance(log_odds: Floats) -> Floats:
    from scipy.special import expit

    chance: Floats = expit(np.clip(log_odds, -35, 35))
    return chance


def fit_logistic(columns: Floats, outcome: Mask) -> Logistic:
    """Fit by penalised maximum likelihood, which exists even where a column parts the outcomes completely.

    Parameters
    ----------
    columns : array, shape (n, p)
        Without NaN; best of like size.  A column that does not vary, or repeats others, gets what the penalty leaves.
    outcome : array of bool, shape (n,)

    Examples
    --------
    >>> parted = fit_logistic(np.arange(6.0)[:, None], np.arange(6) > 2)
    >>> parted.chances(np.array([[0.0], [5.0]])).round(2).tolist()
    [0.06, 0.94]
    """
    design = np.column_stack([np.ones(len(columns)), columns])
    y = np.asarray(outcome, dtype=float)
    rate = (y.sum() + 0.5) / (len(y) + 1)
    beta = np.zeros(design.shape[1])
    beta[0] = math.log(rate / (1 - rate))
    for _ in range(STEPS):
        p = _chance(design @ beta)
        weight = p * (1 - p)
        spread = np.linalg.pinv((design * weight[:, None]).T @ design, hermitian=True)
        leverage = np.einsum("ij,jk,ik->i", design, spread, design, optimize=True) * weight
        move = spread @ (design.T @ (y - p + leverage * (0.5 - p)))
        move *= min(1.0, LONGEST / max(float(np.abs(move).max()), 1e-300))
        beta += move
        if np.abs(move).max() < EXACT:
            break
    intercept = _level(design[:, 1:] @ beta[1:], y, float(beta[0]))
    p = _chance(intercept + design[:, 1:] @ beta[1:])
    covariance: Floats = np.linalg.pinv((design * (p * (1 - p))[:, None]).T @ design, hermitian=True).astype(float)
    return Logistic(intercept, beta[1:], covariance)


def p_linked(columns: Floats, outcome: Mask) -> float:
    """Return the p value of no link at all between columns and outcome: 1 without columns. Rao 1948, score test.

    Examples
    --------
    >>> round(p_linked(np.arange(12.0)[:, None], np.arange(12) % 4 == 3), 3)
    0.385
    """
    from scipy.special import chdtrc

    share = outcome.mean()
    centred = columns - columns.mean(axis=0)
    slope = centred.T @ (outcome - share)
    spread = share * (1 - share) * (centred.T @ centred)
    freedom = int(np.linalg.matrix_rank(spread, hermitian=True)) if columns.size else 0
    return float(chdtrc(freedom, slope @ np.linalg.pinv(spread, hermitian=True) @ slope)) if freedom else 1.0


def _level(offset: Floats, y: Floats, start: float) -> float:
    """Return the intercept that makes the mean chance the observed share, by Newton's method between brackets."""
    low, high, at = start - 30.0, start + 30.0, start
    for _ in range(STEPS):
        p = _chance(offset + at)
        gap = float((y - p).sum())
        low, high = (at, high) if gap > 0 else (low, at)
        step = gap / max(float((p * (1 - p)).sum()), 1e-300)
        ahead = at + step if low < at + step < high else (low + high) / 2
        if abs(ahead - at) < EXACT:
            return ahead
        at = ahead
    return at


def folds(columns: Floats, outcome: Mask, parts: int) -> Codes:
    """Deal the rows into parts by chance, each with its share of the outcome, whatever the order of the rows.

    The rows are put into one order by what they hold and then shuffled with a fixed seed.  Dealt without shuffling,
    parts would resemble each other more than chance has it, and the regression would look better than it is.
    """
    order = np.lexsort([*columns.T[::-1], outcome])
    dealt = np.empty(len(outcome), np.int64)
    rng = np.random.default_rng(SEED)
    for rows in (order[~outcome[order]], order[outcome[order]]):
        dealt[rows] = rng.permutation(len(rows)) % parts
    return dealt


def out_of_fold(columns: Floats, outcome: Mask, parts: int = 5) -> Floats:
    """Return the chance of each row from the regression on the other parts: no row is judged by itself."""
    dealt = folds(columns, outcome, parts)
    chances = np.empty(len(outcome))
    for part in range(parts):
        out = dealt == part
        chances[out] = fit_logistic(columns[~out], outcome[~out]).chances(columns[out])
    return chances


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure with its limits, what it would be without any knowledge, and its base."""

    value: float
    low: float
    high: float
    expected: float
    n: float


def auc(score: Array, outcome: Mask, confidence_level: float = 0.95) -> Judged:
    """Return how often a row with the outcome scores above one without it; ties count half.

    The limits are where a true area A would put the one seen z standard errors away: a score interval, which has a
    width even at 0 and 1.  The variance is that of Hanley & McNeil 1982 with both sizes replaced by their mean.

    Source: Newcombe 2006, Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2,
    method 5.

    Examples
    --------
    >>> found = auc(np.array([1.0, 2, 3, 4]), np.array([False, False, True, True]))
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (1.0, 0.386, 1.0)
    """
    with_it, without = int(outcome.sum()), int((~outcome).sum())
    beaten = float(ranks(score)[outcome].sum()) - with_it * (with_it + 1) / 2
    area = beaten / (with_it * without)
    z = z_for(confidence_level)

    def away(true: float) -> float:
        return (area - true) ** 2 - z * z * auc_variance(true, with_it, without)

    low, high = _crossing(away, area, 0.0), _crossing(away, area, 1.0)
    return Judged(area, low, high, 0.5, float(len(outcome)))


def auc_variance(area: float, with_it: int, without: int) -> float:
    """Variance of an area under the curve. Newcombe 2006, method 5."""
    more = (with_it + without) / 2 - 1
    return area * (1 - area) * (1 + more * (1 - area) / (2 - area) + more * area / (1 + area)) / (with_it * without)


def _crossing(away: Callable[[float], float], area: float, end: float) -> float:
    """Return the farthest true area towards `end` that is still within z standard errors."""
    inside, outside = area, end
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if away(middle) <= 0 else (inside, middle)
    return inside if abs(inside - end) > 1e-12 else end


def brier(chances: Floats, outcome: Mask, confidence_level: float = 0.95) -> tuple[Judged, Judged]:
    """Return the mean squared error of the chances, and how much smaller it is than that of the overall share.

    Limits of means, by z.  Source: Brier 1950; Murphy 1973 on skill against a base rate.
    """
    y = outcome.astype(float)
    errors = (chances - y) ** 2
    plain = (y.mean() - y) ** 2
    return _mean(errors, float(plain.mean()), confidence_level), _mean(plain - errors, 0.0, confidence_level)


def _mean(values: Floats, expected: float, confidence_level: float) -> Judged:
    half = z_for(confidence_level) * float(values.std(ddof=1)) / math.sqrt(len(values))
    middle = float(values.mean())
    return Judged(middle, middle - half, middle + half, expected, float(len(values)))


def calibration_slope(chances: Floats, outcome: Mask, confidence_level: float = 0.95) -> Judged:
    """Return the slope of the outcome on the log odds of the chances: 1 is right, below 1 they are too bold.

    Source: Cox 1958, Two further applications of a model for binary regression; limits by Wald.
    """
    from scipy.special import logit

    found = fit_logistic(logit(chances)[:, None], outcome)
    half = z_for(confidence_level) * math.sqrt(max(float(found.covariance[1, 1]), 0.0))
    slope = float(found.slopes[0])
    return Judged(slope, slope - half, slope + half, 1.0, float(len(outcome)))


def by_rank(chances: Floats, parts: int = 5) -> Codes:
    """Return the part of each row when all are ranked and cut into parts of one size; equal chances stay together."""
    return np.minimum((parts * (ranks(chances) - 0.5) / len(chances)).astype(np.int64), parts - 1)
