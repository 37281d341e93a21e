"""How long customers stay: the curve with its band and the ages seen; and who is likely to leave, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Figure, Retention, RiskRow, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import axis, last_label, layout, line, points, value_axis
from cxcel_addin.report.render.estimates import AXIS, estimate
from cxcel_addin.report.render.overlays import reaches
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BLUE,
    BLUE_TINT,
    BOLD,
    COUNT_FORMAT,
    DASH,
    INK,
    NOTE,
    RIGHT,
    SMALL,
    Mark,
    known,
    short,
    tone_look,
    value_format,
)
from cxcel_addin.report.render.theme import theme
from cxcel_addin.report.render.weights import weights

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_WIDTHS = [150, 92, 104, 236, 66, 62, 62, 80, 62, 118]
BARS = 3  # column of the bars
TABLE_AT = 4  # first column of the table of ages
MOST_AGES = 10  # rows of that table; all of them stand in Chart data
CURVE = 268  # least height


def draw(book: Book, retention: Retention) -> None:
    """Draw the curve with its ages, and the groups of risk."""
    page = Page(book, retention.section, _WIDTHS)
    if retention.curve:
        _curve(page, retention)
    if retention.risk:
        page.gap()
        _risk(page, retention)
    page.close()


def _curve(page: Page, retention: Retention) -> None:
    page.head(say("Share of customers still there"), retention.curve_head)
    page.down(24)
    size = float(page.span(0, TABLE_AT - 1) - 20), float(CURVE)
    page.put(_curve_chart(page.book, retention, size), page.row, 0, size, retention.curve_alt)
    heads = [heading(retention.age_head), heading(say("Customers")), heading(say("Seen")), heading(say("Fitted"))]
    heads.append(Head(say("95% interval"), "across", over=2))
    used = page.header_at(page.row, [*heads, None], first=TABLE_AT)
    page.down(used)
    for point in retention.curve[1 : MOST_AGES + 1]:
        seen = (
            cell(point.observed, RIGHT, BOLD, {"num_format": "0.0%"})
            if point.observed is not None
            else cell(DASH, RIGHT, SMALL)
        )
        cells: list[Cell] = [
            cell(float(point.age), RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
            cell(point.n or None, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
            seen,
            cell(point.fitted, RIGHT, {"num_format": "0.0%"}),
            *between(point.low, point.high, "0.0%"),
        ]
        row = Row(cells)
        page.drawn.about(page.row, joined([retention.age_head, str(point.age)], " "))
        page.write_row(page.row, row, first=TABLE_AT)
        page.down(page.height_of(row, first=TABLE_AT))
        used += 20
    note = page.prose(TABLE_AT, page.last, retention.curve_note, NOTE, base=20, pad=10)
    page.down(note)
    page.space(CURVE - used - note)


def _curve_chart(book: Book, retention: Retention, size: tuple[float, float]) -> Chart:
    """A band under the fitted line, dots where customers were seen; a low area without fill carries the band."""
    curve = retention.curve
    low, high = [known(p.low) for p in curve], [known(p.high) for p in curve]
    ages, fitted, seen, lows, _, widths, _ = book.block(
        say("Retention curve"),
        [
            Column(retention.age_head, [float(p.age) for p in curve], COUNT_FORMAT),
            Column(say("fitted"), [p.fitted for p in curve], "0.0%"),
            Column(say("seen"), [p.observed for p in curve], "0.0%"),
            Column(say("low"), low, "0.0%"),
            Column(say("high"), high, "0.0%"),
            Column(say("band"), reaches(high, low), "0.0%"),
            Column(say("customers"), [p.n for p in curve], COUNT_FORMAT),
        ],
    )
    over = book.chart("line")
    end = last_label(short(curve[-1].fitted, Unit.SHARE), len(curve), color=BLUE, size=11, bold=True)
    over.add_series(line(say("fitted"), ages, fitted, BLUE, 2.25) | {"data_labels": end})
    over.add_series(points(say("seen"), ages, seen, Mark(INK), 6))
    area = book.chart("area", "stacked")
    for name, ref, fill in (
        (say("low"), lows, {"none": True}),
        (say("band"), widths, {"color": theme().paint(BLUE_TINT)}),
    ):
        area.add_series({"name": name, "categories": ages, "values": ref, "fill": fill, "border": {"none": True}})
    area.combine(over)
    area.set_x_axis(axis(num_format="0", position_axis="on_tick"))
    area.set_y_axis(value_axis(scale([0.0, 1.0], Unit.SHARE, parts=5)))
    area.set_plotarea(layout(46 / size[0], 0.03, 1 - 110 / size[0], 1 - 0.03 - 30 / size[1]))
    return area


def _risk(page: Page, retention: Retention) -> None:
    page.need(24 + 20 + 26 * len(retention.risk) + AXIS)
    page.head(say("Customers by signs of leaving"), retention.risk_head)
    page.down(24)
    figures = [row.figure or Figure(None) for row in retention.risk]
    scaled = scale([v for f in figures for v in (f.value, f.high)], Unit.SHARE, parts=5, from_zero=True)

    def bars(placed: Placed) -> None:
        part = slice(placed.first, placed.first + len(placed.heights))
        names = [row.label for row in retention.risk[part]]
        tones = [Tone.BETTER] * len(names)
        chart = weights(page.book, say("Share who left"), names, figures[part], tones, placed.heights, scaled)
        size = page.widths[BARS], sum(placed.heights) + AXIS
        page.put(chart, placed.top, page.span(0, BARS - 1), size, retention.risk_alt)

    known_left = retention.known
    page.table(
        _risk_heads(retention),
        [_risk_row(row, retention) for row in retention.risk],
        axis=AXIS if known_left else 0,
        draw=bars if known_left else None,
    )
    if retention.risk_note:
        page.down(page.prose(0, page.last, retention.risk_note, SMALL, base=22))


def _risk_heads(retention: Retention) -> list[Head | None]:
    heads: list[Head | None] = [
        Head(say("Group"), "left"),
        heading(say("Customers now")),
        heading(retention.money_head or ""),
    ]
    if not retention.known:
        return heads
    across = Head(say("95% interval"), "across", over=2)
    return [*heads, Head(say("share who left"), "center"), heading(say("Left")), across, None, heading(say("of"))]


def _risk_row(row: RiskRow, retention: Retention) -> Row:
    if row.customers is None:
        hidden = cell(say("hidden: too few"), tone_look(Tone.FEW))
        return Row([cell(row.label, tone_look(Tone.FEW)), hidden], 26)
    cells: list[Cell] = [
        cell(row.label),
        cell(row.customers, RIGHT, {"num_format": COUNT_FORMAT}),
        cell(known(row.money), RIGHT, {"num_format": value_format(Unit.MONEY, row.money)}),
    ]
    if retention.known:
        figure = row.figure
        base = cell(figure.n if figure else None, RIGHT, SMALL, {"num_format": COUNT_FORMAT})
        cells += [cell(None), *estimate(figure, Unit.SHARE), base]
    return Row(cells, 26)
