"""A user's profile in which nothing was installed yet, and the add-in, built once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cxcel import __version__
from cxcel_addin.install.places import Places
from cxcel_addin.package import builder


@pytest.fixture(scope="session")
def built() -> bytes:
    return builder.build()


@pytest.fixture(autouse=True)
def packaged(built: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build once, not for every installation."""
    monkeypatch.setattr(builder, "packaged", lambda: built)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    appdata = tmp_path / "Zoë Łukasz 日本 x" / "AppData" / "Roaming"
    appdata.mkdir(parents=True)
    return Places(appdata, r"C:\ZO__~1\pythonw.exe", Path(r"C:\Zoë Łukasz 日本 x"))


def of_version(addin: bytes, version: str, title: str = "CXcel") -> bytes:
    """The same add-in, as another version of CXcel or another program would have written it."""
    with zipfile.ZipFile(io.BytesIO(addin)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    core = parts["docProps/core.xml"].replace(f">{__version__}<".encode(), f">{version}<".encode())
    parts["docProps/core.xml"] = core.replace(b"<dc:title>CXcel<", f"<dc:title>{title}<".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def listing(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder: files with their content, folders with None."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }
