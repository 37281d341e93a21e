"""What was defined, read or set otherwise in the former report: rules, thresholds, targets, scales, files, columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel_addin.language import say
from cxcel_addin.language.numbers import general
from cxcel_addin.language.words import by_period

from ..model import Line, Memory, Unit
from .memory import PERIOD, SCALE, TARGET, THRESHOLD
from .moved import OTHERWISE, Step
from .scorecard import formula_of, title_of
from .settings import Settings
from .text import clauses, count, joined, show, upper_first

NONE = "–"
MOST_FILES = 12


def restated_rows(then: Memory, now: Memory, steps: Sequence[Step], settings: Settings) -> tuple[Line, ...]:
    """Return what differs, each with how it was and how it is."""
    if not then.settings:  # of another version, which left its values only
        return tuple(_formulas(steps, settings))
    return (
        *_formulas(steps, settings),
        *_settings(dict(then.settings), dict(now.settings)),
        *_columns(dict(then.columns), dict(now.columns)),
        *_files(then, now),
        *_version(then, now),
    )


def _formulas(steps: Sequence[Step], settings: Settings) -> Iterator[Line]:
    for step in steps:
        if step.code == OTHERWISE:
            rule = next((r for r in step.m.metric.rules if r.name == step.held.rule), None)
            known = rule is not None and rule.formula == step.held.formula
            then = say(rule.formula) if rule is not None and known else step.held.formula
            now, title = formula_of(step.m, settings), title_of(step.m, settings)
            same = then == now
            old = joined([say(step.held.title), then], ": ") if same or step.held.title != title else then
            new = joined([title, now], ": ") if old != then else now
            yield Line(say(step.m.metric.title), old, new)


def _settings(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Line]:
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name):
            yield Line(_called(name), _set(name, then.get(name)), _set(name, now.get(name)))


def _called(name: str) -> str:
    kind, _, what = name.partition(":")
    if name == THRESHOLD:
        return say("Answered in time")
    if name == PERIOD:
        return say("Compared")
    if f"{kind}:" == TARGET:
        return say("Target of {measure}", measure=say(METRICS[what].title) if what in METRICS else what)
    return say("Scale of {column}", column=say(ROLES[what].title) if what in ROLES else what)


def _set(name: str, value: str | None) -> str:
    if not value:
        return NONE
    if name == THRESHOLD:
        return say("within {n} seconds", n=general(float(value)))
    if name == PERIOD:
        return by_period(value)
    if name.startswith(TARGET):
        metric = METRICS.get(name.removeprefix(TARGET))
        return show(float(value), Unit(metric.rule().unit)) if metric else value
    low, _, high = value.partition(" ")
    return say("{low} to {high}", low=low, high=high) if name.startswith(SCALE) else value


def _columns(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Line]:
    """Return columns that are read from other headers, or that only one of the reports had."""
    for role in dict.fromkeys([*then, *now]):
        if then.get(role) != now.get(role):
            title = upper_first(say(ROLES[role].title)) if role in ROLES else role
            column = say("Column read as: {role}", role=title)
            yield Line(column, then.get(role, NONE), now.get(role, NONE))


def _files(then: Memory, now: Memory) -> Iterator[Line]:
    if then.files != now.files:
        yield Line(say("Files"), _listed(then.files), _listed(now.files))


def _listed(files: Sequence[tuple[str, int]]) -> str:
    shown = [say("{name} ({rows})", name=name, rows=count(rows, "row")) for name, rows in files[:MOST_FILES]]
    more = [say("and {n} more", n=len(files) - MOST_FILES)] if len(files) > MOST_FILES else []
    return clauses([*shown, *more])


def _version(then: Memory, now: Memory) -> Iterator[Line]:
    if then.version != now.version:
        yield Line(say("Version of CXcel"), then.version, now.version)
