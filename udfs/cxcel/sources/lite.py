"""SQLite files: a column is read when a question needs it, and DuckDB computes.

SQLite has no types of columns, no dates and few functions.  DuckDB is handed columns of the type that all their cells
have, so that a table of SQLite is asked as any other file is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cxcel.sources.files import TEXT, quoted, text
from cxcel.sources.listing import refused
from cxcel.sources.partition import Opened, new_name
from cxcel.sources.source import Source

ROWS = 100_000  # fetched at once
_ROW = "cxcel_row"  # a column that is always there
_HIDDEN = 1  # of the columns of a virtual table; sqlite.org/pragma.html#pragma_table_xinfo
_DECLARED = (  # what stands in the type that a column was declared with, and what that says
    ("INT", "BIGINT"), ("REAL", "DOUBLE"), ("FLOA", "DOUBLE"), ("DOUB", "DOUBLE"), ("DEC", "DOUBLE"), ("NUM", "DOUBLE"),
    ("BOOL", "BOOLEAN"), ("DATE", "TIMESTAMP"), ("TIMESTAMP", "TIMESTAMP"),
)  # fmt: skip
_HELD = {"BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "int8", "BLOB": "binary"}  # the others as texts


class _Column(NamedTuple):
    """A column, and the type it is read as."""

    name: str
    kind: str

    @property
    def asked(self) -> str:
        """The expression by which SQLite gives the cells in one type."""
        if self.kind in ("BIGINT", "DOUBLE", "BOOLEAN"):
            return quoted(self.name)
        return f"CAST({quoted(self.name)} AS {'BLOB' if self.kind == 'BLOB' else 'TEXT'})"


def _declared(told: str) -> str:
    """Return what a column was declared as: a type of DuckDB."""
    return next((kind for part, kind in _DECLARED if part in told.upper()), TEXT)


class Lite:
    """A table or a view of a SQLite file.

    Parameters
    ----------
    source : Source
        What it belongs to.
    connection : sqlite3.Connection
        For reading only.
    name : str
        Of the table.
    duck : ibis backend
        DuckDB, which is shown the columns that have been read.
    """

    def __init__(self, source: Source, connection: sqlite3.Connection, name: str, duck: Any) -> None:
        self._source, self._connection, self._name, self._duck = source, connection, name, duck
        self._shown, self._held = new_name(), new_name()
        kind = "SELECT type FROM sqlite_master WHERE name = ?"
        self._is_view = connection.execute(kind, [name]).fetchone() == ("view",)
        self._version = self._changes()
        self._rows, self._columns = self._looked()
        self._read: dict[str, Any] = {}
        self._show()

    def opened(self) -> Opened:
        """Return the source, ready to be asked."""
        return Opened(self._source, self._duck, self._duck.table(self._shown), load=self.load, close=self.close)

    def load(self, names: Iterable[str]) -> None:
        """Read columns that are not there yet; all of them anew, once another program has written to the file."""
        from cxcel.sources.connect import failing  # which opens sources by way of this module

        with failing(self._source):
            wanted = {name.casefold() for name in [*names, *self._read]}
            written = self._version != (version := self._changes())
            if written:
                self._anew()
            lacking = [one for one in self._columns if one.name.casefold() in wanted and one.name not in self._read]
            if lacking:  # nothing but one query says in which order the rows of a view come
                self._read |= self._fetched(self._columns if self._is_view else lacking)
            if lacking or written:
                self._show()
            self._version = version

    def close(self) -> None:
        """End the connection."""
        self._duck.con.execute(f"DROP VIEW IF EXISTS {self._shown}")
        self._duck.con.unregister(self._held)
        self._connection.close()

    def _anew(self) -> None:
        """Forget what was read, of a table that has the same columns still."""
        self._rows, columns = self._looked()
        if columns != self._columns:
            raise refused(self._source, f"{self._source.location} was changed while it was open; run it again")
        self._read = {}

    def _changes(self) -> int:
        """Return a number that differs once another program has written to the file."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _looked(self) -> tuple[int, list[_Column]]:
        """Return how many rows there are, and what the cells of each column are."""
        info = self._connection.execute(f"PRAGMA table_xinfo({quoted(self._name)})").fetchall()
        declared = [(row[1], _declared(row[2])) for row in info if row[6] != _HIDDEN]
        held = [f"group_concat(DISTINCT typeof({quoted(name)}))" for name, _ in declared]
        booleans = [name for name, told in declared if told == "BOOLEAN"]
        beyond = [f"total({quoted(name)} NOT IN (0, 1))" for name in booleans]
        asked = ", ".join(["count(*)", *held, *beyond])
        rows, *found = self._connection.execute(f"SELECT {asked} FROM {quoted(self._name)}").fetchone()
        flags = dict(zip(booleans, found[len(held) :], strict=True))
        kinds = [set((types or "null").split(",")) - {"null"} for types in found[: len(held)]]
        return rows, [
            _Column(name, self._kind(name, told, types, flags=flags.get(name) == 0))
            for (name, told), types in zip(declared, kinds, strict=True)
        ]

    def _kind(self, name: str, told: str, types: set[str], *, flags: bool) -> str:
        """Return the type that all cells of a column have; of an empty one that which it was declared with."""
        if not types:
            return told
        if "blob" in types:
            return "BLOB"
        if "text" in types:
            return self._moments(name) if types == {"text"} and told == "TIMESTAMP" else TEXT
        if "real" in types:
            return "DOUBLE"
        return "BOOLEAN" if flags else "BIGINT"

    def _moments(self, name: str) -> str:
        """Return the type of texts that were declared as days or points in time; text where one is neither."""
        import pyarrow as pa

        cells = self._fetched([_Column(name, TEXT)])[name]
        self._duck.con.register(self._held, pa.table({name: cells}))
        cell = quoted(name)
        wrong, longest = self._duck.con.execute(
            f"SELECT count({cell}) - count(TRY_CAST({cell} AS TIMESTAMP)), max(length({cell})) FROM {self._held}"
        ).fetchone()
        return TEXT if wrong else "DATE" if longest <= len("2026-01-31") else "TIMESTAMP"

    def _fetched(self, columns: Sequence[_Column]) -> dict[str, Any]:
        """Return the cells of columns as pyarrow has them, in the order of the rows: an index would have its own."""
        import pyarrow as pa

        asked, table = ", ".join(column.asked for column in columns), quoted(self._name)
        cursor = self._connection.execute(f"SELECT {asked} FROM {table}{'' if self._is_view else ' NOT INDEXED'}")
        kinds = [pa.type_for_alias(_HELD.get(column.kind, "string")) for column in columns]
        parts: list[list[Any]] = [[] for _ in columns]
        while rows := cursor.fetchmany(ROWS):
            for cells, kind, part in zip(zip(*rows, strict=True), kinds, parts, strict=True):
                part.append(pa.array(cells, kind))
        return {c.name: pa.chunked_array(part, kind) for c, part, kind in zip(columns, parts, kinds, strict=True)}

    def _show(self) -> None:
        """Let DuckDB see the columns that were read; one that was not cannot be taken for an empty one."""
        import pyarrow as pa

        self._duck.con.register(self._held, pa.table({_ROW: pa.nulls(self._rows, pa.int8()), **self._read}))
        unread = f"error(CASE WHEN {_ROW} IS NULL THEN {text('a column was not read')} END)"
        cells = [
            f"CAST({quoted(one.name) if one.name in self._read else unread} AS {one.kind}) AS {quoted(one.name)}"
            for one in self._columns
        ]
        self._duck.con.execute(
            f"CREATE OR REPLACE TEMP VIEW {self._shown} AS SELECT {', '.join(cells)} FROM {self._held}"
        )
