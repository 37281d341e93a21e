"""Lines of text as a sheet: what is too long for a message box."""

from __future__ import annotations

from collections.abc import Sequence

from ..paper import Paper, height
from ..report.render.styles import BOLD, INDENT, Look

FIRST, WIDTH = 4, 1032
WRAP: Look = {"text_wrap": True, "valign": "top"}


def write_lines(title: str, lines: Sequence[str]) -> bytes:
    """Return a workbook of one sheet with a line in each row; a line that starts with spaces belongs to the last."""
    paper = Paper(title)
    sheet = paper.sheet("Check", (WIDTH,))
    paper.head(sheet, 1, "Check data", title, "What a report would take from it, and what it would do about the rest")
    for row, line in enumerate(lines, FIRST):
        look = INDENT if line.startswith((" ", "-")) else BOLD
        paper.text(sheet, row, 0, line.strip(), WRAP, look)
        sheet.set_row_pixels(row, height([(line.strip(), WIDTH - 9, 10)]))
    return paper.bytes()
