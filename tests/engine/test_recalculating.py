"""Whole workbooks through the engine: what cells show afterwards, and what is told of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from tests.engine.workbooks import book, cells, swapped

from cxcel.functions import AHT, KPI_BY, KPI_TREND, NPS
from cxcel_addin.engine import Refreshed, refresh
from cxcel_addin.engine.book import Book
from cxcel_addin.engine.recalculating import recalculate
from cxcel_addin.shared.package import Package

DATA = [["nps", "team", "wait"], [10, "a", 60], [9, "b", 90], [3, "a", 30], [8, "b", 20]]
SCORES = [10, 9, 3, 8]
BY = KPI_BY("NPS", ["a", "b", "a", "b"], SCORES)


def score(made: Refreshed, *at: tuple[int, int]) -> list[Any]:
    sheet = cells(made.content)["Score"]
    return [sheet.cell(row, column).value for row, column in at]


def one(formula: str) -> Any:
    return score(refresh(book(formula, rows=DATA), "a.xlsx"), (1, 1))[0]


def kept(formula: str) -> str:
    made = refresh(book(formula, rows=DATA), "a.xlsx").made
    return made.kept["Score", 1, 1]


@pytest.mark.parametrize(
    "cells_of_it",
    [
        "T[nps]", "Data!A2:A5", "Data!A:A", "(T[nps])", "INDEX(T,0,1)", "OFFSET(Data!A1,1,0,COUNT(Data!A:A),1)",
        'INDIRECT("Data!A2:A5")', "Data!A2:INDEX(Data!A:A,5)", "CHOOSE(1,T[nps],T[wait])", "T[nps]+0",
        'IF(T[team]<>"",T[nps],"")', '_xlfn._xlws.FILTER(T[nps],T[nps]>=0)', "{10;9;3;8}",
    ],
)  # fmt: skip
def test_a_function_takes_cells_however_they_are_named(cells_of_it: str) -> None:
    assert one(f"[1]!NPS({cells_of_it})") == NPS(SCORES)


def test_let_and_lambda() -> None:
    assert one("_xlfn.LET(_xlpm.x,T[nps],[1]!NPS(_xlpm.x))") == NPS(SCORES)
    assert one("_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1),_xlpm.f(3))") == 4
    assert kept("_xlfn.REDUCE(0,T[nps],_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a+_xlpm.b))") == (
        "the engine has no function REDUCE"
    )


def test_a_result_spills_where_the_file_says_so_and_nowhere_else() -> None:
    call = '[1]!KPI_BY("NPS",T[team],T[nps])'
    made = refresh(book(call, f"={call}", f"{{={call}}}", "SUM(_xlfn.ANCHORARRAY(A1))", rows=DATA), "a.xlsx")
    spilled = [[cell.value for cell in row] for row in cells(made.content)["Score"]["A1:E4"]]
    assert spilled[:3] == [pytest.approx(row) for row in BY]
    assert spilled[3] == [None] * 5
    assert score(made, (21, 1), (21, 2), (22, 1)) == ["group", None, None]
    assert score(made, (41, 1), (41, 2), (42, 1)) == ["group", None, None]
    assert score(made, (61, 1)) == [pytest.approx(sum(v for row in BY for v in row if isinstance(v, float)))]
    assert made.told[1:] == []


def test_an_array_fills_the_cells_it_was_entered_for() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Score")
        sheet.write_array_formula("A1:B2", '{=_xll.KPI_BY("NPS",{"a";"b"},{10;3})}')
        sheet.write_array_formula("A5:F8", '{=_xll.KPI_BY("NPS",{"a";"b"},{10;3})}')
        sheet.write_array_formula("A11:A12", "{=_xll.NPS({10;3})}")
    made = refresh(out.getvalue(), "a.xlsx")
    assert score(made, (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)) == ["group", "value", "a", 100, None, None]
    assert score(made, (7, 1), (8, 1), (5, 6), (7, 5)) == ["b", "#N/A", "#N/A", 1]
    assert score(made, (11, 1), (12, 1)) == [0, 0]
    assert made.told[1:] == [
        "Score!A1: the formula was entered for fewer cells than its result has now: 3 rows, 5 columns"
    ]


def spilled_over(last_row: int, *others: tuple[str, Any]) -> bytes:
    """Return a workbook whose formula in A1 of Score covered A1:E{last_row} when it was saved."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        data, sheet = made.add_worksheet("Data"), made.add_worksheet("Score")
        for r, row in enumerate(DATA):
            data.write_row(r, 0, row)
        formula = '=_xll.KPI_BY("NPS",Data!B2:B5,Data!A2:A5)'
        sheet.write_dynamic_array_formula(f"A1:E{last_row}", formula, None, "old")
        for r in range(last_row):
            for c in range(5):
                if r or c:
                    sheet.write(r, c, "old")
        for place, value in others:
            sheet.write(place, value)
    return out.getvalue()


