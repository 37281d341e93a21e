"""What Excel's VBA does, done by a Windows Python: xlwings' DLL starts the server, and real VARIANTs go over COM.

Reads one request a line as JSON and answers one line each; see `Excel` for what can be asked.  VARIANTs are made by
hand because pywin32 cannot send an Excel error as VBA does.  Runs on the Windows Python alone: nothing is imported
from the tests.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import struct
import sys
import threading
import time
import traceback
from ctypes import wintypes
from typing import Any

EMPTY, R8, DATE, BSTR, ERROR, BOOL, VARIANT_TYPE, I4, UI1, ARRAY = 0, 5, 7, 8, 10, 11, 12, 3, 17, 0x2000
OLE, KERNEL = ctypes.WinDLL("oleaut32"), ctypes.WinDLL("kernel32")


class Variant(ctypes.Structure):
    _fields_ = [("vt", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("value", ctypes.c_ulonglong * 2)]


class Bound(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ulong), ("low", ctypes.c_long)]


class Params(ctypes.Structure):
    _fields_ = [
        ("values", ctypes.POINTER(Variant)),
        ("named", ctypes.c_void_p),
        ("n", ctypes.c_uint),
        ("m", ctypes.c_uint),
    ]


class Exceptional(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("reserved", ctypes.c_ushort)]
    _fields_ += [(name, ctypes.c_void_p) for name in ("source", "text", "help")]
    _fields_ += [
        ("context", ctypes.c_ulong),
        ("more", ctypes.c_void_p),
        ("fill", ctypes.c_void_p),
        ("scode", ctypes.c_long),
    ]


class Process(ctypes.Structure):
    _fields_ = [
        ("size", wintypes.DWORD),
        ("usage", wintypes.DWORD),
        ("pid", wintypes.DWORD),
        ("heap", ctypes.c_void_p),
        ("module", wintypes.DWORD),
        ("threads", wintypes.DWORD),
        ("parent", wintypes.DWORD),
        ("priority", ctypes.c_long),
        ("flags", wintypes.DWORD),
        ("name", ctypes.c_wchar * 260),
    ]


OLE.SysAllocStringLen.restype = ctypes.c_void_p
OLE.SysAllocStringLen.argtypes = [ctypes.c_void_p, ctypes.c_uint]
OLE.SysStringLen.argtypes = OLE.SysFreeString.argtypes = [ctypes.c_void_p]
OLE.SafeArrayCreate.restype = ctypes.c_void_p
OLE.SafeArrayCreate.argtypes = [ctypes.c_ushort, ctypes.c_uint, ctypes.POINTER(Bound)]
OLE.SafeArrayAccessData.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]
OLE.SafeArrayUnaccessData.argtypes = [ctypes.c_void_p]
OLE.SafeArrayGetDim.argtypes = [ctypes.c_void_p]
OLE.SafeArrayGetUBound.argtypes = OLE.SafeArrayGetLBound.argtypes = [
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_long),
]
OLE.VariantClear.argtypes = [ctypes.POINTER(Variant)]
KERNEL.CreateToolhelp32Snapshot.restype = KERNEL.OpenProcess.restype = ctypes.c_void_p
KERNEL.Process32FirstW.argtypes = KERNEL.Process32NextW.argtypes = [ctypes.c_void_p, ctypes.POINTER(Process)]
KERNEL.TerminateProcess.argtypes = [ctypes.c_void_p, ctypes.c_uint]
KERNEL.CloseHandle.argtypes = [ctypes.c_void_p]


def put(variant: Variant, value: Any) -> None:
    """Write a value into a VARIANT: {"e": number} is an error, {"d": days} a date, {"b": base64} an array of bytes."""
    if isinstance(value, dict) and "e" in value:
        variant.vt, variant.value[0] = ERROR, value["e"] & 0xFFFFFFFF
    elif isinstance(value, dict) and "d" in value:
        variant.vt, variant.value[0] = DATE, bits(value["d"])
    elif isinstance(value, dict):
        put(variant, base64.b64decode(value["b"]))
    elif isinstance(value, bool):
        variant.vt, variant.value[0] = BOOL, 0xFFFF if value else 0
    elif isinstance(value, int | float):
        variant.vt, variant.value[0] = R8, bits(value)
    elif isinstance(value, str):
        text = value.encode("utf-16-le", "surrogatepass")
        variant.vt, variant.value[0] = BSTR, OLE.SysAllocStringLen(text, len(text) // 2)
    elif isinstance(value, bytes):
        variant.vt, variant.value[0] = (
            ARRAY | UI1,
            filled(UI1, [len(value)], lambda data: ctypes.memmove(data, value, len(value))),
        )
    elif isinstance(value, list):
        rows = (
            [list(row) for row in value] if value and isinstance(value[0], list | tuple) else [[cell] for cell in value]
        )
        shape = [len(rows), len(rows[0])] if value and isinstance(value[0], list | tuple) else [len(value)]
        down = [cell for column in zip(*rows, strict=True) for cell in column]  # a SAFEARRAY runs down the columns

        def fill(data: int) -> None:
            for i, cell in enumerate(down):
                put(Variant.from_address(data + i * ctypes.sizeof(Variant)), cell)

        variant.vt, variant.value[0] = ARRAY | VARIANT_TYPE, filled(VARIANT_TYPE, shape, fill)


def bits(number: float) -> int:
    return int(struct.unpack("<Q", struct.pack("<d", number))[0])


def filled(kind: int, shape: list[int], fill: Any) -> int:
    bounds = (Bound * len(shape))(*(Bound(count, 1) for count in shape))
    array, data = OLE.SafeArrayCreate(kind, len(shape), bounds), ctypes.c_void_p()
    OLE.SafeArrayAccessData(array, ctypes.byref(data))
    fill(data.value or 0)
    OLE.SafeArrayUnaccessData(array)
    return int(array)


def take(variant: Variant) -> Any:
    """Read a VARIANT that came back."""
    value = variant.value[0]
    if variant.vt == R8:
        return struct.unpack("<d", struct.pack("<Q", value))[0]
    if variant.vt == BSTR:
        return (
            ctypes.string_at(value, 2 * OLE.SysStringLen(value)).decode("utf-16-le", "surrogatepass") if value else ""
        )
    if variant.vt == BOOL:
        return bool(value & 0xFFFF)
    if variant.vt in {I4, ERROR}:
        return ctypes.c_long(value & 0xFFFFFFFF).value
    return taken(value) if variant.vt == ARRAY | VARIANT_TYPE else None if variant.vt == EMPTY else f"type {variant.vt}"


def taken(array: int) -> list[Any]:
    sizes, data = [], ctypes.c_void_p()
    for i in range(1, OLE.SafeArrayGetDim(array) + 1):
        low, high = ctypes.c_long(), ctypes.c_long()
        OLE.SafeArrayGetLBound(array, i, ctypes.byref(low))
        OLE.SafeArrayGetUBound(array, i, ctypes.byref(high))
        sizes.append(high.value - low.value + 1)
    rows, columns = [*sizes, 1][:2]
    OLE.SafeArrayAccessData(array, ctypes.byref(data))
    cells = [take(Variant.from_address((data.value or 0) + i * ctypes.sizeof(Variant))) for i in range(rows * columns)]
    OLE.SafeArrayUnaccessData(array)
    return [cells[row::rows] for row in range(rows)] if len(sizes) == 2 else cells


class Failed(Exception):
    """What VBA sees as Err."""


def processes() -> dict[int, tuple[int, str]]:
    """Every process by its id: its parent and its program."""
    found, entry = {}, Process()
    entry.size = ctypes.sizeof(Process)
    snapshot = KERNEL.CreateToolhelp32Snapshot(2, 0)
    more = KERNEL.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        found[entry.pid] = (entry.parent, entry.name)
        more = KERNEL.Process32NextW(snapshot, ctypes.byref(entry))
    KERNEL.CloseHandle(snapshot)
    return found


def servers() -> list[int]:
    """The processes that this one has started."""
    return [pid for pid, (parent, _) in processes().items() if parent == os.getpid()]


def kill(pid: int) -> None:
    handle = KERNEL.OpenProcess(1, False, pid)
    KERNEL.TerminateProcess(handle, 9)
    KERNEL.CloseHandle(handle)


class Excel:
    """What can be asked for, by name."""

    def __init__(self) -> None:
        self.server, self.number = 0, 0

    def start(self, dll: str, command: str) -> float:
        """Load the DLL, have it start the server unless one runs, and return the seconds."""
        began = time.perf_counter()
        activate = ctypes.WinDLL(dll).XLPyDLLActivateAuto
        activate.argtypes, activate.restype = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long], ctypes.c_long
        result = Variant()
        if activate(ctypes.byref(result), command.encode("mbcs"), 1):
            raise Failed(take(result))
        self.server = result.value[0]
        number, name = ctypes.c_long(), (ctypes.c_wchar_p * 1)("CallUDF")
        self._method(5, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_ulong, ctypes.c_void_p])(
            self.server, bytes(16), name, 1, 0, ctypes.byref(number)
        )
        self.number = number.value
        return time.perf_counter() - began

    def _method(self, place: int, types: list[Any]) -> Any:
        table = ctypes.c_void_p.from_address(self.server).value or 0
        address = ctypes.c_void_p.from_address(table + 8 * place).value or 0
        return ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *types)(address)

    def call(self, module: str, function: str, values: list[Any], times: int = 1) -> list[Any]:
        """Call a function of the server through CallUDF; return what came and the seconds of every time."""
        arguments = (Variant * 5)()
        for place, value in ((4, module), (3, function), (2, values)):  # last first
            put(arguments[place], value)
        result, seconds = Variant(), []
        for _ in range(times):
            OLE.VariantClear(ctypes.byref(result))
            began = time.perf_counter()
            self._invoke(arguments, result)
            seconds.append(time.perf_counter() - began)
        answer = take(result)
        for variant in (*arguments, result):
            OLE.VariantClear(ctypes.byref(variant))
        return [answer, seconds]

    def _invoke(self, arguments: Any, result: Variant) -> None:
        params, wrong = Params(arguments, None, 5, 0), Exceptional()
        types = [ctypes.c_long, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ushort, ctypes.c_void_p, ctypes.c_void_p]
        invoke = self._method(6, [*types, ctypes.c_void_p, ctypes.c_void_p])
        status = invoke(
            self.server,
            self.number,
            bytes(16),
            0,
            1,
            ctypes.byref(params),
            ctypes.byref(result),
            ctypes.byref(wrong),
            None,
        )
        if status:
            raise Failed(ctypes.wstring_at(wrong.text) if wrong.text else f"COM says {status & 0xFFFFFFFF:08X}")

    def servers(self) -> list[int]:
        """Return the ids of the processes that this one started."""
        return servers()

    def running(self, pids: list[int]) -> list[int]:
        """Return those of the processes that run."""
        return [pid for pid in pids if pid in processes()]

    def kill(self, after: float) -> None:
        """Kill the server after so many seconds, while something else goes on."""
        threading.Timer(after, lambda: [kill(pid) for pid in servers()]).start()

    def release(self) -> None:
        """Let go of the server as Excel does at its end."""
        self._method(2, [])(self.server)


def main() -> None:
    ctypes.OleDLL("ole32").CoInitialize(None)
    excel, out = Excel(), sys.stdout
    for line in sys.stdin:
        name, *values = json.loads(line)
        try:
            answer = {"gave": getattr(excel, name)(*values)}
        except Failed as failure:
            answer = {"failed": str(failure)}
        except Exception:
            answer = {"broken": traceback.format_exc()}
        out.write(json.dumps(answer) + "\n")
        out.flush()
    os._exit(0)  # the pipe was closed: Excel is gone, without a word to the server


if __name__ == "__main__":
    main()
