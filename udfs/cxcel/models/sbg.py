"""How long customers stay: the shifted-beta-geometric model of a cohort that can leave at the end of each period.

Every customer leaves with a chance of their own, the same in each period; over the customers these chances follow a
beta distribution.  So the rate at which a cohort leaves falls with time, though nobody becomes more loyal.

Sources: Fader & Hardie 2007, How to project customer retention, equations 5 to 8; 2007, Fitting the sBG model to
multi-cohort data (the likelihoods of several cohorts add up); 2010, Customer-base valuation in a contractual setting,
equation 6 (residual lifetime).

The two parameters used inside are the mean chance to leave, `churn` = alpha / (alpha + beta), and how unlike the
customers are, `spread` = 1 / (1 + alpha + beta): 0 where all are alike, which is the limit of alpha and beta without
end.  The chance to leave in period t of those still there is alpha / (alpha + beta + t - 1) =
churn (1 - spread) / (1 + (t - 2) spread).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats
from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.families.base import z_for
from cxcel.models.cohorts import Exposure

FARTHEST = 30.0  # logit of churn: beyond it a chance is 0 or 1 to the last digit
WIDEST = 1 - 1e-9  # spread
RAYS = 360  # directions in which the edge of the likelihood region is sought
ENDLESS = 1e-9  # a discount below this is none


def hazards(churn: Floats, spread: Floats, last: int) -> Floats:
    """Return the chance to leave in period 1, 2, ... `last` of those still there, one row per pair of parameters."""
    age = np.arange(1, last + 1)
    return churn[:, None] * (1 - spread[:, None]) / (1 + (age - 2) * spread[:, None])


def _logs(logit: Floats, spread: Floats, last: int) -> Floats:
    """Return log survival at ages 0 to `last`, one row per pair of parameters."""
    h = hazards(1 / (1 + np.exp(-logit)), spread, last)
    return np.concatenate([np.zeros((len(logit), 1)), np.cumsum(np.log1p(-h), axis=1)], axis=1)


def log_likelihood(logit: Floats, spread: Floats, seen: Exposure) -> Floats:
    """Return the log-likelihood of each pair of parameters. Fader & Hardie 2007, equation B3, for any two looks."""
    logs = _logs(logit, spread, int(seen.stop.max()))
    passed = logs[:, seen.stop] - logs[:, seen.start]
    with np.errstate(divide="ignore", invalid="ignore"):
        gone = np.where(seen.lost > 0, seen.lost * np.log(-np.expm1(passed)), 0.0)
    kept = seen.risk - seen.lost
    total: Floats = (gone + np.where(kept > 0, kept * passed, 0.0)).sum(axis=1)
    return total


def _slope(point: Floats, seen: Exposure) -> Floats:
    """Return the gradient of the log-likelihood in logit churn and spread."""
    logit, spread = point
    age = np.arange(1, int(seen.stop.max()) + 1)
    churn = 1 / (1 + math.exp(-logit))
    bottom = 1 + (age - 2) * spread
    h = churn * (1 - spread) / bottom
    by_churn = h * (1 - churn)
    by_spread = -churn * (age - 1) / bottom**2
    logs = np.concatenate([[0.0], np.cumsum(np.log1p(-h))])
    passed = logs[seen.stop] - logs[seen.start]
    weight = seen.risk - seen.lost + seen.lost * np.exp(passed) / np.expm1(passed)
    out = []
    for part in (by_churn, by_spread):
        total = np.concatenate([[0.0], np.cumsum(-part / (1 - h))])
        out.append(float(weight @ (total[seen.stop] - total[seen.start])))
    return np.array(out)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A fitted retention curve.

    Attributes
    ----------
    churn : float
        Mean chance to leave in a period, alpha / (alpha + beta): the churn of a cohort's first period.
    spread : float
        1 / (1 + alpha + beta): 0 where all customers are alike and churn is constant.
    log_likelihood : float
        At its maximum; per customer where the data are shares without a base.
    seen : Exposure
        What it was fitted to.
    """

    churn: float
    spread: float
    log_likelihood: float
    seen: Exposure

    @property
    def alpha(self) -> float:
        """First parameter of the beta distribution; infinite where all customers are alike."""
        return self.churn * self._size

    @property
    def beta(self) -> float:
        """Second parameter of the beta distribution; infinite where all customers are alike."""
        return (1 - self.churn) * self._size

    @property
    def _size(self) -> float:
        return (1 - self.spread) / self.spread if self.spread > 0 else math.inf

    @property
    def last(self) -> int:
        """The last age that was seen."""
        return int(self.seen.ages.max())

    def retention(self, last: int) -> Floats:
        """Return the retention rate of periods 1 to `last`. Fader & Hardie 2007, equation 8."""
        kept: Floats = 1 - hazards(np.array([self.churn]), np.array([self.spread]), last)[0]
        return kept

    def survival(self, last: int) -> Floats:
        """Return the share still there at the end of periods 1 to `last`. Fader & Hardie 2007, equation 1."""
        share: Floats = np.cumprod(self.retention(last)).astype(float)
        return share

    @property
    def p_fit(self) -> float:
        """Return the p value of Pearson's chi-squared over the periods; NaN without a base, or where one is too small.

        Low where the curve leaves in another way than the model allows, with churn that rises for example.
        """
        from scipy.special import chdtrc

        seen, freedom = self.seen, len(self.seen.start) - 2
        logs = np.concatenate([[0.0], np.cumsum(np.log(self.retention(self.last)))])
        chance = -np.expm1(logs[seen.stop] - logs[seen.start])
        lost, kept = seen.risk * chance, seen.risk * (1 - chance)
        if not seen.customers or freedom < 1 or min(lost.min(), kept.min()) < 1:
            return math.nan
        return float(chdtrc(freedom, float(((seen.lost - lost) ** 2 * (1 / lost + 1 / kept)).sum())))

    def residual(self, discount: float, renewals: int) -> float:
        """Return the renewals still to come of a customer who renewed `renewals` times, discounted.

        Seen just before the next renewal, which counts in full if it comes: the sum over k = 0, 1, ... of
        S(renewals + 1 + k) / S(renewals) / (1 + discount)^k. Fader & Hardie 2010, equation 6.

        Raises
        ------
        OutOfRange
            Without a discount the sum has no end where alpha is 1 or less, or where nobody leaves.
        """
        if self.spread == 0:
            return (1 - self.churn) * (1 + discount) / (self.churn + discount)
        alpha, beta = self.alpha, self.beta + renewals
        if discount >= ENDLESS:
            return beta / (alpha + beta) * _hypergeometric(beta + 1, alpha + beta + 1, discount)
        if alpha <= 1:
            raise OutOfRange(
                f"without a discount the lifetime has no end here, as alpha is {alpha:.3g}: give a discount"
            )
        return beta / (alpha - 1)


