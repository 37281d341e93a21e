"""Tables of links in a cell: what each column holds, and what the verdicts say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxcel.errors import BadOption, BadType, CellError, LengthMismatch, NotEnoughData, OutOfRange
from cxcel.functions import KPI_CORR, KPI_CORR_TABLE, KPI_LAG
from cxcel.relations.correction import adjust
from cxcel.relations.correlation import correlate

HEADER = ["kpi", "r", "low", "high", "n", "n_eff", "p", "p_adjusted", "verdict"]
WORDS = ("moves with", "moves with, weakly", "no link seen", "cannot tell", "explained by")
RNG = np.random.default_rng(4)
N = 60
EFFORT, WAIT = RNG.normal(size=(2, N))
SCORE = EFFORT + RNG.normal(size=N)
DRIFT = np.arange(N) / 5
Rows = list[list[Any]]


def table(**columns: Any) -> Rows:
    return [list(columns), *[list(row) for row in zip(*columns.values(), strict=True)]]


def rows(outcome: Any, kpis: Rows, *options: str) -> dict[str, Any]:
    found = KPI_CORR_TABLE(outcome, kpis, *options)
    assert found[0] == HEADER
    for row in found[1:]:
        assert row[-1].split(":")[0] in WORDS
        assert all(v is None or isinstance(v, float | str) for v in row)
    return {row[0]: dict(zip(HEADER, row, strict=True)) for row in found[1:]}


def test_cases_are_judged_as_they_are() -> None:
    found = rows(SCORE, table(wait=WAIT, effort=EFFORT))
    assert list(found) == ["effort", "wait"]
    assert found["effort"]["verdict"] == "moves with"
    expected = [correlate(SCORE, v, "spearman") for v in (EFFORT, WAIT)]
    for row, one, q in zip(found.values(), expected, adjust([e.p for e in expected]), strict=True):
        assert (row["r"], row["low"], row["high"], row["n"], row["n_eff"]) == (one.r, one.low, one.high, N, N)
        assert (row["p"], row["p_adjusted"]) == pytest.approx((one.p, q))


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall", "somers"])
@pytest.mark.parametrize("adjustment", ["none", "diff", "detrend"])
def test_r_is_that_of_the_single_correlation(method: str, adjustment: str) -> None:
    found = rows(SCORE, table(wait=WAIT + DRIFT, effort=EFFORT), method, adjustment)
    for name, kpi in (("wait", WAIT + DRIFT), ("effort", EFFORT)):
        assert found[name]["r"] == pytest.approx(KPI_CORR(SCORE, kpi, method, adjustment))


def test_two_drifts_are_explained_by_time() -> None:
    found = rows(SCORE + DRIFT, table(wait=WAIT + DRIFT, row=np.arange(N), effort=EFFORT + DRIFT))
    assert found["wait"]["verdict"].startswith("explained by: ")
    assert found["wait"]["verdict"].endswith("is left once time is held fixed: both drift or swing together")
    assert found["wait"]["n_eff"] < 20
    assert found["row"]["verdict"].startswith("explained by: nothing is left once time is held fixed")
    assert found["effort"]["verdict"].startswith("moves with: +0.")


def test_a_link_against_the_drift_is_not_claimed() -> None:
    found = rows(SCORE + DRIFT, table(effort=EFFORT - DRIFT))["effort"]
    assert found["r"] < -0.5
    assert found["verdict"].startswith("cannot tell: +0.")
    assert "is there without: ask for changes from row to row" in found["verdict"]
    changes = rows(SCORE + DRIFT, table(effort=EFFORT - DRIFT), "spearman", "diff")["effort"]
    assert changes["verdict"].startswith("moves with: +0.")


def test_a_link_through_another_kpi_names_it() -> None:
    rng = np.random.default_rng(14)
    solved = rng.normal(size=3000)
    moved, score = (0.5 * solved + rng.normal(size=3000) for _ in range(2))
    found = rows(score, table(moved=moved, solved=solved))
    assert found["solved"]["verdict"] == "moves with"
    assert found["moved"]["verdict"].startswith("explained by: ")
    assert found["moved"]["verdict"].endswith("is left once solved is held fixed")


def test_24_months_are_enough_for_their_23_changes() -> None:
    x = np.random.default_rng(4).normal(size=24).cumsum()
    near = x + np.random.default_rng(5).normal(size=24) / 5
    assert rows(x, table(near=near), "spearman", "diff")["near"]["verdict"].startswith("moves with")
    few = rows(x[1:], table(near=near[1:]), "spearman", "diff")["near"]["verdict"]
    assert few == "cannot tell: 23 rows are too few: at least 24 are needed"


def test_a_kpi_that_cannot_be_judged_stands_last_and_empty() -> None:
    found = rows(SCORE, table(flat=np.full(N, 2.0), blank=[None] * N, effort=EFFORT))
    assert list(found) == ["effort", "flat", "blank"]
    for name in ("flat", "blank"):
        assert set(list(found[name].values())[1:8]) == {None}
        assert found[name]["verdict"] == "cannot tell: too few complete pairs, or a column that does not vary"
    assert found["effort"]["p_adjusted"] == found["effort"]["p"]


@pytest.mark.parametrize("options", [(), ("pearson", "diff"), ("kendall", "detrend")])
def test_order_sign_and_units_of_kpis_change_nothing_else(options: tuple[str, ...]) -> None:
    kpis = {"wait": WAIT.cumsum(), "effort": EFFORT + DRIFT, "both": WAIT + EFFORT}
    outcome = SCORE + DRIFT
    plain = rows(outcome, table(**kpis), *options)
    turned = rows(outcome, table(**dict(reversed(kpis.items()))), *options)
    mirrored = rows(outcome, table(**{name: 3 - 7 * v for name, v in kpis.items()}), *options)
    for name, row in plain.items():
        for column in HEADER[1:8]:
            assert turned[name][column] == pytest.approx(row[column], abs=1e-12)
        assert mirrored[name]["r"] == pytest.approx(-row["r"])
        assert mirrored[name]["low"] == pytest.approx(-row["high"])
        assert mirrored[name]["p"] == pytest.approx(row["p"], abs=1e-6)
        assert (
            mirrored[name]["verdict"].split(":")[0]
            == row["verdict"].split(":")[0]
            == turned[name]["verdict"].split(":")[0]
        )


EDGES = [
    (lambda: KPI_CORR_TABLE(None, table(a=[1])), BadOption, "outcome is missing"),
    (lambda: KPI_CORR_TABLE([1, 2], None), BadOption, "kpis is missing"),
    (lambda: KPI_CORR_TABLE([1, 2, 3], [[1], [2]]), LengthMismatch, "outcome has 3 rows and kpis has 2"),
    (lambda: KPI_CORR_TABLE([1, "#REF!", 3], [[1], [2], [3]]), CellError, "#REF!"),
    (lambda: KPI_CORR_TABLE([1, "seven", 3], [[1], [2], [3]]), BadType, "seven"),
    (lambda: KPI_CORR_TABLE([1, 2, 3], [[1], [2], [3]], "pearsn"), BadOption, "did you mean 'pearson'"),
    (lambda: KPI_CORR_TABLE([1, 2, 3], [[1], [2], [3]], None, "trend"), BadOption, "did you mean 'detrend'"),
    (lambda: KPI_LAG(SCORE, WAIT, 1.5), OutOfRange, "max_lag must be a whole number, got 1.5"),
    (lambda: KPI_LAG(SCORE, WAIT, 61), OutOfRange, "max_lag must lie in 0..60, got 61"),
    (
        lambda: KPI_LAG(SCORE, WAIT, 16),
        OutOfRange,
        "max_lag must be at most 15, a quarter of the 60 complete rows, got 16",
    ),
    (lambda: KPI_LAG(SCORE, WAIT[:-1]), LengthMismatch, "KPI_LAG: .*60.*59"),
    (lambda: KPI_LAG([[5]], [[5]]), NotEnoughData, "at least 3 complete rows, got 1"),
    (lambda: KPI_LAG([], []), NotEnoughData, "at least 3 complete rows, got 0"),
    (lambda: KPI_LAG([4] * 30, list(range(30))), NotEnoughData, "one of them holds a single value"),
    (lambda: KPI_LAG([1, 2, "#N/A", 4], [1, 2, 3, 4]), CellError, "#N/A"),
]


@pytest.mark.parametrize(("call", "error", "says"), EDGES)
def test_edges_are_said(call: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()


@pytest.mark.parametrize("outcome", [[[5]], [[1], [2]], [[1], [1], [1]]], ids=["one", "two", "all equal"])
def test_too_few_rows_are_a_finding_of_the_table(outcome: Rows) -> None:
    kpis = [[float(i)] for i in range(len(outcome))]
    assert KPI_CORR_TABLE(outcome, kpis)[1][1:8] == [None] * 7


def test_texts_blanks_and_headers_are_read_as_everywhere() -> None:
    texts = ["nps", *[f"{v:.6f}" for v in SCORE]]
    kpi = ["wait", *np.round(WAIT, 6).tolist()]
    assert KPI_LAG(texts, kpi) == KPI_LAG(np.round(SCORE, 6), np.round(WAIT, 6))
    holed = [None if i == 9 else v for i, v in enumerate(SCORE)]
    assert rows(holed, table(wait=WAIT))["wait"]["n"] == N - 1


def test_lags_run_from_the_latest_follower_to_the_earliest_leader() -> None:
    kpi = np.random.default_rng(7).normal(size=N)
    outcome = kpi[2:] + np.random.default_rng(8).normal(size=N - 2) / 2  # the KPI's value two rows later
    found = KPI_LAG(outcome, kpi[:-2], 3)
    assert found[0] == ["lag", *HEADER[1:]]
    assert [row[0] for row in found[1:]] == [-3, -2, -1, 0, 1, 2, 3]
    assert [row[0] for row in found[1:] if row[-1].startswith("moves with")] == [-2]
    assert [row[0] for row in KPI_LAG(SCORE, EFFORT, 0)[1:]] == [0]
