"""Key drivers: bars with intervals beside their numbers, and the matrix of what to mend and what to keep."""

from __future__ import annotations

from dataclasses import replace

from cxcel_addin.report.model import Driver, Drivers, Figure, Tone, Unit
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.priority import matrix
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BOLD,
    INDENT,
    NOTE,
    RIGHT,
    RULE,
    SMALL,
    Look,
    known,
    tone_look,
)
from cxcel_addin.report.render.weights import weights

_ALONE = [250, 330, 70, 80, 70, 232]
_BESIDE = [140, 124, 50, 60, 48, 188, 14, 408]
CHART = 1  # column of the bars
SHARE = "0.0%"
HEADER = 22
TALLEST = 62  # of a row


def draw(book: Book, drivers: Drivers) -> None:
    """Draw the table with its bars, and beside it the matrix where there is one."""
    beside = drivers.priority is not None
    page = Page(book, drivers.section, _BESIDE if beside else _ALONE)
    room = page.span(0, 5) if beside else page.width
    page.head(drivers.head, drivers.note, room=room)
    if drivers.priority:
        page.head(drivers.priority.head, drivers.priority.note, col=7, room=page.widths[7])
    page.down(24)
    _table(page, drivers)
    page.gap(6)
    for text in drivers.footnotes:
        page.down(page.prose(0, page.last, text, NOTE, {"valign": "top"}, base=16, pad=3))
    page.close()


def _table(page: Page, drivers: Drivers) -> None:
    foot = 17 * len(drivers.footnotes) + 10
    step = int(max(28, min(TALLEST, (page.room - 22 - 24 - 30 - foot) / (len(drivers.rows) + 1))))
    figures = [row.weight for row in drivers.rows] + [drivers.whole]
    axis = scale([v for f in figures for v in (f.value, f.high)], Unit.SHARE, parts=5, from_zero=True)

    def bars(placed: Placed) -> None:
        part = figures[placed.first : placed.first + len(placed.heights)]
        names = [row.title for row in drivers.rows] + [drivers.whole_title]
        tones = [row.verdict.tone for row in drivers.rows] + [Tone.REAL]
        window = slice(placed.first, placed.first + len(placed.heights))
        chart = weights(page.book, drivers.head, names[window], part, tones[window], placed.heights, axis)
        size = page.widths[CHART], sum(placed.heights) + 24
        page.put(chart, placed.top, page.widths[0], size, drivers.chart_alt)
        if drivers.priority and not placed.first:
            size = page.widths[7], HEADER + sum(placed.heights) + 24
            page.put(
                matrix(page.book, drivers.priority, size), placed.top - 1, page.span(0, 6), size, drivers.priority.alt
            )

    measure, bar, weight, interval, verdict = drivers.heads
    heads = [
        Head(measure, "left"),
        Head(bar, "center"),
        heading(weight),
        Head(interval, "across", over=2),
        None,
        heading(verdict, "left"),
    ]
    step = max(step, *(page.height_of(_row(row, step)) for row in drivers.rows))  # bars stand at even distances
    rows = [_row(row, step) for row in drivers.rows]
    rows.append(_whole(drivers.whole_title, drivers.whole, step))
    page.table(heads, rows, header_pixels=HEADER, axis=24, draw=bars)


def _row(driver: Driver, pixels: int) -> Row:
    strong: Look = BOLD if driver.verdict.tone is Tone.BETTER else {}
    verdict = replace(cell(driver.verdict.text, tone_look(driver.verdict.tone), INDENT), aside=driver.corner)
    return Row([cell(driver.title), cell(None), *_numbers(driver.weight, strong), verdict], pixels)


def _whole(title: str, whole: Figure, pixels: int) -> Row:
    cells = [cell(title, BOLD), cell(None), *_numbers(whole, BOLD), cell(None)]
    return Row(cells, pixels, look={"top": 1, "top_color": RULE})


def _numbers(figure: Figure, strong: Look) -> list[Cell]:
    value = cell(known(figure.value), RIGHT, strong, {"num_format": SHARE})
    if figure.low is None:
        return [value, cell(None, SMALL), cell(None, SMALL)]
    return [value, *between(figure.low, figure.high, SHARE)]
