"""A report, what a reader does to it with another program, and the report after it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import stylesheet

from cxcel_addin.report.keep import all_written, find
from cxcel_addin.report.model import Report
from cxcel_addin.report.render import Drawing, draw

Edit = Callable[[Any], None]


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def editable(content: bytes) -> Any:
    """The report with numbers as they are: read as times, openpyxl would round them."""
    with mock.patch.multiple(stylesheet, is_date_format=_never, is_timedelta_format=_never):
        return opened(content)


def _never(_format: str) -> bool:
    return False


def edited(path: Path, content: bytes, edits: Sequence[Edit]) -> Path:
    """Save a report after some edits."""
    book = editable(content)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def renewed(path: Path, report: Report) -> Drawing:
    """Draw a report in the place of one that is in a file."""
    old = find(path)
    assert old.record is not None
    return draw(
        report,
        all_written(path, old),
        renamed=old.renamed(),
        taken=old.others,
        order=old.order(),
        hidden=old.hidden(),
    )


def typed(tab: str, address: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        cell = book[tab][address]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"

    return edit


def noted(tab: str, address: str, text: str, author: str = "Ada") -> Edit:
    def edit(book: Any) -> None:
        book[tab][address].comment = Comment(text, author)

    return edit


def place(sheet: Any, text: object) -> str:
    """The address of the first cell with a value."""
    return next(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == text)


def beside(sheet: Any, text: object, column: str) -> str:
    """The address in a column of the row where a text stands."""
    return f"{column}{sheet[place(sheet, text)].row}"


def everything(content: bytes) -> list[str]:
    """All texts of the sheets that a reader sees, in cells and notes."""
    out: list[str] = []
    for sheet in opened(content):
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows():
                for cell in row:
                    out += [] if cell.value is None else [str(cell.value)]
                    out += [cell.comment.text] if cell.comment else []
    return out
