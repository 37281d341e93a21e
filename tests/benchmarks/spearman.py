"""Spearman over a million pairs of scores, beside scipy.stats.spearmanr."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import spearmanr
from tests.benchmarks.measure import Line, alternating

from cxcel.functions import KPI_CORR

ROWS = 1_000_000


def run() -> Iterator[Line]:
    """Measure scores without and with blanks; scipy gets the complete pairs, cut out beforehand."""
    rng = np.random.default_rng(1)
    scores = rng.integers(0, 11, ROWS).astype(float)
    beside = np.clip(np.rint(scores + rng.normal(0, 3, ROWS)), 0, 10)
    sparse = np.where(rng.random(ROWS) < 0.05, np.nan, beside)
    for other, kind in ((beside, "float64"), (sparse, "float64, 5 % blank")):
        both = ~np.isnan(other)
        x, y = scores[both], other[both]
        if abs(KPI_CORR(scores, other, "spearman") - spearmanr(x, y).statistic) > 1e-12:
            raise SystemExit("KPI_CORR and scipy differ")
        calls = {
            "ours": lambda o=other: KPI_CORR(scores, o, "spearman"),
            "scipy": lambda x=x, y=y: spearmanr(x, y),
        }
        taken = alternating(calls)
        what = f"Spearman, 1,000,000 pairs of 0..10, {kind}: scipy over ours"
        yield Line(what, taken["scipy"] / taken["ours"], at_least=8, note=f"{taken['ours'] * 1e3:.1f} ms")
