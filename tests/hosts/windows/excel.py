"""What Excel's VBA does, done by a Windows Python: xlwings' DLL starts the server, and real VARIANTs go over COM.

Reads one request a line as JSON and answers one line each; see `Excel` for what can be asked.  Runs on the Windows
Python alone.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
import time
import traceback
from ctypes import wintypes
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.hosts.windows.com import OLE, Dispatch, Failed, Variant, put, put_cells, take

KERNEL, USER = ctypes.WinDLL("kernel32"), ctypes.WinDLL("user32")
SYSTEM = {"explorer.exe", "conhost.exe"}  # the desktop, which Wine starts; the console of this process
SUSPEND = 0x0800  # PROCESS_SUSPEND_RESUME
MESSAGES_ONLY = -3  # HWND_MESSAGE: the parent of a window that nobody sees


class Process(ctypes.Structure):
    _fields_ = [("size", wintypes.DWORD), ("usage", wintypes.DWORD), ("pid", wintypes.DWORD), ("heap", ctypes.c_void_p)]
    _fields_ += [(name, wintypes.DWORD) for name in ("module", "threads", "parent")]
    _fields_ += [("priority", ctypes.c_long), ("flags", wintypes.DWORD), ("name", ctypes.c_wchar * 260)]


KERNEL.CreateToolhelp32Snapshot.restype = KERNEL.OpenProcess.restype = ctypes.c_void_p
KERNEL.Process32FirstW.argtypes = KERNEL.Process32NextW.argtypes = [ctypes.c_void_p, ctypes.POINTER(Process)]
KERNEL.TerminateProcess.argtypes = [ctypes.c_void_p, ctypes.c_uint]
KERNEL.CloseHandle.argtypes = [ctypes.c_void_p]
USER.CreateWindowExW.restype = ctypes.c_void_p
USER.CreateWindowExW.argtypes = [wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD]
USER.CreateWindowExW.argtypes += [ctypes.c_int] * 4 + [ctypes.c_void_p] * 4


def processes() -> dict[int, tuple[int, str]]:
    """Return every process by its id: its parent and its program."""
    found, entry = {}, Process()
    entry.size = ctypes.sizeof(Process)
    snapshot = KERNEL.CreateToolhelp32Snapshot(2, 0)
    more = KERNEL.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        found[entry.pid] = (entry.parent, entry.name)
        more = KERNEL.Process32NextW(snapshot, ctypes.byref(entry))
    KERNEL.CloseHandle(snapshot)
    return found


def below(pid: int) -> dict[int, str]:
    """Return the processes that this one started, and those they started; but none of the system's."""
    found, now = {pid: ""}, {child: it for child, it in processes().items() if it[1].lower() not in SYSTEM}
    while more := {child: name for child, (parent, name) in now.items() if parent in found and child not in found}:
        found |= more
    del found[pid]
    return found


def kill(pid: int) -> None:
    handle = KERNEL.OpenProcess(1, False, pid)
    KERNEL.TerminateProcess(handle, 9)
    KERNEL.CloseHandle(handle)


class Excel:
    """What can be asked for, by name."""

    def __init__(self) -> None:
        self.server: Dispatch | None = None

    def start(self, dll: str, command: str) -> float:
        """Load the DLL, have it start the server unless one runs, and return the seconds."""
        began = time.perf_counter()
        activate = ctypes.WinDLL(dll).XLPyDLLActivateAuto
        activate.argtypes, activate.restype = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long], ctypes.c_long
        result = Variant()
        if status := activate(ctypes.byref(result), command.encode("mbcs"), 1):
            raise Failed(status, str(take(result)))
        self.server = Dispatch(result.value[0])
        return time.perf_counter() - began

    def window(self) -> int:
        """Make a window and return its handle, as Excel has one."""
        return int(USER.CreateWindowExW(0, "STATIC", None, 0, 0, 0, 0, 0, MESSAGES_ONLY, None, None, None))

    def call(self, module: str, function: str, values: list[Any], times: int = 1) -> list[Any]:
        """Call a function of the server through CallUDF; return what came and the seconds of every time."""
        return self.calls(module, function, [values] * times)

    def calls(self, module: str, function: str, many: list[list[Any]]) -> list[Any]:
        """Call a function with one list of values after the other; return the last answer and all seconds."""
        assert self.server is not None
        arguments, result, seconds, before = (Variant * 5)(), Variant(), [], None
        for place, value in ((4, module), (3, function)):  # last first
            put(arguments[place], value)
        for values in many:
            if values is not before:
                OLE.VariantClear(ctypes.byref(arguments[2]))
                put_cells(arguments[2], [(1, len(values))], values)  # as Array(...) in VBA
                before = values
            OLE.VariantClear(ctypes.byref(result))
            began = time.perf_counter()
            self.server.invoke("CallUDF", arguments, result)
            seconds.append(time.perf_counter() - began)
        answer = take(result)
        for variant in (*arguments, result):
            OLE.VariantClear(ctypes.byref(variant))
        return [answer, seconds]

    def servers(self) -> dict[str, str]:
        """Return the processes below this one: their ids and programs."""
        return {str(pid): name for pid, name in below(os.getpid()).items()}

    def running(self, pids: list[str]) -> list[str]:
        """Return those of the processes that run."""
        now = processes()
        return [pid for pid in pids if int(pid) in now]

    def freeze(self) -> None:
        """Stop the server where it is, so that a call to it does not end."""
        for pid in below(os.getpid()):
            handle = KERNEL.OpenProcess(SUSPEND, False, pid)
            ctypes.WinDLL("ntdll").NtSuspendProcess(ctypes.c_void_p(handle))
            KERNEL.CloseHandle(handle)

    def kill(self, after: float) -> None:
        """Kill the server after so many seconds, while something else goes on."""
        threading.Timer(after, lambda: [kill(pid) for pid in below(os.getpid())]).start()

    def release(self) -> None:
        """Let go of the server as Excel does at its end."""
        self.server = None


def answer_requests(client: Any) -> None:
    """Answer one line after the other until the pipe is closed."""
    ctypes.OleDLL("ole32").CoInitialize(None)
    out = sys.stdout
    for line in sys.stdin:
        name, *values = json.loads(line)
        try:
            answer = {"gave": getattr(client, name)(*values)}
        except Failed as failure:
            answer = {"failed": str(failure)}
        except Exception:
            answer = {"broken": traceback.format_exc(limit=-6)}
        out.write(json.dumps(answer) + "\n")
        out.flush()
    os._exit(0)  # Excel is gone, without a word to the server


if __name__ == "__main__":
    answer_requests(Excel())
