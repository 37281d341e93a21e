"""Does a measure of earlier days or weeks go with the outcome of later ones?  KPI_LAG, for every measure at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cxcel.arrays import Array, Codes, Days
from cxcel.calendar import cut
from cxcel.errors import CxError
from cxcel.relations.correction import adjust
from cxcel.relations.lag import Lagged, over_lags
from cxcel.relations.screen import Screened
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, SMALL, UNSURE, WEAKLY, enough, judge
from cxcel.words import REAL
from cxcel_addin.language import say, say_many

from ..model import Figure, LagEye, LagRow, Lags, Pairing, Section, Tone
from .bases import FEWEST
from .eyes import Measure
from .measured import Measured
from .period import Calendar
from .text import decimal, lower_first, signed
from .verdicts import CLAIMED, verdict_of, worded

UNITS = (("week", 52), ("day", 40))  # what a step is, and how many of them it takes
MOST, EYES = 8, 4  # measures in the table and drawn
STEPS = 6  # furthest lag


@dataclass(frozen=True, slots=True)
class _Found:
    """One measure at every lag, once its claims were corrected over the measures, too."""

    key: str
    title: str
    lags: tuple[Lagged, ...]
    codes: tuple[str, ...]


def lags_page(
    m: Measured,
    pairs: Sequence[tuple[Measure, Screened]],
    measured: Mapping[str, Measured],
    calendar: Calendar | None,
) -> Lags | None:
    """Make the page; None without dates, or where there are too few days."""
    picked = _unit(m, calendar)
    if picked is None:
        return None
    unit, starts = picked
    outcome = _by_step(m, unit, starts)
    found = _all(outcome, _candidates(pairs, measured), unit, starts)
    if not found:
        return None
    rows = tuple(sorted((_row(f, unit) for f in found), key=_interest)[:MOST])
    lags = tuple(one.lag for one in found[0].lags)
    title = say(m.metric.title)
    steps = int((~np.isnan(outcome)).sum())
    return Lags(
        section=Section(
            say("Lags"),
            say("Earlier and later"),
            _title(rows, lower_first(title), unit, lags),
            _subtitle(title, calendar, unit, steps),
            _note(unit, len(found)),
        ),
        head=_heads(unit)[0],
        note=_heads(unit)[1],
        unit=unit,
        lags=lags,
        labels=tuple(signed(lag) for lag in lags),
        heads=(say("Measure"), say("Verdict")),
        rows=rows,
        eyes_head=say("The same, seen with the eye"),
        eyes_note=say("r at each lag with its 95% interval; one scale for all; right of 0 the measure goes first"),
        eyes=tuple(_eye(row, lags) for row in rows[:EYES]),
        legend=(
            *((code, worded(code)) for code in (MOVES, WEAKLY, NONE, UNSURE)),
            (EXPLAINED, say("explained by time")),
        ),
    )


def _unit(m: Measured, calendar: Calendar | None) -> tuple[str, tuple[date, ...]] | None:
    """Return weeks where there are enough of them, else days."""
    column = m.facts.column("date")
    if calendar is None or column is None or not column.is_date:
        return None
    for unit, least in UNITS:
        starts = cut(np.array([calendar.first, calendar.last], dtype="M8[D]"), unit).starts
        if len(starts) >= least and int((~np.isnan(_by_step(m, unit, starts))).sum()) >= least:
            return unit, starts
    return None


def _by_step(m: Measured, unit: str, starts: Sequence[date]) -> Array:
    """Return a measure by day or week; NaN where there are under five cases."""
    column = m.facts.column("date")
    values = np.full(len(starts), np.nan)
    if column is None or not column.is_date:
        return values
    step = f"step: {unit}"
    if step not in m.facts.periods:
        m.facts.periods[step] = _codes(column.values, unit, starts)
    codes = m.facts.periods[step]
    for i, tally in enumerate(m.by(codes, len(starts)) if codes is not None else ()):
        value = m.value(tally) if tally.n >= FEWEST else None
        values[i] = np.nan if value is None else value
    return values


def _codes(moments: Days, unit: str, starts: Sequence[date]) -> Codes:
    """Return the place of each row's day or week among those of the calendar; -1 without one."""
    cutting = cut(moments, unit)
    place = {start: i for i, start in enumerate(starts)}
    index = np.array([place.get(start, -1) for start in cutting.starts] + [-1])
    return np.asarray(index[cutting.codes])


