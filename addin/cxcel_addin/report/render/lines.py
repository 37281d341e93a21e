"""Charts over time and over groups: the band, ordinary variation, small charts on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.report.model import ControlChart, Labelled, TrendPoint, Unit
from cxcel_addin.report.render.book import DATE, Book, Column
from cxcel_addin.report.render.charts import (
    Options,
    axis,
    crowded,
    date_axis,
    dots,
    font,
    labels,
    last_label,
    layout,
    line,
    points,
    value_axis,
    whiskers,
)
from cxcel_addin.report.render.overlays import reaches
from cxcel_addin.report.render.scale import Scale
from cxcel_addin.report.render.styles import (
    BLUE,
    BLUE_TINT,
    COUNT_FORMAT,
    FAINT,
    HAIR,
    INK,
    MUTED,
    ORANGE,
    ORANGE_TEXT,
    RULE,
    Mark,
    cell_value,
    data_format,
    known,
    short,
    target_label,
)
from cxcel_addin.report.render.text import fit_lines, line_height, literal, plain, width
from cxcel_addin.report.render.theme import theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

Numbers = list[float | None]
TITLE = 0.78  # of a chart's width: longer titles are wrapped, by Excel and by LibreOffice
WRAPPED = 5  # groups whose names may be wrapped


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded band between two lines of cells."""

    dates: str
    low: str
    width: str
    color: str


def trend(book: Book, title: str, trend: Sequence[TrendPoint], unit: Unit, scale: Scale, target: float | None) -> Chart:
    """The moving window with its band, single periods as dots, the target as a dashed line."""
    shown = [p for p in trend if known(p.value) is not None]
    fmt, count = data_format(unit), len(shown)
    value, single = _cells([p.value for p in shown], unit), _cells([p.single for p in shown], unit)
    low = [a if a is not None else v for a, v in zip(_cells([p.low for p in shown], unit), value, strict=True)]
    high = [a if a is not None else v for a, v in zip(_cells([p.high for p in shown], unit), value, strict=True)]
    goal = cell_value(target, unit)
    days, lows, widths, _, values, singles, goals, _ = book.block(
        title,
        [
            Column(say("from"), [p.start for p in shown], DATE),
            Column(say("low"), low, fmt),
            Column(say("band"), reaches(high, low), fmt),
            Column(say("high"), high, fmt),
            Column(say("value"), value, fmt),
            Column(say("single"), single, fmt),
            Column(say("target"), [goal] * count, fmt),
            Column(say("answers"), [p.n for p in shown], COUNT_FORMAT),
        ],
    )
    over = book.chart("line")
    last = value[-1] if value else None
    near = crowded(scale, [goal, last])
    if goal is not None:
        over.add_series(_target(days, goals, count, target_label(target, unit), "above" if near else "right"))
    if any(v is not None for v in single):
        over.add_series(points(say("single"), days, singles, Mark(FAINT), 4))
    end = last_label(short(shown[-1].value, unit), count, color=BLUE, size=11, bold=True) if shown else {}
    over.add_series(line(say("value"), days, values, BLUE, 2.25) | {"data_labels": end})
    return _banded(book, over, Band(days, lows, widths, BLUE_TINT), [p.start for p in shown], scale)


