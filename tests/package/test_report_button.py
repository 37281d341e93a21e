"""Build report and Refresh in pyOpenVBA's Excel, with the real Python behind them: the round, and each failure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxcel_addin.hosts.com.buttons import report

from .hosts import Host
from .pressing import open_books, press, watched
from .sheets_copied import VERY_HIDDEN, Trouble, add_sheet_members

MANUAL = -4135  # xlCalculationManual
HIDDEN = 0  # xlSheetHidden
SCORE = "How likely are you to recommend us?"


def survey(rows: int = 120, shift: int = 0) -> list[list[object]]:
    """Answers of three months, by two channels."""
    out: list[list[object]] = [["Date", SCORE, "Channel"]]
    for i in range(rows):
        day = f"2026-{1 + i % 3:02d}-{1 + i % 28:02d}"
        out.append([day, float((i * 7 + shift) % 11), ("Phone", "Chat")[i // 3 % 2]])
    return out


@pytest.fixture
def excel(addin_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Excel with a workbook that has a survey; afterwards no folder is left and Excel is as it was."""

    def ready(host: Host) -> None:
        host.trouble = add_sheet_members(monkeypatch)
        host.fill("A1", survey())
        host.book.saved = True

    with watched(addin_file, tmp_path / "scratch", monkeypatch, ready) as host:
        yield host
    assert not [name for name in open_books(host) if name.startswith("cxcel-")], "the rendered file is still open"


def trouble(host: Host) -> Trouble:
    found = host.trouble
    assert isinstance(found, Trouble)
    return found


def tabs(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets_]


def unnumbered(tab: str) -> str:
    return re.sub(r"^\d+ ", "", tab)


def sheet(host: Host, name: str) -> Any:
    return host.book.sheet_named(name)


def cell_of(page: Any, text: str) -> tuple[int, int]:
    """Where a text stands; rows and columns from 1."""
    return next(at for at, cell in sorted(page.cells_.items()) if cell.value == text)


def note_at(page: Any, at: tuple[int, int], text: str) -> None:
    page.vba_get("Cells", list(at)).vba_get("AddComment", [text])


def state(host: Host) -> object:
    """Everything in the workbook that a failure must leave as it was."""
    book = host.book
    sheets = [
        (
            s.name,
            s.visible,
            {at: (c.value, c.formula) for at, c in s.cells_.items() if not c.is_blank()},
            {at: n.text for at, n in s.notes.items()},
            [(entry.name, entry.refers_to) for entry in book.names_.entries],
        )
        for s in book.sheets_
    ]
    active = book.active_sheet
    return (
        sheets,
        active.name,
        active.active_cell.vba_get("Address"),
        book.saved,
        host.excel.evaluate("ActiveWorkbook.Name"),
    )


# --- the whole round ---------------------------------------------------------------------------------------------


def test_the_sheets_come_in_behind_the_users_and_the_first_is_in_front(excel: Host) -> None:
    said = press(excel, "CxBuildReport")
    names = tabs(excel.book)
    assert names[:2] == ["Sheet1", "Summary"]
    assert names[-2:] == ["Chart data", "CXcel"]
    assert said == [f"The report stands on {len(names) - 2} sheets, from 'Summary' on."]
    assert [s.visible for s in excel.book.sheets_] == [*[-1] * (len(names) - 1), VERY_HIDDEN]
    assert excel.book.active_sheet.name == "Summary"
    assert open_books(excel) == ["cxcel.xlam", "Book1"]
    assert cell_of(sheet(excel, "Summary"), "Net Promoter Score")
    assert sheet(excel, "Sheet1").cells_[1, 2].value == SCORE


