"""Customer value, retention what-if, revenue at risk, and the silent."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.families.proportion import ProportionTally, newcombe
from cxcel.models.value import NO_SIGN, SILENT, UNDECIDED, clv, multiple, retention_profit, revenue_at_risk, silence

RATE = st.floats(0, 0.999)
DISCOUNT = st.floats(0, 1)
MARGIN = st.floats(0.01, 1e6)


@given(MARGIN, RATE, DISCOUNT)
def test_the_two_timings_differ_by_one_margin(margin: float, retention: float, discount: float) -> None:
    end, start = (clv(margin, retention, discount, timing=timing) for timing in ("end", "start"))
    assert start - end == pytest.approx(margin, rel=1e-6)
    assert end == pytest.approx(margin * retention / (1 + discount - retention))


@given(MARGIN, RATE, RATE, DISCOUNT, st.sampled_from(["end", "start"]))
def test_more_retention_is_worth_more(margin: float, one: float, two: float, discount: float, timing: str) -> None:
    low, high = sorted((one, two))
    assert clv(margin, low, discount, timing=timing) <= clv(margin, high, discount, timing=timing)
    assert clv(2 * margin, low, discount, timing=timing) == pytest.approx(2 * clv(margin, low, discount, timing=timing))
    assert clv(margin, low, discount, acquisition=7, timing=timing) == pytest.approx(
        clv(margin, low, discount, timing=timing) - 7
    )


@given(RATE, DISCOUNT, st.integers(1, 400), st.sampled_from(["end", "start"]))
def test_periods_add_up(retention: float, discount: float, periods: int, timing: str) -> None:
    first = 1 if timing == "end" else 0
    terms = [(retention / (1 + discount)) ** t for t in range(first, first + periods)]
    assert multiple(retention, discount, timing, periods) == pytest.approx(math.fsum(terms), rel=1e-9)
    assert multiple(retention, discount, timing, periods) <= multiple(retention, discount, timing) * (1 + 1e-12)


def test_where_the_sum_has_no_end() -> None:
    with pytest.raises(OutOfRange, match="give periods"):
        multiple(1, 0)
    assert multiple(1, 0, "end", 12) == 12
    assert multiple(1, 0.05) == pytest.approx(20)
    assert multiple(0, 0.1) == 0
    assert multiple(0, 0.1, "start") == 1


def as_table(*args: float, **named: float) -> dict[str, tuple[float | None, ...]]:
    return {c.measure: (c.now, c.after, c.difference, c.relative) for c in retention_profit(*args, **named)}


def test_a_what_if_by_hand() -> None:
    """10,000 customers at 100 a year, 80 % to 85 % kept, 10 % discount: multiples 2.6667 and 3.4."""
    found = as_table(10_000, 100, 0.80, 0.85, 0.10, 250_000)
    assert found["customers kept in a period"][:3] == pytest.approx((8000, 8500, 500))
    assert found["value of all customers"] == pytest.approx((2_666_666.67, 3_400_000, 733_333.33, 0.275))
    assert found["break-even cost"][1] == pytest.approx(733_333.33)
    assert found["net gain"][1] == pytest.approx(483_333.33)
    assert found["value of a customer, 5 points more retained"][3] == pytest.approx(0.275)


def test_five_points_reach_the_claimed_range_only_at_some_rates() -> None:
    """25 to 95 %: what five points are worth hangs on where one starts."""
    rise = {r: as_table(1, 100, r, r, 0.1)["value of a customer, 5 points more retained"][3] for r in (0.4, 0.6, 0.9)}
    assert rise == pytest.approx({0.4: 0.2115, 0.6: 0.2037, 0.9: 0.4074}, abs=1e-4)
    assert "value of a customer, 5 points more retained" not in as_table(1, 100, 0.97, 0.98, 0.1)


def test_nothing_changes_nothing_and_the_cost_is_lost() -> None:
    found = as_table(500, 20, 0.7, 0.7, 0.05, 90)
    assert found["value of all customers"][2:] == (0, 0)
    assert found["net gain"][1] == -90
    assert as_table(0, 20, 0.7, 0.8, 0.05)["value of all customers"] == (0, 0, 0, None)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e5), st.floats(0, 1), st.floats(0, 1))
def test_revenue_at_risk_is_a_sum(det: float, pas: float, revenue: float, one: float, two: float) -> None:
    whole = revenue_at_risk(det, pas, revenue, one, two)
    parts = revenue_at_risk(det, 0, revenue, one, 0) + revenue_at_risk(0, pas, revenue, 0, two)
    assert whole == pytest.approx(parts)
    assert 0 <= whole <= (det + pas) * revenue * (1 + 1e-12)


@pytest.mark.parametrize(
    ("complained", "dissatisfied", "bases", "flag"),
    [
        (0.02, 0.14, None, SILENT),
        (0.08, 0.14, None, NO_SIGN),  # more than half of the dissatisfied complain
        (0.02, 0.10, None, NO_SIGN),  # not above 10 %
        (0.00, 0.00, None, NO_SIGN),
        (0.02, 0.14, (5000, 400), SILENT),
        (0.02, 0.14, (5000, 60), UNDECIDED),  # 8 of 60 may well be under 10 %
        (0.02, 0.03, (5000, 2000), NO_SIGN),
        (0.13, 0.14, (5000, 2000), NO_SIGN),
        (0.06, 0.14, (200, 2000), UNDECIDED),  # 12 complaints in 200 may well be half of the dissatisfied
        (0.0, 1.0, (50, 50), SILENT),
        (1.0, 0.0, (50, 50), NO_SIGN),
    ],
)
def test_the_flag(complained: float, dissatisfied: float, bases: tuple[float, float] | None, flag: str) -> None:
    found = silence(complained, dissatisfied, bases)
    assert found.flag == flag
    assert found.silent == pytest.approx(dissatisfied - complained)
    assert (found.low is None) == (bases is None)


@given(st.integers(0, 40), st.integers(0, 60))
def test_limits_are_newcombes(complaints: int, dissatisfied: int) -> None:
    assume(dissatisfied > 0)
    found = silence(complaints / 40, dissatisfied / 60, (40, 60))
    limits = newcombe(ProportionTally(complaints, 40), ProportionTally(dissatisfied, 60), 0.95)
    assert (found.low, found.high) == pytest.approx(limits)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.silent <= found.high


def test_no_base_is_no_interval() -> None:
    with pytest.raises(NotEnoughData, match="answers and contacts must be above 0"):
        silence(0.1, 0.2, (0, 50))
