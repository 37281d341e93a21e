"""Where to act first: how well each measure is done against how much it weighs (PRIORITY_MATRIX)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue.entry import SECONDS, SHARE
from cxcel.errors import NotEnoughData
from cxcel.families import Proportion
from cxcel.relations.priority import FIX, KEEP, MAINTAIN, WATCH, Axis, Placed, Point, cut_lines, place
from cxcel_addin.language import say

from ..model import Figure, Placing, Priority, Tone
from .bases import FEW
from .measured import Measured
from .settings import Settings
from .text import listed, lower_first, percent

if TYPE_CHECKING:
    from .drivers import Shared

FEWEST = 3  # points that a matrix makes sense of
TONES = {FIX: Tone.WORSE, KEEP: Tone.BETTER, WATCH: Tone.QUIET, MAINTAIN: Tone.QUIET}


def priority_of(m: Measured, shared: Shared, measured: Mapping[str, Measured], settings: Settings) -> Priority | None:
    """Place every measure that has a better direction; None where there are not three with intervals."""
    points, done = [], {}
    for driver in shared.found.drivers:
        measure = measured.get(shared.measure(driver).key)
        figure = _went_well(measure, settings) if measure is not None else None
        if measure is None or figure is None or figure.value is None or driver.low is None:
            continue
        against = (driver.beta < 0) == (measure.rule.better == "up")
        done[driver.name] = figure
        points.append(
            Point(
                driver.name,
                Axis(figure.value, figure.low, figure.high),
                Axis(driver.importance, driver.low, driver.high),
                driver.verdict,
                against,
            )
        )
    if len(points) < FEWEST:
        return None
    lines = cut_lines(points)
    placed = tuple(_placing(one, done[one.point.name]) for one in place(points))
    return Priority(
        head=say("What to mend, what to keep"),
        note=say("lines at the medians; pale: too close to call"),
        corners=(
            (FIX, say("FIX FIRST")),
            (KEEP, say("KEEP")),
            (WATCH, say("WATCH")),
            (MAINTAIN, say("MAINTAIN")),
        ),
        points=placed,
        done_line=lines[0],
        weight_line=lines[1],
        done_axis=say("share that goes well: resolved, not transferred, within target"),
        weight_axis=say("weight: share of the variation explained"),
        alt=_alt(placed, lines),
    )


def _went_well(m: Measured, settings: Settings) -> Figure | None:
    """Return the share of cases on which it went well: a rate turned to its better side, a time within its target."""
    if not m.rule.better:
        return None
    if m.rule.unit == SHARE:
        figure = m.figure(m.tally())
        if m.rule.better == "up" or figure.value is None or figure.low is None or figure.high is None:
            return _enough(figure)
        return _enough(Figure(1 - figure.value, 1 - figure.high, 1 - figure.low, figure.n))
    goal = settings.targets.get(m.metric.name, settings.threshold if _waits(m) else None)
    if m.rule.unit != SECONDS or goal is None or m.facts.grain == "period":
        return None
    return _enough(_within(m.row_values(), goal, m.rule.better))


def _enough(figure: Figure | None) -> Figure | None:
    return figure if figure is not None and figure.n >= FEW else None


def _waits(m: Measured) -> bool:
    return any(argument.role == "wait" for argument in m.metric.arguments)


def _within(values: Array, goal: float, better: str) -> Figure | None:
    known = values[~np.isnan(values)]
    family = Proportion()
    tally = family.tally((known <= goal if better == "down" else known >= goal).astype(float))
    try:
        found = family.interval(tally)
    except NotEnoughData:
        return Figure(None)
    return Figure(tally.share, found.low, found.high, tally.n)


def _placing(one: Placed, done: Figure) -> Placing:
    sure = one.sure == "yes"
    tone = TONES[one.corner] if sure else Tone.FEW
    return Placing(one.point.name, done, one.point.importance.value, one.corner, sure, tone)


def _alt(points: Sequence[Placing], lines: tuple[float, float]) -> str:
    said = [
        say(
            "{name}: {done} go well, weight {weight}, {corner}",
            name=p.title,
            done=percent(p.done.value or 0.0),
            weight=percent(p.weight, 1),
            corner=corner_word(p),
        )
        for p in points
    ]
    return say(
        "Priority matrix with lines at {done} and {weight}. {points}.",
        done=percent(lines[0]),
        weight=percent(lines[1], 1),
        points="; ".join(said),
    )


def corner_word(point: Placing) -> str:
    """Return a point's corner in words; that it is too close to call where its interval reaches over a line."""
    word = {FIX: say("fix first"), KEEP: say("keep"), WATCH: say("watch"), MAINTAIN: say("maintain")}[point.corner]
    return word if point.sure else say("{corner}, too close to call", corner=word)


def unplaced(shared: Shared, priority: Priority) -> str:
    """Name the measures that have no place in the matrix; "" where all have one."""
    placed = {point.title for point in priority.points}
    out = [lower_first(d.name) for d in shared.found.drivers if d.name not in placed]
    return say("Not placed, for they have no better direction or no target: {names}.", names=listed(out)) if out else ""
