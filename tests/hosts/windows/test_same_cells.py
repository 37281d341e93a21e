"""The table of cells over the add-in's own VBA, the DLL and COM: what Excel would hand to each function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from tests.hosts.cells import CASES, WINDOWS, Case, Range, Texts, in_cell, same, text, write_sources
from tests.hosts.com.packing import CVERR
from tests.hosts.windows.excel_side import AddIn, Area, windows

HERE, OTHER = "Sheet1", "Other data"
ERROR = {number: error for error, number in CVERR.items()}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the workbook, with a source."""
    return write_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def cells(installed: Path, sources: Path) -> Iterator[AddIn]:
    """Excel with the add-in and a workbook of two sheets, which lies beside a source."""
    store = windows().path(sources / "tallies.sqlite")
    variables = {"CXCEL_STORE": store, "CXCEL_WAIT": "600"}  # the engine is loaded slowly under Wine
    with AddIn(installed, variables=variables) as excel:
        excel.ask("sheet", OTHER, [])
        excel.ask("lie_in", windows().path(sources))
        yield excel


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


def test_a_source_that_has_changed_is_read_anew_and_one_that_is_gone_explained(cells: AddIn, sources: Path) -> None:
    data = sources / "contacts.csv"
    before = data.read_bytes()
    assert cells.cell("Z1", "NPS", "contacts:nps") == 40.0
    data.write_bytes(before + b"2026-02-11,chat,DE,yes,1\n")
    assert cells.cell("Z1", "NPS", "contacts:nps") == pytest.approx(100 * (3 - 2) / 6)
    data.unlink()
    assert shown(cells.cell("Z1", "NPS", "contacts:nps")) == (("#VALUE!",),)
    assert cells.why("Z1") == "NPS: source 'contacts': contacts.csv is not there; check the path or put the file back"
    data.write_bytes(before)
    assert cells.cell("Z1", "NPS", "contacts:nps") == 40.0
    assert cells.why("Z1") == ""
