"""What the engine calls: our functions, with cells as they stand in the workbook, and the sentence behind an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np

from cxcel.catalogue import METRICS
from cxcel.cells import Cells, Kind, read
from cxcel.errors import CxError, excel_error
from cxcel.functions import FUNCTIONS
from cxcel.sources.registry import beside

from ..hosts.com.call import defect
from ..hosts.com.packed import EPOCH, Block, Moment
from ..hosts.com.wire import EPOCH_1904, encode
from .areas import ROWS, Area, Table
from .book import DATE, Book
from .planning import Place
from .rewriting import LEFT_OUT, OURS, Call
from .sheet import Error

Rows = list[list[Any]]
KINDS = {  # as the engine names them; #FIELD! and #BLOCKED! it does not know
    "#NULL!": "Null",
    "#DIV/0!": "Div",
    "#VALUE!": "Value",
    "#REF!": "Ref",
    "#NAME?": "Name",
    "#NUM!": "Num",
    "#N/A": "Na",
    "#SPILL!": "Spill",
    "#CALC!": "Calc",
}
ERRORS = {kind: error for error, kind in KINDS.items()}
A_YEAR, UP_TO_1904 = 366, 1462  # days; a date counted from 1904 is four years and a day less
FIXED = "CX.FIXED"
MANY = 100  # rows of a range that is worth keeping as it was read
_SENTENCE = re.compile(r"^[A-Z_]+: (\w+)\b.*?\b(row (\d+)(?:, column (\d+))?|column (\d+))\b(?! of)", re.DOTALL)


class Functions:
    """Our functions for the engine, and what is to be told about the cells that called them."""

    def __init__(self, book: Book, calls: Sequence[Call]) -> None:
        self.book, self.calls = book, calls
        self.sentences: dict[Place, str] = {}
        self.cut: dict[Place, tuple[int, int]] = {}
        self.titles: list[str] = []
        self.still = {title for title, sheet in book.sheets.items() if not sheet.formulas}
        self.blocks: dict[tuple[Area, int], Block] = {}

    def register(self, engine: Any, names: set[str]) -> None:
        """Make functions known to a workbook of the engine."""
        self.titles = engine.sheet_names
        for name in names:
            engine.register_function(f"{OURS}{name}", self._function(name))
        engine.register_function(FIXED, self._fixed)

    def _function(self, name: str) -> Callable[..., Any]:
        def answer(number: float, *given: Any) -> Any:
            call, values = self._found(self.calls[int(number)], given)
            try:
                return self._computed(name, call, values)
            except CxError as error:
                return self._failed(call, error, values)
            except Exception as error:  # the other cells are computed whatever happens
                return self._failed(call, defect(name, error, values), values)

        return answer

    def _found(self, call: Call, values: Sequence[Any]) -> tuple[Call, Sequence[Any]]:
        """Return a call with the cells that its arguments turned out to be, and its own arguments."""
        own, told = values[: len(call.areas)], values[len(call.areas) :]
        if not call.found:
            return call, own
        areas = list(call.areas)
        for argument, at in zip(call.found, range(0, len(told), 3), strict=True):
            where = [value[0][0] if isinstance(value, list) else value for value in told[at : at + 3]]
            if all(isinstance(number, float | int) for number in where):  # else they are values
                sheet, row, column = (int(number) for number in where)
                rows = own[argument] if isinstance(own[argument], list) else [[own[argument]]]
                bottom, right = row + len(rows) - 1, column + len(rows[0]) - 1
                areas[argument] = Area(self.titles[sheet - 1], row, column, bottom, right)
        return replace(call, areas=tuple(areas)), own

    def _computed(self, name: str, call: Call, values: Sequence[Any]) -> Any:
        given = [self._argument(value, area) for value, area in zip(_evened(values, call), call.areas, strict=True)]
        while given and given[-1] is None:
            given.pop()
        with beside(self.book.folder):
            result = FUNCTIONS[name](*given)
        try:
            (_, _, rows, columns, *_), *cells = encode(result, self._epoch)
        except CxError as error:
            raise error.at(name) from error
        table = [list(row[: int(columns)]) for row in cells[: int(rows)]]
        return table if isinstance(result, list) else table[0][0]

    @property
    def _epoch(self) -> datetime:
        return EPOCH_1904 if self.book.since_1904 else EPOCH

    def _failed(self, call: Call, error: CxError, values: Sequence[Any]) -> dict[str, str]:
        place = (call.sheet, call.row, call.column)
        where = cell_in(str(error), call, values, self.book)
        self.sentences[place] = f"{error}{where}"
        return {"type": "Error", "kind": KINDS.get(excel_error(error), "Value")}

    def _argument(self, value: Any, area: Area | None) -> Any:
        """Return an argument as a function takes it; None where it is left out."""
        if value == LEFT_OUT and isinstance(value, str):
            return None
        if area and isinstance(value, list) and len(value) >= MANY and area.sheet in self.still:
            return self._once(value, area)
        rows = _known(value) if isinstance(value, list) else [[_cell(value)]]
        moments = self._moments(rows, area) if area else []
        if moments:
            return self._dated(rows, moments)
        return rows if isinstance(value, list) or value is None else rows[0][0]

    def _once(self, value: Rows, area: Area) -> Block:
        """Return a long range of cells that never change; it is read once for all functions that are given it."""
        key = (area, len(value))
        if key not in self.blocks:
            rows = _known(value)
            moments = self._moments(rows, area)
            made = self._dated(rows, moments) if moments else read(rows)
            self.blocks[key] = made if isinstance(made, Block) else _block(read(made))
        return self.blocks[key]

    def _moments(self, rows: Rows, area: Area) -> list[tuple[int, int, int]]:
        """Return the cells of a range that are shown as dates and times and hold numbers."""
        found = ((row - area.top, column - area.left, kind) for row, column, kind in self.book.dated_in(area))
        within = ((r, c, kind) for r, c, kind in found if r < len(rows) and c < len(rows[r]))
        return [(r, c, kind) for r, c, kind in within if type(rows[r][c]) in (float, int)]

    def _dated(self, rows: Rows, moments: Sequence[tuple[int, int, int]]) -> Block | Rows:
        if self.book.since_1904:
            for r, c, kind in moments:
                if kind == DATE or rows[r][c] >= A_YEAR:
                    rows[r][c] += UP_TO_1904
        if len(rows) == len(rows[0]) == 1:
            return [[Moment(days=rows[0][0])]]
        cells = read(rows)
        width, size = len(rows[0]), len(cells)
        kinds = np.where(np.isnan(cells.numbers), Kind.BLANK, Kind.NUMBER) if cells.kinds is None else cells.kinds
        kinds = kinds.astype(np.uint8)
        kinds[[r * width + c for r, c, _ in moments]] = Kind.DATE
        return Block(cells.numbers, kinds, cells.texts or ("",) * size, width)

    def _fixed(self, value: Any, rows: float, columns: float, sheet: str, row: float, column: float) -> Rows:
        """Fit a result to the cells that its formula was entered for: #N/A beyond it, cut where it is larger."""
        table = value if isinstance(value, list) else [[value]]
        height, width = len(table), len(table[0]) if table else 0
        if (height > rows > 1 or width > columns > 1) and height * width:
            self.cut[sheet, int(row), int(column)] = (height, width)
        lacking = {"type": "Error", "kind": "Na"}

        def cell(r: int, c: int) -> Any:
            r, c = 0 if height == 1 else r, 0 if width == 1 else c
            return table[r][c] if r < height and c < width else lacking

        return [[cell(r, c) for c in range(int(columns))] for r in range(int(rows))]


