"""How it was computed: definitions, formulas, settings."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.report.model import Line, Method
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Head, Page, Row, cell, heading
from cxcel_addin.report.render.styles import BOLD, INDENT, SMALL, Look

_WIDTHS = [200, 440, 392]
NINE: Look = {"font_size": 9}


def draw(book: Book, method: Method) -> None:
    """Draw three tables of words, those without rows left out."""
    page = Page(book, method.section, _WIDTHS)
    words(page, ("Term", "Definition", "In this report"), method.definitions)
    words(page, ("Measure", "Formula", "Base, and what was left out"), method.formulas, "Formulas used")
    words(page, ("Setting", "Value", "Where it came from"), method.settings, "Settings")
    page.close()


def words(page: Page, heads: tuple[str, str, str], rows: Sequence[Line], title: str = "") -> None:
    """A table of term, text and what it means here."""
    if not rows:
        return
    if title:
        page.gap()
        page.need(24 + 20 + 22 * min(3, len(rows)))
        page.head(title)
        page.down(24)
    first, *others = heads
    page.table([Head(first, "left"), *(heading(text, "left") for text in others)], [_row(row) for row in rows])


def _row(row: Line) -> Row:
    cells = [cell(row.term, NINE, BOLD), cell(row.text, NINE, INDENT), cell(row.here, SMALL, INDENT)]
    return Row(cells, 22)