def _hypergeometric(b: float, c: float, discount: float) -> float:
    """Gauss's 2F1(1, b; c; 1 / (1 + discount)) by its continued fraction, for parameters of any size. DLMF 15.7.1."""
    z = 1 / (1 + discount)
    below = 1.0
    for n in range(math.ceil(20 / math.sqrt(discount)) + 20, 0, -1):
        below = 1 - n * (c - b + n - 1) / ((c + 2 * n - 2) * (c + 2 * n - 1)) * z / below
        first = b / c if n == 1 else (b + n - 1) * (c + n - 2) / ((c + 2 * n - 3) * (c + 2 * n - 2))
        below = 1 - first * z / below
    return 1 / below


def fit(seen: Exposure) -> Curve:
    """Fit the model by maximum likelihood.

    Raises
    ------
    NotEnoughData
        Fewer than two periods, nobody left, or nobody left after the first period.

    Examples
    --------
    >>> from cxcel.models.cohorts import cohort
    >>> high_end = [1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]
    >>> curve = fit(cohort(np.array(high_end), counted=False))
    >>> round(curve.alpha, 3), round(curve.beta, 3), round(curve.residual(0.1, 7), 3)
    (0.668, 3.806, 7.53)
    """
    _identified(seen)
    logit, spread = (axis.ravel() for axis in np.meshgrid(np.linspace(-9, 9, 73), np.linspace(0, 0.99, 45)))
    start = int(np.argmax(log_likelihood(logit, spread, seen)))
    point = _climb(np.array([logit[start], spread[start]]), seen)
    return Curve(
        1 / (1 + math.exp(-point[0])), float(point[1]), float(log_likelihood(point[:1], point[1:], seen)[0]), seen
    )


def _identified(seen: Exposure) -> None:
    """Refuse what leaves two parameters open."""
    if len(seen.start) < 2:
        raise NotEnoughData("a retention curve needs at least 2 periods")
    if not seen.lost.sum() > 0:
        raise NotEnoughData("nobody has left yet: there is no churn to project")
    if not seen.lost[seen.start > 0].sum() > 0:
        raise NotEnoughData("nobody left after the first look: one drop does not make a curve")


