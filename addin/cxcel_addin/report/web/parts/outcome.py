"""The loyalty measure over time, as answers, as bands, and who gives them."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say
from cxcel_addin.language.numbers import day
from cxcel_addin.report.model import Outcome, Unit
from cxcel_addin.report.render.scale import scale

from ..blocks import Block, Cell, Chart, Table, Words
from ..figures import count, estimate, heads, value
from ..plots import LEFT, columns, groups, stacked, trend
from ..shapes import axis


def blocks(outcome: Outcome) -> Iterator[Block]:
    """Charts, then who stays silent."""
    charts = [chart for chart in (_trend(outcome), _bars(outcome), _bands(outcome), _response(outcome)) if chart]
    if charts:
        yield Block(charts=charts)
    if outcome.silent:
        rows = [
            [Cell(row.label, "strong" if row.strong else ""), count(row.contacts), value(row.answered, Unit.SHARE)]
            for row in outcome.silent
        ]
        title = say("Who stays silent")
        top = heads(outcome.silent_head, say("Contacts"), say("Answered"))
        yield Block(title, table=Table(title, top, rows), words=[Words(outcome.silent_note)])


def _trend(outcome: Outcome) -> Chart | None:
    title, unit = say("{measure} over time", measure=outcome.title), outcome.unit
    drawn = trend(outcome.trend, unit, outcome.target, title, outcome.trend_alt, "outcome-trend")
    if drawn is None:
        return None
    rows = [
        [Cell(day(p.start)), *estimate(p, unit), value(p.single, unit, ""), count(p.n)]  # type: ignore[arg-type]
        for p in outcome.trend
    ]
    top = heads(say("from"), say("value"), say("95% interval"), say("single"), say("answers"))
    return Chart(title, drawn, Table(title, top, rows), outcome.trend_head)


def _bars(outcome: Outcome) -> Chart | None:
    if not outcome.bars:
        return None
    title = say("Answers")
    rows = [[Cell(b.label), value(b.share, Unit.SHARE)] for b in outcome.bars]
    table = Table(title, heads(say("answer"), say("share")), rows)
    return Chart(title, columns(outcome.bars, title, outcome.bars_alt, "outcome-bars"), table, outcome.bars_head)


def _bands(outcome: Outcome) -> Chart | None:
    if not outcome.bands:
        return None
    title = say("Who they are")
    rows = [[Cell(b.label), *(value(share, Unit.SHARE) for share in (b.low, b.middle, b.high))] for b in outcome.bands]
    table = Table(title, heads(say("period"), *outcome.band_names), rows)
    drawn = stacked(outcome.bands, title, outcome.bands_alt, "outcome-bands")
    return Chart(title, drawn, table, " · ".join(outcome.band_names))


def _response(outcome: Outcome) -> Chart | None:
    if not outcome.response:
        return None
    title = say("Response rate")
    seen = [v for r in outcome.response for v in (r.figure.value, r.figure.high)]
    up = axis(scale(seen, Unit.SHARE, parts=4, from_zero=True), Unit.SHARE, left=LEFT)
    drawn = groups(outcome.response, up, "better", title, outcome.response_alt, "outcome-response")
    rows = [[Cell(r.label), *estimate(r.figure, Unit.SHARE), count(r.figure.n)] for r in outcome.response]
    table = Table(title, heads(say("period"), title, say("95% interval"), say("Base")), rows)
    return Chart(title, drawn, table, say("with 95% interval"))
