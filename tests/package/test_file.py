"""The add-in as a file: the same every time, sound for every reader, and what it says of itself."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import olefile
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from cxcel import __version__
from cxcel.functions import FUNCTIONS
from cxcel_addin.hosts.cli.app import app
from cxcel_addin.package import builder, wrappers

SCRIPTS = Path(sys.executable).parent


def ran(program: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [str(SCRIPTS / program), *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder, timeout=120)


def sheet_texts(addin: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(addin)).get_sheet_by_name("_IntelliSense_").to_python()


def test_two_builds_are_one(addin: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + 1e8
    monkeypatch.setattr(time, "time", lambda: later)
    assert builder.build() == addin


def test_the_command_writes_it(addin: bytes, tmp_path: Path) -> None:
    target = tmp_path / "mit Leerzeichen é" / "my.xlam"
    target.parent.mkdir()
    result = CliRunner().invoke(app, ["addin", "build", "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_bytes() == addin


def test_without_the_builders_library_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(builder.CxError, match="pip install pyopenvba"):
        builder.build()


def test_excel_would_open_it_without_repair(addin_file: Path) -> None:
    result = ran("openxml-audit", addin_file, folder=addin_file.parent)
    assert "expected to open cleanly (no findings)" in result.stdout, result.stdout


def test_a_vba_reader_finds_nothing_to_say(addin_file: Path, vba_files: Path) -> None:
    result = ran("pyvbaanalysis", "--no-inline-suppression", addin_file, folder=addin_file.parent)
    assert (result.returncode, "(no diagnostics)" in result.stdout) == (0, True), result.stdout
    result = ran("vbalidator", vba_files, "--host", "excel", folder=vba_files.parent)
    assert re.search(r"Errors +: 0\nWarnings +: 0\nInfo +: 0", result.stdout), result.stdout


def test_the_vba_readers_would_find_something(vba_files: Path, tmp_path: Path) -> None:
    text = (vba_files / "Links.bas").read_text().replace("Dim file As String", "")
    (tmp_path / "Links.bas").write_text(text)
    assert ran("pyvbaanalysis", "--whole-project", tmp_path, folder=tmp_path).returncode == 1


def test_every_module_comes_back(addin_file: Path) -> None:
    result = ran("olevba", "--json", "--code", addin_file, folder=addin_file.parent)
    macros = next(file["macros"] for file in json.loads(result.stdout) if file.get("macros"))
    found = {Path(macro["vba_filename"]).stem: macro["code"].replace("\r\n", "\n") for macro in macros}
    for name, text in builder.sources().items():
        assert found[name].strip() == re.sub(r"^Attribute .*\n", "", text).strip(), name
    assert set(found) == {*builder.sources(), "Sheet1"}


def test_the_project_is_a_sound_compound_file(addin: bytes) -> None:
    project = zipfile.ZipFile(io.BytesIO(addin)).read("xl/vbaProject.bin")
    ole = olefile.OleFileIO(project, raise_defects=olefile.DEFECT_UNSURE)
    assert ole.parsing_issues == []
    assert ["VBA", "dir"] in ole.listdir()


def test_nothing_says_who_built_it_or_where(addin: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(addin)) as book:
        everything = b"".join(book.read(name) for name in book.namelist()).lower()
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"william" not in everything
    assert b"/home/" not in everything


def test_the_sheet_says_what_the_catalogue_says(addin: bytes) -> None:
    texts = sheet_texts(addin)
    assert texts[0][:2] == ["FunctionInfo", "1.0"]
    assert [row[0] for row in texts[1:]] == list(FUNCTIONS)
    for row in texts[1:]:
        spec = FUNCTIONS[row[0]].spec
        assert row[1] == spec.summary
        assert row[3 : 3 + 2 * len(spec.parameters)] == [t for p in spec.parameters for t in (p.name, p.help)]
        assert not any(row[3 + 2 * len(spec.parameters) : wrappers.CATEGORY_COLUMN - 1])
        assert row[wrappers.CATEGORY_COLUMN - 1] == spec.category
        assert all(len(text) <= wrappers.LONGEST for text in row)


def test_settings_are_written_and_read(addin: bytes) -> None:
    paths = {"python": r"C:\A&B\pythonw.exe", "folder": "C:\\Użytkownicy\\Ж <1>"}
    assert builder.settings_of(addin) == dict.fromkeys(paths, "")
    told = builder.with_settings(addin, paths)
    assert builder.settings_of(told) == paths
    again = builder.with_settings(told, paths | {"python": ""})
    assert builder.settings_of(again) == paths | {"python": ""}
    assert builder.with_settings(again, paths) == told


def test_its_version_is_read(addin: bytes) -> None:
    assert builder.version_of(addin) == __version__
