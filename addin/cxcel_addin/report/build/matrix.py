"""What goes with what: every two measures of the same rows, judged together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cxcel.arrays import Array
from cxcel.relations.pairs import Pair, every_pair
from cxcel.relations.screen import Screened
from cxcel.relations.verdict import MOVES, NONE, SMALL, UNSURE, WEAKLY
from cxcel_addin.language import say, say_many

from ..model import Matrix, Pairing, Section
from .eyes import Measure
from .measured import Measured
from .outcome import outcome_values, raw_scores
from .period import Calendar
from .text import decimal, listed, lower_first, signed
from .verdicts import CLAIMED, worded

MOST = 12  # measures that one page holds
FEWEST = 4  # with fewer the page of links has said it


def matrix_page(
    m: Measured,
    pairs: Sequence[tuple[Measure, Screened]],
    measured: Mapping[str, Measured],
    calendar: Calendar | None,
) -> Matrix | None:
    """Make the page; None where there are not four measures of the same rows."""
    names, columns, scores = _columns(m, pairs, measured)
    if len(names) < FEWEST:
        return None
    asked = ~np.isnan(columns[0])
    found = every_pair(np.column_stack(columns)[asked])
    rows = _triangle(found, len(names))
    covered = f", {calendar.coverage}" if calendar else ""
    return Matrix(
        section=Section(
            say("Correlations"),
            say("What goes with what"),
            _title(say(m.metric.title), names, rows, scores),
            say(
                "Rank correlation (Spearman) of every two measures{covered}; {rows}",
                covered=covered,
                rows=say_many("{n} row", "{n} rows", int(asked.sum())),
            ),
            _note(len(found)),
            say("All intervals stand on the sheet Chart data."),
        ),
        head=say("Deeper colour: stronger, either way"),
        names=tuple(names),
        rows=rows,
        legend=tuple((code, worded(code)) for code in (MOVES, WEAKLY, NONE, UNSURE)),
        footnotes=tuple(_daily(pairs)),
    )


def _columns(
    m: Measured, pairs: Sequence[tuple[Measure, Screened]], measured: Mapping[str, Measured]
) -> tuple[list[str], list[Array], int]:
    """Return the outcome, other scores of the same rows, then the measures, strongest first; how many are scores."""
    names, columns = [say(m.metric.title)], [outcome_values(m)]
    for other in sorted(measured.values(), key=lambda o: o.metric.outcome):
        same = other.facts.frame is m.facts.frame and other.metric is not m.metric
        if same and other.metric.outcome and raw_scores(other) is not None:
            names.append(say(other.metric.title))
            columns.append(outcome_values(other))
    scores = len(names)
    for measure, _ in pairs:
        if measure.by is not None and len(names) < MOST:
            names.append(measure.title)
            columns.append(measure.candidate.values)
    return names, columns, scores


def _triangle(found: Sequence[Pair], size: int) -> tuple[tuple[Pairing, ...], ...]:
    """Return row i with its pairings with the i columns before it."""
    by_place = {(p.first, p.second): _pairing(p) for p in found}
    return tuple(tuple(by_place[j, i] for j in range(i)) for i in range(size))


def _pairing(p: Pair) -> Pairing:
    f = p.found
    if f is None:
        return Pairing(None, 0, None, p.verdict.word)
    return Pairing(f.r, f.n, p.p_adjusted, p.verdict.word, f.low, f.high)


def _title(outcome: str, names: Sequence[str], rows: Sequence[Sequence[Pairing]], scores: int) -> str:
    """Say how many pairs move together, and which measure that is no score is closest to the outcome."""
    every = [pairing for row in rows for pairing in row]
    moving = sum(pairing.code in CLAIMED for pairing in every)
    measures = zip(names[scores:], rows[scores:], strict=True)
    beside = [(name, row[0]) for name, row in measures if row[0].code in CLAIMED]
    if not moving:
        return say("No two of {n} measures move together beyond noise", n=len(names))
    if not beside:
        return say(
            "{moving} of {pairs} pairs move together, but no measure moves with {outcome}",
            moving=moving,
            pairs=len(every),
            outcome=lower_first(outcome),
        )
    name, closest = max(beside, key=lambda pair: abs(pair[1].r or 0.0))
    return say(
        "{moving} of {pairs} pairs move together; closest to {outcome}: {name}, r {r}",
        moving=moving,
        pairs=len(every),
        outcome=lower_first(outcome),
        name=lower_first(name),
        r=signed(closest.r or 0.0, 2),
    )


def _daily(pairs: Sequence[tuple[Measure, Screened]]) -> list[str]:
    """Name what only a whole day has, which no row of this table could hold."""
    daily = [lower_first(measure.title) for measure, _ in pairs if measure.by is None]
    if not daily:
        return []
    return [say("Not here, for only a day as a whole has them: {names}.", names=listed(daily))]


def _note(pairs: int) -> str:
    said = [
        say("Each pair rests on the rows where both are filled."),
        say_many(
            "Corrected p: Benjamini-Hochberg over {n} pair.",
            "Corrected p: Benjamini-Hochberg over {n} pairs.",
            pairs,
        ),
        say("Weakly: under {small}, too small to manage by.", small=decimal(SMALL, 1)),
        say("A pair may move together through a third measure: see the pages before and after. A link is not a cause."),
    ]
    return " ".join(said)
