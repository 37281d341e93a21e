"""Changes to a file of sources: whole or not at all, one writer at a time, all else left as it was typed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cxcel.errors import BadInput, BadOption
from cxcel.sources.extra import needed
from cxcel.sources.fields import as_table, check_name, read_source, same
from cxcel.sources.registry import TABLE, Entry, entry, parse, read, text_of
from cxcel.sources.source import Source

WAIT = 10.0  # seconds for another writer to end
_MARK = b"\xef\xbb\xbf"


def add(source: Source, file: Path, *, replace: bool = False) -> None:
    """Write a source into a file of sources, which is made where it is not there.

    Raises
    ------
    BadOption
        The file has a source of that name, and it is not to be replaced; or the location holds a password.
    BadInput
        The file cannot be read or written; it stays as it was.
    """
    read_source(check_name(source.name), as_table(source), file.parent)
    with _locked(file):
        refuse_known(source.name, file, replace=replace)
        text = text_of(file) if file.exists() else ""
        _write(file, _with(text, source.name, as_table(source)))


def refuse_known(name: str, file: Path, *, replace: bool) -> None:
    """Refuse a name that a file has, unless its source is to be replaced."""
    known = [source.name for source in read(file) if same(source.name) == same(name)]
    if known and not replace:
        raise BadOption(f"{file} has a source '{known[0]}' already: choose another name, or replace it with --replace")


def remove(name: str, folder: Path | str | None = None) -> Entry:
    """Take a source out of the file that names it, and return what was there.

    Raises
    ------
    BadOption
        There is no such source.
    BadInput
        The file cannot be read or written; it stays as it was.
    """
    found = entry(name, folder)
    with _locked(found.file):
        text = _with(text_of(found.file), found.source.name, None)
        if text.strip():
            _write(found.file, text)
        else:
            found.file.unlink()
    return found


def _with(text: str, name: str, table: dict[str, Any] | None) -> str:
    """Return the text of a file with one table put in, replaced or, with None, taken out."""
    with needed():
        import tomlkit
    wanted = parse(text)
    document = tomlkit.parse(text)
    _change(wanted, name, table)
    _change(document, name, None if table is None else tomlkit.item(table))
    made = tomlkit.dumps(document)
    if parse(made).get(TABLE, {}) != wanted.get(TABLE, {}):
        raise BadInput(f"source '{name}' cannot be changed in a file laid out like this: change it in an editor")
    return made


def _change(document: MutableMapping[str, Any], name: str, table: Any) -> None:
    held = document.get(TABLE, {})
    former = next((other for other in held if same(other) == same(name)), None)
    if table is None:
        if former is not None:
            del held[former]
    elif former == name:
        held[name] = table
    else:
        if former is not None:
            del held[former]
        if TABLE not in document:
            document[TABLE] = {}
        document[TABLE][name] = table


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold a file for one writer; the lock of a writer that was killed is broken."""
    with needed():
        from filelock import SoftFileLock, Timeout
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = SoftFileLock(file.with_name(f".{file.name}.lock"), timeout=WAIT)
        with lock:
            yield
    except Timeout as error:
        raise BadInput(
            f"{file} is being changed by another program: wait for it; if there is none, delete {lock.lock_file}"
        ) from error
    except OSError as error:
        raise BadInput(f"{file} was not written: {error.strerror or error}; choose a folder of your own") from error


def _write(file: Path, text: str) -> None:
    """Write the whole file beside its place, then put it there."""
    target = file.resolve()  # a link stays a link
    marked = target.exists() and target.read_bytes().startswith(_MARK)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((_MARK if marked else b"") + text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(name, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
