"""The front of the page: three numbers, the scorecard; the findings stand in the template."""

from __future__ import annotations

from dataclasses import dataclass

from cxcel_addin.language import say
from cxcel_addin.report.model import Report, ScoreRow
from cxcel_addin.report.render.scorecard import change_of
from cxcel_addin.report.render.styles import DASH, known, short

from ..blocks import Block, Cell, Head, Table
from ..figures import NUMBER, QUIET, between, count, difference, shown, value, verdict
from ..shapes import spark

BETTER = {"up": "≥ ", "down": "≤ "}


@dataclass(frozen=True, slots=True)
class Hero:
    """One of the three numbers."""

    kicker: str
    number: str
    what: str
    detail: str
    verdict: str
    tone: str


def heroes(report: Report) -> list[Hero]:
    """The three numbers as text."""
    return [
        Hero(t.kicker, short(t.value, t.unit), t.what, t.detail, t.verdict.text, t.verdict.tone) for t in report.tiles
    ]


def scorecard(report: Report) -> Block | None:
    """The scorecard with the columns that have something to show."""
    rows = report.scorecard
    if not rows:
        return None
    compared = any(row.latest and (row.before or row.change is not None) for row in rows)
    goals = any(row.target is not None for row in rows)
    lines = any(sum(v is not None for v in row.trend) > 1 for row in rows)
    heads = [Head(say("Measure")), Head(say("All data"), NUMBER)]
    heads += _compared_heads() if compared else [Head(say("95% interval"), NUMBER), Head(say("Base"), NUMBER)]
    heads += [Head(say("Target"), NUMBER), Head(say("Against target"))] if goals else []
    heads += [Head(say("Trend"))] if lines else [] if compared else [Head(say("How it is counted"))]
    table = [[*_row(row, compared, goals), *_end(row, compared, lines)] for row in rows]
    alt = report.trend_alt if lines else ""
    return Block(say("Scorecard"), report.scorecard_head, Table(say("Scorecard"), heads, table, alt))


def _compared_heads() -> list[Head]:
    numbers = say("Now"), say("95% interval"), say("Before"), say("Change")
    return [*(Head(text, NUMBER) for text in numbers), Head(say("Is the change real?"))]


def _row(row: ScoreRow, compared: bool, goals: bool) -> list[Cell]:
    unit, main = row.unit, row.latest if compared else row.overall
    cells = [Cell(row.title), value(row.overall.value, unit, "" if compared else "strong")]
    interval = between(main.low, main.high, unit) if main else Cell(DASH, QUIET)
    if compared:
        cells += [value(row.latest.value if row.latest else None, unit), interval]
        cells += [value(row.before.value if row.before else None, unit, "quiet")]
        cells += [difference(row.change, None, None, unit)[0], verdict(change_of(row))]
    else:
        cells += [interval, count(row.overall.n)]
    if goals:
        cells += [goal(row.target, row), verdict(row.target_verdict)]
    return cells


def _end(row: ScoreRow, compared: bool, lines: bool) -> list[Cell]:
    if lines:
        return [Cell(drawing=spark(row.trend, row.change_verdict.tone) if row.trend else None, look="strip")]
    return [] if compared else [Cell(row.rule, "quiet")]


def goal(target: float | None, row: ScoreRow) -> Cell:
    """A target with the direction that is better."""
    if known(target) is None:
        return Cell("", QUIET)
    return Cell(BETTER.get(row.better, "≈ ") + shown(target, row.unit), QUIET)
