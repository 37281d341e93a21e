"""The loyalty panel: rates of the programme, and members beside the others."""

from __future__ import annotations

from cxcel_addin.language import say
from cxcel_addin.report.model import Figure, Labelled, Loyalty, Tone, Unit, Versus
from cxcel_addin.report.render import lines
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.estimates import AXIS, axis_of, dots_over, estimate, gap
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    COUNT_FORMAT,
    FAINT,
    INDENT,
    INK,
    NOTE,
    RIGHT,
    SMALL,
    known,
    p_format,
    tone_look,
)

_WIDTHS = [190, 58, 64, 56, 58, 64, 64, 66, 64, 56, 74, 218]
DOTS, OVER = 1, 4  # first column of the dots, and over how many they lie
MOST_EYES, LEAST_EYE, TALLEST_EYE, GUTTER = 4, 112, 190, 16


def draw(book: Book, loyalty: Loyalty) -> None:
    """Draw the rates, then members beside the others as a table, and as small charts where the page has room."""
    page = Page(book, loyalty.section, _WIDTHS)
    if loyalty.rates:
        _rates(page, loyalty)
    if loyalty.versus:
        page.gap()
        page.need(24 + 20 + 22 * len(loyalty.versus))
        page.head(say("Members and other customers"), loyalty.versus_head)
        page.down(24)
        page.table(_versus_heads(), [_versus_row(row) for row in loyalty.versus])
        _eyes(page, loyalty)
    page.close()


def _rates(page: Page, loyalty: Loyalty) -> None:
    page.head(say("The programme and its customers"), say("shares with their 95% interval"))
    page.down(24)
    axis = axis_of([rate.figure for rate in loyalty.rates] + [Figure(0.0), Figure(1.0)], Unit.SHARE, 5)

    def dots(placed: Placed) -> None:
        rates = loyalty.rates[placed.first : placed.first + len(placed.heights)]
        marks = [(rate.title, rate.figure, Tone.REAL) for rate in rates]
        dots_over(page, say("Loyalty rates"), DOTS, placed, marks, axis, Unit.SHARE, loyalty.rates_alt, span=OVER)

    heads: list[Head | None] = [Head(say("Measure"), "left"), *[None] * OVER]
    heads[1] = Head(say("share, from 0 to 100%"), "across", over=OVER)
    heads += [heading(say("Share")), Head(say("95% interval"), "across", over=2), None, heading(say("Base"))]
    heads += [heading(say("Formula"), "left", over=3), None, None]
    rows = [
        Row(
            [
                cell(rate.title),
                *[cell(None)] * OVER,
                *estimate(rate.figure, Unit.SHARE),
                cell(known(rate.figure.n), RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
                cell(rate.formula, NOTE, INDENT, span=3),
            ],
            22,
        )
        for rate in loyalty.rates
    ]
    page.table(heads, rows, axis=AXIS, draw=dots)


def _versus_heads() -> list[Head | None]:
    across = Head(say("95% interval"), "across", over=2)
    return [
        Head(say("Measure"), "left"),
        heading(say("Members")),
        across,
        None,
        heading(say("Others")),
        across,
        None,
        heading(say("Difference")),
        across,
        None,
        heading(say("corrected p")),
        heading(say("Verdict"), "left"),
    ]


def _versus_row(row: Versus) -> Row:
    cells: list[Cell] = [
        cell(row.title),
        *estimate(row.members, row.unit),
        *estimate(row.others, row.unit),
        *gap(Figure(row.difference, row.low, row.high), row.unit),
        cell(known(row.p_adjusted), RIGHT, SMALL, {"num_format": p_format()}),
        cell(row.verdict.text, tone_look(row.verdict.tone), INDENT),
    ]
    return Row(cells, 22)


def _eyes(page: Page, loyalty: Loyalty) -> None:
    """Others and members as two dots, measure by measure; those that differ first."""
    height = min(TALLEST_EYE, page.room - 16)
    if height < LEAST_EYE:
        return
    page.gap(10)
    pairs = zip(loyalty.versus, loyalty.versus_alts, strict=True)
    ranked = sorted(pairs, key=lambda pair: pair[0].verdict.tone is not Tone.REAL)[:MOST_EYES]
    width = page.span(0, page.last) / MOST_EYES
    for i, (row, alt) in enumerate(ranked):
        groups = (Labelled(say("others"), row.others), Labelled(say("members"), row.members))
        values = [v for g in groups for v in (g.figure.value, g.figure.low, g.figure.high)]
        size = width - GUTTER, height
        color = INK if row.verdict.tone is Tone.REAL else FAINT
        axis = scale(values, row.unit, parts=4)
        chart = lines.groups(
            page.book, row.title, groups, row.unit, axis, color, size=size, beside=[r.title for r, _ in ranked]
        )
        page.put(chart, page.row, i * width, size, alt)
    page.space(height)
