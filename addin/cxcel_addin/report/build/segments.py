"""Segments: the outcome by channel, topic and kind of customer, each against all others; small groups hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.words import HIGHER, LOWER, REAL
from cxcel_addin.language.words import every, several

from ...language import say
from ..model import Figure, Section, SegmentGroup, SegmentRow, Segments, Tone, Word
from .bases import FEW, FEWEST, hidden
from .measured import Measured
from .outcome import noun_of
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import change, count, listed, lower_first, show

MATCH = "match"  # whether the contact came by the preferred channel
GROUPINGS = (
    "channel",
    MATCH,
    "topic",
    "segment",
    "tier",
    "market",
    "contract",
    "team",
)  # agents have a page of their own
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
    whole = m.tally()
    parts: dict[str, list[_Part]] = {}
    shown = 0
    for role, labels, found in _groupings(m):
        tallies = list(zip(labels, found, strict=True))
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
    overall = m.figure(whole)
    return Segments(
        section=Section(
            say("Segments"),
            say("Segments"),
            _title(groups, say(m.metric.title)),
            _subtitle(m, overall, calendar, settings),
            _note(groups, noun_of(m)),
        ),
        unit=m.unit,
        overall=overall,
        groups=groups,
        chart_alt=_alt(m, groups),
        noun=noun_of(m),
    )


def _groupings(m: Measured) -> Iterator[tuple[str, Sequence[str], list[Any]]]:
    """Yield the columns that part the rows into a few groups: role, labels and tallies."""
    for role in GROUPINGS:
        column = m.facts.column(role)
        if role == MATCH:
            yield from _matched(m)
        elif column is not None and column.is_text and 2 <= len(column.labels) <= MOST_GROUPS:
            yield role, *m.by_words(role)


def _matched(m: Measured) -> Iterator[tuple[str, Sequence[str], list[Any]]]:
    """Yield the preferred channel against the one that was used, where both are known."""
    preferred, used = m.facts.get("preferred_words"), m.facts.get("used_words")
    if preferred is None or used is None:
        return
    known = (preferred != "") & (used != "")
    codes = np.where(known, preferred == used, -1).astype(np.int64)
    labels = say("by another channel than preferred"), say("by the preferred channel")
    yield MATCH, labels, m.by(codes, len(labels))


def _subtitle(m: Measured, overall: Figure, calendar: Calendar | None, settings: Settings) -> str:
    title, value = title_of(m, settings), show(overall.value, m.unit, True)
    all_of = count(overall.n, noun_of(m))
    if calendar is None:
        return say("{title} by segment, 95% interval; all {cases}: {value}", title=title, cases=all_of, value=value)
    return say(
        "{title} by segment, 95% interval, {covered}; all {cases}: {value}",
        title=title,
        covered=calendar.coverage,
        cases=all_of,
        value=value,
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
    untold = [parts[i] for i in hidden([p.figure.n for p in parts], whole=[m.tally().n])]
    better = -1 if m.rule.better == "down" else 1
    shown = sorted(
        (p for p in parts if p not in untold),
        key=lambda p: (p.figure.n < FEW, -better * (p.figure.value or 0.0)),
    )
    rows = [SegmentRow(p.label, p.figure, _verdict(m, p, corrected.get(id(p)))) for p in shown]
    rows += [SegmentRow(p.label, None, _untold(p, untold[0]), hidden=True) for p in untold]
    return SegmentGroup(heading_of(role), tuple(rows))


def heading_of(role: str) -> str:
    """Return what a column of groups is called over them.

    Examples
    --------
    >>> heading_of("segment")
    'Customer type'
    """
    return {
        "channel": say("Channel"),
        MATCH: say("Preferred channel"),
        "topic": say("Topic"),
        "segment": say("Customer type"),
        "tier": say("Loyalty tier"),
        "market": say("Market"),
        "contract": say("Contract"),
        "team": say("Team"),
    }[role]


def _untold(part: _Part, smallest: _Part) -> Word:
    small = part.figure.n < FEWEST
    words = say("hidden: under {n}", n=FEWEST) if small else say("hidden with “{group}”", group=smallest.label)
    return Word(words, Tone.FEW)


def _verdict(m: Measured, part: _Part, q: float | None) -> Word:
    if q is None:
        return Word(say("few: 5 to 29"), Tone.FEW)
    if not q < REAL:
        return Word(say("within noise"))
    found = m.rule.family.compare(part.rest, part.tally)
    up = found.difference > 0
    size = change(abs(found.difference), m.unit).lstrip("+")
    words = say("▲ higher by {size}", size=size) if up else say("▼ lower by {size}", size=size)
    code = HIGHER if up else LOWER
    if not m.rule.better:
        return Word(words, Tone.REAL, code)
    return Word(words, Tone.BETTER if up == (m.rule.better == "up") else Tone.WORSE, code)


def _title(groups: Sequence[SegmentGroup], title: str) -> str:
    rows = [row for group in groups for row in group.rows]
    high, low = (listed([row.label for row in rows if row.verdict.code == code][:2]) for code in (HIGHER, LOWER))
    if low and high:
        return say("Lower than the rest: {low}; higher: {high}", low=low, high=high)
    if low:
        return say("Lower than the rest: {low}", low=low)
    if high:
        return say("Higher than the rest: {high}", high=high)
    return say("No segment differs from the rest by more than chance in {title}", title=lower_first(title))


def _note(groups: Sequence[SegmentGroup], noun: str) -> str:
    words = say(
        "Vertical line: {everyone}. Coloured dot and orange diamond: differs from all others, p corrected over the "
        "segments compared (Benjamini-Hochberg); grey dot: within noise; pale dot: few {cases} (5 to 29), no verdict.",
        everyone=lower_first(every(noun)),
        cases=lower_first(several(noun)),
    )
    if any(row.hidden for group in groups for row in group.rows):
        hiding = say("A group under 5 is hidden, and those that would tell of it.")
        return f"{words} {hiding}"
    return words


def _alt(m: Measured, groups: Sequence[SegmentGroup]) -> str:
    shown = [(row.label, row.figure) for group in groups for row in group.rows if row.figure]
    said = [
        say(
            "{name} {value} ({low} to {high})",
            name=label,
            value=show(f.value, m.unit),
            low=show(f.low, m.unit),
            high=show(f.high, m.unit),
        )
        for label, f in shown
    ]
    return say("Dots with 95% intervals: {each}.", each=", ".join(said))
