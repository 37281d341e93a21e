"""Two marks to a row, then above now, each row on its own scale: values of any unit beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.report.model import Figure, Moved, Tone
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import axis, height_axis, layout, points, whiskers
from cxcel_addin.report.render.overlays import PLAIN, SIDE, middles, reaches, tone_name
from cxcel_addin.report.render.styles import FAINT, Mark, known, tone_mark

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

APART = 0.36  # of a row's height between its two marks
FORMER = Mark(FAINT, "square", pale=True)
PLACE = "0.000"


def then_and_now(book: Book, title: str, rows: Sequence[Moved], heights: Sequence[int]) -> Chart:
    """Draw the rows that were tested; the numbers behind them stand beside their places."""
    total = sum(heights)
    chart = book.chart("scatter", "straight")
    placed = zip(rows, middles(heights), heights, strict=True)
    shown = [(row, y, h * APART / 2) for row, y, h in placed if row.p_adjusted is not None]
    if shown:
        moved = [row for row, _, _ in shown]
        above, below = ([y + sign * reach for _, y, reach in shown] for sign in (1, -1))
        then = [(say("height"), FORMER, above)]
        _add(book, chart, say("{title}: then", title=title), moved, [row.then for row in moved], then)
        now = [_toned(tone, moved, below) for tone in Tone if any(row.verdict.tone is tone for row in moved)]
        _add(book, chart, say("{title}: now", title=title), moved, [row.now for row in moved], now)
    chart.set_x_axis(axis(0, 1, 0.5, labels=False))
    chart.set_y_axis(height_axis(total))
    chart.set_plotarea(layout(SIDE, 0.0, 1 - 2 * SIDE, 1.0))
    return chart


def _toned(tone: Tone, rows: Sequence[Moved], heights: Sequence[float]) -> tuple[str, Mark, list[float | None]]:
    """The heights of the marks of one tone, for error bars take one colour to a series."""
    name = say("height, {marks}", marks=tone_name(tone))
    return (
        name,
        tone_mark(tone),
        [y if row.verdict.tone is tone else None for row, y in zip(rows, heights, strict=True)],
    )


def _add(
    book: Book,
    chart: Chart,
    title: str,
    rows: Sequence[Moved],
    figures: Sequence[Figure],
    marks: Sequence[tuple[str, Mark, Sequence[float | None]]],
) -> None:
    low, value, high = zip(*map(_places, rows, figures), strict=True)
    refs = book.block(
        title,
        [
            Column(say("row"), [row.title for row in rows]),
            Column(say("value"), [known(f.value) for f in figures]),
            Column(say("low"), [known(f.low) for f in figures]),
            Column(say("high"), [known(f.high) for f in figures]),
            Column(say("place"), value, PLACE),
            Column(say("minus"), reaches(value, low), PLACE),
            Column(say("plus"), reaches(high, value), PLACE),
            *(Column(name, heights, PLAIN) for name, _, heights in marks),
        ],
    )
    for (_, mark, _), heights in zip(marks, refs[7:], strict=True):
        bars = {"x_error_bars": whiskers(refs[5], refs[6], mark.color)}
        chart.add_series(points(title, refs[4], heights, mark, 6) | bars)


def _places(row: Moved, figure: Figure) -> tuple[float | None, ...]:
    """Low, value and high of a figure on its row's own scale, which then and now share."""
    ends = [known(v) for f in (row.then, row.now) for v in (f.low, f.value, f.high)]
    seen = [end for end in ends if end is not None]
    start, reach = min(seen), max(seen) - min(seen)
    own = (known(figure.low), known(figure.value), known(figure.high))
    return tuple(None if v is None else (v - start) / reach if reach else 0.5 for v in own)
