"""From bytes to text: the encoding is proved from the file, never mixed, never guessed in silence."""

from __future__ import annotations

import csv
import io
import re

from cxcel.data.notes import Notes, Place
from cxcel.errors import BadInput
from cxcel.sentences import sentence

_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 200_000


def decode(data: bytes, place: Place, notes: Notes) -> str:
    """Return the text of a file, or say in one sentence why it has none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, place)
    if b"\0" in data:
        return _with_nulls(data, place)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixed(data, place)
    encoding = _single_byte(data)
    notes.assume(
        Place(place.file),
        sentence(
            "the text of {file} was read as {encoding}", file=place.file, encoding=_TITLES.get(encoding, encoding)
        ),
        sentence("save it as CSV UTF-8"),
    )
    return _strictly(data, encoding, place)


_TITLES = {
    "cp1252": sentence("Western European (Windows-1252)"),
    "latin-1": sentence("Western European (Latin-1)"),
}


def _strictly(data: bytes, encoding: str, place: Place) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = _row_at(data, error.start)
        raise BadInput(
            f"{place.file}, row {row}: the text is damaged ({encoding}); save the file again as CSV UTF-8"
        ) from error


def _with_nulls(data: bytes, place: Place) -> str:
    sample = data[:2000]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if half and half.count(0) > 0.6 * len(half):
            return _strictly(data, encoding, place)
    row = _row_at(data, data.index(b"\0"))
    raise BadInput(f"{place.file}, row {row}: zero bytes: the file is damaged or no text; export it again as CSV UTF-8")


def _refuse_mixed(data: bytes, place: Place) -> None:
    utf8: list[int] = []
    other: list[int] = []
    start = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            (utf8 if _is_utf8(line) else other).append(start)
        start += len(line) + 1
    if not utf8 or not other:
        return
    first, second = _row_at(data, utf8[0]), _row_at(data, other[0])
    raise BadInput(
        f"{place.file} mixes two text encodings: row {first} is UTF-8 and row {second} is not; "
        "export it again in one encoding (CSV UTF-8)"
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(data: bytes) -> str:
    """Western text has lone accented letters; runs of high bytes are another script, for the detector to name."""
    runs = _HIGH_RUNS.findall(data, 0, _SAMPLE)
    if sum(map(len, runs)) >= 1.7 * len(runs):
        from charset_normalizer import from_bytes

        best = from_bytes(b"\n".join(line for line in data[:_SAMPLE].split(b"\n") if not line.isascii())).best()
        if best is not None and _decodes(data, best.encoding):
            return best.encoding
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _row_at(data: bytes, position: int) -> int:
    """Return the row a byte stands in, as a spreadsheet counts rows (a quoted line break starts none)."""
    before = data[:position].decode("latin-1")
    try:
        return max(1, sum(1 for _ in csv.reader(io.StringIO(before + "x", newline=""))))
    except csv.Error:
        return before.count("\n") + 1
