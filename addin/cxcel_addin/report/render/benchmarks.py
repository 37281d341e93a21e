"""Published figures as diamonds beside one's own dots, one table for each unit."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Benchmark, Benchmarks, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import height_axis, layout, points, value_axis
from cxcel_addin.report.render.estimates import AXIS, estimate
from cxcel_addin.report.render.overlays import PLAIN, SIDE, Dot, add_dots, middles
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BOLD,
    INDENT,
    INK,
    NOTE,
    RIGHT,
    SMALL,
    Look,
    Mark,
    cell_value,
    data_format,
    known,
    value_format,
)

_WIDTHS = [398, 84, 62, 60, 52, 160, 216]
CHART = 5
STEP = 20


def draw(book: Book, benchmarks: Benchmarks) -> None:
    """Draw each unit's figures: those with a measure beside them first."""
    page = Page(book, benchmarks.section, _WIDTHS)
    units = [row.unit for row in benchmarks.rows if row.own is not None or row.given]
    for unit in dict.fromkeys([*units, Unit.SHARE]):
        page.gap()
        alone = Unit.SHARE is unit  # figures in another unit with nothing beside them stand here, without a mark
        rows = [row for row in benchmarks.rows if row.unit is unit or (alone and row.unit not in units)]
        _table(page, rows, unit, benchmarks.alt)
    page.close()


def _table(page: Page, rows: Sequence[Benchmark], unit: Unit, alt: str) -> None:
    marked = [row for row in rows if row.unit is unit]
    seen = [v for row in marked for v in (row.value, *((row.own.low, row.own.high) if row.own else ()))]
    ends = (0.0, 1.0) if unit is Unit.SHARE else ()
    axis = scale([*seen, *ends], unit, parts=5)

    def marks(placed: Placed) -> None:
        part = rows[placed.first : placed.first + len(placed.heights)]
        heights = middles(placed.heights)
        chart = page.book.chart("scatter", "straight")
        form = data_format(unit)
        own = [(Dot(row.what, row.own, Tone.REAL), y) for row, y in zip(part, heights, strict=True) if row.own]
        if own:
            add_dots(page.book, chart, say("One's own beside published figures"), own, unit, form)
        _, value, height = page.book.block(
            say("Published figures"),
            [
                Column(say("figure"), [row.what for row in part]),
                Column(
                    say("published"), [cell_value(row.value, unit) if row.unit is unit else None for row in part], form
                ),
                Column(say("height"), heights, PLAIN),
            ],
        )
        chart.add_series(points(say("published"), value, height, Mark(INK, "diamond"), 6))
        total = sum(placed.heights)
        chart.set_x_axis(value_axis(axis))
        chart.set_y_axis(height_axis(total))
        chart.set_plotarea(layout(SIDE, 0.0, 1 - 2 * SIDE, total / (total + AXIS)))
        size = page.widths[CHART], total + AXIS
        page.put(chart, placed.top, page.span(0, CHART - 1), size, alt)

    page.table(_heads(), [_row(row) for row in rows], axis=AXIS, draw=marks)


def _heads() -> list[Head | None]:
    return [
        Head(say("Published figure"), "left"),
        heading(say("Published")),
        heading(say("Own")),
        Head(say("95% interval"), "across", over=2),
        None,
        Head(say("diamond: published; dot: own"), "center"),
        heading(say("Source"), "left"),
    ]


def _row(row: Benchmark) -> Row:
    aside = "; ".join(part for part in (row.own_title if row.own_title != row.what else "", row.differs) if part)
    source = row.source if not row.year else f"{row.source}, {row.year}"
    look: Look = BOLD if row.own is not None or row.given else SMALL
    what = Cell(row.what, look, aside=aside)
    cells: list[Cell] = [
        what,
        cell(cell_value(known(row.value), row.unit), RIGHT, {"num_format": value_format(row.unit, row.value)}),
        *(estimate(row.own, row.unit) if row.own else [cell(None)] * 3),
        cell(None),
        cell(source, NOTE, INDENT),
    ]
    return Row(cells, STEP)
