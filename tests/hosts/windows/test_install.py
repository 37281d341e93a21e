"""The add-in put into a Windows profile, used through xlwings' DLL, and taken out: with names of several alphabets."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.hosts.windows import excel_side, setup

from cxcel import __version__
from cxcel_addin.install.places import LIBRARIES, RECORD, STARTUP, XLWINGS
from cxcel_addin.install.probe import START
from cxcel_addin.package import builder

NAME = "Zoë Łukasz 日本 x"
CODE = (
    "import os, sys; os.environ.update(word.split('=', 1) for word in sys.argv.pop(1).split('|')); "
    "from cxcel_addin.hosts.cli import main; main()"
)
SECONDS = 120
ENDING = 20  # that a process may take to end
PROGRAMS = (
    "import win32ts; print(*sorted(name for _, _, name, _ in "
    "win32ts.WTSEnumerateProcesses(win32ts.WTS_CURRENT_SERVER_HANDLE, 1, 0) if 'python' in name.lower()))"
)
LOCKED = (
    "import ctypes, sys; open_ = ctypes.windll.kernel32.CreateFileW; open_.restype = ctypes.c_void_p; "
    "held = open_(sys.argv[1], 0x80000000, 0, None, 3, 0, None); print('ready', flush=True); sys.stdin.read()"
)
IDLE = "import sys; print('ready', flush=True); sys.stdin.read()"


@dataclass(frozen=True)
class Machine:
    """A Windows Python and a user's profile, each in a folder whose name no code page can spell."""

    folder: Path
    before: tuple[str, ...]  # how a Windows program is started here
    python: Path

    @property
    def appdata(self) -> Path:
        return self.folder / "AppData" / "Roaming"

    @property
    def addin(self) -> Path:
        return self.appdata.joinpath(*STARTUP, "cxcel.xlam")

    def seen(self, path: Path) -> str:
        """Return a path as a Windows program names it."""
        return excel_side.windows().path(path)

    def words(self, program: Path, *words: str) -> list[str]:
        return [*self.before, str(program), "-P", "-E", "-X", "utf8", *words]

    def cxcel(self, *words: str, **variables: str) -> tuple[int, str]:
        """Run the command; return its status and what it says."""
        told = "|".join(f"{k}={v}" for k, v in {"APPDATA": self.seen(self.appdata), **variables}.items())
        status, said = self.ran(CODE, told, *words)
        assert "Traceback" not in said, said
        return status, said

    def ran(self, code: str, *words: str) -> tuple[int, str]:
        """Run a few lines of Python; return the status and everything said."""
        done = subprocess.run(
            self.words(self.python, "-c", code, *words),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout

    def programs(self, wanted: str = "") -> str:
        """The Pythons that run; wait until they are those that are wanted, but not for ever."""
        until = time.monotonic() + ENDING
        while (found := self.ran(PROGRAMS)[1]) != wanted and wanted and time.monotonic() < until:
            time.sleep(0.5)
        return found

    def listing(self) -> dict[str, str]:
        """Everything in the profile: each file's hash, each folder by name."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else "folder"
            for path in self.folder.joinpath("AppData").rglob("*")
        }


def environment() -> dict[str, str]:
    return {**excel_side.windows().environment, "LC_ALL": "C.UTF-8"}


class Running:
    """A program that runs until it is told to end."""

    def __init__(self, command: Sequence[str]) -> None:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}  # Python under Wine needs pipes
        self.process = subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, **streams)

    def __enter__(self) -> None:
        assert self.process.stdout is not None
        assert b"ready" in self.process.stdout.readline()

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=SECONDS)


def link(source: str, target: str) -> None:
    Path(target).symlink_to(source)


def with_addin(python: Path, folder: Path) -> None:
    """Let a Python find CXcel's own files as a wheel brings them: with the add-in already built."""
    shutil.copytree(setup.ROOT / "addin" / "cxcel_addin", folder / "cxcel_addin", copy_function=link)
    (folder / "cxcel_addin" / "package" / builder.FILE_NAME).write_bytes(builder.build())
    named = python / "Lib" / "site-packages" / "cxcel.pth"
    named.unlink()
    lines = map(setup.windows_path, (setup.ROOT / "udfs", folder))
    named.write_text("\n".join([*lines, ""]), encoding="utf-8")


@pytest.fixture(scope="module")
def machine(windows: None, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Make both; the Python's files are links to those of the one that all tests share."""
    folder = tmp_path_factory.mktemp("user") / NAME
    *before, python = excel_side.windows().command
    if sys.platform == "win32":
        subprocess.run([python, "-m", "venv", "--system-site-packages", str(folder / "Python")], check=True)
        made = folder / "Python" / "Scripts" / "python.exe"
    else:
        shutil.copytree(Path(python).parent, folder / "Python", copy_function=link)
        with_addin(folder / "Python", tmp_path_factory.mktemp("wheel"))
        made = folder / "Python" / "python.exe"
    found = Machine(folder, tuple(before), made)
    found.appdata.mkdir(parents=True)
    return found


@pytest.fixture
def profile(machine: Machine) -> Iterator[Machine]:
    """A profile with somebody else's files where the add-in goes."""
    machine.addin.parent.mkdir(parents=True)
    (machine.addin.parent / "PERSONAL.XLSB").write_bytes(b"somebody's macros")
    yield machine
    shutil.rmtree(machine.appdata)
    machine.appdata.mkdir()


@pytest.fixture
def installed(profile: Machine) -> Machine:
    status, said = profile.cxcel("addin", "install")
    assert status == 0, said
    return profile


def started(excel: excel_side.Excel, machine: Machine) -> float:
    """Start the server with what the installed add-in's cells say, as its VBA does."""
    told = builder.settings_of(machine.addin.read_bytes())
    return float(
        excel.ask("start", f"{told['folder']}\\{LIBRARIES[64]}", START.format(python=told["python"], window=0))
    )


def test_put_in_used_and_taken_out_again(profile: Machine) -> None:
    before = profile.listing()
    status, said = profile.cxcel("addin", "install")
    assert status == 0, said
    assert f"CXcel {__version__} installed: {profile.seen(profile.addin)}" in said
    between = set(profile.listing()) - set(before)
    record = "/".join(("AppData", "Roaming", *RECORD))
    assert between == {record, record.rpartition("/")[0], profile.addin.relative_to(profile.folder).as_posix()}
    told = builder.settings_of(profile.addin.read_bytes())
    assert told["python"].encode("cp1252" if sys.platform != "win32" else "mbcs").endswith(b"pythonw.exe")

    with excel_side.Excel() as excel:
        started(excel, profile)
        assert excel.cell("NPS", ((10.0,), (9.0,), (8.0,), (3.0,)))[1][0] == 25.0

    status, said = profile.cxcel("addin", "doctor")
    assert status == 0, said
    assert "ok    Call: =NPS(10, 9, 8, 3) gave 25, " in said
    assert f"ok    Add-in: {__version__}, {profile.seen(profile.addin)}" in said
    assert f"ok    xlwings: {XLWINGS}, with its libraries in " in said

    status, said = profile.cxcel("addin", "uninstall")
    assert status == 0, said
    assert f"removed {profile.seen(profile.addin)}" in said
    assert "checked: " in said
    assert profile.listing() == before
    assert profile.cxcel("addin", "uninstall") == (
        0,
        "the add-in is not installed for this user: there was nothing to remove\n",
    )
    assert profile.listing() == before


def test_built_on_windows(machine: Machine, tmp_path: Path) -> None:
    """From the source, the same add-in as is built here."""
    source = machine.seen(Path(builder.__file__).parents[2])
    here, there = tmp_path / "here.zip", tmp_path / "there.zip"
    here.write_bytes(builder.build())
    code = f"import sys; sys.path.insert(0, {source!r}); from cxcel_addin.package.builder import build; "
    status, said = machine.ran(f"{code}open(sys.argv[1], 'wb').write(build())", machine.seen(there))
    assert status == 0, said
    with zipfile.ZipFile(here) as ours, zipfile.ZipFile(there) as theirs:
        assert ours.namelist() == theirs.namelist()
        assert all(ours.read(name) == theirs.read(name) for name in ours.namelist())


@pytest.mark.parametrize("seconds", [60, 1.5, 0.1])
def test_nothing_runs_after_a_call_for_trial(machine: Machine, seconds: float) -> None:
    """Nor when it takes too long, whatever it was doing."""
    here, before = excel_side.windows(), machine.programs()
    code = f"print(probe.probe(Path({here.folder!r}), {here.pythonw!r}, {seconds}))"
    status, said = machine.ran(f"from pathlib import Path; from cxcel_addin.install import probe; {code}")
    assert status == 0, said
    assert "answered=True" in said or (seconds < 60 and f"no answer within {seconds:g} seconds" in said), said
    assert machine.programs(before) == before


def test_a_server_whose_excel_is_gone_before_it_starts_ends(machine: Machine) -> None:
    before, gone = machine.programs(), 999_999
    command = START.format(python=excel_side.windows().pythonw, window=gone)
    command = command.replace("$(CLSID)", "{6A2B3C4D-0000-4000-8000-00000000C8CE}")
    assert machine.ran(f"import subprocess; subprocess.Popen({command!r})")[0] == 0
    assert machine.programs(before) == before


def test_excel_must_be_closed(profile: Machine) -> None:
    excel = profile.python.with_name("EXCEL.EXE")
    shutil.copy(profile.python, excel, follow_symlinks=True)
    try:
        before = profile.listing()
        with Running(profile.words(excel, "-c", IDLE)):
            status, said = profile.cxcel("addin", "install")
            assert (status, "close every window of it first" in said) == (2, True), said
            assert profile.listing() == before
        assert profile.cxcel("addin", "install")[0] == 0
        between = profile.listing()
        with Running(profile.words(excel, "-c", IDLE)):
            status, said = profile.cxcel("addin", "uninstall")
            assert (status, "close every window of it first" in said) == (2, True), said
            assert profile.listing() == between
        assert profile.cxcel("addin", "uninstall")[0] == 0
        assert profile.listing() == before
    finally:
        excel.unlink()


def test_a_file_that_a_program_holds(installed: Machine) -> None:
    before = installed.listing()
    with Running(installed.words(installed.python, "-c", LOCKED, installed.seen(installed.addin))):
        for command in ("install", "uninstall"):
            status, said = installed.cxcel("addin", command)
            assert status == 2, said
            assert said.count("\n") == 1, said
            assert installed.listing() == before


def test_the_doctor_says_what_is_wrong(profile: Machine) -> None:
    base = profile.folder / "Program Files"
    program = base / "Microsoft Office" / "root" / "Office16" / "EXCEL.EXE"
    program.parent.mkdir(parents=True)
    shutil.copy(profile.python, program, follow_symlinks=True)
    status, said = profile.cxcel("addin", "doctor", ProgramFiles=profile.seen(base), ProgramW6432="")
    shutil.rmtree(base)
    assert status == 2
    assert "WRONG Add-in: it is not installed: run `cxcel addin install`\n" in said
    if sys.platform != "win32":  # where the registry may know another
        assert f"ok    Excel: 64 bit, which {LIBRARIES[64]} is for; {profile.seen(program)}\n" in said
    assert "ok    Excel open: no\n" in said
    assert "ok    Call: " in said, "what an installation would give is tried all the same"
    assert said.endswith("cxcel: the add-in cannot work yet: see the lines that say WRONG\n")

    gone = {"python": r"C:\gone\pythonw.exe"}
    assert profile.cxcel("addin", "install")[0] == 0
    profile.addin.write_bytes(builder.with_settings(profile.addin.read_bytes(), gone))
    Path(f"{profile.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    status, said = profile.cxcel("addin", "doctor")
    assert status == 2
    assert "WRONG Add-in: " in said
    assert "was changed since it was installed: run `cxcel addin install` to write it again" in said
    assert f"WRONG Blocked files: marked as coming from the internet: {profile.seen(profile.addin)}; " in said
    assert r"WRONG Server: C:\gone\pythonw.exe does not start (" in said
    if sys.platform != "win32":
        assert "note  Excel: it was not found" in said


def test_a_lost_environment_is_not_trusted(machine: Machine) -> None:
    """The DLL hands the server its environment without the letters that the system's code page lacks."""
    code = r"import os; os.environ['APPDATA'] = r'C:\?ukasz'; from cxcel_addin.install import environment; "
    status, said = machine.ran(f"{code}print(environment.folder('APPDATA'))")
    assert (status, said.strip().endswith("\\AppData\\Roaming")) == (0, True), said
