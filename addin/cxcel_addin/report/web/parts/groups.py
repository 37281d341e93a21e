"""The outcome by segment, teams and agents as funnels, every measure by period."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say, say_many
from cxcel_addin.language.words import every, lower_first, several
from cxcel_addin.report.model import (
    Figure,
    Funnel,
    Labelled,
    PeriodRow,
    Periods,
    SegmentGroup,
    SegmentRow,
    Segments,
    Unit,
    Variation,
)
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import DASH, known, short

from ..blocks import Block, Cell, Chart, Head, Table, Words
from ..figures import NUMBER, QUIET, base, count, estimate, heads, value, verdict
from ..plots import groups as group_plot
from ..scatters import funnel
from ..shapes import Axis, axis, ruler, spark, strip


def segments(page: Segments) -> Iterator[Block]:
    """Each group against all others; hidden ones are only counted."""
    shown = [row.figure for group in page.groups for row in group.rows if row.figure and not row.hidden]
    seen = [v for f in (page.overall, *shown) for v in (f.value, f.low, f.high)]
    across = axis(scale(seen, page.unit, parts=8), page.unit)
    everyone = every(page.noun)
    top = [
        Head(say("Segment")),
        Head(several(page.noun), NUMBER),
        Head(say("vertical line: {everyone}", everyone=lower_first(everyone)), "strip", ruler(across)),
        Head(_score(page.unit), NUMBER),
        Head(say("95% interval"), NUMBER),
        Head(say("Against all others")),
    ]
    overall = [Cell(everyone, "strong"), base(page.overall), _strip(page.overall, page, across, "real")]
    rows = [[*overall, *estimate(page.overall, page.unit), Cell()]]
    for group in page.groups:
        rows += _group(group, page, across)
    yield Block(table=Table(page.section.title, top, rows, page.chart_alt))


def _score(unit: Unit) -> str:
    return {Unit.POINTS: say("Score"), Unit.SHARE: say("Share"), Unit.SECONDS: say("Time")}.get(unit, say("Value"))


def _strip(figure: Figure, page: Segments, across: Axis, tone: str) -> Cell:
    return Cell(drawing=strip(across, figure, tone, (page.overall.value,)), look="strip")


def _group(group: SegmentGroup, page: Segments, across: Axis) -> Iterator[list[Cell]]:
    yield [Cell(group.title)]
    for row in group.rows:
        if row.figure is not None and not row.hidden:
            yield _segment(row, row.figure, page, across)
    hidden = sum(row.hidden or row.figure is None for row in group.rows)
    if hidden:
        more = Cell(say_many("{n} more", "{n} more", hidden), "few")
        yield [more, Cell(DASH, QUIET), Cell(), Cell(), Cell(), Cell(say("hidden: too few answers"), "few")]


def _segment(row: SegmentRow, figure: Figure, page: Segments, across: Axis) -> list[Cell]:
    tone = row.verdict.tone
    look = "few" if tone == "few" else "strong"
    cells = [Cell(row.label), base(figure), _strip(figure, page, across, tone)]
    return [*cells, *estimate(figure, page.unit, look), verdict(row.verdict)]


def variation(page: Variation) -> Iterator[Block]:
    """A funnel for teams and one for agents, who lies outside, and how to read it."""
    for i, each in enumerate(page.funnels):
        yield Block(each.title, "", _outside(each), [_funnel(each, f"variation-{i}")], [Words(each.others)], "beside")
    yield Block(page.reading_head, words=[Words(text, "") for text in page.reading])


def _funnel(each: Funnel, name: str) -> Chart:
    """The chart and its figures; only those outside are named, as in the workbook."""
    one, bases, rate, reading = each.heads
    points = sorted(each.points, key=lambda p: (not p.outside, p.figure.n, p.figure.value))
    rows = [
        [Cell(p.label if p.outside else DASH), base(p.figure), *estimate(p.figure, Unit.SHARE), verdict(p.verdict)]
        for p in points
    ]
    top = [Head(one), Head(bases, NUMBER), Head(rate, NUMBER), Head(say("95% interval"), NUMBER), Head(reading)]
    return Chart(each.head, funnel(each, name), Table(each.head, top, rows), each.note)


def _outside(each: Funnel) -> Table | None:
    named = [p for p in each.points if p.outside]
    if not named:
        return None
    one, bases, rate, reading = each.heads
    rows = [[Cell(p.label), base(p.figure), value(p.figure.value, Unit.SHARE), verdict(p.verdict)] for p in named]
    return Table(each.title, heads(one, bases, rate, reading, words=(0, 3)), rows)


def periods(page: Periods) -> Iterator[Block]:
    """Every measure by period with its small line, and the same with intervals."""
    lines = len(page.labels) > 1
    top = [Head(say("Measure")), *(Head(label, NUMBER) for label in page.labels), Head(say("All"), NUMBER)]
    top += [Head(say("Over the periods")), *([Head(say("Trend"))] if lines else [])]
    rows = [_period(row, lines) for row in page.rows]
    for title, counts, total in page.bases:
        rest = [Cell()] * (1 + lines)
        rows.append([Cell(title, "quiet"), *map(count, counts), count(total), *rest])
    yield Block(table=Table(page.section.title, top, rows, page.chart_alt if lines else "", "wide"))
    if lines:
        charts = [_eye(row, page, f"periods-{i}") for i, row in enumerate(page.rows) if _any(row)]
        note = say(
            "{first} to {last}; each measure on its own scale; axes may not start at zero",
            first=page.labels[0],
            last=page.labels[-1],
        )
        yield Block(say("The same with 95% intervals"), note, charts=charts, look="small")


def _any(row: PeriodRow) -> bool:
    return sum(known(f.value) is not None for f in row.cells) > 1


def _period(row: PeriodRow, lines: bool) -> list[Cell]:
    values = [known(f.value) for f in row.cells]
    cells = [Cell(row.title), *(value(v, row.unit, "") for v in values), value(row.overall.value, row.unit)]
    cells.append(verdict(row.spread))
    return [*cells, Cell(drawing=spark(values, row.spread.tone), look="strip")] if lines else cells


def _eye(row: PeriodRow, page: Periods, name: str) -> Chart:
    marks = [Labelled(label, figure) for label, figure in zip(page.labels, row.cells, strict=True)]
    up = axis(scale([v for f in row.cells for v in (f.value, f.low, f.high)], row.unit, parts=5), row.unit)
    quiet = row.spread.tone in ("quiet", "few")
    said = [say("{name} {value}", name=m.label, value=short(m.figure.value, row.unit)) for m in marks]
    alt = say("{measure} by period with 95% intervals: {each}.", measure=row.title, each=", ".join(said))
    rows = [[Cell(m.label), *estimate(m.figure, row.unit), base(m.figure)] for m in marks]
    table = Table(row.title, heads(say("period"), say("value"), say("95% interval"), say("Base")), rows)
    return Chart(row.title, group_plot(marks, up, "quiet" if quiet else "better", row.title, alt, name), table)
