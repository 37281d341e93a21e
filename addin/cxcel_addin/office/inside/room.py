"""Room as Excel gives it by itself: a table grows with rows put below it, an array formula with the rows it gives.

Calc leaves both as they were: rows below a table would not count, groups that came later would not show, and where
fewer are left it fills up with #N/A.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .asking import FORMULAS
from .cells import size_of
from .mending import array_of, name_of
from .names import LONG

if TYPE_CHECKING:
    from .cells import Size

TABLE = re.compile(r"(?<![\w.\]])([^\W\d][\w.]*)\[")  # as in Survey[nps]
CONTENT = 1 | 2 | 4 | FORMULAS  # com.sun.star.sheet.CellFlags: numbers, dates, texts
MISSING = 32767  # #N/A


def make_room(document: Any, shapes: Mapping[str, Iterable[Size]]) -> list[str]:
    """Let tables that our formulas read, and array formulas of ours, take the cells they need; return which do now.

    Parameters
    ----------
    document
        The document.
    shapes : mapping
        Function -> rows and columns of what it gave lately, in any cell.
    """
    undo = document.getUndoManager()
    undo.lock()
    document.lockControllers()
    try:
        grown = list(_grown(document))
        if grown:
            document.calculateAll()
        return [*grown, *_spread(document, shapes)]
    finally:
        document.unlockControllers()
        undo.unlock()


def _grown(document: Any) -> Iterator[str]:
    """Let tables end where the rows below them do."""
    tables = document.DatabaseRanges
    read = {name for _, text in our_formulas(document) for name in TABLE.findall(text)}
    for name in sorted(read & set(tables.ElementNames)):
        described = tables.getByName(name)
        area = described.DataArea
        sheet = document.Sheets.getByIndex(area.Sheet)
        more = 0 if described.TotalsRow or sheet.isProtected() else _rows_below(sheet, area)
        if more:
            area.EndRow += more
            described.setDataArea(area)
            yield name_of(described.getReferredCells())


def _rows_below(sheet: Any, area: Any) -> int:
    """Return how many rows below a table hold something, up to the first that does not."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.getRangeAddress().EndRow
    if last <= area.EndRow:
        return 0
    rows = sheet.getCellRangeByPosition(area.StartColumn, area.EndRow + 1, area.EndColumn, last).getDataArray()
    return next((count for count, row in enumerate(rows) if not any(cell != "" for cell in row)), len(rows))


def _spread(document: Any, shapes: Mapping[str, Iterable[Size]]) -> Iterator[str]:
    """Let array formulas take as many cells as they give values."""
    arrays = {}
    for cell, text in our_formulas(document):
        if text.startswith("{") and not cell.getSpreadsheet().isProtected():
            cells = array_of(cell)
            arrays[cells.AbsoluteName] = cells, text[1:-1]
    for cells, formula in arrays.values():
        called = [name for name in shapes if re.search(rf"\b{name}\b", formula, re.I)]
        fitting = _fitting(cells, formula, [shape for name in called for shape in shapes[name]])
        if fitting is not None:
            yield name_of(fitting)


def _fitting(cells: Any, formula: str, shapes: Sequence[Size]) -> Any | None:
    """Give an array formula the cells it needs; None where it has them, or where they are not free."""
    old = size_of(cells.getRangeAddress())
    most = max(old[0], *(rows for rows, _ in shapes), 0), max(old[1], *(columns for _, columns in shapes), 0)
    now = cells
    if most != old and _may_be_more(cells) and _free(cells.getSpreadsheet(), cells.getRangeAddress(), most):
        now = _placed(cells, formula, most)
    size = _filled(now)
    if size != size_of(now.getRangeAddress()):
        now = _placed(now, formula, size)
    return None if size == old else now


def _may_be_more(cells: Any) -> bool:
    """Whether an array formula may give more than is seen: one number is all there is of one."""
    values = cells.getDataArray()
    return len(values) > 1 or len(values[0]) > 1 or isinstance(values[0][0], str)


def _placed(cells: Any, formula: str, size: Size) -> Any:
    """Put an array formula into other cells with the same first one."""
    area, sheet = cells.getRangeAddress(), cells.getSpreadsheet()
    left, top = area.StartColumn, area.StartRow
    cells.clearContents(FORMULAS)
    wanted = sheet.getCellRangeByPosition(left, top, left + size[1] - 1, top + size[0] - 1)
    wanted.setArrayFormula(formula)
    return wanted


def _filled(cells: Any) -> Size:
    """Return how many rows and columns an array formula fills; the others show #N/A, or the same once more."""
    values = cells.getDataArray()
    rows, columns = len(values), len(values[0])
    if values[0][0] is None:  # an error
        return rows, columns
    while rows > 1 and _is_missing(cells, rows - 1, 0):
        rows -= 1
    while columns > 1 and _is_missing(cells, 0, columns - 1):
        columns -= 1
    if isinstance(values[0][0], str):  # headings, or a sentence
        rows = 1 if all(row == values[0] for row in values) else rows
        columns = 1 if all(len(set(row)) == 1 for row in values) else columns
    return rows, columns


def _is_missing(cells: Any, row: int, column: int) -> bool:
    return bool(cells.getCellByPosition(column, row).getError() == MISSING)


def _free(sheet: Any, old: Any, new: Size) -> bool:
    """Whether the cells below and beside the old ones are empty, as far as they are needed."""
    bottom, right = old.StartRow + new[0] - 1, old.StartColumn + new[1] - 1
    strips = (
        (old.StartColumn, old.EndRow + 1, right, bottom),
        (old.EndColumn + 1, old.StartRow, right, min(bottom, old.EndRow)),
    )
    return not any(
        sheet.getCellRangeByPosition(*strip).queryContentCells(CONTENT).getCount()
        for strip in strips
        if strip[0] <= strip[2] and strip[1] <= strip[3]
    )


def our_formulas(document: Any) -> Iterator[tuple[Any, str]]:
    """Yield every cell with a formula that calls one of our functions, and the formula."""
    for sheet in (document.Sheets.getByIndex(i) for i in range(document.Sheets.getCount())):
        for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
            block = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for r, row in enumerate(block.getFormulaArray()):
                for c, text in enumerate(row):
                    if LONG in text.upper():
                        yield block.getCellByPosition(c, r), text
