"""The service panel: the centre's own measures against targets, service level by every formula, and odd weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from cxcel.arrays import Array, Days
from cxcel.catalogue.entry import CENTRE, Metric, Rule
from cxcel.errors import CxError
from cxcel.families import Family
from cxcel.words import MET, MISSED
from cxcel_addin.language.words import by_period

from ...language import say, say_many
from ...language.numbers import general, short_day
from ..model import ControlChart, ScoreRow, Section, Service, ServiceLevelRow, ServiceRow, Tone, Unit
from .bases import untold
from .derive import Facts, in_time
from .measured import Measured
from .period import Calendar
from .scorecard import formula_of, title_of
from .settings import Settings
from .text import clauses, count, listed, lower_first, show, upper_first

REACH = 3.14  # median moving ranges: 3 / 0.954, Wheeler 2000, natural process limits from the median moving range
FEWEST_POINTS = 12
CHARTS = 2
STEADY = 0.25  # with more odd weeks than this share a series moves as a whole, and no week stands out


def service_page(
    measured: Mapping[str, Measured], rows: Sequence[ScoreRow], calendar: Calendar | None, settings: Settings
) -> Service | None:
    """Make the page; None where the data hold no contact-centre measure."""
    centre = [m for m in measured.values() if m.metric.category == CENTRE]
    if not centre:
        return None
    by_name = {row.name: row for row in rows}
    asked = [m for m in centre if m.metric.headline or m.metric.name in settings.targets]
    lines = tuple(_line(m, by_name[m.metric.name], settings) for m in asked or centre)
    thresholds, levels = _levels(measured, settings)
    charts = _charts(centre, settings, calendar)
    when = calendar.name(calendar.latest) if calendar and calendar.latest is not None else ""
    covered = when or (calendar.coverage if calendar else say("all data"))
    return Service(
        section=Section(
            say("Service"),
            say("Service panel"),
            _title(lines, charts, levels),
            say(
                "Contact-centre measures, {covered} against target, each with the formula that made it", covered=covered
            )
            if settings.targets
            else say("Contact-centre measures, {covered}, each with the formula that made it", covered=covered),
            _note(bool(charts), bool(levels), any(r.target is not None for r in lines)),
        ),
        rows=lines,
        chart_alt=_alt(lines),
        thresholds=thresholds if levels else (),
        levels=levels,
        charts=charts,
    )


def _line(m: Measured, row: ScoreRow, settings: Settings) -> ServiceRow:
    return ServiceRow(
        row.title,
        row.unit,
        row.better,
        row.latest or row.overall,
        row.target,
        row.target_verdict,
        row.change_verdict,
        formula_of(m, settings),
    )


def _levels(
    measured: Mapping[str, Measured], settings: Settings
) -> tuple[tuple[float, ...], tuple[ServiceLevelRow, ...]]:
    """Return service level by every formula at every threshold: they are five numbers, not one."""
    found = [m for m in measured.values() if m.metric.arguments[0].role == "answered_in_time"]
    if not found or found[0].facts.column("wait") is None or found[0].facts.grain == "period":
        return (), ()
    used = found[0]
    rows: list[ServiceLevelRow] = []
    for rule, values in zip(used.metric.rules, _values(used, settings.levels), strict=True):
        if any(v is not None for v in values) and values not in [row.values for row in rows]:
            rows.append(ServiceLevelRow(say(named(rule)), say(rule.formula), values, rule is used.rule))
    return settings.levels, tuple(rows)


def named(rule: Rule) -> str:
    """Return what one formula of several is called."""
    return rule.name.replace("_", " ")


def _values(used: Measured, limits: Sequence[float]) -> Iterator[tuple[float | None, ...]]:
    """Yield the values of each formula at every threshold; None where one cannot be computed."""
    asked = [(rule, limit) for rule in used.metric.rules for limit in limits]
    columns = [_level(used.facts, used.metric, rule, limit) for rule, limit in asked]
    told = [i for i, made in enumerate(columns) if made is not None]
    tallies = [asked[i][0].family.tally(*made) for i in told if (made := columns[i]) is not None]
    if used.facts.whole is not None:
        wanted = [(rule.family, partial(_level, metric=used.metric, rule=rule, limit=limit)) for rule, limit in asked]
        tallies = used.facts.whole.tallies([wanted[i] for i in told], tallies)
    values = {i: _value(asked[i][0].family, tally) for i, tally in zip(told, tallies, strict=True)}
    for start in range(0, len(asked), len(limits)):
        yield tuple(values.get(start + i) for i in range(len(limits)))


def _value(family: Family[Any], tally: Any) -> float | None:
    try:
        return family.estimate(tally).value
    except CxError:
        return None


def _level(facts: Facts, metric: Metric, rule: Rule, limit: float) -> tuple[Array, ...] | None:
    """Return the columns of a service level within a threshold; None where a formula cannot be computed."""
    early, gone = in_time(facts, limit)
    roles = {"answered_in_time": early, "abandoned_in_time": gone}
    values: dict[str, Any] = {
        a.name: roles.get(a.role, facts.get(a.role) if a.role else None) for a in metric.arguments
    }
    wanted = [a.name for a in metric.arguments if not a.optional or a.name in rule.needs]
    if any(values[name] is None for name in wanted):
        return None
    try:
        return rule.measure(values)
    except CxError:
        return None


def _charts(centre: Sequence[Measured], settings: Settings, calendar: Calendar | None) -> tuple[ControlChart, ...]:
    """Draw the measures with the most to say: odd periods first, then those with a target."""
    if calendar is None:
        return ()
    made = [chart for m in centre if m.metric.headline and (chart := _chart(m, settings)) is not None]
    made.sort(key=lambda c: (not 0 < sum(c.odd) <= len(c.odd) * STEADY, c.target is None))
    return tuple(made[:CHARTS])


def _chart(m: Measured, settings: Settings) -> ControlChart | None:
    if m.facts.days() is None:
        return None
    for unit in ("week", "day"):
        starts, tallies = m.over_time(unit)
        gone = untold([t.n for t in tallies], whole=[m.tally().n])
        rows = zip(starts, tallies, gone, strict=True)
        kept = [(start, m.figure(t).value) for start, t, left_out in rows if t.n and not left_out]
        if unit == "week":
            kept = _whole_weeks(kept, m.facts.days())
        if len(kept) >= FEWEST_POINTS and len({value for _, value in kept}) > 1:
            return _control(m, settings, unit, [(s, v) for s, v in kept if v is not None])
    return None


def _whole_weeks(kept: list[tuple[date, float | None]], days: Days) -> list[tuple[date, float | None]]:
    """Leave out the weeks that the data cover only in part."""
    first, last = days.min().item(), days.max().item()
    return [(s, v) for s, v in kept if (first - s).days <= 2 and (last - s).days >= 4]


def _control(m: Measured, settings: Settings, unit: str, points: Sequence[tuple[date, float]]) -> ControlChart:
    values = np.array([v for _, v in points])
    middle = float(np.median(values))
    reach = REACH * float(np.median(np.abs(np.diff(values))))
    low, high = middle - reach, middle + reach
    if m.unit is not Unit.POINTS:
        low = max(0.0, low)
    if m.unit is Unit.SHARE:
        high = min(1.0, high)
    odd = tuple(bool(v < low or v > high) for v in values) if reach > 0 else (False,) * len(values)
    starts = tuple(s for s, _ in points)
    strange = [s for s, is_odd in zip(starts, odd, strict=True) if is_odd]
    label = _odd_label(strange, unit) if len(strange) <= len(odd) * STEADY else ""
    title = say("{title} {by_period}", title=title_of(m, settings), by_period=by_period(unit))
    return ControlChart(
        name=m.metric.name,
        title=title,
        head=say("shaded: ordinary variation"),
        unit=m.unit,
        step=unit,
        starts=starts,
        values=tuple(float(v) for v in values),
        median=middle,
        low=low,
        high=high,
        odd=odd,
        odd_label=label,
        target=settings.targets.get(m.metric.name),
        alt=_chart_alt(title, m.unit, (middle, low, high), label),
    )


def _chart_alt(title: str, unit: Unit, limits: tuple[float, float, float], label: str) -> str:
    middle, low, high = (show(v, unit, fine=True) for v in limits)
    return say(
        "{title}: median {middle}, ordinary variation {low} to {high}; out of the ordinary: {label}.",
        title=title,
        middle=middle,
        low=low,
        high=high,
        label=label or say("none"),
    )


def _odd_label(strange: Sequence[date], unit: str) -> str:
    if not strange:
        return ""
    named, left = [short_day(start) for start in strange[:2]], len(strange) - 2
    days = listed(named)
    if left > 0:
        days = say_many(
            "{first}, {second} and {n} more", "{first}, {second} and {n} more", left, first=named[0], second=named[1]
        )
    return say("week of {day}", day=days) if unit == "week" else days


def _title(rows: Sequence[ServiceRow], charts: Sequence[ControlChart], levels: Sequence[ServiceLevelRow]) -> str:
    odd = [c for c in charts if c.odd_label]
    told = _against_targets(rows) or _changes(rows)
    if told:
        return upper_first(clauses([told, _standing_out(odd[0]) if odd else ""]))
    if odd:
        words = say(
            "{title} has weeks out of the ordinary: {weeks}", title=lower_first(odd[0].title), weeks=odd[0].odd_label
        )
        return upper_first(words)
    values = [v for row in levels if row.used for v in row.values if v is not None]
    if len(values) > 1:
        return say("No measure changed beyond noise; each number stands beside its formula")
    return say("Each measure stands beside the formula that made it")


def _against_targets(rows: Sequence[ServiceRow]) -> str:
    """Say which measures missed their targets, else which met them."""
    missed = [lower_first(r.title) for r in rows if r.target_verdict.code == MISSED]
    met = [lower_first(r.title) for r in rows if r.target_verdict.code == MET]
    names = listed((missed or met)[:2])
    if missed:
        return say_many("{names} missed its target", "{names} missed their targets", len(missed), names=names)
    return say_many("{names} met its target", "{names} met their targets", len(met), names=names) if met else ""


def _changes(rows: Sequence[ServiceRow]) -> str:
    """Say which measures got worse, else which got better."""
    worse = [lower_first(r.title) for r in rows if r.change_verdict.tone is Tone.WORSE]
    better = [lower_first(r.title) for r in rows if r.change_verdict.tone is Tone.BETTER]
    names = listed((worse or better)[:2])
    if worse:
        return say_many("{names} got worse", "{names} got worse", len(worse), names=names)
    return say_many("{names} got better", "{names} got better", len(better), names=names) if better else ""


def _standing_out(chart: ControlChart) -> str:
    n = sum(chart.odd)
    if chart.step == "week":
        return say_many("{n} week stands out", "{n} weeks stand out", n)
    return say_many("{n} day stands out", "{n} days stand out", n)


def _note(charts: bool, levels: bool, targets: bool) -> str:
    said = []
    if targets:
        said.append(
            say("Bars: value as per cent of target, the line at 100%; an orange bar misses its target beyond doubt.")
        )
    if levels:
        said.append(say("Service level has several formulas: the bold one is used in this report."))
    if charts:
        said.append(
            say(
                "Shaded in the charts: median ± {reach} median moving ranges; a diamond lies outside: ask what was "
                "different.",
                reach=general(REACH),
            )
        )
    return " ".join(said)


def _alt(rows: Sequence[ServiceRow]) -> str:
    def said(row: ServiceRow) -> str:
        value = show(row.now.value, row.unit, True)
        if row.target is None:
            return say("{title} {value}", title=row.title, value=value)
        return say(
            "{title} {value} against {target}, {verdict}",
            title=row.title,
            value=value,
            target=show(row.target, row.unit),
            verdict=row.target_verdict.text,
        )

    return say("{measures}: {each}.", measures=count(len(rows), "measure"), each=clauses([said(row) for row in rows]))
