"""Bars that lie over the rows of a table, each with a dark interval inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.report.model import Figure, Tone
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import axis, layout, value_axis, whiskers
from cxcel_addin.report.render.overlays import SIDE, reaches
from cxcel_addin.report.render.scale import Scale
from cxcel_addin.report.render.styles import BAR_BLUE, BAR_GREY, INK, known
from cxcel_addin.report.render.theme import theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

FILLS = {Tone.BETTER: BAR_BLUE, Tone.WORSE: BAR_GREY, Tone.REAL: BAR_GREY}
THIN = 1.25


def weights(
    book: Book,
    title: str,
    names: Sequence[str],
    figures: Sequence[Figure],
    tones: Sequence[Tone],
    heights: Sequence[int],
    scale: Scale,
) -> Chart:
    """Bars from zero, one to a row of equal height; the axis stands in the empty row below."""
    value = [known(f.value) for f in figures]
    low, high = [known(f.low) for f in figures], [known(f.high) for f in figures]
    refs = book.block(
        title,
        [
            Column(say("measure"), list(names)),
            Column(say("weight"), value, "0.0%"),
            Column(say("low"), low, "0.0%"),
            Column(say("high"), high, "0.0%"),
            Column(say("minus"), reaches(value, low), "0.0%"),
            Column(say("plus"), reaches(high, value), "0.0%"),
        ],
    )
    chart = book.chart("bar")
    chart.add_series(
        {
            "name": title,
            "categories": refs[0],
            "values": refs[1],
            "gap": 110,
            "border": {"none": True},
            "fill": {"color": BAR_GREY},
            "points": [
                {"fill": {"color": theme().paint(FILLS.get(tone, BAR_GREY))}, "border": {"none": True}}
                for tone in tones
            ],
            "x_error_bars": whiskers(refs[4], refs[5], INK, THIN),
        }
    )
    # of a bar chart, y is the axis of categories
    chart.set_y_axis(axis(labels=False, reverse=True))
    chart.set_x_axis(value_axis(scale, label_position="high"))
    total = sum(heights)
    chart.set_plotarea(layout(SIDE, 0.0, 1 - 2 * SIDE, total / (total + 24)))
    return chart
