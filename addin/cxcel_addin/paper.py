"""A workbook in the look of the report, for what is no report: the guide, templates, long answers of a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .report.render.book import PAPER_A4, UNDATED
from .report.render.formats import Formatted
from .report.render.styles import BLUE, BOLD, FONT, MUTED, RULE, SMALL, Look
from .report.render.text import line_height, lines, plain

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TALLEST = 545  # pixels: Excel takes no row above 409 points
PADDING = 10
EXCEL_2019 = 191029  # what Excel writes as the version that computed; a lower one is computed again on opening


class Paper(Formatted):
    """A workbook in memory with one type scale and one palette."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = plain(title)
        self.workbook.set_calc_mode("auto", EXCEL_2019)
        self.workbook.calc_on_load = False  # values stand beside the formulas, and stay where the add-in is missing
        day = datetime(UNDATED.year, UNDATED.month, UNDATED.day)
        self.workbook.set_properties({"title": self.title, "created": day})

    def sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        """A new sheet without grid lines, for A4 landscape, with columns of so many pixels."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.47, right=0.47, top=0.5, bottom=0.55)
        sheet.fit_to_pages(1, 0)
        sheet.set_zoom(115)
        small = f'&8&K{MUTED[1:]}&"{FONT},Regular"'
        named = self.title.replace("&", "&&")
        sheet.set_footer(f"&L{small} {named} · &A&R{small} Page &P", {"margin": 0.28})
        for column, pixels in enumerate(widths):
            sheet.set_column_pixels(column, column, pixels)
        return sheet

    def mark(self, sheet: Worksheet, name: str) -> None:
        """Give a sheet a name that nobody sees: it shows what was computed, and is no table to read."""
        self.workbook.define_name(f"'{sheet.name}'!{name}", f"='{sheet.name}'!$A$1")
        self.workbook.defined_names[-1][3] = True  # hidden, which `define_name` has no argument for

    def head(self, sheet: Worksheet, columns: int, kicker: str, title: str, subtitle: str) -> None:
        """Kicker, title and subtitle in the first three rows, with a rule under them; they stay in sight."""
        self.text(sheet, 0, 0, kicker, BOLD, {"font_size": 9, "font_color": BLUE})
        self.text(sheet, 1, 0, title, BOLD, {"font_size": 16})
        rule: Look = {"bottom": 1, "bottom_color": RULE, "valign": "top"}
        for column in range(columns):
            sheet.write_blank(2, column, None, self.format(rule))
        self.text(sheet, 2, 0, subtitle, SMALL, rule)
        for row, pixels in enumerate((20, 32, 22, 10)):
            sheet.set_row_pixels(row, pixels)
        sheet.freeze_panes(3, 0)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, *looks: Look) -> None:
        """One cell of text; it is never a formula, also when a reader edits it."""
        sheet.write_string(row, column, plain(text), self.format(*looks, as_text(text)))

    def bytes(self) -> bytes:
        """Close the workbook and return it."""
        self.workbook.close()
        return self._buffer.getvalue()


def as_text(text: str) -> Look:
    """Return the look that keeps a text from becoming a formula."""
    return {"quote_prefix": True} if text.startswith(("=", "+", "-", "@")) else {}


def height(cells: Sequence[tuple[str, float, float]], least: float = 20) -> float:
    """Pixels of a row in which each text, of so many pixels' room and a type size, is seen whole.

    Examples
    --------
    >>> height([("one line", 200, 10)]), height([("two lines of words", 60, 10)]) > 20
    (20, True)
    """
    tall = max((lines(text, room - PADDING, size) * line_height(size) + 6 for text, room, size in cells), default=0)
    return min(TALLEST, max(least, round(tall) if tall > line_height(10) + 6 else least))
