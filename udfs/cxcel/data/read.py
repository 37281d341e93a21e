"""From a path to raw tables, or to one sentence that says why the file cannot be used. Files are only read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cxcel.data.csvfile import read_csv
from cxcel.data.notes import Notes
from cxcel.data.table import RawTable
from cxcel.data.xlsx import read_xlsx, refuse_ole
from cxcel.errors import BadInput
from cxcel.sentences import sentence

_WORKBOOKS, _TEXTS = (".xlsx", ".xlsm", ".xltx", ".xltm"), (".csv", ".tsv", ".txt", ".tab")
_KNOWN = ".xlsx, .csv, .tsv or .txt"


def read_tables(path: Path, notes: Notes, without: Collection[str] = ()) -> list[RawTable]:
    """Return every table in a file, some sheets of it left out."""
    suffix = path.suffix.lower()
    data = file_bytes(path)
    refuse_ole(data, path)
    if suffix not in _WORKBOOKS + _TEXTS:
        raise BadInput(f"{path.name} is no file this can read; save it as {_KNOWN}")
    if not data.strip():
        raise BadInput(f"{path.name} is empty: it has no header and no rows; export it again with its data")
    zipped = data.startswith(b"PK\x03\x04")
    if suffix in _TEXTS and zipped:
        raise BadInput(
            f"{path.name} is a workbook or zip file with the ending {suffix}; rename it to .xlsx, or unpack it"
        )
    if suffix in _WORKBOOKS and not zipped:
        raise BadInput(f"{path.name} is no Excel workbook, though it ends in {suffix}; rename it to .csv if it is text")
    tables = read_xlsx(path, data, notes, without) if zipped else read_csv(path, data, notes)
    return _with_rows(tables, notes)


def file_bytes(path: Path) -> bytes:
    """Return what a file holds, or say in a sentence why it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{path} does not exist; check the name and the folder") from error
    except IsADirectoryError as error:
        raise BadInput(f"{path} is a folder; name the files in it") from error
    except PermissionError as error:
        if path.is_dir():
            raise BadInput(f"{path} is a folder; name the files in it") from error
        raise BadInput(
            f"{path} cannot be read: access is denied; close it elsewhere or ask for the right to read it"
        ) from error
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror or error}; copy it to this computer and try again"
        ) from error


def _with_rows(tables: list[RawTable], notes: Notes) -> list[RawTable]:
    full = [table for table in tables if table.n]
    if not full:
        raise BadInput(f"{tables[0].place} has a header but no rows; export it again with its data")
    for table in tables:
        if not table.n:
            notes.find(table.place, sentence("a header but no rows"), sentence("not read"))
    return full
