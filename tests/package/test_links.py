"""What is mended when a workbook is opened or Refresh is pressed, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from .hosts import Host, VBAErrorValue

OURS = r"C:\Users\me\AppData\Roaming\Microsoft\Excel\XLSTART\cxcel.xlam"


def test_links_to_any_other_place_are_pointed_here(host: Host) -> None:
    here = str(host.excel.evaluate("ThisWorkbook.FullName"))
    host.links = (OURS, r"C:\data\other.xlsx", "https://x.sharepoint.com/a/CXCEL.XLAM", here)
    assert host.excel.run("RepairBook", host.book) == 2
    assert host.links == (here, r"C:\data\other.xlsx", here, here)
    assert host.excel.run("RepairBook", host.book) == 0


def test_a_link_that_excel_does_not_change_is_left(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a protected sheet."""
    host.links = (OURS, r"D:\cxcel.xlam")
    host.stubborn = OURS
    assert host.excel.run("RepairBook", host.book) == 1
    assert host.links[0] == OURS


@pytest.mark.parametrize(
    ("formula", "ours"),
    [
        ("=NPS(A1)", True),
        ("=1+nps(A1)", True),
        ("='C:\\x y\\cxcel.xlam'!NPS(A1)", True),
        ("=[1]!NPS(A1)", True),
        ("=XNPS(A1)", False),
        ("=MY.NPS(A1)", False),
        ("=NPS", False),
        ("=SUM(A1)", False),
        ('="NPS("&A1', False),
        ('="say ""NPS(1)"""&SUM(A1)', False),
        ("='NPS(1)'!A1", False),
        ('="its"&NPS(A1)', True),
    ],
)
def test_which_formulas_call_a_function_of_ours(shared_host: Host, formula: str, ours: bool) -> None:
    assert shared_host.excel.run("CallsOurs", formula) is ours


def lost(host: Host, formulas: dict[str, str]) -> None:
    """Cells that a file brought with #NAME? in them."""
    for cell, formula in formulas.items():
        host.cells(cell).vba_set("Formula2", formula)
    host.book.saved = True


