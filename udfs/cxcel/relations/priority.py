"""Importance-performance analysis: which drivers to mend first, and which of them lie too near a cut line to say.

Martilla & James 1977, Importance-Performance Analysis, Journal of Marketing 41(1), 77-79: four corners, with the cut
lines at the medians where neither axis has a zero of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.results import Verdict

FIX, KEEP, WATCH, MAINTAIN = "fix first", "keep", "watch", "maintain"
CORNERS = (FIX, KEEP, WATCH, MAINTAIN)  # the order in which a reader wants them


@dataclass(frozen=True, slots=True)
class Axis:
    """One number of a driver with its interval, None where there is none."""

    value: float
    low: float | None
    high: float | None

    def crosses(self, line: float) -> bool:
        """Whether the interval reaches over a cut line, or is not known."""
        return self.low is None or self.high is None or self.low <= line <= self.high


@dataclass(frozen=True, slots=True)
class Point:
    """One driver before the cut: how well it does, how much it matters, and what may be said of its link."""

    name: str
    performance: Axis
    importance: Axis
    verdict: Verdict
    downward: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One driver in its corner; `sure` is "yes", or why not."""

    point: Point
    corner: str
    sure: str


def cut_lines(points: Sequence[Point]) -> tuple[float, float]:
    """Return the medians of performance and importance."""
    performance, importance = ([getattr(p, axis).value for p in points] for axis in ("performance", "importance"))
    return float(np.median(performance)), float(np.median(importance))


def place(points: Sequence[Point]) -> list[Placed]:
    """Put every driver in its corner, what to mend first on top, then by importance; a driver on a line is above it.

    Examples
    --------
    >>> moves = Verdict("moves with")
    >>> speed = Point("speed", Axis(3.1, 3.0, 3.2), Axis(0.30, 0.25, 0.35), moves, False)
    >>> tone = Point("tone", Axis(4.5, 4.4, 4.6), Axis(0.05, 0.02, 0.20), moves, False)
    >>> [(found.point.name, found.corner, found.sure) for found in place([tone, speed])]
    [('speed', 'fix first', 'yes'), ('tone', 'maintain', 'too close to call: its importance interval crosses the line')]
    """
    lines = cut_lines(points)
    placed = [Placed(point, _corner(point, lines), _sure(point, lines)) for point in points]
    return sorted(placed, key=lambda one: (CORNERS.index(one.corner), -one.point.importance.value))


def _corner(point: Point, lines: tuple[float, float]) -> str:
    well, matters = point.performance.value >= lines[0], point.importance.value >= lines[1]
    if matters:
        return KEEP if well else FIX
    return MAINTAIN if well else WATCH


def _sure(point: Point, lines: tuple[float, float]) -> str:
    """Say whether the corner can be relied on: the link of what matters, its direction, then the cut lines."""
    matters = point.importance.value >= lines[1]
    if matters and not point.verdict.moves:
        return point.verdict.words
    if matters and point.downward:
        return "check the coding: the outcome goes down as it goes up"
    axes = {"performance": (point.performance, lines[0]), "importance": (point.importance, lines[1])}
    crossed = [name for name, (axis, line) in axes.items() if axis.crosses(line)]
    if len(crossed) == 2:
        return "too close to call: both its intervals cross their lines"
    return f"too close to call: its {crossed[0]} interval crosses the line" if crossed else "yes"
