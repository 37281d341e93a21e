"""The rows that a formula is about: those of one source, or of two that an id joins, with columns by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from typing import Any

from cxcel.data.derive import STANDS_FOR_DATE
from cxcel.data.roles import ROLES
from cxcel.errors import BadInput, BadOption
from cxcel.sources.cells import way_out
from cxcel.sources.columns import local
from cxcel.sources.connect import Opened, failing, open_source
from cxcel.sources.copies import ACROSS, NONE, own_id, repeated, without
from cxcel.sources.dated import as_moments, no_date
from cxcel.sources.engines import in_zone
from cxcel.sources.filters import condition, expression
from cxcel.sources.lazy import Value
from cxcel.sources.matching import roles_of
from cxcel.sources.reference import Reference
from cxcel.sources.source import Source

JOINED_BY = ("contact_id", "answer_id", "customer_id")  # the ids that two sources may share, the closest first
HANDLE_PARTS = ("talk", "hold", "wrap")
_LISTED = 20
_OTHER = "cxcel_other_"  # what the columns of the second of two sources are called where they are joined

PARTS_OF_TIME: Mapping[str, Callable[[Value], Value]] = {  # columns that every source with a date has
    "day": lambda when: when.date(),
    "week": lambda when: when.date().truncate("W"),
    "month": lambda when: when.date().truncate("M"),
    "quarter": lambda when: when.date().truncate("Q"),
    "year": lambda when: when.year(),
    "weekday": lambda when: when.day_of_week.index() + 1,  # 1 = Monday
    "hour": lambda when: when.hour(),
}

Condition = tuple[str, str]  # the source it is about, and its text


@dataclass(frozen=True, slots=True)
class Side:
    """A source, what its columns are called in the table, and their roles."""

    opened: Opened
    roles: Mapping[str, str]
    prefix: str = ""

    @property
    def repeated_id(self) -> str:
        """The id by which copies of rows are left out; "" where there are none, or where they are to be kept."""
        column = own_id(self.roles, self.opened.table.columns)
        if self.opened.source.copies == "keep" or column is None or repeated(self.opened, column) == NONE:
            return ""
        return column

    def once(self, table: Any) -> Any:
        """Return the rows of a table of the source, copies left out."""
        column = self.repeated_id
        if not column:
            return table
        self.opened.need(self.opened.table.columns)
        return without(table, column)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the source by their small letters."""
        return {header.lower(): header for header in self.opened.table.columns}

    def finder(self, name: str) -> Callable[[Any], Value]:
        """Return how a column is found in a table, by its role or its header; instants as the clock on the wall.

        Raises
        ------
        BadOption
            There is no such column.
        BadInput
            A file lacks it, or holds another type.
        """
        told = self.roles.get(name) or self.roles.get(name.lower()) or name
        if header := self.headers.get(told.lower()):
            self.opened.check([header])
            return lambda table: self._held(table[self.prefix + header], header).name(header)
        if name.lower() in PARTS_OF_TIME and "date" in self.roles:
            part = PARTS_OF_TIME[name.lower()]
            return lambda table: part(self.when(table)).name(name)
        if told != name:
            return lambda table: expression(told, lambda inner: self._inner(name, inner)(table)).name(name)
        raise BadOption(self._unknown(name))

    def when(self, table: Any) -> Value:
        """Return the points in time of the rows.

        Raises
        ------
        BadInput, BadType
            The column holds something else.
        """
        source, raw = self.opened.source, self.finder("date")(table)
        if raw.type().is_string() and (text := no_date(self.opened, raw.get_name())):
            told = way_out(text, source)
            raise BadInput(f"{source.name}: column '{raw.get_name()}' holds '{text:.40}', which is no date{told}")
        return local(raw, source)

    def _held(self, column: Value, header: str) -> Value:
        """Return a column as the source has it: instants on the clock on the wall, texts of days as days."""
        kind, zone = column.type(), self.opened.source.timezone
        if kind.is_string() and any(ROLES[role].kind == "date" for role in self._roles_of(header)):
            return as_moments(self.opened, header, column)
        return in_zone(column, zone) if kind.is_timestamp() and kind.timezone else column

    def _roles_of(self, header: str) -> list[str]:
        return [role for role, column in self.roles.items() if column == header and role in ROLES]

    def _inner(self, outer: str, name: str) -> Callable[[Any], Value]:
        if name.lower() == outer.lower() and name.lower() not in self.headers:
            raise BadOption(f"{self.opened.source.name}: '{outer}' is made from itself")
        return self.finder(name)

    def _unknown(self, name: str) -> str:
        known = list(dict.fromkeys([*self.roles, *self.opened.table.columns]))
        near = get_close_matches(name.lower(), [one.lower() for one in known], n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
        return f"{self.opened.source.name} has no column '{name}'{hint}; it has {', '.join(known[:_LISTED])}{more}"


@dataclass(frozen=True, slots=True)
class Scope:
    """A table of Ibis with the columns of one source or of two.

    Parameters
    ----------
    sides : mapping
        Source -> where its columns are; the rows are those of the first.
    table : ibis.Table
        All rows, or some of them.
    """

    sides: Mapping[str, Side]
    table: Any

    @property
    def side(self) -> Side:
        """Where the columns of the source are whose rows these are."""
        return next(iter(self.sides.values()))

    @property
    def opened(self) -> Opened:
        """The source whose rows these are."""
        return self.side.opened

    @property
    def joined(self) -> bool:
        """Whether the columns are those of two sources."""
        return len(self.sides) > 1

    @property
    def whole(self) -> bool:
        """Whether sums cannot be made file by file: rows of two sources are joined, or copies lie in several files."""
        column = self.side.repeated_id
        return self.joined or (bool(column) and repeated(self.opened, column) == ACROSS)

    def over(self, table: Any) -> Scope:
        """Return the same columns over another table of the same shape."""
        return replace(self, table=table)

    def once(self, table: Any) -> Scope:
        """Return the same columns over a table of the source, copies left out; joined rows are left as they are."""
        return self if self.joined else self.over(self.side.once(table))

    def of(self, reference: Reference) -> Value:
        """Return the column that a formula names."""
        return self.column(reference.source.name, reference.role)

    def column(self, source: str, name: str) -> Value:
        """Return a column of a source by its role or header, as the engine has it."""
        return self.sides[source].finder(name)(self.table)

    def total(self, value: Value) -> float:
        """Return an aggregate over all rows; NaN where there is nothing to add up."""
        with failing(self.opened.source):
            found = self.opened.backend.to_pyarrow(value.as_table()).to_pydict()
        (cells,) = found.values()
        return float("nan") if cells[0] is None else float(cells[0])

    def where(self, conditions: Sequence[Condition]) -> Any:
        """Return the rows that meet every condition."""
        table = self.table
        for source, text in conditions:
            table = table.filter(condition(text, partial(self.over(table).column, source)))
        return table


def conditions_of(references: Sequence[Reference]) -> tuple[Condition, ...]:
    """Return every condition that some references are under, once."""
    return tuple(dict.fromkeys((ref.source.name, text) for ref in references for text in ref.where))


def scope_of(references: Sequence[Reference]) -> Scope:
    """Return the rows that some references are about.

    Raises
    ------
    BadOption, BadInput
        References to more than two sources, or to two that nothing joins.
    """
    sources = {reference.source.name: reference.source for reference in references}
    sides = [side_of(source) for source in sources.values()]
    if len(sides) == 1:
        return Scope({sides[0].opened.source.name: sides[0]}, sides[0].opened.table)
    if len(sides) > 2:
        raise BadOption(f"columns of {len(sides)} sources cannot stand side by side: two can, where an id joins them")
    return _joined(*sides)


def side_of(source: Source) -> Side:
    """Open a source and return where its columns are."""
    opened = open_source(source)
    flags = [name for name, kind in opened.table.schema().items() if kind.is_boolean()]
    return Side(opened, with_derived(roles_of(opened.table.columns, opened.source.roles), flags))


def with_derived(roles: Mapping[str, str], flags: Collection[str] = ()) -> dict[str, str]:
    """Return the roles with those that follow from others, as a report derives them from files.

    Parameters
    ----------
    roles : mapping
        Role -> header or expression.
    flags : collection of str
        The headers of columns of yes and no, whose opposite an expression can name.

    Examples
    --------
    >>> with_derived({"started_at": "Start", "talk": "Talk (s)", "wrap": "ACW"})["handle"]
    'talk + wrap'
    >>> with_derived({"abandoned": "Lost"}, ["Lost"])["answered"]
    'not abandoned'
    """
    made = dict(roles)
    date = next((role for role in STANDS_FOR_DATE if role in roles), None)
    if date:
        made.setdefault("date", roles[date])
    parts = [part for part in HANDLE_PARTS if part in roles]
    if "talk" in parts:
        made.setdefault("handle", " + ".join(parts))
    for role, opposite in (("answered", "abandoned"), ("abandoned", "answered")):
        if roles.get(opposite) in flags:
            made.setdefault(role, f"not {opposite}")
    return made


def _joined(one: Side, other: Side) -> Scope:
    """Return the rows of the source that names the other's id, each beside the one row with that id."""
    first, second = one.opened.source.name, other.opened.source.name
    shared = next((role for role in JOINED_BY if role in one.roles and role in other.roles), None)
    if shared is None:
        ids = ", ".join(JOINED_BY)
        raise BadOption(f"nothing joins {first} and {second}: they share none of {ids}; name the columns with --map")
    if one.opened.backend is not other.opened.backend:
        raise BadOption(f"{first} and {second} are read by two engines, which cannot be joined: name them in one")
    if _rank(other) < _rank(one):
        one, other = other, one
    other = replace(other, prefix=_OTHER)
    left = one.once(one.opened.table)
    other.opened.need(other.opened.table.columns)
    right = other.once(other.opened.table).rename(lambda name: _OTHER + name)
    id_left, id_right = one.finder(shared)(left), other.finder(shared)(right)
    once = right.mutate(cxcel_id=id_right).distinct(on="cxcel_id", keep="first")
    table = left.inner_join(once, [id_left == once.cxcel_id])
    return Scope({side.opened.source.name: side for side in (one, other)}, table)


def _rank(side: Side) -> int:
    """Return 0 for the source whose rows are the finest: it names more of the ids."""
    return -sum(role in side.roles for role in JOINED_BY)
