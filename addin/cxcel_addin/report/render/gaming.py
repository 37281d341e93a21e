"""What asks for a second look: signs of surveys being worked on, and what is odd in the files."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.report.model import Flag, Flags
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Cell, Head, Page, Row, cell, heading
from cxcel_addin.report.render.styles import BOLD, COUNT_FORMAT, INDENT, RIGHT, SMALL, p_format

_WIDTHS = [200, 502, 80, 80, 80, 90]
SHARE = "0%"
STEP, TALLEST, AROUND = 24, 36, 190  # least and most height of a row; heads and gaps


def draw(book: Book, flags: Flags) -> None:
    """Draw both lists, a sentence and its figures a row."""
    page = Page(book, flags.section, _WIDTHS)
    count = len(flags.gaming) + len(flags.signs) + len(flags.data)
    step = max(STEP, min(TALLEST, int((page.room - AROUND) / max(1, count))))
    page.head(flags.gaming_head, flags.gaming_note)
    page.down(24)
    if flags.gaming:
        first, said, *numbers = flags.gaming_heads
        heads = [Head(first, "left"), heading(said, "left"), *map(heading, numbers)]
        page.table(heads, [_sign(flag, step) for flag in flags.gaming])
    else:
        page.down(page.prose(0, page.last, flags.nothing, base=24))
    _signs(page, flags, step)
    if flags.data:
        page.gap(14)
        page.need(24 + 20 + 24 * min(3, len(flags.data)))
        page.head(flags.data_head, flags.data_note)
        page.down(24)
        _data(page, flags.data_heads, flags.data, step)
    page.close()


def _sign(flag: Flag, pixels: int) -> Row:
    return Row(
        [
            cell(flag.subject, BOLD),
            cell(flag.sentence, INDENT),
            cell(flag.figure, RIGHT, BOLD, {"num_format": SHARE}),
            cell(flag.beside, RIGHT, SMALL, {"num_format": SHARE}),
            cell(flag.n, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
            cell(flag.p_adjusted, RIGHT, SMALL, {"num_format": p_format()}),
        ],
        pixels,
    )


def _signs(page: Page, flags: Flags, pixels: int) -> None:
    """What was looked at, whether anything was seen or not."""
    page.gap(14)
    page.head(flags.signs_head, flags.signs_note)
    page.down(24)
    sign, looks, agents = flags.signs_heads
    heads = [Head(sign, "left"), heading(looks, "left", over=4), *[None] * 3, heading(agents)]
    page.table(heads, [_wide(cell(s.title), s.looks_like, float(s.agents), pixels) for s in flags.signs])


def _wide(first: Cell, text: str, number: float | None, pixels: int) -> Row:
    count = cell(number, RIGHT, {"num_format": COUNT_FORMAT})
    return Row([first, cell(text, INDENT, span=4), count], pixels)


def _data(page: Page, heads: Sequence[str], flags: Sequence[Flag], pixels: int) -> None:
    file, found, count = heads
    table = [Head(file, "left"), heading(found, "left", over=4), *[None] * 3, heading(count)]
    page.table(table, [_wide(cell(flag.subject, SMALL), flag.sentence, flag.figure, pixels) for flag in flags])