def control(book: Book, chart: ControlChart, scale: Scale) -> Chart:
    """Values by week with the limits of ordinary variation; odd ones are diamonds with one label for the run."""
    fmt, count = data_format(chart.unit), len(chart.starts)
    value = _cells(chart.values, chart.unit)
    low, high, middle, goal = (cell_value(v, chart.unit) for v in (chart.low, chart.high, chart.median, chart.target))
    strange = [v if odd else None for v, odd in zip(value, chart.odd, strict=True)]
    days, values, odd, _, lows, widths, goals = book.block(
        chart.title,
        [
            Column(say("from"), list(chart.starts), DATE),
            Column(say("value"), value, fmt),
            Column(say("out of the ordinary"), strange, fmt),
            Column(say("median"), [middle] * count, fmt),
            Column(say("low"), [low] * count, fmt),
            Column(say("band"), reaches([high] * count, [low] * count), fmt),
            Column(say("target"), [goal] * count, fmt),
        ],
    )
    over = book.chart("line")
    if goal is not None:
        over.add_series(_target(days, goals, count, target_label(chart.target, chart.unit), "right"))
    body = line(chart.title, days, values, MUTED, 1.5)
    over.add_series(body | {"marker": dots(Mark(MUTED), 4 if count <= 60 else 2)})
    if any(chart.odd):
        tag = _odd_label(chart, strange, middle)
        over.add_series(
            points(say("out of the ordinary"), days, odd, Mark(ORANGE, "diamond"), 8) | {"data_labels": tag}
        )
    return _banded(book, over, Band(days, lows, widths, HAIR), chart.starts, scale)


def _odd_label(chart: ControlChart, strange: Numbers, middle: float | None) -> Options:
    """The label of a run stands at its farthest point, on the side that has room."""
    far = max(
        (i for i, v in enumerate(strange) if v is not None),
        key=lambda i: abs((strange[i] or 0.0) - (middle or 0.0)),
        default=0,
    )
    step = -1 if far > 0.6 * len(strange) else 1
    while 0 < far < len(strange) - 1 and strange[far + step] is not None:
        far += step
    texts: list[str | None] = [None] * len(strange)
    texts[far] = chart.odd_label
    side = "left" if step < 0 else "right"
    return labels(texts, side, ORANGE_TEXT, 8, bold=True)


def _cells(values: Sequence[float | None], unit: Unit) -> Numbers:
    return [cell_value(v, unit) for v in values]


