"""Tables that belong together: a survey to its contacts, customers to both.

Answers are put beside their contacts. When every answer finds its contact, the contacts alone hold all answers; when
some do not, the frame "answer" is kept too and holds all of them, so that a score is always over every answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxcel.data.dataset import Column
from cxcel.data.derive import Columns
from cxcel.data.grain import SCORES
from cxcel.data.notes import Notes, Place, counted
from cxcel.data.prepare import Prepared
from cxcel.errors import BadInput
from cxcel.sentences import Sentence, numeral, sentence, sentence_many

Index = NDArray[np.intp]

_LEAST = 0.01
_FROM_CUSTOMERS = (
    "segment",
    "tier",
    "member",
    "market",
    "contract",
    "preferred_channel",
    "churned",
    "retained",
    "tenure",
    "value",
    "spend",
)
_KEYS = frozenset({"contact_id", "customer_id", "answer_id"})


@dataclass(frozen=True, slots=True)
class Match:
    """For every row on the left, the row on the right, or -1."""

    key: str
    rows: Index

    @property
    def found(self) -> NDArray[np.bool_]:
        """Rows that have a partner."""
        return self.rows >= 0

    @property
    def share(self) -> float:
        """Share of rows that have a partner."""
        return float(self.found.mean()) if len(self.rows) else 0.0


def codes_in(left: Column, right: Column) -> NDArray[np.int32]:
    """Return the left ids as codes of the right one's labels; -1 where the right has no such id."""
    places = {label: code for code, label in enumerate(right.labels)}
    codes = [places.get(label, -1) for label in left.labels]
    if sum(code >= 0 for code in codes) < _LEAST * len(codes):
        loose = {_loose(label): code for code, label in enumerate(right.labels)}
        codes = [loose.get(_loose(label), -1) for label in left.labels]
    spread: NDArray[np.int32] = np.asarray([*codes, -1], np.int32)[left.values]
    return spread


def _loose(label: str) -> str:
    return label.casefold().strip().lstrip("0")


def first_rows(codes: NDArray[np.int32], size: int) -> Index:
    """Return the first row of each code, -1 where there is none."""
    rows = np.full(size, -1, np.intp)
    used, first = np.unique(codes, return_index=True)
    rows[used[used >= 0]] = first[used >= 0]
    return rows


def by_id(left: Prepared, right: Prepared, key: str) -> Match | None:
    """Match rows by an id that is single on the right."""
    if key not in left.columns or key not in right.columns:
        return None
    ids = right.columns[key]
    codes = codes_in(left.columns[key], ids)
    first = first_rows(ids.values, len(ids.labels) + 1)
    return Match(key, np.where(codes >= 0, first[codes], -1))


def by_customer_and_date(survey: Prepared, contacts: Prepared) -> Match | None:
    """Match an answer to the customer's latest contact that was not after it."""
    if not {"customer_id", "date"} <= survey.keys & contacts.keys:
        return None
    ids = contacts.columns["customer_id"]
    codes = codes_in(survey.columns["customer_id"], ids)
    when = contacts.columns["date"].values.astype("datetime64[s]").astype(np.int64)
    asked = survey.columns["date"].values
    limit = np.where(asked == asked.astype("datetime64[D]"), asked + np.timedelta64(86_399, "s"), asked).astype(
        np.int64
    )
    order = np.lexsort((when, ids.values))
    place = np.full(len(codes), -1, np.intp)
    keys = ids.values[order].astype(np.int64)
    starts, ends = np.searchsorted(keys, codes, "left"), np.searchsorted(keys, codes, "right")
    sorted_when = when[order]
    for row in np.flatnonzero((codes >= 0) & ~np.isnat(asked)).tolist():
        start, end = int(starts[row]), int(ends[row])
        at = start + int(np.searchsorted(sorted_when[start:end], limit[row], "right")) - 1
        if at >= start:
            place[row] = order[at]
    return Match("customer_id", place)


def attach(base: Prepared, other: Prepared, key: str, notes: Notes) -> tuple[Prepared, bool]:
    """Return a table with the columns of another of the same grain, and whether every row of that found its place."""
    match = by_id(other, base, key)
    if match is None or match.share < _LEAST:
        notes.refuse(other.table.place, do_not_join(other, base, match, (key,)))
        return base, False
    return _attached(base, other, match, notes)


def join_survey(contacts: Prepared, survey: Prepared, notes: Notes) -> tuple[Prepared, bool]:
    """Return the contacts with their answers, and whether every answer is there."""
    match = _match(survey, contacts)
    if match is None or match.share < _LEAST:
        notes.refuse(survey.table.place, do_not_join(survey, contacts, match, ("contact_id", "customer_id")))
        return contacts, False
    return _attached(contacts, survey, match, notes)