@pytest.mark.parametrize("last_row", [1, 2, 3, 9])
def test_old_results_are_cleared(last_row: int) -> None:
    made = refresh(spilled_over(last_row), "a.xlsx")
    rows = [[cell.value for cell in row] for row in cells(made.content)["Score"]["A1:E9"]]
    assert rows == [*(pytest.approx(row) for row in BY), *([[None] * 5] * 6)]


def test_a_result_without_room_says_so_and_leaves_what_is_there() -> None:
    made = refresh(spilled_over(1, ("B3", "mine")), "a.xlsx")
    assert score(made, (1, 1), (3, 2), (2, 1)) == ["#SPILL!", "mine", None]
    assert "Score!A1 shows #SPILL!: the cells that its result would fill are not empty; empty them" in made.told[1]


def test_merged_cells_are_no_room_either() -> None:
    package = Package.read(spilled_over(1), "a.xlsx")
    parts = dict(package.parts)
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'
    swapped("xl/worksheets/sheet2.xml", "</sheetData>", merge)(parts)
    made = refresh(Package(parts, "").packed(), "a.xlsx")
    assert score(made, (1, 1), (2, 1)) == ["#SPILL!", None]
    assert "the result spills over merged cells (Score!B2:C2); unmerge them" in made.told[1]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("NOSUCH(1)", "the engine has no function NOSUCH"),
        ("=A1+1", "it needs its own result"),
        ("SUM(Data!A2:A3 Data!A3:A4)", "it takes what two ranges have in common, which the engine does not know"),
        ("'[2]x'!A1", "it reads another workbook"),
        ("[1]!NPS(Old[nps])", "there is no table 'Old' (the tables are 'T'); give it that name again"),
    ],
)
def test_what_cannot_be_computed_keeps_its_value_on_yellow_ground(formula: str, why: str) -> None:
    made = refresh(book(formula, "A1*2", rows=DATA), "a.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(made.content))["Score"]
    assert (sheet["A1"].value, sheet["A21"].value) == (7, 14), "others take that value"
    assert [sheet[at].fill.fgColor.rgb for at in ("A1", "A21")] == ["FFFFEB9C", "00000000"]
    assert made.told[1] == "Not computed; the value that was there stays, on yellow ground:"
    assert made.told[2].startswith(f"- Score!A1: {why}")


def test_those_that_need_each_other_are_found_among_many() -> None:
    formulas = ("=A21+1", "=A1+1", "A41+[1]!NPS(T[nps])", "[1]!NPS(T[nps])", "A1+A61", "A41+A81")
    made = refresh(book(*formulas, rows=DATA), "a.xlsx").made
    assert made.kept == {("Score", r, 1): "it needs its own result" for r in (1, 21, 41)}
    assert [made.values["Score"][r, 1] for r in (61, 81, 101)] == [NPS(SCORES), 7 + NPS(SCORES), 14 + NPS(SCORES)]


def test_hidden_rows_count_but_where_a_function_leaves_them_out() -> None:
    content = book("[1]!NPS(T[nps])", "SUBTOTAL(109,T[nps])", "SUM(T[nps])", rows=DATA)
    parts = dict(Package.read(content, "").parts)
    swapped("xl/worksheets/sheet1.xml", '<row r="3"', '<row hidden="1" r="3"')(parts)
    made = refresh(Package(parts, "").packed(), "a.xlsx")
    assert score(made, (1, 1), (21, 1), (41, 1)) == [NPS(SCORES), 7, 30]
    assert made.made.kept == {("Score", 21, 1): "it leaves out hidden rows, which the engine does not see"}


def dated(since_1904: bool, formula: str, **names: str) -> Refreshed:
    """Refresh a workbook with dates, times and scores, and one formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": since_1904}) as made:
        sheet, day = made.add_worksheet("Data"), made.add_format({"num_format": "dd.mm.yyyy"})
        time = made.add_format({"num_format": "[h]:mm:ss"})
        for r, (when, talk, nps) in enumerate(zip(DAYS, TALK, SCORES, strict=True)):
            sheet.write_datetime(r, 0, when, day)
            sheet.write_number(r, 1, talk / timedelta(days=1), time)
            sheet.write_number(r, 2, nps)
        for name, meaning in names.items():
            made.define_name(name, meaning)
        made.add_worksheet("Score").write_dynamic_array_formula("A1", formula, None, 7)
    return refresh(out.getvalue(), "a.xlsx")


DAYS = [datetime(2026, 1, 5), datetime(2026, 1, 20), datetime(2026, 2, 3), datetime(2026, 2, 9)]
TALK = [timedelta(seconds=100 * n) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("area", ["Data!A1:A4", "Data!A:A", "INDEX(Data!A1:C4,0,1)", "IF(TRUE,Data!A1:A4)"])
def test_dates_are_dates_whichever_day_a_workbook_counts_from(since_1904: bool, area: str) -> None:
    scores = "Data!C:C" if area.endswith("A:A") else "Data!C1:C4"
    made = dated(since_1904, f'=_xll.KPI_TREND("NPS",{area},"month",{scores})').made
    wanted = KPI_TREND("NPS", DAYS, "month", SCORES)
    first = (datetime(2026, 1, 1) - (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30))).days
    assert [made.values["Score"][r, 1] for r in (2, 3)] == [first, first + 31]
    assert [made.values["Score"][r, 2] for r in (2, 3)] == [row[1] for row in wanted[1:]]


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize(
    "area", ["Data!B1:B4", "Data!B:B", "OFFSET(Data!A1,0,1,4,1)", "Data!B1:INDEX(Data!B:B,4)", "Talk",
             'INDIRECT("Data!B1:B4")', "CHOOSE(2,Data!C1:C4,Data!B1:B4)"],
)  # fmt: skip
def test_times_are_seconds_however_their_cells_are_named(since_1904: bool, area: str) -> None:
    made = dated(since_1904, f"=_xll.AHT({area})", Talk="=Data!$B$1:$B$4").made
    assert made.kept == {}
    assert made.values["Score"][1, 1] == pytest.approx(AHT([100, 200, 300, 400]))


def test_times_are_seconds_within_let() -> None:
    assert dated(False, "=_xlfn.LET(_xlpm.x,Data!B1:B4,_xll.AHT(_xlpm.x))").made.values["Score"][1, 1] == 250


@pytest.mark.parametrize("found", ["_xlfn.XLOOKUP(1,Data!C:C,Data!B:B)", "_xlfn.LET(_xlpm.x,Data!B1:B4,_xlpm.x)"])
def test_what_cannot_be_known_to_be_a_time_is_not_guessed(found: str) -> None:
    made = dated(False, f"=_xll.AHT({found})").made
    assert "only a spreadsheet knows whether the cells that" in made.kept["Score", 1, 1]


def test_what_a_condition_reads_does_not_make_times_of_what_it_gives() -> None:
    made = dated(False, "=_xll.NPS(IF(Data!A1:A4>0,Data!C1:C4,0))").made
    assert made.values["Score"][1, 1] == NPS(SCORES)


def test_names_are_what_they_mean() -> None:
    names = {"Scores": "=Data!$C$1:$C$4", "Net": "=_xll.NPS(Scores)", "Twice": "=2*Net", "Moving": "=Data!A1"}
    assert dated(False, "=Twice+Net", **names).made.values["Score"][1, 1] == 3 * NPS(SCORES)
    assert dated(False, "=_xll.NPS(Scores)", **names).made.values["Score"][1, 1] == NPS(SCORES)
    assert (
        dated(False, "=Moving", **names).made.kept["Score", 1, 1]
        == "it uses a name that means other cells in every cell"
    )


def test_an_error_names_the_cell_behind_it() -> None:
    rows = [list(row) for row in DATA]
    rows[3][0] = 11
    made = refresh(book("[1]!NPS(T[nps])", "[1]!NPS(Data!A:A)", "IFERROR([1]!NPS(T[nps]),0)", rows=rows), "a.xlsx")
    assert score(made, (1, 1), (21, 1), (41, 1)) == ["#NUM!", "#NUM!", 0]
    (first, second) = made.told[1:]
    assert first.startswith("- Score!A1 shows #NUM!: NPS: scores must be whole numbers in 0..10, got 11 in row 3")
    assert first.endswith("(table T, column nps, Data!A4)")
    assert second.endswith("in row 4 (table T, column nps, Data!A4)")


def test_rows_below_a_table_are_told() -> None:
    parts = dict(Package.read(book("[1]!NPS(T[nps])", rows=DATA), "").parts)
    swapped("xl/tables/table1.xml", "A1:C5", "A1:C3", count=9)(parts)
    told = refresh(Package(parts, "").packed(), "a.xlsx").told
    assert any(
        line.startswith("Data!A4:C4: what stands below the table T is no part of it and was not") for line in told
    )


def test_the_public_face_of_it() -> None:
    """What the templates' author uses: values by sheet and cell, dates as numbers, errors as texts."""
    made = recalculate(Book(book('[1]!KPI_BY("NPS",T[team],T[nps])', "1/0", "DATE(2026,1,5)", rows=DATA), "a.xlsx"))
    score_sheet = made.values["Score"]
    assert [[score_sheet[r, c] for c in range(1, 6)] for r in (1, 2, 3)] == [pytest.approx(row) for row in BY]
    assert score_sheet[21, 1] == "#DIV/0!"
    assert score_sheet[41, 1] == 46_027
