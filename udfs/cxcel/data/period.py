"""Tables of counts per day or interval: averages become totals, and rates become counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxcel.data.dataset import Column
from cxcel.data.derive import Rows
from cxcel.data.headers import Header
from cxcel.data.notes import NOT_USED
from cxcel.data.roles import ROLES
from cxcel.sentences import Sentence, numeral, sentence

Floats = NDArray[np.float64]

_RATES = (  # rate, the count it gives, the count it is a share of
    ("answer_rate", "answered", "offered"),
    ("abandon_rate", "abandoned", "offered"),
    ("service_level", "answered_in_time", "answered"),
)
_SECONDS = tuple(name for name, role in ROLES.items() if role.kind == "seconds" and name != "idle")
_PLAUSIBLE = 10.0  # seconds per answered contact; less means that the column already is an average


def complete(rows: Rows, headers: Mapping[str, Header]) -> None:
    """Turn a period table's columns into counts and totals that can be added up."""
    _drop_scores(rows)
    _rates(rows)
    _missing_count(rows)
    _service_level_alone(rows)
    for role in _SECONDS:
        if role in rows.columns:
            _total(rows, role, headers[role])
    if "date" not in rows.columns:
        rows.notes.assume(
            rows.place,
            sentence("{table} has no date column; its rows are taken in the order of the file", table=rows.place.table),
            rows.place.map("date"),
        )


def _drop_scores(rows: Rows) -> None:
    for role in [name for name in rows.columns if ROLES[name].kind == "score"]:
        place = rows.at(role)
        column = rows.columns.pop(role)
        found = sentence("scores in a table of counts are averages, not answers")
        rows.notes.find(place, found, NOT_USED, (), len(column.values))


def _rates(rows: Rows) -> None:
    columns = rows.columns
    for rate, count, whole in _RATES:
        if rate not in columns or rate == "service_level":
            continue
        column = columns.pop(rate)
        if count in columns or whole not in columns:
            continue
        columns[count] = replace(column, role=count, values=column.values * columns[whole].values)
        text = sentence(
            "{role} in {table} is column '{column}' times '{other}'",
            role=ROLES[count].said,
            table=rows.place.table,
            column=column.header,
            other=columns[whole].header,
        )
        rows.notes.assume(rows.place, text, rows.place.map(count))


def _missing_count(rows: Rows) -> None:
    """Offered = answered + abandoned gives the one that is missing."""
    columns = rows.columns
    for missing, first, second, sign in (
        ("answered", "offered", "abandoned", -1),
        ("abandoned", "offered", "answered", -1),
        ("offered", "answered", "abandoned", 1),
    ):
        if missing not in columns and first in columns and second in columns:
            values = columns[first].values + sign * columns[second].values
            if (values < 0).any():
                continue
            columns[missing] = replace(columns[first], role=missing, values=values)
            named = columns[first].header, columns[second].header
            text = _sum(missing, rows, *named) if sign > 0 else _rest(missing, rows, *named)
            rows.notes.assume(rows.place, text, rows.place.map(missing))


def _sum(role: str, rows: Rows, first: str, second: str) -> Sentence:
    return sentence(
        "{role} in {table} is '{first}' plus '{second}'",
        role=ROLES[role].said,
        table=rows.place.table,
        first=first,
        second=second,
    )


def _rest(role: str, rows: Rows, first: str, second: str) -> Sentence:
    return sentence(
        "{role} in {table} is '{first}' minus '{second}'",
        role=ROLES[role].said,
        table=rows.place.table,
        first=first,
        second=second,
    )


def _service_level_alone(rows: Rows) -> None:
    columns = rows.columns
    level = columns.pop("service_level", None)
    weights = columns.get("answered", columns.get("offered"))
    if level is None or weights is None or "answered_in_time" in columns:
        return
    columns["answered_in_time"] = replace(
        level, role="answered_in_time", values=level.values * weights.values, made_from=weights.role
    )
    text = sentence(
        "answered in time in {table} is column '{column}' times '{other}' ({share})",
        table=rows.place.table,
        column=level.header,
        other=weights.header,
        share=_share(level, weights),
    )
    if "offered" in columns and weights is not columns["offered"]:
        offered = columns["offered"]
        instead = sentence(
            "weighted by '{column}' the service level would be {share}",
            column=offered.header,
            share=_share(level, offered),
        )
        text = sentence("{first}; {then}", first=text, then=instead)
    rows.notes.assume(rows.place, text, rows.place.map("answered_in_time"))


def _share(level: Column, weights: Column) -> Sentence:
    both = ~(np.isnan(level.values) | np.isnan(weights.values))
    total = float(weights.values[both].sum())
    if not total:
        return sentence("no contacts")
    return sentence("{n} %", n=numeral(100 * float((level.values[both] * weights.values[both]).sum()) / total, 2))


def _total(rows: Rows, role: str, header: Header) -> None:
    columns = rows.columns
    weights = columns.get("answered", columns.get("offered"))
    column = columns[role]
    if weights is None:
        del columns[role]
        rows.notes.find(
            rows.place.at(column.header),
            sentence("an average without the number of contacts"),
            NOT_USED,
            (),
            len(column.values),
        )
        return
    named = rows.place.at(column.header).named
    if header.total or not (header.average or _looks_average(column.values, weights.values)):
        if not header.total:
            text = sentence("{column} holds totals, as it grows with '{other}'", column=named, other=weights.header)
            rows.notes.assume(rows.place, text, sentence("put 'average' into the header"))
        return
    values = np.where(weights.values == 0, 0.0, column.values * weights.values)
    columns[role] = replace(column, values=values)
    text = sentence(
        "{column} is an average per contact; its total is that times '{other}'", column=named, other=weights.header
    )
    rows.notes.assume(rows.place, text, sentence("put 'total' into the header"))


def _looks_average(values: Floats, contacts: Floats) -> bool:
    both = ~(np.isnan(values) | np.isnan(contacts)) & (contacts > 0)
    if both.sum() < 3:
        return True
    value, count = values[both], contacts[both]
    if float(np.median(value / count)) < _PLAUSIBLE or value.std() == 0 or count.std() == 0:
        return True
    return float(np.corrcoef(value, count)[0, 1]) < 0.5