def _climb(point: Floats, seen: Exposure) -> Floats:
    """Go up to the maximum by Newton's method, halving steps that overshoot; spread never goes below 0."""
    low, high = np.array([-FARTHEST, 0.0]), np.array([FARTHEST, WIDEST])
    for _ in range(200):
        slope = _slope(point, seen)
        free = [0] if point[1] <= 0 and slope[1] <= 0 else [0, 1]
        step = np.zeros(2)
        step[free] = _step(slope, _bend(point, seen), free)
        tried = np.clip(point + 0.5 ** np.arange(40)[:, None] * step, low, high)
        found = log_likelihood(tried[:, 0], tried[:, 1], seen)
        best = tried[int(np.argmax(found))]
        if np.abs(step).max() < 1e-9 or not found.max() > log_likelihood(point[:1], point[1:], seen)[0]:
            full = tried[0]  # the last digits, too fine for the likelihood to tell
            return full if np.abs(step).max() < 1e-6 else point
        point = best
    return point


def _step(slope: Floats, bend: Floats, free: list[int]) -> Floats:
    """Return Newton's step, or that along the slope where the likelihood does not bend downwards."""
    inner = bend[np.ix_(free, free)]
    down = inner[0, 0] < 0 and (len(free) == 1 or inner[0, 0] * inner[1, 1] > inner[0, 1] ** 2)
    if not down:
        return np.asarray(slope[free] / np.abs(slope[free]).max())
    return np.asarray(-np.linalg.solve(inner, slope[free]), dtype=float)


def _bend(point: Floats, seen: Exposure) -> Floats:
    """Return the second derivatives, from differences of the slope."""
    steps = 1e-5 * np.array([1.0, max(min(point[1], 1 - point[1]), 1e-6)])
    rows = [
        (_slope(point + shift, seen) - _slope(point - shift, seen)) / (2 * step)
        for shift, step in zip(np.diag(steps), steps, strict=True)
    ]
    bend = np.array(rows)
    return np.asarray((bend + bend.T) / 2)


def limits(curve: Curve, last: int, confidence_level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the low and high limits of churn (first entry) and of survival at the end of periods 1 to `last`.

    They are the lowest and highest values over all parameters whose log-likelihood is within z squared / 2 of the
    maximum: profile likelihood intervals, which know no negative shares and need no smooth maximum.

    Source: Venzon & Moolgavkar 1988, A method for computing profile-likelihood-based confidence intervals.
    """
    points = _edge(curve, z_for(confidence_level) ** 2 / 2)
    churn = 1 / (1 + np.exp(-points[:, :1]))
    values = np.concatenate([churn, np.exp(_logs(points[:, 0], points[:, 1], last)[:, 1:])], axis=1)
    return values.min(axis=0), values.max(axis=0)


def _edge(curve: Curve, drop: float) -> Floats:
    """Return the maximum and points around it where the log-likelihood has fallen by `drop`, or the range ends."""
    centre = np.array([math.log(curve.churn / (1 - curve.churn)), curve.spread])
    floor = curve.log_likelihood - drop
    axes = _reach(centre, np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]]), floor, curve.seen) - centre
    rays = _circle() * np.maximum(np.abs(axes).max(axis=0), 1e-9)
    for _ in range(2):  # the region is long and slanted: the second time rays follow its shape
        edge = _reach(centre, rays, floor, curve.seen)
        away = edge - centre
        rays = _circle() @ np.linalg.cholesky(away.T @ away / RAYS + 1e-18 * np.eye(2)).T
    alike = edge[edge[:, 1] <= 0]  # where the region ends at customers who are all alike, it has corners
    if len(alike):
        middle = alike[int(np.argmax(log_likelihood(alike[:, 0], alike[:, 1], curve.seen)))]
        edge = np.concatenate([edge, _reach(middle, np.array([[1.0, 0], [-1, 0]]), floor, curve.seen)])
    return np.concatenate([centre[None, :], edge])


def _reach(origin: Floats, directions: Floats, floor: float, seen: Exposure) -> Floats:
    """Return the farthest point in each direction whose log-likelihood is not below `floor`, by halving."""
    low, high = np.array([-FARTHEST, 0.0]), np.array([FARTHEST, WIDEST])
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(directions > 0, (high - origin) / directions, (low - origin) / directions)
    inside, outside = np.zeros(len(directions)), np.min(np.where(directions == 0, np.inf, room), axis=1)
    whole = outside.copy()
    for _ in range(48):
        middle = (inside + outside) / 2
        at = np.clip(origin + middle[:, None] * directions, low, high)
        near = log_likelihood(at[:, 0], at[:, 1], seen) >= floor
        inside, outside = np.where(near, middle, inside), np.where(near, outside, middle)
    inside = np.where(inside > whole * (1 - 1e-9), whole, inside)
    return np.clip(origin + inside[:, None] * directions, low, high)


def _circle() -> Floats:
    """Return unit vectors in all directions."""
    angle = 2 * math.pi * np.arange(RAYS) / RAYS
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)
