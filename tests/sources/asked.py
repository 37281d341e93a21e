"""The catalogue asked of a source and of the same cells in memory: one table of calls for every engine.

`messy` holds every kind of column with what real exports have in them: blanks, NaN, texts for numbers, words for yes
and no, missing markers, ids that repeat; `examples` are those of the catalogue's own tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from tests.catalogue.examples import DAYS, EXAMPLES, GROUPS, Example

from cxcel.catalogue import METRICS
from cxcel.errors import CxError
from cxcel.functions import FUNCTIONS
from cxcel.words import PERIODS

CLOSE = 1e-12
BY, TREND = ("KPI_BY", "KPI_TREND")


@dataclass(frozen=True)
class Asked:
    """One formula, with cells and with columns of a source in the place of its ranges."""

    name: str
    cells: tuple[Any, ...]
    columns: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.columns))})"


def column_of(example: Example, argument: str) -> str:
    """The name of an example's column in the table of all examples."""
    return f"{example.metric}_{EXAMPLES.index(example)}_{argument}".lower()


def table_of_examples() -> pa.Table:
    """Every column of every example side by side; texts of days are dates."""
    columns: dict[str, Any] = {"groups": GROUPS, "days": [datetime.fromisoformat(day) for day in DAYS]}
    for example in EXAMPLES:
        for name, values in example.arguments.items():
            if isinstance(values, list) and len(values) == len(GROUPS):
                columns[column_of(example, name)] = values
    return pa.table(columns)


def asked_of_examples(source: str) -> Iterator[Asked]:
    """Every example as its own function, with interval, base, groups and periods."""
    for example in EXAMPLES:
        metric = METRICS[example.metric]
        given = example.arguments | example.options
        if any(isinstance(v, list) and len(v) != len(GROUPS) for v in example.arguments.values()):
            continue
        cells = [given.get(p.name) for p in metric.parameters]
        columns = [
            f"{source}:{column_of(example, p.name)}" if isinstance(given.get(p.name), list) else given.get(p.name)
            for p in metric.parameters
        ]
        yield from _forms(example.metric, cells, columns, GROUPS, DAYS, source, "month")


def _forms(
    metric: str, cells: list[Any], columns: list[Any], groups: list[Any], days: list[Any], source: str, *periods: str
) -> Iterator[Asked]:
    yield Asked(metric, tuple(cells), tuple(columns))
    for name in ("KPI_CI", "KPI_N"):
        yield Asked(name, (metric, *cells), (metric, *columns))
    yield Asked("KPI_TEST", (metric, *cells, *cells), (metric, *columns, *columns))
    yield Asked(BY, (metric, groups, *cells), (metric, f"{source}:groups", *columns))
    for period in periods:
        yield Asked(TREND, (metric, days, period, *cells), (metric, f"{source}:days", period, *columns))


