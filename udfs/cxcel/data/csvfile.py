"""Delimited text files: delimiter found by its regularity, rows counted as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cxcel.data.layout import below_header, find_header, named, questions_for
from cxcel.data.notes import Notes, Place
from cxcel.data.table import RawTable
from cxcel.data.text import decode
from cxcel.errors import BadInput
from cxcel.sentences import sentence, sentence_many

DELIMITERS = ",;\t|"
_SAMPLE = 20_000
_SEP_LINE = re.compile(r"^\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_NAMES = {"\t": sentence("tab")}
_FEW = 0.01

Row = list[str]


def read_csv(path: Path, data: bytes, notes: Notes) -> list[RawTable]:
    """Return the table of a delimited text file."""
    place = Place(path.name)
    text = decode(data, place, notes)
    told = _SEP_LINE.match(text)
    skipped = 1 if told else 0
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else find_delimiter(text[:_SAMPLE], whole=len(text) <= _SAMPLE)
    rows = _records(text, delimiter, place)
    if not any(map(any, rows)):
        raise BadInput(f"{place} is empty: it has no header and no rows; export it again with its data")
    if delimiter != ",":
        mark = _NAMES.get(delimiter, delimiter)
        notes.assume(place, sentence("{table} is separated by '{mark}'", table=place.table, mark=mark))
    return [_table(rows, place, notes, delimiter, skipped)]


def find_delimiter(sample: str, *, whole: bool = True) -> str:
    r"""Return the delimiter that splits the sample's rows most evenly into the most fields.

    Examples
    --------
    >>> find_delimiter("a;b\n1,5;2\n2,5;3\n"), find_delimiter("only\n1\n")
    (';', ',')
    """
    scores = {delimiter: _evenness(sample, delimiter, whole=whole) for delimiter in DELIMITERS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else ","


def _evenness(sample: str, delimiter: str, *, whole: bool) -> float:
    try:
        lengths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    if not whole and len(lengths) > 1:
        lengths.pop()
    if not lengths:
        return 0.0
    width, often = Counter(lengths).most_common(1)[0]
    if width == 1 and len(set(lengths)) > 1:
        width, often = max(Counter(n for n in lengths if n > 1).items(), key=lambda item: item[1])
    return float((often / len(lengths)) ** 3 * (width - 1))


def _records(text: str, delimiter: str, place: Place) -> list[Row]:
    rows: list[Row] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput(f"{place}, row {len(rows) + 1}: {_reason(error)}; export it again") from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _reason(error: csv.Error) -> str:
    return "a quote is opened and never closed" if "limit" in str(error) else str(error)


def _table(rows: list[Row], place: Place, notes: Notes, delimiter: str, skipped: int) -> RawTable:
    at = find_header(rows, place, notes, skipped)
    headers = _trimmed(rows[at])
    width = len(headers)
    start = below_header(rows, at, place, notes)
    headers = questions_for(headers, rows, at)
    body = rows[start:]
    numbers: Sequence[int] = range(start + 1 + skipped, start + 1 + skipped + len(body))
    if {len(row) for row in body} != {width} or not all(map(any, body)):
        body, numbers = _even_rows(body, numbers, width, place, notes)
    columns: Sequence[Sequence[str]] = list(zip(*body, strict=True)) or [()] * width
    return RawTable(place.file, "", named(headers), columns, numbers, delimiter)


def _trimmed(header: Row) -> Row:
    last = max(index for index, cell in enumerate(header) if cell.strip())
    return header[: last + 1]


def _even_rows(
    body: list[Row], numbers: Sequence[int], width: int, place: Place, notes: Notes
) -> tuple[list[Row], list[int]]:
    """Cut, pad or leave out rows that are not as wide as the header; blank rows go without a word."""
    rows: list[Row] = []
    kept: list[int] = []
    long: list[int] = []
    short: list[int] = []
    for number, row in zip(numbers, body, strict=True):
        if not any(row):
            continue
        if any(map(str.strip, row[width:])):
            long.append(number)
            continue
        if len(row) < width:
            short.append(number)
        rows.append(row[:width] + [""] * (width - len(row)))
        kept.append(number)
    _say_ragged(long, short, body, width, place, notes)
    return rows, kept


def _say_ragged(long: list[int], short: list[int], body: list[Row], width: int, place: Place, notes: Notes) -> None:
    if short and len(body[-1]) < width and "\n" in body[-1][-1]:
        notes.stop(place, "a quote is opened and never closed", "mend the row or export the file again", short[-1:])
    elif short:
        found = sentence_many("{n} row shorter than the header", "{n} rows shorter than the header", len(short))
        notes.find(place, found, sentence("the missing cells count as blank"), short)
    if not long:
        return
    found = sentence_many(
        "{n} row with more cells than the header's {width}",
        "{n} rows with more cells than the header's {width}",
        len(long),
        width=width,
    )
    if len(long) > _FEW * len(body):
        notes.stop(place, found, "put quotes round text that holds the separator, or export the file again", long)
    else:
        notes.find(place, found, sentence("left out"), long)
