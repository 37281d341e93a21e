"""A Windows process that calls as Excel does, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.hosts.windows.excel_side import Excel, prepared

collect_ignore = ["excel.py", "setup.py", "sitecustomize.py", "stock_server.py"]  # these run on one system each


@pytest.fixture(scope="session")
def windows() -> None:
    """Make the Windows Python; skip where it cannot be made."""
    from tests.hosts.windows.setup import Unavailable

    try:
        prepared()
    except Unavailable as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def excel(windows: None) -> Iterator[Excel]:
    """One Excel whose server runs."""
    client = Excel()
    client.start()
    yield client
    client.close()
