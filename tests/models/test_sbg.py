"""The retention curve: recovery, limits, degenerate cohorts, and what must hold for every curve."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import betaln

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.models import sbg
from cxcel.models.cohorts import cohort
from cxcel.models.sbg import Curve, fit, limits

REGULAR = [1000.0, 631, 468, 382, 326, 289, 262, 241]


def curve_of(alive: list[float]) -> Curve:
    return fit(cohort(np.array(alive)))


def exact(alpha: float, beta: float, last: int, customers: float = 1e6) -> list[float]:
    age = np.arange(last + 1)
    return (customers * np.exp(betaln(alpha, beta + age) - betaln(alpha, beta))).tolist()


@pytest.mark.parametrize(("alpha", "beta"), [(0.7, 1.2), (3.8, 15.2), (0.05, 0.2), (60, 240), (2, 0.3)])
def test_a_curve_without_noise_gives_its_own_parameters(alpha: float, beta: float) -> None:
    found = curve_of(exact(alpha, beta, 9))
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), rel=1e-5)
    assert found.survival(15)[-1] == pytest.approx(exact(alpha, beta, 15, 1)[-1], rel=1e-6)
    assert found.p_fit > 0.99


def test_churn_that_does_not_fall_is_that_of_customers_all_alike() -> None:
    found = curve_of([100, 90, 80, 70, 60, 50])
    assert found.spread == 0
    assert found.churn == pytest.approx(50 / 400)  # leavers over customer periods
    assert (found.alpha, found.beta) == (math.inf, math.inf)
    assert found.retention(30) == pytest.approx(np.full(30, 0.875))


def test_a_curve_of_another_kind_is_said_not_to_fit() -> None:
    assert curve_of([10000, 9900, 9700, 9300, 8500, 6900]).p_fit < 1e-6
    assert math.isnan(curve_of([20, 18, 17]).p_fit)  # two periods leave nothing to check with
    assert math.isnan(fit(cohort(np.array([1, 0.9, 0.8, 0.75]), counted=False)).p_fit)


@pytest.mark.parametrize(
    ("alive", "says"),
    [
        ([100, 80], "at least 2 periods"),
        ([100, 100, 100], "nobody has left yet"),
        ([100, 60, 60, 60], "nobody left after the first look"),
        ([100, 0, 0], "nobody left after the first look"),
    ],
)
def test_too_little_to_learn_from(alive: list[float], says: str) -> None:
    with pytest.raises(NotEnoughData, match=says):
        curve_of(alive)


@pytest.mark.parametrize("alive", [[100, 40, 0], [100, 100, 0], [3, 2, 1, 0], [1e12, 9e11, 8.5e11], [5, 4, 3]])
def test_extreme_cohorts_still_have_a_curve(alive: list[float]) -> None:
    found = curve_of(alive)
    low, high = limits(found, 12)
    survival = found.survival(12)
    assert np.isfinite(survival).all()
    assert ((low[1:] <= survival + 1e-12) & (survival <= high[1:] + 1e-12)).all()


def test_a_blank_in_between_costs_little() -> None:
    whole, gap = curve_of(REGULAR), curve_of([v if i != 3 else np.nan for i, v in enumerate(REGULAR)])
    assert gap.alpha == pytest.approx(whole.alpha, rel=0.05)
    assert gap.last == whole.last
    assert (limits(gap, 4)[1] - limits(gap, 4)[0])[0] >= (limits(whole, 4)[1] - limits(whole, 4)[0])[0] * 0.999


def test_scaling_a_cohort_keeps_the_curve_and_narrows_the_limits() -> None:
    one, ten = curve_of(REGULAR), curve_of([10 * v for v in REGULAR])
    assert (ten.alpha, ten.beta) == pytest.approx((one.alpha, one.beta), rel=1e-7)
    assert ten.log_likelihood == pytest.approx(10 * one.log_likelihood)
    widths = [high - low for low, high in (limits(one, 10), limits(ten, 10))]
    assert (widths[1] < widths[0]).all()


def test_a_higher_level_gives_wider_limits() -> None:
    found = curve_of(REGULAR)
    (a, b), (c, d) = limits(found, 8, 0.8), limits(found, 8, 0.99)
    assert ((c < a) & (b < d)).all()


def test_limits_hold_the_truth_as_often_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbg, "RAYS", 72)
    rng = np.random.default_rng(11)
    alpha, beta, periods, runs = 1.5, 6.0, 4, 120
    truth = np.array(exact(alpha, beta, 8, 1))[1:]
    held = np.zeros(8)
    for _ in range(runs):
        stays = rng.geometric(rng.beta(alpha, beta, 150))
        found = fit(cohort(np.array([(stays > age).sum() for age in range(periods + 1)], float)))
        low, high = limits(found, 8)
        held += (low[1:] <= truth) & (truth <= high[1:])
    assert (held / runs).min() >= 0.90
    assert 0.92 <= (held / runs).mean() <= 0.98


def test_residual_lifetime_is_the_sum_of_its_terms() -> None:
    for found in (curve_of(REGULAR), curve_of([100, 90, 80, 70, 60, 50])):
        for renewals, discount in [(0, 0.1), (5, 0.03)]:
            ahead = np.cumprod(found.retention(4000)[renewals:])
            terms = ahead / (1 + discount) ** np.arange(len(ahead))
            assert found.residual(discount, renewals) == pytest.approx(terms.sum(), rel=1e-9)


def test_residual_lifetime_without_discount() -> None:
    alike = curve_of([100, 90, 80, 70, 60, 50])
    assert alike.residual(0, 3) == pytest.approx(7)  # 0.875 / 0.125
    steady = curve_of(exact(3, 12, 8))
    assert steady.residual(0, 2) == pytest.approx(14 / 2, rel=1e-4)  # (beta + renewals) / (alpha - 1)
    assert steady.residual(1e-7, 2) == pytest.approx(steady.residual(0, 2), rel=1e-3)
    with pytest.raises(OutOfRange, match=r"alpha is 0\.704: give a discount"):
        curve_of(REGULAR).residual(0, 1)


LOSSES = st.lists(st.integers(0, 300), min_size=2, max_size=10)


@given(LOSSES, st.integers(0, 400))
def test_what_holds_for_every_curve(losses: list[int], left: int) -> None:
    """Survival falls, retention never does, and no parameters nearby are likelier."""
    assume(sum(losses[1:]) > 0)
    alive = np.concatenate([[sum(losses) + left], sum(losses) + left - np.cumsum(losses)]).astype(float)
    found = fit(cohort(alive))
    survival, retention = found.survival(20), found.retention(20)
    assert all(a >= b for a, b in pairwise(survival.tolist()))
    assert all(a <= b + 1e-12 for a, b in pairwise(retention.tolist()))
    assert found.residual(0.1, 8) >= found.residual(0.1, 0) - 1e-9
    logit = math.log(found.churn / (1 - found.churn))
    for shift in (-0.01, 0.01):
        spread = min(max(found.spread + shift, 0), sbg.WIDEST)
        near = sbg.log_likelihood(np.array([logit + shift, logit]), np.array([found.spread, spread]), found.seen)
        assert near.max() <= found.log_likelihood + 1e-9 * abs(found.log_likelihood) + 1e-9
