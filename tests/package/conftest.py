"""The add-in, built once, and its VBA as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxcel_addin.package import builder


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