def _candidates(pairs: Sequence[tuple[Measure, Screened]], measured: Mapping[str, Measured]) -> list[Measured]:
    """Return the measures of the links that have a value by day, those of a first page before the others."""
    found = [measured[measure.key] for measure, _ in pairs if measure.key in measured]
    return sorted(found, key=lambda other: not other.metric.headline)


def _all(outcome: Array, candidates: Sequence[Measured], unit: str, starts: Sequence[date]) -> list[_Found]:
    """Relate every measure at every lag; a claim must hold once it is corrected over the measures, too."""
    made = []
    for other in candidates:
        try:
            lags = over_lags(outcome, _by_step(other, unit, starts), STEPS)
        except CxError:
            continue
        made.append((other, lags))
    most = max((len(lags) for _, lags in made), default=0)
    made = [(other, lags) for other, lags in made if len(lags) == most]
    best = [min((one.p_adjusted for one in lags if one.p_adjusted == one.p_adjusted), default=1.0) for _, lags in made]
    return [
        _Found(other.metric.name, say(other.metric.title), tuple(lags), tuple(_code(one, q, unit) for one in lags))
        for (other, lags), q in zip(made, adjust(best), strict=True)
    ]


def _code(one: Lagged, q: float, unit: str) -> str:
    """Return a lag's verdict; a claim that does not survive the correction over all measures is withdrawn."""
    if one.verdict.word in CLAIMED and not q < REAL and one.found is not None:
        return judge(one.found, 1.0, f"{unit}s").word
    return one.verdict.word


def _row(found: _Found, unit: str) -> LagRow:
    points = tuple(_pairing(one, code) for one, code in zip(found.lags, found.codes, strict=True))
    claimed = [i for i, p in enumerate(points) if p.code in CLAIMED]
    best = max(claimed, key=lambda i: abs(points[i].r or 0.0)) if claimed else None
    if best is not None:
        lag, code = found.lags[best].lag, points[best].code
        return LagRow(found.key, found.title, points, code, verdict_of(code), _when(lag, unit), best)
    codes = set(found.codes)
    code = NONE if codes <= {NONE, EXPLAINED} else UNSURE
    return LagRow(found.key, found.title, points, code, verdict_of(code), _unclaimed(found, code, unit), None)


def _pairing(one: Lagged, code: str) -> Pairing:
    f = one.found
    return Pairing(None, 0, None, code) if f is None else Pairing(f.r, f.n, one.p_adjusted, code, f.low, f.high)


def _when(lag: int, unit: str) -> str:
    """Say how far apart, and which of the two comes first."""
    if lag == 0:
        return say("in the same week") if unit == "week" else say("on the same day")
    if unit == "week":
        early = say_many("{n} week before the outcome", "{n} weeks before the outcome", lag)
        late = say_many("{n} week after the outcome", "{n} weeks after the outcome", -lag)
    else:
        early = say_many("{n} day before the outcome", "{n} days before the outcome", lag)
        late = say_many("{n} day after the outcome", "{n} days after the outcome", -lag)
    return early if lag > 0 else late


