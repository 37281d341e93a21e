"""From a declaration to a workbook: Start, the pages with formulas, one sheet for each table, Settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cxcel.data.collector import resting_collector
from cxcel.data.roles import ROLES

from ..paper import Paper, as_text, height
from ..report.keep.marks import mark
from ..report.render.styles import BLUE, BOLD, HAIRLINE, RIGHT, SMALL, Look
from ..report.render.text import plain
from . import example, ribbon_picture
from .addin_link import PREFIX, linked
from .chart_data import TAB, ChartData
from .computed import Rows, computed
from .declared import Block, Setting, Sheet, Table, Template
from .formulas import Expression, Tables, called
from .inputs import checked, checked_column
from .looks import ASIDE, BOXED, CREAM, DATE, RULED, of_column, of_input
from .sections import Sections

FIRST = 4  # row below kicker, title, subtitle and a gap
OWN = "template"
WIDTH_OF = {"comment": 220, "topic": 130, "segment": 120}
START = (40, 180, 812)
LEGEND = "Cream: cells and tables that are yours to change. Everything else follows them by itself."
ROW = 15  # points of a row of a page


def workbook(template: Template, filled: Tables | None = None) -> bytes:
    """Return the workbook, with formulas and the values that they have on the sample, or on what is `filled` in."""
    with resting_collector():  # it would go through millions of cells, again and again
        return Book(template, filled).made()


class Book:
    """A workbook in the making."""

    def __init__(self, template: Template, filled: Tables | None = None) -> None:
        self.template = template
        self.paper = Paper(template.title)
        sample = example.tables(template.size)
        self.sample = {table.name: example.picked(sample, table) for table in template.tables}
        self.tables = self.sample if filled is None else filled
        self.own = filled is not None
        self.inputs = template.inputs(filled)
        self.data = ChartData()
        self.values = computed(template.formulas, self.tables, self.inputs)
        self.on_sample = computed(_blocks(template), self.sample, template.inputs()) if self.own else self.values

    def made(self) -> bytes:
        """Write every sheet and return the workbook's bytes."""
        self.start()
        for sheet in self.template.sheets:
            self.page(sheet)
        for table in self.template.tables:
            self.table(table)
        if self.template.settings:
            self.settings()
        self.data.write(self)
        return linked(self.paper.bytes(), {name for made in self.template.formulas for name in called(made)})

    def start(self) -> None:
        """What to paste where, the ribbon, and what stands on which sheet."""
        sheet = self.paper.sheet("Start", START)
        self.paper.mark(sheet, mark("start", OWN))
        self.paper.head(sheet, len(START), "How to use it", self.template.title, self.template.purpose)
        row = FIRST
        for number, step in enumerate(self.template.steps, 1):
            self.paper.text(sheet, row, 0, str(number), BOLD, {"font_color": BLUE, "align": "left"})
            self.paper.text(sheet, row, 1, step)
            sheet.set_row_pixels(row, 24)
            row += 1
        sheet.merge_range(row, 1, row, 2, LEGEND, self.paper.format(CREAM, BOXED))
        sheet.set_row_pixels(row, 24)
        row += 1
        ribbon_picture.draw(sheet, row, 1)
        sheet.set_row_pixels(row, ribbon_picture.HEIGHT + 12)
        row += 1
        for tab, words in self.contents():
            link = self.paper.format(HAIRLINE, {"font_color": BLUE})
            sheet.write_url(row, 1, f"internal:'{tab}'!A1", link, tab, f"Go to {tab}")
            self.paper.text(sheet, row, 2, words, SMALL, HAIRLINE)
            sheet.set_row_pixels(row, 20)
            row += 1
        whose = "The rows are those of your own files." if self.own else "The rows that are here are invented."
        self.paper.text(sheet, row + 1, 1, f"{whose} Numbers are computed by CXcel on this computer; without the "
                        "add-in they stay as they are.", SMALL)  # fmt: skip

    def contents(self) -> list[tuple[str, str]]:
        """Return each sheet and what it holds."""
        pages = [(sheet.tab, sheet.title) for sheet in self.template.sheets]
        tables = [(table.name, f"To fill in: {table.what}") for table in self.template.tables]
        settings = [("Settings", "To fill in: what formulas and report compare")] if self.template.settings else []
        drawn = any(getattr(part, "chart", None) for sheet in self.template.sheets for part in sheet.sections)
        charts = [(TAB, "What the charts draw: nothing to fill in")] if drawn else []
        return [*pages, *tables, *settings, *charts]

    def page(self, declared: Sheet) -> None:
        """A page of sections."""
        sheet = self.paper.sheet(declared.tab, declared.grid)
        sheet.set_default_row(ROW)
        self.paper.mark(sheet, mark(re.sub(r"\W", "_", declared.tab.lower()), OWN))
        self.paper.head(sheet, len(declared.grid), declared.tab, declared.title, declared.subtitle)
        Sections(self, sheet, declared.grid).write(declared.sections)

    def formula(self, sheet: Worksheet, row: int, column: int, expression: Expression, *looks: Look) -> Rows:
        """Write a formula and all its values, which look the same; return them."""
        values = self.values[expression.text]
        self.array(sheet, row, column, expression, values, RIGHT, *looks)
        for r, cells in enumerate(values):
            for c, cell in enumerate(cells):
                if r or c:
                    self.cell(sheet, row + r, column + c, cell, *looks)
        return values

    def array(
        self, sheet: Worksheet, row: int, column: int, made: Expression, values: Sequence[Sequence[Any]], *looks: Look
    ) -> None:
        """Write the formula and its first value; it spills over the cells of the others, which are written after it."""
        last = (row + len(values) - 1, column + len(values[0]) - 1)
        first = values[0][0]
        shown = first if isinstance(first, (str, bool)) else _steady(first)
        text, look = f"={made.written(PREFIX)}", self.paper.format(*looks)
        sheet.write_dynamic_array_formula(row, column, *last, text, look, shown)

    def cell(self, sheet: Worksheet, row: int, column: int, cell: Any, *looks: Look) -> None:
        """Write one cell as what it is."""
        write, value, look = self._as_it_is(cell, looks)
        write(sheet, row, column, value, look)

    def column(self, sheet: Worksheet, column: int, cells: Sequence[Any], look: Look) -> None:
        """Write the filled cells of a table's column; how one is written is found out once, however often it comes."""
        known: dict[tuple[type, Any], tuple[Any, Any, Any]] = {}
        for row, cell in enumerate(cells, FIRST + 1):
            if cell is not None:
                key = (type(cell), cell)
                if key not in known:
                    known[key] = self._as_it_is(cell, (look,))
                write, value, made = known[key]
                write(sheet, row, column, value, made)

    def _as_it_is(self, cell: Any, looks: Sequence[Look]) -> tuple[Any, Any, Any]:
        """Return what writes a cell, its value and its format."""
        if isinstance(cell, date):
            return Worksheet.write_datetime, cell, self.paper.format(DATE, *looks)
        if isinstance(cell, bool):
            return Worksheet.write_boolean, cell, self.paper.format(*looks)
        if isinstance(cell, str):
            return Worksheet.write_string, plain(cell), self.paper.format(*looks, as_text(cell))
        return Worksheet.write_number, _steady(cell), self.paper.format(RIGHT, *looks)

    def table(self, table: Table) -> None:
        """A sheet with a table to be filled in."""
        columns = self.tables[table.name]
        rows = max(len(cells) for cells in columns.values())
        looks = [of_column(name, self.sample[table.name][name]) for name in table.columns]
        widths = [max(WIDTH_OF.get(name, 96), 9 * len(name)) for name in table.columns]
        sheet = self.paper.sheet(table.name, widths)
        self.paper.head(sheet, len(table.columns), table.name, f"{table.name}: {table.what}", _meanings(table))
        for c, name in enumerate(table.columns):
            sheet.set_column_pixels(c, c, widths[c], self.paper.format(looks[c]))
            checked_column(sheet, FIRST + 1, c, name, (table.own or {}).get(name, ""))
            self.column(sheet, c, columns[name], looks[c])
        heads = [
            {"header": name, "header_format": self.paper.format(BOLD, CREAM, look)}
            for name, look in zip(table.columns, looks, strict=True)
        ]
        style = {"name": table.name, "style": "Table Style Light 1", "columns": heads}
        sheet.add_table(FIRST, 0, FIRST + rows, len(table.columns) - 1, style)
        sheet.freeze_panes(FIRST + 1, 0)
        sheet.repeat_rows(FIRST)

    def settings(self) -> None:
        """The sheet Settings, which the button Build report reads and formulas speak of."""
        sheet = self.paper.sheet("Settings", (200, 160, 672))
        self.paper.head(
            sheet, 3, "Settings", "What formulas and report compare", "Leave a value empty for the usual one"
        )
        rows = self.template.settings
        for r, setting in enumerate(rows, FIRST + 1):
            self.setting(sheet, r, setting)
            sheet.set_row_pixels(r, 22)
        heads = ("Setting", "Value", "What it does")
        sheet.add_table(FIRST, 0, FIRST + len(rows), 2, {
            "name": "Settings", "style": None, "autofilter": False,
            "columns": [{"header": text, "header_format": self.paper.format(SMALL, RULED)} for text in heads],
        })  # fmt: skip

    def setting(self, sheet: Worksheet, row: int, setting: Setting, widths: Sequence[int] = ()) -> None:
        """A cell to be filled in, between its name and what it does."""
        self.paper.text(sheet, row, 0, setting.name)
        value = self.inputs.get(setting.named, setting.value)
        self.cell(sheet, row, 1, value, CREAM, BOXED, of_input(setting.value))
        self.paper.text(sheet, row, 2, setting.help, SMALL, ASIDE)
        if setting.named:
            self.paper.workbook.define_name(setting.named, f"='{sheet.name}'!$B${row + 1}")
        checked(sheet, row, 1, setting)
        if widths:
            sheet.set_row_pixels(row, height([(setting.help, sum(widths[2:]), 9)], 22))


def _blocks(template: Template) -> list[Expression]:
    """Return the formulas whose headings say how their columns look."""
    return [section.formula for sheet in template.sheets for section in sheet.sections if isinstance(section, Block)]


def _steady(number: float) -> float:
    """A number as far as every machine computes it alike."""
    return float(f"{number:.12g}")


def _meanings(table: Table) -> str:
    """Return what the columns hold."""
    own = table.own or {}
    told = {name: own[name] if name in own else ROLES[name].title for name in table.columns}
    return "; ".join(f"{name}: {title}" for name, title in told.items() if name.replace("_", " ") != title)
