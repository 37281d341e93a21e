"""Before and after, with a comparison group: the only check that may say a change made a difference.

Difference in differences with Welch and Satterthwaite's degrees of freedom (Welch 1947) where a group's error is known,
else from the limits of the two differences (Zou & Donner 2008, the MOVER).  Regression to the mean: Barnett, van der
Pols & Dobson 2005; at the same start by analysis of covariance (Vickers & Altman 2001).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.arrays import Floats
from cxcel.errors import NotEnoughData
from cxcel.families import Family, Mean
from cxcel.families.base import deviate, mover, p_normal, p_student, t_for, z_for
from cxcel.families.mean import welch
from cxcel.relations.correlation import pearson_r
from cxcel.results import Comparison
from cxcel.words import REAL

FEWEST = 5  # rows below which a group is not judged


@dataclass(frozen=True, slots=True)
class Change:
    """One group before and after, with what `found` says of the difference."""

    before: float
    after: float
    n_before: float
    n_after: float
    found: Comparison

    @property
    def enough(self) -> bool:
        """Whether there are rows enough to judge."""
        return min(self.n_before, self.n_after) >= FEWEST


@dataclass(frozen=True, slots=True)
class Impact:
    """What a before/after check found.

    Attributes
    ----------
    beyond : Comparison or None
        Difference in differences; None without a comparison group.
    start, end : Comparison or None
        The group less the comparison group, before and after.
    same_start : Comparison or None
        The same effect at an equal start, from paired rows: whatever comes back by itself is taken out.
    r : float or None
        Correlation of before and after over paired rows; None where rows are not paired or do not vary.
    """

    group: Change
    control: Change | None
    beyond: Comparison | None
    start: Comparison | None
    end: Comparison | None
    same_start: Comparison | None = None
    r: float | None = None

    @property
    def enough(self) -> bool:
        """Whether every group has rows enough to judge."""
        return self.group.enough and (self.control is None or self.control.enough)

    @property
    def picked(self) -> bool:
        """Whether the group started so far on the side it moved from that part of the move comes back by itself.

        More than one standard error; a group picked as the worst of ten is, as a rule.
        """
        if self.beyond is None or self.start is None:
            return False
        against = settled(self.start.difference, self.group) * self.beyond.difference < 0
        return against and self.start.p < math.erfc(math.sqrt(0.5))

    @property
    def made_a_difference(self) -> bool:
        """Whether the effect is proved, and not what regression to the mean may leave.

        A picked group must hold the effect at an equal start; where rows are not paired, it must also have ended
        beyond the comparison group, as if all of its lag came back by itself.
        """
        if self.beyond is None or not self.enough or not self.beyond.p < REAL:
            return False
        stricter = self.same_start or self.end
        if not self.picked or stricter is None:
            return True
        return stricter.p < REAL and stricter.difference * self.beyond.difference > 0


def independent(
    family: Family[Any], before: Any, after: Any, control: tuple[Any, Any] | None = None, confidence_level: float = 0.95
) -> Impact:
    """Check tallies of different people before and after.

    Parameters
    ----------
    family : Family
        What the tallies are of: means, shares, net scores.
    before, after : tally
        Of the group that had the change.
    control : (tally, tally), optional
        Of the comparison group, before and after.

    Raises
    ------
    NotEnoughData
        A tally has too few rows for its family.

    Examples
    --------
    >>> tally = Mean().tally
    >>> before, after = tally(np.array([6.0, 7, 5, 6, 6])), tally(np.array([8.0, 9, 8, 7, 8]))
    >>> independent(Mean(), before, after).group.found.difference
    2.0
    """
    group = _change(family, before, after, confidence_level)
    if control is None:
        return Impact(group, None, None, None, None)
    other = _change(family, *control, confidence_level)
    beyond = _beyond(group, other, (before, after, *control), confidence_level)
    start, end = (
        family.compare(control[0], before, confidence_level),
        family.compare(control[1], after, confidence_level),
    )
    return Impact(group, other, beyond, start, end)


def _change(family: Family[Any], before: Any, after: Any, confidence_level: float) -> Change:
    first, second = family.estimate(before).value, family.estimate(after).value
    return Change(first, second, before.n, after.n, family.compare(before, after, confidence_level))


def settled(difference: float, group: Change) -> float:
    """Return a difference, 0 where it is but the rounding of the values it was made of."""
    return 0.0 if abs(difference) <= 1e-12 * max(abs(group.before), abs(group.after)) else difference


def _beyond(group: Change, other: Change, tallies: tuple[Any, ...], confidence_level: float) -> Comparison:
    if all(hasattr(tally, "squared_error") for tally in tallies):
        counted = [(tally.squared_error, getattr(tally, "rows", tally.n)) for tally in tallies]
        return welch(settled(group.found.difference - other.found.difference, group), counted, confidence_level)
    return from_limits(other.found, group.found, confidence_level)


def from_limits(first: Comparison, second: Comparison, confidence_level: float = 0.95) -> Comparison:
    """Judge second less first from their limits: Zou & Donner 2008, equation 3; p from the limit on the side of 0."""
    difference = second.difference - first.difference
    one, other = ((part.difference, part.low, part.high) for part in (first, second))
    down, up = mover(one, other)
    error = (down if difference > 0 else up) / z_for(confidence_level)
    p = p_normal(deviate(difference, error))
    return Comparison(difference, difference - down, difference + up, p, "limits")


def paired(
    before: Floats, after: Floats, control: tuple[Floats, Floats] | None = None, confidence_level: float = 0.95
) -> Impact:
    """Check the same people, agents or teams before and after, row by row; rows with a blank are left out.

    Changes are judged by Student's t, their difference between groups by Welch's.

    Raises
    ------
    NotEnoughData
        Fewer than two complete rows in a group.

    Examples
    --------
    >>> found = paired(np.array([6.0, 7, 5, 6, 6]), np.array([8.0, 9, 8, 7, 8]))
    >>> found.group.found.difference, round(found.group.found.p, 4)
    (2.0, 0.0032)
    """
    rows = _complete(before, after)
    group = _paired_change(*rows, confidence_level)
    if control is None:
        return Impact(group, None, None, None, None, r=_r(*rows))
    others = _complete(*control)
    other = _paired_change(*others, confidence_level)
    tally = Mean().tally
    changes = [tally(b - a) for a, b in (rows, others)]
    moved = settled(changes[0].mean - changes[1].mean, group)
    beyond = welch(moved, [(c.squared_error, c.n) for c in changes], confidence_level)
    start, end = (Mean().compare(tally(others[i]), tally(rows[i]), confidence_level) for i in (0, 1))
    return Impact(group, other, beyond, start, end, at_same_start(rows, others, confidence_level), _r(*others))


def _complete(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    both = ~(np.isnan(before) | np.isnan(after))
    if both.sum() < 2:
        raise NotEnoughData(f"a paired check needs at least 2 rows with a before and an after, got {both.sum()}")
    return before[both], after[both]


def _paired_change(before: Floats, after: Floats, confidence_level: float) -> Change:
    change = Mean().tally(after - before)
    found = welch(change.mean, [(change.squared_error, change.n)], confidence_level)
    n = float(len(before))
    return Change(float(before.mean()), float(after.mean()), n, n, found)


def _r(before: Floats, after: Floats) -> float | None:
    r = pearson_r(before, after)
    return None if math.isnan(r) else r


def at_same_start(
    rows: tuple[Floats, Floats], others: tuple[Floats, Floats], confidence_level: float = 0.95
) -> Comparison | None:
    """Compare the ends of two groups as if they had started alike: analysis of covariance.

    Least squares of the end on the start and the group, one slope for both, n - 3 degrees of freedom; None where the
    start does not vary or too few rows are left.
    """
    ends = [group[1] - group[1].mean() for group in (rows, others)]
    starts = [group[0] - group[0].mean() for group in (rows, others)]
    y, x = np.concatenate(ends), np.concatenate(starts)
    spread, freedom = float(x @ x), len(y) - 3
    if freedom < 1 or spread <= 1e-12 * len(x):
        return None
    slope = float(x @ y) / spread
    gap = float(rows[0].mean() - others[0].mean())
    effect = float(rows[1].mean() - others[1].mean()) - slope * gap
    left = float(np.square(y - slope * x).sum()) / freedom
    error = math.sqrt(left * (1 / len(rows[0]) + 1 / len(others[0]) + gap * gap / spread))
    half = t_for(confidence_level, freedom) * error
    return Comparison(effect, effect - half, effect + half, p_student(deviate(effect, error), freedom), "covariance")
