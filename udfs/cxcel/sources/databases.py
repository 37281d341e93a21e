"""Tables of databases: DuckDB and SQLite files, PostgreSQL, and the other servers that Ibis speaks to."""

from __future__ import annotations

import inspect
import os
import sqlite3
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cxcel.errors import MOST_WORDS, BadInput
from cxcel.sources.extra import needed
from cxcel.sources.failures import reason_of
from cxcel.sources.files import text
from cxcel.sources.listing import place, refused
from cxcel.sources.lite import Lite
from cxcel.sources.partition import Opened
from cxcel.sources.secrets import password
from cxcel.sources.source import Source

ENDINGS = (".duckdb", ".db", ".sqlite", ".sqlite3")
MAGIC = {"sqlite": (0, b"SQLite format 3\0"), "duckdb": (8, b"DUCK")}  # where in a file its kind is written
LOGS = ("-wal", ".wal")  # what was written and is not in the file yet
SECONDS = 10  # a server that has not answered by then does not
LOCAL = {"duckdb", "sqlite", "polars", "datafusion", "pyspark"}  # no servers: files are named by their paths
SECRETS = ("password", "access_token", "auth")  # what the drivers call a password
_servers: dict[tuple[str, str | None], Any] = {}  # sources of one server share a connection: they can be joined
_attached = iter(range(1, 1_000_000_000))


def is_database(source: Source) -> bool:
    """Whether a source is a file of DuckDB or SQLite.

    Examples
    --------
    >>> is_database(Source("contacts", "cx.sqlite")), is_database(Source("contacts", "cx.parquet"))
    (True, False)
    """
    return source.location.lower().endswith(ENDINGS) and not place(source).is_dir()


def file_state(source: Source) -> tuple[tuple[int, ...], ...]:
    """Return what differs once the file has been replaced or written to, by way of its log or not.

    Raises
    ------
    BadInput
        There is no such file.
    """
    path = place(source)
    files = (Path(f"{path}{ending}") for ending in ("", *LOGS))
    states = tuple(state for file in files if (state := _state(file)))
    if not states:
        raise refused(source, f"{source.location} is not there; check the path or put the file back")
    return states


def _state(file: Path) -> tuple[int, ...]:
    try:
        stat = os.stat(file)
    except FileNotFoundError:
        return ()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def open_database(source: Source, duck: Any) -> Opened:
    """Open a file of DuckDB or SQLite, for reading only."""
    path = place(source)
    with path.open("rb") as file:
        head = file.read(16)
    kind = next((kind for kind, (start, magic) in MAGIC.items() if head[start:].startswith(magic)), "")
    if kind == "sqlite":
        return _sqlite(source, path, duck)
    if kind == "duckdb":
        return _duckdb(source, path, duck)
    raise refused(source, f"{source.location} is neither a DuckDB nor a SQLite file; check what wrote it")


def _sqlite(source: Source, path: Path, duck: Any) -> Opened:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
        return Lite(source, connection, _one(source, sorted(row[0] for row in found)), duck).opened()
    except BaseException:
        connection.close()
        raise


def _duckdb(source: Source, path: Path, duck: Any) -> Opened:
    database = f"cxcel_file_{next(_attached)}"
    duck.con.execute(f"ATTACH {text(str(path))} AS {database} (READ_ONLY)")

    def detach() -> None:
        duck.con.execute(f"DETACH {database}")

    try:
        found = duck.con.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = $1 UNION ALL "
            "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = $1 AND NOT internal",
            [database],
        ).fetchall()
        tables = {name if schema == "main" else f"{schema}.{name}": (schema, name) for schema, name in sorted(found)}
        schema, name = tables[_one(source, list(tables))]
        return Opened(source, duck, duck.table(name, database=(database, schema)), close=detach)
    except BaseException:
        detach()
        raise


