"""Charts of shares: the distribution of answers and the stacked bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.numbers import percent
from cxcel_addin.report.model import Bands, Bar, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import axis, font, labels, layout
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import BLUE, FAINT, INK, MUTED, ORANGE, PALE, WHITE
from cxcel_addin.report.render.text import clip, literal, width
from cxcel_addin.report.render.theme import theme

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_FILL = {Tone.WORSE: ORANGE, Tone.QUIET: PALE, Tone.BETTER: BLUE, Tone.REAL: FAINT, Tone.FEW: PALE}
LEAST = 0.01  # shares under this carry no label
NARROW = 0.045  # the same inside a stacked bar


def distribution(book: Book, title: str, bars: Sequence[Bar], size: tuple[float, float]) -> Chart:
    """Columns from zero in three fills."""
    names, shares = book.block(
        title, [Column(say("answer"), [b.label for b in bars]), Column(say("share"), [b.share for b in bars], "0.0%")]
    )
    top = scale([1.08 * max((b.share for b in bars), default=0.0)], Unit.SHARE, parts=20, from_zero=True)
    chart = book.chart("column")
    chart.add_series(
        {
            "name": say("share of answers"),
            "categories": names,
            "values": shares,
            "gap": 18,
            "points": [{"fill": {"color": theme().paint(_FILL[b.tone])}} for b in bars],
            "data_labels": labels([percent(b.share) if b.share >= LEAST else None for b in bars], "outside_end", MUTED),
        }
    )
    chart.set_x_axis(axis())
    chart.set_y_axis(axis(0, top.high, top.step, labels=False))
    chart.set_plotarea(layout(0.01, 0.02, 0.98, 1 - 0.02 - 30 / size[1]))
    return chart


def bands(
    book: Book, title: str, names: tuple[str, str, str], rows: Sequence[Bands], size: tuple[float, float]
) -> Chart:
    """Stacked bars of 100%, the first period on top."""
    refs = book.block(
        title,
        [
            Column(say("period"), [clip(row.label, 40) for row in rows]),
            *(
                Column(name, [getattr(row, part) for row in rows], "0.0%")
                for name, part in zip(names, ("low", "middle", "high"), strict=True)
            ),
        ],
    )
    chart = book.chart("bar", "percent_stacked")
    looks = (("low", ORANGE, WHITE), ("middle", PALE, INK), ("high", BLUE, WHITE))
    for (part, fill, ink), name, ref in zip(looks, names, refs[1:], strict=True):
        shares = [getattr(row, part) for row in rows]
        texts = [percent(share) if share >= NARROW else None for share in shares]
        chart.add_series(
            {
                "name": literal(name),
                "categories": refs[0],
                "values": ref,
                "fill": {"color": theme().paint(fill)},
                "border": {"color": WHITE, "width": 1.5},
                "gap": 40,
                "data_labels": labels(texts, "center", ink, 10 if len(rows) <= 6 else 8, bold=True),
            }
        )
    # of a bar chart, y is the axis of categories
    chart.set_y_axis(axis(reverse=True) | {"num_font": font(INK, 9 if len(rows) <= 8 else 8), "line": {"none": True}})
    chart.set_x_axis(axis(0, 1, 0.25, "0%", labels=False))
    left = min(0.4, (max((width(clip(row.label, 40), 9) for row in rows), default=0) + 14) / size[0])
    chart.set_plotarea(layout(left, 0.02, 0.98 - left, 0.94))
    return chart
