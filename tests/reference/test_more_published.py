"""More published values, and values of other packages, each for a function as it is called in a cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cxcel.functions import FUNCTIONS as F

MORE: dict[str, Any] = json.loads((Path(__file__).parent / "more_published.json").read_text(encoding="utf-8"))


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def digits(value: Any, places: int) -> Any:
    """Equal to what was printed with so many decimal places."""
    return pytest.approx(value, abs=0.51 * 10**-places)


def row(table: Any, number: int = 1) -> dict[str, Any]:
    return dict(zip(table[0], table[number], strict=True))


def ratings(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """Return the two scores of everybody in a table of counts."""
    cells = [(i, j) for i, counts in enumerate(table, 1) for j, count in enumerate(counts, 1) for _ in range(count)]
    return [i for i, _ in cells], [j for _, j in cells]


def test_every_value_names_its_source() -> None:
    for entry in MORE.values():
        assert {"source", "tool", "version", "command", "date"} <= set(entry)


@pytest.mark.parametrize("case", MORE["shares"]["cases"], ids=str)
def test_wilson(case: list[float]) -> None:
    hits, cases, low, high = case
    assert F["KPI_CI"]("FCR_RATE", hits, cases) == [[digits(low, 4), digits(high, 4)]]


@pytest.mark.parametrize("case", MORE["share_differences"]["cases"], ids=str)
def test_newcombe(case: list[float]) -> None:
    x1, n1, x2, n2, low, high = case
    found = row(F["KPI_TEST"]("FCR_RATE", x2, n2, x1, n1))
    assert (found["low"], found["high"]) == (digits(low, 4), digits(high, 4))


@pytest.mark.parametrize(
    ("name", "method"),
    [
        (name, method)
        for name in ("tuna", "judges")
        for method in ("pearson", "kendall", "spearman")
        if method in MORE[name]
    ],
)
def test_correlation(name: str, method: str) -> None:
    entry = MORE[name]
    want = entry[method]
    assert F["KPI_CORR"](entry["x"], entry["y"], method) == digits(want["r"], want["places"])
    if "limits" in want:
        low, high = (digits(limit, want["places"]) for limit in want["limits"])
        assert F["KPI_CORR_CI"](entry["x"], entry["y"], method) == [[low, high]]
    if "p" in want:
        assert row(F["KPI_CORR_TABLE"](entry["x"], entry["y"], method))["p"] == digits(want["p"], want["p_places"])


@pytest.mark.parametrize("case", MORE["partial"]["cases"], ids=lambda case: f"{case['method']}-{len(case['controls'])}")
def test_partial_correlation(case: dict[str, Any]) -> None:
    entry = MORE["partial"]
    controls = [list(values) for values in zip(*(entry[name] for name in case["controls"]), strict=True)]
    found = F["KPI_PARTIAL_CORR"](entry["x"], entry["y"], controls, case["method"])
    assert found == digits(case["r"], 6)
    if "limits" in case:
        low, high = (digits(limit, 2) for limit in case["limits"])
        assert F["KPI_PARTIAL_CORR_CI"](entry["x"], entry["y"], controls, case["method"]) == [[low, high]]


@pytest.mark.parametrize("name", ["polychoric", "personality"])
def test_polychoric(name: str) -> None:
    entry = MORE[name]
    assert F["KPI_POLYCHORIC"](*ratings(entry["table"])) == digits(entry["r"], entry["places"])


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_many_p_values(method: str) -> None:
    entry = MORE["p_values"]
    found = [cell for (cell,) in F["P_ADJUST"](entry["p"], method)]
    assert found == pytest.approx(entry[method], abs=5e-7)  # the p values themselves are printed to 8 places


@pytest.mark.parametrize("method", ["lmg", "johnson"])
@pytest.mark.parametrize("name", list(MORE["drivers"]["cases"]))
def test_drivers(name: str, method: str) -> None:
    case = MORE["drivers"]["cases"][name]
    table = F["KPI_DRIVERS"](case["y"], [case["kpis"], *case["x"]], method)
    found = {line[0]: line[1] for line in table[1:]}
    for kpi, importance in zip(case["kpis"], case[method], strict=True):
        assert found[kpi] == pytest.approx(importance, abs=1e-11)
    assert found["all together"] == pytest.approx(sum(case[method]), abs=1e-11)


@pytest.mark.parametrize("case", MORE["multiples"]["cases"], ids=str)
def test_margin_multiples(case: list[float]) -> None:
    retention, discount, multiple = case
    assert F["CLV"](1, retention, discount) == digits(multiple, 2)


def test_lifetime_value_of_a_subscriber() -> None:
    assert F["CLV"](*MORE["provider"]["arguments"]) == digits(MORE["provider"]["value"], 0)


@pytest.mark.parametrize("case", [MORE["clinic"], *MORE["hospital"]["cases"]], ids=lambda case: str(case["queue"]))
def test_queues_of_textbooks(case: dict[str, Any]) -> None:
    queue = case["queue"]
    assert F["ERLANG_ASA"](*queue) / 3600 == digits(case["hours"], 3)
    assert F["ERLANG_WAIT"](*queue) == digits(case["waiting"], 3)
    if "beyond_an_hour" in case:
        assert 1 - F["ERLANG_SL"](*queue, 3600) == digits(case["beyond_an_hour"], 3)


@pytest.mark.parametrize("case", MORE["lines"]["cases"], ids=str)
def test_lost_calls_of_the_tables(case: list[float]) -> None:
    lines, blocking, erlangs, places = case
    half = 0.51 * 10**-places
    assert F["ERLANG_B"](erlangs - half, 1, 1, lines) < blocking < F["ERLANG_B"](erlangs + half, 1, 1, lines)


@pytest.mark.parametrize("case", MORE["agents"]["cases"], ids=lambda case: str(case["need"]))
def test_agents(case: dict[str, Any]) -> None:
    calls, interval, aht, threshold, _ = case["need"]
    assert F["ERLANG_AGENTS"](*case["need"]) == case["agents"]
    assert F["ERLANG_AGENTS"](*case["need"], case["shrinkage"]) == case["positions"]
    assert F["ERLANG_SL"](calls, interval, aht, case["agents"], threshold) == close(case["level"])
    assert F["ERLANG_OCC"](calls, interval, aht, case["agents"]) == close(case["occupancy"])
    assert F["ERLANG_WAIT"](calls, interval, aht, case["agents"]) == close(case["waiting"])
