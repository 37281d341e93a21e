"""Speed against substance: every measure beside the outcome, with the verdict that chance, time and overlap allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cxcel.arrays import Array, Codes
from cxcel.calendar import cut
from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel.relations.correlation import complete_pairs, pearson_r
from cxcel.relations.screen import Candidate, Screened, screen
from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, SMALL, UNSURE, WEAKLY
from cxcel.relations.verdict import FEWEST as FEWEST_ROWS
from cxcel_addin.language.words import counted_rows

from ...language import say, say_many, told
from ..model import Link, Links, Section, Tone, Unit
from .bases import FEWEST
from .derive import PARTS
from .eyes import Measure, eyes_of
from .measured import Measured
from .outcome import outcome_values, raw_scores
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import clauses, count, decimal, joined, listed, lower_first, signed, upper_first
from .verdicts import worded

OPERATIONS = "CX Contact centre"
NUMBERS = {  # columns that are measures in themselves, by grain
    "contact": (*PARTS, "resolve_time"),
    "answer": (*PARTS, "resolve_time"),
    "customer": ("tenure", "spend", "value"),
}
SAME = 0.95  # two measures that correlate beyond this are one
TONES = {MOVES: Tone.BETTER, WEAKLY: Tone.BETTER, NONE: Tone.QUIET, UNSURE: Tone.FEW}


def relate(m: Measured, measured: Mapping[str, Measured]) -> tuple[list[tuple[Measure, Screened]], list[str]]:
    """Return every measure beside the outcome, strongest link first, and what was left out as a repetition."""
    measures, repeats = _distinct([*_by_row(m, measured), *_by_day(m, measured)])
    found = screen([measure.candidate for measure in measures])
    pairs = list(zip(measures, found, strict=True))
    return sorted(pairs, key=lambda pair: -abs(pair[1].found.r) if pair[1].found else 1.0), repeats


def _distinct(measures: Sequence[Measure]) -> tuple[list[Measure], list[str]]:
    """Leave out a measure that only repeats another, such as a cost that is so much a second, and say so."""
    out: list[Measure] = []
    said: list[str] = []
    for measure in measures:
        values = measure.candidate.values
        beside = [o for o in out if o.candidate.outcome is measure.candidate.outcome]
        twin = next((o for o in beside if abs(_alike(o.candidate.values, values)) > SAME), None)
        if twin is None:
            out.append(measure)
        else:
            out_of = lower_first(twin.title)
            said.append(say("{measure} is left out: it nearly repeats {other}.", measure=measure.title, other=out_of))
    return out, said


def _alike(x: Array, y: Array) -> float:
    a, b = complete_pairs(x, y)
    return pearson_r(a, b) if len(a) > 2 else 0.0


def _step(m: Measured) -> Codes | None:
    column = m.facts.column("date")
    return cut(column.values, "day").codes if column is not None and column.is_date else None


def _varies(outcome: Array, values: Array) -> bool:
    both = ~(np.isnan(outcome) | np.isnan(values))
    kept = values[both]
    return len(kept) > 2 and bool((kept != kept[0]).any())


def _by_row(m: Measured, measured: Mapping[str, Measured]) -> list[Measure]:
    """Return the measures whose value is known for each row that has an outcome."""
    y, facts = outcome_values(m), m.facts
    series = facts.grain == "period"
    step = _step(m) if not series else np.arange(facts.frame.n)
    grain = _grain(m)
    season = {"day": 7, "interval": _intervals_a_day(m)}.get(grain, 0)
    out = []

    def consider(key: str, title: str, values: Array | None, unit: Unit) -> None:
        if values is None or not _varies(y, values):
            return
        numbers = np.asarray(values, dtype=float)
        candidate = Candidate(lower_first(title), y, numbers, step, series, season, counted_rows(grain))
        out.append(Measure(key, title, grain, candidate, m, unit))

    used: set[str] = set()
    for name, other in measured.items():
        same = other.facts.frame is facts.frame and other is not m
        if same and other.metric.category == OPERATIONS and not other.metric.outcome:
            title = say(other.metric.title) if series else _row_title(other)
            if "in_time" in other.metric.arguments[0].role and "wait" in facts.frame and not series:
                continue  # the wait itself says more than whether it was under a threshold
            consider(name, title, other.row_values(), other.unit if not _is_flag(other) else Unit.COUNT)
            used |= {a.role for a in other.metric.arguments}
    parts = [role for role in PARTS if role in facts.frame]
    for role in NUMBERS.get(facts.grain, ()):
        if role in facts.frame and role not in used and not (role in PARTS and (series or len(parts) < 2)):
            consider(role, upper_first(say(ROLES[role].title)), facts.get(role), _role_unit(role))
    return out


def _row_title(m: Measured) -> str:
    """Return what one contact's value is called: by the only column it is, where handle time is but talk time."""
    only = next((r for a in m.metric.arguments if (r := m.facts.only.get(a.role))), "")
    return upper_first(say(ROLES[only].title)) if only else say(m.metric.row_title or m.metric.title)


