"""Excel in memory with the add-in's VBA as it is, and a Python object where the server would be.

What pyOpenVBA's Excel lacks is added here: LSet between two user types, which copies memory; functions of libraries,
which Python answers; and the members of Excel that tell a cell who called, start a macro later, or know of links.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Application, Range, Workbook
from pyopenvba.interpreter import _ast, _runtime
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import EMPTY, MISSING, NOTHING, VBAArray, VBADate, VBAErrorValue, VBAInt

from cxcel_addin.package import builder

from .libraries import Declared, Library, answered_by_python

_runtime.parse_module = cache(_runtime.parse_module)  # each Excel has the same modules, and none changes its tree
CODES = {"double": "d", "byte": "B"}
WINDOW = 4660  # Application.Hwnd
SETTINGS = {"python": "C:\\Python\\pythonw.exe", "folder": "C:\\Python"}


class Python(VBAObject):
    """Stands for the object that the server gives: its methods are Python's."""

    vba_type_name = "XLPython"

    def __init__(self, **methods: Callable[..., Any]) -> None:
        self.methods = {name.lower(): method for name, method in methods.items()}

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        return self.methods[name.lower()](*args)


class Host:
    """Excel with the add-in open and one workbook beside it.

    `changed` are texts of the VBA and what stands in their place, such as another limit; without a server the add-in
    is not installed.
    """

    def __init__(self, path: Path, server: Python | None, changed: Mapping[str, str] | None = None) -> None:
        self.server = server
        self.library = Library(self)
        self._declared = Declared(self.library)
        self.excel = ExcelApplication.open(path, with_vba=False)
        interpreter = self.excel.interpreter
        interpreter._intrinsics = {**interpreter._intrinsics, "strptr": self.library.point}
        interpreter.host.global_object = self._global(interpreter.host.global_object)
        for name, text in _changed(builder.sources(), changed or {}).items():
            kind = "document" if name == "ThisWorkbook" else "standard"
            self.excel.add_module(answered_by_python(text).replace("WithEvents ", ""), name=name, kind=kind)
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.links: tuple[str, ...] = ()
        self.stubborn = ""  # a link that Excel does not change
        self.since_1904: set[str] = set()  # workbooks that count from 1904
        self.is_addin = True
        self.cancel_key: object = None
        self.caller: object = VBAErrorValue(2023)
        self.excel.application.cxcel_host = self
        self.addin = self.excel.workbook
        if server is not None:
            for setting, cell in builder.SETTINGS.items():
                self.excel.sheet(1, workbook=self.addin).set_value(cell, SETTINGS[setting])
            self.addin.saved = True
        self.book = self.excel.add_workbook()
        self.sheet = self.excel.sheet(1, workbook=self.book)

    def _global(self, known: Callable[[str], object]) -> Callable[[str], object]:
        return lambda name: self._declared if name == "cxlibrary" else known(name)

    def cells(self, address: str) -> Any:
        return self.book.vba_get("Worksheets", [VBAInt(1, "Long")]).vba_get("Range", [address])

    def fill(self, corner: str, rows: list[list[object]]) -> None:
        column, row = ord(corner[0]) - 64, int(corner[1:])
        for r, cells in enumerate(rows):
            for c, value in enumerate(cells):
                if value is not None:
                    self.sheet.set_value(f"{chr(64 + column + c)}{row + r}", as_in_vba(value))

    def cell(self, caller: str, function: str, *arguments: object) -> Any:
        """What a cell with this formula shows."""
        self.caller = self.cells(caller)
        return self.excel.run(function, *arguments)


def com_error(number: int) -> Exception:
    """An error as VBA sees it when a call over COM fails."""
    return _runtime.error(number, "Automation error")


