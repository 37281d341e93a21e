"""The add-in, built once, and its VBA as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxcel_addin.package import builder

from . import hosts
from .hosts import Host
from .pressing import watched
from .serving import Server


@pytest.fixture(scope="session")
def addin() -> bytes:
    return builder.build()


@pytest.fixture(scope="session")
def addin_file(addin: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / builder.FILE_NAME
    path.write_bytes(addin)
    return path


@pytest.fixture(scope="session")
def vba_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vba")
    for name, text in builder.sources().items():
        (folder / f"{name}.{'cls' if name == 'ThisWorkbook' else 'bas'}").write_text(text, "utf-8")
    return folder


@pytest.fixture
def host(addin_file: Path) -> Iterator[Host]:
    """Excel with the add-in, whose server answers."""
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield Host(addin_file, Server())


@pytest.fixture(scope="session")
def shared_host(addin_file: Path) -> Iterator[Host]:
    """One Excel for many questions that leave nothing behind."""
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield Host(addin_file, Server())


@pytest.fixture
def tight_host(addin_file: Path) -> Iterator[Host]:
    """The same with room for three columns of a hundred cells."""
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield Host(addin_file, Server(), {"MOST_HELD As Double = 96000000": "MOST_HELD As Double = 8000"})


@pytest.fixture
def tight_looks(addin_file: Path) -> Iterator[Host]:
    """The same where a range may change its number format a few times only."""
    hosts.add_members()
    with hosts.able_to_copy_memory():
        yield Host(addin_file, Server(), {"MOST_LOOKS As Long = 20000": "MOST_LOOKS As Long = 150"})


@pytest.fixture
def excel(addin_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Excel with the add-in; every folder of a button is made within the test's own."""
    with watched(addin_file, tmp_path / "scratch", monkeypatch, lambda host: None) as host:
        yield host
