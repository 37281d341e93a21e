"""What a column remembers, and what is new in each of its rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.relations.whiten import PLAIN, Course, Memory, Season, shared_course

RNG = np.random.default_rng(21)
T = np.arange(48)
NOISE = RNG.normal(size=48)
MONTHS = RNG.normal(size=12)[T % 12] * 3


def remembering(share: float, n: int, seed: int) -> Any:
    out = np.random.default_rng(seed).normal(size=n)
    for i in range(1, n):
        out[i] += share * out[i - 1]
    return out


def of(memory: Memory, course: Course = PLAIN) -> Any:
    new = memory.innovations(course)
    assert new is not None
    return new.values


@pytest.mark.parametrize(
    "values",
    [NOISE + T / 5, NOISE + (T - 24) ** 2 / 30, NOISE.cumsum(), NOISE + 5 * (T > 20)],
    ids=["slope", "bend", "random walk", "step"],
)
def test_drift_is_seen(values: Any) -> None:
    assert Memory(values).drifts


def test_a_bend_is_told_from_a_slope() -> None:
    rng = np.random.default_rng(3)
    bent = [Memory(rng.normal(size=48) + (T - 24) ** 2 / 90).bends for _ in range(40)]
    straight = [Memory(rng.normal(size=48) + T / 5).bends for _ in range(40)]
    assert np.mean(bent) > 0.9
    assert np.mean(straight) < 0.3


def test_most_columns_in_no_order_show_none() -> None:
    rng = np.random.default_rng(1)
    assert np.mean([Memory(rng.normal(size=48)).drifts for _ in range(100)]) < 0.4
    assert np.mean([Memory(rng.normal(size=1000)).drifts for _ in range(100)]) < 0.02


@pytest.mark.parametrize(
    ("values", "course"),
    [
        (NOISE / 2 + 2 * np.sin(np.pi * T / 6), Season(12, False)),
        (NOISE / 2 + MONTHS, Season(12, True)),
        (NOISE / 2 + 2 * np.cos(np.pi * T / 2), Season(4, False)),
    ],
    ids=["wave", "months", "quarters"],
)
def test_a_season_that_both_columns_show_is_shared(values: Any, course: Season) -> None:
    other = values + np.random.default_rng(2).normal(size=48) / 3
    assert shared_course(Memory(values), Memory(other)).season == course
    assert shared_course(Memory(values), Memory(NOISE[::-1])).season is None


def test_a_season_is_looked_for_only_where_it_fits_in_twice() -> None:
    periods = {s.period for s in Memory(RNG.normal(size=21)).seasons}
    assert periods == {4, 5, 7}
    assert {s.period for s in Memory(RNG.normal(size=23)).seasons} == {4, 5, 7, 12}
    assert 24 in {s.period for s in Memory(RNG.normal(size=96), season=24).seasons}
    assert Memory(RNG.normal(size=4000)).seasons == {}
    assert {s.period for s in Memory(RNG.normal(size=4000), season=7).seasons} == {7}


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95, 1.0])
def test_what_is_new_does_not_remember(share: float) -> None:
    found = []
    for seed in range(30):
        new = of(Memory(remembering(share, 60, seed)))
        new = new[~np.isnan(new)]
        found.append(np.corrcoef(new[1:], new[:-1])[0, 1])
    assert abs(np.mean(found)) < 0.1


def test_a_season_and_a_bend_are_taken_out() -> None:
    course = Course(True, Season(12, True))
    plain, more = Memory(NOISE), Memory(NOISE + MONTHS + (T - 20) ** 2 / 9)
    assert np.nanstd(of(more, course)) * np.std(NOISE + MONTHS + (T - 20) ** 2 / 9) < 1.1 * np.std(NOISE)
    first, second = plain.innovations(course), plain.innovations(PLAIN)
    assert first is not None
    assert second is not None
    assert first.used - second.used == 12
    assert plain.innovations(course) is first


@pytest.mark.parametrize(
    "values",
    [
        np.full(40, np.nan),
        np.array([]),
        np.array([3.0]),
        np.array([3.0, 5.0, 4.0]),
        np.full(40, 7.0),
        np.arange(40.0),
        np.where(np.arange(40) < 37, np.nan, np.arange(40.0)),
    ],
    ids=["blank", "empty", "one", "three", "all equal", "a straight line", "three at the end"],
)
def test_where_nothing_is_new_there_are_no_innovations(values: Any) -> None:
    assert Memory(values).innovations() is None


def test_a_blank_stays_blank_and_its_neighbours_do_not_move() -> None:
    values = remembering(0.8, 60, 3)
    holed = values.copy()
    holed[30] = np.nan
    whole, left = of(Memory(values)), of(Memory(holed))
    assert np.isnan(left[30])
    assert np.isfinite(left[31])
    assert np.flatnonzero(np.isnan(left)).tolist() == [*np.flatnonzero(np.isnan(whole)).tolist(), 30]


@given(st.floats(0.01, 1000), st.floats(-1000, 1000), st.booleans())
def test_units_do_not_matter(scale: float, shift: float, mirrored: bool) -> None:
    values = remembering(0.7, 48, 4) + MONTHS
    sign = -1 if mirrored else 1
    one, other = Memory(values), Memory(sign * scale * values + shift)
    assert other.drifts == one.drifts
    assert [other.seasons[s] for s in one.seasons] == pytest.approx(list(one.seasons.values()), rel=1e-5, abs=1e-12)
    assert of(other) == pytest.approx(sign * of(one), abs=1e-6, nan_ok=True)
