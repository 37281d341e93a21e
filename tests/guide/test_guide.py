"""The function guide: every function with its texts and an example that was computed."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from tests.audit import faults

from cxcel.functions import FUNCTIONS
from cxcel.worksheet import usage
from cxcel_addin.engine.sheet import Error
from cxcel_addin.guide import guide
from cxcel_addin.guide.examples import CONTACTS, EXAMPLES
from cxcel_addin.guide.lines import write_lines
from cxcel_addin.templates.computed import Rows, computed
from cxcel_addin.templates.example import tables


@pytest.fixture(scope="module")
def made() -> bytes:
    return guide()


@pytest.fixture(scope="module")
def book(made: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(made))


@pytest.fixture(scope="module")
def given() -> Mapping[str, Rows]:
    return computed(EXAMPLES.values(), tables(CONTACTS))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_example_computes(name: str, given: Mapping[str, Rows]) -> None:
    rows = given[EXAMPLES[name].text]
    assert any(cell != "" for row in rows for cell in row)
    assert not any(isinstance(cell, Error) for row in rows for cell in row)
    assert len(EXAMPLES[name].text) < 400


def test_there_is_an_example_for_every_function_and_no_other() -> None:
    assert set(EXAMPLES) == set(FUNCTIONS)


def test_the_list_leads_to_every_function(book: openpyxl.Workbook) -> None:
    sheet = book["Functions"]
    listed = {row[0].value: row[0].hyperlink.location for row in sheet.iter_rows(min_row=6) if row[0].value}
    assert set(listed) == set(FUNCTIONS)
    for name, place in listed.items():
        tab, cell = place.replace("'", "").split("!")
        assert book[tab][cell].value.startswith(f"{usage(FUNCTIONS[name].spec)}\n=")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_all_that_the_catalogue_says(book: openpyxl.Workbook, name: str) -> None:
    spec = FUNCTIONS[name].spec
    rows = {row[0].split("(")[0]: row for row in book[spec.category].iter_rows(min_row=6, max_col=4, values_only=True)}
    called, gives, takes, mind = rows[name]
    assert f"={name}(" in called
    assert "\ngives " in called
    assert gives.startswith(spec.summary)
    assert takes.split("\n") == [line for p in spec.parameters for line in f"{p.name}: {p.help}".split("\n")]
    assert mind.endswith(f"Source: {spec.source}")
    assert all(pitfall[1:] in mind for pitfall in spec.pitfalls)


def test_excel_would_open_it_without_repair(made: bytes, tmp_path: Path) -> None:
    assert faults(made, tmp_path) == []


def test_lines_become_rows_and_never_formulas() -> None:
    content = write_lines("What is in a.xlsx", ["=1+1", "- @x: +2", "    role   Header", ""])
    sheet = openpyxl.load_workbook(BytesIO(content))["Check"]
    assert [sheet.cell(r, 1).value for r in (5, 6, 7)] == ["=1+1", "- @x: +2", "role   Header"]
    assert [sheet.cell(r, 1).data_type for r in (5, 6, 7)] == ["s", "s", "s"]
