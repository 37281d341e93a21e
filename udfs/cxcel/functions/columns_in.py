"""Ranges as columns, numbers as cells: what the functions share when they read arguments and write rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.cells import Cells, Kind, read
from cxcel.columns import AMOUNTS, Reader, Taken
from cxcel.compute import aligned
from cxcel.errors import BadOption, OutOfRange
from cxcel.sources.reference import Reference

MOST = 100  # columns of one table that can be judged at once

Range = tuple[str, Reader, object]  # name, what reads it, and the cells as they were given, None where left out


def side_by_side(*ranges: Range) -> list[Taken]:
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
    ranges = _with_rows(ranges)
    read_in = [(name, reader(read(values), name, {})) for name, reader, values in ranges]
    return _used([taken for _, taken in aligned(read_in, totals=False)])


def _with_rows(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Return the ranges with the rows of a source in place of its columns."""
    if not any(isinstance(values, Reference) for _, _, values in ranges):
        return ranges
    from cxcel.sources.rows import fetched

    rows = fetched([values for _, _, values in ranges])
    return tuple((name, reader, values) for (name, reader, _), values in zip(ranges, rows, strict=True))


def by_name(needed: Sequence[Range], others: Sequence[Range]) -> dict[str, Taken]:
    """Read ranges that run beside each other; of the others only those that were given.

    Raises
    ------
    BadOption, LengthMismatch, CxError
        As `side_by_side`.
    """
    ranges = [*needed, *(one for one in others if one[2] is not None)]
    return dict(zip((name for name, _, _ in ranges), side_by_side(*ranges), strict=True))


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


def floats(taken: Taken) -> Floats:
    """Return a column of numbers as floats; NaN = blank."""
    return taken.values.astype(float)


def cell(value: float) -> float | None:
    """Return a number as a cell shows it: nothing for NaN."""
    return None if math.isnan(value) else float(value)


def within(part: tuple[str, Floats], whole: tuple[str, Floats], headed: bool) -> None:
    """Refuse the first row where a part exceeds its whole, named as a range with or without a header counts it.

    Raises
    ------
    OutOfRange
        The part is more than the whole.
    """
    (name, some), (limit, every) = part, whole
    over = np.flatnonzero(some > every)
    if len(over):
        at = over[0]
        got = f"got {some[at]:g} of {every[at]:g} in row {at + 1 + headed}"
        raise OutOfRange(f"{name} must not exceed {limit}, {got}")


def numbers(name: str, values: object, reader: Reader = AMOUNTS) -> Floats:
    """Read one range of numbers on its own, less its header; NaN = blank."""
    (taken,) = side_by_side((name, reader, values))
    return floats(taken)


def table(name: str, values: object) -> tuple[list[str], list[Cells]]:
    """Part a table into the names of its columns and their cells; numbered where there are no headers.

    A column whose first cell is a text has it as its name; the cell stays, and readers drop it as a header.
    """
    if values is None:
        raise BadOption(f"{name} is missing")
    ((_, _, values),) = _with_rows(((name, AMOUNTS, values),))
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
    first, *rest = map(floats, read_in)
    return first, titles, rest
