"""How the server is started, what happens when it ends, and that no workbook has a say in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cxcel.functions import FUNCTIONS
from cxcel_addin.package import builder

from . import hosts
from .hosts import Host, VBAErrorValue
from .libraries import E_FAIL

COMMAND = f'"{hosts.SETTINGS["python"]}" -P -E -m cxcel_addin.hosts.com.serve $(CLSID) {hosts.WINDOW} '
MANY = [[float(i % 11)] for i in range(100)]
NPS = FUNCTIONS["NPS"](MANY)
GONE = [462, -2147023174, -2147023169, -2147417848, -2147418094, -2147220995]
DIED = [-2147023170, -2147418105, -2147417851]


def sentence(host: Host, cell: str = "Z1") -> str:
    return str(host.excel.run("SentenceOf", host.cells(cell)))


def test_the_server_is_started_once_by_one_command(host: Host) -> None:
    host.excel.run("CxStartServer")
    for row in range(3):
        host.cell(f"Z{row + 1}", "NPS", float(row))
    assert host.library.commands == [f"{COMMAND}0"]
    assert host.library.loaded == [r"C:\Python\xlwings64-0.37.8.dll"]


def test_the_librarys_version_stands_once() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    pins = [pin for pin in project["project"]["dependencies"] if pin.startswith("xlwings")]
    assert [pin.split(";")[0].strip() for pin in pins] == [f"xlwings=={builder.XLWINGS}"]
    assert set(re.findall(r"xlwings\d\d-(.*?)\.dll", builder.sources()["Runtime"])) == {builder.XLWINGS}


def test_com_says_that_a_server_is_gone_by_these_numbers() -> None:
    """As VBA shows an HRESULT: signed."""
    source = builder.sources()["Runtime"]
    for numbers, name in ((GONE[1:], "WasGone"), (DIED, "HasDied")):
        listed = re.search(rf"Function {name}\(.*?\n +Case ([^\n]*)", source, re.S)
        assert listed
        assert {int(n, 16) - 2**32 for n in re.findall(r"&H(\w+)", listed[1])} == set(numbers)


def test_without_an_installation_a_sentence_says_so(addin_file: Path) -> None:
    hosts.add_members()
    with hosts.able_to_copy_memory():
        host = Host(addin_file, None)
        assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
        assert sentence(host) == "NPS: CXcel is not installed for this user; run cxcel addin install"
        host.excel.run("CxStartServer")
    assert host.library.loaded == []


def test_a_library_that_is_not_there(host: Host) -> None:
    host.library.missing = True
    assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
    assert sentence(host).startswith("NPS: xlwings64-0.37.8.dll is missing or does not fit this Excel")
    assert host.library.commands == [], "without its full path the library would be searched in other folders"
    host.library.missing = False
    assert host.cell("Z1", "NPS", 9.0) == 100.0


def test_a_start_that_failed_is_tried_again_after_a_while_or_by_refresh(host: Host) -> None:
    host.library.reason = "Could not create Python process.\nError message: not found"
    for row in range(3):
        assert host.cell(f"Z{row + 1}", "NPS", 9.0) == VBAErrorValue(2015)
    assert len(host.library.commands) == 1, "a sheet of formulas does not wait for each of them"
    assert sentence(host, "Z3") == (
        "NPS: Python did not start; run cxcel addin doctor (Could not create Python process. Error message: not found)"
    )
    host.library.reason = ""
    assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
    host.excel.run("ForgetResults")
    assert host.cell("Z1", "NPS", 9.0) == 100.0


@pytest.mark.parametrize("number", GONE)
def test_a_server_that_is_gone_is_replaced_and_asked(host: Host, number: int) -> None:
    """Its ranges went with it."""
    host.fill("A1", MANY)
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == NPS
    host.server.failing = [number]
    assert host.cell("Z2", "NPS_SE", host.cells("A1:A100")) == FUNCTIONS["NPS_SE"](MANY)
    assert host.library.commands == [f"{COMMAND}0", f"{COMMAND}1"]
    assert sentence(host, "Z2") == ""


def test_a_server_that_cannot_be_reached_twice_is_an_error(host: Host) -> None:
    host.server.failing = [GONE[1], GONE[1]]
    assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
    assert "Python stopped while it worked on this" in sentence(host)
    assert host.cell("Z1", "NPS", 9.0) == 100.0


@pytest.mark.parametrize("number", DIED)
def test_a_server_that_died_at_work_is_not_asked_the_same_again(host: Host, number: int) -> None:
    host.fill("A1", MANY)
    host.cell("Z1", "NPS_SE", host.cells("A1:A100"))
    host.server.failing = [number]
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == VBAErrorValue(2015)
    assert "press Refresh" in sentence(host)
    assert host.library.commands == [f"{COMMAND}0"]
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == NPS
    assert host.library.commands == [f"{COMMAND}0", f"{COMMAND}1"]
    assert host.server.messages()[0][:4] == b"CXK1", "the new server has no range yet"
    assert sentence(host) == ""


def test_any_other_error_keeps_the_server(host: Host) -> None:
    host.server.failing = [E_FAIL]
    assert host.cell("Z1", "NPS", 9.0) == VBAErrorValue(2015)
    assert host.cell("Z1", "NPS", 9.0) == 100.0
    assert host.library.commands == [f"{COMMAND}0"]


def hostile(host: Host) -> None:
    """What a workbook could hold to be believed."""
    evil = [["PYTHON", r"C:\evil\python.exe"], ["Interpreter_Win", r"\\evil\python.exe"], ["PYTHONPATH", r"\\evil"]]
    for name in ("cxcel.conf", "xlwings.conf", "_IntelliSense_", "_cxcel"):
        sheet = host.book.vba_get("Worksheets").vba_get("Add", [hosts.MISSING, host.book.sheets_[-1]])
        sheet.vba_set("Name", name)
        cells = {f"{'AB'[c]}{r}": text for r, row in enumerate(evil, 1) for c, text in enumerate(row)}
        for cell, text in (cells | {"D1": r"C:\evil\python.exe", "F1": r"C:\evil"}).items():
            sheet.vba_get("Range", [cell]).vba_set("Value", text)
    names = host.book.vba_get("Names")
    for name, meaning in (("NPS", '="evil"'), ("XLPy", '="evil"'), ("Setting", '="evil"'), ("AHT", "=LAMBDA(x,0)")):
        names.vba_get("Add", [name, meaning])


def test_a_hostile_workbook_changes_nothing(host: Host) -> None:
    host.fill("A1", MANY)
    hostile(host)
    host.excel.evaluate('Workbooks(2).Worksheets("_IntelliSense_").Activate')
    assert host.cell("Z1", "NPS", host.cells("A1:A100")) == NPS
    host.cell("Z2", "AHT", host.cells("A1:A100"))
    assert host.library.commands == [f"{COMMAND}0"]
    assert host.library.loaded == [r"C:\Python\xlwings64-0.37.8.dll"]
    assert {sent[0] for sent in host.server.sent} == {"NPS", "AHT"}
    host.excel.run("RegisterFunctions")
    told = [given[0] for name, given in host.calls if name == "MacroOptions"]
    assert told == list(FUNCTIONS)


def test_the_functions_are_told_and_the_add_in_is_one_again(host: Host) -> None:
    host.excel.run("CxRegister")
    assert [given for name, given in host.calls if name == "IsAddin"] == [(False,), (True,)]
    assert sum(name == "MacroOptions" for name, _ in host.calls) == len(FUNCTIONS)
    assert host.excel.evaluate("ThisWorkbook.Saved") is True
    assert host.excel.evaluate("Application.ScreenUpdating") is True
