"""Drives `excel.py` or `vba.py` in a Windows Python from here, and says its values as JSON."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PureWindowsPath
from typing import Any, Self

from tests.hosts.com.packing import COM_ERROR, CVERR, LEFT_OUT
from tests.hosts.windows import setup

CALLS = "cxcel_addin.hosts.com.call"
SERVER = "-P -E -m cxcel_addin.hosts.com.serve $(CLSID)"
HERE = Path(__file__).parent


class Refused(Exception):
    """What VBA sees as Err.Description."""


@dataclass(frozen=True)
class Windows:
    """A Windows Python: the words that run it, its environment, and its places as a Windows program sees them."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    pythonw: str
    folder: str  # with xlwings' DLL
    library: str

    def path(self, path: Path) -> str:
        """Return a path as a Windows program sees it."""
        return str(path) if sys.platform == "win32" else setup.windows_path(path)


@cache
def windows() -> Windows:
    """Return the Windows Python, this one on Windows.

    Raises
    ------
    tests.hosts.windows.setup.Unavailable
        There is none and none can be made.
    """
    if sys.platform == "win32":
        command, python, variables = (sys.executable,), Path(sys.executable).parent, {}
        prefix = Path(sys.prefix)
    else:
        variables, prefix = setup.variables(), setup.python()
        command, python = (setup.wine(), str(prefix / "python.exe")), prefix
    names = [path.name for path in prefix.glob("xlwings64-*.dll")]
    if not names:
        raise setup.Unavailable(f"xlwings is not installed in {prefix}: pip install the project there")
    place = str if sys.platform == "win32" else setup.windows_path
    return Windows(command, setup.clean() | variables, place(python / "pythonw.exe"), place(prefix), names[0])


def said(value: Any) -> Any:
    """A value as JSON that `com.py` makes a VARIANT of."""
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [said(cell) for cell in value]
    if isinstance(value, int) and not isinstance(value, bool) and (value in COM_ERROR.values() or value == LEFT_OUT):
        return {"e": value}
    return value


class Client:
    """A process in Windows that does what it is asked."""

    def __init__(
        self, script: str = "excel.py", folder: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        self.windows = windows()
        self.process = subprocess.Popen(
            [*self.windows.command, "-P", "-E", self.windows.path(HERE / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**self.windows.environment, **(variables or {})},
            text=True,
        )

    def ask(self, name: str, *values: Any) -> Any:
        """Have something done in the Windows process."""
        self.send(name, *values)
        return self.receive()

    def send(self, name: str, *values: Any) -> None:
        """Ask without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, *values]) + "\n")
        self.process.stdin.flush()

    def receive(self) -> Any:
        """Wait for the answer."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        while line and not line.startswith("{"):  # what xlwings' own server says when it is ready
            line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"broken": "the Windows process has ended"}
        if "failed" in answer:
            raise Refused(answer["failed"])
        assert "broken" not in answer, answer["broken"]
        return answer["gave"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End as Excel does: let go of the server, then end."""
        if self.process.poll() is None:
            self.ask("release")
        self.end()

    def end(self) -> None:
        """End without a word to the server; a second time nothing happens."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


class Excel(Client):
    """One client of the server, as one Excel is."""

    def __init__(self, server: str = SERVER, pythonw: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.command = f'"{pythonw or self.windows.pythonw}" {server}'

    def start(self, number: int = 0, window: int | None = None) -> float:
        """Start the server unless it runs; return the seconds.

        The DLL has one class id for a command line.  Another number makes another: a server that died may still be
        known to COM by the old one.
        """
        window = self.ask("window") if window is None else window
        library = str(PureWindowsPath(self.windows.folder) / self.windows.library)
        return float(self.ask("start", library, f"{self.command} {window} {number}"))

    def cell(self, name: str, *values: Any, caller: str = "[Book1]Sheet1!A1") -> Any:
        """Compute a function as a cell does, and return the rows."""
        return tuple(map(tuple, self.ask("call", CALLS, "call", said([name, caller, *values]))[0]))

    def other(self, function: str, *values: Any) -> Any:
        """Call another function of the server's."""
        return self.ask("call", CALLS, function, said(values))[0]

    def timed(self, module: str, function: str, values: Sequence[Any], times: int = 1) -> tuple[Any, list[float]]:
        """Call so many times; return the last answer and the seconds of each."""
        answer, seconds = self.ask("call", module, function, said(values), times)
        return answer, seconds

    def timed_one_by_one(self, module: str, function: str, many: Sequence[Sequence[Any]]) -> tuple[Any, list[float]]:
        """Call with one list of values after the other; return the last answer and the seconds of each."""
        answer, seconds = self.ask("calls", module, function, [said(values) for values in many])
        return answer, seconds


class Area(str):
    """The address of a range."""

    __slots__ = ()


def in_cell(value: Any) -> Any:
    """A value of a cell as JSON; the text of an Excel error is the error."""
    return {"e": CVERR[value]} if isinstance(value, str) and value in CVERR else value


class AddIn(Client):
    """Excel with the add-in open, as a cell sees it."""

    def __init__(self, addin: Path, **more: Any) -> None:
        super().__init__("vba.py", **more)
        self.ask("open", self.windows.path(addin))

    def fill(self, corner: str, rows: Sequence[Sequence[Any]], form: str = "General", sheet: str = "Sheet1") -> None:
        """Write values into a sheet from a corner on, shown in a number format."""
        self.ask("fill", corner, [[in_cell(cell) for cell in row] for row in rows], form, sheet)

    def cell(self, caller: str, function: str, *arguments: Any) -> Any:
        """Return what a cell shows for a function: an `Area` is a range, None an argument that is left out."""
        given = [{"range": one} if isinstance(one, Area) else {} if one is None else in_cell(one) for one in arguments]
        return self.ask("cell", caller, function, given)

    def macro(self, name: str, *arguments: Any) -> Any:
        """Run a procedure of the add-in's and return what it gives."""
        return self.ask("macro", name, arguments)

    def why(self, cell: str) -> str:
        """Return the sentence behind a cell that shows an error."""
        return str(self.ask("why", cell))
