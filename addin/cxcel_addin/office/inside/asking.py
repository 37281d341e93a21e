"""Arguments that Calc hands over as bare numbers, and what can be known of the cells behind them.

Only an argument that must be given may be declared as a range of cells; one that may be left out is converted by Calc,
and a time becomes a part of a day.  For the few arguments that take times, the formula that asks is looked up: it is
among those that call the function with the same first range, and names cells with the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .catalogue import Function
from .cells import cut, size_of, used_size
from .names import LONG

ADDRESS = re.compile(
    r"^(?:\$?(?P<sheet>'(?:[^']|'')+'|[^'\".:\[]+)\.)?"
    r"(?P<cells>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})$"
)
COLUMN = re.compile(r"^(?P<table>[^\W\d][\w.]*)\[(?P<column>[^\[\]#@]+)\]$")  # of a table, as in Survey[nps]
FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
YEAR = 366  # days; from there on a moment is a date, and no duration


class Unclear(Exception):
    """A number that may be a time or not; the text is the sentence."""


class Formulas:
    """The calls that stand in documents' formulas, looked for once while LibreOffice goes on calculating."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[list[str], Any]]] = {}

    def calls(self, document: Any, name: str, again: bool) -> list[tuple[list[str], Any]]:
        """Return the arguments of every call of a function, each with its sheet."""
        place = document.RuntimeUID, name
        if again or place not in self._found:
            self._found[place] = list(_calls(document, name))
        return self._found[place]

    def forget(self) -> None:
        """Look for them anew."""
        self._found.clear()


def asked_for(function: Function, values: list[Any], document: Any, formulas: Formulas) -> list[Any]:
    """Return the arguments, those that may be times as the cells they came from.

    Raises
    ------
    Unclear
        It cannot be known whether an argument is a time.
    """
    for i in function.parts_of_day:
        if i < len(values) and isinstance(values[i], float) and 0 < values[i] < 1:
            raise Unclear(
                f"{function.parameters[i]} is {values[i]:.6g}, less than a second; "
                "Calc hands over a time as a part of a day: multiply it by 86400"
            )
    first = next((value for value in values if is_range(value)), None)
    for i in function.times_in(tuple(values)):
        if i < len(values) and _may_be_time(values[i]):
            asking = _Asking(function, i, first, values[i], document)
            found = asking.cells(formulas, again=False) or asking.cells(formulas, again=True)
            if found is None:
                raise Unclear(
                    f"Calc does not say whether {_named(function, i)} is a time: give it as a plain range of cells, "
                    "or as seconds in whole numbers"
                )
            values[i] = found
    return values


def is_range(value: Any) -> bool:
    """Whether an argument came as a range of cells."""
    return hasattr(value, "getDataArray")


def _named(function: Function, place: int) -> str:
    names = function.parameters
    return names[place] if place < len(names) - 1 or not function.by_name else f"argument {place + 1}"


