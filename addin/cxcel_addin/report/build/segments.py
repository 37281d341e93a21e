"""Segments: the outcome by channel, topic and kind of customer, each against all others; small groups hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.words import REAL

from ..model import Figure, Section, SegmentGroup, SegmentRow, Segments, Tone, Word
from .bases import FEW, FEWEST, hidden
from .measured import Measured
from .outcome import noun_of
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import change, count, listed, lower_first, show

GROUPINGS = ("channel", "topic", "segment", "tier", "market", "contract", "team")  # agents have a page of their own
MOST_GROUPS, MOST_ROWS = 12, 26


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    figure: Figure
    tally: Any
    rest: Any
    p: float


def segments_page(m: Measured, calendar: Calendar | None, settings: Settings) -> Segments | None:
    """Make the page; None where the rows have no groups."""
    columns = [(role, column) for role in GROUPINGS if (column := m.facts.column(role)) is not None]
    usable = [(role, c) for role, c in columns if c.is_text and 2 <= len(c.labels) <= MOST_GROUPS]
    whole = m.tally()
    parts: dict[str, list[_Part]] = {}
    shown = 0
    for role, column in usable:
        tallies = [(label, t) for label, t in zip(column.labels, m.by(column.values, len(column.labels)), strict=True)]
        kept = [(label, t) for label, t in tallies if t.n > 0]
        if len(kept) < 2 or shown + len(kept) + 1 > MOST_ROWS:
            continue
        shown += len(kept) + 1
        parts[role] = [_part(m, label, t, [u for _, u in kept if u is not t]) for label, t in kept]
    if not parts:
        return None
    tested = [p for group in parts.values() for p in group if p.figure.n >= FEW]
    corrected = dict(zip(map(id, tested), adjust([p.p for p in tested]), strict=True))
    groups = tuple(_group(m, role, group, corrected) for role, group in parts.items())
    title, covered = m.metric.title, f", {calendar.coverage}" if calendar else ""
    overall = m.figure(whole)
    return Segments(
        section=Section(
            "Segments",
            "Segments",
            _title(groups, title),
            (
                f"{title_of(m, settings)} by segment, 95% interval{covered}; all {count(overall.n, noun_of(m))}: "
                f"{show(overall.value, m.unit, True)}"
            ),
            _note(groups, noun_of(m)),
        ),
        unit=m.unit,
        overall=overall,
        groups=groups,
        chart_alt=_alt(m, groups),
        noun=noun_of(m),
    )


def _part(m: Measured, label: str, tally: Any, others: Sequence[Any]) -> _Part:
    rest = others[0]
    for other in others[1:]:
        rest = rest + other
    try:
        p = m.rule.family.compare(rest, tally).p
    except NotEnoughData:
        p = float("nan")
    return _Part(label, m.figure(tally), tally, rest, p)


def _group(m: Measured, role: str, parts: Sequence[_Part], corrected: dict[int, float]) -> SegmentGroup:
    untold = [parts[i] for i in hidden([p.figure.n for p in parts])]
    better = -1 if m.rule.better == "down" else 1
    shown = sorted(
        (p for p in parts if p not in untold),
        key=lambda p: (p.figure.n < FEW, -better * (p.figure.value or 0.0)),
    )
    rows = [SegmentRow(p.label, p.figure, _verdict(m, p, corrected.get(id(p)))) for p in shown]
    rows += [SegmentRow(p.label, None, _untold(p, untold[0]), hidden=True) for p in untold]
    titles = {"segment": "Customer type", "tier": "Loyalty tier"}
    return SegmentGroup(titles.get(role, role.capitalize()), tuple(rows))


def _untold(part: _Part, smallest: _Part) -> Word:
    small = part.figure.n < FEWEST
    return Word(f"hidden: under {FEWEST}" if small else f"hidden with “{smallest.label}”", Tone.FEW)


def _verdict(m: Measured, part: _Part, q: float | None) -> Word:
    if q is None:
        return Word("few: 5 to 29", Tone.FEW)
    if not q < REAL:
        return Word("within noise")
    found = m.rule.family.compare(part.rest, part.tally)
    up = found.difference > 0
    size = change(abs(found.difference), m.unit).lstrip("+")
    words = f"{'▲ higher' if up else '▼ lower'} by {size}"
    if not m.rule.better:
        return Word(words, Tone.REAL)
    return Word(words, Tone.BETTER if up == (m.rule.better == "up") else Tone.WORSE)


def _title(groups: Sequence[SegmentGroup], title: str) -> str:
    rows = [row for group in groups for row in group.rows]
    high = [row.label for row in rows if row.verdict.text.startswith("▲")]
    low = [row.label for row in rows if row.verdict.text.startswith("▼")]
    top = "higher" if low else "higher than the rest"
    said = [f"{word}: {listed(names[:2])}" for word, names in (("lower than the rest", low), (top, high)) if names]
    if not said:
        return f"No segment differs from the rest by more than chance in {lower_first(title)}"
    text = "; ".join(said)
    return text[0].upper() + text[1:]


def _note(groups: Sequence[SegmentGroup], noun: str) -> str:
    words = (
        f"Vertical line: all {noun}s. Blue dot and orange diamond: differs from all others, p corrected over the "
        f"segments compared (Benjamini-Hochberg); grey dot: within noise; pale dot: few {noun}s (5 to 29), no verdict."
    )
    if any(row.hidden for group in groups for row in group.rows):
        words += " A group under 5 is hidden, and the next smallest with it where it could be worked out."
    return words


def _alt(m: Measured, groups: Sequence[SegmentGroup]) -> str:
    shown = [(row.label, row.figure) for group in groups for row in group.rows if row.figure]
    said = [f"{label} {show(f.value, m.unit)} ({show(f.low, m.unit)} to {show(f.high, m.unit)})" for label, f in shown]
    return "Dots with 95% intervals: " + ", ".join(said) + "."
