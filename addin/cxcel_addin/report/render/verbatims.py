"""What customers write: words that part the two ends of the scale, themes with their share, comments if asked for."""

from __future__ import annotations

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Figure, Side, ThemeRow, Tone, Unit, Verbatims, WordRow
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.estimates import AXIS, axis_of, dots_over, estimate
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, between, cell, heading
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import (
    BOLD,
    COUNT_FORMAT,
    INDENT,
    NOTE,
    RIGHT,
    SMALL,
    known,
    p_format,
    tone_look,
    value_format,
)
from cxcel_addin.report.render.weights import weights

_WIDTHS = [150, 68, 64, 56, 52, 224, 60, 56, 52, 76, 174]
CHART = 5
ODDS = '+0.0;"−"0.0;0.0'
MEAN = "0.0"
TONES = {Side.HIGH: Tone.BETTER, Side.LOW: Tone.WORSE, Side.NEITHER: Tone.QUIET}


def draw(book: Book, verbatims: Verbatims) -> None:
    """Draw words, themes, and comments where there are any."""
    page = Page(book, verbatims.section, _WIDTHS)
    if verbatims.words:
        _words(page, verbatims)
    if verbatims.themes:
        page.gap()
        _themes(page, verbatims)
    if verbatims.quotes:
        page.gap()
        _quotes(page, verbatims)
    page.close()


def _words(page: Page, verbatims: Verbatims) -> None:
    page.head(
        say("Words"), say("share of the comments of either group that have the word, and which group has it more")
    )
    page.down(24)
    rows = verbatims.words
    axis = axis_of([row.odds for row in rows] + [Figure(0.0)], Unit.SCORE, 6)

    def dots(placed: Placed) -> None:
        marks = [
            (row.word, row.odds, TONES[row.side]) for row in rows[placed.first : placed.first + len(placed.heights)]
        ]
        dots_over(page, say("Words"), CHART, placed, marks, axis, Unit.SCORE, verbatims.words_alt, line_at=0.0)

    heads: list[Head | None] = [
        Head(say("Word"), "left"),
        heading(verbatims.high_name),
        heading(verbatims.low_name),
        Head(say("in comments"), "across", over=2),
        None,
        Head(joined([verbatims.low_name, verbatims.high_name], "  ←   →  "), "center"),
        heading(say("log-odds")),
        Head(say("95% interval"), "across", over=2),
        None,
        heading(say("corrected p")),
        heading(say("Verdict"), "left"),
    ]
    page.table(heads, [_word(row) for row in rows], axis=AXIS, draw=dots)


def _word(row: WordRow) -> Row:
    share, few = {"num_format": "0%"}, {"num_format": COUNT_FORMAT}
    counts = [round((f.value or 0.0) * f.n) for f in (row.high, row.low)]
    cells: list[Cell] = [
        cell(row.word, BOLD),
        cell(row.high.value, RIGHT, share),
        cell(row.low.value, RIGHT, share),
        cell(float(counts[0]), RIGHT, SMALL, {"num_format": '#,##0" +"'}),
        cell(float(counts[1]), SMALL, {"align": "left"}, few),
        cell(None),
        cell(row.odds.value, RIGHT, {"num_format": ODDS}),
        *between(row.odds.low, row.odds.high, ODDS),
        cell(known(row.p_adjusted), RIGHT, SMALL, {"num_format": p_format()}),
        cell(row.verdict.text, tone_look(row.verdict.tone), {"font_size": 9}, INDENT),
    ]
    return Row(cells, 20)


def _themes(page: Page, verbatims: Verbatims) -> None:
    rows = verbatims.themes
    page.need(24 + 22 + 22 * len(rows) + AXIS)
    page.head(say("Themes"), say("share of the comments that mention each, and the mean answer of those who do"))
    page.down(24)
    axis = scale([row.share.high for row in rows], Unit.SHARE, parts=5, from_zero=True)

    def bars(placed: Placed) -> None:
        part = rows[placed.first : placed.first + len(placed.heights)]
        names, figures = [row.name for row in part], [row.share for row in part]
        tones = [Tone.BETTER if row.texts >= 30 else Tone.QUIET for row in part]
        chart = weights(page.book, say("Themes"), names, figures, tones, placed.heights, axis)
        size = page.widths[CHART], sum(placed.heights) + AXIS
        page.put(chart, placed.top, page.span(0, CHART - 1), size, verbatims.themes_alt)

    heads: list[Head | None] = [
        Head(say("Theme"), "left"),
        heading(say("Comments")),
        heading(say("Share")),
        Head(say("95% interval"), "across", over=2),
        None,
        Head(say("share of comments"), "center"),
        heading(say("Mean")),
        Head(say("95% interval"), "across", over=2),
        None,
        heading(say("Others")),
        heading(say("Against the others"), "left"),
    ]
    page.table(heads, [_theme(row) for row in rows], axis=AXIS, draw=bars)


def _theme(row: ThemeRow) -> Row:
    mean = row.mean or Figure(None)
    cells: list[Cell] = [
        cell(row.name),
        cell(row.texts, RIGHT, SMALL, {"num_format": COUNT_FORMAT}),
        *estimate(row.share, Unit.SHARE),
        cell(None),
        cell(known(mean.value), RIGHT, {"num_format": value_format(Unit.SCORE, mean.value)}),
        *between(known(mean.low), known(mean.high), MEAN),
        cell(known(row.others), RIGHT, SMALL, {"num_format": MEAN}),
        cell(row.verdict.text, tone_look(row.verdict.tone), {"font_size": 9}, INDENT),
    ]
    return Row(cells, 22)


def _quotes(page: Page, verbatims: Verbatims) -> None:
    page.need(24 + 20 + 20 * min(3, len(verbatims.quotes)))
    page.head(say("In their words"), say("a few comments of each theme, over the whole scale; personal data masked"))
    page.down(24)
    heads: list[Head | None] = [Head(say("Theme"), "left"), heading(say("Answer")), heading(say("Comment"), "left")]
    rows = [
        Row(
            [
                cell(quote.theme, SMALL),
                cell(known(quote.score), RIGHT, {"num_format": COUNT_FORMAT}),
                cell(quote.text, NOTE, INDENT, span=9),
            ]
        )
        for quote in verbatims.quotes
    ]
    page.table(heads, rows)
