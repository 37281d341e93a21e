"""One KPI beside the outcome of later and earlier steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.relations.correction import holm
from cxcel.relations.correlation import correlate
from cxcel.relations.lag import over_lags


def ahead(steps: int, n: int = 60, seed: int = 5) -> tuple[Any, Any]:
    """An outcome that follows its KPI so many steps later."""
    rng = np.random.default_rng(seed)
    kpi = rng.normal(size=n)
    return np.append(rng.normal(size=steps), kpi[: n - steps]) + rng.normal(size=n) / 2, kpi


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall", "somers"])
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_the_lag_is_found(steps: int, method: str) -> None:
    outcome, kpi = ahead(steps)
    assert [one.lag for one in over_lags(outcome, kpi, 4, method) if one.verdict.moves] == [steps]
    assert [one.lag for one in over_lags(kpi, outcome, 4, method) if one.verdict.moves] == [-steps]


@pytest.mark.parametrize("adjustment", ["none", "detrend"])
def test_the_lag_is_found_beneath_a_shared_trend(adjustment: str) -> None:
    outcome, kpi = (v + np.arange(60) / 6 for v in ahead(2))
    found = {one.lag: one.verdict for one in over_lags(outcome, kpi, 3, "spearman", adjustment)}
    assert [lag for lag, verdict in found.items() if verdict.moves] == [2]
    if adjustment == "none":
        assert found[-3].word == "explained by"


def test_each_lag_is_the_correlation_of_shifted_rows() -> None:
    outcome, kpi = ahead(2)
    for one in over_lags(outcome, kpi, 3, "pearson"):
        a, b = (outcome[one.lag :], kpi[: 60 - one.lag]) if one.lag >= 0 else (outcome[: one.lag], kpi[-one.lag :])
        assert one.found is not None
        assert one.found.r == pytest.approx(np.corrcoef(a, b)[0, 1])
        assert one.found.n == 60 - abs(one.lag)


def test_p_is_corrected_over_all_lags() -> None:
    found = over_lags(*ahead(2), 3)
    p = np.array([one.found.p for one in found if one.found])
    assert [one.p_adjusted for one in found] == pytest.approx(holm(p).tolist())
    assert [one.lag for one in found] == [-3, -2, -1, 0, 1, 2, 3]


def test_lags_reach_over_a_quarter_of_the_rows_at_most() -> None:
    outcome, kpi = ahead(1, 30)
    assert max(one.lag for one in over_lags(outcome[:20], kpi[:20])) == 5
    assert max(one.lag for one in over_lags(outcome, kpi, 7)) == 7
    with pytest.raises(OutOfRange, match="max_lag must be at most 7, a quarter of the 30 complete rows, got 8"):
        over_lags(outcome, kpi, 8)


def test_under_24_steps_nothing_is_claimed() -> None:
    x = np.random.default_rng(2).normal(size=23)
    found = over_lags(x, x, 2)
    assert {one.verdict.word for one in found} == {"cannot tell"}
    assert {one.verdict.detail for one in found} == {"23 rows are too few: at least 24 are needed"}
    x = np.random.default_rng(2).normal(size=24)
    assert [one.lag for one in over_lags(x, x, 2, adjustment="diff") if one.verdict.moves] == [0]


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        ([], [], "at least 3 complete rows, got 0"),
        ([1.0], [2.0], "at least 3 complete rows, got 1"),
        ([1.0, 2, np.nan, np.nan], [np.nan, np.nan, 3, 4], "at least 3 complete rows, got 0"),
        ([1.0] * 30, list(range(30)), "one of them holds a single value"),
    ],
    ids=["empty", "one", "never both", "all equal"],
)
def test_too_little_is_said(x: list[float], y: list[float], says: str) -> None:
    with pytest.raises(NotEnoughData, match=says):
        over_lags(np.array(x, dtype=float), np.array(y, dtype=float))


def test_a_lag_without_pairs_is_left_empty() -> None:
    """The KPI is known every other row only, the outcome too: odd lags have no pair."""
    even = np.arange(60) % 2 == 0
    x = np.where(even, np.random.default_rng(3).normal(size=60), np.nan)
    found = {one.lag: one for one in over_lags(x, x + 0, 2)}
    assert found[1].found is None
    assert found[1].verdict.word == "cannot tell"
    assert found[0].found is not None
    assert found[0].found.r == pytest.approx(1)


def test_pairs_are_those_that_both_have() -> None:
    outcome, kpi = ahead(1)
    outcome[7] = kpi[20] = np.nan
    (one,) = (one for one in over_lags(outcome, kpi, 1, "pearson") if one.lag == 1)
    assert one.found is not None
    assert one.found.n == 57
    assert one.found.r == correlate(outcome[1:], kpi[:-1], "pearson").r
