"""Every metric by period: the table with small lines, and the same with intervals."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Labelled, PeriodRow, Periods, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.lines import groups
from cxcel_addin.report.render.overlays import Spark, spark_rows
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    COUNT_FORMAT,
    DASH,
    FAINT,
    INDENT,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    data_format,
    known,
    short,
    tone_look,
    value_format,
)
from cxcel_addin.report.render.theme import theme

MOST, SLIM = 13, 43  # columns of periods, and the least that a number takes
MEASURE, ALL, SPREAD, SPARK = 156, 60, 158, 98
EYES = 4  # small charts side by side
LEAST = 160  # pixels of their height


def draw(book: Book, periods: Periods) -> None:
    """Draw the last periods as a table; older ones stand in the chart data."""
    most = min(MOST, _room() // SLIM)
    skip = max(0, len(periods.labels) - most)
    page = Page(book, periods.section, _widths(len(periods.labels) - skip))
    labels = periods.labels[skip:]
    if skip:
        cut = say("The table shows the last {n} of {all} periods.", n=most, all=len(periods.labels))
        page.notes = f"{page.notes} {cut}".strip()
    _table(page, periods, labels, skip)
    if len(labels) > 1:
        _eyes(page, periods, labels, skip)
    _data(book, periods)
    page.close()


def _widths(count: int) -> list[int]:
    """Columns of periods share what is left; few of them leave the rest to the words."""
    each = min(76, _room() // max(1, count))
    slack = _room() - each * count
    words = slack // 3
    return [MEASURE + slack - 2 * words, *[each] * count, ALL, SPREAD + words, SPARK + words]


def _room() -> int:
    """Pixels for the columns of periods."""
    return theme().across - MEASURE - ALL - SPREAD - SPARK


def _table(page: Page, periods: Periods, labels: Sequence[str], skip: int) -> None:
    heads: list[Head | None] = [Head(say("Measure"), "left"), *map(heading, labels), heading(say("All"))]
    heads += [heading(say("Over the periods"), "left"), heading(say("Trend") if len(labels) > 1 else "", "left")]
    rows = [_row(row, skip) for row in periods.rows]
    bases = [_base(*base, skip) for base in periods.bases]

    def lines(placed: Placed) -> None:
        part = periods.rows[placed.first : placed.first + len(placed.heights)]
        if len(labels) < 2 or not part:
            return
        heights = placed.heights[: len(part)]
        sparks = [Spark(r.title, [f.value for f in r.cells[skip:]], _spread_tone(r)) for r in part]
        chart = spark_rows(page.book, say("Lines by period"), labels, sparks, heights)
        size = page.widths[-1], sum(heights)
        page.put(chart, placed.top, page.span(0, page.last - 1), size, periods.chart_alt)

    page.table(heads, rows + bases, draw=lines)


def _spread_tone(row: PeriodRow) -> Tone:
    return row.spread.tone


def _row(row: PeriodRow, skip: int) -> Row:
    size: Look = {"font_size": 10 if len(row.cells) - skip <= 10 else 9}
    strong = row.spread.tone not in (Tone.QUIET, Tone.FEW)
    return Row(
        [
            cell(row.title),
            *(_number(figure.value, row, size) for figure in row.cells[skip:]),
            _number(row.overall.value, row, BOLD),
            cell(row.spread.text, tone_look(row.spread.tone) if strong else SMALL, INDENT, {"font_size": 9}),
            cell(None),
        ],
        22,
    )


def _number(value: float | None, row: PeriodRow, look: Look) -> Cell:
    number = cell_value(value, row.unit)
    if number is None:
        return cell(DASH, RIGHT, SMALL)
    return cell(number, RIGHT, look, {"num_format": value_format(row.unit, value)})


def _base(title: str, counts: Sequence[float | None], total: float, skip: int) -> Row:
    """How many stand behind the row of numbers above."""
    values = [*counts[skip:], total]
    cells = [cell(DASH if v is None else known(v), RIGHT, SMALL, {"num_format": _count_format(v)}) for v in values]
    return Row([cell(title, SMALL), *cells, cell(None), cell(None)])


def _count_format(value: float | None) -> str:
    return value_format(Unit.COUNT, value)


def _eyes(page: Page, periods: Periods, labels: Sequence[str], skip: int) -> None:
    """Small charts with intervals, as many as the page has room for; each metric on its own scale."""
    page.gap()
    across = int((page.room - 24) // LEAST)
    height = min(220.0, (page.room - 28) / max(1, across))
    fitting = EYES * across
    rows = [r for r in periods.rows if any(known(f.value) is not None for f in r.cells[skip:])][: max(0, fitting)]
    if not rows:
        return
    span = say(
        "{first} to {last}; each measure on its own scale; axes may not start at zero", first=labels[0], last=labels[-1]
    )
    page.head(say("The same with 95% intervals"), span)
    page.down(24)
    share = page.width / EYES
    for start in range(0, len(rows), EYES):
        part = rows[start : start + EYES]
        for i in range(len(part)):
            _eye(page, part, i, labels, skip, (share - 6, float(height)))
        page.space(height)


def _eye(
    page: Page, rows: Sequence[PeriodRow], at: int, labels: Sequence[str], skip: int, size: tuple[float, float]
) -> None:
    """One of the charts of a row."""
    row = rows[at]
    marks = [Labelled(label, figure) for label, figure in zip(labels, row.cells[skip:], strict=True)]
    axis = scale([v for m in marks for v in (m.figure.value, m.figure.low, m.figure.high)], row.unit, parts=5)
    color = FAINT if row.spread.tone in (Tone.QUIET, Tone.FEW) else BLUE
    names = [each.title for each in rows]
    chart = groups(page.book, row.title, marks, row.unit, axis, color, size=size, numbers=False, beside=names)
    said = [say("{name} {value}", name=m.label, value=short(m.figure.value, row.unit)) for m in marks]
    alt = say("{measure} by period with 95% intervals: {each}.", measure=row.title, each=", ".join(said))
    page.put(chart, page.row, at * (size[0] + 6), size, alt)


def _data(book: Book, periods: Periods) -> None:
    """All periods with their intervals."""
    for row in periods.rows:
        fmt = data_format(row.unit)
        parts = {"value": say("value"), "low": say("low"), "high": say("high")}
        columns = [
            Column(name, [cell_value(getattr(f, part), row.unit) for f in row.cells], fmt)
            for part, name in parts.items()
        ]
        answers = Column(say("answers"), [known(f.n) for f in row.cells], COUNT_FORMAT)
        title = say("{measure}, by period", measure=row.title)
        book.block(title, [Column(say("period"), list(periods.labels)), *columns, answers])
