"""Screening: many measures beside one outcome, and what may be claimed of each once chance, time and overlap are out.

A claim has to pass three doors: its corrected p value (Benjamini & Hochberg 1995), the same link with time held fixed
(so that two series which merely drift or swing together are not taken for related: Granger & Newbold 1974), and the
same link with every stronger measure held fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cxcel.arrays import Array, Codes, Floats
from cxcel.errors import NotEnoughData
from cxcel.relations.correction import adjust
from cxcel.relations.correlation import (
    PREPARE,
    complete_pairs,
    correlate,
    effective_pairs,
    fisher_interval,
    hold_fixed,
    p_value,
    partial_r,
    pearson_r,
)
from cxcel.relations.verdict import EXPLAINED, LEVEL, SMALL, UNSURE, judge
from cxcel.relations.whiten import whiten
from cxcel.results import Correlation, Verdict

FEWEST_DAYS = 20  # days below which the spread between days cannot be judged


@dataclass(frozen=True, slots=True)
class Candidate:
    """One measure beside the outcome, row by row.

    Attributes
    ----------
    outcome, values : array, shape (n,)
        NaN = blank.
    step : codes, shape (n,), or None
        The day (or period) of each row, -1 where unknown; None where the data have no time.
    series : bool
        Whether each row is one step in time (a day, a month) rather than one case.
    season : int
        Steps in a season for a series, 7 for days; 0 for none.
    """

    name: str
    outcome: Array
    values: Array
    step: Codes | None = None
    series: bool = False
    season: int = 0
    unit: str = "rows"


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found of one candidate; `held` is r with time held fixed, None where there is no time."""

    name: str
    found: Correlation | None
    pearson: float | None
    held: float | None
    p_adjusted: float
    verdict: Verdict


def screen(candidates: Sequence[Candidate], method: str = "spearman") -> list[Screened]:
    """Judge all candidates together, in the order given."""
    found = [_correlate(c, method) for c in candidates]
    corrected = adjust([math.nan if f is None else f.p for f in found])
    held = [None if f is None else _held(c, method) for c, f in zip(candidates, found, strict=True)]
    held_corrected = adjust([math.nan if h is None else h.p for h in held])
    out = []
    for c, f, q, h, hq in zip(candidates, found, corrected, held, held_corrected, strict=True):
        if f is None:
            verdict = Verdict(UNSURE, "too few complete pairs, or a column that does not vary")
            out.append(Screened(c.name, None, None, None, q, verdict))
            continue
        verdict = _through_time(judge(f, q, c.unit), f, h, hq)
        out.append(Screened(c.name, f, _pearson(c), h.r if h else None, q, verdict))
    return _explained(candidates, out, method)


def _correlate(c: Candidate, method: str) -> Correlation | None:
    try:
        if c.series:
            pairs = complete_pairs(c.outcome, c.values)
            return correlate(c.outcome, c.values, method, n_eff=effective_pairs(*pairs) if len(pairs[0]) > 3 else None)
        found = correlate(c.outcome, c.values, method)
        return _spread_over_days(c, found, method)
    except NotEnoughData:
        return None


def _pearson(c: Candidate) -> float | None:
    r = pearson_r(*complete_pairs(c.outcome, c.values))
    return None if math.isnan(r) else r


def _ready(c: Candidate, method: str) -> tuple[Floats, Floats, Codes] | None:
    """Return both columns, ranked if so wanted, and the day of each row, over complete rows with a day."""
    if c.step is None:
        return None
    whole = ~(np.isnan(c.outcome) | np.isnan(c.values)) & (c.step >= 0)
    if whole.sum() < 3:
        return None
    prepare = PREPARE[method]
    _, days = np.unique(c.step[whole], return_inverse=True)
    return prepare(c.outcome[whole]), prepare(c.values[whole]), days


