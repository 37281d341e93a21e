"""Control charts: limits, Laney's factor, and signals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadOption, NotEnoughData
from cxcel.relations.control import chart, runs

PERIODS = st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 1)), min_size=2, max_size=40)
METHOD = st.sampled_from(["p", "pp", "auto"])


def counts(periods: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    n = np.array([size for size, _ in periods], float)
    return np.round(n * np.array([share for _, share in periods])), n


def close(values: object) -> object:
    return pytest.approx(values, rel=1e-9, abs=1e-12)


@given(periods=PERIODS, method=METHOD)
def test_limits_hold_the_centre_and_stay_within_the_scale(periods: list[tuple[int, float]], method: str) -> None:
    found = chart(*counts(periods), method)
    assert ((found.low >= 0) & (found.low <= found.centre + 1e-12)).all()
    assert ((found.high <= 1) & (found.high >= found.centre - 1e-12)).all()
    assert len(found.signals) == len(periods)


@given(periods=PERIODS, method=METHOD)
def test_misses_mirror_hits(periods: list[tuple[int, float]], method: str) -> None:
    x, n = counts(periods)
    found, mirrored = chart(x, n, method), chart(n - x, n, method)
    assert mirrored.sigma_z == close(found.sigma_z)
    assert mirrored.high == close(1 - found.low)
    other = {"above": "below", "below": "above"}
    assert mirrored.signals == [" ".join(other.get(word, word) for word in s.split(" ")) for s in found.signals]


@given(periods=PERIODS)
def test_time_turned_round_has_the_same_limits(periods: list[tuple[int, float]]) -> None:
    x, n = counts(periods)
    assert chart(x[::-1], n[::-1], "pp").high == close(chart(x, n, "pp").high[::-1])


@given(periods=PERIODS, method=METHOD)
def test_every_period_outside_is_signalled_and_no_other(periods: list[tuple[int, float]], method: str) -> None:
    found = chart(*counts(periods), method)
    for rate, low, high, signal in zip(found.rate, found.low, found.high, found.signals, strict=True):
        assert ("above the limit" in signal) == (rate > high + 1e-12)
        assert ("below the limit" in signal) == (rate < low - 1e-12)


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60))
def test_runs_are_as_counted_one_by_one(sides: list[float]) -> None:
    expected, run = [], 0
    for before, side in zip([None, *sides], sides, strict=False):
        run = run + 1 if side == before else 1
        expected.append(int(run * side))
    assert runs(np.array(sides)).tolist() == expected


def test_nine_in_a_row_are_signalled_from_the_ninth_on() -> None:
    x = np.array([52.0, 48] * 4 + [51] * 10 + [45, 44, 50, 45])
    found = chart(x, np.full(len(x), 100.0))
    assert found.centre > 0.495
    said = [signal for signal in found.signals if signal]
    assert said == ["9 in a row above the centre", "10 in a row above the centre"]


def test_a_period_outside_within_a_run_says_both() -> None:
    x = np.array([50.0] * 12 + [52.0] * 8 + [90.0])
    assert chart(x, np.full(21, 100.0), "p").signals[-1].startswith("above the limit")
    found = chart(np.array([40.0] * 12 + [60.0] * 8 + [80.0]), np.full(21, 100.0), "p")
    assert found.signals[-1] == "above the limit; 9 in a row above the centre"


def test_a_point_on_the_centre_ends_a_run() -> None:
    distance = np.array([1.0] * 8 + [0.0] + [1.0] * 8)
    assert max(runs(distance)) == 8


@pytest.mark.parametrize(("size", "method"), [(1000, "p"), (1001, "pp")])
def test_auto_takes_laney_above_a_thousand_cases(size: int, method: str) -> None:
    n = np.full(6, float(size))
    assert chart(n * 0.5, n).method == method


def test_laney_is_the_p_chart_where_chance_is_all_there_is() -> None:
    rng = np.random.default_rng(2)
    n = np.full(2000, 2000.0)
    assert chart(rng.binomial(2000, 0.8, 2000).astype(float), n).sigma_z == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize("method", ["p", "pp"])
@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
def test_equal_rates_signal_nothing(rate: float, method: str) -> None:
    n = np.array([10.0, 70, 130, 20, 90, 110, 30, 50, 40, 60, 80, 100])
    found = chart(n * rate, n, method)
    assert found.signals == [""] * 12
    assert found.run.tolist() == [0] * 12


def test_too_few_periods_and_words_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="at least 2 periods with cases, got 1"):
        chart(np.array([1.0]), np.array([2.0]))
    with pytest.raises(BadOption, match="'np'"):
        chart(np.array([1.0, 1.0]), np.array([2.0, 2.0]), "np")


@pytest.mark.parametrize(("size", "method"), [(200, "p"), (20_000, "pp")])
def test_a_quiet_chart_of_two_years_signals_little(size: int, method: str) -> None:
    """Limits at three sigma: 24 x 0.0027 = 6 % of charts, and 3 % for nine in a row."""
    rng = np.random.default_rng(8)
    charts = [chart(rng.binomial(size, 0.8, 24).astype(float), np.full(24, float(size))) for _ in range(400)]
    assert {found.method for found in charts} == {method}
    noisy = np.mean([any(found.signals) for found in charts])
    assert 0.02 <= noisy <= 0.17


def test_laney_lets_days_differ_and_still_sees_a_break() -> None:
    """Days of 20,000 calls that drift by a point: nearly all leave a p chart, none Laney's, until one breaks down."""
    rng = np.random.default_rng(4)
    rates = rng.normal(0.8, 0.01, 30)
    rates[20] = 0.70
    x = rng.binomial(20_000, rates).astype(float)
    n = np.full(30, 20_000.0)
    outside = ["limit" in signal for signal in chart(x, n).signals]
    assert np.flatnonzero(outside).tolist() == [20]
    assert sum("limit" in signal for signal in chart(x, n, "p").signals) >= 15
