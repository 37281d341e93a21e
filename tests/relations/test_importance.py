"""Shares of R²: what they must add up to, what must not change them, and how often their interval holds the truth."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.relations.importance import METHODS, MOST, explained, johnson, lmg, resampled
from cxcel.relations.regression import fit, repeated, standard, varies

EACH = pytest.mark.parametrize("method", METHODS)
SEEDS = st.integers(0, 10_000)


def correlations(seed: int, p: int, rows: int = 60) -> Any:
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(rows, p + 1)) @ rng.normal(size=(p + 1, p + 1))
    return np.corrcoef(mixed.T)


def r2(r: Any, chosen: list[int]) -> float:
    """R² of a set by solving its normal equations."""
    if not chosen:
        return 0.0
    return float(r[chosen, -1] @ np.linalg.solve(r[np.ix_(chosen, chosen)], r[chosen, -1]))


def by_definition(r: Any) -> list[float]:
    """LMG as the mean gain over all sets, each size counting alike."""
    p = len(r) - 1
    out = []
    for j in range(p):
        rest = [k for k in range(p) if k != j]
        sizes = [np.mean([r2(r, [*s, j]) - r2(r, list(s)) for s in combinations(rest, size)]) for size in range(p)]
        out.append(float(np.mean(sizes)))
    return out


@given(seed=SEEDS, p=st.integers(1, 6))
def test_r2_of_every_set_and_the_shares_are_those_of_the_definition(seed: int, p: int) -> None:
    r = correlations(seed, p)
    found = explained(r[None])[:, 0]
    for number, value in enumerate(found):
        assert value == pytest.approx(r2(r, [j for j in range(p) if number >> j & 1]), abs=1e-9)
    assert lmg(r) == pytest.approx(by_definition(r), abs=1e-9)


@EACH
@given(seed=SEEDS, p=st.integers(1, 9))
def test_shares_are_never_negative_and_add_up_to_r2(seed: int, p: int, method: str) -> None:
    r = correlations(seed, p)
    shares = METHODS[method](r)
    assert shares.min() >= -1e-12
    assert shares.sum() == pytest.approx(r2(r, list(range(p))), abs=1e-12 if p < 6 else 1e-10)


@EACH
def test_shares_of_fifteen_predictors_add_up_to_r2(method: str) -> None:
    r = correlations(3, MOST, 5_000)
    assert METHODS[method](r).sum() == pytest.approx(r2(r, list(range(MOST))), abs=1e-12)


@EACH
@given(seed=SEEDS, p=st.integers(2, 7))
def test_order_and_signs_of_predictors_change_nothing(seed: int, p: int, method: str) -> None:
    r = correlations(seed, p)
    rng = np.random.default_rng(seed)
    order, signs = rng.permutation(p), np.append(rng.choice([-1.0, 1.0], p), 1.0)
    plain = METHODS[method](r)
    whole = np.append(order, p)
    assert METHODS[method](r[np.ix_(whole, whole)]) == pytest.approx(plain[order], abs=1e-9)
    assert METHODS[method](r * signs[:, None] * signs) == pytest.approx(plain, abs=1e-9)


@EACH
def test_a_stack_gives_what_its_matrices_give(method: str) -> None:
    stack = np.array([correlations(seed, 11) for seed in range(300)])
    whole = METHODS[method](stack)
    assert whole.shape == (300, 11)
    for i in (0, 127, 128, 299):
        assert whole[i] == pytest.approx(METHODS[method](stack[i]), abs=1e-11)


@EACH
def test_doubled_predictors_share_what_one_has(method: str) -> None:
    """Where the others leave nothing of a predictor, it adds nothing beside them, and both get half."""
    r = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    assert METHODS[method](r) == pytest.approx([0.125, 0.125], abs=1e-12)


def test_too_many_predictors_are_refused_with_the_way_out() -> None:
    with pytest.raises(OutOfRange, match=r"'lmg' takes up to 15 predictors, got 16: use 'johnson'"):
        lmg(np.eye(17))
    assert johnson(np.eye(17)).tolist() == [0.0] * 16


def test_resampled_correlations_are_those_of_copied_rows() -> None:
    """The first draw, made by hand from the same numbers."""
    z = standard(np.random.default_rng(1).normal(size=(40, 3)))
    found = resampled(z, 5, seed=7)
    drawn = np.random.default_rng(7).integers(0, 40, (5, 40))
    for one, rows in zip(found, drawn, strict=True):
        assert one == pytest.approx(np.corrcoef(z[rows].T), abs=1e-12)


def test_long_columns_are_drawn_in_groups_of_as_many_rows() -> None:
    z = standard(np.random.default_rng(1).normal(size=(9_001, 2)))
    spread = resampled(z, 400)[:, 0, 1].std()
    assert spread == pytest.approx(1 / math.sqrt(9_001), rel=0.12)


def test_blocks_of_neighbours_keep_the_memory_of_a_series() -> None:
    """Bartlett 1935: the variance of r of two series with memory a and b is (1 + ab) / (1 - ab) / n."""
    rng = np.random.default_rng(2)
    z = rng.normal(size=(4_000, 2))
    for i in range(1, len(z)):
        z[i] += 0.8 * z[i - 1]
    z = standard(z)
    expected = math.sqrt((1 + 0.64) / (1 - 0.64) / 4_000)
    assert resampled(z, 400, block=40)[:, 0, 1].std() == pytest.approx(expected, rel=0.2)
    assert resampled(z, 400)[:, 0, 1].std() < 0.6 * expected


def test_a_column_that_seldom_varies_correlates_with_none_in_a_draw_without_it() -> None:
    z = standard(np.column_stack([np.arange(30.0), np.arange(30) == 0]))
    found = resampled(z, 50)
    assert np.isfinite(found).all()
    assert (found[:, 0, 1] == 0).any()
    assert (np.einsum("bii->bi", found) == 1).all()


TRUE = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
SLOPES = np.array([0.4, 0.3, 0.2, 0.1])


@EACH
@pytest.mark.parametrize("n", [60, 200, 1_000])
def test_the_interval_holds_the_truth(n: int, method: str) -> None:
    """Percentile interval of correlated predictors, nominal 95 %."""
    scale = math.sqrt(SLOPES @ TRUE @ SLOPES + 1)
    population = np.eye(5)
    population[:4, :4] = TRUE
    population[:4, 4] = population[4, :4] = TRUE @ SLOPES / scale
    truth, root = METHODS[method](population), np.linalg.cholesky(population)
    rng, runs, held = np.random.default_rng(5), 250, np.zeros(4)
    for run in range(runs):
        z = standard(rng.normal(size=(n, 5)) @ root.T)
        low, high = np.quantile(METHODS[method](resampled(z, 300, seed=run)), [0.025, 0.975], axis=0)
        held += (low <= truth) & (truth <= high)
    assert ((held / runs >= 0.90) & (held / runs <= 0.98)).all(), held / runs
    assert 0.92 <= held.mean() / runs <= 0.98


@given(seed=SEEDS, scale=st.floats(1e-6, 1e6), shift=st.floats(-1e3, 1e3))
def test_units_change_nothing(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 3))
    y = x @ np.array([1.0, -0.5, 0.0]) + rng.normal(size=40)
    plain = fit(y, x)
    changed = fit(-y, np.column_stack([scale * (x[:, 0] + shift), -x[:, 1], x[:, 2]]))
    assert changed.beta == pytest.approx(plain.beta * [-1, 1, -1], abs=1e-6)
    assert changed.p == pytest.approx(plain.p, abs=1e-6)
    assert changed.r2 == pytest.approx(plain.r2, abs=1e-8)


def test_huge_and_tiny_numbers_lose_no_digit() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 2))
    y = x[:, 0] + rng.normal(size=30)
    plain = fit(y, x)
    for factor in (2.0**1000, 2.0**-1000):
        assert fit(y, x * factor).beta.tolist() == plain.beta.tolist()
    assert np.isfinite(standard(np.array([[1e308], [-1e308], [1.0]]))).all()


def test_a_spread_that_grows_with_a_column_does_not_make_a_slope() -> None:
    """The ordinary error would call 15 % and more of such columns real."""
    rng, runs = np.random.default_rng(4), 400
    claimed = 0
    for _ in range(runs):
        x = rng.normal(size=(80, 2))
        claimed += bool(fit(rng.normal(size=80) * np.abs(x[:, 0]) ** 1.5, x).p[0] < 0.05)
    assert claimed / runs <= 0.07


def test_an_exact_fit_has_slopes_without_error() -> None:
    x = np.random.default_rng(1).normal(size=(20, 3))
    found = fit(2 * x[:, 0] - x[:, 1], x)
    assert (found.r2, found.f_p) == (1.0, 0.0)
    assert found.p.tolist() == [0.0, 0.0, 1.0]
    assert found.partial.tolist() == [1.0, -1.0, 0.0]


def test_a_row_that_fits_itself_alone_is_no_evidence() -> None:
    x = np.column_stack([np.arange(30) == 3, np.arange(30) % 7]).astype(float)
    found = fit(np.random.default_rng(1).normal(size=30), x)
    assert np.isfinite(found.error).all()
    assert (found.error > 0).all()


def test_what_does_not_vary_or_is_repeated_is_found() -> None:
    assert varies(np.array([[0.3, 1e308, 1.0], [0.1 + 0.2, -1e308, 1.0]])).tolist() == [False, True, False]
    x = np.random.default_rng(1).normal(size=(50, 4))
    x[:, 3] = 2 * x[:, 0] - x[:, 2]
    assert repeated(np.corrcoef(x.T)) == (3, [0, 2])
    assert repeated(np.corrcoef(x[:, :3].T)) is None


def test_rows_that_are_too_few_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="4 complete rows are too few for 3 columns: at least 5 are needed"):
        fit(np.arange(4.0), np.random.default_rng(1).normal(size=(4, 3)))
