"""Erlang B, C and A beside published values, other packages, 40 digits and simulations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxcel.functions import (
    ERLANG_ABANDON,
    ERLANG_AGENTS,
    ERLANG_ASA,
    ERLANG_B,
    ERLANG_LINES,
    ERLANG_OCC,
    ERLANG_SL,
    ERLANG_WAIT,
)

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = json.loads((HERE / "staffing_published.json").read_text(encoding="utf-8"))
MADE: dict[str, Any] = json.loads((HERE / "staffing.json").read_text(encoding="utf-8"))


def measures(queue: list[float], patience: float | None = None) -> dict[str, float]:
    calls, interval, aht, agents, threshold = queue
    out = {
        "waiting": ERLANG_WAIT(calls, interval, aht, agents, patience),
        "service_level": ERLANG_SL(calls, interval, aht, agents, threshold, patience),
        "asa": ERLANG_ASA(calls, interval, aht, agents, threshold, patience),
        "occupancy": ERLANG_OCC(calls, interval, aht, agents, threshold, patience),
    }
    if patience:
        out["abandoned"] = ERLANG_ABANDON(calls, interval, aht, agents, patience)
    return out


def digits(value: float, places: int) -> Any:
    return pytest.approx(value, abs=0.51 * 10**-places)


def test_every_value_names_its_source() -> None:
    for entry in PUBLISHED.values():
        assert {"source", "tool", "version", "command", "date"} <= set(entry)
    assert MADE["made"]["date"] == "2026-11-22"
    assert all({"source", "tool"} <= set(entry) for name, entry in MADE.items() if name != "made")


@pytest.mark.parametrize("case", PUBLISHED["erlang_c"]["cases"], ids=lambda case: str(case["queue"]))
def test_erlang_c_as_published(case: dict[str, Any]) -> None:
    found = measures(case["queue"])
    for name in ("waiting", "service_level", "occupancy"):
        assert found[name] == pytest.approx(case[name], rel=1e-14)


@pytest.mark.parametrize("case", MADE["erlang_c"]["cases"], ids=lambda case: str(case["queue"]))
def test_erlang_c_as_in_three_packages_and_in_fifty_digits(case: dict[str, Any]) -> None:
    found = measures(case["queue"])
    for tool in set(case) - {"queue"}:
        assert {name: found[name] for name in case[tool]} == pytest.approx(case[tool], rel=1e-13)


@pytest.mark.parametrize("case", PUBLISHED["agents"]["cases"], ids=lambda case: str(case["need"]))
def test_agents_as_published(case: dict[str, Any]) -> None:
    assert ERLANG_AGENTS(*case["need"]) == case["agents"]


@pytest.mark.parametrize("case", MADE["agents"]["cases"], ids=lambda case: str(case["need"]))
def test_agents_as_in_pyworkforce(case: dict[str, Any]) -> None:
    calls, interval, aht, threshold, target, shrinkage = case["need"]
    agents = ERLANG_AGENTS(calls, interval, aht, threshold, target)
    assert agents == case["agents"]
    assert ERLANG_AGENTS(calls, interval, aht, threshold, target, shrinkage) == case["positions"]
    assert ERLANG_SL(calls, interval, aht, agents, threshold) == pytest.approx(case["service_level"], rel=1e-12)


def test_callers_who_hang_up_as_in_the_paper() -> None:
    """The paper's mean wait is that of all calls, by Little's law the abandoned share times the patience."""
    entry = PUBLISHED["erlang_a"]
    without = measures([*entry["queue"], 20])
    assert without["asa"] == digits(entry["without"]["wait"], 1)
    assert without["occupancy"] == digits(entry["without"]["occupancy"], 2)
    found = measures([*entry["queue"], 20], entry["patience"])
    assert found["abandoned"] == digits(entry["with"]["abandoned"], 3)
    assert found["abandoned"] * entry["patience"] == digits(entry["with"]["wait"], 1)
    assert found["occupancy"] == digits(entry["with"]["occupancy"], 2)


@pytest.mark.parametrize("case", MADE["erlang_a"]["cases"], ids=lambda case: str(case["queue"]))
def test_erlang_a_as_in_forty_digits_and_as_simulated(case: dict[str, Any]) -> None:
    *queue, patience = case["queue"]
    found = measures(queue, patience)
    assert found == pytest.approx(case["mpmath"], rel=1e-12)
    for name, simulated in case["simulated"].items():
        assert abs(found[name] - simulated["mean"]) < 4 * simulated["error"]


def test_erlang_a_as_simulated_by_ciw() -> None:
    entry = MADE["erlang_a_ciw"]
    *queue, patience = entry["queue"]
    found = measures(queue, patience)
    for name in ("abandoned", "service_level"):
        assert abs(found[name] - entry[name]["mean"]) < 4 * entry[name]["error"]
        assert entry[name]["error"] < 0.002


@pytest.mark.parametrize("case", PUBLISHED["erlang_b"]["cases"], ids=lambda case: f"{case['lines']} lines")
def test_lines_as_in_printed_tables(case: dict[str, Any]) -> None:
    """A table prints the load that so many lines carry; half a unit of its last digit must span the blocking."""
    half = 0.51 * 10 ** -case["places"]
    low, high = (ERLANG_B(load, 1, 1, case["lines"]) for load in (case["load"] - half, case["load"] + half))
    assert low <= case["blocking"] <= high


def test_small_blocking_by_hand_and_lines_as_published() -> None:
    for lines, load, blocking in PUBLISHED["erlang_b"]["exact"]:
        assert ERLANG_B(load, 1, 1, lines) == blocking
    for load, share, lines in PUBLISHED["erlang_b"]["lines"]:
        assert ERLANG_LINES(load, 1, 1, share) == lines


@pytest.mark.parametrize("case", MADE["erlang_b"]["cases"], ids=lambda case: str(case["load"]))
def test_erlang_b_as_in_two_packages_and_in_fifty_digits(case: dict[str, Any]) -> None:
    assert ERLANG_LINES(case["load"], 1, 1, case["share"]) == case["lines"] == case["erlanglib"]["lines"]
    found = ERLANG_B(case["load"], 1, 1, case["lines"])
    for tool in ("erlanglib", "turbotab", "mpmath"):
        assert found == pytest.approx(case[tool]["blocking"], rel=1e-12)
