"""The ribbon's buttons in pyOpenVBA's Excel, with the real Python behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyopenvba.apps.excel._model import Workbooks
from pyopenvba.formula._values import ExcelError

from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.com.wire import error_text
from cxcel_addin.templates import TEMPLATES

from . import hosts
from .excel_files import add_file_members
from .hosts import Host, VBAErrorValue
from .pressing import NO, YES, open_books, press


def test_esc_ends_a_button_as_an_error_does(excel: Host) -> None:
    press(excel, "CxAbout")
    assert int(excel.cancel_key) == 2, "xlErrorHandler"


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
    declared = TEMPLATES["loyalty_kpi_report"]
    tables = [table.name for table in declared.tables]
    pages = [sheet.tab for sheet in declared.sheets]
    assert tabs == ["Start", *pages, *tables, "Settings", "For charts"]
    assert [table.name for sheet in new.sheets_ for table in sheet.tables] == [*tables, "Settings"]


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
