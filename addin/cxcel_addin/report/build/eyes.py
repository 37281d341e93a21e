"""The same links for the eye: the outcome by yes and no, or by fifths of a time or an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue import METRICS
from cxcel.relations.screen import Candidate, Screened
from cxcel.relations.verdict import MOVES, UNSURE, WEAKLY

from ..model import Eye, Figure, Labelled, Link, Tone, Unit
from .bases import FEWEST
from .measured import Measured
from .outcome import outcome_values
from .text import lower_first, show


@dataclass(frozen=True, slots=True)
class Measure:
    """One candidate with what the page says of it."""

    key: str
    title: str
    grain: str
    candidate: Candidate
    by: Measured | None = None  # to draw the outcome by its values
    unit: Unit = Unit.COUNT


def eyes_of(m: Measured, pairs: Sequence[tuple[Measure, Screened]], rows: Sequence[Link]) -> tuple[Eye, ...]:
    """Draw the outcome by the measures that matter most and those people ask about: at most four."""
    drawn = [(measure, row) for (measure, _), row in zip(pairs, rows, strict=True) if measure.by and row.r is not None]
    drawn.sort(key=lambda pair: _interest(pair[1]))
    eyes = []
    for measure, row in drawn[:4]:
        groups = _groups(m, measure)
        if len(groups) > 1:
            tone = Tone.BETTER if row.verdict in (MOVES, WEAKLY) else Tone.QUIET
            said = ", ".join(f"{g.label} {show(g.figure.value, m.unit)}" for g in groups)
            eyes.append(Eye(measure.title, groups, tone, f"By {lower_first(measure.title)}: {said}."))
    return tuple(eyes)


def _interest(row: Link) -> tuple[bool, bool, bool]:
    """Put what moves first, then what people ask about, then what is explained, and what cannot be told last."""
    known = row.kpi in METRICS and METRICS[row.kpi].headline
    return row.verdict not in (MOVES, WEAKLY), not known, row.verdict == UNSURE


def _groups(m: Measured, measure: Measure) -> tuple[Labelled, ...]:
    values = measure.candidate.values
    usable = ~np.isnan(values) & ~np.isnan(outcome_values(m))
    found = np.unique(values[usable])
    if len(found) <= 2:
        names = ["no", "yes"] if set(found.tolist()) <= {0.0, 1.0} else [f"{v:g}" for v in found]
        codes = np.where(usable, np.searchsorted(found, np.where(usable, values, found[0])), -1)
    else:
        edges = np.quantile(values[usable], [0.2, 0.4, 0.6, 0.8])
        codes = np.where(usable, np.searchsorted(edges, np.where(usable, values, 0.0)), -1)
        kept = [g for g in range(5) if (codes == g).any()]
        names = [_middle(values[codes == g], measure.unit) for g in kept]
        codes = np.where(codes >= 0, np.searchsorted(kept, codes), -1)
    tallies = m.by(codes, len(names))
    figures = [m.figure(t) if t.n >= FEWEST else Figure(None) for t in tallies]
    return tuple(Labelled(name, f) for name, f in zip(names, figures, strict=True) if f.value is not None)


def _middle(values: Array, unit: Unit) -> str:
    middle = float(np.median(values))
    return f"{middle:,.3g}" if unit is Unit.COUNT else show(middle, unit)
