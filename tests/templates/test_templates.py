"""The templates: declarations that hold together, and workbooks whose formulas carry the values they give."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from cxcel.data.load import load
from cxcel.data.roles import ROLES
from cxcel.errors import BadOption
from cxcel.functions import FUNCTIONS
from cxcel_addin.report.keep import find
from cxcel_addin.shared import Package
from cxcel_addin.templates import TEMPLATES, Formula, template, write
from cxcel_addin.templates.declared import Template
from cxcel_addin.templates.example import tables
from cxcel_addin.workbook import opened

every = pytest.mark.parametrize("declared", TEMPLATES.values(), ids=TEMPLATES)
LINK = "xl/externalLinks/externalLink1.xml"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: write(name) for name in TEMPLATES}


def formulas(declared: Template) -> list[Formula]:
    measured = [formula for measure in declared.measures for formula in measure.formulas]
    return [*measured, *(block.formula for block in declared.blocks)]


@every
def test_columns_are_roles_and_the_sample_fills_them(declared: Template) -> None:
    for table in declared.tables:
        assert set(table.columns) <= set(ROLES)
        for name in table.columns:
            assert any(cell is not None for cell in tables()[table.name][name]), name
        assert len({len(tables()[table.name][name]) for name in table.columns}) == 1


@every
def test_it_says_in_five_lines_what_to_do(declared: Template) -> None:
    assert len(declared.steps) == 5
    assert all(len(step) <= 120 for step in declared.steps)
    assert re.fullmatch(r"[a-z_]+", declared.name)


@every
def test_the_values_in_the_file_are_those_of_the_formulas(declared: Template, made: dict[str, bytes]) -> None:
    texts = openpyxl.load_workbook(BytesIO(made[declared.name]))
    shown = openpyxl.load_workbook(BytesIO(made[declared.name]), data_only=True)
    found = {
        cell.value.text: (sheet.title, cell.value.ref)
        for sheet in texts
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, ArrayFormula)
    }
    assert set(found) == {f"=[1]!{formula.text}" for formula in formulas(declared)}
    for formula in formulas(declared):
        tab, place = found[f"=[1]!{formula.text}"]
        left, top, right, bottom = range_boundaries(place)
        rows = shown[tab].iter_rows(top, bottom, left, right, values_only=True)
        assert [list(row) for row in rows] == [[as_read(cell) for cell in row] for row in formula.value(tables())]


def as_read(value: Any) -> Any:
    """A value as openpyxl reads it: a date with its hours; what is blank was written as an empty text."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return pytest.approx(value, rel=1e-14) if isinstance(value, float) else value or ""


@every
def test_its_formulas_find_the_add_in_in_anyones_xlstart(declared: Template, made: dict[str, bytes]) -> None:
    book = Package.read(made[declared.name])
    (relation,) = book.relations(LINK)
    assert relation.get("Type").endswith("/2006/relationships/xlExternalLinkPath/xlStartup")
    assert (relation.get("Target"), relation.get("TargetMode")) == ("cxcel.xlam", "External")
    names = [e.get("name") for e in ElementTree.fromstring(book.parts[LINK]).iter() if e.tag.endswith("definedName")]
    assert names == sorted({formula.function for formula in formulas(declared)})
    workbook = book.parts["xl/workbook.xml"].decode()
    assert workbook.index("</sheets>") < workbook.index("<externalReferences>") < workbook.index("<definedNames>")
    assert "fullCalcOnLoad" not in workbook


@every
def test_excel_would_open_it_without_repair(declared: Template, made: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(made[declared.name])
    command = [str(Path(sys.executable).parent / "openxml-audit"), str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "expected to open cleanly (no findings)" in result.stdout, result.stdout


@every
def test_the_reader_takes_its_tables_and_settings_and_nothing_else(
    declared: Template, made: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"{declared.name}.xlsx"
    path.write_bytes(made[declared.name])
    book = opened(path, path.name)
    assert find(path).marked == {"Start", "Scorecard", *(block.tab for block in declared.blocks)}
    data = load([path], without={path: book.without}, **book.said.reading)
    assert {table.sheet: set(table.roles) for table in data.tables} == {
        table.name: set(table.columns) for table in declared.tables
    }
    assert not data.findings
    given = {setting.name: setting.value for setting in declared.settings if setting.value != ""}
    assert book.said.period == given["Period"]
    assert book.said.threshold == given["Threshold"]
    assert len(book.said.targets) == sum(name.startswith("Target") for name in given)


@every
def test_nothing_stands_in_the_way_of_a_formula_that_grows(declared: Template, made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(made[declared.name]), data_only=True)
    for block in declared.blocks:
        rows = block.formula.value(tables())
        assert book[block.tab].max_row == 4 + len(rows)
        assert book[block.tab].max_column == len(rows[0])
    for table in declared.tables:
        assert book[table.name].max_row == 5 + len(tables()[table.name][table.columns[0]])


@every
def test_two_are_one(declared: Template, made: dict[str, bytes]) -> None:
    assert write(declared.name) == made[declared.name]
    with zipfile.ZipFile(BytesIO(made[declared.name])) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(BadOption, match="template must be one of 'loyalty_kpi_report', got 'loyalty'"):
        template("loyalty")


def test_the_sample_is_clean() -> None:
    scores = [score for score in tables()["Survey"]["nps"] if score is not None]
    assert set(scores) <= set(range(11))
    contacts = tables()["Contacts"]["contact_id"]
    assert len(set(contacts)) == len(contacts)
    assert FUNCTIONS["NPS"]([[score] for score in scores])


FORMULAS = {
    Formula("NPS", ("Survey[nps]",)): "NPS(Survey[nps])",
    Formula("CSAT", ("Survey[csat]", 5)): "CSAT(Survey[csat], 5)",
    Formula("KPI_BY", ("NPS", "Survey[team]", (10, 9.5))): 'KPI_BY("NPS", Survey[team], {10;9.5})',
    Formula("CLV", (0.1, None, "a")): 'CLV(0.1, , "a")',
    Formula("THEME_COUNT", ((("a", "b"), ("c", "d")),)): 'THEME_COUNT({"a","b";"c","d"})',
    Formula("KPI_CORR_MATRIX", ("T[[#All],[a]:[c]]",)): "KPI_CORR_MATRIX(T[[#All],[a]:[c]])",
}


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.text)
def test_a_formula_is_written_as_excel_takes_it(formula: Formula) -> None:
    assert formula.text == FORMULAS[formula]


def test_several_columns_are_handed_over_with_their_headers() -> None:
    held = {"T": {"a": [1.0, 2.0, 3.0, 5.0], "b": [2.0, 1.0, 4.0, 3.0], "c": [9.0, 7.0, 8.0, 1.0]}}
    rows = Formula("KPI_CORR_MATRIX", ("T[[#All],[a]:[b]]",)).value(held)
    assert rows[0] == ["kpi", "a", "b"]
    assert rows[1][1] == 1.0