def test_a_second_report_takes_the_place_of_the_first_and_keeps_what_was_written(excel: Host) -> None:
    press(excel, "CxBuildReport")
    summary = sheet(excel, "Summary")
    row, _ = cell_of(summary, "Net Promoter Score")
    note_at(summary, (row, 1), "Ask the Leeds team")
    last = max(col for _, col in summary.cells_)
    summary.vba_get("Cells", [row, last + 2]).vba_set("Value", "Owner: Ada")
    before = tabs(excel.book)
    excel.fill("A1", survey(120, shift=3))
    said = press(excel, "CxBuildReport")
    now = tabs(excel.book)
    assert [name for name in map(unnumbered, now) if name != "Since last time"] == [*map(unnumbered, before)]
    assert len(now) == len(before) + 1
    assert "Kept from the earlier report: 2 notes and texts where they stood." in said[0]
    summary = sheet(excel, "Summary")
    row, _ = cell_of(summary, "Net Promoter Score")
    assert summary.notes[row, 1].text == "Ask the Leeds team"
    assert [at[0] for at, cell in summary.cells_.items() if cell.value == "Owner: Ada"] == [row]


def test_what_has_no_place_any_more_is_on_a_sheet_of_its_own_and_comes_back(excel: Host) -> None:
    press(excel, "CxBuildReport")
    page = next(s for s in excel.book.sheets_ if s.name.endswith("Segments"))
    note_at(page, (cell_of(page, "Phone")[0], 1), "New phone system in May")
    channels = {at: cell.value for at, cell in sheet(excel, "Sheet1").cells_.items() if at[1] == 3}
    for (r, _), _value in channels.items():
        excel.sheet.set_value(f"C{r}", "Channel" if r == 1 else ("Mail", "Web")[r % 2])
    said = press(excel, "CxBuildReport")
    assert "1 on the sheet 'Kept notes'" in said[0]
    kept = sheet(excel, "Kept notes")
    row, _ = cell_of(kept, "New phone system in May")
    assert "Phone" in str(kept.cells_[row, 2].value)
    for (r, _), value in channels.items():
        excel.sheet.set_value(f"C{r}", value)
    press(excel, "CxBuildReport")
    assert "Kept notes" not in tabs(excel.book)
    page = next(s for s in excel.book.sheets_ if s.name.endswith("Segments"))
    assert page.notes[cell_of(page, "Phone")[0], 1].text == "New phone system in May"


def test_a_sheet_of_the_users_own_keeps_its_name(excel: Host) -> None:
    own = excel.book.add_sheet("Summary")
    own.vba_get("Range", ["A1"]).vba_set("Value", "Mine")
    for _ in range(2):
        press(excel, "CxBuildReport")
        names = tabs(excel.book)
        assert names[:3] == ["Sheet1", "Summary", "Summary (CX)"]
        assert len(names) == len(set(names))
        assert own.cells_[1, 1].value == "Mine"
        assert excel.book.active_sheet.name == "Summary (CX)"


def test_a_renamed_sheet_is_replaced_under_its_new_name_and_a_deleted_one_comes_back(excel: Host) -> None:
    press(excel, "CxBuildReport")
    before = tabs(excel.book)
    sheet(excel, "Summary").vba_set("Name", "For the board")
    sheet(excel, "Chart data").vba_get("Delete")
    press(excel, "CxBuildReport")
    assert tabs(excel.book) == ["For the board" if name == "Summary" else name for name in before]
    links = [link.sub for link in sheet(excel, before[2]).hyperlinks]
    assert links
    assert all(link.startswith("'For the board'!") for link in links)


def test_a_hidden_sheet_stays_hidden_and_a_moved_one_where_it_is(excel: Host) -> None:
    press(excel, "CxBuildReport")
    at = tabs(excel.book).index("Chart data")
    sheet(excel, "Chart data").vba_set("Visible", HIDDEN)
    excel.book.sheets_.insert(1, excel.book.sheets_.pop(at))
    before = tabs(excel.book)
    for _ in range(2):
        press(excel, "CxBuildReport")
        assert tabs(excel.book) == before
        states = {name: sheet(excel, name).visible for name in before[:-1]}
        assert [name for name, visible in states.items() if visible == HIDDEN] == ["Chart data"]
        assert sheet(excel, before[-1]).visible == VERY_HIDDEN


def test_a_copy_that_a_reader_made_of_a_page_is_left_alone(excel: Host) -> None:
    press(excel, "CxBuildReport")
    sheet(excel, "Summary").vba_get("Copy", [], {"After": sheet(excel, "Sheet1")})
    copied = excel.book.sheets_[1]
    copied.vba_set("Name", "January")
    press(excel, "CxBuildReport")
    assert excel.book.sheets_[1] is copied
    assert tabs(excel.book).count("Summary") == 1


