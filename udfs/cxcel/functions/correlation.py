"""Correlation of two columns in a cell.

The statistics are imported by the first call: most workbooks never ask for a correlation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxcel.arrays import Array
from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.errors import LengthMismatch
from cxcel.functions.columns_in import AMOUNTS, side_by_side
from cxcel.worksheet import CORRELATION, worksheet

if TYPE_CHECKING:
    from cxcel.results import Correlation

ADJUSTMENTS = ("none", "diff")
METHODS = ("pearson", "spearman")
OUTCOME = Argument("outcome", AMOUNTS, "the loyalty score or rate, one per row")
ADJUST = Option(
    "adjust", "none", "'none', or 'diff' to correlate changes from row to row (series in time)", words=ADJUSTMENTS
)


def method_option(default: str) -> Option:
    """Return the option that picks the kind of correlation."""
    return Option("method", default, f"'pearson' or 'spearman'; default {default}", words=METHODS)


def correlated(x: Array, y: Array, method: str, adjustment: str) -> Correlation:
    """Correlate as given, or the changes from row to row; rows in time order count less where they resemble."""
    from cxcel.relations.correlation import complete_pairs, correlate, differences, effective_pairs

    if adjustment == "none":
        return correlate(x, y, method)
    if len(x) != len(y):
        raise LengthMismatch(f"the two ranges must be of equal length, got {len(x)} and {len(y)} rows")
    dx, dy = differences(x), differences(y)
    return correlate(dx, dy, method, n_eff=effective_pairs(*complete_pairs(dx, dy)))


@worksheet(
    RELATIONS,
    "Correlation of an outcome and a KPI; with its defaults the same number as Excel's CORREL on complete pairs.",
    "number: r from -1 to 1",
    OUTCOME,
    Argument("kpi", AMOUNTS, "the KPI beside it"),
    method_option("pearson"),
    ADJUST,
    unit=CORRELATION,
    pitfalls=("two series that both drift correlate by construction: use 'diff'", "one outlier can make or break r"),
    source="Pearson 1896; Spearman 1904 with mean ranks for ties",
)
def KPI_CORR(outcome: object, kpi: object, method: str, adjust: str) -> float:
    """Return r of two columns on their complete pairs."""
    x, y = side_by_side(("outcome", AMOUNTS, outcome), ("kpi", AMOUNTS, kpi))
    return correlated(x.values, y.values, method, adjust).r