def written(host: Host, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Every formula that is written from now on: where, how, and the text."""
    from pyopenvba.apps.excel._model import Range

    done: list[tuple[str, str, str]] = []
    for name in ("Formula", "Formula2", "FormulaArray"):
        spec = Range._vba_members[name.lower()]
        kept = spec.setter
        assert kept is not None

        def note(cell: Any, value: object, name: str = name, kept: Any = kept) -> None:
            done.append((str(cell.vba_get("Address", [False, False])), name, str(value)))
            kept(cell, value)

        monkeypatch.setattr(spec, "setter", note)
    return done


def test_cells_without_their_function_are_entered_again_and_no_others(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost(host, {"B1": "=NPS(A1:A9)", "B2": "=NOSUCH(A1)", "B3": "=1/0", "B4": "=SUM(A1)", "B5": '=NOSUCH("NPS(")'})
    host.cells("D1:D2").vba_set("FormulaArray", "=CSAT(A1:A9)")
    host.cells("F1").vba_set("Formula2", "=KPI_BY(A1:A9,B1:B9)")
    entered = written(host, monkeypatch)
    assert host.excel.run("RepairBook", host.book) == 3
    assert sorted(entered) == [
        ("B1", "Formula2", "=NPS(A1:A9)"),
        ("D1:D2", "FormulaArray", "=CSAT(A1:A9)"),
        ("F1", "Formula2", "=KPI_BY(A1:A9,B1:B9)"),
    ]
    assert host.cells("B2").vba_get("Value2") == VBAErrorValue(2029)


def test_an_excel_without_spilling_enters_by_the_formula(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyopenvba.apps.excel._model import Range

    from . import hosts

    lost(host, {"B1": "=NPS(A1:A9)"})
    entered = written(host, monkeypatch)

    def unknown(*_: object) -> None:
        raise hosts.com_error(438)

    monkeypatch.setattr(Range._vba_members["formula2"], "getter", unknown)
    assert host.excel.run("RepairBook", host.book) == 1
    assert entered == [("B1", "Formula", "=NPS(A1:A9)")]


def test_a_cell_that_excel_refuses_is_left_and_the_others_are_mended(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyopenvba.apps.excel._model import Range

    from . import hosts

    lost(host, {"B1": "=NPS(A1:A9)", "B2": "=NPS(A2:A9)"})
    entered = written(host, monkeypatch)
    kept: Any = Range._vba_members["formula2"].setter

    def refusing(cell: Any, value: object) -> None:
        if str(value).startswith("=NPS(A1"):
            raise hosts.com_error(1004)
        kept(cell, value)

    monkeypatch.setattr(Range._vba_members["formula2"], "setter", refusing)
    assert host.excel.run("RepairBook", host.book) == 1
    assert [where for where, *_ in entered] == ["B2"]


def test_a_protected_sheet_is_not_touched(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    lost(host, {"B1": "=NPS(A1:A9)"})
    host.excel.evaluate("ActiveSheet.Protect")
    entered = written(host, monkeypatch)
    assert host.excel.run("RepairBook", host.book) == 0
    assert entered == []


@pytest.mark.parametrize("mode", [-4135, -4105, 2])
def test_calculation_and_events_are_left_as_they_were(host: Host, mode: int) -> None:
    lost(host, {"B1": "=NPS(A1:A9)", "B2": "=NPS(A2:A9)"})
    host.excel.application.calculation = mode
    assert host.excel.run("RepairAll") == 2
    assert host.excel.application.calculation == mode
    assert host.excel.evaluate("Application.EnableEvents") is True


def test_a_workbook_with_nothing_to_mend_is_not_changed(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    lost(host, {"B1": "=SUM(A1:A9)", "B2": "=1/0", "B3": "=NOSUCH(A1)"})
    here = str(host.excel.evaluate("ThisWorkbook.FullName"))
    host.links = (here, r"C:\data\other.xlsx")
    entered = written(host, monkeypatch)
    before = len(host.calls)
    host.excel.run("ThisWorkbook.excel_WorkbookOpen", host.book)
    assert entered == []
    assert [name for name, _ in host.calls[before:]] == ["OnTime"]
    assert host.book.saved is True
    lost(host, {"B4": "=NPS(A1:A9)"})
    host.excel.run("ThisWorkbook.excel_WorkbookOpen", host.book)
    assert host.book.saved is False


def test_opening_a_workbook_mends_it_and_starts_the_server(host: Host) -> None:
    host.excel.run("ThisWorkbook.Workbook_Open")
    assert [given[1] for name, given in host.calls if name == "OnTime"] == ["'cxcel.xlam'!CxRegister"]
    host.links = (OURS,)
    host.excel.run("ThisWorkbook.excel_WorkbookOpen", host.book)
    assert host.calls[-2][0] == "OnTime"
    assert host.calls[-2][1][1] == "'cxcel.xlam'!CxStartServer"
    assert host.calls[-1][0] == "ChangeLink"


def test_names_of_the_users_that_are_called_like_ours(host: Host) -> None:
    names = host.book.vba_get("Names")
    names.vba_get("Add", ["nps", "=LAMBDA(x,0)"])
    names.vba_get("Add", ["Sheet1!CSAT", "=Sheet1!$A$1"])
    for cell, formula, taken in (
        ("B1", "=NPS(A1)+nps(A2)", "NPS"),
        ("B2", "=CSAT(A1)+NPS(A1)", "CSAT, NPS"),
        ("B3", "=AHT(A1)", ""),
        ("B4", '="NPS("', ""),
    ):
        host.cells(cell).vba_set("Formula", formula)
        assert host.excel.run("TakenNames", host.cells(cell)) == taken
    assert host.excel.run("TakenNames", host.cells("A1")) == ""
    assert host.excel.run("RepairBook", host.book) >= 1, "entering again breaks nothing"
