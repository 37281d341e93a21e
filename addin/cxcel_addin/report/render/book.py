"""The workbook: one format for each look, and one visible sheet with the numbers behind every chart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, cast

from xlsxwriter.utility import xl_range_abs

from cxcel_addin.language import in_english, say
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Drawn, Exact, Heads, Value, labelled
from cxcel_addin.report.render.formats import Formatted
from cxcel_addin.report.render.styles import BOLD, FAINT, MUTED, RIGHT, SMALL, Look, known
from cxcel_addin.report.render.text import line_height, lines, plain, unique
from cxcel_addin.report.render.theme import Paper, theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from cxcel_addin.report.model import Report

CHART_DATA = "Chart data"  # by these the sheets are known inside; the reader's language names them
NUMBER = '[>=10]#,##0.0;[<=-10]"−"#,##0.0;0.000'
DATE = "d mmm yyyy"
PRINTED = 10  # last column of the lines of chart data that are printed
UNDATED = date(1980, 1, 1)  # XlsxWriter writes the time of day when it is given none
PAPER_A4 = Paper.A4.code


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block of chart data."""

    name: str
    values: Sequence[Value]
    num_format: str = NUMBER


class Tab(NamedTuple):
    """Which of a report's sheets one is, and the name it has in this workbook."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class _Block:
    row: int
    title: str
    names: list[str]
    columns: tuple[Column, ...]

    @property
    def length(self) -> int:
        return len(self.columns[0].values)


class Book(Formatted):
    """A workbook in memory with one type scale, one palette and the queue of chart data."""

    def __init__(self, report: Report, tabs: Mapping[str, Tab] | None = None) -> None:
        self._tabs = tabs or {}
        self.drawn: dict[str, Drawn] = {}  # by name of the sheet
        super().__init__()
        self._blocks: list[_Block] = []
        self._next = 2
        self.organisation = report.organisation
        self.footer = plain(report.footer).replace("&", "&&")
        self._properties(report)

    def _properties(self, report: Report) -> None:
        day = report.created or UNDATED
        self.workbook.set_properties(
            {
                "title": plain(report.title),
                "subject": plain(report.coverage),
                "company": plain(report.organisation),
                "created": datetime(day.year, day.month, day.day),
            }
        )
        self.workbook.set_custom_property("Language", plain(report.language))

    def sheet(self, called: str) -> Worksheet:
        """A new sheet without grid lines, set up for its paper in landscape."""
        worn = theme()
        key, name = self.tab(called)
        sheet = self.workbook.add_worksheet(name)
        self.drawn[name] = Drawn(key, name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(worn.paper.code)
        sheet.set_margins(left=0.47, right=0.47, top=0.5, bottom=0.55)
        sheet.center_horizontally()
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # labels such as "2026" are meant as text
        look = f'&{round(worn.points(8))}&K{MUTED[1:]}&"{worn.font},Regular"'
        page = say("Page {number}", number="&P")
        room = 254 - 2 * len(look) - len(f"&L&R{page}")
        sheet.set_footer(f"&L{look}{self.footer[:room].rstrip('&')}&R{look}{page}", {"margin": 0.28})
        return sheet

    def tab(self, called: str) -> Tab:
        """Key and name of the sheet that the model calls so."""
        return self._tabs.get(called) or Tab(called, called)

    def chart(self, kind: str, subtype: str | None = None) -> Chart:
        """An empty native chart without legend, title, border and fill."""
        chart = cast("Chart", self.workbook.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {})))
        chart.set_legend({"none": True})
        chart.set_title({"none": True})  # else a chart of one series shows its name in 14 pt
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_plotarea({"border": {"none": True}, "fill": {"none": True}})
        chart.show_blanks_as("gap")
        return chart

    def block(self, title: str, columns: Iterable[Column]) -> list[str]:
        """Queue a table for the sheet of chart data; the references of its columns, in order."""
        columns = tuple(c if c.values else Column(c.name, [None], c.num_format) for c in columns)
        block = _Block(self._next, plain(title), unique(c.name for c in columns), columns)
        self._blocks.append(block)
        first = block.row + 2
        self._next = first + block.length + 1
        last = first + block.length - 1
        sheet = quote(self.tab(CHART_DATA).name)
        return [f"={sheet}!{xl_range_abs(first, i, last, i)}" for i in range(len(columns))]

    def bytes(self) -> bytes:
        """Close the workbook."""
        self.workbook.close()
        return self._buffer.getvalue()

    def mark(self, sheet: Worksheet, name: str) -> None:
        """Give a sheet a name that nobody sees; it goes with the sheet wherever that is copied or how it is called."""
        # `define_name` makes no hidden names, and knows no sheet whose name has an apostrophe
        self.workbook.defined_names.append([name, sheet.index, f"{quote(str(sheet.name))}!$A$1", True])

    def arrange(self, order: Sequence[str], hidden: Collection[str] = ()) -> None:
        """Put the sheets into an order, by their keys, and hide some of them; one is always seen."""
        keys = {name: drawn.key for name, drawn in self.drawn.items()}
        sheets = self.workbook.worksheets_objs  # the only place where XlsxWriter holds their order
        sheets.sort(key=lambda sheet: order.index(keys[str(sheet.name)]))
        for at, sheet in enumerate(sheets):
            sheet.index = at
        seen = [sheet for sheet in sheets if keys[str(sheet.name)] not in hidden] or sheets
        for sheet in sheets:
            if sheet not in seen:
                sheet.hide()
        seen[0].set_first_sheet()
        seen[0].activate()

    def sheets(self) -> list[Worksheet]:
        """Every sheet so far."""
        return list(self.workbook.worksheets())

    def drawn_on(self, sheet: Worksheet) -> Drawn:
        """What was drawn on a sheet."""
        return self.drawn[str(sheet.name)]

    def hidden_sheet(self, called: str) -> Worksheet:
        """A new sheet that no menu shows."""
        sheet = self.workbook.add_worksheet(self.tab(called).name)
        sheet.very_hidden()
        return sheet

    def write_data(self) -> None:
        """Write the numbers behind the charts."""
        sheet = self.sheet(CHART_DATA)
        zoom = theme().zoom
        sheet.set_column_pixels(0, 0, round(190 * zoom))
        sheet.set_column_pixels(1, 40, round(92 * zoom))
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, 1, PRINTED)  # both Excel and LibreOffice keep to it
        sheet.freeze_panes(2, 1)
        sheet.set_zoom(115)
        self.write(sheet, 0, 0, say("Chart data"), BOLD, {"font_size": 16})
        sheet.set_row_pixels(0, round(32 * zoom))
        what = say("The numbers behind every chart, one table for each: also the text alternative to the charts.")
        self.write(sheet, 1, 0, joined([what, screen_only()], " "), SMALL)
        for number, block in enumerate(self._blocks, 1):
            self._write_block(sheet, block, number)

    def _write_block(self, sheet: Worksheet, block: _Block, number: int) -> None:
        drawn = self.drawn_on(sheet)
        drawn.block = block.title
        self.write(sheet, block.row, 0, block.title, BOLD)
        rule: Look = {"bottom": 1, "bottom_color": FAINT, "text_wrap": True, "valign": "bottom"}
        first, others = (self.format(SMALL, rule, {"align": side}) for side in ("left", "right"))
        top, bottom = block.row + 1, block.row + 1 + block.length
        options = {
            "name": f"chart_data_{number:03d}",
            "style": None,
            "autofilter": False,
            "banded_rows": False,
            "columns": [
                {"header": name, "header_format": others if c else first} for c, name in enumerate(block.names)
            ],
        }
        self._tall(sheet, top, max(_lines(name, c) for c, name in enumerate(block.names)))
        sheet.add_table(top, 0, bottom, len(block.columns) - 1, options)
        heads = Heads(top, labelled(0, block.names))
        drawn.about(top, "headings", heads)
        for c, name in enumerate(block.names):
            drawn.drew(top, c, name, SMALL)
        for r, label in enumerate(block.columns[0].values, top + 1):
            drawn.about(r, str(in_english(label)), heads)
        tallest: dict[int, int] = {}
        for c, column in enumerate(block.columns):
            for r, value in enumerate(column.values, top + 1):
                count = _lines(plain(value), c) if isinstance(value, str) else 1
                tallest[r] = max(count, tallest.get(r, 1))
                wrap: Look = {"text_wrap": True} if count > 1 else {}
                self.write(sheet, r, c, value, SMALL, {"num_format": column.num_format}, wrap)
        for r, count in tallest.items():
            if count > 1:
                self._tall(sheet, r, count)

    def _tall(self, sheet: Worksheet, row: int, count: int) -> None:
        """Give a row of chart data the height of so many lines."""
        sheet.set_row_pixels(row, round(theme().zoom * max(20, ceil(count * line_height(9) + 5))))

    def write(self, sheet: Worksheet, row: int, col: int, value: Value, *looks: Look) -> None:
        """One cell: text is always text, a number that is not known is blank."""
        look: Look = {}
        for one in looks:
            look |= one
        if isinstance(value, str):
            value = value if isinstance(value, Exact) else plain(value)
            # the quote prefix keeps a label such as "=1+1" text when a reader edits its cell
            typed = {"quote_prefix": True} if value.startswith(("=", "+", "-", "@")) else {}
            sheet.write_string(row, col, value, self.format(look, typed))
        elif isinstance(value, date):
            day = datetime(value.year, value.month, value.day)
            sheet.write_datetime(row, col, day, self.format(look, {"num_format": DATE, "align": "left"}))
        elif (number := known(value)) is not None:
            sheet.write_number(row, col, number, self.format(RIGHT, look))
        else:
            value = None
            sheet.write_blank(row, col, None, self.format(look))
        self.drawn_on(sheet).drew(row, col, value, look)


def _lines(text: str, col: int) -> int:
    """Lines that a text takes in a column of chart data."""
    return lines(text, 86 if col else 184, 9)


def quote(tab: str) -> str:
    """The name of a sheet as a reference spells it.

    Examples
    --------
    >>> quote("Anna's notes")
    "'Anna''s notes'"
    """
    return "'" + tab.replace("'", "''") + "'"


def screen_only() -> str:
    """Say why a sheet prints no more than its first lines."""
    return say("This sheet is made for the screen: only these lines are printed.")
