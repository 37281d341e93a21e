"""From the catalogue to a workbook: a list of all functions, and one sheet for each category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cxcel import __version__
from cxcel.worksheet import Spec, usage

from ..hosts.cli.listing import by_category
from ..paper import PADDING, Paper, height
from ..report.render.styles import BLUE, BOLD, FAINT, HAIRLINE, INDENT, MUTED, SMALL, Look
from ..report.render.text import line_height, lines
from ..templates.computed import Rows, computed
from ..templates.example import tables
from .examples import CONTACTS, EXAMPLES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLE = "What every function takes and gives"
WIDTHS = (236, 232, 276, 288)
HEADS = ("Function and example", "What it gives", "What it takes", "Mind, and source")
LIST = (200, 160, 672)
FIRST = 4
TOP: Look = {"text_wrap": True, "valign": "top"}
RULED: Look = {"bottom": 1, "bottom_color": FAINT}
MONO: Look = {"font_color": MUTED, "font_size": 9}
UNITS = {
    "points": "points, -100 to 100",
    "share": "a share, 0 to 1",
    "seconds": "seconds",
    "money": "money",
    "score": "a mean answer",
    "number": "a number",
    "text": "text",
    "table": "a table that spills",
    "correlation": "a correlation, -1 to 1",
}
BETTER = {"up": "more is better", "down": "less is better"}
Piece = tuple[str, Look]


def guide() -> bytes:
    """Return the guide as a workbook."""
    paper = Paper(f"CXcel functions {__version__}")
    groups = [(category, specs) for category, specs in by_category()]
    places = {spec.name: (category, FIRST + 1 + r) for category, specs in groups for r, spec in enumerate(specs)}
    _list(paper, [spec for _, specs in groups for spec in specs], places)
    given = computed(EXAMPLES.values(), tables(CONTACTS))
    for category, specs in groups:
        _category(paper, category, specs, given)
    return paper.bytes()


def _list(paper: Paper, specs: list[Spec], places: dict[str, tuple[str, int]]) -> None:
    sheet = paper.sheet("Functions", LIST)
    paper.head(
        sheet, 3, f"CXcel {__version__}", TITLE, f"{len(specs)} functions; choose a name for arguments and example"
    )
    _heads(paper, sheet, ("Function", "Category", "What it gives"))
    for row, spec in enumerate(specs, FIRST + 1):
        category, place = places[spec.name]
        url = f"internal:'{category}'!A{place + 1}"
        sheet.write_url(row, 0, url, paper.format(HAIRLINE, {"font_color": BLUE}), spec.name, "Go to it")
        paper.text(sheet, row, 1, category, SMALL, HAIRLINE)
        paper.text(sheet, row, 2, spec.summary, HAIRLINE, {"text_wrap": True})
        sheet.set_row_pixels(row, height([(spec.summary, LIST[2], 10)]))
    sheet.autofilter(FIRST, 0, FIRST + len(specs), 2)
    sheet.repeat_rows(FIRST)


def _category(paper: Paper, category: str, specs: list[Spec], given: Mapping[str, Rows]) -> None:
    sheet = paper.sheet(category, WIDTHS)
    told = "Examples with a table, such as Survey[nps], show the numbers of a sample; the others work in any cell"
    paper.head(sheet, len(WIDTHS), category, f"{len(specs)} functions", told)
    _heads(paper, sheet, HEADS)
    for row, spec in enumerate(specs, FIRST + 1):
        cells = (_called(spec, given), _gives(spec), _takes(spec), _mind(spec))
        for column, pieces in enumerate(cells):
            _rich(paper, sheet, row, column, pieces)
        sheet.set_row_pixels(
            row, round(max(_height(pieces, width) for pieces, width in zip(cells, WIDTHS, strict=True)))
        )
    sheet.repeat_rows(FIRST)
    sheet.freeze_panes(FIRST + 1, 0)


def _heads(paper: Paper, sheet: Worksheet, heads: tuple[str, ...]) -> None:
    for column, text in enumerate(heads):
        paper.text(sheet, FIRST, column, text, SMALL, RULED, INDENT if column and len(heads) == len(HEADS) else {})
    sheet.set_row_pixels(FIRST, 22)


def _called(spec: Spec, given: Mapping[str, Rows]) -> list[Piece]:
    example = EXAMPLES[spec.name]
    shown = example.text if len(example.text) <= 160 else f"{example.text[:159]}\u2026"
    rows = given[example.text]
    return [(usage(spec), BOLD), (f"\n={shown}", MONO), (f"\ngives {_result(rows)}", SMALL)]


def _result(rows: Rows) -> str:
    """Return what an example gives in a few words.

    Examples
    --------
    >>> _result([[25.0]]), _result([[1.5, 2.25]]), _result([["name", "n"], ["a", 3.0], ["b", 4.0]])
    ('25', '1.5 and 2.25', '2 rows of name, n')
    """
    if len(rows) > 1 and all(isinstance(cell, str) for cell in rows[0]) and len(rows[0]) > 1:
        return f"{len(rows) - 1} {'row' if len(rows) == 2 else 'rows'} of {', '.join(rows[0])}"
    return " and ".join(_word(cell) for row in rows for cell in row)


def _word(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return (cell or "nothing") if isinstance(cell, str) else f"{cell:.4g}"


def _gives(spec: Spec) -> list[Piece]:
    unit = UNITS[spec.unit] + (f"; {BETTER[spec.better]}" if spec.better else "")
    return [(spec.summary, {}), (f"\n{unit}", SMALL)]


def _takes(spec: Spec) -> list[Piece]:
    pieces: list[Piece] = []
    for p in spec.parameters:
        pieces += [(f"\n{p.name}" if pieces else p.name, {"font_size": 9, **BOLD}), (f": {p.help}", SMALL)]
    return pieces


def _mind(spec: Spec) -> list[Piece]:
    minded = [f"{pitfall[0].upper()}{pitfall[1:]}." for pitfall in spec.pitfalls]
    return [(f"\n{line}" if at else line, SMALL) for at, line in enumerate([*minded, f"Source: {spec.source}"])]


def _rich(paper: Paper, sheet: Worksheet, row: int, column: int, pieces: list[Piece]) -> None:
    aside: Look = {**INDENT, "align": "left"} if column else {}
    look = paper.format(TOP, HAIRLINE, aside)
    if len(pieces) == 1:
        sheet.write_string(row, column, pieces[0][0], paper.format(pieces[0][1], TOP, HAIRLINE, aside))
        return
    parts = [part for text, piece in pieces for part in (paper.format(piece), text)]
    sheet.write_rich_string(row, column, *parts, look)


def _height(pieces: list[Piece], width: float) -> float:
    """Pixels that a cell of several lines needs."""
    tall, line, size, bold = float(PADDING), "", 0.0, False
    for text, look in [*pieces, ("\n", {})]:
        for part in text.partition("\n") if "\n" in text[:1] else (text,):
            if part == "\n":
                tall += lines(line, width - PADDING - 9, size, bold) * line_height(size)
                line, size, bold = "", 0.0, False
            elif part:
                line, size = line + part, max(size, float(look.get("font_size", 10)))
                bold = bold or look == BOLD
    return tall
