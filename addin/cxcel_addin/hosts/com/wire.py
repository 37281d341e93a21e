"""What crosses between Excel's VBA and Python, both ways.

**An argument** comes plain or packed.

Plain is what COM makes of VBA's values: None for a blank, bool, float, str, a datetime, a tuple of row tuples for a
range.  COM hands over an Excel error as the whole number 0x800A0000 + its Excel number (#N/A is 2042), signed, and an
argument that was left out as 0x80020004: both are told from numbers because `Value2` gives numbers as floats only.

Packed is one array of bytes for a whole range, because COM takes half a microsecond for every cell and some thirty
bytes, a copied array nothing::

    4 bytes   "CXP1"
    uint32    rows
    uint32    columns
    uint32    bytes of the text table
    float64   rows x columns, row by row; what is no number is a quiet NaN whose low 51 bits are kind << 32 | value
    uint32    texts in the table, then each as uint32 bytes and UTF-16LE; the table may be left out when it is empty

    kind      1 blank    2 text, value = its place in the table    3 error, value = its Excel number    4 flag, 0 or 1

A range of whole numbers from 0 to 254 and blanks, as scores and flags are, is packed in an eighth of that::

    4 bytes   "CXS1"
    uint32    rows, columns, 0
    uint8     rows x columns; 255 is a blank

`Value2` gives dates and times as numbers: of days since 30 December 1899, or parts of one.  Which cells are shown as
such, VBA finds by their number formats, and says before the packed range; cells there that hold no number stay what
they are::

    4 bytes   "CXD1"
    uint32    blocks
    uint32    row, column, rows, columns of each block of cells, counted from 0

So that formulas over the same columns send them once, a range may be sent to be kept, and then be referred to::

    4 bytes "CXK1", uint32 number, then all of the above: take it, and keep it under the number
    4 bytes "CXG1", uint32 number: the range kept under that number

VBA chooses the numbers.  What is kept is bounded and goes with the process: the status -1 says that a range is not
here any more, and everything has to be sent again.

All is little-endian.  A NaN without a kind is a blank, for a cell cannot hold one.

**The function's name** has ``@1904`` behind it where the cell's workbook counts its days from 1904.  Where an argument
is a text that may name a column of a source, ``|`` and the folder of the workbook follow, "" where it was never saved:
sources that lie there go before the user's own.

**A result** is always an array of rows, so that VBA takes it in one way: the first row is ``"CX1"``, the status, rows,
columns; then the values.  Status 0 means values, -1 send again; -2 an error that may not come a second time, so that
neither it nor the ranges sent with it count as known; anything else is the Excel number of the error.  Where there is
an error, the first cell of the second row is the sentence why.  Rows are filled with "" up to one width, four at least.
A value is a float, a bool or a text of at most 255 characters (what Excel takes from a function within an array); a
blank goes as "", a date as its day number, counted from 1904 where the call says that the cell's workbook does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from cxcel.errors import CxError, OutOfRange, excel_error
from cxcel_addin.hosts.com.packed import EPOCH, NUMBERS, error_text, unpack

AGAIN, PASSING = -1, -2  # status: send again what was referred to; an error that is not to be kept
ANSWER = "CX1"
WIDTH = 4  # cells of the first row of a result
LONGEST = 255  # characters of a text that Excel takes from a function
LEFT_OUT = 0x80020004 - 2**32
ERROR_BASE = 0x800A0000 - 2**32
SINCE_1904 = "@1904"  # behind the function's name
FOLDER = "|"  # behind that: no name of a folder in Windows has it
EPOCH_1904 = datetime(1904, 1, 1)
Row = tuple[float | bool | str, ...]
Rows = tuple[Row, ...]


class Called(NamedTuple):
    """What is asked for: the function, how days are counted, and where sources are looked for first."""

    function: str
    since_1904: bool = False
    folder: str = ""


def called(name: str) -> Called:
    """Return what a function's name says with what stands behind it.

    Examples
    --------
    >>> called("NPS@1904|C:/Reports")
    Called(function='NPS', since_1904=True, folder='C:/Reports')
    """
    function, _, folder = name.partition(FOLDER)
    return Called(function.removesuffix(SINCE_1904), function.endswith(SINCE_1904), folder)


def arguments(values: Sequence[object]) -> list[object]:
    """Decode the arguments of one call; those left out at the end are dropped, others become None.

    Examples
    --------
    >>> arguments([((9.0, None), (ERROR_BASE + 2042, "x")), 0.95, LEFT_OUT, LEFT_OUT])
    [[[9.0, None], ['#N/A', 'x']], 0.95]
    """
    count = len(values)
    while count and _is_left_out(values[count - 1]):
        count -= 1
    return [None if _is_left_out(value) else decode(value) for value in values[:count]]


def decode(value: object) -> object:
    """Decode one argument: a scalar, a list of row lists, or `Cells`.

    A blank by itself becomes a range of one blank cell: it was given, and holds nothing.

    Raises
    ------
    BadType
        The bytes are not what VBA packs.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return unpack(value)
    if value is None:
        return [[None]]
    if isinstance(value, tuple | list):
        rows = value if value and all(isinstance(row, tuple | list) for row in value) else [value]
        return [[_cell(cell) for cell in row] for row in rows]
    return _cell(value)


