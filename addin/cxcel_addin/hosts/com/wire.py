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

A column of whole numbers from 0 to 254 and blanks, as scores and flags are, may be packed in an eighth of that::

    4 bytes   "CXS1"
    uint32    rows, columns, 0
    uint8     rows x columns; 255 is a blank

So that formulas over the same columns send them once, either may be sent to be kept, and then be referred to::

    4 bytes "CXK1", uint32 number, then the packed range: take it, and keep it under the number
    4 bytes "CXG1", uint32 number: the range kept under that number

VBA chooses the numbers.  What is kept is bounded and goes with the process: the status -1 says that a range is not
here any more, and everything has to be sent again.

All is little-endian.  `Value2` gives dates as numbers, so there is no kind for them; a NaN without a kind is a blank,
for a cell cannot hold one.

**A result** is always an array of rows, so that VBA takes it in one way: the first row is ``"CX1"``, the status, rows,
columns; then the values.  Status 0 means values, -1 send again; anything else is the Excel number of the error, and
the first cell of the second row is the sentence why.  Rows are filled with "" up to one width, four at least.  A value
is a float, a bool or a text of at most 255 characters (what Excel takes from a function within an array); a blank goes
as "", a date as its day number.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from cxcel.cells import Cells, Kind
from cxcel.errors import ERRORS, BadType, CxError, OutOfRange, excel_error

PACKED, SMALL, KEEP, KEPT = b"CXP1", b"CXS1", b"CXK1", b"CXG1"
HEAD, MARK = struct.Struct("<4sIII"), struct.Struct("<4sI")
SMALL_BLANK = 255
AGAIN = -1  # status: send again what was referred to
BLANK, TEXT, ERROR, FLAG = 1, 2, 3, 4  # kinds within a NaN
ANSWER = "CX1"
WIDTH = 4  # cells of the first row of a result
LONGEST = 255  # characters of a text that Excel takes from a function
LEFT_OUT = 0x80020004 - 2**32
ERROR_BASE = 0x800A0000 - 2**32
NUMBERS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#SPILL!": 2045,
    "#BLOCKED!": 2047,
    "#FIELD!": 2049,
    "#CALC!": 2050,
}
_NAMES = {number: text for text, number in NUMBERS.items()} | {2043: "#N/A"}  # data that has not come yet
_EPOCH = datetime(1899, 12, 30)
_FEW = 16  # cells up to which a packed range is unpacked to rows, because an option may be a range of two cells

Row = tuple[float | bool | str, ...]
Rows = tuple[Row, ...]


