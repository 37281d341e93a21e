"""Funnel of rates: which agents, teams or sites lie further from a target than chance gives.

Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24: normal limits for
large groups, binomial quantiles with the interpolation of appendix A.1.1 for small ones; over-dispersion by Winsorised
z scores (phi), multiplicative or as additive random effects (tau squared).  Where groups spread more than chance
gives, tails and limits are those of an effective base (Korn & Graubard 1998), so that they stay within 0..1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.errors import NotEnoughData, choose
from cxcel.relations.correction import benjamini_hochberg

FEWEST = 5  # cases below which a group is not judged
LARGE = 10  # n p (1 - p) from which normal limits serve
MANY = 10  # groups from which a usual spread between them can be told: Winsorising 10 % draws in one of them
ADJUSTMENTS = ("none", "multiplicative", "additive")
WINSORISED = 0.1  # share of the z scores drawn in at each end; Spiegelhalter 2005, over-dispersion
LEFT = 0.6786545589528744  # of the mean square of normal z scores once drawn in: 0.8 - 2 t f(t) + 0.2 t t at t = 1.28


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much groups spread beyond chance.

    Attributes
    ----------
    phi : float
        Mean of the squared z scores, Winsorised, as published; about 0.68 where there is chance alone.
    tau : float
        Standard deviation of the groups' true rates, 0 where chance explains the spread; from phi / 0.68, since from
        phi itself it comes out too small and one funnel of alike groups in three names one of them.
    """

    phi: float
    tau: float
    groups: int

    @property
    def beyond_chance(self) -> bool:
        """Whether phi, made good for Winsorising, lies two standard errors above 1. Spiegelhalter 2005."""
        return self.groups >= MANY and self.phi / LEFT > 1 + 2 * math.sqrt(2 / self.groups)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Limits and verdicts, group by group; arrays of shape (groups,).

    Attributes
    ----------
    adjustment : str
        "none", "multiplicative" or "additive", as used.
    judged : mask
        False where a group has too few cases; its z is NaN and its p_adjusted NaN.
    limits : array, shape (4, groups)
        Low and high at 95 %, low and high at 99.8 %.
    """

    target: float
    dispersion: Dispersion
    adjustment: str
    rate: Floats
    limits: Floats
    z: Floats
    p: Floats
    p_adjusted: Floats
    judged: Mask


def funnel(x: Floats, n: Floats, target: float | None = None, adjustment: str = "auto") -> Funnel:
    """Judge groups of `x` hits in `n` cases against a target rate, by default that of all groups together.

    Parameters
    ----------
    x, n : array, shape (groups,)
        Counts; every n is above 0.
    target : float, optional
        Strictly between 0 and 1.
    adjustment : "auto", "none", "multiplicative" or "additive"
        "auto" is additive where there are ten groups and phi is significantly above 1, else none: what makes agents
        differ (shift, queue, kind of call) does not shrink as their calls grow, and a multiplied variance would.

    Raises
    ------
    NotEnoughData
        Fewer than two groups can be judged and no target is given, or none at all.

    Examples
    --------
    >>> found = funnel(np.array([2.0, 5, 10, 15, 18]), np.full(5, 20.0))
    >>> found.z.round(3).tolist(), found.limits[:2, 0].round(4).tolist()
    ([-3.578, -2.236, 0.0, 2.236, 3.578], [0.2558, 0.6942])
    """
    judged = n >= FEWEST
    least = 2 if target is None else 1
    if judged.sum() < least:
        raise NotEnoughData(f"a funnel needs at least {least} groups of {FEWEST} cases or more, got {judged.sum()}")
    pooled = float(x.sum() / n.sum())
    centre = pooled if target is None else target
    found = dispersion(x[judged], n[judged], pooled)
    if choose("adjustment", adjustment, ("auto", *ADJUSTMENTS)) == "auto":
        adjustment = "additive" if found.beyond_chance else "none"
    base = effective_base(n, centre, found, adjustment)
    rate = x / n
    p = np.where(judged, two_sided(rate, base, centre), np.nan)
    adjusted = np.full(len(p), np.nan)
    adjusted[judged] = benjamini_hochberg(p[judged])
    limits = np.array([limit(q, base, centre) for q in (0.025, 0.975, 0.001, 0.999)])
    z = np.where(judged, _z(rate, base, centre), np.nan)
    return Funnel(centre, found, adjustment, rate, limits, z, p, adjusted, judged)


def dispersion(x: Floats, n: Floats, centre: float) -> Dispersion:
    """Return how much the groups spread around their common rate.

    Examples
    --------
    >>> found = dispersion(np.array([2.0, 5, 10, 15, 18]), np.full(5, 20.0), 0.5)
    >>> round(found.phi, 3), round(found.tau, 3)
    (5.699, 0.345)
    """
    variance = centre * (1 - centre) / n
    if not variance.any():
        return Dispersion(0.0, 0.0, len(n))
    return spread(x / n - centre, variance)


def spread(distance: Floats, variance: Floats) -> Dispersion:
    """Return phi and tau of distances from a common centre, each with the variance that chance gives it.

    phi as in Spiegelhalter 2005: z scores drawn in to their 10 % and 90 % points, squared, averaged; tau squared from
    phi by moments, as there (DerSimonian & Laird 1986).
    """
    z, weights, groups = distance / np.sqrt(variance), 1 / variance, len(distance)
    phi = float(np.square(np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))).mean())
    room = float(weights.sum() - np.square(weights).sum() / weights.sum())
    excess = groups * phi / LEFT - (groups - 1)
    return Dispersion(phi, math.sqrt(max(0.0, excess / room)) if room > 0 else 0.0, groups)


def effective_base(n: Floats, centre: float, found: Dispersion, adjustment: str) -> Floats:
    """Return how many independent cases a group's rate is worth: p (1 - p) over its variance; n without adjustment."""
    chance = centre * (1 - centre)
    if adjustment == "multiplicative":
        return n / max(1.0, found.phi)
    if adjustment == "additive" and chance > 0:
        return n / (1 + n * found.tau**2 / chance)
    return n


