"""Workbooks of Excel's with the names that LibreOffice knows; everything else byte for byte."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.hosts.conftest import started

from cxcel.errors import BadInput
from cxcel_addin.office.renamed import in_formula, renamed
from cxcel_addin.templates import TEMPLATES

DOWNLOADS = Path(__file__).parents[2] / "workbook_templates"
L = "ORG.CXCEL.FUNCTIONS."


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("NPS(A1:A9)", f"{L}NPS(A1:A9)"),
        ("[1]!NPS(A1:A9)+1", f"{L}NPS(A1:A9)+1"),
        ("_xll.NPS_CI(A1,&quot;NPS(&quot;)", f'{L}NPS_CI(A1,"NPS(")'),
        ('"NPS("&amp;nps(A1)', f'"NPS("&amp;{L}NPS(A1)'),
        ("'NPS(1)'!A1+NPS('NPS(1)'!A1:A9)", f"'NPS(1)'!A1+{L}NPS('NPS(1)'!A1:A9)"),
        ("MYNPS(A1)+My.NPS(A1)+NPSX(1)", "MYNPS(A1)+My.NPS(A1)+NPSX(1)"),
        ('IFERROR([2]!KPI_BY("NPS",A1:A9,B1:B9),"")', f'IFERROR({L}KPI_BY("NPS",A1:A9,B1:B9),"")'),
        (f"{L}NPS(A1)", f"{L}NPS(A1)"),
        ("NPS", "NPS"),
        ("NPS({10,9;3,8})", f'{L}CX("NPS",{{10,9;3,8}})'),
        ("NPS(IF(S[nps]&lt;&gt;0,S[a, b],&quot;&quot;))", f'{L}CX("NPS",IF(S[nps]&lt;&gt;0,S[a, b],""))'),
        ("KPI_CORR(S[[#All],[a]],CHOOSE($B$1,S[b],S[c]))", f"{L}KPI_CORR(S[[#All],[a]],CHOOSE($B$1,S[b],S[c]))"),
    ],
)
def test_calls_are_renamed_and_nothing_else(written: str, wanted: str) -> None:
    assert in_formula(written) == wanted


def workbook() -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet()
        sheet.write_column("A1", [10, 9, 3])
        sheet.write_formula("B1", "=NPS(A1:A3)", value=33)
        sheet.write("B2", "NPS(A1)")
        sheet.data_validation("C1", {"validate": "custom", "value": "=NPS(A1:A3)>0"})
        sheet.conditional_format(
            "D1", {"type": "formula", "criteria": "=NPS(A1:A3)>0", "format": made.add_format({"bold": True})}
        )
        made.define_name("score", "=NPS(Sheet1!$A$1:$A$3)")
    return content.getvalue()


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_every_place_of_a_formula_is_found() -> None:
    before = workbook()
    after, count = renamed(before)
    assert count == 4
    for name, text in parts(before).items():
        assert parts(after)[name] == text.replace("NPS(A1:A3)", f"{L}NPS(A1:A3)").replace(
            "NPS(Sheet1", f"{L}NPS(Sheet1"
        ) or name.endswith("Strings.xml")
    assert openpyxl.load_workbook(BytesIO(after))["Sheet1"]["B2"].value == "NPS(A1)"
    assert renamed(after) == (renamed(after)[0], 0)


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_are_renamed_through_and_through(name: str) -> None:
    after, count = renamed((DOWNLOADS / f"{name}.xlsx").read_bytes())
    assert count > 10
    book = openpyxl.load_workbook(BytesIO(after))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    formulas = [getattr(value, "text", value) for value in cells]
    assert not [text for text in formulas if isinstance(text, str) and text.startswith("=") and "[1]!" in text]


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"old\.xls is no \.xlsx workbook"):
        renamed(content, "old.xls")


def test_the_command_writes_a_copy(tmp_path: Path) -> None:
    source, target = tmp_path / "book.xlsx", tmp_path / "copy.xlsx"
    source.write_bytes(workbook())
    run = started(["addin", "rename", source, "-o", target])
    assert run.works() == f"wrote {target}: 4 formulas use functions of CXcel\n"
    assert f"{L}NPS" in parts(target.read_bytes())["xl/worksheets/sheet1.xml"]
    started(["addin", "rename", source, "-o", tmp_path / "copy.ods"]).fails("-o copy.ods must end in .xlsx")
    started(["addin", "rename", source, "-o", source]).fails("is one of the files read")
    started(["addin", "rename", tmp_path / "no.xlsx", "-o", target]).fails("no.xlsx cannot be read")
    assert source.read_bytes() == workbook()
