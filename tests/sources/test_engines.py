"""What engines without some function are asked in its place."""

from __future__ import annotations

import ibis
import numpy as np
import pytest

from cxcel.sources.engines import can, covariance


@pytest.mark.parametrize(("offset", "size"), [(0.0, 1.0), (1e9, 1.0), (5e3, 1e6)])
def test_an_engine_without_covariances_loses_no_digits(offset: float, size: float) -> None:
    rng = np.random.default_rng(3)
    x = offset + rng.normal(0, size, 2000)
    y = np.where(rng.random(2000) < 0.1, np.nan, rng.normal(0, 1, 2000) + 0.01 * (x - offset) / size)
    lite = ibis.sqlite.connect()
    cells = {"x": x.tolist(), "y": [None if gone else value for value, gone in zip(y, np.isnan(y), strict=True)]}
    table = lite.create_table("t", ibis.memtable(cells))
    assert not can(table.x, "Covariance")
    found = lite.to_pyarrow(covariance(table.x, table.y)).as_py()
    filled = ~np.isnan(y)
    expected = np.cov(x[filled] - offset, y[filled], ddof=0)
    assert found == pytest.approx(expected[0, 1], abs=1e-12 * float(np.sqrt(expected[0, 0] * expected[1, 1])))
