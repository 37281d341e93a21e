"""The table of cells in a workbook file, saved in three ways, through what `cxcel refresh` does."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from tests.hosts.cells import CASES, ENGINE, ERRORS, Case, Range, Way, in_cell, same, text

from cxcel_addin.engine import refresh
from cxcel_addin.templates.addin_link import linked

ROW, COLUMN = 0, 25  # Z1, where the formula stands
OLD = "stale"  # beside a formula in the file: it must not be what is read afterwards
Book = xlsxwriter.Workbook
Written = Mapping[str, Any]


def as_excel(sheet: Any, case: Case, formula: str) -> None:
    """An add-in's function with the number of its link; it spills."""
    sheet.write_dynamic_array_formula(
        ROW, COLUMN, ROW + 1, COLUMN, formula.replace("=", "=[1]!", 1), None, OLD
    )  # what it covered when it was saved is not what it covers now
    sheet.write_string(ROW + 1, COLUMN, OLD)


def as_libreoffice(sheet: Any, case: Case, formula: str) -> None:
    """Small letters, the number of a link that is in the file no more, an array of so many cells."""
    rows, columns = len(case.shows(ENGINE)), len(case.shows(ENGINE)[0])
    name = case.function
    small = formula.replace(f"={name}", f"=[1]!{name.lower()}", 1)
    sheet.write_array_formula(ROW, COLUMN, ROW + rows - 1, COLUMN + columns - 1, small, None, OLD)


def as_typed(sheet: Any, case: Case, formula: str) -> None:
    """The plain name with the mark that newer programs put before it."""
    sheet.write_dynamic_array_formula(ROW, COLUMN, ROW, COLUMN, formula.replace("=", "=_xludf.", 1), None, OLD)


WAYS: dict[str, Callable[[Any, Case, str], None]] = {
    "Excel": as_excel,
    "LibreOffice": as_libreoffice,
    "typed": as_typed,
}


def fill(book: Book, sheet: Any, block: Range) -> None:
    for r, row in enumerate(block.rows):
        for c, cell in enumerate(row, block.column - 1):
            value, form = in_cell(cell)
            if value in ERRORS:
                sheet.write_formula(r, c, f"={value}", None, value)
            elif value is not None:
                sheet.write(r, c, value, book.add_format({"num_format": form}))


def put(book: Book, number: int, case: Case, write: Callable[[Any, Case, str], None]) -> None:
    """Write a case on sheets of its own."""
    sheet = book.add_worksheet(f"C{number}")
    blocks = [block for block in case.ranges(f"C{number}", f"O {number}", f"Data{number}") if block]
    if case.way is Way.SHEET:
        sheet, here = book.add_worksheet(f"O {number}"), sheet
    else:
        here = sheet
    for block in blocks:
        fill(book, sheet, block)
    if case.way is Way.TABLE:
        columns = [{"header": block.rows[0][0]} for block in blocks]
        height = len(blocks[0].rows)
        sheet.add_table(0, 0, height - 1, len(blocks) - 1, {"name": f"Data{number}", "columns": columns})
    write(here, case, case.formula(f"O {number}", f"Data{number}"))


@pytest.fixture(scope="module", params=WAYS)
def sheets(request: pytest.FixtureRequest, source_folder: Path) -> Written:
    """The sheets of the copy with values only."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        for number, case in enumerate(CASES):
            put(book, number, case, WAYS[request.param])
    content = out.getvalue()
    if request.param == "Excel":
        content = linked(content, {case.function for case in CASES})
    made = refresh(content, "cells.xlsx", folder=source_folder)
    assert made.made.kept == {}
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(made.content))}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_cell_shows_what_it_must(sheets: Written, number: int) -> None:
    case, sheet = CASES[number], sheets[f"C{number}"]
    cells = sheet.iter_rows(min_row=ROW + 1, min_col=COLUMN + 1)
    shown = [[text(cell.value) for cell in row] for row in cells]
    wanted = case.shows(ENGINE)
    rows, columns = len(wanted), len(wanted[0])
    assert same([row[:columns] for row in shown[:rows]], wanted), shown[:rows]
    beyond = [cell for row in shown[rows:] for cell in row] + [cell for row in shown[:rows] for cell in row[columns:]]
    assert set(beyond) <= {""}, "nothing of what stood there before"
