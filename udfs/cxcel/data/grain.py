"""What one row of a table is: a contact, an answer, a customer, an employee, a period or an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from cxcel.data.assign import Roles
from cxcel.data.nature import Nature
from cxcel.data.roles import ROLES

IDS = frozenset({"contact_id", "customer_id", "answer_id"})
SCORES = frozenset(name for name, role in ROLES.items() if role.kind == "score")
_OF_GRAIN = {
    grain: frozenset(n for n, r in ROLES.items() if r.grain == grain) for grain in ("contact", "customer", "period")
}
_MEASURES = _OF_GRAIN["contact"] - {"contact_id"}
_CALLED_CUSTOMER = _OF_GRAIN["customer"] | {"tier", "spend", "contract", "segment"}
_CONTACT_WORDS = frozenset({"agent", "team", "status", "topic", "channel"})
_ONCE = frozenset({"answered", "abandoned", "resolved"})  # what a single contact cannot be twice
_COUNTED = _ONCE | {"offered"}
_ASKED = frozenset({"resolved"})  # surveys ask this too
_ENOUGH = frozenset(
    name for name, role in ROLES.items() if role.kind in {"flag", "presence", "seconds", "score", "count", "rate"}
)
_ALSO_ENOUGH = frozenset({"value", "tenure", "cost", "spend", "comment"})


def is_period(roles: Roles, natures: Mapping[int, Nature]) -> bool:
    """Whether rows are counts over a period.

    There are counts, and no ids of single contacts, answers or customers; or, whatever the id, counts of contacts
    offered beside counts of what became of them, which no single contact has.
    """
    counted = {r for r, c in roles.items() if r in _COUNTED and c.column in natures and natures[c.column].whole_counts}
    if IDS & roles.keys():
        return "offered" in counted and len(counted) > 1
    return bool(roles.keys() & _OF_GRAIN["period"] or counted & _ONCE)


def grain_of(roles: Collection[str], *, period: bool) -> str:
    """Return the grain of a table, "" when no role says anything worth a report.

    Examples
    --------
    >>> grain_of({"contact_id", "wait", "csat"}, period=False), grain_of({"contact_id", "nps"}, period=False)
    ('contact', 'answer')
    >>> grain_of({"customer_id", "tier"}, period=False), grain_of({"date", "topic"}, period=False)
    ('customer', '')
    """
    have = set(roles)
    if period:
        return "period"
    if "enps" in have:
        return "employee"
    if have & _MEASURES and not (have & SCORES and "answer_id" in have and have & _MEASURES <= _ASKED):
        return "contact"
    if have & _OF_GRAIN["customer"]:
        return "customer"
    if have & SCORES:
        return "answer"
    if "contact_id" in have:
        return "contact"
    if "customer_id" in have and have & _CALLED_CUSTOMER:
        return "customer"
    if have & {"answer_id", "comment", "complaint", "invited"}:
        return "answer"
    return "contact" if have & (_ENOUGH | _ALSO_ENOUGH) - {"spend", "cost"} else ""


def looks_like_contacts(roles: Collection[str], blank_share: float) -> bool:
    """Whether a table of scores with contact ids lists contacts, most of which were never asked."""
    have = set(roles)
    return "contact_id" in have and "answer_id" not in have and bool(have & _CONTACT_WORDS) and blank_share > 0.2


def is_order_log(roles: Collection[str], customers: NDArray[np.int32]) -> bool:
    """Whether dated amounts are orders: customers come back in them, and nothing else is said of a customer.

    Examples
    --------
    >>> roles = {"customer_id", "date", "spend"}
    >>> is_order_log(roles, np.array([0, 1, 0])), is_order_log({*roles, "churned"}, np.array([0, 1, 0]))
    (True, False)
    """
    known = customers[customers >= 0]
    return not set(roles) & _OF_GRAIN["customer"] and len(np.unique(known)) < len(known)