class Block(Cells):
    """Cells of a packed range; a sentence speaks of them in a few words."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"a range of {len(self):,} cells"


def error_text(number: int) -> str:
    """Return what a cell shows for an Excel error number; one that is not known becomes #VALUE!.

    Examples
    --------
    >>> error_text(2042), error_text(2048)
    ('#N/A', '#VALUE!')
    """
    return _NAMES.get(number, "#VALUE!")


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


def unpack(packed: bytes | bytearray | memoryview) -> list[list[object]] | Block:
    """Return the cells of a packed range, without a step for each cell.

    Raises
    ------
    BadType
        The bytes are not what VBA packs.
    """
    try:
        mark, rows, columns, size = HEAD.unpack_from(packed)
        if mark == SMALL:
            block = _small(packed, rows * columns, columns)
        elif mark == PACKED:
            numbers = np.frombuffer(packed, "<f8", rows * columns, HEAD.size)
            block = _block(numbers, columns, _table(bytes(packed[HEAD.size + numbers.nbytes :]), size))
        else:
            raise ValueError("no packed range")  # noqa: TRY301 - told like all that is not whole
    except (struct.error, ValueError, IndexError) as error:
        raise BadType("the range did not arrive whole: calculate again") from error
    return _rows(block) if len(block) <= _FEW else block


def _small(packed: bytes | bytearray | memoryview, count: int, columns: int) -> Block:
    if len(packed) != HEAD.size + count:
        raise ValueError("not as many cells as were announced")
    cells = np.frombuffer(packed, np.uint8, count, HEAD.size)
    numbers = cells.astype(float)
    numbers[cells == SMALL_BLANK] = np.nan
    return Block(numbers, width=columns)


def _table(table: bytes, announced: int) -> list[str]:
    if len(table) != announced:
        raise ValueError("the table of texts is not as long as was announced")
    if not table:
        return []
    (count,), at = struct.unpack_from("<I", table), 4
    words = []
    for _ in range(count):
        (size,) = struct.unpack_from("<I", table, at)
        words.append(table[at + 4 : at + 4 + size].decode("utf-16-le", "surrogatepass"))
        at += 4 + size
    if at != len(table):
        raise ValueError("the lengths of the texts do not add up")
    return words


def _block(numbers: np.ndarray, columns: int, words: list[str]) -> Block:
    """Part what is packed into numbers, kinds and texts, as `cxcel.cells.read` does with rows."""
    other = np.flatnonzero(np.isnan(numbers))
    if not len(other):
        return Block(numbers, width=columns)
    bits = numbers.view("<u8")[other]
    sorts, values = (bits >> np.uint64(32)).astype(np.int64) & 0x7FFFF, (bits & np.uint64(0xFFFFFFFF)).astype(np.int64)
    if sorts.max() <= BLANK:
        return Block(numbers, width=columns)
    if sorts.max() > FLAG:
        raise ValueError("a kind of cell that there is not")
    numbers, kinds = numbers.copy(), np.full(len(numbers), Kind.NUMBER, np.uint8)
    kinds[other] = np.array([Kind.BLANK, Kind.BLANK, Kind.TEXT, Kind.ERROR, Kind.FLAG], np.uint8)[sorts]
    flags = sorts == FLAG
    numbers[other[flags]] = values[flags]
    looked_at = [_word(word) for word in words]
    texts = np.full(len(numbers), "", object)
    written, places = other[sorts == TEXT], values[sorts == TEXT]
    texts[written] = np.array([text for _, text in looked_at], object)[places]
    kinds[written] = np.array([kind for kind, _ in looked_at], np.uint8)[places]
    failed, which = other[sorts == ERROR], values[sorts == ERROR]
    texts[failed] = [error_text(number) for number in which.tolist()]
    if (kinds <= Kind.NUMBER).all():  # texts of spaces only are blanks
        return Block(numbers, width=columns)
    return Block(numbers, kinds, tuple(texts.tolist()), columns)


def _word(word: str) -> tuple[Kind, str]:
    text = word.strip()
    return (Kind.ERROR if text in ERRORS else Kind.TEXT if text else Kind.BLANK), text


def _rows(block: Block) -> list[list[object]]:
    """Return a small block as rows."""
    flat: list[object] = [None if math.isnan(number) else number for number in block.numbers.tolist()]
    if block.kinds is not None and block.texts is not None:
        flat = [bool(v) if kind == Kind.FLAG else v for v, kind in zip(flat, block.kinds, strict=True)]
        flat = [text or v for v, text in zip(flat, block.texts, strict=True)]
    return [flat[at : at + block.width] for at in range(0, len(flat), block.width)]


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


def encode(result: object) -> Rows:
    """Return the rows that VBA gets for what a function gave.

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
    values = tuple((*map(_shown, row), *filling) for row in rows)
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
    number = NUMBERS.get(excel_error(error), NUMBERS["#VALUE!"])
    return _head(number, 1, 1), (cut(str(error)), *("",) * (WIDTH - 1))


def _head(status: int, rows: int, columns: int) -> Row:
    return (ANSWER, float(status), float(rows), float(columns), *("",) * (columns - WIDTH))


def _shown(value: object) -> float | bool | str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)
    number = float(value)  # type: ignore[arg-type]  # an int, a float or one of numpy's
    if not math.isfinite(number):
        raise OutOfRange("the result is no number that a cell can hold")
    return number


def cut(text: str) -> str:
    """Return the text as far as Excel takes it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
