"""Tallies over all rows of a source, where the report's own rows are a sample of them.

The definitions are those of the report: its derived columns and the catalogue's formulas compute on columns of a source
as they compute on arrays, and become one query of sums for all measures together.  Nothing is taken on trust: each
measure is first asked of the sampled rows in the same way, and must give what the report itself makes of them.  One
that does not, or that no query can say, stays with the sample, and the report says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cxcel.calendar import cut
from cxcel.data.blanks import is_blank
from cxcel.errors import BadInput, CxError
from cxcel.families import Proportion

from .derive import DAY, Facts
from .measured import Measured

if TYPE_CHECKING:
    from cxcel.sources.query import Keyed, Query
    from cxcel.sources.sampling import Drawn
    from cxcel.sources.scope import Scope

CLOSE = 1e-9
Columns = Callable[[Facts], Sequence[Any] | None]  # from columns by role to those that a family takes
Wanted = tuple[Any, Columns]  # a family and its columns
Name = tuple[str, str, str]


class Kind(NamedTuple):
    """What is asked for together."""

    wide: bool = False  # columns of two sources are needed
    whole: bool = False  # a row's value depends on other rows, which may lie in other files


PLAIN = Kind()
Found = dict[Any, list[Any]]  # key -> one tally for each that was wanted


@dataclass(slots=True)
class Whole:
    """All rows of a frame, as sums can tell of them.

    Parameters
    ----------
    facts : Facts
        The frame of the sample.
    drawn : sequence of Drawn
        The source whose rows these are, then those whose columns stand beside.
    beside : tuple of str
        The id by which each of the others is joined.
    """

    facts: Facts
    drawn: Sequence[Drawn]
    beside: tuple[str, ...]
    measured: defaultdict[Kind, list[Measured]] = field(default_factory=lambda: defaultdict(list))
    places: dict[Name, tuple[Kind, int]] = field(default_factory=dict)  # measure -> its place among those of its kind
    asked: dict[tuple[str, Kind], Found] = field(default_factory=dict)
    scopes: dict[tuple[bool, bool], Scope] = field(default_factory=dict)
    scores: dict[str, dict[tuple[date | None, float], float]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return round(float(sum(found[0].n for found in self._by(DAY).values())))

    def days(self) -> Any:
        """Return every day on which there are rows."""
        return np.array(sorted(key for key in self._by(DAY) if key is not None), "M8[D]")

    def take(self, measured: Sequence[Measured]) -> None:
        """Take the measures that sums can tell: the sampled rows must give the same by a query as in memory."""
        kinds: defaultdict[Kind, list[Measured]] = defaultdict(list)
        for m in {m.key: m for m in measured}.values():
            with suppress(CxError):
                kinds[self._kind(m.columns_of)].append(m)
        for kind, asked in kinds.items():
            told = self._told(kind, asked)
            self.measured[kind] = told
            self.places |= {m.key: (kind, place) for place, m in enumerate(told, 1)}

    def _told(self, kind: Kind, measured: Sequence[Measured]) -> list[Measured]:
        """Return the measures whose tallies a query gives; where it fails as a whole, each is asked alone."""
        wanted = [(m.rule.family, m.columns_of) for m in measured]
        query = self._query((), wanted, wide=kind.wide, sampled=True)
        try:
            (found,) = _run(query, [Proportion(), *(family for family, _ in wanted)]).values()
        except CxError:
            return [m for m in measured if self._told(kind, [m])] if len(measured) > 1 else []
        return [m for m, tally in zip(measured, found[1:], strict=True) if _same(tally, m.whole)]

    def holds(self, m: Measured) -> bool:
        """Whether a measure is told by sums."""
        return m.key in self.places

    def total(self, m: Measured) -> Any:
        """Return the tally of all rows."""
        return reduce(add, self._of(m, DAY).values(), _nothing(m))

    def over_time(self, m: Measured, unit: str) -> tuple[tuple[date, ...], list[Any]]:
        """Return the first day of each period, and its tally."""
        starts = cut(self.days(), unit).starts
        return starts, self.by_starts(m, unit, starts)

    def by_starts(self, m: Measured, unit: str, starts: Sequence[date]) -> list[Any]:
        """Return the tally of each period."""
        found = {day: tally for day, tally in self._of(m, DAY).items() if day is not None}
        cutting = cut(np.array(list(found), "M8[D]"), unit)
        order = {start: i for i, start in enumerate(starts)}
        out = [_nothing(m)] * len(starts)
        for code, tally in zip(cutting.codes.tolist(), found.values(), strict=True):
            place = order.get(cutting.starts[code])
            if place is not None:
                out[place] = out[place] + tally
        return out

    def by_words(self, m: Measured, role: str) -> tuple[tuple[str, ...], list[Any]] | None:
        """Return the words of a column, those of the sample first, and the tally of each."""
        column = self.facts.column(role)
        if column is None or not self._words_agree(role):
            return None
        found = {str(key): tally for key, tally in self._of(m, role).items() if not is_blank([key])[0]}
        labels = (*column.labels, *sorted(found.keys() - set(column.labels)))
        return labels, [found.get(label, _nothing(m)) for label in labels]

    def by_flag(self, m: Measured, role: str) -> list[Any]:
        """Return the tally of the rows that are marked no, and of those marked yes."""
        found = self._of(m, role)
        return [reduce(add, (tally for key, tally in found.items() if key == mark), _nothing(m)) for mark in (0, 1)]

    def answers(self, role: str) -> dict[tuple[date | None, float], float]:
        """Return how often each answer was given on each day."""
        if role not in self.scores:
            found = self._asked((DAY, role), [], wide=self._far(role))
            self.scores[role] = {(day, s): tallies[0].n for (day, s), tallies in found.items() if s is not None}
        return self.scores[role]

    def tallies(self, wanted: Sequence[Wanted], expected: Sequence[Any]) -> list[Any]:
        """Return a tally of all rows for each family with its columns; those of the sample where no query tells them.

        `expected` are the tallies of the sample, which the same query must give over it.
        """
        try:
            wide = any(self._kind(make).wide for _, make in wanted)
            query = self._query((), wanted, wide=wide, sampled=True)
            (found,) = _run(query, [Proportion(), *(family for family, _ in wanted)]).values()
        except CxError:
            return list(expected)
        if not all(map(_same, found[1:], expected)):
            return list(expected)
        return reduce(_added, self._asked((), wanted, wide=wide).values())[1:]

    def _by(self, key: str, kind: Kind = PLAIN) -> Found:
        """Return the number of rows and the tallies of all measures of a kind by a key; asked once."""
        if (key, kind) not in self.asked:
            wanted = [(m.rule.family, m.columns_of) for m in self.measured[kind]]
            found = self._asked((key,), wanted, wide=kind.wide or self._far(key))
            self.asked[key, kind] = {one: tallies for (one,), tallies in found.items()}
        return self.asked[key, kind]

    def _of(self, m: Measured, key: str) -> dict[Any, Any]:
        """Return the tallies of a measure by a key."""
        kind, place = self.places[m.key]
        return {one: tallies[place] for one, tallies in self._by(key, kind).items()}

    def _asked(self, keys: Sequence[str], wanted: Sequence[Wanted], *, wide: bool) -> Found:
        from cxcel.sources.query import Refused, refused_cell, tallies_of

        query = self._query(keys, wanted, wide=wide)
        try:
            return tallies_of(query, [Proportion(), *(family for family, _ in wanted)])
        except Refused:
            raise _unread(query.scope, *refused_cell(query)) from None

    def _query(self, keys: Sequence[str], wanted: Sequence[Wanted], *, wide: bool, sampled: bool = False) -> Query:
        from cxcel.sources.query import Query

        scope = self._scope(wide=wide, sampled=sampled)
        return Query(scope, (), lambda rows: self._keyed(rows, keys, wanted, sampled=sampled))

    def _keyed(self, rows: Scope, keys: Sequence[str], wanted: Sequence[Wanted], *, sampled: bool) -> Keyed:
        from cxcel.sources.lazy import Checks
        from cxcel.sources.query import Keyed
        from cxcel.sources.tally import refused, whole_rows

        from .lazily import Lazily

        checks = Checks(_one if sampled else rows.total)
        facts = Lazily.over(self.facts, rows, checks, self.drawn)
        measured = [(Proportion(), [facts.ones().expr])]
        for family, make in wanted:
            columns = whole_rows([column.expr for column in make(facts) or ()])
            for condition in refused(family, columns):
                checks.add(condition)
            measured.append((family, columns))
        return Keyed([facts.key(key) for key in keys], measured, checks)

    def _scope(self, *, wide: bool, sampled: bool) -> Scope:
        """Return all rows or the sampled ones, with the columns of the others beside them where they are needed."""
        from .lazily import joined

        if (wide, sampled) not in self.scopes:
            self.scopes[wide, sampled] = joined(self.drawn if wide else self.drawn[:1], self.beside, sampled=sampled)
        return self.scopes[wide, sampled]

    def _far(self, role: str) -> bool:
        """Whether a column comes from one of the other sources."""
        column = self.facts.column("date" if role == DAY else role)
        return column is not None and column.file != self.drawn[0].name

    def _kind(self, make: Columns) -> Kind:
        """Return what columns need."""
        from cxcel.sources.lazy import Checks

        from .lazily import Lazily

        rows = self._scope(wide=bool(self.beside), sampled=True)
        checks = Checks(_one)
        facts = Lazily.over(self.facts, rows, checks, self.drawn)
        make(facts)
        return Kind(bool(facts.files - {self.drawn[0].name}), checks.whole)

    def _words_agree(self, role: str) -> bool:
        """Whether a column of the sample is parted by a query as it is in memory."""
        column = self.facts.column(role)
        if column is None:
            return False
        if role not in self.labels:
            query = self._query((role,), [], wide=self._far(role), sampled=True)
            found = {str(key[0]): t.n for key, (t,) in _run(query, [Proportion()]).items() if key[0] is not None}
            sizes = np.bincount(column.values[column.values >= 0], minlength=len(column.labels))
            same = all(found.get(label) == n for label, n in zip(column.labels, sizes, strict=True))
            self.labels[role] = column.labels if same else ()
        return bool(self.labels[role])


def _unread(scope: Scope, header: str, cell: Any) -> BadInput:
    """Return the sentence for a cell that sums cannot take, as the sample is read."""
    from cxcel.sources.cells import way_out

    side = next((one for one in scope.sides.values() if one.prefix and header.startswith(one.prefix)), scope.side)
    source = side.opened.source
    where = f"column '{header.removeprefix(side.prefix)}' holds '{cell!s:.40}'" if header else "some rows hold a value"
    other = (
        f": mend such cells, or name another column with cxcel source add {source.name} ... --map ROLE=Header --replace"
    )
    return BadInput(f"{source.name}: {where}, which is not understood{way_out(cell, source) or other}")


def _nothing(m: Measured) -> Any:
    return m.rule.family.tally(*(column[:0] for column in m.columns))


def _added(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    return [a + b for a, b in zip(first, second, strict=True)]


def _same(found: Any, expected: Any) -> bool:
    """Whether two tallies are the same but for the last digits."""
    mine, theirs = asdict(found), asdict(expected)
    largest = max((abs(float(value)) for value in theirs.values()), default=0.0)
    return mine.keys() == theirs.keys() and all(
        math.isclose(float(mine[name]), float(theirs[name]), rel_tol=CLOSE, abs_tol=CLOSE * max(1.0, largest))
        for name in theirs
    )


def _one(value: Any) -> float:
    """Return an aggregate over the sampled rows; NaN where there is nothing to add up."""
    from cxcel.sources.connect import duck

    (cells,) = duck().to_pyarrow(value.as_table()).to_pydict().values()
    return float("nan") if cells[0] is None else float(cells[0])


def _run(query: Query, families: Sequence[Any]) -> Found:
    """Ask a query of sampled rows, of which nothing is kept."""
    from cxcel.sources.connect import duck
    from cxcel.sources.query import MOST_GROUPS, build, rows_of, tallied

    built = build(query, query.scope.table)
    return tallied(built, rows_of(duck(), built, MOST_GROUPS), families)
