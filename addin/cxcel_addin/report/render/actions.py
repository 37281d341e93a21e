"""The page to be filled in: a real table with cream cells, each line known by what it is about."""

from __future__ import annotations

from datetime import date

from cxcel_addin.language import in_english
from cxcel_addin.report.keep.drawn import Heads, labelled
from cxcel_addin.report.model import ActionRow, Actions
from cxcel_addin.report.render.book import DATE, Book
from cxcel_addin.report.render.page import Page, Row, cell
from cxcel_addin.report.render.steps import CREAM
from cxcel_addin.report.render.styles import FAINT, INDENT, SMALL, Look

_WIDTHS = [34, 286, 222, 104, 92, 84, 210]
DUE, STATE = 4, 5  # columns
STEP = 44
WRAP: Look = {"text_wrap": True, "align": "left"}
FIRST_DAY = date(2000, 1, 1)


def draw(book: Book, actions: Actions) -> None:
    """Draw the table; what readers write stays with the line's key."""
    page = Page(book, actions.section, _WIDTHS)
    top = page.row
    heads = Heads(top, labelled(0, in_english(actions.heads)))
    page.drawn.begin("actions", top)
    look: Look = SMALL | {"bottom": 1, "bottom_color": FAINT, "valign": "bottom"}
    side: Look = {"align": "left", "indent": 1}
    page.sheet.add_table(
        top,
        0,
        top + len(actions.rows),
        page.last,
        {
            "name": "actions",
            "style": None,
            "autofilter": False,
            "columns": [{"header": head, "header_format": book.format(look, side)} for head in actions.heads],
        },
    )
    for col, head in enumerate(actions.heads):
        page.drawn.drew(top, col, head, look)
    page.drawn.about(top, "headings", heads)
    page.down(20)
    for number, row in enumerate(actions.rows, 1):
        _line(page, row, number, heads)
    _choices(page, actions, top)
    page.close()


def _line(page: Page, row: ActionRow, number: int, heads: Heads) -> None:
    because = cell(row.because, SMALL, INDENT) if row.because else cell(None, CREAM, SMALL, INDENT, WRAP)
    line = Row([cell(float(number), {"align": "left", "indent": 1, "num_format": "0"}, SMALL), because], STEP)
    height = page.height_of(line)
    page.need(height)
    page.drawn.about(page.row, row.key, heads, "actions")
    page.write_row(page.row, line)
    for col in range(2, page.last + 1):
        page.write(page.row, col, None, CREAM, WRAP, INDENT, {"num_format": DATE} if col == DUE else {})
    page.down(height)


def _choices(page: Page, actions: Actions, top: int) -> None:
    """Offer the words of the status; take only days as a date."""
    first, last = top + 1, top + len(actions.rows)
    page.sheet.data_validation(
        first, STATE, last, STATE, {"validate": "list", "source": list(actions.states), "error_type": "information"}
    )
    page.sheet.data_validation(
        first, DUE, last, DUE, {"validate": "date", "criteria": ">=", "value": FIRST_DAY, "error_type": "information"}
    )