def _attached(contacts: Prepared, survey: Prepared, match: Match, notes: Notes) -> tuple[Prepared, bool]:
    first = first_rows(match.rows.astype(np.int32), contacts.n)
    _say_survey(survey, contacts, match, first, notes)
    columns: Columns = dict(contacts.columns)
    for role, column in survey.columns.items():
        name = "asked_at" if role == "date" else role
        if role not in _KEYS - {"answer_id"} and name not in columns:
            columns[name] = _beside(column, name, first)
    complete = (
        bool(match.found.all()) and int((first >= 0).sum()) == survey.n and not SCORES & survey.keys & contacts.keys
    )
    return contacts.with_columns(columns), complete


def _beside(column: Column, role: str, rows: Index) -> Column:
    taken = column.take(rows)
    return replace(taken, role=role, unmatched=int((rows < 0).sum()))


def _match(survey: Prepared, contacts: Prepared) -> Match | None:
    return (
        by_id(survey, contacts, "contact_id")
        or by_customer_and_date(survey, contacts)
        or _by_single_customer(survey, contacts)
    )


def _by_single_customer(survey: Prepared, contacts: Prepared) -> Match | None:
    match = by_id(survey, contacts, "customer_id")
    if match is None:
        return None
    ids = contacts.columns["customer_id"].values
    return match if len(np.unique(ids[ids >= 0])) >= 0.95 * (ids >= 0).sum() else None


def _say_survey(survey: Prepared, contacts: Prepared, match: Match, first: Index, notes: Notes) -> None:
    place = survey.table.place
    header = survey.columns[match.key].header
    text = _joins(place, contacts.table.place, header)
    if match.key != "contact_id" and contacts.grain == "contact":
        text = sentence("{joins}: each row goes to the customer's latest contact before it", joins=text)
    notes.assume(place, text, place.map(match.key))
    done = sentence("kept for the scores, left out of links") if SCORES & survey.keys else sentence("left out")
    lost = np.flatnonzero(~match.found)
    if len(lost):
        rows = survey.table.row_numbers[lost]
        value = _id_text(survey.columns[match.key], int(lost[0]))
        found = sentence_many(
            "{n} row of {total} without a partner in {table}",
            "{n} rows of {total} without a partner in {table}",
            len(lost),
            total=numeral(survey.n),
            table=contacts.table.place.table,
        )
        notes.find(place.at(header), found, done, rows, len(lost), value)
    again = np.setdiff1d(np.flatnonzero(match.found), first[first >= 0])
    if len(again):
        rows = survey.table.row_numbers[again]
        value = _id_text(survey.columns[match.key], int(again[0]))
        found = sentence_many(
            "{n} further row for one that has its row", "{n} further rows for one that has its row", len(again)
        )
        done = sentence("{first}; {then}", first=done, then=sentence("the first row is used"))
        notes.find(place.at(header), found, done, rows, len(again), value)


def _joins(place: Place, other: Place, header: str) -> Sentence:
    return sentence("{table} joins {other} by column '{column}'", table=place.table, other=other.table, column=header)


def _id_text(column: Column, row: int) -> str:
    code = int(column.values[row])
    return column.labels[code] if code >= 0 else sentence("(blank)")


def do_not_join(left: Prepared, right: Prepared, match: Match | None, keys: tuple[str, ...]) -> BadInput:
    """Return the error for two tables that share no id."""
    first, second = left.table.place, right.table.place
    if match is not None:
        one, other = left.columns[match.key].header, right.columns[match.key].header
        why = f"{counted(int(match.found.sum()), 'row')} of {left.n:,} in '{one}' found in '{other}'"
    else:
        why = f"they share no {' or '.join(key.replace('_', ' ') for key in keys)}"
    key = match.key if match is not None else keys[0]
    way_out = f"name the id in both with {first.map(key)} and {second.map(key)}"
    return BadInput(f"{first} and {second} do not join: {why}; {way_out}")


def join_customers(rows: Prepared, customers: Prepared, notes: Notes) -> Prepared:
    """Return contacts or answers with what the customers' table says of each customer."""
    match = by_id(rows, customers, "customer_id")
    if match is None or match.share < _LEAST:
        notes.refuse(rows.table.place, do_not_join(rows, customers, match, ("customer_id",)))
        return rows
    columns: Columns = dict(rows.columns)
    for role in _FROM_CUSTOMERS:
        if role in customers.columns and role not in columns:
            columns[role] = _beside(customers.columns[role], role, match.rows)
    place, header = rows.table.place, rows.columns["customer_id"].header
    notes.assume(place, _joins(place, customers.table.place, header), place.map("customer_id"))
    lost = np.flatnonzero(~match.found)
    if len(lost):
        value = _id_text(rows.columns["customer_id"], int(lost[0]))
        found = sentence_many(
            "{n} row of {total} without a customer in {table}",
            "{n} rows of {total} without a customer in {table}",
            len(lost),
            total=numeral(rows.n),
            table=customers.table.place.table,
        )
        numbers, done = rows.table.row_numbers[lost], sentence("kept, without the customer's segment")
        notes.find(place.at(header), found, done, numbers, len(lost), value)
    return rows.with_columns(columns)
