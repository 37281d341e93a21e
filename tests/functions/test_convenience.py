"""What users may leave out, spell another way or hand over in another form."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from cxcel.errors import BadOption, BadType, LengthMismatch
from cxcel.functions import (
    ABANDON_RATE,
    AHT,
    CES,
    CSAT,
    FCR_RATE,
    IMPACT_TEST,
    KPI_CI,
    KPI_CORR,
    KPI_N,
    KPI_PCHART,
    NPS_CI,
    OCCUPANCY,
    P_ADJUST,
)


def test_short_abandons_are_left_out_where_they_are_given() -> None:
    assert ABANDON_RATE(60, 1060, 10) == ABANDON_RATE(60, 1060, 10, "excl_short") == pytest.approx(50 / 1050)
    assert ABANDON_RATE(60, 1060, 10, "all") == ABANDON_RATE(60, 1060) == pytest.approx(60 / 1060)
    assert KPI_N("ABANDON_RATE", 60, 1060, 10) == 1050


def test_words_of_options_may_be_in_capitals() -> None:
    p = [0.01, 0.04, 0.03]
    assert P_ADJUST(p, "BH") == P_ADJUST(p, "bh")
    assert P_ADJUST(p, " Holm") == P_ADJUST(p, "holm")
    assert CES([5, 1], "V1") == CES([5, 1], "v1")
    assert KPI_CORR([1, 2, 4], [1, 3, 2], "Spearman") == KPI_CORR([1, 2, 4], [1, 3, 2], "spearman")
    assert NPS_CI([9, 1], "WALD") == NPS_CI([9, 1], "wald")
    assert KPI_PCHART([1, 2], [10, 10], "P") == KPI_PCHART([1, 2], [10, 10], "p")


@pytest.mark.parametrize(
    ("name", "hint"), [("CLV", "here$"), ("ERLANG_SL", "here$"), ("kpi_corr", "use KPI_CORR_CI$"), ("KPI_CI", "here$")]
)
def test_a_function_that_is_no_metric_says_so(name: str, hint: str) -> None:
    with pytest.raises(BadOption, match=f"^KPI_CI: {name.upper()} is worked out from other numbers .*{hint}"):
        KPI_CI(name, 1, 2, 3)


@pytest.mark.parametrize(
    ("args", "low", "high"),
    [
        (("AHT", [100, 200, 900], None, None, None), 0, None),
        (("OCCUPANCY", [80, 70, 90], [20, 30, 10]), None, 1),
        (("CSAT", [5, 5, 1], None, None, "mean"), 1, 5),
        (("CES", [7, 1], "v2_mean"), 1, 7),
        (("WALLET_RULE", [1, 3], [3, 3]), 0, 1),
    ],
)
def test_limits_stay_where_values_can_be(args: Any, low: float | None, high: float | None) -> None:
    ((found_low, found_high),) = KPI_CI(*args)
    assert low is None or found_low == low
    assert high is None or found_high == high


def test_times_may_be_cells_or_texts_of_hours_minutes_and_seconds() -> None:
    assert AHT(["0:02:22", "00:03:20"]) == AHT([142, 200]) == 171
    assert AHT([time(0, 2, 22), timedelta(seconds=200)]) == 171
    assert AHT(["1:00:00.5"]) == 3600.5
    assert OCCUPANCY("0:45:00", "0:15:00") == 0.75
    with pytest.raises(BadType, match="talk must be seconds, or times such as 0:02:22, got the text '2:22' in row 2"):
        AHT([60, "2:22"])
    seconds = [142, 200, 90, 60]
    assert KPI_CORR([1, 2, 3, 5], ["0:02:22", time(0, 3, 20), 90, "60"]) == pytest.approx(
        KPI_CORR([1, 2, 3, 5], seconds)
    )
    with pytest.raises(BadType, match="kpi must be numbers or times, got a date in row 1"):
        KPI_CORR([1, 2, 3], [date(2026, 1, 1), 2, 3])


def test_a_comparison_group_may_be_one_range_of_two_columns() -> None:
    before, after, control = [5, 6, 7, 5], [7, 8, 8, 6], [[5, 5], [6, 7], [7, 6], [5, 6]]
    apart = IMPACT_TEST(before, after, [row[0] for row in control], [row[1] for row in control])
    assert IMPACT_TEST(before, after, control) == apart
    with pytest.raises(BadOption, match="control_after is missing"):
        IMPACT_TEST(before, after, [5, 6, 7, 5])


def test_words_of_outcomes_say_yes_to_what_the_column_is_about() -> None:
    assert ABANDON_RATE(["Answered", "Answered", "Abandoned", "Answered"]) == 0.25
    assert ABANDON_RATE(["Abandoned", "yes", "no", "no", "no"]) == 0.25, "a name on top"
    assert FCR_RATE(["Resolved", "Unresolved", "Resolved", "Unresolved", "Unresolved"]) == 0.4
    assert FCR_RATE(["Resolved", True, False]) == 0.5


def test_a_total_beside_rows_that_are_one_each_is_refused() -> None:
    with pytest.raises(LengthMismatch, match="talk has 3 rows and hold has 1"):
        AHT([100, 200, 300], 30)


def test_the_top_boxes_are_those_of_the_scale() -> None:
    assert CSAT([10, 9, 8, 1], 10) == 0.5
    assert CSAT([7, 6, 5, 1], 7) == 0.5
    assert CSAT([5, 4, 3, 1], 5) == 0.5
