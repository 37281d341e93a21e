"""Our numbers beside those of R, in r.json; make_r.R makes it with the subjects in make_r/."""

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

R: dict[str, Any] = json.loads((Path(__file__).parent / "r.json").read_text(encoding="utf-8"))
DATA = {case["name"]: case["columns"] for case in R["data"]["cases"]}
Case = dict[str, Any]


def cases(name: str) -> pytest.MarkDecorator:
    """Run a test with each case of an entry."""

    def label(case: Case) -> str:
        return str(case.get("name") or list(case.values())[:2])[:60]

    return pytest.mark.parametrize("case", R[name]["cases"], ids=label)


def close(value: Any, rtol: float = 1e-10, absolute: float = 1e-10) -> Any:
    """Equal to the twelve digits that the file holds, less the last two."""
    return pytest.approx(value, rel=rtol, abs=absolute)


def floats(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(values, dtype=float)


def limits(interval: Any) -> list[float]:
    return [interval.low, interval.high]


def clipped(expected: list[float], low: float, high: float) -> list[float]:
    return [max(low, expected[0]), min(high, expected[1])]


def by_level(expected: dict[str, list[float]]) -> list[tuple[float, list[float]]]:
    return [(float(level), found) for level, found in expected.items()]


def test_every_entry_names_its_source() -> None:
    for name, entry in R.items():
        assert {"source", "tool", "version", "command", "date", "cases"} <= set(entry), name
        assert entry["version"].startswith("R ")
        assert entry["cases"], name


def scores_of(counts: list[int]) -> list[int]:
    return [0] * counts[0] + [7] * counts[1] + [9] * counts[2]


# Net scores


@cases("net_score")
def test_net_score(case: Case) -> None:
    """R's limits are not clipped; ours are clipped, and widened where all answers agree so that they hold the score."""
    family, tally = NetScore(), NetScoreTally(*case["counts"])
    found = family.estimate(tally)
    assert (found.value, found.standard_error) == close((case["value"], case["se"]))
    for method in ("wald", "adjusted_wald", "score"):
        for level, expected in by_level(case[method]):
            low, high = clipped(expected, -100, 100)
            widened = [min(low, case["value"]), max(high, case["value"])]
            assert limits(family.interval(tally, level, method)) == close(widened, 1e-9, 1e-7), (method, level)


@pytest.mark.parametrize("case", R["net_score_printed"]["cases"] + R["net_score_printed_too"]["cases"])
def test_net_score_limits_as_printed(case: Case) -> None:
    tally = NetScoreTally(*case["counts"])
    found = NetScore().interval(tally, case["level"], "score")
    expected = [100 * limit for limit in case["limits"]]
    assert limits(found) == pytest.approx(expected, abs=100 * 10 ** -case["digits"])


@cases("net_score_test")
def test_net_score_test(case: Case) -> None:
    first, second = (NetScoreTally(*case[which]) for which in ("first", "second"))
    found = NetScore().compare(first, second, case["level"], case["method"])
    assert (found.difference, found.p) == close((case["difference"], case["p"]))
    low, high = clipped(case["limits"], -200, 200)
    assert limits(found) == close([min(low, found.difference), max(high, found.difference)])
    rows = FUNCTIONS["NPS_TEST"](scores_of(case["first"]), scores_of(case["second"]), case["method"])
    assert rows[1][:4] == close([found.difference, found.low, found.high, case["p"]])


@cases("net_score_paired")
def test_net_score_of_the_same_people(case: Case) -> None:
    found = FUNCTIONS["NPS_TEST"](case["first"], case["second"], "paired")[1]
    assert found[:4] == close([case["difference"], *clipped(case["limits"], -200, 200), case["p"]])


@cases("net_score_needed")
def test_net_score_answers_needed(case: Case) -> None:
    given = [case[name] for name in ("margin", "sd", "level")]
    assert FUNCTIONS["NPS_NEEDED"](*given) == case["n"]
    assert FUNCTIONS["NPS_NEEDED"](*given, case["population"]) == case["of_list"]


@cases("net_score_bootstrap")
def test_net_score_bootstrap(case: Case) -> None:
    """Ten thousand resamples land on the exact percentile, or one answer beside it."""
    tally = NetScoreTally(*case["counts"])
    found = limits(NetScore().interval(tally, case["level"], "bootstrap"))
    assert found == pytest.approx(case["exact"], abs=1.01 * 100 / tally.n)
    assert found == pytest.approx(case["boot"], abs=2.01 * 100 / tally.n)


# Shares


@cases("share")
def test_share(case: Case) -> None:
    tally = ProportionTally(case["hits"], case["n"])
    for method in ("wilson", "exact", "agresti_coull", "wald"):
        for level, expected in by_level(case[method]):
            found = limits(Proportion().interval(tally, level, method))
            assert found == close(clipped(expected, 0, 1)), (method, level)
    for level, methods in case.get("again", {}).items():
        for method, expected in methods.items():
            found = limits(Proportion().interval(tally, float(level), method))
            assert found == close(clipped(expected, 0, 1)), (method, level)


@cases("share_difference")
def test_difference_of_shares(case: Case) -> None:
    first, second = (ProportionTally(*case[which]) for which in ("first", "second"))
    for method in ("newcombe", "wald", "agresti_caffo"):
        found = Proportion().compare(first, second, case["level"], method)
        assert limits(found) == close(clipped(case[method], -1, 1)), method
        assert found.difference == close(case["difference"])
        # all hits or none on both sides: R divides 0 by 0 there, we say that nothing differs
        assert found.p == close(1.0 if case["p"] is None else case["p"])


@cases("share_pairwise")
def test_all_pairs_of_shares(case: Case) -> None:
    groups = [ProportionTally(*group) for group in zip(case["hits"], case["n"], strict=True)]
    raw = [Proportion().compare(a, b).p for a, b in combinations(groups, 2)]
    assert raw == close(case["raw"])
    assert adjust(raw, "holm") == close(case["holm"])
    assert adjust(raw, "bh") == close(case["bh"])


@cases("correction")
def test_corrected_p_values(case: Case) -> None:
    for method in ("bh", "holm"):
        assert adjust(case["p"], method) == close(case[method], 1e-10, 1e-16)
        found = FUNCTIONS["P_ADJUST"](case["p"], method)
        assert [row[0] for row in found] == close(case[method], 1e-10, 1e-16)


# Means and ratios


@cases("mean")
def test_mean(case: Case) -> None:
    family = Mean()
    first, second = (family.tally(floats(case[which])) for which in ("first", "second"))
    found = family.estimate(first)
    assert (found.value, found.standard_error) == close((case["value"], case["se"]))
    for level, expected in by_level(case["limits"]):
        assert limits(family.interval(first, level)) == close(expected)
    for level, expected in by_level(case["difference_limits"]):
        compared = family.compare(first, second, level)
        assert limits(compared) == close(expected)
        assert (compared.difference, compared.p) == close((case["difference"], case["p"]))


@cases("weighted")
def test_weighted_mean(case: Case) -> None:
    """The value is R's; the error is that of Kish's base, near the linearised one and not the same."""
    from cxcel.families import Design

    family = Design(Mean(), weighted=True)
    tally = family.tally(floats(case["values"]), floats(case["weights"]))
    found = family.estimate(tally)
    assert found.value == close(case["value"]) == close(case["value_survey"])
    assert tally.n_eff == close(case["n_eff"])
    assert found.standard_error == close(case["se_kish"])
    assert found.standard_error == pytest.approx(case["se_survey"], rel=0.3)


@cases("ratio")
def test_ratio(case: Case) -> None:
    family = Ratio()
    tally = family.tally(floats(case["top"]), floats(case["bottom"]))
    found = family.estimate(tally)
    assert (found.value, found.standard_error) == close((case["value"], case["se"]))
    for level, expected in by_level(case["limits"]):
        assert limits(family.interval(tally, level)) == close(expected)


@cases("weighted_share")
def test_weighted_share(case: Case) -> None:
    from cxcel.families import Design

    family = Design(Proportion(), weighted=True)
    tally = family.tally(floats(case["values"]), floats(case["weights"]))
    found = family.estimate(tally)
    assert (found.value, found.standard_error, tally.n_eff) == close((case["value"], case["se"], case["n_eff"]))
    assert limits(family.interval(tally)) == close(clipped(case["wilson"], 0, 1))


@cases("weighted_net")
def test_weighted_net_score(case: Case) -> None:
    from cxcel.families import Design

    family = Design(NetScore(), weighted=True)
    tally = family.tally(floats(case["scores"]), floats(case["weights"]))
    found = family.estimate(tally)
    assert (found.value, found.standard_error, tally.n_eff) == close((case["value"], case["se"], case["n_eff"]))
    assert limits(family.interval(tally)) == close(clipped(case["adjusted_wald"], -100, 100))


@cases("closed_list")
def test_share_of_a_closed_list(case: Case) -> None:
    from cxcel.families import Design

    family = Design(Proportion(), population=case["population"])
    tally = family.tally(np.arange(case["n"]) < case["hits"])
    assert family.estimate(tally).standard_error == close(case["se"])
    assert limits(family.interval(tally)) == close(case["wilson"])


# Correlation


@cases("correlation")
def test_correlation(case: Case) -> None:
    from cxcel.relations.correlation import correlate

    x, y = floats(case["x"]), floats(case["y"])
    for method in ("pearson", "spearman"):
        found = correlate(x, y, method)
        assert (found.r, found.p) == close((case[method], case[f"{method}_p"])), method
        assert FUNCTIONS["KPI_CORR"](case["x"], case["y"], method) == close(case[method])
        for level, expected in by_level(case.get(f"{method}_limits", {})):
            assert limits(correlate(x, y, method, confidence_level=level)) == close(expected), (method, level)


@cases("correlation")
def test_measures_of_pairs(case: Case) -> None:
    """Without ties the p value is exact, as in R; with ties both take the normal deviate without correction."""
    from cxcel.relations.correlation import correlate
    from cxcel.relations.ordinal import pair_count

    x, y = floats(case["x"]), floats(case["y"])
    kendall = correlate(x, y, "kendall")
    assert (kendall.r, kendall.p) == close((case["kendall"], case.get("kendall_p_exact", case["kendall_p"])))
    assert correlate(x, y, "somers").r == close(case["somers_x_given_y"])
    assert correlate(y, x, "somers").r == close(case["somers_y_given_x"])
    for one, other, name in ((x, y, "x_given_y"), (y, x, "y_given_x")):
        found = pair_count(one, other)
        assert found is not None
        assert found.somers.error == close(case[f"somers_se_{name}"], 1e-9, 1e-9)
        assert found.tau_b.error == pytest.approx(case["kendall_se"], rel=1e-4, abs=1e-6)


@cases("partial")
def test_partial_correlation(case: Case) -> None:
    from cxcel.relations.partial import partial_correlation

    controls = np.column_stack([floats(column) for column in case["controls"]])
    for method in ("pearson", "spearman"):
        found = partial_correlation(floats(case["x"]), floats(case["y"]), controls, method)
        assert (found.r, found.p) == close((case[method], case[f"{method}_p"])), method


@cases("polychoric")
def test_polychoric(case: Case) -> None:
    """The packages' optimisers stop at four or five digits; our error is that of a jackknife."""
    from cxcel.relations.polychoric import of_table

    found = of_table(floats(case["rows"]))
    assert found.rho == close(case["rho"])
    assert found.rho == pytest.approx(case["polycor"], abs=1e-4)
    assert found.rho == pytest.approx(case["psych"], abs=2e-5)
    assert found.rows == close(case["row_cuts"])
    assert found.columns == close(case["column_cuts"])
    assert found.error == pytest.approx(case["se"], rel=1e-4)


# Series


@cases("series")
def test_series(case: Case) -> None:
    from cxcel.relations.correlation import detrended, differences, pearson_r
    from cxcel.relations.series import autocorrelation, beside, effective_number

    x, y = floats(case["x"]), floats(case["y"])
    assert pearson_r(x, y) == close(case["r"])
    assert pearson_r(differences(x), differences(y)) == close(case["r_diff"])
    assert pearson_r(*detrended(x, y)) == close(case["r_detrended"])
    assert effective_number(x, y) == close(min(float(len(x)), max(2.0, case["n_eff"])))
    assert autocorrelation(x, 6) == close(case["own_past"])
    assert [pearson_r(*beside(x, y, lag)) for lag in case["lags"]] == close(case["shifted_r"])
    _, *rows = FUNCTIONS["KPI_LAG"](case["x"], case["y"], 6, "pearson")
    assert [row[0] for row in rows] == case["lags"]
    assert [row[1] for row in rows] == close(case["shifted_r"])


# Teams and periods


@cases("funnel")
def test_funnel(case: Case) -> None:
    """R's limits are not clipped; ours are: the exact ones of small groups, the normal ones of large groups."""
    from cxcel.relations.funnel import LARGE, funnel

    n, centre = floats(case["n"]), case["centre"]
    found = funnel(floats(case["x"]), n, case["target"], "none")
    assert found.target == close(centre)
    small = n * centre * (1 - centre) < LARGE
    for limit, name in zip(found.limits, ("low_95", "high_95", "low_998", "high_998"), strict=True):
        wanted = np.where(small, floats(case[f"exact_{name}"]), floats(case[f"normal_{name}"]))
        assert limit == close(np.clip(wanted, 0, 1)), name
    assert found.z[found.judged] == close(floats(case["z"])[found.judged])
    assert found.p[found.judged] == close(floats(case["tail_p"])[found.judged])
    assert (found.dispersion.phi, found.dispersion.tau) == close((case["phi"], case["tau_made_good"]), 1e-5)
    assert found.dispersion.tau >= case["tau"]  # as published, from phi that winsorising has made smaller


@cases("control")
def test_control_chart(case: Case) -> None:
    """R's limits are not clipped; ours are."""
    from cxcel.relations.control import chart

    for method, name in (("p", "p"), ("pp", "laney")):
        found = chart(floats(case["x"]), floats(case["n"]), method)
        assert found.centre == close(case["centre"])
        assert found.low == close(np.maximum(case[f"{name}_low"], 0))
        assert found.high == close(np.minimum(case[f"{name}_high"], 1))
        assert found.sigma_z == close(case["sigma_z"] if method == "pp" else 1.0)


@cases("control_printed")
def test_control_chart_as_printed(case: Case) -> None:
    from cxcel.relations.control import chart

    at = [week - 1 for week in case["weeks"]]
    for method, name in (("p", "p"), ("pp", "laney")):
        found = chart(floats(case["x"]), floats(case["n"]), method)
        assert found.low[at] == close(case[f"{name}_low"])
        assert found.high[at] == close(case[f"{name}_high"])


# Queues


@cases("queue")
def test_erlang_c(case: Case) -> None:
    given = [case[name] for name in ("calls", "interval", "aht", "agents")]
    assert FUNCTIONS["ERLANG_WAIT"](*given) == close(case["wait"])
    assert FUNCTIONS["ERLANG_SL"](*given, case["threshold"]) == close(case["sl"])
    assert FUNCTIONS["ERLANG_ASA"](*given) == close(case["asa"])
    assert FUNCTIONS["ERLANG_OCC"](*given) == close(case["occupancy"])
    assert FUNCTIONS["ERLANG_B"](*given) == close(case["blocked"], 1e-10, 1e-300)


@cases("queue_agents")
def test_erlang_agents(case: Case) -> None:
    given = [case[name] for name in ("calls", "interval", "aht", "threshold", "target")]
    assert FUNCTIONS["ERLANG_AGENTS"](*given) == case["agents"]


@cases("queue_lines")
def test_erlang_lines(case: Case) -> None:
    assert FUNCTIONS["ERLANG_LINES"](case["load"], 60, 60, case["blocking"]) == case["lines"]
    assert FUNCTIONS["ERLANG_B"](case["load"], 60, 60, case["lines"]) == close(case["blocked"])


@cases("queue_patience")
def test_erlang_a(case: Case) -> None:
    given = [case[name] for name in ("calls", "interval", "aht", "agents")]
    patience, threshold = case["patience"], case["threshold"]
    assert FUNCTIONS["ERLANG_WAIT"](*given, patience) == close(case["wait"])
    assert FUNCTIONS["ERLANG_SL"](*given, threshold, patience) == close(case["sl"])
    assert FUNCTIONS["ERLANG_ASA"](*given, threshold, patience) == close(case["asa"], 1e-8)
    assert FUNCTIONS["ERLANG_OCC"](*given, threshold, patience) == close(case["occupancy"])
    assert FUNCTIONS["ERLANG_ABANDON"](*given, patience) == close(case["abandoned"])


# Retention


@cases("retention")
def test_retention_curve(case: Case) -> None:
    """R's optimiser stops at some seven digits."""
    header, row = FUNCTIONS["RETENTION_PARAMETERS"](case["survival"])
    found = dict(zip(header, row, strict=True))
    assert (found["alpha"], found["beta"]) == pytest.approx((case["alpha"], case["beta"]), rel=1e-5)
    assert found["log_likelihood"] == close(case["loglik_per_customer"])
    header, *rows = FUNCTIONS["RETENTION_FIT"](case["survival"], 5)
    projected = [row[header.index("fitted")] for row in rows[-5:]]
    assert projected == pytest.approx(case["next_five"], rel=1e-6)
    assert FUNCTIONS["RETENTION_DERL"](case["survival"], 0.1) == pytest.approx(case["derl_10"], rel=1e-6)


@cases("retention_cohorts")
def test_retention_of_several_cohorts(case: Case) -> None:
    longest = max(len(customers) for customers in case["customers"])
    padded = [customers + [None] * (longest - len(customers)) for customers in case["customers"]]
    table = [list(row) for row in zip(*padded, strict=True)]
    header, row = FUNCTIONS["RETENTION_PARAMETERS"](table, None, "customers")
    found = dict(zip(header, row, strict=True))
    assert (found["alpha"], found["beta"]) == pytest.approx((case["alpha"], case["beta"]), rel=1e-4)
    assert found["log_likelihood"] == close(case["loglik"])
    header, *rows = FUNCTIONS["RETENTION_FIT"](table, 5, None, "customers")
    at = [case["ages"].index(age) for age in case["ages"] if age <= len(rows)]
    for ours, theirs in (("fitted", "survival"), ("low", "low"), ("high", "high")):
        ages = [rows[case["ages"][i] - 1][header.index(ours)] for i in at]
        assert ages == pytest.approx([case[theirs][i] for i in at], rel=1e-6 if ours == "fitted" else 2e-3), ours


@cases("lifetime_value")
def test_lifetime_value(case: Case) -> None:
    given = [case[name] for name in ("margin", "retention", "discount", "acquisition")]
    for timing in ("end", "start"):
        assert FUNCTIONS["CLV"](*given, timing) == close(case[timing])
        assert FUNCTIONS["CLV"](*given, timing, 3) == close(case[f"{timing}_of_three"])


@cases("silent")
def test_silent_dissatisfaction(case: Case) -> None:
    given = [case[name] for name in ("complaint_rate", "dissat_rate", "answers", "contacts")]
    assert FUNCTIONS["SILENT_DISSAT"](*given)[1][:3] == close([case["silent"], *case["limits"]])


# Before and after


@cases("impact")
def test_before_and_after(case: Case) -> None:
    from cxcel.relations.impact import independent

    tally = Mean().tally
    names = ("before", "after", "before_control", "after_control")
    tallies = [tally(floats(case[name])) for name in names if name in case]
    before, after, *control = tallies
    impact = independent(Mean(), before, after, (control[0], control[1]) if control else None)
    found = impact.beyond or impact.group.found
    assert (found.difference, found.p) == close((case["difference"], case["p"]))
    assert limits(found) == close(case["limits"])
    assert found.difference == close(case.get("pooled_difference", case["difference"]))


@cases("impact_paired")
def test_before_and_after_of_the_same_people(case: Case) -> None:
    from cxcel.relations.impact import paired

    before, after, *control = (floats(case[f"{name}{of}"]) for of in ("", "_control") for name in ("before", "after"))
    impact = paired(before, after, (control[0], control[1]))
    parts = {"": impact.group.found, "beyond": impact.beyond, "same_start": impact.same_start}
    for name, found in parts.items():
        assert found is not None
        assert found.difference == close(case[name or "difference"]), name
        assert limits(found) == close(case[f"{name}_limits".lstrip("_")]), name
        assert found.p == close(case[f"{name}_p".lstrip("_")]), name


@cases("impact_shares")
def test_before_and_after_of_shares(case: Case) -> None:
    from cxcel.relations.impact import independent

    names = ("before", "after", "before_control", "after_control")
    before, after, *control = (ProportionTally(*case[name]) for name in names)
    found = independent(Proportion(), before, after, (control[0], control[1])).beyond
    assert found is not None
    assert found.difference == close(case["difference"])
    assert limits(found) == close(case["limits"])


# Drivers


def driver_columns(case: Case) -> tuple[Any, Any]:
    columns = DATA[case["name"]]
    return floats(columns[case["outcome"]]), np.column_stack([floats(columns[name]) for name in case["predictors"]])


@cases("drivers")
def test_drivers(case: Case) -> None:
    """The p value of a slope is that of the larger of R's two errors."""
    from cxcel.families.base import p_student
    from cxcel.relations.importance import johnson, lmg
    from cxcel.relations.regression import fit

    found = fit(*driver_columns(case))
    assert lmg(found.correlations) == close(case["lmg"], 1e-9)
    assert johnson(found.correlations) == close(case["johnson"], 1e-9)
    assert (found.r2, found.adjusted_r2) == close((case["r2"], case["adjusted_r2"]))
    assert found.beta == close(case["beta"], 1e-8)
    assert found.r == close(case["r"])
    assert found.vif == close(case["vif"], 1e-8)
    assert (found.f, found.f_p) == close((case["f"], case["f_p"]), 1e-8, 1e-30)
    larger = np.maximum(case["se"], case["se_hc2"])
    assert found.error == close(larger, 1e-8)
    freedom = found.n - len(case["predictors"]) - 1
    tests = [p_student(beta / error, freedom) for beta, error in zip(case["beta"], larger, strict=True)]
    assert found.p == close(tests, 1e-7)
    plain = [p_student(beta / error, freedom) for beta, error in zip(case["beta"], case["se"], strict=True)]
    assert plain == close(case["p"], 1e-7)


@cases("drivers")
def test_drivers_in_a_cell(case: Case) -> None:
    columns = DATA[case["name"]]
    table = [
        case["predictors"],
        *(list(row) for row in zip(*(columns[name] for name in case["predictors"]), strict=True)),
    ]
    for method in ("lmg", "johnson"):
        header, *rows = FUNCTIONS["KPI_DRIVERS"]([case["outcome"], *columns[case["outcome"]]], table, method)
        found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
        for i, name in enumerate(case["predictors"]):
            expected = (case[method][i], case["beta"][i], case["r"][i], case["vif"][i])
            assert [found[name][what] for what in ("importance", "beta", "r", "vif")] == close(expected, 1e-8), name
        assert found["all together"]["importance"] == close(case["r2"])


@cases("drivers_printed")
def test_driver_ranks_as_printed(case: Case) -> None:
    from cxcel.relations.importance import lmg
    from cxcel.relations.regression import fit

    shares = lmg(fit(*driver_columns(case)).correlations)
    assert [int(rank) + 1 for rank in np.argsort(np.argsort(-shares))] == case["ranks"]


# Outcomes and words


@cases("logistic")
def test_logistic_regression(case: Case) -> None:
    from cxcel.models.logistic import auc, fit_logistic

    columns, outcome = np.column_stack([floats(column) for column in case["x"]]), floats(case["y"]) == 1
    found = fit_logistic(columns, outcome)
    expected = case["firth"]
    assert found.slopes == close(expected["slopes"], 1e-7)
    assert found.intercept == close(expected["intercept"], 1e-7)
    assert found.chances(columns) == close(expected["chances"], 1e-7)
    area = auc(columns[:, 0], outcome)
    assert area.value == close(case["area"])
    assert limits(area) == close(case["area_limits"], 1e-7)


@cases("words")
def test_words_of_two_groups(case: Case) -> None:
    from cxcel.models.contrast import exact_p, log_odds

    first, second, prior = (floats(case[name]) for name in ("first", "second", "prior"))
    estimate, error = log_odds(first, second, prior)
    assert estimate == close(case["delta"])
    assert error == close(case["se"])
    assert exact_p(first, second, case["share"]) == close(case["p"])
