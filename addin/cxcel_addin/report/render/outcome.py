"""The loyalty measure over time, as answers, as bands, and who gives them."""

from __future__ import annotations

from collections.abc import Callable

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Outcome, Unit
from cxcel_addin.report.render import bars, lines
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.frame import ASIDE
from cxcel_addin.report.render.page import Cell, Head, Page, Row, cell, heading
from cxcel_addin.report.render.scale import Scale, scale
from cxcel_addin.report.render.styles import (
    BLUE,
    BOLD,
    COUNT_FORMAT,
    MUTED,
    NOTE,
    ORANGE_TEXT,
    RIGHT,
    Look,
    known,
    short,
    target_label,
    value_format,
)
from cxcel_addin.report.render.text import width

UPPER, LOWER = 300, 180  # heights of the two rows of charts
ALONE = 400  # height of a row without another below
PER_BAND = 84  # most pixels for one stacked bar
GUTTER = 24
TABLE_AT = 9  # first column of the table of silence
Painter = Callable[[Page, Outcome, int, int, int], None]  # first and last column, height


def draw(book: Book, outcome: Outcome) -> None:
    """Draw the page; blocks without data leave their room to their neighbours."""
    page = Page(book, outcome.section, [86] * 9 + [118, 66, 74])
    upper: list[tuple[Painter, int]] = []
    lower: list[tuple[Painter, int]] = []
    if sum(known(p.value) is not None for p in outcome.trend) > 1:
        upper.append((_trend, 8))
        sentence = _trend_scale(outcome).cut(outcome.unit)
        page.notes = f"{page.notes} {sentence}".strip()
    if outcome.bars:
        upper.append((_bars, 4))
    if outcome.bands:
        (lower if len(upper) == 2 or not outcome.bars else upper).append((_bands, 5))
    if outcome.response:
        (lower if upper else upper).append((_response, 4))
    below = bool(lower or outcome.silent)
    _blocks(page, outcome, upper, UPPER if below else ALONE)
    if below:
        page.gap()
        _blocks(page, outcome, lower, LOWER, silent=bool(outcome.silent))
    page.close()


def _blocks(page: Page, outcome: Outcome, blocks: list[tuple[Painter, int]], height: int, silent: bool = False) -> None:
    """Blocks side by side; the last takes what is left of the row."""
    if not blocks and not silent:
        return
    end = TABLE_AT if silent else 12
    col = 0
    share = end / sum(weight for _, weight in blocks) if blocks else 0
    for i, (paint, weight) in enumerate(blocks):
        after = end if i == len(blocks) - 1 else col + round(weight * share)
        paint(page, outcome, col, after - 1, height)
        col = after
    if silent:
        _silent(page, outcome)
    else:
        page.down(24)
        page.space(height)


def _size(page: Page, first: int, last: int, height: int) -> tuple[float, float]:
    width = page.span(first, last) - (0 if last == page.last else GUTTER)
    return float(width), float(height)


def _trend_scale(outcome: Outcome) -> Scale:
    values = [v for p in outcome.trend for v in (p.value, p.low, p.high, p.single)]
    return scale([*values, outcome.target], outcome.unit)


def _trend(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, height)
    axis = _trend_scale(outcome)
    title = say("{measure} over time", measure=outcome.title)
    page.head(title, outcome.trend_head, col=first, room=size[0])
    chart = lines.trend(page.book, title, outcome.trend, outcome.unit, axis, outcome.target)
    shown = [p.value for p in outcome.trend if known(p.value) is not None]
    unit = outcome.unit
    goal = [] if outcome.target is None else [target_label(outcome.target, unit)]
    size_of = 86_400 if unit is Unit.SECONDS else 1
    ends = [short(v * size_of, unit) for v in (axis.low, axis.high)]
    lines.place_ends(chart, size, ends, [short(shown[-1], unit) + "0", *goal])
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.trend_alt)


def _bars(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, height)
    page.head(say("Answers"), outcome.bars_head, col=first, room=size[0])
    chart = bars.distribution(page.book, say("Answers"), outcome.bars, size)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.bars_alt)


def _bands(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, min(height, 20 + PER_BAND * len(outcome.bands)))
    names = [joined(["", name], ASIDE) for name in outcome.band_names]
    room = size[0] - width(say("Who they are"), 10, bold=True)
    letters = next((n for n in (9, 8, 7) if sum(width(name, n, bold=True) for name in names) <= room), 7)
    parts: list[tuple[str, Look]] = [(say("Who they are"), BOLD)]
    for name, color in zip(names, (ORANGE_TEXT, MUTED, BLUE), strict=True):
        parts.append((name, {"font_size": letters, "bold": True, "font_color": color}))
    page.rich(page.row, first, *parts)
    chart = bars.bands(page.book, say("Who they are"), outcome.band_names, outcome.bands, size)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.bands_alt)


def _response(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, height)
    figures = [v for r in outcome.response for v in (r.figure.value, r.figure.high)]
    names = [r.label for r in outcome.response]
    if lines.labels_fit(names, size):
        help_words = say("with 95% interval")
    else:
        help_words = say("{first} to {last}, with 95% interval", first=names[0], last=names[-1])
    title = say("Response rate")
    page.head(title, help_words, col=first, room=size[0])
    axis = scale(figures, Unit.SHARE, parts=4, from_zero=True)
    chart = lines.groups(page.book, title, outcome.response, Unit.SHARE, axis, BLUE, size=size, heading=False)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.response_alt)


def _silent(page: Page, outcome: Outcome) -> None:
    """A small table beside the charts: its rows are the rows of the page."""
    page.write(page.row, TABLE_AT, say("Who stays silent"), BOLD)
    page.down(24)
    used = page.header_at(
        page.row,
        [Head(outcome.silent_head, "left"), heading(say("Contacts")), heading(say("Answered"))],
        first=TABLE_AT,
    )
    page.down(used)
    for item in outcome.silent:
        strong: Look = BOLD if item.strong else {}
        cells: list[Cell] = [
            cell(item.label, strong),
            cell(item.contacts, strong, RIGHT, {"num_format": COUNT_FORMAT}),
            cell(item.answered, strong, RIGHT, {"num_format": value_format(Unit.SHARE, item.answered)}),
        ]
        row = Row(cells)
        height = page.height_of(row, first=TABLE_AT)
        page.write_row(page.row, row, first=TABLE_AT)
        page.down(height)
        used += height
    note = page.prose(TABLE_AT, page.last, outcome.silent_note, NOTE, base=20, pad=10)
    page.down(note)
    page.space(LOWER - used - note)
