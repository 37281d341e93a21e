"""How often the default interval holds the truth: from 5 cases to 1,000, between 92 and 98 of 100 samples.

Shares exactly, by summing over every possible count; the others simulated.  Where a method's own literature says
otherwise the family says so in its `caution`, and the figure stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from cxcel.families import Design, Mean, NetScore, NetScoreTally, Proportion, ProportionTally, Ratio

RUNS = 2000
SIZES = pytest.mark.parametrize("n", [5, 20, 100, 1000])
# 2,000 runs err by 0.005 (one standard error)
LOW, HIGH, ERROR = 0.92, 0.98, 0.01


def covered(draw: Callable[[np.random.Generator], Any], interval: Callable[[Any], Any], truth: float) -> float:
    rng = np.random.default_rng(20)
    found = [interval(draw(rng)) for _ in range(RUNS)]
    return float(np.mean([one.low <= truth <= one.high for one in found]))


def wilson(n: int, p: float) -> float:
    hits = np.arange(n + 1)
    found = [Proportion().interval(ProportionTally(float(k), n)) for k in hits]
    holds = np.array([one.low <= p <= one.high for one in found])
    return float(binom.pmf(hits, n, p)[holds].sum())


@SIZES
@pytest.mark.parametrize("p", [0.05, 0.2, 0.3, 0.5, 0.7, 0.85, 0.95])
def test_wilson(n: int, p: float) -> None:
    assert LOW <= wilson(n, p) <= HIGH


@pytest.mark.parametrize("n", [5, 20, 100])
def test_wilson_on_average_over_all_rates_and_at_its_worst(n: int) -> None:
    """Newcombe 1998, table II: mean 0.952, least 0.831 for single rates near 0 or 1."""
    shares = [wilson(n, p) for p in np.linspace(0.0025, 0.9975, 100)]
    assert np.mean(shares) == pytest.approx(0.952, abs=0.004)
    assert min(shares) >= 0.83


SHARES = [(0.2, 0.3, 0.5), (0.1, 0.1, 0.8), (0.4, 0.2, 0.4), (0.05, 0.45, 0.5), (0.6, 0.3, 0.1), (0.34, 0.33, 0.33)]


@SIZES
@pytest.mark.parametrize("shares", SHARES)
def test_adjusted_wald(n: int, shares: tuple[float, float, float]) -> None:
    family, truth = NetScore(), 100 * (shares[2] - shares[0])
    share = covered(lambda rng: NetScoreTally(*map(float, rng.multinomial(n, shares))), family.interval, truth)
    assert LOW - ERROR <= share <= HIGH + ERROR


def test_adjusted_wald_of_five_answers_nearly_all_alike() -> None:
    family, shares = NetScore(), (0.02, 0.08, 0.9)
    share = covered(lambda rng: NetScoreTally(*map(float, rng.multinomial(5, shares))), family.interval, 88)
    assert 0.90 <= share <= 0.93


@pytest.mark.parametrize("n", [20, 100])
@pytest.mark.parametrize("shares", SHARES[:4])
def test_the_score_interval(n: int, shares: tuple[float, float, float]) -> None:
    family, truth = NetScore(), 100 * (shares[2] - shares[0])
    known: dict[tuple[float, ...], Any] = {}

    def interval(counts: tuple[float, ...]) -> Any:
        if counts not in known:
            known[counts] = family.interval(NetScoreTally(*counts), 0.95, "score")
        return known[counts]

    share = covered(lambda rng: tuple(map(float, rng.multinomial(n, shares))), interval, truth)
    assert LOW - ERROR <= share <= HIGH + ERROR


@SIZES
@pytest.mark.parametrize(("mean", "spread"), [(7, 2), (300, 30), (0, 1)])
def test_student(n: int, mean: float, spread: float) -> None:
    family = Mean()
    share = covered(lambda rng: family.tally(rng.normal(mean, spread, n)), family.interval, mean)
    assert LOW + ERROR <= share <= HIGH - ERROR


@pytest.mark.parametrize("n", [20, 100, 1000])
def test_student_of_answers_one_to_five(n: int) -> None:
    family, answers, shares = Mean(), np.arange(1.0, 6.0), [0.05, 0.1, 0.2, 0.35, 0.3]
    share = covered(lambda rng: family.tally(rng.choice(answers, n, p=shares)), family.interval, 3.75)
    assert LOW <= share <= HIGH


@pytest.mark.parametrize(("n", "student"), [(5, 0.88), (20, 0.925)])
def test_skewed_times_are_better_served_by_log(n: int, student: float) -> None:
    """Exponential: the figures of the family's caution."""
    family = Mean()

    def share(method: str) -> float:
        return covered(
            lambda rng: family.tally(rng.exponential(300, n)), lambda t: family.interval(t, 0.95, method), 300
        )

    assert share("t") == pytest.approx(student, abs=0.015)
    assert share("log") > share("t")
    assert LOW - ERROR <= share("log") <= HIGH


