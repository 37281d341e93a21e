"""The outcome page: the loyalty measure over time, as answers, and who did not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.calendar import cut
from cxcel.columns import Scores
from cxcel.families import NetScore, Proportion
from cxcel.words import REAL

from ..model import Bands, Bar, Figure, Outcome, Section, Tone, TrendPoint, Unit
from .bases import FEW, FEWEST
from .measured import Measured
from .period import Calendar
from .response import response_rates, who_is_silent
from .scorecard import title_of
from .settings import Settings
from .text import count, lower_first, percent, period_label, show, size_of

WINDOWS = (("week", 4, 84), ("day", 7, 14))  # unit, how many make the line, days of coverage it takes


def pick_outcome(measured: Mapping[str, Measured]) -> Measured | None:
    """Return the measure the report is about: the best ranked that the data hold."""
    ranked = sorted((m for m in measured.values() if m.metric.outcome), key=lambda m: m.metric.outcome)
    asked = [m for m in ranked if not m.metric.stand_in]
    standing = [m for m in ranked if m.metric.stand_in and m.facts.grain == "period"]
    return next(iter(asked or standing), None)


def raw_scores(m: Measured) -> Array | None:
    """Return the answers behind a survey measure; None for measures that are no answers."""
    first = m.metric.arguments[0]
    return m.facts.get(first.role) if isinstance(first.reader, Scores) else None


def outcome_values(m: Measured) -> Array:
    """Return the outcome row by row: the answer itself where customers were asked."""
    raw = raw_scores(m)
    return m.row_values() if raw is None else raw


def noun_of(m: Measured) -> str:
    """Return what the outcome counts: answers, customers or contacts."""
    if raw_scores(m) is not None:
        return "answer"
    return m.facts.grain if m.facts.grain in ("customer", "employee") else "contact"


def outcome_page(
    m: Measured, response: Measured | None, calendar: Calendar | None, settings: Settings
) -> Outcome | None:
    """Make the page; parts that the data cannot fill are empty, and where all are there is no page."""
    overall = m.figure(m.tally())
    title = m.metric.title
    trend, head, grain = _trend(m, calendar)
    bars, bars_head = _bars(m, calendar)
    bands, names = _bands(m, calendar)
    rates = response_rates(response, calendar)
    silent_head, silent, silent_note = who_is_silent(response)
    covered = f", {calendar.coverage}" if calendar else ""
    if not (trend or bars or rates):
        return None
    return Outcome(
        section=Section(
            "Outcome",
            "Outcome",
            _title(m, title, calendar, overall),
            f"{title_of(m, settings)}{_unit_words(m.unit)}{covered}; {count(overall.n, noun_of(m))}",
            _note(m, trend, grain, bool(rates)),
        ),
        name=m.metric.name,
        title=title,
        unit=m.unit,
        trend_head=head,
        trend=trend,
        trend_alt=_trend_alt(title, trend, m.unit),
        target=settings.targets.get(m.metric.name),
        bars_head=bars_head,
        bars=bars,
        bars_alt=_bars_alt(bars),
        band_names=names,
        bands=bands,
        bands_alt=_bands_alt(bands, names),
        response=rates,
        response_alt="Response rate: "
        + ", ".join(f"{r.label} {show(r.figure.value, Unit.SHARE)}" for r in rates)
        + ".",
        silent_head=silent_head,
        silent=silent,
        silent_note=silent_note,
    )


def _unit_words(unit: Unit) -> str:
    return {Unit.POINTS: " in points", Unit.SECONDS: " in m:ss"}.get(unit, "")


def _title(m: Measured, title: str, calendar: Calendar | None, overall: Figure) -> str:
    """Say what happened, from the comparison of the last two periods."""
    codes = calendar.codes(m.facts) if calendar else None
    whole = f"{title} is {show(overall.value, m.unit, True)}, within {show(overall.low, m.unit, True)} to "
    whole += show(overall.high, m.unit, True)
    if calendar is None or codes is None or calendar.latest is None or calendar.before is None:
        return whole
    tallies = m.by(codes, len(calendar.starts))
    then, now = tallies[calendar.before], tallies[calendar.latest]
    if min(then.n, now.n) < FEW:
        return whole
    found = m.rule.family.compare(then, now)
    a, b = show(m.figure(then).value, m.unit), show(m.figure(now).value, m.unit)
    if found.p >= REAL:
        return f"{title} did not change beyond noise: {b} after {a}"
    verb = "rose" if found.difference > 0 else "fell"
    return f"{title} {verb} from {a} to {b}, {size_of(found.difference, m.unit)}"


def _trend(m: Measured, calendar: Calendar | None) -> tuple[tuple[TrendPoint, ...], str, str]:
    column = m.facts.column("date")
    if calendar is None or column is None or not column.is_date:
        return (), "", ""
    days = (calendar.last - calendar.first).days + 1
    picked = next(((unit, width) for unit, width, least in WINDOWS if days >= least), None)
    if picked is None:
        return (), "", ""
    unit, width = picked
    if days > 800:
        unit, width = "month", 3
    cutting = cut(column.values, unit)
    tallies = m.by(cutting.codes, len(cutting.starts))
    points = []
    for i, start in enumerate(cutting.starts):
        window: Any = reduce(add, tallies[max(0, i - width + 1) : i + 1])
        if i < width - 1 and len(tallies) > 3 * width:
            continue  # the line starts where its window is full
        figure = m.figure(window)
        alone = m.figure(tallies[i]).value if tallies[i].n >= FEWEST else None
        middle = start + timedelta(days=3) if unit == "week" else start
        if window.n >= FEWEST:
            points.append(TrendPoint(middle, figure.value, figure.low, figure.high, alone, float(tallies[i].n)))
    head = f"line: last {width} {unit}s; band: 95% interval; dots: single {unit}s"
    return (tuple(points), head, unit) if len(points) > 2 else ((), "", "")


def _trend_alt(title: str, trend: Sequence[TrendPoint], unit: Unit) -> str:
    if not trend:
        return ""
    first, last = trend[0], trend[-1]
    return (
        f"Line with 95% band: {title} starts at {show(first.value, unit, True)} and ends at "
        f"{show(last.value, unit, True)} ({show(last.low, unit, True)} to {show(last.high, unit, True)})."
    )


def _bars(m: Measured, calendar: Calendar | None) -> tuple[tuple[Bar, ...], str]:
    raw = raw_scores(m)
    if raw is None:
        return (), ""
    rows, when = _latest_rows(m, calendar)
    kept = raw[rows & ~np.isnan(raw)]
    low, high = _limits(m)
    shares = [float((kept == k).mean()) if len(kept) else 0.0 for k in range(low, high + 1)]
    bars = tuple(Bar(str(k), share, _tone(m, k)) for k, share in zip(range(low, high + 1), shares, strict=True))
    return bars, f"share at each score{when}"


def _latest_rows(m: Measured, calendar: Calendar | None) -> tuple[Array, str]:
    codes = calendar.codes(m.facts) if calendar else None
    if calendar is None or codes is None or calendar.latest is None:
        return np.ones(m.facts.frame.n, bool), ""
    return codes == calendar.latest, f", {calendar.name(calendar.latest)}"


def _limits(m: Measured) -> tuple[int, int]:
    """Return the lowest and highest possible answer."""
    reader = m.metric.arguments[0].reader
    assert isinstance(reader, Scores)
    high = m.options[reader.high] if isinstance(reader.high, str) else reader.high
    return int(reader.low), int(high)


def _tone(m: Measured, answer: int) -> Tone:
    """Colour an answer by what the rule makes of it: counted for, against, or neither."""
    family = m.rule.family
    if isinstance(family, NetScore):
        return (
            Tone.WORSE
            if answer <= family.negative_to
            else Tone.BETTER
            if answer >= family.positive_from
            else Tone.QUIET
        )
    if isinstance(family, Proportion):
        name = m.metric.arguments[0].name
        hit = bool(m.rule.measure({name: np.array([float(answer)]), **m.options})[0][0])
        return Tone.BETTER if hit else Tone.WORSE if answer <= _limits(m)[0] + 1 else Tone.QUIET
    return Tone.QUIET


def _bars_alt(bars: Sequence[Bar]) -> str:
    if not bars:
        return ""
    return "Share of answers: " + ", ".join(f"{b.label}: {percent(b.share)}" for b in bars) + "."


def _bands(m: Measured, calendar: Calendar | None) -> tuple[tuple[Bands, ...], tuple[str, str, str]]:
    raw = raw_scores(m)
    if raw is None:
        return (), ("", "", "")
    low, high = _limits(m)
    tones = {k: _tone(m, k) for k in range(low, high + 1)}
    groups = {tone: [k for k, t in tones.items() if t is tone] for tone in (Tone.WORSE, Tone.QUIET, Tone.BETTER)}
    words = (
        ("detractors", "passives", "promoters") if isinstance(m.rule.family, NetScore) else ("low", "middle", "high")
    )
    names = tuple(f"{word} {_range(g)}" if g else "" for word, g in zip(words, groups.values(), strict=True))
    out = []
    for label, rows in _compared(m, calendar):
        kept = raw[rows & ~np.isnan(raw)]
        if len(kept) >= FEWEST:
            shares = [float(np.isin(kept, group).mean()) for group in groups.values()]
            out.append(Bands(label, *shares))
    return tuple(out), (names[0], names[1], names[2])


def _range(answers: Sequence[int]) -> str:
    return f"{answers[0]}" if len(answers) == 1 else f"{answers[0]} to {answers[-1]}"


def _compared(m: Measured, calendar: Calendar | None) -> list[tuple[str, Array]]:
    codes = calendar.codes(m.facts) if calendar else None
    if calendar is None or codes is None or calendar.latest is None or calendar.before is None:
        return [("All answers", np.ones(m.facts.frame.n, bool))]
    year = calendar.starts[0].year != calendar.starts[-1].year
    return [
        (period_label(calendar.starts[i], calendar.period, year), codes == i)
        for i in (calendar.before, calendar.latest)
    ]


def _bands_alt(bands: Sequence[Bands], names: Sequence[str]) -> str:
    said = [
        f"{b.label}: {names[0]} {percent(b.low)}, {names[1]} {percent(b.middle)}, {names[2]} {percent(b.high)}"
        for b in bands
    ]
    return "Stacked bars. " + "; ".join(said) + "." if said else ""


def _note(m: Measured, trend: Sequence[TrendPoint], unit: str, response: bool) -> str:
    said = [f"Interval of {lower_first(m.metric.title)}: {m.interval_method}, 95%."]
    if trend:
        said.append(f"The line's axis does not start at zero. A {unit} with fewer than {FEWEST} answers has no dot.")
    if response:
        said.append("Intervals of the response rate: Wilson.")
    said.append("Blank answers are not counted.")
    return " ".join(said)
