"""Charts that lie over the rows of a table: dots with intervals, small lines, bars against a target.

Heights are pixels from the bottom of the chart, so that rows of any height meet their marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.report.keep.drawn import Value
from cxcel_addin.report.model import Figure, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import axis, height_axis, layout, line, points, value_axis, whiskers
from cxcel_addin.report.render.scale import Scale
from cxcel_addin.report.render.styles import (
    BLUE,
    COUNT_FORMAT,
    FAINT,
    HAIR,
    INK,
    ORANGE,
    cell_value,
    known,
    tone_mark,
)

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

PLAIN = "0"  # of the helper columns that place a mark
SIDE = 0.03  # share of the width left free on either side of the scale
SPARK = 0.56  # share of a row's height that its small line may take


@dataclass(frozen=True, slots=True)
class Guide:
    """A vertical line over all rows."""

    at: float
    color: str
    width: float
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class Dot:
    """What a row shows: a value with its interval and the tone of its verdict; no figure draws nothing."""

    label: str
    figure: Figure | None
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Spark:
    """The small line of a row and the tone of its last dot."""

    label: str
    values: Sequence[float | None]
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Bullet:
    """A row's value as a share of its target; None draws nothing."""

    label: str
    ratio: float | None
    tone: Tone = Tone.QUIET


def middles(heights: Sequence[int]) -> list[float]:
    """The middle of each row in pixels from the bottom of the rows."""
    total = sum(heights)
    return [total - below + height / 2 for below, height in zip(accumulate(heights), heights, strict=True)]


def interval_rows(
    book: Book,
    title: str,
    dots: Sequence[Dot],
    heights: Sequence[int],
    *,
    scale: Scale,
    unit: Unit,
    num_format: str,
    axis_pixels: int,
    guides: Sequence[Guide] = (),
) -> Chart:
    """Dots with intervals, one to a row; the axis stands in the empty row below."""
    total = sum(heights)
    chart = book.chart("scatter", "straight")
    for guide in guides:
        x, y = book.block(
            say("{title}: line", title=title),
            [Column(say("value"), [guide.at] * 2, num_format), Column(say("height"), [0, total], PLAIN)],
        )
        chart.add_series(line(say("line"), x, y, guide.color, guide.width, guide.dash))
    shown = [
        (dot, y) for dot, y in zip(dots, middles(heights), strict=True) if dot.figure and dot.figure.value is not None
    ]
    if shown:
        add_dots(book, chart, title, shown, unit, num_format)
    chart.set_x_axis(value_axis(scale))
    chart.set_y_axis(height_axis(total))
    chart.set_plotarea(layout(SIDE, 0.0, 1 - 2 * SIDE, total / (total + axis_pixels)))
    return chart


def add_dots(
    book: Book, chart: Chart, title: str, shown: Sequence[tuple[Dot, float]], unit: Unit, num_format: str
) -> None:
    """One series for each tone, for error bars take one colour to a series."""
    tones = [tone for tone in Tone if any(dot.tone is tone for dot, _ in shown)]
    figures = [dot.figure for dot, _ in shown if dot.figure]
    value, low, high = ([cell_value(getattr(f, part), unit) for f in figures] for part in ("value", "low", "high"))
    refs = book.block(
        title,
        [
            Column(say("row"), [dot.label for dot, _ in shown]),
            Column(say("value"), value, num_format),
            Column(say("low"), low, num_format),
            Column(say("high"), high, num_format),
            Column(say("answers"), [known(f.n) for f in figures], COUNT_FORMAT),
            Column(say("minus"), reaches(value, low), num_format),
            Column(say("plus"), reaches(high, value), num_format),
            *(Column(_height(t), [y if dot.tone is t else None for dot, y in shown], PLAIN) for t in tones),
        ],
    )
    for tone, heights in zip(tones, refs[7:], strict=True):
        mark = tone_mark(tone)
        bars = {"x_error_bars": whiskers(refs[5], refs[6], mark.color)}
        chart.add_series(points(tone_name(tone), refs[1], heights, mark) | bars)


def tone_name(tone: Tone) -> str:
    """The name of a series of marks: what they mean."""
    return {
        Tone.BETTER: say("better"),
        Tone.WORSE: say("worse"),
        Tone.REAL: say("real"),
        Tone.QUIET: say("quiet"),
        Tone.FEW: say("few"),
    }[tone]


def _height(tone: Tone) -> str:
    return say("height, {marks}", marks=tone_name(tone))


def reaches(upper: Sequence[float | None], lower: Sequence[float | None]) -> list[Value]:
    """Lengths of error bars; nothing is drawn where an end is not known."""
    return [max(0.0, u - v) if u is not None and v is not None else 0.0 for u, v in zip(upper, lower, strict=True)]


