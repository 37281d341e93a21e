"""Links of series: what counts, what is held fixed, and what does not matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadOption, LengthMismatch, NotEnoughData
from cxcel.relations.correlation import correlate
from cxcel.relations.series import adjusted, autocorrelation, beside, effective_number, excess, link
from cxcel.relations.whiten import Memory

METHODS = ["pearson", "spearman", "kendall", "somers"]


def walks(seed: int = 5, n: int = 48) -> Any:
    return np.random.default_rng(seed).normal(size=(2, n)).cumsum(axis=1)


def cases(seed: int = 1, n: int = 60) -> Any:
    """Two columns that move together, in no order that could be taken for one."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return x, 0.5 * x + rng.normal(size=n)


def test_effective_number_worked_by_hand() -> None:
    """1..5 twice, one lag: r(1) = 5/4 * (2 + 0 + 0 + 2) / 10 = 0.5; 1/N* = 1/5 + 2/5 * 4/5 * 0.25 = 0.28."""
    x = np.arange(1.0, 6)
    assert autocorrelation(x, 1) == pytest.approx([0.5])
    assert effective_number(x, x, 1) == pytest.approx(1 / 0.28)


def test_effective_number_is_that_of_two_autoregressions() -> None:
    """Bartlett 1935: N (1 - ab) / (1 + ab) for shares a and b of the row before."""
    n, a, b, rng = 4000, 0.8, 0.6, np.random.default_rng(3)
    x, y = rng.normal(size=(2, n))
    for i in range(1, n):
        x[i] += a * x[i - 1]
        y[i] += b * y[i - 1]
    assert effective_number(x, y, 40) == pytest.approx(n * (1 - a * b) / (1 + a * b), rel=0.2)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (np.tile([1.0, -1], 20), np.repeat([1.0, -1], 20), 40),
        (np.full(40, 3.0), np.arange(40.0), 40),
        (np.arange(4.0), np.arange(4.0), 4 / (1 + 2 * 0.75 * (4 / 3 * 0.25) ** 2)),
    ],
    ids=["one swings, one does not", "all equal", "four rows"],
)
def test_effective_number_at_the_edges(x: Any, y: Any, expected: float) -> None:
    assert effective_number(x, y) == pytest.approx(expected)


def test_rows_in_no_order_are_judged_as_they_are() -> None:
    x, y = cases()
    found = link(Memory(x), Memory(y), "pearson")
    assert not found.timed
    assert found.held is None
    assert found.found == correlate(x, y, "pearson")


@pytest.mark.parametrize("method", METHODS)
def test_series_count_for_less_and_are_judged_by_what_is_new(method: str) -> None:
    x, y = walks()
    found = link(Memory(x), Memory(y), method)
    plain = correlate(x, y, method)
    assert found.timed
    assert found.found.r == plain.r
    assert found.found.n_eff == effective_number(x, y) < 48
    counted = correlate(x, y, method, n_eff=found.found.n_eff)
    assert (found.found.low, found.found.high) == (counted.low, counted.high)
    assert found.held is not None
    assert found.held.n_eff < 48
    assert found.plain_p == plain.p
    assert found.found.p == found.held.p


def test_rows_known_to_be_steps_are_always_held_fixed() -> None:
    x, y = cases()
    found = link(Memory(x, ordered=True), Memory(y, ordered=True))
    assert found.timed
    assert found.held is not None
    assert found.found.n_eff == 60


def test_two_straight_lines_leave_nothing_to_relate() -> None:
    found = link(Memory(np.arange(40.0)), Memory(-2 * np.arange(40.0)), "pearson")
    assert found.found.r == -1
    assert found.held is None
    assert found.found.p == 1


def test_blocks_that_move_together_count_for_less() -> None:
    """Cases of 91 days whose days have levels of their own: without a date their order still tells."""
    rng = np.random.default_rng(12)
    day = np.repeat(np.arange(91), 12)

    def column() -> Any:
        return rng.normal(size=91).cumsum()[day] / 4 + rng.normal(size=len(day))

    named = [link(Memory(column()), Memory(column())).found.p < 0.05 for _ in range(60)]
    assert np.mean(named) <= 0.1


