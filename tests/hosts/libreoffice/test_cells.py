"""What stands in a cell is what a function sees: blanks, texts, flags, dates, times and errors stay what they are."""

from __future__ import annotations

from typing import Any

import pytest
from tests.office.office import Book

from cxcel.functions import NPS

TIME, LONG_TIME, DAY = "HH:MM:SS", "[HH]:MM:SS", "YYYY-MM-DD"
MINUTES = 330 / 86400  # 0:05:30


def test_a_blank_is_no_answer_and_no_zero(book: Book) -> None:
    book.block("", "A1", [[10], [None], [9], [0]])
    assert book.typed("=NPS(A1:A4)") == pytest.approx(100 / 3)
    assert book.typed("=NPS(A2)") == "#DIV/0!"
    assert book.typed("=NPS(A4)") == -100
    assert book.typed("=NPS(C1:C9)") == "#DIV/0!"


def test_a_text_that_looks_blank_is_one(book: Book) -> None:
    book.put("", "A1", [[10], ['=""'], ["  "], ["no answer"], [9]])
    assert book.typed("=NPS(A1:A5)") == 100
    assert book.typed('=KPI_N("NPS";A1:A5)') == 2


def test_texts_headers_and_numbers_stored_as_text(book: Book) -> None:
    book.block("", "A1", [["Score"], ["10"], ["0"], [9]])
    assert book.typed("=NPS(A1:A4)") == pytest.approx(100 / 3)
    book.block("", "B1", [[10], ["very good"]])
    assert book.typed("=NPS(B1:B2)") == "#VALUE!"
    book.select("", "Z1")
    assert book.press("explain", {}) == [True, "NPS: scores must be numbers, got the text 'very good' in row 2"]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!"])
def test_an_error_cell_in_a_range_passes_through(book: Book, error: str) -> None:
    formulas = {
        "#N/A": "=NA()", "#DIV/0!": "=1/0", "#VALUE!": '="a"+1', "#NUM!": "=10^400", "#NAME?": "=NOSUCH(1)",
        "#REF!": '=INDIRECT("nowhere")',
    }  # fmt: skip
    book.put("", "A1", [[10], [formulas[error]], [9]])
    assert book.cell("A2")[0] == error
    assert book.typed("=NPS(A1:A3)") == error
    assert book.typed("=NPS(A2)") == error


def test_an_error_that_excel_has_not_is_an_error_still(book: Book) -> None:
    book.put("", "A1", [[10], ["=A2"]])
    assert book.cell("A2")[2] == 522
    assert book.typed("=NPS(A1:A2)") == "#VALUE!"


def test_errors_are_the_ones_of_the_functions(book: Book) -> None:
    book.block("", "A1", [[11], [3], [7]])
    assert book.typed("=NPS(A1:A3)") == "#NUM!"
    assert book.typed("=KPI_CORR(A1:A3;A1:A2)") == "#N/A"
    assert book.typed('=NPS_CI(A2:A3;"waldo")') == "#VALUE!"
    assert book.typed("=IFERROR(NPS(A1:A3);-1)") == -1
    assert book.typed("=ISERROR(NPS(A1:A3))") == 1


def test_a_time_is_seconds(book: Book) -> None:
    book.block("", "A1", [[MINUTES], [2 * MINUTES]])
    book.show_as("", "A1:A2", TIME)
    assert book.typed("=AHT(A1:A1)") == pytest.approx(330)
    assert book.typed("=AHT(A1)") == pytest.approx(330)
    assert book.typed("=AHT(A1:A2)") == pytest.approx(495)
    book.block("", "B1", [[330], [660]])
    assert book.typed("=AHT(B1:B2)") == pytest.approx(495)


def test_a_time_that_a_formula_gives_is_one(book: Book) -> None:
    book.put("", "A1", [["=TIME(0;5;30)"], ["=A1"], ["=A1+A2"]])
    book.show_as("", "A2", TIME)
    assert book.typed("=AHT(A1)") == pytest.approx(330)
    assert book.typed("=AHT(A1:A2)") == pytest.approx(330)
    assert book.typed("=AHT(A1:A3)") == pytest.approx(440)


def test_times_beside_seconds_in_one_column(book: Book) -> None:
    book.block("", "A1", [[MINUTES], [330], [None], ["0:05:30"]])
    book.show_as("", "A1", TIME)
    assert book.typed("=AHT(A1:A4)") == pytest.approx(330)


