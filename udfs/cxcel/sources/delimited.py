"""CSV files: a column is a number or a date only if all its cells are; the header is read as that of any file."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxcel.data.csvfile import find_delimiter
from cxcel.sources.files import TEXT, File, literal, quoted, text
from cxcel.sources.listing import Found, refused
from cxcel.sources.partition import Partition
from cxcel.sources.source import Source
from cxcel.sources.written import Written, chosen, ways

FIRST, SAMPLE = 200, 20_000  # rows that say which ways of writing are worth trying on more
LARGE = 4_000_000  # bytes that are worth a look at a sample
HEAD = 65_536  # bytes in which a header must end
Layout = tuple[tuple[str, ...], str, int]  # headers, what parts them, and how many lines stand above them
Tried = Mapping[str, Collection[Written]]
Fits = dict[str, dict[Written, bool]]  # of each column that is not empty: how its cells may be written, and if proved


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a file was found to hold, with others of its layout."""

    layout: Layout
    rows: int
    fits: Fits


class _Read(NamedTuple):
    """How the files of a layout are read."""

    columns: tuple[tuple[str, str], ...]
    options: str
    cells: tuple[tuple[str, str], ...]
    marks: str


_known: dict[tuple[Found, str], _Looked] = {}  # of this process: a file is looked through once while it stays the same


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
        fits, counts = _looked_through(source, layout, same, duck)
        for place, one in enumerate(same):
            _known[one, source.decimal] = _Looked(layout, counts.get(place, 0), fits)
    looked = [_known[one, source.decimal] for one in found]
    known: dict[Layout, dict[int, Fits]] = {}  # files that were looked through together share what was found
    for its in looked:
        known.setdefault(its.layout, {})[id(its.fits)] = its.fits
    read = {layout: _read(layout, chosen(_common(fits.values()), source)) for layout, fits in known.items()}
    return [_file(one, its.rows, read[its.layout]) for one, its in zip(found, looked, strict=True)]


def _common(found: Iterable[Fits]) -> Fits:
    """Return the ways that fit the cells of all files of a layout."""
    out: Fits = {}
    for fits in found:
        for name, ways_ in fits.items():
            before = out.get(name, ways_)
            out[name] = {way: proved or before[way] for way, proved in ways_.items() if way in before}
    return out


def _read(layout: Layout, written: Mapping[str, Written | None]) -> _Read:
    """Return how files of a layout are read, by the way in which each column is written."""
    ways_ = [(name, written.get(name)) for name in layout[0]]
    columns = tuple((name, way.kind if way else TEXT) for name, way in ways_)
    cells = tuple((name, way.read.format(quoted(name))) for name, way in ways_ if way)
    marks = (f"-{place}{way.unlike}" for place, (_, way) in enumerate(ways_) if way and way.unlike)
    return _Read(columns, _options(layout), cells, "".join(marks))


def _file(found: Found, rows: int, read: _Read) -> File:
    """Return a file; a way of reading that other files could change is part of its fingerprint."""
    partition = Partition(found.key, f"{found.size}-{found.changed}{read.marks}", rows)
    return File(found, partition, read.columns, "read_csv", read.options, read.cells)


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


def _options(layout: Layout) -> str:
    """Return what DuckDB is told of files of a layout: every cell is a text."""
    headers, delimiter, above = layout
    texts = ", ".join(f"{text(name)}: '{TEXT}'" for name in headers)
    return (
        f", auto_detect = false, header = true, skip = {above}, delim = {text(delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {{{texts}}}"
    )


def _looked_through(source: Source, layout: Layout, found: Sequence[Found], duck: Any) -> tuple[Fits, dict[int, int]]:
    """Look through files of one layout: first rows say what to try, all cells say what fits; and the rows of each."""
    paths = ", ".join(text(literal(one.path)) for one in found)
    rows = f"read_csv([{paths}]{_options(layout)})"
    tried = _worth_trying(
        layout[0], ways(source, layout[1]), duck.execute(f"SELECT * FROM {rows} LIMIT {FIRST}").fetchall()
    )
    if sum(one.size for one in found) > LARGE:
        fits, _ = _fitting(f"(SELECT *, 0 AS file_index FROM {rows} LIMIT {SAMPLE})", tried, duck)
        tried = {name: fits.get(name, before) for name, before in tried.items()}
    return _fitting(rows, tried, duck)


def _worth_trying(headers: Sequence[str], known: Sequence[Written], rows: Sequence[Sequence[str | None]]) -> Tried:
    """Return the ways in which the cells of the first rows may be written; all of them for a column without any."""
    out: dict[str, Collection[Written]] = {}
    for place, name in enumerate(headers):
        cells = {row[place] for row in rows} - {None}
        out[name] = [way for way in known if all(re.fullmatch(way.pattern, cell or "") for cell in cells)]
    return out


def _fitting(rows: str, tried: Tried, duck: Any) -> tuple[Fits, dict[int, int]]:
    """Return, of the ways tried on each column, those that fit all its cells; and the rows of each file."""
    pairs = [(name, way) for name, found in tried.items() for way in found]
    filled = [f"count({quoted(name)})" for name in tried]
    misfits = [
        _count(name, f"NOT {_matches(name, way.pattern)} OR {way.read.format(quoted(name))} IS NULL")
        for name, way in pairs
    ]
    proofs = [_count(name, _matches(name, way.proof)) if way.proof else "1" for name, way in pairs]
    query = f"SELECT file_index, count(*), {', '.join(filled + misfits + proofs)} FROM {rows} GROUP BY file_index"
    found = duck.execute(query).fetchall()
    totals = [sum(column) for column in zip(*(row[2:] for row in found), strict=True)]
    if not totals:
        return {}, {}
    fits: Fits = {name: {} for name, n in zip(tried, totals, strict=False) if n}
    ends = len(filled), len(filled) + len(misfits)
    for (name, way), wrong, proved in zip(pairs, totals[ends[0] : ends[1]], totals[ends[1] :], strict=True):
        if wrong == 0 and name in fits:
            fits[name][way] = proved > 0
    return fits, {row[0]: row[1] for row in found}


def _count(name: str, condition: str) -> str:
    return f"count({quoted(name)}) FILTER ({condition})"


def _matches(name: str, pattern: str) -> str:
    return f"regexp_full_match({quoted(name)}, {text(pattern)})"