def _spread_over_days(c: Candidate, found: Correlation, method: str) -> Correlation:
    """Count rows for less where whole days move together more than chance allows.

    Variance of r from sums of influence values over days (Liang & Zeger 1986) against that over rows.
    """
    ready = _ready(c, method)
    if ready is None or (days := int(ready[2].max()) + 1) < FEWEST_DAYS or days == len(ready[0]):
        return found
    y, x = ((v - v.mean()) / (v.std() or 1.0) for v in ready[:2])
    influence = x * y - found.r * (x * x + y * y) / 2
    excess = float(np.square(np.bincount(ready[2], influence)).sum() / max(np.square(influence).sum(), 1e-300))
    if excess <= 1 + 2 * math.sqrt(2 / (days - 1)):
        return found
    n_eff = max(4.0, found.n / excess)
    low, high = fisher_interval(found.r, n_eff, method)
    return replace(found, n_eff=n_eff, low=low, high=high, p=p_value(found.r, n_eff))


@dataclass(frozen=True, slots=True)
class _Held:
    r: float
    low: float
    high: float
    p: float


def _held(c: Candidate, method: str) -> _Held | None:
    """Return the link with time held fixed: within days for cases, between innovations for series."""
    ready = _ready(c, method)
    if ready is None:
        return None
    y, x, days = ready
    if c.series:
        left = whiten(c.outcome, c.values, c.season)
        if left is None:
            return None
        y, x, free = *left, float(len(left[0]))
        if method != "pearson":
            y, x = PREPARE[method](y), PREPARE[method](x)
    else:
        free = len(y) - days.max()
        if free < 10 or days.max() == 0:
            return None
        y, x = hold_fixed(y, days), hold_fixed(x, days)
    r = pearson_r(x, y)
    if math.isnan(r):
        return None
    return _Held(r, *fisher_interval(r, free, method), p_value(r, free))


def _through_time(verdict: Verdict, found: Correlation, held: _Held | None, q: float) -> Verdict:
    """Keep a claim only if the link is there with time held fixed, too."""
    if not verdict.moves or held is None or (q < LEVEL and held.r * found.r > 0):
        return verdict
    if abs(held.r) < abs(found.r) / 2:
        detail = f"{_signed(held.r)} is left once time is held fixed: both drift or swing together"
        return Verdict(EXPLAINED, detail, "time")
    return Verdict(UNSURE, "both change over time, and too few rows are left to see past it")


def _explained(candidates: Sequence[Candidate], screened: list[Screened], method: str) -> list[Screened]:
    """Withdraw a claim where the link vanishes once a stronger measure is held fixed."""
    moving = [i for i, s in enumerate(screened) if s.verdict.moves]
    out = list(screened)
    for i in moving:
        a, mine = candidates[i], screened[i].found
        assert mine is not None
        for j in sorted(moving, key=lambda k: -abs(_r(screened[k]))):
            b = candidates[j]
            if abs(_r(screened[j])) <= abs(mine.r) or len(b.values) != len(a.values) or a.series != b.series:
                continue
            left = _left_over(a, b, method)
            if left is not None:
                detail = f"{_signed(left)} is left once {b.name} is held fixed"
                out[i] = replace(screened[i], verdict=Verdict(EXPLAINED, detail, b.name))
                break
    return out


def _r(s: Screened) -> float:
    return s.found.r if s.found else 0.0


def _left_over(a: Candidate, b: Candidate, method: str) -> float | None:
    """Return what is left of a's link with b held fixed, where that is nothing to manage by; None where it holds."""
    whole = ~(np.isnan(a.outcome) | np.isnan(a.values) | np.isnan(b.values))
    if whole.sum() < 30:
        return None
    prepare = PREPARE[method]
    y, x, z = (prepare(v[whole]) for v in (a.outcome, a.values, b.values))
    left, other = partial_r(x, y, z), partial_r(z, y, x)
    if math.isnan(left) or math.isnan(other):
        return None
    n = float(whole.sum())
    low, high = fisher_interval(left, n - 1, method)
    vanished = low <= 0 <= high and max(-low, high) <= SMALL
    return left if vanished and p_value(other, n - 1) < LEVEL else None


def _signed(r: float) -> str:
    shown = f"{abs(r):.2f}"
    return shown if not float(shown) else ("+" if r > 0 else "−") + shown
