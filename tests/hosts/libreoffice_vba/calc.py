"""LibreOffice Calc with the twin open, as the tests use it: the other end of `office.py`."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("office.py")
PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python")


class Unavailable(Exception):
    """There is no LibreOffice that Python can drive, and how to get it."""


def bridge() -> str:
    """The Python that has LibreOffice's bridge, which no environment of ours has."""
    for python in (*PYTHONS, shutil.which("python3", path="/usr/local/bin:/bin") or ""):
        if Path(python).is_file():
            tried = subprocess.run([python, "-E", "-c", "import uno"], capture_output=True, check=False, timeout=60)
            if tried.returncode == 0:
                return python
    raise Unavailable("LibreOffice cannot be driven from Python: on Debian, apt-get install python3-uno")


class Failure(Exception):
    """An error by which COM says that the server is not there."""

    def __init__(self, number: int) -> None:
        self.rows = (("\ue000", float(number)),)


class Calc:
    """One LibreOffice; `answer` is asked for what cells call, as the server is."""

    def __init__(self, soffice: str) -> None:
        self.answer: Callable[[str, str, tuple[Any, ...]], object] = unanswered
        program = Path(soffice).resolve().with_name("soffice.bin")
        here, there = socket.socketpair()
        number = there.fileno()
        command = [bridge(), "-E", str(DRIVER), str(number), str(program if program.is_file() else soffice)]
        self.process = subprocess.Popen(command, pass_fds=[number])
        there.close()
        self.connection = Connection(here.detach())
        self.awaited()

    def ask(self, name: str, *given: object) -> Any:
        self.connection.send((name, *given))
        return self.awaited()

    def awaited(self) -> Any:
        """Return the answer to a request, answering what cells ask meanwhile."""
        broken: BaseException | None = None
        while True:
            what, *rest = self.connection.recv()
            if what == "call":
                try:
                    self.connection.send(self.answer(*rest))
                except Failure as failure:
                    self.connection.send(failure.rows)
                except Exception as error:
                    broken = error
                    self.connection.send(())  # the twin raises an error: the cell does not wait for ever
                continue
            if broken:
                raise broken
            if what == "failed":
                raise AssertionError(rest[0])
            return rest[0]

    def close(self) -> None:
        self.connection.close()
        self.process.wait(30)


def unanswered(module: str, function: str, given: tuple[Any, ...]) -> object:
    raise AssertionError(f"nobody answers {module}.{function}")


class Twin:
    """The twin in a Calc, with one sheet for a test."""

    def __init__(self, calc: Calc, path: Path) -> None:
        self.calc, self.path, self.name = calc, str(path), path.name
        calc.ask("open", self.path)
        calc.ask("ready", self.path)
        self.sheets = 0
        self.sheet = ""

    def fresh(self) -> None:
        """Go on with an empty sheet."""
        self.drop()
        self.sheets += 1
        self.sheet = f"Test {self.sheets}"
        self.calc.ask("add_sheet", self.path, self.sheet)

    def drop(self) -> None:
        if self.sheet:
            self.calc.ask("drop_sheet", self.path, self.sheet)
        self.sheet = ""

    def fill(self, column: int, rows: Sequence[Sequence[object]], row: int = 1) -> str:
        """Write numbers, texts and blanks; return the address of the block."""
        data = tuple(tuple("" if v is None else float(v) if isinstance(v, int) else v for v in line) for line in rows)
        address = block(column, row, len(rows[0]), len(rows))
        self.calc.ask("fill", self.path, self.sheet, address, data)
        return address

    def enter(self, address: str, formula: str) -> Any:
        """Enter a formula, as an array where the address is a block; what is shown comes back."""
        return self.calc.ask("enter", self.path, self.sheet, address, formula)

    def format(self, address: str, code: str) -> None:
        self.calc.ask("format", self.path, self.sheet, address, code)

    def run(self, macro: str, *given: object) -> Any:
        return self.calc.ask("run", self.path, macro, *given)


def letters(column: int) -> str:
    """The letters of a column counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def block(column: int, row: int, columns: int, rows: int) -> str:
    return f"{letters(column)}{row}:{letters(column + columns - 1)}{row + rows - 1}"
