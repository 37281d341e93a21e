"""Marks for what is more than noise, and employees beside customers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cxcel.catalogue import metric as find
from cxcel.catalogue.entry import SCORES, Argument, Option
from cxcel.columns import Keys, Numbers, Scores
from cxcel.compute import prepare
from cxcel.errors import NotEnoughData, OutOfRange
from cxcel.functions.columns_in import by_name, floats
from cxcel.words import REAL, SMALL_BASE
from cxcel.worksheet import TEXT, Rows, worksheet

SITES = "site, nps, nps_low, nps_high, n, enps, enps_low, enps_high, employees, gap"


@worksheet(
    SCORES,
    "A mark for each p value: an arrow where the change is real after correcting for all of them, else nothing.",
    "one row per p value: ▲, ▼, ● (real, direction not given), · (within noise) or the small base",
    Argument("p", Numbers(low=0), "one p value, or a column of them"),
    Argument("change", Numbers(), "the change each p value belongs to: its sign turns the arrow", True),
    Argument("n", Numbers(low=0), "the base of each; under fewest it is marked as small", True),
    Option("alpha", REAL, "level below which a corrected p value counts as real; default 0.05", low=0.0, high=1.0),
    Option("fewest", SMALL_BASE, "smallest base that gets an arrow; default 30", low=1, whole=True),
    unit=TEXT,
    pitfalls=("twenty p values give one below 0.05 by chance: hand over all of them together",),
    source="Benjamini & Hochberg 1995; base of 30 as in survey dashboards",
)
def SIG_MARK(p: object, change: object, n: object, alpha: float, fewest: float) -> Rows:
    """Return one mark per row; a blank p value has none."""
    from cxcel.relations.correction import adjust

    columns = by_name([("p", Numbers(low=0), p)], [("change", Numbers(), change), ("n", Numbers(low=0), n)])
    values = floats(columns["p"])
    if (values > 1).any():
        raise OutOfRange(f"p must lie in 0..1, got {values[values > 1][0]:g}")
    shift = floats(columns["change"]) if "change" in columns else np.full(len(values), np.nan)
    base = floats(columns["n"]) if "n" in columns else np.full(len(values), np.inf)
    corrected = adjust(values.tolist())
    marks = [[_mark(*row, alpha, fewest)] for row in zip(corrected, shift.tolist(), base.tolist(), strict=True)]
    return [["mark"], *marks] if columns["p"].header else marks


def _mark(p: float, change: float, n: float, alpha: float, fewest: float) -> str | None:
    if math.isnan(p):
        return None
    if n < fewest or math.isnan(n):
        return f"n < {fewest:g}"
    if p >= alpha:
        return "·"
    return "●" if math.isnan(change) or change == 0 else "▲" if change > 0 else "▼"


@worksheet(
    SCORES,
    "Employees beside customers, site by site: NPS and eNPS with intervals and bases, widest gap first.",
    f"header and one row per site: {SITES}",
    Argument("sites", Keys(), "site of each customer answer"),
    Argument("scores", Scores(0, 10), "customers' answers of 0 to 10, beside sites"),
    Argument("employee_sites", Keys(), "site of each employee answer"),
    Argument("employee_scores", Scores(0, 10), "employees' answers of 0 to 10, beside employee_sites"),
    pitfalls=(
        "sites with fewer than five employees are not shown, so that nobody is recognised",
        "a dozen sites are too few to tell whether happy employees make happy customers",
    ),
    source="Reichheld & Markey 2011, The Ultimate Question 2.0, chapter 7; symmetry of attention",
    tallies=True,
)
def ENPS_BESIDE_NPS(sites: object, scores: object, employee_sites: object, employee_scores: object) -> Rows:
    """Return both scores by site; a site that only one side names has no gap."""
    customers, employees = (
        _by_site("NPS", sites, scores),
        _by_site("ENPS", employee_sites, employee_scores, "employee_"),
    )
    if not customers and not employees:
        raise NotEnoughData("there are no sites: every row is blank")
    rows = []
    for site in dict.fromkeys([*customers, *employees]):
        ours, theirs = customers.get(site, [None] * 4), employees.get(site, [None] * 4)
        gap = None if ours[0] is None or theirs[0] is None else ours[0] - theirs[0]
        rows.append([site, *ours, *theirs, gap])
    rows.sort(key=lambda row: (row[-1] is None, -abs(row[-1] or 0.0), row[0]))
    return [SITES.split(", "), *rows]


def _by_site(name: str, sites: object, scores: object, whose: str = "") -> dict[str, list[Any]]:
    metric = find(name)
    prepared = prepare(metric, [scores], [(f"{whose}sites", Keys(), sites)], names={"scores": f"{whose}scores"})
    family = prepared.rule.family
    out: dict[str, list[Any]] = {}
    for site, tally in zip(*prepared.by_group(), strict=True):
        if not tally.n:
            continue
        if tally.n < metric.fewest:
            out[site] = [None] * 4
            continue
        found = family.interval(tally)
        out[site] = [family.estimate(tally).value, found.low, found.high, float(tally.n)]
    return out
