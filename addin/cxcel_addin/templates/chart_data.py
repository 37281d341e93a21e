"""What charts draw where a formula's own cells will not do: a sheet of plain formulas that read the pages.

A chart takes ranges of one size, and formulas grow and shrink: so each column here has room for more rows than are
filled.  The cells that are left over repeat the last row, or lie off the chart, so that every one of them is a number;
a text would be drawn as 0, and no error is to be seen in a template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from cxcel.records import dataclass

from ..report.keep.marks import mark
from ..report.render.styles import BOLD, NOTE, RIGHT, SMALL
from .formulas import Expression
from .looks import RULED

if TYPE_CHECKING:
    from .book import Book

TAB = "For charts"
FIRST = 6  # row below head, name of the page and heading
Cell = tuple[str | Expression, Any]  # formula without its equals sign, and what it gives


@dataclass(frozen=True, slots=True)
class Column:
    """Cells below each other, and where they are read."""

    page: str
    head: str
    cells: Sequence[Cell]
    reference: str

    @property
    def values(self) -> list[Any]:
        """What the cells give."""
        return [value for _, value in self.cells]


class ChartData:
    """The columns that the charts of a workbook read."""

    def __init__(self) -> None:
        self.columns: list[Column] = []

    def add(self, page: str, head: str, rows: int, cell: Callable[[int, Cell], Cell]) -> Column:
        """Add a column, made cell by cell from the row and from the cell above: its address and what it gives."""
        letter = xl_col_to_name(len(self.columns))
        cells: list[Cell] = []
        for row in range(rows):
            above = (f"{letter}{FIRST + row}", cells[-1][1]) if cells else ("0", 0)
            cells.append(cell(row, above))
        reference = f"='{TAB}'!${letter}${FIRST + 1}:${letter}${FIRST + rows}"
        self.columns.append(Column(page, head, cells, reference))
        return self.columns[-1]

    def write(self, book: Book) -> None:
        """Write the sheet, last of all; nothing where no chart asked for any."""
        if not self.columns:
            return
        paper = book.paper
        sheet = paper.sheet(TAB, [96] * len(self.columns))
        paper.mark(sheet, mark("for_charts", "template"))
        told = "They follow the pages; rows that are not needed yet repeat the last one, or lie off the chart"
        paper.head(sheet, len(self.columns), TAB, "Numbers that the charts draw: nothing to fill in here", told)
        look = paper.format(NOTE, RIGHT)
        for c, column in enumerate(self.columns):
            if not c or self.columns[c - 1].page != column.page:
                paper.text(sheet, FIRST - 2, c, column.page, SMALL, BOLD)
            paper.text(sheet, FIRST - 1, c, column.head, SMALL, RULED, RIGHT)
            for r, (formula, value) in enumerate(column.cells, FIRST):
                if isinstance(formula, Expression):
                    book.formula(sheet, r, c, formula, NOTE)
                else:
                    sheet.write_formula(r, c, f"={formula}", look, value)
        sheet.freeze_panes(FIRST, 0)
        sheet.repeat_rows(FIRST - 1)
