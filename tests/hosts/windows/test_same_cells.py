"""The table of cells over the add-in's own VBA, the DLL and COM: what Excel would hand to each function."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from tests.hosts.cells import CASES, WINDOWS, Case, Range, Texts, in_cell, same, text
from tests.hosts.com.packing import CVERR
from tests.hosts.windows.excel_side import AddIn, Area

HERE, OTHER = "Sheet1", "Other data"
ERROR = {number: error for error, number in CVERR.items()}


@pytest.fixture(scope="module")
def cells(addin: AddIn) -> AddIn:
    """Excel with the add-in and a workbook of two sheets."""
    addin.ask("sheet", OTHER, [])
    return addin


def put(addin: AddIn, block: Range) -> Area:
    """Put cells in place, each shown as what it is; return those that the function gets."""
    addin.fill(
        f"{get_column_letter(block.column)}1", [[in_cell(c)[0] for c in row] for row in block.rows], sheet=block.sheet
    )
    for r, row in enumerate(block.rows, 1):
        for c, (value, form) in enumerate(map(in_cell, row), block.column):
            if form != "General":
                addin.fill(f"{get_column_letter(c)}{r}", [[value]], form, block.sheet)
    return Area(f"'{block.sheet}'!{block.address}")


def shown(answer: Any) -> Texts:
    """What a cell shows, and those beside it where a result spills."""
    rows = answer if isinstance(answer, list) else [[answer]]
    return tuple(tuple(ERROR[int(c["e"])] if isinstance(c, dict) else text(c) for c in row) for row in rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cell_shows_what_it_must(cells: AddIn, case: Case) -> None:
    cells.ask("clear")
    blocks = case.ranges(HERE, OTHER)
    given = [put(cells, block) if block else value for block, value in zip(blocks, case.arguments, strict=True)]
    assert same(shown(cells.cell("Z1", case.function, *given)), case.shows(WINDOWS)), cells.why("Z1")
