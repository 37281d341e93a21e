"""What changed since the former report: measures then and now, findings then and now, what was defined otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Line, Moved, Since, Tone, Turned
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.styles import (
    BOLD,
    DASH,
    INDENT,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    change_format,
    change_value,
    known,
    p_format,
    tone_look,
    value_format,
)
from cxcel_addin.report.render.then_now import then_and_now

_WIDTHS = [212, 66, 66, 186, 82, 62, 62, 86, 210]
MARKS = 3  # column of the chart
STEP = 24
NINE: Look = {"font_size": 9}


def draw(book: Book, since: Since) -> None:
    """Draw the three tables, those without rows left out, and what could not be compared."""
    page = Page(book, since.section, _WIDTHS)
    _moved(page, since)
    _sentences(page, since.told)
    _turned(page, since)
    _restated(page, since)
    page.close()


def _head(page: Page, text: str, note: str, rows: int, step: int) -> None:
    page.gap()
    page.need(24 + 20 + step * min(3, rows))
    page.head(text, note)
    page.down(24)


def _moved(page: Page, since: Since) -> None:
    if not since.moved:
        return
    _head(page, since.moved_head, since.moved_note, len(since.moved), STEP)

    def marks(placed: Placed) -> None:
        rows = since.moved[placed.first : placed.first + len(placed.heights)]
        chart = then_and_now(page.book, since.section.title, rows, placed.heights)
        size = page.span(MARKS, MARKS), sum(placed.heights)
        page.put(chart, placed.top, page.span(0, MARKS - 1), size, since.moved_alt)

    heads: list[Head | None] = [
        Head(say("Measure"), "left"),
        heading(say("Then")),
        heading(say("Now")),
        Head(say("then, and below it now"), "center"),
        heading(say("Change")),
        Head(say("95% interval"), "across", over=2),
        None,
        heading(say("Corrected p")),
        heading(say("Beyond noise?"), "left"),
    ]
    page.table(heads, [_moved_row(row) for row in since.moved], draw=marks)


def _moved_row(row: Moved) -> Row:
    unit, form = row.unit, change_format(row.unit, row.change)
    limits = [change_value(limit, unit) for limit in (row.low, row.high)]
    bare = form.replace(f'" {say("pts")}"', "")  # the unit stands once, beside the difference
    tested = row.p_adjusted is not None
    strong = BOLD if tested and row.verdict.tone not in (Tone.QUIET, Tone.FEW) else {}
    return Row(
        [
            cell(row.title, strong),
            _value(row.then.value, row, SMALL),
            _value(row.now.value, row, strong),
            cell(None),
            _number(change_value(row.change, unit), {"num_format": form}),
            *between(limits[0], limits[1], bare),
            _number(row.p_adjusted, SMALL, {"num_format": p_format()}),
            cell(row.verdict.text, tone_look(row.verdict.tone), INDENT),
        ],
        STEP,
    )


def _value(value: float | None, row: Moved, look: Look) -> Cell:
    return _number(cell_value(value, row.unit), look, {"num_format": value_format(row.unit, value)})


def _number(value: float | None, *looks: Look) -> Cell:
    return cell(DASH, SMALL, RIGHT) if known(value) is None else cell(value, RIGHT, *looks)


def _sentences(page: Page, told: Sequence[str]) -> None:
    if told:
        page.gap(8)
    for text in told:
        page.need(page.prose_height(0, page.last, text, SMALL, base=18, pad=3))
        page.down(page.prose(0, page.last, text, SMALL, base=18, pad=3))


def _turned(page: Page, since: Since) -> None:
    if not since.turned:
        return
    _head(page, since.turned_head, since.turned_note, len(since.turned), 20)
    heads: list[Head | None] = [
        Head(say("Finding"), "left", over=4),
        *[None] * 3,
        heading(say("Then"), "left", 2),
        None,
        heading(say("Now"), "left", 2),
        None,
        heading(say("What became of it"), "left"),
    ]
    page.table(heads, [_turned_row(row) for row in since.turned])


def _turned_row(row: Turned) -> Row:
    strong = BOLD if row.state.tone is Tone.REAL else {}
    return Row(
        [
            cell(row.what, NINE, strong, span=4),
            cell(row.then, SMALL, INDENT, span=2),
            cell(row.now, NINE, INDENT, span=2),
            cell(row.state.text, NINE, tone_look(row.state.tone), INDENT),
        ]
    )


def _restated(page: Page, since: Since) -> None:
    _head(page, since.restated_head, since.restated_note, len(since.restated), 20)
    if since.restated:
        heads: list[Head | None] = [Head(say("What"), "left"), heading(say("Then"), "left", 4), *[None] * 3]
        heads += [heading(say("Now"), "left", 4), *[None] * 3]
        page.table(heads, [_restated_row(line) for line in since.restated])


def _restated_row(line: Line) -> Row:
    words = [cell(line.text, SMALL, INDENT, span=4), cell(line.here, NINE, INDENT, span=4)]
    return Row([cell(line.term, NINE, BOLD), *words])
