"""The servers, one of each for all tests of a process that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sources import servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """A PostgreSQL server that asks for a password; its tests are marked "postgres"."""
    with servers.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def spark() -> Iterator[servers.Spark]:
    """A Spark cluster of two workers; its tests are marked "spark"."""
    with servers.spark() as cluster:
        yield cluster
