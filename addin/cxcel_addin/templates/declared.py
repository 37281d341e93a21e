"""What a template is: data only, from which its workbook is made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.functions import FUNCTIONS
from cxcel.records import dataclass

Cell = str | float
Argument = Cell | tuple[Cell, ...] | tuple[tuple[Cell, ...], ...] | None
Tables = Mapping[str, Mapping[str, Sequence[Any]]]  # table -> column -> cells

_COLUMN = re.compile(r"^(\w+)\[(\w+)\]$")
_COLUMNS = re.compile(r"^(\w+)\[\[#All\],\[(\w+)\]:\[(\w+)\]\]$")


@dataclass(frozen=True, slots=True)
class Formula:
    """A function of CXcel with its arguments.

    ``Survey[nps]`` is a column of a table, ``Survey[[#All],[nps]:[ces]]`` several with their headers, any other text
    a word; a tuple is a column of constants, a tuple of tuples rows of them, None an argument that is left out.

    Examples
    --------
    >>> Formula("NPS", ("Survey[nps]",)).text
    'NPS(Survey[nps])'
    >>> Formula("CLV", (100, 0.8, 0.1)).text, Formula("NPS", ((10, 9, 0),)).text
    ('CLV(100, 0.8, 0.1)', 'NPS({10;9;0})')
    >>> Formula("NPS", ("Survey[nps]",)).value({"Survey": {"nps": [10, 9, 8, 0]}})
    [[25.0]]
    """

    function: str
    arguments: tuple[Argument, ...]

    @property
    def text(self) -> str:
        """The formula as a cell shows it, without its equals sign."""
        return f"{self.function}({', '.join(map(_shown, self.arguments))})"

    def value(self, tables: Tables) -> list[list[Any]]:
        """Compute it: rows, one cell where the function gives a number."""
        given = [_given(argument, tables) for argument in self.arguments]
        result = FUNCTIONS[self.function](*given)
        return result if isinstance(result, list) else [[result]]


def _shown(argument: Argument) -> str:
    if isinstance(argument, str):
        return argument if _COLUMN.match(argument) or _COLUMNS.match(argument) else f'"{argument}"'
    if isinstance(argument, tuple):
        return f"{{{';'.join(','.join(map(_shown, row)) for row in _rows(argument))}}}"
    return "" if argument is None else f"{argument:.15g}"


def _rows(constants: tuple[Any, ...]) -> list[list[Cell]]:
    return [list(row) if isinstance(row, tuple) else [row] for row in constants]


def _given(argument: Argument, tables: Tables) -> Any:
    """Return what the function is handed."""
    if isinstance(argument, tuple):
        return _rows(argument)
    if isinstance(argument, str) and (found := _COLUMN.match(argument)):
        return [[cell] for cell in tables[found[1]][found[2]]]
    if isinstance(argument, str) and (found := _COLUMNS.match(argument)):
        columns = tables[found[1]]
        names = list(columns)
        wanted = names[names.index(found[2]) : names.index(found[3]) + 1]
        return [wanted, *(list(row) for row in zip(*(columns[name] for name in wanted), strict=True))]
    return argument


@dataclass(frozen=True, slots=True)
class Table:
    """A table to fill in: its columns are named as the roles of a report."""

    name: str
    what: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the sheet Settings."""

    name: str
    value: str | float
    help: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of the scorecard: value, interval and base of a metric of the catalogue."""

    metric: str
    arguments: tuple[Argument, ...]

    @property
    def formulas(self) -> tuple[Formula, Formula, Formula]:
        """Of the value, of its two limits, and of its base."""
        together = (self.metric, *self.arguments)
        return Formula(self.metric, self.arguments), Formula("KPI_CI", together), Formula("KPI_N", together)


@dataclass(frozen=True, slots=True)
class Block:
    """A sheet that one formula fills, so that it may grow with the tables."""

    tab: str
    title: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook that is ready to be filled in."""

    name: str
    title: str
    purpose: str
    steps: tuple[str, ...]
    settings: tuple[Setting, ...]
    tables: tuple[Table, ...]
    measures: tuple[Measure, ...]
    blocks: tuple[Block, ...]
