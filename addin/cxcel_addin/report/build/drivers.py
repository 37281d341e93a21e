"""Key drivers: how much of the outcome's variation each measure explains beside all others (KPI_DRIVERS)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue import METRICS
from cxcel.errors import CxError
from cxcel.relations import drivers as core
from cxcel.relations.driver_verdicts import SHARED, closest
from cxcel.relations.priority import FIX
from cxcel.relations.regression import repeated, standard, varies
from cxcel.relations.screen import Screened
from cxcel.relations.verdict import EXPLAINED, NONE
from cxcel_addin.language import say, say_many

from ..model import Driver, Drivers, Figure, Priority, Section
from .derive import PARTS
from .eyes import Measure
from .measured import Measured
from .outcome import noun_of
from .period import Calendar
from .priority import corner_word, priority_of, unplaced
from .settings import Settings
from .text import decimal, listed, lower_first, percent, upper_first
from .verdicts import CLAIMED, verdict_of

MOST = 8  # measures on the page; the share-out of each more takes twice the time
FILLED = 0.5  # share of the answers for which a measure must be known, since rows with a blank are left out


@dataclass(frozen=True, slots=True)
class Shared:
    """What the core found, the measures it was given, and those that had to stay out."""

    found: core.Drivers
    measures: tuple[Measure, ...]
    out: tuple[str, ...]

    def measure(self, driver: core.Driver) -> Measure:
        """Return the measure that a driver stands for."""
        return self.measures[driver.column]


def share_out(m: Measured, pairs: Sequence[tuple[Measure, Screened]]) -> Shared | None:
    """Share the outcome's variation out among the measures of the same rows; None where that cannot be done."""
    every = [(measure, s) for measure, s in pairs if measure.by is not None]
    usable = [(measure, s) for measure, s in every if _usable(m, measure)]
    usable.sort(key=lambda pair: _interest(*pair))
    kept, out = [measure for measure, _ in usable[:MOST]], [measure.title for measure, _ in usable[MOST:]]
    while len(kept) > 1:
        double = _repeats(kept)
        if double is None:
            break
        out.append(kept.pop(double).title)
    if not kept:
        return None
    columns = np.column_stack([measure.candidate.values for measure in kept])
    try:
        found = core.key_drivers(kept[0].candidate.outcome, [measure.title for measure in kept], columns)
    except CxError:
        return None
    return Shared(found, tuple(kept), tuple(out))


def _usable(m: Measured, measure: Measure) -> bool:
    """Whether a measure is known for enough of the answers; the parts of a whole stay out where the whole is in."""
    asked = ~np.isnan(measure.candidate.outcome)
    filled = ~np.isnan(measure.candidate.values[asked])
    part = measure.key in PARTS and "handle_time" in m.facts.notes
    return not part and bool(filled.mean() >= FILLED)


def _interest(measure: Measure, s: Screened) -> tuple[bool, bool, float]:
    known = measure.key in METRICS and METRICS[measure.key].headline
    return not s.verdict.moves, not known, -abs(s.found.r) if s.found else 0.0


def _repeats(measures: Sequence[Measure]) -> int | None:
    """Return the place of the first measure that those before it give exactly."""
    whole = np.column_stack([measure.candidate.values for measure in measures] + [measures[0].candidate.outcome])
    whole = whole[~np.isnan(whole).any(axis=1)][:, :-1]
    if len(whole) < 3 or not varies(whole).all():
        return None
    z: Array = standard(whole)
    double = repeated(z.T @ z / len(z))
    return None if double is None else double[0]


def drivers_page(
    m: Measured,
    shared: Shared | None,
    measured: Mapping[str, Measured],
    calendar: Calendar | None,
    settings: Settings,
) -> Drivers | None:
    """Make the page; None where there are no two measures to share out among."""
    if shared is None or len(shared.found.drivers) < 2:
        return None
    found = shared.found
    outcome = lower_first(say(m.metric.title))
    priority = priority_of(m, shared, measured, settings)
    rows = tuple(_row(shared, driver, priority) for driver in found.drivers)
    whole = Figure(found.fit.r2, found.low, found.high, found.fit.n)
    covered = f", {calendar.coverage}" if calendar else ""
    return Drivers(
        section=Section(
            say("Weights"),
            say("What weighs most"),
            _title(rows, whole, outcome, priority),
            say(
                "Share of the variation in {outcome} that each measure explains beside the others, 95% "
                "interval{covered}; {base}",
                outcome=_answers(m),
                covered=covered,
                base=say_many("{n} complete row", "{n} complete rows", found.fit.n),
            ),
            _note(shared),
        ),
        head=say("How much each measure weighs"),
        note=say("share of the variation it explains, with its 95% interval"),
        heads=(
            say("Measure"),
            say("explained variation"),
            say("Weight"),
            say("95% interval"),
            say("Verdict"),
        ),
        rows=rows,
        whole=whole,
        whole_title=say("All together"),
        chart_alt=_alt(rows, whole),
        priority=priority,
        footnotes=tuple(_warnings(shared, priority)),
    )


