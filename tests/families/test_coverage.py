"""How often the interval holds the truth, simulated: within a few points of the nominal 95 per cent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from cxcel.families import Mean, NetScore, NetScoreTally, Proportion, ProportionTally, Ratio

RUNS = 1500


def covered(draw: Callable[[np.random.Generator], Any], interval: Callable[[Any], Any], truth: float) -> float:
    rng = np.random.default_rng(20)
    found = [interval(draw(rng)) for _ in range(RUNS)]
    return float(np.mean([one.low <= truth <= one.high for one in found]))


@pytest.mark.parametrize("p", [0.05, 0.3, 0.5, 0.85])
@pytest.mark.parametrize("n", [30, 300])
def test_wilson(n: int, p: float) -> None:
    """Exact: every possible count with its binomial probability."""
    family = Proportion()
    found = [family.interval(ProportionTally(hits, n)) for hits in range(n + 1)]
    share = sum(binom.pmf(hits, n, p) for hits, one in enumerate(found) if one.low <= p <= one.high)
    assert 0.925 <= share <= 0.975


@pytest.mark.parametrize("shares", [(0.2, 0.3, 0.5), (0.1, 0.1, 0.8), (0.4, 0.2, 0.4), (0.05, 0.45, 0.5)])
@pytest.mark.parametrize("n", [20, 200])
def test_adjusted_wald(n: int, shares: tuple[float, float, float]) -> None:
    family = NetScore()
    share = covered(
        lambda rng: NetScoreTally(*map(float, rng.multinomial(n, shares))),
        family.interval,
        100 * (shares[2] - shares[0]),
    )
    assert 0.93 <= share <= 0.98


@pytest.mark.parametrize("n", [5, 50])
def test_student(n: int) -> None:
    family = Mean()
    assert 0.93 <= covered(lambda rng: family.tally(rng.normal(7, 2, n)), family.interval, 7) <= 0.97


@pytest.mark.parametrize("n", [30, 200])
def test_linearised(n: int) -> None:
    """Handle time of agents with 1 to 40 contacts each; the truth is 300 seconds a contact."""
    family = Ratio()

    def draw(rng: np.random.Generator) -> Any:
        contacts = rng.integers(1, 41, n).astype(float)
        return family.tally(contacts * rng.gamma(9, 300 / 9, n), contacts)

    assert 0.92 <= covered(draw, family.interval, 300) <= 0.97


@pytest.mark.parametrize("p", [(0.3, 0.3), (0.1, 0.25)])
def test_newcombe(p: tuple[float, float]) -> None:
    family = Proportion()

    def draw(rng: np.random.Generator) -> Any:
        return tuple(ProportionTally(float(rng.binomial(n, q)), n) for n, q in zip((60, 45), p, strict=True))

    assert 0.93 <= covered(draw, lambda pair: family.compare(*pair), p[1] - p[0]) <= 0.98
