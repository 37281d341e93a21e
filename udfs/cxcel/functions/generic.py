"""The functions that work for every metric by its name: interval, base, test, groups, periods, target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cxcel.catalogue import METRICS
from cxcel.catalogue import metric as find_metric
from cxcel.catalogue.entry import SCORES, Argument, Metric, Option, left_out
from cxcel.cells import number_in
from cxcel.columns import Dates, Keys
from cxcel.compute import Tallied, prepare
from cxcel.errors import BadOption, NotEnoughData, choose
from cxcel.families import DesignTally
from cxcel.results import Comparison
from cxcel.words import PERIODS, against_target, change_word
from cxcel.worksheet import NUMBER, Parameter, Rows, worksheet

LEVEL = Option("confidence_level", 0.95, "confidence level of the interval; default 0.95", high=1)
CHANGE = "difference, low, high, p, verdict"
GROUPS = "group, value, low, high, n"
TREND = "period, value, low, high, n, change, p, verdict"
TARGET = "value, low, high, target, verdict"
METRIC = Parameter("metric", 'name of a metric, such as "NPS"')
INPUTS = Parameter("arguments", "the arguments of that metric, in its own order", repeats=True)


def find(name: object) -> Metric:
    """Return the entry of a metric; of a function that is none, say that it has no base and no interval of its own."""
    from cxcel.functions import FUNCTIONS

    word = name.strip().upper() if isinstance(name, str) else ""
    if word in METRICS or word not in FUNCTIONS:
        return find_metric(name)
    own = f"; use {word}_CI" if f"{word}_CI" in FUNCTIONS else ""
    raise BadOption(f"{word} is worked out from other numbers and has no base, interval or test of its own here{own}")


def _own(metric: Metric, args: Sequence[object]) -> tuple[Sequence[object], object, object]:
    """Part the metric's own arguments from the method and the level that follow them.

    They stand after the last of the metric's own; a bare word in the place of a range can only be the method, so it
    may also follow the arguments that were given.
    """
    words = (
        i
        for i, (parameter, value) in enumerate(zip(metric.parameters, args, strict=False))
        if isinstance(parameter, Argument) and parameter.optional and isinstance(value, str) and value
    )
    own = next(words, len(metric.parameters))
    if len(args) > own + 2:
        raise BadOption(f"'{metric.name}' takes {own} arguments here, then method and level; got {len(args)}")
    method, level = [*args[own:], None, None][:2]
    return args[:own], method, level


def interval_row(prepared: Tallied, method: object, level: object) -> list[float]:
    """Return low and high by the method and at the level, or by the defaults where they were left out."""
    family = prepared.rule.family
    chosen = "" if left_out(method) else choose("method", method, family.methods)
    found = family.interval(prepared.tally(), LEVEL.check(level), chosen)
    return [found.low, found.high]


@worksheet(
    SCORES,
    "Confidence interval of any metric: its low and high limit side by side.",
    "one row: low, high",
    METRIC,
    Parameter(
        "arguments",
        "the arguments of that metric, in its own order; after the last of them method and confidence level may follow",
        repeats=True,
    ),
    pitfalls=("two intervals that overlap may still differ: compare with KPI_TEST",),
    source="the metric's family: Wilson 1927, adjusted Wald (Rocks 2016), Student 1908, linearised (Cochran 1977)",
    tallies=True,
)
def KPI_CI(name: object, *args: object) -> Rows:
    """Return [[low, high]]; method and confidence level may follow the metric's own arguments."""
    metric = find(name)
    own, method, level = _own(metric, args)
    return [interval_row(prepare(metric, own), method, level)]


@worksheet(
    SCORES,
    "Base of any metric: how many answers, contacts or customers it rests on.",
    "number",
    METRIC,
    INPUTS,
    unit=NUMBER,
    pitfalls=("rows that are blank in any range are not in it",),
    source="the count of what the metric's formula divides by",
    tallies=True,
)
def KPI_N(name: object, *args: object) -> float:
    """Return the base; 0 where there is none."""
    return float(prepare(find(name), args).tally().n)


@worksheet(
    SCORES,
    "Effective base of any metric: how many equal answers its weighted answers are worth; without weights, the base.",
    "number",
    METRIC,
    INPUTS,
    unit=NUMBER,
    pitfalls=("far below KPI_N: a few answers weigh so much that they decide",),
    source="Kish 1965, Survey Sampling, section 11.7",
    tallies=True,
)
def KPI_N_EFF(name: object, *args: object) -> float:
    """Return the effective base; 0 where there is none."""
    tally = prepare(find(name), args).tally()
    return float(tally.n_eff if isinstance(tally, DesignTally) else tally.n)


def comparison_rows(first: Tallied, second: Tallied, method: str = "", level: object = None) -> Rows:
    """Return second less first under a header."""
    family = first.rule.family
    return told(family.compare(first.tally(), second.tally(), LEVEL.check(level), method), first.rule.better)


def told(found: Comparison, better: str) -> Rows:
    """Return a comparison under its header, with its verdict."""
    word, _ = change_word(found.difference, found.p, better)
    return [CHANGE.split(", "), [found.difference, found.low, found.high, found.p, word]]