def test_of_two_workbooks_only_the_one_in_front_is_touched(excel: Host) -> None:
    other = excel.excel.add_workbook()
    other.saved = True
    excel.book.Activate()
    press(excel, "CxBuildReport")
    assert tabs(other) == ["Sheet1"]
    assert other.saved
    assert "Summary" in tabs(excel.book)


# --- nothing changed ---------------------------------------------------------------------------------------------


STEPS = [("SaveCopyAs", 1), ("Open", 1), ("Visible", 1), ("Copy", 1), ("Close", 1), ("Visible", 9)]
OF_A_SECOND = [("Name", 1), ("Name", 3), ("Delete", 1)]  # a first report takes no sheet's place


@pytest.mark.parametrize(
    ("member", "nth", "again"),
    [(*step, False) for step in STEPS] + [(*step, True) for step in STEPS + OF_A_SECOND],
)
def test_a_step_that_fails_leaves_all_as_it_was(excel: Host, member: str, nth: int, again: bool) -> None:
    if again:
        press(excel, "CxBuildReport")
        note_at(sheet(excel, "Summary"), (1, 1), "Mine")
        sheet(excel, "Sheet1").Activate()
        excel.book.saved = True
    before = state(excel)
    trouble(excel).comes(member, nth)
    (said,) = press(excel, "CxBuildReport")
    assert f"{member} failed" in said
    assert trouble(excel).count[member] >= nth
    trouble(excel).at = None
    assert state(excel) == before
    press(excel, "CxBuildReport")
    assert "Summary" in tabs(excel.book)
    assert not [name for name in tabs(excel.book) if "older" in name]


def test_charts_that_point_to_the_file_they_came_from_are_not_left_in(excel: Host) -> None:
    press(excel, "CxBuildReport")
    excel.book.saved = True
    before = state(excel)
    trouble(excel).astray = True
    (said,) = press(excel, "CxBuildReport")
    assert "its charts would show the numbers of another file" in said
    assert state(excel) == before


