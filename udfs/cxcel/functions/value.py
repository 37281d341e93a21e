"""Value in a cell: of a customer, of better retention, at risk; and the dissatisfied who do not complain."""

from __future__ import annotations

import math
from typing import Any

from cxcel.catalogue.entry import LOYALTY, MONEY, Option
from cxcel.errors import BadOption
from cxcel.functions.generic import LEVEL
from cxcel.models.value import TIMINGS, clv, retention_profit, revenue_at_risk, silence
from cxcel.worksheet import Rows, worksheet

CHANGES = "measure, now, after, difference, change"
SILENCE = "silent, low, high, dissatisfied, complained, complaints_per_dissatisfied, flag"
LARGEST = 1e15  # money and customers: beyond it a sum has no cents left


def _amount(name: str, help_text: str, low: float = 0, optional: bool = False) -> Option:
    return Option(name, 0, help_text, low=low, high=LARGEST, optional=optional)


def _rate(name: str, help_text: str) -> Option:
    return Option(name, 0, help_text, high=1, optional=False)


MARGIN = _amount("margin", "margin of one customer in one period, after the cost of serving them", low=-LARGEST)
RETENTION = _rate("retention", "share of customers who stay from one period to the next, 0 to 1")
DISCOUNT = _rate("discount", "discount rate per period: 0.1 for 10 %")
TIMING = Option(
    "timing",
    "end",
    "'end' (default): the first margin comes at the end of the first period, if the customer renews; 'start': now",
    words=TIMINGS,
)
PERIODS = Option("periods", math.inf, "how many margins count; without it all to come", low=1, high=1e6, whole=True)
CLV_SOURCE = "Gupta & Lehmann 2003; Fader & Hardie 2012, Reconciling and clarifying CLV formulas, equations 1 and 2"


@worksheet(
    LOYALTY,
    "Customer lifetime value: margins to come, each times the chance that the customer is still there, discounted.",
    "number: money",
    MARGIN,
    RETENTION,
    DISCOUNT,
    _amount("acquisition", "what it cost to win the customer; default 0", optional=True),
    TIMING,
    PERIODS,
    unit=MONEY,
    better="up",
    pitfalls=(
        "'end' and 'start' differ by one whole margin: say which",
        "one retention rate for all understates old customers: see RETENTION_DERL",
        "margin, retention and discount must be of the same period",
    ),
    source=CLV_SOURCE,
)
def CLV(margin: float, retention: float, discount: float, acquisition: float, timing: str, periods: float) -> float:
    """Return the value of one customer."""
    return clv(margin, retention, discount, acquisition, timing, periods)


@worksheet(
    LOYALTY,
    "What another retention rate would be worth: customers kept, margin, value of a customer and of all.",
    f"header and one row per measure: {CHANGES}",
    _amount("customers", "customers today"),
    MARGIN,
    RETENTION,
    _rate("new_retention", "retention rate after the change, 0 to 1"),
    DISCOUNT,
    Option("cost", None, "what the change costs in all, in money of today", high=LARGEST),
    TIMING,
    PERIODS,
    pitfalls=(
        "'5 % more retention gives 25 to 95 % more profit' is a claim for some trades, without the cost: "
        "the last row shows five points on your own figures",
        "five points of retention are not five per cent of it",
        "margin of the retained is taken as that of all; those saved by a discount bring less",
    ),
    source=f"{CLV_SOURCE}; the claim: Reichheld & Sasser 1990, Zero defections, Harvard Business Review 68(5)",
)
def RETENTION_PROFIT(
    customers: float,
    margin: float,
    retention: float,
    new_retention: float,
    discount: float,
    cost: float | None,
    timing: str,
    periods: float,
) -> Rows:
    """Return each measure now, after, and the difference in money and as a share."""
    changes = retention_profit(customers, margin, retention, new_retention, discount, cost, timing, periods)
    rows: list[list[Any]] = [[c.measure, c.now, c.after, c.difference, c.relative] for c in changes]
    return [CHANGES.split(", "), *rows]


@worksheet(
    LOYALTY,
    "Revenue at risk: revenue of the detractors and passives who are expected to leave, at rates of your own.",
    "number: money",
    _amount("detractors", "number of detractors among your customers"),
    _amount("passives", "number of passives among your customers"),
    _amount("revenue_per_customer", "revenue of one customer in the period that the rates are for"),
    _rate("detractor_rate", "share of detractors who leave in that period, from your own records, 0 to 1"),
    _rate("passive_rate", "share of passives who leave in that period, from your own records, 0 to 1"),
    unit=MONEY,
    better="down",
    pitfalls=(
        "rates of a vendor (half of the detractors, three in ten passives) are a rule of thumb: count your own leavers",
        "answers to a survey are not all customers: scale the counts up first",
        "it is no loss against doing nothing: some leave whatever you do",
    ),
    source="SurveyMonkey, Overview of revenue impact, with its rule-of-thumb rates left to the user; Promoter.io",
)
def REVENUE_AT_RISK(
    detractors: float, passives: float, revenue_per_customer: float, detractor_rate: float, passive_rate: float
) -> float:
    """Return the revenue expected to be lost."""
    return revenue_at_risk(detractors, passives, revenue_per_customer, detractor_rate, passive_rate)


@worksheet(
    LOYALTY,
    "Silent dissatisfaction: dissatisfied customers who did not complain, flagged above 10 % while few complain.",
    f"header and one row: {SILENCE}",
    _rate("complaint_rate", "share of customers or contacts with a complaint, 0 to 1"),
    _rate("dissat_rate", "share of dissatisfied answers, 0 to 1: see DISSAT_RATE"),
    Option("answers", None, "survey answers behind dissat_rate; without it there is no interval", low=1),
    Option("contacts", None, "customers or contacts behind complaint_rate; goes with answers", low=1),
    Option("threshold", 0.10, "dissatisfaction above this is many; default 0.1", high=1),
    Option("few", 0.5, "complaints below this part of the dissatisfied are few; default 0.5", low=0.01, high=1),
    LEVEL,
    pitfalls=(
        "both rates must be of the same customers: complaints per contact are not complaints per customer",
        "who answers a survey differs from who does not",
        "without answers and contacts the flag has no interval behind it",
    ),
    source="Goodman 2005, Quality Progress, November: half complain; difference: Newcombe 1998, Zou & Donner 2008",
)
def SILENT_DISSAT(
    complaint_rate: float,
    dissat_rate: float,
    answers: float | None,
    contacts: float | None,
    threshold: float,
    few: float,
    confidence_level: float,
) -> Rows:
    """Return the silent share, its interval and the flag in words."""
    if (answers is None) != (contacts is None):
        missing = "answers" if answers is None else "contacts"
        raise BadOption(f"{missing} is missing: an interval needs both answers and contacts")
    bases = None if answers is None or contacts is None else (contacts, answers)
    found = silence(complaint_rate, dissat_rate, bases, threshold, few, confidence_level)
    flag = found.flag if bases else f"{found.flag}, no interval: give answers and contacts"
    return [
        SILENCE.split(", "),
        [found.silent, found.low, found.high, dissat_rate, complaint_rate, found.voiced, flag],
    ]
