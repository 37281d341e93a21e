"""What goes with what: a heat map in cells, the number in every cell, a mark for the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Matrix, Pairing
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.heat import heat, legend, tint
from cxcel_addin.report.render.page import Head, Page, Row, cell
from cxcel_addin.report.render.styles import COUNT_FORMAT, NOTE, R_FORMAT, p_format
from cxcel_addin.report.render.text import line_height, lines, plain
from cxcel_addin.report.render.theme import theme

NAME = 190  # pixels of the names
WIDEST = 110  # of a cell


def draw(book: Book, matrix: Matrix) -> None:
    """Draw the lower half of the matrix; its other half says the same."""
    size = len(matrix.names) - 1
    across = theme().across
    each = min(WIDEST, (across - NAME) // size)
    rest = across - NAME - each * size
    page = Page(book, matrix.section, [NAME, *[each] * size, *([rest] if rest else [])])
    page.head(matrix.head, legend(matrix.legend))
    page.down(24)
    header = _header(matrix.names[:-1], each)
    step = max(24, min(42, int((page.room - header - 22 * len(matrix.footnotes)) / size)))
    first = page.row + 1
    heads: list[Head | None] = [Head("", "left"), *(Head(name, "center") for name in matrix.names[:-1])]
    rows = [_row(name, row, size, step) for name, row in zip(matrix.names[1:], matrix.rows[1:], strict=True)]
    page.table(heads, rows, header_pixels=header)
    tint(page, first, 1, first + size - 1, size)
    page.gap(8)
    for text in matrix.footnotes:
        page.down(page.prose(0, page.last, text, NOTE, base=18))
    _data(book, matrix)
    page.close()


def _header(names: Sequence[str], pixels: int) -> int:
    """The height of a header whose words are wrapped."""
    return round(8 + line_height(9) * max(lines(plain(name), pixels - 4, 9) for name in names))


def _row(name: str, row: Sequence[Pairing], size: int, pixels: int) -> Row:
    cells = [cell(name), *(heat(pairing) for pairing in row)]
    return Row([*cells, *[cell(None)] * (size - len(row))], pixels)


def _data(book: Book, matrix: Matrix) -> None:
    """Every pair with its interval."""
    words = dict(matrix.legend)
    named = [
        (matrix.names[i], matrix.names[j], pairing)
        for i, row in enumerate(matrix.rows)
        for j, pairing in enumerate(row)
    ]
    pairs = [pairing for _, _, pairing in named]
    book.block(
        matrix.section.kicker,
        [
            Column(say("first"), [a for a, _, _ in named]),
            Column(say("second"), [b for _, b, _ in named]),
            Column("r", [p.r for p in pairs], R_FORMAT),
            Column(say("low"), [p.low for p in pairs], R_FORMAT),
            Column(say("high"), [p.high for p in pairs], R_FORMAT),
            Column("n", [p.n for p in pairs], COUNT_FORMAT),
            Column(say("corrected p"), [p.p_adjusted for p in pairs], p_format()),
            Column(say("verdict"), [words[p.code] for p in pairs]),
        ],
    )