def _z(rate: Floats, base: Floats, centre: float) -> Floats:
    """Return distances from the centre in standard errors; 0 where the rate cannot vary."""
    error = np.sqrt(centre * (1 - centre) / base)
    return np.divide(rate - centre, error, out=np.zeros(len(rate)), where=error > 0)


def lower_tail(k: Floats, n: Floats, p: Floats | float) -> Floats:
    """P(R <= k) of a binomial count, continued to real k and n by the incomplete beta function."""
    from scipy.special import betainc

    inside = (k >= 0) & (k < n)
    some = betainc(np.where(inside, n - k, 1.0), np.where(inside, k + 1, 1.0), 1 - p)
    return np.where(k < 0, 0.0, np.where(inside, some, 1.0))


def two_sided(rate: Floats, base: Floats, centre: Floats | float) -> Floats:
    """Twice the smaller exact tail, both of which hold the rate itself; at most 1."""
    hits = rate * base
    tails = np.minimum(lower_tail(hits, base, centre), lower_tail(base - hits, base, 1 - centre))
    p: Floats = np.minimum(1.0, 2 * tails)
    return p


def limit(q: float, base: Floats, centre: float) -> Floats:
    """Return the rate below which a share `q` of groups lies: normal for large groups, exact for small ones.

    p + z sqrt(p (1 - p) / n), the limits of Spiegelhalter 2005, section 3; where n p (1 - p) is under 10, those of
    appendix A.1.1.
    """
    from scipy.special import ndtri

    normal = np.clip(centre + ndtri(q) * np.sqrt(centre * (1 - centre) / base), 0.0, 1.0)
    small = base * centre * (1 - centre) < LARGE
    return np.where(small, binomial_limit(q, base, centre), normal) if small.any() else normal


def binomial_limit(q: float, base: Floats, centre: float) -> Floats:
    """Return the rate below which a share `q` of groups lies, interpolated between counts.

    (r - a) / n with r the smallest count for which P(R <= r) > q and a = (P(R <= r) - q) / P(R = r): Spiegelhalter
    2005, appendix A.1.1.  As published: its high limit is up to one case nearer than the low one would be, mirrored.
    """
    low, high = np.full(len(base), -1.0), np.ceil(base)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        beyond = lower_tail(middle, base, centre) > q
        high, low = np.where(beyond, middle, high), np.where(beyond, low, middle)
    above, below = lower_tail(high, base, centre), lower_tail(high - 1, base, centre)
    part = np.divide(above - q, above - below, out=np.zeros(len(base)), where=above > below)
    limits: Floats = np.clip((high - part) / base, 0.0, 1.0) if 0 < centre < 1 else np.full(len(base), centre)
    return limits