def _answers(m: Measured) -> str:
    return say("the answers") if noun_of(m) == "answer" else lower_first(say(m.metric.title))


def _row(shared: Shared, driver: core.Driver, priority: Priority | None) -> Driver:
    verdict = driver.verdict
    point = next((p for p in priority.points if p.title == driver.name), None) if priority else None
    return Driver(
        key=shared.measure(driver).key,
        title=driver.name,
        weight=Figure(driver.importance, driver.low, driver.high, shared.found.fit.n),
        code=verdict.word,
        verdict=verdict_of(verdict.word, verdict.explained_by if verdict.explained_by in _names(shared) else ""),
        explained_by=verdict.explained_by,
        corner=corner_word(point) if point else "",
    )


def _names(shared: Shared) -> set[str]:
    return {measure.title for measure in shared.measures}


def _title(rows: Sequence[Driver], whole: Figure, outcome: str, priority: Priority | None) -> str:
    """Say what weighs most, from the verdicts; what to mend first where that is beyond doubt."""
    moving = [row for row in rows if row.code in CLAIMED]
    if not moving:
        none = all(row.code in (NONE, EXPLAINED) for row in rows)
        if none:
            return say("No measure adds to what explains {outcome} beyond noise", outcome=outcome)
        return say("Which measure weighs most in {outcome}, these data cannot tell", outcome=outcome)
    first = moving[0]
    if len(moving) > 1 and not _apart(first.weight, moving[1].weight):
        return say(
            "{names} weigh most in {outcome}; which of them more is not settled",
            names=upper_first(listed([lower_first(row.title) for row in moving[:2]])),
            outcome=outcome,
        )
    fix = next((p for p in priority.points if p.corner == FIX and p.sure), None) if priority else None
    if fix is not None and fix.title == first.title:
        return say(
            "Fix first: {name} weighs most, and goes well in only {done} of cases",
            name=lower_first(first.title),
            done=percent(fix.done.value or 0.0),
        )
    return say(
        "{name} weighs most in {outcome}: {part} of the {whole} that all measures explain",
        name=first.title,
        outcome=outcome,
        part=percent(first.weight.value or 0.0, 1),
        whole=percent(whole.value or 0.0, 1),
    )


def _apart(first: Figure, second: Figure) -> bool:
    """Whether the interval of the heavier one lies wholly above that of the other."""
    return first.low is not None and second.high is not None and first.low > second.high


def _alt(rows: Sequence[Driver], whole: Figure) -> str:
    said = [
        say("{name} {value} ({verdict})", name=r.title, value=_span(r.weight), verdict=r.verdict.text) for r in rows
    ]
    return say("Bars with 95% intervals: {rows}; all together {whole}.", rows="; ".join(said), whole=_span(whole))


def _span(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return percent(figure.value or 0.0, 1)
    return say(
        "{value}, {low} to {high}",
        value=percent(figure.value or 0.0, 1),
        low=percent(figure.low, 1),
        high=percent(figure.high, 1),
    )


def _warnings(shared: Shared, priority: Priority | None) -> list[str]:
    """Say what overlaps so far that its weight cannot be told from another's, what turns round, what stayed out."""
    said, fit = [], shared.found.fit
    moving = [j for j in range(len(shared.measures)) if j not in shared.found.still]
    for driver in shared.found.drivers:
        if driver.vif >= SHARED:
            twin = shared.measures[moving[closest(fit, moving.index(driver.column))]].title
            said.append(
                say(
                    "{name} and {other} tell nearly the same (VIF {vif}): how their weight is divided is not settled.",
                    name=driver.name,
                    other=lower_first(twin),
                    vif=decimal(driver.vif),
                )
            )
        if driver.verdict.moves and driver.r * driver.beta < 0:
            said.append(say("{name}: alone its link runs the other way than beside the others.", name=driver.name))
    if shared.out:
        names = listed([lower_first(name) for name in shared.out])
        said.append(say("Left out, for others hold the same or there are too many: {names}.", names=names))
    return [*said, *filter(None, [unplaced(shared, priority) if priority else ""])]


def _note(shared: Shared) -> str:
    said = [
        say("The weight is the mean gain in R² over all orders in which the measures can enter (LMG, as KPI_DRIVERS)."),
        say("It is never negative, so its interval never reaches 0: go by the verdict."),
        say("Coloured bar: moves with, beside the others; grey: no link seen, explained, or cannot tell."),
        say("Where intervals overlap, the order is not settled. A link is not a cause."),
    ]
    if shared.found.low is None:
        said.append(say("There are too few rows for intervals."))
    return " ".join(said)
