"""Every measure by period, headline or not, with the other formulas and bases that people may know it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.words import REAL
from cxcel_addin.language.words import by_period

from ...language import say, say_many
from ..model import Figure, PeriodRow, Periods, Section, Tone, Word
from .bases import FEWEST, untold
from .measured import Measured, variants
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import listed, lower_first, upper_first


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
        tallies = [] if codes is None else m.by(codes, len(calendar.unit_starts))
        if sum(t.n > 0 for t in tallies) > 1:  # else there is nothing to compare
            drafts.append((m, tallies))
    if not drafts:
        return None
    corrected = adjust([_p(m, tallies) for m, tallies in drafts])
    rows = tuple(_row(m, tallies, q, settings) for (m, tallies), q in zip(drafts, corrected, strict=True))
    pairs = sorted(zip(drafts, rows, strict=True), key=lambda pair: not pair[0][0].metric.headline)
    varying = [m for (m, _), row in pairs if row.spread.tone is Tone.REAL]
    real = list(dict.fromkeys(lower_first(say(m.metric.title)) for m in varying))
    return Periods(
        section=Section(
            say("Periods"),
            say("All measures by period"),
            _title(real, by_period(calendar.unit)),
            say(
                "Every measure {by_period}, {covered}; the last column is all data together",
                by_period=by_period(calendar.unit),
                covered=calendar.coverage,
            ),
            _note(),
            say("Intervals of every period stand on the sheet Chart data."),
        ),
        labels=calendar.labels,
        rows=rows,
        bases=_bases(drafts, calendar),
        chart_alt=say(
            "Small lines: each measure {by_period}, each on its own scale.", by_period=by_period(calendar.unit)
        ),
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
    words = say("varies beyond chance") if varies else say("within noise") if q == q else ""
    return PeriodRow(
        title=title_of(m, settings),
        unit=m.unit,
        better=m.rule.better,
        cells=_cells(m, tallies),
        overall=m.figure(m.tally()),
        spread=Word(words, Tone.REAL if varies else Tone.QUIET),
    )


def _cells(m: Measured, tallies: Sequence[Any]) -> tuple[Figure, ...]:
    return tuple(Figure(None) if gone else m.figure(t) for t, gone in zip(tallies, _gone(m, tallies), strict=True))


def _gone(m: Measured, tallies: Sequence[Any]) -> list[bool]:
    """Return which periods are hidden: the last column is all data together."""
    return untold([t.n for t in tallies], whole=[m.tally().n])


def _title(real: Sequence[str], by_period: str) -> str:
    if not real:
        return say("No measure varies {by_period} beyond noise", by_period=by_period)
    if len(real) < 3:
        words = say_many(
            "{names} varies {by_period} beyond chance",
            "{names} vary {by_period} beyond chance",
            len(real),
            names=listed(real),
            by_period=by_period,
        )
        return upper_first(words)
    words = say_many(
        "{first}, {second} and {n} more vary {by_period} beyond chance",
        "{first}, {second} and {n} more vary {by_period} beyond chance",
        len(real) - 2,
        first=real[0],
        second=real[1],
        by_period=by_period,
    )
    return upper_first(words)


def _bases(
    drafts: Sequence[tuple[Measured, list[Any]]], calendar: Calendar
) -> tuple[tuple[str, tuple[float | None, ...], float], ...]:
    """Return how many rows each period rests on: contacts, and answers where some were asked."""
    out: list[tuple[str, tuple[float | None, ...], float]] = []
    seen: set[tuple[float | None, ...]] = set()
    for m, tallies in drafts:
        per = tuple(None if gone else float(t.n) for t, gone in zip(tallies, _gone(m, tallies), strict=True))
        title = say("Base of {measure}", measure=lower_first(say(m.metric.title)))
        if per not in seen and len(out) < 4:
            seen.add(per)
            out.append((title, per, float(m.tally().n)))
    return tuple(out)


def _note() -> str:
    return say(
        "Varies beyond chance: at least one period differs from all others, p corrected over the periods and over the "
        "measures. Hidden: periods with fewer than {n} cases, and those that would tell of them. Small lines: each row "
        "on its own scale.",
        n=FEWEST,
    )
