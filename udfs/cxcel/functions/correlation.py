"""Correlation of two columns in a cell, and of every two columns of a table.

The statistics are imported by the first call: most workbooks never ask for a correlation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.columns import AMOUNTS
from cxcel.errors import BadOption
from cxcel.functions.columns_in import cell, floats, side_by_side, table
from cxcel.functions.generic import LEVEL
from cxcel.sources.reference import Reference
from cxcel.worksheet import CORRELATION, Rows, worksheet

if TYPE_CHECKING:
    from cxcel.results import Correlation

MOST_OF_SUMS = 30  # columns of a source whose matrix is made of sums: 435 pairs
ADJUSTMENTS = ("none", "diff", "detrend")
METHODS = ("pearson", "spearman", "kendall", "somers")
OUTCOME = Argument("outcome", AMOUNTS, "the loyalty score or rate, one per row")
KPI = Argument("kpi", AMOUNTS, "the KPI beside it")
TABLE = Argument("table", AMOUNTS, "two columns or more side by side with their names on top: numbers, or yes and no")
ADJUST = Option(
    "adjust",
    "none",
    "for series in time: 'none' (default), 'diff' for changes from row to row, 'detrend' for what a straight line over "
    "the rows leaves of each column",
    words=ADJUSTMENTS,
)
LINK = "r, low, high, n, n_eff, p, p_adjusted, verdict"
SOURCE = "Pearson 1896; Spearman 1904; Kendall 1945 (tau-b); Somers 1962"
SOURCE_LIMITS = "Fisher 1921; Bonett & Wright 2000 (Spearman); Newson 2006 on the errors of Brown & Benedetti 1977"


def method_option(default: str) -> Option:
    """Return the option that picks the kind of correlation."""
    words = "'pearson', 'spearman', 'kendall' (tau-b) or 'somers' (Somers' D: the outcome depends on the KPI)"
    return Option("method", default, words.replace(f"'{default}'", f"'{default}' (default)"), words=METHODS)


def correlated(x: Array, y: Array, method: str, adjustment: str, confidence_level: float = 0.95) -> Correlation:
    """Correlate as given, or with time taken out; then rows count for less where they resemble their neighbours."""
    from cxcel.relations.correlation import correlate
    from cxcel.relations.series import adjusted, link
    from cxcel.relations.whiten import Memory

    a, b = adjusted(x, y, adjustment)
    worth = None if adjustment == "none" else link(Memory(a), Memory(b), method).found.n_eff
    return correlate(a, b, method, n_eff=worth, confidence_level=confidence_level)


@worksheet(
    RELATIONS,
    "Correlation of an outcome and a KPI; with its defaults the same number as Excel's CORREL on complete pairs.",
    "number: r, tau-b or D from -1 to 1",
    OUTCOME,
    KPI,
    method_option("pearson"),
    ADJUST,
    unit=CORRELATION,
    pitfalls=(
        "two series that both drift correlate by construction: use 'diff' or 'detrend'",
        "one outlier can make or break Pearson's r",
        "'somers' leaves out pairs that tie in the KPI; turn the ranges round and D is another number",
    ),
    source=SOURCE,
    tallies=True,
)
def KPI_CORR(outcome: object, kpi: object, method: str, adjust: str) -> float:
    """Return the correlation of two columns on their complete pairs."""
    from cxcel.relations.correlation import correlate
    from cxcel.relations.series import adjusted

    if _of_sums(outcome, kpi, method, adjust):
        return _over_source(outcome, kpi, method).r
    x, y = side_by_side(("outcome", AMOUNTS, outcome), ("kpi", AMOUNTS, kpi))
    return correlate(*adjusted(x.values, y.values, adjust), method).r


@worksheet(
    RELATIONS,
    "Confidence interval of a correlation: its low and high limit side by side.",
    "one row: low, high",
    OUTCOME,
    KPI,
    method_option("pearson"),
    ADJUST,
    LEVEL,
    unit=CORRELATION,
    pitfalls=(
        "of yes and no, or scores heaped at one end, strong links are less certain: 'kendall' and 'somers' know that",
        "rows in time order are taken for cases of their own unless adjusted: KPI_CORR_TABLE looks whether they are",
    ),
    source=SOURCE_LIMITS,
    tallies=True,
)
def KPI_CORR_CI(outcome: object, kpi: object, method: str, adjust: str, confidence_level: float) -> Rows:
    """Return [[low, high]]."""
    if _of_sums(outcome, kpi, method, adjust):
        found = _over_source(outcome, kpi, method, confidence_level)
        return [[found.low, found.high]]
    x, y = side_by_side(("outcome", AMOUNTS, outcome), ("kpi", AMOUNTS, kpi))
    found = correlated(x.values, y.values, method, adjust, confidence_level)
    return [[found.low, found.high]]


def _of_sums(outcome: object, kpi: object, method: str, adjust: str) -> bool:
    """Whether two columns of a source are asked for that sums, or counts of pairs, tell all about."""
    both = isinstance(outcome, Reference) and isinstance(kpi, Reference)
    return both and adjust == "none" and method in ("pearson", "spearman")


def _over_source(outcome: Any, kpi: Any, method: str, confidence_level: float = 0.95) -> Correlation:
    from cxcel.sources.moments import correlation

    return correlation(outcome, kpi, method, confidence_level)


def _columns(values: object) -> tuple[list[str], Floats]:
    """Return the names of a table's columns and the columns side by side, shape (rows, columns); NaN = blank."""
    names, parts = table("table", values)
    if len(names) < 2:
        raise BadOption("table must have at least two columns")
    taken = side_by_side(*((name, AMOUNTS, part) for name, part in zip(names, parts, strict=True)))
    return names, np.column_stack([floats(column) for column in taken])


