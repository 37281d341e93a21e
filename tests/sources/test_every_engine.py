"""Formulas over tables of databases give what they give over the same cells; files and Spark have their own tests."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.sources import servers
from tests.sources.asked import (
    SETTINGS,
    Asked,
    agree,
    answer,
    asked_of_examples,
    asked_of_messy,
    asked_of_spelled,
    messy,
    of_its_own_sums,
    spelled,
    table_of_examples,
)
from tests.sources.folders import name_source

from cxcel.sources.connect import close_all
from cxcel.sources.registry import beside
from cxcel.sources.secrets import variable

MESSY = messy()
TABLES = {"examples": table_of_examples(), "messy": MESSY, "spelled": spelled(MESSY)}
ASKED = [*filter(of_its_own_sums, [*asked_of_examples("examples"), *asked_of_messy(MESSY, "messy")])]
ASKED += asked_of_spelled(MESSY, "spelled")


@pytest.fixture(scope="module", params=["duckdb", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Each engine in turn, with the tables in one database of it, and every table named as a source."""
    at = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch, beside(at):
        patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
        if request.param == "postgres":
            _postgres(at, request.getfixturevalue("postgres"), patch)
        else:
            {"duckdb": _duckdb, "sqlite": _sqlite}[request.param](at / f"cx.{request.param}")
            for name in TABLES:
                name_source(at, name, f"cx.{request.param}", table=name, **SETTINGS.get(name, {}))
        yield request.param
        close_all()


def _postgres(at: Path, server: servers.Postgres, patch: pytest.MonkeyPatch) -> None:
    for name, table in TABLES.items():
        server.load(name, table)
        name_source(at, name, server.url, table=name, **SETTINGS.get(name, {}))
        patch.setenv(variable(name), server.password)


def _duckdb(path: Path) -> None:
    with duckdb.connect(path) as connection:
        for name, table in TABLES.items():
            connection.register("given", table)
            connection.execute(f"CREATE TABLE {name} AS FROM given")


def _sqlite(path: Path) -> None:
    """Write the tables as programs write them that use SQLite: dates as texts under a type of that name."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for name, table in TABLES.items():
            columns = ", ".join(f'"{field.name}" {_declared(field.type)}' for field in table.schema)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            places = ", ".join("?" * table.num_columns)
            rows = zip(*(map(_stored, column.to_pylist()) for column in table.columns), strict=True)
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)


def _declared(kind: pa.DataType) -> str:
    named = {
        "TIMESTAMP": pa.types.is_timestamp,
        "DATE": pa.types.is_date,
        "BOOLEAN": pa.types.is_boolean,
        "INTEGER": pa.types.is_integer,
        "REAL": pa.types.is_floating,
    }
    return next((name for name, fits in named.items() if fits(kind)), "TEXT")


def _stored(value: Any) -> Any:
    return str(value) if isinstance(value, date | datetime) else value


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_formula_gives_the_same(engine: str, asked: Asked) -> None:
    found, expected = answer(asked.name, asked.columns), answer(asked.name, asked.cells)
    assert agree(found, expected), f"{engine}: {found}\n{expected}"
