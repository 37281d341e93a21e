"""Which measures moved since the former report: its tallies against those of the days that it did not cover."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.arrays import Array
from cxcel.relations.correction import adjust
from cxcel.results import Comparison
from cxcel.words import REAL
from cxcel_addin.language import in_english, say

from ..model import Figure, Held, Memory, Moved, Tone, Word
from .bases import FEW, FEWEST
from .measured import Measured
from .memory import days_of, months_of
from .scorecard import changed, compare, formula_of, title_of
from .settings import Settings

TESTED, SPARSE, OTHER_ROWS, OTHERWISE, UNCOUNTED, UNDATED, SAME, EARLIER = (
    "tested",
    "few",
    "other rows",
    "otherwise",
    "uncounted",
    "undated",
    "same days",
    "earlier",
)
ORDER = (TESTED, SPARSE, OTHER_ROWS, OTHERWISE, SAME, UNDATED, EARLIER, UNCOUNTED)
LATE = 0.05  # of the cases of a month: more than this are no answers that came in later


@dataclass(frozen=True, slots=True)
class Step:
    """One measure in both reports: `code` says whether it was tested, and if not, why.

    `again` is the value of the former report's days as they count now, where that is another.
    """

    held: Held
    m: Measured
    now: Figure
    code: str
    found: Comparison | None = None
    again: Figure | None = None

    @property
    def then(self) -> Figure:
        """The former value, as it was tested."""
        return self.again or self.held.figure


def steps_since(then: Memory, measured: Mapping[str, Measured], settings: Settings) -> list[Step]:
    """Return every measure that both reports have."""
    return [_step(held, measured[held.name], settings) for held in then.held if held.name in measured]


def _step(held: Held, m: Measured, settings: Settings) -> Step:
    whole = m.figure(m.tally())
    if not counted_alike(held, m, settings):
        return Step(held, m, whole, OTHERWISE)
    days = days_of(m.facts)
    if not held.tally:
        return Step(held, m, whole, UNCOUNTED)
    if days is None or held.first is None or held.last is None:
        return Step(held, m, whole, UNDATED)
    if days[1] <= held.last:
        return Step(held, m, whole, EARLIER if days[1] < held.first else SAME)
    tally = m.tally(_dates(m) > np.datetime64(held.last))
    then = restored(held, tally)
    if then is None:
        return Step(held, m, whole, UNCOUNTED)
    now = m.figure(tally) if tally.n >= FEWEST else Figure(None)
    if days[0] > held.first and not has_same_rows(held, m):
        return Step(held, m, now, OTHER_ROWS)
    again = None
    if is_revised(Step(held, m, now, TESTED)):  # both sides by what counts now, or the change is one of the rows
        then = m.tally(_covered(held, m))
        again = m.figure(then) if then.n >= FEWEST else Figure(None)
    if min(tally.n, then.n) < FEW:
        return Step(held, m, now, SPARSE, again=again)
    found = compare(m, then, tally)
    return Step(held, m, now, TESTED if found else SPARSE, found, again)


def has_same_rows(held: Held, m: Measured) -> bool:
    """Whether the whole months that both reports cover have as many cases, but for a few that came in later."""
    days = days_of(m.facts)
    if days is None or held.last is None:
        return True
    first, last = np.datetime64(days[0]), np.datetime64(held.last)
    months = {np.datetime64(start, "M"): n for start, n in months_of(m)}
    then = {np.datetime64(start, "M"): n for start, n in held.months}
    whole = [
        month
        for month in then.keys() & months.keys()
        if month.astype("M8[D]") >= first and (month + 1).astype("M8[D]") - 1 <= last
    ]
    return all(abs(months[month] - then[month]) <= LATE * then[month] for month in whole)


def _covered(held: Held, m: Measured) -> Array:
    """Return the rows of the days that the former report covered, and those without a day."""
    dates = _dates(m)
    return np.asarray(~(dates > np.datetime64(held.last)) & ~(dates < np.datetime64(held.first)))


def counted_alike(held: Held, m: Measured, settings: Settings) -> bool:
    """Whether both reports count a measure by the same formula, scale and threshold, in the same unit.

    A former report without counts comes from another version, whose words for a formula may be others.
    """
    if held.rule != m.rule.name or held.unit is not m.unit:
        return False
    same = held.title == in_english(title_of(m, settings)) and held.formula == in_english(formula_of(m, settings))
    return same or not held.tally


def _dates(m: Measured) -> Array:
    column = m.facts.column("date")
    assert column is not None
    return column.values.astype("M8[D]")


def restored(held: Held, like: Any) -> Any:
    """Return the former tally; None where it is one of another kind."""
    if held.kind != type(like).__name__:
        return None
    try:
        return type(like)(**dict(held.tally))
    except TypeError:
        return None


def revised(steps: Sequence[Step]) -> list[Step]:
    """Return the measures that come to something else on the very days that the former report covered."""
    return [step for step in steps if step.code in (TESTED, SPARSE, SAME) and is_revised(step)]


def is_revised(step: Step) -> bool:
    """Whether a measure comes to other counts on the days that the former report covered."""
    held, days = step.held, days_of(step.m.facts)
    if days is None or held.first is None or held.last is None or days[0] > held.first or days[1] < held.last:
        return False
    again = step.m.tally(_covered(held, step.m))
    then = restored(held, again)
    return then is None or not all(
        math.isclose(getattr(then, name), getattr(again, name), rel_tol=1e-9, abs_tol=1e-9) for name, _ in held.tally
    )


def moved_rows(steps: Sequence[Step], settings: Settings) -> tuple[Moved, ...]:
    """Return what each measure did, those that moved first; p values are corrected over all that were tested."""
    corrected = adjust([step.found.p if step.found else math.nan for step in steps])
    rows = [(step, _row(step, q, settings)) for step, q in zip(steps, corrected, strict=True)]
    rows.sort(key=lambda pair: (ORDER.index(pair[0].code), not is_real(pair[1])))
    return tuple(row for _, row in rows)


def is_real(row: Moved) -> bool:
    """Whether a measure moved beyond noise."""
    return row.p_adjusted is not None and row.p_adjusted < REAL


def _row(step: Step, q: float, settings: Settings) -> Moved:
    found = step.found
    return Moved(
        title=title_of(step.m, settings),
        unit=step.m.unit,
        then=step.then,
        now=step.now,
        change=found.difference if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        p_adjusted=q if found else None,
        verdict=changed(step.m, found, q) if found else _untested(step),
    )


def _untested(step: Step) -> Word:
    """Say why a measure was not tested; what is the same to the last digit is called so."""
    if step.code == SAME and not is_revised(step):
        return Word(say("same days, same counts"))
    return Word(
        {
            SPARSE: say("few cases: no verdict"),
            OTHER_ROWS: say("cannot tell: other rows counted"),
            OTHERWISE: say("counted otherwise: not compared"),
            UNCOUNTED: say("no counts held: not tested"),
            UNDATED: say("no dates: not tested"),
            SAME: say("same days, other counts: not tested"),
            EARLIER: say("earlier days: not tested"),
        }[step.code],
        Tone.FEW,
    )
