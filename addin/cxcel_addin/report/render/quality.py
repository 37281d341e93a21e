"""Data quality: what was found and done about it, what was assumed, what the columns hold."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say, say_many
from cxcel_addin.report.model import Line, ProfileRow, Quality, QualityRow, Unit
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Cell, Head, Page, Row, cell, heading
from cxcel_addin.report.render.styles import (
    BOLD,
    COUNT_FORMAT,
    DASH,
    INDENT,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    value_format,
)
from cxcel_addin.report.render.text import clip, plain

_WIDTHS = [150, 176, 170, 90, 56, 130, 65, 65, 65, 65]
NINE: Look = {"font_size": 9}
NAMED_ROWS = 3  # rows of the file that a finding names
EXAMPLE = 60  # letters


def draw(book: Book, quality: Quality) -> None:
    """Draw findings, assumptions and the profile of the columns used."""
    page = Page(book, quality.section, _WIDTHS)
    _findings(page, quality.rows)
    _assumptions(page, quality.assumptions)
    _profile(page, quality.profile)
    page.close()


def _title(page: Page, text: str, note: str, rows: int) -> None:
    page.gap()
    page.need(24 + 20 + 22 * min(3, rows))
    page.head(text, note)
    page.down(24)


def _left(*texts: str) -> list[Head | None]:
    first, *others = texts
    return [Head(first, "left"), *(heading(text, "left") for text in others)]


def _findings(page: Page, rows: Sequence[QualityRow]) -> None:
    page.head(say("What was found"), "" if rows else say("nothing that asked for a decision"))
    page.down(24)
    if rows:
        heads = [*_left(say("File"), say("Column"), say("Found"), say("Example")), heading(say("Count"))]
        heads += [heading(say("Rows"), "left"), heading(say("Done about it"), "left", 4), *[None] * 3]
        page.table(heads, [_finding(row) for row in rows])


def _finding(row: QualityRow) -> Row:
    return Row(
        [
            cell(row.file, NINE, BOLD),
            cell(row.column, NINE, INDENT),
            cell(row.found, NINE, INDENT),
            cell(clip(plain(row.example), EXAMPLE), SMALL, INDENT),
            cell(row.count, NINE, RIGHT, {"num_format": COUNT_FORMAT}),
            cell(_some(row.rows, row.count), SMALL, INDENT),
            cell(row.done, NINE, INDENT, span=4),
        ],
        22,
    )


def _some(rows: Sequence[int], count: int) -> str:
    """The first rows of the file by number, and how many more there are."""
    text = ", ".join(map(str, rows[:NAMED_ROWS]))
    more = max(count, len(rows)) - min(len(rows), NAMED_ROWS)
    return say_many("{some} and {n} more", "{some} and {n} more", more, some=text) if rows and more > 0 else text


def _assumptions(page: Page, rows: Sequence[Line]) -> None:
    if not rows:
        return
    _title(page, say("What was assumed"), say("and how to say otherwise"), len(rows))
    heads: list[Head | None] = [Head(say("File"), "left"), heading(say("Assumed"), "left", 4), *[None] * 3]
    heads += [heading(say("Why, or how to change it"), "left", 5), *[None] * 4]
    table = [
        Row([cell(r.term, NINE, BOLD), cell(r.text, NINE, INDENT, span=4), cell(r.here, SMALL, INDENT, span=5)], 22)
        for r in rows
    ]
    page.table(heads, table)


def _profile(page: Page, rows: Sequence[ProfileRow]) -> None:
    if not rows:
        return
    _title(page, say("The columns used"), say("blank: not answered; left out: see above"), len(rows))
    heads: list[Head | None] = [*_left(say("File"), say("Column"), say("Read as"))]
    counts = say("Values"), say("Blank"), say("Left out")
    heads += map(heading, (*counts, say("Mean"), say("Median"), say("Lowest"), say("Highest")))
    page.table(heads, [_column(row) for row in rows])


def _column(row: ProfileRow) -> Row:
    counts = [cell(n, SMALL, RIGHT, {"num_format": COUNT_FORMAT}) for n in (row.n, row.blank, row.left_out)]
    numbers = [_number(v, row.unit) for v in (row.mean, row.median, row.low, row.high)]
    words = [cell(row.file, NINE, BOLD), cell(row.column, NINE, INDENT), cell(row.role, SMALL, INDENT)]
    return Row([*words, *counts, *numbers], 20)


def _number(value: float | None, unit: Unit | None) -> Cell:
    """A number in its column's unit; a column of words has none."""
    unit = unit or Unit.SCORE
    number = cell_value(value, unit)
    if number is None:
        return cell(DASH, SMALL, RIGHT)
    return cell(number, NINE, RIGHT, {"num_format": value_format(unit, value, exact=unit is Unit.SCORE)})
