"""What Excel does with a report's sheets and pyOpenVBA's does not: copying them together, renaming, deleting.

Excel: "Copies the sheet to another location in the current workbook or a new workbook" (Sheets.Copy,
https://learn.microsoft.com/office/vba/api/excel.sheets.copy), names of a sheet among what is copied; a sheet that
is very hidden cannot be copied, nor several sheets together when one has a table; the copies are selected together.
Here cells, formats, merged cells, links, names and notes are copied; charts are not, so what becomes of those is left
to Excel.

A copy on disk is written by openpyxl from what the model holds, for pyOpenVBA loses formats that come from another
workbook.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from pyopenvba._a1 import quote_sheet, split_sheet
from pyopenvba.apps.excel._model import Sheets, Workbook, Workbooks, Worksheet
from pyopenvba.apps.excel._sheet_copy import copy_sheet
from pyopenvba.interpreter import _runtime
from pyopenvba.interpreter._objects import MemberSpec
from pyopenvba.interpreter._values import EMPTY, MISSING

VERY_HIDDEN = 2
STATES = {-1: "visible", 0: "hidden", VERY_HIDDEN: "veryHidden"}


def copy_all(sheets: Any, before: Any = MISSING, after: Any = MISSING) -> object:
    assert before is MISSING
    kept_back = any(sheet.visible == VERY_HIDDEN or sheet.tables for sheet in sheets.book.sheets_)
    if after.book.protection is not None or kept_back:
        raise _runtime.error(1004, "Copy method of Sheets class failed")
    anchor = after
    for sheet in list(sheets.book.sheets_):
        _copy(sheet, anchor)
        anchor = anchor.book.active_sheet
    host = sheets.book.application.cxcel_host
    if host.trouble.astray:
        host.links = (str(sheets.book.vba_get("FullName")),)
    return EMPTY


def _copy(sheet: Any, anchor: Any) -> None:
    held = sheet.shapes_, sheet.tables, sheet.notes, sheet.part_name, sheet.validations
    sheet.shapes_, sheet.tables, sheet.notes, sheet.part_name, sheet.validations = [], [], {}, "", []
    try:
        copy_sheet(sheet, MISSING, anchor)
    finally:
        sheet.shapes_, sheet.tables, sheet.notes, sheet.part_name, sheet.validations = held
    anchor.book.active_sheet.notes = deepcopy(sheet.notes)


def _scoped(sheet: Any) -> list[Any]:
    return [n for n in sheet.book.names_.entries if split_sheet(n.name)[0].casefold() == sheet.name.casefold()]


def rename(plain: Any, sheet: Any, name: Any) -> None:
    """Names that belong to a sheet, and what they refer to, go on belonging to it."""
    entries, old = _scoped(sheet), sheet.name
    plain(sheet, name)
    for entry in entries:
        entry.name = f"{quote_sheet(sheet.name)}!{split_sheet(entry.name)[1]}"
        entry.refers_to = entry.refers_to.replace(quote_sheet(old), quote_sheet(sheet.name))


def delete(plain: Any, sheet: Any) -> object:
    gone = {id(entry) for entry in _scoped(sheet)}
    plain(sheet)
    sheet.book.names_.entries = [entry for entry in sheet.book.names_.entries if id(entry) not in gone]
    return EMPTY


def save_copy(book: Any, file: Any) -> object:
    """Write cells, number formats, notes, what is hidden, and the names of sheets."""
    out = openpyxl.Workbook()
    out.remove(out.active)
    for sheet in book.sheets_:
        made = out.create_sheet(sheet.name)
        made.sheet_state = STATES[sheet.visible]
        for (row, col), cell in sheet.cells_.items():
            if cell.value is not EMPTY:
                target = made.cell(row, col, cell.formula or cell.value)
                target.data_type = "s" if isinstance(cell.value, str) and not cell.formula else target.data_type
                target.number_format = cell.number_format
        for (row, col), note in sheet.notes.items():
            made.cell(row, col).comment = Comment(note.text, note.author)
        for entry in _scoped(sheet):
            name = split_sheet(entry.name)[1]
            made.defined_names[name] = DefinedName(
                name, attr_text=entry.refers_to.lstrip("="), hidden=not entry.visible
            )
    out.save(Path(str(file)))
    return EMPTY


class Trouble:
    """Makes a member fail: the nth time that it is used."""

    def __init__(self) -> None:
        self.at: tuple[str, int] | None = None
        self.count: Counter[str] = Counter()
        self.astray = False  # whether copied charts go on pointing to where they came from

    def comes(self, member: str, nth: int = 1) -> None:
        self.at, self.count = (member, nth), Counter()

    def meet(self, member: str) -> None:
        self.count[member] += 1
        if self.at == (member, self.count[member]):
            raise _runtime.error(1004, f"{member} failed")


def add_sheet_members(monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """Teach pyOpenVBA's Excel what the report's sheets need, for one test."""
    trouble = Trouble()

    def put(
        owner: Any, name: str, *, get: Any = None, let: Any = None, parameters: tuple[str, ...] | None = None
    ) -> None:
        old = owner._vba_members.get(name.lower())
        words = parameters if parameters is not None else old.parameters
        kind = old.kind if old else "method"
        getter = old.getter if get is None and old else get

        def meeting(function: Any) -> Any:
            def call(*given: Any) -> Any:
                trouble.meet(name)
                return function(*given)

            return call

        setter = meeting(let or old.setter) if old and old.setter else None
        spec = MemberSpec(name, kind, getter if setter else meeting(getter), setter, parameters=words)
        monkeypatch.setitem(owner._vba_members, name.lower(), spec)

    members = Worksheet._vba_members
    name, gone = members["name"].setter, members["delete"].getter
    put(Worksheet, "Name", let=lambda sheet, value: rename(name, sheet, value))
    put(Worksheet, "Visible")
    put(Worksheet, "Delete", get=lambda sheet: delete(gone, sheet))
    put(Sheets, "Copy", get=copy_all, parameters=("Before", "After"))
    put(Workbooks, "Open")
    put(Workbook, "Close")
    put(Workbook, "SaveCopyAs", get=save_copy)
    return trouble