def test_a_failing_draw_leaves_all_as_it_was(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError("no room")

    before = state(excel)
    monkeypatch.setattr(report, "compute", fail)
    (said,) = press(excel, "CxBuildReport")
    assert said.startswith("CXcel failed (MemoryError: no room); nothing was changed")
    assert state(excel) == before


def test_from_the_first_deleted_sheet_on_there_is_no_way_back(excel: Host) -> None:
    """What cannot be deleted then stays and is named; the new report is whole."""
    press(excel, "CxBuildReport")
    before = tabs(excel.book)
    trouble(excel).comes("Delete", 3)
    (said,) = press(excel, "CxBuildReport")
    assert said.endswith("The sheet CXcel older 3 of the earlier report could not be deleted.")
    assert sorted(tabs(excel.book)) == sorted([*before, "CXcel older 3"])


def protect_structure(host: Host) -> None:
    host.book.vba_get("Protect", [])


def hide_behind_a_password(host: Host) -> None:
    """A copy of such a workbook is an encrypted container."""
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    plain = report.opened
    host.monkeypatch.setattr(report, "opened", lambda copy, name: (copy.write_bytes(locked), plain(copy, name))[1])


def wait_for_calculation(host: Host) -> None:
    host.excel.application.calculation = MANUAL
    host.state = 2


def take_the_table_away(host: Host) -> None:
    for at in list(host.book.sheets_[0].cells_):
        del host.book.sheets_[0].cells_[at]
    host.fill("A1", [["Fruit", "Colour"], ["Apple", "red"], ["Pear", "green"]])


def set_a_wrong_target(host: Host) -> None:
    settings = host.book.add_sheet("Settings")
    for at, value in (("A1", "Setting"), ("B1", "Value"), ("A2", "Target: NPS"), ("B2", "many")):
        settings.vba_get("Range", [at]).vba_set("Value", value)


REFUSED: dict[str, tuple[Callable[[Host], None], str]] = {
    "protected structure": (protect_structure, "The structure of this workbook is protected"),
    "password": (
        hide_behind_a_password,
        "Book1.xlsx is protected by a password; open it in Excel, remove the password",
    ),
    "waiting cells": (wait_for_calculation, "press F9 first"),
    "no table": (take_the_table_away, "has no column known as a score"),
    "a wrong setting": (set_a_wrong_target, "Book1.xlsx, sheet Settings, row 2: Target must be METRIC=VALUE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_one_sentence_and_nothing_changed(excel: Host, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    excel.monkeypatch = monkeypatch
    arrange, expected = REFUSED[case]
    arrange(excel)
    excel.book.saved = True
    before = state(excel)
    (said,) = press(excel, "CxBuildReport")
    assert expected in said
    assert "--" not in said
    assert "\n" not in said
    assert state(excel) == before


def test_a_protected_page_of_the_report_is_not_replaced(excel: Host) -> None:
    press(excel, "CxBuildReport")
    sheet(excel, "Summary").vba_get("Protect", [])
    excel.book.saved = True
    before = state(excel)
    assert press(excel, "CxBuildReport") == [
        "The sheet Summary of the report is protected: unprotect it first (Review, Unprotect Sheet)."
    ]
    assert state(excel) == before


def test_a_protected_table_is_only_read(excel: Host) -> None:
    sheet(excel, "Sheet1").vba_get("Protect", [])
    press(excel, "CxBuildReport")
    assert "Summary" in tabs(excel.book)


def test_without_a_workbook_it_says_so(excel: Host) -> None:
    """Such as when all there is stands in Protected View."""
    excel.excel.application.active_book = None
    assert press(excel, "CxBuildReport") == ["Open a workbook first."]
    excel.excel.application.active_book = excel.book


def test_the_addin_itself_gets_no_report(excel: Host) -> None:
    excel.addin.Activate()
    assert press(excel, "CxBuildReport") == ["Open a workbook with your tables first: this is the add-in."]
    excel.book.Activate()


def test_without_the_server_it_says_what_to_do(excel: Host) -> None:
    excel.server.failing = [-2147467259] * 9
    before = state(excel)
    (said,) = press(excel, "CxBuildReport")
    assert said
    assert state(excel) == before


# --- Refresh -----------------------------------------------------------------------------------------------------


def test_refresh_without_a_report_calculates_and_says_nothing(excel: Host) -> None:
    excel.excel.application.calculation = MANUAL
    assert press(excel, "CxRefresh") == []
    assert ("CalculateFull", ()) in excel.calls
    assert ("cxcel_addin.hosts.com.buttons.report", "forget") in excel.server.asked
    assert int(excel.excel.evaluate("Application.Calculation")) == MANUAL
    assert tabs(excel.book) == ["Sheet1"]


def test_refresh_renews_the_report_and_leaves_the_user_where_they_are(excel: Host) -> None:
    press(excel, "CxBuildReport")
    row, _ = cell_of(sheet(excel, "Summary"), "Net Promoter Score")
    before = {at: cell.value for at, cell in sheet(excel, "Summary").cells_.items() if at[0] == row}
    excel.fill("A1", survey(120, shift=4)[:40])
    for front in ("Sheet1", "Chart data"):
        sheet(excel, front).Activate()
        (said,) = press(excel, "CxRefresh")
        assert said.startswith("The report stands on ")
        assert excel.book.active_sheet.name == front
    excel.fill("A1", [["Date", SCORE, "Channel"], *[[f"2026-0{1 + i % 3}-05", 10.0, "Phone"] for i in range(120)]])
    press(excel, "CxRefresh")
    row, _ = cell_of(sheet(excel, "Summary"), "Net Promoter Score")
    after = {at: cell.value for at, cell in sheet(excel, "Summary").cells_.items() if at[0] == row}
    assert after != before


def test_refresh_says_how_much_it_mended(excel: Host) -> None:
    excel.links = (r"C:\Users\me\XLSTART\cxcel.xlam",)
    said = press(excel, "CxRefresh")
    assert said == ["Links and cells that had lost their function and were mended: 1."]


def test_refresh_forgets_what_the_server_knew(excel: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[bool] = []
    monkeypatch.setattr(report.call, "refresh", lambda: cleared.append(True))
    press(excel, "CxRefresh")
    assert cleared == [True]
