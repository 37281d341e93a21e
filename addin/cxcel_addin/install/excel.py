"""Excel itself, as far as it can be known without starting it: where it is, its bitness, and whether it runs."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from cxcel.errors import BadInput

PROGRAM = "EXCEL.EXE"
# learn.microsoft.com/windows/win32/shell/app-registration: the default value is the path of the program
APP_PATHS = rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{PROGRAM}"
FOLDERS = (r"Microsoft Office\root\Office16", r"Microsoft Office\Office16")  # click-to-run, and the older installer
PROGRAMS = ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)")
# learn.microsoft.com/windows/win32/debug/pe-format, "Machine Types"; Excel for ARM is built to take x64 libraries:
# learn.microsoft.com/windows/arm/arm64ec
BITS = {0x014C: 32, 0x8664: 64, 0xAA64: 64}


def running() -> bool:
    """Whether this user has Excel open; what others do on the same machine does not matter."""
    if os.name != "nt":
        return False
    import win32ts  # type: ignore[import-untyped]

    own = win32ts.ProcessIdToSessionId(os.getpid())
    return any(
        session == own and name.upper() == PROGRAM
        for session, _, name, _ in win32ts.WTSEnumerateProcesses(win32ts.WTS_CURRENT_SERVER_HANDLE, 1, 0)
    )


def must_be_closed() -> None:
    """Refuse to change what Excel has open.

    Raises
    ------
    BadInput
        Excel runs.
    """
    if running():
        raise BadInput("Excel is running: close every window of it first, then run this again; nothing was changed")


def found() -> Path | None:
    """Return where Excel is, or None."""
    return next((path for path in (*_registered(), *_usual()) if path.is_file()), None)


def _registered() -> Iterator[Path]:
    import pywintypes  # type: ignore[import-untyped]
    import win32api  # type: ignore[import-untyped]
    import win32con  # type: ignore[import-untyped]

    for root in (win32con.HKEY_LOCAL_MACHINE, win32con.HKEY_CURRENT_USER):
        for view in (win32con.KEY_WOW64_64KEY, win32con.KEY_WOW64_32KEY):
            try:
                key = win32api.RegOpenKeyEx(root, APP_PATHS, 0, win32con.KEY_READ | view)
                yield Path(str(win32api.RegQueryValueEx(key, None)[0]).strip('"'))
            except pywintypes.error:
                continue


def _usual() -> Iterator[Path]:
    for name in PROGRAMS:
        if base := os.environ.get(name):
            yield from (Path(base) / folder / PROGRAM for folder in FOLDERS)


def bits(program: Path) -> int:
    """Return the bitness of a program, 0 where the file does not say it."""
    try:
        with program.open("rb") as stream:
            head = stream.read(4096)
        (at,) = struct.unpack_from("<I", head, 0x3C)
        mark, machine = struct.unpack_from("<4sH", head, at)
    except (OSError, struct.error):
        return 0
    return BITS.get(machine, 0) if mark == b"PE\0\0" else 0
