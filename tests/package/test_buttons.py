"""The ribbon's buttons in pyOpenVBA's Excel, with the real Python behind them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from pyopenvba.apps.excel._model import Workbook, Workbooks
from pyopenvba.formula._values import ExcelError
from pyopenvba.interpreter._objects import VBAObject

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com.buttons import scratch
from cxcel_addin.hosts.com.wire import error_text
from cxcel_addin.shared import Package, findings
from cxcel_addin.templates.addin_link import linked

from . import hosts
from .excel_files import add_file_members, opened
from .hosts import Host, VBAErrorValue
from .serving import Server

YES, NO = 6, 7


class Control(VBAObject):
    """What the ribbon hands to a Sub."""

    vba_type_name = "IRibbonControl"

    def __init__(self, tag: str = "") -> None:
        self.tag = tag

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        assert name.lower() == "tag"
        return self.tag


@pytest.fixture
def excel(addin_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Excel with the add-in; every folder of a button is made within the test's own."""
    hosts.add_members()
    add_file_members(monkeypatch)
    aside = tmp_path / "scratch"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    with hosts.able_to_copy_memory():
        host = Host(addin_file, Server())
        host.target, host.state, host.locked, host.filtered = False, 0, set(), set()
        host.pivots = []
        host.aside = aside
        yield host
    assert list(aside.iterdir()) == [], "a folder was left"
    assert not scratch._MADE
    for name, value in (
        ("ScreenUpdating", True),
        ("DisplayAlerts", True),
        ("EnableEvents", True),
        ("StatusBar", False),
    ):
        assert host.excel.evaluate(f"Application.{name}") is value


def press(host: Host, sub: str, tag: str = "") -> list[str]:
    """Press a button; what was said."""
    before = len(host.excel.dialogs)
    host.excel.run(sub, Control(tag))
    return [text for _, text, *_ in host.excel.dialogs[before:]]


def test_esc_ends_a_button_as_an_error_does(host: Host) -> None:
    press(host, "CxAbout")
    assert int(host.cancel_key) == 2, "xlErrorHandler"


def open_books(host: Host) -> list[str]:
    return [book.name for book in host.excel.workbooks()]


# --- Explain -----------------------------------------------------------------------------------------------------


def select(host: Host, address: str) -> None:
    host.excel.evaluate(f'Range("{address}").Select')


def explained(host: Host, address: str) -> str:
    select(host, address)
    (told,) = press(host, "CxExplain")
    return told


def failing(host: Host, address: str) -> None:
    """A cell whose formula of ours gave an error, as Excel would show it."""
    host.fill("A1", [[11.0]])
    shown = host.cell(address, "NPS", host.cells("A1:A1"))
    put(host, address, "=NPS(A1)", shown)


def put(host: Host, address: str, formula: str, value: object) -> None:
    """A formula with the value that Excel shows for it."""
    sheet = host.book.sheets_[0]
    host.cells(address).vba_set("Formula", formula)
    area = host.cells(address).first
    cell = sheet.cells_[area.top, area.left]
    cell.stale = False
    cell.value = value
    if isinstance(value, VBAErrorValue):
        cell.value = ExcelError("#GETTING_DATA" if value.number == 2043 else error_text(value.number))


def test_explain_says_why(excel: Host) -> None:
    failing(excel, "B1")
    assert explained(excel, "B1") == "NPS: scores must be whole numbers in 0..10, got 11 in row 1"
    assert explained(excel, "C9") == "This cell shows no error."


def test_explain_of_a_cell_that_only_depends_on_the_error(excel: Host) -> None:
    failing(excel, "B1")
    put(excel, "C1", "=B1*2", VBAErrorValue(2036))
    put(excel, "D1", "=SUM(C1:C3)+Sheet1!B7", VBAErrorValue(2036))
    assert explained(excel, "D1").startswith("The error in D1 comes from B1. NPS: scores must be whole numbers")
    put(excel, "E1", "=1/A9", VBAErrorValue(2007))
    put(excel, "E2", "=E1+1", VBAErrorValue(2007))
    assert explained(excel, "E2").startswith("The error in E2 comes from E1. The formula divides by zero")


def test_explain_of_a_circle_of_errors_ends(excel: Host) -> None:
    put(excel, "C1", "=C2", VBAErrorValue(2042))
    put(excel, "C2", "=C1", VBAErrorValue(2042))
    assert "A value was looked for" in explained(excel, "C1")


def test_explain_takes_the_first_error_of_what_is_selected(excel: Host) -> None:
    failing(excel, "B3")
    select(excel, "B1:B9")
    assert press(excel, "CxExplain") == ["B3: NPS: scores must be whole numbers in 0..10, got 11 in row 1"]


def test_explain_of_a_merged_cell(excel: Host) -> None:
    failing(excel, "B1")
    excel.cells("B1:D2").vba_get("Merge")
    select(excel, "B1:D2")
    assert "got 11" in press(excel, "CxExplain")[0]


