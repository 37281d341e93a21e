"""The priority matrix: dots in four labelled corners, lines at the medians."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.numbers import listed
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Placing, Priority, Tone, Unit
from cxcel_addin.report.model.codes import FIX, KEEP, MAINTAIN, WATCH
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import GUIDE, axis, font, labels, layout, line, points
from cxcel_addin.report.render.overlays import tone_name
from cxcel_addin.report.render.scale import Scale, scale
from cxcel_addin.report.render.styles import BLUE, INK, MUTED, ORANGE_TEXT, tone_mark
from cxcel_addin.report.render.text import plain, width

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

CORNER_COLOURS = {FIX: ORANGE_TEXT, KEEP: BLUE, WATCH: MUTED, MAINTAIN: MUTED}
LEFT, FOOT = 58, 52  # pixels for the axes
DOT, LINE = 6, 13  # half a dot, a line of 8 pt
Box = tuple[float, float, float, float]  # left, bottom, right, top


def matrix(book: Book, priority: Priority, size: tuple[float, float]) -> Chart:
    """Dots by how much goes well and how much it weighs; pale where an interval reaches over a line."""
    across = scale([v for p in priority.points for v in (p.done.low, p.done.high)], Unit.SHARE, parts=6)
    up = scale([p.weight for p in priority.points], Unit.SHARE, parts=6, from_zero=True)
    low, high = -up.step, up.high + up.step / 2  # room for the words in the corners; ticks start at the lower end
    chart = book.chart("scatter", "straight")
    _lines(book, chart, priority, across, (low, high))
    _corners(book, chart, priority, across, (low, high))
    sides = _sides(priority, across, (low, high), size)
    for tone in Tone:
        for side in ("right", "left", "above", "below", ""):
            some = [p for p in priority.points if p.tone is tone and sides[p.title] == side]
            _dots(book, chart, priority, some, tone, side)
    numbers = f"{up.num_format};;{up.num_format}"  # nothing under zero
    chart.set_y_axis(
        axis(low, high, up.step, numbers, grid=False, name=priority.weight_axis, name_font=font()) | {"crossing": low}
    )
    chart.set_x_axis(
        axis(across.low, across.high, across.step, across.num_format, name=priority.done_axis, name_font=font())
        | {"label_position": "low"}
    )
    left = LEFT / size[0]
    chart.set_plotarea(layout(left, 0.02, 0.97 - left, 1 - 0.02 - FOOT / size[1]))
    return chart


def _lines(book: Book, chart: Chart, priority: Priority, across: Scale, ends: tuple[float, float]) -> None:
    strokes = (
        ([priority.done_line] * 2, list(ends)),
        ([across.low, across.high], [priority.weight_line] * 2),
    )
    for xs, ys in strokes:
        x, y = book.block(
            say("{chart}: line", chart=priority.head),
            [Column(say("goes well"), xs, "0.0%"), Column(say("weight"), ys, "0.0%")],
        )
        chart.add_series(line(say("line"), x, y, *GUIDE))


def _columns(across: list[float], up: list[float]) -> list[Column]:
    return [Column(say("goes well"), across, "0.0%"), Column(say("weight"), up, "0.0%")]


def _corners(book: Book, chart: Chart, priority: Priority, across: Scale, ends: tuple[float, float]) -> None:
    """A word in each corner, held by a point without a mark."""
    reach = ends[1] - ends[0]
    places = {
        FIX: (across.low, ends[1] - 0.03 * reach, "right"),
        KEEP: (across.high, ends[1] - 0.03 * reach, "left"),
        WATCH: (across.low, ends[0] + 0.04 * reach, "right"),
        MAINTAIN: (across.high, ends[0] + 0.04 * reach, "left"),
    }
    for code, word in priority.corners:
        x, y, side = places[code]
        refs = book.block(
            joined([priority.head, word], ": "),
            [Column(say("goes well"), [x], "0.0%"), Column(say("weight"), [y], "0.0%")],
        )
        text = labels([word], side, CORNER_COLOURS[code], 8, bold=True)
        series = line(word, refs[0], refs[1], MUTED)
        chart.add_series(series | {"line": {"none": True}, "data_labels": text})


def _sides(priority: Priority, across: Scale, ends: tuple[float, float], size: tuple[float, float]) -> dict[str, str]:
    """Return the side of each dot where its name has room; "" where it has none, the table names it.

    The weightiest come first; a name keeps clear of the dots, of the other names and of the edge.
    """
    plot = 0.97 * size[0] - LEFT, 0.98 * size[1] - FOOT
    places = {
        p.title: (
            plot[0] * ((p.done.value or 0.0) - across.low) / (across.high - across.low),
            plot[1] * (p.weight - ends[0]) / (ends[1] - ends[0]),
        )
        for p in priority.points
    }
    taken = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in places.values()]
    middle = plot[0] * (priority.done_line - across.low) / (across.high - across.low)
    level = plot[1] * (priority.weight_line - ends[0]) / (ends[1] - ends[0])
    taken += [(middle - 1, 0.0, middle + 1, plot[1]), (0.0, level - 1, plot[0], level + 1)]
    out = {}
    for p in sorted(priority.points, key=lambda p: -p.weight):
        x, y = places[p.title]
        boxes = _boxes(x, y, width(plain(p.title), 8, bold=True))
        free = [s for s, box in boxes.items() if _inside(box, plot) and not any(_meet(box, other) for other in taken)]
        out[p.title] = free[0] if free else ""
        taken += [boxes[free[0]]] if free else []
    return out


def _boxes(x: float, y: float, need: float) -> dict[str, Box]:
    """Where a name would stand on each side of a dot."""
    beside, half = DOT + 3, LINE / 2
    return {
        "right": (x + beside, y - half, x + beside + need, y + half),
        "left": (x - beside - need, y - half, x - beside, y + half),
        "above": (x - need / 2, y + DOT, x + need / 2, y + DOT + LINE),
        "below": (x - need / 2, y - DOT - LINE, x + need / 2, y - DOT),
    }


def _inside(box: Box, plot: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[2] <= plot[0] and box[1] >= 0 and box[3] <= plot[1]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _dots(book: Book, chart: Chart, priority: Priority, some: Sequence[Placing], tone: Tone, side: str) -> None:
    if not some:
        return
    refs = book.block(
        joined([priority.head, listed([p.title for p in some])], ": "),
        [
            Column(say("measure"), [p.title for p in some]),
            Column(say("goes well"), [p.done.value for p in some], "0.0%"),
            Column(say("low"), [p.done.low for p in some], "0.0%"),
            Column(say("high"), [p.done.high for p in some], "0.0%"),
            Column(say("weight"), [p.weight for p in some], "0.0%"),
        ],
    )
    bold = tone in (Tone.WORSE, Tone.BETTER)
    series = points(tone_name(tone), refs[1], refs[4], tone_mark(tone), 8)
    if side:
        names = [plain(p.title) for p in some]
        series |= {"data_labels": labels(names, side, INK if bold else MUTED, 8, bold=bold)}
    chart.add_series(series)
