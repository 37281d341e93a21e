"""Series, their innovations and their lags beside statsmodels and pandas; make_over_time.py makes the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxcel.functions import KPI_LAG
from cxcel.relations.series import autocorrelation, beside, link
from cxcel.relations.whiten import Memory, Season

MADE: dict[str, Any] = json.loads((Path(__file__).parent / "over_time.json").read_text(encoding="utf-8"))
COLUMNS = {name: np.array(values) for name, values in MADE["columns"].items()}
NAME = pytest.mark.parametrize("name", COLUMNS)
PAIR = pytest.mark.parametrize("pair", MADE["pairs"], ids=lambda p: f"{p['first']} {p['second']}")
SHAPES = {"whole": True, "wave": False}


def close(value: Any, rtol: float = 1e-8) -> Any:
    return pytest.approx(value, rel=rtol, abs=1e-10)


def test_the_file_names_its_source() -> None:
    assert {"source", "tool", "version", "command", "date"} <= set(MADE["made"])


@NAME
def test_correlation_with_its_own_past(name: str) -> None:
    assert autocorrelation(COLUMNS[name], 12) == close(MADE["own_past"][name])


@NAME
def test_innovations_and_their_order(name: str) -> None:
    new, expected = Memory(COLUMNS[name]).innovations(), MADE["innovations"][name]
    assert new is not None
    assert new.used == expected["lags"] + 2
    assert np.flatnonzero(~np.isnan(new.values))[0] == expected["lags"]
    assert new.values[expected["lags"] :] == pytest.approx(np.array(expected["values"]), abs=1e-7)


def test_most_innovations_remember_nothing() -> None:
    """By the test of Ljung & Box 1978, which is no part of ours."""
    assert sum(found["ljung_box_p"] > 0.05 for found in MADE["innovations"].values()) >= 4


@NAME
def test_seasons(name: str) -> None:
    found, expected = Memory(COLUMNS[name]).seasons, MADE["seasons"][name]
    for key, p in expected.items():
        period, shape = key.split()
        assert found[Season(int(period), SHAPES[shape])] == close(p, 1e-6)


@PAIR
def test_lags(pair: dict[str, Any]) -> None:
    one, other = COLUMNS[pair["first"]], COLUMNS[pair["second"]]
    _, *rows = KPI_LAG(one, other, 6, "pearson")
    assert [row[0] for row in rows] == pair["lags"]
    assert [row[1] for row in rows] == close(pair["shifted"])


@PAIR
def test_lags_beside_the_cross_correlation_of_statsmodels(pair: dict[str, Any]) -> None:
    """Theirs takes means and deviations of all rows: the same products over another scale."""
    one, other = COLUMNS[pair["first"]], COLUMNS[pair["second"]]
    scale = len(one) * one.std() * other.std()
    for lag, theirs in enumerate(pair["ccf"]):
        a, b = beside(one - one.mean(), other - other.mean(), lag)
        assert float(a @ b) / scale == close(theirs)


@PAIR
def test_the_test_of_innovations(pair: dict[str, Any]) -> None:
    """With trend and memory taken out; a bend or a season that both show would be taken out, too."""
    one, other = (Memory(COLUMNS[pair[which]], ordered=True) for which in ("first", "second"))
    one.bends = other.bends = False
    one.seasons.clear()
    found = link(one, other, "pearson")
    assert found.held is not None
    assert (found.held.r, found.found.p) == close((pair["innovations_r"], pair["innovations_p"]), 1e-6)