def test_times_in_arguments_that_may_be_left_out(book: Book) -> None:
    book.block("", "A1", [[MINUTES, MINUTES, 2 * MINUTES], [MINUTES, 0, 1.5]])
    book.show_as("", "A1:C2", LONG_TIME)
    assert book.typed("=AHT(A1:A2;B1:B2;C1:C2)") == pytest.approx((4 * 330 + 1.5 * 86400 + 330) / 2)
    assert book.typed("=AHT($A$1:$A$2;B1:B2)") == pytest.approx(495)
    assert book.typed("=AHT(A1;C2)") == pytest.approx(330 + 1.5 * 86400)
    book.show_as("", "B1:C2", "0.00")
    assert book.typed("=AHT(A1:A2;B1:B2)", "Z2") == pytest.approx((660 + MINUTES) / 2)


def test_a_number_that_may_be_a_time_is_refused_where_calc_does_not_say(book: Book) -> None:
    book.block("", "A1", [[300, MINUTES]])
    book.show_as("", "B1", TIME)
    assert book.typed("=AHT(A1;B1+0)") == "#VALUE!"
    book.select("", "Z1")
    worked, said = book.press("explain", {})
    assert worked
    assert "whether hold is a time" in said
    assert book.typed("=AHT(A1;30)") == 330


def test_parts_of_a_day_among_seconds_of_staffing_are_refused(book: Book) -> None:
    book.block("", "A1", [[MINUTES]])
    book.show_as("", "A1", TIME)
    assert book.typed("=ERLANG_SL(100;1800;A1;25)") == "#VALUE!"
    book.select("", "Z1")
    assert "multiply it by 86400" in book.press("explain", {})[1]
    assert 0 < book.typed("=ERLANG_SL(100;1800;A1*86400;25)") < 1


def test_dates_are_dates(book: Book) -> None:
    days = [[46000 + 20 * i, i % 11] for i in range(12)]
    book.block("", "A1", days)
    book.show_as("", "A1:A12", DAY)
    book.array("", "D1:K6", '=KPI_TREND("NPS";A1:A12;"quarter";B1:B12)')
    shown = book.data("", "D1:E6")
    assert shown[0] == ["period", "value"]
    assert shown[1][0] == 45931  # 1 October 2025
    assert book.typed("=NPS(A1:A2)") == "#VALUE!"  # a date is no score


def test_days_are_counted_as_the_document_counts_them(book: Book) -> None:
    book.count_from(1904, 1, 1)
    book.block("", "A1", [[44538 + 20 * i, i % 11] for i in range(12)])
    book.show_as("", "A1:A12", DAY)
    book.array("", "D1:K6", '=KPI_TREND("NPS";A1:A12;"quarter";B1:B12)')
    assert book.data("", "D2:D2") == [[45931 - 1462]]
    book.count_from(1900, 1, 1)
    book.calculate()
    assert book.cell("D2")[0] == "#VALUE!"


def test_a_flag_is_no_number(book: Book) -> None:
    book.put("", "A1", [[True], [False], [True], ["=1=1"]])
    assert book.typed("=FCR_RATE(A1:A4)") == 0.75
    assert book.typed("=NPS(A1:A4)") == "#VALUE!"  # TRUE is no score of 1


def test_whole_columns_and_other_sheets(book: Book) -> None:
    book.add_sheet("Other data")
    book.block("Other data", "B1", [["nps", "kpi"], *([i % 11, (i * 3) % 7] for i in range(40))])
    assert book.typed("=NPS($'Other data'.B:B)") == book.typed("=NPS($'Other data'.B1:B41)", "Z2")
    assert book.typed("=KPI_CORR($'Other data'.B:B;$'Other data'.C:C)") == book.typed(
        "=KPI_CORR($'Other data'.B1:B41;$'Other data'.C1:C41)", "Z2"
    )
    book.block("", "A1", [[i % 5] for i in range(30)])
    assert book.typed("=KPI_CORR(A:A;$'Other data'.C:C)", "Z3") == book.typed(
        "=KPI_CORR(A1:A41;$'Other data'.C1:C41)", "Z2"
    )


