"""Many KPIs beside one outcome, and what may be claimed of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.catalogue.entry import RELATIONS, Argument
from cxcel.columns import Numbers
from cxcel.errors import NotEnoughData
from cxcel.functions.columns_in import outcome_and_table
from cxcel.functions.correlation import ADJUST, OUTCOME, correlated, method_option
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from cxcel.results import Correlation


@worksheet(
    RELATIONS,
    "Every KPI beside one outcome: r, interval, base, corrected p and a verdict in words; strongest first.",
    "header and one row per KPI: kpi, r, low, high, n, n_eff, p, p_adjusted, verdict",
    OUTCOME,
    Argument("kpis", Numbers(flags=True), "a table of KPIs with their names on top"),
    method_option("spearman"),
    ADJUST,
    pitfalls=("averages of teams or weeks are not customers", "a link is not a cause: check it with IMPACT_TEST"),
    source="Fisher 1921; Bonett & Wright 2000; Bretherton et al. 1999; Benjamini & Hochberg 1995",
)
def KPI_CORR_TABLE(outcome: object, kpis: object, method: str, adjust: str) -> Rows:
    """Return every KPI beside the outcome, strongest link first."""
    from cxcel.relations.correction import adjust as corrected

    target, names, columns = outcome_and_table(outcome, kpis)
    found: list[Correlation | None] = []
    for column in columns:
        try:
            found.append(correlated(target, column, method, adjust))
        except NotEnoughData:
            found.append(None)
    q = corrected([np.nan if item is None else item.p for item in found])
    rows = [_row(name, item, p) for name, item, p in zip(names, found, q, strict=True)]
    rows.sort(key=lambda row: (row[1] is None, -abs(row[1] or 0)))
    return [["kpi", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict"], *rows]


def _row(name: str, found: Correlation | None, q: float) -> list[Any]:
    if found is None:
        return [name, *[None] * 7, "cannot tell: too few pairs, or a column that does not vary"]
    from cxcel.relations.verdict import judge

    verdict = judge(found, q)
    words = f"{verdict.word}: {verdict.detail}" if verdict.detail else verdict.word
    return [name, found.r, found.low, found.high, float(found.n), found.n_eff, found.p, q, words]
