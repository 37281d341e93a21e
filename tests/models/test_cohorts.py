"""Cohorts read from shares, per cent and numbers: what is told apart, what is refused."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadOption, CxError, LengthMismatch, NotEnoughData, OutOfRange
from cxcel.models.cohorts import Exposure, cohort, exposure, unit_of

NAN = np.nan


def where(column: int, row: int) -> str:
    return f"row {row + 1} of {column}"


def read(*columns: list[float], sizes: list[float] | None = None, unit: str = "auto") -> Exposure:
    return exposure([np.array(c, float) for c in columns], None if sizes is None else np.array(sizes), unit, where)


def same(one: Exposure, two: Exposure) -> bool:
    names = ("start", "stop", "risk", "lost", "ages", "alive", "began", "customers")
    return all(np.allclose(getattr(one, name), getattr(two, name)) for name in names)


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([0.9, 0.8], "share"),
        ([1, 0.9], "share"),
        ([1, 1], "share"),
        ([86.9, 74.3], "percent"),
        ([100, 86.9], "percent"),
        ([1000, 800], "customers"),
        ([1000, 8], "customers"),
    ],
)
def test_units_are_told_apart(values: list[float], unit: str) -> None:
    assert unit_of([np.array(values, float)], where) == unit


def test_whole_numbers_up_to_a_hundred_are_asked_about() -> None:
    """87, 74, 65 are 87 % after a period, or 87 customers at the start: two different curves."""
    with pytest.raises(BadOption, match=r"could be per cent or customers.* give unit 'percent' or 'customers'"):
        read([87, 74, 65])
    assert read([87, 74, 65], unit="percent").risk.tolist() == pytest.approx([1, 0.87, 0.74])
    assert read([87, 74, 65], unit="customers").risk.tolist() == [87, 74]


def test_broken_numbers_above_a_hundred_are_asked_about() -> None:
    with pytest.raises(BadOption, match=r"holds 8000.5 in row 2 of 0, beside numbers above 100"):
        read([9000, 8000.5])
    assert read([9000, 8000.5, 8000], unit="customers").lost.tolist() == [999.5, 0.5]


@pytest.mark.parametrize("start", [[], [1]])
def test_the_start_of_shares_may_be_there_or_not(start: list[float]) -> None:
    assert same(read([*start, 0.9, 0.7]), cohort(np.array([1, 0.9, 0.7]), counted=False))
    assert same(read([100 * v for v in [*start, 0.905, 0.7]]), cohort(np.array([1, 0.905, 0.7]), counted=False))


def test_sizes_turn_shares_into_counts() -> None:
    counts = cohort(np.array([500.0, 450, 350]))
    assert same(read([0.9, 0.7], sizes=[500]), counts)
    assert same(read([450, 350], sizes=[500]), counts)
    assert same(read([500, 450, 350], sizes=[500]), counts)
    assert read([0.9, 0.7], sizes=[1]).customers == 1


def test_a_calendar_table_is_read_as_one_by_age() -> None:
    by_age = read([733, 379, 282], [519, 286, NAN], [557, NAN, NAN])
    assert same(by_age, read([733, 379, 282], [NAN, 519, 286], [NAN, NAN, 557]))
    assert by_age.customers == 733 + 519  # the third was seen at its start only


def test_a_blank_between_two_looks_is_a_longer_look() -> None:
    gap = read([1000, NAN, 500, 400])
    assert (gap.start.tolist(), gap.stop.tolist(), gap.lost.tolist()) == ([0, 2], [2, 3], [500, 100])


@pytest.mark.parametrize(
    ("columns", "options", "error", "says"),
    [
        ([[]], {}, NotEnoughData, "no numbers"),
        ([[NAN, NAN]], {}, NotEnoughData, "no numbers"),
        ([[1000]], {}, NotEnoughData, "at least 2 periods"),
        ([[0.9, 0.8, 0.85]], {}, OutOfRange, "rises in row 3 of 0.*TRANSPOSE"),
        ([[1000, 900], [800, 850]], {}, OutOfRange, "rises in row 2 of 1"),
        ([[1000, NAN, 900, 950]], {}, OutOfRange, "rises in row 4 of 0"),
        ([[NAN, 0.9, 0.8]], {}, OutOfRange, "blank in row 1 of 0"),
        ([[86.9, 74.3]], {"unit": "share"}, OutOfRange, r"must lie in 0..1, got 86.9 in row 1 of 0"),
        ([[0.9, -0.1]], {}, OutOfRange, r"must lie in 0..1, got -0.1 in row 2 of 0"),
        ([[900, 800]], {"sizes": [850]}, OutOfRange, r"must lie in 0..850, got 900 in row 1 of 0"),
        ([[1e300, 7]], {}, OutOfRange, "must lie in 0..1e"),
        ([[0.9, 0.8], [0.9, NAN]], {}, BadOption, "shares of several cohorts .* give customers"),
        ([[900, 800]], {"sizes": [500, 500]}, LengthMismatch, "one for each of the 1 cohorts, got 2"),
        ([[0.9, 0.8]], {"sizes": [0]}, OutOfRange, "customers must lie between"),
    ],
)
def test_what_cannot_be_is_refused(columns, options, error: type[CxError], says: str) -> None:
    with pytest.raises(error, match=says):
        read(*columns, **options)


CURVES = st.lists(st.integers(0, 500), min_size=2, max_size=8).map(lambda v: sorted(v, reverse=True))


@given(st.lists(CURVES, min_size=2, max_size=5))
def test_cohorts_add_up_whatever_their_order(curves: list[list[int]]) -> None:
    parts = [cohort(np.array(c, float)) for c in curves]
    whole = reduce(add, parts)
    assert same(whole, reduce(add, parts[::-1]))
    assert whole.customers == sum(c[0] for c in curves)
    assert whole.lost.sum() == sum(a - b for c in curves for a, b in pairwise(c))
    assert (whole.lost <= whole.risk).all()
