"""A Spark cluster: its master is asked first whether it is there, since Spark itself would wait for minutes."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cxcel.sources.databases import named_table
from cxcel.sources.extra import needed
from cxcel.sources.files import Files
from cxcel.sources.listing import Found, found, place, refused
from cxcel.sources.partition import Opened
from cxcel.sources.source import Source

MASTER = re.compile(r"spark://\S+|local(-cluster)?(\[[^\]]*\])?")
ANSWER = 10  # seconds: a master that has not answered by then does not
SECONDS = 60  # a cluster that has given no worker by then has none to give
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
}
_backends: list[tuple[Any, Any]] = []  # the one session of the process with Ibis' connection: its sources can be joined
Look = Callable[[Source, str, tuple[Found, ...]], Files]


def is_spark(location: str) -> bool:
    """Whether a location is the master of a Spark cluster.

    Examples
    --------
    >>> is_spark("spark://master:7077"), is_spark("local[2]"), is_spark("local.parquet")
    (True, True, False)
    """
    return MASTER.fullmatch(location) is not None


def open_spark(source: Source, look: Look) -> Opened:
    """Open a folder of Parquet, or a table of the catalogue, on a cluster."""
    if not source.table:
        raise refused(source, "name with --table the folder of Parquet, or the table, that the cluster is to read")
    with needed("spark"):
        import ibis
        import pyspark  # noqa: F401
    _answers(source)
    session = _session(source)
    _workers(source, session)
    backend = next((backend for own, backend in _backends if own is session), None) or ibis.pyspark.connect(session)
    _backends[:] = [(session, backend)]
    files = seen(source)
    if files is not None:
        checked = look(files, *found(files))
        checked.check_identical()
        return Opened(source, backend, _rows(backend, place(files).as_uri()), checked=checked)
    if "/" in source.table:
        return Opened(source, backend, _rows(backend, source.table))
    return Opened(source, backend, _with_zones(backend, named_table(source, backend)))


def seen(source: Source) -> Source | None:
    """Return the cluster's files as a source of their own where they lie on this machine too: they can be checked."""
    files = replace(source, location=source.table, table="")
    return files if source.table and place(files).exists() else None


def _rows(backend: Any, folder: str) -> Any:
    rows = backend.read_parquet(folder, mergeSchema=True)  # else one file's columns are taken for those of all
    return _with_zones(backend, rows)


def _with_zones(backend: Any, table: Any) -> Any:
    """Return a table whose instants are known as such: Ibis takes every timestamp of Spark for one without a zone."""
    from pyspark.sql.types import TimestampType

    fields = backend._session.sql(backend.compile(table.limit(0))).schema.fields
    instants = [field.name for field in fields if isinstance(field.dataType, TimestampType)]
    return table.mutate(**{name: table[name].cast("timestamp('UTC')") for name in instants}) if instants else table


def _answers(source: Source) -> None:
    """Ask the masters whether one of them listens."""
    masters = re.findall(r"([^,/]+):(\d+)", source.location)
    reason: OSError | None = None
    for host, port in masters:
        try:
            socket.create_connection((host, int(port)), timeout=ANSWER).close()
        except OSError as error:
            reason = error
        else:
            return
    if reason is not None:
        raise reason
    if source.location.startswith("spark:"):
        raise refused(source, f"{source.location} names no port; write spark://host:7077")


def _session(source: Source) -> Any:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None and running.sparkContext.master != source.location:
        running.stop()  # one process has one cluster at a time
    builder = SparkSession.builder.master(source.location).appName("CXcel")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    if re.match(r"spark://(127\.|localhost)", source.location):
        builder = builder.config("spark.driver.host", "127.0.0.1")
    try:
        return builder.getOrCreate()  # which gives a silent master up after a minute
    except Exception:
        if SparkContext._active_spark_context is not None:
            SparkContext._active_spark_context.stop()  # half of one, which the next attempt would be given
        raise


def _workers(source: Source, session: Any) -> None:
    """Wait for the first worker: a question to a cluster without one would wait for ever."""
    if not source.location.startswith("spark:"):
        return
    context = session.sparkContext._jsc.sc()
    end = time.monotonic() + SECONDS
    while context.getExecutorMemoryStatus().size() < 2:  # the first is the driver itself
        if time.monotonic() > end:
            session.stop()
            raise refused(source, f"{source.location} gave no worker within {SECONDS} seconds; start one, or free one")
        time.sleep(0.1)
