"""The process that calls as Excel does: ``python -m cxcel_addin.install.caller FOLDER PYTHON``.

xlwings' library, from the folder, starts the server, and the server computes a score.  How far that came is said as
JSON; then this process waits to be killed, as an Excel may be: the library takes the server with it.
"""

from __future__ import annotations

import ctypes
import json
import struct
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .places import LIBRARIES
from .probe import CALLS, CELL, ENDING, FUNCTION, SCORE, SCORES, START, Found

VT_BSTR, VT_DISPATCH = 8, 9
MESSAGES_ONLY = -3  # HWND_MESSAGE: the parent of a window that nobody sees


class Variant(ctypes.Structure):
    """VBA's Variant, as the library fills it."""

    _fields_ = (("type", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("value", ctypes.c_void_p * 2))


def called(folder: str, python: str) -> Found:
    """Make the call in this process."""
    import pythoncom  # type: ignore[import-untyped]
    import pywintypes  # type: ignore[import-untyped]

    began = time.perf_counter()
    try:
        activate = _loaded(Path(folder))
    except OSError as error:
        return Found(why=str(error))
    pythoncom.CoInitialize()
    try:
        server = _started(activate, START.format(python=python, window=_window()))
    except OSError as error:
        return Found(loaded=True, why=str(error))
    column = tuple((score,) for score in SCORES)
    try:
        rows = server.Invoke(*_method(server), CALLS, "call", (FUNCTION, CELL, column), None, None)
    except pywintypes.com_error as error:
        return Found(loaded=True, started=True, why=str(error))
    answered = rows[0][1] == 0 and rows[1][0] == SCORE
    why = "" if answered else f"={FUNCTION}() of {SCORES} gave {rows[1][0]}"
    return Found(True, True, answered, why, time.perf_counter() - began)


def _loaded(folder: Path) -> Any:
    """Return the library's one function that matters."""
    library: Any = ctypes.WinDLL(str(folder / LIBRARIES[8 * struct.calcsize("P")]))  # type: ignore[attr-defined]
    activate = library.XLPyDLLActivateAuto
    activate.argtypes = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long]
    activate.restype = ctypes.c_long
    return activate


def _window() -> int:
    """Return a window of this process, by which the server knows when it has ended."""
    import win32gui  # type: ignore[import-untyped]

    return int(win32gui.CreateWindow("STATIC", "", 0, 0, 0, 0, 0, MESSAGES_ONLY, 0, 0, None))


def _started(activate: Any, command: str) -> Any:
    """Return the server as an object of pywin32's.

    Raises
    ------
    OSError
        It does not start; the library says why.
    """
    import pythoncom

    result = Variant()
    failed = activate(ctypes.byref(result), command.encode("mbcs"), 1)
    if failed or result.type != VT_DISPATCH:
        said = ctypes.wstring_at(result.value[0]) if result.type == VT_BSTR else ""
        raise OSError(" ".join(said.split("Command:")[0].split()) or f"the library says {failed}")
    return pythoncom.ObjectFromAddress(result.value[0], pythoncom.IID_IDispatch)


def _method(server: Any) -> tuple[int, int, int, bool]:
    """Return what `Invoke` takes before the arguments."""
    import pythoncom

    return server.GetIDsOfNames("CallUDF"), 0, pythoncom.DISPATCH_METHOD, True


if __name__ == "__main__":
    print(json.dumps(asdict(called(*sys.argv[1:]))), flush=True)
    time.sleep(ENDING)
