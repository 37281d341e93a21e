"""Ranks and tables of scores, counted or sorted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from cxcel.relations.ranking import WIDEST, Ranked, counted, occurring, ranks

SCORE = st.one_of(st.just(math.nan), st.integers(-30, 30).map(float))
PAIRS = st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=50)


def columns(rows: list[tuple[float, float]]) -> tuple[Any, Any]:
    x, y = (np.array(column) for column in zip(*rows, strict=True))
    return x, y


@given(PAIRS)
def test_a_table_counts_the_pairs_that_pandas_counts(rows: list[tuple[float, float]]) -> None:
    x, y = columns(rows)
    table = counted(x, y)
    if table is None:
        assert np.isnan(x).all() or np.isnan(y).all()
        return
    wanted = pd.crosstab(x, y)
    assert table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0].tolist() == wanted.to_numpy().tolist()


@given(PAIRS)
def test_what_occurs_is_the_same_counted_or_sorted(rows: list[tuple[float, float]]) -> None:
    x, y = columns(rows)
    for (a, b, n), (c, d, m) in [(occurring(x, y), occurring(x / 7, y))]:
        assert n.tolist() == m.tolist()
        assert np.unique(a, return_inverse=True)[1].tolist() == c.tolist()
        assert np.unique(b, return_inverse=True)[1].tolist() == d.tolist()


@pytest.mark.parametrize(
    "values",
    [
        np.array([1.0, 2.5]),
        np.array([0.0, float(WIDEST)]),
        np.array([1.0, math.inf]),
        np.array([2.0**60, 2.0**60 + 256]),
        np.full(3, math.nan),
        np.empty(0),
    ],
)
def test_what_is_not_of_few_whole_values_is_sorted(values: Any) -> None:
    assert counted(values, np.ones(len(values))) is None
    assert counted(np.ones(len(values)), values) is None
    assert (
        np.array_equal(ranks(values), pd.Series(values).rank(na_option="bottom", method="average"))
        or np.isnan(values).all()
    )


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.float32, np.float64])
def test_every_type_of_number_is_counted_without_overflow(kind: Any) -> None:
    x = np.array([100, 120, 127, 127, 100], dtype=kind)
    y = np.array([64, 64, 127, 127, 65], dtype=kind)
    table = counted(x, y)
    assert table is not None
    assert (table.shape, table.sum(), table[27, 63]) == ((28, 64), 5, 2)
    assert ranks(x).tolist() == [1.5, 3.0, 4.5, 4.5, 1.5]


def test_rows_beyond_one_block_are_all_counted() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 11, (2, 100_003)).astype(float)
    x[::10] = math.nan
    table = counted(x, y)
    assert table is not None
    assert table.tolist() == pd.crosstab(x, y).to_numpy().tolist()


@pytest.mark.parametrize("step", [1.0, 37.0, 0.25, 1e6], ids=["counted", "ranked by counting", "sorted", "far apart"])
@pytest.mark.parametrize("blanks", [0.0, 0.2])
def test_a_column_ranks_any_of_its_rows_as_scipy_does(step: float, blanks: float) -> None:
    rng = np.random.default_rng(8)
    values = rng.integers(-5, 30, 2_000) * step
    values[rng.random(2_000) < blanks] = np.nan
    column = Ranked(values)
    for kept in (~np.isnan(values), ~np.isnan(values) & (rng.random(2_000) < 0.5)):
        assert column.ranks(kept).tolist() == rankdata(values[kept]).tolist()
    if not blanks:
        assert column.ranks().tolist() == rankdata(values).tolist()