@worksheet(
    RELATIONS,
    "Correlation of every two columns of a table, each on the rows where both are filled.",
    "header and one row per column: kpi, then its correlation with each column; blank where it cannot be told",
    TABLE,
    method_option("pearson"),
    unit=CORRELATION,
    pitfalls=(
        "each pair rests on its own rows: KPI_CORR_PAIRS shows how many",
        "of 20 columns some correlate by chance: KPI_CORR_PAIRS corrects for it",
        "with 'somers' the column that names the row is the one that depends",
    ),
    source=SOURCE,
    tallies=True,
)
def KPI_CORR_MATRIX(values: object, method: str) -> Rows:
    """Return the matrix with the names of the columns on both sides."""
    from cxcel.relations.matrix import association_matrix

    if isinstance(values, Reference) and method == "pearson" and 2 <= len(values.roles) <= MOST_OF_SUMS:
        from cxcel.sources.moments import matrix

        names, found = list(values.roles), matrix([replace(values, roles=(role,)) for role in values.roles])
    else:
        names, columns = _columns(values)
        found, _ = association_matrix(columns, method)
    rows = [[name, *map(cell, row)] for name, row in zip(names, found, strict=True)]
    return [["kpi", *names], *rows]


@worksheet(
    RELATIONS,
    "Every two columns of a table with r, interval, base, corrected p and a verdict in words; strongest first.",
    f"header and one row per pair: first, second, {LINK}",
    TABLE,
    method_option("spearman"),
    unit=CORRELATION,
    pitfalls=(
        "where rows drift, swing or remember, n_eff falls below n and p is that of what is new in each row",
        "with 'somers' the first column depends on the second, and each pair stands both ways",
        "a link is not a cause: check it with IMPACT_TEST",
    ),
    source=f"{SOURCE_LIMITS}; Haugh 1976; Benjamini & Hochberg 1995",
)
def KPI_CORR_PAIRS(values: object, method: str) -> Rows:
    """Return every pair of columns, strongest link first."""
    from cxcel.relations.pairs import every_pair

    names, columns = _columns(values)
    pairs = every_pair(columns, method)
    rows = [[names[p.first], names[p.second], *told(p.found, p.p_adjusted), p.verdict.words] for p in pairs]
    rows.sort(key=lambda row: (row[2] is None, -abs(row[2] or 0)))
    return [["first", "second", *LINK.split(", ")], *rows]


def told(found: Correlation | None, p_adjusted: float) -> list[Any]:
    """Return the numbers of one pair; None where there is nothing to tell."""
    if found is None:
        return [None] * 7
    return [found.r, found.low, found.high, float(found.n), found.n_eff, found.p, p_adjusted]
