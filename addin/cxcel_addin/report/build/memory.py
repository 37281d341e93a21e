"""What a report leaves to the next one: its tallies, its verdicts, and how it read and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from cxcel import __version__
from cxcel.data.dataset import Dataset, SourceTable
from cxcel_addin.language import in_english

from ..model import Held, Memory, ScoreRow
from .bases import FEWEST, untold
from .derive import Facts
from .measured import Measured
from .period import Calendar
from .scorecard import formula_of, title_of
from .settings import Settings
from .statements import statements

THRESHOLD, PERIOD, TARGET, SCALE = "threshold", "period", "target:", "scale:"  # names of settings


def memory_of(
    data: Dataset,
    measured: Mapping[str, Measured],
    card: Sequence[ScoreRow],
    pages: Mapping[str, Any],
    calendar: Calendar | None,
    settings: Settings,
) -> Memory:
    """Return everything that the next report needs to say what changed."""
    return Memory(
        version=__version__,
        created=settings.created,
        coverage=in_english(calendar.coverage) if calendar else "",
        first=calendar.first if calendar else None,
        last=calendar.last if calendar else None,
        held=tuple(_held(m, settings) for m in measured.values()),
        statements=tuple(statements(card, pages).values()),
        settings=tuple(_settings(data, calendar, settings)),
        files=tuple((_file(table), table.rows) for table in data.tables),
        columns=tuple(_columns(data)),
    )


def _held(m: Measured, settings: Settings) -> Held:
    tally = m.tally()
    first, last = days_of(m.facts) or (None, None)
    return Held(
        name=m.metric.name,
        rule=m.rule.name,
        title=in_english(title_of(m, settings)),
        formula=in_english(formula_of(m, settings)),
        unit=m.unit,
        figure=m.figure(tally),
        kind=type(tally).__name__,
        tally=tuple((name, float(value)) for name, value in asdict(tally).items()) if tally.n >= FEWEST else (),
        first=first,
        last=last,
        months=months_of(m),
    )


def months_of(m: Measured) -> tuple[tuple[date, float], ...]:
    """Return how many cases each month has, by which the next report knows whether it counts the same rows."""
    if days_of(m.facts) is None:
        return ()
    starts, tallies = m.over_time("month")
    sizes = [float(tally.n) for tally in tallies]
    gone = untold(sizes, whole=[m.tally().n])
    return tuple((start, n) for start, n, left_out in zip(starts, sizes, gone, strict=True) if not left_out)


def days_of(facts: Facts) -> tuple[date, date] | None:
    """Return the first and the last day of a frame's rows; None without dates."""
    known = facts.days()
    return None if known is None else (known.min().item(), known.max().item())


def _settings(data: Dataset, calendar: Calendar | None, settings: Settings) -> Iterator[tuple[str, str]]:
    yield THRESHOLD, repr(settings.threshold)
    yield PERIOD, calendar.period if calendar else ""
    for name, value in settings.targets.items():
        yield TARGET + name, repr(value)
    scales = {c.role: c.scale for frame in data.frames for c in frame.columns.values() if c.scale is not None}
    for role, (low, high) in scales.items():
        yield SCALE + role, f"{low} {high}"


def _file(table: SourceTable) -> str:
    return f"{table.file}[{table.sheet}]" if table.sheet else table.file


def _columns(data: Dataset) -> Iterator[tuple[str, str]]:
    headers: dict[str, set[str]] = {}
    for table in data.tables:
        for role, header in table.roles.items():
            headers.setdefault(role, set()).add(header)
    for role, found in headers.items():
        yield role, ", ".join(sorted(found))