def spark_rows(book: Book, title: str, names: Sequence[str], sparks: Sequence[Spark], heights: Sequence[int]) -> Chart:
    """A small line in each row, each on its own scale, with a dot at the last value.

    `add_sparkline` would do in Excel; LibreOffice 7.4 draws no line sparklines, so a PDF made there would lack them.
    """
    lines = [_scaled(s.values, y, h) for s, y, h in zip(sparks, middles(heights), heights, strict=True)]
    count = len(names)
    refs = book.block(
        title,
        [
            Column(say("period"), list(names)),
            Column(say("position"), list(range(1, count + 1)), PLAIN),
            *(Column(s.label, values, "0.0") for s, values in zip(sparks, lines, strict=True)),
        ],
    )
    chart = book.chart("scatter", "straight")
    for spark, values, ref in zip(sparks, lines, refs[2:], strict=True):
        drawn = [i for i, v in enumerate(values) if v is not None]
        if drawn:
            chart.add_series(line(spark.label, refs[1], ref, FAINT, 1.5))
            x, y = one_cell(refs[1], drawn[-1]), one_cell(ref, drawn[-1])
            chart.add_series(points(say("{measure}, latest", measure=spark.label), x, y, tone_mark(spark.tone), 5))
    chart.set_x_axis(axis(0.6, count + 0.6, labels=False))
    chart.set_y_axis(height_axis(sum(heights)))
    chart.set_plotarea(layout(0.0, 0.0, 1.0, 1.0))
    return chart


def _scaled(values: Sequence[float | None], middle: float, height: float) -> list[float | None]:
    """A row's own line around the middle of its row."""
    seen = [v for v in map(known, values) if v is not None]
    if not seen:
        return [None] * len(values)
    low, reach = min(seen), max(seen) - min(seen)
    unit = [None if known(v) is None or v is None else (v - low) / reach if reach else 0.5 for v in values]
    return [None if u is None else middle + height * SPARK * (u - 0.5) for u in unit]


def one_cell(column: str, index: int) -> str:
    """The reference of one row of a column's reference."""
    sheet, cells = column.rsplit("!", 1)
    _, letter, row = cells.split(":")[0].split("$")
    return f"{sheet}!${letter}${int(row) + index}"


def bullets(
    book: Book, title: str, rows: Sequence[Bullet], heights: Sequence[int], *, scale: Scale, axis_pixels: int
) -> Chart:
    """Thick strokes as per cent of target, so that one axis serves every unit, and the line of the target.

    Bars on two axes would do in Excel; LibreOffice 7.4 hides one behind the other.  Earlier strokes lie on top there
    and later ones in Excel, so the rest of the track begins where the value ends.
    """
    placed = [(row, y) for row, y in zip(rows, middles(heights), strict=True) if row.ratio is not None]
    total, end = sum(heights), scale.high
    chart = book.chart("scatter", "straight")
    rest = [(row.label, row.ratio or 0.0, end, y) for row, y in placed if (row.ratio or 0.0) < end]
    _strokes(book, chart, say("{title}: rest of the track", title=title), rest, HAIR)
    for name, color, tones in (
        (say("{title}: met", title=title), BLUE, (Tone.BETTER,)),
        (say("{title}: missed", title=title), ORANGE, (Tone.WORSE,)),
        (say("{title}: no verdict", title=title), FAINT, (Tone.QUIET, Tone.REAL, Tone.FEW)),
    ):
        strokes = [(row.label, 0.0, row.ratio or 0.0, y) for row, y in placed if row.tone in tones]
        _strokes(book, chart, name, strokes, color)
    goal = [Column(say("share"), [1, 1], "0%"), Column(say("height"), [0, total], PLAIN)]
    x, y = book.block(say("{title}: line", title=title), goal)
    chart.add_series(line(say("target"), x, y, INK, 1.75))
    chart.set_x_axis(value_axis(scale))
    chart.set_y_axis(height_axis(total))
    chart.set_plotarea(layout(SIDE, 0.0, 1 - 2 * SIDE, total / (total + axis_pixels)))
    return chart


def _strokes(
    book: Book, chart: Chart, title: str, strokes: Sequence[tuple[str, float, float, float]], color: str
) -> None:
    """Separate strokes in one series: from, to, then an empty row that breaks the line."""
    if not strokes:
        return
    rows: list[tuple[Value, Value, Value]] = []
    for label, start, end, y in strokes:
        rows += [(label, start, y), (label, end, y), (None, None, None)]
    name, share, height = zip(*rows, strict=True)
    columns = [Column(say("row"), name), Column(say("share"), share, "0.0%"), Column(say("height"), height, PLAIN)]
    refs = book.block(title, columns)
    chart.add_series(line(title, refs[1], refs[2], color, 9))
