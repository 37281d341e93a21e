"""Arguments for every metric and rule, with the value a hand calculation gives: one place, so that none is forgotten.

`same` rows can be run beside a group or a date (ranges of equal length); metrics of totals have none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

DAYS = [f"2026-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in (5, 9, 14, 20)]
GROUPS = ["chat", "phone", "mail"] * 4
WHO = ["ann", "bob", "ann", "cyd", "ann", "bob", "dan", "dan", "eve", "eve", "ann", "bob"]
YES_NO = ["yes", "no", "yes", "yes", "no", "yes", "yes", "yes", "no", "yes", "yes", "no"]  # 8 of 12


@dataclass(frozen=True)
class Example:
    """One call of a metric: arguments by name, and what it must give."""

    metric: str
    rule: str
    arguments: dict[str, Any]
    value: float
    n: float
    options: dict[str, Any] = field(default_factory=dict)


def counts(*values: float) -> list[float]:
    return [float(value) for value in values]


SEVEN = [7, 6, 5, 5, 4, 3, 7, 6, 2, 1, 7, 4]
FIVE = [5, 5, 4, 4, 4, 3, 3, 2, 1, 5, 4, 2]
LEVEL = {
    "answered_in_time": counts(*[70] * 12),
    "answered": counts(*[90] * 12),
    "abandoned": counts(*[10] * 12),
    "abandoned_in_time": counts(*[4] * 12),
}
TWELVE_100 = counts(*[100] * 12)

EXAMPLES = (
    Example("NPS", "nps", {"scores": [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, 7, 10]}, 25.0, 12),  # 6 up, 3 down of 12
    Example(
        "NPS_COUNTS",
        "counts",
        {"detractors": counts(*[3] * 12), "passives": counts(*[3] * 12), "promoters": counts(*[6] * 12)},
        25.0,
        144,
    ),
    Example("ENPS", "enps", {"scores": [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, 7, 10]}, 25.0, 12),
    Example("CSAT", "top", {"scores": FIVE}, 7 / 12, 12),
    Example("CSAT", "mean", {"scores": FIVE}, 42 / 12, 12, {"rule": "mean"}),
    Example("DISSAT_RATE", "bottom", {"scores": FIVE}, 3 / 12, 12),
    Example("CES", "v2", {"scores": SEVEN}, 7 / 12, 12),
    Example("CES", "v2_mean", {"scores": SEVEN}, 57 / 12, 12, {"version": "v2_mean"}),
    Example("CES", "v2_index", {"scores": SEVEN}, 100 * (5 - 3) / 12, 12, {"version": "v2_index"}),
    Example("CES", "v1", {"scores": FIVE}, 42 / 12, 12, {"version": "v1"}),
    Example("RESPONSE_RATE", "delivered", {"answered": counts(*[25] * 12), "delivered": TWELVE_100}, 0.25, 1200),
    Example("FCR_RATE", "contacts", {"resolved": YES_NO}, 8 / 12, 12),
    # the first contact of each pair within seven days, of those up to 13 March
    Example("FCR_WINDOW", "window", {"customer": WHO, "time": DAYS}, 8 / 10, 10),
    Example("REPEAT_RATE", "window", {"customer": WHO, "time": DAYS}, 2 / 12, 12),
    Example(
        "AHT",
        "handled",
        {
            "talk": counts(*range(100, 220, 10)),
            "hold": counts(*[10] * 12),
            "after_call_work": counts(*[30] * 12),
            "handled": counts(*[1] * 12),
        },
        195.0,
        12,
    ),
    Example(
        "ASA", "answered", {"wait": counts(*range(0, 120, 10)), "answered": counts(1, 1, 1, 1, *[1] * 8)}, 55.0, 12
    ),
    Example("SERVICE_LEVEL", "excl_short", LEVEL, 70 / 96, 1152),
    Example("SERVICE_LEVEL", "offered", LEVEL, 0.70, 1200, {"rule": "offered"}),
    Example("SERVICE_LEVEL", "answered", LEVEL, 70 / 90, 1080, {"rule": "answered"}),
    Example("SERVICE_LEVEL", "credit", LEVEL, 0.74, 1200, {"rule": "credit"}),
    Example(
        "SERVICE_LEVEL",
        "credit_short",
        LEVEL | {"abandoned_short": counts(*[2] * 12)},
        0.72,
        1200,
        {"rule": "credit_short"},
    ),
    Example(
        "SERVICE_LEVEL",
        "genesys",
        LEVEL | {"abandoned_short": counts(*[2] * 12), "flow_outs": counts(*[7] * 12)},
        70 / 105,
        1260,
        {"rule": "genesys"},
    ),
    Example("ABANDON_RATE", "all", {"abandoned": counts(*[9] * 12), "offered": TWELVE_100}, 0.09, 1200),
    Example(
        "ABANDON_RATE",
        "excl_short",
        {"abandoned": counts(*[9] * 12), "offered": TWELVE_100, "short": counts(*[4] * 12)},
        5 / 96,
        1152,
        {"rule": "excl_short"},
    ),
    Example("TRANSFER_RATE", "handled", {"transferred": YES_NO}, 8 / 12, 12),
    Example(
        "OCCUPANCY",
        "available",
        {"handle_time": counts(*range(3000, 4200, 100)), "available_time": counts(*[900] * 12)},
        3550 / 4450,
        53_400,
    ),
    Example("COST_PER_CONTACT", "contacts", {"cost": counts(*range(1, 13)), "contacts": counts(*[2] * 12)}, 3.25, 24),
    Example(
        "CONTAINMENT_RATE",
        "bot",
        {"bot": TWELVE_100, "escalated": counts(*[30] * 12), "returned": counts(*[10] * 12)},
        0.6,
        1200,
    ),
    Example(
        "RETENTION_RATE",
        "start",
        {"start": TWELVE_100, "end": counts(*[95] * 12), "new": counts(*[5] * 12)},
        0.9,
        1200,
    ),
    Example("CHURN_RATE", "start", {"lost": counts(*[3] * 12), "start": TWELVE_100}, 0.03, 1200),
    Example("COMPLAINT_RATE", "base", {"complaints": counts(*range(12)), "base": TWELVE_100}, 66 / 1200, 1200),
    Example("FCR_RATE", "contacts", {"resolved": YES_NO, "not_resolvable": ["no", "yes", *["no"] * 10]}, 8 / 11, 11),
    Example(
        "FCR_RATE",
        "contacts",
        {"resolved": counts(*[25] * 12), "contacts": TWELVE_100, "not_resolvable": counts(*[20] * 12)},
        25 / 80,
        960,
    ),
    # the log goes on to the end of March: all twelve windows are over, two of them with another contact
    Example("FCR_WINDOW", "window", {"customer": WHO, "time": DAYS}, 10 / 12, 12, {"until": "2026-03-31"}),
    # the switch of abandons off, and with it the base of those answered
    Example(
        "SERVICE_LEVEL",
        "genesys",
        {name: LEVEL[name] for name in ("answered_in_time", "answered")},
        70 / 90,
        1080,
        {"rule": "genesys"},
    ),
    # four flags, all of them a bot's but cyd's, bob's first escalated, dan's and eve's first followed within seven days
    Example(
        "CONTAINMENT_WINDOW",
        "window",
        {
            "customer": WHO,
            "time": DAYS,
            "bot": [*["yes"] * 3, "no", *["yes"] * 8],
            "escalated": ["no", "yes", *["no"] * 10],
        },
        6 / 9,
        9,
        {"days": 7},
    ),
    Example("SELF_SERVICE_RATE", "all", {"self_service": counts(*[25] * 12), "all": TWELVE_100}, 0.25, 1200),
    Example("COST_PER_RESOLUTION", "resolved", {"cost": counts(*range(1, 13)), "resolved": YES_NO}, 78 / 8, 8),
    Example("RATE_TOTAL", "n", {"x": counts(*range(12)), "n": TWELVE_100}, 66 / 1200, 1200),
    Example(
        "CHANNEL_MATCH",
        "used",
        {"preferred": ["chat", "Phone", "mail"] * 4, "used": [*["CHAT"] * 3, *["phone"] * 6, *["mail"] * 3]},
        4 / 12,  # chat once, phone twice, mail once
        12,
    ),
    Example("REPEAT_PURCHASE_RATE", "customers", {"customer": WHO, "date": DAYS}, 4 / 5, 5),  # all but cyd
    # dan after six days and eve after four; ann needed nine, bob a month
    Example("REPEAT_PURCHASE_RATE", "customers", {"customer": WHO, "date": DAYS}, 2 / 5, 5, {"window": 7}),
    Example("PARTICIPATION_RATE", "members", {"active": YES_NO}, 8 / 12, 12),
    Example("REDEMPTION_RATE", "issued", {"redeemed": counts(*range(0, 60, 5)), "issued": TWELVE_100}, 0.275, 1200),
    Example("BREAKAGE_RATE", "issued", {"issued": TWELVE_100, "redeemed": counts(*range(0, 60, 5))}, 0.725, 1200),
    Example(
        "SHARE_OF_WALLET",
        "category",
        {"spend_us": counts(*range(10, 130, 10)), "spend_category": counts(*[200] * 12)},
        780 / 2400,
        2400,
    ),
    # twelfths: 12, 8, 4, 6, 4, 2, 6, 3, 8, 12, 4, 4
    Example(
        "WALLET_RULE",
        "rank",
        {
            "rank": counts(1, 1, 2, 1, 2, 3, 1.5, 2.5, 1, 1, 2, 2),
            "brands": counts(1, 2, 2, 3, 3, 3, 2, 4, 2, 1, 3, 2),
        },
        73 / 144,
        12,
    ),
)


def positional(example: Example) -> list[Any]:
    """The arguments in the order of the metric's signature, None where left out."""
    from cxcel.catalogue import METRICS

    given = example.arguments | example.options
    return [given.get(parameter.name) for parameter in METRICS[example.metric].parameters]


def mirrored(values: list[Any], change: Any) -> list[Any]:
    """The same ranges with every cell changed."""
    return [
        None if value is None else [change(cell) for cell in value] if isinstance(value, list) else value
        for value in values
    ]


def arrays(values: list[Any]) -> list[Any]:
    """The same ranges as numpy arrays where they hold numbers only."""
    return [np.array(value) if isinstance(value, list) and not isinstance(value[0], str) else value for value in values]
