"""Teams and agents: a funnel of what chance gives, only those outside it named; never a league table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Funnel, FunnelPoint, Tone, Unit, Variation
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import Options, axis, font, labels, last_label, layout, line, points, value_axis
from cxcel_addin.report.render.overlays import tone_name
from cxcel_addin.report.render.page import Head, Page, Row, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    COUNT_FORMAT,
    FAINT,
    INDENT,
    INK,
    MUTED,
    ORANGE_TEXT,
    RIGHT,
    SMALL,
    short,
    tone_look,
    tone_mark,
)
from cxcel_addin.report.render.text import clip
from cxcel_addin.report.render.theme import theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_WIDTHS = [596, 24, 112, 66, 60, 174]
SIDE = 2  # first column of the words beside the chart
NAMED, LETTERS = 8, 18  # labels in a chart and their length
RATE = "0.0%"
FROM_ZERO = 0.4  # of the largest base: where the smallest is larger, the axis of bases starts beside it


def draw(book: Book, variation: Variation) -> None:
    """Draw the first funnel large with who lies outside beside it, the next one small under the words."""
    page = Page(book, variation.section, _WIDTHS)
    first, *others = variation.funnels
    page.head(first.head, first.note, room=page.widths[0])
    page.head(first.title, "", col=SIDE, room=page.span(SIDE, page.last))
    page.down(24)
    top, height = page.row, page.room - 8
    size = float(page.widths[0]), height
    page.put(funnel_chart(book, first, size), top, 0, size, first.alt)
    used = _outside(page, first)
    for other in others:
        used += page_gap(page, 12)
        used += _small(page, other, height - used - 130)
    beside = not theme().large or used + 10 + _reading_height(page, variation, SIDE) <= height
    if beside:
        used += page_gap(page, 10)
        used += _reading(page, variation, SIDE)
    page.space(height - used)
    if not beside:
        page.need(_reading_height(page, variation, 0))
        _reading(page, variation, 0)
    page.close()


def page_gap(page: Page, pixels: int) -> float:
    """Empty space beside the chart."""
    page.down(pixels)
    return pixels


def _outside(page: Page, funnel: Funnel) -> float:
    """A table of those outside; the others are counted."""
    one, base, rate, reading = funnel.heads
    heads = [Head(one, "left"), heading(base), heading(rate), heading(reading, "left")]
    named = [p for p in funnel.points if p.outside][:NAMED]
    used = page.header_at(page.row, heads, first=SIDE) if named else 0.0
    if used:
        page.down(used)
    for point in named:
        row = Row(
            [
                cell(point.label, BOLD),
                cell(point.figure.n, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
                cell(point.figure.value, RIGHT, BOLD, {"num_format": RATE}),
                cell(point.verdict.text, tone_look(point.verdict.tone), INDENT),
            ],
            22,
        )
        height = page.height_of(row, first=SIDE)
        page.write_row(page.row, row, first=SIDE)
        page.down(height)
        used += float(height)
    if funnel.others:
        below = page.prose(SIDE, page.last, funnel.others, SMALL, base=22)
        page.down(below)
        used += below
    return used


def _small(page: Page, funnel: Funnel, height: float) -> float:
    """The second funnel under the table of the first."""
    page.head(funnel.head, "", col=SIDE, room=page.span(SIDE, page.last))
    page.down(24)
    table = _outside(page, funnel)
    left = max(120.0, min(190.0, height - table - 24))
    size = float(page.span(SIDE, page.last)), left
    chart = funnel_chart(page.book, funnel, size, small=True)
    page.put(chart, page.row, page.span(0, SIDE - 1), size, funnel.alt)
    page.space(left)
    return 24 + table + left


def _reading_height(page: Page, variation: Variation, col: int) -> float:
    """Pixels for the words on how to read it, from a column on."""
    return 22 + sum(page.prose_height(col, page.last, text, SMALL, base=20) for text in variation.reading)


def _reading(page: Page, variation: Variation, col: int) -> float:
    page.head(variation.reading_head, "", col=col, room=page.span(col, page.last))
    page.down(22)
    for text in variation.reading:
        page.down(page.prose(col, page.last, text, SMALL, {"valign": "top"}, base=20))
    return _reading_height(page, variation, col)


def funnel_chart(book: Book, funnel: Funnel, size: tuple[float, float], *, small: bool = False) -> Chart:
    """Five lines and the dots; a small one names its dots only."""
    chart = book.chart("scatter", "straight")
    _limits(book, chart, funnel, named=not small)
    for tone, outside in ((Tone.FEW, False), (Tone.QUIET, False), (Tone.BETTER, True), (Tone.WORSE, True)):
        some = [p for p in funnel.points if p.verdict.tone is tone and p.outside is outside]
        _dots(book, chart, funnel, some, tone, small)
    rates = [p.figure.value for p in funnel.points]
    lines = chain.from_iterable((p.low_998, p.high_998) for p in funnel.limits[4:])
    up = scale([*rates, *lines], Unit.SHARE, parts=7)
    bases = [p.figure.n for p in funnel.points]
    whole = min(bases) < FROM_ZERO * max(bases)
    ends = [0.0 if whole else funnel.limits[0].n, funnel.limits[-1].n]
    across = scale(ends, Unit.COUNT, parts=4 if small else 7, from_zero=whole)
    chart.set_y_axis(value_axis(up))
    chart.set_x_axis(axis(across.low, across.high, across.step, COUNT_FORMAT, name=funnel.base, name_font=font()))
    left = 44 / size[0]
    chart.set_plotarea(layout(left, 0.02, 0.985 - left, 1 - 0.02 - 50 / size[1]))
    return chart


def _limits(book: Book, chart: Chart, funnel: Funnel, *, named: bool) -> None:
    limits = funnel.limits
    n, middle, *lines = book.block(
        joined([funnel.title, joined(funnel.limit_labels, ", ")], ": "),
        [
            Column(funnel.base, [p.n for p in limits], COUNT_FORMAT),
            Column(funnel.centre_label, [funnel.centre] * len(limits), RATE),
            Column(say("{limit}, low", limit=funnel.limit_labels[0]), [p.low_95 for p in limits], RATE),
            Column(say("{limit}, high", limit=funnel.limit_labels[0]), [p.high_95 for p in limits], RATE),
            Column(say("{limit}, low", limit=funnel.limit_labels[1]), [p.low_998 for p in limits], RATE),
            Column(say("{limit}, high", limit=funnel.limit_labels[1]), [p.high_998 for p in limits], RATE),
        ],
    )
    end = last_label(funnel.centre_label, len(limits), "above", INK)
    chart.add_series(line(funnel.centre_label, n, middle, INK, 1.75) | ({"data_labels": end} if named else {}))
    looks = (("dash", False), ("dash", True), ("solid", False), ("solid", True))
    for (dash, high), ref in zip(looks, lines, strict=True):
        label = funnel.limit_labels[0 if dash == "dash" else 1]
        series = line(label, n, ref, FAINT, 1.0, dash)
        chart.add_series(series | ({"data_labels": _at(label, len(limits), dash)} if high and named else {}))


def _at(text: str, count: int, dash: str) -> Options:
    """A limit named far enough along for the lines to be apart: the outer one above, the inner one below."""
    at = round(0.8 * count)
    texts = [None] * at + [text] + [None] * (count - at - 1)
    return labels(texts, "below" if dash == "dash" else "above", MUTED)


def _dots(book: Book, chart: Chart, funnel: Funnel, some: Sequence[FunnelPoint], tone: Tone, small: bool) -> None:
    """Only those outside are named: names of the others beside their rates would be a league table."""
    if not some:
        return
    outside = some[0].outside
    some = some if outside else sorted(some, key=lambda p: (p.figure.n, p.figure.value))
    refs = book.block(
        joined([funnel.title, some[0].verdict.text], ": "),
        [
            *([Column(funnel.heads[0], [p.label for p in some])] if outside else []),
            Column(funnel.heads[1], [p.figure.n for p in some], COUNT_FORMAT),
            Column(funnel.heads[2], [p.figure.value for p in some], RATE),
            Column(say("low"), [p.figure.low for p in some], RATE),
            Column(say("high"), [p.figure.high for p in some], RATE),
        ],
    )
    series = points(tone_name(tone), refs[-4], refs[-3], tone_mark(tone), 9 if outside else 6)
    if outside:
        rates = ["" if small else f"  {short(p.figure.value, Unit.SHARE)}" for p in some]
        texts = [f"{clip(p.label, LETTERS)}{rate}" for p, rate in zip(some[:NAMED], rates, strict=False)]
        color = BLUE if tone is Tone.BETTER else ORANGE_TEXT
        above = (some[0].z or 0.0) > 0
        side = ("above" if above else "below") if small else "right"
        rest = [None] * (len(some) - len(texts))
        series |= {"data_labels": labels([*texts, *rest], side, color, _size(small), bold=True)}
    chart.add_series(series)


def _size(small: bool) -> float:
    """The type of a name; LibreOffice breaks a label that is wider than a fifth of its chart, within a word too."""
    if small:
        return 6.5 if theme().large else 8
    return 9
