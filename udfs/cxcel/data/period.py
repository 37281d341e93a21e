"""Tables of counts per day or interval: averages become totals, and rates become counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxcel.data.dataset import Column
from cxcel.data.derive import Rows
from cxcel.data.headers import Header
from cxcel.data.roles import ROLES

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
            f"{rows.place} has no date column; its rows are taken in the order of the file",
            rows.place.map("date"),
        )


def _drop_scores(rows: Rows) -> None:
    for role in [name for name in rows.columns if ROLES[name].kind == "score"]:
        place = rows.at(role)
        column = rows.columns.pop(role)
        rows.notes.find(
            place, "scores in a table of counts are averages, not answers", "not used", (), len(column.values)
        )


def _rates(rows: Rows) -> None:
    columns = rows.columns
    for rate, count, whole in _RATES:
        if rate not in columns or rate == "service_level":
            continue
        column = columns.pop(rate)
        if count in columns or whole not in columns:
            continue
        columns[count] = replace(column, role=count, values=column.values * columns[whole].values)
        text = f"{ROLES[count].title} in {rows.place} is column '{column.header}' times '{columns[whole].header}'"
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
            word = "plus" if sign > 0 else "minus"
            text = (
                f"{ROLES[missing].title} in {rows.place} is '{columns[first].header}' {word} '{columns[second].header}'"
            )
            rows.notes.assume(rows.place, text, rows.place.map(missing))


def _service_level_alone(rows: Rows) -> None:
    columns = rows.columns
    level = columns.pop("service_level", None)
    weights = columns.get("answered", columns.get("offered"))
    if level is None or weights is None or "answered_in_time" in columns:
        return
    columns["answered_in_time"] = replace(
        level, role="answered_in_time", values=level.values * weights.values, made_from=weights.role
    )
    share = _share(level, weights)
    text = f"answered in time in {rows.place} is column '{level.header}' times '{weights.header}' ({share})"
    if "offered" in columns and weights is not columns["offered"]:
        other = columns["offered"]
        text += f"; weighted by '{other.header}' the service level would be {_share(level, other)}"
    rows.notes.assume(rows.place, text, rows.place.map("answered_in_time"))


def _share(level: Column, weights: Column) -> str:
    both = ~(np.isnan(level.values) | np.isnan(weights.values))
    total = float(weights.values[both].sum())
    return f"{100 * float((level.values[both] * weights.values[both]).sum()) / total:.2f} %" if total else "no contacts"


def _total(rows: Rows, role: str, header: Header) -> None:
    columns = rows.columns
    weights = columns.get("answered", columns.get("offered"))
    column = columns[role]
    if weights is None:
        del columns[role]
        rows.notes.find(
            rows.place.at(column.header),
            "an average without the number of contacts",
            "not used",
            (),
            len(column.values),
        )
        return
    if header.total or not (header.average or _looks_average(column.values, weights.values)):
        if not header.total:
            text = f"column '{column.header}' of {rows.place} holds totals, as it grows with '{weights.header}'"
            rows.notes.assume(rows.place, text, "put 'average' into the header")
        return
    values = np.where(weights.values == 0, 0.0, column.values * weights.values)
    columns[role] = replace(column, values=values)
    named = rows.place.at(column.header).named
    text = f"{named} is an average per contact; its total is that times '{weights.header}'"
    rows.notes.assume(rows.place, text, "put 'total' into the header")


def _looks_average(values: Floats, contacts: Floats) -> bool:
    both = ~(np.isnan(values) | np.isnan(contacts)) & (contacts > 0)
    if both.sum() < 3:
        return True
    value, count = values[both], contacts[both]
    if float(np.median(value / count)) < _PLAUSIBLE or value.std() == 0 or count.std() == 0:
        return True
    return float(np.corrcoef(value, count)[0, 1]) < 0.5
