"""Rows that are there twice."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from cxcel.data.assign import Roles
from cxcel.data.blanks import is_blank
from cxcel.data.notes import Notes
from cxcel.data.table import RawTable
from cxcel.sentences import Sentence, sentence, sentence_many

_OWN_ID = ("contact_id", "answer_id")


def without_copies(table: RawTable, roles: Roles, notes: Notes) -> RawTable:
    """Return the table with rows that repeat an id and every other cell counted once; all else is kept and said."""
    own = next((roles[role].column for role in _OWN_ID if role in roles), None)
    if own is None:
        if "customer_id" in roles:
            _say_alike(table, notes)
        return table
    repeated = _later_rows(table, own)
    if not len(repeated):
        return table
    first: dict[tuple[object, ...], int] = {}
    ids = table.distinct(own)
    involved = np.flatnonzero(np.isin(ids.codes, ids.codes[repeated])).tolist()
    copies = [row for row in involved if first.setdefault(_row(table, row), row) != row]
    _say(table, own, copies, sorted(set(repeated.tolist()) - set(copies)), notes)
    if not copies:
        return table
    return table.keep(np.setdiff1d(np.arange(table.n), copies))


def _row(table: RawTable, row: int) -> tuple[object, ...]:
    return tuple(column[row] for column in table.columns)


def _later_rows(table: RawTable, own: int) -> NDArray[np.intp]:
    """Return the rows whose id was there before."""
    ids = table.distinct(own)
    if len(ids.cells) == table.n:
        return np.empty(0, np.intp)
    blank = is_blank(ids.cells)[ids.codes]
    _, first = np.unique(ids.codes, return_index=True)
    later = np.setdiff1d(np.arange(table.n), first)
    return later[~blank[later]]


def _say(table: RawTable, own: int, copies: list[int], differing: list[int], notes: Notes) -> None:
    place = table.place.at(table.headers[own])
    again = sentence_many(
        "{n} row with an id that was there before, but other cells",
        "{n} rows with an id that was there before, but other cells",
        len(differing),
    )
    for rows, found, done in (
        (copies, _repeating(len(copies)), sentence("counted once")),
        (differing, again, sentence("kept")),
    ):
        if rows:
            notes.find(place, found, done, table.row_numbers[rows], len(rows), table.columns[own][rows[0]])


def _repeating(rows: int) -> Sentence:
    return sentence_many(
        "{n} row repeating an earlier row in every column", "{n} rows repeating an earlier row in every column", rows
    )


def _say_alike(table: RawTable, notes: Notes) -> None:
    seen = Counter(zip(*table.columns, strict=True))
    extra = len(seen)
    if extra == table.n:
        return
    again: set[tuple[object, ...]] = set()
    rows = []
    for number, row in zip(table.rows, zip(*table.columns, strict=True), strict=True):
        if row in again:
            rows.append(number)
        again.add(row)
    done = sentence("kept: without an id per contact or answer they may be real")
    notes.find(table.place, _repeating(len(rows)), done, rows, len(rows))
