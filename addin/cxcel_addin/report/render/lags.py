"""Earlier and later: r at each lag in cells, and for the clearest measures as dots with intervals."""

from __future__ import annotations

from dataclasses import replace

from cxcel_addin.language import say
from cxcel_addin.report.model import Labelled, LagEye, LagRow, Lags, Tone
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.heat import heat, legend, tint
from cxcel_addin.report.render.lines import groups
from cxcel_addin.report.render.page import Head, Page, Row, cell, heading
from cxcel_addin.report.render.scale import Scale, symmetric
from cxcel_addin.report.render.styles import BLUE, COUNT_FORMAT, FAINT, INDENT, NOTE, R_FORMAT, p_format, tone_look
from cxcel_addin.report.render.theme import theme

NAME, VERDICT = 160, 208
EYES = 4  # small charts side by side
STRONGEST = 0.6  # lags are weaker than links of single cases
LAGS = '+0;"−"0;0'


def draw(book: Book, lags: Lags) -> None:
    """Draw the table of lags and the small charts."""
    size = len(lags.lags)
    across = theme().across
    each = (across - NAME - VERDICT) // size
    page = Page(book, lags.section, [NAME, *[each] * size, across - NAME - each * size])
    page.head(lags.head, lags.note)
    page.down(24)
    first = page.row + 1
    heads = [
        Head(lags.heads[0], "left"),
        *(Head(label, "center") for label in lags.labels),
        heading(lags.heads[1], "left"),
    ]
    page.table(heads, [_row(row) for row in lags.rows])
    tint(page, first, 1, first + len(lags.rows) - 1, size, STRONGEST)
    page.down(page.prose(0, page.last, legend(lags.legend), NOTE, base=18))
    _data(book, lags)
    if lags.eyes:
        _eyes(page, lags)
    page.close()


def _row(row: LagRow) -> Row:
    verdict = replace(cell(row.verdict.text, tone_look(row.verdict.tone), INDENT), aside=row.detail)
    return Row([cell(row.title), *(heat(point, 8) for point in row.points), verdict], 23)


def _data(book: Book, lags: Lags) -> None:
    """Every lag with its interval."""
    words = dict(lags.legend)
    every = [(row.title, lag, p) for row in lags.rows for lag, p in zip(lags.lags, row.points, strict=True)]
    book.block(
        lags.section.kicker,
        [
            Column(say("measure"), [title for title, _, _ in every]),
            Column(say("lag"), [lag for _, lag, _ in every], LAGS),
            Column("r", [p.r for *_, p in every], R_FORMAT),
            Column(say("low"), [p.low for *_, p in every], R_FORMAT),
            Column(say("high"), [p.high for *_, p in every], R_FORMAT),
            Column("n", [p.n for *_, p in every], COUNT_FORMAT),
            Column(say("corrected p"), [p.p_adjusted for *_, p in every], p_format()),
            Column(say("verdict"), [words[p.code] for *_, p in every]),
        ],
    )


def _eyes(page: Page, lags: Lags) -> None:
    page.gap(10)
    axis = symmetric([v for eye in lags.eyes for _, f in eye.points for v in (f.value, f.low, f.high)])
    height = round(min(270.0, max(150.0, page.room - 26)))
    page.need(24 + height)
    page.head(lags.eyes_head, lags.eyes_note)
    page.down(24)
    share = page.width / max(2, len(lags.eyes))
    for i, eye in enumerate(lags.eyes):
        _eye(page, eye, axis, i * share, (share - 6, float(height)), lags)
    page.space(height)


def _eye(page: Page, eye: LagEye, axis: Scale, x: float, size: tuple[float, float], lags: Lags) -> None:
    color = BLUE if eye.tone is Tone.BETTER else FAINT
    rows = [Labelled(label, figure) for label, figure in eye.points]
    chart = groups(
        page.book,
        eye.title,
        rows,
        lags.eye_unit,
        axis,
        color,
        size=size,
        numbers=False,
        beside=[e.title for e in lags.eyes],
    )
    page.put(chart, page.row, x, size, eye.alt)
