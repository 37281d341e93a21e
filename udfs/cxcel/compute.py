"""From arguments to a tally: what a worksheet function, a generic function and the command line share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from cxcel.arrays import Array
from cxcel.calendar import Cut, cut, days_from_serial
from cxcel.catalogue.entry import Argument, Metric, Option, Rule, Setting, left_out, only_cell
from cxcel.cells import Cells, read
from cxcel.columns import Reader, Scores, Taken
from cxcel.errors import BadOption, LengthMismatch, NotEnoughData, OutOfRange
from cxcel.families import by_group
from cxcel.records import dataclass
from cxcel.results import Estimate
from cxcel.sources.reference import Reference


class Tallied(Protocol):
    """A metric with its columns, wherever they are: what the generic functions ask of it."""

    @property
    def metric(self) -> Metric:
        """The entry."""
        ...

    @property
    def rule(self) -> Rule:
        """The formula that was asked for."""
        ...

    def tally(self) -> Any:
        """Return the tally of all rows."""
        ...

    def estimate(self) -> Estimate:
        """Return the value of all rows."""
        ...

    def by_group(self) -> tuple[tuple[str, ...], list[Any]]:
        """Return the groups that the first side column names, and the tally of each."""
        ...

    def by_period(self, period: str) -> tuple[tuple[date, ...], list[Any]]:
        """Return the first day of each period, and its tally."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """A metric with its columns, ready to be tallied.

    `side` holds extra columns that run beside the metric's own, such as groups or dates.
    """

    metric: Metric
    rule: Rule
    columns: tuple[Array, ...]
    side: tuple[Taken, ...]
    options: Mapping[str, Setting]
    dropped: Mapping[str, int]
    name_cell: Callable[[], object]

    def tally(self) -> Any:
        """Return the tally of all rows; a value that the family refuses is named by its cell.

        Raises
        ------
        NotEnoughData
            There are fewer cases than may be shown.
        """
        try:
            tally = self.rule.family.tally(*self.columns)
        except OutOfRange:
            self.name_cell()
            raise
        return shown(self.metric, tally)

    def estimate(self) -> Estimate:
        """Return the value of all rows."""
        return self.rule.family.estimate(self.tally())

    def by_group(self) -> tuple[tuple[str, ...], list[Any]]:
        """Return the groups that the first side column names, and the tally of each."""
        keys = self.side[0]
        return keys.labels, by_group(self.rule.family, self.columns, keys.values, len(keys.labels))

    def by_period(self, period: str) -> tuple[tuple[date, ...], list[Any]]:
        """Return the first day of each period from the first to the last of the first side column, and its tally."""
        cutting = _cut(self.side, period)
        return cutting.starts, by_group(self.rule.family, self.columns, cutting.codes, len(cutting.starts))


def shown(metric: Metric, tally: Any) -> Any:
    """Return a tally that may be shown.

    Raises
    ------
    NotEnoughData
        There are fewer cases than may be shown.
    """
    if 0 < tally.n < metric.fewest:
        raise NotEnoughData(f"fewer than {metric.fewest} people are not shown, so that nobody is recognised")
    return tally


def prepare(
    metric: Metric,
    args: Sequence[object],
    side: Sequence[tuple[str, Reader, object]] = (),
    period: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> Tallied:
    """Read and check the arguments of a metric.

    Parameters
    ----------
    metric : Metric
    args : sequence
        As typed: ranges and options in the order of the signature; None where left out.
    side : sequence of (name, reader, range)
        Ranges that must run beside the metric's own.
    period : str
        The period that the first side column is cut into, for metrics that pick rows within each.
    names : mapping
        What the function calls an argument, where that is not the metric's own name for it.

    Raises
    ------
    CxError
        A cell, an option or a length that does not fit, in one sentence.
    """
    if any(isinstance(value, Reference) for value in (*args, *(values for _, _, values in side))):
        from cxcel.sources.pushed import Pushed

        rule, ranges, settings = asked(metric, args, by_part=bool(side))
        return Pushed(metric, rule, ranges, settings, tuple(side), period)
    return prepare_cells(metric, args, side, period, names)


def prepare_cells(
    metric: Metric,
    args: Sequence[object],
    side: Sequence[tuple[str, Reader, object]] = (),
    period: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> Prepared:
    """Read and check the arguments of a metric where all of them are cells; as `prepare`."""
    rule, ranges, settings = asked(metric, args, by_part=bool(side))
    given = [a for a in metric.arguments if ranges[a.name] is not None]
    cells = {a.name: read(ranges[a.name]) for a in given}
    late = rule.family.checks and not side
    called = {a.name: names.get(a.name, a.name) for a in given}
    taken = {called[a.name]: _take(a, cells[a.name], called[a.name], settings, late) for a in given}
    beside = [(name, reader(read(values), name, settings)) for name, reader, values in side]
    totals = not beside and not any(isinstance(a.reader, Scores) for a in given)  # answers have no total
    columns = aligned([*taken.items(), *beside], totals)
    extra = tuple(column for _, column in columns[len(taken) :])
    values: dict[str, Any] = {a.name: None for a in metric.arguments} | settings
    values |= {a.name: column.values for a, (_, column) in zip(given, columns, strict=False)}
    values["part"] = (lambda: _cut(extra, period).codes) if period else None
    measured = rule.measure(values)
    if totals and len(measured) == 1:  # each row is one, so a single total beside rows has nothing to be divided by
        aligned(list(taken.items()), totals=False)
    return Prepared(
        metric,
        rule,
        measured,
        extra,
        settings,
        sum((Counter(column.dropped) for _, column in columns), Counter[str]()),
        lambda: [a.reader(cells[a.name], called[a.name], settings) for a in given],
    )


def asked(metric: Metric, args: Sequence[object], by_part: bool) -> tuple[Rule, dict[str, Any], dict[str, Setting]]:
    """Return the formula that is asked for, with its family made fit; the ranges; and the options it works with."""
    ranges, options = bind(metric, args)
    rule = choose_rule(metric, args, {**options, **ranges})
    settings: dict[str, Setting] = {**options, **rule.sets}
    if by_part:
        _of_parts(metric, options)
    for name in rule.needs:
        if ranges[name] is None:
            raise BadOption(f"{metric.choice} '{rule.name}' needs {name}")
    if rule.adapt:
        rule = replace(rule, family=rule.adapt(rule.family, {**settings, **ranges}))
    return rule, ranges, settings


def _cut(side: Sequence[Taken], period: str) -> Cut:
    return cut(days_from_serial(side[0].values), period)


def _of_parts(metric: Metric, options: Mapping[str, Setting]) -> None:
    for option in metric.options:
        if not option.by_part and options[option.name] != option.default:
            raise BadOption(f"{option.name} is that of all rows together: leave it out by group or period")


def _take(argument: Argument, cells: Cells, name: str, settings: Mapping[str, object], late: bool) -> Taken:
    if late and isinstance(argument.reader, Scores):
        return argument.reader.take(cells, name)
    return argument.reader(cells, name, settings)


def bind(metric: Metric, args: Sequence[object]) -> tuple[dict[str, Any], dict[str, Setting]]:
    """Sort positional arguments into ranges and options, with defaults for what is left out."""
    if len(args) > len(metric.parameters):
        raise BadOption(f"takes at most {len(metric.parameters)} arguments, got {len(args)}")
    padded = [*args, *[None] * (len(metric.parameters) - len(args))]
    ranges: dict[str, Any] = {}
    options: dict[str, Setting] = {}
    for parameter, value in zip(metric.parameters, padded, strict=True):
        if isinstance(parameter, Option):
            options[parameter.name] = parameter.check(value)
        elif value is None and not parameter.optional:
            raise BadOption(f"{parameter.name} is missing: {parameter.help}")
        else:
            ranges[parameter.name] = value
    return ranges, options


def choose_rule(metric: Metric, args: Sequence[object], given: Mapping[str, Any]) -> Rule:
    """Return the rule that is named among the arguments; where none is, the one that a given range asks for."""
    if not metric.choice:
        return metric.rule()
    at = next(i for i, parameter in enumerate(metric.parameters) if parameter.name == metric.choice)
    if at < len(args) and not left_out(only_cell(args[at])):
        return metric.rule(str(given[metric.choice]))
    asked = (rule for rule in metric.rules if rule.asked_by and given[rule.asked_by] is not None)
    return next(asked, metric.rules[0])


def aligned(columns: Sequence[tuple[str, Taken]], totals: bool = True) -> list[tuple[str, Taken]]:
    """Return the columns with a common length: header rows dropped, rows beside single totals added up.

    A single cell of a column that says so (`Taken.each`) stands for every row instead.

    Raises
    ------
    LengthMismatch
        Ranges of different length, neither of them a single total.
    """
    longest = max(len(column.values) for _, column in columns)
    if any(column.header for _, column in columns):
        columns = [(n, c.without_header() if len(c.values) == longest else c) for n, c in columns]
        longest -= 1
    columns = [(n, c.repeated(longest) if c.each and len(c.values) == 1 else c) for n, c in columns]
    short = [(name, len(column.values)) for name, column in columns if len(column.values) != longest]
    if not short:
        return list(columns)
    if totals and all(length == 1 for _, length in short) and not any(column.labels for _, column in columns):
        return _totals(columns, longest)
    full = next(name for name, column in columns if len(column.values) == longest)
    name, length = short[0]
    raise LengthMismatch(f"{full} has {longest} rows and {name} has {length}: ranges must run side by side")


def _totals(columns: Sequence[tuple[str, Taken]], longest: int) -> list[tuple[str, Taken]]:
    long = [np.asarray(c.values, dtype=float) for _, c in columns if len(c.values) == longest]
    filled = ~np.isnan(np.vstack(long)).any(axis=0)
    out = []
    for name, column in columns:
        values = np.asarray(column.values, dtype=float)
        total = values if len(values) == 1 else np.array([values[filled].sum()])
        out.append((name, Taken(total, column.header, column.dropped)))
    return out
