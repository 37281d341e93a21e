"""How it was computed: definitions, formulas, settings."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Line, Method, Report
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Head, Page, Row, cell, heading
from cxcel_addin.report.render.styles import BOLD, INDENT, SMALL, Look

_WIDTHS = [200, 440, 392]
NINE: Look = {"font_size": 9}


def draw(book: Book, method: Method, report: Report) -> None:
    """Draw three tables of words, those without rows left out, and what the report could not say."""
    page = Page(book, method.section, _WIDTHS)
    words(page, (say("Term"), say("Definition"), say("In this report")), method.definitions)
    _missing(page, report.missing)
    heads = say("Measure"), say("Formula"), say("Base, and what was left out")
    words(page, heads, method.formulas, say("Formulas used"))
    words(page, (say("Setting"), say("Value"), say("Where it came from")), method.settings, say("Settings"))
    page.close()


def _missing(page: Page, lines: Sequence[str]) -> None:
    """Say what is not in the report, and what to add."""
    if not lines:
        return
    heights = [page.prose_height(0, page.last, line, SMALL, base=17, pad=3) for line in lines]
    page.gap()
    page.need(24 + sum(heights))
    page.head(say("Not in this report"), say("and what would add it"))
    page.down(24)
    for line in lines:
        page.down(page.prose(0, page.last, line, SMALL, base=17, pad=3))


def words(page: Page, heads: tuple[str, str, str], rows: Sequence[Line], title: str = "") -> None:
    """A table of term, text and what it means here."""
    if not rows:
        return
    if title:
        page.gap()
        page.need(24 + 20 + sum(page.height_of(_row(row)) for row in rows[:3]))
        page.head(title)
        page.down(24)
    first, *others = heads
    page.table([Head(first, "left"), *(heading(text, "left") for text in others)], [_row(row) for row in rows])


def _row(row: Line) -> Row:
    cells = [cell(row.term, NINE, BOLD), cell(row.text, NINE, INDENT), cell(row.here, SMALL, INDENT)]
    return Row(cells, 22)
