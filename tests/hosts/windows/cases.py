"""What cells hold, and what a cell must show for it: the function itself, called in this Python."""

from __future__ import annotations

from typing import Any

import pytest
from tests.functions.calls import Call
from tests.hosts.com.packing import grid

from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com import wire

RANGES: dict[str, list[list[Any]]] = {
    "1x1": [[9]],
    "row": [[9, 10, 3]],
    "column": [[9], [10], [3]],
    "blanks": [[9], [None], [3], [None]],
    "text numbers": [["9"], ["10"], [" 3 "]],
    "header": [["score"], [9], [3]],
    "missing": [["n/a"], [9], [3]],
    "a word": [[9], ["Zürich 日本 😀"], [3]],
    "flag": [[9], [True], [3]],
    "error": [[9], ["#REF!"], [3]],
    "all blank": [[None], [None]],
    "out of range": [[9], [11]],
    "spaces": [[9], ["  "], [3]],
}


def in_order(call: Call) -> list[Any]:
    """The arguments of a call as a formula has them, None where one is left out."""
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    return [*(call.arguments.get(name) for name in names), *call.repeated]


def direct(name: str, *values: Any) -> Any:
    """What the function itself gives, as it goes back."""
    try:
        return wire.encode(FUNCTIONS[name](*(grid(v) if isinstance(v, list) else v for v in values)))
    except CxError as error:
        return wire.refuse(error)


def shown(name: str, *values: Any) -> tuple[Any, str]:
    """What a cell shows for a function, and the sentence behind it where that is an error."""
    (_, status, rows, columns, *_), *cells = direct(name, *values)
    if status:
        return {"e": int(status)}, cells[0][0]
    if rows == columns == 1:
        return near(cells[0][0]), ""
    return [[near(cell) for cell in row[: int(columns)]] for row in cells], ""


def same(rows: Any) -> Any:
    """Equal cell by cell."""
    return tuple(tuple(map(near, row)) for row in rows)


def near(cell: Any) -> Any:
    """Numbers are equal to nine digits, because Windows and Linux have other mathematics libraries."""
    return pytest.approx(cell, rel=1e-9, abs=1e-12) if type(cell) is float else cell
