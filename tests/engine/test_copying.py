"""The copy with values only: nothing of ours in it, and all that was not touched as it was, byte for byte."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit import faults
from tests.engine.workbooks import TEMPLATES, alike, book, cells

from cxcel.functions import NPS
from cxcel_addin.engine import Refreshed, refresh
from cxcel_addin.shared.package import BOOK, Package
from cxcel_addin.shared.rules import cell_formulas, findings, forbidden_parts, names, other_formulas
from cxcel_addin.templates import template as declared

NAMES = sorted(path.stem for path in TEMPLATES.glob("*.xlsx"))
# what is changed in the two largest, which take longest, is changed in these: the same elements and attributes
AUDITED = [name for name in NAMES if name not in ("contact_centre_scorecard", "loyalty_kpi_report")]
MAY_CHANGE = re.compile(
    r"xl/(?:worksheets/sheet\d+\.xml|workbook\.xml|_rels/workbook\.xml\.rels|tables/table\d+\.xml|styles\.xml)|"
    r"\[Content_Types\]\.xml|_rels/\.rels"
)


@cache
def refreshed(name: str) -> Refreshed:
    return refresh((TEMPLATES / f"{name}.xlsx").read_bytes(), name)


@pytest.mark.parametrize("name", NAMES)
def test_a_templates_copy_shows_the_same_without_a_formula(name: str) -> None:
    before, made = (TEMPLATES / f"{name}.xlsx").read_bytes(), refreshed(name)
    assert made.made.kept == {}
    assert made.made.failed == {}
    assert made.made.formulas >= len(declared(name).formulas)
    copy, source = Package.read(made.content), Package.read(before)
    assert findings(copy, (cell_formulas, forbidden_parts, other_formulas, names)) == []
    assert {p for p in copy.parts if copy.parts[p] != source.parts[p]} <= set(filter(MAY_CHANGE.fullmatch, copy.parts))
    assert [p for p in source.parts if p not in copy.parts and "externalLink" not in p] == []
    shown, wanted = cells(made.content), cells(before)
    for sheet in wanted:
        for row in sheet.iter_rows():
            for cell in row:
                value = shown[sheet.title][cell.coordinate].value
                assert alike(value, cell.value, near=1e-11), (sheet.title, cell.coordinate)


@pytest.mark.parametrize("name", AUDITED)
def test_excel_would_open_a_templates_copy_without_repair(name: str, tmp_path: Path) -> None:
    assert faults(refreshed(name).content, tmp_path) == []


CELLS = st.one_of(st.none(), st.integers(0, 10), st.floats(-1e6, 1e6), st.booleans(), st.text("aé<&\"'日 ", max_size=4))
FORMULAS = (
    "[1]!NPS(T[nps])", '[1]!KPI_BY("NPS",T[team],T[nps])', "SUM(T[nps])", "=A1&1", "NOSUCH(T[nps])", "1/0",
    "=[1]!KPI_CI(\"NPS\",T[nps])", "{=T[team]&\"x\"}", "IFERROR([1]!NPS(Data!A:A),\"none\")",
)  # fmt: skip


@settings(max_examples=25)
@given(
    rows=st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 11)), CELLS, CELLS), min_size=1, max_size=6),
    formulas=st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=4),
)
def test_whatever_the_data_twice_is_once(rows: list[tuple[Any, ...]], formulas: list[str]) -> None:
    before = book(*formulas, rows=[("nps", "team", "other"), *rows])
    once = refresh(before, "a.xlsx")
    twice = refresh(once.content, "a.xlsx")
    assert Package.read(twice.content).parts == Package.read(once.content).parts
    assert twice.made.formulas == 0
    copy = Package.read(once.content)
    assert findings(copy, (cell_formulas, forbidden_parts, other_formulas)) == []
    assert not any(b"NPS(" in part for part in copy.parts.values())
    assert copy.parts["xl/worksheets/sheet1.xml"] == Package.read(before).parts["xl/worksheets/sheet1.xml"]
    numbers = [row[0] for row in rows]
    if set(numbers) <= set(range(11)) and formulas[0] == FORMULAS[0]:
        assert cells(once.content)["Score"]["A1"].value == NPS(numbers)


def made_by_hand(**options: Any) -> bytes:
    """Return a workbook that calls our functions wherever a formula may stand."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as made:
        sheet = made.add_worksheet("S")
        sheet.write_column("A1", ["nps", 10, 9, 3])
        columns = [{"header": "nps", "total_function": "sum"}, {"header": "net", "formula": "=_xll.NPS([@nps])"}]
        sheet.add_table("A1:B5", {"name": "T", "columns": columns, "total_row": True})
        bold = made.add_format({"bold": True})
        sheet.conditional_format("A2:A4", {"type": "formula", "criteria": "=NPS($A$2:$A$4)>0", "format": bold})
        sheet.conditional_format("A2:A4", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
        sheet.data_validation("D1", {"validate": "custom", "value": "=NPS($A$2:$A$4)>0"})
        sheet.data_validation("D2", {"validate": "list", "source": ["a", "b"]})
        sheet.data_validation("D3", {"validate": "custom", "value": "=_xll.NPS(A2)>0"})
        made.define_name("Net", "=_xll.NPS(S!$A$2:$A$4)")
        made.define_name("Cells", "=S!$A$2:$A$4")
        sheet.write_formula("F1", "=Net", None, 5)
    return out.getvalue()


def test_nothing_of_ours_is_left_anywhere(tmp_path: Path) -> None:
    made = refresh(made_by_hand(), "a.xlsx")
    copy = Package.read(made.content)
    assert not any(b"NPS(" in part for part in copy.parts.values())
    sheet = copy.parts["xl/worksheets/sheet1.xml"].decode()
    assert (sheet.count("<cfRule"), sheet.count("<dataValidation "), sheet.count("<f")) == (1, 1, 2)
    assert '<definedName name="Cells">' in copy.parts[BOOK].decode()
    assert "Net" not in copy.parts[BOOK].decode()
    assert "The sheet S is without the rules that call functions of CXcel: 3." in made.told
    assert faults(made.content, tmp_path) == []
    assert [cells(made.content)["S"][at].value for at in ("B2", "B4", "A5", "F1")] == [
        100,
        -100,
        22,
        pytest.approx(100 / 3),
    ]


def test_a_workbook_with_macros_becomes_one_without(tmp_path: Path) -> None:
    package = Package.read(made_by_hand())
    parts = dict(package.parts)
    parts["xl/vbaProject.bin"] = b"macro"
    types = parts["[Content_Types].xml"].decode()
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = types.replace(main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    vba = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", vba).encode()
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    link = f'<Relationship Id="rIdV" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", link).encode()
    made = refresh(Package(parts, "").packed(), "a.xlsm")
    copy = Package.read(made.content)
    assert not any(b"vbaProject" in part or b"macroEnabled" in part for part in copy.parts.values())
    assert faults(made.content, tmp_path) == []


def test_formats_of_the_cells_stay() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("S")
        look = made.add_format({"num_format": "0.0%", "bold": True, "bg_color": "#FFEEDD"})
        sheet.write_formula("A1", "=_xll.RATE_TOTAL({1},{4})", look, 9)
        sheet.write_formula("A2", "=NOSUCH(1)", look, 9)
    sheet = openpyxl.load_workbook(BytesIO(refresh(out.getvalue(), "a.xlsx").content))["S"]
    assert (sheet["A1"].value, sheet["A1"].number_format, sheet["A1"].font.b) == (0.25, "0.0%", True)
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet["A2"].font.b) == (9, "0.0%", True)
    assert [sheet[at].fill.fgColor.rgb for at in ("A1", "A2")] == ["FFFFEEDD", "FFFFEB9C"]
