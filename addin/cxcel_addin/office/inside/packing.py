"""Cells as one array of bytes, as `cxcel_addin.hosts.com.wire` reads them."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

BLANK, TEXT, ERROR, FLAG = 1, 2, 3, 4
NOT_A_NUMBER = 0x7FF80000
if TYPE_CHECKING:
    Block = tuple[int, int, int, int]  # row, column, rows, columns


class Failed:
    """An error cell, by its Excel number."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


def packed(rows: Sequence[Sequence[Any]], moments: Iterable[Block] = ()) -> bytes:
    r"""Return a range as bytes.

    Parameters
    ----------
    rows : sequence of rows
        Floats, bools, texts ("" is a blank) and `Failed`.
    moments : iterable of blocks
        Where numbers are dates or times.

    Examples
    --------
    >>> packed([(9.0,), ("",)])[:16]
    b'CXP1\x02\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00'
    """
    flat = [cell for row in rows for cell in row] if len(rows) != 1 else rows[0]
    plain = set(map(type, flat)) == {float}
    body, table = (array("d", flat), b"") if plain else _coded(flat)
    head = struct.pack("<4sIII", b"CXP1", len(rows), len(rows[0]), len(table))
    return _told(list(moments)) + head + body.tobytes() + table


def _told(moments: list[Block]) -> bytes:
    if not moments:
        return b""
    return struct.pack("<4sI", b"CXD1", len(moments)) + b"".join(struct.pack("<4I", *block) for block in moments)


def _coded(flat: Sequence[Any]) -> tuple[array[float], bytes]:
    """Return the cells where some are no numbers, and the table of texts."""
    body = array("d", [cell if type(cell) is float else 0.0 for cell in flat])
    bits = memoryview(body).cast("B").cast("Q")
    texts: dict[str, int] = {}
    for i, cell in enumerate(flat):
        if type(cell) is not float:
            kind, value = _code(cell, texts)
            bits[i] = (NOT_A_NUMBER | kind) << 32 | value
    words = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    table = struct.pack("<I", len(words)) + b"".join(struct.pack("<I", len(word)) + word for word in words)
    return body, table if words else b""


def _code(cell: Any, texts: dict[str, int]) -> tuple[int, int]:
    if isinstance(cell, str):
        return (TEXT, texts.setdefault(cell, len(texts))) if cell else (BLANK, 0)
    if isinstance(cell, bool):
        return FLAG, int(cell)
    if isinstance(cell, Failed):
        return ERROR, cell.number
    return BLANK, 0
