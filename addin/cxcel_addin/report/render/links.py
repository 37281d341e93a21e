"""Speed against substance: how strongly each measure moves with the outcome, and the same seen with the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxcel_addin.report.model import Eye, Figure, Link, Links, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import GUIDE, THRESHOLD
from cxcel_addin.report.render.frame import WIDTH
from cxcel_addin.report.render.lines import groups
from cxcel_addin.report.render.overlays import Dot, Guide, interval_rows
from cxcel_addin.report.render.page import Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.scale import scale, symmetric
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    COUNT_FORMAT,
    DASH,
    FAINT,
    INDENT,
    NOTE,
    ORANGE,
    P_FORMAT,
    R_FORMAT,
    RIGHT,
    SMALL,
    known,
    tone_look,
)

if TYPE_CHECKING:
    from cxcel_addin.report.render.scale import Scale

_WIDTHS = [168, 78, 242, 48, 62, 50, 58, 80, 246]
_HEADS = [
    Head("Measure", "left"),
    heading("Grain", "left"),
    Head("lower   ←   moves with   →   higher", "center"),
    heading("r"),
    Head("95% interval", "across", over=2),
    None,
    heading("n"),
    heading("corrected p"),
    heading("Verdict", "left"),
]
_NONE = cell(DASH, RIGHT, SMALL)
CHART = 2  # its column
TOO_SMALL = 0.1  # below that a link is too small to manage by
EYES = 4  # small charts side by side


def draw(book: Book, links: Links) -> None:
    """Draw the table with its intervals, the footnotes and the small charts."""
    page = Page(book, links.section, _WIDTHS)
    _table(page, links)
    _data(book, links)
    for text in links.footnotes:
        page.down(page.prose(0, page.last, text, NOTE, {"valign": "top"}, base=15, pad=3))
    if links.eyes:
        _eyes(page, links)
    page.close()


def _tone(tone: Tone) -> Tone:
    """A link that is real is blue: neither end of it is better."""
    return Tone.BETTER if tone is Tone.REAL else tone


def _table(page: Page, links: Links) -> None:
    axis = symmetric([v for row in links.rows for v in (row.r, row.low, row.high)])
    step = 28 if len(links.rows) <= 8 else 24 if len(links.rows) <= 10 else 22
    guides = [Guide(x, *THRESHOLD) for x in (-TOO_SMALL, TOO_SMALL)] + [Guide(0, *GUIDE)]

    def dots(placed: Placed) -> None:
        part = links.rows[placed.first : placed.first + len(placed.heights)]
        chart = interval_rows(
            page.book,
            f"Links with {links.outcome}",
            [Dot(row.title, Figure(row.r, row.low, row.high, row.n), _tone(row.tone)) for row in part],
            placed.heights,
            scale=axis,
            unit=Unit.SCORE,
            num_format=R_FORMAT,
            axis_pixels=24,
            guides=guides,
        )
        size = page.widths[CHART], sum(placed.heights) + 24
        page.put(chart, placed.top, page.span(0, CHART - 1), size, links.chart_alt)

    page.table(_HEADS, [_row(row, step) for row in links.rows], header_pixels=22, axis=24, draw=dots)


def _row(link: Link, pixels: int) -> Row:
    strong = BOLD if _tone(link.tone) in (Tone.BETTER, Tone.WORSE) else {}
    return Row(
        [
            cell(link.title),
            cell(link.grain, SMALL, INDENT),
            cell(None),
            cell(known(link.r), RIGHT, strong, {"num_format": R_FORMAT}) if known(link.r) is not None else _NONE,
            *between(link.low, link.high, R_FORMAT),
            cell(link.n, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
            cell(known(link.p_adjusted), RIGHT, SMALL, {"num_format": P_FORMAT}),
            replace(cell(link.verdict, tone_look(_tone(link.tone)), INDENT), aside=link.explained_by or link.detail),
        ],
        pixels,
    )


def _data(book: Book, links: Links) -> None:
    """What the table has no room for."""
    rows = links.rows
    book.block(
        "Links, all that was computed",
        [
            Column("measure", [r.title for r in rows]),
            Column("grain", [r.grain for r in rows]),
            Column("method", [r.method for r in rows]),
            Column("r", [r.r for r in rows], R_FORMAT),
            Column("n", [r.n for r in rows], COUNT_FORMAT),
            Column("effective n", [r.n_eff for r in rows], COUNT_FORMAT),
            Column("p", [r.p for r in rows], P_FORMAT),
            Column("corrected p", [r.p_adjusted for r in rows], P_FORMAT),
            Column("Pearson r", [r.pearson for r in rows], R_FORMAT),
            Column("verdict", [f"{r.verdict} {r.explained_by}".strip() for r in rows]),
            Column("detail", [r.detail for r in rows]),
        ],
    )


def _eyes(page: Page, links: Links) -> None:
    page.gap(10)
    heights = [v for eye in links.eyes for g in eye.groups for v in (g.figure.value, g.figure.low, g.figure.high)]
    axis = scale(heights, links.eye_unit, parts=8)
    sentence = axis.cut(links.eye_unit)
    page.notes = f"{page.notes} {sentence}".strip()
    for start in range(0, len(links.eyes), EYES):
        part = links.eyes[start : start + EYES]
        height = _eye_height(page)
        page.need(24 + height)
        page.head("The same, seen with the eye", links.eyes_head) if start == 0 else None
        page.down(24)
        _eye_row(page, part, links.eye_unit, axis, height)


def _eye_height(page: Page) -> int:
    """What is left on the page, within reason."""
    return round(min(268.0, max(185.0, page.room - 26)))


def _eye_row(page: Page, eyes: Sequence[Eye], unit: Unit, axis: Scale, height: int) -> None:
    share = WIDTH / min(EYES, max(2, len(eyes)))
    for i, eye in enumerate(eyes):
        color = {Tone.WORSE: ORANGE, Tone.BETTER: BLUE}.get(_tone(eye.tone), FAINT)
        size = (share - 6, float(height))
        chart = groups(page.book, eye.title, eye.groups, unit, axis, color, size=size)
        page.put(chart, page.row, i * share, size, eye.alt)
    page.space(height)
