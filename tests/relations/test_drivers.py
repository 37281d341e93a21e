"""What may be claimed of key drivers: false alarms and found links, simulated with fixed seeds; and the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxcel.relations.drivers as module
from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.relations.drivers import Driver, key_drivers

WORDS = {"moves with", "moves with, weakly", "no link seen", "cannot tell", "explained by"}
Make = Callable[[np.random.Generator, int], Any]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts do not rest on the bootstrap: a few draws do."""
    monkeypatch.setattr(module, "REPLICATES", 2)


def answers(rng: np.random.Generator, n: int) -> Any:
    return np.clip(np.rint(7 + 2.2 * rng.normal(size=n)), 0, 10)


def remembering(rng: np.random.Generator, n: int) -> Any:
    out = rng.normal(size=n)
    for i in range(1, n):
        out[i] += 0.8 * out[i - 1]
    return out


def drifting(rng: np.random.Generator, n: int) -> Any:
    return rng.normal(size=n) + rng.choice([-1, 1]) * np.linspace(0, 4, n)


def swinging(rng: np.random.Generator, n: int) -> Any:
    return rng.normal(size=n) + 2 * np.sin(2 * np.pi * np.arange(n) / 12 + rng.choice([0, np.pi]))


KINDS: dict[str, tuple[Make, int, int]] = {
    "answers": (answers, 200, 10),
    "few answers": (answers, 60, 10),
    "memory": (remembering, 60, 10),
    "drift": (drifting, 60, 4),
    "season": (swinging, 48, 4),
}


def named(p: int) -> list[str]:
    return [f"kpi {j}" for j in range(p)]


def by_column(outcome: Any, kpis: Any, *more: Any) -> list[Driver]:
    found = key_drivers(outcome, named(kpis.shape[1]), kpis, *more).drivers
    return sorted(found, key=lambda driver: driver.column)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("make", "n", "p"), KINDS.values(), ids=KINDS)
def test_useless_kpis_are_seldom_called_drivers(make: Make, n: int, p: int) -> None:
    """At most 7 % of reports name any."""
    rng, runs, named_any = np.random.default_rng(21), 150, 0
    for _ in range(runs):
        kpis = np.column_stack([make(rng, n) for _ in range(p)])
        named_any += any(d.verdict.moves for d in by_column(make(rng, n), kpis))
    assert named_any / runs <= 0.07


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("kind", "power"), [("answers", 0.95), ("few answers", 0.45), ("memory", 0.35), ("drift", 0.5)]
)
def test_a_real_driver_is_found(kind: str, power: float) -> None:
    """So that refusing everything does not pass: r about 0.5 with one of the KPIs."""
    make, n, p = KINDS[kind]
    rng, runs, found = np.random.default_rng(22), 60, 0
    for _ in range(runs):
        kpis = np.column_stack([make(rng, n) for _ in range(p)])
        own = make(rng, n)
        outcome = 0.5 * kpis[:, 0] / kpis[:, 0].std() + np.sqrt(0.75) * own / own.std()
        found += by_column(outcome, kpis)[0].verdict.moves
    print(f"{kind}: found in {found} of {runs}")
    assert found / runs >= power


def test_a_kpi_that_tells_only_what_another_tells_is_explained_by_it() -> None:
    rng = np.random.default_rng(3)
    solved = rng.normal(size=4000)
    moved = 0.6 * solved + 0.8 * rng.normal(size=4000)
    outcome = 0.5 * solved + rng.normal(size=4000)
    first, second, third = by_column(outcome, np.column_stack([solved, moved, rng.normal(size=4000)]))
    assert first.verdict.word == "moves with"
    assert (second.verdict.word, second.verdict.explained_by) == ("explained by", "kpi 0")
    assert second.verdict.detail.endswith("is left once 'kpi 0' is held fixed")
    assert third.verdict.word == "no link seen"
    assert second.importance > third.importance


def test_a_kpi_may_be_explained_by_several() -> None:
    rng = np.random.default_rng(3)
    parts = rng.normal(size=(6000, 3))
    whole = parts.sum(axis=1) + 0.5 * rng.normal(size=6000)
    *_, last = by_column(parts.sum(axis=1) + 2 * rng.normal(size=6000), np.column_stack([parts, whole]))
    assert last.verdict.word == "explained by"
    assert "and 2 others are held fixed" in last.verdict.detail


