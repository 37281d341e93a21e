"""Parts that every chart shares: axes, lines, dots, intervals and labels in one look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from cxcel_addin.report.render.scale import Scale
from cxcel_addin.report.render.styles import FAINT, HAIR, INK, MUTED, PALE, RULE, Mark
from cxcel_addin.report.render.text import literal
from cxcel_addin.report.render.theme import theme

Options = dict[str, Any]  # what XlsxWriter takes for a series or an axis


def font(color: str = MUTED, size: float = 8, bold: bool = False) -> Options:
    """Type for a chart, which inherits none from the workbook."""
    worn = theme()
    return {"name": worn.font, "size": worn.points(size), "color": worn.paint(color), "bold": bold}


def axis(
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    num_format: str = "General",
    *,
    grid: bool = False,
    labels: bool = True,
    **more: Any,
) -> Options:
    """One look for every axis: hair grid, no ticks, 8 pt labels."""
    out: Options = {
        "num_font": font(),
        "line": {"color": RULE, "width": 0.75} if labels else {"none": True},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "num_format": num_format,
        "major_gridlines": {"visible": grid, "line": {"color": HAIR, "width": 0.75}},
    }
    ends = {"min": low, "max": high, "major_unit": step}
    out |= {key: value for key, value in ends.items() if value is not None}
    return out | ({} if labels else {"label_position": "none"}) | more


def value_axis(scale: Scale, **more: Any) -> Options:
    """The axis of values, with a hair grid."""
    return axis(scale.low, scale.high, scale.step, scale.num_format, **({"grid": True} | more))


def height_axis(total: float) -> Options:
    """The hidden vertical axis of a chart that lies over table rows: pixels from the bottom."""
    return axis(0, total, total, labels=False)


def date_axis(days: Sequence[date]) -> Options:
    """Real dates with few labels; the reader's Excel writes months in the reader's language."""
    span = (max(days) - min(days)).days if days else 0
    if span <= 70:
        step = max(1, -(-span // 8))
        return axis(num_format="d mmm", date_axis=True, major_unit=step, major_unit_type="days", label_position="low")
    # without a unit LibreOffice 7.4 prints every label of a date axis, slanted
    months = next((m for most, m in ((430, 1), (800, 2), (1200, 3), (2500, 6)) if span <= most), 12)
    text = "mmm" if span <= 330 else "mmm yy"
    return axis(num_format=text, date_axis=True, major_unit=months, major_unit_type="months", label_position="low")


def dots(mark: Mark, size: int = 7) -> Options:
    """Filled markers: LibreOffice 7.4 draws no marker border, so a hollow dot would vanish there."""
    color = theme().paint(mark.color)
    return {
        "type": mark.shape,
        "size": size + 1 if mark.shape == "diamond" else size,
        "border": {"color": color, "width": 1.5},
        "fill": {"color": PALE if mark.pale else color},
    }


def points(name: str, x: str, y: str, mark: Mark, size: int = 7) -> Options:
    """Markers without a line."""
    return {
        "name": literal(name),
        "categories": x,
        "values": y,
        "line": {"none": True},
        "marker": dots(mark, size),
    }


def line(name: str, x: str, y: str, color: str, width: float = 1.0, dash: str = "solid") -> Options:
    """A line without markers."""
    return {
        "name": literal(name),
        "categories": x,
        "values": y,
        "marker": {"type": "none"},
        "line": {"color": theme().paint(color), "width": width, "dash_type": dash},
    }


def whiskers(minus: str, plus: str, color: str, width: float = 1.75) -> Options:
    """Error bars read from cells, in the colour of their dot: programs differ in which of the two lies on top."""
    return {
        "type": "custom",
        "plus_values": plus,
        "minus_values": minus,
        "end_style": 0,
        "line": {"color": theme().paint(color), "width": width},
    }


def labels(
    texts: Sequence[str | None], position: str = "right", color: str = INK, size: float = 8, bold: bool = False
) -> Options:
    """Literal labels: those that point at cells are lost in LibreOffice 7.4."""
    face = font(color, size, bold)
    custom = [{"value": literal(text), "font": face} if text else {"delete": True} for text in texts]
    return {"value": True, "position": position, "font": face, "custom": custom}


def last_label(text: str, count: int, position: str = "right", color: str = MUTED, **look: Any) -> Options:
    """A label at the last of so many points."""
    return labels([None] * (count - 1) + [text], position, color, **look)


def layout(x: float, y: float, width: float, height: float) -> Options:
    """The plot area within the chart."""
    return {"layout": {"x": x, "y": y, "width": width, "height": height}}


def crowded(scale: Scale, values: Sequence[float | None], share: float = 0.07) -> bool:
    """Whether labels at the ends of two lines would lie over each other."""
    seen = sorted(v for v in values if v is not None)
    return any(b - a < share * (scale.high - scale.low) for a, b in pairwise(seen))


GUIDE = (FAINT, 1.0, "solid")
THRESHOLD = (RULE, 0.75, "dash")
