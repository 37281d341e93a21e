"""Formulas as text: which cells one points to, and whether it may stay where no cell is computed any more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cxcel.functions import FUNCTIONS

LOST = "#REF!"
CALLS = re.compile(rf"(?<![A-Z0-9_.])(?:{'|'.join(FUNCTIONS)})\(", re.I)
OUTSIDE = re.compile(r"\[[1-9]\d*\][^'!\[\](),;+*/&^=<>]*'?!")  # a file calls workbooks by number; 0 is itself
ELSEWHERE = "ORG.CXCEL."  # by which LibreOffice calls ours
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*(?::[\w.]+)?))!")
_CELLS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_RANGE = re.compile(
    r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?\d+:\$?\d+|\$?[A-Z]+:\$?[A-Z]+)"
)


def sheets_in(formula: str) -> Iterator[str]:
    """Yield the sheets that a formula names.

    Examples
    --------
    >>> list(sheets_in("SUM('My ''old'' sheet'!$A$1,Survey!B2)"))
    ["My 'old' sheet", 'Survey']
    """
    for found in _SHEET.finditer(_TEXT.sub('""', formula)):
        yield (found[1] or found[2]).replace("''", "'")


def may_stay(formula: str, titles: Collection[str]) -> bool:
    """Whether a formula of a rule or a chart rests on nothing but cells of sheets that are there.

    Examples
    --------
    >>> may_stay("A1>0.5", {"report"}), may_stay("Rows!$A$1>0", {"report"}), may_stay("NPS(A1:A9)>0", {"report"})
    (True, False, False)
    """
    plain = _TEXT.sub('""', formula)
    if OUTSIDE.search(plain) or CALLS.search(plain) or LOST in plain or ELSEWHERE in plain.upper():
        return False
    return all(name.casefold() in titles for name in sheets_in(formula))


def is_range(formula: str, titles: Collection[str]) -> bool:
    """Whether a name is one or more ranges of cells of sheets that are there.

    Examples
    --------
    >>> [is_range(text, {"report"}) for text in ("Report!$A$1:$B$9,Report!$1:$2", "0.5", "Rows!$A$1")]
    [True, False, False]
    """
    return bool(re.fullmatch(rf"{_RANGE.pattern}(?:,{_RANGE.pattern})*", formula)) and may_stay(formula, titles)


def block(formula: str) -> tuple[str, int, int, int, int] | None:
    """Return sheet, first row and column, last row and column of a range, counted from 1; None for anything else.

    Examples
    --------
    >>> block("'Chart data'!$A$3:$B$9"), block("Report!C7"), block("SUM(A1)")
    (('Chart data', 3, 1, 9, 2), ('Report', 7, 3, 7, 3), None)
    """
    sheet = _SHEET.match(formula)
    cells = _CELLS.fullmatch(formula, sheet.end()) if sheet else None
    if sheet is None or cells is None:
        return None
    first, last = (column(cells[1]), int(cells[2])), (column(cells[3] or cells[1]), int(cells[4] or cells[2]))
    return (sheet[1] or sheet[2]).replace("''", "'"), first[1], first[0], last[1], last[0]


def column(letters: str) -> int:
    """Return the number of a column.

    Examples
    --------
    >>> column("A"), column("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def place(reference: str) -> tuple[int, int]:
    """Return row and column of a cell.

    Examples
    --------
    >>> place("C7")
    (7, 3)
    """
    cells = _CELLS.fullmatch(reference)
    return (int(cells[2]), column(cells[1])) if cells else (0, 0)
