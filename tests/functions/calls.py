"""One good call of every worksheet function, from which the tests of edges make the bad ones.

A list is a range, a list of lists a table with its names on top; anything else is an option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from tests.catalogue.examples import EXAMPLES

RNG = np.random.default_rng(5)
N = 48
SCORES = RNG.integers(0, 11, N).tolist()
LATER = RNG.integers(3, 11, N).tolist()
WAIT = [round(float(v), 1) for v in RNG.gamma(2, 60, N)]
RESOLVED = RNG.integers(0, 2, N).tolist()
CHANNEL = [["chat", "phone", "mail"][i] for i in RNG.integers(0, 3, N)]
AGENTS = [["ann", "bob", "cyd", "dan", "eve", "fay"][i % 6] for i in range(N)]
DATES = [f"2026-{1 + i // 8:02d}-{1 + i % 8 * 3:02d}" for i in range(N)]
KPIS = [["wait", "resolved", "talk"]] + [
    [w, r, round(200 + 3 * s + float(e), 1)]
    for w, r, s, e in zip(WAIT, RESOLVED, SCORES, RNG.normal(0, 20, N), strict=True)
]
COUNTS, BASES = [12, 30, 25, 18, 40, 9], [100, 210, 190, 150, 260, 80]
TEXTS = ["the wait was long", "friendly agent", "long wait, friendly agent", "no answer to my mail"] * (N // 4)
TALK = [row[2] for row in KPIS[1:]]
FIVE = [1 + s * 4 // 10 for s in SCORES]
RATINGS = [["price", "speed", "staff"]] + [
    [1 + (s + i) % 5, 1 + s * 4 // 10, 1 + (i * 7) % 5] for i, s in enumerate(SCORES)
]
SURVIVAL = [0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]
COMPLAINTS = [i % 3 for i in range(N)]
EXPIRY = [20 + 7 * i for i in range(N)]
SILENT = [(i * 13) % 200 for i in range(N)]
NAMES = [f"customer {i}" for i in range(N)]


@dataclass(frozen=True)
class Call:
    """Arguments by name; `by_row` where the result has a row for every row of the range."""

    function: str
    arguments: Mapping[str, Any]
    repeated: tuple[Any, ...] = ()  # what follows where the last argument repeats
    by_row: bool = False

    @property
    def ranges(self) -> tuple[str, ...]:
        """Names of the arguments that are ranges."""
        return tuple(name for name, value in self.arguments.items() if isinstance(value, list))


CALLS = (
    *(Call(e.metric, e.arguments | e.options) for e in EXAMPLES),
    Call("KPI_CI", {"metric": "NPS"}, (SCORES,)),
    Call("KPI_N", {"metric": "NPS"}, (SCORES,)),
    Call("KPI_N_EFF", {"metric": "NPS"}, (SCORES, WAIT)),
    Call("KPI_TEST", {"metric": "NPS"}, (SCORES, LATER)),
    Call("KPI_BY", {"metric": "NPS", "groups": CHANNEL}, (SCORES,)),
    Call("KPI_TREND", {"metric": "NPS", "dates": DATES, "period": "month"}, (SCORES,)),
    Call("KPI_TARGET", {"metric": "NPS", "target": 10}, (SCORES,)),
    Call("NPS_CI", {"scores": SCORES}),
    Call("NPS_TEST", {"first": SCORES, "second": LATER}),
    Call("NPS_TEST", {"first": SCORES, "second": LATER, "method": "paired"}),
    Call("NPS_SE", {"scores": SCORES}),
    Call("NPS_NEEDED", {"margin": 5}),
    Call("SIG_MARK", {"p": [0.01, 0.2, 0.03, 0.0001], "change": [1, -1, 2, -3], "n": [50, 60, 20, 90]}, by_row=True),
    Call(
        "ENPS_BESIDE_NPS",
        {"sites": CHANNEL, "scores": SCORES, "employee_sites": CHANNEL[::-1], "employee_scores": LATER},
    ),
    Call("KPI_CORR", {"outcome": SCORES, "kpi": WAIT}),
    Call("KPI_CORR_TABLE", {"outcome": SCORES, "kpis": KPIS}),
    Call("KPI_FUNNEL", {"x": COUNTS, "n": BASES}),
    Call("KPI_PCHART", {"x": COUNTS, "n": BASES}, by_row=True),
    Call("ERLANG_SL", {"calls": 360, "interval": 1800, "aht": 240, "agents": 55, "threshold": 15}),
    Call("ERLANG_ASA", {"calls": 360, "interval": 1800, "aht": 240, "agents": 55}),
    Call("ERLANG_OCC", {"calls": 360, "interval": 1800, "aht": 240, "agents": 55}),
    Call("ERLANG_WAIT", {"calls": 360, "interval": 1800, "aht": 240, "agents": 55}),
    Call("ERLANG_ABANDON", {"calls": 360, "interval": 1800, "aht": 240, "agents": 45, "patience": 120}),
    Call("ERLANG_AGENTS", {"calls": 100, "interval": 1800, "aht": 180, "threshold": 20, "target": 0.8}),
    Call("ERLANG_B", {"calls": 100, "interval": 1800, "aht": 180, "lines": 17}),
    Call("ERLANG_LINES", {"calls": 100, "interval": 1800, "aht": 180, "blocking": 0.02}),
    Call("KPI_CORR_CI", {"outcome": SCORES, "kpi": WAIT, "method": "kendall"}),
    Call("KPI_CORR_MATRIX", {"table": KPIS}),
    Call("KPI_CORR_PAIRS", {"table": KPIS}),
    Call("KPI_PARTIAL_CORR", {"outcome": SCORES, "kpi": WAIT, "controls": TALK}),
    Call("KPI_PARTIAL_CORR_CI", {"outcome": SCORES, "kpi": WAIT, "controls": TALK}),
    Call("KPI_POLYCHORIC", {"a": FIVE, "b": [min(5, max(1, v + i % 3 - 1)) for i, v in enumerate(FIVE)]}),
    Call("KPI_POLYCHORIC_CI", {"a": FIVE, "b": [min(5, max(1, v + i % 3 - 1)) for i, v in enumerate(FIVE)]}),
    Call("P_ADJUST", {"p": [0.01, 0.2, 0.03, 0.0001]}, by_row=True),
    Call("KPI_LAG", {"outcome": SCORES, "kpi": WAIT, "max_lag": 3}, by_row=True),
    Call("KPI_DRIVERS", {"outcome": SCORES, "kpis": KPIS}),
    Call("PRIORITY_MATRIX", {"outcome": SCORES, "kpis": RATINGS}),
    Call("IMPACT_TEST", {"before": SCORES, "after": LATER}),
    Call("IMPACT_TEST", {"before": SCORES, "after": LATER, "control_before": LATER, "control_after": SCORES}),
    Call("GAMING_CHECK", {"scores": SCORES * 4, "agent": AGENTS * 4}),
    Call("RETENTION_FIT", {"survival": SURVIVAL, "periods": 3, "customers": 1000}, by_row=True),
    Call("RETENTION_PARAMETERS", {"survival": SURVIVAL, "customers": 1000}, by_row=True),
    Call("RETENTION_DERL", {"survival": SURVIVAL, "discount": 0.1, "renewals": 7}, by_row=True),
    Call("CLV", {"margin": 100, "retention": 0.8, "discount": 0.1}),
    Call(
        "RETENTION_PROFIT",
        {"customers": 1000, "margin": 100, "retention": 0.8, "new_retention": 0.85, "discount": 0.1, "cost": 5000},
    ),
    Call(
        "REVENUE_AT_RISK",
        {
            "detractors": 120,
            "passives": 200,
            "revenue_per_customer": 80,
            "detractor_rate": 0.5,
            "passive_rate": 0.3,
        },
    ),
    Call("SILENT_DISSAT", {"complaint_rate": 0.02, "dissat_rate": 0.2, "answers": 400, "contacts": 4000}),
    Call("CHURN_RISK", {"complaints": COMPLAINTS, "days_to_expiry": EXPIRY, "days_silent": SILENT}, by_row=True),
    Call(
        "CHURN_RISK_LIST",
        {"customer": NAMES, "complaints": COMPLAINTS, "days_to_expiry": EXPIRY, "days_silent": SILENT, "top": 5},
    ),
    Call(
        "CHURN_RISK_CHECK",
        {
            "complaints": COMPLAINTS * 3,
            "days_to_expiry": EXPIRY * 3,
            "days_silent": SILENT * 3,
            "churned": [int(v < 3) for v in SCORES * 3],
        },
    ),
    Call("THEME_COUNT", {"text": TEXTS, "themes": [["theme", "words"], ["wait", "wait, queue"], ["agent", "agent"]]}),
    Call(
        "THEME_COUNT",
        {
            "text": TEXTS,
            "themes": [["theme", "words"], ["wait", "wait, queue"], ["agent", "agent"]],
            "scores": SCORES,
        },
    ),
    Call("WORD_CONTRAST", {"text": TEXTS, "scores": SCORES}),
)
