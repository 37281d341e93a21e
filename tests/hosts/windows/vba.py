"""The add-in as Excel opens it: its whole VBA in pyOpenVBA's Excel, the functions it declares called for real.

`LoadLibraryW` loads xlwings' DLL, the DLL starts the server, and what VBA calls on the object it gets goes over COM.
Answers the same requests as `excel.py`, and those of `Cells`.  Runs on the Windows Python alone.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._runtime import Slot
from pyopenvba.interpreter._values import EMPTY, MISSING, NOTHING, NULL, VBAArray, VBADate, VBAErrorValue, VBAInt, error
from tests.hosts.windows import com
from tests.hosts.windows.com import Dispatch, Failed, Variant
from tests.hosts.windows.excel import KERNEL, Excel, answer_requests
from tests.package import hosts

KERNEL.GetModuleHandleW.restype = ctypes.c_void_p
KINDS = {"Byte": (com.UI1, "<B"), "Integer": (com.I2, "<h"), "Long": (com.I4, "<i")}
SINGLE = {com.EMPTY: EMPTY, com.NULL: NULL}
LEFT_OUT, EXCEL_ERROR = 0x80020004, 0x800A0000
SERVER_GONE, NO_SERVER = 0x800706BA, 462  # RPC_S_SERVER_UNAVAILABLE; what VBA makes of it
TOO_MANY, VALUE = 450, 2015  # VBA's error for arguments that a function has not; #VALUE!
SYSTEM = ("kernel32", "user32", "ole32", "oleaut32")


class Remote(VBAObject):
    """An object of the server as VBA holds it."""

    vba_type_name = "Object"

    def __init__(self, pointer: int) -> None:
        self.object = Dispatch(pointer)

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        arguments, result = (Variant * len(args))(), Variant()
        for i, value in enumerate(args):
            send(arguments[len(args) - 1 - i], value)  # last first
        try:
            self.object.invoke(name, arguments, result)
            return received(result)
        except Failed as failure:
            number = failure.number & 0xFFFFFFFF
            if number == SERVER_GONE:
                raise error(NO_SERVER, "The remote server machine does not exist or is unavailable") from None
            raise error(ctypes.c_long(number).value, str(failure)) from None
        finally:
            for variant in (*arguments, result):
                com.OLE.VariantClear(ctypes.byref(variant))


def send(variant: Variant, value: Any) -> None:
    """Write a value of VBA's into a VARIANT."""
    if value is MISSING:
        com.put(variant, {"e": LEFT_OUT})
    elif value is EMPTY:
        com.put(variant, None)
    elif value is NOTHING:
        variant.vt, variant.value[0] = com.DISPATCH, 0
    elif isinstance(value, VBAErrorValue):
        com.put(variant, {"e": EXCEL_ERROR + value.number})
    elif isinstance(value, VBADate):
        com.put(variant, {"d": value.serial})
    elif isinstance(value, VBAInt):
        kind, form = KINDS[value.kind]
        variant.vt, variant.value[0] = kind, int.from_bytes(struct.pack(form, value).ljust(8, b"\0"), "little")
    elif isinstance(value, VBAArray) and value.element_type == "Byte":
        cells = bytes(map(int, value.items))
        com.put_array(variant, com.UI1, value.bounds, lambda data: ctypes.memmove(data, cells, len(cells)))
    elif isinstance(value, VBAArray) and value.element_type == "Variant":
        com.put_cells(variant, value.bounds, value.items, send)
    else:
        com.put(variant, value)


def received(variant: Variant) -> Any:
    """A VARIANT as a value of VBA's."""
    if variant.vt in SINGLE:
        return SINGLE[variant.vt]
    if variant.vt == com.I4:
        return VBAInt(com.take(variant), "Long")
    if variant.vt == com.ERROR:
        return VBAErrorValue(variant.value[0] & 0xFFFF)
    if variant.vt == com.ARRAY | com.VARIANT:
        shape, cells = com.take_array(variant, received)
        return VBAArray(shape, items=cells)
    if variant.vt == com.DISPATCH:
        pointer, variant.vt = variant.value[0], com.EMPTY  # it is the object's now
        return Remote(pointer)
    assert variant.vt in {com.R8, com.BSTR, com.BOOL}, variant.vt
    return hosts.as_in_vba(com.take(variant))


class Declared:
    """Calls what VBA declares: the interpreter's own way of calling a name, and the libraries' functions."""

    def __init__(self, interpreter: Any) -> None:
        self.interpreter, self.usual = interpreter, interpreter._call_name
        self.texts: dict[str, Any] = {}

    def __call__(self, callee: Any, args: Any, frame: Any, **rest: Any) -> Any:
        if callee.name.lower() == "strptr":
            ((text,), _) = self.interpreter._arguments(args, frame)
            kept = self.texts.setdefault(text, ctypes.create_unicode_buffer(text))
            return VBAInt(ctypes.addressof(kept), "LongLong")
        if frame is not None:
            frame.module.initialise()
            if declare := frame.module.declares.get(callee.name.lower()):
                given, _ = self.interpreter._arguments(args, frame, procedure=declare)
                return call(declare, given)
        return self.usual(callee, args, frame, **rest)


