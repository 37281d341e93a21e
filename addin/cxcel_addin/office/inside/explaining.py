"""Why a cell shows an error: the sentence that went with it, or what Calc did not take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from . import faults
from .asking import cells_of, our_calls
from .calls import Calls
from .catalogue import ANY_FUNCTION, Function
from .mending import FAILED, NAMED, first_of, is_cells, is_named, name_of, write, written_in

MOST_STEPS = 50
WELL = "This cell shows no error."


def explained(document: Any, selection: Any, calls: Calls) -> str:
    """Return the sentence for the first cell with an error of what is selected."""
    if not hasattr(selection, "queryFormulaCells"):
        return "Select a cell first."
    cell = first_failed(selection)
    if cell is None:
        return WELL
    source = origin(document, cell)
    told = f"The error in {name_of(cell)} comes from {name_of(source)}. " if name_of(source) != name_of(cell) else ""
    return told + reason(document, source, calls)


def first_failed(cells: Any) -> Any | None:
    """Return the first cell with an error, or None."""
    found = cells.queryFormulaCells(FAILED)
    if not found.getCount():
        return None
    return found.getByIndex(0).getCellByPosition(0, 0)


def origin(document: Any, cell: Any) -> Any:
    """Go back along the formulas to the cell where the error begins.

    `queryPrecedents` would give cells of this sheet for those of another.
    """
    for _ in range(MOST_STEPS):
        cell = first_of(cell)
        before = next(failed_before(document, cell), None)
        if before is None:
            return cell
        cell = before
    return cell


def failed_before(document: Any, cell: Any) -> Iterator[Any]:
    """Yield cells with an error that a cell's formula names."""
    formula = re.sub(r'"(?:[^"]|"")*"', " ", written_in(cell))
    for named in NAMED.findall(formula):
        cells = cells_of(named, cell.getSpreadsheet(), document)
        bad = None if cells is None else first_failed(cells)
        if bad is not None and first_of(bad).AbsoluteName != cell.AbsoluteName:
            yield bad


def reason(document: Any, cell: Any, calls: Calls) -> str:
    """Return why this cell shows an error, whatever the cells before it show."""
    error, formula = cell.getError(), written_in(cell)
    sheet = cell.getSpreadsheet()
    if sheet.isProtected() and any(our_calls(formula)):
        return f"The sheet {sheet.Name} is protected: unprotect it (Tools, Protect Sheet), and press Explain again."
    told = calculated_again(document, cell, calls)
    if told:
        return told[0]
    if error == faults.UNKNOWN_NAME:
        return "LibreOffice did not find a function or name of this formula: press Refresh, or check the spelling."
    if error == faults.UNFIT:
        for fit in (is_cells, is_named):
            for sentence in unfit(formula, document, cell, calls, fit):
                return sentence
    return f"This error ({cell.getString()}) is Calc's own: no function of CXcel gave it."


def calculated_again(document: Any, cell: Any, calls: Calls) -> list[str]:
    """Return what our functions say while the cell alone is calculated again; its sheet is not protected."""
    changed, undo = document.isModified(), document.getUndoManager()
    undo.lock()
    calls.told = []
    try:
        first = first_of(cell)
        write(first, written_in(first))
        first.getError()
        return calls.told
    finally:
        calls.told = None
        undo.unlock()
        document.setModified(changed)


def unfit(formula: str, document: Any, cell: Any, calls: Calls, fit: Callable[[str], bool]) -> Iterator[str]:
    """Say which argument of a call is not `fit` to be a range of cells, holds an error, or is one too many."""
    for name, _, _, arguments in our_calls(formula):
        function = calls.catalogue.functions.get(name)
        for i, argument in enumerate(arguments):
            cells = cells_of(argument, cell.getSpreadsheet(), document)
            bad = None if cells is None else first_failed(cells)
            if bad is not None:
                yield f"{name}: {name_of(bad)} holds {bad.getString()}"
            elif function is not None and i in function.cells and not fit(argument):
                yield _not_cells(function, i, argument.strip())
        if function is not None and function.cells and len(arguments) <= max(function.cells):
            yield f"{name}: {function.named(len(arguments))} is missing"
        if function is not None and len(arguments) > function.most:
            yield f"{name} takes {function.most} arguments at most, got {len(arguments)}"


def _not_cells(function: Function, place: int, argument: str) -> str:
    if not argument:
        return f"{function.name}: {function.named(place)} is missing"
    return (
        f"{function.name}: {function.named(place)} must be cells, got {argument}; press Refresh, which writes "
        f'{ANY_FUNCTION}("{function.name}";...), or put it in a cell'
    )