def _may_be_time(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(_may_be_time(cell) for row in value for cell in row)
    return isinstance(value, float) and 0 < value < YEAR and value % 1 != 0


class _Asking:
    """One argument of one call, whose cells are looked for."""

    def __init__(self, function: Function, place: int, first: Any, value: Any, document: Any) -> None:
        self.name, self.place, self.document = function.name, place, document
        self.first = None if first is None else first.AbsoluteName
        self.value = value if isinstance(value, tuple) else ((value,),)

    def cells(self, formulas: Formulas, again: bool) -> Any | None:
        """Return them where all formulas that may ask agree on how they are shown."""
        found: dict[str, Any] = {}
        for arguments, sheet in formulas.calls(self.document, self.name, again):
            if self.place < len(arguments) and self._may_be_it(arguments, sheet):
                cells = cells_of(arguments[self.place], sheet, self.document)
                if cells is not None:
                    found.setdefault(cells.AbsoluteName, cells)
        same = [cells for cells in found.values() if self._holds(cells)]
        return same[0] if len({cells.NumberFormat for cells in same}) == 1 else None

    def _may_be_it(self, arguments: list[str], sheet: Any) -> bool:
        named = (cells_of(argument, sheet, self.document) for argument in arguments[: self.place])
        return self.first is not None and any(cells is not None and cells.AbsoluteName == self.first for cells in named)

    def _holds(self, cells: Any) -> bool:
        """Whether cells hold what came; below what the sheet uses there is nothing."""
        area = cells.getRangeAddress()
        size = used_size(cells, area)
        values = tuple(row[: size[1]] for row in self.value[: size[0]])
        return (
            size_of(area) == (len(self.value), len(self.value[0])) and cut(cells, area, size).getDataArray() == values
        )


def _calls(document: Any, name: str) -> Iterator[tuple[list[str], Any]]:
    for sheet in (document.Sheets.getByIndex(i) for i in range(document.Sheets.getCount())):
        for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
            block = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for text in (text for row in block.getFormulaArray() for text in row):
                if name in text.upper():
                    yield from ((arguments, sheet) for arguments in calls_in(text, name))


def cells_of(argument: str, sheet: Any, document: Any) -> Any | None:
    """Return the cells that an argument names, None where it computes something."""
    text = argument.strip()
    told = ADDRESS.match(text)
    if told is not None:
        name = told["sheet"] or ""
        name = name[1:-1].replace("''", "'") if name.startswith("'") else name
        if name and not document.Sheets.hasByName(name):
            return None
        sheet = document.Sheets.getByName(name) if name else sheet
        return sheet.getCellRangeByName(told["cells"].replace("$", ""))
    for names in (sheet.NamedRanges, document.NamedRanges):
        if names.hasByName(text):
            return names.getByName(text).getReferredCells()
    column = COLUMN.match(text)
    return None if column is None else _column(column["table"], column["column"], document)


def _column(table: str, column: str, document: Any) -> Any | None:
    """Return the cells under a header of a table, without its row of totals."""
    if not document.DatabaseRanges.hasByName(table):
        return None
    described = document.DatabaseRanges.getByName(table)
    area = described.DataArea
    sheet = document.Sheets.getByIndex(area.Sheet)
    (headers,) = sheet.getCellRangeByPosition(
        area.StartColumn, area.StartRow, area.EndColumn, area.StartRow
    ).getDataArray()
    places = [i for i, header in enumerate(headers, area.StartColumn) if str(header).lower() == column.lower()]
    end = area.EndRow - bool(described.TotalsRow)
    if not places or end <= area.StartRow:
        return None
    return sheet.getCellRangeByPosition(places[0], area.StartRow + 1, places[0], end)


def calls_in(formula: str, name: str) -> list[list[str]]:
    """Return the arguments of every call of a function in a formula, as texts.

    Examples
    --------
    >>> calls_in('=1+ORG.CXCEL.FUNCTIONS.AHT(A1:A9;MAX(B1;2);";")', "AHT")
    [['A1:A9', 'MAX(B1;2)', '";"']]
    """
    return [arguments for called, _, _, arguments in our_calls(formula) if called == name]


def our_calls(formula: str, between: str = ";") -> Iterator[tuple[str, int, int, list[str]]]:
    """Yield name, beginning, end and arguments, which a sign stands between, of every call of one of our functions."""
    plain = re.sub(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'', lambda found: "_" * len(found[0]), formula)
    for found in re.finditer(rf"(?<![\w.]){re.escape(LONG)}([A-Z][A-Z0-9_]*)\(", plain, re.I):
        arguments, start, depth = [], found.end(), 1
        for at in range(found.end(), len(plain)):
            letter = plain[at]
            depth += (letter in "({[") - (letter in ")}]")
            if depth == 0 or (depth == 1 and letter == between):
                arguments.append(formula[start:at])
                start = at + 1
            if depth == 0:
                yield found[1].upper(), found.start(), at + 1, arguments
                break
