"""The contact centre's own measures: against target, by formula, by week."""

from __future__ import annotations

from collections.abc import Iterator

from cxcel_addin.language import say
from cxcel_addin.language.numbers import day, general
from cxcel_addin.report.model import ControlChart, Figure, Service, ServiceRow, Unit
from cxcel_addin.report.render.styles import known

from ..blocks import Block, Cell, Chart, Head, Table
from ..figures import NUMBER, QUIET, between, heads, shown, value, verdict
from ..plots import control
from ..shapes import Axis, bar, ruler
from .front import BETTER

LEAST = 1.5  # the track is at least half as long again as a target


def blocks(service: Service) -> Iterator[Block]:
    """The panel, service level by every formula, the weeks."""
    if service.rows:
        yield _panel(service)
    if service.levels and service.thresholds:
        yield _levels(service)
    drawn = [(chart, control(chart, f"service-{i}")) for i, chart in enumerate(service.charts)]
    charts = [
        Chart(chart.title, picture, _numbers(chart), chart.head) for chart, picture in drawn if picture is not None
    ]
    if charts:
        yield Block(charts=charts)


def _ratio(row: ServiceRow) -> float | None:
    now, target = known(row.now.value), known(row.target)
    return now / target if now is not None and target is not None and target > 0 and now >= 0 else None


def _panel(service: Service) -> Block:
    """Each measure as a share of its target, so that one axis serves every unit."""
    ratios = [ratio for row in service.rows if (ratio := _ratio(row)) is not None]
    across = Axis(0.0, max([LEAST, *ratios]) * 1.04, 0.5, Unit.SHARE)
    top = [Head(say("Measure")), Head(say("Now"), NUMBER), Head(say("95% interval"), NUMBER)]
    if ratios:
        top += [Head(say("Target"), NUMBER), Head(say("value as per cent of target"), "strip", ruler(across))]
        top += [Head(say("Against target"))]
    top += [Head(say("Is the change real?")), Head(say("Formula"))]
    rows = [_row(row, across, bool(ratios)) for row in service.rows]
    return Block(table=Table(service.section.title, top, rows, service.chart_alt if ratios else ""))


def _row(row: ServiceRow, across: Axis, goals: bool) -> list[Cell]:
    cells = [Cell(row.title), value(row.now.value, row.unit), between(row.now.low, row.now.high, row.unit)]
    if goals:
        target = "" if known(row.target) is None else BETTER.get(row.better, "≈ ") + shown(row.target, row.unit)
        drawn = bar(across, Figure(_ratio(row)), row.target_verdict.tone, 1.0)
        cells += [Cell(target, QUIET), Cell(drawing=drawn, look="strip"), verdict(row.target_verdict)]
    return [*cells, verdict(row.change_verdict), Cell(row.formula, "quiet small")]


def _levels(service: Service) -> Block:
    title = say("Service level by formula")
    top = heads(say("Formula"), *(say("{n} s", n=general(seconds)) for seconds in service.thresholds))
    rows = [
        [
            Cell(row.name, "strong" if row.used else ""),
            *(value(v, Unit.SHARE, "strong" if row.used else "") for v in row.values),
            Cell(row.formula, "quiet small"),
        ]
        for row in service.levels
    ]
    table = Table(title, [*top, Head(say("How it is counted"))], rows)
    return Block(title, say("share answered within each time; the scorecard uses the bold one"), table)


def _numbers(chart: ControlChart) -> Table:
    rows = [
        [Cell(day(start)), value(v, chart.unit), Cell(say("out of the ordinary") if odd else "", "verdict worse")]
        for start, v, odd in zip(chart.starts, chart.values, chart.odd, strict=True)
    ]
    limits = [Cell(say("median")), value(chart.median, chart.unit), between(chart.low, chart.high, chart.unit)]
    return Table(chart.title, heads(say("from"), say("value"), chart.head, words=(0, 2)), [*rows, limits])
