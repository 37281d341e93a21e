"""A frame whose columns lie in sources: the same roles and rules, computed by the engine that has the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxcel.columns import Dates, Keys, Numbers, Seconds, Words
from cxcel.data.blanks import is_blank
from cxcel.data.dataset import Column
from cxcel.data.flags import read_flag
from cxcel.data.headers import parse
from cxcel.data.roles import ROLES, Role
from cxcel.errors import CxError
from cxcel.sources import sequences  # noqa: F401 - registers its functions
from cxcel.sources.columns import moment, read
from cxcel.sources.connect import duck
from cxcel.sources.copies import NONE, repeated
from cxcel.sources.lazy import Checks, Lazy, Value
from cxcel.sources.sampling import Drawn
from cxcel.sources.scope import Scope, Side
from cxcel.sources.source import Source

from .derive import DAY, WORDS, Facts

_UNANSWERED = ("talk", "hold", "wrap", "handle")  # what an agent cannot have spent on a contact that nobody answered
_KEY = "cxcel_id"


@dataclass(slots=True)
class Lazily(Facts):
    """Columns of sources by the roles that the sample has found in them."""

    sample: Facts = field(kw_only=True)
    rows: Scope = field(kw_only=True)
    checks: Checks = field(kw_only=True)
    drawn: Sequence[Drawn] = field(kw_only=True)
    files: set[str] = field(default_factory=set)

    @classmethod
    def over(cls, sample: Facts, rows: Scope, checks: Checks, drawn: Sequence[Drawn]) -> Lazily:
        """Return the columns of some rows."""
        return cls(sample.frame, sample.threshold, sample=sample, rows=rows, checks=checks, drawn=drawn)

    def key(self, role: str) -> Value:
        """Return the column by which rows are parted: the day of their date, a word, an answer or a mark."""
        if role == DAY:
            column = self._known("date")
            return moment(self._raw(column), self._source(column), self.checks).date()
        found: Any = self.get(role)
        if found is None:
            raise CxError(f"no column for {role}")
        return found.expr

    def get(self, role: str) -> Any:
        """Return a column by role; words in small letters as the engine makes them."""
        if role not in WORDS or role in self.columns:
            return Facts.get(self, role)
        column = self.column(WORDS[role])
        if column is None or not column.is_text:
            return None
        self.columns[role] = self._lazy(read(Words(), self._raw(column), self._source(column), {}, self.checks))
        return self.columns[role]

    def assume(self, text: str, otherwise: str = "") -> None:
        """Say nothing: the sample has said it."""

    def ones(self) -> Any:
        """Return one case per row."""
        import ibis

        return self._lazy(ibis.literal(1).cast("int64"))

    def lacks_wait(self, wait: Any, gone: Any) -> bool:
        """Whether most of the abandoned contacts carry no waiting time, as the sample has it."""
        wait, gone = self.sample.get("wait"), self.sample.get("abandoned")
        return wait is not None and gone is not None and self.sample.lacks_wait(wait, gone == 1)

    def _plain(self, role: str) -> Any:
        column = self.column(role)
        if column is None:
            return None
        values = self._values(column)
        gone = self._unanswered() if role in _UNANSWERED else None
        if gone is not None:
            import ibis

            values = ibis.ifelse(gone & (values == 0).fill_null(False), ibis.null(values.type()), values)
        return self._lazy(values)

    def _lazy(self, value: Value) -> Any:
        return Lazy(value, self.checks)

    def _known(self, role: str) -> Column:
        column = self.column(role)
        if column is None:
            raise CxError(f"no column for {role}")
        return column

    def _source(self, column: Column) -> Source:
        return self.rows.sides[column.file].opened.source

    def _raw(self, column: Column) -> Value:
        """Return a column as the engine has it, by its header, or by what the user told to compute."""
        self.files.add(column.file)
        side = self.rows.sides[column.file]
        by_header = column.header.lower() in side.headers
        found = replace(side, roles={}).finder(column.header) if by_header else side.finder(column.role)
        return found(self.rows.table)

    def _unanswered(self) -> Value | None:
        """Return which contacts nobody answered."""
        for role, mark in (("answered", 0), ("abandoned", 1)):
            column = self.column(role)
            if column is not None:
                flag: Any = self._lazy(self._values(column)) == mark
                return flag.expr
        return None

    def _values(self, column: Column) -> Value:
        """Return a column as the report reads the cells of a file in this role."""
        role, raw, source = ROLES[column.role], self._raw(column), self._source(column)
        if role.kind in ("flag", "presence"):
            return self._flag(column, raw, role)
        if role.kind in ("id", "word", "text"):
            return read(Keys(), raw, source, {}, self.checks)
        if role.kind == "date":
            return read(Dates(), raw, source, {}, self.checks)
        values = read(Seconds() if role.kind == "seconds" else Numbers(), raw, source, {}, Checks(self.checks.total))
        if role.kind == "score" and column.scale:
            return _within(values, *column.scale)
        if role.kind == "seconds":
            unit = parse(column.header).unit or 1.0
            values = values if unit == 1.0 else values * unit
        return values if role.kind == "number" else _blank(values, (values < 0).fill_null(False))

    def _flag(self, column: Column, raw: Value, role: Role) -> Value:
        import ibis

        kind = raw.type()
        if kind.is_boolean():
            return raw
        yes, no = ibis.literal(True), ibis.literal(False)
        if kind.is_numeric():
            several = (raw > 1) & (raw == raw.floor()) if role.counts else no
            return ibis.cases((raw == 0, no), ((raw == 1) | several, yes))
        words, text = self._spelled(column, role), raw.strip()
        blank = text.isnull() | text.isin(words["blank"])
        self.checks.add(~(blank | text.isin(words["yes"]) | text.isin(words["no"])).fill_null(False))
        return ibis.cases((text.isin(words["yes"]), yes), (text.isin(words["no"]), no))

    def _spelled(self, column: Column, role: Role) -> dict[str, list[str]]:
        """Return the spellings of yes, of no, and of nothing that the sample has."""
        rows = next(one.rows for one in self.drawn if one.name == column.file)
        found: dict[str, list[str]] = {"yes": [], "no": [], "blank": [""]}
        marks = frozenset(self._source(column).blanks)
        for cell in rows[column.header].unique().to_pylist():
            word = (cell or "").strip()
            meant = {1.0: "yes", 0.0: "no"}.get(read_flag(word, role.yes, role.no), "")
            if is_blank([word], marks)[0]:
                meant = "blank"
            if meant:
                found[meant].append(word)
        return found


def _within(values: Value, low: int, high: int) -> Value:
    outside = (values < low) | (values > high)
    if not values.type().is_integer():
        outside = outside | (values != values.round())
    return _blank(values, outside.fill_null(False))


def _blank(values: Value, where: Value) -> Value:
    import ibis

    return ibis.ifelse(where, ibis.null(values.type()), values)


def joined(drawn: Sequence[Drawn], beside: Sequence[str], *, sampled: bool) -> Scope:
    """Return the rows of the first source, each beside the first row of each other source with its id."""
    home, *others = drawn
    tables = [_sampled(one) if sampled else one.scope.table for one in drawn]
    if not others:
        return Scope({home.name: home.side}, tables[0])
    sides: dict[str, Side] = {home.name: home.side}
    rows = home.side.once(tables[0])
    for at, (one, table, role) in enumerate(zip(others, tables[1:], beside, strict=True), 1):
        side = replace(one.side, prefix=f"cxcel_{at}_")
        rows = _beside(rows, home.side, table, side, role)
        sides[one.name] = side
    return Scope(sides, rows)


def _beside(rows: Any, home: Side, table: Any, side: Side, role: str) -> Any:
    key = side.prefix + _KEY
    right = side.once(table).rename(lambda name: side.prefix + name)
    mine, theirs = home.finder(role)(rows), side.finder(role)(right)
    if mine.type() != theirs.type():
        mine, theirs = (value.cast("string") for value in (mine, theirs))
    right = right.mutate(**{key: theirs}).filter(theirs.notnull())
    header = side.roles[role]
    if header not in side.opened.table.columns or repeated(side.opened, header) != NONE:
        right = right.distinct(on=key, keep="first")
    return rows.left_join(right, [mine == right[key]])


def _sampled(one: Drawn) -> Any:
    """Return the sampled rows as a table of the engine here."""
    engine = duck()
    name = f"cxcel_sample_of_{one.name.replace('-', '_').lower()}"
    engine.con.register(name, one.rows)
    return engine.table(name)
