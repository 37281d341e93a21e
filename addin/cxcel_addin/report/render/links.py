"""Speed against substance: how strongly each measure moves with the outcome, and the same seen with the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.report.model import Eye, Figure, Link, Links, Tone, Unit
from cxcel_addin.report.render.book import Book, Column
from cxcel_addin.report.render.charts import GUIDE, THRESHOLD
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
    R_FORMAT,
    RIGHT,
    SMALL,
    Look,
    known,
    p_format,
    tone_look,
)

if TYPE_CHECKING:
    from cxcel_addin.report.render.scale import Scale

_WIDTHS = [168, 78, 98, 144, 46, 58, 46, 50, 80, 264]  # edges at the thirds, for three charts
_NONE = cell(DASH, RIGHT, SMALL)
CHART = 2  # its first column
TOO_SMALL = 0.1  # below that a link is too small to manage by
EYES = 3  # charts side by side
WORDS = 52  # pixels for the verdicts under them


def draw(book: Book, links: Links) -> None:
    """Draw the charts side by side with their verdicts, then the table of every measure and its footnotes."""
    page = Page(book, links.section, _WIDTHS)
    if links.eyes:
        _eyes(page, links)
    _table(page, links)
    _data(book, links)
    for text in links.footnotes:
        page.down(page.prose(0, page.last, text, NOTE, {"valign": "top"}, base=15, pad=3))
    page.close()


def _heads() -> list[Head | None]:
    return [
        Head(say("Measure"), "left"),
        heading(say("Grain"), "left"),
        Head(say("lower   ←   moves with   →   higher"), "across", over=2),
        None,
        heading("r"),
        Head(say("95% interval"), "across", over=2),
        None,
        heading("n"),
        heading(say("corrected p")),
        heading(say("Verdict"), "left"),
    ]


def _step(links: Links) -> int:
    """The height of a row: the fewer, the roomier."""
    return 26 if len(links.rows) <= 7 else 22 if len(links.rows) <= 9 else 20


def _tone(tone: Tone) -> Tone:
    """A link that is real is blue: neither end of it is better."""
    return Tone.BETTER if tone is Tone.REAL else tone


def _table(page: Page, links: Links) -> None:
    axis = symmetric([v for row in links.rows for v in (row.r, row.low, row.high)])
    step = _step(links)
    guides = [Guide(x, *THRESHOLD) for x in (-TOO_SMALL, TOO_SMALL)] + [Guide(0, *GUIDE)]

    def dots(placed: Placed) -> None:
        part = links.rows[placed.first : placed.first + len(placed.heights)]
        chart = interval_rows(
            page.book,
            say("Links with {outcome}", outcome=links.outcome),
            [Dot(row.title, Figure(row.r, row.low, row.high, row.n), _tone(row.tone)) for row in part],
            placed.heights,
            scale=axis,
            unit=Unit.SCORE,
            num_format=R_FORMAT,
            axis_pixels=24,
            guides=guides,
        )
        size = page.span(CHART, CHART + 1), sum(placed.heights) + 24
        page.put(chart, placed.top, page.span(0, CHART - 1), size, links.chart_alt)

    page.table(_heads(), [_row(row, step) for row in links.rows], header_pixels=22, axis=24, draw=dots)


def _row(link: Link, pixels: int) -> Row:
    strong = BOLD if _tone(link.tone) in (Tone.BETTER, Tone.WORSE) else {}
    return Row(
        [
            cell(link.title),
            cell(say(link.grain), SMALL, INDENT),
            cell(None),
            cell(None),
            cell(known(link.r), RIGHT, strong, {"num_format": R_FORMAT}) if known(link.r) is not None else _NONE,
            *between(link.low, link.high, R_FORMAT),
            cell(link.n, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
            cell(known(link.p_adjusted), RIGHT, SMALL, {"num_format": p_format()}),
            replace(
                cell(say(link.verdict), tone_look(_tone(link.tone)), INDENT), aside=link.explained_by or link.detail
            ),
        ],
        pixels,
    )


def _data(book: Book, links: Links) -> None:
    """What the table has no room for."""
    rows = links.rows
    book.block(
        say("Links, all that was computed"),
        [
            Column(say("measure"), [r.title for r in rows]),
            Column(say("grain"), [say(r.grain) for r in rows]),
            Column(say("method"), [say(r.method) for r in rows]),
            Column("r", [r.r for r in rows], R_FORMAT),
            Column("n", [r.n for r in rows], COUNT_FORMAT),
            Column(say("effective n"), [r.n_eff for r in rows], COUNT_FORMAT),
            Column("p", [r.p for r in rows], p_format()),
            Column(say("corrected p"), [r.p_adjusted for r in rows], p_format()),
            Column(say("Pearson r"), [r.pearson for r in rows], R_FORMAT),
            Column(say("verdict"), [_verdict(r) for r in rows]),
            Column(say("detail"), [r.detail for r in rows]),
        ],
    )


def _verdict(link: Link) -> str:
    if link.explained_by:
        return say("explained by {what}", what=link.explained_by)
    return say(link.verdict)


def _eyes(page: Page, links: Links) -> None:
    heights = [v for eye in links.eyes for g in eye.groups for v in (g.figure.value, g.figure.low, g.figure.high)]
    axis = scale(heights, links.eye_unit, parts=8)
    sentence = axis.cut(links.eye_unit)
    page.notes = f"{page.notes} {sentence}".strip()
    page.head(say("Side by side"), links.eyes_head)
    page.down(24)
    height = _eye_height(page, links)
    for start in range(0, len(links.eyes), EYES):
        page.need(height + WORDS)
        _eye_row(page, links.eyes[start : start + EYES], links.eye_unit, axis, height)
    if links.rows:
        page.gap(6)
        page.head(say("Every measure"), say("the verdict stands at the end of each row"))
        page.down(24)


def _eye_row(page: Page, eyes: Sequence[Eye], unit: Unit, axis: Scale, height: int) -> None:
    """Up to three charts side by side, the verdict under each."""
    for i, eye in enumerate(eyes):
        color = {Tone.WORSE: ORANGE, Tone.BETTER: BLUE}.get(_tone(eye.tone), FAINT)
        first, last = _part(page, i, len(eyes))
        size = (page.span(first, last) - 6, float(height))
        chart = groups(page.book, eye.title, eye.groups, unit, axis, color, size=size, beside=[e.title for e in eyes])
        page.put(chart, page.row, page.span(0, first - 1), size, eye.alt)
    page.space(height)
    _verdicts(page, eyes)


def _part(page: Page, number: int, count: int) -> tuple[int, int]:
    """The first and the last column of one of two or three charts side by side."""
    parts = min(EYES, max(2, count))
    starts = [page.nearest(i * page.width / parts) for i in range(parts)]
    ends = [start - 1 for start in starts[1:]] + [page.last]
    return starts[number], ends[number]


def _eye_height(page: Page, links: Links) -> int:
    """What the table leaves of the page, within reason."""
    rows = sum(page.height_of(_row(row, _step(links))) for row in links.rows)
    words = sum(page.prose_height(0, page.last, text, NOTE, base=15, pad=3) for text in links.footnotes)
    return round(min(250.0, max(176.0, page.room - rows - words - 24 - 22 - 24 - WORDS - 10)))


def _verdicts(page: Page, eyes: Sequence[Eye]) -> None:
    """Under each chart what it shows, in words, and how surely."""
    for part, look, base in (("verdict", {}, 20), ("evidence", NOTE, 16)):
        need = float(base)
        page.drawn.about(page.row, f"charts, {part}")
        for i, eye in enumerate(eyes):
            strong: Look = BOLD if part == "verdict" and _tone(eye.tone) in (Tone.BETTER, Tone.WORSE) else {}
            text = getattr(eye, part)
            first, last = _part(page, i, len(eyes))
            below: Look = {"valign": "top", "align": "left", "indent": 1 if i else 0}  # clear of its neighbour
            need = max(need, page.prose(first, last, text, look, strong, below, base=base, pad=3))
        page.down(need)
