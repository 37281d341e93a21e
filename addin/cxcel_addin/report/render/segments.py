"""The outcome by group: each against all others, few pale and italic, hidden ones only counted."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say, say_many
from cxcel_addin.language.words import every, lower_first, several
from cxcel_addin.report.model import Figure, SegmentGroup, SegmentRow, Segments, Tone, Unit
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.charts import GUIDE
from cxcel_addin.report.render.overlays import Dot, Guide, interval_rows
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BOLD,
    COUNT_FORMAT,
    DASH,
    INDENT,
    MUTED,
    RIGHT,
    RULE,
    SMALL,
    Look,
    cell_value,
    data_format,
    known,
    tone_look,
    value_format,
)

_WIDTHS = [190, 80, 390, 64, 64, 54, 190]
CHART = 2  # its column
Pair = tuple[Row, Dot]  # a table row and its mark


def draw(book: Book, segments: Segments) -> None:
    """Draw the table with its intervals."""
    page = Page(book, segments.section, _WIDTHS)
    step = _step(page, segments)
    pairs = [_all(segments, step)]
    for group in segments.groups:
        pairs += _group(group, segments.unit, step)
    figures = [dot.figure for _, dot in pairs if dot.figure]
    axis = scale([v for f in figures for v in (f.value, f.low, f.high)], segments.unit, parts=8)
    guides = (
        [Guide(middle, *GUIDE)] if (middle := cell_value(segments.overall.value, segments.unit)) is not None else []
    )

    def dots(placed: Placed) -> None:
        part = pairs[placed.first : placed.first + len(placed.heights)]
        chart = interval_rows(
            book,
            say("Segments"),
            [dot for _, dot in part],
            placed.heights,
            scale=axis,
            unit=segments.unit,
            num_format=data_format(segments.unit),
            axis_pixels=24,
            guides=guides,
        )
        size = page.widths[CHART], sum(placed.heights) + 24
        page.put(chart, placed.top, page.span(0, CHART - 1), size, segments.chart_alt)

    page.table(_heads(segments.unit, segments.noun), [row for row, _ in pairs], axis=24, draw=dots)
    page.close()


def _heads(unit: Unit, noun: str) -> list[Head | None]:
    value = {Unit.POINTS: say("Score"), Unit.SHARE: say("Share"), Unit.SECONDS: say("Time")}.get(unit, say("Value"))
    pair = Head(say("95% interval"), "across", over=2)
    return [
        Head(say("Segment"), "left"),
        heading(several(noun)),
        Head(say("vertical line: {everyone}", everyone=lower_first(every(noun))), "center"),
        heading(value),
        pair,
        None,
        heading(say("Against all others"), "left"),
    ]


def _step(page: Page, segments: Segments) -> int:
    """The row height with which all rows fit on one page, between 20 and 28 pixels."""
    count = 1 + sum(len(g.rows) + 1 for g in segments.groups)
    return max(20, min(28, int((page.room - 20 - 24) / count)))


def _all(segments: Segments, step: int) -> Pair:
    cells = _cells(every(segments.noun), segments.overall, segments.unit, cell(None), BOLD)
    return Row(cells, step), Dot(every(segments.noun), segments.overall)


def _group(group: SegmentGroup, unit: Unit, step: int) -> Iterator[Pair]:
    """A title, a row for each shown segment, and how many are hidden."""
    title = cell(group.title, SMALL, BOLD, {"valign": "bottom"})
    yield Row([title, *[cell(None)] * 6], step, keep=True, look={"bottom_color": RULE}), Dot(group.title, None)
    for row in group.rows:
        if not _hidden(row):
            yield _segment(row, unit, step)
    hidden = sum(map(_hidden, group.rows))
    if hidden:
        italic: Look = {"italic": True, "font_color": MUTED, "indent": 1}
        words = cell(say("hidden: too few answers"), italic)
        dash = cell(DASH, RIGHT, SMALL)
        label = cell(say_many("{n} more", "{n} more", hidden), italic)
        yield Row([label, dash, cell(None), dash, dash, cell(None), words], step), Dot("", None)


def _hidden(row: SegmentRow) -> bool:
    return row.hidden or row.figure is None


def _segment(row: SegmentRow, unit: Unit, step: int) -> Pair:
    figure = row.figure or Figure(None)
    quiet: Look = tone_look(Tone.FEW) if row.verdict.tone is Tone.FEW else {}
    verdict = cell(row.verdict.text, tone_look(row.verdict.tone), INDENT)
    cells = _cells(row.label, figure, unit, verdict, quiet or BOLD, INDENT | quiet)
    return Row(cells, step), Dot(row.label, figure, row.verdict.tone)


def _cells(label: str, figure: Figure, unit: Unit, verdict: Cell, strong: Look, name: Look | None = None) -> list[Cell]:
    value = cell(cell_value(figure.value, unit), RIGHT, strong, {"num_format": value_format(unit, figure.value)})
    low, high = cell_value(figure.low, unit), cell_value(figure.high, unit)
    return [
        cell(label, strong if name is None else name),
        cell(known(figure.n), RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
        cell(None),
        value,
        *between(low, high, value_format(unit, figure.high, exact=unit is not Unit.POINTS)),
        verdict,
    ]
