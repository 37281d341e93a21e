"""Windows processes that call as Excel does, or the reason why there are none; and what may be left of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.hosts.windows import excel_side
from tests.hosts.windows.excel_side import AddIn, Excel, Windows
from tests.hosts.windows.left import programs
from tests.hosts.windows.setup import Unavailable

from cxcel_addin.package import builder

# these run on one system each
collect_ignore = ["com.py", "excel.py", "launcher.py", "setup.py", "stock_server.py", "vba.py"]
SECONDS = 30  # that the last program may take to end


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `make test-oldest` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.windows)


@pytest.fixture(scope="session", autouse=True)
def windows() -> Iterator[Windows]:
    """A Windows Python, skipped where there is none; at the end no program may be left that was started in it."""
    here, why = None, ""
    try:
        here = excel_side.windows()
    except Unavailable as error:
        why = str(error)
    if here is None:
        absent(why)
    before = programs(here)
    yield here
    until = time.monotonic() + SECONDS
    while (left := programs(here) - before) and time.monotonic() < until:
        time.sleep(0.2)
    assert not left, f"still running: {', '.join(name for _, name in sorted(left))}"


@pytest.fixture(scope="session")
def excel(windows: Windows) -> Iterator[Excel]:
    """One Excel whose server runs."""
    with Excel() as client:
        client.start()
        yield client


@pytest.fixture(scope="session")
def installed(windows: Windows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in as an installation leaves it."""
    path = tmp_path_factory.mktemp("installed") / builder.FILE_NAME
    path.write_bytes(builder.with_settings(builder.build(), {"python": windows.pythonw, "folder": windows.folder}))
    return path


@pytest.fixture(scope="session")
def addin(installed: Path) -> Iterator[AddIn]:
    """One Excel with the add-in open."""
    with AddIn(installed) as client:
        yield client
