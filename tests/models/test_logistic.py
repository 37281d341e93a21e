"""Penalised logistic regression, and the evidence for its chances."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from cxcel.models.logistic import auc, brier, by_rank, calibration_slope, fit_logistic, folds, out_of_fold, p_linked


def customers(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = rng.normal(size=(n, 2))
    return columns, rng.random(n) < 1 / (1 + np.exp(1 - 0.9 * columns[:, 0]))


def test_many_rows_give_what_maximum_likelihood_gives() -> None:
    columns, left = customers(20_000)
    theirs = sm.Logit(left.astype(float), sm.add_constant(columns)).fit(disp=0)
    ours = fit_logistic(columns, left)
    assert [ours.intercept, *ours.slopes] == pytest.approx(theirs.params.tolist(), abs=5e-4)
    assert np.sqrt(np.diag(ours.covariance)).tolist() == pytest.approx(theirs.bse.tolist(), rel=1e-3)


@pytest.mark.parametrize("n", [6, 40, 500])
def test_mean_chance_is_the_share_that_left(n: int) -> None:
    columns, left = customers(n, seed=2)
    assert fit_logistic(columns, left).chances(columns).mean() == pytest.approx(left.mean(), abs=1e-9)


@pytest.mark.parametrize("columns", [np.zeros((8, 1)), np.zeros((8, 0)), np.repeat(np.arange(8.0)[:, None], 3, axis=1)])
def test_columns_that_say_nothing_or_the_same_are_no_harm(columns: np.ndarray) -> None:
    left = np.array([0, 0, 0, 1, 0, 1, 1, 1], bool)
    chances = fit_logistic(columns, left).chances(columns)
    assert np.isfinite(chances).all()
    assert chances.mean() == pytest.approx(0.5)


def test_outcomes_that_are_parted_completely_have_a_finite_answer() -> None:
    x = np.linspace(-1, 1, 30)[:, None]
    found = fit_logistic(x, x[:, 0] > 0)
    assert 1 < found.slopes[0] < 50
    assert (found.chances(1000 * x) < 1).all()


@given(st.integers(0, 1000))
def test_folds_do_not_hang_on_the_order_of_rows(seed: int) -> None:
    columns, left = customers(43, seed)
    order = np.random.default_rng(seed).permutation(43)
    dealt, again = folds(columns, left, 5), folds(columns[order], left[order], 5)
    assert (dealt[order] == again).all()
    for outcome in (True, False):  # every part has its share of those who left
        counts = np.bincount(dealt[left == outcome], minlength=5)
        assert counts.max() - counts.min() <= 1


def test_nobody_is_judged_by_a_fit_that_saw_them() -> None:
    """Pure noise: in the fit it looks better than chance, out of fold it does not."""
    rng = np.random.default_rng(5)
    columns, left = rng.normal(size=(60, 12)), rng.random(60) < 0.5
    assert auc(fit_logistic(columns, left).chances(columns), left).value > 0.7
    assert auc(out_of_fold(columns, left), left).low < 0.5


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_the_area_counts_pairs(rows: list[tuple[int, bool]]) -> None:
    score, left = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows])
    if left.all() or not left.any():
        return
    pairs = score[left][:, None] - score[~left][None, :]
    found = auc(score, left)
    assert found.value == pytest.approx((pairs > 0).mean() + (pairs == 0).mean() / 2)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    mirrored = auc(-score, left)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-9)


@pytest.mark.parametrize(("n", "true"), [(20, 0.5), (30, 0.76), (100, 0.9)])
def test_limits_of_the_area_hold_the_truth(n: int, true: float) -> None:
    from scipy.special import ndtri

    rng = np.random.default_rng(3)
    left = np.arange(2 * n) < n
    shift = np.sqrt(2) * ndtri(true)
    runs = [auc(rng.normal(size=2 * n) + shift * left, left) for _ in range(300)]
    assert 0.92 <= np.mean([run.low <= true <= run.high for run in runs]) <= 0.985


def test_errors_of_good_and_useless_chances() -> None:
    left = np.array([1, 1, 0, 0, 0, 0, 1, 0], bool)
    error, gain = brier(np.where(left, 0.9, 0.1), left)
    assert error.value == pytest.approx(0.01)
    assert error.expected == pytest.approx(left.mean() * (1 - left.mean()))
    assert gain.low > 0
    same, none = brier(np.full(8, left.mean()), left)
    assert (same.value, none.value) == pytest.approx((same.expected, 0))


def test_slope_tells_bold_from_cautious() -> None:
    rng = np.random.default_rng(8)
    odds = rng.normal(size=4000)
    left = rng.random(4000) < 1 / (1 + np.exp(-odds))
    for factor in (0.5, 1, 2):
        found = calibration_slope(1 / (1 + np.exp(-factor * odds)), left)
        assert found.low < 1 / factor < found.high


def test_fifths_keep_equal_chances_together() -> None:
    assert by_rank(np.arange(10.0)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert by_rank(np.zeros(7)).tolist() == [2] * 7


def test_the_score_test_of_one_column_is_n_r_squared() -> None:
    from scipy.special import chdtrc

    columns, left = customers(50, seed=3)
    r = np.corrcoef(columns[:, 0], left)[0, 1]
    assert p_linked(columns[:, :1], left) == pytest.approx(float(chdtrc(1, 50 * r * r)))
    assert p_linked(np.repeat(columns[:, :1], 2, axis=1), left) == pytest.approx(float(chdtrc(1, 50 * r * r)))
    assert p_linked(np.zeros((50, 0)), left) == p_linked(np.zeros((50, 2)), left) == 1
