"""Parquet files are known by their footers: columns, rows and a digest, without a look at the data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from cxcel.sources.files import NOTHING, File, literal, quoted, text
from cxcel.sources.listing import Found, refused
from cxcel.sources.partition import Partition
from cxcel.sources.source import Source

TAIL = 65_536  # bytes read at once from the end of a file: most footers fit
MAGIC = b"PAR1"
HIVE = re.compile(r"([^=/]+)=([^/]*)")  # a folder "month=2026-01" is a column
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class Footer:
    """What a Parquet file says of itself."""

    schema: Any
    rows: int
    digest: str


_footers: dict[Found, Footer] = {}  # of this process: a footer is read once for as long as its file stays the same


def parquet_files(source: Source, found: Sequence[Found], duck: Any) -> list[File]:
    """Return the files with their columns as DuckDB sees them; every footer is read, one file of each layout asked."""
    footers = {one: _footers.get(one) or footer(source, one) for one in found}
    _footers.update(footers)
    layouts: dict[Any, tuple[tuple[str, str], ...]] = {}
    for one, its in footers.items():
        if its.schema not in layouts:
            layouts[its.schema] = _columns(one, its.schema, duck)
    hive = _hive(found)
    options = _options(hive)
    return [
        File(one, _partition(one, its), _with(layouts[its.schema], hive), "read_parquet", options)
        for one, its in footers.items()
    ]


def footer(source: Source, found: Found) -> Footer:
    """Read the end of a Parquet file, or say that it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open(found.path, "rb") as file:
            ending = _ending(file, found.size)
        if not ending:
            raise refused(source, f"the file {found.key} {_broken(found.size)}")
        meta = pq.read_metadata(pa.BufferReader(ending))
        digest = hashlib.blake2b(ending, digest_size=8).hexdigest()
        return Footer(meta.schema.to_arrow_schema().remove_metadata(), meta.num_rows, digest)
    except (pa.ArrowException, pa.ArrowInvalid, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            reason = (error.strerror or "").lower()
            raise refused(source, f"the file {found.key} cannot be read ({reason}); check who may read it") from None
        raise refused(source, f"the file {found.key} {_broken(found.size)}") from None


def _ending(file: Any, size: int) -> bytes:
    """Return the footer with its length and the four letters after it; nothing where there is none."""
    file.seek(max(0, size - TAIL))
    tail: bytes = file.read()
    needed = int.from_bytes(tail[-8:-4], "little") + 8
    if tail[-4:] != MAGIC or needed > size - len(MAGIC):
        return b""
    if needed > len(tail):
        file.seek(size - needed)
        tail = file.read()
    return tail[-needed:]


def _broken(size: int) -> str:
    if size == 0:
        return "is empty; write it again or take it out of the folder"
    return "is no whole Parquet file (its footer cannot be read); write it again or take it out of the folder"


def _partition(found: Found, its: Footer) -> Partition:
    return Partition(found.key, f"{found.size}-{found.changed}-{its.digest}", its.rows)


def _columns(found: Found, schema: Any, duck: Any) -> tuple[tuple[str, str], ...]:
    query = f"DESCRIBE SELECT * FROM read_parquet([{text(literal(found.path))}], hive_partitioning = false)"
    empty = {field.name for field in schema if str(field.type) == "null"}
    return tuple((row[0], NOTHING if row[0] in empty else row[1]) for row in duck.execute(query).fetchall())


def _hive(found: Sequence[Found]) -> dict[str, str]:
    """Return the columns that the folders' names hold, where all files have the same, with their types."""
    values: list[dict[str, str]] = [dict(HIVE.findall(one.key.rpartition("/")[0])) for one in found]
    if any(list(one) != list(values[0]) for one in values):
        return {}
    return {name: _type({unquote(one[name]) for one in values} - {NO_VALUE}) for name in values[0]}


def _type(values: set[str]) -> str:
    """Return BIGINT or DATE where every value is one and is written in the one plain way, else VARCHAR."""
    if values and all(re.fullmatch(r"0|-?[1-9][0-9]{0,17}", value) for value in values):
        return "BIGINT"
    try:
        return (
            "DATE" if values and all(date.fromisoformat(value).isoformat() == value for value in values) else "VARCHAR"
        )
    except ValueError:
        return "VARCHAR"


def _options(hive: dict[str, str]) -> str:
    if not hive:
        return ", hive_partitioning = false"
    types = ", ".join(f"{quoted(name)}: {kind}" for name, kind in hive.items())
    return f", hive_partitioning = true, hive_types = {{{types}}}"


def _with(columns: tuple[tuple[str, str], ...], hive: dict[str, str]) -> tuple[tuple[str, str], ...]:
    inside = tuple(column for column in columns if column[0].casefold() not in {name.casefold() for name in hive})
    return (*inside, *hive.items())
