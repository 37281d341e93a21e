"""The functions that work for every metric by its name: interval, base, test, groups, periods, target."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cxcel.calendar import PERIODS, Cut, cut, days_from_serial
from cxcel.catalogue import metric as find
from cxcel.catalogue.entry import SCORES, Metric, Option, left_out
from cxcel.cells import number_in
from cxcel.columns import Dates, Keys, Taken
from cxcel.compute import Prepared, prepare
from cxcel.errors import BadOption, NotEnoughData, choose
from cxcel.families import by_group
from cxcel.words import against_target, change_word
from cxcel.worksheet import NUMBER, Parameter, Rows, worksheet

LEVEL = Option("confidence_level", 0.95, "confidence level, 0.95 by default", low=0.0, high=1.0)
METRIC = Parameter("metric", 'name of a metric, such as "NPS"')
INPUTS = Parameter("arguments", "the arguments of that metric, in its own order", repeats=True)


def _split(metric: Metric, args: Sequence[object], extra: int) -> tuple[Sequence[object], list[object]]:
    """Part the metric's own arguments from up to `extra` options that follow them."""
    own = len(metric.parameters)
    if len(args) > own + extra:
        raise BadOption(f"'{metric.name}' takes {own} arguments here, and {extra} options after them; got {len(args)}")
    rest = list(args[own:])
    return args[:own], rest + [None] * (extra - len(rest))


def _interval(prepared: Prepared, method: object, level: object) -> list[float]:
    family = prepared.rule.family
    chosen = "" if left_out(method) else choose("method", method, family.methods)
    found = family.interval(prepared.tally(), float(LEVEL.check(level)), chosen)
    return [found.low, found.high]


@worksheet(
    SCORES,
    "Confidence interval of any metric: its low and high limit side by side.",
    "one row: low, high",
    METRIC,
    INPUTS,
    source="the metric's family: Wilson, adjusted Wald, Student, linearised",
)
def KPI_CI(name: object, *args: object) -> Rows:
    """Return [[low, high]]; method and confidence level may follow the metric's own arguments."""
    metric = find(name)
    own, (method, level) = _split(metric, args, 2)
    return [_interval(prepare(metric, own), method, level)]


@worksheet(
    SCORES,
    "Base of any metric: how many answers, contacts or customers it rests on.",
    "number",
    METRIC,
    INPUTS,
    unit=NUMBER,
)
def KPI_N(name: object, *args: object) -> float:
    """Return the base; 0 where there is none."""
    return float(prepare(find(name), args).tally().n)


def _comparison(first: Prepared, second: Prepared, method: str = "", level: object = None) -> Rows:
    family = first.rule.family
    found = family.compare(first.tally(), second.tally(), float(LEVEL.check(level)), method)
    word, _ = change_word(found.difference, found.p, first.rule.better)
    header = ["difference", "low", "high", "p", "verdict"]
    return [header, [found.difference, found.low, found.high, found.p, word]]


@worksheet(
    SCORES,
    "Is the change of any metric real? Second set less first, with interval, p value and verdict.",
    "header and one row: difference, low, high, p, verdict",
    METRIC,
    Parameter("arguments", "the metric's arguments for the first set, then the same for the second", repeats=True),
    source="pooled z (shares), unpooled z on adjusted counts (net scores), Welch (means, ratios)",
)
def KPI_TEST(name: object, *args: object) -> Rows:
    """Compare two sets of arguments, the second less the first."""
    metric = find(name)
    if len(args) < 2 or len(args) % 2:
        raise BadOption(
            f"needs the arguments of '{metric.name}' twice, first set then second; got {len(args)} after the name"
        )
    half = len(args) // 2
    return _comparison(prepare(metric, args[:half]), prepare(metric, args[half:]))


def _line(prepared: Prepared, tally: Any) -> list[Any]:
    """Return value, low, high, n of one tally; None where there is nothing to tell."""
    family = prepared.rule.family
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
    "header and one row per group: group, value, low, high, n",
    METRIC,
    Parameter("groups", "the group of each row, such as a channel"),
    INPUTS,
)
def KPI_BY(name: object, groups: object, *args: object) -> Rows:
    """Return a table by group; rows without a group are left out."""
    prepared = prepare(find(name), args, [("groups", Keys(), groups)])
    (keys,) = prepared.side
    tallies = by_group(prepared.rule.family, prepared.columns, keys.values, len(keys.labels))
    rows = [[label, *_line(prepared, tally)] for label, tally in zip(keys.labels, tallies, strict=True)]
    filled = [row for row in rows if row[-1] > 0]
    return [["group", "value", "low", "high", "n"], *_ordered(filled, prepared.rule.better)]


