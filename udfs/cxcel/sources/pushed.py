"""A metric over a source: its formula becomes one query of sums, and only the sums come back.

`Pushed` answers what `cxcel.compute.Prepared` answers for ranges of cells: the tally of all rows, of each group, of
each period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np

from cxcel.calendar import cut
from cxcel.catalogue.entry import Metric, Rule, Setting
from cxcel.cells import read as cells_of
from cxcel.columns import Dates, Keys, Reader
from cxcel.compute import prepare_cells, shown
from cxcel.errors import BadInput, BadOption, CxError
from cxcel.results import Estimate
from cxcel.sources import sequences  # noqa: F401 - registers its functions
from cxcel.sources.columns import moment, read
from cxcel.sources.lazy import Checks, Lazy, Value
from cxcel.sources.query import Keyed, Query, Refused, example, placed, tallies_of
from cxcel.sources.reference import Reference
from cxcel.sources.scope import Scope, conditions_of, scope_of
from cxcel.sources.tally import refused, tally, whole_rows

BETWEEN = " · "  # the names of a group of several columns


@dataclass(frozen=True, slots=True)
class Pushed:
    """A metric with columns of a source, ready to be tallied where the data are.

    Parameters
    ----------
    metric, rule
        The entry and the formula that was asked for.
    ranges : mapping
        Argument -> reference, None where it was left out.
    options : mapping
        Option -> value.
    side : tuple of (name, reader, reference)
        A column that runs beside the metric's own, such as groups or dates.
    period : str
        The period that the side column is cut into.
    """

    metric: Metric
    rule: Rule
    ranges: Mapping[str, Any]
    options: Mapping[str, Setting]
    side: tuple[tuple[str, Reader, Any], ...] = ()
    period: str = ""

    def tally(self) -> Any:
        """Return the tally of all rows.

        Raises
        ------
        NotEnoughData
            There are fewer cases than may be shown.
        """
        ((_, found),) = self._tallies(sided=False) or [((), tally(self.rule.family, {}))]
        return shown(self.metric, found)

    def estimate(self) -> Estimate:
        """Return the value of all rows."""
        return self.rule.family.estimate(self.tally())

    def by_group(self) -> tuple[tuple[str, ...], list[Any]]:
        """Return the groups that the side column names, and the tally of each; of several columns each combination."""
        found = self._tallies(sided=True)
        parts = [labels_of(column) for column in zip(*(key for key, _ in found), strict=True)]
        named = [
            (BETWEEN.join(words), made) for *words, (_, made) in zip(*parts, found, strict=True) if None not in words
        ]
        groups = {label: place for place, label in enumerate(dict.fromkeys(label for label, _ in named))}
        return tuple(groups), _added([groups[label] for label, _ in named], len(groups), [made for _, made in named])

    def by_period(self, period: str) -> tuple[tuple[date, ...], list[Any]]:
        """Return the first day of each period from the first to the last, and its tally."""
        found = [(key, made) for (key,), made in self._tallies(sided=True) if key is not None]
        cutting = cut(np.array([key for key, _ in found], "M8[D]"), period)
        nothing = tally(self.rule.family, {})
        return cutting.starts, _added(cutting.codes.tolist(), len(cutting.starts), [made for _, made in found], nothing)

    @property
    def references(self) -> list[Reference]:
        """Every column that is asked for.

        Raises
        ------
        BadOption
            Cells stand beside columns of a source.
        """
        given = {name: value for name, value in self.ranges.items() if value is not None}
        given |= {name: value for name, _, value in self.side}
        cells = [name for name, value in given.items() if not isinstance(value, Reference)]
        if cells:
            raise BadOption(f"{cells[0]} is a range of cells beside columns of a source: name a column of the source")
        return list(given.values())

    def _tallies(self, sided: bool) -> list[tuple[tuple[Any, ...], Any]]:
        scope = scope_of(self.references)
        query = Query(scope, conditions_of(self.references), lambda rows: self.keyed(rows, sided))
        try:
            return [(key, tallies[0]) for key, tallies in tallies_of(query, [self.rule.family]).items()]
        except Refused:
            raise self.refusal(query) from None

    def keyed(self, rows: Scope, sided: bool) -> Keyed:
        """Return what one query sums: keys, columns of the formula, and conditions that must not hold."""
        checks = Checks(rows.total)
        values: dict[str, Any] = dict.fromkeys(self.ranges) | dict(self.options)
        for argument in self.metric.arguments:
            if (reference := self.ranges[argument.name]) is not None:
                raw = rows.of(reference)
                values[argument.name] = Lazy(read(argument.reader, raw, reference.source, self.options, checks), checks)
        values["part"] = (lambda: Lazy(self._part(rows, checks), checks)) if self.period else None
        measured = whole_rows([cast(Lazy, column).expr for column in self.rule.measure(values)])
        for condition in refused(self.rule.family, measured):
            checks.add(condition)
        keys = [key for _, reader, ref in self.side for key in _keys(reader, rows, ref, checks)] if sided else []
        return Keyed(keys, [(self.rule.family, measured)], checks)

    def _part(self, rows: Scope, checks: Checks) -> Value:
        """Return the number of the period of each row, as `cxcel.calendar` counts them."""
        _, reader, reference = self.side[0]
        (day,) = _keys(reader, rows, reference, checks)
        if self.period in ("day", "week"):
            index = day.epoch_days()
            return index if self.period == "day" else (index + 3) // 7
        months = day.year() * 12 + day.month() - 1
        return months if self.period == "month" else months // 3

    def refusal(self, query: Query) -> CxError:
        """Return the sentence that the reader or the formula has for one of the rows that it refuses."""
        taken = [*((name, ref) for name, ref in self.ranges.items() if ref is not None)]
        taken += [(name, ref) for name, _, ref in self.side]
        row, place = example(query, [ref for _, ref in taken])
        cells = {name: [value] for (name, _), value in zip(taken, row, strict=True)}
        args = [cells.get(p.name, self.options.get(p.name)) for p in self.metric.parameters]
        side = [(name, reader, cells[name]) for name, reader, _ in self.side]
        try:
            prepare_cells(self.metric, args, side, self.period).tally()
        except CxError as error:
            return placed(error, place, row, [ref for _, ref in taken])
        return BadInput(f"{place} holds a row that {self.metric.name} cannot take: {row}")


def _keys(reader: Reader, rows: Scope, reference: Reference, checks: Checks) -> list[Value]:
    """Return what the rows are parted by: the day of a date, or the columns of a group."""
    name, source = reference.source.name, reference.source
    if isinstance(reader, Dates):
        return [moment(rows.of(reference), source, checks).date()]
    columns = [rows.column(name, role) for role in reference.roles]  # texts are read once they are few: `labels_of`
    return [raw if raw.type().is_string() else read(reader, raw, source, {}, checks) for raw in columns]


def labels_of(values: Sequence[Any]) -> list[str | None]:
    """Return what groups are called, as in a range of cells; None for those without a name."""
    keys = Keys()(cells_of(list(values)), "groups", {})
    return [keys.labels[code] if code >= 0 else None for code in keys.values.tolist()]


def _added(codes: Sequence[int], groups: int, tallies: Sequence[Any], empty: Any = None) -> list[Any]:
    """Return the sum of the tallies of each group; `empty` for a group without any."""
    out: list[Any] = [empty] * groups
    for code, made in zip(codes, tallies, strict=True):
        out[code] = made if out[code] is None else out[code] + made
    return out
