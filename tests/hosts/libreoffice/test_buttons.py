"""The buttons, pressed as a program presses them: what they do to documents and files, and the sentence they say."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from tests.office.office import Book, Office

from cxcel import __version__
from cxcel.functions import NPS
from cxcel_addin.templates.addin_link import linked

SCORES = [10, 9, 9, 8, 7, 6, 0, 10, 9, 3]


@pytest.fixture(autouse=True)
def nothing_left(office: Office) -> Iterator[None]:
    """No button leaves a folder behind."""
    yield
    assert not list(office.scratch.glob("cxcel-*"))


@pytest.fixture
def survey(book: Book) -> Book:
    """A survey on a sheet, ready for a report."""
    rows = [["Date", "NPS", "Channel"]]
    rows += [[46000 + i // 2, SCORES[i * 7 % 10], ["chat", "phone"][i % 2]] for i in range(120)]
    book.block("", "A1", rows)
    book.show_as("", "A2:A121", "YYYY-MM-DD")
    return book


def explained(book: Book, formula: str, address: str = "Z1") -> str:
    book.put("", address, [[formula]])
    book.select("", address)
    worked, said = book.press("explain", {})
    assert worked
    return said


def test_explain_says_why(book: Book) -> None:
    book.block("", "A1", [[10], [11], [None]])
    assert explained(book, "=NPS(A1:A2)") == "NPS: scores must be whole numbers in 0..10, got 11 in row 2"
    assert explained(book, "=1+ROUND(NPS(A3);0)") == "NPS: there are no answers: every row is blank"
    assert explained(book, "=NPS(A1)") == "This cell shows no error."
    assert explained(book, "=1/0") == "This error (#DIV/0!) is Calc's own: no function of CXcel gave it."


def test_explain_names_what_calc_did_not_take(book: Book) -> None:
    assert "resolved must be cells, got 80; press Refresh" in explained(book, "=FCR_RATE(80;100)")
    book.put("", "A1", [[10, 5], [9, "=NA()"]])
    assert "comes from Sheet1.B2" in explained(book, "=NPS(A1:A2;B1:B2)")
    assert "did not find a function" in explained(book, "=NPSS(A1:A2)")
    assert explained(book, "=NPS_NEEDED(5;;;;1)") == "NPS_NEEDED takes 4 arguments at most, got 5"
    book.array("", "Z2:Z3", "=NPS(IF(B1:B2>0;A1:A2;0))")
    book.select("", "Z2")
    assert "comes from Sheet1.B2. This error (#N/A) is Calc's own" in book.press("explain", {})[1]
    book.put("", "B2", [[3]])
    assert "scores must be cells, got IF(B1:B2>0;A1:A2;0); press Refresh" in book.press("explain", {})[1]


def test_explain_goes_back_to_where_the_error_begins(book: Book) -> None:
    book.block("", "A1", [[11]])
    book.put("", "B1", [["=NPS(A1)"], ["=B1+1"]])
    assert explained(book, "=B2*2").startswith("The error in Sheet1.Z1 comes from Sheet1.B1. NPS: scores must")


def test_explain_goes_to_the_sheet_that_the_formula_names(book: Book) -> None:
    book.add_sheet("My data")
    book.put("", "A1", [["=1/0"], ["score"], [11]])
    book.put("My data", "A1", [[11], ["=NA()"], ["score"], [12]])
    assert explained(book, "=NPS($'My data'.A1)").startswith("NPS: scores must be whole numbers")
    assert "Sheet1.Z1 comes from 'My data'.A2. This error (#N/A)" in explained(book, "=NPS($'My data'.A1:A2)")
    book.make_table("My data", "Survey", "A3:A4")
    book.put("My data", "C1", [["=NPS(Survey[score])"]])
    book.name("result", "$'My data'.$C$1")
    said = explained(book, '="=A1"&result+1')
    assert said == (
        "The error in Sheet1.Z1 comes from 'My data'.C1. NPS: scores must be whole numbers in 0..10, got 12 in row 1"
    )


def test_explain_on_a_protected_sheet_says_so(book: Book) -> None:
    book.block("", "A1", [[11]])
    book.put("", "Z1", [["=NPS(A1)"], ["=1/0"]])
    book.protect("")
    book.select("", "Z1")
    assert book.press("explain", {})[1].startswith("The sheet Sheet1 is protected: unprotect it")
    book.select("", "Z2")
    assert book.press("explain", {})[1].startswith("This error (#DIV/0!) is Calc's own")


def test_explain_changes_nothing(book: Book, tmp_path: Path) -> None:
    book.block("", "A1", [[11], [3]])
    book.array("", "C1:D1", "=NPS_CI(A1:A2)")
    book.put("", "E1", [["=NPS(A1)"]])
    book.modify(False)
    for address in ("C1", "D1", "E1"):
        book.select("", address)
        assert book.press("explain", {})[1].endswith("got 11 in row 1")
    assert not book.modified()
    assert book.formula("", "D1").startswith("{=")
    assert book.formula("", "E1") == "=ORG.CXCEL.FUNCTIONS.NPS(A1)"


def test_refresh_mends_what_libreoffice_did_not_take(book: Book) -> None:
    book.block("", "A1", [[score] for score in SCORES])
    book.put("", "C1", [["=FCR_RATE(80;100)"], ["=1+NPS({10;9;3})"], ["=NPS(A1:A10)"], ["=NPS(A1:A2;A3~A4)"]])
    book.put("", "C5", [["=IF(1;RATE_TOTAL(SUM(A1:A3);A4);NPS(A1:A3))"]])
    book.array("", "D1:E1", "=NPS_CI({10;9;3;4})")
    worked, said = book.press("refresh", {})
    assert worked
    assert said == "Written as LibreOffice takes it: the formulas in Sheet1.C1, Sheet1.C2, Sheet1.C5, Sheet1.D1."
    values = [row[0] for row in book.data("", "C1:C5")]
    assert values == [0.8, pytest.approx(1 + 100 / 3), NPS(SCORES), None, 28 / 8]
    assert (
        book.formula("", "C5")
        == '=IF(1;ORG.CXCEL.FUNCTIONS.CX("RATE_TOTAL";SUM(A1:A3);A4);ORG.CXCEL.FUNCTIONS.NPS(A1:A3))'
    )
    assert book.formula("", "C4").startswith("=ORG.CXCEL.FUNCTIONS.NPS(")
    assert book.cell("E1")[2] == 0
    assert book.press("refresh", {}) == [True, ""]


def test_refresh_leaves_protected_sheets_alone(book: Book) -> None:
    book.put("", "C1", [["=FCR_RATE(80;100)"]])
    book.protect("")
    assert book.press("refresh", {}) == [True, ""]
    assert book.cell("C1")[0] == "Err:504"


def test_a_report_is_a_document_of_its_own(survey: Book) -> None:
    before = survey.office.ask("titles")
    worked, said = survey.press("report", {})
    assert worked, said
    assert said.startswith("The report stands on ")
    (title,) = (name for name in survey.office.ask("titles") if name not in before)
    with survey.office.adopt(title) as report:
        assert len(report.sheets()) > 3
        assert report.sheets()[0] == "Summary"
    assert survey.sheets() == ["Sheet1"]


def test_a_report_that_cannot_be_made_says_why_and_changes_nothing(book: Book) -> None:
    book.block("", "A1", [["a", "b"], ["x", "y"]])
    before = book.office.ask("titles")
    worked, said = book.press("report", {})
    assert not worked
    assert "has no column known as a score" in said
    assert book.office.ask("titles") == before


def test_a_shared_copy_has_values_only(survey: Book, tmp_path: Path) -> None:
    survey.put("", "E1", [["=NPS(B2:B121)"], ["=1/0"], ['="a"&"b"'], ["=TODAY()"]])
    survey.array("", "F1:G1", "=NPS_CI(B2:B121)")
    survey.add_sheet("Notes")
    survey.name("scores", "$Sheet1.$B$2:$B$121")
    target = tmp_path / "copy.xlsx"
    worked, said = survey.press("share", {"File": str(target)})
    assert worked, said
    assert said.startswith(f"{target} holds 2 sheets with values only: Sheet1, Notes. No formula, link, macro or ")
    sheet = openpyxl.load_workbook(target)["Sheet1"]
    assert sheet["E1"].value == NPS([row[0].value for row in sheet["B2:B121"]])
    assert [sheet[cell].value for cell in ("E2", "E3")] == ["#DIV/0!", "ab"]
    assert sheet["F1"].value < sheet["E1"].value < sheet["G1"].value
    assert b"<f" not in b"".join(content for name, content in parts(target).items() if "/sheet" in name)
    assert survey.formula("", "E1") == "=ORG.CXCEL.FUNCTIONS.NPS(B2:B121)"


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_what_must_not_be_shared_is_not(survey: Book, tmp_path: Path) -> None:
    target = tmp_path / "copy.xlsx"
    survey.put("", "E1", [["anna@firm.example"]])
    worked, said = survey.press("share", {"File": str(target)})
    assert worked, said
    assert openpyxl.load_workbook(target)["Sheet1"]["E1"].value == "•••"
    target.unlink()
    survey.put("", "E1", [["anna"]])
    survey.rule("F1:F9", "NPS(B2:B9)>0")
    worked, said = survey.press("share", {"File": str(target)})
    assert worked, said
    made = openpyxl.load_workbook(target)["Sheet1"]
    assert made["E1"].value == "anna"  # the values stay, the rule goes that calls a function of ours
    assert not list(made.conditional_formatting)
    target.unlink()
    survey.protect("")
    worked, said = survey.press("share", {"File": str(target)})
    assert not worked
    assert said.startswith("The sheet Sheet1 is protected")
    worked, said = survey.press("share", {"File": str(tmp_path / "copy.ods")})
    assert not worked
    assert "must end in .xlsx" in said
    assert not list(tmp_path.iterdir())


def excel_workbook(path: Path) -> Path:
    """A workbook with formulas as Excel writes those of an add-in."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet("Survey")
        sheet.add_table(
            0, 0, len(SCORES), 0, {"name": "Survey", "columns": [{"header": "nps"}], "data": [[s] for s in SCORES]}
        )
        sheet.write_formula("C1", "=[1]!NPS(Survey[nps])", value=1)
        sheet.write_formula("C2", "=[1]!FCR_RATE(80,100)", value=2)
        sheet.write_array_formula("C3:D3", "{=[1]!NPS_CI(A2:A11)}", value=3)
        sheet.write_formula("C4", '="NPS("&ROUND([1]!NPS(scores),1)', value="4")
        sheet.write_formula("C5", "=SUM(A2:A11)", value=5)
        made.define_name("scores", "=Survey!$A$2:$A$11")
    path.write_bytes(linked(content.getvalue(), ["NPS", "FCR_RATE", "NPS_CI"]))
    return path


