"""Excel tables: a sheet with several is read table by table, one that stands elsewhere than at A1 is cut out."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from cxcel.data.load import load
from cxcel.data.mapping import parse_maps
from cxcel.data.notes import Notes
from cxcel.data.read import read_tables
from cxcel.data.table import RawTable

HEADS = ("Date", "NPS")


def write(path: Path, tables: dict[str, tuple[str, int]], *, totals: bool = False, beside: dict[str, object]) -> Path:
    """Tables of two columns: name -> corner and how many rows; and cells beside them."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("All")
        for name, (corner, count) in tables.items():
            left, top = ord(corner[0]) - 65, int(corner[1:]) - 1
            rows = [[f"2026-01-{i + 1:02d}", i % 11] for i in range(count)]
            heads = [{"header": HEADS[0]}, {"header": HEADS[1], "total_function": "sum" if totals else None}]
            options = {"name": name, "data": rows, "columns": heads, "total_row": totals}
            sheet.add_table(top, left, top + count + totals, left + 1, options)
        for at, value in beside.items():
            sheet.write(at, value)
    return path


def tables(path: Path, notes: Notes | None = None) -> list[RawTable]:
    return read_tables(path, notes or Notes())


def test_two_tables_side_by_side_are_two(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", {"Spring": ("A1", 5), "Autumn": ("E3", 7)}, beside={})
    found = tables(path)
    assert [(table.sheet, table.headers, table.n) for table in found] == [("Spring", HEADS, 5), ("Autumn", HEADS, 7)]
    assert found[1].rows == list(range(4, 11))
    assert found[1].columns[1] == [i % 11 for i in range(7)]
    assert str(found[1].place) == "x.xlsx[Autumn]"


def test_titles_above_a_table_are_not_its_header(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", {"Survey": ("C6", 4)}, beside={"A1": "Report of", "B1": "the year", "A2": 3})
    (found,) = tables(path)
    assert (found.sheet, found.headers, found.rows) == ("All", HEADS, [7, 8, 9, 10])


def test_a_row_of_totals_is_no_answer(tmp_path: Path) -> None:
    (found,) = tables(write(tmp_path / "x.xlsx", {"Survey": ("A1", 6)}, totals=True, beside={}))
    assert found.n == 6


def test_cells_outside_are_named_with_their_rows(tmp_path: Path) -> None:
    notes = Notes()
    path = write(tmp_path / "x.xlsx", {"Survey": ("B2", 3)}, beside={"B6": "2026-02-01", "C6": 9, "G3": "a remark"})
    (found,) = tables(path, notes)
    assert found.n == 3
    (finding,) = notes.findings
    assert (finding.found, finding.rows) == ("2 rows with cells outside its Excel tables", (3, 6))


def test_one_table_from_the_first_cell_on_is_the_sheet(tmp_path: Path) -> None:
    """Rows that were pasted below it, and that Excel did not take in, are still answers."""
    path = write(tmp_path / "x.xlsx", {"Survey": ("A1", 3)}, beside={"A5": "2026-02-01", "B5": 9})
    (found,) = tables(path)
    assert (found.sheet, found.n) == ("All", 4)


def test_error_cells_are_found_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("All")
        sheet.add_table("C3:D6", {"columns": [{"header": "Date"}, {"header": "NPS"}]})
        for row in range(3):
            sheet.write(3 + row, 2, f"2026-01-0{row + 1}")
        sheet.write(3, 3, 9)
        sheet.write_formula(4, 3, "=NA()", None, "#N/A")
        sheet.write(5, 3, 7)
        sheet.write_formula(9, 3, "=NA()", None, "#N/A")
    notes = Notes()
    (found,) = tables(path, notes)
    assert found.error_cells == {1: (5,)}
    assert found.n == 3


def test_a_column_is_named_by_its_table(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", {"Spring": ("A1", 5), "Autumn": ("E3", 7)}, beside={})
    told = parse_maps(["x.xlsx[Autumn]:csat=NPS"])
    assert [told.columns(table) for table in tables(path)] == [{}, {"csat": 1}]


@pytest.mark.parametrize("left_out", [["All"], ["All", "Other"]])
def test_sheets_are_left_out_without_a_word(left_out: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("All", "Other", "Third"):
            sheet = book.add_worksheet(name)
            for r, row in enumerate([HEADS, ("2026-01-01", 9), ("2026-01-02", 3)]):
                sheet.write_row(r, 0, row)
    data = load([path], without={path: left_out})
    assert {table.sheet for table in data.tables} == {"All", "Other", "Third"} - set(left_out)
    assert not data.findings
