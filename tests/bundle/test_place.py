"""The folder put in its place and taken away, on this system: whole or not at all, and nothing of others lost."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from cxcel.errors import BadInput
from cxcel_addin.bundle import place
from cxcel_addin.install import excel, removing
from cxcel_addin.install.places import Places
from cxcel_addin.package import builder


class Said:
    """Stands in for the command line of the installed folder; gives the statuses it was told."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.calls = list(statuses), []

    def __call__(self, folder: Path, words: str) -> int:
        self.calls.append((folder, words, (folder / "READ ME.txt").read_text()))
        return self.statuses.pop(0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folder(tmp_path / "un packed é 日本" / "CXcel", "new")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "Zoë" / "CXcel"
    path.parent.mkdir()
    return path


def folder(path: Path, text: str) -> Path:
    (path / "python" / "site" / "__pycache__").mkdir(parents=True)
    (path / "python" / "site" / "a.py").write_text(text)
    (path / "python" / "site" / "__pycache__" / "a.pyc").write_text("compiled")
    for name in place.CONTENT[1:]:
        (path / name).write_text(text)
    return path


def listing(path: Path) -> dict[str, str]:
    return {p.relative_to(path).as_posix(): p.read_text() if p.is_file() else "" for p in path.rglob("*")}


def test_a_first_installation(source: Path, target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(0, 1)
    assert place.install(source, target, said) == 0, "what the doctor finds is no failure of the installation"
    assert said.calls == [(target, "addin install", "new"), (target, "addin doctor", "new")]
    assert capsys.readouterr().out == f"copying to {target} ...\n"
    wanted = {name: text for name, text in listing(source).items() if "__pycache__" not in name}
    assert listing(target) == wanted
    assert [path.name for path in target.parent.iterdir()] == ["CXcel"]


def test_an_older_one_is_replaced_whole(source: Path, target: Path) -> None:
    folder(target, "old")
    (target / "python" / "site" / "gone.py").write_text("old")
    assert place.install(source, target, Said(0, 0)) == 0
    assert "old" not in listing(target).values()
    assert [path.name for path in target.parent.iterdir()] == ["CXcel"]


@pytest.mark.parametrize("had", [True, False])
def test_where_the_add_in_cannot_be_installed_all_is_as_before(source: Path, target: Path, had: bool) -> None:
    if had:
        folder(target, "old")
    before = listing(target.parent)
    said = Said(2)
    assert place.install(source, target, said) == 2
    assert said.calls == [(target, "addin install", "new")]
    assert listing(target.parent) == before


def test_stopped_in_the_middle(source: Path, target: Path) -> None:
    folder(target, "old")
    before = listing(target.parent)

    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place.install(source, target, stopped)
    assert listing(target.parent) == before


def test_cut_off_between_the_two_renames(source: Path, target: Path) -> None:
    """As by a power failure: the older one is found again, even when nothing better comes of it."""
    folder(target, "old")
    before = listing(target.parent)
    os.rename(target, target.with_name("CXcel.old"))
    folder(target.with_name("CXcel.new"), "half")
    assert place.install(source, target, Said(2)) == 2
    assert listing(target.parent) == before


def test_in_its_own_place_nothing_is_copied(target: Path) -> None:
    folder(target, "here")
    before, said = listing(target.parent), Said(0, 0)
    assert place.install(target, target, said) == 0
    assert [words for _, words, _ in said.calls] == ["addin install", "addin doctor"]
    assert listing(target.parent) == before


def test_files_of_others_in_the_place(source: Path, target: Path) -> None:
    folder(target, "old")
    (target / "notes.txt").write_text("mine")
    before = listing(target.parent)
    with pytest.raises(BadInput, match=r"not CXcel's \(notes.txt\): move them elsewhere, .*; nothing was changed"):
        place.install(source, target, Said())
    assert listing(target.parent) == before


def test_a_folder_that_was_not_unpacked_whole(source: Path, target: Path) -> None:
    (source / "cxcel.cmd").unlink()
    with pytest.raises(BadInput, match=r"is not whole \(cxcel.cmd is missing\): unpack the zip file again"):
        place.install(source, target, Said())
    assert not target.parent.joinpath("CXcel.new").exists()


def test_excel_runs(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "running", lambda: True)
    with pytest.raises(BadInput, match="Excel is running"):
        place.install(source, target, Said())
    assert listing(target.parent) == {}


def test_the_disk_is_full(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(BadInput, match=r"cannot be copied \(.*No space left.*; nothing was changed"):
        place.install(source, target, Said())
    assert listing(target.parent) == {}


def test_the_place_is_in_use(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows renames no folder of which a program uses a file."""
    folder(target, "old")
    before = listing(target.parent)

    def held(path: Path, _: Path) -> None:
        raise PermissionError(13, f"{path} is used by another process")

    monkeypatch.setattr(os, "rename", held)
    with pytest.raises(BadInput, match=r"is in use .*: close Excel .*; nothing was changed"):
        place.install(source, target, Said())
    assert listing(target.parent) == before


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system's files have no second streams")
def test_the_mark_of_the_internet_stays_behind(source: Path, target: Path) -> None:
    """Here an attribute of the file stands in for the second stream that Windows puts the mark in."""
    marked = source / "python" / "site" / "a.py"
    try:
        os.setxattr(marked, "user.Zone.Identifier", b"ZoneId=3")
    except OSError:
        pytest.skip("the folder for temporary files has no attributes")
    assert os.listxattr(shutil.copy2(marked, target.parent / "copy2")), "an ordinary copy would keep it"
    (target.parent / "copy2").unlink()
    place.install(source, target, Said(0, 0))
    assert os.listxattr(target / "python" / "site" / "a.py") == []


def test_the_command_is_run_by_the_python_of_the_folder(tmp_path: Path) -> None:
    program = tmp_path / place.PYTHON
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\nexit 7\n')
    program.chmod(0o755)
    assert place.cxcel(tmp_path, "addin doctor") == 7
    assert (tmp_path / "said").read_text() == "-P -E -m cxcel_addin.hosts.cli addin doctor\n"


@pytest.fixture
def where(target: Path, tmp_path: Path) -> Places:
    """An add-in that runs the Python of the place, with the record of its installation."""
    from cxcel_addin.install import install

    folder(target, "old")
    pythonw = target / "python" / "pythonw.exe"
    pythonw.write_text("")
    (tmp_path / "Roaming").mkdir()
    places = Places(tmp_path / "Roaming", str(pythonw), target / "python")
    install(places)
    return places


def test_taking_it_away(where: Places, target: Path) -> None:
    folder(target.with_name("CXcel.old"), "left behind")
    lines = place.uninstall(target, where)
    assert f"removed {where.addin}" in lines
    assert removing.KEEP not in lines, "there is no pip in the bundle"
    assert listing(where.appdata) == {}
    assert [path.name for path in target.parent.iterdir()] == ["CXcel"], (
        "uninstall.cmd removes it when Python has ended"
    )


def test_an_add_in_that_runs_another_python_stays(where: Places, target: Path, tmp_path: Path) -> None:
    other = tmp_path / "pythonw.exe"
    other.write_text("")
    where.addin.write_bytes(builder.with_settings(where.addin.read_bytes(), {"python": str(other)}))
    before = listing_of_names(where.appdata)
    assert place.uninstall(target, where) == [f"left {where.addin}: it runs another Python, {other}"]
    assert listing_of_names(where.appdata) == before


def listing_of_names(path: Path) -> set[str]:
    return {p.as_posix() for p in path.rglob("*")}


def test_the_window_stays_after_a_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("builtins.input", asked.append)
    monkeypatch.setattr(sys, "argv", ["place", "--help"])
    for started_by, times in (
        (r"C:\Windows\cmd.exe /c ''C:\a b\install.cmd' '", 1),
        ("cmd /c install.cmd", 0),
        ("", 0),
    ):
        asked.clear()
        monkeypatch.setenv(place.STARTED_BY, started_by)
        place.main()
        assert len(asked) == times