def _changed(texts: dict[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    for old, new in changed.items():
        assert sum(text.count(old) for text in texts.values()) == 1, old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return texts


def as_in_vba(value: object) -> object:
    """A text in halves of two bytes, as VBA has it: what needs two of them is two letters."""
    if not isinstance(value, str):
        return value
    halves = value.encode("utf-16-le")
    return "".join(chr(int.from_bytes(halves[i : i + 2], "little")) for i in range(0, len(halves), 2))


def _bytes(value: _runtime.UserTypeValue) -> bytes:
    return b"".join(
        struct.pack(f"<{len(items)}{code}", *(float(i) if code == "d" else int(i) for i in items))
        for items, code in _members(value)
    )


def _members(value: _runtime.UserTypeValue) -> Iterator[tuple[list[Any], str]]:
    for field in value.defined.fields:
        held = value.fields[field.name.lower()].value
        yield (list(held.items) if isinstance(held, VBAArray) else [held]), CODES[field.declared.lower()]


def lset(interpreter: Any, statement: _ast.Unsupported, frame: Any) -> None:
    """``LSet target = source`` for two user types: the memory of one into the other."""
    word, target, sign, source = statement.text.split()
    assert (word, sign) == ("LSet", "="), statement.text
    memory = _bytes(frame.locals[source.lower()].value)
    into = frame.locals[target.lower()].value
    assert len(memory) == len(_bytes(into))
    for field in into.defined.fields:
        slot = into.fields[field.name.lower()]
        code = CODES[field.declared.lower()]
        count = len(slot.value.items) if isinstance(slot.value, VBAArray) else 1
        size = struct.calcsize(code) * count
        values, memory = struct.unpack(f"<{count}{code}", memory[:size]), memory[size:]
        if isinstance(slot.value, VBAArray):
            slot.value.items[:] = [VBAInt(v, "Byte") for v in values]
        else:
            slot.value = values[0]


def _said(name: str) -> Callable[..., None]:
    def record(owner: Any, *given: Any) -> None:
        application = owner
        while not isinstance(application, Application):
            application = application.vba_get("Parent" if isinstance(application, Range) else "Application")
        application.cxcel_host.calls.append((name, tuple(None if g is MISSING else g for g in given)))

    return record


def _links(book: Any, kind: Any) -> object:
    links = list(book.application.cxcel_host.links)
    return VBAArray([(1, len(links))], items=links) if links else EMPTY


def _change(book: Any, old: Any, new: Any, kind: Any) -> None:
    host = book.application.cxcel_host
    if str(old) == host.stubborn:
        raise _runtime.error(1004, "ChangeLink method of Workbook class failed")
    host.links = tuple(str(new) if link == str(old) else link for link in host.links)
    host.calls.append(("ChangeLink", (str(old), str(new))))


def _set_cancel_key(application: Any, value: Any) -> None:
    application.cxcel_host.cancel_key = value


def _set_is_addin(book: Any, value: Any) -> None:
    book.application.cxcel_host.is_addin = bool(value)
    book.application.cxcel_host.calls.append(("IsAddin", (bool(value),)))


def _value2(cells: Any) -> object:
    """Value2 as Excel gives it: as many cells as the range has, and not those of the used part alone."""
    if cells.single:
        return cells._values(raw=True)
    area = cells.first
    places = ((r, c) for c in range(area.left, area.right + 1) for r in range(area.top, area.bottom + 1))
    return VBAArray([(1, area.rows), (1, area.columns)], items=[cells._read(r, c, raw=True) for r, c in places])


def add_members() -> None:
    """Teach pyOpenVBA's Excel the members that the add-in uses and it lacks."""
    wizard = ("Macro", "Description", "HasMenu", "MenuText", "HasShortcutKey", "ShortcutKey", "Category", "StatusBar",
              "HelpContextID", "HelpFile", "ArgumentDescriptions")  # fmt: skip
    method = {
        Application: {"OnTime": ("EarliestTime", "Procedure"), "MacroOptions": wizard, "CalculateFull": ()},
        Range: {"FunctionWizard": ()},
    }
    for owner, names in method.items():
        for name, parameters in names.items():
            owner.vba_add_member(MemberSpec(name, "method", _said(name), parameters=parameters))
    Range._vba_members["value2"].getter = _value2
    caller = MemberSpec("Caller", "property", lambda application: application.cxcel_host.caller)
    Application.vba_add_member(caller)
    Workbook.vba_add_member(MemberSpec("LinkSources", "method", _links, parameters=("Type",)))
    Workbook.vba_add_member(MemberSpec("ChangeLink", "method", _change, parameters=("Name", "NewName", "Type")))
    Workbook.vba_add_member(
        MemberSpec("IsAddin", "property", lambda book: book.application.cxcel_host.is_addin, _set_is_addin)
    )
    Workbook.vba_add_member(
        MemberSpec("Date1904", "property", lambda book: book.name in book.application.cxcel_host.since_1904)
    )
    Application.vba_add_member(
        MemberSpec(
            "EnableCancelKey", "property", lambda application: application.cxcel_host.cancel_key, _set_cancel_key
        )
    )
    Application.vba_add_member(MemberSpec("Hwnd", "property", lambda application: VBAInt(WINDOW, "Long")))


@contextmanager
def able_to_copy_memory() -> Iterator[None]:
    """Let the interpreter run LSet."""
    statements = _runtime._STATEMENTS
    before = statements[_ast.Unsupported]
    statements[_ast.Unsupported] = lset
    try:
        yield
    finally:
        statements[_ast.Unsupported] = before


def plain(value: object) -> Any:
    """A value on its way to the server as COM would hand it to Python."""
    if isinstance(value, VBAArray):
        if value.element_type == "Byte":
            return bytes(int(i) for i in value.items)
        if value.dimensions == 2:
            (top, bottom), (left, right) = value.bounds
            return tuple(
                tuple(plain(value.get([r, c])) for c in range(left, right + 1)) for r in range(top, bottom + 1)
            )
        return tuple(plain(item) for item in value.elements())
    if value is EMPTY or value is NOTHING:
        return None
    if value is MISSING:
        return 0x80020004 - 2**32
    if isinstance(value, VBADate):
        return datetime(1899, 12, 30) + timedelta(days=value.serial)
    if isinstance(value, VBAErrorValue):
        return 0x800A0000 - 2**32 + value.number
    return int(value) if isinstance(value, VBAInt) else value


def rows_for_vba(rows: tuple[tuple[Any, ...], ...]) -> VBAArray:
    """What Python gave back, as COM hands an array to VBA."""
    width, height = len(rows[0]), len(rows)
    array = VBAArray([(0, height - 1), (0, width - 1)])
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            array.set([r, c], value)
    return array