def test_names_and_functions_that_give_cells(book: Book) -> None:
    book.block("", "A1", [[10], [9], [3], [8]])
    book.name("answers", "$Sheet1.$A$1:$A$4")
    assert book.typed("=NPS(answers)") == 25
    assert book.typed("=NPS(OFFSET(A1;0;0;2;1))") == 100
    assert book.typed("=NPS(INDEX(A1:A4;1):INDEX(A1:A4;3))") == pytest.approx(100 / 3)
    assert book.typed('=NPS(INDIRECT("A3:A4"))') == -50


def test_results_are_used_by_other_functions(book: Book) -> None:
    book.block("", "A1", [[10], [9], [3], [8]])
    assert book.typed("=2*NPS(A1:A4)+1") == 51
    assert book.typed("=SUM(NPS(A1:A4);NPS(A1:A2))") == 125
    assert book.typed("=SUMPRODUCT(NPS_CI(A1:A4)*1)") == pytest.approx(book.typed("=SUM(NPS_CI(A1:A4))", "Z2"))
    assert book.typed("=INDEX(NPS_CI(A1:A4);1;2)") > 25
    assert book.typed('=IF(NPS(A1:A4)>0;"good";"bad")') == "good"


def test_values_instead_of_cells_go_through_the_function_for_them(book: Book) -> None:
    book.block("", "A1", [[10], [9], [3], [8]])
    assert book.typed("=FCR_RATE(80;100)") == "Err:504"
    assert book.typed('=CX("FCR_RATE";80;100)') == 0.8
    assert book.typed('=CX("nps";{10;9;3;8})') == 25
    assert book.typed('=2*CX("NPS";A1:A4)') == 50
    assert book.typed('=CX("NPSS";A1:A4)') == "#VALUE!"
    book.array("", "C1", '=CX("NPS";IF(A1:A4>5;A1:A4;""))')
    assert book.cell("C1")[1] == pytest.approx(200 / 3)


def test_arguments_left_out_in_between(book: Book) -> None:
    book.block("", "A1", [[5], [4], [1], [3]])
    assert book.typed('=CSAT(A1:A4;;;"mean")') == pytest.approx(13 / 4)
    assert book.typed("=CSAT(A1:A4;)") == book.typed("=CSAT(A1:A4)", "Z2")


@pytest.mark.parametrize(
    ("cells", "text"),
    [([["é☃"], ["日本"]], "é☃"), ([['say "hi"'], ["a;b"]], 'say "hi"'), ([["x" * 300], ["y"]], "x" * 254 + "…")],
)
def test_texts_of_any_kind_cross_both_ways(book: Book, cells: list[list[Any]], text: str) -> None:
    book.block("", "A1", cells * 6)
    book.block("", "B1", [[1], [0]] * 6)
    book.array("", "D1:H3", '=KPI_BY("FCR_RATE";A1:A12;B1:B12)')
    assert text in [row[0] for row in book.data("", "D1:D3")]


def test_merged_cells_count_once(book: Book) -> None:
    book.block("", "A1", [["score"], [10], [None], [3]])
    book.merge("A2:A3")
    assert book.typed("=NPS(A1:A4)") == 0
    assert book.typed('=KPI_N("NPS";A1:A4)') == 2


def test_rows_out_of_sight_count_as_in_calc_s_own_functions(book: Book) -> None:
    scores = [10, 9, 3, 8, 2]
    book.block("", "A1", [["score"], *([score] for score in scores)])
    assert book.typed("=AVERAGE(A2:A6)") == 6.4
    book.hide_rows("A2:A3")
    assert book.filter("A1:A6", 0, 8) == [False, False, False, True, False, True]
    assert book.typed("=NPS(A1:A6)") == NPS(scores)
    assert book.typed("=AVERAGE(A2:A6)") == 6.4


def test_two_hundred_thousand_rows(book: Book) -> None:
    scores: list[Any] = [i % 11 for i in range(200_000)]
    book.column("", "A1:A200001", ["score", *scores])
    assert book.typed("=NPS(A:A)") == NPS(scores)
    assert book.typed('=KPI_N("NPS";A1:A200001)') == len(scores)
    book.put("", "A150002", [["no idea"]])
    assert book.typed("=NPS(A:A)") == "#VALUE!"
    book.select("", "Z1")
    assert book.press("explain", {}) == [True, "NPS: scores must be numbers, got the text 'no idea' in row 150002"]
