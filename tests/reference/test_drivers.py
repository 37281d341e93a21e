"""Shares of R² beside published ones and beside R, dominance-analysis, relativeImp and statsmodels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.functions import KPI_DRIVERS
from cxcel.relations.importance import METHODS
from cxcel.relations.regression import Fit, fit

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = json.loads((HERE / "drivers_published.json").read_text(encoding="utf-8"))
MADE: dict[str, Any] = json.loads((HERE / "drivers.json").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = {case["name"]: case for case in MADE["cases"]}
CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
PRINTED = {name: entry for name, entry in PUBLISHED.items() if "data" in entry}


def fitted(case: dict[str, Any]) -> Fit:
    rows = np.array(case["rows"], dtype=float)
    return fit(rows[:, -1], rows[:, :-1])


def close(value: Any, rtol: float = 1e-9) -> Any:
    return pytest.approx(value, rel=rtol, abs=1e-12)


def test_every_value_names_its_source() -> None:
    for entry in (*PUBLISHED.values(), MADE):
        assert {"source", "tool", "version", "command", "date"} <= set(entry)


@pytest.mark.parametrize("entry", PRINTED.values(), ids=PRINTED)
def test_shares_as_printed(entry: dict[str, Any]) -> None:
    """To the digits printed: relaimpo, domir, rwa, dominanceanalysis, relativeImp."""
    found = None if entry["data"] == "boston" else fitted(CASES[entry["data"]])
    correlations = np.array(MADE["boston"]["correlations"]) if found is None else found.correlations
    half = 0.51 * 10 ** -entry["places"]
    for method in METHODS.keys() & entry.keys():
        assert METHODS[method](correlations) == pytest.approx(entry[method], abs=half)
    if "shares" in entry:
        lmg = METHODS["lmg"](correlations)
        assert lmg / lmg.sum() == pytest.approx(entry["shares"], abs=half)
    for key in {"beta", "r2", "adjusted_r2"} & entry.keys():
        assert getattr(found, key) == pytest.approx(entry[key], abs=half)
    if "f" in entry:
        assert found is not None
        assert found.f == pytest.approx(entry["f"], rel=1e-11)


@pytest.mark.parametrize("case", PUBLISHED["by_hand"]["cases"])
@pytest.mark.parametrize("method", METHODS)
def test_shares_by_hand(case: dict[str, Any], method: str) -> None:
    assert METHODS[method](np.array(case["correlations"], dtype=float)) == pytest.approx(case["shares"], abs=6e-7)


@CASE
@pytest.mark.parametrize("tool", ["r", "python"])
@pytest.mark.parametrize("method", METHODS)
def test_shares_as_in_two_other_tools(case: dict[str, Any], tool: str, method: str) -> None:
    assert METHODS[method](fitted(case).correlations) == close(case[tool][method])


@pytest.mark.parametrize("method", METHODS)
def test_thirteen_predictors_as_in_another_tool(method: str) -> None:
    """8,191 models by dominance-analysis; relative weights by relativeImp."""
    found = METHODS[method](np.array(MADE["boston"]["correlations"]))
    assert found == close(MADE["boston"][method], 1e-8)


@CASE
@pytest.mark.parametrize("tool", ["r", "python"])
def test_regressions_as_in_two_other_tools(case: dict[str, Any], tool: str) -> None:
    """Of the two standard errors the larger counts, and its p value is that of lm() where that is the ordinary one."""
    found, theirs = fitted(case), case[tool]
    assert found.beta == close(theirs["beta"])
    assert found.vif == close(theirs["vif"])
    assert found.error == close(np.maximum(theirs["error"], theirs["hc2"]))
    assert (found.r2, found.f_p) == close((theirs["r2"], theirs["f_p"]))
    if tool == "r":
        assert (found.adjusted_r2, found.f) == close((theirs["adjusted_r2"], theirs["f"]))
        ordinary = np.array(theirs["error"]) >= theirs["hc2"]
        assert found.p[ordinary] == close(np.array(theirs["p"])[ordinary])


def test_the_reference_knows_both_kinds_of_standard_error() -> None:
    larger = [e >= h for case in CASES.values() for e, h in zip(case["r"]["error"], case["r"]["hc2"], strict=True)]
    assert 0 < sum(larger) < len(larger)


@pytest.mark.parametrize("method", METHODS)
def test_the_function_prints_these_shares_and_warns_of_the_suppressor(method: str) -> None:
    case = CASES["swiss"]
    table = [case["predictors"], *(row[:-1] for row in case["rows"])]
    header, *rows = KPI_DRIVERS(["Fertility", *(row[-1] for row in case["rows"])], table, method)
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    for name, share in zip(case["predictors"], case["python"][method], strict=True):
        assert found[name]["importance"] == close(share)
    assert [row[0] for row in rows][:3] == ["Education", "Examination", "Infant.Mortality"]
    assert found["all together"]["importance"] == close(case["r"]["r2"])
    farming = found["Agriculture"]
    assert farming["r"] > 0 > farming["beta"]
    assert farming["direction"] == "down"
    assert farming["note"].startswith("suppressor: alone the outcome goes up with it, held beside the others down")
