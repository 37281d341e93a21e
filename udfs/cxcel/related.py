"""The worksheet functions of relations: one number, and the table that says what may be claimed.

The statistics are imported by the first call: most workbooks never ask for a correlation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Array
from cxcel.catalogue.entry import RELATIONS, left_out
from cxcel.cells import Cells, Kind, read
from cxcel.columns import Numbers
from cxcel.compute import aligned
from cxcel.errors import BadOption, LengthMismatch, NotEnoughData, choose
from cxcel.worksheet import Parameter, Result, Rows, Spec, WorksheetFunction

if TYPE_CHECKING:
    from cxcel.results import Correlation

AMOUNTS = Numbers(flags=True)
ADJUSTMENTS = ("none", "diff")
METHODS = ("pearson", "spearman")
FUNCTIONS: dict[str, WorksheetFunction] = {}


def _register(spec: Spec, body: Any) -> WorksheetFunction:
    FUNCTIONS[spec.name] = WorksheetFunction(spec, body)
    return FUNCTIONS[spec.name]


def _options(method: object, adjustment: object, default: str) -> tuple[str, str]:
    return (
        choose("method", default if left_out(method) else method, METHODS),
        choose("adjust", "none" if left_out(adjustment) else adjustment, ADJUSTMENTS),
    )


def _correlate(x: Array, y: Array, method: str, adjustment: str) -> Correlation:
    """Correlate as given, or the changes from row to row; rows in time order count less where they resemble."""
    from cxcel.relations.correlation import complete_pairs, correlate, differences, effective_pairs

    if adjustment == "none":
        return correlate(x, y, method)
    if len(x) != len(y):
        raise LengthMismatch(f"the two ranges must be of equal length, got {len(x)} and {len(y)} rows")
    dx, dy = differences(x), differences(y)
    return correlate(dx, dy, method, n_eff=effective_pairs(*complete_pairs(dx, dy)))


def kpi_corr(outcome: object, kpi: object, method: object = None, adjustment: object = None) -> Result:
    """Return r of two columns on their complete pairs."""
    how, change = _options(method, adjustment, "pearson")
    pair = [(name, AMOUNTS(read(cells), name, {})) for name, cells in (("outcome", outcome), ("kpi", kpi))]
    (_, x), (_, y) = aligned(pair, totals=False)
    return _correlate(x.values, y.values, how, change).r


def _columns(cells: Cells) -> tuple[list[str], list[Cells]]:
    """Part a table into its columns and their headers, numbered where there are none."""
    names, parts = [], []
    for i in range(cells.width):
        part = Cells(
            cells.numbers[i :: cells.width],
            None if cells.kinds is None else cells.kinds[i :: cells.width],
            None if cells.texts is None else cells.texts[i :: cells.width],
        )
        headed = part.kinds is not None and len(part) > 1 and part.kinds[0] == Kind.TEXT
        names.append(part.texts[0] if headed and part.texts else f"column {i + 1}")
        parts.append(part)
    return names, parts


def kpi_corr_table(outcome: object, kpis: object, method: object = None, adjustment: object = None) -> Rows:
    """Return every KPI beside the outcome, strongest link first."""
    from cxcel.relations.correction import adjust

    how, change = _options(method, adjustment, "spearman")
    names, parts = _columns(read(kpis))
    if hasattr(kpis, "columns"):  # a pandas DataFrame keeps its names apart from its cells
        names = [str(name) for name in kpis.columns]
    if len(parts) > 100:
        raise BadOption(f"kpis has {len(parts)} columns; at most 100 can be judged at once")
    target = AMOUNTS(read(outcome), "outcome", {})
    found: list[Correlation | None] = []
    for name, part in zip(names, parts, strict=True):
        (_, x), (_, y) = aligned([("outcome", target), (name, AMOUNTS(part, name, {}))], totals=False)
        try:
            found.append(_correlate(x.values, y.values, how, change))
        except NotEnoughData:
            found.append(None)
    corrected = adjust([np.nan if item is None else item.p for item in found])
    rows = [_row(name, item, q) for name, item, q in zip(names, found, corrected, strict=True)]
    rows.sort(key=lambda row: (row[1] is None, -abs(row[1] or 0)))
    return [["kpi", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict"], *rows]


def _row(name: str, found: Correlation | None, q: float) -> list[Any]:
    if found is None:
        return [name, *[None] * 7, "cannot tell: too few pairs, or a column that does not vary"]
    from cxcel.relations.verdict import judge

    verdict = judge(found, q)
    words = f"{verdict.word}: {verdict.detail}" if verdict.detail else verdict.word
    return [name, found.r, found.low, found.high, float(found.n), found.n_eff, found.p, q, words]


_OUTCOME = Parameter("outcome", "the loyalty score or rate, one per row")
_METHOD = "'pearson' or 'spearman'; default "
_ADJUST = Parameter(
    "adjust", "'none', or 'diff' to correlate changes from row to row (series in time)", True, ADJUSTMENTS
)

KPI_CORR = _register(
    Spec(
        "KPI_CORR",
        RELATIONS,
        "Correlation of an outcome and a KPI; with its defaults the same number as Excel's CORREL on complete pairs.",
        (
            _OUTCOME,
            Parameter("kpi", "the KPI beside it"),
            Parameter("method", _METHOD + "pearson", True, METHODS),
            _ADJUST,
        ),
        "number: r from -1 to 1",
        "Pearson 1896; Spearman 1904 with mean ranks for ties",
    ),
    kpi_corr,
)
KPI_CORR_TABLE = _register(
    Spec(
        "KPI_CORR_TABLE",
        RELATIONS,
        "Every KPI beside one outcome: r, interval, base, corrected p and a verdict in words; strongest first.",
        (
            _OUTCOME,
            Parameter("kpis", "a table of KPIs with their names on top"),
            Parameter("method", _METHOD + "spearman", True, METHODS),
            _ADJUST,
        ),
        "header and one row per KPI: kpi, r, low, high, n, n_eff, p, p_adjusted, verdict",
        "Fisher 1921; Bonett & Wright 2000; Bretherton et al. 1999; Benjamini & Hochberg 1995",
    ),
    kpi_corr_table,
)
