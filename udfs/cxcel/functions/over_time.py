"""Many KPIs beside one outcome, one KPI at many lags, and what may be claimed of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.columns import AMOUNTS, Numbers
from cxcel.errors import NotEnoughData
from cxcel.functions.columns_in import outcome_and_table, side_by_side
from cxcel.functions.correlation import ADJUST, KPI, LINK, method_option, told
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from cxcel.arrays import Floats
    from cxcel.relations.screen import Candidate

OUTCOME = Argument("outcome", AMOUNTS, "the loyalty score or rate, one per row; a series in time order")
METHOD = method_option("spearman")
SOURCES = "Haugh 1976; Granger & Newbold 1974; Pyper & Peterman 1998, equation 1; Fisher 1921; Bonett & Wright 2000"


@worksheet(
    RELATIONS,
    "Every KPI beside one outcome: r, interval, base, corrected p and a verdict in words; strongest first.",
    f"header and one row per KPI: kpi, {LINK}",
    OUTCOME,
    Argument("kpis", Numbers(flags=True), "a table of KPIs with their names on top"),
    METHOD,
    ADJUST,
    pitfalls=(
        "where rows drift, swing or remember, n_eff falls below n and p is that of what is new in each row",
        "a list sorted by a column looks like a drift: sort it by customer number first",
        "averages of teams or weeks are not customers, and a link is not a cause: check it with IMPACT_TEST",
    ),
    source=f"{SOURCES}; Benjamini & Hochberg 1995",
)
def KPI_CORR_TABLE(outcome: object, kpis: object, method: str, adjust: str) -> Rows:
    """Return every KPI beside the outcome, strongest link first."""
    from cxcel.relations.screen import screen

    target, names, columns = outcome_and_table(outcome, kpis)
    found = screen(
        [_candidate(name, target, column, adjust) for name, column in zip(names, columns, strict=True)], method
    )
    rows = [[s.name, *told(s.found, s.p_adjusted), s.verdict.words] for s in found]
    rows.sort(key=lambda row: (row[1] is None, -abs(row[1] or 0)))
    return [["kpi", *LINK.split(", ")], *rows]


@worksheet(
    RELATIONS,
    "Does a KPI go with the outcome some steps later? One row per lag: r, interval, base, corrected p, verdict.",
    (f"header and one row per lag: lag, {LINK}; lag 2 is the KPI two rows before the outcome, lag -2 two rows after"),
    Argument("outcome", AMOUNTS, "the loyalty score or rate, one row per day, week or month, in time order"),
    KPI,
    Option(
        "max_lag",
        6,
        "most rows that the KPI may run ahead or behind, at most 60 and a quarter of all; default 6",
        high=60,
        whole=True,
    ),
    METHOD,
    ADJUST,
    pitfalls=(
        "the best of many lags is picked: only p_adjusted, corrected over all of them by Holm, counts",
        "r is that of the rows, so memory smears it over neighbouring lags; p is that of what is new in each row",
        "a link at a negative lag says that the KPI follows the outcome",
    ),
    source=f"Box, Jenkins & Reinsel 2008, section 12.1.1; {SOURCES}; Holm 1979",
)
def KPI_LAG(outcome: object, kpi: object, max_lag: float, method: str, adjust: str) -> Rows:
    """Return the link at each lag, the KPI's latest lead first."""
    from cxcel.relations.lag import over_lags

    y, x = side_by_side(("outcome", AMOUNTS, outcome), ("kpi", AMOUNTS, kpi))
    found = over_lags(y.values.astype(float), x.values.astype(float), int(max_lag), method, adjust)
    rows = [[float(one.lag), *told(one.found, one.p_adjusted), one.verdict.words] for one in found]
    return [["lag", *LINK.split(", ")], *rows]


def _candidate(name: str, target: Floats, column: Floats, adjust: str) -> Candidate:
    from cxcel.relations.screen import Candidate
    from cxcel.relations.series import adjusted

    if adjust == "none":
        return Candidate(name, target, column, series=True)
    try:
        y, x = adjusted(target, column, adjust)
    except NotEnoughData:
        y = x = np.full(len(target), np.nan)
    return Candidate(name, y, x, step=np.arange(len(y)), series=True, lost=int(adjust == "diff"))
