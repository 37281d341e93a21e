"""Key drivers: LMG of 15 predictors beside one least-squares fit per set, and whole calls with their bootstrap."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
from tests.benchmarks.measure import Line, alternating

from cxcel.functions import KPI_DRIVERS
from cxcel.relations.importance import lmg
from cxcel.relations.regression import fit

ROWS, PREDICTORS = 5_000, 15
EVERY = 16  # of the 32,768 fits, every 16th is timed


def made(rows: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(rows, p)) + rng.normal(size=(rows, 1))
    return x, x @ np.linspace(0.5, 0, p) + 3 * rng.normal(size=rows)


def fits(x: np.ndarray, y: np.ndarray, sets: range) -> np.ndarray:
    """R² of these sets, one after the other."""
    whole = np.column_stack([np.ones(len(x)), x])
    total = float(np.square(y - y.mean()).sum())
    out = np.empty(len(sets))
    for i, number in enumerate(sets):
        chosen = [0, *(j + 1 for j in range(x.shape[1]) if number >> j & 1)]
        out[i] = 1 - float(np.linalg.lstsq(whole[:, chosen], y, rcond=None)[1][0]) / total
    return out


def by_fits(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """LMG from a fit of every set."""
    p = x.shape[1]
    r2 = fits(x, y, range(2**p))
    out = np.zeros(p)
    for j in range(p):
        for number in range(2**p):
            if not number >> j & 1:
                size = number.bit_count()
                out[j] += (r2[number | 1 << j] - r2[number]) / (p * math.comb(p - 1, size))
    return out


def run() -> Iterator[Line]:
    """Measure the shares alone, then whole calls."""
    small, outcome = made(500, 6)
    if np.abs(lmg(fit(outcome, small).correlations) - by_fits(small, outcome)).max() > 1e-12:
        raise SystemExit("LMG and the fits differ")
    x, y = made(ROWS, PREDICTORS)
    ours = alternating({"ours": lambda: lmg(np.corrcoef(np.column_stack([x, y]).T))})["ours"]
    start = time.perf_counter()
    fits(x, y, range(0, 2**PREDICTORS, EVERY))
    plain = (time.perf_counter() - start) * EVERY
    note = f"{ours * 1e3:.1f} ms; {2**PREDICTORS // EVERY:,} of 32,768 fits timed, times {EVERY}: {plain:.0f} s"
    yield Line("LMG, 15 predictors of 5,000 rows: plain loop of fits over ours", plain / ours, at_least=50, note=note)
    for rows, p, most in ((ROWS, PREDICTORS, 3.0), (100_000, 8, 1.0)):
        x, y = made(rows, p)
        taken = []
        for _ in range(4):
            start = time.perf_counter()
            KPI_DRIVERS(y, x)
            taken.append(time.perf_counter() - start)
        yield Line(f"KPI_DRIVERS, {p} x {rows:,}, with 1,000 bootstrap draws", median(taken[1:]), "s", at_most=most)
