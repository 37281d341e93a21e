"""Opening a source: from its name and place to a table that answers; opened once, and anew when its files change."""

from __future__ import annotations

import atexit
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from cxcel.errors import CxError
from cxcel.sources.databases import file_state, is_database, open_database, open_server
from cxcel.sources.delimited import csv_files
from cxcel.sources.extra import needed
from cxcel.sources.failures import foreign, worded
from cxcel.sources.files import Files
from cxcel.sources.listing import Found, found
from cxcel.sources.parquet import parquet_files
from cxcel.sources.partition import PART, Opened, Partition
from cxcel.sources.secrets import is_address
from cxcel.sources.source import Source
from cxcel.sources.spark import is_spark, open_spark, seen

__all__ = ["PART", "Opened", "Partition", "close_all", "failing", "one_at_a_time", "open_source"]

MEMORY = "1GB"  # what DuckDB may hold before it writes to the disk: the process stays under 1.5 GB
one_at_a_time = threading.RLock()  # an engine answers one question, and hosts ask from several threads
_opened: dict[tuple[object, ...], tuple[object, Opened]] = {}
_engine: list[Any] = []  # DuckDB, once something needs it


def open_source(source: Source) -> Opened:
    """Return the source ready to be asked; the same value as before for as long as its files are the same.

    Raises
    ------
    BadInput
        It cannot be opened; the sentence says why and what to do.
    """
    key = _key(source)
    with one_at_a_time, failing(source):
        state, opening = _way(source)
        if key in _opened and _opened[key][0] != state:
            _opened.pop(key)[1].close()
        if key not in _opened:
            _opened[key] = (state, opening())
            _opened[key][1].state = "" if state is None else repr(state)
        return _opened[key][1]


def _key(source: Source) -> tuple[object, ...]:
    return source.name, repr(source)


def _way(source: Source) -> tuple[object, Callable[[], Opened]]:
    """Return what must stay the same for an opened source to stay valid, and how to open it."""
    if is_spark(source.location):
        files = seen(source)
        return files and found(files), lambda: open_spark(source, _files_of)
    if is_address(source.location):
        return None, lambda: open_server(source)
    if is_database(source):
        return file_state(source), lambda: open_database(source, duck())
    kind, listed = found(source)
    return (kind, listed), lambda: Opened(source, duck(), files=_files_of(source, kind, listed))


def _files_of(source: Source, kind: str, listed: tuple[Found, ...]) -> Files:
    look = {"parquet": parquet_files, "csv": csv_files}[kind]
    return Files(source, look(source, listed, duck().con), text_wins=kind == "csv")


def duck() -> Any:
    """Return the DuckDB of this process, which reads all files, so that two of them can be joined."""
    with one_at_a_time, needed():
        if not _engine:
            import duckdb
            import ibis

            settings: dict[str, Any] = {
                "memory_limit": MEMORY,
                "temp_directory": os.path.join(tempfile.gettempdir(), f"cxcel-{os.getpid()}"),
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",  # nothing is fetched from the network
                "autoload_known_extensions": "false",
            }
            _engine.append(ibis.duckdb.from_connection(duckdb.connect(config=settings)))
        return _engine[0]


@contextmanager
def failing(source: Source) -> Iterator[None]:
    """Turn what an engine or a driver raises inside into one sentence; the source is opened anew the next time.

    What is inside has the engine to itself.

    Raises
    ------
    BadInput
        Says what went wrong, without a secret, a query or a path outside of the source.

    Examples
    --------
    >>> with failing(Source("contacts", "contacts.parquet")):
    ...     raise OSError("No space left on device")
    Traceback (most recent call last):
    ...
    cxcel.errors.BadInput: source 'contacts': the disk is full; make room and run it again
    """
    with one_at_a_time:
        try:
            yield
        except CxError:
            raise
        except Exception as error:
            if not foreign(error):
                raise
            _forget(source)
            raise worded(source, error) from None


def _forget(source: Source) -> None:
    with one_at_a_time, suppress(Exception):  # a connection that has failed may fail to end, too
        state = _opened.pop(_key(source), None)
        if state is not None:
            state[1].close()


def close_all() -> None:
    """End every connection; what is asked next opens its source anew."""
    with one_at_a_time:
        while _opened:
            with suppress(Exception):
                _opened.popitem()[1][1].close()
        while _engine:
            _engine.pop().disconnect()


def _at_the_end() -> None:
    """End the connections, unless a question is still being answered: nobody waits for that at the end of a process."""
    if one_at_a_time.acquire(blocking=False):
        close_all()
        one_at_a_time.release()


atexit.register(_at_the_end)