def _block(cells: Cells) -> Block:
    return Block(cells.numbers, cells.kinds, cells.texts, cells.width)


def _known(rows: Rows) -> Rows:
    """Return rows with errors as we write them."""
    if dict not in set(map(type, chain.from_iterable(rows))):
        return rows
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return Error(ERRORS.get(value.get("kind", ""), "#VALUE!"))
    return value


def _evened(values: Sequence[Any], call: Call) -> list[Any]:
    """Give whole columns one height: that of the one that is filled furthest down."""
    whole = [at for at, area in enumerate(call.areas) if area and area.bottom == ROWS and isinstance(values[at], list)]
    given = [_filled(value) if at in whole else value for at, value in enumerate(values)]
    height = max((len(given[at]) for at in whole), default=0)
    for at in whole:
        blank = [None] * len(given[at][0])
        given[at] = [*given[at], *(list(blank) for _ in range(height - len(given[at])))]
    return given


def _filled(rows: Rows) -> Rows:
    """Return rows without the blank ones behind the last that holds something."""
    end = len(rows)
    while end > 1 and all(cell is None for cell in rows[end - 1]):
        end -= 1
    return rows[:end]


def cell_in(sentence: str, call: Call, values: Sequence[Any], book: Book) -> str:
    """Return which cell a sentence speaks of, in brackets, "" where it speaks of none.

    A function counts rows within its range; who mends a workbook looks for a sheet, a column and a cell.
    """
    found = _SENTENCE.match(sentence)
    area = _meant(found[1], call, values) if found else None
    if found is None or area is None:
        return ""
    row, column = int(found[3] or 1), int(found[4] or found[5] or 1)
    at = (area.top + row - 1, area.left + column - 1)
    if not area.holds(area.sheet, *at):
        return ""
    place = Area(area.sheet, *at, *at).shown
    table = next((table for table in book.tables.values() if table.area.holds(area.sheet, *at)), None)
    return f" ({_titled(table, at[1])}{place})" if table else f" ({place})"


def _titled(table: Table, column: int) -> str:
    return f"table {table.name}, column {table.columns[column - table.area.left]}, "


def _meant(argument: str, call: Call, values: Sequence[Any]) -> Area | None:
    """Return the cells of the argument that a sentence begins with, or of the only range there is."""
    names = [p.name for p in FUNCTIONS[call.function].spec.parameters if not p.repeats]
    metric = METRICS.get(str(values[0]).upper()) if values and isinstance(values[0], str) else None
    if metric and len(names) < len(call.areas):
        names += [p.name for p in metric.parameters]
    if argument in names and names.index(argument) < len(call.areas):
        return call.areas[names.index(argument)]
    ranges = [area for area in call.areas if area and (area.height > 1 or area.right > area.left)]
    return ranges[0] if len(ranges) == 1 else None
