"""The register of sources: small TOML files, one beside the workbook and one of the user's own.

A file ``cxcel-sources.toml`` holds a table for each source::

    [sources.contacts]
    location = "logs/*.parquet"
    timezone = "Europe/Paris"

    [sources.contacts.roles]
    wait = "Speed of answer"

Read first is the file in the folder of the open workbook, then what CXCEL_SOURCES names (a file or a folder), or,
where there is neither, the current folder; last the user's configuration folder.  The first to hold a name wins.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cxcel.errors import BadInput, BadOption, CxError
from cxcel.sources.extra import needed
from cxcel.sources.fields import check_name, read_source, same
from cxcel.sources.source import Source

FILE = "cxcel-sources.toml"
VARIABLE = "CXCEL_SOURCES"
TABLE = "sources"
_LISTED = 8
_beside: ContextVar[Path | None] = ContextVar("beside", default=None)


class Entry(NamedTuple):
    """A source and the file that names it."""

    source: Source
    file: Path


@contextmanager
def beside(folder: Path | str | None) -> Iterator[None]:
    """Look for sources in the folder of a workbook first, as long as this lasts.

    Examples
    --------
    >>> with beside("reports"):
    ...     files()[0].as_posix()
    'reports/cxcel-sources.toml'
    """
    token = _beside.set(Path(folder) if folder else None)
    try:
        yield
    finally:
        _beside.reset(token)


def files(folder: Path | str | None = None) -> tuple[Path, ...]:
    """Return the files that sources are looked for in, the first that counts first, whether they are there or not.

    Raises
    ------
    BadInput
        CXCEL_SOURCES names what is not there.
    """
    workbook = Path(folder) if folder is not None else _beside.get()
    near = [_file(workbook)] if workbook is not None else []
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).exists():
            raise BadInput(f"{VARIABLE} names {named}, which is not there: make it, or unset the variable")
        near.append(_file(Path(named)))
    return (*(near or [Path(FILE)]), user_file())


def _file(place: Path) -> Path:
    return place if place.suffix.lower() == ".toml" and not place.is_dir() else place / FILE


def here() -> Path:
    """Return the file that new sources go to: that of the workbook or of CXCEL_SOURCES, else the current folder's."""
    return files()[0]


def user_file() -> Path:
    """Return the file of the user's own sources."""
    with needed():
        from platformdirs import user_config_path
    return user_config_path("cxcel", appauthor=False) / FILE


def sources(folder: Path | str | None = None) -> Mapping[str, Source]:
    """Return all sources by the names they were given.

    Raises
    ------
    CxError
        A file of sources cannot be used.
    """
    return {entry.source.name: entry.source for entry in entries(folder)}


def entries(folder: Path | str | None = None) -> tuple[Entry, ...]:
    """Return all sources with the files that name them; a name that two files hold counts in the first."""
    found: dict[str, Entry] = {}
    for file in files(folder):
        for source in read(file):
            found.setdefault(same(source.name), Entry(source, file))
    return tuple(found.values())


def entry(name: str, folder: Path | str | None = None) -> Entry:
    """Return the source of a name, capitals or not, with the file that names it.

    Raises
    ------
    BadOption
        There is no such source.
    CxError
        A file of sources cannot be used.
    """
    known = {same(entry.source.name): entry for entry in entries(folder)}
    if same(name) in known:
        return known[same(name)]
    raise BadOption(_unknown(name, {key: entry.source.name for key, entry in known.items()}))


def _unknown(name: str, known: Mapping[str, str]) -> str:
    if not known:
        return f"there is no source '{name:.40}': none is registered yet; cxcel source add NAME LOCATION adds one"
    near = get_close_matches(same(name), known, n=1)
    hint = f"; did you mean {known[near[0]]}?" if near else ";"
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"there is no source '{name:.40}'{hint} Known: {', '.join(list(known.values())[:_LISTED])}{more}"


def find(name: str, folder: Path | str | None = None) -> Source:
    """Return the source of a name, capitals or not.

    Raises
    ------
    BadOption
        There is no such source.
    CxError
        A file of sources cannot be used.
    """
    return entry(name, folder).source


def read(file: Path) -> tuple[Source, ...]:
    """Return the sources of one file; a file that is not there holds none.

    Raises
    ------
    BadInput
        It cannot be read, is no TOML, or holds something that is no source.
    """
    try:
        seen = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror or error}") from error
    return _read(file.absolute(), str(file), (seen.st_mtime_ns, seen.st_size, seen.st_ino))


@lru_cache(maxsize=64)
def _read(file: Path, shown: str, stamp: tuple[int, ...]) -> tuple[Source, ...]:
    """Read a file once for every state of it: a cell asks for its source each time it is calculated."""
    text = text_of(file, shown)
    try:
        found = _tables(parse(text))
        return tuple(read_source(name, table, file.parent) for name, table in found.items())
    except CxError as error:
        raise BadInput(f"{shown}: {error}") from error


def text_of(file: Path, shown: str = "") -> str:
    """Return the text of a file of sources; Notepad's mark at the beginning is not part of it.

    Raises
    ------
    BadInput
        It cannot be read, or is no UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{shown or file} is no text in UTF-8: save it as UTF-8 in your editor") from error
    except OSError as error:
        raise BadInput(f"{shown or file} cannot be read: {error.strerror or error}") from error


def parse(text: str) -> dict[str, Any]:
    """Return what a text in TOML holds.

    Raises
    ------
    BadInput
        It is no TOML; the sentence names the line.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = "too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise BadInput(f"this is no TOML: {reason}; mend that place, texts stand in quotes") from error


def _tables(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the tables of sources by name, none of them twice."""
    odd = [name for name in found if name != TABLE]
    if odd:
        raise BadInput(f"'{odd[0]:.40}' is not known here: a source is a table [sources.NAME]")
    tables = found.get(TABLE, {})
    if not isinstance(tables, Mapping):
        raise BadInput(f"'{TABLE}' must be tables: [sources.NAME] for each source")
    seen: dict[str, str] = {}
    for name in map(check_name, tables):
        other = seen.setdefault(same(name), name)
        if other != name:
            raise BadInput(f"sources '{other}' and '{name}' differ in capitals or '_' only: rename one")
    return tables
