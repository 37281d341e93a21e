"""Retention curves, customer value and churn evidence beside published values and other packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.functions import FUNCTIONS
from cxcel.models.cohorts import cohort
from cxcel.models.logistic import auc, auc_variance, brier, fit_logistic
from cxcel.models.sbg import Curve, fit, limits, log_likelihood
from cxcel.models.value import multiple, silence

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = json.loads((HERE / "loyalty_published.json").read_text(encoding="utf-8"))
MADE: dict[str, Any] = json.loads((HERE / "loyalty.json").read_text(encoding="utf-8"))
F = FUNCTIONS


def close(value: Any, rtol: float = 1e-8) -> Any:
    return pytest.approx(value, rel=rtol, abs=1e-12)


def digits(value: Any, places: int) -> Any:
    """Equal to what was printed with so many decimal places."""
    return pytest.approx(value, abs=0.51 * 10**-places)


def curve_of(alive: list[float]) -> Curve:
    return fit(cohort(np.array(alive, float), counted=alive[0] > 1))


def with_parameters(alpha: float, beta: float) -> Curve:
    seen = cohort(np.array([10.0, 8, 7]))
    return Curve(alpha / (alpha + beta), 1 / (1 + alpha + beta), 0.0, seen)


def table_of(cohorts: list[list[float]]) -> list[list[Any]]:
    """One column per cohort, blank where it was not seen."""
    longest = max(map(len, cohorts))
    return [[c[row] if row < len(c) else None for c in cohorts] for row in range(longest)]


def test_every_value_names_its_source() -> None:
    for entry in PUBLISHED.values():
        assert {"source", "tool", "version", "command", "date"} <= set(entry)
    assert MADE["made"]["date"] == "2026-11-22"
    assert all("source" in entry for entry in MADE.values())


@pytest.mark.parametrize("name", PUBLISHED["sbg_segments"]["segments"])
def test_parameters_of_the_papers_segments(name: str) -> None:
    entry = PUBLISHED["sbg_segments"]["segments"][name]
    header, row = F["RETENTION_PARAMETERS"](entry["survival"][:7])
    found = dict(zip(header, row, strict=True))
    assert found["alpha"] == digits(entry["alpha"], 3)
    assert found["beta"] == digits(entry["beta"], 3)


@pytest.mark.parametrize("name", PUBLISHED["sbg_segments"]["segments"])
def test_years_held_back_are_projected_within_a_few_per_cent(name: str) -> None:
    """The paper's own check: years 8 to 12 from years 1 to 7."""
    survival = PUBLISHED["sbg_segments"]["segments"][name]["survival"]
    rows = F["RETENTION_FIT"](survival[:7], 5)[1:]
    assert [row[2] for row in rows[7:]] == pytest.approx(survival[7:], rel=0.05)


def test_the_high_end_as_in_its_python_package() -> None:
    entry = PUBLISHED["sbg_high_end"]
    survival = PUBLISHED["sbg_segments"]["segments"]["high end"]["survival"][:7]
    rows = F["RETENTION_FIT"](survival)[1:]
    assert [row[2] for row in rows[7:]] == digits(entry["ahead"], 3)
    assert F["RETENTION_DERL"](survival, entry["discount"]) == digits(entry["residual"], 3)
    at_one = log_likelihood(np.array([0.0]), np.array([1 / 3]), cohort(np.array([1, *survival]), counted=False))
    assert at_one[0] == close(entry["log_likelihood_at_one"], 1e-3)  # the tolerance of its test


def test_several_cohorts_as_in_the_note() -> None:
    entry = PUBLISHED["sbg_cohorts"]
    (alpha, beta, *_) = F["RETENTION_PARAMETERS"](table_of(entry["cohorts"]))[1]
    assert alpha == digits(entry["alpha"], 2)
    assert beta == digits(entry["beta"], 2)


@pytest.mark.parametrize("case", PUBLISHED["sbg_residual"]["cases"], ids=lambda c: str(c["alpha"]))
def test_residual_lifetimes_of_the_paper(case: dict[str, Any]) -> None:
    curve = with_parameters(case["alpha"], case["beta"])
    found = [curve.residual(PUBLISHED["sbg_residual"]["discount"], n) for n in range(5)]
    assert found == digits(case["residual"], 2)


@pytest.mark.parametrize("name", MADE["fits"]["values"])
def test_maximum_as_by_mpmath(name: str) -> None:
    entry = MADE["fits"]["values"][name]
    found = curve_of(entry["alive"])
    assert (found.alpha, found.beta) == close((entry["alpha"], entry["beta"]), 1e-7)
    assert found.log_likelihood == close(entry["log_likelihood"], 1e-12)


