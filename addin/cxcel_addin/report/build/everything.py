"""Every number the report rests on, by every formula, base and group: what programs read and analysts check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import Breakdown, Computed, Labelled
from .bases import untold
from .measured import Measured, variants
from .method import dropped
from .period import Calendar
from .scorecard import formula_of, title_of
from .settings import Settings

MOST_GROUPS = 60
WORDS = ("channel", "topic", "segment", "tier", "market", "contract", "team", "agent", "status")


def computed(measured: Mapping[str, Measured], settings: Settings) -> Iterator[Computed]:
    """Yield every metric by its own formula, then by the others that the data allow."""
    for m in measured.values():
        yield _one(m, settings, used=True)
        for other in variants(m):
            yield _one(other, settings, used=False)


def _one(m: Measured, settings: Settings, used: bool) -> Computed:
    figure = m.figure(m.tally())
    return Computed(
        name=m.metric.name,
        title=title_of(m, settings),
        rule=m.rule.name,
        formula=formula_of(m, settings),
        options=dict(m.options),
        unit=m.unit,
        better=m.rule.better,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        n=figure.n,
        dropped=dropped(m),
        grain=m.facts.grain,
        used=used,
    )


def breakdowns(measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings) -> Iterator[Breakdown]:
    """Yield every metric by period and by every column of groups."""
    for m in (item for used in measured.values() for item in (used, *variants(used))):
        title = title_of(m, settings)
        codes = calendar.codes(m.facts, calendar.unit) if calendar else None
        if calendar is not None and codes is not None:
            tallies = m.by(codes, len(calendar.unit_starts))
            days = [start.isoformat() for start in calendar.unit_starts]
            yield Breakdown(m.metric.name, title, m.rule.name, calendar.unit, _labelled(m, days, tallies))
        for role in WORDS:
            column = m.facts.column(role)
            if column is not None and column.is_text and 1 < len(column.labels) <= MOST_GROUPS:
                labels, tallies = m.by_words(role)
                yield Breakdown(m.metric.name, title, m.rule.name, role, _labelled(m, labels, tallies))


def _labelled(m: Measured, labels: Sequence[str], tallies: Sequence[Any]) -> tuple[Labelled, ...]:
    gone = untold([tally.n for tally in tallies], whole=[m.tally().n])
    rows = zip(labels, tallies, gone, strict=True)
    return tuple(Labelled(label, m.figure(tally)) for label, tally, left_out in rows if tally.n and not left_out)
