"""The kinds of charts that a page may have: data only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cxcel.records import dataclass

from .formulas import Expression


@dataclass(frozen=True, slots=True)
class Curve:
    """A chart of columns with numbers: one across, the others up, each with the look of its mark; `level` is a line."""

    title: str
    across: str
    up: Mapping[str, str]
    unit: str
    room: int = 60
    level: Expression | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart of what KPI_TREND gives: the value as a line in the band of its interval; `level` is a line."""

    title: str
    unit: str
    room: int = 400
    level: Expression | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """A dot with its interval beside each row of a table; `level` is a line through all of them."""

    title: str
    unit: str
    value: str = "value"
    low: str = "low"
    high: str = "high"
    room: int = 20
    level: Expression | float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar with its interval for each row in which the column `known` holds a number."""

    title: str
    unit: str
    name: str
    value: str
    low: str
    high: str
    known: str
    room: int = 12
    level: Expression | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A chart of what KPI_FUNNEL gives: rates by number of cases between limits; `level` is a line."""

    title: str
    unit: str = "share"
    room: int = 200
    level: Expression | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """A column for each row of a small table, beside it; `fills` are their colours by name."""

    title: str
    unit: str
    name: str
    value: str
    fills: tuple[str, ...]
    level: Expression | None = None


ROWS: Mapping[type, int] = MappingProxyType({Curve: 12, Trend: 15, Funnel: 15, Bars: 12})  # of a chart above a table
Chart = Curve | Trend | Dots | Bars | Funnel | Columns


def levels(chart: Chart | None) -> list[Expression]:
    """Return the formula of a chart's line, where it has one."""
    return [chart.level] if chart is not None and isinstance(chart.level, Expression) else []
