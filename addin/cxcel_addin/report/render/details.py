"""Lists of the rows behind the headlines: one sheet for each page that has any, with links there and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cxcel_addin.language import say
from cxcel_addin.language.words import joined
from cxcel_addin.report.keep.drawn import Heads
from cxcel_addin.report.keep.marks import ROWS
from cxcel_addin.report.model import Detail, DetailColumn, Unit
from cxcel_addin.report.model.details import Entry
from cxcel_addin.report.render.book import DATE, Book, quote, screen_only
from cxcel_addin.report.render.frame import TIP, Frame
from cxcel_addin.report.render.styles import FAINT, SMALL, Look, cell_value, value_format
from cxcel_addin.report.render.text import clip, lines, plain, unique, width
from cxcel_addin.report.render.theme import theme

if TYPE_CHECKING:
    from xlsxwriter.format import Format

MOMENT = f"{DATE} hh:mm"
WIDE = 8  # columns that share the width of a page
LETTERS = 2_000  # of a comment
NINE: Look = {"font_size": 9}


def key_of(detail: Detail) -> str:
    """Return the key of a list's sheet."""
    return f"{ROWS}{detail.key}"


def draw(book: Book, detail: Detail) -> None:
    """Draw a real table with one row for each row of the data; readers sort and filter it."""
    page = Frame(book, detail.section, _widths(len(detail.columns)))
    for col in range(page.last + 1, len(detail.columns)):
        page.sheet.set_column_pixels(col, col, round(theme().zoom * page.widths[0]))
    _back(page, detail)
    names = unique(column.title for column in detail.columns)
    top = page.row
    length = len(detail.columns[0].values)
    head: Look = SMALL | {"bottom": 1, "bottom_color": FAINT, "valign": "bottom", "text_wrap": True}
    sides = [{"align": "left" if column.unit is None else "right"} for column in detail.columns]
    formats = [book.format(head, side) for side in sides]
    headers = [{"header": name, "header_format": form} for name, form in zip(names, formats, strict=True)]
    page.sheet.add_table(
        top,
        0,
        top + length,
        len(names) - 1,
        {"name": f"rows_{detail.key}", "style": None, "banded_rows": False, "columns": headers},
    )
    room = page.widths[0] - 26  # beside the arrow of the filter
    page.down(max(22, 15 * max(lines(name, room, 9) for name in names) + 6))
    _cells(page, detail, top)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.print_area(0, 0, top - 1, page.last)
    page.sheet.freeze_panes(top + 1, 1)


def _widths(columns: int) -> list[int]:
    """Return widths that fill a page; what is beyond stands beside it."""
    shown = min(columns, WIDE)
    across = theme().across
    each = across // shown
    return [each] * (shown - 1) + [across - each * (shown - 1)]


def _back(page: Frame, detail: Detail) -> None:
    """Link to the pages whose rows these are."""
    for tab in detail.pages:
        words = say("Back to {page}", page=tab)
        page.link(page.row, 0, tab, words, words, {"align": "left"})
        page.down(22)
    page.down(
        page.prose(0, page.last, joined([*filter(None, [page.notes]), screen_only()], " "), SMALL | {"font_size": 8})
    )
    page.gap(6)


def _cells(page: Frame, detail: Detail, top: int) -> None:
    """Write the cells; of each row only what it is about goes on record, the rest is as the data have it."""
    page.drawn.about(top, "headings", Heads(top, {}))
    page.drawn.drew(top, len(detail.columns) - 1, None, {})  # the list's last column
    page.drawn.drew(top, 0, plain(detail.columns[0].title), {})
    for col, column in enumerate(detail.columns):
        look = page.book.format(NINE, *_looks(column))
        for row, value in enumerate(column.values, top + 1):
            written = _write(page, row, col, value, column.unit, look)
            if not col:
                page.drawn.about(row, str(written), block="rows")
                page.drawn.drew(row, 0, written, {})


def _looks(column: DetailColumn) -> Iterator[Look]:
    if column.unit is None:
        moments = any(isinstance(value, datetime) for value in column.values)
        yield {"align": "left"} | ({"num_format": _moment(column.values)} if moments else {})
    else:
        plain_number = column.unit in (Unit.COUNT, Unit.SCORE)
        yield {"align": "right", "num_format": "General" if plain_number else value_format(column.unit, 0)}


def _moment(values: Sequence[Entry]) -> str:
    """Return the format of a column of days, or of moments where any has a time."""
    return MOMENT if any(isinstance(v, datetime) and (v.hour or v.minute or v.second) for v in values) else DATE


def _write(page: Frame, row: int, col: int, value: Entry, unit: Unit | None, look: Format) -> str | float | None:
    sheet = page.sheet
    if isinstance(value, datetime):
        sheet.write_datetime(row, col, value, look)
        return value.isoformat()
    if isinstance(value, str):
        text = clip(plain(value), LETTERS)
        sheet.write_string(row, col, text, look)
        return text
    number = cell_value(value, unit or Unit.COUNT)
    if number is None:
        sheet.write_blank(row, col, None, look)
        return None
    sheet.write_number(row, col, number, look)
    return number


BELOW = 15  # pixels of a link under a headline


def room_below(page: Frame, details: Sequence[Detail], tab: str, text: str, last: int) -> int:
    """Pixels for a link of its own: LibreOffice breaks no line of a link, so that a long headline cannot be one."""
    listed = any(tab in one.pages for one in details)
    return BELOW if listed and width(plain(text)) > page.text_room(0, last, {}) else 0


def link_to(page: Frame, details: Sequence[Detail], tab: str, text: str, row: int, *looks: Look) -> None:
    """Link words in the first column to the rows behind a headline, where they are listed."""
    detail = next((one for one in details if tab in one.pages), None)
    if detail is None:
        return
    url = f"internal:{quote(page.book.tab(detail.section.tab).name)}!A1"
    tip = clip(plain(say("Go to the rows behind it")), TIP)
    page.sheet.write_url(row, 0, url, page.book.format(*looks, {"underline": 1}), plain(text), tip)
