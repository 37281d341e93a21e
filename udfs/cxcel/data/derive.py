"""What follows from the columns there are: dates joined with times, gaps between timestamps, zeros that are blanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxcel.data.dataset import Column
from cxcel.data.notes import NOT_USED, Notes, Place
from cxcel.data.roles import ROLES
from cxcel.sentences import numeral, sentence, sentence_many

Columns = dict[str, Column]

_DAY = np.timedelta64(86_400, "s")
_DAY_ONE_OVER = np.datetime64(86_400, "s")  # clock times alone are read as 1970-01-01
_FEW = 0.01
_CLOCKED = ("started_at", "answered_at", "ended_at", "first_response_at", "resolved_at", "asked_at")
_AGENT_TIME = ("talk", "hold", "wrap", "handle")
_GAPS = (  # duration, from, to
    ("wait", "started_at", "answered_at"),
    ("wait", "date", "first_response_at"),
    ("handle", "answered_at", "ended_at"),
    ("resolve_time", "date", "resolved_at"),
    ("resolve_time", "first_response_at", "resolved_at"),
)
STANDS_FOR_DATE = ("started_at", "first_response_at", "answered_at", "asked_at", "resolved_at", "ended_at")


@dataclass(slots=True)
class Rows:
    """A table's typed columns with its row numbers."""

    columns: Columns
    place: Place
    numbers: NDArray[np.int64]
    notes: Notes

    def at(self, role: str) -> Place:
        """Return the place of a role's column."""
        return self.place.at(self.columns[role].header)


def derive(rows: Rows) -> None:
    """Complete the columns of a table of contacts, answers or customers."""
    for step in (_join_time, _join_clocks, _gaps, _date, _left, _zeros):
        step(rows)


def _join_time(rows: Rows) -> None:
    time = rows.columns.pop("time", None)
    date = rows.columns.get("date")
    if time is None or date is None:
        return
    midnight = date.values.astype("datetime64[D]").astype("datetime64[s]")
    if bool(np.all((date.values == midnight) | np.isnat(date.values))):
        clock = np.nan_to_num(time.values).astype("timedelta64[s]")
        rows.columns["date"] = replace(date, values=date.values + clock)
        text = sentence(
            "the date in {table} is column '{column}' with the time of column '{other}'",
            table=rows.place.table,
            column=date.header,
            other=time.header,
        )
        rows.notes.assume(rows.place, text)


def _join_clocks(rows: Rows) -> None:
    """Give clock times without a day the day of the date; an end before its start is after midnight."""
    date = rows.columns.get("date")
    before = None
    for role in _CLOCKED:
        column = rows.columns.get(role)
        if column is None or not bool(np.all(np.isnat(column.values) | (column.values < _DAY_ONE_OVER))):
            continue
        if date is None:
            del rows.columns[role]
            found = sentence("times of day without a date column")
            rows.notes.find(rows.place.at(column.header), found, NOT_USED, (), len(column.values))
            continue
        values = date.values.astype("datetime64[D]").astype("datetime64[s]") + column.values.astype("timedelta64[s]")
        if before is not None:
            values = np.where(values < before, values + _DAY, values)
        before = values if before is None else before
        rows.columns[role] = replace(column, values=values)


def _gaps(rows: Rows) -> None:
    for role, start, end in _GAPS:
        if role in rows.columns or start not in rows.columns or end not in rows.columns:
            continue
        first, last = rows.columns[start], rows.columns[end]
        gap = (last.values - first.values).astype(np.float64)
        gap[np.isnat(last.values) | np.isnat(first.values)] = np.nan
        _use_gap(rows, role, replace(last, role=role, values=gap, blank=int(np.isnan(gap).sum())), first.header)


def _use_gap(rows: Rows, role: str, column: Column, start: str) -> None:
    bad = column.values < 0
    total, count = int((~np.isnan(column.values)).sum()), int(bad.sum())
    place, title = rows.place.at(column.header), ROLES[role].said
    few = count < _FEW * total
    if count:
        found = sentence_many(
            "{n} value of {total} before '{start}', which makes {role} negative",
            "{n} values of {total} before '{start}', which makes {role} negative",
            count,
            total=numeral(total),
            start=start,
            role=title,
        )
        done = sentence("left out") if few else sentence("{role} is not used", role=title)
        hours = sentence("{hours} hours", hours=numeral(column.values[bad][0] / 3600, 1))
        rows.notes.find(place, found, done, rows.numbers[np.flatnonzero(bad)], count, hours)
    if total and few:
        dropped: dict[str, int] = {sentence("negative"): count} if count else {}
        rows.columns[role] = replace(column, values=np.where(bad, np.nan, column.values), dropped=dropped)
        text = sentence(
            "{role} in {table} is the time from column '{start}' to column '{end}'",
            role=title,
            table=rows.place.table,
            start=start,
            end=column.header,
        )
        rows.notes.assume(rows.place, text, f'--map "{rows.place.table}:{role}="')


def _date(rows: Rows) -> None:
    if "date" in rows.columns:
        return
    role = next((role for role in STANDS_FOR_DATE if role in rows.columns), "")
    if role:
        column = rows.columns[role]
        rows.columns["date"] = replace(column, role="date")
        text = sentence(
            "the date in {table} is column '{column}' ({role})",
            table=rows.place.table,
            column=column.header,
            role=ROLES[role].said,
        )
        rows.notes.assume(rows.place, text, rows.place.map("date"))


def _left(rows: Rows) -> None:
    """A customer with a cancellation has left."""
    if "contact_id" in rows.columns:
        return
    column = rows.columns.pop("cancelled", None)
    if column is None and "joined_at" not in rows.columns:  # with it, who ever left is no rate of a period
        column = _gone(rows.columns.get("left_at"))
    if column is not None and not {"churned", "retained"} & rows.columns.keys():
        rows.columns["churned"] = replace(column, role="churned")


def _gone(left: Column | None) -> Column | None:
    """Return who has left, from the day on which."""
    return None if left is None else replace(left, values=(~np.isnat(left.values)).astype(float), blank=0)


def _zeros(rows: Rows) -> None:
    """Blank the zero seconds of contacts that nobody answered: they would pull every average down."""
    unanswered = _unanswered(rows.columns)
    if unanswered is None:
        return
    for role in _AGENT_TIME:
        column = rows.columns.get(role)
        if column is None:
            continue
        zero = unanswered & (column.values == 0)
        count = int(zero.sum())
        if count:
            found = sentence_many(
                "{n} unanswered contact with 0 seconds", "{n} unanswered contacts with 0 seconds", count
            )
            done = sentence("counted as blank")
            rows.notes.find(rows.at(role), found, done, rows.numbers[np.flatnonzero(zero)], count, "0")
            values = np.where(zero, np.nan, column.values)
            rows.columns[role] = replace(column, values=values, blank=column.blank + count)


def _unanswered(columns: Mapping[str, Column]) -> NDArray[np.bool_] | None:
    rules: tuple[tuple[str, Callable[[NDArray[np.float64]], NDArray[np.bool_]]], ...] = (
        ("answered", lambda values: values == 0),
        ("abandoned", lambda values: values == 1),
    )
    return next((rule(columns[role].values) for role, rule in rules if role in columns), None)