def test_maximum_of_several_cohorts_as_by_mpmath() -> None:
    entry = MADE["cohorts"]
    header, row = F["RETENTION_PARAMETERS"](table_of(entry["alive"]))
    found = dict(zip(header, row, strict=True))
    for name in ("alpha", "beta", "log_likelihood"):
        assert found[name] == close(entry[name], 1e-7)


@pytest.mark.parametrize("name", MADE["surpyval"]["values"])
def test_maximum_as_in_surpyval(name: str) -> None:
    """Its optimiser stops earlier than ours."""
    entry = MADE["surpyval"]["values"][name]
    found = curve_of(MADE["fits"]["values"][name]["alive"])
    assert (found.alpha, found.beta) == close((entry["alpha"], entry["beta"]), 2e-3)


@pytest.mark.parametrize("name", MADE["limits"]["values"])
def test_limits_as_by_constrained_optimisation(name: str) -> None:
    entry = MADE["limits"]["values"][name]
    low, high = limits(curve_of(MADE["fits"]["values"][name]["alive"]), len(entry["low"]))
    assert low[1:].tolist() == pytest.approx(entry["low"], abs=1e-5)
    assert high[1:].tolist() == pytest.approx(entry["high"], abs=1e-5)


def test_residual_lifetimes_as_by_mpmath() -> None:
    assert len(MADE["residual"]["values"]) >= 50
    for case in MADE["residual"]["values"]:
        curve = with_parameters(case["alpha"], case["beta"])
        assert curve.residual(case["discount"], case["renewals"]) == close(case["value"], 1e-10), case


@pytest.mark.parametrize("case", PUBLISHED["clv"]["cases"], ids=lambda c: str(c["value"]))
def test_value_of_a_customer_as_printed(case: dict[str, Any]) -> None:
    found = F["CLV"](case["margin"], case["retention"], case["discount"], timing=case["timing"])
    assert found == digits(case["value"], case["places"])


@pytest.mark.parametrize("case", MADE["clv"]["values"], ids=lambda c: f"{c['retention']} {c['timing']}")
def test_value_of_a_customer_is_the_sum_of_margins(case: dict[str, Any]) -> None:
    found = F["CLV"](case["margin"], case["retention"], case["discount"], 0, case["timing"], case["periods"])
    assert found == close(case["value"])
    if case["periods"] is None:
        assert found == close(case["margin"] * multiple(case["retention"], case["discount"], case["timing"]))


def test_revenue_at_risk_as_in_its_rule() -> None:
    entry = PUBLISHED["revenue_at_risk"]
    found = F["REVENUE_AT_RISK"](entry["detractors"], entry["passives"], entry["revenue"], *entry["rates"])
    assert found == entry["value"]


@pytest.mark.parametrize("case", MADE["silence"]["values"], ids=lambda c: str(c["answers"]))
def test_limits_of_the_silent_as_in_statsmodels(case: dict[str, Any]) -> None:
    rates = case["complained"] / case["contacts"], case["dissatisfied"] / case["answers"]
    found = silence(*rates, bases=(case["contacts"], case["answers"]))
    assert (found.low, found.high) == close(tuple(case["limits"]))


@pytest.mark.parametrize("case", MADE["regression"]["values"], ids=lambda c: c["name"])
def test_penalised_regression_as_in_firthmodels(case: dict[str, Any]) -> None:
    """The other package stops at a slope of 1e-10 of the likelihood, or where it cannot halve a step further."""
    found = fit_logistic(np.array(case["columns"]), np.array(case["left"]))
    assert found.slopes.tolist() == close(case["slopes"], 1e-6)
    assert found.intercept == close(case["intercept"], 1e-6)


def test_evidence_as_in_scikit_learn() -> None:
    entry = MADE["evidence"]
    left, chances, score = (np.array(entry[name]) for name in ("left", "chances", "score"))
    assert brier(chances, left)[0].value == close(entry["brier"], 1e-12)
    for name, values in (("auc_chances", chances), ("auc_score", score)):
        found = auc(values, left)
        assert found.value == close(entry[name]["area"], 1e-12)
        assert (found.low, found.high) == close(tuple(entry[name]["limits"]), 1e-9)


def test_error_of_the_area_as_in_the_paper() -> None:
    entry = PUBLISHED["auc_error"]
    for area in entry["areas"]:
        n, q1, q2 = entry["each"], area / (2 - area), 2 * area**2 / (1 + area)
        paper = (area * (1 - area) + (n - 1) * (q1 - area**2) + (n - 1) * (q2 - area**2)) / n**2
        assert auc_variance(area, n, n) == close(paper, 1e-12)
