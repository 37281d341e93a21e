"""What readers wrote: put back where it belongs, and the page with what has no place any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cxcel_addin.language import say
from cxcel_addin.report.keep import Exact, Placed, Written
from cxcel_addin.report.keep.record import Spot, serial
from cxcel_addin.report.model import Section
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Head, Page, Row, cell, heading
from cxcel_addin.report.render.page import Placed as Drawn
from cxcel_addin.report.render.styles import BOLD, INDENT, SMALL, Look
from cxcel_addin.report.render.text import lines, plain

TAB = "Kept notes"  # by this the sheet is known inside
_WIDTHS = [120, 300, 472, 140]
NINE: Look = {"font_size": 9}
NOTE_WIDTH, NOTE_LINE, TALLEST_NOTE = 240, 16, 480  # pixels
NOWHERE = Spot("", "", 0, "")


def write(book: Book, placed: Placed) -> None:
    """Put every text and note that has a place into the sheets."""
    sheets = {book.drawn_on(sheet).key: sheet for sheet in book.sheets()}
    for (key, at), text in placed.cells.items():
        sheet = sheets[key]
        look = book.drawn_on(sheet).looks.get(at, {})
        number = serial(text.value)
        if number is None:
            typed: Look = {"quote_prefix": True} if text.text.startswith(("=", "+", "-", "@")) else {}
            sheet.write_string(*at, text.text, book.format(look, typed))
        elif isinstance(text.value, bool):
            sheet.write_boolean(*at, text.value, book.format(look))
        else:
            sheet.write_number(*at, number, book.format(look, {"num_format": text.num_format}))
    for (key, at), note in placed.notes.items():
        height = min(TALLEST_NOTE, NOTE_LINE * (1 + _lines(note.text)) + 8)
        options = {"author": note.author, "width": NOTE_WIDTH, "height": height, "font_size": 9}
        sheets[key].write_comment(*at, note.text, options)


def _lines(text: str) -> int:
    return sum(lines(plain(line), NOTE_WIDTH - 12, 9) for line in text.split("\n"))


def draw(book: Book, left: Sequence[Written]) -> dict[int, tuple[str, Spot]]:
    """Draw the page; return kind and place of the text in each row, by which the next report finds it."""
    page = Page(book, _section(), _WIDTHS)
    entries: dict[int, tuple[str, Spot]] = {}

    def placed(drawn: Drawn) -> None:
        part = left[drawn.first : drawn.first + len(drawn.heights)]
        entries.update((row, (text.kind, text.spot or NOWHERE)) for row, text in enumerate(part, drawn.top))

    words = say("What it was about"), say("What it says"), say("By")
    heads = [Head(say("Sheet"), "left"), *(heading(text, "left") for text in words)]
    page.table(heads, list(_rows(left)), draw=placed)
    page.close()
    return entries


def _section() -> Section:
    return Section(
        TAB,
        say("Kept notes"),
        say("What readers wrote that has no place in this report"),
        say("Each text goes back to its place as soon as a report has it again; delete a row to drop it."),
        "",
    )


def _rows(left: Iterable[Written]) -> Iterable[Row]:
    for text in left:
        about = cell(Exact(text.about), SMALL, INDENT)
        said = cell(Exact(text.text), NINE, INDENT, {"text_wrap": True})
        yield Row([cell(Exact(text.sheet), NINE, BOLD), about, said, cell(Exact(text.author), SMALL, INDENT)], 22)