def call(declare: Any, given: list[Any]) -> Any:
    """Call a function of a library that is loaded, as VBA declares it."""
    if declare.library.removesuffix(".dll").lower() not in SYSTEM and not KERNEL.GetModuleHandleW(declare.library):
        raise error(53, f"File not found: {declare.library}")
    function = getattr(ctypes.WinDLL(declare.library), declare.alias or declare.name)
    function.restype = {"Long": ctypes.c_long, "LongPtr": ctypes.c_ssize_t}[declare.returns]
    sent, by_reference = [], []
    for parameter, value in zip(declare.params, given, strict=True):
        if (kind := parameter.declared) == "Variant" and not parameter.by_val:
            by_reference.append((value, Variant()))
            sent.append(ctypes.byref(by_reference[-1][1]))
        elif kind == "String" and parameter.by_val:
            sent.append(ctypes.c_char_p(str(value).encode("mbcs", "replace")))  # VBA hands a text over in the code page
        else:
            assert parameter.by_val
            sent.append({"Long": ctypes.c_long, "LongPtr": ctypes.c_ssize_t}[kind](int(value)))
    result = function(*sent)
    for slot, variant in by_reference:
        assert isinstance(slot, Slot)
        slot.value = received(variant)
        com.OLE.VariantClear(ctypes.byref(variant))
    return VBAInt(result, "Long" if declare.returns == "Long" else "LongLong")


class AddIn(hosts.Host):
    """Excel with the add-in open, nothing of it left out, and one workbook beside it."""

    def __init__(self, path: Path, window: int) -> None:
        hosts.add_members()
        hosts.answered_by_python = str  # declarations stay in the text
        hosts.WINDOW = window
        super().__init__(path, None)
        self.excel.interpreter._call_name = Declared(self.excel.interpreter)


class Cells(Excel):
    """What can be asked of the Excel that holds the add-in."""

    def open(self, path: str) -> None:
        """Open the add-in."""
        self.host = AddIn(Path(path), self.window())

    def clear(self) -> None:
        """Empty the sheet."""
        self.host.cells("A1:Z400").vba_get("Clear", [])

    def fill(self, corner: str, rows: list[list[Any]], form: str = "General", name: str = "Sheet1") -> None:
        """Write values into a sheet from a corner on, shown in a number format."""
        size = [VBAInt(len(rows), "Long"), VBAInt(len(rows[0]), "Long")]
        self.host.cells(f"'{name}'!{corner}").vba_get("Resize", size).vba_set("NumberFormat", form)
        sheet = self.host.excel.sheet(name, workbook=self.host.book)
        column, row = ord(corner[0]), int(corner[1:])
        for r, cells in enumerate(rows):
            for c, value in enumerate(cells):
                sheet.set_value(f"{chr(column + c)}{row + r}", EMPTY if value is None else told(value))

    def sheet(self, name: str, rows: list[list[str]]) -> None:
        """Give the workbook in front another sheet behind the first, which stays in front."""
        sheets = self.host.book.vba_get("Worksheets", [])
        first = sheets.vba_get("Item", [VBAInt(1, "Long")])
        made = sheets.vba_get("Add", [MISSING, first])
        made.vba_set("Name", name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                made.vba_get("Cells", [VBAInt(r, "Long"), VBAInt(c, "Long")]).vba_set("Value", value)
        first.vba_get("Activate", [])

    def lie_in(self, folder: str) -> None:
        """Let the workbook in front lie in a folder."""
        self.host.book.path = folder

    def cell(self, caller: str, function: str, arguments: list[Any]) -> Any:
        """Return what a cell with this formula shows: {"range": address} is an argument that is a range."""
        given = [
            self.host.cells(one["range"]) if isinstance(one, dict) and "range" in one else told(one)
            for one in arguments
        ]
        try:
            return said(self.host.cell(caller, function, *given))
        except VBARuntimeError as failure:
            if failure.number != TOO_MANY:
                raise
            return {"e": VALUE}  # VBA did not start the function: what Excel's cell shows then

    def why(self, cell: str) -> str:
        """Return the sentence behind a cell, as Explain finds it."""
        return as_text(self.host.excel.run("SentenceOf", self.host.cells(cell)))

    def macro(self, name: str, arguments: list[Any]) -> Any:
        """Run a procedure of the add-in's and return what it gives; a list is an array."""
        given = [
            VBAArray([(0, len(one) - 1)], items=[told(item) for item in one]) if isinstance(one, list) else told(one)
            for one in arguments
        ]
        try:
            return said(self.host.excel.run(name, *given))
        except VBARuntimeError as failure:
            raise Failed(failure.number, str(failure)) from None


def told(value: Any) -> Any:
    """A value out of JSON as a cell holds it: {"e": number} is an Excel error, {} nothing."""
    if isinstance(value, dict):
        return VBAErrorValue(value["e"]) if "e" in value else MISSING
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)  # a cell knows no whole numbers
    return hosts.as_in_vba(value)


def said(value: Any) -> Any:
    """A value that a cell shows, for JSON."""
    if isinstance(value, VBAErrorValue):
        return {"e": value.number}
    if isinstance(value, VBAArray):
        height = value.bounds[0][1] - value.bounds[0][0] + 1
        flat = [said(item) for item in value.items]
        return [flat[row::height] for row in range(height)] if value.dimensions == 2 else flat
    if isinstance(value, list | tuple):
        return [said(item) for item in value]
    return as_text(value) if isinstance(value, str) else None if value in (EMPTY, NOTHING, NULL) else value


def as_text(value: str) -> str:
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


if __name__ == "__main__":
    with hosts.able_to_copy_memory():
        answer_requests(Cells())
