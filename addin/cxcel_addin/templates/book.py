"""From a declaration to a workbook: Start, Scorecard, one sheet for each table, Settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES

from ..paper import Paper, height
from ..report.keep.marks import mark
from ..report.model import Unit
from ..report.render.styles import (
    BLUE,
    BOLD,
    COUNT_FORMAT,
    FAINT,
    HAIRLINE,
    INDENT,
    P_FORMAT,
    RIGHT,
    SMALL,
    Look,
    change_format,
    value_format,
)
from . import example
from .addin_link import PREFIX, linked
from .declared import Block, Formula, Measure, Table, Template

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CREAM: Look = {"bg_color": "#FFF8E6"}  # cells to be filled in
RULED: Look = {"bottom": 1, "bottom_color": FAINT}
DATE: Look = {"num_format": "d mmm yyyy", "align": "left"}
FIRST = 4  # row below kicker, title, subtitle and a gap
CARD = (232, 92, 92, 92, 92, 432)
WORDS = 5  # column in which a formula is told in words
OWN = "template"
WIDTH_OF = {"comment": 220, "topic": 130, "segment": 120}
MONTH: Look = {"num_format": "mmm yyyy", "align": "left"}
ASIDE: Look = {**INDENT, "align": "left"}  # words beside a number
LEFT: Look = {"align": "left"}
COUNT: Look = {"num_format": COUNT_FORMAT, **RIGHT}
SECONDS, POINTS = '#,##0.0" s"', '+0.0;"−"0.0;0.0'


def workbook(template: Template) -> bytes:
    """Return the workbook, with formulas and the values that they have on the sample."""
    return _Book(template).made()


class _Book:
    def __init__(self, template: Template) -> None:
        self.template = template
        self.paper = Paper(template.title)
        self.tables = {table.name: example.tables()[table.name] for table in template.tables}
        self.called: set[str] = set()

    def made(self) -> bytes:
        self.start()
        self.scorecard()
        for block in self.template.blocks:
            self.block(block)
        for table in self.template.tables:
            self.table(table)
        self.settings()
        return linked(self.paper.bytes(), self.called)

    def start(self) -> None:
        sheet = self.paper.sheet("Start", (40, 992))
        self.paper.mark(sheet, mark("start", OWN))
        self.paper.head(sheet, 2, "How to use it", self.template.title, self.template.purpose)
        for number, step in enumerate(self.template.steps, 1):
            row = FIRST + number - 1
            self.paper.text(sheet, row, 0, str(number), BOLD, {"font_color": BLUE, "align": "left"})
            self.paper.text(sheet, row, 1, step, {"text_wrap": True})
            sheet.set_row_pixels(row, height([(step, 992, 10)], 28))
        note = "The rows that are here are invented. Numbers are computed by CXcel on this computer; without the add-in"
        self.paper.text(sheet, FIRST + len(self.template.steps) + 1, 1, f"{note} they stay as they are.", SMALL)

    def scorecard(self) -> None:
        sheet = self.paper.sheet("Scorecard", CARD)
        self.paper.mark(sheet, mark("scorecard", OWN))
        self.paper.head(sheet, len(CARD), "Scorecard", self.template.title, "All rows of the tables, 95% intervals")
        heads = ("Measure", "Value", "Low", "High", "Base", "How it is computed")
        for column, text in enumerate(heads):
            side = ASIDE if column == WORDS else RIGHT if 0 < column < WORDS else LEFT
            self.paper.text(sheet, FIRST, column, text, SMALL, RULED, side)
        row = FIRST + 1
        for measure in self.template.measures:
            self.measure(sheet, row, measure)
            row += 1

    def measure(self, sheet: Worksheet, row: int, measure: Measure) -> None:
        metric = METRICS[measure.metric]
        value, limits, base = measure.formulas
        unit = metric.rule().unit
        self.paper.text(sheet, row, 0, metric.title, HAIRLINE)
        self.formula(sheet, row, 1, value, BOLD, _number(unit), HAIRLINE)
        self.formula(sheet, row, 2, limits, SMALL, _number(unit, exact=True), HAIRLINE)
        self.formula(sheet, row, 4, base, SMALL, COUNT, HAIRLINE)
        self.paper.text(sheet, row, WORDS, metric.rule().formula, SMALL, HAIRLINE, ASIDE, {"text_wrap": True})
        sheet.set_row_pixels(row, height([(metric.rule().formula, CARD[WORDS] - 9, 9)], 22))

    def block(self, block: Block) -> None:
        """A sheet of its own, whose columns keep their look however far the formula spills."""
        values = block.formula.value(self.tables)
        unit = METRICS[str(block.formula.arguments[0])].rule().unit
        sheet = self.paper.sheet(block.tab, [200, *[96] * (len(values[0]) - 1)])
        self.paper.mark(sheet, mark(block.tab.lower(), OWN))
        self.paper.head(sheet, len(values[0]), block.tab, block.title, "It grows with the tables; 95% intervals")
        looks = [_of_heading(str(heading), unit) for heading in values[0]]
        for c, look in enumerate(looks):
            sheet.set_column_pixels(c, c, 96 if c else 200, self.paper.format(look))
        self.array(sheet, FIRST, 0, block.formula, values, SMALL, RULED, looks[0])
        for r, cells in enumerate(values, FIRST):
            for c, cell in enumerate(cells):
                if r > FIRST or c:
                    self.value(sheet, r, c, cell, looks[c], *((SMALL, RULED) if r == FIRST else ()))

    def formula(self, sheet: Worksheet, row: int, column: int, formula: Formula, *looks: Look) -> None:
        """Write a formula whose cells all look the same, with its values."""
        values = formula.value(self.tables)
        self.array(sheet, row, column, formula, values, RIGHT, *looks)
        for r, cells in enumerate(values):
            for c, cell in enumerate(cells):
                if r or c:
                    self.value(sheet, row + r, column + c, cell, *looks)

    def array(
        self, sheet: Worksheet, row: int, column: int, formula: Formula, values: Sequence[Sequence[Any]], *looks: Look
    ) -> None:
        """Write the formula and its first value; it spills over the cells of the others, which are written after it."""
        self.called.add(formula.function)
        last = (row + len(values) - 1, column + len(values[0]) - 1)
        text, look = f"={PREFIX}{formula.text}", self.paper.format(*looks)
        sheet.write_dynamic_array_formula(row, column, *last, text, look, values[0][0])

    def value(self, sheet: Worksheet, row: int, column: int, cell: Any, *looks: Look) -> None:
        if isinstance(cell, date):
            moment = datetime(cell.year, cell.month, cell.day)
            sheet.write_datetime(row, column, moment, self.paper.format(DATE, *looks))
        elif isinstance(cell, str) or cell is None:
            self.paper.text(sheet, row, column, cell or "", *looks)
        else:
            sheet.write_number(row, column, cell, self.paper.format(RIGHT, *looks))

    def table(self, table: Table) -> None:
        columns = self.tables[table.name]
        rows = max(len(cells) for cells in columns.values())
        looks = [_of_column(name, columns[name]) for name in table.columns]
        sheet = self.paper.sheet(table.name, [max(WIDTH_OF.get(name, 96), 9 * len(name)) for name in table.columns])
        title = f"{table.name}: {table.what}"
        self.paper.head(sheet, len(table.columns), table.name, title, _meanings(table))
        for c, name in enumerate(table.columns):
            for r, cell in enumerate(columns[name], FIRST + 1):
                if cell is not None:
                    self.value(sheet, r, c, cell, looks[c])
        heads = [
            {"header": name, "header_format": self.paper.format(BOLD, CREAM, look)}
            for name, look in zip(table.columns, looks, strict=True)
        ]
        style = {"name": table.name, "style": "Table Style Light 1", "columns": heads}
        sheet.add_table(FIRST, 0, FIRST + rows, len(table.columns) - 1, style)
        sheet.freeze_panes(FIRST + 1, 0)

    def settings(self) -> None:
        sheet = self.paper.sheet("Settings", (160, 120, 500))
        self.paper.head(sheet, 3, "Settings", "What Build report compares", "Leave a value empty for the usual one")
        rows = self.template.settings
        for r, setting in enumerate(rows, FIRST + 1):
            self.paper.text(sheet, r, 0, setting.name)
            if isinstance(setting.value, str):
                self.paper.text(sheet, r, 1, setting.value, CREAM)
            else:
                sheet.write_number(r, 1, setting.value, self.paper.format(CREAM, {"align": "left"}))
            self.paper.text(sheet, r, 2, setting.help, SMALL)
        heads = ("Setting", "Value", "What it does")
        sheet.add_table(FIRST, 0, FIRST + len(rows), 2, {
            "name": "Settings", "style": None, "autofilter": False,
            "columns": [{"header": text, "header_format": self.paper.format(SMALL, RULED)} for text in heads],
        })  # fmt: skip


def _number(unit: str, *, exact: bool = False) -> Look:
    """The number format of a metric's cell, which holds what the function gives."""
    if unit == "seconds":
        shown = SECONDS
    elif unit == "points" and exact:
        shown = POINTS
    else:
        shown = value_format(Unit(unit), 1.0, exact=exact)
    return {"num_format": shown, **RIGHT}


def _of_heading(heading: str, unit: str) -> Look:
    """The look of a column of a block, which its function names."""
    if heading in ("value", "low", "high"):
        return _number(unit, exact=heading != "value")
    looks: dict[str, Look] = {
        "n": COUNT,
        "change": {"num_format": change_format(Unit(unit), 1.0), **RIGHT},
        "p": {"num_format": P_FORMAT, **RIGHT},
        "period": MONTH,
        "verdict": ASIDE,
    }
    return looks.get(heading, LEFT)


def _of_column(name: str, cells: Sequence[Any]) -> Look:
    """Numbers to the right, words to the left, with room between."""
    if name == "date":
        return {**DATE, **ASIDE}
    return RIGHT if any(isinstance(cell, float) for cell in cells) else ASIDE


def _meanings(table: Table) -> str:
    """Return what the columns hold."""
    return "; ".join(f"{name}: {ROLES[name].title}" for name in table.columns if name != ROLES[name].title)
