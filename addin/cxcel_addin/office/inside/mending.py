"""Formulas that LibreOffice could not take as they are written, and how it takes them.

- A value that is typed or computed in the formula, where the function takes cells: Err:504.  The call goes through CX.
- A function as a file of Excel's names it: #NAME?.  It is given LibreOffice's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from . import faults
from .asking import our_calls
from .catalogue import ANY_FUNCTION, Catalogue, Function
from .names import LONG

FAILED = 4  # com.sun.star.sheet.FormulaResult.ERROR
UNTAKEN = (faults.UNFIT, faults.UNKNOWN_NAME)
MOST = 10_000  # cells that are looked at; beyond that the error has another cause
# cells or a name of theirs; and functions that give cells where they do not compute values
NAMED = re.compile(r"(?:[^'\"{}()\[\]+*/&^=<>;,%\s-]|'(?:[^']|'')*'|\[(?:'.|\[[^\[\]]*\]|[^\[\]'])*\])+", re.S)
GIVES_CELLS = re.compile(r"(?:OFFSET|INDEX|INDIRECT|CHOOSE|IF)\(.*\)", re.I | re.S)
NUMBER = re.compile(r"^[\d.]+(?:E[+-]?\d+)?$|^(?:TRUE|FALSE)$", re.I)


def mend(document: Any, catalogue: Catalogue) -> list[str]:
    """Mend every cell that can be mended; return where."""
    done = []
    for cell, name in list(failed_cells(document)):
        before = written_in(cell)
        for fit in (is_cells, is_named):
            after = rewritten(before, cell.getError(), catalogue, fit)
            if after == before:
                continue
            write(cell, after)
            if cell.getError() not in UNTAKEN:
                done.append(name)
                break
            write(cell, before)
    return done


def failed_cells(document: Any) -> Iterator[tuple[Any, str]]:
    """Yield cells whose arguments or function Calc did not take, first ones of arrays, with their names."""
    looked_at = 0
    for sheet in (document.Sheets.getByIndex(i) for i in range(document.Sheets.getCount())):
        if sheet.isProtected():
            continue
        found = sheet.queryFormulaCells(FAILED)
        for area in found.getRangeAddresses():
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    looked_at += 1
                    if looked_at > MOST:
                        return
                    cell = sheet.getCellByPosition(column, row)
                    if cell.getError() in UNTAKEN and first_of(cell).AbsoluteName == cell.AbsoluteName:
                        yield cell, name_of(cell)


def first_of(cell: Any) -> Any:
    """Return the first cell of the array formula that a cell belongs to, the cell itself where there is none."""
    return array_of(cell).getCellByPosition(0, 0) if cell.getArrayFormula() else cell


def array_of(cell: Any) -> Any:
    """Return the cells of the array formula that a cell belongs to."""
    cursor = cell.getSpreadsheet().createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    return cursor


def written_in(cell: Any) -> str:
    """Return a cell's formula."""
    return str(cell.getFormula())[1:-1] if cell.getArrayFormula() else str(cell.getFormula())


def write(cell: Any, formula: str) -> None:
    """Give a cell, or the array that it is the first of, a formula."""
    if cell.getArrayFormula():
        array_of(cell).setArrayFormula(formula)
    else:
        cell.setFormula(formula)


def name_of(cell: Any) -> str:
    """Return what a person calls a cell.

    The programming side says ``$Sheet1.$A$1``.
    """
    return str(cell.AbsoluteName).replace("$", "")


def rewritten(formula: str, error: int, catalogue: Catalogue, fit: Callable[[str], bool]) -> str:
    """Return a formula as LibreOffice takes it, or as it was."""
    if error == faults.UNKNOWN_NAME:
        formula = with_own_names(formula, catalogue.functions)
    return with_values(formula, catalogue.functions, fit)


def with_values(formula: str, functions: Mapping[str, Function], fit: Callable[[str], bool], between: str = ";") -> str:
    """Send calls over anything but cells, those that are not `fit`, through the function for values.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> known = {"RATE_TOTAL": SimpleNamespace(cells={0, 1})}
    >>> with_values("=2*ORG.CXCEL.FUNCTIONS.RATE_TOTAL(A1;8)", known, is_cells)
    '=2*ORG.CXCEL.FUNCTIONS.CX("RATE_TOTAL";A1;8)'
    """
    for name, start, _, arguments in reversed(list(our_calls(formula, between))):
        function = functions.get(name)
        if function is not None and any(not fit(arguments[i]) for i in function.cells if i < len(arguments)):
            end = start + len(LONG) + len(name) + 1
            formula = f'{formula[:start]}{LONG}{ANY_FUNCTION}("{name}"{between}{formula[end:]}'
    return formula


def is_cells(argument: str) -> bool:
    """Whether an argument, as a formula has it, can be a range of cells.

    Examples
    --------
    >>> [is_cells(text) for text in ("A1:A9", "$'My sheet'.B2", "scores", "OFFSET(A1;0;0;5;1)", "Survey[nps]")]
    [True, True, True, True, True]
    >>> [is_cells(text) for text in ("80", "A1/A2", "SUM(A1:A9)", "{1;2}", '"a"', "")]
    [False, False, False, False, False, False]
    """
    return is_named(argument) or GIVES_CELLS.fullmatch(argument.strip()) is not None


def is_named(argument: str) -> bool:
    """Whether an argument names a range of cells; a function may give cells, and values in an array formula.

    Examples
    --------
    >>> is_named("Survey[nps]"), is_named("IF(A1:A9;A1:A9;0)"), is_named("80")
    (True, False, False)
    """
    text = argument.strip()
    return NAMED.fullmatch(text) is not None and NUMBER.match(text) is None


def with_own_names(formula: str, functions: Iterable[str]) -> str:
    """Give our functions the names by which LibreOffice knows them, whatever stands before them.

    Examples
    --------
    >>> with_own_names('="NPS("&[1]!nps(A1:A9)', ["NPS"])
    '="NPS("&ORG.CXCEL.FUNCTIONS.NPS(A1:A9)'
    """
    names = "|".join(sorted(functions, key=len, reverse=True))
    quoted = r"'(?:[^']|'')*'"  # a sheet or a file
    before = rf"(?<![\w.!\]])(?:\[\d+\]!|_xll\.|_xludf\.|{quoted}[!.#]\$?)?"
    call = re.compile(rf"""("(?:[^"]|"")*")|{before}({names})(?=\()|({quoted})""", re.I)
    return call.sub(lambda found: found[1] or found[3] or LONG + found[2].upper(), formula)
