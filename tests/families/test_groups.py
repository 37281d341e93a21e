"""Tallies by group: one pass over the rows gives what parting the rows and tallying each part gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import OutOfRange
from cxcel.families import Design, Family, Mean, NetScore, NetScoreCounts, Proportion, Ratio, by_group

GROUPS = 4
CODE = st.integers(-1, GROUPS - 1)
NAN = st.just(float("nan"))
COUNT = st.one_of(NAN, st.integers(0, 40).map(float))
AMOUNT = st.one_of(NAN, st.integers(-500, 500).map(float), st.floats(-500, 500).map(lambda v: round(v, 2)))
PART = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n).map(float), st.just(float(n))))


@dataclass(frozen=True)
class Case:
    """A family, and rows for it."""

    name: str
    family: Family[Any]
    row: st.SearchStrategy[tuple[float, ...]]


CASES = (
    Case("net score", NetScore(), st.tuples(st.one_of(NAN, st.integers(0, 10).map(float)))),
    Case("net score of 1 to 7", NetScore(3, 6, (1, 7)), st.tuples(st.one_of(NAN, st.integers(1, 7).map(float)))),
    Case("net score of counts", NetScoreCounts(), st.tuples(COUNT, COUNT, COUNT)),
    Case("share of rows", Proportion(), st.tuples(st.one_of(NAN, st.sampled_from([0.0, 1.0])))),
    Case("share of counts", Proportion(), st.one_of(PART, st.tuples(NAN, COUNT), st.tuples(COUNT, NAN))),
    Case("mean", Mean(), st.tuples(AMOUNT)),
    Case("ratio of rows", Ratio(), st.tuples(AMOUNT)),
    Case("ratio", Ratio(), st.tuples(AMOUNT, COUNT)),
    Case("weighted", Design(Mean(), weighted=True), st.tuples(AMOUNT, st.sampled_from([0.0, 0.5, 1.0, 3.0]))),
)
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def fields(tally: Any) -> list[float]:
    """The numbers of a tally, those of an inner one too."""
    values = (getattr(tally, name) for name in type(tally).__match_args__)
    return [n for v in values for n in (fields(v) if hasattr(type(v), "__match_args__") else [v])]


@EVERY
@given(data=st.data())
def test_in_one_pass_as_part_by_part(case: Case, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(CODE, case.row), max_size=30))
    codes = np.array([code for code, _ in rows], np.int64)
    width = len(data.draw(case.row)) if not rows else len(rows[0][1])
    columns = [np.array([row[i] for _, row in rows], float) for i in range(width)]
    found = by_group(case.family, columns, codes, GROUPS)
    assert len(found) == GROUPS
    for group, tally in enumerate(found):
        alone = case.family.tally(*(column[codes == group] for column in columns))
        assert fields(tally) == pytest.approx(fields(alone), rel=1e-9, abs=1e-7)


def exact(values: np.ndarray) -> tuple[float, float]:
    """Mean and sum of squares around it, with fractions."""
    numbers = [Fraction(float(value)) for value in values]
    mean = sum(numbers, Fraction()) / len(numbers)
    return float(mean), float(sum(((number - mean) ** 2 for number in numbers), Fraction()))


def test_far_from_zero_nothing_cancels() -> None:
    rng = np.random.default_rng(5)
    codes, values = rng.integers(0, 3, 6000), 1e9 + rng.normal(0, 1, 6000)
    for group, tally in enumerate(by_group(Mean(), [values], codes, 3)):
        mean, squares = exact(values[codes == group])
        assert tally.mean == pytest.approx(mean, rel=1e-15)
        assert tally.squares == pytest.approx(squares, rel=1e-9)
    below = 1e9 + rng.normal(0, 1, 6000)
    for group, tally in enumerate(by_group(Ratio(), [values, below], codes, 3)):
        alone = Ratio().tally(values[codes == group], below[codes == group])
        assert fields(tally) == pytest.approx(fields(alone), rel=1e-9)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.float32, bool])
def test_numbers_of_any_kind(kind: Any) -> None:
    values, codes = np.array([1, 0, 1, 1], kind), np.array([0, 0, 1, -1])
    assert [tally.hits for tally in by_group(Proportion(), [values], codes, 2)] == [1.0, 1.0]
    assert [tally.mean for tally in by_group(Mean(), [values], codes, 2)] == [0.5, 1.0]
    large = np.array([200, 200, 200], np.uint8)
    assert by_group(Ratio(), [large, large], np.zeros(3, np.int64), 1)[0].n == 600


@pytest.mark.parametrize("wrong", [11, -1, 8.5, np.inf])
def test_an_answer_outside_the_scale_is_refused(wrong: float) -> None:
    with pytest.raises(OutOfRange, match=r"answers must be whole numbers in 0\.\.10"):
        by_group(NetScore(), [np.array([9.0, wrong])], np.array([0, 0]), 1)
    assert by_group(NetScore(), [np.array([9.0, wrong])], np.array([0, -1]), 1)[0].n == 1


def test_a_part_above_its_whole_is_refused_by_its_numbers() -> None:
    with pytest.raises(OutOfRange, match="got 5 of 4"):
        by_group(Proportion(), [np.array([1.0, 5.0]), np.array([2.0, 4.0])], np.array([0, 1]), 2)
    with pytest.raises(OutOfRange, match="got -1 of 1"):
        by_group(Proportion(), [np.array([-1.0])], np.array([0]), 1)
    third = np.array([0.1 + 0.2])
    assert by_group(Proportion(), [third, np.array([0.3])], np.array([0]), 1)[0].share == pytest.approx(1)  # rounding


def test_more_groups_than_small_codes_can_tell() -> None:
    codes = np.arange(40_000)
    tallies = by_group(Design(Mean(), weighted=True), [codes.astype(float), np.ones(40_000)], codes, 40_000)
    assert tallies[39_999].inner.mean == 39_999
