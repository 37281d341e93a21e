"""Where the header is: below title rows, above the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxcel.data.assign import LONG, known, meant
from cxcel.data.notes import Notes, Place
from cxcel.data.numbers import is_number
from cxcel.errors import BadInput
from cxcel.sentences import sentence

_LOOK = 30
_TITLES = 15


def find_header(rows: Sequence[Sequence[Any]], place: Place, notes: Notes, skipped: int = 0) -> int:
    """Return the index of the header row.

    The header is the first wide row of words; a later one wins only when it has two known headers and the first has
    none.
    """
    width = max(sum(map(filled, row)) for row in rows[:_LOOK])
    wide = [at for at, row in enumerate(rows[:_TITLES]) if 2 * sum(map(filled, row)) >= width]
    wordy = [at for at in wide if all(is_word(cell) for cell in rows[at] if filled(cell))]
    if not wordy:
        row = (wide[0] if wide else 0) + 1 + skipped
        raise BadInput(
            f"{place}, row {row}: there is data where the header should be; put a row with the column names on top"
        )
    hits = {at: sum(known(str(cell)) for cell in rows[at] if filled(cell)) for at in wordy}
    first, other = wordy[0], max(wordy, key=lambda at: (hits[at], -at))
    best = other if not hits[first] and hits[other] > 1 else first
    if best:
        text = sentence(
            "the header of {table} is in row {row}; the rows above it were skipped",
            table=place.table,
            row=best + 1 + skipped,
        )
        notes.assume(place, text)
    return best


def questions_for(headers: Sequence[str], rows: Sequence[Sequence[Any]], at: int) -> list[str]:
    """Return the headers, each replaced by the question below it where only the question says what it is."""
    if not _import_ids(rows, at):
        return list(headers)
    asked = [str(cell).strip() for cell in rows[at + 1]][: len(headers)]
    asked += [""] * (len(headers) - len(asked))
    whole = [len(question.split()) >= LONG for question in asked]
    pairs = zip(headers, asked, whole, strict=True)
    return [q if is_whole and meant(q) and not meant(h) else h for h, q, is_whole in pairs]


def _import_ids(rows: Sequence[Sequence[Any]], at: int) -> bool:
    second = rows[at + 2] if at + 2 < len(rows) else ()
    return any(isinstance(cell, str) and cell.startswith('{"ImportId"') for cell in second)


def below_header(rows: Sequence[Sequence[Any]], at: int, place: Place, notes: Notes) -> int:
    """Return the index of the first row of data; a survey platform may repeat questions and import ids first."""
    if _import_ids(rows, at):
        text = sentence(
            "rows {first} and {last} of {table} hold questions and import ids; they were skipped",
            first=at + 2,
            last=at + 3,
            table=place.table,
        )
        notes.assume(place, text)
        return at + 3
    return at + 1


def filled(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def is_word(cell: Any) -> bool:
    """Whether a cell could be a header: text that is no number."""
    return isinstance(cell, str) and not is_number(cell)


def named(headers: Sequence[Any]) -> tuple[str, ...]:
    """Return headers as text; a column without one is called by its position."""
    return tuple(str(text).strip().lstrip("\ufeff") or f"(column {at + 1})" for at, text in enumerate(headers))
