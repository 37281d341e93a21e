"""Measures of association beside published values and those of other packages; each source stands with its values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.functions import FUNCTIONS
from cxcel.relations.bivariate_normal import below
from cxcel.relations.correlation import correlate
from cxcel.relations.ordinal import Coefficient, pair_count
from cxcel.relations.partial import partial_correlation
from cxcel.relations.polychoric import of_table, polychoric

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "association.json").read_text(encoding="utf-8"))
PUBLISHED: dict[str, Any] = REFERENCE["published"]
KPI_CORR, KPI_POLYCHORIC = FUNCTIONS["KPI_CORR"], FUNCTIONS["KPI_POLYCHORIC"]


def rows_of(table: Any) -> tuple[Any, Any]:
    """Return the rows behind a table of counts: the row of each, and its column."""
    counts = np.asarray(table)
    i, j = np.nonzero(counts)
    return np.repeat(i, counts[i, j]).astype(float), np.repeat(j, counts[i, j]).astype(float)


def digits(value: Any, places: int) -> Any:
    return pytest.approx(value, abs=0.51 * 10**-places)


def test_every_published_value_names_its_source() -> None:
    assert all({"source", "tool", "version", "command", "date"} <= set(entry) for entry in PUBLISHED.values())
    assert {"tool", "version", "command", "date"} <= set(REFERENCE["made"])
    assert all("source" in entry for name, entry in REFERENCE.items() if name not in {"made", "published"})


@pytest.mark.parametrize("name", ["titanic", "gears"])
def test_tau_b_and_somers_with_their_errors_as_printed(name: str) -> None:
    """The printed limits are symmetric; ours are not, but stand on the same error."""
    case = PUBLISHED[name]
    row, column = rows_of(case["table"])
    one, other = pair_count(row, column), pair_count(column, row)
    assert one is not None
    assert other is not None
    measures: dict[str, Coefficient] = {
        "tau_b": one.tau_b,
        "somers_row_given_column": one.somers,
        "somers_column_given_row": other.somers,
    }
    for measure, found in measures.items():
        half = 1.959964 * found.error
        shown = [found.value, found.error, found.value - half, found.value + half]
        assert shown[: len(case[measure])] == digits(case[measure], case["places"]), measure
    assert KPI_CORR(row, column, "somers") == one.somers.value
    assert KPI_CORR(row, column, "kendall") == one.tau_b.value
    for method in ("pearson", "spearman"):
        if method in case:
            assert KPI_CORR(row, column, method) == digits(case[method], case["places"])


def test_tau_b_as_printed_by_spss_and_scipy() -> None:
    case = PUBLISHED["optimism"]
    assert KPI_CORR(case["x"], case["y"], "kendall") == digits(case["tau_b"], case["places"])
    case = PUBLISHED["kendall"]
    found = correlate(np.array(case["x"], float), np.array(case["y"], float), "kendall")
    assert (found.r, found.p) == pytest.approx((case["tau_b"], case["p"]), rel=1e-12)


@pytest.mark.parametrize("case", REFERENCE["pairs_of_rows"]["cases"], ids=lambda c: c["name"])
def test_measures_of_pairs_as_in_scipy(case: dict[str, Any]) -> None:
    outcome, kpi = (np.array(case[name], dtype=float) for name in ("outcome", "kpi"))
    kendall, spearman = correlate(outcome, kpi, "kendall"), correlate(outcome, kpi, "spearman")
    assert (kendall.r, kendall.p) == pytest.approx((case["tau_b"], case["tau_p"]), rel=1e-10)
    assert (spearman.r, spearman.p) == pytest.approx((case["spearman"], case["spearman_p"]), rel=1e-10)
    assert KPI_CORR(outcome, kpi, "somers") == pytest.approx(case["somers"], rel=1e-12)


def test_polychoric_as_printed() -> None:
    case = PUBLISHED["polychoric"]
    found = of_table(case["table"])
    assert found.rho == digits(case["rho"], case["places"])
    assert found.rows == digits(case["rows"], case["places"])
    assert found.columns == digits(case["columns"], case["places"])
    assert KPI_POLYCHORIC(*rows_of(case["table"])) == pytest.approx(found.rho, abs=1e-12)


@pytest.mark.parametrize("case", PUBLISHED["tetrachoric"]["cases"], ids=lambda c: str(c["rho"]))
def test_tetrachoric_as_printed(case: dict[str, Any]) -> None:
    """The joint share has six or seven digits, which leaves five of the correlation."""
    a, b, both = case["shares"]
    assert of_table([[both, a - both], [b - both, 1 - a - b + both]]).rho == pytest.approx(case["rho"], abs=2e-5)


@pytest.mark.parametrize("case", PUBLISHED["empty_cell"]["cases"], ids=lambda c: str(c["rho"]))
def test_half_a_row_in_an_empty_cell_as_in_mplus(case: dict[str, Any]) -> None:
    assert of_table(case["table"]).rho == digits(case["rho"], PUBLISHED["empty_cell"]["places"])


@pytest.mark.parametrize("case", REFERENCE["polychoric"]["cases"], ids=lambda c: str(c["table"][0]))
def test_polychoric_is_the_likeliest_of_all(case: dict[str, Any]) -> None:
    """A maximum found from values alone has half their digits."""
    found = of_table(case["table"])
    assert found.rho == pytest.approx(case["rho"], abs=1e-6)
    assert found.log_likelihood == pytest.approx(case["log_likelihood"], rel=1e-12)
    assert polychoric(*rows_of(case["table"])).r == found.rho


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_partial_correlation_as_in_pingouin(method: str) -> None:
    """Its limits have two decimals, and those of ranks are Pearson's."""
    entry = REFERENCE["partial"]
    expected = entry[method]
    y, x, *controls = ([np.nan if v is None else v for v in entry[name]] for name in "yxabc")
    found = partial_correlation(np.array(y), np.array(x), np.array(controls).T, method)
    assert (found.r, found.p, found.n) == pytest.approx((expected["r"], expected["p"], expected["n"]), rel=1e-9)
    if method == "pearson":
        assert [found.low, found.high] == digits(expected["limits"], 2)
    table = [["a", "b", "c"], *([entry[name][i] for name in "abc"] for i in range(len(y)))]
    cells = (["score", *entry["y"]], ["kpi", *entry["x"]], table, method)
    assert FUNCTIONS["KPI_PARTIAL_CORR"](*cells) == pytest.approx(expected["r"], rel=1e-9)
    assert FUNCTIONS["KPI_PARTIAL_CORR_CI"](*cells) == [[pytest.approx(found.low), pytest.approx(found.high)]]


def test_chances_of_two_normal_variables_as_in_scipy() -> None:
    h, k, rho, chance = np.array(REFERENCE["bivariate"]["cases"]).T
    assert np.abs(below(h, k, rho) - chance).max() < 1e-14
