"""Our numbers beside published ones and beside those of other packages; each source stands with its values."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.families import Mean, NetScore, NetScoreTally, Proportion, ProportionTally, Ratio
from cxcel.functions import FUNCTIONS
from cxcel.relations.correction import adjust
from cxcel.relations.correlation import correlate, partial_r

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = json.loads((HERE / "published.json").read_text(encoding="utf-8"))
MADE: dict[str, Any] = json.loads((HERE / "independent.json").read_text(encoding="utf-8"))


def close(value: Any, rtol: float = 1e-10) -> Any:
    return pytest.approx(value, rel=rtol, abs=1e-12)


def digits(value: Any, places: int) -> Any:
    """Equal to what was printed with so many decimal places."""
    return pytest.approx(value, abs=0.51 * 10**-places)


def limits(interval: Any) -> tuple[float, float]:
    return (interval.low, interval.high)


def test_every_published_value_names_its_source() -> None:
    for entry in PUBLISHED.values():
        assert {"source", "tool", "version", "command", "date"} <= set(entry)
    assert MADE["made"]["date"] == "2026-11-22"
    assert all("source" in entry for name, entry in MADE.items() if name != "made")


@pytest.mark.parametrize("case", PUBLISHED["net_score"]["cases"], ids=lambda case: str(case["counts"]))
def test_net_score_as_in_r(case: dict[str, Any]) -> None:
    tally = NetScoreTally(*case["counts"])
    found = NetScore().estimate(tally)
    assert found.value / 100 == close(case["nps"])
    assert found.standard_error is not None
    assert (found.standard_error / 100) ** 2 * tally.n == close(case["variance"])
    assert found.standard_error / 100 == pytest.approx(case["se"], abs=0.001)
    scores = [0] * case["counts"][0] + [7] * case["counts"][1] + [9] * case["counts"][2]
    assert FUNCTIONS["NPS"](scores) == close(100 * case["nps"])


def test_net_score_bands_and_samples() -> None:
    entry = PUBLISHED["net_score_bands"]
    family = NetScore()
    assert family.tally(np.array(entry["detractors"])) == NetScoreTally(2, 0, 0)
    assert family.tally(np.array(entry["passives"])) == NetScoreTally(0, 2, 0)
    assert family.tally(np.array(entry["promoters"])) == NetScoreTally(0, 0, 2)
    scores, best = entry["best"]
    assert FUNCTIONS["NPS"](scores) == best
    for name in ("net_score_api", "net_score_shares"):
        case = PUBLISHED[name]
        factor = 1 if name == "net_score_api" else 100
        assert NetScoreTally(*case["counts"]).value == close(case["nps"] * factor)


@pytest.mark.parametrize("method", ["adjusted_wald", "wald"])
def test_net_score_limits_and_test_as_in_statsmodels(method: str) -> None:
    """The other package does not clip; our limits are clipped to the scale."""
    entry, expected = MADE["net_score"], MADE["net_score"]["methods"][method]
    family = NetScore()
    tallies = {name: family.tally(np.array(scores)) for name, scores in entry["scores"].items()}
    for name, tally in tallies.items():
        assert tally.value == close(entry["values"][name])
        assert limits(family.interval(tally, 0.95, method)) == close(expected["limits"][name])
    found = family.compare(tallies["spring"], tallies["autumn"], 0.95, method)
    assert found.difference == close(entry["values"]["autumn"] - entry["values"]["spring"])
    assert limits(found) == close(expected["difference"])
    assert found.p == close(expected["p"])


@pytest.mark.parametrize("method", ["wilson", "agresti_coull", "exact"])
@pytest.mark.parametrize("case", PUBLISHED["proportion"]["cases"], ids=lambda c: f"{c['hits']} of {c['n']}")
def test_share_limits_as_in_r(case: dict[str, Any], method: str) -> None:
    found = Proportion().interval(ProportionTally(case["hits"], case["n"]), 0.95, method)
    assert limits(found) == close(tuple(case[method]), case["rtol"])


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("method", Proportion().methods)
@pytest.mark.parametrize("case", MADE["proportion"]["one"], ids=lambda c: f"{c['hits']} of {c['n']}")
def test_share_limits_as_in_statsmodels(case: dict[str, Any], method: str, level: float) -> None:
    found = Proportion().interval(ProportionTally(case["hits"], case["n"]), level, method)
    low, high = case[f"{method}@{level}"]
    assert limits(found) == close((max(0.0, low), min(1.0, high)))


@pytest.mark.parametrize("case", MADE["proportion"]["two"], ids=lambda c: f"{c['first']} {c['second']}")
def test_difference_of_shares_as_in_statsmodels(case: dict[str, Any]) -> None:
    first, second = (ProportionTally(*case[which]) for which in ("first", "second"))
    for method in ("newcombe", "wald", "agresti_caffo"):
        found = Proportion().compare(first, second, 0.95, method)
        low, high = case[method]
        assert limits(found) == close((max(-1.0, low), min(1.0, high)), 1e-9)
        assert found.p == close(case["p"], 1e-9)


@pytest.mark.parametrize("method", ["newcombe", "wald"])
@pytest.mark.parametrize("case", PUBLISHED["difference"]["cases"], ids=lambda c: f"{c['first']} {c['second']}")
def test_difference_of_shares_as_printed(case: dict[str, Any], method: str) -> None:
    """The paper prints first less second, we second less first."""
    found = Proportion().compare(ProportionTally(*case["second"]), ProportionTally(*case["first"]), 0.95, method)
    assert limits(found) == digits(tuple(case[method]), 4)


@pytest.mark.parametrize(("method", "places"), [("newcombe", (3, 2)), ("wald", (3, 2)), ("agresti_caffo", (3, 2))])
def test_difference_of_small_shares_as_printed(method: str, places: tuple[int, int]) -> None:
    case = PUBLISHED["difference_small"]
    found = Proportion().compare(ProportionTally(*case["second"]), ProportionTally(*case["first"]), 0.95, method)
    for limit, printed, place in zip(limits(found), case[method], places, strict=True):
        assert limit == digits(printed, place)


def test_pairwise_tests_of_shares_as_in_r() -> None:
    entry = PUBLISHED["pairwise"]
    pairs = combinations([ProportionTally(*group) for group in entry["groups"]], 2)
    raw = [Proportion().compare(a, b).p for a, b in pairs]
    assert raw == close(entry["raw"], 1e-9)
    assert adjust(raw, "holm") == close(entry["holm"], 1e-9)


def test_corrections_as_published() -> None:
    entry = PUBLISHED["correction"]
    found = adjust(entry["p"])
    assert found == pytest.approx(entry["bh"], abs=5e-9)
    assert sum(q <= 0.05 for q in found) == 4
    assert sum(p * len(entry["p"]) <= 0.05 for p in entry["p"]) == 3
    assert adjust(entry["second_p"]) == close(entry["second_bh"])


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_corrections_as_in_scipy_and_statsmodels(method: str) -> None:
    assert adjust(MADE["correction"]["p"], method) == close(MADE["correction"][method])


def test_correlation_as_in_the_documentation_of_scipy() -> None:
    entry = PUBLISHED["correlation"]
    found = correlate(np.array(entry["x"]), np.array(entry["y"]), confidence_level=0.9)
    assert (found.r, found.p) == close((entry["r"], entry["p"]))
    assert limits(found) == close(tuple(entry["limits_90"]))


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlation_as_in_scipy(method: str) -> None:
    entry = MADE["correlation"]
    found = correlate(np.array(entry["x"]), np.array(entry["y"]), method)
    expected = entry[method]
    assert (found.r, found.p) == close((expected["r"], expected["p"]))
    assert limits(found) == close(tuple(expected["limits"]))
    assert FUNCTIONS["KPI_CORR"](entry["x"], entry["y"], method) == close(expected["r"])


def test_partial_correlation_as_in_pingouin() -> None:
    entry = MADE["correlation"]
    x, y, z = (np.array(entry[name], dtype=float) for name in "xyz")
    assert partial_r(x, y, z) == close(entry["partial"])


def test_mean_and_welch_as_in_statsmodels_and_scipy() -> None:
    entry, family = MADE["mean"], Mean()
    first, second = (family.tally(np.array(entry[name], dtype=float)) for name in ("first", "second"))
    assert family.estimate(first).value == close(entry["value"])
    assert limits(family.interval(first)) == close(tuple(entry["limits"]))
    found = family.compare(first, second)
    assert limits(found) == close(tuple(entry["difference"]))
    assert found.p == close(entry["p"])


def test_ratio_as_in_statsmodels() -> None:
    entry, family = MADE["ratio"], Ratio()
    first = family.tally(np.array(entry["talk"]), np.array(entry["calls"]))
    second = family.tally(np.array(entry["talk_later"]), np.array(entry["calls_later"]))
    found = family.estimate(first)
    assert (found.value, found.standard_error) == close((entry["value"], entry["standard_error"]))
    assert limits(family.interval(first)) == close(tuple(entry["limits"]))
    compared = family.compare(first, second)
    assert limits(compared) == close(tuple(entry["difference"]))
    assert compared.p == close(entry["p"])


@pytest.mark.parametrize("rule", PUBLISHED["service_level"]["exact"])
def test_service_levels_as_printed(rule: str) -> None:
    entry = PUBLISHED["service_level"]
    short = entry["abandoned_short"] if rule in ("credit_short", "genesys") else None
    given = [entry[name] for name in ("answered_in_time", "answered", "abandoned", "abandoned_in_time")]
    found = FUNCTIONS["SERVICE_LEVEL"](*given, rule, short)
    assert found == close(entry["exact"][rule])
    if rule in entry["percent"]:
        assert round(100 * found) == entry["percent"][rule]


def test_the_usual_service_level_is_the_default() -> None:
    assert FUNCTIONS["SERVICE_LEVEL"](860, 1000, 60, 20) == close(PUBLISHED["service_level"]["exact"]["excl_short"])


def test_handle_time_is_weighted() -> None:
    entry = PUBLISHED["handle_time"]
    talk = [aht * n for aht, n in zip(entry["aht"], entry["handled"], strict=True)]
    assert sum(talk) == entry["total"]
    found = FUNCTIONS["AHT"](talk, None, None, entry["handled"])
    assert found == close(entry["exact"])
    assert round(found) == entry["printed"] != round(np.mean(entry["aht"]))
    bimodal = PUBLISHED["handle_time_bimodal"]
    talk = [aht * n for aht, n in zip(bimodal["aht"], bimodal["handled"], strict=True)]
    assert FUNCTIONS["AHT"](talk, None, None, bimodal["handled"]) == close(bimodal["exact"])
