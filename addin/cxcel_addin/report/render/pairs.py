"""Two measures of one unit side by side: complaints and dissatisfaction, customers and employees."""

from __future__ import annotations

from cxcel_addin.report.model import PairRow, Pairs, Tone
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.estimates import AXIS, axis_of, base, dots_over, estimate, gap
from cxcel_addin.report.render.page import Cell, Head, Page, Placed, Row, cell, heading
from cxcel_addin.report.render.styles import BOLD, INDENT, RULE, SMALL, Look, tone_look

WIDTHS = [116, 64, 100, 44, 56, 46, 64, 100, 44, 56, 46, 64, 58, 46, 128]
LEFT, RIGHT = 2, 7  # columns of the charts
TALLEST, LOWEST = 44, 20  # of a row: few of them share the page


def draw(book: Book, pairs: Pairs) -> None:
    """Draw the table with both columns of dots on one scale."""
    page = Page(book, pairs.section, WIDTHS)
    axis = axis_of([f for row in pairs.rows for f in (row.left, row.right)], pairs.unit, 4)
    step = max(LOWEST, min(TALLEST, int((page.room - 40 - AXIS) / max(1, len(pairs.rows)))))

    def charts(placed: Placed) -> None:
        rows = pairs.rows[placed.first : placed.first + len(placed.heights)]
        tones = [Tone.FEW if row.verdict.tone is Tone.FEW else Tone.QUIET for row in rows]
        left = [(row.label, row.left, tone) for row, tone in zip(rows, tones, strict=True)]
        right = [(row.label, row.right, tone) for row, tone in zip(rows, map(_tone, rows), strict=True)]
        whole = pairs.rows[0]
        for title, col, dots, alt, figure in (
            (pairs.left, LEFT, left, pairs.left_alt, whole.left),
            (pairs.right, RIGHT, right, pairs.right_alt, whole.right),
        ):
            at = figure.value if figure else None
            dots_over(page, title, col, placed, dots, axis, pairs.unit, alt, line_at=at)

    rows = [_row(row, pairs, step, last=not i) for i, row in enumerate(pairs.rows)]
    page.table(_heads(pairs), rows, axis=AXIS, draw=charts)
    page.close()


def _tone(row: PairRow) -> Tone:
    return row.verdict.tone if row.verdict.tone in (Tone.FEW, Tone.WORSE, Tone.BETTER) else Tone.REAL


def _heads(pairs: Pairs) -> list[Head | None]:
    between = Head("95%", "across", over=2)
    return [
        Head(pairs.first, "left"),
        heading(pairs.left_base),
        Head(pairs.left, "center"),
        heading("", "right"),
        between,
        None,
        heading(pairs.right_base),
        Head(pairs.right, "center"),
        heading("", "right"),
        between,
        None,
        Head(pairs.gap_head, "across", over=3),
        None,
        None,
        heading("", "left"),
    ]


def _row(row: PairRow, pairs: Pairs, step: int, *, last: bool) -> Row:
    if row.head:
        title = cell(row.label, SMALL, BOLD, {"valign": "bottom"})
        return Row([title, *[cell(None)] * (len(WIDTHS) - 1)], step, keep=True, look={"bottom_color": RULE})
    strong: Look = BOLD if row.strong else {}
    few: Look = tone_look(Tone.FEW) if row.verdict.tone is Tone.FEW else strong
    cells: list[Cell] = [
        cell(row.label, few),
        base(row.left),
        cell(None),
        *estimate(row.left, pairs.unit, few),
        base(row.right),
        cell(None),
        *estimate(row.right, pairs.unit, few),
        *gap(row.gap, pairs.unit),
        cell(row.verdict.text, tone_look(row.verdict.tone), {"font_size": 9}, INDENT),
    ]
    return Row(cells, step, look={"bottom_color": RULE} if last else None)
