"""The contact centre's own measures: against target, by formula, by week."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.language.numbers import general
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import ControlChart, Service, ServiceLevelRow, ServiceRow, Unit, Word
from cxcel_addin.report.render import lines
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.frame import WIDTH
from cxcel_addin.report.render.overlays import Bullet, bullets
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.scale import Scale, scale
from cxcel_addin.report.render.styles import (
    BOLD,
    DASH,
    INDENT,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    known,
    short,
    target_format,
    target_label,
    tone_look,
    value_format,
)

MEASURE, NUMBERS, TRACK, AGAINST, CHANGE = 166, 58, 208, 126, 110
FIRST = 3  # first column of the track
AXIS = 22
VERDICTS = ("target_verdict", "change_verdict")
LEAST = 170  # pixels of a chart of weeks


def draw(book: Book, service: Service) -> None:
    """Draw the panel; without any target the intervals stand where the bars would."""
    targets = any(_ratio(row) is not None for row in service.rows)
    parts = max(4 if targets else 2, len(service.thresholds) - 2)
    page = Page(book, service.section, _widths(parts, TRACK if targets else parts * NUMBERS))
    sentences = sorted({_control_scale(c).cut(c.unit) for c in service.charts if c.starts} - {""})
    if sentences:
        page.notes = joined([page.notes, say("Axes of lines do not show the whole scale.")], " ").strip()
    if service.rows:
        _panel(page, service, parts, targets)
    if service.levels and service.thresholds:
        _levels(page, service)
    charts = [c for c in service.charts if any(known(v) is not None for v in c.values)]
    if charts:
        _controls(page, charts)
    page.close()


def _widths(parts: int, pixels: int) -> list[int]:
    """The track is cut into narrow columns, so that the table of thresholds stands on the same grid."""
    each, rest = divmod(pixels, parts)
    track = [each + (1 if i < rest else 0) for i in range(parts)]
    measure = MEASURE + max(0, TRACK - pixels) // 2
    used = measure + 2 * NUMBERS + pixels + AGAINST + CHANGE
    return [measure, NUMBERS, NUMBERS, *track, AGAINST, CHANGE, WIDTH - used]


def _panel(page: Page, service: Service, parts: int, targets: bool) -> None:
    shown = _shown(service.rows)
    if targets:
        heads: list[Head | None] = [Head(say("Measure"), "left"), heading(say("Now")), heading(say("Target"))]
        heads += [Head(say("value as per cent of target"), "across", over=parts), *[None] * (parts - 1)]
    else:
        heads = [Head(say("Measure"), "left"), heading(say("Now")), Head(say("95% interval"), "across", over=2), None]
        heads += [heading(say("Base")), *[None] * (parts - 2)]
    words = {"target_verdict": say("Against target"), "change_verdict": say("Change")}
    heads += [heading(words[name], "left") for name in shown]
    heads += [heading(say("Formula"), "left", 3 - len(shown)), *[None] * (2 - len(shown))]
    rows = [_row(row, parts, targets, shown) for row in service.rows]
    axis = _track([r for r in map(_ratio, service.rows) if r is not None])

    def track(placed: Placed) -> None:
        part = service.rows[placed.first : placed.first + len(placed.heights)]
        marks = [Bullet(row.title, _ratio(row), row.target_verdict.tone) for row in part]
        chart = bullets(page.book, say("Service panel"), marks, placed.heights, scale=axis, axis_pixels=AXIS)
        size = page.span(FIRST, FIRST + parts - 1), sum(placed.heights) + AXIS
        page.put(chart, placed.top, page.span(0, FIRST - 1), size, service.chart_alt)

    page.table(heads, rows, header_pixels=22, axis=AXIS if targets else 0, draw=track if targets else None)


def _shown(rows: Sequence[ServiceRow]) -> list[str]:
    """The verdicts that any row has; the formula takes the room of the others."""
    return [name for name in VERDICTS if any(getattr(row, name).text for row in rows)]


def _ratio(row: ServiceRow) -> float | None:
    """The length of the bar: value as a share of its target."""
    value, target = known(row.now.value), known(row.target)
    return value / target if value is not None and target is not None and target > 0 and value >= 0 else None


def _track(ratios: Sequence[float]) -> Scale:
    """Bars start at zero and none is cut: the track is as long as the longest asks for."""
    top = max([1.5, *ratios])
    step = next((s for s in (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0, 100.0) if top / s <= 6.4), top)
    ends = step * -(-top // step)
    return Scale(0.0, ends, step, "0%")


def _row(row: ServiceRow, parts: int, targets: bool, shown: Sequence[str]) -> Row:
    number = cell_value(row.now.value, row.unit)
    look: Look = BOLD | RIGHT | {"num_format": value_format(row.unit, row.now.value)}
    now = cell(DASH, RIGHT, SMALL) if number is None else cell(number, look)
    if targets:
        middle = [_target(row), *[cell(None)] * parts]
    else:
        low, high = (cell_value(v, row.unit) for v in (row.now.low, row.now.high))
        base = cell(known(row.now.n), RIGHT, SMALL, {"num_format": value_format(Unit.COUNT, row.now.n)})
        middle = [*between(low, high, value_format(row.unit, row.now.high, exact=True)), base]
        middle += [cell(None)] * (parts - 2)
    verdicts: list[Word] = [getattr(row, name) for name in shown]
    words = [cell(word.text or None, tone_look(word.tone), INDENT) for word in verdicts]
    formula = cell(row.formula, SMALL, INDENT, span=3 - len(shown))
    return Row([cell(row.title), now, *middle, *words, formula], 26)


def _target(row: ServiceRow) -> Cell:
    if known(row.target) is None:
        return cell(DASH, RIGHT, SMALL)
    look: Look = {"num_format": target_format(row.unit, row.target, row.better)}
    return cell(cell_value(row.target, row.unit), RIGHT, SMALL, look)


def _levels(page: Page, service: Service) -> None:
    """Service level by every named formula: the definition moves the number."""
    page.gap(8)
    page.need(24 + 20 + 20 * len(service.levels))
    page.head(say("Service level by formula"), say("share answered within each time; the scorecard uses the bold one"))
    page.down(24)
    count = min(len(service.thresholds), page.last - 3)
    blanks = page.last - 2 - count
    heads: list[Head | None] = [Head(say("Formula"), "left")]
    heads += [heading(say("{n} s", n=general(seconds))) for seconds in service.thresholds[:count]]
    heads += [*[None] * (blanks - 1), heading(say("How it is counted"), "left", 3)]
    rows = [_level(row, count, blanks) for row in service.levels]
    page.table([*heads, None, None], rows)


def _level(row: ServiceLevelRow, count: int, blanks: int) -> Row:
    strong: Look = BOLD if row.used else {}
    values = [
        cell(v, RIGHT, {"num_format": "0.0%"}, strong) if known(v) is not None else cell(DASH, RIGHT, SMALL)
        for v in row.values[:count]
    ]
    return Row(
        [
            cell(row.name, strong),
            *values,
            *[cell(None)] * (blanks - 1),
            cell(row.formula, SMALL, INDENT, span=3),
        ]
    )


def _control_scale(chart: ControlChart) -> Scale:
    return scale([*chart.values, chart.low, chart.high, chart.target], chart.unit)


def _controls(page: Page, charts: Sequence[ControlChart]) -> None:
    """Two charts side by side, as high as the page allows."""
    for start in range(0, len(charts), 2):
        part = charts[start : start + 2]
        page.gap(8)
        page.need(24 + LEAST)
        height = round(min(290.0, page.room - 24 - 4))
        share = page.width / (2 if len(charts) > 1 else 1)
        for i, chart in enumerate(part):
            page.head(chart.title, chart.head, col=page.nearest(i * share), room=share)
            _control(page, chart, page.span(0, page.nearest(i * share) - 1) if i else 0.0, (share - 24, float(height)))
        page.down(24)
        page.space(height)


def _control(page: Page, chart: ControlChart, x: float, size: tuple[float, float]) -> None:
    axis = _control_scale(chart)
    drawn = lines.control(page.book, chart, axis)
    day = 86_400 if chart.unit is Unit.SECONDS else 1
    ends = [short(v * day, chart.unit) for v in (axis.low, axis.high)]
    goal = [] if chart.target is None else [target_label(chart.target, chart.unit)]
    lines.place_ends(drawn, size, ends, goal)
    page.put(drawn, page.row + 1, x, (min(size[0], page.width - x), size[1]), chart.alt)
