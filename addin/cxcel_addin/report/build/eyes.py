"""The same links for the eye: the outcome by yes and no, or by fifths of a time or an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue import METRICS
from cxcel.relations.screen import Candidate, Screened
from cxcel.relations.verdict import UNSURE

from ...language import say
from ...language.numbers import general
from ..model import Eye, Figure, Labelled, Link, Tone, Unit
from .bases import untold
from .linked import link_reach, link_sentence
from .measured import Measured
from .outcome import outcome_values
from .text import lower_first, show
from .verdicts import CLAIMED

MOST = 3  # charts side by side


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
    """Draw the outcome by the measures that people ask about and those that matter most: at most three."""
    drawn = [(measure, row) for (measure, _), row in zip(pairs, rows, strict=True) if measure.by and row.r is not None]
    drawn.sort(key=lambda pair: _interest(pair[1]))
    seen = ((measure, row, groups) for measure, row in drawn if len(groups := _groups(m, measure)) > 1)
    return tuple(_eye(m, measure, row, groups) for measure, row, groups in islice(seen, MOST))


def _eye(m: Measured, measure: Measure, row: Link, groups: tuple[Labelled, ...]) -> Eye:
    said = [say("{name} {value}", name=g.label, value=show(g.figure.value, m.unit)) for g in groups]
    verdict = link_sentence(row, say(m.metric.title))
    alt = say(
        "{verdict} By {measure}: {each}.", verdict=verdict, measure=lower_first(measure.title), each=", ".join(said)
    )
    tone = Tone.BETTER if row.verdict in CLAIMED else Tone.QUIET
    return Eye(measure.title, groups, tone, alt, verdict, link_reach(row))


def _interest(row: Link) -> tuple[bool, bool, bool]:
    """Put what people ask about first, and there what moves; what is explained or cannot be told comes last."""
    known = row.kpi in METRICS and METRICS[row.kpi].headline
    return not known, row.verdict not in CLAIMED, row.verdict == UNSURE


def _groups(m: Measured, measure: Measure) -> tuple[Labelled, ...]:
    values = measure.candidate.values
    usable = ~np.isnan(values) & ~np.isnan(outcome_values(m))
    found = np.unique(values[usable])
    if len(found) <= 2:
        names = [say("no"), say("yes")] if set(found.tolist()) <= {0.0, 1.0} else [general(v) for v in found]
        codes = np.where(usable, np.searchsorted(found, np.where(usable, values, found[0])), -1)
    else:
        edges = np.quantile(values[usable], [0.2, 0.4, 0.6, 0.8])
        codes = np.where(usable, np.searchsorted(edges, np.where(usable, values, 0.0)), -1)
        kept = [g for g in range(5) if (codes == g).any()]
        names = [_middle(values[codes == g], measure.unit) for g in kept]
        codes = np.where(codes >= 0, np.searchsorted(kept, codes), -1)
    tallies = m.by(codes, len(names))
    gone = untold([t.n for t in tallies], whole=[m.tally().n])
    figures = [Figure(None) if left_out else m.figure(t) for t, left_out in zip(tallies, gone, strict=True)]
    return tuple(Labelled(name, f) for name, f in zip(names, figures, strict=True) if f.value is not None)


def _middle(values: Array, unit: Unit) -> str:
    middle = float(np.median(values))
    return general(middle, 3) if unit is Unit.COUNT else show(middle, unit)
