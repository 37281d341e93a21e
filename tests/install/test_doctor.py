"""Each thing that the doctor looks at, well and not; the real run is in tests/hosts/windows."""

from __future__ import annotations

import re
import struct
import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.install.conftest import of_version

import cxcel_addin.install as package
from cxcel import __version__
from cxcel.errors import BadInput, CxError
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.install import doctor, excel, install, probe
from cxcel_addin.install.doctor import Check
from cxcel_addin.install.places import LIBRARIES, Places
from cxcel_addin.package import builder


def ill(check: object, *values: object, says: str) -> None:
    with pytest.raises(BadInput, match=says) as told:
        check(*values)  # type: ignore[operator]
    assert "\n" not in str(told.value)


def test_the_add_in(places: Places, built: bytes) -> None:
    ill(doctor.addin, places, says="not installed: run `cxcel addin install`")
    install(places)
    assert doctor.addin(places) == f"{__version__}, {places.addin}"
    good = places.addin.read_bytes()
    places.addin.write_bytes(good + b"x")
    ill(doctor.addin, places, says="was changed since it was installed")
    places.addin.write_bytes(of_version(good, "0.0.1"))
    ill(doctor.addin, places, says=f"version 0.0.1, and CXcel here is {__version__}")
    places.addin.write_bytes(b"x")
    ill(doctor.addin, places, says="not CXcel's: move it elsewhere")
    places.record.unlink()
    for settings, says in (
        ({}, "it runs no Python"),
        ({"python": r"C:\other\pythonw.exe"}, r"it runs C:\\other\\pythonw.exe, not this one"),
        ({"python": places.python}, "it looks for xlwings in no folder"),
    ):
        places.addin.write_bytes(builder.with_settings(built, settings))
        ill(doctor.addin, places, says=says)
    places.addin.write_bytes(builder.with_settings(built, places.settings))
    assert doctor.addin(places).startswith(__version__)


