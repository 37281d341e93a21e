"""Charts with two axes: lines with bands, groups with intervals, columns, bars of 100%."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import svg
from markupsafe import Markup

from cxcel_addin.report.build.text import percent, period_label
from cxcel_addin.report.model import (
    Bands,
    Bar,
    ControlChart,
    CurvePoint,
    Figure,
    Labelled,
    Tone,
    TrendPoint,
    Unit,
)
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import known, short, target_label
from cxcel_addin.report.render.text import clip

from .shapes import Axis, area, axis, drawing, joined, line, mark, part, words

HEIGHT, SMALL = 250, 170  # of charts
TOP, FOOT = 16, 24  # pixels above and below a plot
LEFT, RIGHT = 13.0, 87.0  # per cent: the numbers of the axis stand left, labels at the ends of lines right
DATES, NAMES = 5, 8  # most words under a plot
LETTERS = 16  # of a label inside a plot
NARROW = 0.09  # shares under this carry no number inside a bar
COLUMNS = 12  # most columns that each carry a number
Place = tuple[float, float]


class Plot:
    """A grid of values with elements on it."""

    def __init__(self, up: Axis, height: float = HEIGHT, foot: float = FOOT) -> None:
        self.up, self.height = up, height
        self.bottom = height - foot
        self.elements: list[svg.Element] = []
        ticks = up.ticks
        for tick in ticks[:: max(1, -(-len(ticks) // 7))]:
            y = self.y(tick)
            self.elements += [line(0, y, 100, y, "grid"), words(0, y - 4, up.words(tick), "tick")]

    def y(self, value: float) -> float:
        """The height of a value in pixels from the top."""
        share = (value - self.up.low) / ((self.up.high - self.up.low) or 1.0)
        return round(self.bottom - (self.bottom - TOP) * min(1.0, max(0.0, share)), 1)

    def add(self, *elements: svg.Element) -> None:
        """Lay elements over the others."""
        self.elements += elements

    def path(self, places: Sequence[Place], look: str) -> None:
        """A line through places in per cent and values."""
        if len(places) > 1:
            self.elements += joined([(x, self.y(v)) for x, v in places], self.height, look)

    def band(self, low: Sequence[Place], high: Sequence[Place]) -> None:
        """The area between two lines."""
        if len(low) > 1:
            upper, lower = ([(x, self.y(v)) for x, v in line_] for line_ in (high, low))
            self.add(area(upper, lower, self.height))

    def level(self, value: float | None, text: str) -> None:
        """A dashed line across, named at its right end."""
        if known(value) is None:
            return
        y = self.y(value or 0.0)
        self.add(line(LEFT, y, 100, y, "goal dash"), words(100, y - 4, text, "end"))

    def foot(self, x: float, text: str, look: str = "mid") -> None:
        """A word under the plot."""
        self.add(words(x, self.height - 6, text, look))

    def whisker(self, x: float, figure: Figure, tone: str) -> None:
        """A dot with its interval, upright."""
        low, high = known(figure.low), known(figure.high)
        if low is not None and high is not None:
            self.add(line(x, self.y(low), x, self.y(high), f"i {tone}"))
        self.add(mark(x, self.y(figure.value or 0.0), tone))

    def done(self, title: str, alt: str, name: str) -> Markup:
        """The drawing."""
        return drawing(self.elements, self.height, title, alt, name)


def days(plot: Plot, starts: Sequence[date]) -> list[float]:
    """Place days across a plot and name a few; their places in per cent."""
    first, last = starts[0], starts[-1]
    reach = (last - first).days or 1
    places = [LEFT + (RIGHT - LEFT) * (day - first).days / reach for day in starts]
    months = [(x, day) for x, day in zip(places, starts, strict=True)]
    whole = reach > 75
    if whole:  # the first start in each month
        seen: dict[tuple[int, int], tuple[float, date]] = {}
        for x, day in months:
            seen.setdefault((day.year, day.month), (x, day))
        months = list(seen.values())[first.day > 15 :]
    step = -(-len(months) // DATES)
    for x, day in months[::step]:
        plot.foot(x, period_label(day, "month" if whole else "week", first.year != last.year))
    return places


def trend(
    points: Sequence[TrendPoint], unit: Unit, target: float | None, title: str, alt: str, name: str
) -> Markup | None:
    """The moving window with its band, single periods as dots, the target as a dashed line."""
    shown = [p for p in points if known(p.value) is not None]
    if len(shown) < 2:
        return None
    plot = Plot(axis(scale([*(v for p in shown for v in (p.value, p.low, p.high, p.single)), target], unit), unit))
    places = days(plot, [p.start for p in shown])
    banded = [(x, p) for x, p in zip(places, shown, strict=True) if known(p.low) is not None]
    plot.band([(x, p.low or 0.0) for x, p in banded], [(x, p.high or 0.0) for x, p in banded])
    plot.level(target, target_label(target, unit))
    plot.path([(x, p.value or 0.0) for x, p in zip(places, shown, strict=True)], "l")
    for x, p in zip(places, shown, strict=True):
        if known(p.single) is not None:
            plot.add(mark(x, plot.y(p.single or 0.0), Tone.QUIET, 2.2))
    last = shown[-1].value
    plot.add(words(places[-1], plot.y(last or 0.0) + 4, short(last, unit), "strong blue", dx=7))
    return plot.done(title, alt, name)


def control(chart: ControlChart, name: str) -> Markup | None:
    """Values by week over the band of ordinary variation; odd ones are diamonds, named once."""
    seen = [known(v) for v in chart.values]
    if sum(v is not None for v in seen) < 2:
        return None
    up = axis(scale([*seen, chart.low, chart.high, chart.target], chart.unit), chart.unit)
    plot = Plot(up, 210)
    places = days(plot, chart.starts)
    ends = [places[0], places[-1]]
    plot.band([(x, chart.low) for x in ends], [(x, chart.high) for x in ends])
    plot.level(chart.target, target_label(chart.target, chart.unit))
    for run in _runs(places, seen):
        plot.path(run, "l thin")
    odd = [(x, v) for x, v, strange in zip(places, seen, chart.odd, strict=True) if strange and v is not None]
    for x, v in zip(places, seen, strict=True):
        if v is not None and (x, v) not in odd:
            plot.add(mark(x, plot.y(v), Tone.QUIET, 2.2))
    for x, v in odd:
        plot.add(mark(x, plot.y(v), Tone.WORSE))
    if odd:
        _name_odd(plot, chart, odd)
    return plot.done(chart.title, chart.alt, name)


def _name_odd(plot: Plot, chart: ControlChart, odd: Sequence[Place]) -> None:
    """One label for the farthest odd point, on the side that has room."""
    x, v = max(odd, key=lambda place: abs(place[1] - chart.median))
    above = v > chart.median
    y = plot.y(v) + (-10 if above and plot.y(v) > TOP + 12 else 17)
    plot.add(words(x, min(y, plot.bottom - 2), clip(chart.odd_label, 40), "strong orange " + _side(x)))


def _side(x: float) -> str:
    """Where a label's anchor is, so that it stays inside."""
    return "end" if x > 66 else "mid" if x > 34 else ""


