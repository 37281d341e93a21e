"""Contact-centre and loyalty measures beside printed examples, and logs beside what pandas counts in them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cxcel.functions import FUNCTIONS

CENTRE: dict[str, Any] = json.loads((Path(__file__).parent / "centre.json").read_text(encoding="utf-8"))
LOG, START = CENTRE["log"], datetime(2026, 1, 1)
WHO, HOURS, WHY, BOT, ESCALATED = (list(column) for column in zip(*LOG["rows"], strict=True))
TIME = [START + timedelta(hours=hour) for hour in HOURS]


def test_every_value_names_its_source() -> None:
    for entry in (*CENTRE["printed"], LOG):
        assert {"source", "tool", "version", "command", "date"} <= set(entry)
        assert entry["source"]


@pytest.mark.parametrize("case", CENTRE["printed"], ids=lambda case: f"{case['function']}-{case['arguments']}"[:60])
def test_as_printed(case: dict[str, Any]) -> None:
    found = FUNCTIONS[case["function"]](*case["arguments"])
    assert found == pytest.approx(case["value"], abs=0.51 * 10 ** -case["digits"])


def arguments(name: str, days: int, same_reason: bool) -> list[Any]:
    """The arguments of each measure of a log, in its own order."""
    why = WHY if same_reason else None
    return {
        "FCR_WINDOW": [WHO, TIME, why, days],
        "REPEAT_RATE": [WHO, TIME, days, why],
        "CONTAINMENT_WINDOW": [WHO, TIME, BOT, ESCALATED, days],
        "REPEAT_PURCHASE_RATE": [WHO, TIME, days],
    }[name]


@pytest.mark.parametrize("what", LOG["counted"])
def test_logs_as_pandas_counts_them(what: str) -> None:
    name, days, *reason = what.split(", ")
    hits, base = LOG["counted"][what]
    given = arguments(name, int(days.split()[0]), reason == ["same reason"])
    assert FUNCTIONS["KPI_N"](name, *given) == base
    assert FUNCTIONS[name](*given) * base == pytest.approx(hits, abs=1e-9)