def _unclaimed(found: _Found, code: str, unit: str) -> str:
    """Say what is ruled out at every lag, or how many days or weeks would do."""
    known = [one.found for one in found.lags if one.found is not None]
    if not known:
        return ""
    if code == NONE:
        reach = max(max(abs(f.low), abs(f.high)) for f in known)
        return say("beyond ±{reach} is ruled out", reach=decimal(reach, 2))
    need = max(enough(f) for f in known)
    if unit == "week":
        return say_many("about {n} week would do", "about {n} weeks would do", need)
    return say_many("about {n} day would do", "about {n} days would do", need)


def _interest(row: LagRow) -> tuple[bool, float]:
    return row.best is None, -max((abs(p.r) for p in row.points if p.r is not None), default=0.0)


def _eye(row: LagRow, lags: Sequence[int]) -> LagEye:
    points = tuple((signed(lag), Figure(p.r, p.low, p.high, p.n)) for lag, p in zip(lags, row.points, strict=True))
    said = ", ".join(f"{label}: {signed(f.value, 2)}" for label, f in points if f.value is not None)
    tone = Tone.BETTER if row.best is not None else Tone.QUIET
    verdict = f"{row.verdict.text} ({row.detail})" if row.detail else row.verdict.text
    return LagEye(
        row.title, points, tone, say("{name}, r by lag: {rows}; {verdict}.", name=row.title, rows=said, verdict=verdict)
    )


def _title(rows: Sequence[LagRow], outcome: str, unit: str, lags: Sequence[int]) -> str:
    """Say which measure goes first, which moves at the same time, or that none does."""
    claimed = [row for row in rows if row.best is not None]
    ahead = [row for row in claimed if row.best is not None and lags[row.best] > 0]
    if ahead:
        return say(
            "{name} moves with {outcome}, {when}", name=ahead[0].title, outcome=outcome, when=_lag(ahead[0], lags, unit)
        )
    if claimed:
        return say(
            "{name} moves with {outcome}, {when}; no measure is seen to go ahead of it",
            name=claimed[0].title,
            outcome=outcome,
            when=_lag(claimed[0], lags, unit),
        )
    if all(row.code == NONE for row in rows):
        return say("No measure goes ahead of {outcome}, as far as these data can tell", outcome=outcome)
    if unit == "week":
        return say("Whether earlier weeks show in {outcome}, these data cannot tell", outcome=outcome)
    return say("Whether earlier days show in {outcome}, these data cannot tell", outcome=outcome)


def _lag(row: LagRow, lags: Sequence[int], unit: str) -> str:
    return _when(lags[row.best or 0], unit)


def _subtitle(title: str, calendar: Calendar | None, unit: str, steps: int) -> str:
    covered = f", {calendar.coverage}" if calendar else ""
    if unit == "week":
        base = say_many("{n} week with answers", "{n} weeks with answers", steps)
        return say(
            "{outcome} by week beside each measure of earlier and later weeks{covered}; {base}",
            outcome=title,
            covered=covered,
            base=base,
        )
    base = say_many("{n} day with answers", "{n} days with answers", steps)
    return say(
        "{outcome} by day beside each measure of earlier and later days{covered}; {base}",
        outcome=title,
        covered=covered,
        base=base,
    )


def _heads(unit: str) -> tuple[str, str]:
    if unit == "week":
        return say("How many weeks before the outcome"), say("rank r; minus: weeks after it")
    return say("How many days before the outcome"), say("rank r; minus: days after it")


def _note(unit: str, measures: int) -> str:
    said = [
        say("r is that of the values as they are; what is claimed must hold for what is new in both (prewhitened)."),
        say_many(
            "The best of many lags is picked: p is corrected over the lags (Holm), and over {n} measure "
            "(Benjamini-Hochberg).",
            "The best of many lags is picked: p is corrected over the lags (Holm), and over {n} measures "
            "(Benjamini-Hochberg).",
            measures,
        ),
        say(
            "Averages of days or weeks are not customers. Under {small} a link is too small to manage by.",
            small=decimal(SMALL, 1),
        ),
        say("What goes first need not be the cause."),
    ]
    return " ".join(said)