def _one(source: Source, tables: Sequence[str]) -> str:
    """Return the table that a source means: the one it names, or the only one there is."""
    lowered = {name.lower(): name for name in tables}
    asked = source.table.lower().removeprefix("main.") if source.table.lower() not in lowered else source.table.lower()
    if source.table and asked in lowered:
        return source.table if source.table in tables else lowered[asked]
    if not source.table and len(tables) == 1:
        return tables[0]
    raise _which(source, tables)


def _which(source: Source, tables: Sequence[str]) -> BadInput:
    """Return the sentence that asks for a table and lists those there are."""
    if not tables and source.table:
        return refused(source, f"{source.location} has no table {source.table}; check its schema and its name")
    if not tables:
        return refused(source, f"{source.location} holds no table that you may read")
    listed = ", ".join(sorted(tables)[:MOST_WORDS]) + (
        f" ... ({len(tables)} in all)" if len(tables) > MOST_WORDS else ""
    )
    if not source.table:
        return refused(source, f"{source.location} holds several tables: name one with --table ({listed})")
    near = get_close_matches(source.table.lower(), {name.lower(): name for name in tables}, n=1)
    hint = (
        f"; did you mean {next(name for name in tables if name.lower() == near[0])}?" if near else f": it has {listed}"
    )
    return refused(source, f"{source.location} has no table {source.table}{hint}")


def open_server(source: Source) -> Opened:
    """Open a table of a server that Ibis speaks to; the password comes from the environment or the keyring."""
    login = (source.location, password(source))
    used = _servers.get(login)
    backend = used or _connected(source)

    def close() -> None:
        _servers.pop(login, None)
        backend.disconnect()

    try:
        made = Opened(source, backend, named_table(source, backend), close=close)
    except BaseException:
        if used is None:
            close()
        raise
    _servers[login] = backend
    return made


def _connected(source: Source) -> Any:
    """Return Ibis' connection, or say why there is none: no such engine, no driver, no server, no entry."""
    with needed():
        import ibis
    engine = _engine(source)
    engines = sorted(point.name for point in ibis.util.backend_entry_points() if point.name not in LOCAL)
    if engine in LOCAL:
        raise refused(source, f"a file is named by its path, not by {engine}://")
    if engine not in engines:
        raise refused(
            source, f"nothing here speaks {engine}://; a source can be a file, spark://, {', '.join(engines)}"
        )
    try:
        return ibis.connect(source.location, **_settings(source))
    except ImportError:
        extra = "cxcel[postgres]" if engine == "postgres" else f"ibis-framework[{engine}]"
        raise refused(source, f'{engine} needs its driver: pip install "{extra}"') from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:  # what drivers make of an odd address
        raise refused(
            source, f"its address cannot be used ({reason_of(source, error)}); check how it is written"
        ) from None


def named_table(source: Source, backend: Any) -> Any:
    """Return the table that a source names, or the only one there is."""
    from ibis.common.exceptions import TableNotFound

    *outer, name = (source.table or _one(source, backend.list_tables())).split(".")
    where = tuple(outer) if len(outer) > 1 else next(iter(outer), None)
    try:
        return backend.table(name, database=where)
    except TableNotFound:
        names = [one for one in backend.list_tables(database=where) if not one.startswith("ibis_")]  # those are its own
        known = [".".join([*outer, one]) for one in names]
        raise _which(source, known) from None


def _engine(source: Source) -> str:
    return source.location.partition("://")[0].lower().replace("postgresql", "postgres")


def _settings(source: Source) -> dict[str, Any]:
    """Return what an address does not say: the password under the name its driver knows, and how long to wait."""
    import ibis

    given = dict(parse_qsl(urlsplit(source.location).query))
    settings: dict[str, Any] = {}
    if _engine(source) == "postgres":
        settings |= {"connect_timeout": int(given.get("connect_timeout", SECONDS))}
    secret = password(source)
    if secret is not None:
        known = inspect.signature(getattr(ibis, _engine(source)).connect).parameters
        settings[next((name for name in SECRETS if name in known), SECRETS[0])] = secret
    return settings
