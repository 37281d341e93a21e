"""Check data: what the tables of the open workbook hold, in a sentence or, where it is long, in a workbook."""

from __future__ import annotations

from pathlib import Path

from cxcel.errors import CxError

from ....guide.lines import write_lines
from ....workbook import Opened, in_settings, opened, paths, refused
from ...cli.reporting import check_files
from .macro import macro

__all__ = ["check"]

MOST_LETTERS, MOST_LINES = 900, 25  # a message box shows 1,023 letters, and has to fit a screen


@macro
def check(copy: str, name: str, folder: str) -> list[str]:
    """Return the sentence to show, and the file of a workbook to open, either "" where the other is enough.

    Raises
    ------
    CxError
        The workbook holds no table, or its Settings something that cannot be used.
    """
    lines = _lines(opened(Path(copy), name))
    text = "\n".join(lines)
    if len(text) <= MOST_LETTERS and len(lines) <= MOST_LINES:
        return [text, ""]
    target = Path(folder) / "Check.xlsx"
    target.write_bytes(write_lines(f"What is in {name}", lines))
    return ["", str(target)]


def _lines(book: Opened) -> list[str]:
    files, without = paths(book)
    try:
        return [in_settings(line, book.said) for line in check_files(files, without, **book.said.reading)]
    except CxError as error:
        raise refused(error, book.said) from error