def test_excess_is_that_of_sums_over_groups() -> None:
    """Eight rows in four pairs, each pair the same row twice: variance of sums is twice that of rows."""
    x, y = np.repeat([1.0, -1, 1, -1], 2), np.repeat([1.0, 1, -1, -1], 2)
    assert excess(x, y, 0.0, np.repeat(np.arange(4), 2)) == 1  # 2 is no more than chance allows in four groups
    x, y = np.repeat(np.tile([1.0, -1], 20), 2), np.repeat(np.tile([1.0, 1, -1, -1], 10), 2)
    assert excess(x, y, 0.0, np.repeat(np.arange(40), 2)) == pytest.approx(2)


@pytest.mark.parametrize(
    ("x", "y", "error"),
    [
        ([], [], NotEnoughData),
        ([1.0], [2.0], NotEnoughData),
        ([1.0, 2, 3, 4], [5.0, 5, 5, 5], NotEnoughData),
        ([1.0, np.nan, 3, np.nan], [np.nan, 5, np.nan, 5], NotEnoughData),
    ],
    ids=["empty", "one", "all equal", "never both"],
)
def test_too_little_is_said(x: list[float], y: list[float], error: type[Exception]) -> None:
    with pytest.raises(error):
        link(Memory(np.array(x)), Memory(np.array(y)))


def test_adjusted_columns() -> None:
    x, y = np.array([1.0, 2, np.nan, 5, 9]), np.array([2.0, 2, 4, 7, 1])
    assert adjusted(x, y, "none")[0] == pytest.approx(x, nan_ok=True)
    assert adjusted(x, y, "diff")[0] == pytest.approx([1, np.nan, np.nan, 4], nan_ok=True)
    left, right = adjusted(x, y, "detrend")
    assert np.isnan(left).tolist() == np.isnan(right).tolist() == [False, False, True, False, False]
    assert np.nansum(left) == pytest.approx(0)
    with pytest.raises(LengthMismatch, match="of equal length, got 5 and 4 rows"):
        adjusted(x, y[:4], "none")
    with pytest.raises(BadOption, match="did you mean 'diff'"):
        adjusted(x, y, "dif")


@pytest.mark.parametrize("lag", [-2, 0, 3])
def test_columns_beside_each_other(lag: int) -> None:
    a, b = beside(np.arange(10.0), np.arange(10.0), lag)
    assert len(a) == len(b) == 10 - abs(lag)
    assert set(a - b) == {lag}


@given(st.integers(0, 200), st.sampled_from(METHODS), st.floats(0.1, 50), st.floats(-100, 100))
def test_units_and_the_sign_of_a_kpi(seed: int, method: str, scale: float, shift: float) -> None:
    x, y = walks(seed, 40)
    one, scaled, mirrored = (link(Memory(x), Memory(v), method) for v in (y, scale * y + shift, -y))
    assert (scaled.timed, mirrored.timed) == (one.timed, one.timed)
    for other, sign in ((scaled, 1), (mirrored, -1)):
        assert other.found.r == pytest.approx(sign * one.found.r, abs=1e-9)
        assert other.found.n_eff == pytest.approx(one.found.n_eff)
        assert other.found.p == pytest.approx(one.found.p, abs=1e-7)


@given(st.permutations(range(60)), st.sampled_from(["pearson", "spearman"]))
def test_the_order_of_cases_does_not_matter_to_r(order: list[int], method: str) -> None:
    x, y = cases()
    assert link(Memory(x[order]), Memory(y[order]), method).found.r == pytest.approx(correlate(x, y, method).r)


@given(st.integers(0, 200))
def test_outcome_and_kpi_may_change_places(seed: int) -> None:
    x, y = walks(seed, 40)
    one, other = link(Memory(x), Memory(y), "pearson"), link(Memory(y), Memory(x), "pearson")
    assert (one.found.r, one.found.n_eff, one.found.p) == pytest.approx(
        (other.found.r, other.found.n_eff, other.found.p)
    )


@given(st.integers(0, 100), st.integers(1, 5))
def test_rows_where_both_are_blank_at_either_end_change_nothing(seed: int, blank: int) -> None:
    x, y = walks(seed, 40)
    gap = np.full(blank, np.nan)
    one = link(Memory(x), Memory(y))
    other = link(Memory(np.concatenate([gap, x, gap])), Memory(np.concatenate([gap, y, gap])))
    assert other.found.r == one.found.r
    assert other.found.n_eff == one.found.n_eff
    assert other.found.p == pytest.approx(one.found.p, abs=1e-6)
