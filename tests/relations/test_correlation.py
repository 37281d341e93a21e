"""Correlation, its intervals, and the matrix of all pairs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxcel.errors import LengthMismatch, NotEnoughData, OutOfRange
from cxcel.functions import FUNCTIONS
from cxcel.functions.correlation import METHODS as METHODS_OF_CELLS
from cxcel.relations.correction import adjust
from cxcel.relations.correlation import (
    ERROR,
    METHODS,
    PREPARE,
    correlate,
    detrended,
    differences,
    fisher_interval,
    hold_fixed,
    p_value,
    partial_r,
)
from cxcel.relations.matrix import BLOCK, PIECE, association_matrix, correlation_matrix, moments
from cxcel.relations.ranking import ranks
from cxcel.results import Correlation

METHOD = pytest.mark.parametrize("method", METHODS)
SYMMETRIC = pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
CELL = st.one_of(st.just(math.nan), st.integers(-20, 20).map(float))
ROWS = st.lists(st.tuples(CELL, CELL), min_size=3, max_size=40)


def taken(rows: list[tuple[float, float]]) -> tuple[Any, Any]:
    x, y = (np.array(column) for column in zip(*rows, strict=True))
    return x, y


def found(x: Any, y: Any, method: str) -> Correlation:
    try:
        return correlate(x, y, method)
    except NotEnoughData:
        assume(False)
        raise


@SYMMETRIC
@given(rows=ROWS)
def test_it_is_symmetric_bounded_and_that_of_pandas(rows: list[tuple[float, float]], method: str) -> None:
    x, y = taken(rows)
    one, other = found(x, y, method), found(y, x, method)
    assert (one.r, one.low, one.high, one.p) == pytest.approx((other.r, other.low, other.high, other.p))
    assert -1 <= one.low <= one.r <= one.high <= 1
    assert 0 <= one.p <= 1
    both = pd.DataFrame({"x": x, "y": y}).dropna()
    assert one.r == pytest.approx(both["x"].corr(both["y"], method=method), abs=1e-9)
    assert one.n == len(both)


@given(rows=ROWS, scale=st.floats(0.01, 100), shift=st.floats(-1000, 1000))
def test_pearson_does_not_see_units(rows: list[tuple[float, float]], scale: float, shift: float) -> None:
    x, y = taken(rows)
    one = found(x, y, "pearson")
    assert found(scale * x + shift, y, "pearson").r == pytest.approx(one.r, abs=1e-9)
    assert found(-scale * x + shift, y, "pearson").r == pytest.approx(-one.r, abs=1e-9)


@pytest.mark.parametrize("method", ["spearman", "kendall", "somers"])
@given(rows=ROWS)
def test_ranks_and_pairs_see_order_only(rows: list[tuple[float, float]], method: str) -> None:
    """Counted where the scores are whole, sorted where they are not: the same to the last digit."""
    x, y = taken(rows)
    one = found(x, y, method)
    for change in (lambda v: v**3, lambda v: np.exp(v / 4), np.arctan):
        assert found(change(x), y, method) == one
        assert found(x, change(y), method) == one


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_ranks_are_those_of_pandas(values: list[int]) -> None:
    assert ranks(np.array(values)).tolist() == pd.Series(values).rank().tolist()


@SYMMETRIC
def test_kpi_corr_is_excels_correl_on_complete_pairs(method: str) -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 400))
    y += 0.5 * x
    x[::7], y[::11] = np.nan, np.nan
    both = ~np.isnan(x) & ~np.isnan(y)
    call = FUNCTIONS["KPI_CORR"]
    assert call(x, y) == pytest.approx(np.corrcoef(x[both], y[both])[0, 1], rel=1e-12)
    cells = [[["kpi"]] + [[None if math.isnan(v) else v] for v in column] for column in (x, y)]
    assert call(*cells) == pytest.approx(call(x, y), rel=1e-12)
    frame = pd.DataFrame({"x": x, "y": y})
    assert call(x, y, method) == pytest.approx(frame.corr(method=method).loc["x", "y"], rel=1e-9)
    steps = np.corrcoef(*frame.diff().dropna().T.to_numpy())[0, 1]
    assert call(x, y, "pearson", "diff") == pytest.approx(steps, rel=1e-12)


def test_the_functions_know_every_method() -> None:
    assert METHODS == METHODS_OF_CELLS == tuple(PREPARE) == tuple(ERROR)


@METHOD
@given(rows=ROWS, seed=st.integers(0, 99))
def test_neither_blanks_nor_the_order_of_rows_nor_a_mirror_matter(
    rows: list[tuple[float, float]], method: str, seed: int
) -> None:
    x, y = taken(rows)
    one = found(x, y, method)
    kept = ~(np.isnan(x) | np.isnan(y))
    mixed = np.random.default_rng(seed).permutation(len(x))
    for other in (found(x[kept], y[kept], method), found(x[mixed], y[mixed], method)):
        assert (other.r, other.low, other.high, other.p) == pytest.approx((one.r, one.low, one.high, one.p), abs=1e-9)
        assert other.n == one.n
    mirrored = found(-x, y, method)
    assert (mirrored.r, mirrored.low, mirrored.high) == pytest.approx((-one.r, -one.high, -one.low), abs=1e-9)
    assert mirrored.p == pytest.approx(one.p, abs=1e-9)


@METHOD
def test_rows_that_count_for_less_widen_the_interval_and_leave_r(method: str) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=80)
    y = x + rng.normal(size=80)
    whole, half = correlate(x, y, method), correlate(x, y, method, n_eff=40.0)
    assert half.r == whole.r
    assert half.low < whole.low < whole.high < half.high
    assert half.p > whole.p
    assert correlate(x, y, method, n_eff=999.0) == whole
    assert correlate(x, y, method, confidence_level=0.99).high > whole.high
    assert (correlate(x, y, method, n_eff=3.0).low, correlate(x, y, method, n_eff=3.0).high) == (-1.0, 1.0)


@METHOD
@pytest.mark.parametrize("sign", [1, -1])
def test_a_perfect_order_is_one_and_no_more_certain_than_its_rows(method: str, sign: int) -> None:
    """Among ranks even four rows in order have a chance of 2 in 24; Pearson's r takes a straight line for proof."""
    x = np.array([1.0, 2.5, 4.0, 5.5])
    one = correlate(x, sign * x, method)
    assert one.r == sign
    if method == "pearson":
        assert (one.low, one.high, one.p) == (sign, sign, 0.0)
    else:
        assert one.p == pytest.approx(2 / 24)
        least = (4 - 1.959964**2) / (4 + 1.959964**2)
        assert sorted([sign * one.low, sign * one.high]) == pytest.approx([least, 1.0], abs=1e-6)


