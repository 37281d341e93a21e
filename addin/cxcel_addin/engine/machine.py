"""What is asked of formualizer itself, the embedded engine: to load a workbook, and how far a formula reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.utils.cell import range_boundaries

from cxcel.errors import BadInput

from .areas import Area


def loaded(content: bytes, name: str) -> Any:
    """Return the engine's workbook of a file.

    Raises
    ------
    BadInput
        The engine cannot read it.
    """
    import formualizer

    try:
        engine = formualizer.load_workbook_bytes(content)
    except (OSError, RuntimeError, ValueError, formualizer.FormualizerHostError) as error:
        raise BadInput(
            f"{name} cannot be read by the engine ({error}); open it in Excel and save it as .xlsx"
        ) from error
    engine.set_temporal_egress("serial")
    return engine


def unknown(functions: Sequence[str]) -> set[str]:
    """Return those functions that the engine does not have."""
    import formualizer

    book = formualizer.Workbook()
    book.add_sheet("S")
    lacking = set()
    for name in functions:
        book.set_formula("S", 1, 1, f"={name}()")
        try:
            value = book.evaluate_cell("S", 1, 1)
        except formualizer.ExcelEvaluationError:
            continue  # it is known, and wants arguments
        if is_error(value, "Name"):
            lacking.add(name)
    return lacking


def is_error(value: Any, *kinds: str) -> bool:
    """Whether the engine gave an error, of one of some kinds."""
    return isinstance(value, dict) and value.get("kind") in kinds


def reach(engine: Any, place: tuple[str, int, int]) -> Area | None:
    """Return the cells that the formula of a cell spilled over, None where it fills one."""
    sheet, row, column = place
    spill = engine.inspect_cell(Area(sheet, row, column, row, column).text.replace("$", "")).cell.spill
    if spill is None or not spill.extent:
        return None
    left, top, right, bottom = range_boundaries(spill.extent.rpartition("!")[2])
    return Area(sheet, top, left, bottom, right)
