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

from ...language import say
from ..model import Bands, Bar, Figure, Labelled, Outcome, Section, Tone, TrendPoint, Unit
from .bases import FEW, FEWEST, untold
from .measured import Measured
from .period import Calendar
from .response import response_rates, who_is_silent
from .scorecard import title_of
from .settings import Settings
from .text import clauses, count, lower_first, percent, period_label, show, size_of

WINDOWS = (("day", 7, 14, 83), ("week", 4, 84, 800), ("month", 3, 84, 100_000))  # unit, how many make the line, days
SPARSE = 0.1  # of the answers: a finer line would leave out more


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
    title = say(m.metric.title)
    trend, head, grain = _trend(m, calendar)
    bars, bars_head = _bars(m, calendar)
    bands, names = _bands(m, calendar)
    rates = response_rates(response, calendar)
    silent_head, silent, silent_note = who_is_silent(response)
    if not (trend or bars or rates):
        return None
    return Outcome(
        section=Section(
            say("Outcome"),
            say("Outcome"),
            _title(m, title, calendar, overall),
            _subtitle(m, overall, calendar, settings),
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
        response_alt=_response_alt(rates),
        silent_head=silent_head,
        silent=silent,
        silent_note=silent_note,
    )


def _subtitle(m: Measured, overall: Figure, calendar: Calendar | None, settings: Settings) -> str:
    """Say what is measured, in which unit, when, and on how many."""
    title = title_of(m, settings)
    if m.unit is Unit.POINTS:
        title = say("{title} in points", title=title)
    elif m.unit is Unit.SECONDS:
        title = say("{title} in m:ss", title=title)
    when = say("{title}, {covered}", title=title, covered=calendar.coverage) if calendar else title
    return clauses([when, count(overall.n, noun_of(m))])


def _response_alt(rates: Sequence[Labelled]) -> str:
    said = [say("{name} {value}", name=r.label, value=show(r.figure.value, Unit.SHARE)) for r in rates]
    return say("Response rate: {each}.", each=", ".join(said))


def _title(m: Measured, title: str, calendar: Calendar | None, overall: Figure) -> str:
    """Say what happened, from the comparison of the last two periods."""
    codes = calendar.codes(m.facts) if calendar else None
    value, low, high = (show(v, m.unit, True) for v in (overall.value, overall.low, overall.high))
    whole = say("{title} is {value}, within {low} to {high}", title=title, value=value, low=low, high=high)
    if calendar is None or codes is None or calendar.latest is None or calendar.before is None:
        return whole
    tallies = m.by(codes, len(calendar.starts))
    then, now = tallies[calendar.before], tallies[calendar.latest]
    if min(then.n, now.n) < FEW:
        return whole
    found = m.rule.family.compare(then, now)
    a, b = show(m.figure(then).value, m.unit), show(m.figure(now).value, m.unit)
    if found.p >= REAL:
        return say("{title} did not change beyond noise: {now} after {before}", title=title, now=b, before=a)
    size = size_of(found.difference, m.unit)
    if found.difference > 0:
        return say("{title} rose from {before} to {now}, {size}", title=title, before=a, now=b, size=size)
    return say("{title} fell from {before} to {now}, {size}", title=title, before=a, now=b, size=size)


def _trend(m: Measured, calendar: Calendar | None) -> tuple[tuple[TrendPoint, ...], str, str]:
    """Return the points of the line with its head and unit: the finest unit that leaves out few answers."""
    column = m.facts.column("date")
    if calendar is None or column is None or not column.is_date:
        return (), "", ""
    days = (calendar.last - calendar.first).days + 1
    fitting = [(unit, width) for unit, width, least, most in WINDOWS if least <= days <= most]
    for unit, width in fitting:
        starts, tallies = m.over_time(unit)
        gone = untold([t.n for t in tallies], whole=[m.tally().n])
        left_out = sum(t.n for t, is_gone in zip(tallies, gone, strict=True) if is_gone)
        points = _points(m, starts, [None if g else t for t, g in zip(tallies, gone, strict=True)], unit, width)
        last = unit == fitting[-1][0]
        if len(points) > 2 and (last or left_out <= SPARSE * m.tally().n):
            return points, _trend_head(unit, width), unit
    return (), "", ""


def _points(
    m: Measured, starts: Sequence[Any], tallies: Sequence[Any], unit: str, width: int
) -> tuple[TrendPoint, ...]:
    """Return one point per unit; what is hidden is in no window, or the windows around it would tell it."""
    points = []
    for i, (start, tally) in enumerate(zip(starts, tallies, strict=True)):
        window = [t for t in tallies[max(0, i - width + 1) : i + 1] if t is not None]
        if (i < width - 1 and len(tallies) > 3 * width) or not window:
            continue  # the line starts where its window is full
        whole: Any = reduce(add, window)
        figure = m.figure(whole)
        alone, n = (m.figure(tally).value, float(tally.n)) if tally is not None and tally.n else (None, None)
        middle = start + timedelta(days=3) if unit == "week" else start
        if whole.n >= FEWEST:
            points.append(TrendPoint(middle, figure.value, figure.low, figure.high, alone, n))
    return tuple(points)


def _trend_head(unit: str, width: int) -> str:
    if unit == "day":
        return say("line: last {n} days; band: 95% interval; dots: single days", n=width)
    if unit == "week":
        return say("line: last {n} weeks; band: 95% interval; dots: single weeks", n=width)
    return say("line: last {n} months; band: 95% interval; dots: single months", n=width)


def _trend_alt(title: str, trend: Sequence[TrendPoint], unit: Unit) -> str:
    if not trend:
        return ""
    first, last = trend[0], trend[-1]
    return say(
        "Line with 95% band: {title} starts at {first} and ends at {last} ({low} to {high}).",
        title=title,
        first=show(first.value, unit, True),
        last=show(last.value, unit, True),
        low=show(last.low, unit, True),
        high=show(last.high, unit, True),
    )


def _bars(m: Measured, calendar: Calendar | None) -> tuple[tuple[Bar, ...], str]:
    raw = raw_scores(m)
    if raw is None:
        return (), ""
    latest = _compared_with(m, calendar)
    period = latest[1] if latest else None
    counts = _counts(m, calendar, period)
    n = sum(counts.values())
    if n < FEWEST:
        return (), ""
    when = calendar.name(period) if calendar and period is not None else ""
    low, high = _limits(m)
    shares = [counts.get(k, 0.0) / n for k in range(low, high + 1)]
    bars = tuple(Bar(str(k), share, _tone(m, k)) for k, share in zip(range(low, high + 1), shares, strict=True))
    head = say("share at each score, {period}", period=when) if when else say("share at each score")
    return bars, head


def _compared_with(m: Measured, calendar: Calendar | None) -> tuple[int, int] | None:
    """Return the two periods that are compared; None where all answers stand together."""
    if calendar is None or calendar.codes(m.facts) is None or calendar.latest is None or calendar.before is None:
        return None
    return calendar.before, calendar.latest


def _counts(m: Measured, calendar: Calendar | None, period: int | None) -> dict[float, float]:
    """Return how often each answer was given in a period, or in all of them."""
    role = m.metric.arguments[0].role
    if m.exact is not None:
        found = m.exact.answers(role)
        part = calendar if calendar is not None and period is not None else None
        cutting = cut(np.array([day for day, _ in found], "M8[D]"), part.period if part else "day")
        out: dict[float, float] = {}
        for code, ((_, answer), n) in zip(cutting.codes.tolist(), found.items(), strict=True):
            if part is None or (code >= 0 and cutting.starts[code] == part.starts[period or 0]):
                out[answer] = out.get(answer, 0.0) + n
        return out
    raw: Any = raw_scores(m)
    rows = ~np.isnan(raw)
    if calendar is not None and period is not None:
        rows &= calendar.codes(m.facts) == period
    return dict(zip(*(part.tolist() for part in np.unique(raw[rows], return_counts=True)), strict=True))


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
    said = [say("{name}: {value}", name=b.label, value=percent(b.share)) for b in bars]
    return say("Share of answers: {each}.", each=", ".join(said))


def _bands(m: Measured, calendar: Calendar | None) -> tuple[tuple[Bands, ...], tuple[str, str, str]]:
    raw = raw_scores(m)
    if raw is None:
        return (), ("", "", "")
    low, high = _limits(m)
    tones = {k: _tone(m, k) for k in range(low, high + 1)}
    groups = {tone: [k for k, t in tones.items() if t is tone] for tone in (Tone.WORSE, Tone.QUIET, Tone.BETTER)}
    names = _band_names(m, list(groups.values()))
    out = []
    for label, period in _compared(m, calendar):
        counts = _counts(m, calendar, period)
        n = sum(counts.values())
        if n >= FEWEST:
            shares = [sum(counts.get(k, 0.0) for k in group) / n for group in groups.values()]
            out.append(Bands(label, *shares))
    return tuple(out), names


def _band_names(m: Measured, groups: Sequence[Sequence[int]]) -> tuple[str, str, str]:
    """Return what the low, middle and high answers are called, and which they are."""
    low, middle, high = (_range(group) for group in groups)
    if isinstance(m.rule.family, NetScore):
        names = (
            say("detractors {scores}", scores=low),
            say("passives {scores}", scores=middle),
            say("promoters {scores}", scores=high),
        )
    else:
        names = (
            say("low {scores}", scores=low),
            say("middle {scores}", scores=middle),
            say("high {scores}", scores=high),
        )
    kept = [name if scores else "" for name, scores in zip(names, (low, middle, high), strict=True)]
    return kept[0], kept[1], kept[2]


def _range(answers: Sequence[int]) -> str:
    if len(answers) < 2:
        return "".join(map(str, answers))
    return say("{low} to {high}", low=answers[0], high=answers[-1])


def _compared(m: Measured, calendar: Calendar | None) -> list[tuple[str, int | None]]:
    periods = _compared_with(m, calendar)
    if calendar is None or periods is None:
        return [(say("All answers"), None)]
    year = calendar.starts[0].year != calendar.starts[-1].year
    return [(period_label(calendar.starts[i], calendar.period, year), i) for i in periods]


def _bands_alt(bands: Sequence[Bands], names: Sequence[str]) -> str:
    said = []
    for b in bands:
        pairs = zip(names, (b.low, b.middle, b.high), strict=True)
        parts = [say("{name} {value}", name=name, value=percent(share)) for name, share in pairs]
        said.append(say("{name}: {value}", name=b.label, value=", ".join(parts)))
    return say("Stacked bars. {each}.", each=clauses(said)) if said else ""


def _note(m: Measured, trend: Sequence[TrendPoint], unit: str, response: bool) -> str:
    title = lower_first(say(m.metric.title))
    said = [say("Interval of {measure}: {method}, 95%.", measure=title, method=m.interval_method)]
    if trend:
        said.append(say("The line's axis does not start at zero."))
        said.append(_no_dot(unit))
    if response:
        said.append(say("Intervals of the response rate: Wilson."))
    said.append(say("Blank answers are not counted."))
    return " ".join(said)


def _no_dot(unit: str) -> str:
    if unit == "day":
        return say(
            "Left out: days with fewer than {n} answers, and those that would tell of them.",
            n=FEWEST,
        )
    if unit == "week":
        return say(
            "Left out: weeks with fewer than {n} answers, and those that would tell of them.",
            n=FEWEST,
        )
    return say(
        "Left out: months with fewer than {n} answers, and those that would tell of them.",
        n=FEWEST,
    )
