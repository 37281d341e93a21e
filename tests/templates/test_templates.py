"""The templates: declarations that hold together, and workbooks whose formulas carry the values they give.

That every value in the files to download is its formula's: tests/engine/test_copying.py.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook
from tests.audit import faults

from cxcel.data.load import load
from cxcel.data.roles import ROLES
from cxcel.errors import BadOption
from cxcel.functions import FUNCTIONS
from cxcel_addin.report.keep import find
from cxcel_addin.shared import Package
from cxcel_addin.templates import TEMPLATES, Formula, ribbon_picture, template, write
from cxcel_addin.templates.chart_data import TAB
from cxcel_addin.templates.computed import Rows, computed
from cxcel_addin.templates.declared import Block, Template
from cxcel_addin.templates.example import tables
from cxcel_addin.templates.formulas import called
from cxcel_addin.workbook import opened

every = pytest.mark.parametrize("declared", TEMPLATES.values(), ids=TEMPLATES)
GALLERY = TEMPLATES["function_gallery"]
REPORTED = {  # all of whose columns a report reads -> targets
    "loyalty_kpi_report": 7, "nps_tracker": 1, "contact_centre_scorecard": 5, "kpi_alignment": 0,
}  # fmt: skip
DOWNLOADS = Path(__file__).parents[2] / "workbook_templates"
LINK = "xl/externalLinks/externalLink1.xml"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: write(name) for name in TEMPLATES}


@pytest.fixture(scope="module")
def values() -> dict[str, Mapping[str, Rows]]:
    """What the formulas of each template give on its sample."""
    return {
        declared.name: computed(declared.formulas, tables(declared.size), declared.inputs())
        for declared in TEMPLATES.values()
    }


def functions(declared: Template) -> set[str]:
    return {name for formula in declared.formulas for name in called(formula)}


@cache
def cells_of(content: bytes, *, data_only: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # openpyxl drops data bars and says so; nothing is saved from it
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(BytesIO(content), data_only=data_only)


@every
def test_columns_are_roles_and_the_sample_fills_them(declared: Template) -> None:
    sample = tables(declared.size)
    for table in declared.tables:
        assert set(table.columns) - set(table.own or ()) <= set(ROLES)
        assert set(table.needs) | set(table.own or ()) <= set(table.columns)
        for name in table.columns:
            assert any(cell is not None for cell in sample[table.name][name]), name
        assert len({len(sample[table.name][name]) for name in table.columns}) == 1


@every
def test_it_says_in_five_lines_what_to_do(declared: Template) -> None:
    assert len(declared.steps) == 5
    assert all(len(step) <= 120 for step in declared.steps)
    assert re.fullmatch(r"[a-z_]+", declared.name)


@every
def test_the_ribbon_is_on_its_first_sheet(declared: Template, made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(made[declared.name])) as book:
        drawn = book.read("xl/drawings/drawing1.xml").decode()
    shown = re.findall(r"<a:t>([^<]*)</a:t>", drawn)
    for group, inside in ribbon_picture.groups():
        assert group in shown
        assert {label for _, label in inside} <= set(shown)


@every
def test_each_formula_spills_over_as_many_cells_as_it_gives(
    declared: Template, made: dict[str, bytes], values: dict[str, Mapping[str, Rows]]
) -> None:
    found: dict[str, list[str]] = {}
    for sheet in cells_of(made[declared.name]):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula):
                    found.setdefault(cell.value.text, []).append(cell.value.ref)
    for formula in declared.formulas:
        rows = values[declared.name][formula.text]
        for place in found[f"={formula.written('[1]!')}"]:
            left, top, right, bottom = range_boundaries(place)
            assert (bottom - top + 1, right - left + 1) == (len(rows), len(rows[0]))


def as_read(value: Any) -> Any:
    """A value as openpyxl reads it: a date with its hours; what is blank was written as an empty text."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return pytest.approx(value, rel=1e-11) if isinstance(value, float | int) else "" if value is None else value


@every
def test_no_cell_shows_an_error(declared: Template, made: dict[str, bytes]) -> None:
    assert errors(made[declared.name]) == []


def errors(content: bytes) -> list[str]:
    book = cells_of(content, data_only=True)
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


@every
def test_its_formulas_find_the_add_in_in_anyones_xlstart(declared: Template, made: dict[str, bytes]) -> None:
    book = Package.read(made[declared.name])
    (relation,) = book.relations(LINK)
    assert relation.get("Type").endswith("/2006/relationships/xlExternalLinkPath/xlStartup")
    assert (relation.get("Target"), relation.get("TargetMode")) == ("cxcel.xlam", "External")
    names = [e.get("name") for e in ElementTree.fromstring(book.parts[LINK]).iter() if e.tag.endswith("definedName")]
    assert names == sorted(functions(declared))
    main = book.parts["xl/workbook.xml"].decode()
    assert main.index("</sheets>") < main.index("<externalReferences>") < main.index("<definedNames>")
    assert "fullCalcOnLoad" not in main
    assert not any(part.startswith("xl/vba") for part in book.parts)
    assert [part for part in book.parts if part.startswith("xl/externalLinks/external")] == [LINK]


