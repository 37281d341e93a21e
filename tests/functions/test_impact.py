"""The before/after check in a cell: its words, its metrics, its edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.shown import shown

from cxcel.errors import BadOption, CxError, OutOfRange
from cxcel.functions import IMPACT_TEST, KPI_TEST

RNG = np.random.default_rng(3)
BEFORE, AFTER = RNG.normal(6, 1, 60).tolist(), RNG.normal(7, 1, 70).tolist()
FLAT, STILL = RNG.normal(6, 1, 80).tolist(), RNG.normal(6, 1, 75).tolist()
LOW, HIGH = [3] * 20 + [8] * 30 + [10] * 30, [3] * 5 + [8] * 20 + [10] * 55
HEADER = ["what", "before", "after", "difference", "low", "high", "p", "verdict", "note"]


def table(rows: list[list[Any]]) -> dict[str, dict[str, Any]]:
    assert rows[0] == HEADER
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_without_a_comparison_group_nothing_says_why() -> None:
    rows = table(IMPACT_TEST(BEFORE, AFTER))
    assert list(rows) == ["group"]
    assert rows["group"]["verdict"] == "▲ real, higher; nothing says why: a comparison group is needed"
    assert "regression to the mean" in rows["group"]["note"]
    assert rows["group"]["difference"] == pytest.approx(np.mean(AFTER) - np.mean(BEFORE))


def test_beyond_a_comparison_group_the_change_made_a_difference() -> None:
    rows = table(IMPACT_TEST(BEFORE, AFTER, FLAT, STILL))
    assert list(rows) == ["difference in differences", "group", "comparison group"]
    answer = rows["difference in differences"]
    assert answer["verdict"].startswith("▲ real, higher: rose by ")
    assert answer["verdict"].endswith(" beyond the comparison group; the change made a difference")
    assert answer["difference"] == pytest.approx(rows["group"]["difference"] - rows["comparison group"]["difference"])
    assert rows["comparison group"]["verdict"] == "within noise"


def test_a_move_that_the_comparison_group_makes_too_is_noise() -> None:
    rows = table(IMPACT_TEST(BEFORE, AFTER, FLAT, [v + 1 for v in STILL]))
    verdict = rows["difference in differences"]["verdict"]
    assert verdict == "within noise: no change beyond that of the comparison group"
    assert rows["group"]["verdict"] == "▲ real, higher"


def test_a_group_that_started_lower_may_have_come_back_by_itself() -> None:
    rows = table(IMPACT_TEST([v - 2 for v in BEFORE], [v - 1 for v in AFTER], FLAT, STILL))
    answer = rows["difference in differences"]
    assert answer["p"] < 0.001
    assert answer["verdict"] == "cannot tell: regression to the mean may be all of it"
    assert answer["note"].startswith("it started ")
    assert "lower than the comparison group: choose one that started alike" in answer["note"]


def test_an_effect_that_outlasts_regression_holds_and_says_so() -> None:
    rows = table(IMPACT_TEST([v - 2 for v in BEFORE], [v + 2 for v in AFTER], FLAT, STILL))
    answer = rows["difference in differences"]
    assert "the change made a difference" in answer["verdict"]
    assert "it would hold had all of that come back by itself" in answer["note"]


def test_paired_rows_tell_how_much_came_back() -> None:
    rng = np.random.default_rng(5)
    own = rng.normal(7, 1, 400)
    before, after = own + rng.normal(0, 1, 400), own + rng.normal(0, 1, 400)
    low = before < 6.5
    rows = table(IMPACT_TEST(before[low], after[low], before[~low], after[~low], "paired"))
    assert list(rows)[-1] == "at the same start"
    assert rows["at the same start"]["verdict"] == "within noise"
    answer = rows["difference in differences"]
    assert answer["verdict"] == "cannot tell: regression to the mean may be all of it"
    assert "regression to the mean, what comes back by itself, accounts for about" in answer["note"]
    alone = table(IMPACT_TEST(before, after, design="paired"))
    assert alone["group"]["note"].endswith("% of its distance from the average")


def test_yes_and_no_are_shares() -> None:
    rows = table(
        IMPACT_TEST(["no"] * 40 + ["yes"] * 40, ["no"] * 10 + ["yes"] * 70, ["no", "yes"] * 40, ["no", "yes"] * 45)
    )
    answer = rows["difference in differences"]
    assert answer["difference"] == pytest.approx(0.375)
    assert "rose by 37.5 percentage points" in answer["verdict"]
    assert rows["group"]["before"] == 0.5


def test_a_metric_by_name_is_compared_as_everywhere() -> None:
    rows = table(IMPACT_TEST(LOW, HIGH, LOW, LOW, None, "nps"))
    first, *_ = [dict(zip(HEADER[3:7], row[:4], strict=True)) for row in KPI_TEST("NPS", LOW, HIGH)[1:]]
    assert {name: rows["group"][name] for name in first} == first
    assert rows["group"]["verdict"] == "▲ real, better"
    assert "▲ real, better: rose by 50 points" in rows["difference in differences"]["verdict"]
    worse = table(IMPACT_TEST(HIGH, LOW, HIGH, HIGH, None, "NPS"))["difference in differences"]["verdict"]
    assert worse.startswith("▼ real, worse: fell by 50 points")


def test_a_metric_by_pairs_compares_what_each_row_is_worth() -> None:
    rows = table(IMPACT_TEST(LOW, HIGH, design="paired", metric="NPS"))
    worth = [np.select([np.array(v) >= 9, np.array(v) >= 7], [100, 0], -100) for v in (LOW, HIGH)]
    assert rows["group"]["difference"] == pytest.approx(np.mean(worth[1] - worth[0]))


def test_few_rows_cannot_tell() -> None:
    rows = table(IMPACT_TEST([1, 2, 1, 2], [8, 9, 8, 9], FLAT, STILL))
    assert rows["difference in differences"]["verdict"] == "cannot tell: fewer than 5 rows in one of the groups"
    assert rows["group"]["verdict"] == "cannot tell: fewer than 5 rows"


DIV, NUM, VALUE, NA = "#DIV/0!", "#NUM!", "#VALUE!", "#N/A"


@pytest.mark.parametrize(
    ("what", "args", "error"),
    [
        ("empty", ([], []), DIV),
        ("blank", ([None, None], [1, 2]), DIV),
        ("one value each", ([5], [7]), DIV),
        ("single cells", ([[5]], [[7]]), DIV),
        ("before left out", (None, [1, 2]), VALUE),
        ("after left out", ([1, 2], None), VALUE),
        ("half a comparison group", ([1, 2], [2, 3], [1, 2]), VALUE),
        ("the other half", ([1, 2], [2, 3], None, [1, 2]), VALUE),
        ("text", ([1, 2, "many"], [2, 3]), VALUE),
        ("a date", ([1, np.datetime64("2026-01-01")], [2, 3]), VALUE),
        ("an error cell", ([1, 2], [2, "#REF!"]), "#REF!"),
        ("paired lengths", ([1, 2, 3], [2, 3], None, None, "paired"), NA),
        ("paired lengths of a metric", (LOW, HIGH[:-1], None, None, "paired", "NPS"), NA),
        ("no complete pair", ([1, None, 3], [None, 2, None], None, None, "paired"), DIV),
        ("design", ([1, 2], [2, 3], None, None, "matched"), VALUE),
        ("metric", ([1, 2], [2, 3], None, None, None, "NSP"), VALUE),
        ("a metric of several ranges", ([1, 2], [2, 3], None, None, None, "REPEAT_RATE"), VALUE),
        ("beyond the scale of the metric", (LOW, [*HIGH, 11], None, None, None, "NPS"), NUM),
        ("a metric as an error", (LOW, HIGH, None, None, None, "#N/A"), VALUE),
    ],
    ids=str,
)
def test_edges(what: str, args: tuple[Any, ...], error: str) -> None:
    if what == "a metric as an error":
        assert shown(IMPACT_TEST, *args) in {VALUE, NA}
    else:
        assert shown(IMPACT_TEST, *args) == error


def test_all_equal_and_all_or_none() -> None:
    rows = table(IMPACT_TEST([7] * 9, [7] * 9))
    assert (rows["group"]["difference"], rows["group"]["p"], rows["group"]["verdict"]) == (0.0, 1.0, "within noise")
    rows = table(IMPACT_TEST(["no"] * 9, ["yes"] * 9, ["no"] * 9, ["no"] * 9))
    assert rows["difference in differences"]["difference"] == 1.0
    assert rows["difference in differences"]["low"] > 0.4
    rows = table(IMPACT_TEST([0.1] * 6, [0.3] * 6, [0.2] * 6, [0.4] * 6))
    assert rows["difference in differences"]["difference"] == 0.0
    assert rows["difference in differences"]["verdict"].startswith("within noise")
    rows = table(IMPACT_TEST([0.1] * 6, [0.3] * 6, [0.1] * 5, [0.1] * 5))
    assert rows["difference in differences"]["note"] is None


def test_headers_texts_and_blanks_change_nothing() -> None:
    plain = IMPACT_TEST(BEFORE, AFTER, FLAT, STILL)
    assert IMPACT_TEST(["score", *BEFORE], [*AFTER, None, "n/a"], FLAT, ["score", *STILL]) == plain
    assert IMPACT_TEST([repr(v) for v in BEFORE], AFTER, [[v] for v in FLAT], STILL) == plain
    paired = IMPACT_TEST(LOW, HIGH, design="paired")
    assert IMPACT_TEST(["old", *LOW, None, 3], ["new", *HIGH, 3, None], design="paired") == paired


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: IMPACT_TEST([1, 2], [2, 3], [1, 2]), BadOption, "control_after is missing"),
        (lambda: IMPACT_TEST(LOW, [11, 3], metric="NPS"), OutOfRange, "IMPACT_TEST: after: .*got 11 in row 1"),
        (lambda: IMPACT_TEST([1], [2], metric="FCR_WINDOW"), BadOption, "use one that needs a single range"),
    ],
)
def test_the_sentence_names_the_range(call: Any, error: type[CxError], says: str) -> None:
    with pytest.raises(error, match=says):
        call()