def test_xlwings(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", version)
    ill(doctor.xlwings, says=f"not installed: run `python -m pip install xlwings=={builder.XLWINGS}`")
    monkeypatch.setattr(metadata, "version", lambda _: "0.30.1")
    ill(doctor.xlwings, says=f"0.30.1, and the add-in needs {builder.XLWINGS}")
    monkeypatch.setattr(metadata, "version", lambda _: builder.XLWINGS)
    monkeypatch.setattr(doctor.places, "library", lambda: Path("folder"))
    assert doctor.xlwings() == f"{builder.XLWINGS}, with its libraries in folder"


def test_marks_of_the_web(tmp_path: Path) -> None:
    files = [tmp_path / "a.xlam", tmp_path / "b.dll"]
    for path in files:
        path.write_bytes(b"")
    assert doctor.blocked(files) == "none is marked as coming from the internet"
    mark = Path(f"{files[1]}:Zone.Identifier")
    for zone, is_marked in ((0, False), (1, False), (2, False), (3, True), (4, True)):
        mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=%d\r\nHostUrl=https://example.org/\r\n" % zone)
        assert doctor.is_blocked(files[1]) is is_marked
    ill(doctor.blocked, files, says=f"internet: {re.escape(str(files[1]))}; right-click the file, Properties")


def program(machine: int) -> bytes:
    return b"MZ" + bytes(0x3A) + struct.pack("<I", 0x80) + bytes(0x40) + b"PE\0\0" + struct.pack("<H", machine)


@pytest.mark.parametrize(
    ("content", "bits"),
    [(program(0x8664), 64), (program(0x14C), 32), (program(0xAA64), 64), (program(0x1C4), 0), (b"MZ", 0), (b"", 0)],
)
def test_bitness_of_excel(tmp_path: Path, content: bytes, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "EXCEL.EXE"
    path.write_bytes(content)
    assert excel.bits(path) == bits
    monkeypatch.setattr(excel, "found", lambda: path)
    if bits:
        assert doctor.excel_program() == f"{bits} bit, which {LIBRARIES[bits]} is for; {path}"
    else:
        ill(doctor.excel_program, says="is for a processor that xlwings has no library for")
    monkeypatch.setattr(excel, "found", lambda: None)
    ill(doctor.excel_program, says="not found where it usually is")


def test_a_start_folder_on_a_network(places: Places) -> None:
    assert doctor.start_folder(places) == str(places.addin.parent)
    share = Places(Path(r"\\server\profiles"), places.python, places.library)
    ill(doctor.start_folder, share, says="is on a network.*ask IT")


FOUND = {
    "all well": (probe.Found(True, True, True, "", 1.25), "ok ok ok", "=NPS(10, 9, 8, 3) gave 25, 1.2 seconds after"),
    "no library": (probe.Found(why="not found"), "WRONG", "cannot be loaded (not found): run `cxcel addin install`"),
    "no server": (probe.Found(True, why="denied"), "ok WRONG", "does not start (denied)"),
    "no answer": (probe.Found(True, True, why="x"), "ok ok WRONG", "failed (x): install CXcel again in this Python"),
}


@pytest.mark.parametrize(("found", "words", "says"), FOUND.values(), ids=FOUND)
def test_the_server(places: Places, monkeypatch: pytest.MonkeyPatch, found: probe.Found, words: str, says: str) -> None:
    asked: list[tuple[Path, str]] = []

    def probed(folder: Path, python: str) -> probe.Found:
        asked.append((folder, python))
        return found

    monkeypatch.setattr(probe, "probe", probed)
    seen = list(doctor.server(places))
    assert [check.well for check in seen] == [word == "ok" for word in words.split()]
    assert says in seen[-1].told
    install(Places(places.appdata, r"C:\installed\pythonw.exe", Path("other")))
    list(doctor.server(places))
    assert asked == [(places.library, places.python), (Path("other"), r"C:\installed\pythonw.exe")]


CHECKS = [Check("A", True, "fine"), Check("B", False, "not found; install it", needed=False), Check("C", False, "gone")]


@pytest.mark.parametrize(("count", "status"), [(1, 0), (2, 0), (3, 2)])
def test_the_command(monkeypatch: pytest.MonkeyPatch, count: int, status: int) -> None:
    monkeypatch.setattr(package, "checks", lambda: iter(CHECKS[:count]))
    result = CliRunner().invoke(app, ["addin", "doctor"])
    assert (
        result.output.split("\n")[:count]
        == ["ok    A: fine", "note  B: not found; install it", "WRONG C: gone"][:count]
    )
    assert isinstance(result.exception, CxError) is (status == 2)


def test_nothing_more_is_looked_at_without_a_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.places, "must_be_windows", lambda: None)
    monkeypatch.setattr(doctor, "python", lambda: (_ for _ in ()).throw(BadInput("pythonw.exe is missing")))
    assert list(doctor.checks()) == [Check("Python", False, "pythonw.exe is missing")]


def test_the_probe_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that says nothing is ended; one that fails tells its last line."""
    monkeypatch.setattr(probe, "CALLER", "asyncio")  # waits for what is typed; here for nothing
    found = probe.probe(Path("folder"), "python", 0.05)
    assert found == probe.Found(loaded=True, why="no answer within 0.05 seconds")
    monkeypatch.setattr(probe, "CALLER", "cxcel_addin.install.none")
    found = probe.probe(Path("folder"), "python")
    assert "No module named cxcel_addin.install.none" in found.why
    assert not found.loaded


@pytest.mark.skipif(sys.platform == "win32", reason="there it is run for real")
def test_the_probe_starts_the_server_as_vba_does() -> None:
    text = builder.sources()["Runtime"]
    command = re.search(r'Setting\(PYTHON_CELL\) & """ (.*?) " &', text)
    assert command
    assert probe.START.startswith(f'"{{python}}" {command[1]} ')
