"""Formulas that spill: blocks of a page, and the examples of the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxcel.catalogue import METRICS
from cxcel.functions import FUNCTIONS
from cxcel.worksheet import usage

from ..paper import height
from ..report.render.styles import BOLD, RIGHT, SMALL
from .chart_kinds import Dots
from .declared import (
    Block,
    Example,
)
from .formulas import Formula
from .looks import CREAM, HAIRLINED, LAST, LEFT, RULED, WIDE, WRAPPED, of_heading, of_unit, plain_words

if TYPE_CHECKING:
    from .sections import Sections

SAID = {"verdict", "corner", "signal", "flag", "p"}


def block(page: Sections, section: Block) -> None:
    """A formula that spills; where it grows, its columns keep their look however far."""
    book, sheet, rules = page.book, page.sheet, page.rules
    page.title(section.title, section.chart.title if section.chart else section.help)
    top = page.room(section.chart)
    head = page.row
    known, values = book.on_sample[section.formula.text], book.values[section.formula.text]
    headings = [str(name) for name in known[0]]
    looks = [of_heading(name, section.unit, [row[c] for row in known[1:]]) for c, name in enumerate(headings)]
    book.array(sheet, head, 0, section.formula, values, SMALL, RULED, looks[0])
    for r, cells in enumerate(values, head):
        for c, cell in enumerate(cells):
            if r > head or c:
                book.cell(sheet, r, c, cell, looks[c], *((SMALL, RULED) if r == head else ()))
    sheet.set_row_pixels(head, 22)
    last = head + section.rows if section.rows else LAST
    if not section.rows:
        sheet.repeat_rows(head)
        for c, look in enumerate(looks):
            sheet.set_column_pixels(c, c, page.grid[c], book.paper.format(look))
    page.rules.words((head, head), (0,))
    for c, name in enumerate(headings):
        rules.heading(head, c, name, (section.heads or {}).get(name) or plain_words(name))
    below = (head + 1, last)
    barred = [headings.index(name) for name in section.bars]
    rules.words(below, [c for c, name in enumerate(headings) if name in SAID], HAIRLINED)
    rules.months(below, section.formula)
    if section.switched:
        rules.switch(below, headings, section.switched)
    wide = len(looks)
    if isinstance(section.chart, Dots):
        wide = len(page.grid)
        for row in range(head + 1, head + 1 + section.chart.room):
            sheet.set_row_pixels(row, WIDE)
    rules.hairlines(below, [c for c in range(wide) if c not in barred])
    rules.bars(below, barred)
    page.chart(section.chart, top, head, headings, values[1:])
    page.row = head + max(section.rows, len(values) - 1) + 1


def example(page: Sections, section: Example) -> None:
    """A function: what it gives and takes, a formula as it is typed, and the same formula at work."""
    book, sheet, formula = page.book, page.sheet, section.formula
    spec = FUNCTIONS[formula.function].spec
    page.title(usage(spec))
    page.text(spec.summary)
    for parameter in spec.parameters:
        book.paper.text(sheet, page.row, 0, parameter.name, SMALL)
        style = book.paper.format(SMALL, WRAPPED, LEFT)
        sheet.merge_range(page.row, 1, page.row, len(page.grid) - 1, parameter.help, style)
        page.tall(height([(parameter.help, page.across(1), 9)], 18))
        page.row += 1
    _typed(page, f"={formula.text}")
    values = book.values[formula.text]
    headed = len(values) > 1 and all(isinstance(cell, str) for cell in values[0])
    unit = spec.unit if spec.unit not in ("text", "table") else _unit(formula)
    below = [[row[c] for row in values[1:]] for c in range(len(values[0]))]
    plain = of_unit(unit) if unit != "any" else {"num_format": "0.0###", **RIGHT}
    looks = [
        of_heading(str(name), unit, cells) if headed else plain for name, cells in zip(values[0], below, strict=True)
    ]
    first = (SMALL, RULED) if headed else (BOLD, LEFT)
    book.array(sheet, page.row, 0, formula, values, looks[0], *first)
    for r, cells in enumerate(values):
        for c, cell in enumerate(cells):
            if r or c:
                book.cell(sheet, page.row + r, c, cell, looks[c], *(first if not r or not headed else ()))
    page.row += len(values)


def _typed(page: Sections, formula: str) -> None:
    """A formula in letters, over the whole width."""
    look = page.book.paper.format(WRAPPED, CREAM, {"font_name": "Courier New", "font_size": 9, "quote_prefix": True})
    page.sheet.merge_range(page.row, 0, page.row, len(page.grid) - 1, formula, look)
    page.tall(height([(formula, 0.8 * sum(page.grid), 10)], 20))
    page.row += 1


def _unit(formula: Formula) -> str:
    """The unit of the metric that a function such as KPI_BY is called for."""
    named = formula.arguments[0]
    return METRICS[named].rule().unit if isinstance(named, str) and named in METRICS else "any"
