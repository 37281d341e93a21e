"""The table of cells typed into Calc: every function, and what a range may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from tests.hosts.cells import CASES, ERRORS, LIBREOFFICE, NO_CELLS, Case, Range, Texts, Way, in_cell, same, text
from tests.office.office import Book

COLUMN = 26  # Z, where the formula stands: right of every argument
EMPTY = "#N/A"  # what Calc shows where an array has a cell that the function gave nothing for
HERE, OTHER = "Sheet1", "Other data"
FORMATS = {"dd.mm.yyyy": "DD.MM.YYYY", "[h]:mm:ss": "[HH]:MM:SS"}
REFRESHED = [case for case in CASES if case.differs == NO_CELLS]


def fill(book: Book, block: Range) -> None:
    """Put cells in place, each shown as what it is: numbers and texts at once, the others one by one."""
    shown = [[in_cell(cell) for cell in row] for row in block.rows]
    plain = [[None if _is_typed(value) else value for value, _ in row] for row in shown]
    book.block(block.sheet, f"{get_column_letter(block.column)}1", plain)
    for r, row in enumerate(shown, 1):
        for c, (value, form) in enumerate(row, block.column):
            place = f"{get_column_letter(c)}{r}"
            if _is_typed(value):
                book.put(block.sheet, place, [[f"={value}" if isinstance(value, str) else value]])
            if form in FORMATS:
                book.show_as(block.sheet, place, FORMATS[form])


def _is_typed(value: Any) -> bool:
    return isinstance(value, bool) or value in ERRORS


def put(book: Book, case: Case, sources: Path) -> None:
    """Put all cells of a case in place, in a document that lies beside its source."""
    if case.asks_source:
        book.save_as(str(sources / "book.ods"))
    if case.way is Way.SHEET:
        book.add_sheet(OTHER)
    blocks = [block for block in case.ranges(HERE, OTHER) if block]
    for block in blocks:
        fill(book, block)
    if case.way is Way.TABLE:
        last = blocks[-1]
        book.make_table(HERE, "T", f"A1:{get_column_letter(last.column + len(last.rows[0]) - 1)}{len(last.rows)}")


def typed(case: Case) -> str:
    """A formula as Calc's programming side takes it."""
    return case.formula(OTHER, between=";").replace("'!", "'.")


def shown(book: Book, wanted: Texts, formula: str) -> list[list[str]]:
    """Type a formula over as many cells as it must fill, and one more each way that must stay empty."""
    rows, columns = (n + (n > 1) for n in (len(wanted), len(wanted[0])))
    if rows == columns == 1:
        return [[text(book.typed(formula))]]
    place = f"Z1:{get_column_letter(COLUMN + columns - 1)}{rows}"
    book.array(HERE, place, formula)
    return [[EMPTY if cell is None else text(cell) for cell in row] for row in book.data(HERE, place)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cell_shows_what_it_must(book: Book, case: Case, source_folder: Path) -> None:
    put(book, case, source_folder)
    wanted = case.shows(LIBREOFFICE)
    rows, columns = len(wanted), len(wanted[0])
    seen = shown(book, wanted, typed(case))
    assert same([row[:columns] for row in seen[:rows]], wanted), seen
    beyond = [cell for row in seen[rows:] for cell in row] + [cell for row in seen[:rows] for cell in row[columns:]]
    assert set(beyond) <= {EMPTY}


@pytest.mark.parametrize("case", REFRESHED, ids=lambda case: case.name)
def test_refresh_makes_it_what_other_hosts_show(book: Book, case: Case, source_folder: Path) -> None:
    put(book, case, source_folder)
    assert book.typed(typed(case)) == "Err:504"
    assert book.press("refresh", {})[0]
    seen, _, error = book.cell("Z1")
    held = seen if error else text(book.data(HERE, "Z1")[0][0])
    assert same([[held]], (case.wanted[0][:1],))  # one cell shows the first of a table
