"""Which paths Excel can be told, and where xlwings' libraries are found."""

from __future__ import annotations

import site
import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from cxcel.errors import BadInput, CxError
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.install import environment, places
from cxcel_addin.package import builder

LATIN, POLISH = "cp1252", "cp1250"
LONG, SHORT = r"C:\Users\Łukasz 日本\pythonw.exe", r"C:\Users\UKASZ~1\pythonw.exe"


def must_not(path: str) -> str:
    raise AssertionError(f"the short name of {path} is asked for without need")


@pytest.mark.parametrize("path", [r"C:\a b\pythonw.exe", r"C:\Users\Zoë\pythonw.exe", r"C:\a&b (x) 100%\pythonw.exe"])
def test_a_path_that_can_be_spelled_stays(path: str) -> None:
    assert places.spelled(path, LATIN, must_not) == path


def test_the_code_page_decides() -> None:
    path = r"C:\Users\Łukasz\pythonw.exe"
    assert places.spelled(path, POLISH, must_not) == path
    assert places.spelled(path, LATIN, lambda _: SHORT) == SHORT


@pytest.mark.parametrize("path", [LONG, r"C:\$(x)\pythonw.exe", "C:\\" + "x" * 300 + r"\pythonw.exe"])
def test_what_the_library_cannot_start_goes_by_its_short_name(path: str) -> None:
    assert places.spelled(path, LATIN, lambda _: SHORT) == SHORT
    with pytest.raises(BadInput, match=r"no short name for it; put Python.* in a folder such as C:\\Python") as told:
        places.spelled(path, LATIN, lambda same: same)  # a disk that keeps no short names gives the long one
    assert path in str(told.value)


def test_a_user_site_that_the_server_would_not_find() -> None:
    user = Path("/home/Łukasz/Python")
    with pytest.raises(BadInput, match="python -m venv"):
        places.must_be_reachable(user / "cxcel_addin" / "x.py", user)
    places.must_be_reachable(Path("/opt/cxcel_addin/x.py"), user)
    places.must_be_reachable(Path("/home/u/Python/cxcel_addin/x.py"), Path("/home/u/Python"))


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python laid out as on Windows."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setattr(site, "getuserbase", lambda: str(tmp_path / "user"))
    monkeypatch.setattr(places, "_short", lambda path: path)
    (tmp_path / "pythonw.exe").write_bytes(b"")
    return tmp_path


def test_the_interpreter_has_no_window(python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.spelled, "__defaults__", ("utf-8", str))
    assert places.interpreter() == str(python / "pythonw.exe")
    monkeypatch.setattr(sys, "executable", str(python / "pythonw.exe"))  # as in the server
    assert places.interpreter() == str(python / "pythonw.exe")
    (python / "pythonw.exe").unlink()
    with pytest.raises(BadInput, match=r"pythonw.exe is missing: install Python from python.org"):
        places.interpreter()


def test_the_stores_python_is_refused(python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.13_3.13.500.0_x64__qbz5n2kfra8p0"
    monkeypatch.setattr(sys, "base_prefix", store)  # of an environment made with it, too
    with pytest.raises(BadInput, match=r"Microsoft Store.*python\.org"):
        places.interpreter()


class Listed:
    """A file as the package's own list has it."""

    def __init__(self, path: Path) -> None:
        self.name, self.path = path.name, path

    def locate(self) -> Path:
        return self.path


@pytest.mark.parametrize("where", ["Lib/site-packages/../../data", "", "user"])
def test_the_libraries_are_found(python: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """By the package's own list; in an installation without one, where pip puts them, for all or for one user."""
    listed = [Listed(python / where / name) for name in places.LIBRARIES.values()] if ".." in where else []
    monkeypatch.setattr(metadata, "files", lambda _: listed)
    with pytest.raises(BadInput, match=f"pip install --force-reinstall xlwings=={builder.XLWINGS}"):
        places.library()
    folder = python / ("data" if listed else where)
    folder.mkdir(exist_ok=True)
    for name in places.LIBRARIES.values():
        assert not (folder / name).exists()
        (folder / name).write_bytes(b"")
    assert places.library() == folder


def test_one_library_is_not_enough(python: Path) -> None:
    (python / places.LIBRARIES[64]).write_bytes(b"")
    with pytest.raises(BadInput, match="is missing"):
        places.library()


def test_a_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows is asked where this process was told of a folder that is not there."""
    monkeypatch.setattr(environment, "of_user", lambda: {"APPDATA": str(tmp_path / "known")})
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert environment.folder("APPDATA") == tmp_path
    monkeypatch.setenv("APPDATA", str(tmp_path / "?ukasz"))
    with pytest.raises(BadInput, match="%APPDATA%"):
        environment.folder("APPDATA")
    (tmp_path / "known").mkdir()
    assert environment.folder("APPDATA") == tmp_path / "known"
    monkeypatch.delenv("APPDATA")
    assert environment.folder("APPDATA") == tmp_path / "known"


@pytest.mark.skipif(sys.platform == "win32", reason="says what works elsewhere")
@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_elsewhere_one_sentence_says_what_works(command: str) -> None:
    result = CliRunner().invoke(app, ["addin", command])
    assert isinstance(result.exception, CxError)
    assert str(result.exception) == places.ELSEWHERE
    for named in ("addin build", "report"):
        assert f"`cxcel {named}`" in places.ELSEWHERE
        assert CliRunner().invoke(app, [*named.split(), "--help"]).exit_code == 0
