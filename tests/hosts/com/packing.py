"""What VBA packs, made in Python: the same bytes from the same cells, written without a look at the decoder."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Any

CVERR = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
CVERR |= {"#SPILL!": 2045, "#CALC!": 2050}  # came with dynamic arrays
COM_ERROR = {text: number + 0x800A0000 - 2**32 for text, number in CVERR.items()}
LEFT_OUT = -2147352572
Grid = Sequence[Sequence[Any]]


def grid(values: Any) -> list[list[Any]]:
    """A range as rows: a list is a column, a list of lists a table."""
    return [list(row) if isinstance(row, list | tuple) else [row] for row in values]


def com(rows: Grid) -> tuple[tuple[Any, ...], ...]:
    """The range as COM hands it over plain: numbers are floats, error cells whole numbers."""
    return tuple(tuple(scalar(cell) for cell in row) for row in rows)


def scalar(cell: Any) -> Any:
    if isinstance(cell, str):
        return COM_ERROR.get(cell, cell)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def packed(rows: Grid) -> bytes:
    """The range as VBA packs it, dates and times among its cells."""
    blocks = [(r, c, 1, 1) for r, row in enumerate(rows) for c, cell in enumerate(row) if isinstance(cell, datetime)]
    return (dated(blocks) if blocks else b"") + _packed([[_number(cell) for cell in row] for row in rows])


def dated(blocks: Sequence[tuple[int, int, int, int]]) -> bytes:
    """What says that the numbers of these blocks are dates and times: row, column, rows, columns of each."""
    return b"CXD1" + struct.pack("<I", len(blocks)) + b"".join(struct.pack("<4I", *block) for block in blocks)


def _number(cell: Any) -> Any:
    return (cell - datetime(1899, 12, 30)).total_seconds() / 86400 if isinstance(cell, datetime) else cell


def _packed(rows: Grid) -> bytes:
    table: dict[str, int] = {}
    body = bytearray()
    for row in rows:
        for cell in row:
            body += _eight(cell, table)
    texts = b"".join(struct.pack("<I", len(t)) + t for t in (_utf16(text) for text in table))
    tail = struct.pack("<I", len(table)) + texts if table else b""
    return struct.pack("<4sIII", b"CXP1", len(rows), len(rows[0]), len(tail)) + bytes(body) + tail


def small(rows: Grid) -> bytes:
    """Whole numbers from 0 to 254 and blanks, a byte each."""
    head = struct.pack("<4sIII", b"CXS1", len(rows), len(rows[0]), 0)
    return head + bytes(255 if cell is None else int(cell) for row in rows for cell in row)


def keep(number: int, whole: bytes) -> bytes:
    """A packed range that is to be kept under a number."""
    return b"CXK1" + struct.pack("<I", number) + whole


def kept(number: int) -> bytes:
    """The range of that number."""
    return b"CXG1" + struct.pack("<I", number)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _eight(cell: Any, table: dict[str, int]) -> bytes:
    if cell is None:
        return _nan(1, 0)
    if isinstance(cell, bool):
        return _nan(4, int(cell))
    if isinstance(cell, str):
        return _nan(3, CVERR[cell]) if cell in CVERR else _nan(2, table.setdefault(cell, len(table)))
    return struct.pack("<d", cell)


def _nan(kind: int, value: int) -> bytes:
    return struct.pack("<II", value, 0x7FF80000 | kind)
