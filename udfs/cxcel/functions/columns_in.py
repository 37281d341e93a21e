"""Ranges as columns: what the functions that relate columns share when they read their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.cells import Cells, Kind, read
from cxcel.columns import Numbers, Reader, Taken
from cxcel.compute import aligned
from cxcel.errors import BadOption

AMOUNTS = Numbers(flags=True)  # numbers, and yes and no as 1 and 0
MOST = 100  # columns of one table that can be judged at once


def side_by_side(*ranges: tuple[str, Reader, object]) -> list[Taken]:
    """Read ranges that run beside each other, row by row; header rows are dropped, lengths must agree.

    Whole columns are cut to the rows where any of them holds something.

    Raises
    ------
    BadOption, LengthMismatch, CxError
        A range is missing, lengths differ, or a cell does not fit; the sentence names it.
    """
    for name, _, values in ranges:
        if values is None:
            raise BadOption(f"{name} is missing")
    read_in = [(name, reader(read(values), name, {})) for name, reader, values in ranges]
    return _used([taken for _, taken in aligned(read_in, totals=False)])


def _used(columns: list[Taken]) -> list[Taken]:
    """Cut the empty rows below the last one that holds anything."""
    rows = len(columns[0].values)
    last = max((int(filled[-1]) + 1 for c in columns if len(filled := np.flatnonzero(_filled(c)))), default=0)
    return columns if last in {0, rows} else [replace(c, values=c.values[:last]) for c in columns]


def _filled(column: Taken) -> Mask:
    """Whether each row holds something: a number, a code of a label, or a word."""
    values = column.values
    if values.dtype.kind == "f":
        return ~np.isnan(values)
    if values.dtype.kind in "iu":
        return values >= 0 if column.labels else np.ones(len(values), bool)
    return np.asarray(values != "")


def numbers(name: str, values: object, reader: Reader = AMOUNTS) -> Floats:
    """Read one range of numbers on its own, less its header; NaN = blank."""
    (taken,) = side_by_side((name, reader, values))
    return taken.values.astype(float)


def table(name: str, values: object) -> tuple[list[str], list[Cells]]:
    """Part a table into the names of its columns and their cells; numbered where there are no headers.

    A column whose first cell is a text has it as its name; the cell stays, and readers drop it as a header.
    """
    if values is None:
        raise BadOption(f"{name} is missing")
    cells = read(values)
    names, parts = [], []
    for i in range(cells.width):
        part = Cells(
            cells.numbers[i :: cells.width],
            None if cells.kinds is None else cells.kinds[i :: cells.width],
            None if cells.texts is None else cells.texts[i :: cells.width],
        )
        headed = part.kinds is not None and len(part) > 1 and part.kinds[0] == Kind.TEXT
        plain = name if cells.width == 1 else f"column {i + 1}"
        names.append(part.texts[0] if headed and part.texts else plain)
        parts.append(part)
    if hasattr(values, "columns"):  # a pandas DataFrame keeps its names apart from its cells
        names = [str(column) for column in values.columns]
    if len(parts) > MOST:
        raise BadOption(f"{name} has {len(parts)} columns; at most {MOST} can be judged at once")
    return names, parts


def outcome_and_table(
    outcome: object, kpis: object, names: Sequence[str] = ("outcome", "kpis")
) -> tuple[Floats, list[str], list[Floats]]:
    """Read an outcome and a table of KPIs beside it, all of one length; NaN = blank."""
    titles, parts = table(names[1], kpis)
    read_in = side_by_side((names[0], AMOUNTS, outcome), *zip(titles, [AMOUNTS] * len(parts), parts, strict=True))
    first, *rest = (taken.values.astype(float) for taken in read_in)
    return first, titles, rest