def _runs(places: Sequence[float], values: Sequence[float | None]) -> list[list[Place]]:
    """Stretches without a gap."""
    runs: list[list[Place]] = [[]]
    for x, v in zip(places, values, strict=True):
        if v is None:
            runs.append([])
        else:
            runs[-1].append((x, v))
    return runs


def groups(rows: Sequence[Labelled], up: Axis, tone: str, title: str, alt: str, name: str) -> Markup:
    """A value with its interval for each group, on an axis shared with its neighbours."""
    plot = Plot(up, SMALL)
    share = (100 - LEFT) / max(1, len(rows))
    places = [LEFT + share * (i + 0.5) for i in range(len(rows))]
    for run in _runs(places, [known(row.figure.value) for row in rows]):
        plot.path(run, f"l thin {tone}")
    for x, row in zip(places, rows, strict=True):
        if known(row.figure.value) is not None:
            plot.whisker(x, row.figure, tone)
    every = 1 if len(rows) <= 6 else -(-len(rows) // 6)
    letters = max(4, round(0.36 * share * every))
    for x, row in list(zip(places, rows, strict=True))[::every]:
        plot.foot(x, clip(row.label, letters))
    return plot.done(title, alt, name)


def columns(bars: Sequence[Bar], title: str, alt: str, name: str) -> Markup:
    """The distribution of answers as columns from zero."""
    height, bottom = 190, 166
    top = max((b.share for b in bars), default=0.0) or 1.0
    share = 100 / max(1, len(bars))
    elements: list[svg.Element] = [line(0, bottom, 100, bottom, "axis")]
    for i, each in enumerate(bars):
        tall = round((bottom - 24) * each.share / top, 1)
        x = share * i
        elements.append(
            svg.Rect(
                x=part(x + 0.1 * share),
                y=bottom - tall,
                width=part(0.8 * share),
                height=tall,
                class_=["fill", each.tone],
            )
        )
        elements.append(words(x + share / 2, height - 8, clip(each.label, 8), "mid"))
        if len(bars) <= COLUMNS:
            elements.append(words(x + share / 2, bottom - tall - 4, percent(each.share, 0), "mid"))
    return drawing(elements, height, title, alt, name)


def stacked(rows: Sequence[Bands], title: str, alt: str, name: str) -> Markup:
    """Low, middle and high answers of each period as one bar of 100%."""
    step = 52
    elements: list[svg.Element] = []
    for i, row in enumerate(rows):
        y, x = i * step, 0.0
        elements.append(words(0, y + 13, clip(row.label, 40)))
        for share, look in ((row.low, Tone.WORSE), (row.middle, Tone.QUIET), (row.high, Tone.BETTER)):
            wide = 100 * max(0.0, share)
            box = svg.Rect(x=part(x), y=y + 20, width=part(wide), height=24, class_=["fill", "edge", look])
            elements.append(box)
            if share >= NARROW:
                elements.append(words(x + wide / 2, y + 37, percent(share, 0), f"mid strong on-{look}"))
            x += wide
    return drawing(elements, step * len(rows), title, alt, name)


def curve(points: Sequence[CurvePoint], title: str, alt: str, name: str) -> Markup:
    """The fitted share of customers still there with its band, dots where customers were seen."""
    plot = Plot(axis(scale([0.0, 1.0], Unit.SHARE, parts=5), Unit.SHARE))
    reach = (points[-1].age - points[0].age) or 1
    places = [LEFT + (RIGHT - LEFT) * (p.age - points[0].age) / reach for p in points]
    banded = [(x, p) for x, p in zip(places, points, strict=True) if known(p.low) is not None]
    plot.band([(x, p.low or 0.0) for x, p in banded], [(x, p.high or 0.0) for x, p in banded])
    plot.path([(x, p.fitted) for x, p in zip(places, points, strict=True)], "l")
    step = -(-len(points) // NAMES)
    for i, (x, p) in enumerate(zip(places, points, strict=True)):
        if known(p.observed) is not None:
            plot.add(mark(x, plot.y(p.observed or 0.0), "ink", 3.5))
        if i % step == 0:
            plot.foot(x, str(p.age))
    last = points[-1].fitted
    plot.add(words(places[-1], plot.y(last) + 4, short(last, Unit.SHARE), "strong blue", dx=7))
    return plot.done(title, alt, name)
