"""The button Share in pyOpenVBA's Excel, with the real Python behind it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from pyopenvba.apps.excel._model import Workbook

from cxcel_addin.shared import Package, findings
from cxcel_addin.templates.addin_link import linked

from . import hosts
from .excel_files import opened
from .hosts import Host
from .pressing import NO, YES, open_books, press


def workbook(path: Path, addin_file: Path, more: Callable[[Any], None]) -> Path:
    """A workbook of a user with all that must not be given away, and what must stay; and more of one test's own."""
    macros = path.with_name("vbaProject.bin")
    with zipfile.ZipFile(addin_file) as addin:
        macros.write_bytes(addin.read("xl/vbaProject.bin"))
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.add_vba_project(str(macros))
    book.set_properties({"author": "Anna Example", "manager": "Bert Example", "comments": "for Anna"})
    report, rows, secret = (book.add_worksheet(name) for name in ("Report", "Rows", "Secret"))
    blue = book.add_format({"num_format": "0.00", "font_color": "blue"})
    report.write_row("A1", ["Team", "NPS", "Code", "Error"])
    report.write_formula("B2", "=[1]!NPS(Rows!A1:A3)", blue, 25.5)
    report.write_formula("C2", '=TEXT(7,"00000")', None, "00007")
    report.write_formula("D2", "=1/0", None, "#DIV/0!")
    report.write_dynamic_array_formula("F1:F3", "=SEQUENCE(3)", None, 1)
    report.write_number("F2", 2)
    report.write_number("F3", 3)
    report.write_array_formula("H1:H2", "{=Rows!A1:A2}", None, 9)
    report.write_number("H2", 10)
    report.write_comment("B2", "Anna Example:\nlook at this", {"author": "Anna Example"})
    report.write_comment("A1", "who: all teams", {"author": "Anna Example"})
    rows.write_column("A1", [9, 10, 3])
    rows.write("B1", "anna@firm.example")
    rows.hide()
    secret.very_hidden()
    book.define_name("Everything", "=Rows!$A$1:$B$3")
    book.define_name("Twice", "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)")
    book.define_name("Top", "=Report!$A$1:$D$1")
    more(book)
    book.close()
    content = Package.read(linked(path.read_bytes(), ["NPS"]))
    parts = dict(content.parts)
    parts["customXml/item1.xml"] = b"<rows>anna@firm.example</rows>"
    parts["xl/connections.xml"] = b"<connections/>"
    path.write_bytes(Package(parts, "").packed())
    macros.unlink()
    return path


