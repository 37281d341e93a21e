"""Funnels, control charts and before/after checks beside published values and those of other packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.families import Proportion, ProportionTally
from cxcel.families.mean import welch
from cxcel.functions import IMPACT_TEST, KPI_FUNNEL, KPI_PCHART
from cxcel.relations.control import chart
from cxcel.relations.funnel import LARGE, binomial_limit, dispersion, funnel
from cxcel.relations.impact import independent, paired

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = json.loads((HERE / "variation_published.json").read_text(encoding="utf-8"))
MADE: dict[str, Any] = json.loads((HERE / "variation.json").read_text(encoding="utf-8"))


def floats(values: Any) -> np.ndarray:
    return np.array(values, dtype=float)


def digits(values: Any, places: int) -> Any:
    """Equal to what was printed with so many decimal places."""
    return pytest.approx(values, abs=0.51 * 10**-places)


def close(values: Any) -> Any:
    return pytest.approx(values, rel=1e-9, abs=1e-12)


def shown(found: Any) -> list[float]:
    return [found.difference, found.low, found.high, found.p]


def expected(case: dict[str, float]) -> list[float]:
    return [case[name] for name in ("difference", "low", "high", "p")]


def test_every_value_names_its_source() -> None:
    for entry in PUBLISHED.values():
        assert {"source", "tool", "version", "command", "date"} <= set(entry)
    assert MADE["made"]["date"] == "2026-11-22"
    assert all("source" in entry for name, entry in MADE.items() if name != "made")


@pytest.mark.parametrize("name", ["textbook", "wafers"])
def test_p_chart_as_printed(name: str) -> None:
    entry = PUBLISHED[name]
    header, *rows = KPI_PCHART(entry["x"], [entry["n"]] * len(entry["x"]), "p")
    for row in (dict(zip(header, row, strict=True)) for row in rows):
        for column in ("centre", "low", "high"):
            assert row[column] == digits(entry[column], entry["places"])
        outside = row["period"] in entry["outside"]
        assert row["signal"].startswith("above the limit") is outside


def test_p_chart_of_unequal_periods_as_in_r() -> None:
    entry = PUBLISHED["unequal"]
    found = chart(floats(entry["x"]), floats(entry["n"]))
    assert found.method == "p"
    assert found.low == digits(entry["low"], entry["places"])
    assert found.high == digits(entry["high"], entry["places"])


def test_laney_chart_as_printed() -> None:
    """Weeks of a quarter of a million cases: a p chart flags 16 of 20, Laney's none."""
    entry = PUBLISHED["weeks"]
    found = chart(floats(entry["x"]), floats(entry["n"]))
    assert found.method == "pp"
    assert found.low == digits(entry["low"], entry["places"])
    assert found.high == digits(entry["high"], entry["places"])
    assert found.signals == [""] * 20
    plain = chart(floats(entry["x"]), floats(entry["n"]), "p")
    assert sum("limit" in signal for signal in plain.signals) == entry["p_chart_outside"]


@pytest.mark.parametrize("name", ["orange", "purchases", "large"])
def test_p_chart_as_in_pyqicharts(name: str) -> None:
    case = MADE["charts"][name]
    found = chart(floats(case["x"]), floats(case["n"]), "p")
    assert found.centre == close(case["centre"])
    assert found.low == close(np.maximum(case["low"], 0.0))
    assert found.high == close(np.minimum(case["high"], 1.0))


def test_sigma_z_as_in_statprocon() -> None:
    case = MADE["charts"]["large"]
    assert chart(floats(case["x"]), floats(case["n"])).sigma_z * 1.128 == digits(case["moving_range"], 3)


def test_funnel_scores_as_printed() -> None:
    entry = PUBLISHED["funnel"]
    header, *rows = KPI_FUNNEL(entry["x"], entry["n"])
    by_name = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert [by_name[str(i + 1)]["z"] for i in range(5)] == digits(entry["z"], 6)


@pytest.mark.parametrize("case", MADE["funnel"]["cases"].values(), ids=MADE["funnel"]["cases"])
def test_funnel_limits_as_in_scipy(case: dict[str, Any]) -> None:
    """Exact limits of small groups; those of large ones are normal, as in R."""
    n = floats(case["n"])
    found = funnel(floats(case["x"]), n, case["target"], "none")
    exact = np.array([binomial_limit(q, n, found.target) for q in (0.025, 0.975, 0.001, 0.999)])
    for i, row in enumerate(case["rows"]):
        assert exact[:, i] == close(row["limits"])
        if n[i] * found.target * (1 - found.target) < LARGE:
            assert found.limits[:, i] == close(row["limits"])
        if found.judged[i]:
            assert (found.p[i], found.z[i]) == close((row["p"], row["z"]))


def test_dispersion_as_in_pandas() -> None:
    case = MADE["spread"]
    x, n = floats(case["x"]), floats(case["n"])
    assert dispersion(x, n, float(x.sum() / n.sum())).phi == close(case["phi"])


def test_difference_in_differences_as_in_statsmodels() -> None:
    case = MADE["impact"]
    header, first, *_ = IMPACT_TEST(*case["data"])
    answer = dict(zip(header, first, strict=True))
    assert [answer[name] for name in ("difference", "low", "high", "p")] == close(expected(case["independent"]))


def test_paired_check_as_in_scipy_and_statsmodels() -> None:
    case = MADE["impact"]
    before, after, control_before, control_after = map(floats, case["data"])
    found = paired(before, after, (control_before, control_after))
    assert found.beyond is not None
    assert found.same_start is not None
    assert shown(found.beyond) == close(expected(case["paired"]))
    assert shown(found.group.found) == close(expected(case["change"]))
    assert shown(found.same_start) == close(expected(case["same_start"]))
    assert found.r == close(case["r"])


def test_difference_in_differences_of_shares_as_in_statsmodels() -> None:
    case = MADE["shares"]
    before, after, *control = (ProportionTally(*map(float, pair)) for pair in case["counts"])
    found = independent(Proportion(), before, after, (control[0], control[1])).beyond
    assert found is not None
    assert (found.difference, found.low, found.high) == close((case["difference"], case["low"], case["high"]))


@pytest.mark.parametrize("row", PUBLISHED["minimum_wage"]["rows"], ids=lambda row: str(row["difference"]))
def test_difference_in_differences_as_printed(row: dict[str, Any]) -> None:
    """The paper prints changes with their errors; an error is half an interval at 1.96 when rows are many."""
    (group, error), (control, control_error) = row["changes"]
    found = welch(group - control, [(error**2, 1e9), (control_error**2, 1e9)])
    assert found.difference == pytest.approx(row["difference"], abs=0.0101)  # printed from unrounded changes
    assert (found.high - found.low) / 2 / 1.959964 == digits(row["error"], row["places"])
