"""What a report leaves to the next one: packed into hidden rows of the page How it was computed, and said beside it."""

from __future__ import annotations

from cxcel_addin.language import say
from cxcel_addin.report.model import Memory
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.styles import NOTE
from cxcel_addin.report.since import pack

HOME = "method"  # key of the page; what is below its printed part belongs to it


def write(book: Book, memory: Memory) -> None:
    """Write it below the page that is drawn already, where it is not printed."""
    sheet = next(each for each in book.sheets() if book.drawn_on(each).key == HOME)
    drawn = book.drawn_on(sheet)
    row = max(at for at, _ in drawn.values) + 2
    pieces = pack(memory)
    said = say(
        "Not printed: hidden rows below hold the counts and verdicts of this report, from which the next one says what "
        "changed. Delete them to leave nothing; a shared copy is made without them.",
    )
    drawn.about(row, "memory")
    book.write(sheet, row, 0, said, NOTE)
    for number, piece in enumerate(pieces, 1):
        drawn.about(row + number, f"memory {number}")
        book.write(sheet, row + number, 0, piece, NOTE)
        sheet.set_row(row + number, None, None, {"hidden": True})
