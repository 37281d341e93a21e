"""LibreOffice for the tests: one soffice, its documents, and what a person does in them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from cxcel_addin.office import profile as profiles

SIDE = Path(__file__).with_name("office_side.py")
PLAIN = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


class Unavailable(Exception):
    """LibreOffice, or a Python that can speak to it, is not here."""


def program() -> Path:
    """Return the folder of LibreOffice's programs."""
    found = shutil.which("soffice", path="/usr/bin:/usr/local/bin:/opt/libreoffice/program")
    if found is None:
        raise Unavailable("LibreOffice is not installed: on Debian, apt-get install libreoffice-calc python3-uno")
    return Path(found).resolve().parent


def speaking_python(folder: Path) -> str:
    """Return a Python that has ``uno``."""
    for python in (folder / "python", Path("/usr/bin/python3")):
        if (
            python.exists()
            and subprocess.run([python, "-c", "import uno"], env=PLAIN, capture_output=True, check=False).returncode
            == 0
        ):
            return str(python)
    raise Unavailable("there is no Python that speaks to LibreOffice: on Debian, apt-get install python3-uno")


class Office:
    """One soffice with a profile of its own.

    Parameters
    ----------
    folder : Path
        Where the profile goes.
    extension : Path, optional
        An unpacked extension that is to be there.
    display : str
        The screen to show windows on; "" for none.
    use_profile : bool
        Take the profile that is there.
    """

    def __init__(
        self, folder: Path, extension: Path | None = None, display: str = "", use_profile: bool = False
    ) -> None:
        self.profile, self.scratch = folder / "profile", folder / "scratch"
        there = program()
        words = [] if use_profile else profiles.write(self.profile, extension, there, macros=True)
        told = {"program": str(there), "profile": str(self.profile), "words": words, "display": display}
        self.side = subprocess.Popen(
            [speaking_python(there), str(SIDE), json.dumps(told)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN, text=True, cwd=folder,
        )  # fmt: skip
        self.pid = self._line()["ready"]

    def _line(self) -> dict[str, Any]:
        assert self.side.stdout is not None
        line = self.side.stdout.readline()
        if not line:
            raise RuntimeError("the other side ended")
        return json.loads(line)

    def ask(self, command: str, *values: Any) -> Any:
        """Run a command of the other side."""
        assert self.side.stdin is not None
        self.side.stdin.write(json.dumps({"do": command, "with": values}) + "\n")
        self.side.stdin.flush()
        answer = self._line()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def new(self, hidden: bool = True) -> Book:
        """Return a new document."""
        return Book(self, self.ask("new", hidden))

    def open(self, path: Path, hidden: bool = True) -> Book:
        """Return a document of a file."""
        return Book(self, self.ask("open", str(path), hidden))

    def adopt(self, title: str) -> Book:
        """Return a document that is open."""
        return Book(self, self.ask("adopt", title))

    def close(self) -> None:
        """End it."""
        assert self.side.stdin is not None
        assert self.side.stdout is not None
        self.side.stdin.close()
        self.side.stdout.close()
        try:
            self.side.wait(40)
        except subprocess.TimeoutExpired:
            self.side.kill()
            self.side.wait()


class Book:
    """One document; every command of the other side that takes one is a method."""

    def __init__(self, office: Office, number: int) -> None:
        self.office, self.number = office, number

    def __getattr__(self, command: str) -> Any:
        return lambda *values: self.office.ask(command, self.number, *values)

    def cell(self, address: str, sheet: str = "") -> list[Any]:
        """Return text shown, number, and error of a cell."""
        return self.read(sheet, address)[0][0]

    def typed(self, formula: str, address: str = "Z1", sheet: str = "") -> Any:
        """Type a formula, and return what the cell holds: a number, a text, or the error as it is shown."""
        self.put(sheet, address, [[formula]])
        shown, _, error = self.cell(address, sheet)
        if error:
            return shown
        return self.data(sheet, address)[0][0]

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
