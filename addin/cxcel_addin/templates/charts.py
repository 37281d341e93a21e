"""Native charts of what formulas give, with room for more of it: how they look, and those that read the pages alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from cxcel.records import dataclass

from ..report.render.styles import BLUE, BLUE_TINT, FAINT, FONT, HAIR, MUTED, ORANGE, RULE, WHITE
from .chart_data import Cell, ChartData
from .chart_kinds import Columns, Curve
from .looks import of_unit

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from .book import Book


NO_LINE, NO_MARK = {"none": True}, {"type": "none"}
LETTERS = {"name": FONT, "size": 8, "color": MUTED}
LEVEL = {"color": FAINT, "width": 1, "dash_type": "dash"}
SHARE_OR_NUMBER = "[=0]0;[<=1]0%;#,##0"  # of an axis whose measure the reader chooses: a share, or seconds
OFF = -1  # below every axis that starts at 0


def mark(kind: str, size: int, color: str) -> dict[str, Any]:
    """A mark of a series."""
    return {"type": kind, "size": size, "fill": {"color": color}, "border": {"color": color}}


_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "line": {"line": {"color": BLUE, "width": 2}, "marker": mark("circle", 5, BLUE)},
        "edge": {"line": {"color": BLUE_TINT, "width": 1.5}, "marker": NO_MARK},
        "dot": {"line": NO_LINE, "marker": mark("circle", 7, BLUE)},
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chart goes, and the cells that it is about.

    `head` is the row of the headings, `rows` the cells below it as they are now.
    """

    book: Book
    sheet: Worksheet
    top: int
    left: int
    width: int
    height: int
    head: int
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]

    @property
    def page(self) -> str:
        """The name of the page."""
        return str(self.sheet.name)

    @property
    def data(self) -> ChartData:
        """The sheet of what pages do not hold."""
        return self.book.data

    def cell(self, heading: str, row: int) -> str:
        """The address of a cell of a column, the first below its heading being 0."""
        return f"'{self.page}'!${xl_col_to_name(self.headings.index(heading))}${self.head + row + 2}"

    def area(self, heading: str, rows: int) -> str:
        """The address of so many cells of a column."""
        column = self.headings.index(heading)
        return f"'{self.page}'!{xl_range_abs(self.head + 1, column, self.head + rows, column)}"

    def number(self, heading: str, row: int) -> float | None:
        """What a cell holds now, where that is a number."""
        column = self.headings.index(heading)
        cell = self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None
        return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def shown(unit: str) -> str:
    """How an axis writes numbers of a unit."""
    if unit == "any":
        return SHARE_OR_NUMBER
    return "0%" if unit == "share" else str(of_unit(unit)["num_format"])


def axis(unit: str = "", **more: Any) -> dict[str, Any]:
    """An axis with small grey numbers and without ticks."""
    base = {"num_font": LETTERS, "major_tick_mark": "none", "minor_tick_mark": "none", "line": {"color": RULE}}
    return base | ({"num_format": shown(unit)} if unit else {}) | more


def up(unit: str, **more: Any) -> dict[str, Any]:
    """The axis of values at the left, with hair lines across."""
    grid = {"visible": True, "line": {"color": HAIR, "width": 0.75}}
    return axis(unit, major_gridlines=grid, line=NO_LINE, label_position="low", **more)


def made(place: Place, kind: Mapping[str, str]) -> Chart:
    """A new chart."""
    chart = place.book.paper.workbook.add_chart(dict(kind))
    assert chart is not None  # a type that XlsxWriter knows
    return chart


def put(place: Place, chart: Chart, said: str, plot: Mapping[str, float]) -> None:
    """Put a chart in its place, without frame, title and legend; `said` is read aloud to those who cannot see it."""
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"layout": dict(plot)})
    chart.set_size({"width": place.width, "height": place.height})
    place.sheet.insert_chart(place.top, place.left, chart, {"description": said, "object_position": 1})


def levelled(place: Place, chart: Chart, ends: Sequence[Cell], level: Any) -> None:
    """Draw a dashed line across, from one end to the other, at what a formula gives."""
    given = place.book.values[level.text][0][0]
    first = place.data.add(place.page, "line", 1, lambda row, above: (level, given))
    start = place.data.add(place.page, "from, to", 2, lambda row, above: ends[row])
    at = first.reference.removeprefix("=").partition(":")[0]
    over = given if isinstance(given, (int, float)) else 0
    flat = place.data.add(place.page, "line", 2, lambda row, above: (f"IF(ISNUMBER({at}),{at},0)", over))
    chart.add_series({"categories": start.reference, "values": flat.reference, "line": LEVEL, "marker": NO_MARK})


def curve(place: Place, chart: Curve) -> None:
    """Columns with numbers, one across and the others up."""
    drawn = made(place, {"type": "scatter", "subtype": "straight"})
    across = place.area(chart.across, chart.room)
    if chart.level is not None:
        known = [x for row in range(chart.room) if (x := place.number(chart.across, row)) is not None] or [0.0]
        levelled(place, drawn, [(f"MIN({across})", min(known)), (f"MAX({across})", max(known))], chart.level)
    for heading, kind in chart.up.items():
        values = place.area(heading, chart.room)
        drawn.add_series({"name": heading, "categories": f"={across}", "values": f"={values}", **_LOOKS[kind]})
    drawn.set_x_axis(axis("count", major_gridlines={"visible": False}, label_position="low"))
    drawn.set_y_axis(up(chart.unit))
    said = f"{chart.title}. The numbers are in the table below."
    put(place, drawn, said, {"x": 0.045, "y": 0.04, "width": 0.94, "height": 0.84})


_FILLS = {"blue": BLUE, "grey": "#9AA5B1", "orange": ORANGE}


def columns(place: Place, chart: Columns) -> None:
    """A column for each row, with its number on top."""
    drawn = made(place, {"type": "column"})
    rows = len(chart.fills)
    drawn.add_series({
        "categories": f"={place.area(chart.name, rows)}", "values": f"={place.area(chart.value, rows)}", "gap": 15,
        "points": [{"fill": {"color": _FILLS[fill]}, "border": {"color": WHITE}} for fill in chart.fills],
        "data_labels": {"value": True, "font": LETTERS, "num_format": shown(chart.unit), "position": "outside_end"},
    })  # fmt: skip
    drawn.set_x_axis(axis())
    drawn.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    put(
        place, drawn, f"{chart.title}. The numbers are beside it.", {"x": 0.02, "y": 0.08, "width": 0.96, "height": 0.8}
    )
