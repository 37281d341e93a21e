"""A table as it was read, before its columns have a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxcel.data.notes import Place

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Distinct:
    """A column as its distinct cells and, per row, which of them it holds: each cell text is parsed once.

    Examples
    --------
    >>> column = Distinct.of([" a", "b", "a"])
    >>> column.cells, column.codes.tolist()
    (('a', 'b'), [0, 1, 0])
    """

    cells: tuple[Any, ...]
    codes: Codes

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Distinct:
        """Take a column apart; text is trimmed."""
        seen = dict.fromkeys(cells)
        trimmed = list(map(str.strip, seen)) if set(map(type, seen)) == {str} else [_trim(cell) for cell in seen]
        position = dict(zip(seen, range(len(seen)), strict=True))
        where = position
        if trimmed != list(seen):
            position = {cell: at for at, cell in enumerate(dict.fromkeys(trimmed))}
            where = {cell: position[short] for cell, short in zip(seen, trimmed, strict=True)}
        return cls(tuple(position), np.fromiter(map(where.__getitem__, cells), np.int32, len(cells)))

    def rows_of(self, marked: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the rows (from 0) whose distinct cell is marked."""
        return np.flatnonzero(marked[self.codes]) if marked.any() else np.empty(0, np.intp)


def _trim(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


@dataclass(frozen=True)
class RawTable:
    """One sheet or file: headers, columns of cells, and the file's own row numbers."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    columns: Sequence[Sequence[Any]]
    rows: Sequence[int]
    delimiter: str = ""  # "" for a workbook
    error_cells: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # column -> rows of the file

    @property
    def n(self) -> int:
        """Number of data rows."""
        return len(self.rows)

    @property
    def place(self) -> Place:
        """Where the table is."""
        return Place(self.file, self.sheet)

    @cached_property
    def row_numbers(self) -> NDArray[np.int64]:
        """The file's row numbers as an array."""
        return np.asarray(self.rows, np.int64)

    @cached_property
    def _taken_apart(self) -> dict[int, Distinct]:
        return {}

    def distinct(self, column: int) -> Distinct:
        """Return a column as distinct cells; computed once."""
        if column not in self._taken_apart:
            self._taken_apart[column] = Distinct.of(self.columns[column])
        return self._taken_apart[column]

    def keep(self, rows: NDArray[np.intp]) -> RawTable:
        """Return the table with only the given rows."""
        picked = rows.tolist()
        columns = [[column[row] for row in picked] for column in self.columns]
        numbers = self.row_numbers[rows].tolist()
        return RawTable(self.file, self.sheet, self.headers, columns, numbers, self.delimiter, self.error_cells)