def test_columns_that_are_not_side_by_side_are_refused() -> None:
    for method in METHODS:
        with pytest.raises(LengthMismatch, match="equal length, got 3 and 2 rows"):
            correlate(np.ones(3), np.ones(2), method)


@pytest.mark.parametrize("value", [0.1, 1e9 + 0.1, 0.0, -7.3])
@pytest.mark.parametrize("n", [3, 7, 10])
def test_a_column_that_does_not_vary_has_no_correlation(value: float, n: int) -> None:
    """The mean of equal values need not equal them; what is left must not be taken for variation."""
    for x, y in (([value] * n, range(n)), (range(n), [value] * n)):
        with pytest.raises(NotEnoughData, match="one of them holds a single value"):
            FUNCTIONS["KPI_CORR"](list(x), list(y))


def test_too_few_pairs_have_no_correlation() -> None:
    with pytest.raises(NotEnoughData, match="at least 3 complete pairs, got 2"):
        FUNCTIONS["KPI_CORR"]([1, 2, None], [1, 2, 3])


def test_the_table_is_sorted_corrected_and_judged() -> None:
    rng = np.random.default_rng(6)
    outcome = rng.normal(size=300)
    kpis = np.column_stack([rng.normal(size=300), outcome + rng.normal(size=300), -outcome + 3 * rng.normal(size=300)])
    table = [["noise", "strong", "weak"], *kpis.tolist()]
    header, *rows = FUNCTIONS["KPI_CORR_TABLE"](["score", *outcome], table, "pearson")
    assert header == ["kpi", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict"]
    assert [row[0] for row in rows] == ["strong", "weak", "noise"]
    for row in rows:
        column = kpis[:, ["noise", "strong", "weak"].index(row[0])]
        assert row[1] == pytest.approx(np.corrcoef(outcome, column)[0, 1])
        assert row[2] <= row[1] <= row[3]
    assert [row[7] for row in rows] == pytest.approx(adjust([row[6] for row in rows]))
    assert [row[8].split(":")[0] for row in rows[:2]] == ["moves with", "moves with"]
    assert rows[2][8].startswith(("no link seen", "cannot tell"))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("rows", [1, 2, 3, PIECE - 1, PIECE, PIECE + 1, BLOCK // 5 + 77, 2 * BLOCK // 5 + PIECE])
def test_the_matrix_is_that_of_pandas(rows: int, order: Any) -> None:
    rng = np.random.default_rng(rows)
    table = rng.normal(100, 3, size=(rows, 5)) + rng.normal(size=(rows, 1))
    table[rng.random(table.shape) < 0.1] = np.nan
    r, n = correlation_matrix(np.array(table, order=order))
    filled = (~np.isnan(table)).astype(int)
    assert (n == filled.T @ filled).all()
    wanted = pd.DataFrame(table).corr().to_numpy()
    known = ~np.isnan(wanted) & (n > 2)
    assert np.abs(r - wanted)[known].max(initial=0) < 1e-12
    assert np.isnan(r[n < 2]).all()


def test_the_matrix_is_that_of_each_pair() -> None:
    rng = np.random.default_rng(3)
    table = rng.integers(0, 11, size=(500, 4)).astype(float)
    table[rng.random(table.shape) < 0.2] = np.nan
    table[:, 3] = 0.1
    r, _ = correlation_matrix(table)
    for i in range(3):
        for j in range(3):
            assert r[i, j] == pytest.approx(correlate(table[:, i], table[:, j]).r, abs=1e-12)
    assert np.isnan(r[3]).all()
    assert np.isnan(r[:, 3]).all()


def test_far_from_zero_no_digits_are_lost() -> None:
    rng = np.random.default_rng(4)
    table = rng.normal(size=(2000, 3))
    assert np.abs(correlation_matrix(table + 1e7)[0] - np.corrcoef(table.T)).max() < 1e-8


def test_moments_with_the_same_shift_add() -> None:
    rng = np.random.default_rng(2)
    table = rng.normal(size=(3000, 4))
    table[rng.random(table.shape) < 0.1] = np.nan
    shift = np.zeros(4)
    merged = moments(table[:1234], shift) + moments(table[1234:], shift)
    assert np.abs(merged.correlations() - moments(table).correlations()).max() < 1e-12


def test_integers_and_empty_tables_are_taken() -> None:
    table = np.arange(12).reshape(6, 2) ** 2
    assert correlation_matrix(table)[0] == pytest.approx(np.corrcoef(table.T))
    assert correlation_matrix(np.empty((0, 2)))[1].tolist() == [[0, 0], [0, 0]]
    assert correlation_matrix(np.empty((4, 0)))[0].shape == (0, 0)


@given(st.lists(st.one_of(st.just(math.nan), st.floats(0, 1)), max_size=20), st.sampled_from(["bh", "holm"]))
def test_corrected_p_values_are_never_smaller_and_keep_their_order(p: list[float], method: str) -> None:
    out = adjust(p, method)
    pairs = sorted((a, b) for a, b in zip(p, out, strict=True) if not math.isnan(a))
    assert all(a * (1 - 1e-12) <= b <= 1 for a, b in pairs)
    assert [b for _, b in pairs] == sorted(b for _, b in pairs)
    assert [math.isnan(q) for q in out] == [math.isnan(q) for q in p]
    assert adjust([v for v in p if not math.isnan(v)], method) == [q for q in out if not math.isnan(q)]


def test_what_is_no_p_value_is_refused() -> None:
    with pytest.raises(OutOfRange, match=r"p values must lie in 0\.\.1"):
        adjust([0.5, 1.5])


def test_steps_that_differ_by_rounding_alone_are_one_step() -> None:
    """0.1, 0.2, 0.3 ... does not vary from row to row; what is left of its binary digits is no variation."""
    tenths = np.arange(1, 60) / 10
    assert np.ptp(np.diff(tenths)) > 0
    assert np.ptp(differences(tenths)) == 0
    assert differences(np.array([1.0, math.nan, 3.0, 7.0])).tolist()[2:] == [4.0]
    assert len(differences(np.array([math.nan, math.nan]))) == 1
    with pytest.raises(NotEnoughData, match="single value"):
        FUNCTIONS["KPI_CORR"](tenths, np.sin(tenths), None, "diff")


def test_what_a_straight_line_leaves_is_the_link_with_the_row_held_fixed() -> None:
    rng = np.random.default_rng(7)
    row = np.arange(50.0)
    x, y = rng.normal(size=(2, 50)) + row / 5
    x[3], y[[10, 20]] = math.nan, math.nan
    whole = ~(np.isnan(x) | np.isnan(y))
    wanted = partial_r(x[whole], y[whole], row[whole])
    assert FUNCTIONS["KPI_CORR"](x, y, "pearson", "detrend") == pytest.approx(wanted, abs=1e-12)
    assert abs(wanted) < 0.5 < FUNCTIONS["KPI_CORR"](x, y)


@pytest.mark.parametrize("line", [np.arange(9.0), np.arange(9) / 10 + 1e6, np.full(9, 0.1)])
def test_nothing_is_left_of_a_straight_line(line: Any) -> None:
    with pytest.raises(NotEnoughData, match="nothing is left of one column"):
        detrended(line, np.sin(line))
    with pytest.raises(NotEnoughData, match="at least 4 complete pairs, got 3"):
        detrended(line[:3], np.sin(line[:3]))
    with pytest.raises(LengthMismatch):
        detrended(line, line[:3])


def test_what_is_held_fixed_is_gone() -> None:
    rng = np.random.default_rng(9)
    groups = rng.integers(0, 9, 500)
    left = hold_fixed(rng.normal(size=500) + groups, groups)
    assert np.abs(np.bincount(groups, left)).max() < 1e-9
    z = rng.normal(size=500)
    x, y = z + rng.normal(size=500), z + rng.normal(size=500)
    residuals = [v - np.polyval(np.polyfit(z, v, 1), z) for v in (x, y)]
    assert partial_r(x, y, z) == pytest.approx(np.corrcoef(*residuals)[0, 1])


def test_an_interval_without_room_says_nothing() -> None:
    assert fisher_interval(0.5, 3) == (-1.0, 1.0)
    assert fisher_interval(1.0, 9) == (1.0, 1.0)
    assert p_value(0.5, 2) == 1.0


@METHOD
def test_the_matrix_of_any_measure_is_that_of_each_pair(method: str) -> None:
    rng = np.random.default_rng(13)
    table = np.column_stack(
        [rng.integers(0, 11, (60, 3)), rng.normal(size=60), np.full(60, 2.0), np.full(60, math.nan)]
    )
    table[rng.random(table.shape) < 0.2] = math.nan
    r, n = association_matrix(table, method)
    for i in range(6):
        for j in range(6):
            x, y = table[:, i], table[:, j]
            assert n[i, j] == (~(np.isnan(x) | np.isnan(y))).sum()
            if max(i, j) > 3:
                assert math.isnan(r[i, j])
            else:
                assert r[i, j] == pytest.approx(correlate(x, y, method).r, abs=1e-12)
    assert r.diagonal()[:4].tolist() == [1.0] * 4
    assert math.isnan(association_matrix(table[:2], method)[0][0, 0])
