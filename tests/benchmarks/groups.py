"""Metrics by group over a million rows, beside a bare numpy grouping of the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from tests.benchmarks.measure import Line, alternating

from cxcel.functions import KPI_BY

ROWS, GROUPS = 1_000_000, 500


def bare(groups: Any, *columns: Any) -> list[np.ndarray]:
    """Group and add up as numpy does: the different groups, how many rows each has, and the sum of each column."""
    _, codes = np.unique(groups, return_inverse=True)
    return [np.bincount(codes), *(np.bincount(codes, column) for column in columns)]


def kept_up(metric: str, columns: Any, groups: Any) -> Callable[[], Any]:
    """Return the call of KPI_BY."""
    return lambda: KPI_BY(metric, groups, *columns)


def run() -> Iterator[Line]:
    """Measure groups that are numbers, words in an array and words in a list; shares, means and net scores."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, GROUPS, ROWS)
    words = np.array([f"team {i}" for i in range(GROUPS)])[numbers]
    flags, times, scores = rng.integers(0, 2, ROWS).astype(float), rng.exponential(300, ROWS), rng.integers(0, 11, ROWS)
    every: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
        "NPS, numbers": ("NPS", numbers, (scores,)),
        "NPS, numbers as floats": ("NPS", numbers.astype(float), (scores.astype(float),)),
        "FCR_RATE, numbers": ("FCR_RATE", numbers, (flags,)),
        "AHT, numbers": ("AHT", numbers, (times,)),
        "FCR_RATE, words in an array": ("FCR_RATE", words, (flags,)),
        "FCR_RATE, words in a list": ("FCR_RATE", words.tolist(), (flags,)),
    }
    for what, (metric, groups, columns) in every.items():
        calls = {"ours": kept_up(metric, columns, groups), "bare": lambda g=groups, c=columns: bare(g, *c)}
        taken = alternating(calls, rounds=3 if "words" in what else 7)
        note = f"{taken['ours'] * 1e3:.0f} ms and {taken['bare'] * 1e3:.0f} ms"
        ratio = taken["ours"] / taken["bare"]
        yield Line(f"KPI_BY {what}, {GROUPS} groups of {ROWS:,} rows: ours over numpy", ratio, at_most=1.5, note=note)
