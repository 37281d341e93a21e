"""A packed range, taken apart without a step for each cell; `cxcel_addin.hosts.com.wire` says how it is packed."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from cxcel.cells import Cells, Kind
from cxcel.errors import ERRORS, BadType

PACKED, SMALL, MOMENTS, KEEP, KEPT = b"CXP1", b"CXS1", b"CXD1", b"CXK1", b"CXG1"
HEAD, MARK = struct.Struct("<4sIII"), struct.Struct("<4sI")
SMALL_BLANK = 255
BLANK, TEXT, ERROR, FLAG = 1, 2, 3, 4  # kinds within a NaN
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
EPOCH = datetime(1899, 12, 30)
_FEW = 16  # cells up to which a packed range is unpacked to rows, because an option may be a range of two cells
_FEW_DATES = 1  # no option is a range of dates, and as rows they are to the microsecond only


class Moment(timedelta):
    """A date or time in a cell by itself, since Excel's day 0; a sentence names it as the cell shows it."""

    def __repr__(self) -> str:
        if self.days < 366:
            minutes, seconds = divmod(round(self.total_seconds()), 60)
            return f"the time {minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        return f"the date {(EPOCH + self).date().isoformat()}"


class Block(Cells):
    """Cells of a packed range; a sentence speaks of them in a few words."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"a range of {len(self):,} cells"


_MADE_OF: dict[int, Callable[[float], object]] = {Kind.FLAG: bool, Kind.DATE: lambda days: Moment(days=days)}


def error_text(number: int) -> str:
    """Return what a cell shows for an Excel error number; one that is not known becomes #VALUE!.

    Examples
    --------
    >>> error_text(2042), error_text(2048)
    ('#N/A', '#VALUE!')
    """
    return _NAMES.get(number, "#VALUE!")


def unpack(packed: bytes | bytearray | memoryview) -> list[list[object]] | Block:
    """Return the cells of a packed range, without a step for each cell.

    Raises
    ------
    BadType
        The bytes are not what VBA packs.
    """
    try:
        moments, packed = _moments(memoryview(packed))
        mark, rows, columns, size = HEAD.unpack_from(packed)
        if mark == SMALL:
            block = _small(packed, rows * columns, columns)
        elif mark == PACKED:
            numbers = np.frombuffer(packed, "<f8", rows * columns, HEAD.size)
            block = _block(numbers, columns, _table(bytes(packed[HEAD.size + numbers.nbytes :]), size))
        else:
            raise ValueError("no packed range")  # noqa: TRY301 - told like all that is not whole
        if len(moments):
            block = _with_moments(block, moments)
            return _rows(block) if len(block) <= _FEW_DATES else block
    except (struct.error, ValueError, IndexError) as error:
        raise BadType("the range did not arrive whole: calculate again") from error
    return _rows(block) if len(block) <= _FEW else block


def _moments(packed: memoryview) -> tuple[np.ndarray, memoryview]:
    """Part the blocks of dates and times from the range that follows them."""
    if packed[:4] != MOMENTS:
        return np.empty((0, 4), np.uint32), packed
    _, count = MARK.unpack_from(packed)
    blocks = np.frombuffer(packed, "<u4", 4 * count, MARK.size).reshape(count, 4)
    return blocks, packed[MARK.size + blocks.nbytes :]


def _with_moments(block: Block, moments: np.ndarray) -> Block:
    """Mark the numbers that lie in the blocks as dates."""
    size = len(block)
    kinds = np.where(np.isnan(block.numbers), Kind.BLANK, Kind.NUMBER) if block.kinds is None else block.kinds.copy()
    table = kinds.astype(np.uint8).reshape(-1, block.width)
    for row, column, rows, columns in moments.tolist():
        part = table[row : row + rows, column : column + columns]
        if part.shape != (rows, columns):
            raise ValueError("dates outside the range")
        part[part == Kind.NUMBER] = Kind.DATE
    return Block(block.numbers, table.reshape(-1), block.texts or ("",) * size, block.width)


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
    numbers: list[float] = block.numbers.tolist()
    flat: list[object] = [None if math.isnan(number) else number for number in numbers]
    if block.kinds is not None and block.texts is not None:
        for i, (kind, text) in enumerate(zip(block.kinds, block.texts, strict=True)):
            if kind in _MADE_OF:
                flat[i] = _MADE_OF[kind](numbers[i])
            elif text:
                flat[i] = text
    return [flat[at : at + block.width] for at in range(0, len(flat), block.width)]