def _intervals_a_day(m: Measured) -> int:
    """Return the length of a day in rows, for a table of hours or half-hours."""
    days = _step(m)
    return 0 if days is None or not len(days) else round(len(days) / len(np.unique(days)))


def _is_flag(m: Measured) -> bool:
    values = m.row_values()
    known = values[~np.isnan(values)]
    return bool(np.isin(known, (0.0, 1.0)).all())


def _role_unit(role: str) -> Unit:
    return {"seconds": Unit.SECONDS, "money": Unit.MONEY}.get(ROLES[role].kind, Unit.COUNT)


def _grain(m: Measured) -> str:
    if m.facts.grain != "period":
        return m.facts.grain
    days = _step(m)
    if days is None:
        return "period"
    return "day" if len(np.unique(days)) == len(days) else "interval"


def _by_day(m: Measured, measured: Mapping[str, Measured]) -> list[Measure]:
    """Return the measures that only a day as a whole has, such as abandonment, beside the day's mean outcome."""
    step = _step(m)
    if step is None or m.facts.grain == "period" or not len(step):
        return []
    days = int(step.max()) + 1
    y = outcome_values(m)
    known = ~np.isnan(y) & (step >= 0)
    n = np.bincount(step[known], minlength=days)
    mean = np.where(n >= FEWEST, np.bincount(step[known], y[known], days) / np.maximum(n, 1), np.nan)
    out = []
    for name, other in measured.items():
        hidden = other.metric.stand_in or ("in_time" in other.metric.arguments[0].role and "wait" in m.facts.frame)
        if other.facts.frame is not m.facts.frame or other.metric.category != OPERATIONS or not hidden:
            continue
        daily = np.array([np.nan if (v := other.value(t)) is None else v for t in other.by(step, days)])
        if (~np.isnan(mean) & ~np.isnan(daily)).sum() >= 3 and _varies(mean, daily):
            title = say(other.metric.title)
            unit = counted_rows("day")
            candidate = Candidate(lower_first(title), mean, daily, np.arange(days), True, 7, unit)
            out.append(Measure(name, title, "day", candidate, None, other.unit))
    return out


def links_page(
    m: Measured,
    pairs: Sequence[tuple[Measure, Screened]],
    repeats: Sequence[str],
    calendar: Calendar | None,
    settings: Settings,
) -> Links | None:
    """Make the page; None where nothing can be related."""
    if not pairs:
        return None
    rows = tuple(_row(measure, s) for measure, s in pairs)
    title = say(m.metric.title)
    explained = [row for row in rows if row.verdict == EXPLAINED and row.detail]
    notes = dict.fromkeys(say("{measure}: {detail}.", measure=row.title, detail=row.detail) for row in explained)
    return Links(
        section=Section(
            say("Speed"),
            say("Speed against substance"),
            page_title(rows, title),
            _subtitle(rows, lower_first(_score_name(m, title)), calendar),
            _note(rows),
        ),
        outcome=title,
        rows=rows,
        footnotes=tuple(text for text in (joined([*notes, *repeats], " "), _marks()) if text),
        chart_alt=_chart_alt(rows),
        eyes_head=say(
            "{title} with 95% interval; measures in fifths, lowest to highest; one scale for all",
            title=title_of(m, settings),
        ),
        eyes=eyes_of(m, pairs, rows),
        eye_unit=m.unit,
    )


def _subtitle(rows: Sequence[Link], score: str, calendar: Calendar | None) -> str:
    sizes = sorted({(row.n, row.grain) for row in rows if row.n}, reverse=True)
    bases = listed([count(n, grain) for n, grain in sizes[:3]], "or")
    what = say("Rank correlation (Spearman) of each measure with {outcome}, 95% interval", outcome=score)
    if calendar is not None:
        what = say("{title}, {covered}", title=what, covered=calendar.coverage)
    return clauses([what, bases])