def test_explain_says_when_a_function_hides_its_error(excel: Host) -> None:
    failing(excel, "B1")
    put(excel, "B1", '=IFERROR(NPS(A1),"")', "")
    assert explained(excel, "B1").startswith("This cell shows no error, but a function in it gave one: NPS: scores")
    excel.sheet.set_value("B1", 5.0)
    assert explained(excel, "B1") == "This cell shows no error."


def test_explain_of_a_name_that_the_workbook_took(excel: Host) -> None:
    excel.excel.evaluate("ActiveWorkbook.Names").vba_get("Add", ["NPS", "=Sheet1!$Z$1"])
    put(excel, "B1", "=NPS(A1)", VBAErrorValue(2023))
    told = explained(excel, "B1")
    assert told.startswith("This workbook gives NPS a meaning of its own")
    assert "Name Manager" in told


PLAIN = {
    ("=NPS(A1)", 2029): "press Refresh",
    ("=NSP(A1)", 2029): "typing error",
    ("=KPI_BY(A1,B1)", 2045): "clear the cells below and to the right of B1",
    ("=A1:A3 C1:C3", 2000): "a comma or a colon",
    ("=A1", 2050): "another range",
    ("=A1", 2023): "cells that are gone",
    ("=A1", 2036): "too large",
    ("=A1", 2043): "waiting for data",
    ("=A1", 2015): "press Refresh and ask again",
}


@pytest.mark.parametrize(("formula", "number"), PLAIN)
def test_explain_of_excels_own_errors(excel: Host, formula: str, number: int) -> None:
    put(excel, "B1", formula, VBAErrorValue(number))
    told = explained(excel, "B1")
    assert PLAIN[formula, number] in told
    assert len(told) <= 255


def test_explain_of_an_error_that_was_typed_in(excel: Host) -> None:
    excel.sheet.set_value("B1", VBAErrorValue(2042))
    assert "holds the error itself" in explained(excel, "B1")


def test_explain_of_a_cell_that_waits(excel: Host) -> None:
    put(excel, "B1", "=NPS(A1)", VBAErrorValue(2015))
    excel.excel.application.calculation = -4135  # xlCalculationManual
    excel.state = 2  # xlPending
    assert explained(excel, "B1") == "Excel has not calculated this cell yet: press F9, or Refresh."
    excel.state = 0
    assert "has not calculated" not in explained(excel, "B1")


# --- Insert function ---------------------------------------------------------------------------------------------


def wizard_enters(monkeypatch: pytest.MonkeyPatch, formula: str) -> None:
    """The function wizard, in which a user fills in arguments, or leaves when there is no formula."""

    def wizard(cell: Any) -> None:
        cell.sheet.book.application.cxcel_host.calls.append(("FunctionWizard", (cell.vba_get("Formula"),)))
        if formula:
            cell.vba_set("Formula", formula)

    monkeypatch.setattr(hosts.Range._vba_members["functionwizard"], "getter", wizard)


