"""CSV files: a column is a number or a date only if all its cells are; the header is read as that of any file."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.data.csvfile import find_delimiter
from cxcel.sources.files import File, literal, quoted, text
from cxcel.sources.listing import Found, refused
from cxcel.sources.partition import Partition
from cxcel.sources.source import Source

SAMPLE = 20_000  # rows that say which types are worth trying on the rest
HEAD = 65_536  # bytes in which a header must end
_DAY, _TIME = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
TYPES = {  # from the narrowest; nothing that would change when it is written out again, such as 007, is a number
    "BIGINT": r"-?(0|[1-9]\d{0,17})",
    "DOUBLE": r"-?(0|[1-9]\d{0,14})(\.\d+)?([eE][-+]?\d{1,2})?",
    "DATE": _DAY,
    "TIMESTAMP": rf"{_DAY}([ T]{_TIME})?",
    "TIMESTAMP WITH TIME ZONE": rf"{_DAY}[ T]{_TIME} ?(Z|[-+]\d\d(:?\d\d)?)",
}
Layout = tuple[tuple[str, ...], str, int]  # headers, what parts them, and how many lines stand above them
_known: dict[tuple[Found, str], File] = {}  # of this process: a file is looked through once while it stays the same


def csv_files(source: Source, found: Sequence[Found], duck: Any) -> list[File]:
    """Return the files with the types that all cells of a column have; files of one layout share them."""
    layouts: dict[Layout, list[Found]] = {}
    by_line: dict[bytes, Layout] = {}
    for one in found:
        if (one, source.decimal) not in _known:
            head = _head(source, one)
            line = head.partition(b"\n")[0]
            if line not in by_line:
                by_line[line] = _layout(source, one, head)
            layouts.setdefault(by_line[line], []).append(one)
    for layout, same in layouts.items():
        for file in _read(source, layout, same, duck):
            _known[file.found, source.decimal] = file
    return [_known[one, source.decimal] for one in found]


def _head(source: Source, found: Found) -> bytes:
    """Return the first bytes of a file, unpacked."""
    try:
        with (gzip.open if found.path.lower().endswith(".gz") else open)(found.path, "rb") as file:
            head: bytes = file.read(HEAD)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise refused(source, f"the file {found.key} is no whole gzip file; write it again") from None
    except OSError as error:
        raise refused(
            source, f"the file {found.key} cannot be read ({(error.strerror or '').lower()}); check who may read it"
        ) from None
    if not head.strip():
        raise refused(source, f"the file {found.key} is empty; write it again or take it out of the folder")
    return head


def _layout(source: Source, found: Found, head: bytes) -> Layout:
    """Return the headers of a file, what parts them, and how many lines stand above them."""
    try:
        start = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        raise refused(source, f'the file {found.key} is not in UTF-8; save it as "CSV UTF-8"') from None
    told = re.match(r"sep=(.)\r?\n", start, re.IGNORECASE)  # what Excel writes to itself
    start = start[told.end() :] if told else start
    delimiter = told[1] if told else find_delimiter(start, whole=len(head) < HEAD)
    try:
        headers = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        headers = []
    return _named(source, found, headers), delimiter, 1 if told else 0


def _named(source: Source, found: Found, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headers, each once; a column without one is named by its place."""
    names = tuple(name.strip() or f"column {place}" for place, name in enumerate(headers, 1))
    lowered = [name.casefold() for name in names]
    twice = next((name for name in names if lowered.count(name.casefold()) > 1), None)
    if twice is not None:
        raise refused(source, f'two columns of {found.key} are called "{twice}"; rename one of them')
    if not names:
        raise refused(source, f"the first line of {found.key} is no header; a source reads CSV files with a header")
    return names


def _read(source: Source, layout: Layout, found: Sequence[Found], duck: Any) -> list[File]:
    """Look through files of one layout: a sample says which types to try, all cells say which hold."""
    headers, delimiter, above = layout
    texts = ", ".join(f"{text(name)}: 'VARCHAR'" for name in headers)
    options = (
        f", auto_detect = false, header = true, skip = {above}, delim = {text(delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {{{texts}}}"
    )
    paths = ", ".join(text(literal(one.path)) for one in found)
    rows = f"read_csv([{paths}]{options})"
    numbers = [kind for kind in TYPES if kind != "DOUBLE" or source.decimal == "point"]
    tried = _fitting(f"(SELECT *, 0 AS file_index FROM {rows} LIMIT {SAMPLE})", dict.fromkeys(headers, numbers), duck)[
        0
    ]
    fitting, counts = _fitting(rows, tried, duck)
    columns = tuple((name, next(iter(fitting[name]), "VARCHAR")) for name in headers)
    return [
        File(one, Partition(one.key, f"{one.size}-{one.changed}", counts.get(place, 0)), columns, "read_csv", options)
        for place, one in enumerate(found)
    ]


def _fitting(rows: str, tried: Mapping[str, Sequence[str]], duck: Any) -> tuple[dict[str, list[str]], dict[int, int]]:
    """Return, of the types tried on each column, those that all its cells have; and the rows of each file."""
    pairs = [(name, kind) for name, kinds in tried.items() for kind in kinds]
    misfits = [
        f"count({quoted(name)}) FILTER (NOT regexp_full_match({quoted(name)}, {text(TYPES[kind])}) "
        f"OR TRY_CAST({quoted(name)} AS {kind}) IS NULL)"
        for name, kind in pairs
    ]
    filled = [f"count({quoted(name)})" for name in tried]
    query = f"SELECT file_index, count(*), {', '.join(filled + misfits)} FROM {rows} GROUP BY file_index"
    found = duck.execute(query).fetchall()
    totals = [sum(column) for column in zip(*(row[2:] for row in found), strict=True)] or [0] * len(filled + misfits)
    any_cell = dict(zip(tried, totals, strict=False))
    fitting: dict[str, list[str]] = {name: [] for name in tried}
    for (name, kind), wrong in zip(pairs, totals[len(filled) :], strict=True):
        if wrong == 0 and any_cell[name]:
            fitting[name].append(kind)
    return fitting, {row[0]: row[1] for row in found}
