"""Files of SQLite: what a column holds is told by its cells, and is read when it is needed, as it then is."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.folders import name_source

from cxcel.errors import BadInput
from cxcel.functions import FUNCTIONS
from cxcel.sources.connect import close_all, open_source
from cxcel.sources.partition import Opened
from cxcel.sources.registry import beside
from cxcel.sources.source import Source


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CXCEL_STORE", str(tmp_path / "store" / "tallies.sqlite"))
    name_source(tmp_path, "log", "cx.sqlite", table="log")
    with beside(tmp_path):
        yield tmp_path
    close_all()


def written(at: Path, *statements: str) -> None:
    with closing(sqlite3.connect(at / "cx.sqlite")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def opened(at: Path, table: str = "log") -> Opened:
    return open_source(Source("log", "cx.sqlite", table, home=at))


def rows(source: Opened) -> list[tuple[Any, ...]]:
    source.check(source.table.columns)
    return [tuple(row.values()) for row in source.backend.to_pyarrow(source.table).to_pylist()]


@pytest.mark.parametrize(
    ("declared", "cells", "kind", "read"),
    [
        ("INTEGER", "7, NULL", "int64", [7, None]),
        ("", "7, 2.5", "float64", [7.0, 2.5]),
        ("", "7, 'seven'", "string", ["7", "seven"]),
        ("TEXT", "'007', '8'", "string", ["007", "8"]),
        ("BOOLEAN", "0, 1", "boolean", [False, True]),
        ("BOOLEAN", "0, 2", "int64", [0, 2]),
        ("TIMESTAMP", "'2026-01-31 10:00', '2026-02-01'", "timestamp(6)",
         [dt.datetime(2026, 1, 31, 10), dt.datetime(2026, 2, 1)]),
        ("DATE", "'2026-01-31', NULL", "date", [dt.date(2026, 1, 31), None]),
        ("DATETIME", "'31/01/2026', '2026-02-01'", "string", ["31/01/2026", "2026-02-01"]),
        ("TIMESTAMP", "1767225600, NULL", "int64", [1767225600, None]),
        ("BLOB", "x'00ff', 'a'", "binary", [b"\x00\xff", b"a"]),
        ("REAL", "NULL, NULL", "float64", [None, None]),
        ("TIMESTAMP", "NULL, NULL", "timestamp(6)", [None, None]),
        ("CHAR(9)", "NULL, NULL", "string", [None, None]),
    ],
)  # fmt: skip
def test_a_column_is_what_all_its_cells_are(at: Path, declared: str, cells: str, kind: str, read: list[Any]) -> None:
    first, second = cells.split(", ")
    written(at, f"CREATE TABLE log (a {declared})", f"INSERT INTO log VALUES ({first}), ({second})")
    source = opened(at)
    assert [str(one) for one in source.table.schema().types] == [kind]
    assert [row[0] for row in rows(source)] == read


def test_a_column_is_read_when_it_is_needed(at: Path) -> None:
    written(at, "CREATE TABLE log (wait REAL, agent TEXT)", "INSERT INTO log VALUES (2.0, 'A'), (4.0, 'B')")
    assert FUNCTIONS["ASA"]("log:wait") == 3.0
    source = opened(at)
    with pytest.raises(Exception, match="a column was not read"):
        source.backend.to_pyarrow(source.table.agent)
    assert rows(source) == [(2.0, "A"), (4.0, "B")]


def test_an_index_does_not_mix_the_rows(at: Path) -> None:
    cells = ", ".join(f"({i}, {i * 7 % 1000}, 'C{i * 13 % 1000:03}')" for i in range(1000))
    written(at, "CREATE TABLE log (x INTEGER, y INTEGER, z TEXT)", f"INSERT INTO log VALUES {cells}",
            "CREATE INDEX by_y ON log (y)", "CREATE INDEX by_z ON log (z)",
            "CREATE VIEW seen AS SELECT y, z, x FROM log WHERE y > 2 ORDER BY z")  # fmt: skip
    expected = {(i, i * 7 % 1000, f"C{i * 13 % 1000:03}") for i in range(1000)}
    source = opened(at)
    for column in ("z", "y", "x"):
        source.check([column])
    assert set(rows(source)) == expected
    assert {(x, y, z) for y, z, x in rows(opened(at, "seen"))} == {row for row in expected if row[1] > 2}


def test_what_another_program_has_written_is_seen(at: Path) -> None:
    written(
        at, "PRAGMA journal_mode = WAL", "CREATE TABLE log (wait REAL, agent TEXT)", "INSERT INTO log VALUES (2, 'A')"
    )
    with closing(sqlite3.connect(at / "cx.sqlite")) as other:  # so that its log is not brought into the file
        assert FUNCTIONS["ASA"]("log:wait") == 2.0
        other.execute("INSERT INTO log VALUES (8, 'B')")
        other.commit()
        assert FUNCTIONS["ASA"]("log:wait") == 5.0
        close_all()
        source = opened(at)
        other.execute("DELETE FROM log WHERE agent = 'B'")
        other.commit()
        source.check([])  # of which no column was read yet
        assert source.backend.to_pyarrow(source.table.count()).as_py() == 1
        other.execute("INSERT INTO log VALUES (8, 'B')")
        other.commit()
        source.check(["wait"])
        other.execute("INSERT INTO log VALUES (11, 'C')")
        other.commit()
        source.check(["agent"])  # of a source that is open still
        assert len(source.backend.to_pyarrow(source.table.select("wait", "agent"))) == 3
        other.execute("INSERT INTO log VALUES ('long', 'D')")
        other.commit()
        with pytest.raises(BadInput, match=r"cx.sqlite was changed while it was open; run it again$"):
            source.check(["agent"])


def test_columns_that_are_made_are_columns(at: Path) -> None:
    written(at, "CREATE TABLE log (talk REAL, hold REAL, both REAL AS (talk + hold))",
            "INSERT INTO log (talk, hold) VALUES (60, 5), (90, 15)")  # fmt: skip
    assert FUNCTIONS["AHT"]("log:both") == 85.0


def test_a_table_stands_beside_a_file(at: Path) -> None:
    written(at, "CREATE TABLE log (contact_id INTEGER, wait REAL)", "INSERT INTO log VALUES (1, 9), (2, 20), (3, 31)")
    pq.write_table(pa.table({"contact_id": [3, 1, 2], "nps": [1, 9, 6]}), at / "survey.parquet")
    name_source(at, "survey", "survey.parquet")
    assert FUNCTIONS["KPI_CORR"]("survey:nps", "log:wait") == pytest.approx(
        FUNCTIONS["KPI_CORR"]([9, 6, 1], [9, 20, 31])
    )


def test_rows_that_are_there_twice_count_once(at: Path) -> None:
    written(at, "CREATE TABLE log (contact_id INTEGER, wait REAL, note TEXT)",
            "INSERT INTO log VALUES (1, 9, 'a'), (1, 9, 'a'), (2, 20, 'b'), (2, 20, 'c')")  # fmt: skip
    assert FUNCTIONS["KPI_N"]("ASA", "log:wait") == 3.0
