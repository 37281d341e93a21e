"""Rows of a source for pages that need rows: all of a small one, a random sample of a large one, drawn where it lies.

The largest source leads.  Its rows are drawn by customer where it names them, so that a customer's contacts are in the
sample all or not at all, and what came back stays known; else by the id of the row.  A number made from the id decides,
so that the same rows are drawn every time and on every engine.  Other sources follow: drawn are the rows that belong to
a drawn row, and of those that belong to none the same share.  So every contact has the same chance: a sample that
favoured those who answered would need fewer rows for a score, and would mislead on everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from cxcel.data.dataset import Assumption, Dataset
from cxcel.data.roles import ROLES
from cxcel.data.table import RawTable
from cxcel.errors import BadInput
from cxcel.sentences import numeral, sentence
from cxcel.sources.connect import failing
from cxcel.sources.engines import can
from cxcel.sources.lazy import Value
from cxcel.sources.reference import Reference
from cxcel.sources.scope import JOINED_BY, Scope, Side, scope_of
from cxcel.sources.source import Source

MOST = 200_000  # rows of the largest source: the report over them takes seconds, and r is known to 0.01 or better
DRAWN_BY = ("customer_id", "contact_id", "answer_id")
_PRIME = 2_147_483_647  # 2**31 - 1: the square of what is below it is a 64-bit number
_STEP = 1_103_515_245
_FIRST_ROW = 2  # as in a file, whose row 1 is the header


@dataclass(frozen=True, slots=True)
class Drawn:
    """A source with the rows that were taken of it.

    Parameters
    ----------
    scope : Scope
        All rows.
    total : int
        How many rows the source has.
    rows : pyarrow.Table
        The rows drawn, as the engine has them.
    """

    scope: Scope
    total: int
    rows: Any

    @property
    def side(self) -> Side:
        """The source and its roles."""
        return self.scope.side

    @property
    def name(self) -> str:
        """What the source is called."""
        return self.side.opened.source.name

    @property
    def n(self) -> int:
        """How many rows were drawn."""
        return int(self.rows.num_rows)

    @property
    def sampled(self) -> bool:
        """Whether rows were left out."""
        return self.n < self.total

    @property
    def told(self) -> list[str]:
        """What the source says of its roles, as `cxcel.data.load` takes it; an expression is a column of that name."""
        told = self.side.opened.source.roles
        return [f"{self.name}:{role}={header}" for role, header in told.items() if role in ROLES]

    @property
    def assumption(self) -> Assumption:
        """Say that the rows are a sample."""
        text = sentence(
            "what needs single rows, such as links and comments, rests on a random sample of {n} of {total} rows",
            n=numeral(self.n),
            total=numeral(self.total),
        )
        return Assumption(self.name, text)

    @property
    def table(self) -> RawTable:
        """The rows as the cells of a file."""
        cells = [[_cell(value) for value in column.to_pylist()] for column in self.rows.columns]
        numbers = range(_FIRST_ROW, self.n + _FIRST_ROW)
        return RawTable(self.name, "", tuple(self.rows.column_names), cells, numbers)


def draw(sources: Sequence[Source], most: int = 0) -> list[Drawn]:
    """Return the sources with all of their rows where none has more than `most` (else `MOST`), or with a sample.

    Raises
    ------
    CxError
        A source cannot be opened, or none of its rows is there.
    """
    most = most or MOST
    scopes = [scope_of([Reference(source, ())]) for source in sources]
    totals = [_rows(scope) for scope in scopes]
    for scope, total in zip(scopes, totals, strict=True):
        if not total:
            raise BadInput(
                f"source '{scope.opened.source.name}' has no rows: look at its location with cxcel source show"
            )
    if max(totals) <= most:
        return [Drawn(scope, total, _fetched(scope, scope.table)) for scope, total in zip(scopes, totals, strict=True)]
    lead = totals.index(max(totals))
    share = most / totals[lead]
    taken = _taken(scopes[lead], share)
    return [
        Drawn(scope, total, _fetched(scope, taken if i == lead else _following(scope, scopes[lead], taken, share)))
        for i, (scope, total) in enumerate(zip(scopes, totals, strict=True))
    ]


def told_of(data: Dataset, drawn: Sequence[Drawn]) -> Dataset:
    """Return what was read of sources with the number of rows that they have, and what is a sample said."""
    rows = {one.name: one.total for one in drawn}
    tables = tuple(replace(table, rows=rows.get(table.file, table.rows)) for table in data.tables)
    sampled = [one.assumption for one in drawn if one.sampled]
    return replace(data, tables=tables, assumptions=(*sampled, *data.assumptions))


def _rows(scope: Scope) -> int:
    known = [part.rows for part in scope.opened.partitions]
    if known and None not in known:
        return sum(rows or 0 for rows in known)
    return int(scope.total(scope.table.count()))


def _taken(scope: Scope, share: float) -> Any:
    """Return the rows of the leading source that are drawn."""
    by = next((role for role in DRAWN_BY if role in scope.side.roles), None)
    if by is None:
        return scope.table.sample(share, method="row", seed=1)
    return scope.table.filter(_chosen(scope, by, share))


def _following(scope: Scope, lead: Scope, taken: Any, share: float) -> Any:
    """Return the rows that belong to drawn ones, and the same share of those that belong to no row at all."""
    key = next((role for role in JOINED_BY if role in scope.side.roles and role in lead.side.roles), None)
    if key is None or scope.opened.backend is not lead.opened.backend:
        return _taken(scope, share)
    find, other = scope.side.finder(key), lead.side.finder(key)
    mine = find(scope.table)
    drawn_ids, all_ids = (rows.select(cxcel_id=other(rows)) for rows in (taken, lead.table))
    joined = scope.table.semi_join(drawn_ids, [mine == drawn_ids.cxcel_id])
    alone = scope.table.anti_join(all_ids, [mine == all_ids.cxcel_id])
    own = next((role for role in reversed(DRAWN_BY) if role in scope.side.roles), key)
    return joined.union(alone.filter(_chosen(scope.over(alone), own, share)))


def _chosen(scope: Scope, role: str, share: float) -> Value:
    """Whether a row is drawn, by a number made from its id; rows without an id are drawn by another of their ids."""
    import ibis

    ids = [scope.column(scope.side.opened.source.name, role) for role in _ids(scope.side, role)]
    mark = ibis.coalesce(*(_number(value) for value in ids))
    mixed = (mark * _STEP + 12_345) % _PRIME
    for _ in range(3):
        mixed = (mixed * mixed + mark) % _PRIME
    return (mixed < int(share * _PRIME)).fill_null(False)


def _ids(side: Side, first: str) -> list[str]:
    return [first, *(role for role in DRAWN_BY if role in side.roles and role != first)]


def _number(value: Value) -> Value:
    """Return a whole number below the prime that is made from an id."""
    kind = value.type()
    if kind.is_integer():
        return value.cast("int64").abs() % _PRIME
    text = value.cast("string")
    if can(text, "Hash"):
        return text.hash().cast("int64").abs() % _PRIME if kind.is_string() else _number(value.cast("int64"))
    return _spelled(text)


def _spelled(text: Value) -> Value:
    """Return a number made from the last letters of a text, for engines without a hash."""
    import ibis

    total: Value = ibis.literal(0).cast("int64")
    for place in range(8):
        letter = text.right(place + 1).substr(0, 1).ascii_str().cast("int64")
        total = (total * 131 + letter) % _PRIME
    return ibis.ifelse(text.isnull(), ibis.null("int64"), total)


def _fetched(scope: Scope, rows: Any) -> Any:
    """Return rows as they are, in the order of their date and ids, with what the user told to compute."""
    side, name = scope.side, scope.opened.source.name
    over = scope.over(rows)
    made = {header: over.column(name, header) for header in rows.columns}
    for role, told in scope.opened.source.roles.items():
        if told and told.lower() not in side.headers:
            made[told] = over.column(name, role)
    order = [over.column(name, role) for role in ("date", *DRAWN_BY) if role in side.roles]
    with failing(scope.opened.source):
        return scope.opened.backend.to_pyarrow((rows.order_by(order) if order else rows).select(**made))


def _cell(value: Any) -> Any:
    """Return a value as a sheet holds it: days as points in time, NaN as a blank."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    if isinstance(value, Decimal):
        return float(value)
    return None if isinstance(value, float) and value != value else value
