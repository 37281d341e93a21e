"""The Net Promoter Score under its own names, and what all survey metrics can be told about their answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxcel.errors import BadOption, CxError, NotEnoughData, OutOfRange, excel_error
from cxcel.families import NetScore, NetScoreTally
from cxcel.functions import (
    CES,
    CSAT,
    DISSAT_RATE,
    ENPS,
    KPI_BY,
    KPI_CI,
    KPI_N,
    KPI_N_EFF,
    KPI_TREND,
    NPS,
    NPS_CI,
    NPS_COUNTS,
    NPS_NEEDED,
    NPS_SE,
    NPS_TEST,
)

SCORES = [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, 7, 10]
WEIGHTS = [1.0, 2.0] * 6


def test_weights_count_answers_for_more() -> None:
    """Weight 1 on 10 9 7 0 9 7, weight 2 on 9 8 6 10 3 10: promoters 3 + 6, detractors 1 + 4, of 18."""
    assert NPS(SCORES, WEIGHTS) == pytest.approx(100 * (9 - 5) / 18)
    assert KPI_N("NPS", SCORES, WEIGHTS) == 12
    assert KPI_N_EFF("NPS", SCORES, WEIGHTS) == pytest.approx(18**2 / (6 + 24))
    assert KPI_N_EFF("NPS", SCORES) == 12
    assert NPS_CI(SCORES, None, None, WEIGHTS) == KPI_CI("NPS", SCORES, WEIGHTS)


@pytest.mark.parametrize(
    ("metric", "answers", "options", "weights", "value"),
    [
        (CSAT, [5, 4, 1], (), [1, 1, 2], 0.5),
        (CSAT, [7, 6, 1], (7,), [1, 1, 2], 0.5),
        (CSAT, [10, 9, 8, 1], (10,), [1, 1, 1, 1], 0.5),
        (CSAT, [5, 4, 1], (None, None, "mean"), [1, 1, 2], 2.75),
        (DISSAT_RATE, [1, 2, 5], (), [1, 1, 2], 0.5),
        (CES, [5, 7, 1], ("v2",), [1, 1, 2], 0.5),
        (CES, [5, 7, 1], ("v2_mean",), [1, 1, 2], 3.5),
        (CES, [6, 7, 1], ("v2_index",), [1, 1, 2], 0.0),
        (CES, [5, 1, 1], ("v1",), [1, 1, 2], 2.0),
        (ENPS, [9, 9, 0, 7, 8, 9], (), [1, 1, 2, 1, 1, 0], 0.0),
    ],
)
def test_every_survey_metric_takes_weights(metric: Any, answers: Any, options: Any, weights: Any, value: float) -> None:
    assert metric(answers, *options, weights=weights) == pytest.approx(value)


def test_breaks_move_the_bands() -> None:
    assert NPS([10, 9, 8, 7], None, "7,10") == 0
    assert NPS([10, 9, 8, 7], None, [[7, 10]]) == NPS([10, 9, 8, 7], None, np.array([[7], [10]])) == 0
    assert NPS(SCORES, None, (6, 9)) == NPS(SCORES)
    with pytest.raises(OutOfRange, match="the first number of breaks must be below the second, got 9 and 6"):
        NPS(SCORES, None, "9,6")
    with pytest.raises(BadOption, match="breaks must be two numbers such as 6,9"):
        NPS(SCORES, None, 6)


def test_only_the_latest_answer_of_each_customer_counts() -> None:
    scores, who = [0, 10, 5, 9], ["ann", "bob", "bob", "ann"]
    assert NPS(scores, latest_per=who) == 0  # ann 9, bob 5
    dates = ["2026-03-01", "2026-03-02", "2026-02-01", "2026-01-01"]
    assert NPS(scores, latest_per=who, dates=dates) == 0  # ann 0, bob 10
    assert NPS([0, 10, 9], latest_per=["ann", "bob", None]) == 0, "an answer without a customer is left out"
    assert NPS([0, None], latest_per=["ann", "ann"]) == -100, "a blank is no answer"
    assert KPI_N("NPS", scores, None, None, None, who) == 2


def test_in_a_trend_the_latest_of_each_period_counts() -> None:
    """Else a customer who answered again would vanish from the months before."""
    dates = ["2026-01-01", "2026-01-05", "2026-02-01"]
    rows = KPI_TREND("NPS", dates, "month", [10, 0, 9], None, None, None, ["ann"] * 3)[1:]
    assert [row[1] for row in rows] == [-100, 100]
    assert [row[4] for row in rows] == [1, 1]


def test_a_closed_list_is_that_of_all_rows_together() -> None:
    (wide,), (narrow,) = KPI_CI("NPS", SCORES), NPS_CI(SCORES, population=20)
    assert wide[0] < narrow[0] < NPS(SCORES) < narrow[1] < wide[1]
    assert NPS_CI(SCORES, population=12) == [[25.0, 25.0]]
    with pytest.raises(OutOfRange, match="population must be at least the 12 who answered, got 11"):
        NPS_CI(SCORES, population=11)
    with pytest.raises(BadOption, match="population is that of all rows together"):
        KPI_BY("NPS", ["a"] * 12, SCORES, None, None, 100)


def test_groups_of_employees_under_five_are_not_shown() -> None:
    with pytest.raises(NotEnoughData, match="fewer than 5 people are not shown"):
        ENPS([9, 9, 0, 7])
    assert ENPS([9, 9, 0, 7, 8]) == 20
    rows = KPI_BY("ENPS", list("aaaaabbbb"), [9, 9, 3, 4, 5, 6, 7, 8, 9])[1:]
    assert rows[1] == ["b", None, None, None, None]
    trend = KPI_TREND("ENPS", ["2026-01-05"] * 5 + ["2026-02-05"] * 4, "month", [9, 9, 3, 4, 5, 6, 7, 8, 9])
    assert trend[2][1:] == [None, None, None, None, None, None, ""]


def test_the_score_from_counts() -> None:
    assert NPS_COUNTS(18, 24, 58) == 40
    assert KPI_CI("NPS_COUNTS", 18, 24, 58) == KPI_CI("NPS", [0] * 18 + [7] * 24 + [9] * 58)
    assert NPS_COUNTS([1, 2], [0, 1], [3, 4]) == pytest.approx(100 * 4 / 11)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60))
def test_the_methods_agree_on_where_the_score_is(scores: list[int]) -> None:
    for method in ("adjusted_wald", "wald", "score", "bootstrap"):
        ((low, high),) = NPS_CI(scores, method)
        assert -100 <= low <= NPS(scores) + 1e-7
        assert NPS(scores) - 1e-7 <= high <= 100
        ((mirrored_low, mirrored_high),) = NPS_CI([0 if s >= 9 else 9 if s <= 6 else 7 for s in scores], method)
        if method != "bootstrap":
            assert (mirrored_low, mirrored_high) == pytest.approx((-high, -low), abs=1e-6)


@pytest.mark.parametrize("counts", [(3, 4, 5), (30, 10, 60), (1, 50, 2), (0, 3, 7), (12, 0, 12)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_score_interval_ends_where_a_score_test_just_refuses(counts: tuple[int, int, int], level: float) -> None:
    """Against a maximum of the likelihood found by brute force over the share of detractors, Tango 1998."""
    from scipy.stats import norm

    found = NetScore().interval(NetScoreTally(*counts), level, "score")
    negative, neutral, positive = counts
    n = sum(counts)
    for limit in (found.low / 100, found.high / 100):
        q = np.linspace(max(0.0, -limit) + 1e-9, (1 - limit) / 2 - 1e-9, 2_000_001)
        with np.errstate(divide="ignore", invalid="ignore"):
            likelihood = negative * np.log(q) + positive * np.log(q + limit) + neutral * np.log(1 - 2 * q - limit)
        best = q[np.nanargmax(likelihood)]
        variance = (2 * best + limit - limit**2) / n
        z = abs((positive - negative) / n - limit) / math.sqrt(variance)
        assert z == pytest.approx(norm.ppf(0.5 + level / 2), abs=2e-4)


def test_the_bootstrap_is_near_the_normal_interval_when_there_is_much() -> None:
    scores = [10, 9, 8, 7, 3] * 400
    ((low, high),), ((drawn_low, drawn_high),) = NPS_CI(scores), NPS_CI(scores, "bootstrap")
    assert (drawn_low, drawn_high) == pytest.approx((low, high), abs=0.35)
    assert NPS_CI(scores, "bootstrap") == [[drawn_low, drawn_high]], "the same answers, the same limits"


def test_the_standard_error() -> None:
    """R package NPS: 1, 2 and 3 answers give variance 5/9."""
    assert NPS_SE([0, 7, 7, 9, 9, 9]) == pytest.approx(100 * math.sqrt(5 / 9 / 6))
    assert NPS_SE([9, 9]) == 0
    assert NPS_SE(SCORES, WEIGHTS) > NPS_SE(SCORES, [1] * 12) * 0.9


@pytest.mark.parametrize(
    ("args", "answers"),
    [
        ((5,), 1537),  # (1.959964 / 0.05)^2 = 1536.6
        ((10,), 385),  # 384.1, the figure of every poll
        ((5, 0.8), 984),  # 983.4
        ((5, None, 0.9), 1083),  # (1.644854 / 0.05)^2 = 1082.2
        ((5, None, None, 500), 378),  # 1536.6 / (1 + 1535.6 / 500) = 377.4
        ((100,), 4),
    ],
)
def test_how_many_answers_a_margin_needs(args: Any, answers: int) -> None:
    assert NPS_NEEDED(*args) == answers


@given(st.floats(0.5, 50), st.floats(0.1, 1), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_answers_needed_are_the_fewest_that_do(margin: float, sd: float, level: float) -> None:
    from scipy.stats import norm

    n, z = NPS_NEEDED(margin, sd, level), norm.ppf(0.5 + level / 2)
    assert 100 * z * sd / math.sqrt(n) <= margin * (1 + 1e-6)
    assert n == 1 or 100 * z * sd / math.sqrt(n - 1) > margin * (1 - 1e-6)


def test_the_same_people_twice() -> None:
    """Changes of -100, 0, 100: here 100, 0, 0, 100: mean 50, sd 50 (n), error 25."""
    header, row = NPS_TEST([0, 9, 7, 7], [7, 9, 8, 9], "paired")
    assert header == ["difference", "low", "high", "p", "verdict"]
    assert row[:3] == pytest.approx([50, 50 - 1.959964 * 25, 50 + 1.959964 * 25])
    assert row[3] == pytest.approx(0.0455, abs=1e-4)
    assert NPS_TEST([9, 9, None], [9, 9, 0], "paired")[1] == [0, 0, 0, 1, "within noise"]


@pytest.mark.parametrize(
    ("call", "shows"),
    [
        (lambda: NPS_TEST([9, 9], [9], "paired"), "#N/A"),
        (lambda: NPS_TEST([None], [9], "paired"), "#DIV/0!"),
        (lambda: NPS_TEST([9], ["#REF!"], "paired"), "#REF!"),
        (lambda: NPS_NEEDED(0), "#NUM!"),
        (lambda: NPS_NEEDED(None), "#VALUE!"),
        (lambda: NPS_NEEDED("#N/A"), "#N/A"),
        (lambda: NPS_NEEDED(5, 2), "#NUM!"),
        (lambda: NPS_SE([None]), "#DIV/0!"),
        (lambda: NPS([9], [-1]), "#NUM!"),
        (lambda: NPS([9], [0]), "#DIV/0!"),
        (lambda: NPS([9, 9], [1]), "#N/A"),
        (lambda: NPS([11, 9], [1, 1]), "#NUM!"),
        (lambda: NPS([11, 9], latest_per=["a", "a"]), "#NUM!"),
        (lambda: NPS([9], population=0), "#NUM!"),
        (lambda: KPI_CI("NPS", [9], "bootsrap"), "#VALUE!"),
        (lambda: NPS_COUNTS(1, -1, 1), "#NUM!"),
        (lambda: NPS_COUNTS(0, 0, 0), "#DIV/0!"),
    ],
)
def test_the_edges(call: Any, shows: str) -> None:
    with pytest.raises(CxError) as caught:
        call()
    assert excel_error(caught.value) == shows


def test_a_cell_of_its_own_is_its_value() -> None:
    assert NPS_NEEDED([[5]]) == NPS_NEEDED(np.array([[5]])) == NPS_NEEDED("5")
