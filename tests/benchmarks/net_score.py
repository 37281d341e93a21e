"""NPS with full checking over ten million answers, beside pandas and beside a plain sum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from tests.benchmarks.measure import Line, alternating

from cxcel.functions import NPS, NPS_CI

ROWS = 10_000_000
ANSWERS, REPLICATES, DRAWN = 100_000, 10_000, 100


def with_pandas(scores: pd.Series) -> float:
    """NPS from counts of each answer."""
    counts = scores.value_counts()
    total = counts.sum()
    return float(100 * (counts[counts.index >= 9].sum() - counts[counts.index <= 6].sum()) / total)


def resampled(bands: np.ndarray, replicates: int) -> tuple[float, float]:
    """Percentiles over resampled rows, one replicate after the other."""
    rng = np.random.default_rng(1)
    scores = [100 * bands[rng.integers(0, len(bands), len(bands))].mean() for _ in range(replicates)]
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def bootstrap() -> Iterator[Line]:
    """Measure 10,000 replicates as counts beside a hundredth of them as resampled rows, times a hundred."""
    scores = np.random.default_rng(1).integers(0, 11, ANSWERS).astype(np.int8)
    bands = (scores >= 9).astype(np.int8) - (scores <= 6).astype(np.int8)
    taken = alternating({"ours": lambda: NPS_CI(scores, "bootstrap"), "rows": lambda: resampled(bands, DRAWN)}, 5)
    rows = taken["rows"] * REPLICATES / DRAWN
    note = f"{taken['ours'] * 1e3:.1f} ms; rows: {DRAWN} replicates timed, scaled"
    yield Line("NPS, 10,000 replicates of 100,000 answers: rows over counts", rows / taken["ours"], note=note)
    yield Line("the same, ours", taken["ours"], "s", at_most=1)


def run() -> Iterator[Line]:
    """Measure both types, and the bootstrap."""
    rng = np.random.default_rng(1)
    whole = rng.integers(0, 11, ROWS).astype(np.int8)
    scores = whole.astype(float)
    scores[rng.random(ROWS) < 0.05] = np.nan
    for values, kind, wanted in ((scores, "float64, 5 % blank", 3.0), (whole, "int8", 2.0)):
        column = pd.Series(values)
        if abs(NPS(values) - with_pandas(column)) > 1e-9:
            raise SystemExit("NPS and pandas differ")
        calls = {"ours": lambda v=values: NPS(v), "pandas": lambda c=column: with_pandas(c), "sum": values.sum}
        taken = alternating(calls)
        note = f"{taken['ours'] * 1e3:.1f} ms"
        yield Line(
            f"NPS, 10,000,000 {kind}: pandas over ours", taken["pandas"] / taken["ours"], at_least=wanted, note=note
        )
        if kind != "int8":
            yield Line(f"NPS, 10,000,000 {kind}: ours over x.sum()", taken["ours"] / taken["sum"], at_most=6)
    yield from bootstrap()
