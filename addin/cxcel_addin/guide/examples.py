"""One example of every function: its arguments.

Where a dozen numbers show it, the formula brings them along and gives the same in any cell; where it takes more, it
speaks of the tables of the sample, with so many contacts that every function has enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ..templates.formulas import Formula

CONTACTS = 6_000

SCORES = (10, 9, 9, 8, 7, 6, 0, 10, 9, 3, 7, 10)
LATER = (9, 10, 9, 9, 8, 7, 5, 10, 10, 6, 8, 10)
FIVE = (5, 4, 3, 2, 5, 4, 1, 5, 3, 2, 4, 4)
SOLVED = ("yes", "yes", "no", "yes", "no", "yes", "yes", "yes")
MOVED = ("no", "no", "yes", "no", "no", "no", "yes", "no")
BOT = ("yes", "yes", "yes", "no", "yes", "no", "yes", "no")
WHO = ("ann", "bob", "ann", "cyd", "bob", "eve", "ann", "dan")
DAYS = ("2026-01-05", "2026-01-07", "2026-01-09", "2026-01-12", "2026-03-02", "2026-03-04", "2026-03-05", "2026-03-20")
TEAMS = ("a", "b", "c", "d")
COUNTS, BASES = (12, 30, 25, 40), (100, 210, 190, 160)
SURVIVAL = (0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491)
COMPLAINTS, EXPIRY, SILENT = (0, 2, 1, 3, 0, 1), (200, 20, 90, 10, 300, 45), (5, 90, 30, 120, 2, 60)
TEXTS = ("the wait was long", "friendly agent", "long wait, friendly agent", "no answer to my mail")
NUMERIC = "Contacts[[#All],[wait]:[wrap]]"
OUTCOME = "Contacts[cost]"
METRIC: tuple[Any, ...] = ("NPS", SCORES)

_ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    "NPS": (SCORES,),
    "NPS_COUNTS": (120, 210, 340),
    "ENPS": (LATER,),
    "RESPONSE_RATE": ((25, 31), (100, 120)),
    "CSAT": (FIVE, 5),
    "DISSAT_RATE": (FIVE, 5),
    "CES": ((7, 6, 5, 4, 7, 2, 6, 5),),
    "KPI_CI": METRIC,
    "KPI_N": METRIC,
    "KPI_N_EFF": ("NPS", SCORES, (1, 2, 1, 1, 1, 2, 1, 1, 1, 2, 1, 1)),
    "KPI_TEST": ("NPS", SCORES, LATER),
    "KPI_BY": ("FCR_RATE", "Contacts[team]", "Contacts[resolved]", "Contacts[answered]"),
    "KPI_TREND": ("NPS", "Survey[date]", "month", "Survey[nps]"),
    "KPI_TARGET": ("NPS", 30, "Survey[nps]"),
    "NPS_CI": (SCORES,),
    "NPS_TEST": (SCORES, LATER, "paired"),
    "NPS_SE": (SCORES,),
    "NPS_NEEDED": (5,),
    "SIG_MARK": ((0.01, 0.2, 0.0001), (1, -1, -3), (50, 60, 90)),
    "ENPS_BESIDE_NPS": (("a", "b") * 6, SCORES, ("a", "b") * 6, LATER),
    "FCR_RATE": (SOLVED,),
    "FCR_WINDOW": (WHO, DAYS),
    "REPEAT_RATE": (WHO, DAYS),
    "AHT": ((300, 240, 410), (20, 0, 35), (60, 45, 50)),
    "ASA": ((5, 40, 12), (1, 1, 1)),
    "SERVICE_LEVEL": (320, 360, 40, 8),
    "ABANDON_RATE": (36, 400),
    "TRANSFER_RATE": (MOVED,),
    "OCCUPANCY": ((5_400, 5_100), (7_200, 7_200)),
    "COST_PER_CONTACT": ((7.6, 10.4, 4.2), (1, 1, 1)),
    "COST_PER_RESOLUTION": ((7.6, 10.4, 4.2), ("yes", "no", "yes")),
    "CONTAINMENT_RATE": (BOT, MOVED),
    "CONTAINMENT_WINDOW": (WHO, DAYS, BOT, MOVED),
    "SELF_SERVICE_RATE": ((250, 310), (1_000, 1_100)),
    "CHANNEL_MATCH": (("chat", "phone", "mail"), ("chat", "mail", "mail")),
    "RATE_TOTAL": (COUNTS, BASES),
    "ERLANG_SL": (360, 1_800, 240, 55, 15),
    "ERLANG_ASA": (360, 1_800, 240, 55),
    "ERLANG_OCC": (360, 1_800, 240, 55),
    "ERLANG_AGENTS": (100, 1_800, 180, 20, 0.8),
    "ERLANG_WAIT": (360, 1_800, 240, 55),
    "ERLANG_ABANDON": (360, 1_800, 240, 45, 120),
    "ERLANG_B": (100, 1_800, 180, 17),
    "ERLANG_LINES": (100, 1_800, 180, 0.02),
    "RETENTION_RATE": (1_000, 950, 80),
    "CHURN_RATE": (36, 1_200),
    "COMPLAINT_RATE": (66, 1_200),
    "REPEAT_PURCHASE_RATE": (WHO, DAYS),
    "PARTICIPATION_RATE": (SOLVED,),
    "REDEMPTION_RATE": (330, 1_200),
    "BREAKAGE_RATE": (1_200, 330),
    "SHARE_OF_WALLET": ((40, 120), (100, 150)),
    "WALLET_RULE": ((1, 2, 1), (2, 3, 4)),
    "RETENTION_FIT": (SURVIVAL, 3, 1_000),
    "RETENTION_PARAMETERS": (SURVIVAL, 1_000),
    "RETENTION_DERL": (SURVIVAL, 0.1, 3),
    "CLV": (100, 0.8, 0.1),
    "RETENTION_PROFIT": (1_000, 100, 0.8, 0.85, 0.1, 5_000),
    "REVENUE_AT_RISK": (120, 200, 80, 0.5, 0.3),
    "SILENT_DISSAT": (0.02, 0.2, 400, 4_000),
    "CHURN_RISK": (COMPLAINTS, EXPIRY, SILENT),
    "CHURN_RISK_LIST": (("n1", "n2", "n3", "n4", "n5", "n6"), COMPLAINTS, EXPIRY, SILENT, None, 3),
    "CHURN_RISK_CHECK": (COMPLAINTS * 5, EXPIRY * 5, SILENT * 5, (0, 1, 0, 1, 0, 0) * 4 + (0, 0, 1, 1, 0, 0)),
    "KPI_CORR": (SCORES, LATER),
    "KPI_CORR_CI": (SCORES, LATER),
    "KPI_CORR_MATRIX": (NUMERIC,),
    "KPI_CORR_PAIRS": (NUMERIC,),
    "KPI_CORR_TABLE": (OUTCOME, NUMERIC),
    "KPI_PARTIAL_CORR": (SCORES, LATER, FIVE),
    "KPI_PARTIAL_CORR_CI": (SCORES, LATER, FIVE),
    "KPI_POLYCHORIC": ("Survey[csat]", "Survey[ces]"),
    "KPI_POLYCHORIC_CI": ("Survey[csat]", "Survey[ces]"),
    "P_ADJUST": ((0.01, 0.2, 0.03, 0.0001),),
    "KPI_LAG": (SCORES, LATER, 2),
    "KPI_DRIVERS": ("Survey[nps]", "Survey[[#All],[csat]:[ces]]"),
    "PRIORITY_MATRIX": ("Survey[nps]", "Survey[[#All],[csat]:[ces]]", None, 7),
    "KPI_FUNNEL": (COUNTS, BASES, None, TEAMS),
    "KPI_PCHART": (COUNTS, BASES),
    "IMPACT_TEST": (SCORES, LATER),
    "GAMING_CHECK": ("Survey[nps]", "Survey[agent]"),
    "THEME_COUNT": (TEXTS, (("waiting", "wait, queue"), ("people", "agent"))),
    "WORD_CONTRAST": ("Survey[comment]", "Survey[nps]"),
}

EXAMPLES: Mapping[str, Formula] = MappingProxyType({name: Formula(name, given) for name, given in _ARGUMENTS.items()})
