"""Cells and columns of dots that several pages share: a value with its interval, and the chart over its rows."""

from __future__ import annotations

from collections.abc import Sequence

from cxcel_addin.language import say
from cxcel_addin.report.model import Figure, Tone, Unit
from cxcel_addin.report.render.charts import GUIDE
from cxcel_addin.report.render.overlays import Dot, Guide, interval_rows
from cxcel_addin.report.render.page import Cell, Page, Placed, between, cell
from cxcel_addin.report.render.scale import Scale, scale
from cxcel_addin.report.render.styles import (
    BOLD,
    COUNT_FORMAT,
    DASH,
    RIGHT,
    SMALL,
    Look,
    cell_value,
    change_format,
    change_value,
    data_format,
    known,
    value_format,
)

AXIS = 24  # pixels of the row under a table that holds the axis of its chart
NOTHING = Figure(None)


def estimate(figure: Figure | None, unit: Unit, strong: Look = BOLD) -> list[Cell]:
    """A value and its interval, in three cells; dashes where it is hidden or not known."""
    if figure is None or known(figure.value) is None:
        return [cell(DASH, RIGHT, SMALL), cell(None), cell(None)]
    value = cell(cell_value(figure.value, unit), RIGHT, strong, {"num_format": value_format(unit, figure.value)})
    limits = [cell_value(limit, unit) for limit in (figure.low, figure.high)]
    return [value, *between(limits[0], limits[1], value_format(unit, figure.high, exact=unit is not Unit.POINTS))]


def gap(figure: Figure | None, unit: Unit) -> list[Cell]:
    """A difference and its interval, in three cells; shares in percentage points."""
    if figure is None or known(figure.value) is None:
        return [cell(DASH, RIGHT, SMALL), cell(None), cell(None)]
    form = change_format(unit, figure.value)
    value = cell(change_value(figure.value, unit), RIGHT, {"num_format": form})
    bare = form.replace(f'" {say("pts")}"', "")  # the unit stands once, beside the difference
    return [value, *between(change_value(figure.low, unit), change_value(figure.high, unit), bare)]


def base(figure: Figure | None) -> Cell:
    """How many a figure rests on."""
    if figure is None:
        return cell(DASH, RIGHT, SMALL)
    return cell(known(figure.n), RIGHT, SMALL, {"num_format": COUNT_FORMAT})


def axis_of(figures: Sequence[Figure | None], unit: Unit, parts: int) -> Scale:
    """One axis for all figures of a page."""
    seen = [v for figure in figures if figure for v in (figure.value, figure.low, figure.high)]
    return scale(seen, unit, parts=parts)


def dots_over(
    page: Page,
    title: str,
    col: int,
    placed: Placed,
    dots: Sequence[tuple[str, Figure | None, Tone]],
    axis: Scale,
    unit: Unit,
    alt: str,
    *,
    span: int = 1,
    line_at: float | None = None,
) -> None:
    """Lay dots with intervals over so many columns of the rows of a table."""
    guides = [Guide(at, *GUIDE)] if (at := cell_value(line_at, unit)) is not None else []
    chart = interval_rows(
        page.book,
        title,
        [Dot(label, figure, tone) for label, figure, tone in dots],
        placed.heights,
        scale=axis,
        unit=unit,
        num_format=data_format(unit),
        axis_pixels=AXIS,
        guides=guides,
    )
    size = page.span(col, col + span - 1), sum(placed.heights) + AXIS
    if any(figure is not None and known(figure.value) is not None for _, figure, _ in dots):
        page.put(chart, placed.top, page.span(0, col - 1), size, alt)