def _chart_alt(rows: Sequence[Link]) -> str:
    said = [
        say("{measure} r {r}, {verdict}", measure=row.title, r=_r(row.r), verdict=worded(row.verdict)) for row in rows
    ]
    return say("Dots with 95% intervals: {each}.", each=clauses(said))


def _score_name(m: Measured, title: str) -> str:
    return say("the answer itself") if raw_scores(m) is not None and m.unit is not Unit.POINTS else title


def _r(r: float | None) -> str:
    return say("unknown") if r is None else signed(r, 2)


def _row(measure: Measure, s: Screened) -> Link:
    found, verdict = s.found, s.verdict
    return Link(
        kpi=measure.key,
        title=measure.title,
        grain=measure.grain,
        method="spearman",
        r=found.r if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        n=found.n if found else 0,
        n_eff=found.n_eff if found else 0.0,
        p=found.p if found else None,
        p_adjusted=s.p_adjusted if found else None,
        verdict=verdict.word,
        explained_by=told(verdict.explained_by),
        detail=told(verdict.detail) or _direction(measure, found.r if found else 0.0),
        pearson=s.pearson,
        tone=TONES.get(verdict.word, Tone.QUIET),
    )


def _direction(measure: Measure, r: float) -> str:
    """Say which way a link runs, in words for times, for yes and no, and for amounts."""
    values = measure.candidate.values
    if np.isin(values[~np.isnan(values)], (0.0, 1.0)).all():
        return say("higher where it is yes") if r > 0 else say("lower where it is yes")
    if measure.unit is Unit.SECONDS:
        return say("the longer, the higher") if r > 0 else say("the longer, the lower")
    return say("the more, the higher") if r > 0 else say("the more, the lower")


def page_title(rows: Sequence[Link], outcome: str) -> str:
    """Say what moves with the outcome and what does not, from the verdicts."""
    moving = [lower_first(r.title) for r in rows if r.verdict == MOVES][:2]
    weak = [lower_first(r.title) for r in rows if r.verdict == WEAKLY]
    still, outcome = still_titles(rows), lower_first(outcome)
    if moving:
        return _moving_title(moving, still, outcome)
    if weak:
        return say("Only weak links with {outcome}: {names}", outcome=outcome, names=listed(weak[:2]))
    if still:
        return say("No link seen between {outcome} and {names}", outcome=outcome, names=listed(still[:3], "or"))
    return say("Whether any measure moves with {outcome}, these data cannot tell", outcome=outcome)


def _moving_title(moving: Sequence[str], still: Sequence[str], outcome: str) -> str:
    names = upper_first(listed(moving))
    if not still:
        return say_many(
            "{names} moves with {outcome}",
            "{names} move with {outcome}",
            len(moving),
            names=names,
            outcome=outcome,
        )
    return say_many(
        "{names} moves with {outcome}; {other} does not",
        "{names} move with {outcome}; {other} does not",
        len(moving),
        names=names,
        outcome=outcome,
        other=still[0],
    )


def still_titles(rows: Sequence[Link]) -> list[str]:
    """Return the measures without a link, those of a first page before the others."""
    still = [r for r in rows if r.verdict == NONE]
    still.sort(key=lambda r: r.kpi not in METRICS or not METRICS[r.kpi].headline)
    return [lower_first(r.title) for r in still]


def _marks() -> str:
    return say(
        "Dashed lines at ±{small}: below that a link is too small to manage by. Coloured dot: moves with. "
        "Grey dot: no link seen, or explained. Pale dot: cannot tell.",
        small=decimal(SMALL, 1),
    )


def _note(rows: Sequence[Link]) -> str:
    said = [say("A link is not a cause: whether moving a measure moves the outcome is for a before-and-after check.")]
    said.append(say("Corrected p: Benjamini-Hochberg over {measures}.", measures=count(len(rows), "measure")))
    if any(r.n_eff < 0.99 * r.n for r in rows):
        said.append(say("Rows that resemble their neighbours in time count for less than one."))
    said.append(say("A claim must also hold with time held fixed; under {n} rows nothing is claimed.", n=FEWEST_ROWS))
    return " ".join(said)
