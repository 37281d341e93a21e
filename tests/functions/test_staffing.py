"""Erlang functions in a cell: arguments, edges and sentences."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from tests.shown import shown

from cxcel.errors import CxError
from cxcel.functions import (
    ERLANG_ABANDON,
    ERLANG_AGENTS,
    ERLANG_ASA,
    ERLANG_B,
    ERLANG_LINES,
    ERLANG_OCC,
    ERLANG_SL,
    ERLANG_WAIT,
    FUNCTIONS,
)
from cxcel.functions import staffing as module

NAMES = [name for name in vars(module) if name.startswith("ERLANG_") and name in FUNCTIONS]
GOOD: dict[str, tuple[Any, ...]] = {
    "ERLANG_SL": (100, 1800, 180, 14),
    "ERLANG_ASA": (100, 1800, 180, 14),
    "ERLANG_OCC": (100, 1800, 180, 14),
    "ERLANG_AGENTS": (100, 1800, 180, 20, 0.8),
    "ERLANG_WAIT": (100, 1800, 180, 14),
    "ERLANG_ABANDON": (100, 1800, 180, 14, 60),
    "ERLANG_B": (100, 1800, 180, 14),
    "ERLANG_LINES": (100, 1800, 180, 0.01),
}
NUM, VALUE, DIV = "#NUM!", "#VALUE!", "#DIV/0!"
EDGES: tuple[tuple[str, tuple[Any, ...], Any], ...] = (
    ("ERLANG_SL", (100, 1800, 180, 14), 0.88835),
    ("ERLANG_SL", ("100", "1800", "180", "14", "20"), 0.88835),
    ("ERLANG_SL", ([[100]], [[1800]], [180], np.array([14])), 0.88835),
    ("ERLANG_SL", (100, 1800, 180, 14, None, 60), 0.943776),
    ("ERLANG_SL", (100, 1800, 180, 14, 0), 0.825868),
    ("ERLANG_SL", (100, 1800, 180, 10), NUM),
    ("ERLANG_SL", (100, 1800, 180, 10, 20, 60), 0.71801),
    ("ERLANG_SL", (100, 1800, 180, 0, 20, 60), 0.0),
    ("ERLANG_SL", (100, 1800, 180, 14.5), NUM),
    ("ERLANG_SL", (100, 1800, 180, -1), NUM),
    ("ERLANG_SL", (-1, 1800, 180, 14), NUM),
    ("ERLANG_SL", (100, 0, 180, 14), NUM),
    ("ERLANG_SL", (100, 1800, -180, 14), NUM),
    ("ERLANG_SL", (100, 1800, 180, 14, -1), NUM),
    ("ERLANG_SL", (100, 1800, 180, 14, 20, 0), NUM),
    ("ERLANG_SL", (0, 1800, 180, 0), 1.0),
    ("ERLANG_SL", (100, 1800, 0, 0), 1.0),
    ("ERLANG_SL", (None, 1800, 180, 14), VALUE),
    ("ERLANG_SL", ("", 1800, 180, 14), VALUE),
    ("ERLANG_SL", ("many", 1800, 180, 14), VALUE),
    ("ERLANG_SL", (True, 1800, 180, 14), VALUE),
    ("ERLANG_SL", ([100, 200], 1800, 180, 14), VALUE),
    ("ERLANG_SL", (float("nan"), 1800, 180, 14), VALUE),
    ("ERLANG_SL", (float("inf"), 1800, 180, 14), VALUE),
    ("ERLANG_SL", (1e300, 1, 1e300, 14), NUM),
    ("ERLANG_ASA", (100, 1800, 180, 14), 7.835937),
    ("ERLANG_ASA", (100, 1800, 180, 14, 20, 60), 1.408291),
    ("ERLANG_ASA", (100, 1800, 180, 10), NUM),
    ("ERLANG_ASA", (100, 1800, 180, 0, 20, 60), DIV),
    ("ERLANG_ASA", (0, 1800, 180, 3), 0.0),
    ("ERLANG_OCC", (100, 1800, 180, 14), 0.714286),
    ("ERLANG_OCC", (100, 1800, 180, 14, None, 60), 0.692627),
    ("ERLANG_OCC", (100, 1800, 180, 10), NUM),
    ("ERLANG_OCC", (1e6, 1800, 180, 10, 20, 60), 1.0),
    ("ERLANG_OCC", (100, 1800, 180, 0, 20, 60), DIV),
    ("ERLANG_OCC", (0, 1800, 180, 0), 0.0),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 0.8), 14.0),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, "80%", "30%"), 20.0),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 0.8, None, 60), 12.0),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 1e-9), 11.0),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 80), NUM),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 0), NUM),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 1), NUM),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 0.8, 1), NUM),
    ("ERLANG_AGENTS", (100, 1800, 180, 20, 0.8, -0.1), NUM),
    ("ERLANG_AGENTS", (100, 1800, 180, None, 0.8), VALUE),
    ("ERLANG_AGENTS", (0, 1800, 180, 20, 0.8, 0.3), 0.0),
    ("ERLANG_WAIT", (100, 1800, 180, 14), 0.174132),
    ("ERLANG_WAIT", (100, 1800, 180, 14, 60), 0.111527),
    ("ERLANG_WAIT", (100, 1800, 180, 10), NUM),
    ("ERLANG_WAIT", (0, 1800, 180, 0), 0.0),
    ("ERLANG_ABANDON", (100, 1800, 180, 14, 60), 0.030322),
    ("ERLANG_ABANDON", (100, 1800, 180, 0, 60), 1.0),
    ("ERLANG_ABANDON", (100, 1800, 180, 14, None), VALUE),
    ("ERLANG_ABANDON", (0, 1800, 180, 14, 60), 0.0),
    ("ERLANG_B", (1, 1, 1, 1), 0.5),
    ("ERLANG_B", (1, 1, 1, 2), 0.2),
    ("ERLANG_B", (1, 1, 1, 0), 1.0),
    ("ERLANG_B", (1, 1, 1, 1.5), NUM),
    ("ERLANG_B", (1, 1, 1, 100_000), 0.0),
    ("ERLANG_LINES", (10, 1, 1, 0.02), 17.0),
    ("ERLANG_LINES", (10, 1, 1, 0.01), 18.0),
    ("ERLANG_LINES", (10, 1, 1, 0), NUM),
    ("ERLANG_LINES", (10, 1, 1, 1), NUM),
    ("ERLANG_LINES", (0, 1, 1, 0.01), 0.0),
)


@pytest.mark.parametrize(("name", "args", "expected"), EDGES, ids=lambda v: str(v)[:40])
def test_the_edges(name: str, args: tuple[Any, ...], expected: Any) -> None:
    found = shown(FUNCTIONS[name], *args)
    assert found == (expected if isinstance(expected, str) else pytest.approx(expected, abs=5e-7))
    assert type(found) is type(expected)


def test_every_function_has_edges() -> None:
    assert {name for name, *_ in EDGES} == set(GOOD) == set(NAMES)


@pytest.mark.parametrize("name", GOOD)
def test_every_argument_passes_errors_on_and_refuses_words(name: str) -> None:
    for at, parameter in enumerate(FUNCTIONS[name].spec.parameters):
        args = [*GOOD[name], *[None] * 7][: len(FUNCTIONS[name].spec.parameters)]
        args[at] = "#REF!"
        assert shown(FUNCTIONS[name], *args) == "#REF!"
        args[at] = "few"
        with pytest.raises(CxError, match=f"^{name}: {parameter.name} must be a number, got 'few'"):
            FUNCTIONS[name](*args)


@pytest.mark.parametrize("name", ["ERLANG_SL", "ERLANG_ASA", "ERLANG_OCC"])
def test_one_formula_can_be_copied_into_the_next(name: str) -> None:
    assert [p.name for p in FUNCTIONS[name].spec.parameters] == [
        *("calls", "interval", "aht", "agents", "threshold", "patience")
    ]


def test_the_threshold_plays_no_part_in_waits_and_occupancy() -> None:
    for function in (ERLANG_ASA, ERLANG_OCC):
        assert function(100, 1800, 180, 14, 5, 60) == function(100, 1800, 180, 14, 500, 60)
        assert "no part" in function.spec.parameters[4].help


def test_too_few_agents_are_told_how_many_would_do() -> None:
    sentence = (
        "ERLANG_SL: 9 agents never catch up with 10 erlangs of work (calls x aht / interval): "
        "at least 11 agents are needed, or a patience after which callers hang up"
    )
    with pytest.raises(CxError, match=f"^{re.escape(sentence)}$"):
        ERLANG_SL(100, 1800, 180, 9)
    assert ERLANG_SL(100, 1800, 180, 11) > 0


def test_a_day_of_half_hours_as_a_planner_sees_it() -> None:
    """Golden: calls, agents for 80/20 with Erlang C and A, and what they give."""
    rows = []
    for calls in (0, 3, 40, 120, 260):
        alone, hasty = ERLANG_AGENTS(calls, 1800, 300, 20, 0.8), ERLANG_AGENTS(calls, 1800, 300, 20, 0.8, None, 90)
        level, wait = ERLANG_SL(calls, 1800, 300, alone), ERLANG_ASA(calls, 1800, 300, alone)
        gone = ERLANG_ABANDON(calls, 1800, 300, hasty, 90)
        rows.append((calls, alone, round(level, 3), round(wait, 1), hasty, round(gone, 3)))
    assert rows == [
        (0, 0.0, 1.0, 0.0, 0.0, 0.0),
        (3, 2.0, 0.91, 20.0, 2.0, 0.054),
        (40, 10.0, 0.86, 15.7, 9.0, 0.067),
        (120, 25.0, 0.85, 12.5, 22.0, 0.069),
        (260, 50.0, 0.847, 10.7, 44.0, 0.07),
    ]


def test_the_parts_of_one_interval_fit_together() -> None:
    args = (250, 1800, 240, 33)
    assert ERLANG_WAIT(*args, 100) > ERLANG_ABANDON(*args, 100) > 0
    assert ERLANG_OCC(*args, None, 100) == pytest.approx(250 * 240 / 1800 * (1 - ERLANG_ABANDON(*args, 100)) / 33)
    assert ERLANG_B(*args) > ERLANG_ABANDON(*args, 100)
    assert ERLANG_LINES(250, 1800, 240, ERLANG_B(*args)) == 33