@SIZES
def test_linearised(n: int) -> None:
    """Handle time of contacts, or of agents with 20 to 40 of them each; the truth is 300 seconds a contact."""
    family = Ratio()

    def draw(rng: np.random.Generator) -> Any:
        contacts = rng.integers(20, 41, n).astype(float)
        return family.tally(contacts * rng.gamma(9, 300 / 9, n), contacts)

    assert LOW - ERROR <= covered(draw, family.interval, 300) <= HIGH


@pytest.mark.parametrize("n", [20, 100, 1000])
def test_linearised_of_very_different_agents(n: int) -> None:
    """1 to 40 contacts each; from 20 agents on."""
    family = Ratio()

    def draw(rng: np.random.Generator) -> Any:
        contacts = rng.integers(1, 41, n).astype(float)
        return family.tally(contacts * rng.gamma(9, 300 / 9, n), contacts)

    assert LOW - ERROR <= covered(draw, family.interval, 300) <= HIGH


@pytest.mark.parametrize("sizes", [(5, 5), (20, 30), (100, 60), (1000, 1000)])
@pytest.mark.parametrize("p", [(0.3, 0.3), (0.1, 0.25), (0.8, 0.9)])
def test_newcombe(p: tuple[float, float], sizes: tuple[int, int]) -> None:
    family = Proportion()

    def draw(rng: np.random.Generator) -> Any:
        return tuple(ProportionTally(float(rng.binomial(n, q)), n) for n, q in zip(sizes, p, strict=True))

    share = covered(draw, lambda pair: family.compare(*pair), p[1] - p[0])
    assert LOW <= share <= (0.995 if min(sizes) == 5 else HIGH), "Newcombe 1998: above nominal for the smallest"


@pytest.mark.parametrize("sizes", [(5, 5), (20, 30), (100, 60), (1000, 1000)])
def test_differences_of_net_scores_and_of_means(sizes: tuple[int, int]) -> None:
    scores, means = NetScore(), Mean()
    one, two = (0.2, 0.3, 0.5), (0.3, 0.3, 0.4)

    def draw(rng: np.random.Generator) -> Any:
        return tuple(NetScoreTally(*map(float, rng.multinomial(n, s))) for n, s in zip(sizes, (one, two), strict=True))

    assert LOW <= covered(draw, lambda pair: scores.compare(*pair), -20) <= HIGH
    share = covered(
        lambda rng: (means.tally(rng.normal(7, 2, sizes[0])), means.tally(rng.normal(6, 1, sizes[1]))),
        lambda pair: means.compare(*pair),
        -1,
    )
    assert LOW <= share <= HIGH


@pytest.mark.parametrize("n", [20, 100, 1000])
def test_weighted_shares(n: int) -> None:
    """Weights from 0.5 to 2 that have nothing to do with the answers."""
    family = Design(Proportion(), True)

    def draw(rng: np.random.Generator) -> Any:
        return family.tally((rng.random(n) < 0.7).astype(float), rng.uniform(0.5, 2, n))

    assert LOW <= covered(draw, family.interval, 0.7) <= HIGH


@pytest.mark.parametrize("population", [60, 150, 1000])
def test_samples_of_a_closed_list(population: int) -> None:
    """50 of so many people, 7 of 10 of whom are satisfied."""
    family, satisfied = Design(Proportion(), population=population), round(0.7 * population)
    people = np.arange(population) < satisfied

    def draw(rng: np.random.Generator) -> Any:
        return family.tally(rng.permutation(people)[:50].astype(float))

    share = covered(draw, family.interval, satisfied / population)
    assert LOW - ERROR <= share <= 0.99, "few counts are possible in a small list: the steps are coarse"
