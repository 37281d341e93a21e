"""One raw table becomes typed columns of one grain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxcel.data.assign import Claim, Roles, assign
from cxcel.data.convert import convert
from cxcel.data.dataset import Column, SourceTable
from cxcel.data.derive import Columns, Rows, derive
from cxcel.data.duplicates import without_copies
from cxcel.data.grain import SCORES, grain_of, is_order_log, is_period, looks_like_contacts
from cxcel.data.mapping import Told
from cxcel.data.nature import Nature
from cxcel.data.notes import NOT_USED, Notes, Place
from cxcel.data.options import Options
from cxcel.data.period import complete
from cxcel.data.roles import ROLES
from cxcel.data.table import RawTable
from cxcel.errors import BadInput
from cxcel.sentences import sentence, sentence_many

_LISTED = 4
_COUNTS = frozenset({"count", "rate"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table with a grain; `grain` is "" when nothing in it can be used."""

    grain: str
    table: RawTable
    columns: Columns
    source: SourceTable

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.table.n

    @property
    def keys(self) -> set[str]:
        """Roles of the columns."""
        return set(self.columns)

    def of_grain(self, grain: str) -> Prepared:
        """Return the table as one of another grain."""
        return replace(self, grain=grain)

    def with_columns(self, columns: Columns) -> Prepared:
        """Return the table with other columns."""
        return replace(self, columns=columns)


def prepare(table: RawTable, told: Told, options: Options, notes: Notes) -> Prepared:
    """Read a table's columns in their roles."""
    roles, natures = assign(table, told, options.blanks, notes)
    period = is_period(roles, natures)
    roles = _suiting(roles, table, notes, period=period)
    if not grain_of(roles, period=period):
        return Prepared("", table, {}, _source(table, {}))
    if table.n == 1:
        raise BadInput(
            f"{table.place} has one row: a report needs at least two; export a longer period or more answers"
        )
    if not period:
        table = without_copies(table, roles, notes)
        roles = _with_status(roles, natures)
    columns = convert(roles, table, options, notes, period=period)
    rows = Rows(columns, table.place, table.row_numbers, notes)
    if period:
        complete(rows, {role: claim.header for role, claim in roles.items()})
    else:
        derive(rows)
    rows.columns = _used(rows.columns)
    grain = _grain(rows.columns, period=period)
    return Prepared(grain, table, rows.columns, _source(table, roles))


def _used(columns: Columns) -> Columns:
    """Leave out columns that cleaning has emptied."""
    return {role: column for role, column in columns.items() if not _empty(column)}


def _empty(column: Column) -> bool:
    values = column.values
    if column.is_text:
        return bool((values < 0).all())
    return bool(np.isnat(values).all() if column.is_date else np.isnan(values).all())


def _grain(columns: Mapping[str, Column], *, period: bool) -> str:
    grain = grain_of(columns, period=period)
    if grain == "answer":
        blank: list[NDArray[np.bool_]] = [np.isnan(columns[role].values) for role in SCORES & set(columns)]
        share = float(np.logical_and.reduce(blank).mean()) if blank else 0.0
        return "contact" if looks_like_contacts(columns, share) else "answer"
    if grain == "customer" and {"customer_id", "date", "spend"} <= set(columns):
        return "order" if is_order_log(columns, columns["customer_id"].values) else grain
    return grain


def _suiting(roles: Roles, table: RawTable, notes: Notes, *, period: bool) -> Roles:
    """Leave out counts and rates in tables of single contacts, and ids in tables of counts."""
    kept: dict[str, Claim] = {}
    for role, claim in roles.items():
        if not period and ROLES[role].kind in _COUNTS:
            found = sentence("a count or rate in a table of single rows")
            notes.find(table.place.at(claim.header.text), found, NOT_USED, (), table.n)
            continue
        kept[role] = claim
    return kept


def _with_status(roles: Roles, natures: Mapping[int, Nature]) -> Roles:
    """Take a status that is only ever answered or abandoned as the flag it is."""
    claim = roles.get("status")
    if claim is None or claim.column not in natures or {"answered", "abandoned"} & roles.keys():
        return roles
    words = {str(cell).lower() for cell in natures[claim.column].cells}
    role = ROLES["answered"]
    if words <= role.yes | role.no and words & role.yes and words & role.no and words & ROLES["abandoned"].yes:
        return {
            **{name: other for name, other in roles.items() if name != "status"},
            "answered": replace(claim, role="answered"),
        }
    return roles


def _source(table: RawTable, roles: Roles) -> SourceTable:
    used = {claim.column for claim in roles.values()}
    unused = tuple(text for column, text in enumerate(table.headers) if column not in used)
    return SourceTable(
        table.file, table.sheet, table.n, {role: claim.header.text for role, claim in roles.items()}, unused
    )


def nothing_found(tables: list[RawTable], notes: Notes) -> BadInput:
    """Return the error for files in which no column has a role."""
    table = tables[0]
    near = next((finding for finding in notes.findings if "by its header" in finding.found), None)
    if near is not None:
        place = Place(near.file, near.sheet)
        way_out = f"mend the cells, name codes with --blank, or another column with {place.map('role')}"
        return BadInput(f"{place.at(near.column)} {near.found}: it holds '{near.example}'; {way_out}")
    listed = ", ".join(f"'{text[:20]}'" for text in table.headers[:_LISTED])
    more = f" and {len(table.headers) - _LISTED} more" if len(table.headers) > _LISTED else ""
    return BadInput(
        f"{table.place} has no column known as a score (nps, csat, ces), a contact measure or a count, only "
        f"{listed}{more}; name one with {table.place.map('nps')}"
    )


def say_unused(prepared: Prepared, notes: Notes) -> None:
    """Note a table without any role."""
    table = prepared.table
    found = sentence_many("no known role in {n} column", "no known role in {n} columns", len(table.headers))
    done = sentence("not used; name columns with {option}", option=table.place.map("role"))
    notes.find(table.place, found, done, (), table.n)
