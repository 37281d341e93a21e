"""What was defined, read or set otherwise in the former report: rules, thresholds, targets, scales, files, columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel_addin.language import in_english, say
from cxcel_addin.language.numbers import general
from cxcel_addin.language.words import by_period

from ..model import Line, Memory, Unit
from .measured import Measured
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
        return tuple(_formulas(steps, then, settings))
    return (
        *_formulas(steps, then, settings),
        *_settings(dict(then.settings), dict(now.settings)),
        *_columns(dict(then.columns), dict(now.columns)),
        *_files(then, now),
        *_version(then, now),
    )


def _formulas(steps: Sequence[Step], then: Memory, settings: Settings) -> Iterator[Line]:
    for step in steps:
        if step.code == OTHERWISE:
            title, formula = title_of(step.m, settings), formula_of(step.m, settings)
            titles = [title_of(*way) for way in _ways(step, then, settings)]
            formulas = [formula_of(*way) for way in _ways(step, then, settings)]
            had = _again(step.held.title, titles), _again(step.held.formula, formulas)
            whole = had[0] != title or had[1] == formula
            old, new = (joined([a, b], ": ") if whole else b for a, b in (had, (title, formula)))
            yield Line(say(step.m.metric.title), old, new)


def _ways(step: Step, then: Memory, settings: Settings) -> Iterator[tuple[Measured, Settings]]:
    """Yield every way in which the former report can have counted a measure, as this one would say it."""
    m, had = step.m, dict(then.settings)
    former = replace(settings, threshold=float(had[THRESHOLD])) if had.get(THRESHOLD) else settings
    tops = [float(value.split()[-1]) for name, value in had.items() if name.startswith(SCALE) and value]
    bases = ["", *(words for argument in m.metric.arguments for _, words in argument.bases)]
    for rule, base, top, those in product(m.metric.rules, bases, [None, *tops], (former, settings)):
        options = {**m.options, **dict(rule.sets)}
        if top is not None and "scale_max" in options:
            options["scale_max"] = int(top)
        yield replace(m, rule=rule, base=base, options=options), those


def _again(text: str, said: Sequence[str]) -> str:
    """Return what the former report left in English in the language spoken now; words of another version as quoted."""
    return next((words for words in said if in_english(words) == text), "") or say("“{text}”", text=text)


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
