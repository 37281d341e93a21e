"""Correlations over a source are those of its rows, whatever the engine returned to make them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.sources.asked import agree
from tests.sources.folders import write_files

from cxcel.errors import BadType, NotEnoughData
from cxcel.functions import KPI_CORR, KPI_CORR_CI, KPI_CORR_MATRIX, KPI_CORR_PAIRS, KPI_LAG
from cxcel.sources import rows
from cxcel.sources.connect import close_all
from cxcel.sources.registry import beside


def made(n: int = 3000) -> pa.Table:
    rng = np.random.default_rng(3)
    nps = rng.integers(0, 11, n)
    wait = 40 - 2.0 * nps + rng.normal(0, 20, n)
    return pa.table(
        {
            "nps": pa.array([None if i % 11 == 0 else int(v) for i, v in enumerate(nps)]),
            "csat": pa.array(np.clip(nps // 2 + rng.integers(-1, 2, n), 1, 5)),
            "wait": np.where(rng.random(n) < 0.05, np.nan, wait),
            "resolved": rng.random(n) < nps / 12,
            "spend": 1e9 + 0.001 * wait,
            "constant": np.full(n, 7.0),
            "channel": rng.choice(["phone", "chat"], n),
        }
    )


TABLE = made()


@pytest.fixture(scope="module", autouse=True)
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    at = tmp_path_factory.mktemp("moments")
    with pytest.MonkeyPatch.context() as patch, beside(at):
        patch.setenv("CXCEL_STORE", str(at / "tallies.sqlite"))
        yield write_files(at, "survey", TABLE, 4)
    close_all()


def cells(name: str) -> list[object]:
    found: list[object] = TABLE[name].to_pylist()
    return found


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@pytest.mark.parametrize(("outcome", "kpi"), [("nps", "csat"), ("nps", "wait"), ("csat", "resolved"), ("nps", "spend")])
def test_two_columns(outcome: str, kpi: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "fetched", None)  # sums do
    close = 1e-5 if kpi == "spend" else 1e-12  # 1e9 with a spread of 0.02: a double holds few digits of it
    for function in (KPI_CORR, KPI_CORR_CI):
        found = function(f"survey:{outcome}", f"survey:{kpi}", method)
        assert agree(found, function(cells(outcome), cells(kpi), method), close)


@pytest.mark.parametrize("method", ["kendall", "somers"])
def test_what_needs_rows_gets_them(method: str) -> None:
    assert agree(KPI_CORR("survey:nps", "survey:csat", method), KPI_CORR(cells("nps"), cells("csat"), method))


def test_series_in_time_get_rows() -> None:
    found = KPI_CORR("survey:csat", "survey:resolved", "pearson", "diff")
    assert agree(found, KPI_CORR(cells("csat"), cells("resolved"), "pearson", "diff"))


def table(*names: str) -> list[list[object]]:
    return [list(names), *map(list, zip(*(cells(name) for name in names), strict=True))]


def test_a_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("nps", "csat", "wait", "resolved", "constant")
    expected = KPI_CORR_MATRIX(table(*names), "pearson")
    monkeypatch.setattr(rows, "fetched", None)
    assert agree(KPI_CORR_MATRIX(f"survey:{', '.join(names)}", "pearson"), expected)


def test_functions_of_rows() -> None:
    names = ("nps", "csat", "wait")
    assert agree(KPI_CORR_PAIRS(f"survey:{', '.join(names)}"), KPI_CORR_PAIRS(table(*names)))
    assert agree(KPI_LAG("survey:csat", "survey:resolved"), KPI_LAG(cells("csat"), cells("resolved")))


def test_a_column_that_does_not_vary() -> None:
    with pytest.raises(NotEnoughData, match="columns that vary"):
        KPI_CORR("survey:nps", "survey:constant")


def test_a_column_of_words() -> None:
    with pytest.raises(
        BadType, match=r"channel must be numbers, got the text '(phone|chat)' in survey \(0\d\.parquet\)"
    ):
        KPI_CORR("survey:nps", "survey:channel")


def test_a_filter() -> None:
    rows_of = [channel == "chat" for channel in cells("channel")]
    kept = [[v for v, keep in zip(cells(name), rows_of, strict=True) if keep] for name in ("nps", "csat")]
    assert agree(KPI_CORR("survey:nps", "survey:csat", "survey: channel = 'chat'"), KPI_CORR(*kept))
