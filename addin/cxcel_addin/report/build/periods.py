"""Every measure by period, headline or not, with the other formulas and bases that people may know it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.words import REAL

from ..model import Figure, PeriodRow, Periods, Section, Tone, Word
from .bases import FEWEST
from .measured import Measured, variants
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import count, listed, lower_first


def period_lines(measured: Mapping[str, Measured]) -> list[Measured]:
    """Return every measure and the variants that are another number, not another threshold."""
    out: list[Measured] = []
    for m in measured.values():
        out.append(m)
        titles = {m.metric.heading(m.rule, {**m.options, "within": ""})}
        for other in variants(m):
            title = other.metric.heading(other.rule, {**other.options, "within": ""}) + other.base
            if title not in titles:
                titles.add(title)
                out.append(other)
    return out


def periods_page(measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings) -> Periods | None:
    """Make the page; None without dates or with one period only."""
    if calendar is None or len(calendar.unit_starts) < 2:
        return None
    drafts = []
    for m in period_lines(measured):
        codes = calendar.codes(m.facts, calendar.unit)
        if codes is not None:
            drafts.append((m, m.by(codes, len(calendar.unit_starts))))
    if not drafts:
        return None
    corrected = adjust([_p(m, tallies) for m, tallies in drafts])
    rows = tuple(_row(m, tallies, q, settings) for (m, tallies), q in zip(drafts, corrected, strict=True))
    pairs = sorted(zip(drafts, rows, strict=True), key=lambda pair: not pair[0][0].metric.headline)
    real = list(dict.fromkeys(lower_first(m.metric.title) for (m, _), row in pairs if row.spread.tone is Tone.REAL))
    return Periods(
        section=Section(
            "Periods",
            "All measures by period",
            _title(real, len(rows), calendar.unit),
            (f"Every measure by {calendar.unit}, {calendar.coverage}; the last column is all data together"),
            _note(calendar.unit),
        ),
        labels=calendar.labels,
        rows=rows,
        bases=_bases(drafts, calendar),
        chart_alt=f"Small lines: each measure by {calendar.unit}, each on its own scale.",
    )


def _p(m: Measured, tallies: Sequence[Any]) -> float:
    """Return the smallest p of a period against all others, times the periods (Bonferroni)."""
    filled = [t for t in tallies if t.n >= FEWEST]
    if len(filled) < 2:
        return float("nan")
    found = []
    for i, tally in enumerate(filled):
        rest = reduce(add, filled[:i] + filled[i + 1 :])
        try:
            found.append(m.rule.family.compare(rest, tally).p)
        except NotEnoughData:
            continue
    tests = len(found) if len(filled) > 2 else 1
    return min(1.0, min(found) * tests) if found else float("nan")


def _row(m: Measured, tallies: Sequence[Any], q: float, settings: Settings) -> PeriodRow:
    varies = q < REAL
    words = "varies beyond chance" if varies else "within noise" if q == q else ""
    return PeriodRow(
        title=title_of(m, settings),
        unit=m.unit,
        better=m.rule.better,
        cells=tuple(_figure(m, t) for t in tallies),
        overall=m.figure(m.tally()),
        spread=Word(words, Tone.REAL if varies else Tone.QUIET),
    )


def _figure(m: Measured, tally: Any) -> Figure:
    figure = m.figure(tally)
    return figure if figure.n >= FEWEST or figure.n == 0 else Figure(None, n=figure.n)


def _title(real: Sequence[str], rows: int, unit: str) -> str:
    if not real:
        return f"No measure varies between {unit}s beyond noise"
    named = ", ".join(real[:2]) if len(real) > 2 else listed(real)
    more = f" and {len(real) - 2} more vary" if len(real) > 2 else " vary" if len(real) == 2 else " varies"
    return f"{named[0].upper()}{named[1:]}{more} by {unit} beyond chance"


def _bases(
    drafts: Sequence[tuple[Measured, list[Any]]], calendar: Calendar
) -> tuple[tuple[str, tuple[float, ...], float], ...]:
    """Return how many rows each period rests on: contacts, and answers where some were asked."""
    out: list[tuple[str, tuple[float, ...], float]] = []
    seen: set[tuple[float, ...]] = set()
    for m, tallies in drafts:
        per = tuple(float(t.n) for t in tallies)
        title = f"Base of {lower_first(m.metric.title)}"
        if per not in seen and len(out) < 4:
            seen.add(per)
            out.append((title, per, float(m.tally().n)))
    return tuple(out)


def _note(unit: str) -> str:
    return (
        f"Varies beyond chance: at least one {unit} differs from all others, p corrected over the {unit}s and over the "
        f"measures. A period with fewer than {FEWEST} cases shows no value. Small lines: each row on its own scale. "
        f"Intervals of every {count(1, unit)[2:]} stand on the sheet Chart data."
    )
