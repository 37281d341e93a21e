"""The functions that take a metric's name."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxcel.errors import BadOption
from cxcel.functions import FUNCTIONS

KPI_BY, KPI_CI, KPI_TEST, KPI_TREND = (FUNCTIONS[name] for name in ("KPI_BY", "KPI_CI", "KPI_TEST", "KPI_TREND"))
NPS_CI, NPS_TEST, KPI_TARGET = (FUNCTIONS[name] for name in ("NPS_CI", "NPS_TEST", "KPI_TARGET"))
ONE, TWO = [10, 9, 9, 8, 3, 10, 7] * 20, [6, 9, 5, 8, 3, 10, 7] * 20


def test_the_functions_of_nps_are_the_generic_ones() -> None:
    assert NPS_CI(ONE) == KPI_CI("NPS", ONE) == KPI_CI(" nps ", ONE)
    assert NPS_CI(ONE, "wald", 0.9) == KPI_CI("NPS", ONE, "wald", 0.9)
    assert NPS_TEST(ONE, TWO) == KPI_TEST("NPS", ONE, TWO)
    assert NPS_TEST(ONE, TWO, "wald") != NPS_TEST(ONE, TWO)


def test_the_sign_is_second_less_first_and_the_words_follow_the_direction() -> None:
    assert NPS_TEST(ONE, TWO)[1][0] < 0
    assert NPS_TEST(ONE, TWO)[1][4] == "▼ real, worse"
    assert KPI_TEST("CHURN_RATE", 100, 1000, 50, 1000)[1][4] == "▼ real, better"
    assert KPI_TEST("AHT", ONE, None, None, None, [v + 9 for v in ONE], None, None, None)[1][4] == "▲ real, higher"


@pytest.mark.parametrize("option", [np.array(["wald", "wald"]), ["wald", "wald"], 3])
def test_an_option_that_is_a_range_is_refused(option: object) -> None:
    with pytest.raises(BadOption, match=r"^NPS_CI: method must be one of"):
        NPS_CI(ONE, option)
    with pytest.raises(BadOption, match=r"^CSAT: scale_max must be a number"):
        FUNCTIONS["CSAT"]([5, 4], np.array([5, 7]))


@pytest.mark.parametrize("cell", [np.array(["wald"]), ["wald"], [["wald"]]])
def test_a_range_of_one_cell_is_that_cell(cell: object) -> None:
    assert NPS_CI(ONE, cell) == NPS_CI(ONE, "wald")


@pytest.mark.parametrize("blank", [None, ""])
def test_an_empty_cell_as_option_is_the_default(blank: object) -> None:
    assert NPS_CI(ONE, blank, blank) == NPS_CI(ONE)
    assert FUNCTIONS["CSAT"]([5, 4, 1], blank, blank, blank) == pytest.approx(2 / 3)
    assert KPI_TREND("NPS", ["2026-01-05"], blank, [9])[1][0] == date(2026, 1, 1)


def test_groups_that_are_numbers_stand_in_their_order_others_best_first() -> None:
    scores = [0, 9, 7, 9]
    assert [row[0] for row in KPI_BY("NPS", [10, 9, 2, 9], scores)[1:]] == ["2", "9", "10"]
    assert [row[0] for row in KPI_BY("NPS", ["a", "b", "c", "b"], scores)[1:]] == ["b", "c", "a"]
    assert [row[0] for row in KPI_BY("DISSAT_RATE", ["a", "b"], [1, 5])[1:]] == ["b", "a"]
    assert [row[0] for row in KPI_BY("NPS", ["²", "1", "1.5", "1"], scores)[1:]] == ["1", "1.5", "²"]


def test_rows_without_a_group_or_a_date_are_left_out() -> None:
    assert KPI_BY("NPS", ["a", None, ""], [9, 0, 0])[1:] == [["a", 100.0, *KPI_CI("NPS", [9])[0], 1.0]]
    assert KPI_BY("NPS", [None], [9]) == [["group", "value", "low", "high", "n"]]
    assert KPI_TREND("NPS", ["2026-01-05", None], "day", [9, 0])[1][1] == 100.0


def test_a_period_without_rows_stands_in_the_trend_with_nothing_to_tell() -> None:
    rows = KPI_TREND("NPS", ["2026-01-05", "2026-03-05"], "month", [9, 0])[1:]
    assert [row[0].month for row in rows] == [1, 2, 3]
    assert rows[1][1:] == [None, None, None, 0.0, None, None, ""]
    assert rows[2][5:] == [None, None, ""]


def test_p_values_of_a_trend_are_corrected_over_its_changes() -> None:
    rng = np.random.default_rng(3)
    dates = [date(2026, month, 1) for month in range(1, 7) for _ in range(50)]
    scores = rng.integers(0, 11, 300)
    rows = KPI_TREND("NPS", dates, "month", scores)[1:]
    raw = [KPI_TEST("NPS", scores[i - 50 : i], scores[i : i + 50])[1][3] for i in range(50, 300, 50)]
    from scipy.stats import false_discovery_control

    assert [row[6] for row in rows[1:]] == pytest.approx(false_discovery_control(raw))


def test_a_share_met_only_with_its_whole_interval() -> None:
    assert KPI_TARGET("FCR_RATE", 0.8, 850, 1000)[1][4] == "met"
    assert KPI_TARGET("FCR_RATE", 0.8, 810, 1000)[1][4] == "cannot tell yet"
    assert KPI_TARGET("FCR_RATE", 0.8, 750, 1000)[1][4] == "missed"
    assert KPI_TARGET("ABANDON_RATE", 0.05, 10, 1000)[1][4] == "met"


def test_a_test_of_extreme_groups_holds_its_difference() -> None:
    difference, low, high, *_ = NPS_TEST([9, 10], [1, 2, 3])[1]
    assert low <= difference == -200.0 <= high


def test_a_single_total_can_stand_beside_rows() -> None:
    assert FUNCTIONS["AHT"]([100, 200, None], None, None, 4) == 75.0
    assert FUNCTIONS["COST_PER_CONTACT"](500, ["yes", "yes", "no"]) == 250.0
