"""The polychoric correlation and the distribution it stands on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr

from cxcel.errors import LengthMismatch, NotEnoughData, OutOfRange
from cxcel.relations.bivariate_normal import below, density
from cxcel.relations.polychoric import MOST, of_table, polychoric

TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=5)
)


@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(-0.999, 0.999))
def test_the_chance_is_the_integral_of_its_slope(h: float, k: float, rho: float) -> None:
    """From independence on: Plackett 1954."""
    grown, _ = quad(lambda r: float(density(h, k, r)), 0, rho, epsabs=1e-13, limit=200)
    assert below(h, k, rho) == pytest.approx(float(ndtr(h) * ndtr(k)) + grown, abs=1e-11)
    assert below(h, k, rho) == pytest.approx(below(k, h, rho), abs=1e-15)
    assert below(h, k, rho) + below(h, -k, -rho) == pytest.approx(float(ndtr(h)), abs=1e-14)


def likely(table: Any, rho: float, cuts: tuple[Any, Any]) -> float:
    """Log-likelihood with every cell as an integral of one normal density."""
    edges = [np.concatenate([[-np.inf], side, [np.inf]]) for side in cuts]
    root = math.sqrt(1 - rho * rho)
    total = 0.0
    for i, j in zip(*np.nonzero(table), strict=True):
        low, high = edges[1][j : j + 2]

        def slab(x: float, low: float = low, high: float = high) -> float:
            inside = float(ndtr((high - rho * x) / root) - ndtr((low - rho * x) / root))
            return inside * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

        chance, _ = quad(slab, *np.clip(edges[0][i : i + 2], -9, 9), epsabs=1e-13)
        total += table[i, j] * math.log(chance)
    return total


def test_no_other_correlation_makes_the_table_likelier() -> None:
    table = np.array([[12, 7, 2], [5, 9, 8], [1, 4, 10]])
    found = of_table(table)
    cuts = (found.rows, found.columns)
    best = likely(table, found.rho, cuts)
    assert found.log_likelihood == pytest.approx(best, abs=1e-8)
    assert found.at_zero == pytest.approx(likely(table, 0.0, cuts), abs=1e-8)
    assert all(likely(table, found.rho + step, cuts) < best for step in (-0.01, 0.01, -0.2, 0.2))


@given(TABLES)
def test_it_is_bounded_symmetric_and_turns_with_the_scale(rows: list[list[int]]) -> None:
    table = np.array(rows)
    assume((table.sum(axis=1) > 0).sum() > 1 and (table.sum(axis=0) > 0).sum() > 1)
    one = of_table(table)
    assert -1 <= one.rho <= 1
    assert one.error >= 0
    assert one.log_likelihood >= one.at_zero - 1e-9
    for other, sign in ((table.T, 1), (table[::-1], -1), (table[:, ::-1], -1), (table[::-1, ::-1], 1)):
        assert of_table(other).rho == pytest.approx(sign * one.rho, abs=1e-8)


@given(TABLES, st.integers(2, 9))
def test_more_of_the_same_rows_leave_it_and_narrow_its_error(rows: list[list[int]], times: int) -> None:
    table = np.array(rows)
    assume((table.sum(axis=1) > 0).sum() > 1 and (table.sum(axis=0) > 0).sum() > 1)
    assume(table.shape != (2, 2) and (table > 0).sum() > table.size - 1)
    one, more = of_table(table), of_table(table * times)
    assert more.rho == pytest.approx(one.rho, abs=1e-8)
    assert more.error == pytest.approx(one.error / math.sqrt(times), rel=1e-4)


def test_boxes_that_nobody_chose_do_not_matter() -> None:
    assert of_table([[9, 0, 4], [0, 0, 0], [3, 0, 8]]).rho == of_table([[9, 4], [3, 8]]).rho


@pytest.mark.parametrize(
    ("table", "rho"), [([[9, 0], [0, 4]], 1), ([[0, 9], [4, 0]], -1), ([[5, 2, 0], [0, 3, 0], [0, 2, 7]], 1)]
)
def test_a_table_without_exceptions_is_one_with_room_below(table: list[list[int]], rho: int) -> None:
    assert of_table(table).rho == rho
    counts = np.array(table)
    i, j = np.nonzero(counts)
    found = polychoric(np.repeat(i, counts[i, j]).astype(float), np.repeat(j, counts[i, j]).astype(float))
    n = found.n
    least = (n - 1.959964**2) / (n + 1.959964**2)
    assert sorted([rho * found.low, rho * found.high]) == pytest.approx([least, 1.0], abs=1e-6)
    assert found.p < 0.01


def test_one_empty_cell_of_four_gets_half_a_row_from_its_neighbours() -> None:
    assert of_table([[10, 0], [5, 20]]).rho == of_table([[9.5, 0.5], [5.5, 19.5]]).rho
    assert of_table([[0, 10], [20, 5]]).rho == of_table([[0.5, 9.5], [19.5, 5.5]]).rho
    larger = of_table([[10, 0, 3], [5, 20, 9]])
    assert larger.rho != of_table([[10, 0.5, 3], [5, 20, 9]]).rho


def test_two_by_two_at_the_medians_is_the_sine_of_the_share() -> None:
    """Sheppard 1899: both above or both below in 1/2 + asin(rho) / pi of all rows."""
    x, y = np.repeat([0.0, 0, 1, 1], [35, 15, 15, 35]), np.repeat([0.0, 1, 0, 1], [35, 15, 15, 35])
    found = polychoric(x, y)
    assert found.r == pytest.approx(math.sin(math.pi * (0.7 - 0.5)), abs=1e-12)
    assert (found.n, found.n_eff, found.method) == (100, 100.0, "polychoric")
    blank = np.append(x, [math.nan, 1.0])
    assert polychoric(blank, np.append(y, [0.0, math.nan])) == found
    assert polychoric(x / 3, y * 0.1) == found  # any values do, as long as their order is the same


def test_no_link_has_a_large_p_and_an_interval_over_zero() -> None:
    x, y = np.tile([0.0, 1, 2], 30), np.repeat([0.0, 1, 2], 30)
    found = polychoric(x, y)
    assert found.r == pytest.approx(0, abs=1e-12)
    assert found.p == pytest.approx(1, abs=1e-6)
    assert found.low == pytest.approx(-found.high)
    wide = polychoric(x, y, 0.99)
    assert wide.low < found.low


def test_what_is_no_pair_of_scores_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="single value"):
        polychoric(np.ones(9), np.arange(9.0))
    with pytest.raises(NotEnoughData, match="at least 3 complete pairs, got 2"):
        polychoric(np.arange(2.0), np.arange(2.0))
    with pytest.raises(LengthMismatch):
        polychoric(np.arange(3.0), np.arange(4.0))
    with pytest.raises(OutOfRange, match=f"holds 90 different values: scores must have at most {MOST}"):
        polychoric(np.arange(90.0), np.arange(90.0) % 3)
    assert abs(polychoric(np.arange(50.0), np.arange(50.0) ** 2 % 7).r) < 1
