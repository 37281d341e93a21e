"""Partial correlation: what is left of a link once other columns are held fixed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import LengthMismatch, NotEnoughData
from cxcel.relations.correlation import correlate, partial_r
from cxcel.relations.partial import METHODS, partial_correlation
from cxcel.relations.ranking import ranks

METHOD = pytest.mark.parametrize("method", METHODS)


def data(seed: int, n: int = 40, k: int = 3) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    controls = rng.normal(size=(n, k))
    x = controls @ rng.normal(size=k) + rng.normal(size=n)
    return x, controls @ rng.normal(size=k) + x / 2 + rng.normal(size=n), controls


@METHOD
@given(seed=st.integers(0, 10_000), k=st.integers(1, 6))
def test_it_is_the_cell_of_the_inverse_matrix(seed: int, k: int, method: str) -> None:
    """-P01 / sqrt(P00 P11), P the inverse of the matrix of all correlations: Whittaker 1990, section 5.7."""
    x, y, controls = data(seed, k=k)
    every = np.column_stack([x, y, controls])
    if method == "spearman":
        every = np.column_stack([ranks(column) for column in every.T])
    precision = np.linalg.inv(np.corrcoef(every.T))
    wanted = -precision[0, 1] / math.sqrt(precision[0, 0] * precision[1, 1])
    found = partial_correlation(x, y, controls, method)
    assert found.r == pytest.approx(wanted, abs=1e-10)
    assert (found.n, found.n_eff) == (40, 40.0 - k)
    assert -1 <= found.low <= found.r <= found.high <= 1


@METHOD
def test_one_control_is_the_formula_of_three_correlations(method: str) -> None:
    x, y, controls = data(1, k=1)
    prepared = [ranks(v) if method == "spearman" else v for v in (x, y, controls[:, 0])]
    assert partial_correlation(x, y, controls, method).r == pytest.approx(partial_r(*prepared), abs=1e-12)


@METHOD
def test_controls_that_hold_nothing_more_cost_nothing(method: str) -> None:
    """A constant, a column twice, and one far from zero."""
    x, y, controls = data(2, k=2)
    one = partial_correlation(x, y, controls, method)
    more = np.column_stack([controls, controls[:, 0], np.full(40, 3.3), controls[:, 1] * 5 + 1e6])
    other = partial_correlation(x, y, more, method)
    assert other.r == pytest.approx(one.r, abs=1e-7)
    assert other.n_eff == one.n_eff
    nothing = partial_correlation(x, y, np.full((40, 1), 7.0), method)
    assert nothing == correlate(x, y, method)


def test_rows_with_any_blank_are_left_out() -> None:
    x, y, controls = data(3)
    x[2], y[5], controls[[7, 9], [0, 2]] = math.nan, math.nan, math.nan
    whole = np.setdiff1d(np.arange(40), [2, 5, 7, 9])
    assert partial_correlation(x, y, controls) == partial_correlation(x[whole], y[whole], controls[whole])


def test_what_controls_explain_fully_cannot_be_correlated() -> None:
    _, y, controls = data(4)
    for bad in (controls @ [1.0, 2.0, -0.3], 1e7 + controls[:, 0] / 3):
        for pair in ((bad, y), (y, bad)):
            with pytest.raises(NotEnoughData, match="explain one of the two columns fully"):
                partial_correlation(*pair, controls)
    with pytest.raises(NotEnoughData, match="single value"):
        partial_correlation(np.full(40, 0.1), y, controls)


def test_too_few_rows_and_columns_of_other_lengths_are_refused() -> None:
    x, y, controls = data(5)
    assert partial_correlation(x[:6], y[:6], controls[:6]).n == 6
    with pytest.raises(NotEnoughData, match="with 3 controls at least 6 rows without a blank are needed, got 5"):
        partial_correlation(x[:5], y[:5], controls[:5])
    with pytest.raises(NotEnoughData, match="at least 4 rows without a blank, got 0"):
        partial_correlation(x, np.full(40, math.nan), controls)
    with pytest.raises(LengthMismatch, match="got 40, 40 and 3 rows"):
        partial_correlation(x, y, controls[:3])
