"""One LibreOffice for all tests of this folder, with the extension as a user has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.office.office import Book, Office, Unavailable

from cxcel_addin.office import builder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.libreoffice)


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, unpacked."""
    folder = tmp_path_factory.mktemp("extension")
    builder.write(folder, builder.parts(builder.here()))
    return folder


@pytest.fixture(scope="session")
def office(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    try:
        running = Office(tmp_path_factory.mktemp("office"), extension)
    except Unavailable as why:
        absent(str(why))
    yield running
    running.close()


@pytest.fixture
def book(office: Office) -> Iterator[Book]:
    with office.new() as made:
        yield made
