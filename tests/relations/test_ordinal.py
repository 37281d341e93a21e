"""Kendall's tau-b and Somers' D from pairs of rows."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxcel.relations.ordinal import EXACT_BELOW, PairCount, limits, one_way, pair_count

VALUE = st.one_of(st.just(math.nan), st.integers(0, 6).map(float), st.floats(-9, 9).map(lambda v: round(v, 1)))
ROWS = st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=40)


def counted_one_by_one(x: Any, y: Any) -> dict[str, Any]:
    """Return the same from all pairs of rows, one array cell each."""
    kept = ~(np.isnan(x) | np.isnan(y))
    x, y = x[kept], y[kept]
    a, b = (np.sign(v[:, None] - v) for v in (x, y))
    signs = a * b
    n = len(x)

    def measure(of: Any, base: Any) -> tuple[float, float]:
        """Value and error by leaving each row out a little: the derivative of the measure in each row's weight."""
        value = of(signs.sum()) / base(np.abs(a).sum(), np.abs(b).sum())
        step, slopes = 1e-6, []
        for i in range(n):
            moved = []
            for weight in (1 + step, 1 - step):
                w = np.ones(n)
                w[i] = weight
                s, p, q = (float(w @ v @ w) for v in (signs, np.abs(a), np.abs(b)))
                moved.append(of(s) / base(p, q))
            slopes.append((moved[0] - moved[1]) / (2 * step))
        return value, float(np.sqrt(np.square(slopes).sum()))

    return {
        "pairs": ((signs > 0).sum(), (signs < 0).sum(), np.abs(a).sum(), np.abs(b).sum()),
        "tau_b": measure(lambda s: s, lambda p, q: math.sqrt(p * q)),
        "somers": measure(lambda s: s, lambda p, q: q),
    }


@given(ROWS)
def test_pairs_and_errors_are_those_counted_one_by_one(rows: list[tuple[float, float]]) -> None:
    x, y = (np.array(column) for column in zip(*rows, strict=True))
    found = pair_count(x, y)
    if found is None:
        kept = ~(np.isnan(x) | np.isnan(y))
        assert kept.sum() < 2 or np.ptp(x[kept]) == 0 or np.ptp(y[kept]) == 0
        return
    wanted = counted_one_by_one(x, y)
    assert (found.concordant, found.discordant, found.differ_x, found.differ_y) == wanted["pairs"]
    for one, (value, error) in ((found.tau_b, wanted["tau_b"]), (found.somers, wanted["somers"])):
        assert one.value == pytest.approx(value, abs=1e-12)
        assert one.error == pytest.approx(error, abs=1e-6)


@pytest.mark.parametrize("n", [3, 4, 6])
def test_the_exact_p_counts_all_orders(n: int) -> None:
    signs = np.triu(np.ones((n, n)), 1)
    every = [float((np.sign(np.subtract.outer(o, o)).T * signs).sum()) for o in map(np.array, permutations(range(n)))]
    for order in list(permutations(range(n)))[:: max(1, len(every) // 24)]:
        found = pair_count(np.arange(float(n)), np.array(order, dtype=float))
        assert found is not None
        excess = (found.concordant - found.discordant) / 2
        assert found.p == pytest.approx(np.mean(np.abs(every) >= abs(excess)))


@pytest.mark.parametrize("n", [EXACT_BELOW - 1, EXACT_BELOW, 300])
def test_exact_and_approximate_p_are_those_of_scipy(n: int) -> None:
    x, y = np.random.default_rng(n).normal(size=(2, n))
    y += 0.2 * x
    found = pair_count(x, y)
    assert found is not None
    method = "exact" if n < EXACT_BELOW else "asymptotic"
    assert found.p == pytest.approx(stats.kendalltau(x, y, method=method).pvalue, rel=1e-9)
    assert stats.kendalltau(x, y, method="asymptotic").pvalue == pytest.approx(2 * stats.norm.sf(abs(found.deviate)))


def test_many_rows_without_ties_are_counted_as_scipy_counts_them() -> None:
    """More codes than sixteen bits hold."""
    x = np.random.default_rng(1).normal(size=150_000)
    y = x + np.random.default_rng(2).normal(size=150_000)
    found = pair_count(x, y)
    assert found is not None
    assert found.tau_b.value == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)
    assert found.tau_b.value == found.somers.value
    between = math.asin(math.sqrt(0.5) / 2) / math.pi  # Esscher 1924: 4/n (1/9 - 4 (asin(r / 2) / pi)^2), r^2 = 1/2
    assert found.tau_b.error == pytest.approx(2 * math.sqrt((1 / 9 - 4 * between**2) / 150_000), rel=0.01)


def test_somers_d_leaves_out_ties_of_what_is_given() -> None:
    """Yes or no depends on a scale: every pair that differs in the scale counts."""
    resolved, wait = np.array([1.0, 1, 0, 0]), np.array([1.0, 2, 3, 4])
    one, other = pair_count(resolved, wait), pair_count(wait, resolved)
    assert one is not None
    assert other is not None
    assert (one.somers.value, other.somers.value) == (pytest.approx(-4 / 6), -1.0)
    assert one.tau_b.value == pytest.approx(-math.sqrt(4 / 6))


def found_in(rows: list[list[int]]) -> PairCount:
    table = np.array(rows)
    i, j = np.nonzero(table)
    found = pair_count(np.repeat(i, table[i, j]).astype(float), np.repeat(j, table[i, j]).astype(float))
    assert found is not None
    return found


def test_limits_do_not_close_where_every_error_vanishes() -> None:
    """Half of the rows on each side of a clean cut, and a ring without direction, add alike row by row."""
    cut = pair_count(np.repeat([0.0, 1.0], 20), np.arange(40.0))
    assert cut is not None
    assert cut.one_way
    assert cut.somers.error == pytest.approx(0, abs=1e-9)
    low, high = limits(cut, cut.somers, 40.0, 0.95)
    assert low < 0.85 * cut.somers.value < cut.somers.value < high <= 1
    ring = found_in([[0, 5, 0], [5, 0, 5], [0, 5, 0]])
    assert not ring.one_way
    assert (ring.tau_b.value, ring.tau_b.error) == (0.0, pytest.approx(0, abs=1e-9))
    low, high = limits(ring, ring.tau_b, 20.0, 0.95)
    assert low == pytest.approx(-high)
    assert high > 0.1


def test_a_clean_cut_is_less_certain_the_fewer_its_rows() -> None:
    assert one_way(20, 0.95) == pytest.approx(stats.binomtest(20, 20).proportion_ci(method="wilson").low * 2 - 1)
    few, many = found_in([[4, 0], [0, 4]]), found_in([[400, 0], [0, 400]])
    assert limits(few, few.tau_b, 8.0, 0.95)[0] < 0.5
    assert limits(many, many.tau_b, 800.0, 0.95)[0] > 0.98
    assert limits(few, few.tau_b, 3.0, 0.95) == (-1.0, 1.0)
