"""The rows that a template starts with: the sample, smaller, without its planted mistakes, under the roles' names.

What the sample does not tell (employees, members of a programme, their orders) is invented beside it, from a fixed
seed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from ..sample import TEAMS, write_sample

if TYPE_CHECKING:
    from .declared import Table

FEWEST = 2_000  # contacts that the sample takes
_HEADERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Survey": {
            "answer_id": "Response ID",
            "contact_id": "Contact ID",
            "date": "Survey date",
            "nps": "How likely are you to recommend us? (0-10)",
            "csat": "How satisfied are you? (1-5)",
            "ces": "Company made it easy (1-7)",
            "comment": "Comment",
            "segment": "Customer type",
            "channel": "Channel",
            "team": "Team",
            "agent": "Agent",
            "resolved": "First contact resolution",
            "transferred": "Transferred",
            "wait": "Wait (s)",
            "talk": "Talk time (s)",
            "hold": "Hold time (s)",
            "wrap": "After-call work (s)",
            "spend": "Monthly spend (EUR)",
        },
        "Contacts": {
            "contact_id": "Contact ID",
            "customer_id": "Customer ID",
            "date": "Date",
            "channel": "Channel",
            "topic": "Topic",
            "agent": "Agent",
            "team": "Team",
            "answered": "Answered",
            "abandoned": "Abandoned",
            "wait": "Wait (s)",
            "talk": "Talk time (s)",
            "hold": "Hold time (s)",
            "wrap": "After-call work (s)",
            "transferred": "Transferred",
            "resolved": "First contact resolution",
            "cost": "Cost (EUR)",
        },
        "Customers": {
            "customer_id": "Customer ID",
            "segment": "Customer type",
            "retained": "Still a customer after 90 days",
            "spend": "Monthly spend (EUR)",
        },
    }
)


SEED = 5_022
LAST_DAY = date(2026, 6, 30)
TARGETS = {"NPS": 30.0, "CSAT": 0.75, "CES": 0.8, "ENPS": 20.0, "FCR_RATE": 0.7, "ASA": 30.0, "TRANSFER_RATE": 0.12}


@cache
def tables(size: int = FEWEST) -> Mapping[str, Mapping[str, list[Any]]]:
    """Return the sample's tables, made of so many contacts: name -> column -> cells.

    The survey has more columns than the sample's: what is known of the contact and of the customer who answered.
    """
    with TemporaryDirectory() as folder:
        contacts, survey, customers, *_ = (_rows(path) for path in write_sample(Path(folder), contacts=size))
    kept = {
        "Survey": [row for row in survey if row["How likely are you to recommend us? (0-10)"] != 11],
        "Contacts": list({row["Contact ID"]: row for row in contacts}.values()),
        "Customers": customers,
    }
    _known_of_contact(kept)
    made: dict[str, Mapping[str, list[Any]]] = {
        table: {role: [row[header] for row in kept[table]] for role, header in headers.items()}
        for table, headers in _HEADERS.items()
    }
    rng = np.random.default_rng(SEED)
    targets: dict[str, list[Any]] = {"metric": list(TARGETS), "target": list(TARGETS.values())}
    return made | {
        "Answers": made["Survey"], "Targets": targets, "Employees": _employees(rng), **_programme(rng)
    }  # fmt: skip


def picked(sample: Mapping[str, Mapping[str, list[Any]]], table: Table) -> dict[str, list[Any]]:
    """Return the columns of the sample that a table has, in its order."""
    return {name: sample[table.name][name] for name in table.columns}


def _known_of_contact(kept: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put beside each answer what is known of its contact, and of its customer; say who gave up waiting."""
    contact = {row["Contact ID"]: row for row in kept["Contacts"]}
    customer = {row["Customer ID"]: row for row in kept["Customers"]}
    for row in kept["Contacts"]:
        row["Abandoned"] = "No" if row["Answered"] == "Yes" else "Yes"
    for row in kept["Survey"]:
        known = contact[row["Contact ID"]]
        row |= {name: cell for name, cell in known.items() if name not in row}
        row |= {name: cell for name, cell in customer[known["Customer ID"]].items() if name not in row}