def _target(days: str, goals: str, count: int, text: str, side: str) -> Options:
    """The dashed line of a target, named at its end, or before it where another label stands."""
    texts: list[str | None] = [None] * count
    texts[-1 if side == "right" else min(count - 1, max(1, count // 10))] = text
    return line(say("target"), days, goals, INK, 1.0, "dash") | {"data_labels": labels(texts, side, MUTED)}


def _banded(book: Book, over: Chart, band: Band, days: Sequence[date], scale: Scale) -> Chart:
    """A line chart laid over a band: a low area without fill carries the shaded one."""
    area = book.chart("area", "stacked")
    parts = ((say("low"), band.low, {"none": True}), (say("band"), band.width, {"color": theme().paint(band.color)}))
    for name, ref, fill in parts:
        area.add_series({"name": name, "categories": band.dates, "values": ref, "fill": fill, "border": {"none": True}})
    area.combine(over)
    area.set_x_axis(date_axis(days))
    area.set_y_axis(value_axis(scale))
    return area


def place_ends(chart: Chart, size: tuple[float, float], axis_words: Sequence[str], end_words: Sequence[str]) -> None:
    """Set the plot so that the numbers of the axis and the labels at the ends of lines have room."""
    left = (max((width(w, 8) for w in axis_words), default=0) + 14) / size[0]
    right = (max((width(w, 9) for w in end_words), default=0) + 14) / size[0]
    chart.set_plotarea(layout(left, 0.03, 1 - left - right, 1 - 0.03 - 30 / size[1]))


def groups(
    book: Book,
    title: str,
    rows: Sequence[Labelled],
    unit: Unit,
    scale: Scale,
    color: str,
    *,
    size: tuple[float, float],
    heading: bool = True,
    numbers: bool = True,
    beside: Sequence[str] = (),
) -> Chart:
    """One small chart: a value with its interval for each group, on a scale shared with its neighbours.

    `beside` are the titles of the charts in its row: all of them leave room for two lines where one needs it.
    """
    names, values, lows, highs, minus, plus = _group_block(book, title, rows, unit)
    texts = [short(r.figure.value, unit) if known(r.figure.value) is not None else None for r in rows]
    room = size[0] * 0.86 / max(1, len(rows))
    chart = book.chart("line")
    series = line(title, names, values, color, 1.25) | {
        "marker": dots(Mark(color), 7 if len(rows) <= 8 else 5),
        "y_error_bars": whiskers(minus, plus, color),
    }
    chart.add_series(series)
    if numbers and all(width(t or "", 9) + 4 <= room for t in texts):
        below = _below(rows, unit, scale)
        if not all(known(r.figure.low) is not None and known(r.figure.high) is not None for r in rows):
            lows = highs = values
        for side, ends, name in (("above", highs, say("high")), ("below", lows, say("low"))):
            some = [text if under is (side == "below") else None for text, under in zip(texts, below, strict=True)]
            if any(some):
                look = {"line": {"none": True}, "data_labels": labels(some, side, INK, 9)}
                chart.add_series(line(name, names, ends, color) | look)
    named = labels_fit([r.label for r in rows], size)
    chart.set_x_axis(axis(label_position="low") if named else axis(labels=False, line={"color": RULE, "width": 0.75}))
    chart.set_y_axis(value_axis(scale))
    left = (max(width(short(v, unit), 8) for v in _ends(scale, unit)) + 12) / size[0]
    top = 0.04
    if heading:
        room = size[0] * TITLE
        two = any(width(plain(name), 9, bold=True) > room for name in (title, *beside))
        top = (30 + two * line_height(9)) / size[1]
        overlay = {"overlay": True, "layout": {"x": left, "y": 0.005}}
        name = literal(fit_lines(title, room, 2, 9, bold=True))
        chart.set_title({"name": name, "name_font": font(INK, 9, bold=True)} | overlay)
    chart.set_plotarea(layout(left, top, 0.98 - left, 1 - top - 28 / size[1]))
    return chart


def _group_block(book: Book, title: str, rows: Sequence[Labelled], unit: Unit) -> tuple[str, ...]:
    """The numbers of a small chart; where its names, values, limits and lengths of error bars stand."""
    fmt = data_format(unit)
    value, low, high = (_cells([getattr(r.figure, part) for r in rows], unit) for part in ("value", "low", "high"))
    refs = book.block(
        title,
        [
            Column(say("group"), [r.label for r in rows]),
            Column(say("value"), value, fmt),
            Column(say("low"), low, fmt),
            Column(say("high"), high, fmt),
            Column(say("answers"), [r.figure.n for r in rows], COUNT_FORMAT),
            Column(say("minus"), reaches(value, low), fmt),
            Column(say("plus"), reaches(high, value), fmt),
        ],
    )
    return refs[0], refs[1], refs[2], refs[3], refs[5], refs[6]


def labels_fit(names: Sequence[str], size: tuple[float, float]) -> bool:
    """Whether each group may be named below; LibreOffice slants and cuts names that stand close."""
    room = size[0] * 0.86 / max(1, len(names))
    return len(names) <= WRAPPED or all(width(name, 8) + 2 <= room for name in names)


def _ends(scale: Scale, unit: Unit) -> tuple[float, float]:
    """The ends of an axis in the unit of the model."""
    day = 86_400 if unit is Unit.SECONDS else 1
    return scale.low * day, scale.high * day


def _below(rows: Sequence[Labelled], unit: Unit, scale: Scale) -> list[bool]:
    """Whether each number stands under its interval: where the line comes down to its dot, it runs through the rest."""
    seen = _cells([r.figure.value for r in rows], unit)
    out = []
    for i, value in enumerate(seen):
        near = [v for v in (*seen[max(0, i - 1) : i], *seen[i + 1 : i + 2]) if v is not None]
        lower = value is not None and bool(near) and sum(near) / len(near) - value > 0.08 * (scale.high - scale.low)
        out.append(lower)
    return out
