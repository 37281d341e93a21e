"""Employees beside customers: one question asked of both, team by team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.relations.correction import adjust
from cxcel.words import REAL
from cxcel_addin.language import say

from ..model import Figure, PairRow, Pairs, Section, Tone, Unit, Word
from .bases import FEW, FEWEST, hidden, untold
from .derive import Facts
from .measured import Measured, beside_measures
from .period import Calendar
from .scorecard import compare
from .text import count, decimal, interval, listed, show

GROUPINGS = ("team", "market", "channel")  # columns that customers' and employees' answers may both have
EMPLOYEES, CUSTOMERS = "ENPS", "NPS"
MOST_GROUPS = 18


def employees_page(
    measured: Mapping[str, Measured], frames: Sequence[Facts], calendar: Calendar | None
) -> Pairs | None:
    """Make the page; None without employees' answers, or where they are too few to be shown."""
    ours = measured.get(EMPLOYEES)
    if ours is None or ours.tally().n < FEWEST:
        return None
    theirs = measured.get(CUSTOMERS)
    theirs = beside_measures(theirs, frames) if theirs else None
    whole = _pair(say("All"), ours, ours.tally(), theirs, theirs.tally() if theirs else None)
    groups, left_out = _groups(ours, theirs)
    verdicts = _verdicts([whole, *groups])
    rows = [
        PairRow(label, right, left, gap, verdict, strong=not i)
        for i, ((label, left, right, gap, _), verdict) in enumerate(zip([whole, *groups], verdicts, strict=True))
    ]
    rows += [PairRow(label, None, None, None, Word(say("hidden: too few"), Tone.FEW)) for label in left_out]
    return Pairs(
        section=Section(
            say("Employees"),
            say("Employees beside customers"),
            _title(rows),
            _subtitle(whole, calendar),
            _note(len(groups)),
        ),
        first=say("Team"),
        left=say(ours.metric.title if theirs is None else theirs.metric.title),
        right=say(ours.metric.title),
        left_base=say("Answers"),
        right_base=say("Employees"),
        unit=Unit.POINTS,
        rows=tuple(rows),
        left_alt=_alt(say("Customers"), [(row.label, row.left) for row in rows]),
        right_alt=_alt(say("Employees"), [(row.label, row.right) for row in rows]),
        gap_head=say("Employees less customers"),
    )


_Pair = tuple[str, Figure | None, Figure | None, Figure | None, float]  # label, employees, customers, gap, p


def _pair(label: str, ours: Measured, own: Any, theirs: Measured | None, customers: Any) -> _Pair:
    """Both scores of one group with their difference; None where one side has too few."""
    left = ours.figure(own) if own is not None and own.n >= FEWEST else None
    right = theirs.figure(customers) if theirs and customers is not None and customers.n >= FEWEST else None
    if left is None or right is None or min(left.n, right.n) < FEW:
        return label, left, right, None, float("nan")
    found = compare(ours, customers, own)
    gap = None if found is None else Figure(found.difference, found.low, found.high, left.n)
    return label, left, right, gap, float("nan") if found is None else found.p


def _groups(ours: Measured, theirs: Measured | None) -> tuple[list[_Pair], list[str]]:
    """Both scores by the groups that employees are in, and the groups too small to be shown."""
    role = next((r for r in GROUPINGS if (c := ours.facts.column(r)) is not None and c.is_text), "")
    column = ours.facts.column(role) if role else None
    if column is None or not 2 <= len(column.labels) <= MOST_GROUPS:
        return [], []
    labels, tallies = ours.by_words(role)
    few = hidden([tally.n for tally in tallies], whole=[ours.tally().n])
    told = [(label, t) for i, (label, t) in enumerate(zip(labels, tallies, strict=True)) if i not in few]
    customers = _told_by_label(theirs, role, [label.casefold() for label, tally in told if tally.n])
    shown = [_pair(label, ours, t, theirs, customers.get(label.casefold())) for label, t in told if t.n]
    return sorted(shown, key=lambda pair: pair[0]), sorted(labels[i] for i in few)


def _told_by_label(theirs: Measured | None, role: str, labels: Sequence[str]) -> dict[str, Any]:
    """Return the customers' tallies of some groups, those left out that must be hidden beside the employees'."""
    found = {label: tally for label, tally in _by_label(theirs, role).items() if label in labels}
    if theirs is None or not found:
        return {}
    gone = untold([tally.n for tally in found.values()], whole=[theirs.tally().n])
    return {label: found[label] for label, left_out in zip(found, gone, strict=True) if not left_out}


def _by_label(theirs: Measured | None, role: str) -> dict[str, Any]:
    column = theirs.facts.column(role) if theirs else None
    if theirs is None or column is None or not column.is_text:
        return {}
    return {label.casefold(): tally for label, tally in zip(*theirs.by_words(role), strict=True)}


def _verdicts(pairs: Sequence[_Pair]) -> list[Word]:
    """Say where employees and customers differ; p corrected over the teams, and no direction is better."""
    out = []
    corrected = [pairs[0][4], *adjust([pair[4] for pair in pairs[1:]])]
    for (_, left, right, gap, _), q in zip(pairs, corrected, strict=True):
        if gap is None or gap.value is None:
            small = left is not None and right is not None
            out.append(Word(say("few: 5 to 29"), Tone.FEW) if small else Word(""))
        elif q < REAL:
            text = say("▲ real, higher") if gap.value > 0 else say("▼ real, lower")
            out.append(Word(text, Tone.REAL))
        else:
            out.append(Word(say("within noise")))
    return out


def _title(rows: Sequence[PairRow]) -> str:
    whole = rows[0]
    own = show(whole.right.value if whole.right else None, Unit.POINTS)
    if whole.left is None:
        return say("Employees' score is {own}", own=own)
    values = {"own": own, "theirs": show(whole.left.value, Unit.POINTS)}
    if whole.gap is not None and whole.verdict.tone is Tone.REAL and whole.gap.value is not None:
        higher = whole.gap.value > 0
        return (
            say("Employees recommend the company more than its customers do: {own} against {theirs}", **values)
            if higher
            else say("Employees recommend the company less than its customers do: {own} against {theirs}", **values)
        )
    apart = [row.label for row in rows[1:] if row.verdict.tone is Tone.REAL]
    if apart:
        return say("Employees and customers differ in {teams}", teams=listed(apart[:3]))
    return say("Employees and customers do not differ beyond noise: {own} and {theirs}", **values)


def _subtitle(whole: _Pair, calendar: Calendar | None) -> str:
    _, left, right, _, _ = whole
    parts = [say("Net scores of the same question, 95% interval"), count(left.n if left else 0, "employee")]
    if right is not None:
        parts.append(count(right.n, "answer"))
    return " · ".join([*parts, *([calendar.coverage] if calendar else [])])


def _note(groups: int) -> str:
    said = [
        say("Teams with fewer than five employees' answers are hidden, and those that would tell of them."),
        say("Differences: p corrected over the teams (Benjamini-Hochberg)."),
    ]
    if groups:
        said.append(
            say(
                "{n} teams are too few to tell whether happy employees make happy customers: no link between the two "
                "is claimed. Teams stand by name.",
                n=decimal(groups),
            )
        )
    return " ".join(said)


def _alt(what: str, pairs: Sequence[tuple[str, Figure | None]]) -> str:
    said = [f"{label} {show(f.value, Unit.POINTS)} ({interval(f.low, f.high, Unit.POINTS)})" for label, f in pairs if f]
    return say("{what}, dots with 95% intervals: {shown}.", what=what, shown="; ".join(said)) if said else ""