def test_an_excel_workbook_opens_and_computes(book: Book, tmp_path: Path) -> None:
    source = excel_workbook(tmp_path / "tracker.xlsx")
    before, was = book.office.ask("titles"), source.read_bytes()
    worked, said = book.press("open", {"File": str(source)})
    assert worked, said
    assert said.startswith("tracker.xlsx was opened as a copy; 4 formulas use functions of CXcel. Press Refresh ")
    (title,) = (name for name in book.office.ask("titles") if name not in before)
    with book.office.adopt(title) as opened:
        ((low, high),) = opened.data("Survey", "C3:D3")
        assert opened.data("Survey", "C1:C2") == [[NPS(SCORES)], [0.8]]
        assert low < NPS(SCORES) < high
        assert opened.data("Survey", "C4:C5") == [["NPS(20"], [sum(SCORES)]]
    assert source.read_bytes() == was


def test_opened_the_ordinary_way_refresh_mends_it(office: Office, tmp_path: Path) -> None:
    with office.open(excel_workbook(tmp_path / "tracker.xlsx")) as opened:
        worked, said = opened.press("refresh", {})
        assert worked, said
        assert opened.data("Survey", "C1:C2") == [[NPS(SCORES)], [0.8]]


@pytest.mark.parametrize(
    ("name", "content"), [("no.xlsx", None), ("text.xlsx", b"text"), ("old.xls", b"\xd0\xcf\x11\xe0")]
)
def test_what_is_no_workbook_is_not_opened(book: Book, tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = book.office.ask("titles")
    worked, said = book.press("open", {"File": str(tmp_path / name)})
    assert not worked
    assert name in said
    assert book.office.ask("titles") == before


def test_about_says_what_runs(book: Book) -> None:
    worked, said = book.press("about", {})
    assert worked
    assert said.startswith(f"CXcel {__version__}\nPython: ")
