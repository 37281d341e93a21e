"""Complaints beside dissatisfaction: who is dissatisfied and says nothing shows only where both stand side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.models.value import NO_SIGN, SILENT, Silence, silence
from cxcel_addin.language import say

from ..model import Figure, PairRow, Pairs, Section, Tone, Unit, Word
from .bases import FEW, FEWEST, hidden
from .derive import Facts
from .measured import Measured, beside_measures
from .period import Calendar
from .scorecard import title_of
from .segments import heading_of
from .settings import Settings
from .text import count, interval, lower_first, show

COMPLAINTS, DISSATISFIED = "COMPLAINT_RATE", "DISSAT_RATE"
GROUPINGS = ("channel", "segment", "topic")
MOST_GROUPS, MOST_ROWS = 12, 20
MANY = 0.10  # of the article on KPIs between innovation and conservatism: above it, few complaints are a warning


def complaints_page(
    measured: Mapping[str, Measured], frames: Sequence[Facts], calendar: Calendar | None, settings: Settings
) -> Pairs | None:
    """Make the page; None without complaints and satisfaction of the same contacts or customers."""
    voiced, felt = measured.get(COMPLAINTS), measured.get(DISSATISFIED)
    if voiced is None or felt is None:
        return None
    felt = beside_measures(felt, frames)
    whole = voiced.figure(voiced.tally()), felt.figure(felt.tally())
    if min(whole[0].n, whole[1].n) < FEWEST or whole[0].value is None or whole[1].value is None:
        return None
    found = _silence(*whole)
    rows = [_row(say("All"), *whole, verdict=_flag(found, whole[1]), strong=True)]
    if voiced.facts is felt.facts:
        rows += _groups(voiced, felt)
    return Pairs(
        section=Section(
            say("Complaints"),
            say("Complaints against dissatisfaction"),
            _title(found, *whole),
            _subtitle(voiced, felt, calendar, settings),
            _note(voiced.facts is felt.facts),
        ),
        first=say("Group"),
        left=say("Complained"),
        right=say("Dissatisfied"),
        left_base=_base(voiced),
        right_base=say("Answers"),
        unit=Unit.SHARE,
        rows=tuple(rows),
        left_alt=_alt(say("Complained"), [(row.label, row.left) for row in rows]),
        right_alt=_alt(say("Dissatisfied"), [(row.label, row.right) for row in rows]),
        gap_head=say("Dissatisfied less complained"),
    )


def _base(voiced: Measured) -> str:
    return say("Customers") if voiced.facts.grain == "customer" else say("Contacts")


def _silence(voiced: Figure, felt: Figure) -> Silence:
    """Judge both rates; a rate of several complaints per customer counts as all of them."""
    return silence(min(1.0, voiced.value or 0.0), felt.value or 0.0, (voiced.n, felt.n), MANY)


def _flag(found: Silence, felt: Figure) -> Word:
    if felt.n < FEW:
        return Word(say("few: 5 to 29"), Tone.FEW)
    if found.flag == SILENT:
        return Word(say("silent dissatisfaction"), Tone.WORSE)
    return Word(say("no sign of it")) if found.flag == NO_SIGN else Word(say("cannot tell yet"))


def _row(label: str, left: Figure, right: Figure, *, verdict: Word, strong: bool = False) -> PairRow:
    found = _silence(left, right)
    return PairRow(label, left, right, Figure(found.silent, found.low, found.high, right.n), verdict, strong)


def _pairs(voiced: Measured, felt: Measured, role: str) -> list[tuple[str, Any, Any]]:
    """Return the groups that a column names with both tallies of each."""
    complained, dissatisfied = (dict(zip(*m.by_words(role), strict=True)) for m in (voiced, felt))
    return [(label, tally, dissatisfied[label]) for label, tally in complained.items() if label in dissatisfied]


def _groups(voiced: Measured, felt: Measured) -> list[PairRow]:
    """Both rates by the first columns of groups that fit; a group is hidden where its answers are too few."""
    out: list[PairRow] = []
    for role in GROUPINGS:
        column = voiced.facts.column(role)
        if column is None or not column.is_text or not 2 <= len(column.labels) <= MOST_GROUPS:
            continue
        pairs = _pairs(voiced, felt, role)
        kept = [pair for pair in pairs if pair[1].n > 0]
        if len(kept) > 1 and len(out) + len(kept) <= MOST_ROWS:
            out += [PairRow(heading_of(role), None, None, None, Word(""), head=True), *_group(voiced, felt, kept)]
    return out


def _group(voiced: Measured, felt: Measured, pairs: Sequence[tuple[str, Any, Any]]) -> list[PairRow]:
    whole = [voiced.tally().n, felt.tally().n]
    untold = hidden(*zip(*((a.n, b.n or 1) for _, a, b in pairs), strict=True), whole=whole)
    out = []
    for i, (label, a, b) in enumerate(pairs):
        if i in untold:
            out.append(PairRow(label, None, None, None, Word(say("hidden: too few"), Tone.FEW)))
            continue
        left, right = voiced.figure(a), felt.figure(b)
        out.append(_row(label, left, right, verdict=Word(say("few: 5 to 29"), Tone.FEW) if right.n < FEW else Word("")))
    return sorted(out, key=lambda row: (row.right is None, -(row.right.value or 0.0) if row.right else 0.0, row.label))


def _title(found: Silence, voiced: Figure, felt: Figure) -> str:
    values = {"felt": show(felt.value, Unit.SHARE), "voiced": show(voiced.value, Unit.SHARE)}
    if found.flag == SILENT:
        return say("{felt} are dissatisfied and only {voiced} complain: most say nothing", **values)
    if found.flag == NO_SIGN:
        return say("{felt} are dissatisfied, {voiced} complain: no sign that many stay silent", **values)
    return say("{felt} are dissatisfied, {voiced} complain: whether many stay silent we cannot tell", **values)


def _subtitle(voiced: Measured, felt: Measured, calendar: Calendar | None, settings: Settings) -> str:
    return " · ".join(
        part
        for part in (
            title_of(voiced, settings),
            title_of(felt, settings),
            say("95% interval"),
            calendar.coverage if calendar else "",
            count(felt.tally().n, "answer"),
        )
        if part
    )


def _note(same_rows: bool) -> str:
    said = [
        say(
            "Silent dissatisfaction is called where more than {many} are surely dissatisfied and surely fewer than "
            "half as many complain: few complaints are then no good news.",
            many=show(MANY, Unit.SHARE),
        ),
        say("Who answers a survey differs from who does not; the rates are not of the same people."),
        say("Groups are shown with their intervals and not judged one by one."),
    ]
    if not same_rows:
        said.append(say("Complaints and answers stand in files that do not join, so there are no groups."))
    return " ".join(said)


def _alt(what: str, pairs: Sequence[tuple[str, Figure | None]]) -> str:
    said = [
        f"{label} {show(f.value, Unit.SHARE)} ({interval(f.low, f.high, Unit.SHARE)})"
        for label, f in pairs
        if f is not None
    ]
    return say("{what}, dots with 95% intervals: {shown}.", what=lower_first(what).capitalize(), shown="; ".join(said))