@pytest.fixture
def shared(excel: Host, addin_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """The user's workbook, open, and where the copy goes."""
    folder = tmp_path / "mit Leerzeichen \u00e9"
    folder.mkdir()
    path = workbook(folder / "mine.xlsm", addin_file, getattr(request, "param", lambda book: None))
    excel.before = path.read_bytes()
    excel.mine = opened(excel.excel.application, path)
    excel.links = ("cxcel.xlam",)
    excel.copy = folder / "mine shared.xlsx"
    excel.target = str(excel.copy)
    return excel


def state(book: Any) -> object:
    cells = [{place: (cell.formula, cell.value) for place, cell in sheet.cells_.items()} for sheet in book.sheets_]
    names = [(name.name, name.refers_to) for name in book.names_.entries]
    notes = [{place: note.text for place, note in sheet.notes.items()} for sheet in book.sheets_]
    return cells, names, notes, [sheet.visible for sheet in book.sheets_], book.active_sheet_index


def unchanged(host: Host, before: object) -> None:
    """The user's workbook is as it was, in front, and nothing else is open."""
    assert state(host.mine) == before
    assert host.excel.workbook is host.mine
    assert open_books(host) == ["cxcel.xlam", "Book1", "mine.xlsm"]
    assert (Path(host.mine.path) / "mine.xlsm").read_bytes() == host.before


@pytest.mark.parametrize("saved", [True, False])
def test_share_makes_a_copy_with_values_only(shared: Host, saved: bool) -> None:
    shared.mine.saved = saved
    before = state(shared.mine)
    (told,) = press(shared, "CxShare")
    assert told.startswith(f"{shared.copy} holds one sheet with values only: Report.")
    unchanged(shared, before)
    assert shared.mine.saved is saved
    made = openpyxl.load_workbook(shared.copy)
    assert made.sheetnames == ["Report"]
    sheet = made["Report"]
    assert [sheet[c].value for c in ("A1", "B2", "C2", "D2")] == ["Team", 25.5, "00007", "#DIV/0!"]
    assert [sheet[c].value for c in ("F1", "F2", "F3", "H1", "H2")] == [1, 2, 3, 9, 10]
    assert sheet["B2"].number_format == "0.00"
    assert sheet["B2"].font.color.rgb == "FF0000FF"
    assert [sheet[c].comment.text for c in ("B2", "A1")] == ["look at this", "who: all teams"]
    assert {sheet[c].comment.author for c in ("B2", "A1")} == {"Author"}
    assert list(made.defined_names) == ["Top"]
    assert (made.properties.creator, made.properties.lastModifiedBy) == (None, None)
    assert findings(Package.read(shared.copy.read_bytes())) == []
    assert b"Anna" not in b"".join(Package.read(shared.copy.read_bytes()).parts.values())


def test_share_proposes_a_name_and_may_be_cancelled(shared: Host) -> None:
    shared.target = False
    before = state(shared.mine)
    assert press(shared, "CxShare") == []
    unchanged(shared, before)
    asked = next(given for name, given in shared.calls if name == "GetSaveAsFilename")
    assert asked[0] == str(shared.copy)
    assert not shared.copy.exists()


def test_share_asks_before_it_replaces(shared: Host) -> None:
    shared.copy.write_bytes(b"older")
    shared.excel.answer_dialogs(NO)
    assert press(shared, "CxShare") == ["There is a file mine shared.xlsx already. Replace it?"]
    assert shared.copy.read_bytes() == b"older"
    shared.excel.answer_dialogs(YES)
    assert "values only" in press(shared, "CxShare")[1]
    assert findings(Package.read(shared.copy.read_bytes())) == []


def test_share_takes_people_out_of_texts(shared: Host) -> None:
    shared.excel.sheet("Report", workbook=shared.mine).set_value("A9", "call anna@firm.example")
    before = state(shared.mine)
    press(shared, "CxShare")
    assert openpyxl.load_workbook(shared.copy)["Report"]["A9"].value == "call •••"
    unchanged(shared, before)


def test_share_refuses_what_must_not_be_given_away(shared: Host) -> None:
    shared.mine.sheets_[0].name = "anna@firm.example"
    before = state(shared.mine)
    shared.copy.write_bytes(b"older")
    shared.excel.answer_dialogs(YES)
    told = press(shared, "CxShare")[1]
    assert told.startswith("the copy was not made: it would hold an e-mail address in the workbook; remove")
    assert shared.copy.read_bytes() == b"older"
    unchanged(shared, before)


def target_is_itself(host: Host) -> str:
    host.target = str(Path(host.mine.path) / "mine.xlsm")
    return "must end in .xlsx"


def target_is_open(host: Host) -> str:
    host.copy.with_name(f"~${host.copy.name}").write_bytes(b"")
    return "is open in another program"


def no_such_folder(host: Host) -> str:
    host.target = str(host.copy.parent / "none" / "x.xlsx")
    return "does not exist"


def locked_sheet(host: Host) -> str:
    host.mine.sheets_[0].Protect()
    return "The sheet Report is protected"


def locked_book(host: Host) -> str:
    host.mine.Protect()
    return "structure of this workbook is protected"


def with_password(host: Host) -> str:
    host.locked = {"mine.xlsm"}
    return "opens with a password"


def filtered(host: Host) -> str:
    cells = host.mine.sheets_[0].vba_get("Range", ["A1:D2"])
    cells.vba_get("AutoFilter", [1, "nobody"])
    return "filtered out"


TROUBLES = (target_is_itself, target_is_open, no_such_folder, locked_sheet, locked_book, with_password, filtered)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_share_says_what_is_in_the_way(shared: Host, trouble: Any) -> None:
    expected = trouble(shared)
    before = state(shared.mine)
    (told,) = press(shared, "CxShare")
    assert expected in told
    assert len(told) < 400
    unchanged(shared, before)
    assert not shared.copy.exists()


@pytest.mark.parametrize("member", ["savecopyas", "saveas", "breaklink"])
def test_an_error_in_the_middle_leaves_everything_as_it_was(
    shared: Host, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise hosts._runtime.error(1004, "the disk is full")

    monkeypatch.setattr(Workbook._vba_members[member], "getter", fails)
    before = state(shared.mine)
    assert press(shared, "CxShare") == ["the disk is full"]
    unchanged(shared, before)
    assert not shared.copy.exists()


def with_a_report(book: Any) -> None:
    """Sheets of a report bear a mark, as `report.keep.marks` writes it."""
    book.define_name("Report!cxcel.summary.1a2b", "=Report!$A$1")
    book.add_worksheet("Tables").write("A1", "anna@firm.example")


@pytest.mark.parametrize("shared", [with_a_report], indirect=True)
def test_share_of_a_workbook_with_a_report_leaves_the_tables_at_home(shared: Host) -> None:
    (told,) = press(shared, "CxShare")
    assert "holds one sheet with values only: Report." in told
    assert openpyxl.load_workbook(shared.copy).sheetnames == ["Report"]


def with_tables(book: Any) -> None:
    """One has a calculated column, which keeps its formula for the next row; the other has values alone."""
    sheet = book.get_worksheet_by_name("Report")
    sheet.add_table("K1:L2", {"columns": [{"header": "a"}, {"header": "b", "formula": "=[@a]*2"}], "data": [[1]]})
    sheet.add_table("N1:N2", {"columns": [{"header": "c"}], "data": [[5]]})


@pytest.mark.parametrize("shared", [with_tables], indirect=True)
def test_share_makes_cells_of_a_table_with_formulas(shared: Host) -> None:
    assert len(shared.mine.sheets_[0].tables) == 2
    assert "values only" in press(shared, "CxShare")[0]
    made = openpyxl.load_workbook(shared.copy)["Report"]
    assert [table.ref for table in made.tables.values()] == ["N1:N2"]
    assert not str(made["L2"].value).startswith("=")
    assert len(shared.mine.sheets_[0].tables) == 2


@pytest.mark.parametrize("shared", [with_tables], indirect=True)
def test_share_takes_no_table_whose_rows_are_filtered_out(shared: Host) -> None:
    shared.filtered = {shared.mine.sheets_[0].tables[0].name}
    (told,) = press(shared, "CxShare")
    assert "Rows of the sheet Report are filtered out" in told
    assert not shared.copy.exists()


def test_share_leaves_no_pivot_table_which_would_bring_its_rows(shared: Host) -> None:
    shared.pivots = ["A1:B2", "C1:C2"]
    assert "values only" in press(shared, "CxShare")[0]
    assert shared.pivots == []
