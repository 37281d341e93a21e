"""The loyalty measure over time, as answers, as bands, and who gives them."""

from __future__ import annotations

from collections.abc import Callable

from cxcel_addin.report.model import Outcome, Unit
from cxcel_addin.report.render import bars, lines
from cxcel_addin.report.render.book import Book
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
    say,
    value_format,
)

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
    page.head(f"{outcome.title} over time", outcome.trend_head, col=first, room=size[0])
    chart = lines.trend(page.book, f"{outcome.title} over time", outcome.trend, outcome.unit, axis, outcome.target)
    shown = [p.value for p in outcome.trend if known(p.value) is not None]
    unit = outcome.unit
    goal = [] if outcome.target is None else [f"Target {say(outcome.target, unit)}"]
    size_of = 86_400 if unit is Unit.SECONDS else 1
    ends = [say(v * size_of, unit) for v in (axis.low, axis.high)]
    lines.place_ends(chart, size, ends, [say(shown[-1], unit) + "0", *goal])
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.trend_alt)


def _bars(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, height)
    page.head("Answers", outcome.bars_head, col=first, room=size[0])
    chart = bars.distribution(page.book, "Answers", outcome.bars, size)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.bars_alt)


def _bands(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, min(height, 20 + PER_BAND * len(outcome.bands)))
    parts: list[tuple[str, Look]] = [("Who they are", BOLD)]
    for name, color in zip(outcome.band_names, (ORANGE_TEXT, MUTED, BLUE), strict=True):
        parts.append(("   " + name, {"font_size": 9, "bold": True, "font_color": color}))
    page.rich(page.row, first, *parts)
    chart = bars.bands(page.book, "Who they are", outcome.band_names, outcome.bands, size)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.bands_alt)


def _response(page: Page, outcome: Outcome, first: int, last: int, height: int) -> None:
    size = _size(page, first, last, height)
    figures = [v for r in outcome.response for v in (r.figure.value, r.figure.high)]
    names = [r.label for r in outcome.response]
    span = "" if lines.labels_fit(names, size) else f"{names[0]} to {names[-1]}, "
    page.head("Response rate", f"{span}with 95% interval", col=first, room=size[0])
    axis = scale(figures, Unit.SHARE, parts=4, from_zero=True)
    chart = lines.groups(page.book, "Response rate", outcome.response, Unit.SHARE, axis, BLUE, size=size, heading=False)
    page.put(chart, page.row + 1, page.span(0, first - 1) if first else 0, size, outcome.response_alt)


def _silent(page: Page, outcome: Outcome) -> None:
    """A small table beside the charts: its rows are the rows of the page."""
    page.write(page.row, TABLE_AT, "Who stays silent", BOLD)
    page.down(24)
    used = page.header_at(
        page.row,
        [Head(outcome.silent_head, "left"), heading("Contacts"), heading("Answered")],
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