def test_insert_function_searches(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard_enters(monkeypatch, "=CLV(100,0.8,0.1)")
    excel.excel.answer_dialogs("no such thing", "churn", "CLV")
    prompts = press(excel, "CxInsertFunction")
    assert excel.calls[-1] == ("FunctionWizard", ("=CLV()",))
    assert excel.sheet.formula("A1") == "=CLV(100,0.8,0.1)"
    assert 'Nothing fits "no such thing"' in prompts[1]
    assert "CHURN_RISK(" in prompts[2]


@pytest.mark.parametrize("name", ["NPS", "KPI_BY"])
def test_insert_function_from_the_menu(excel: Host, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    wizard_enters(monkeypatch, f"={name}(B1:B9)")
    assert press(excel, "CxInsertNamed", name) == []
    assert excel.sheet.formula("A1") == f"={name}(B1:B9)"


def test_a_wizard_that_is_left_leaves_the_cell_as_it_was(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard_enters(monkeypatch, "")
    press(excel, "CxInsertNamed", "NPS")
    assert excel.sheet.formula("A1") == ""
    excel.sheet.set_value("A1", "=1+1")
    excel.excel.answer_dialogs(YES)
    assert press(excel, "CxInsertNamed", "NPS") == ["Replace what stands in A1?"]
    assert excel.sheet.formula("A1") == "=1+1"


def test_a_filled_cell_is_asked_about_first(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard_enters(monkeypatch, "=NPS(B1:B9)")
    excel.sheet.set_value("A1", 5.0)
    excel.excel.answer_dialogs(NO)
    press(excel, "CxInsertNamed", "NPS")
    assert excel.sheet.value("A1") == 5.0
    assert "FunctionWizard" not in [name for name, _ in excel.calls]


def test_a_protected_sheet_takes_no_function(excel: Host) -> None:
    excel.book.sheets_[0].Protect()
    assert press(excel, "CxInsertNamed", "NPS") == ["The sheet Sheet1 is protected: unprotect it first."]
    assert excel.sheet.formula("A1") == ""


# --- Check data --------------------------------------------------------------------------------------------------


def test_check_data_shows_a_short_answer(excel: Host) -> None:
    excel.fill("A1", [["nps", "team"], [9.0, "a"], [10.0, "b"], [11.0, "a"], [3.0, "b"]])
    excel.book.saved = True
    (told,) = press(excel, "CxCheckData")
    assert told.startswith("Book1.xlsx[Sheet1]: 4 rows")
    assert "nps" in told
    assert open_books(excel) == ["cxcel.xlam", "Book1"]
    assert excel.book.saved


def test_check_data_opens_a_long_answer_in_a_new_workbook(excel: Host) -> None:
    heads: list[object] = [f"what was said about matter number {i}" for i in range(20)]
    excel.fill("A1", [["nps", *heads], *([float(i % 11), *["-x"] * 20] for i in range(30))])
    assert press(excel, "CxCheckData") == []
    assert open_books(excel) == ["cxcel.xlam", "Book1", "Check1"]
    new = excel.excel.workbook
    assert (new.path, new.saved) == ("", True)
    lines = [row[0] for row in excel.excel.sheet(1, workbook=new).rows()]
    assert "Book1.xlsx[Sheet1]: 30 rows" in lines


def test_check_data_without_a_table_says_so(excel: Host) -> None:
    (told,) = press(excel, "CxCheckData")
    assert "Book1" in told
    assert len(told) < 400


def test_buttons_without_a_workbook_say_so(excel: Host) -> None:
    for book in list(excel.excel.workbooks()):
        excel.excel.application.workbooks_.remove(book)
    excel.excel.application._this_workbook = excel.addin
    for sub in ("CxCheckData", "CxShare"):
        assert press(excel, sub) == ["Open a workbook first."]


# --- Templates, Help, About --------------------------------------------------------------------------------------


def test_a_template_opens_as_a_new_workbook(excel: Host) -> None:
    assert press(excel, "CxTemplates", "loyalty_kpi_report") == []
    new = excel.excel.workbook
    assert (new.name, new.path, new.saved) == ("Loyalty KPI report1", "", True)
    tabs = [sheet.name for sheet in new.sheets_]
    assert tabs == ["Start", "Scorecard", "Months", "Teams", "Survey", "Contacts", "Customers", "Settings"]
    assert [table.name for sheet in new.sheets_ for table in sheet.tables][:3] == ["Survey", "Contacts", "Customers"]


def test_a_template_that_is_not_there_is_told(excel: Host) -> None:
    (told,) = press(excel, "CxTemplates", "no_such_thing")
    assert "template must be one of 'loyalty_kpi_report'" in told
    assert open_books(excel) == ["cxcel.xlam", "Book1"]


def test_help_opens_the_guide(excel: Host) -> None:
    assert press(excel, "CxHelp") == []
    new = excel.excel.workbook
    assert (new.name, new.path, new.saved) == ("CXcel functions1", "", True)
    listed = [row[0] for row in excel.excel.sheet("Functions", workbook=new).rows()]
    assert set(FUNCTIONS) <= set(listed)


def test_a_workbook_that_excel_does_not_open_leaves_nothing(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(books: Any, template: Any) -> None:
        raise hosts._runtime.error(1004, "There isn't enough memory to complete this action.")

    monkeypatch.setattr(Workbooks._vba_members["add"], "getter", refuses)
    assert press(excel, "CxHelp") == ["There isn't enough memory to complete this action."]
    assert open_books(excel) == ["cxcel.xlam", "Book1"]


def test_about_says_version_and_places(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxcel import __version__
    from cxcel_addin import install

    checks = (
        install.Check("Python", True, "fine"),
        install.Check("Blocked files", False, "unblock x"),
        install.Check("Excel open", False, "it is open", needed=False),
        install.Check("Server", False, "never asked"),
    )
    monkeypatch.setattr(install, "checks", lambda: iter(checks))
    (told,) = press(excel, "CxAbout")
    assert told.startswith(f"CXcel {__version__}\nAdd-in: ")
    assert "Python: " in told
    assert told.endswith("Blocked files: unblock x")


def test_about_without_python_still_says_what_it_can(addin_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts.add_members()
    add_file_members(monkeypatch)
    with hosts.able_to_copy_memory():
        host = Host(addin_file, None)
        (told,) = press(host, "CxAbout")
    assert told.startswith("CXcel ")
    assert "run cxcel addin install" in told


# --- Share -------------------------------------------------------------------------------------------------------


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


def test_share_refuses_what_must_not_be_given_away(shared: Host) -> None:
    shared.excel.sheet("Report", workbook=shared.mine).set_value("A9", "call anna@firm.example")
    before = state(shared.mine)
    shared.copy.write_bytes(b"older")
    shared.excel.answer_dialogs(YES)
    told = press(shared, "CxShare")[1]
    assert told.startswith("the copy was not made: it would hold an e-mail address in Report!A9; remove it")
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
