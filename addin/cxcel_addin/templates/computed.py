"""What formulas give, computed by the engine behind `cxcel refresh`.

They stand in a workbook with the tables and cells that they read.  Each has a sheet of its own there, so that what
spills has room, wherever the formula stands in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cxcel.errors import BadInput
from cxcel.functions import FUNCTIONS

from ..hosts.com.packed import EPOCH
from .formulas import NONE, Expression, Inputs, Tables, called, read_by

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Rows = list[list[Any]]
NAMED = "Inputs"
HEAD = "period"


def computed(formulas: Iterable[Expression], tables: Tables, inputs: Inputs = NONE) -> Mapping[str, Rows]:
    """Return what formulas give: text of a formula -> rows, of one cell where it gives one.

    Raises
    ------
    BadInput
        The engine cannot compute one of them; the sentence says why.
    """
    from ..engine.book import Book
    from ..engine.recalculating import recalculate

    wanted = {formula.text: formula for formula in formulas}
    sheets = {text: f"{number} =" for number, text in enumerate(wanted)}  # no table is called so
    read = {column for formula in wanted.values() for column in read_by(formula, tables)}
    held = {name: {c: cells for c, cells in own.items() if (name, c) in read} for name, own in tables.items()}
    made = recalculate(Book(_workbook(sheets, held, inputs), "the template"))
    for (sheet, _, _), why in made.kept.items():
        text = next(text for text, name in sheets.items() if name == sheet)
        raise BadInput(f"={text} cannot be computed: {why}")
    return {text: _dated(wanted[text], _rows(made.values[name])) for text, name in sheets.items()}


def _workbook(sheets: Mapping[str, str], tables: Tables, inputs: Inputs) -> bytes:
    """Write the formulas and what they read."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for name, columns in tables.items():
            if not columns:
                continue
            sheet = book.add_worksheet(name)
            for c, cells in enumerate(columns.values()):
                _write(sheet, c, cells)
            heads = [{"header": header} for header in columns]
            height = max(len(cells) for cells in columns.values())
            sheet.add_table(0, 0, height, len(columns) - 1, {"name": name, "columns": heads})
        sheet = book.add_worksheet(f"{NAMED} =")
        _write(sheet, 0, list(inputs.values()))
        for row, name in enumerate(inputs, 2):
            book.define_name(name, f"='{sheet.name}'!$A${row}")
        for text, name in sheets.items():
            book.add_worksheet(name).write_dynamic_array_formula(0, 0, 0, 0, f"={text}")
    return out.getvalue()


def _write(sheet: Worksheet, column: int, cells: Sequence[Any]) -> None:
    """Write cells below each other from the second row on, each as what it is."""
    for row, cell in enumerate(cells, 1):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day))
        elif cell is not None:
            sheet.write_number(row, column, cell)


def _rows(values: Mapping[tuple[int, int], Any]) -> Rows:
    """Return the cells of a sheet that hold one result."""
    height, width = (max(place[axis] for place in values) for axis in (0, 1))
    return [[values[row, column] for column in range(1, width + 1)] for row in range(1, height + 1)]


def _dated(formula: Expression, rows: Rows) -> Rows:
    """Return rows with days in place of their numbers: a function that asks for dates gives its periods as days."""
    asked = {parameter.name for name in called(formula) for parameter in FUNCTIONS[name].spec.parameters}
    if "dates" not in asked or rows[0][0] != HEAD:
        return rows
    return [rows[0], *([(EPOCH + timedelta(days=row[0])).date(), *row[1:]] for row in rows[1:])]
