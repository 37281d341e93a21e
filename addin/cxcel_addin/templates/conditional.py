"""Conditional formats of the pages, in the simplest form that every spreadsheet knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from .formulas import Expression, Formula, Input
from .looks import BARS, HAIRLINED, of_heading, verdicts, worded

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ..paper import Paper


class Rules:
    """The conditional formats of one page."""

    def __init__(self, paper: Paper, sheet: Worksheet) -> None:
        self.paper, self.sheet = paper, sheet

    def when(self, rows: tuple[int, int], column: int, condition: str, look: Mapping[str, Any]) -> None:
        """Give cells of a column a look while a condition holds, as Excel spells it for the first of them."""
        made = self.paper.workbook.add_format(dict(look))
        rule = {"type": "formula", "criteria": f"={condition}", "format": made}
        self.sheet.conditional_format(rows[0], column, rows[1], column, rule)

    def words(
        self, rows: tuple[int, int], columns: Sequence[int], more: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        """Colour verdicts by their words."""
        for column in columns:
            for words, look in verdicts():
                rule = {"type": "text", "criteria": "containing", "value": words, "stop_if_true": True}
                made = self.paper.workbook.add_format({**look, **more})
                self.sheet.conditional_format(rows[0], column, rows[1], column, rule | {"format": made})

    def bars(self, rows: tuple[int, int], columns: Sequence[int]) -> None:
        """A bar behind each number of a column."""
        for column in columns:
            self.sheet.conditional_format(rows[0], column, rows[1], column, {"type": "data_bar", **BARS})

    def hairlines(self, rows: tuple[int, int], columns: Sequence[int]) -> None:
        """A rule under every row that a formula fills; not where bars are, which LibreOffice would then leave out."""
        for column in columns:
            self.when(rows, column, f'$A{rows[0] + 1}<>""', HAIRLINED)

    def heading(self, row: int, column: int, name: str, words: str) -> None:
        """Show words in place of the name that a function gives its column; any other text is shown as it is."""
        cell = xl_rowcol_to_cell(row, column, col_abs=True)
        self.when((row, row), column, f'{cell}="{name}"', {"num_format": worded(words)})

    def switch(self, rows: tuple[int, int], headings: Sequence[str], switched: tuple[str, str]) -> None:
        """Write numbers in another unit while a condition holds."""
        condition, unit = switched
        for column, name in enumerate(headings):
            here, usual = (of_heading(name, wanted, [1.0]).get("num_format") for wanted in (unit, "any"))
            if here != usual:
                there = f'{condition}*($A{rows[0] + 1}<>"")'
                self.when(rows, column, there, {"num_format": here, **HAIRLINED})

    def months(self, rows: tuple[int, int], formula: Expression) -> None:
        """Write the days that periods begin with as months, while the cell that says the period says so."""
        for part in formula.parts():
            if isinstance(part, Formula) and part.function == "KPI_TREND" and isinstance(part.arguments[2], Input):
                condition = f'({part.arguments[2].name}="month")*($A{rows[0] + 1}<>"")'
                self.when(rows, 0, condition, {"num_format": "mmm yyyy", **HAIRLINED})
                return
