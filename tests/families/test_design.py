"""Weights and closed lists: what must hold for every family that takes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.families import Design, Mean, NetScore, Proportion

FAMILIES = {"net score": NetScore(), "share": Proportion(), "mean": Mean()}
FAMILY = pytest.mark.parametrize("name", FAMILIES)
ROWS = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.floats(0.1, 9)), min_size=3, max_size=40)


def drawn(rows: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Answers 0 and 1 serve every family (all 0 to 6 for a net score: so 9 stands for 1 there)."""
    values, weights = (np.array(column) for column in zip(*rows, strict=True))
    return values, weights


def answers(name: str, values: np.ndarray) -> np.ndarray:
    return np.where(values == 1, 9.0, 0.0) if name == "net score" else values


def limits(family: Any, tally: Any, **named: Any) -> Any:
    found = family.interval(tally, **named)
    return pytest.approx((found.low, found.high), rel=1e-9, abs=1e-9)


@FAMILY
@given(rows=ROWS, factor=st.floats(0.01, 1000))
def test_equal_weights_are_no_weights_whatever_their_size(name: str, rows: Any, factor: float) -> None:
    values, _ = drawn(rows)
    column, inner = answers(name, values), FAMILIES[name]
    plain, weighted = inner.tally(column), Design(inner, True).tally(column, np.full(len(column), factor))
    assert weighted.n == len(column)
    assert weighted.n_eff == pytest.approx(len(column))
    assert Design(inner, True).estimate(weighted).value == pytest.approx(inner.estimate(plain).value, abs=1e-12)
    found = Design(inner, True).interval(weighted)
    assert (found.low, found.high) == limits(inner, plain)


@FAMILY
@given(rows=ROWS, factor=st.floats(0.01, 1000))
def test_only_the_proportions_of_weights_count(name: str, rows: Any, factor: float) -> None:
    values, weights = drawn(rows)
    family, column = Design(FAMILIES[name], True), answers(name, values)
    once, scaled = family.tally(column, weights), family.tally(column, weights * factor)
    assert scaled.n_eff == pytest.approx(once.n_eff)
    found = family.interval(scaled)
    assert (found.low, found.high) == limits(family, once)


@FAMILY
@given(rows=ROWS)
def test_two_parts_give_the_whole_and_a_weight_of_nothing_leaves_out(name: str, rows: Any) -> None:
    values, weights = drawn(rows)
    family, column = Design(FAMILIES[name], True), answers(name, values)
    whole = family.tally(column, weights)
    merged = family.tally(column[:2], weights[:2]) + family.tally(column[2:], weights[2:])
    assert merged.n == whole.n
    assert merged.n_eff == pytest.approx(whole.n_eff)
    assert family.estimate(merged).value == pytest.approx(family.estimate(whole).value, abs=1e-9)
    more = np.append(column, [column[0], np.nan, column[0]]), np.append(weights, [0.0, 1.0, np.nan])
    assert family.tally(*more).n == whole.n
    assert family.estimate(family.tally(*more)).value == pytest.approx(family.estimate(whole).value, abs=1e-12)


@FAMILY
@given(rows=ROWS)
def test_the_effective_base_is_at_most_the_base(name: str, rows: Any) -> None:
    """Kish 1965: (sum w)^2 / sum w^2, here against the definition by a coefficient of variation."""
    values, weights = drawn(rows)
    tally = Design(FAMILIES[name], True).tally(answers(name, values), weights)
    assert tally.n_eff == pytest.approx(len(values) / (1 + (weights.std() / weights.mean()) ** 2))
    assert tally.n_eff <= tally.n * (1 + 1e-12)


@FAMILY
@given(rows=ROWS, size=st.integers(0, 100_000))
def test_a_closed_list_narrows_the_interval(name: str, rows: Any, size: int) -> None:
    values, _ = drawn(rows)
    column, inner = answers(name, values), FAMILIES[name]
    open_end, listed = inner.interval(inner.tally(column)), Design(inner, population=len(column) + size)
    found = listed.interval(listed.tally(column))
    assert found.high - found.low <= (open_end.high - open_end.low) * (1 + 1e-9)
    if size == 0:
        value = inner.estimate(inner.tally(column)).value
        assert found.low == found.high == value
        assert listed.estimate(listed.tally(column)).standard_error == 0


@pytest.mark.parametrize(("name", "method"), [("net score", "wald"), ("share", "wald"), ("mean", "t")])
def test_the_width_shrinks_by_the_root_of_the_part_left_over(name: str, method: str) -> None:
    """Cochran 1977: the standard error times sqrt((N - n) / (N - 1))."""
    inner = FAMILIES[name]
    column = answers(name, np.array([1.0] * 50 + [0.0] * 30))
    endless, listed = inner.interval(inner.tally(column), 0.95, method), Design(inner, population=200)
    found = listed.interval(listed.tally(column), 0.95, method)
    factor = math.sqrt((200 - 80) / (200 - 1))
    assert (found.high - found.low) == pytest.approx((endless.high - endless.low) * factor)
    error = listed.estimate(listed.tally(column)).standard_error
    assert error == pytest.approx((inner.estimate(inner.tally(column)).standard_error or 0) * factor)


def test_a_weighted_mean_by_hand() -> None:
    """Mean (1 + 2*2 + 3*3)/6 = 14/6; n_eff 36/14; variance sum w (x - m)^2 / 6 * n_eff / (n_eff - 1)."""
    family = Design(Mean(), True)
    found = family.estimate(family.tally(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])))
    n_eff, mean = 36 / 14, 14 / 6
    spread = sum(w * (x - mean) ** 2 for x, w in zip((1, 2, 3), (1, 2, 3), strict=True)) / 6
    assert found.value == pytest.approx(mean)
    assert found.standard_error == pytest.approx(math.sqrt(spread * n_eff / (n_eff - 1) / n_eff))


def test_two_weighted_groups_are_compared_over_their_effective_bases() -> None:
    family, inner = Design(Proportion(), True), Proportion()
    flags, weights = np.array([1.0, 1.0, 0.0, 1.0]), np.array([1.0, 3.0, 2.0, 2.0])
    first, second = family.tally(flags, weights), family.tally(1 - flags, weights)
    sized = [inner.sized(t.inner, t.n_eff) for t in (first, second)]
    assert family.compare(first, second) == inner.compare(*sized)


def test_more_answers_than_people_are_refused() -> None:
    family = Design(Proportion(), population=2)
    with pytest.raises(OutOfRange, match="population must be at least the 3 who answered, got 2"):
        family.tally(np.ones(3))


def test_weights_of_nothing_are_no_answers() -> None:
    family = Design(Mean(), True)
    with pytest.raises(NotEnoughData, match="weighs nothing"):
        family.interval(family.tally(np.ones(3), np.zeros(3)))


def test_row_values_stay_with_the_rows() -> None:
    values = Design(Proportion(), True).row_values(np.array([1.0, 0.0]), np.array([2.0, np.nan]))
    np.testing.assert_array_equal(values, [1.0, np.nan])
