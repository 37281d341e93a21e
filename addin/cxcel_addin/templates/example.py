"""The rows that a template starts with: the sample, smaller, without its planted mistakes, under the roles' names."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from ..sample import write_sample

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
            "agent": "Agent",
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


@cache
def tables(size: int = FEWEST) -> Mapping[str, Mapping[str, list[Any]]]:
    """Return the sample's tables, made of so many contacts: name -> role -> cells.

    The survey has a column more than the sample's, the agent of the contact.
    """
    with TemporaryDirectory() as folder:
        contacts, survey, customers = (_rows(path) for path in write_sample(Path(folder), contacts=size))
    agents = {row["Contact ID"]: row["Agent"] for row in contacts}
    for row in survey:
        row["Agent"] = agents[row["Contact ID"]]
    kept = {
        "Survey": [row for row in survey if row["How likely are you to recommend us? (0-10)"] != 11],
        "Contacts": list({row["Contact ID"]: row for row in contacts}.values()),
        "Customers": customers,
    }
    return {
        table: {role: [row[header] for row in kept[table]] for role, header in headers.items()}
        for table, headers in _HEADERS.items()
    }


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