def test_twins_are_told_to_share_and_neither_is_claimed() -> None:
    rng = np.random.default_rng(5)
    both = rng.normal(size=300)
    kpis = np.column_stack([both + 0.05 * rng.normal(size=300), both + 0.05 * rng.normal(size=300)])
    for driver, other in zip(by_column(both + rng.normal(size=300), kpis), ("kpi 1", "kpi 0"), strict=True):
        assert driver.verdict.word == "cannot tell"
        assert f"'{other}' tells nearly the same (VIF" in driver.verdict.detail
        assert any(note.startswith(f"shares its information with '{other}' (VIF") for note in driver.notes)


def test_a_suppressor_and_a_disagreement_are_said() -> None:
    rng = np.random.default_rng(4)
    f, g = rng.normal(size=(2, 500))
    kpis = np.column_stack([f + 0.2 * g, f - 0.7 * g + 0.3 * rng.normal(size=500)])
    second = by_column(2 * kpis[:, 0] - 0.9 * kpis[:, 1] + 0.7 * rng.normal(size=500), kpis)[1]
    assert second.r > 0 > second.beta
    assert second.notes[0].startswith("suppressor: alone the outcome goes up with it, held beside the others down")
    disagreeing = [
        driver
        for seed in range(30)
        for driver in by_column(*_overlapping(seed))
        if any(note.startswith("the two methods disagree on its rank") for note in driver.notes)
    ]
    assert disagreeing
    assert all(driver.rank != driver.other_rank for driver in disagreeing)


def _overlapping(seed: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    kpis = rng.normal(size=(80, 5)) @ rng.normal(size=(5, 5))
    return kpis @ rng.normal(size=5) + 3 * rng.normal(size=80), kpis


def test_series_are_judged_by_what_is_new_in_them() -> None:
    rng = np.random.default_rng(7)
    time = np.linspace(0, 5, 80)
    kpi = time + rng.normal(size=80)
    found = key_drivers(time + rng.normal(size=80), ["kpi"], kpi[:, None])
    assert found.in_time
    assert (found.drivers[0].verdict.word, found.drivers[0].verdict.explained_by) == ("explained by", "time")
    real = key_drivers(time + 2 * kpi + rng.normal(size=80), ["kpi"], kpi[:, None])
    assert real.drivers[0].verdict.moves


@pytest.mark.parametrize("adjustment", ["diff", "detrend"])
def test_a_shared_trend_can_be_taken_out_of_the_shares(adjustment: str) -> None:
    rng = np.random.default_rng(8)
    time = np.linspace(0, 9, 90)
    kpis = rng.normal(size=(90, 2)) + time[:, None]
    outcome = 2 * time + 2 * (kpis[:, 0] - time) + rng.normal(size=90)
    plain, without = by_column(outcome, kpis), by_column(outcome, kpis, "lmg", adjustment)
    assert plain[1].importance > 0.3
    assert without[1].importance < 0.1
    assert without[0].verdict.moves


@pytest.mark.parametrize("p", [3, 8])
def test_few_rows_claim_nothing_and_carry_no_interval(p: int) -> None:
    rng = np.random.default_rng(9)
    kpis = rng.normal(size=(23, p))
    found = key_drivers(3 * kpis[:, 0] + rng.normal(size=23), named(p), kpis)
    needed = max(24, 5 * p)
    assert all(d.verdict.detail == f"23 rows are too few: at least {needed} are needed" for d in found.drivers)
    assert all((d.low, d.high) == (None, None) for d in found.drivers)
    assert found.drivers[0].column == 0


@given(seed=st.integers(0, 500), p=st.integers(1, 4))
def test_verdicts_are_in_the_four_words_and_intervals_hold_their_value(seed: int, p: int) -> None:
    rng = np.random.default_rng(seed)
    kpis = np.clip(np.rint(rng.normal(3, 1, size=(40, p)) + rng.normal(size=(40, 1))), 1, 5)
    outcome = np.rint(kpis @ rng.normal(size=p) + rng.normal(size=40))
    found = key_drivers(outcome, named(p), kpis)
    assert {d.verdict.word for d in found.drivers} <= WORDS
    for d in found.drivers:
        assert d.low is not None
        assert d.high is not None
        assert 0 <= d.low <= d.importance + 0.02
        assert d.importance - 0.02 <= d.high <= 1
        assert 0 <= d.p <= d.p_adjusted + 1e-12 <= 1 + 1e-12
        assert d.vif >= 1 - 1e-9
    assert sum(d.importance for d in found.drivers) == pytest.approx(found.fit.r2, abs=1e-9)
    assert sum(d.share for d in found.drivers) == pytest.approx(1)
    assert [d.rank for d in found.drivers] == sorted(d.rank for d in found.drivers)


def test_order_of_columns_and_units_change_nothing_not_even_the_interval() -> None:
    outcome, kpis = _overlapping(1)
    plain, turned = by_column(outcome, kpis), by_column(-5 * outcome, kpis[:, ::-1] * 1e6 + 3)[::-1]
    for one, other in zip(plain, turned, strict=True):
        numbers = [
            (d.importance, d.share, d.low, d.high, d.vif, d.p, d.p_adjusted, -d.beta * d.r) for d in (one, other)
        ]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-6, abs=1e-9)
        assert one.verdict.word == other.verdict.word


