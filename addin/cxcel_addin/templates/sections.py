"""The sections of a page, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxcel.catalogue import METRICS

from ..paper import height
from ..report.render.styles import BOLD, HAIRLINE, MUTED, RIGHT, SMALL, Look
from . import charts, intervals
from .blocks import block, example
from .chart_kinds import ROWS, Bars, Chart, Columns, Curve, Dots, Funnel, Trend
from .charts import Place
from .conditional import Rules
from .declared import (
    Asked,
    Block,
    Example,
    Lines,
    Measure,
    Scores,
    Section,
    Text,
)
from .formulas import Expression
from .looks import ASIDE, COUNT, GAP, LEFT, LINE, RULED, USUAL, WIDE, WRAPPED, of_unit

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from .book import Book

FIRST = 4
HEADS = ("Measure", "Value", "Low", "High", "Base", "Target", "Against target", "How it is computed")
PAPER = (1032, 690)  # pixels of a page in print


class Sections:
    """A page in the making: where the next section goes."""

    def __init__(self, book: Book, sheet: Worksheet, grid: Sequence[int]) -> None:
        self.book, self.sheet, self.grid = book, sheet, grid
        self.rules = Rules(book.paper, sheet)
        self.row, self.wide = FIRST, 0
        self.heights: dict[int, float] = {}

    def write(self, sections: Sequence[Section]) -> None:
        """Write them with a gap between; what cannot grow is printed on one page."""
        starts = []
        for section, after in pairwise([*sections, None]):
            starts.append(self.row)
            self.section(section)
            if after is not None:
                self.tall(GAP)
                self.row += 1
        if any(isinstance(section, Example) for section in sections):
            self.whole(starts)
        elif not any(isinstance(section, Block) and not section.rows for section in sections):
            self.sheet.fit_to_pages(1, 1)

    def section(self, section: Section | None) -> None:
        """Write one."""
        match section:
            case Text(words):
                self.text(words)
            case Asked():
                self.asked(section)
            case Scores(measures):
                self.scores(measures)
            case Lines():
                self.lines(section)
            case Block():
                block(self, section)
            case Example():
                example(self, section)

    def tall(self, pixels: float) -> None:
        """Give the row its height."""
        self.sheet.set_row_pixels(self.row, pixels)
        self.heights[self.row] = pixels

    def whole(self, starts: Sequence[int]) -> None:
        """Print sections without tearing any; Excel takes breaks of pages at a fixed scale only."""
        scale = int(92 * PAPER[0] / sum(self.grid))  # LibreOffice draws columns up to 5% wider than Excel
        breaks, used = [], 0.0
        for first, after in pairwise([*starts, self.row]):
            more = sum(self.heights.get(row, USUAL) for row in range(first, after))
            used = used or sum(self.heights.get(row, USUAL) for row in range(first))
            if used + more > 100 * PAPER[1] / scale:
                breaks.append(first)
                used = 0.0
            used += more
        self.sheet.print_area(0, 0, self.row, len(self.grid) - 1)
        self.sheet.set_print_scale(scale)
        self.sheet.set_h_pagebreaks(breaks)

    def text(self, words: str) -> None:
        """Words over the whole width."""
        look = self.book.paper.format(WRAPPED, {"font_color": MUTED, "valign": "top"})
        self.sheet.merge_range(self.row, 0, self.row, len(self.grid) - 1, words, look)
        self.tall(height([(words, sum(self.grid), 10)], 20))
        self.row += 1

    def title(self, words: str, more: str = "") -> None:
        """The head of a section, with a help for the reader beside it."""
        paper = self.book.paper
        if more:
            parts = (paper.format(BOLD), words, paper.format(SMALL), f"   {more}")
            self.sheet.write_rich_string(self.row, 0, *parts, paper.format(LEFT))
        else:
            paper.text(self.sheet, self.row, 0, words, BOLD)
        self.tall(24)
        self.row += 1

    def asked(self, section: Asked) -> None:
        """Cells to be filled in."""
        self.title(section.title, "cream cells are yours to change")
        for setting in section.rows:
            self.book.setting(self.sheet, self.row, setting, self.grid)
            self.row += 1

    def heads(self, heads: Sequence[str], sides: Sequence[Look]) -> None:
        """A row of headings."""
        for column, (text, side) in enumerate(zip(heads, sides, strict=True)):
            self.book.paper.text(self.sheet, self.row, column, text, SMALL, RULED, side)
        for column in range(len(heads), self.wide):
            self.sheet.write_blank(self.row, column, None, self.book.paper.format(RULED))
        self.tall(22)
        self.row += 1

    def scores(self, measures: Sequence[Measure]) -> None:
        """Value, interval, base and target of each measure."""
        aimed = any(measure.target is not None for measure in measures)
        heads = HEADS if aimed else tuple("" if "arget" in head else head for head in HEADS)
        self.heads(heads, (LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, ASIDE, ASIDE))
        first = self.row
        for measure in measures:
            self.measure(measure)
            self.row += 1
        self.rules.words((first, self.row - 1), (1, 6))

    def measure(self, measure: Measure) -> None:
        """One of them."""
        metric, book = METRICS[measure.metric], self.book
        rule = metric.rule()
        value, limits, base = measure.formulas
        book.paper.text(self.sheet, self.row, 0, metric.title, HAIRLINE)
        book.formula(self.sheet, self.row, 1, value, BOLD, of_unit(rule.unit), HAIRLINE)
        low_high = book.formula(self.sheet, self.row, 2, limits, SMALL, of_unit(rule.unit, exact=True), HAIRLINE)
        if len(low_high[0]) == 1:
            self.blank(3, of_unit(rule.unit, exact=True))
        book.formula(self.sheet, self.row, 4, base, SMALL, COUNT, HAIRLINE)
        if measure.target is None or measure.verdict is None:
            self.blank(5)
            self.blank(6)
        else:
            book.formula(self.sheet, self.row, 5, measure.target, SMALL, of_unit(rule.unit), HAIRLINE)
            book.formula(self.sheet, self.row, 6, measure.verdict, SMALL, HAIRLINE, ASIDE)
        book.paper.text(self.sheet, self.row, 7, rule.formula, SMALL, HAIRLINE, ASIDE, WRAPPED)
        self.tall(height([(rule.formula, self.grid[7] - 12, 9)], 24))

    def blank(self, column: int, *looks: Look) -> None:
        """An empty cell with its rule."""
        self.sheet.write_blank(self.row, column, None, self.book.paper.format(SMALL, HAIRLINE, *looks))

    def lines(self, section: Lines) -> None:
        """Rows of words, numbers and formulas of one cell."""
        self.title(section.title, section.chart.title if section.chart else "")
        top = self.room(section.chart)
        sides = [
            LEFT if at == 0 else ASIDE if unit in ("text", "words") else RIGHT for at, unit in enumerate(section.units)
        ]
        head = self.row
        self.wide = len(self.grid) if section.units[-1] == "words" else 0
        self.heads(section.heads, sides)
        for row in section.rows:
            tall = [(cell, self.across(at), 9) for at, cell in enumerate(row) if isinstance(cell, str) and at]
            for column, (cell, unit) in enumerate(zip(row, section.units, strict=True)):
                self.line(column, cell, unit)
            self.tall(height(tall, 22) if tall else 22)
            self.row += 1
        below = (head + 1, self.row - 1)
        self.rules.words(below, tuple(range(1, len(section.units))))
        self.rules.bars(below, section.bars)
        cells = [[self.value(cell) for cell in row] for row in section.rows]
        self.chart(section.chart, top, head, section.heads, cells, LINE)

    def value(self, cell: Any) -> Any:
        """What a cell of a small table holds."""
        inner = cell[0] if isinstance(cell, tuple) else cell
        return self.book.values[inner.text][0][0] if isinstance(inner, Expression) else inner

    def line(self, column: int, cell: Any, unit: str) -> None:
        """One cell of a row."""
        inner, unit = cell if isinstance(cell, tuple) else (cell, unit)
        look = of_unit(unit)
        if isinstance(inner, Expression):
            self.book.formula(self.sheet, self.row, column, inner, BOLD if column == 1 else {}, HAIRLINE, look)
        elif isinstance(inner, str) and column:
            last = len(self.grid) - 1
            style = self.book.paper.format(SMALL, HAIRLINE, ASIDE, WRAPPED)
            if unit == "words" and column < last:
                self.sheet.merge_range(self.row, column, self.row, last, inner, style)
            else:
                self.sheet.write_string(self.row, column, inner, style)
        else:
            self.book.cell(self.sheet, self.row, column, inner, HAIRLINE, look)

    def across(self, column: int) -> int:
        """Pixels from a column to the right edge."""
        return sum(self.grid[column:]) - 12

    def room(self, chart: Chart | None) -> int:
        """Leave free the rows of a chart that stands above its table, and return the first."""
        top = self.row
        for _ in range(ROWS.get(type(chart), 0)):
            self.tall(USUAL)
            self.row += 1
        return top

    def chart(
        self,
        chart: Chart | None,
        top: int,
        head: int,
        headings: Sequence[str],
        rows: Sequence[Sequence[Any]],
        line: int = WIDE,
    ) -> None:
        """Draw the chart of a table, where it has one, above or beside it."""
        if chart is None:
            return
        beside = len(headings) if isinstance(chart, (Dots, Columns)) else 0
        if isinstance(chart, Dots):
            tall = intervals.HEAD + line * chart.room
        else:
            tall = LINE * (len(rows) + 1) if beside else USUAL * ROWS[type(chart)]
        place = Place(
            self.book, self.sheet, head if beside else top, beside, sum(self.grid[beside:]), tall, head, headings, rows
        )
        match chart:
            case Curve():
                charts.curve(place, chart)
            case Columns():
                charts.columns(place, chart)
            case Trend():
                intervals.trend(place, chart)
            case Dots():
                intervals.dots(place, chart)
            case Bars():
                intervals.bars(place, chart)
            case Funnel():
                intervals.funnel(place, chart)
