"""The files of a source as one table: their columns, what differs between them, and the query that reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cxcel.sources.listing import Found, refused
from cxcel.sources.partition import PART, Partition
from cxcel.sources.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "VARCHAR"
NOTHING = ""  # the type of a column that holds no cell by its very type, and so fits any other
NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)")
WHOLE = re.compile(r"(TINY|SMALL|BIG)?INT(EGER)?|U(TINYINT|SMALLINT|INTEGER)")
ANY_WHOLE = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
MOMENTS = re.compile(r"DATE|TIMESTAMP(_NS|_MS|_S)?")
RESERVED = ("file_index", PART)  # names that the queries need for themselves


@dataclass(frozen=True, slots=True)
class File:
    """A file of a source, and how DuckDB is to read it.

    Parameters
    ----------
    found : Found
        Where it is.
    partition : Partition
        What the store of tallies knows of it.
    columns : tuple of (str, str)
        Names and DuckDB types.
    reader : str
        The reading function of DuckDB.
    options : str
        What follows the list of files in it.
    cells : tuple of (str, str)
        Columns that are no text as the reader gives them, and the expression that makes a cell what it is.
    """

    found: Found
    partition: Partition
    columns: tuple[tuple[str, str], ...]
    reader: str
    options: str
    cells: tuple[tuple[str, str], ...] = ()


class Files:
    """All files of a source, read as one table.

    Parameters
    ----------
    source : Source
        What they belong to.
    files : sequence of File
        At least one, in the order of their names.
    text_wins : bool
        Whether a column that is text in one file and a number in another is text (CSV), or is refused (Parquet).
    """

    def __init__(self, source: Source, files: Sequence[File], text_wins: bool) -> None:
        self.source = source
        self.files = tuple(files)
        self._by_key = {file.partition.key: file for file in files}
        self._text_wins = text_wins
        self._layouts: dict[tuple[tuple[str, str], ...], File] = {}  # the first file of each
        for file in self.files:
            self._layouts.setdefault(file.columns, file)
        self.columns: Mapping[str, str] = self._unite()
        self._reserved()

    def _unite(self) -> dict[str, str]:
        """Return every column with the one type that all files can be read as."""
        names: dict[str, str] = {}
        types: dict[str, set[str]] = {}
        for file in self._layouts.values():
            for name, kind in file.columns:
                names.setdefault(name.casefold(), name)
                types.setdefault(name.casefold(), set()).add(kind)
        return {names[name]: _united(kinds) for name, kinds in types.items()}

    def _reserved(self) -> None:
        for name in self.columns:
            if name.casefold() in RESERVED:
                raise refused(self.source, f'the column "{name}" has a name that CXcel needs for itself; rename it')

    def select(self, keys: Sequence[str]) -> str:
        """Return the query that reads these files, each row with the place of its file in the column `PART`."""
        groups: dict[tuple[object, ...], list[int]] = {}
        chosen = [self._by_key[key] for key in keys]
        for place, file in enumerate(chosen):
            groups.setdefault((file.columns, file.reader, file.options, file.cells), []).append(place)
        if not chosen:
            return self._rows([self.files[0]], [0]) + " WHERE FALSE"
        return " UNION ALL ".join(self._rows([chosen[one] for one in places], places) for places in groups.values())

    def _rows(self, files: Sequence[File], places: Sequence[int]) -> str:
        """Return the query over files of one layout; each column is cast to the type it has in the whole source."""
        own = {name.casefold(): quoted(name) for name, _ in files[0].columns}
        read = {name.casefold(): cell for name, cell in files[0].cells}
        cells = [
            f"CAST({(own if kind == TEXT else own | read).get(name.casefold(), 'NULL')} AS {kind}) AS {quoted(name)}"
            for name, kind in self.columns.items()
        ]
        if len(files) == 1:
            part = str(places[0])
        elif list(places) == list(range(len(places))):
            part = "file_index"
        else:
            part = f"[{', '.join(map(str, places))}][CAST(file_index AS BIGINT) + 1]"
        paths = ", ".join(text(literal(file.found.path)) for file in files)
        return (
            f"SELECT {', '.join(cells)}, CAST({part} AS INTEGER) AS {PART} "
            f"FROM {files[0].reader}([{paths}]{files[0].options})"
        )

    def check(self, columns: Iterable[str]) -> None:
        """Refuse a column that a file lacks, or whose type differs between files."""
        for name in columns:
            if name.casefold() not in {known.casefold() for known in self.columns}:
                self._unknown(name)
            self._check(name)

    def check_identical(self) -> None:
        """Refuse columns that are not of one and the same type in all files, for an engine that reads no others."""
        for name in self.columns:
            self._check_type(name, lambda kind: kind)

    def _unknown(self, name: str) -> None:
        near = get_close_matches(name.casefold(), [known.casefold() for known in self.columns], n=1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        raise refused(self.source, f'there is no column "{name}" in {self.source.location}{hint}')

    def _check(self, name: str) -> None:
        lacking = next((file for file in self._layouts.values() if _type(file, name) is None), None)
        if lacking is not None and self.source.missing != "blank":
            self._one_kind(lacking, next(file for file in self._layouts.values() if _type(file, name) is not None))
            raise refused(
                self.source,
                f'the file {lacking.partition.key} has no column "{name}", which other files have; '
                "mend the file, or read it as blank there with --missing blank",
            )
        if not self._text_wins:
            self._check_type(name, _sort)

    def _one_kind(self, one: File, other: File) -> None:
        """Refuse files that are about different things: they have less than half of their columns in common."""
        mine, theirs = ({name.casefold() for name, _ in file.columns} for file in (one, other))
        if 2 * len(mine & theirs) < min(len(mine), len(theirs)):
            raise refused(
                self.source,
                f"{other.partition.key} and {one.partition.key} are of different kinds: name one of them, or those of "
                "one kind by a pattern such as 'logs/2026-*.csv'",
            )

    def _check_type(self, name: str, sort: Callable[[str], str]) -> None:
        first: dict[str, str] = {}
        for file in self._layouts.values():
            kind = _type(file, name)
            if kind not in (None, NOTHING):
                first.setdefault(sort(str(kind)), file.partition.key)
        if len(first) > 1:
            (its, one), (others, other) = list(first.items())[:2]
            raise refused(
                self.source,
                f'the column "{name}" is {its} in {one} and {others} in {other}; '
                "write one of them anew with the type of the other",
            )

    def unchanged(self, keys: Iterable[str]) -> None:
        """Refuse files that are gone or were written to since they were listed."""
        for key in keys:
            file = self._by_key[key].found
            try:
                stat = os.stat(file.path)
            except OSError:
                raise refused(
                    self.source, f"the file {key} has gone since the folder was listed; run it again"
                ) from None
            if (stat.st_size, stat.st_mtime_ns) != (file.size, file.changed):
                raise refused(
                    self.source, f"the file {key} was changed while it was read; run it again when nothing writes to it"
                )


def _type(file: File, name: str) -> str | None:
    return next((kind for own, kind in file.columns if own.casefold() == name.casefold()), None)


def _sort(kind: str) -> str:
    """Return what a DuckDB type is to a reader: two types of one sort can stand in one column.

    Examples
    --------
    >>> _sort("INTEGER"), _sort("DECIMAL(10,2)"), _sort("TIMESTAMP"), _sort("VARCHAR")
    ('a number', 'a number', 'a date', 'text')
    """
    if NUMBERS.fullmatch(kind):
        return "a number"
    if MOMENTS.fullmatch(kind):
        return "a date"
    named = {TEXT: "text", "BOOLEAN": "true or false", "TIMESTAMP WITH TIME ZONE": "a date with its time zone"}
    return named.get(kind, kind.lower())


def _united(kinds: set[str]) -> str:
    """Return the type that columns of these types are read as; numbers never lose a digit to a narrower type."""
    kinds = kinds - {NOTHING}
    if len(kinds) == 1:
        return kinds.pop()
    for types, wide in ((WHOLE, "BIGINT"), (ANY_WHOLE, "HUGEINT"), (NUMBERS, "DOUBLE"), (MOMENTS, "TIMESTAMP")):
        if kinds and all(types.fullmatch(kind) for kind in kinds):
            return wide
    return TEXT


def literal(path: str) -> str:
    """Return a path in which no letter stands for others."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def text(value: str) -> str:
    """Return a text as SQL writes it.

    Examples
    --------
    >>> text("d'accord")
    "'d''accord'"
    """
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