@every
def test_excel_would_open_it_without_repair(declared: Template, made: dict[str, bytes], tmp_path: Path) -> None:
    assert faults(made[declared.name], tmp_path) == []


@every
def test_calamine_reads_the_values(
    declared: Template, made: dict[str, bytes], values: dict[str, Mapping[str, Rows]]
) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(made[declared.name]))
    first = declared.sheets[0]
    cells = [cell for row in book.get_sheet_by_name(first.tab).to_python() for cell in row]
    value = values[declared.name][declared.formulas[0].text][0][0]
    assert any(cell == pytest.approx(value, rel=1e-11) for cell in cells if isinstance(cell, float))


@every
def test_the_reader_takes_its_tables_and_settings_and_nothing_else(
    declared: Template, made: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"{declared.name}.xlsx"
    path.write_bytes(made[declared.name])
    drawn = {TAB for sheet in declared.sheets for part in sheet.sections if getattr(part, "chart", None)}
    assert find(path).marked == {"Start", *(sheet.tab for sheet in declared.sheets)} | drawn
    if declared.name not in REPORTED:
        return
    book = opened(path, path.name)
    scales = {name: int(top) for name, top in (text.split("=") for text in book.said.scales)}
    data = load([path], without={path: book.without}, **{**book.said.reading, "scales": scales})
    assert {table.sheet: set(table.roles) for table in data.tables} == {
        table.name: set(table.columns) for table in declared.tables if table.name != "Targets"
    }
    assert not data.findings
    assert len(book.said.targets) == REPORTED[declared.name]


@every
def test_nothing_stands_in_the_way_of_a_formula_that_grows(
    declared: Template, made: dict[str, bytes], values: dict[str, Mapping[str, Rows]]
) -> None:
    book = cells_of(made[declared.name], data_only=True)
    for sheet in declared.sheets:
        last = sheet.sections[-1]
        assert all(section.rows for section in sheet.sections[:-1] if isinstance(section, Block)), sheet.tab
        if isinstance(last, Block) and not last.rows:
            filled = [row for row in book[sheet.tab].iter_rows() if any(cell.value is not None for cell in row)]
            assert filled[-1][0].value == as_read(values[declared.name][last.formula.text][-1][0])
    for table in declared.tables:
        assert book[table.name].max_row == 5 + len(tables(declared.size)[table.name][table.columns[0]])


@every
def test_a_block_of_so_many_rows_takes_them(declared: Template, values: dict[str, Mapping[str, Rows]]) -> None:
    for sheet in declared.sheets:
        for section in sheet.sections:
            if isinstance(section, Block) and section.rows:
                assert len(values[declared.name][section.formula.text]) == 1 + section.rows, section.title


@every
def test_cells_to_fill_in_have_names_and_are_checked(declared: Template, made: dict[str, bytes]) -> None:
    book = cells_of(made[declared.name])
    for setting in declared.asked:
        if setting.named:
            ((tab, place),) = book.defined_names[setting.named].destinations
            assert book[tab][place.replace("$", "")].value == as_read(setting.value)
            assert book[tab][place.replace("$", "")].offset(column=-1).value == setting.name
        if setting.allowed:
            tabs = [sheet for sheet in book if any(v.promptTitle == setting.name for v in checks(sheet))]
            assert len(tabs) == 1, setting.name
    for table in declared.tables:
        own = table.own or {}
        flags = [
            name
            for name in table.columns
            if "Yes or No" in own.get(name, "") or (name in ROLES and ROLES[name].kind == "flag")
        ]
        assert sum(v.type == "list" for v in checks(book[table.name])) == len(flags)


def checks(sheet: Any) -> Any:
    return sheet.data_validations.dataValidation


def test_two_are_one(made: dict[str, bytes]) -> None:
    """Made once more in the same process; in another one: the files to download, of every template."""
    assert write("loyalty_programme") == made["loyalty_programme"]


@every
def test_no_entry_tells_the_time(declared: Template, made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(made[declared.name])) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@every
def test_the_file_to_download_is_what_the_code_builds(declared: Template, made: dict[str, bytes]) -> None:
    assert (DOWNLOADS / f"{declared.name}.xlsx").read_bytes() == made[declared.name], (
        f"{declared.name}.xlsx is not what the code builds: make templates writes it anew"
    )


def test_nothing_else_is_to_be_downloaded() -> None:
    assert {path.stem for path in DOWNLOADS.glob("*.xlsx")} == set(TEMPLATES)


def test_the_gallery_has_every_function() -> None:
    assert functions(GALLERY) == set(FUNCTIONS)


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(BadOption, match=r"template must be one of .*, got 'loyalty'"):
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
