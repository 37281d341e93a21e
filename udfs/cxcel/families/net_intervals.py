"""Four ways to put an interval around a net score, of which the counts are all they need, and the base of a margin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from cxcel.families.base import z_for

if TYPE_CHECKING:
    from cxcel.families.net_score import NetScoreTally

Limits = tuple[float, float]

# Pseudo-answers added to (bottom, middle, top) before the Wald interval.  "adjusted_wald": Rocks 2016 (arXiv
# 1601.07235) and the default of R package NPS 1.1; "wald": none.
ADDED: Mapping[str, tuple[float, float, float]] = {"adjusted_wald": (0.75, 1.5, 0.75), "wald": (0.0, 0.0, 0.0)}
REPLICATES = 10_000
SEED = 20260101  # the same answers give the same limits, whenever a sheet is recalculated


def adjusted_wald(tally: NetScoreTally, level: float) -> Limits:
    """Wald interval after adding 3/4, 3/2 and 3/4 answers.

    Adjusting moves the middle towards 0; where that leaves the score itself outside (all answers alike), the interval
    is widened to hold it.  Rocks 2016.
    """
    return _wald(tally, level, "adjusted_wald")


def wald(tally: NetScoreTally, level: float) -> Limits:
    """Score plus and minus z standard errors: the textbook form, of zero width where all answers agree."""
    return _wald(tally, level, "wald")


def _wald(tally: NetScoreTally, level: float, name: str) -> Limits:
    counts = tally.adjusted(name)
    half = z_for(level) * counts.standard_error
    low, high = max(-100.0, counts.value - half), min(100.0, counts.value + half)
    return min(low, tally.value), max(high, tally.value)


def score(tally: NetScoreTally, level: float) -> Limits:
    """All differences that a score test does not refuse. Tango 1998; Rocks 2016 finds it among the best.

    The share at the bottom, with the difference held fixed, is the root of Tango's equation A q^2 + B q + C = 0.
    """
    from scipy.optimize import brentq

    n, found, z = tally.n, tally.value / 100, z_for(level)

    def beyond(d: float) -> float:
        """Squared distance less what the level allows; below 0 inside the interval."""
        b = -tally.positive - tally.negative + (2 * n - tally.positive + tally.negative) * d
        c = -tally.negative * d * (1 - d)
        q = (math.sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
        return n * (found - d) ** 2 - z * z * (2 * q + d * (1 - d))

    nudge = 1e-10
    low = -1.0 if found == -1 else brentq(beyond, -1.0, found - nudge, xtol=1e-14)
    high = 1.0 if found == 1 else brentq(beyond, found + nudge, 1.0, xtol=1e-14)
    return 100 * low, 100 * high


def bootstrap(tally: NetScoreTally, level: float) -> Limits:
    """Percentiles of the scores of 10,000 resamples, drawn as counts, widened to hold the score. Efron 1979.

    Of zero width where all answers agree.
    """
    counts = np.array([tally.negative, tally.neutral, tally.positive], dtype=float)
    size = max(1, round(tally.n))
    drawn = np.random.default_rng(SEED).multinomial(size, counts / counts.sum(), REPLICATES)
    scores = 100.0 * (drawn[:, 2] - drawn[:, 0]) / size
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return min(float(low), tally.value), max(float(high), tally.value)


INTERVALS: Mapping[str, Callable[[NetScoreTally, float], Limits]] = {
    "adjusted_wald": adjusted_wald,
    "wald": wald,
    "score": score,
    "bootstrap": bootstrap,
}


def answers_needed(margin: float, sd: float, confidence_level: float = 0.95, population: float | None = None) -> int:
    """Return how many answers give a score to within `margin` points, at least one.

    n = (z sd / margin)^2 rounded up, for answers counted -1, 0 and 1 with the spread `sd`: Cochran 1977, section 4.4;
    for a closed list n / (1 + (n - 1) / N), equation 4.2.

    Examples
    --------
    >>> answers_needed(5, 1), answers_needed(5, 1, population=1000)
    (1537, 607)
    """
    n = (z_for(confidence_level) * sd / (margin / 100)) ** 2
    if population:
        n = n / (1 + (n - 1) / population)
    return max(1, math.ceil(n - 1e-9))
