"""What a range of cells holds, taken as it is: blanks, texts, flags, dates, times and errors stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from . import faults
from .packing import Failed, packed

if TYPE_CHECKING:
    from .packing import Block

    Size = tuple[int, int]

# com.sun.star.util.NumberFormat
DATE, TIME, LOGICAL = 2, 4, 1024
MOMENT = DATE | TIME
MANY = 4096  # rows or columns from which on a range is cut to what its sheet uses
DAYS_1904 = 1462
SINCE_1904, SINCE_1899 = 1904, 1899


def size_of(area: Any) -> Size:
    """Return rows and columns of a range address."""
    return area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1


def used_size(cells: Any, area: Any) -> Size:
    """Return how many rows and columns of a range its sheet uses; one at least."""
    rows, columns = size_of(area)
    cursor = cells.getSpreadsheet().createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.getRangeAddress()
    return (
        max(1, min(rows, end.EndRow - area.StartRow + 1)),
        max(1, min(columns, end.EndColumn - area.StartColumn + 1)),
    )


def cut(cells: Any, area: Any, size: Size) -> Any:
    """Return the upper left part of a range."""
    if size == size_of(area):
        return cells
    return cells.getCellRangeByPosition(0, 0, size[1] - 1, size[0] - 1)


def message(cells: Any, kinds: Any, epoch: int) -> bytes:
    """Return a range as it is sent.

    Parameters
    ----------
    cells : XCellRange
        The range.
    kinds : callable
        Gives the kind of a number format by its key, as com.sun.star.util.NumberFormat.
    epoch : int
        The year from which the document counts its days: 1899 or 1904.
    """
    rows: Sequence[Sequence[Any]] = cells.getDataArray()
    special = [(block, kind) for block, kind in formats(cells, kinds) if kind & (MOMENT | LOGICAL)]
    if any(None in row for row in rows):
        rows = _with_errors(cells, rows)
    if special:
        rows = _with_kinds(rows, special, epoch)
    return packed(rows, [block for block, kind in special if kind & MOMENT])


def formats(cells: Any, kinds: Any) -> list[tuple[Block, int]]:
    """Return which blocks of a range are shown in which way."""
    key = cells.NumberFormat
    area = cells.getRangeAddress()
    if key or cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
        return [((0, 0, *size_of(area)), kinds(key or 0))]
    found: list[tuple[Block, int]] = []
    groups = cells.getUniqueCellFormatRanges()  # by rectangles there would be one for every coloured row
    for i in range(groups.getCount()):
        group = groups.getByIndex(i)
        kind = kinds(group.NumberFormat)
        found += [(_within(block, area), kind) for block in group.getRangeAddresses()]
    return found


def _within(block: Any, area: Any) -> Block:
    return (block.StartRow - area.StartRow, block.StartColumn - area.StartColumn, *size_of(block))


def _with_errors(cells: Any, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Put in the errors, which come as nothing."""
    return [
        tuple(_failed(cells, r, c) if cell is None else cell for c, cell in enumerate(row)) if None in row else row
        for r, row in enumerate(rows)
    ]


def _failed(cells: Any, row: int, column: int) -> Any:
    error = cells.getCellByPosition(column, row).getError()
    return Failed(faults.excel_number(error)) if error else ""


def _with_kinds(rows: Sequence[Sequence[Any]], special: Iterable[tuple[Block, int]], epoch: int) -> list[list[Any]]:
    """Make flags of numbers shown as such, and count days from 1899."""
    changed = [list(row) for row in rows]
    for (top, left, height, width), kind in special:
        late = kind & DATE and epoch == SINCE_1904
        if not late and not kind & LOGICAL:
            continue
        for row in changed[top : top + height]:
            for c in range(left, left + width):
                if type(row[c]) is float:
                    row[c] = row[c] + DAYS_1904 if late else bool(row[c])
    return changed
