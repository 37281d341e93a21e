"""Key drivers of an outcome, and where to act first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Floats
from cxcel.catalogue.entry import RELATIONS, Argument, Option
from cxcel.cells import Cells
from cxcel.columns import AMOUNTS, Taken
from cxcel.errors import BadOption, NotEnoughData, OutOfRange
from cxcel.functions.columns_in import floats, outcome_and_table, side_by_side, table
from cxcel.functions.correlation import ADJUST, OUTCOME
from cxcel.functions.generic import LEVEL
from cxcel.records import dataclass
from cxcel.worksheet import Rows, worksheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxcel.relations.drivers import Driver, Drivers
    from cxcel.relations.priority import Axis, Placed

METHOD = Option(
    "method",
    "lmg",
    "'lmg' (default): mean gain in R² over all orders, exact, up to 15 KPIs; 'johnson': relative weights, for more",
    words=("lmg", "johnson"),
)
SOURCES = (
    "Lindeman, Merenda & Gold 1980, p. 119; Grömping 2007; Azen & Budescu 2003; Johnson 2000; Thomas et al. 2014; "
    "Angrist & Pischke 2009, section 8.1; Benjamini & Hochberg 1995"
)
STILL = "cannot tell: it does not vary in the complete rows"
BLANK = "cannot tell: it holds no values"
DRIVERS = "kpi, importance, share, low, high, direction, beta, r, vif, p, p_adjusted, other_rank, note, verdict"
MATRIX = (
    "kpi, performance, performance_low, performance_high, importance, importance_low, importance_high, corner, sure"
)


@worksheet(
    RELATIONS,
    "Key drivers: how the R² of an outcome is shared among KPIs that overlap, with interval, direction and verdict.",
    f"header, one row per KPI, most important first, and one for all together: {DRIVERS}",
    OUTCOME,
    Argument("kpis", AMOUNTS, "a table of KPIs with their names on top; rows with a blank anywhere are left out"),
    METHOD,
    ADJUST,
    LEVEL,
    pitfalls=(
        "importance is never negative, so its interval never reaches 0: go by the verdict; 1,000 bootstrap draws, 400 "
        "beyond 15 KPIs",
        "a list sorted by a column looks like a series in time: sort it by customer number first",
        "what goes together need not change together (IMPACT_TEST), and a KPI left out hands its share to the others",
    ),
    source=SOURCES,
)
def KPI_DRIVERS(outcome: object, kpis: object, method: str, adjust: str, confidence_level: float) -> Rows:
    """Return the drivers, most important first."""
    from cxcel.relations.drivers import key_drivers

    target, names, columns = outcome_and_table(outcome, kpis)
    held = np.column_stack(columns)
    every = range(len(names))
    filled = [j for j in every if not np.isnan(held[:, j]).all()] or list(every)
    kept = [names[j] for j in filled]
    found = key_drivers(target, kept, held[:, filled], method, adjust, confidence_level)
    still = [[kept[j], *[None] * 12, STILL] for j in found.still]
    blank = [[names[j], *[None] * 12, BLANK] for j in every if j not in filled]
    return [DRIVERS.split(", "), *map(_row, found.drivers), *still, *blank, _together(found)]


def _row(driver: Driver) -> list[Any]:
    return [
        driver.name,
        driver.importance,
        driver.share,
        driver.low,
        driver.high,
        "up" if driver.beta > 0 else "down" if driver.beta < 0 else None,
        driver.beta,
        driver.r,
        driver.vif,
        driver.p,
        driver.p_adjusted,
        None if driver.other_rank is None else float(driver.other_rank),
        "; ".join(driver.notes) or None,
        driver.verdict.words,
    ]


def _together(found: Drivers) -> list[Any]:
    """Return the row of R²: its interval, the F test, and what it rests on."""
    fit = found.fit
    notes = [f"adjusted R² {fit.adjusted_r2:.3f}", f"{fit.n:,} complete rows of {found.rows:,}"]
    if found.in_time:
        notes.append("rows resemble the ones before them, as in a series over time or a sorted list")
    share = 1.0 if fit.r2 > 0 else 0.0
    return [
        "all together",
        fit.r2,
        share,
        found.low,
        found.high,
        *[None] * 4,
        fit.f_p,
        None,
        None,
        "; ".join(notes),
        None,
    ]


@dataclass(frozen=True, slots=True)
class _Ratings:
    """Answers on one scale for all columns, more is better; yes and no on a scale up to 1."""

    low: float
    high: float
    whole: bool

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        taken = AMOUNTS(cells, name, options)
        values = taken.values
        wrong = (values < self.low) | (values > self.high) | (self.whole & (np.mod(values, 1) > 0))
        if wrong.any():
            at = int(np.argmax(wrong))
            kind = "whole answers" if self.whole else "answers"
            limits = f"{kind} in {self.low:g}..{self.high:g}"
            got = f"got {values[at]:.15g} in {cells.where(at)}"
            raise OutOfRange(f"{name[:40]} must be {limits}, {got}; another scale is told by scale_max")
        return taken


@worksheet(
    RELATIONS,
    "Priority matrix: what to fix first, from how well each KPI does and how much it matters for the outcome.",
    f"header, one row per KPI, what to fix first on top, and one with the cut lines: {MATRIX}",
    OUTCOME,
    Argument("kpis", AMOUNTS, "a table of ratings with their names on top, all on one scale where more is better"),
    Option(
        "performance",
        "mean",
        "'mean' answer (default), or 'top2' for the share in the two highest boxes of the scale",
        words=("mean", "top2"),
    ),
    Option(
        "scale_max",
        5,
        "highest possible answer; default 5: up to 9 the scale begins at 1, from 10 at 0; 1 for yes and no or rates",
        low=1,
        high=100,
        whole=True,
    ),
    METHOD,
    LEVEL,
    pitfalls=(
        "the cut lines are the medians of these KPIs: half of them are always below, however good all are",
        "a KPI whose interval crosses a line may be on its other side",
        "performance uses every answer of a column, importance the rows without a blank",
    ),
    source=f"Martilla & James 1977, Journal of Marketing 41(1), 77-79; importance as in KPI_DRIVERS: {SOURCES}",
)
def PRIORITY_MATRIX(
    outcome: object, kpis: object, performance: str, scale_max: float, method: str, confidence_level: float
) -> Rows:
    """Return the drivers by corner."""
    from cxcel.relations.drivers import key_drivers
    from cxcel.relations.priority import Axis, Point, cut_lines, place

    boxes = performance == "top2"
    if boxes and scale_max < 3:
        raise BadOption(f"'top2' needs a scale of three or more answers, got scale_max {scale_max:g}: use 'mean'")
    reader = _Ratings(0 if scale_max == 1 or scale_max >= 10 else 1, scale_max, boxes)
    titles, parts = table("kpis", kpis)
    ranges = [(title, reader, part) for title, part in zip(titles, parts, strict=True)]
    target, *columns = map(floats, side_by_side(("outcome", AMOUNTS, outcome), *ranges))
    if len(titles) < 2:
        raise NotEnoughData("a matrix needs at least 2 KPIs, got 1")
    found = key_drivers(target, titles, np.column_stack(columns), method, "none", confidence_level)
    axes = [_performance(column, scale_max, boxes, confidence_level) for column in columns]
    points = [
        Point(d.name, axes[d.column], Axis(d.importance, d.low, d.high), d.verdict, d.beta < 0) for d in found.drivers
    ]
    still = [_still(titles[j], axes[j]) for j in found.still]
    well, matters = cut_lines(points)
    lines = ["cut lines", well, None, None, matters, None, None, None, None]
    return [MATRIX.split(", "), *map(_placed, place(points)), *still, lines]


def _performance(values: Floats, scale_max: float, boxes: bool, confidence_level: float) -> Axis:
    """Return how well one KPI does over all its answers: a mean by Student, a share by Wilson."""
    from cxcel.families import Mean, Proportion, ProportionTally
    from cxcel.relations.priority import Axis

    known = values[~np.isnan(values)]
    hits = known >= scale_max - 1 if boxes else known
    if boxes or (scale_max == 1 and np.isin(known, (0, 1)).all()):
        share = ProportionTally(float(hits.sum()), float(len(hits)))
        limits = Proportion().interval(share, confidence_level)
        return Axis(share.share, limits.low, limits.high)
    tally = Mean().tally(known)
    spread = Mean().interval(tally, confidence_level)
    return Axis(tally.mean, spread.low, spread.high)


def _placed(found: Placed) -> list[Any]:
    point = found.point
    axes = [value for axis in (point.performance, point.importance) for value in (axis.value, axis.low, axis.high)]
    return [point.name, *axes, found.corner, found.sure]


def _still(name: str, performance: Axis) -> list[Any]:
    axis = [performance.value, performance.low, performance.high]
    return [name, *axis, *[None] * 4, STILL]
