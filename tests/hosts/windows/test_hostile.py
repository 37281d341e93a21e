"""Whoever sends a workbook, or fills the folder it lies in, chooses no code that runs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.functions.calls import SCORES
from tests.hosts.windows.cases import shown
from tests.hosts.windows.excel_side import AddIn, Area, Windows

NAMES = ("numpy", "scipy", "pythoncom", "pywintypes", "win32api", "sitecustomize", "usercustomize", "wire")
PACKAGES = ("win32com", "cxcel", "cxcel_addin")
MODULES = (*(f"{name}.py" for name in NAMES), *(f"{name}/__init__.py" for name in PACKAGES))
LIBRARIES = ("xlwings64-0.37.8.dll", "python3.dll", "python313.dll", "pythoncom313.dll", "pywintypes313.dll")
TRAP = "with open({mark!r}, 'a') as mark:\n    mark.write({name!r} + '\\n')\n"


@pytest.fixture
def folder(windows: Windows, tmp_path: Path) -> Path:
    """A folder full of traps: what Python imports leaves a mark, a library or program cannot be loaded."""
    place = tmp_path / "sent by mail"
    mark = windows.path(place / "mark.txt")
    for name in MODULES:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(TRAP.format(mark=mark, name=name))
    for name in (*LIBRARIES, "pythonw.exe", "cmd.exe"):
        (place / name).write_bytes(b"nothing that runs")
    text = "".join(f'"{name}","{value}"\n' for name, value in settings(windows.path(place)))
    for name in ("cxcel.conf", "xlwings.conf"):
        (place / name).write_text(text)
    return place


def settings(place: str) -> list[list[str]]:
    """What xlwings' own VBA takes from a sheet or a file beside the workbook."""
    return [["INTERPRETER_WIN", f"{place}\\pythonw.exe"], ["PYTHONPATH", place], ["UDF MODULES", "wire"]]


@pytest.fixture
def variables(windows: Windows, folder: Path) -> dict[str, str]:
    """An environment that speaks to every Python."""
    place = windows.path(folder)
    names = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONPLATLIBDIR")
    return dict.fromkeys(names, place) | {"PYTHONSTARTUP": f"{place}\\numpy.py", "PYTHONINSPECT": "1"}


def test_the_traps_close(windows: Windows, folder: Path, variables: dict[str, str]) -> None:
    """On a Python that is started without care; so that the next test finds nothing for the right reason."""

    def run(*words: str, **chosen: str) -> int:
        environment = {**windows.environment, **chosen}
        command = [*windows.command, *words]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(command, cwd=folder, env=environment, check=False, **streams).returncode

    assert run("-P", "-E", "-c", "import numpy, cxcel", **variables) == 0
    assert not (folder / "mark.txt").exists()
    run("-E", "-c", "import cxcel, numpy")
    run("-P", "-c", "", PYTHONPATH=variables["PYTHONPATH"])
    failed = run("-P", "-c", "", PYTHONHOME=variables["PYTHONHOME"])
    sprung = (folder / "mark.txt").read_text().split()
    assert {"cxcel/__init__.py", "numpy.py"} <= set(sprung)
    assert failed or sprung.count("sitecustomize.py") == 2, "a Python finds its library there, or none"


@pytest.fixture
def among_traps(installed: Path, folder: Path, variables: dict[str, str]) -> Iterator[AddIn]:
    """Excel started in the folder of traps, with a workbook in front that has the sheets xlwings looks for."""
    with AddIn(installed, folder=folder, variables=variables) as client:
        for name in ("cxcel.conf", "xlwings.conf"):
            client.ask("sheet", name, settings(client.windows.path(folder)))
        yield client


def test_a_hostile_folder_and_workbook_change_nothing(among_traps: AddIn, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    among_traps.fill("A1", [[score] for score in SCORES])
    assert among_traps.cell("Z1", "NPS", Area(f"A1:A{len(SCORES)}")) == shown("NPS", SCORES)[0]
    test = among_traps.cell("Z1", "NPS_TEST", Area("A1:A24"), Area("A25:A48"))
    assert test == shown("NPS_TEST", SCORES[:24], SCORES[24:])[0]
    assert set(among_traps.ask("servers").values()) == {"pythonw.exe"}
    assert sorted(folder.rglob("*")) == before, "no mark, and no bytecode was written"