def test_rows_twice_keep_the_shares_and_narrow_the_interval() -> None:
    outcome, kpis = _overlapping(2)
    once, twice = by_column(outcome, kpis), by_column(np.tile(outcome, 2), np.tile(kpis, (2, 1)))
    for one, other in zip(once, twice, strict=True):
        assert other.importance == pytest.approx(one.importance)
        assert (other.high or 0) - (other.low or 0) < (one.high or 0) - (one.low or 0)


def column(which: Any, make: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Replace columns of a table; the outcome is column 4."""

    def change(x: Any) -> None:
        x[:, which] = make(x)

    return change


def cut(x: Any) -> None:
    x[5:, 0] = np.nan


BLANK = column(3, lambda x: np.nan)
FOLLOWS = "'kpi 3' follows exactly from 'kpi 0' and 'kpi 1'"
MISTAKES = {
    "blank": (BLANK, NotEnoughData, r"0 rows .* 'kpi 3' is filled in the fewest, 0"),
    "outcome": (column(4, lambda x: 7.0), NotEnoughData, "the outcome does not vary in the 30 complete rows"),
    "still": (column(slice(4), lambda x: 7.0), NotEnoughData, "no KPI varies in the 30 complete rows"),
    "few": (cut, NotEnoughData, "5 complete rows are too few for 4 KPIs: at least 6 are needed"),
    "sum": (column(3, lambda x: x[:, 0] + x[:, 1]), OutOfRange, f"{FOLLOWS}: leave one of them out"),
    "sum of three": (column(3, lambda x: x[:, :3].sum(axis=1)), OutOfRange, f"{FOLLOWS} and 1 more: leave"),
    "twin": (column(2, lambda x: 5 - 2 * x[:, 1]), OutOfRange, "'kpi 2' follows exactly from 'kpi 1': leave"),
}


@pytest.mark.parametrize(("change", "error", "says"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_computed_is_said_in_one_sentence(change: Any, error: type[Exception], says: str) -> None:
    table = np.random.default_rng(1).normal(size=(30, 5))
    change(table)
    with pytest.raises(error, match=says):
        key_drivers(table[:, 4], named(4), table[:, :4])


def test_a_kpi_that_does_not_vary_is_left_out_and_said() -> None:
    rng = np.random.default_rng(1)
    table = rng.normal(size=(30, 3))
    table[:, 1] = 0.1
    found = key_drivers(table[:, 0] + rng.normal(size=30), named(3), table)
    assert found.still == (1,)
    assert sorted(d.column for d in found.drivers) == [0, 2]


def test_sixteen_kpis_need_the_other_method() -> None:
    rng = np.random.default_rng(1)
    kpis = rng.normal(size=(200, 16))
    outcome = kpis[:, 3] + rng.normal(size=200)
    with pytest.raises(
        OutOfRange, match="'lmg' takes up to 15 KPIs, got 16: leave some out, or use the method 'johnson'"
    ):
        key_drivers(outcome, named(16), kpis)
    found = key_drivers(outcome, named(16), kpis, "johnson")
    assert found.drivers[0].column == 3
    assert found.drivers[0].other_rank is None
    assert found.drivers[0].low is not None


def test_rows_with_a_blank_anywhere_are_left_out() -> None:
    outcome, kpis = _overlapping(3)
    whole = by_column(outcome, kpis)
    holed = np.vstack([kpis, [np.nan, 1, 1, 1, 1], [1, 1, 1, 1, 1]])
    found = key_drivers(np.append(outcome, [5.0, np.nan]), named(5), holed)
    assert (found.rows, found.fit.n) == (82, 80)
    assert sorted(found.drivers, key=lambda d: d.column) == whole
