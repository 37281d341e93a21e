"""Correlations over a source: from sums of squares and products, or from how often each pair of values occurs.

Pearson's r needs no more than the tally of a ratio holds.  Spearman's needs ranks, which follow from the counts of the
different pairs of values; columns of scores and flags have few.  What needs more than that fetches the rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from cxcel.arrays import Floats
from cxcel.cells import read as cells_of
from cxcel.columns import AMOUNTS
from cxcel.errors import BadInput, CxError, NotEnoughData
from cxcel.families import Ratio, RatioTally
from cxcel.relations.correlation import NO_VARIATION, effective_pairs, fisher_interval, p_value
from cxcel.relations.ranking import mean_ranks
from cxcel.results import Correlation
from cxcel.sources.columns import read
from cxcel.sources.lazy import Checks, Value
from cxcel.sources.query import Keyed, Query, Refused, example, placed, tallies_of
from cxcel.sources.reference import Reference
from cxcel.sources.scope import Scope, conditions_of, scope_of
from cxcel.sources.tally import whole_rows


def correlation(
    outcome: Reference, kpi: Reference, method: str = "pearson", confidence_level: float = 0.95
) -> Correlation:
    """Correlate two columns of a source on their complete pairs; the same as `cxcel.relations.correlate` of the rows.

    Raises
    ------
    NotEnoughData
        Fewer than three pairs, or a column that does not vary.
    CxError
        A cell that holds no number.
    """
    n, r = _pearson(outcome, kpi) if method == "pearson" else _spearman(outcome, kpi)
    effective = effective_pairs(n)
    if math.isnan(r):
        raise NotEnoughData(NO_VARIATION)
    low, high = fisher_interval(r, effective, method, confidence_level)
    return Correlation(r, low, high, n, effective, p_value(r, effective, method), method)


def matrix(columns: Sequence[Reference]) -> Floats:
    """Return Pearson's r of every two columns, each on the rows where both are filled; NaN where it cannot be told."""
    pairs = list(combinations(range(len(columns)), 2))
    found = np.full((len(columns), len(columns)), math.nan)
    tallies = _tallies(columns, pairs)
    for (i, j), tally in zip(pairs, tallies, strict=True):
        found[i, j] = found[j, i] = _r(tally)
        for k, spread in ((i, tally.top_squares), (j, tally.bottom_squares)):
            if spread > 0:
                found[k, k] = 1.0
    return found


def _pearson(outcome: Reference, kpi: Reference) -> tuple[int, float]:
    (tally,) = _tallies([outcome, kpi], [(0, 1)])
    return int(tally.rows), _r(tally)


def _r(tally: RatioTally) -> float:
    scale = math.sqrt(tally.top_squares * tally.bottom_squares)
    return max(-1.0, min(1.0, tally.products / scale)) if scale > 0 else math.nan


def _tallies(columns: Sequence[Reference], pairs: Sequence[tuple[int, int]]) -> list[RatioTally]:
    """Return the moments of pairs of columns."""

    def keyed(rows: Scope) -> Keyed:
        values, checks = _read(columns, rows)
        return Keyed([], [(Ratio(), whole_rows([values[i], values[j]])) for i, j in pairs], checks)

    (found,) = _asked(columns, keyed, [Ratio()] * len(pairs)).values()
    return found


def _spearman(outcome: Reference, kpi: Reference) -> tuple[int, float]:
    """Pearson's r of the ranks, each pair of values as often as it occurs."""

    def keyed(rows: Scope) -> Keyed:
        values, checks = _read([outcome, kpi], rows)
        first, second = whole_rows([value.cast("float64") for value in values])
        return Keyed([first, second], [(Ratio(), [first])], checks)

    found = [
        (key, tallies[0].rows) for key, tallies in _asked([outcome, kpi], keyed, [Ratio()]).items() if None not in key
    ]
    if not found:
        return 0, math.nan
    counts = np.array([n for _, n in found])
    a, b = (_ranks(np.array([key[side] for key, _ in found]), counts) for side in (0, 1))
    scale = math.sqrt(float(counts @ a**2) * float(counts @ b**2))
    return int(counts.sum()), max(-1.0, min(1.0, float(counts @ (a * b)) / scale)) if scale > 0 else math.nan


def _ranks(values: Floats, counts: Floats) -> Floats:
    """Return the mean rank of each value among all rows, less the mean of all ranks."""
    _, codes = np.unique(values, return_inverse=True)
    ranks: Floats = mean_ranks(np.bincount(codes, counts)) - (counts.sum() + 1) / 2
    return ranks[codes]


def _read(columns: Sequence[Reference], rows: Scope) -> tuple[list[Value], Checks]:
    checks = Checks(rows.total)
    return [read(AMOUNTS, rows.of(ref), ref.source, {}, checks) for ref in columns], checks


def _asked(columns: Sequence[Reference], keyed: Any, families: Sequence[Ratio]) -> dict[Any, list[Any]]:
    query = Query(scope_of(columns), conditions_of(columns), keyed)
    try:
        return tallies_of(query, families)
    except Refused:
        raise _refusal(query, columns) from None


def _refusal(query: Query, columns: Sequence[Reference]) -> CxError:
    """Return the reader's own sentence for one of the rows that it refuses."""
    row, place = example(query, columns)
    try:
        for reference, cell in zip(columns, row, strict=True):
            AMOUNTS(cells_of([cell]), reference.role, {})
    except CxError as error:
        return placed(error, place, row, columns)
    return BadInput(f"{place} holds a row that cannot be correlated: {row}")