def messy(rows: int = 4000, seed: int = 7) -> pa.Table:
    """Columns with blanks, NaN, words and ids that repeat, over three months."""
    rng = np.random.default_rng(seed)
    start = datetime(2026, 1, 1)
    moments = [start + timedelta(seconds=int(s)) for s in np.sort(rng.integers(0, 90 * 86_400, rows))]
    blank = rng.random((12, rows)) < 0.07

    def holes(values: Any, at: int) -> list[Any]:
        return [None if gone else value for value, gone in zip(np.asarray(values, object), blank[at], strict=True)]

    channels = rng.choice(["phone", "chat", " mail ", "Phone"], rows)
    wait = np.where(rng.random(rows) < 0.02, np.nan, rng.gamma(2.0, 30.0, rows))
    talk = rng.integers(20, 900, rows)
    return pa.table(
        {
            "days": pa.array(holes(moments, 0), pa.timestamp("us")),
            "groups": pa.array(holes(channels, 1), pa.string()),
            "nps": pa.array(holes(rng.integers(0, 11, rows), 2), pa.int8()),
            "csat": pa.array(holes(rng.integers(1, 6, rows), 3), pa.int16()),
            "csat_text": pa.array([str(v) if i % 9 else "n/a" for i, v in enumerate(rng.integers(1, 6, rows))]),
            "resolved": pa.array(holes(rng.choice(["yes", "No", "TRUE", "-", "solved", "0"], rows), 4), pa.string()),
            "abandoned": pa.array(holes(rng.random(rows) < 0.1, 5), pa.bool_()),
            "wait": pa.array(wait),
            "talk": pa.array(holes(talk, 6), pa.int32()),
            "hold": pa.array(holes(rng.integers(0, 200, rows), 7), pa.uint16()),
            "clock": pa.array([f"0:{v // 60:02d}:{v % 60:02d}" if i % 8 else "" for i, v in enumerate(talk)]),
            "cost": pa.array(holes(np.round(rng.gamma(3, 2.5, rows), 2), 8), pa.float64()),
            "big": pa.array(1e9 + rng.normal(0, 1, rows)),
            "customer": pa.array(holes([f"C{v:04d}" for v in rng.integers(0, rows // 5, rows)], 9), pa.string()),
            "weight": pa.array(holes(np.round(rng.random(rows) * 3, 3), 10), pa.float64()),
            "team": pa.array(holes(rng.integers(1, 6, rows), 11), pa.int64()),
            "preferred": pa.array(rng.choice(["Phone", "chat", "Mail", ""], rows)),
        }
    )


MESSY = (  # metric, then its arguments by name: columns of `messy`, or options
    ("NPS", {"scores": "nps"}),
    ("NPS", {"scores": "nps", "weights": "weight"}),
    ("NPS", {"scores": "nps", "latest_per": "customer", "dates": "days"}),
    ("NPS", {"scores": "nps", "population": 100_000, "breaks": "5,8"}),
    ("CSAT", {"scores": "csat"}),
    ("CSAT", {"scores": "csat_text", "rule": "mean"}),
    ("CSAT", {"scores": "csat", "rule": "mean", "weights": "weight"}),
    ("CSAT", {"scores": "csat", "weights": "weight"}),
    ("DISSAT_RATE", {"scores": "csat", "latest_per": "customer", "dates": "days", "weights": "weight"}),
    ("CES", {"scores": "csat", "version": "v1"}),
    ("FCR_RATE", {"resolved": "resolved"}),
    ("ABANDON_RATE", {"abandoned": "abandoned"}),
    ("AHT", {"talk": "talk"}),
    ("AHT", {"talk": "clock"}),
    ("AHT", {"talk": "talk", "hold": "hold"}),
    ("ASA", {"wait": "wait"}),
    ("COST_PER_CONTACT", {"cost": "cost"}),
    ("COST_PER_RESOLUTION", {"cost": "cost", "resolved": "resolved"}),
    ("RATE_TOTAL", {"x": "big", "n": "weight"}),
    ("FCR_WINDOW", {"customer": "customer", "time": "days"}),
    ("FCR_WINDOW", {"customer": "customer", "time": "days", "reason": "groups", "days": 3}),
    ("REPEAT_RATE", {"customer": "customer", "time": "days"}),
    ("REPEAT_PURCHASE_RATE", {"customer": "customer", "date": "days"}),
    ("REPEAT_PURCHASE_RATE", {"customer": "customer", "date": "days", "window": 10}),
    ("CHANNEL_MATCH", {"preferred": "preferred", "used": "groups"}),
    ("OCCUPANCY", {"handle_time": "talk", "available_time": "hold"}),
)


def asked_of_messy(table: pa.Table, source: str) -> Iterator[Asked]:
    """Metrics over the messy table, with interval, base, groups and periods."""
    for metric, given in MESSY:
        parameters = METRICS[metric].parameters
        names = {name: value for name, value in given.items() if isinstance(value, str) and value in table.column_names}
        cells = [table[names[p.name]].to_pylist() if p.name in names else given.get(p.name) for p in parameters]
        columns = [f"{source}:{names[p.name]}" if p.name in names else given.get(p.name) for p in parameters]
        yield from _forms(
            metric, cells, columns, table["groups"].to_pylist(), table["days"].to_pylist(), source, *PERIODS
        )


SETTINGS = {"spelled": {"dates": "day-first", "decimal": "comma"}}  # what the sources of some tables must say


def spelled(table: pa.Table) -> pa.Table:
    """Some columns of the messy table as texts, as people in Hamburg write them: days with the time or without."""
    days = [day and (f"{day:%d/%m/%Y %H:%M}" if day.hour % 3 else f"{day.day}/{day.month}/{day.year}")
            for day in table["days"].to_pylist()]  # fmt: skip
    costs = ["" if cost is None else f"{1000 * cost:,.2f}" for cost in table["cost"].to_pylist()]
    swapped = str.maketrans(",.", ".,")
    return pa.table({"date": days, "cost": [cost.translate(swapped) for cost in costs], "nps": table["nps"]})


def asked_of_spelled(table: pa.Table, source: str) -> Iterator[Asked]:
    """Sums, days and rows over such texts."""
    days = [day and day.replace(hour=day.hour if day.hour % 3 else 0) for day in table["days"].to_pylist()]
    costs = [cost and round(1000 * cost, 2) for cost in table["cost"].to_pylist()]
    scores, months = table["nps"].to_pylist(), [day and f"{day:%Y-%m}-01" for day in days]
    day, cost, nps = (f"{source}:{name}" for name in ("date", "cost", "nps"))
    yield Asked("COST_PER_CONTACT", (costs,), (cost,))
    for period in ("day", "month"):
        yield Asked(TREND, ("COST_PER_CONTACT", days, period, costs), ("COST_PER_CONTACT", day, period, cost))
    since = [c if d and d >= datetime(2026, 2, 11) else None for c, d in zip(costs, days, strict=True)]
    yield Asked("COST_PER_CONTACT", (since,), (cost, f"{source}: date >= '2026-02-11'"))
    yield Asked("KPI_CORR", (scores, costs), (nps, cost))
    yield Asked("KPI_CORR_TABLE", (scores, costs), (nps, cost))
    for month in dict.fromkeys(filter(None, months)):
        of_month = [c if m == month else None for c, m in zip(costs, months, strict=True)]
        yield Asked("KPI_N", ("COST_PER_CONTACT", of_month), ("COST_PER_CONTACT", cost, f"{source}: month = '{month}'"))


def answer(name: str, args: tuple[Any, ...]) -> Any:
    """What a formula gives: its value, or the name of its error and its sentence."""
    try:
        return FUNCTIONS[name](*args)
    except CxError as error:
        return type(error).__name__, str(error)


def agree(found: Any, expected: Any, close: float = CLOSE, scale: float = 0.0) -> bool:
    """Whether two answers are the same: numbers to so many digits of the largest in their row, all else exactly.

    Errors agree in kind: a sentence names a cell here and a file there.
    """
    if isinstance(found, tuple) and isinstance(expected, tuple):
        return bool(found[0] == expected[0])
    if isinstance(expected, list):
        scale = max((abs(cell) for cell in expected if isinstance(cell, float)), default=0.0)
        same = isinstance(found, list) and len(found) == len(expected)
        return same and all(agree(a, b, close, scale) for a, b in zip(found, expected, strict=True))
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(found, expected, rel_tol=close, abs_tol=close * max(1.0, scale))
    return type(found) is type(expected) and bool(found == expected)


def of_its_own_sums(asked: Asked) -> bool:
    """Whether a formula asks an engine for what no other does: intervals and tests are made of the value's own sums."""
    grouped = asked.name == BY or "month" in asked.cells
    return asked.name in METRICS or (grouped and bool({"messy:groups", "messy:days"} & {*asked.columns}))
