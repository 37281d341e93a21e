"""What must hold for every family, whatever the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.families import Family, Mean, NetScore, NetScoreTally, Proportion, Ratio, by_group

Columns = tuple[np.ndarray, ...]
NAN = math.nan


@dataclass(frozen=True)
class Case:
    """A family and a way to draw rows for it."""

    name: str
    family: Family[Any]
    row: st.SearchStrategy[tuple[float, ...]]


def number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.one_of(
        st.just(NAN), st.integers(int(low), int(high)).map(float), st.floats(low, high).map(lambda v: round(v, 3))
    )


def pair(part: float) -> st.SearchStrategy[tuple[float, ...]]:
    counted = st.integers(0, 50).flatmap(lambda n: st.tuples(st.integers(0, n).map(float), st.just(float(n))))
    return st.one_of(counted, st.just((NAN, part)), st.just((part, NAN)))


CASES = (
    Case(
        "net score",
        NetScore(),
        st.tuples(st.one_of(st.just(NAN), st.integers(0, 10).map(float))),
    ),
    Case(
        "ease index",
        NetScore(3, 6, (1, 7)),
        st.tuples(st.one_of(st.just(NAN), st.integers(1, 7).map(float))),
    ),
    Case("flags", Proportion(), st.tuples(st.sampled_from([0.0, 1.0, NAN]))),
    Case("counts", Proportion(), pair(3.0)),
    Case("mean", Mean(), st.tuples(number(-1000, 1000))),
    Case("ratio", Ratio(), st.tuples(number(0, 1000), number(0, 50))),
    Case("ratio of rows", Ratio(), st.tuples(number(0, 1000))),
)
CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
SIZES = {"min_size": 1, "max_size": 30}


def columns(rows: list[tuple[float, ...]]) -> Columns:
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


def drawn(case: Case, data: st.DataObject) -> list[tuple[float, ...]]:
    return data.draw(st.lists(case.row, **SIZES))


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-6)


def parts(tally: Any) -> list[float]:
    return [getattr(tally, name) for name in tally.__match_args__]


def numbers(family: Family[Any], tally: Any) -> list[float]:
    """Value, standard error and limits; empty where there is no value."""
    try:
        found = family.estimate(tally)
    except NotEnoughData:
        return []
    out = [found.value] if found.standard_error is None else [found.value, found.standard_error]
    for method in family.methods:
        if method == "log" and not (found.standard_error and found.value > 1.7 * found.standard_error):
            continue  # a value near 0 has no logarithm that could be compared
        try:
            interval = family.interval(tally, 0.95, method)
        except NotEnoughData:
            continue
        out += [interval.low, interval.high]
    return out


@CASE
@given(data=st.data())
def test_merged_parts_are_the_whole(case: Case, data: st.DataObject) -> None:
    rows = drawn(case, data)
    split = data.draw(st.integers(0, len(rows)))
    whole = columns(rows)
    tally = case.family.tally
    merged = tally(*(c[:split] for c in whole)) + tally(*(c[split:] for c in whole))
    assert parts(merged) == close(parts(tally(*whole)))
    assert numbers(case.family, merged) == close(numbers(case.family, tally(*whole)))


@CASE
@given(data=st.data())
def test_groups_add_up_to_the_whole(case: Case, data: st.DataObject) -> None:
    rows = drawn(case, data)
    codes = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows))))
    tallies = by_group(case.family, columns(rows), codes, 4)
    assert len(tallies) == 4
    total = tallies[0] + tallies[1] + tallies[2] + tallies[3]
    assert numbers(case.family, total) == close(numbers(case.family, case.family.tally(*columns(rows))))
    none = by_group(case.family, columns(rows), np.full(len(rows), -1), 1)
    assert none[0].n == 0


@CASE
@given(data=st.data())
def test_the_order_does_not_matter(case: Case, data: st.DataObject) -> None:
    rows = drawn(case, data)
    other = data.draw(st.permutations(rows))
    first, second = (case.family.tally(*columns(r)) for r in (rows, other))
    assert numbers(case.family, second) == close(numbers(case.family, first))


@CASE
@given(data=st.data())
def test_blanks_are_not_counted(case: Case, data: st.DataObject) -> None:
    rows = drawn(case, data)
    blank = [(NAN,) * len(rows[0])]
    first, second = (case.family.tally(*columns(r)) for r in (rows, rows + blank * 3))
    assert second.n == first.n
    assert numbers(case.family, second) == close(numbers(case.family, first))


@CASE
@given(data=st.data(), level=st.floats(0.01, 0.999))
def test_the_interval_holds_the_value_and_grows_with_the_level(case: Case, data: st.DataObject, level: float) -> None:
    tally = case.family.tally(*columns(drawn(case, data)))
    for method in case.family.methods:
        try:
            value = case.family.estimate(tally).value
            found, wider = (case.family.interval(tally, at, method) for at in (level, level + 0.0009))
        except (NotEnoughData, OutOfRange):
            assume(False)
        slack = 1e-9 * max(1, abs(value))
        assert found.low - slack <= value <= found.high + slack
        assert wider.low <= found.low + slack
        assert found.high <= wider.high + slack
        assert found.confidence_level == level
        assert found.method == method


@CASE
@given(data=st.data())
def test_twice_the_data_keeps_the_value_and_never_widens_the_interval(case: Case, data: st.DataObject) -> None:
    rows = drawn(case, data)
    once, twice = (case.family.tally(*columns(r)) for r in (rows, rows * 2))
    try:
        value, intervals = case.family.estimate(once).value, [case.family.interval(t) for t in (once, twice)]
    except NotEnoughData:
        assume(False)
    assert case.family.estimate(twice).value == close(value)
    assert twice.n == close(2 * once.n)
    assert intervals[1].high - intervals[1].low <= (intervals[0].high - intervals[0].low) * (1 + 1e-9) + 1e-9


@CASE
@given(data=st.data())
def test_a_comparison_turned_round_changes_its_sign(case: Case, data: st.DataObject) -> None:
    first, second = (case.family.tally(*columns(drawn(case, data))) for _ in range(2))
    for method in case.family.comparisons:
        try:
            there, back = (
                case.family.compare(first, second, 0.95, method),
                case.family.compare(second, first, 0.95, method),
            )
        except NotEnoughData:
            assume(False)
        assert there.difference == close(-back.difference)
        assert (there.low, there.high) == close((-back.high, -back.low))
        assert there.p == close(back.p)
        assert 0 <= there.p <= 1
        assert there.difference == close(case.family.estimate(second).value - case.family.estimate(first).value)
        slack = 1e-9 * max(1, abs(there.difference))
        assert there.low - slack <= there.difference <= there.high + slack


@given(st.lists(st.integers(0, 10), **SIZES))
def test_a_net_score_mirrored_changes_its_sign(scores: list[int]) -> None:
    values = np.array(scores)
    there = NetScore(3, 7).tally(values)
    back = NetScore(3, 7).tally(10 - values)
    assert there.value == -back.value
    a, b = NetScore().interval(there), NetScore().interval(back)
    assert (a.low, a.high) == close((-b.high, -b.low))


@given(st.lists(st.integers(0, 10), **SIZES))
def test_a_net_score_is_a_mean_of_bands(scores: list[int]) -> None:
    bands = [100 if s >= 9 else -100 if s <= 6 else 0 for s in scores]
    assert NetScore().tally(np.array(scores)).value == close(float(np.mean(bands)))
    error = NetScore().estimate(NetScore().tally(np.array(scores))).standard_error
    assert error == close(float(np.std(bands)) / math.sqrt(len(bands)))


@given(
    st.lists(st.floats(-100, 100), min_size=2, max_size=30),
    st.floats(-50, 50).filter(lambda v: abs(v) > 0.01),
    st.floats(-1e4, 1e4),
)
def test_a_mean_follows_scale_and_shift(values: list[float], scale: float, shift: float) -> None:
    family = Mean()
    x = np.array(values)
    one, other = family.tally(x), family.tally(scale * x + shift)
    near = {"rel": 1e-7, "abs": 1e-6}
    assert other.mean == pytest.approx(scale * one.mean + shift, **near)
    a, b = family.interval(one), family.interval(other)
    limits = sorted((scale * a.low + shift, scale * a.high + shift))
    assert [b.low, b.high] == pytest.approx(limits, **near)


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(1, 9)), min_size=2, max_size=30))
def test_a_ratio_of_rows_is_a_mean_and_of_totals_their_quotient(rows: list[tuple[float, int]]) -> None:
    top, bottom = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
    assert Ratio().tally(top, bottom).value == close(top.sum() / bottom.sum())
    ratio, mean = Ratio().interval(Ratio().tally(top)), Mean().interval(Mean().tally(top))
    assert (ratio.low, ratio.high) == close((mean.low, mean.high))


BIG = 300_000  # more than two blocks


@pytest.mark.parametrize("dtype", ["float64", "float32", "int8", "uint8", "int16", "int64", "uint64"])
def test_a_long_column_is_counted_right_in_every_type(dtype: str) -> None:
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 11, BIG).astype(dtype)
    wanted = NetScoreTally(
        int((scores <= 6).sum()), int(((scores == 7) | (scores == 8)).sum()), int((scores >= 9).sum())
    )
    assert NetScore().tally(scores) == wanted
    assert NetScore().tally(scores[::-1]) == wanted
    assert NetScore().tally(np.repeat(scores, 2)[::2]) == wanted


@pytest.mark.parametrize("scale", [(0, 10), (1, 7)])
def test_blanks_in_a_long_column_are_left_out(scale: tuple[int, int]) -> None:
    rng = np.random.default_rng(8)
    scores = rng.integers(scale[0], scale[1] + 1, BIG).astype(float)
    scores[rng.random(BIG) < 0.05] = NAN
    family = NetScore(3, 6, scale)
    filled = scores[~np.isnan(scores)]
    assert family.tally(scores) == family.tally(filled)
    assert family.tally(scores).n == len(filled)


@pytest.mark.parametrize("wrong", [-1, 11, 7.5, -0.25, 1e9, 256, 263, -250, 1e-300, 10.000001, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 200_000, BIG - 1])
def test_one_wrong_answer_among_many_is_refused(wrong: float, at: int) -> None:
    """256 and 263 would pass for 0 and 7 in a byte."""
    scores = np.full(BIG, 9.0)
    scores[::20] = NAN
    scores[at] = wrong
    with pytest.raises(OutOfRange):
        NetScore().tally(scores)
    if float(wrong).is_integer() and abs(wrong) < 1e6:
        with pytest.raises(OutOfRange):
            NetScore().tally(np.where(np.isnan(scores), 9, scores).astype(np.int64))
    with pytest.raises(OutOfRange):
        NetScore(3, 6, (1, 7)).tally(np.where(scores == 9, 7, scores))


def test_zero_is_no_answer_on_a_scale_from_one() -> None:
    for scores in (np.array([0.0, 5.0, NAN]), np.array([0, 5]), np.array([0, 5], np.uint8)):
        with pytest.raises(OutOfRange):
            NetScore(3, 6, (1, 7)).tally(scores)