@worksheet(
    SCORES,
    "Is the change of any metric real? Second set less first, with interval, p value and verdict.",
    f"header and one row: {CHANGE}",
    METRIC,
    Parameter("arguments", "the metric's arguments for the first set, then the same for the second", repeats=True),
    pitfalls=("twenty tests give one 'real' change by chance", "the same people twice need a paired test: NPS_TEST"),
    source="pooled z (shares), unpooled z on adjusted counts (net scores), Welch 1947 (means, ratios)",
    tallies=True,
)
def KPI_TEST(name: object, *args: object) -> Rows:
    """Compare two sets of arguments, the second less the first."""
    metric = find(name)
    if len(args) < 2 or len(args) % 2:
        raise BadOption(
            f"needs the arguments of '{metric.name}' twice, first set then second; got {len(args)} after the name"
        )
    half = len(args) // 2
    return comparison_rows(prepare(metric, args[:half]), prepare(metric, args[half:]))


def _line(prepared: Tallied, tally: Any) -> list[Any]:
    """Return value, low, high, n of one tally; None where there is nothing to tell, or too few people to tell it."""
    family = prepared.rule.family
    if 0 < tally.n < prepared.metric.fewest:
        return [None, None, None, None]
    try:
        value = family.estimate(tally).value
    except NotEnoughData:
        return [None, None, None, float(tally.n)]
    try:
        found = family.interval(tally)
    except NotEnoughData:
        return [value, None, None, float(tally.n)]
    return [value, found.low, found.high, float(tally.n)]


def _ordered(rows: Rows, better: str) -> Rows:
    """Sort groups that are numbers by number, others best first; groups without a value last."""
    if all(number_in(row[0]) is not None for row in rows):
        return sorted(rows, key=lambda row: float(row[0].rstrip("%")))
    sign = 1 if better == "down" else -1
    return sorted(rows, key=lambda row: (row[1] is None, sign * (row[1] or 0.0), str(row[0])))


@worksheet(
    SCORES,
    "Any metric by group: value, interval and base of each group, best first.",
    f"header and one row per group: {GROUPS}",
    METRIC,
    Parameter("groups", "the group of each row, such as a channel"),
    INPUTS,
    pitfalls=(
        "the best of many small groups is best by chance: see KPI_FUNNEL",
        "groups too small to show have no numbers",
    ),
    source="the metric's own formula and interval, group by group",
    tallies=True,
)
def KPI_BY(name: object, groups: object, *args: object) -> Rows:
    """Return a table by group; rows without a group are left out."""
    prepared = prepare(find(name), args, [("groups", Keys(), groups)])
    rows = [[label, *_line(prepared, tally)] for label, tally in zip(*prepared.by_group(), strict=True)]
    filled = [row for row in rows if row[-1] != 0]
    return [GROUPS.split(", "), *_ordered(filled, prepared.rule.better)]


@worksheet(
    SCORES,
    "Any metric by day, week, month or quarter, with interval and whether each change is real.",
    f"header and one row per period: {TREND}",
    METRIC,
    Parameter("dates", "the date of each row"),
    Option("period", "month", "'day', 'week', 'month' (default) or 'quarter'", words=PERIODS),
    INPUTS,
    pitfalls=(
        "the first and the last period may be cut short",
        "seasons repeat: compare with the same month last year",
    ),
    source="p values corrected over the periods compared: Benjamini & Hochberg 1995",
    tallies=True,
)
def KPI_TREND(name: object, dates: object, period: str, *args: object) -> Rows:
    """Return a table by period; each change is against the period before."""
    from cxcel.relations.correction import adjust

    prepared = prepare(find(name), args, [("dates", Dates(), dates)], period)
    starts, tallies = prepared.by_period(period)
    if not starts:
        raise NotEnoughData("there are no dates: every row is blank")
    lines = [_line(prepared, tally) for tally in tallies]
    changes = [(None, None)] + [_change(prepared, a, b) for a, b in pairwise(tallies)]
    corrected = adjust([float("nan") if p is None else p for _, p in changes])
    rows: Rows = [TREND.split(", ")]
    for start, line, (change, p), q in zip(starts, lines, changes, corrected, strict=True):
        word = "" if change is None else change_word(change, q, prepared.rule.better)[0]
        rows.append([start, *line, change, None if p is None else q, word])
    return rows


def _change(prepared: Tallied, first: Any, second: Any) -> tuple[float | None, float | None]:
    if min(first.n, second.n) < prepared.metric.fewest:
        return None, None
    try:
        found = prepared.rule.family.compare(first, second)
    except NotEnoughData:
        return None, None
    return found.difference, found.p


@worksheet(
    SCORES,
    "Any metric against a target: met or missed only when its whole interval lies on one side.",
    f"header and one row: {TARGET}",
    METRIC,
    Option("target", None, "the value to reach, in the metric's unit (0.8 for 80 %)", low=-math.inf, optional=False),
    INPUTS,
    pitfalls=("a value above the target with the target inside its interval is not met yet",),
    source="Altman & Bland 2014, BMJ 349: judged by the whole interval",
    tallies=True,
)
def KPI_TARGET(name: object, target: float, *args: object) -> Rows:
    """Judge a metric against a target."""
    prepared = prepare(find(name), args)
    value, low, high, _ = _line(prepared, prepared.tally())
    if value is None:
        raise NotEnoughData("there are no answers: every row is blank")
    word, _ = against_target(low, high, target, prepared.rule.better)
    return [TARGET.split(", "), [value, low, high, target, word]]