@worksheet(
    SCORES,
    "Any metric by day, week, month or quarter, with interval and whether each change is real.",
    "header and one row per period: period, value, low, high, n, change, p, verdict",
    METRIC,
    Parameter("dates", "the date of each row"),
    Parameter("period", "'day', 'week', 'month' or 'quarter'", words=PERIODS),
    INPUTS,
    source="p values corrected over the periods compared: Benjamini & Hochberg 1995",
)
def KPI_TREND(name: object, dates: object, period: object, *args: object) -> Rows:
    """Return a table by period; each change is against the period before."""
    from cxcel.relations.correction import adjust

    length = choose("period", "month" if left_out(period) else period, PERIODS)

    def periods(side: Sequence[Taken]) -> Cut:
        return cut(days_from_serial(side[0].values), length)

    prepared = prepare(find(name), args, [("dates", Dates(), dates)], lambda side: periods(side).codes)
    cutting = periods(prepared.side)
    if not cutting.starts:
        raise NotEnoughData("there are no dates: every row is blank")
    tallies = by_group(prepared.rule.family, prepared.columns, cutting.codes, len(cutting.starts))
    lines = [_line(prepared, tally) for tally in tallies]
    changes = [(None, None)] + [_change(prepared, a, b) for a, b in pairwise(tallies)]
    corrected = adjust([float("nan") if p is None else p for _, p in changes])
    header = ["period", "value", "low", "high", "n", "change", "p", "verdict"]
    rows: Rows = [header]
    for start, line, (change, p), q in zip(cutting.starts, lines, changes, corrected, strict=True):
        word = "" if change is None else change_word(change, q, prepared.rule.better)[0]
        rows.append([start, *line, change, None if p is None else q, word])
    return rows


def _change(prepared: Prepared, first: Any, second: Any) -> tuple[float | None, float | None]:
    try:
        found = prepared.rule.family.compare(first, second)
    except NotEnoughData:
        return None, None
    return found.difference, found.p


@worksheet(
    SCORES,
    "Any metric against a target: met or missed only when its whole interval lies on one side.",
    "header and one row: value, low, high, target, verdict",
    METRIC,
    Parameter("target", "the value to reach, in the metric's unit (0.8 for 80 %)"),
    INPUTS,
)
def KPI_TARGET(name: object, target: object, *args: object) -> Rows:
    """Judge a metric against a target."""
    prepared = prepare(find(name), args)
    goal = Option("target", float("nan"), "", low=float("-inf")).check(target)
    if goal != goal:
        raise BadOption("target must be a number, got a blank")
    value, low, high, _ = _line(prepared, prepared.tally())
    if value is None:
        raise NotEnoughData("there are no answers: every row is blank")
    word, _ = against_target(low, high, float(goal), prepared.rule.better)
    return [["value", "low", "high", "target", "verdict"], [value, low, high, goal, word]]


@worksheet(
    SCORES,
    "Confidence interval of the Net Promoter Score: low and high limit side by side.",
    "one row: low, high, in points",
    Parameter("scores", "one answer of 0 to 10 per respondent"),
    Parameter("method", "'adjusted_wald' (default) or 'wald'", True, ("adjusted_wald", "wald")),
    Parameter("confidence_level", "0.95 by default", True),
    source="Rocks 2016, arXiv 1601.07235: adjusted Wald, +3/4 detractors, +3/2 passives, +3/4 promoters",
)
def NPS_CI(scores: object, method: object, level: object) -> Rows:
    """Return [[low, high]] in points."""
    return [_interval(prepare(find("NPS"), [scores]), method, level)]


@worksheet(
    SCORES,
    "Is the change of the Net Promoter Score real? Second less first, with interval, p value and verdict.",
    "header and one row: difference, low, high, p, verdict",
    Parameter("first", "answers of 0 to 10, the earlier or first group"),
    Parameter("second", "answers of 0 to 10, the later or second group"),
    Parameter("method", "'adjusted_wald' (default) or 'wald'", True, ("adjusted_wald", "wald")),
    Parameter("confidence_level", "0.95 by default", True),
    source="unpooled z on adjusted counts; 'wald' is nps.test of R package NPS 1.1, with the sign kept",
)
def NPS_TEST(first: object, second: object, method: object, level: object) -> Rows:
    """Compare two groups of answers."""
    nps = find("NPS")
    chosen = "" if left_out(method) else choose("method", method, nps.rule().family.methods)
    return _comparison(prepare(nps, [first]), prepare(nps, [second]), chosen, level)