def _is_left_out(value: object) -> bool:
    return type(value) is int and value == LEFT_OUT


def _cell(value: object) -> object:
    if type(value) is int:
        if ERROR_BASE + 2000 <= value < ERROR_BASE + 2100:
            return error_text(value - ERROR_BASE)
        return None if value == LEFT_OUT else value
    if isinstance(value, datetime):  # pywin32's own kind carries a time zone that Excel does not know
        return value.replace(tzinfo=None)
    return value


def encode(result: object, epoch: datetime = EPOCH) -> Rows:
    """Return the rows that VBA gets for what a function gave; dates as days since the epoch.

    Raises
    ------
    OutOfRange
        A number that a cell cannot hold.

    Examples
    --------
    >>> encode(25.0)
    (('CX1', 0.0, 1.0, 1.0), (25.0, '', '', ''))
    >>> encode([["team", "NPS"], ["a", None]])[2]
    ('a', '', '', '')
    """
    rows = result if isinstance(result, list) else [[result]]
    columns = len(rows[0]) if rows else 0
    filling = ("",) * (WIDTH - columns)
    values = tuple((*(_shown(cell, epoch) for cell in row), *filling) for row in rows)
    return (_head(0, len(rows), columns), *values)


def again() -> Rows:
    """Return the rows that ask for the arguments in full."""
    return _head(AGAIN, 1, 1), ("a range is not here any more: calculate again", *("",) * (WIDTH - 1))


def refuse(error: CxError) -> Rows:
    """Return the rows that VBA gets instead of values: the Excel error and the sentence.

    Examples
    --------
    >>> refuse(OutOfRange("scores must lie in 0..10"))
    (('CX1', 2036.0, 1.0, 1.0), ('scores must lie in 0..10', '', '', ''))
    """
    return _why(NUMBERS.get(excel_error(error), NUMBERS["#VALUE!"]), error)


def passing(error: CxError) -> Rows:
    """Return the same for an error that may not come a second time."""
    return _why(PASSING, error)


def _why(status: int, error: CxError) -> Rows:
    return _head(status, 1, 1), (cut(str(error)), *("",) * (WIDTH - 1))


def _head(status: int, rows: int, columns: int) -> Row:
    return (ANSWER, float(status), float(rows), float(columns), *("",) * (columns - WIDTH))


def _shown(value: object, epoch: datetime) -> float | bool | str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment.replace(tzinfo=None) - epoch) / timedelta(days=1)
    number = float(value)  # type: ignore[arg-type]  # an int, a float or one of numpy's
    if not math.isfinite(number):
        raise OutOfRange("the result is no number that a cell can hold")
    return number


def cut(text: str) -> str:
    """Return the text as far as Excel takes it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