def _employees(rng: np.random.Generator) -> dict[str, list[Any]]:
    """Answers of 96 employees, a little warmer than the customers'."""
    scores = rng.normal(8.4, 1.5, 96).round().clip(0, 10)
    return {
        "team": [TEAMS[at % len(TEAMS)] for at in range(len(scores))],
        "date": [date(2026, 3, 2) + timedelta(int(day)) for day in rng.integers(0, 12, len(scores))],
        "enps": scores.tolist(),
    }


def _programme(rng: np.random.Generator, customers: int = 600) -> dict[str, dict[str, list[Any]]]:
    """Customers of whom six in ten are members, their orders of a year, and a cohort of members."""
    member = rng.random(customers) < 0.6
    active = member & (rng.random(customers) < 0.68)
    issued = np.where(member, rng.gamma(2.2, 420, customers).round(-1), 0)
    redeemed = (issued * np.where(active, rng.beta(2.4, 3.2, customers), 0.05)).round(-1)
    complaints = rng.poisson(0.28, customers)
    silent = np.where(active, rng.integers(1, 60, customers), rng.integers(15, 300, customers))
    expiry = rng.integers(-10, 365, customers)
    risk = 0.02 + 0.05 * complaints + 0.06 * (silent > 120) + 0.05 * (expiry < 45)
    left = rng.random(customers) < risk * np.where(member, 0.85, 1.25)
    score = (7.3 + 0.7 * active + 0.2 * member - 1.1 * complaints + rng.normal(0, 2.3, customers)).round().clip(0, 10)
    spend = rng.lognormal(4.5, 0.5, customers) * np.where(active, 1.25, 1.0)
    ids = [f"N{number}" for number in range(50_001, 50_001 + customers)]

    def of_members(values: Any) -> list[Any]:
        return [value if yes else None for value, yes in zip(values.tolist(), member, strict=True)]

    held = {
        "customer_id": ids,
        "tier": ["Member" if yes else "No member" for yes in member],
        "nps": [cell if yes else None for cell, yes in zip(score.tolist(), rng.random(customers) < 0.6, strict=True)],
        "churned": np.where(left, "Yes", "No").tolist(),
        "spend": spend.round(2).tolist(),
        "category_spend": (spend / rng.beta(4, 3, customers)).round(2).tolist(),
        "took_part": of_members(np.where(active, "Yes", "No")),
        "points_issued": of_members(issued),
        "points_redeemed": of_members(redeemed),
        "complaints": complaints.astype(float).tolist(),
        "days_to_expiry": expiry.astype(float).tolist(),
        "days_silent": silent.astype(float).tolist(),
    }
    return {"Members": held, "Orders": _orders(rng, ids, active), "Cohort": _cohort(rng)}


def _orders(rng: np.random.Generator, ids: list[str], active: Any) -> dict[str, list[Any]]:
    """A year of orders; active members come back more often."""
    counts = 1 + rng.poisson(np.where(active, 1.9, 0.7))
    days = sorted((int(day), name) for name, n in zip(ids, counts, strict=True) for day in rng.integers(0, 365, n))
    return {
        "customer_id": [name for _, name in days],
        "date": [LAST_DAY - timedelta(364 - day) for day, _ in days],
    }


def _cohort(rng: np.random.Generator) -> dict[str, list[Any]]:
    """Members who joined together, and how many of them were still there at the end of each month."""
    chance, alive, left = rng.beta(0.9, 7.0, 1_200), [1_200.0], np.ones(1_200, bool)
    for _ in range(8):
        left &= rng.random(1_200) > chance
        alive.append(float(left.sum()))
    return {"month": [float(month) for month in range(len(alive))], "customers": alive}


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: _cell(text) for name, text in row.items()} for row in csv.DictReader(file)]


def _cell(text: str) -> str | float | date | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    return date.fromisoformat(text) if text[:2] == "20" and len(text) == 10 else text
