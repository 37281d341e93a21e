"""Churn risk in a cell: a score and its reason per customer, the list to call first, and what both are worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxcel.arrays import Floats
from cxcel.catalogue.entry import LOYALTY, Argument, Option
from cxcel.columns import Flags, Keys, Numbers, Taken
from cxcel.errors import BadOption
from cxcel.functions.columns_in import Range, by_name, cell, floats
from cxcel.functions.generic import LEVEL
from cxcel.worksheet import Rows, worksheet

RISK = "score, probability, reason"
EVIDENCE = "measure, value, low, high, expected, n, verdict"
COUNTS, DAYS, YES = Numbers(low=0), Numbers(), Flags()
COMPLAINTS = Argument("complaints", COUNTS, "number of complaints of each customer, one row per customer")
EXPIRY = Argument(
    "days_to_expiry", DAYS, "days until each contract ends; below 0 it has ended, blank where there is no end"
)
SILENT = Argument("days_silent", COUNTS, "days since each customer was last heard of or contacted")
CHURNED = Argument(
    "churned",
    YES,
    "yes or no for customers whose outcome is known, blank for those it is not: gives probabilities",
    optional=True,
)
RULES = (
    Option("complaint_points", (1, 2), "complaints that give one and two points; default 1,2", pair=True),
    Option("expiry_points", (30, 90), "days to the end that give two points and one; default 30,90", pair=True),
    Option("silence_points", (60, 180), "days of silence that give one and two points; default 60,180", pair=True),
)
PITFALLS = (
    "the score is points by rule, not a probability: 0.5 does not mean that every second one leaves",
    "take all three from before the outcome: whoever has left is silent",
    "a sign that is not known is left out of the score, so that scores of unlike rows compare badly",
)
SOURCE = "signs: complaints, contract end, silence, as used in customer relations; probability: Firth 1993, Puhr 2017"

Signs = tuple[Floats, Floats, Floats]


def _read_in(
    complaints: object, days_to_expiry: object, days_silent: object, *more: Range
) -> tuple[Signs, list[Taken | None]]:
    """Read the three signs, and what else runs beside them; what was left out comes back as None."""
    signs = (
        ("complaints", COUNTS, complaints),
        ("days_to_expiry", DAYS, days_to_expiry),
        ("days_silent", COUNTS, days_silent),
    )
    columns = by_name(signs, more)
    first, second, third = (floats(columns[name]) for name, _, _ in signs)
    return (first, second, third), [columns.get(name) for name, _, _ in more]


def _judged(signs: Signs, churned: Floats | None, rules: tuple[Any, ...]) -> tuple[Floats, Floats, list[str]]:
    """Return score, probability (NaN without outcomes) and reason of each customer."""
    from cxcel.models.churn import Thresholds, features, points, probabilities, reasons, scores

    found = points(*signs, Thresholds(*rules))
    chances = np.full(len(found), np.nan) if churned is None else probabilities(features(*signs), churned)
    chances[np.isnan(found).all(axis=1)] = np.nan  # nothing known, nothing said
    return scores(found), chances, reasons(*signs, found)


@worksheet(
    LOYALTY,
    "Churn risk of each customer: a score from 0 to 1 by rule, the reason, and a probability where outcomes are known.",
    f"header and one row per customer, in the order given: {RISK}",
    COMPLAINTS,
    EXPIRY,
    SILENT,
    CHURNED,
    *RULES,
    pitfalls=PITFALLS,
    source=SOURCE,
)
def CHURN_RISK(complaints: object, days_to_expiry: object, days_silent: object, churned: object, *rules: Any) -> Rows:
    """Return score, probability and reason beside each customer."""
    signs, (known,) = _read_in(complaints, days_to_expiry, days_silent, ("churned", YES, churned))
    score, chances, why = _judged(signs, None if known is None else floats(known), rules)
    rows = zip(map(cell, score.tolist()), map(cell, chances.tolist()), why, strict=True)
    return [RISK.split(", "), *map(list, rows)]


@worksheet(
    LOYALTY,
    "Whom to call first: the customers at highest risk who have not left, with score, probability and reason.",
    f"header and one row per customer, highest risk first: customer, {RISK}",
    Argument("customer", Keys(), "name or id of each customer, one row per customer"),
    COMPLAINTS,
    EXPIRY,
    SILENT,
    CHURNED,
    Option("top", 20, "how many customers to list; default 20", low=1, high=1_000_000, whole=True),
    *RULES,
    pitfalls=PITFALLS,
    source=SOURCE,
)
def CHURN_RISK_LIST(
    customer: object,
    complaints: object,
    days_to_expiry: object,
    days_silent: object,
    churned: object,
    top: float,
    *rules: Any,
) -> Rows:
    """Return the customers to call, by probability where there is one, else by score, then by how soon it ends."""
    more = (("customer", Keys(), customer), ("churned", YES, churned))
    signs, (who, known) = _read_in(complaints, days_to_expiry, days_silent, *more)
    if who is None:
        raise BadOption("customer is missing: name or id of each customer")
    left = None if known is None else floats(known)
    score, chances, why = _judged(signs, left, rules)
    first = np.where(np.isnan(chances), score, chances)
    ties = (signs[0], np.nan_to_num(-signs[1], nan=-np.inf), signs[2])
    order = np.lexsort([*(-np.nan_to_num(tie, nan=-1.0) for tie in (ties[2], ties[1], ties[0])), -score, -first])
    listed = (who.values >= 0) & ~np.isnan(first) & (True if left is None else left != 1)
    rows = [
        [who.labels[who.values[i]], cell(score[i]), cell(chances[i]), why[i]]
        for i in order[listed[order]][: int(top)].tolist()
    ]
    return [["customer", *RISK.split(", ")], *rows]


@worksheet(
    LOYALTY,
    "What churn score and probability are worth, by known outcomes: ranking, error, and predicted beside seen.",
    f"header and one row per measure: {EVIDENCE}",
    COMPLAINTS,
    EXPIRY,
    SILENT,
    Argument("churned", YES, "yes or no for customers whose outcome is known; others may be blank"),
    *RULES,
    LEVEL,
    pitfalls=(
        "probabilities are judged out of fold: none by a fit that saw the same customer",
        "expected is 0.5 for ranking by chance, the error of the overall rate, slope 1, and the mean predicted",
        "what held last year need not hold next year: check again on new leavers",
    ),
    source="Newcombe 2006, method 5, after Hanley & McNeil 1982; Brier 1950; Cox 1958; Wilson 1927",
)
def CHURN_RISK_CHECK(
    complaints: object, days_to_expiry: object, days_silent: object, churned: object, *rules_and_level: Any
) -> Rows:
    """Return the evidence for score and probability."""
    from cxcel.models.churn import Thresholds, check, features, points, probabilities, scores

    *rules, level = rules_and_level
    signs, (known,) = _read_in(complaints, days_to_expiry, days_silent, ("churned", YES, churned))
    if known is None:
        raise BadOption("churned is missing: yes or no for customers whose outcome is known")
    left = floats(known)
    columns = features(*signs)
    lines = check(scores(points(*signs, Thresholds(*rules))), columns, probabilities(columns, left), left, level)
    rows = [[x.found.value, x.found.low, x.found.high, x.found.expected, x.found.n] for x in lines]
    return [
        EVIDENCE.split(", "),
        *([x.measure, *map(cell, row), x.words] for x, row in zip(lines, rows, strict=True)),
    ]
