"""Drives `excel.py` in a Windows Python from here, and says its values as JSON."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.hosts.com.packing import COM_ERROR

CALLS = "cxcel_addin.hosts.com.call"
SERVER = "-P -E -m cxcel_addin.hosts.com.serve $(CLSID)"
SCRIPT = Path(__file__).with_name("excel.py")


class Refused(Exception):
    """What VBA sees as Err.Description."""


def said(value: Any) -> Any:
    """A value as JSON that `excel.py` makes a VARIANT of."""
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [said(cell) for cell in value]
    if isinstance(value, int) and not isinstance(value, bool) and (value in COM_ERROR.values() or value == -2147352572):
        return {"e": value}
    return value


def prepared() -> tuple[list[str], dict[str, str], str]:
    """Return the command that runs a Windows Python, its environment, and its folder as it sees it.

    Raises
    ------
    tests.hosts.windows.setup.Unavailable
        There is none and none can be made.
    """
    if sys.platform == "win32":
        return [sys.executable], {}, str(Path(sys.executable).parent)
    from tests.hosts.windows import setup

    folder = setup.python()
    return [setup.wine(), str(folder / "python.exe")], setup.variables(), setup.windows_path(folder)


def library() -> str:
    """Return xlwings' DLL as a Windows program sees it."""
    *_, folder = prepared()
    if sys.platform == "win32":
        return str(next(Path(sys.prefix).glob("xlwings64-*.dll")))
    from tests.hosts.windows import setup

    return f"{folder}\\{next((setup.FOLDER / 'python').glob('xlwings64-*.dll')).name}"


class Excel:
    """One client of the server, as one Excel is."""

    def __init__(self, server: str = SERVER) -> None:
        command, variables, folder = prepared()
        self.command = f'"{folder}\\pythonw.exe" {server}'
        self.process = subprocess.Popen(
            [*command, str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **variables},
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

    def start(self, again: int = 0) -> float:
        """Start the server unless it runs; return the seconds.

        The DLL has one class id for a command line.  `again` makes another: a server that died may still be known
        to COM by the old one.
        """
        return float(self.ask("start", library(), f"{self.command} {again}" if again else self.command))

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

    def close(self) -> None:
        """End as Excel does: let go of the server, then end."""
        if self.process.poll() is None:
            self.ask("release")
        self.end()

    def end(self) -> None:
        """End without a word to the server."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
