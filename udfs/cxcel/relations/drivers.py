"""Key drivers: how R² is shared among the KPIs beside an outcome, how sure that is, and what may be claimed of each.

Importance is never negative, so its interval never reaches 0 and cannot tell a useless KPI from a weak one: the verdict
rests on the slope of each KPI beside the others (`cxcel.relations.driver_verdicts`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.errors import LengthMismatch, NotEnoughData, OutOfRange, choose
from cxcel.families.base import check_level
from cxcel.relations.correlation import differences
from cxcel.relations.driver_verdicts import Judged, in_time, judge_all, needed, short
from cxcel.relations.importance import METHODS, MOST, resampled
from cxcel.relations.regression import Fit, fit, repeated, standard, varies
from cxcel.relations.series import ADJUSTMENTS
from cxcel.results import Verdict

REPLICATES, OF_MANY = 1_000, 400  # draws of the bootstrap, up to 15 KPIs and beyond


@dataclass(frozen=True, slots=True)
class Driver:
    """One KPI beside the others.

    Attributes
    ----------
    column : int
        Its place in the table, 0 first.
    importance, share : float
        Part of R², and the same as a part of the whole R².
    low, high : float or None
        Percentile interval of the importance; None where rows are too few to claim anything.
    beta, r, vif : float
        Slope in standard deviations, correlation with the outcome alone, variance inflation.
    p, p_adjusted : float
        Of the slope, and corrected over all KPIs.
    rank, other_rank : int
        By the method asked for and by the other one, 1 first; None where that cannot be computed.
    """

    name: str
    column: int
    importance: float
    share: float
    low: float | None
    high: float | None
    beta: float
    r: float
    vif: float
    p: float
    p_adjusted: float
    rank: int
    other_rank: int | None
    verdict: Verdict
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drivers:
    """All KPIs, most important first, and what they explain together.

    Attributes
    ----------
    still : tuple of int
        Columns that hold a single value in the complete rows; they are left out.
    low, high : float or None
        Percentile interval of R².
    rows : int
        Rows with anything in them; those without a blank are `fit.n`.
    in_time : bool
        Whether rows resemble the ones before them, as in a series over time or a sorted list.
    """

    drivers: tuple[Driver, ...]
    still: tuple[int, ...]
    fit: Fit
    low: float | None
    high: float | None
    rows: int
    in_time: bool


def key_drivers(
    outcome: Array,
    names: Sequence[str],
    columns: Array,
    method: str = "lmg",
    adjustment: str = "none",
    confidence_level: float = 0.95,
) -> Drivers:
    """Share R² out among KPIs and judge each.

    Parameters
    ----------
    outcome : array, shape (rows,), and columns : array, shape (rows, p)
        NaN = blank; rows with a blank anywhere are left out.
    method : "lmg" (up to 15 KPIs) or "johnson"
    adjustment : "none", "diff" (changes from row to row) or "detrend" (less a straight line over the rows)

    Raises
    ------
    NotEnoughData, OutOfRange, LengthMismatch
        Too few complete rows, nothing that varies, too many KPIs for the method, or one that others give exactly.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> kpis = rng.normal(size=(200, 2))
    >>> found = key_drivers(kpis[:, 0] + rng.normal(size=200), ["wait", "talk"], kpis)
    >>> [(d.name, d.verdict.word) for d in found.drivers]
    [('wait', 'moves with'), ('talk', 'cannot tell')]
    """
    choose("method", method, METHODS)
    check_level(confidence_level)
    whole = _complete(outcome, names, columns, adjustment)
    moving = varies(whole)
    if not moving[-1]:
        raise NotEnoughData(f"the outcome does not vary in the {len(whole)} complete rows")
    if not moving[:-1].any():
        raise NotEnoughData(f"no KPI varies in the {len(whole)} complete rows")
    columns_kept = np.flatnonzero(moving[:-1]).tolist()
    kept = [names[j] for j in columns_kept]
    z = standard(whole[:, moving])
    lost = int(adjustment == "detrend")
    _check(kept, z, method, lost)
    found = fit(z[:, -1], z[:, :-1], lost)
    rows, held = len(z) + (adjustment == "diff"), in_time(z, found)
    block = math.ceil(len(z) ** (1 / 3)) if held.seen.any() else 1
    limits = _limits(z, method, block, confidence_level) if rows >= needed(len(kept)) else None
    drivers = _shaped(kept, columns_kept, found, method, judge_all(kept, found, held, rows), limits)
    low, high = (None, None) if limits is None else map(float, limits[:, -1])
    still = tuple(np.flatnonzero(~moving[:-1]).tolist())
    filled = int((~np.isnan(outcome) | ~np.isnan(columns).all(axis=1)).sum())
    return Drivers(drivers, still, found, low, high, filled, bool(held.seen.any()))


def _complete(outcome: Array, names: Sequence[str], columns: Array, adjustment: str) -> Floats:
    """Return the rows without a blank, the outcome last, as they are, as changes or less a straight line."""
    if len(outcome) != len(columns):
        raise LengthMismatch(f"the outcome has {len(outcome)} rows and the KPIs have {len(columns)}")
    every = np.column_stack([columns, outcome]).astype(float)
    if choose("adjust", adjustment, ADJUSTMENTS) == "diff":
        every = np.column_stack([differences(column) for column in every.T])
    filled = ~np.isnan(every)
    chosen = filled.all(axis=1)
    if chosen.sum() < 3:
        fewest = int(np.argmin(filled.sum(axis=0)))
        name = [*map(short, names), "the outcome"][fewest]
        raise NotEnoughData(
            f"{chosen.sum()} rows have the outcome and every KPI filled, too few: "
            f"{name} is filled in the fewest, {filled[:, fewest].sum()}"
        )
    whole: Floats = every[chosen]
    if adjustment != "detrend":
        return whole
    line, scaled = standard(np.flatnonzero(chosen).astype(float)[:, None]), standard(whole)
    left: Floats = scaled - line * (line.T @ scaled / len(line))
    left[:, np.abs(left).max(axis=0) <= 1e-12] = 0.0
    return left


def _check(names: Sequence[str], z: Floats, method: str, lost: int) -> None:
    """Refuse too many KPIs, too few rows, and a KPI that others give exactly."""
    n, p = len(z), len(names)
    if method == "lmg" and p > MOST:
        raise OutOfRange(f"'lmg' takes up to {MOST} KPIs, got {p}: leave some out, or use the method 'johnson'")
    if n < p + 2 + lost:
        raise NotEnoughData(f"{n} complete rows are too few for {p} KPIs: at least {p + 2 + lost} are needed")
    double = repeated(z[:, :-1].T @ z[:, :-1] / n)
    if double is not None:
        which, parts = double
        listed = " and ".join(short(names[i]) for i in parts[:2])
        more = f" and {len(parts) - 2} more" if len(parts) > 2 else ""
        raise OutOfRange(f"{short(names[which])} follows exactly from {listed}{more}: leave one of them out")


def _limits(z: Floats, method: str, block: int, level: float) -> Floats:
    """Return low and high of every importance and, last, of R², shape (2, p + 1): percentiles over resampled rows."""
    shares = METHODS[method](resampled(z, REPLICATES if z.shape[1] <= MOST + 1 else OF_MANY, block))
    both = np.column_stack([shares, shares.sum(axis=1)])
    limits: Floats = np.quantile(both, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return limits


def _shaped(
    names: Sequence[str],
    columns: Sequence[int],
    found: Fit,
    method: str,
    judged: Sequence[Judged],
    limits: Floats | None,
) -> tuple[Driver, ...]:
    """Return the drivers, most important first."""
    other = "johnson" if method == "lmg" else "lmg"
    importance = METHODS[method](found.correlations)
    ranks = _ranks(importance)
    others = None if other == "lmg" and len(names) > MOST else _ranks(METHODS[other](found.correlations))
    out = []
    for j, (name, one) in enumerate(zip(names, judged, strict=True)):
        notes, second = one.notes, None if others is None else others[j]
        if second not in {None, ranks[j]}:
            notes = (f"the two methods disagree on its rank: {ranks[j]} by {method}, {second} by {other}", *notes)
        out.append(
            Driver(
                name,
                columns[j],
                importance=float(importance[j]),
                share=float(importance[j] / found.r2) if found.r2 > 0 else 0.0,
                low=None if limits is None else float(limits[0, j]),
                high=None if limits is None else float(limits[1, j]),
                beta=float(found.beta[j]),
                r=float(found.r[j]),
                vif=float(found.vif[j]),
                p=one.p,
                p_adjusted=one.p_adjusted,
                rank=ranks[j],
                other_rank=second,
                verdict=one.verdict,
                notes=notes,
            )
        )
    return tuple(sorted(out, key=lambda driver: driver.rank))


def _ranks(importance: Floats) -> list[int]:
    """Return ranks from 1; what differs by rounding alone shares one."""
    return [1 + int(np.count_nonzero(importance > value + 1e-9)) for value in importance]
