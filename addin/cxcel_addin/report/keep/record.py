"""A report's record of itself: where each row, column and cell stands, all as hashes, in a few cells of text."""

from __future__ import annotations

import hashlib
import json
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .drawn import At, Drawn

VERSION = 1
LETTERS = 6  # bytes of a hash: enough to tell a report's cells apart
CHUNK = 30_000  # a cell holds 32,767 letters
_DAY_0 = date(1899, 12, 30)
_SAFE = str.maketrans("+/", "-_")  # the letters of base64 that stand in file names and addresses, too
ODD = 1e-12  # how far a number may move when another program saves it


@dataclass(frozen=True, slots=True)
class Spot:
    """What a place is about, in a form that holds from one report to the next.

    `row` is a hash of a row's words, `below` how many rows under it; `col` is a hash of a heading, "=3" the fourth
    column of a sheet, "+2" the second to the right of all that is drawn.
    """

    key: str
    row: str
    below: int
    col: str


@dataclass(slots=True)
class Sheet:
    """The record of one sheet."""

    key: str
    tab: str
    last: int
    rows: dict[int, str]  # row -> hash of what it is about
    heads: dict[int, tuple[int, dict[int, str]]]  # row -> row of the headings, column -> hash of its heading
    cells: dict[int, dict[int, str]]  # row -> column -> hash of what was drawn


@dataclass(slots=True)
class Record:
    """The record of a report; `kept` says what the rows of the sheet of kept notes belong to."""

    report: str
    sheets: dict[str, Sheet]
    kept: dict[int, tuple[str, Spot]] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """Return the record as texts that each fit in a cell."""
        whole = json.dumps(
            {
                "cxcel": VERSION,
                "report": self.report,
                "sheets": [_sheet_out(sheet) for sheet in self.sheets.values()],
                "kept": [
                    [row, kind, spot.key, spot.row, spot.below, spot.col] for row, (kind, spot) in self.kept.items()
                ],
            },
            separators=(",", ":"),
        ).replace("_x", "_\\u0078")  # Excel would read _x0041_ as a letter
        return [whole[at : at + CHUNK] for at in range(0, len(whole), CHUNK)]

    @classmethod
    def of_texts(cls, texts: Iterable[object]) -> Record | None:
        """Read a record, or return None for what is none."""
        try:
            whole = json.loads("".join(text for text in texts if isinstance(text, str)))
            if whole["cxcel"] != VERSION:
                return None
            sheets = {part["key"]: _sheet_in(part) for part in whole["sheets"]}
            kept = {int(row): (str(kind), Spot(*spot)) for row, kind, *spot in whole["kept"]}
            return cls(str(whole["report"]), sheets, kept)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def record(sheets: Iterable[Drawn], kept: Mapping[int, tuple[str, Spot]]) -> Record:
    """Make the record of what was drawn."""
    made = {sheet.key: _recorded(sheet) for sheet in sheets}
    return Record(word(*(json.dumps(_sheet_out(sheet)) for sheet in made.values())).hex(), made, dict(kept))


def _recorded(drawn: Drawn) -> Sheet:
    rows = {row: row_hash(drawn.key, *words) for row, words in drawn.rows().items()}
    heads = {}
    hashed: dict[int, tuple[int, dict[int, str]]] = {}  # by the headings: one table's rows share them
    for row in rows:
        over = drawn.heads(row)
        if over is not None:
            if id(over) not in hashed:
                hashed[id(over)] = (over.row, {col: letters(label) for col, label in over.labels.items()})
            heads[row] = hashed[id(over)]
    cells: dict[int, dict[int, str]] = {}
    for (row, col), value in drawn.values.items():
        if value is not None:
            cells.setdefault(row, {})[col] = cell_hash(value)
    return Sheet(drawn.key, drawn.tab, drawn.last, rows, heads, cells)


def _sheet_out(sheet: Sheet) -> dict[str, Any]:
    """Write headings once for all the rows under them."""
    distinct: list[tuple[int, dict[int, str]]] = []
    which = {}
    for row, heads in sheet.heads.items():
        if heads not in distinct:
            distinct.append(heads)
        which[row] = distinct.index(heads)
    return {
        "key": sheet.key,
        "tab": sheet.tab,
        "last": sheet.last,
        "heads": [[row, list(labels.items())] for row, labels in distinct],
        "rows": [[row, text, which.get(row, -1)] for row, text in sheet.rows.items()],
        "cells": [[row, list(cells.items())] for row, cells in sheet.cells.items()],
    }


def _sheet_in(part: Mapping[str, Any]) -> Sheet:
    heads = [(int(row), {int(col): str(text) for col, text in labels}) for row, labels in part["heads"]]
    return Sheet(
        str(part["key"]),
        str(part["tab"]),
        int(part["last"]),
        {int(row): str(text) for row, text, _ in part["rows"]},
        {int(row): heads[which] for row, _, which in part["rows"] if which >= 0},
        {int(row): {int(col): str(text) for col, text in cells} for row, cells in part["cells"]},
    )


def row_hash(key: str, block: str, label: str, nth: int) -> str:
    """Return the hash of what a row is about."""
    return letters(key, block, label, str(nth))


def letters(*words: str) -> str:
    """Return words as a short hash."""
    return b2a_base64(word(*words), newline=False).decode().translate(_SAFE)


def word(*words: str) -> bytes:
    """Return words as a few bytes."""
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()[:LETTERS]


def cell_hash(value: object) -> str:
    """Return the hash of a cell."""
    number = serial(value)
    return letters("t", " ".join(str(value).split())) if number is None else letters("n", f"{number:.9g}")


def hashes(value: object) -> list[str]:
    """Return the hash of a cell, and those that it may have had before a program rounded its number."""
    number = serial(value)
    near = (value,) if number is None else (number, number * (1 + ODD), number * (1 - ODD))
    return list(dict.fromkeys(map(cell_hash, near)))


def serial(value: object) -> float | None:
    """Return the number that a cell holds for a number, a flag or a date; None for a text.

    Examples
    --------
    >>> serial(date(2026, 1, 2)), serial("2")
    (46024.0, None)
    """
    if isinstance(value, bool | int | float):
        return float(value)
    return float((value - _DAY_0).days) if isinstance(value, date) else None


def address(at: At) -> str:
    """Return a cell's address.

    Examples
    --------
    >>> address((4, 27))
    'AB5'
    """
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(at[1] + 1)}{at[0] + 1}"
