"""Marks, and employees beside customers."""

from __future__ import annotations

from typing import Any

import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import ENPS_BESIDE_NPS, NPS, NPS_CI, SIG_MARK


def test_an_arrow_needs_a_small_p_after_correction_and_a_base() -> None:
    marks = SIG_MARK([0.001, 0.001, 0.001, 0.9, None], [4, -4, 4, 4, 4], [100, 100, 29, 100, 100])
    assert marks == [["▲"], ["▼"], ["n < 30"], ["·"], [None]]


def test_one_small_p_among_twenty_is_nothing() -> None:
    assert SIG_MARK(0.04, 1) == [["▲"]]
    assert SIG_MARK([0.04] + [0.5] * 19, [1] * 20) == [["·"]] * 20


def test_a_header_keeps_its_row() -> None:
    assert SIG_MARK(["p", 0.001, 0.5], ["change", -1, 1]) == [["mark"], ["▼"], ["·"]]


def test_without_a_change_the_mark_has_no_direction() -> None:
    assert SIG_MARK([0.001, 0.2]) == [["●"], ["·"]]
    assert SIG_MARK(0.001, 0) == [["●"]]


@pytest.mark.parametrize(
    ("args", "shows"),
    [
        (([1.2],), "#NUM!"),
        (([-0.1],), "#NUM!"),
        (([0.1, 0.2], [1]), "#N/A"),
        ((["#N/A"],), "#N/A"),
        ((["a word", 0.1, "b"],), "#VALUE!"),
        (([0.1], None, None, 2), "#NUM!"),
    ],
)
def test_the_edges_of_marks(args: Any, shows: str) -> None:
    with pytest.raises(CxError) as caught:
        SIG_MARK(*args)
    assert excel_error(caught.value) == shows


SITES, SCORES = list("aabbbcc"), [9, 0, 9, 9, 9, 1, 2]
STAFF_SITES, STAFF = list("aaaaabbbddddd"), [9, 9, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9]


def test_both_scores_stand_side_by_side() -> None:
    header, *rows = ENPS_BESIDE_NPS(SITES, SCORES, STAFF_SITES, STAFF)
    assert header[0] == "site"
    assert header[-1] == "gap"
    by_site = {row[0]: row for row in rows}
    low, high = NPS_CI([9, 0])[0]
    assert by_site["a"][1:5] == [NPS([9, 0]), low, high, 2]
    assert by_site["a"][5] == -20
    assert by_site["a"][-1] == 20
    assert rows[0][0] == "a", "the widest gap first"


def test_few_employees_are_not_shown_and_a_side_may_be_missing() -> None:
    by_site = {row[0]: row for row in ENPS_BESIDE_NPS(SITES, SCORES, STAFF_SITES, STAFF)[1:]}
    assert by_site["b"][5:] == [None] * 5
    assert by_site["c"][5:] == [None] * 5
    assert by_site["d"][1:5] == [None] * 4
    assert by_site["d"][5] == 100


@pytest.mark.parametrize(
    ("args", "shows"),
    [
        (([None], [9], [None], [9]), "#DIV/0!"),
        ((["a", "b"], [9], ["a"], [9]), "#N/A"),
        ((["a"], [11], ["a"], [9]), "#NUM!"),
        ((["a"], [9], ["a"], ["#REF!"]), "#REF!"),
    ],
)
def test_the_edges_of_sites(args: Any, shows: str) -> None:
    with pytest.raises(CxError) as caught:
        ENPS_BESIDE_NPS(*args)
    assert excel_error(caught.value) == shows
