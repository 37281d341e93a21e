"""Metrics on data: which of the catalogue can be computed, with which formula, over which rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Array, Codes, as_floats, exceeds
from cxcel.calendar import cut
from cxcel.catalogue import METRICS
from cxcel.catalogue.entry import Metric, Rule
from cxcel.columns import Scores
from cxcel.errors import CxError, NotEnoughData
from cxcel.families import Proportion, by_group

from ...language import say, say_many
from ...language.numbers import general
from ..model import Figure, Unit
from .derive import Facts
from .text import lower_first

if TYPE_CHECKING:
    from .whole import Whole


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric by one rule on one frame: columns that run beside the frame's rows."""

    metric: Metric
    rule: Rule
    facts: Facts
    columns: tuple[Array, ...]
    options: Mapping[str, Any]
    base: str = ""  # "of all offered", when it is not the usual base
    whole: Any = None  # the tally of all rows here, which every page asks for
    roles: Mapping[str, str] = field(default_factory=dict)  # argument -> the role that fills it
    parted: dict[tuple[str, int], list[Any]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def unit(self) -> Unit:
        """The unit of the value."""
        return Unit(self.rule.unit)

    @property
    def interval_method(self) -> str:
        """The name of the interval that stands beside the value."""
        return {
            "adjusted_wald": say("adjusted Wald"),
            "wilson": say("Wilson"),
            "t": say("Student"),
            "linearised": say("linearised"),
        }[self.rule.family.methods[0]]

    def within(self, threshold: float) -> str:
        """Return in words what counts as in time: the header's own threshold, the file's own mark, or the report's."""
        column = self.facts.column("answered_in_time")
        if column is not None and column.threshold:
            return say("{n} s", n=general(column.threshold))
        marked = self.facts.column("wait") is None and self.facts.grain != "period"
        if marked or (column is not None and not column.threshold):
            return say("as marked in the file")
        return say("{n} s", n=general(threshold))

    def tally(self, rows: Array | None = None) -> Any:
        """Return the tally of all rows, or of the rows given as a mask."""
        if rows is None and self.exact is not None:
            return self.exact.total(self)
        if rows is None and self.whole is not None:
            return self.whole
        return self.rule.family.tally(*(c if rows is None else c[rows] for c in self.columns))

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the other measures of its frame."""
        return self.metric.name, self.rule.name, self.base

    @property
    def exact(self) -> Whole | None:
        """All rows of the source, where the rows here are a sample and sums can tell the measure of all."""
        whole = self.facts.whole
        return whole if whole is not None and whole.holds(self) else None

    def columns_of(self, facts: Facts) -> tuple[Array, ...] | None:
        """Return the columns that the family takes, of a frame; None where it lacks one that is needed."""
        return _columns(self.metric, self.rule, facts, self.roles, self.options)

    def over_time(self, unit: str) -> tuple[tuple[date, ...], list[Any]]:
        """Return the first day of each period of the frame's date, and the tally of each."""
        if self.exact is not None:
            return self.exact.over_time(self, unit)
        cutting = cut(self.facts.frame["date"], unit)
        return cutting.starts, self.by(cutting.codes, len(cutting.starts))

    def by_words(self, role: str) -> tuple[Sequence[str], list[Any]]:
        """Return the words of a column, and the tally of the rows of each."""
        found = self.exact.by_words(self, role) if self.exact is not None else None
        if found is not None:
            return found
        labels = self.facts.labels(role)
        return labels, self.by(self.facts.frame[role], len(labels))

    def by_flag(self, role: str) -> tuple[Any, Any]:
        """Return the tally of the rows marked no, and of those marked yes."""
        if self.exact is not None:
            no, yes = self.exact.by_flag(self, role)
            return no, yes
        marks: Any = self.facts.get(role)
        return self.tally(marks == 0), self.tally(marks == 1)

    def by(self, codes: Codes, groups: int) -> list[Any]:
        """Return the tally of every group; counted once by the periods that several pages ask for."""
        unit = next((unit for unit, known in self.facts.periods.items() if known is codes), None)
        if unit is None:
            return by_group(self.rule.family, self.columns, codes, groups)
        if self.exact is not None and unit in self.facts.starts:
            return self.exact.by_starts(self, unit, self.facts.starts[unit])
        if (unit, groups) not in self.parted:
            self.parted[unit, groups] = by_group(self.rule.family, self.columns, codes, groups)
        return self.parted[unit, groups]

    def value(self, tally: Any) -> float | None:
        """Return the value of a tally; None where there is nothing to tell."""
        try:
            return float(self.rule.family.estimate(tally).value)
        except NotEnoughData:
            return None

    def figure(self, tally: Any) -> Figure:
        """Return value, interval and base of a tally; None where there is nothing to tell."""
        family = self.rule.family
        try:
            value = family.estimate(tally).value
        except NotEnoughData:
            return Figure(None, n=float(tally.n))
        try:
            found = family.interval(tally)
        except NotEnoughData:
            return Figure(value, n=float(tally.n))
        return Figure(value, found.low, found.high, float(tally.n))

    def row_values(self) -> Array:
        """Return one number per row."""
        return self.rule.family.row_values(*self.columns)


def measure(metric: Metric, frames: Sequence[Facts]) -> Measured | None:
    """Return the metric on the first frame that holds its columns."""
    for facts in _answers_first(metric, frames):
        if metric.grains and facts.kind not in metric.grains:
            continue
        found = _first_rule(metric, facts)
        if found is not None:
            return found
    return None


def _first_rule(metric: Metric, facts: Facts) -> Measured | None:
    """Return the metric by the formula the data were made with, else by the first that they allow."""
    made_from = {c.made_from for a in metric.arguments if (c := facts.column(a.role)) is not None}
    rules = sorted(metric.rules, key=lambda rule: rule.when not in made_from or not rule.when)
    return next((found for rule in rules if (found := _on(metric, rule, facts)) is not None), None)


def _answers_first(metric: Metric, frames: Sequence[Facts]) -> Sequence[Facts]:
    """Put the frame of all answers first for a survey score: not every answer may have found its contact."""
    if not isinstance(metric.arguments[0].reader, Scores):
        return frames
    return sorted(frames, key=lambda facts: facts.grain != "answer")


def beside_measures(m: Measured, frames: Sequence[Facts]) -> Measured:
    """Return the outcome on the frame that also holds the measures of each contact, where there is one."""
    contacts = next((facts for facts in frames if facts.grain == "contact"), None)
    found = _first_rule(m.metric, contacts) if contacts is not None and m.facts.grain == "answer" else None
    return found or m


def variants(used: Measured) -> list[Measured]:
    """Return the same metric by its other rules and on its other bases, where the data allow."""
    metric, facts = used.metric, used.facts
    found = [_on(metric, rule, facts) for rule in metric.rules if rule is not used.rule]
    for argument in metric.arguments:
        for role, words in argument.bases:
            found.append(_on(metric, used.rule, facts, {argument.name: role}, words))
    out = [used]
    for item in found:
        if item is not None and not any(_same(item, other) for other in out):
            out.append(item)
    return out[1:]


def _same(a: Measured, b: Measured) -> bool:
    """Whether two variants are one number, as 'of all offered' is where nobody was abandoned."""
    if a.rule.family != b.rule.family or len(a.columns) != len(b.columns):
        return False
    return all(np.array_equal(x, y, equal_nan=x.dtype.kind == "f") for x, y in zip(a.columns, b.columns, strict=True))


def _on(
    metric: Metric, rule: Rule, facts: Facts, instead: Mapping[str, str] | None = None, words: str = ""
) -> Measured | None:
    roles = {a.name: (instead or {}).get(a.name, a.role) for a in metric.arguments}
    options: dict[str, Any] = {option.name: option.default for option in metric.options} | dict(rule.sets)
    options |= {metric.choice: rule.name} if metric.choice else {}
    scale = _scale(metric, facts)
    if scale:
        if "scale_max" in rule.sets and rule.sets["scale_max"] != scale[1]:
            return None
        options["scale_max"] = scale[1]
    try:
        columns = _columns(metric, rule, facts, roles, options)
    except CxError:
        return None
    if columns is None:
        return None
    arrays = tuple(np.asarray(c) for c in columns)
    whole = rule.family.tally(*arrays)
    return Measured(metric, rule, facts, arrays, options, words, whole, roles) if whole.n > 0 else None


def _columns(
    metric: Metric, rule: Rule, facts: Facts, roles: Mapping[str, str], options: Mapping[str, Any]
) -> tuple[Array, ...] | None:
    """Return what the family takes; None where the frame lacks a column that is needed."""
    values: dict[str, Any] = {name: facts.get(role) if role else None for name, role in roles.items()}
    if any(values[a.name] is None for a in metric.arguments if not a.optional or a.name in rule.needs):
        return None
    return _within_base(rule.measure({**values, **options}), metric, rule, facts)


def _within_base(columns: tuple[Array, ...], metric: Metric, rule: Rule, facts: Facts) -> tuple[Array, ...]:
    """Leave out rows that cannot be, such as a contact that was transferred but never answered, and say how many."""
    if not isinstance(rule.family, Proportion) or len(columns) == 1:
        return columns
    part, whole = (as_floats(column) for column in columns)
    odd = exceeds(part, whole) | (part < 0)
    if isinstance(odd, np.ndarray):
        if not odd.any():
            return columns
        _say_odd(int(odd.sum()), metric, facts)
    return np.where(odd, np.nan, part), whole


def _say_odd(rows: int, metric: Metric, facts: Facts) -> None:
    title = lower_first(say(metric.title))
    said = say_many(
        "{n} row marked for {measure} outside its base (such as contacts that nobody answered): left out of it",
        "{n} rows marked for {measure} outside its base (such as contacts that nobody answered): left out of it",
        rows,
        measure=title,
    )
    facts.assume(said)


def _scale(metric: Metric, facts: Facts) -> tuple[int, int] | None:
    for argument in metric.arguments:
        column = facts.column(argument.role) if argument.role else None
        if column is not None and column.scale is not None:
            return column.scale
    return None


def all_measured(frames: Sequence[Facts]) -> dict[str, Measured]:
    """Return every metric of the catalogue that the data hold, by name."""
    found = {name: measure(metric, frames) for name, metric in METRICS.items()}
    return {name: item for name, item in found.items() if item is not None}
