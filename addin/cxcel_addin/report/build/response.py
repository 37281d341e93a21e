"""Who answers the survey and who does not: a score speaks only for those who do."""

from __future__ import annotations

from cxcel.words import REAL

from ...language import say
from ..model import Labelled, SilentRow
from .bases import hidden, untold
from .derive import Facts
from .measured import Measured
from .period import Calendar


def response_rates(response: Measured | None, calendar: Calendar | None) -> tuple[Labelled, ...]:
    """Return the response rate by period, at most the last thirteen."""
    codes = calendar.codes(response.facts, calendar.unit) if response and calendar else None
    if response is None or calendar is None or codes is None:
        return ()
    tallies = response.by(codes, len(calendar.unit_starts))
    gone = untold([t.n for t in tallies], whole=[response.tally().n])
    rows = zip(calendar.labels, tallies, gone, strict=True)
    return tuple(Labelled(label, response.figure(t)) for label, t, left_out in rows if t.n and not left_out)[-13:]


def who_is_silent(response: Measured | None) -> tuple[str, tuple[SilentRow, ...], str]:
    """Return who answers by channel and by whether the contact was resolved, with a warning where that differs."""
    if response is None:
        return "", (), ""
    facts = response.facts
    rows = [*_channels(response, facts)]
    head = say("Channel") if rows else say("Contact")
    resolved = facts.get("resolved")
    note = ""
    if resolved is not None:
        no, yes = response.by_flag("resolved")
        if yes.n and no.n and not hidden([yes.n, no.n], whole=[response.tally().n]):
            a, b = response.figure(yes), response.figure(no)
            rows += [
                SilentRow(say("Resolved"), a.n, a.value or 0.0, True),
                SilentRow(say("Not resolved"), b.n, b.value or 0.0, True),
            ]
            if response.rule.family.compare(no, yes).p < REAL and a.value is not None and b.value is not None:
                if a.value > b.value:
                    note = say("Unresolved contacts answer less often: the score is likelier too high than too low.")
                else:
                    note = say("Resolved contacts answer less often: the score is likelier too low than too high.")
    return head, tuple(rows), note


def _channels(response: Measured, facts: Facts) -> list[SilentRow]:
    column = facts.column("channel")
    if column is None or not column.labels or len(column.labels) > 8:
        return []
    labels, tallies = response.by_words("channel")
    gone = hidden([t.n for t in tallies], whole=[response.tally().n])
    shown = [(labels[i], t) for i, t in enumerate(tallies) if t.n and i not in gone]
    shown.sort(key=lambda pair: -pair[1].n)
    return [SilentRow(label, t.n, response.figure(t).value or 0.0) for label, t in shown]
