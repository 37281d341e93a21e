"""The service panel: the centre's own measures against targets, service level by every formula, and odd weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.calendar import cut
from cxcel.catalogue.entry import CENTRE, Metric
from cxcel.errors import CxError

from ..model import ControlChart, Figure, ScoreRow, Section, Service, ServiceLevelRow, ServiceRow, Tone, Unit
from .bases import FEWEST
from .derive import Facts, in_time
from .measured import Measured
from .period import Calendar
from .scorecard import formula_of, title_of
from .settings import Settings
from .text import MONTHS, count, listed, lower_first, show

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
    covered = when or (calendar.coverage if calendar else "all data")
    return Service(
        section=Section(
            "Service",
            "Service panel",
            _title(lines, charts, levels),
            (
                f"Contact-centre measures, {covered}{' against target' if settings.targets else ''}, "
                "each with the formula that made it"
            ),
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
    for rule in used.metric.rules:
        values = tuple(_level(used.metric, rule.name, used.facts, limit) for limit in settings.levels)
        if any(v is not None for v in values) and values not in [row.values for row in rows]:
            rows.append(ServiceLevelRow(rule.name.replace("_", " "), rule.formula, values, rule is used.rule))
    return settings.levels, tuple(rows)


def _level(metric: Metric, rule_name: str, facts: Facts, threshold: float) -> float | None:
    rule = metric.rule(rule_name)
    early, gone = in_time(facts, threshold)
    roles = {"answered_in_time": early, "abandoned_in_time": gone}
    values: dict[str, Any] = {
        a.name: roles.get(a.role, facts.get(a.role) if a.role else None) for a in metric.arguments
    }
    wanted = [a.name for a in metric.arguments if not a.optional or a.name in rule.needs]
    if any(values[name] is None for name in wanted):
        return None
    try:
        return rule.family.estimate(rule.family.tally(*rule.measure(values))).value
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
    column = m.facts.column("date")
    if column is None or not column.is_date:
        return None
    for unit in ("week", "day"):
        cutting = cut(column.values, unit)
        tallies = m.by(cutting.codes, len(cutting.starts))
        kept = [(s, m.figure(t).value) for s, t in zip(cutting.starts, tallies, strict=True) if t.n >= FEWEST]
        if unit == "week":
            kept = _whole_weeks(kept, column.values)
        if len(kept) >= FEWEST_POINTS:
            return _control(m, settings, unit, [(s, v) for s, v in kept if v is not None])
    return None


def _whole_weeks(kept: list[tuple[date, float | None]], moments: Array) -> list[tuple[date, float | None]]:
    """Leave out the weeks that the data cover only in part."""
    known = moments[~np.isnat(moments)].astype("M8[D]")
    first, last = known.min().item(), known.max().item()
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
    title = title_of(m, settings)
    shown = partial(show, unit=m.unit, fine=True)
    return ControlChart(
        title=f"{title} by {unit}",
        head="shaded: ordinary variation",
        unit=m.unit,
        starts=starts,
        values=tuple(float(v) for v in values),
        median=middle,
        low=low,
        high=high,
        odd=odd,
        odd_label=label,
        target=settings.targets.get(m.metric.name),
        alt=f"{title} by {unit}: median {shown(middle)}, ordinary variation {shown(low)} to {shown(high)}; "
        f"out of the ordinary: {label or 'none'}.",
    )


def _odd_label(strange: Sequence[date], unit: str) -> str:
    if not strange:
        return ""
    named = [f"{s.day} {MONTHS[s.month - 1][:3]}" for s in strange[:2]]
    more = f" and {len(strange) - 2} more" if len(strange) > 2 else ""
    words = ", ".join(named) if more else listed(named)
    return f"{'week of ' if unit == 'week' else ''}{words}{more}"


def _title(rows: Sequence[ServiceRow], charts: Sequence[ControlChart], levels: Sequence[ServiceLevelRow]) -> str:
    missed = [lower_first(r.title) for r in rows if r.target_verdict.text == "missed"]
    met = [lower_first(r.title) for r in rows if r.target_verdict.text == "met"]
    odd = [c for c in charts if c.odd_label]
    tail = f"; {_standing_out(odd[0])}" if odd else ""
    if missed:
        return _upper(f"{listed(missed[:2])} missed {'their targets' if len(missed) > 1 else 'its target'}{tail}")
    if met:
        return _upper(f"{listed(met[:2])} met {'their targets' if len(met) > 1 else 'its target'}{tail}")
    real = [r for r in rows if r.change_verdict.tone in (Tone.WORSE, Tone.BETTER)]
    if real:
        worse = [lower_first(r.title) for r in real if r.change_verdict.tone is Tone.WORSE]
        named = worse or [lower_first(r.title) for r in real]
        return _upper(f"{listed(named[:2])} got {'worse' if worse else 'better'}{tail}")
    if odd:
        return _upper(f"{lower_first(odd[0].title)} has weeks out of the ordinary: {odd[0].odd_label}")
    values = [v for row in levels if row.used for v in row.values if v is not None]
    if len(values) > 1:
        return "No measure changed beyond noise; each number stands beside its formula"
    return "Each measure stands beside the formula that made it"


def _standing_out(chart: ControlChart) -> str:
    n = sum(chart.odd)
    return f"{count(n, 'week' if chart.title.endswith('week') else 'day')} {'stands' if n == 1 else 'stand'} out"


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _note(charts: bool, levels: bool, targets: bool) -> str:
    said = []
    if targets:
        said.append(
            "Bars: value as per cent of target, the line at 100%; an orange bar misses its target beyond doubt."
        )
    if levels:
        said.append("Service level has several formulas: the bold one is used in this report.")
    if charts:
        said.append(
            f"Shaded in the charts: median ± {REACH} median moving ranges; a diamond lies outside: ask what was "
            "different."
        )
    return " ".join(said)


def _alt(rows: Sequence[ServiceRow]) -> str:
    def said(row: ServiceRow) -> str:
        return f"{row.title} {_value(row.now, row.unit)}" + (
            f" against {show(row.target, row.unit)}, {row.target_verdict.text}" if row.target is not None else ""
        )

    return f"{count(len(rows), 'measure')}: " + "; ".join(said(row) for row in rows) + "."


def _value(figure: Figure, unit: Unit) -> str:
    return show(figure.value, unit, True)
