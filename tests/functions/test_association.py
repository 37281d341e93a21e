"""Measures of association in cells: what they take, what they name, and how rows line up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS
from cxcel.relations.correction import adjust
from cxcel.relations.correlation import METHODS, correlate

F = FUNCTIONS
RNG = np.random.default_rng(11)
SCORES = RNG.integers(0, 11, 60).tolist()
WAIT = [round(300 - 12 * s + float(e), 1) for s, e in zip(SCORES, RNG.normal(0, 60, 60), strict=True)]
SOLVED = ["yes" if s + e > 5 else "no" for s, e in zip(SCORES, RNG.normal(0, 3, 60), strict=True)]
TALK = RNG.normal(200, 30, 60).round(1).tolist()
TABLE = [["NPS", "Wait", "Solved", "Talk"], *map(list, zip(SCORES, WAIT, SOLVED, TALK, strict=True))]


def flags(words: list[str]) -> Any:
    return np.array([float(word == "yes") for word in words])


@pytest.mark.parametrize("method", METHODS)
def test_the_interval_is_that_of_the_number(method: str) -> None:
    x, y = np.array(SCORES, float), np.array(WAIT)
    found = correlate(x, y, method)
    assert F["KPI_CORR"](SCORES, WAIT, method) == found.r
    assert F["KPI_CORR_CI"](SCORES, WAIT, method) == [[found.low, found.high]]
    narrow, wide = (F["KPI_CORR_CI"](SCORES, WAIT, method, None, level)[0] for level in (0.8, 0.99))
    assert wide[0] < found.low < narrow[0] < found.r < narrow[1] < found.high < wide[1]


@pytest.mark.parametrize("adjust_by", ["diff", "detrend"])
def test_the_interval_of_a_series_is_that_of_the_table(adjust_by: str) -> None:
    series = np.cumsum(RNG.normal(size=(60, 2)), axis=0)
    table = F["KPI_CORR_TABLE"](series[:, 0], series[:, 1], "pearson", adjust_by)
    assert [F["KPI_CORR"](series[:, 0], series[:, 1], None, adjust_by)] == pytest.approx(table[1][1:2])
    assert F["KPI_CORR_CI"](series[:, 0], series[:, 1], None, adjust_by)[0] == pytest.approx(table[1][2:4])


def test_somers_says_how_the_outcome_depends_on_the_kpi() -> None:
    """Of the pairs that differ in the KPI: a score follows a yes or no perfectly, but not the other way round."""
    score, solved = [1, 2, 3, 4], [0, 0, 1, 1]
    assert F["KPI_CORR"](score, solved, "somers") == 1.0
    assert F["KPI_CORR"](solved, score, "somers") == pytest.approx(4 / 6)


@pytest.mark.parametrize("method", METHODS)
def test_the_matrix_has_names_on_both_sides_and_ones_between(method: str) -> None:
    header, *rows = F["KPI_CORR_MATRIX"](TABLE, method)
    assert header == ["kpi", "NPS", "Wait", "Solved", "Talk"]
    assert [row[0] for row in rows] == header[1:]
    columns = [np.array(SCORES, float), np.array(WAIT), flags(SOLVED), np.array(TALK)]
    for i, row in enumerate(rows):
        for j, r in enumerate(row[1:]):
            assert r == pytest.approx(1.0 if i == j else correlate(columns[i], columns[j], method).r, abs=1e-12)


def test_the_matrix_leaves_blank_what_cannot_be_told() -> None:
    table = [["a", "b", "c"], [1, 5, None], [2, 5, None], [3, 5, 1], [5, None, 2]]
    assert F["KPI_CORR_MATRIX"](table)[1:] == [["a", 1.0, None, None], ["b", None, None, None], ["c", None, None, None]]


def test_a_frame_and_columns_without_names_are_taken() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 4, 3], "b": [2, 1, 5, 4]})
    assert F["KPI_CORR_MATRIX"](frame)[0] == ["kpi", "a", "b"]
    assert F["KPI_CORR_MATRIX"](frame.to_numpy())[0] == ["kpi", "column 1", "column 2"]
    assert F["KPI_CORR_MATRIX"](frame)[1][2] == pytest.approx(frame["a"].corr(frame["b"]))


def test_pairs_stand_strongest_first_with_p_corrected_over_all() -> None:
    header, *rows = F["KPI_CORR_PAIRS"](TABLE)
    assert header == ["first", "second", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict"]
    assert len(rows) == 6
    assert [abs(row[2]) for row in rows] == sorted((abs(row[2]) for row in rows), reverse=True)
    assert [row[8] for row in rows] == pytest.approx(adjust([row[7] for row in rows]))
    assert rows[0][9].startswith("moves with")
    matrix = F["KPI_CORR_MATRIX"](TABLE, "spearman")
    names = matrix[0]
    assert all(row[2] == pytest.approx(matrix[names.index(row[0])][names.index(row[1])]) for row in rows)
    both = F["KPI_CORR_PAIRS"](TABLE, "somers")[1:]
    assert len({(row[0], row[1]) for row in both}) == len(both) == 12


def test_pairs_that_cannot_be_told_come_last() -> None:
    table = [["same", "a", "b"], *([5, i, i % 7] for i in range(30))]
    rows = F["KPI_CORR_PAIRS"](table)[1:]
    assert [row[2] is None for row in rows] == [False, True, True]
    assert rows[1][2:9] == [None] * 7
    assert rows[1][9].startswith("cannot tell")


def test_series_that_only_drift_are_no_pair() -> None:
    walks = np.cumsum(np.random.default_rng(4).normal(size=(60, 8)), axis=0)
    rows = F["KPI_CORR_PAIRS"](walks)[1:]
    assert max(abs(row[2]) for row in rows) > 0.5
    assert sum(row[9].startswith("moves with") for row in rows) <= 2
    assert min(row[6] / row[5] for row in rows) < 0.5


def test_a_link_goes_when_what_makes_it_is_held_fixed() -> None:
    rng = np.random.default_rng(8)
    cause = rng.normal(size=200)
    outcome, kpi = cause + rng.normal(size=(2, 200))
    assert F["KPI_CORR"](outcome, kpi) > 0.4
    assert abs(F["KPI_PARTIAL_CORR"](outcome, kpi, cause)) < 0.15
    ((low, high),) = F["KPI_PARTIAL_CORR_CI"](outcome, kpi, cause, "spearman")
    assert low < 0 < high
    words = [["score", *outcome], ["kpi", *kpi], ["cause", *cause]]
    assert F["KPI_PARTIAL_CORR"](*words) == pytest.approx(F["KPI_PARTIAL_CORR"](outcome, kpi, cause))


def test_the_polychoric_correlation_is_that_of_the_scores_without_boxes() -> None:
    rng = np.random.default_rng(9)
    a, b = rng.normal(size=(2, 4000))
    b = 0.6 * a + 0.8 * b
    boxes = [np.digitize(v, [-1.0, 0.0, 0.5]) + 1 for v in (a, b)]
    assert F["KPI_CORR"](*boxes) < 0.57
    assert F["KPI_POLYCHORIC"](*boxes) == pytest.approx(0.6, abs=0.03)
    ((low, high),) = F["KPI_POLYCHORIC_CI"](*boxes)
    assert low < 0.6 < high
    assert high - low < 0.06
    solved = ["yes" if v > 0 else "no" for v in a]
    assert F["KPI_POLYCHORIC"](solved, boxes[1]) == pytest.approx(0.6, abs=0.06)


P = [0.5, 0.6, 0.1, 0.001]


def test_corrected_p_values_line_up_with_their_rows() -> None:
    assert F["P_ADJUST"](P) == [[0.6], [0.6], [0.2], [0.004]]
    assert F["P_ADJUST"](P, "holm") == [[1.0], [1.0], [pytest.approx(0.3)], [0.004]]
    cells = [["p"], [0.5], [None], ["n/a"], ["0.6"], [0.1], [0.001]]
    assert F["P_ADJUST"](cells) == [["p_adjusted"], [0.6], [None], [None], [0.6], [0.2], [0.004]]
    assert F["P_ADJUST"](0.03) == F["P_ADJUST"]([[0.03]]) == [[0.03]]
    assert F["P_ADJUST"]([P]) == F["P_ADJUST"](P)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: F["P_ADJUST"](["p", 0.1, 1.2]), "#NUM!  P_ADJUST: p must be p values from 0 to 1, got 1.2 in row 3"),
        (lambda: F["P_ADJUST"]([0.1, -0.2]), "#NUM!  P_ADJUST: p must be 0 or more, got -0.2 in row 2"),
        (
            lambda: F["P_ADJUST"]([[0.1, 0.2], [0.1, 0.2]]),
            "#VALUE!  P_ADJUST: p must be one column, got 2 columns side by side",
        ),
        (lambda: F["P_ADJUST"]([None, ""]), "#DIV/0!  P_ADJUST: p holds no p value"),
        (lambda: F["P_ADJUST"]([0.1, "low"]), "#VALUE!  P_ADJUST: p must be numbers, got the text 'low' in row 2"),
        (lambda: F["KPI_CORR_MATRIX"]([1, 2, 3]), "#VALUE!  KPI_CORR_MATRIX: table must have at least two columns"),
        (lambda: F["KPI_CORR_PAIRS"](None), "#VALUE!  KPI_CORR_PAIRS: table is missing"),
        (
            lambda: F["KPI_PARTIAL_CORR"](SCORES, WAIT, TALK[1:]),
            "#N/A  KPI_PARTIAL_CORR: outcome has 60 rows and controls has 59: ranges must run side by side",
        ),
        (
            lambda: F["KPI_PARTIAL_CORR"](SCORES, WAIT, WAIT),
            "#DIV/0!  KPI_PARTIAL_CORR: the controls explain one of the two columns fully: nothing of it is left to "
            "correlate",
        ),
        (lambda: F["KPI_PARTIAL_CORR"](SCORES, WAIT, None), "#VALUE!  KPI_PARTIAL_CORR: controls is missing"),
        (
            lambda: F["KPI_PARTIAL_CORR"](SCORES, WAIT, TALK, "kendall"),
            "#VALUE!  KPI_PARTIAL_CORR: method must be one of 'pearson', 'spearman', got 'kendall'",
        ),
        (
            lambda: F["KPI_POLYCHORIC"](SCORES, WAIT),
            "#NUM!  KPI_POLYCHORIC: one column holds 60 different values: scores must have at most 50",
        ),
        (
            lambda: F["KPI_CORR"](SCORES, WAIT, "tau"),
            "#VALUE!  KPI_CORR: method must be one of 'pearson', 'spearman', 'kendall', 'somers', got 'tau'",
        ),
        (
            lambda: F["KPI_CORR_CI"](SCORES, WAIT, None, None, 95),
            "#NUM!  KPI_CORR_CI: confidence_level must lie in 0..1, got 95",
        ),
        (
            lambda: F["KPI_CORR"](list(range(9)), WAIT[:9], None, "detrend"),
            "#DIV/0!  KPI_CORR: nothing is left of one column once its straight line is taken out",
        ),
    ],
)
def test_the_sentence_names_what_is_wrong(call: Any, says: str) -> None:
    with pytest.raises(CxError) as caught:
        call()
    assert f"{excel_error(caught.value)}  {caught.value}" == says


@pytest.mark.parametrize("method", METHODS)
def test_few_rows_give_a_number_or_a_reason_and_never_a_claim(method: str) -> None:
    for n in range(3):
        with pytest.raises(CxError) as caught:
            F["KPI_CORR"](SCORES[:n], WAIT[:n], method)
        assert excel_error(caught.value) == "#DIV/0!"
    for n in range(3, 8):
        value = F["KPI_CORR"](SCORES[:n], WAIT[:n], method)
        ((low, high),) = F["KPI_CORR_CI"](SCORES[:n], WAIT[:n], method)
        assert -1 <= low <= value <= high <= 1
        assert math.isfinite(low + high)
