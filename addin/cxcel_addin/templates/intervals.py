"""Charts with intervals: a value in its band over time, dots and bars with whiskers, rates in a funnel.

LibreOffice 7.4 and Excel draw them alike, seen in LibreOffice: error bars of any lengths come from cells, and a line
that goes on over the same point is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxcel.records import dataclass

from ..hosts.com.packed import EPOCH
from ..report.render.styles import BLUE, BLUE_TINT, FAINT, HAIR, INK, MUTED, ORANGE
from .chart_data import Cell, Column
from .chart_kinds import Bars, Dots, Funnel, Trend
from .charts import LEVEL, NO_LINE, NO_MARK, OFF, Place, axis, made, mark, put, up
from .formulas import Expression

if TYPE_CHECKING:
    from collections.abc import Callable

BAR_BLUE = "#5F93BF"  # of bars that carry a dark interval
HEAD = 22  # pixels of a row of headings, in which the axis of the dots stands
STATES = (("higher", "circle", BLUE), ("lower", "diamond", ORANGE), ("", "circle", FAINT))  # words of a verdict


def trend(place: Place, chart: Trend) -> None:
    """The value in the band of its interval; over the rows that are not filled, the last one goes on."""
    rows, page = chart.room, place.page

    def known(heading: str) -> Callable[[int, Cell], Cell]:
        def cell(row: int, above: Cell) -> Cell:
            value, own = (place.cell(name, row) for name in ("value", heading))
            there = place.number("value", row)
            now = place.number(heading, row) if heading != "period" else _day(place, row)
            usual = now if now is not None else there
            return f"IF(ISNUMBER({value}),IF(ISNUMBER({own}),{own},{value}),{above[0]})", (
                above[1] if there is None else usual
            )

        return cell

    date, low, high = (place.data.add(page, name, rows, known(name)) for name in ("period", "low", "high"))
    middle = place.data.add(page, "value", rows, known("value"))
    wide = _minus(place, "width", high, low)
    band = made(place, {"type": "area", "subtype": "stacked"})
    band.add_series({"categories": date.reference, "values": low.reference, "fill": NO_LINE, "border": NO_LINE})
    tint = {"fill": {"color": BLUE_TINT}, "border": NO_LINE}
    band.add_series({"categories": date.reference, "values": wide.reference, **tint})
    line = made(place, {"type": "line"})
    if chart.level is not None:
        line.add_series(_level(place, chart.level, date, middle))
    look = {"line": {"color": BLUE, "width": 2}, "marker": mark("circle", 5, BLUE)}
    line.add_series({"name": "value", "categories": date.reference, "values": middle.reference, **look})
    band.combine(line)
    months: dict[str, Any] = {"date_axis": True, "major_unit": 1, "major_unit_type": "months"}
    band.set_x_axis(axis(label_position="low", num_format="mmm yyyy", **months))
    band.set_y_axis(up(chart.unit))
    told = "; the dashed line is the target" if chart.level is not None else ""
    said = f"{chart.title}. The line is the value, the band its 95% interval{told}. The numbers are in the table below."
    put(place, band, said, {"x": 0.045, "y": 0.04, "width": 0.94, "height": 0.84})


def _day(place: Place, row: int) -> float | None:
    """The day with which a period begins, as a workbook counts days."""
    day = place.rows[row][0] if row < len(place.rows) and place.number("value", row) is not None else None
    return None if day is None else float((day - EPOCH.date()).days)


def _minus(place: Place, head: str, more: Column, less: Column) -> Column:
    """One column less another, row by row."""
    first, second = (column.reference.removeprefix("=").partition(":")[0] for column in (more, less))
    pairs = list(zip(more.values, less.values, strict=True))

    def cell(row: int, above: Cell) -> Cell:
        return f"{_down(first, row)}-{_down(second, row)}", pairs[row][0] - pairs[row][1]

    return place.data.add(place.page, head, len(pairs), cell)


def _down(address: str, rows: int) -> str:
    """The address of a cell so many rows further down."""
    column, _, row = address.rpartition("$")
    return f"{column}${int(row) + rows}"


def _level(place: Place, level: Any, date: Column, middle: Column) -> dict[str, Any]:
    """A line at what a formula gives; where it gives no number, it lies under the line of values."""
    given = place.book.values[level.text][0][0]
    own = place.data.add(place.page, "target", 1, lambda row, above: (level, given))
    at = own.reference.removeprefix("=").partition(":")[0]
    first = middle.reference.removeprefix("=").partition(":")[0]
    flat = isinstance(given, (int, float))

    def cell(row: int, above: Cell) -> Cell:
        return f"IF(ISNUMBER({at}),{at},{_down(first, row)})", given if flat else middle.values[row]

    line = place.data.add(place.page, "line", len(middle.cells), cell)
    return {"name": "target", "categories": date.reference, "values": line.reference, "line": LEVEL, "marker": NO_MARK}


@dataclass(frozen=True, slots=True)
class Whiskers:
    """What dots and bars are drawn from: value, low and high of each row, and how long the whiskers are."""

    low: Column
    value: Column
    high: Column
    less: Column
    more: Column

    def bars(self, color: str, width: float) -> dict[str, Any]:
        """Whiskers of these lengths."""
        return {
            "type": "custom", "end_style": 0, "line": {"color": color, "width": width},
            "minus_values": self.less.reference, "minus_data": self.less.values,
            "plus_values": self.more.reference, "plus_data": self.more.values,
        }  # fmt: skip


def whiskers(place: Place, chart: Dots | Bars, known: str, *, ahead: bool) -> Whiskers:
    """Return them for each row in which the column `known` holds a number; the others lie off the chart, or go on."""

    def part(heading: str) -> Column:
        def cell(row: int, above: Cell) -> Cell:
            there, value, own = (place.cell(name, row) for name in (known, chart.value, heading))
            formula = f"IF(ISNUMBER({there}),IF(ISNUMBER({own}),{own},{value}),{above[0] if ahead else OFF})"
            if place.number(known, row) is None:
                return formula, above[1] if ahead else OFF
            given = place.number(heading, row)
            return formula, place.number(chart.value, row) if given is None else given

        return place.data.add(place.page, heading, chart.room, cell)

    low, value, high = map(part, (chart.low, chart.value, chart.high))
    return Whiskers(low, value, high, _minus(place, "less", value, low), _minus(place, "more", high, value))


def dots(place: Place, chart: Dots) -> None:
    """A dot with its whiskers beside each row of the table; the axis stands in the row of the headings."""
    known = whiskers(place, chart, chart.value, ahead=True)

    def height(row: int, above: Cell) -> Cell:
        there = place.number(chart.value, row) is not None
        return f"IF(ISNUMBER({place.cell(chart.value, row)}),{row + 0.5},{OFF})", row + 0.5 if there else OFF

    at = place.data.add(place.page, "row", chart.room, height)
    drawn = made(place, {"type": "scatter", "subtype": "straight"})
    for end in (known.low, known.high):  # not seen: they give the axis room for the whiskers
        drawn.add_series({"categories": end.reference, "values": at.reference, "line": NO_LINE, "marker": NO_MARK})
    if chart.level is not None:
        _upright(place, drawn, chart)
    look = {"line": NO_LINE, "marker": mark("circle", 7, BLUE), "x_error_bars": known.bars(BLUE, 1.75)}
    drawn.add_series({"name": "value", "categories": known.value.reference, "values": at.reference, **look})
    drawn.set_x_axis(axis(chart.unit, major_gridlines={"visible": False}, line=NO_LINE))
    drawn.set_y_axis({"visible": False, "reverse": True, "min": 0, "max": chart.room,
                      "major_gridlines": {"visible": False}})  # fmt: skip
    said = f"{chart.title}: a dot for each row of the table beside it, the line its 95% interval."
    put(place, drawn, said, {"x": 0.07, "y": HEAD / place.height, "width": 0.88, "height": 1 - HEAD / place.height})


def _upright(place: Place, drawn: Any, chart: Dots) -> None:
    """Draw a dashed line through all rows, at what a formula gives."""
    level = chart.level
    given = place.book.values[level.text][0][0] if isinstance(level, Expression) else level
    formula = level if isinstance(level, Expression) else f"{level:g}"
    own = place.data.add(place.page, "line", 1, lambda row, above: (formula, given))
    at = own.reference.removeprefix("=").partition(":")[0]
    area = place.area(chart.value, chart.room)
    count = sum(place.number(chart.value, row) is not None for row in range(chart.room))
    flat = given if isinstance(given, (int, float)) else 0
    across = place.data.add(place.page, "line", 2, lambda row, above: (f"IF(ISNUMBER({at}),{at},0)", flat))
    ends: list[Cell] = [
        ("0", 0),
        (f"IF(ISNUMBER({at}),COUNT({area}),0)", count if isinstance(given, (int, float)) else 0),
    ]
    down = place.data.add(place.page, "from, to", 2, lambda row, above: ends[row])
    drawn.add_series({"categories": across.reference, "values": down.reference, "line": LEVEL, "marker": NO_MARK})


def bars(place: Place, chart: Bars) -> None:
    """A bar from 0 with its whiskers for each row, in the order of the table."""

    def name(row: int, above: Cell) -> Cell:
        there = place.number(chart.known, row) is not None
        own = place.rows[row][place.headings.index(chart.name)] if there else ""
        return f'IF(ISNUMBER({place.cell(chart.known, row)}),{place.cell(chart.name, row)},"")', own

    names = place.data.add(place.page, chart.name, chart.room, name)
    known = whiskers(place, chart, chart.known, ahead=False)
    drawn = made(place, {"type": "bar"})
    drawn.add_series({
        "name": chart.title, "categories": names.reference, "values": known.value.reference, "gap": 60,
        "fill": {"color": BAR_BLUE}, "border": NO_LINE, "x_error_bars": known.bars(INK, 1.25),
    })  # fmt: skip
    drawn.add_series({"categories": names.reference, "values": known.high.reference, "overlap": 100,
                      "fill": NO_LINE, "border": NO_LINE})  # fmt: skip
    font = {**axis()["num_font"], "size": 9}
    grid = {"visible": True, "line": {"color": HAIR, "width": 0.75}}
    drawn.set_x_axis(axis(chart.unit, major_gridlines=grid, line=NO_LINE, label_position="high", min=0))
    drawn.set_y_axis(axis() | {"reverse": True, "num_font": font, "major_gridlines": {"visible": False}})
    said = f"{chart.title}: a bar for each row of the table below, the dark line its 95% interval."
    put(place, drawn, said, {"x": 0.13, "y": 0.02, "width": 0.84, "height": 0.86})


def funnel(place: Place, chart: Funnel) -> None:
    """Rates by cases, between limits that narrow: the numbers of cases are sorted, so that limits are lines."""
    rows, page = chart.room, place.page
    cases = place.area("n", rows)
    order = sorted((n, row) for row in range(rows) if (n := place.number("n", row)) is not None)
    known = [n for n, _ in order]

    def sorted_cases(row: int, above: Cell) -> Cell:
        return f"IF({row + 1}>COUNT({cases}),{above[0]},SMALL({cases},{row + 1}))", known[row] if row < len(
            known
        ) else above[1]

    across = place.data.add(page, "n, sorted", rows, sorted_cases)
    start = across.reference.removeprefix("=").partition(":")[0]
    drawn = made(place, {"type": "scatter", "subtype": "straight"})
    first = dict(reversed(order))
    for heading, color, dash in (
        ("low_998", ORANGE, "solid"), ("high_998", ORANGE, "solid"), ("low_95", FAINT, "solid"),
        ("high_95", FAINT, "solid"), ("target", MUTED, "dash"),
    ):  # fmt: skip
        limit = place.area(heading, rows)

        def cell(row: int, above: Cell, heading: str = heading, limit: str = limit) -> Cell:
            text = f"IFERROR(INDEX({limit},MATCH({_down(start, row)},{cases},0)),0)"
            return text, place.number(heading, first[across.values[row]]) if known else 0

        line = place.data.add(page, heading, rows, cell)
        look = {"line": {"color": color, "width": 1, "dash_type": dash}, "marker": NO_MARK}
        drawn.add_series({"name": heading, "categories": across.reference, "values": line.reference, **look})
    for words, shape, color in STATES:
        points = place.data.add(page, words or "within", rows, _state(place, words))
        look = {"line": NO_LINE, "marker": mark(shape, 8 if words else 6, color)}
        drawn.add_series({"name": words or "within", "categories": f"={cases}", "values": points.reference, **look})
    drawn.set_x_axis(axis("count", major_gridlines={"visible": False}, label_position="low"))
    drawn.set_y_axis(up(chart.unit, min=0))
    said = f"{chart.title}. The numbers are in the table below."
    put(place, drawn, said, {"x": 0.045, "y": 0.04, "width": 0.94, "height": 0.84})


def _state(place: Place, words: str) -> Callable[[int, Cell], Cell]:
    """The rate of a row whose verdict begins so; of every other row where no words are given; else off the chart."""
    column = place.headings.index("verdict")

    def cell(row: int, above: Cell) -> Cell:
        verdict, rate = place.cell("verdict", row), place.cell("rate", row)
        said = str(place.rows[row][column]) if row < len(place.rows) and column < len(place.rows[row]) else ""
        outside = [known for known, _, _ in STATES if known]
        if words:
            test, there = f'LEFT({verdict},{len(words)})="{words}"', said.startswith(words)
        else:
            tests = "+".join(f'(LEFT({verdict},{len(known)})="{known}")' for known in outside)
            test, there = f"AND(ISNUMBER({rate}),({tests})=0)", not said.startswith(tuple(outside))
        now = place.number("rate", row)
        return f"IF({test},{rate},{OFF})", now if there and now is not None else OFF

    return cell
