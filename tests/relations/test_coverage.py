"""How often the limits of each measure hold the truth, simulated: 92 to 98 of 100 for a nominal 95."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from cxcel.relations.correlation import METHODS, correlate
from cxcel.relations.ordinal import limits, pair_count
from cxcel.relations.partial import partial_correlation
from cxcel.relations.polychoric import polychoric

RUNS = {5: 400, 20: 500, 100: 450, 1000: 400}
SPREAD = 2.8  # standard errors of a simulated share: one in two hundred strays further by chance
SHARES = [0.03, 0.02, 0.03, 0.03, 0.04, 0.08, 0.08, 0.12, 0.2, 0.17]  # of answers 0 to 9: heaped at the upper end
SCALES = {"continuous": (), "0..10": norm.ppf(np.cumsum(SHARES)), "yes and no": (0.3,)}
FIVE = (-1.2, -0.4, 0.4, 1.2)
# Fisher's error is that of normal columns: strong links of heaped scores, and of yes and no, are less certain
TOO_CLOSE = {("pearson", "0..10"), ("pearson", "yes and no"), ("spearman", "yes and no")}


def draw(rng: np.random.Generator, n: int, rho: float, scale: str) -> tuple[Any, Any]:
    a, b = rng.normal(size=(2, n))
    b = rho * a + math.sqrt(1 - rho * rho) * b
    cuts = SCALES.get(scale, FIVE)
    return (a, b) if not len(cuts) else tuple(np.searchsorted(cuts, v).astype(float) for v in (a, b))


@cache
def truth(method: str, rho: float, scale: str) -> float:
    """The measure of all rows there could be: by formula, or of a million, counted."""
    if len(SCALES[scale]):
        return correlate(*draw(np.random.default_rng(4), 1_000_000, rho, scale), method).r
    exact = {"pearson": rho, "spearman": 6 / math.pi * math.asin(rho / 2)}
    return exact.get(method, 2 / math.pi * math.asin(rho))


def bounds(n: int, runs: int) -> tuple[float, float]:
    """92 to 98 of 100, with room for chance; five rows may do better, and a little worse."""
    chance = SPREAD * math.sqrt(0.05 * 0.95 / runs)
    return (0.90 - chance, 1.0) if n == 5 else (0.92 - chance, min(1.0, 0.98 + chance))


def limits_of_all(x: Any, y: Any) -> dict[str, tuple[float, float]]:
    """What `correlate` gives for each method, with the pairs of rows counted once."""
    pairs = pair_count(x, y)
    if pairs is None:
        return {}
    values = {method: correlate(x, y, method) for method in ("pearson", "spearman")}
    found = {method: (one.low, one.high) for method, one in values.items()}
    measures = {"kendall": pairs.tau_b, "somers": pairs.somers}
    return found | {method: limits(pairs, one, len(x), 0.95) for method, one in measures.items()}


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n", RUNS)
def test_limits_hold_the_truth(n: int, scale: str, rho: float) -> None:
    rng = np.random.default_rng(n + 1)
    drawn = [limits_of_all(*draw(rng, n, rho, scale)) for _ in range(RUNS[n])]
    for method in METHODS:
        if (rho == 0.8 or n == 5) and (method, scale) in TOO_CLOSE:
            continue
        hits = [one[method][0] <= truth(method, rho, scale) <= one[method][1] for one in drawn if one]
        low, high = bounds(n, len(hits))
        assert low <= np.mean(hits) <= high, method


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@pytest.mark.parametrize("n", [20, 100])
def test_limits_of_partial_correlations_hold_the_truth(n: int, method: str) -> None:
    rng = np.random.default_rng(n)
    truths = {"pearson": 0.5, "spearman": 6 / math.pi * math.asin(0.25)}
    hits = []
    for _ in range(250):
        controls = rng.normal(size=(n, 4))
        x, y = draw(rng, n, 0.5, "continuous")
        found = partial_correlation(x + controls[:, 0] / 9, y - controls[:, 1] / 9, controls, method)
        hits.append(found.low <= truths[method] <= found.high)
    low, high = bounds(n, 250)
    assert low <= np.mean(hits) <= high


@pytest.mark.parametrize("rho", [0.0, 0.6])
@pytest.mark.parametrize(("n", "runs"), [(30, 80), (100, 60), (1000, 30)])
def test_limits_of_polychoric_correlations_hold_the_truth(n: int, runs: int, rho: float) -> None:
    """Scores of five boxes; two boxes leave limits that are wider than need be."""
    rng = np.random.default_rng(n)
    hits = []
    for _ in range(runs):
        found = polychoric(*draw(rng, n, rho, "five"))
        hits.append(found.low <= rho <= found.high)
    low, high = bounds(n, runs)
    assert low <= np.mean(hits) <= high


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", SCALES)
def test_columns_without_a_link_are_called_linked_one_time_in_twenty(scale: str, method: str) -> None:
    rng = np.random.default_rng(3)
    p = [correlate(*draw(rng, 20, 0.0, scale), method).p for _ in range(200)]
    assert np.mean(np.array(p) < 0.05) <= 0.05 + SPREAD * math.sqrt(0.05 * 0.95 / 200)
