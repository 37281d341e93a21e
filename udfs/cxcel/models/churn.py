"""Churn risk from complaints, contract end and silence: a score by rule, and a probability where outcomes exist.

The three signs are those of customer-relations practice (complaints, contract end, time without contact); the rule
gives each 0, 1 or 2 points, all alike.  A score by rule is no probability: what it is worth shows only beside
outcomes, and where there are outcomes a regression on the same three gives a probability that is judged out of fold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats, Mask
from cxcel.errors import NotEnoughData
from cxcel.families.proportion import wilson
from cxcel.models.logistic import Judged, auc, brier, by_rank, calibration_slope, fit_logistic, out_of_fold, p_linked
from cxcel.relations.verdict import MOVES, UNSURE
from cxcel.words import REAL

MOST_POINTS = 2  # of one sign
FEWEST = 10  # customers who left, and who stayed, below which no probability is fitted
FOLDS = 5
FIFTHS = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a sign gets its first and its second point."""

    complaints: tuple[float, float] = (1, 2)  # this many, or more
    days_to_expiry: tuple[float, float] = (
        30,
        90,
    )  # up to the first number the second point, up to the second the first
    days_silent: tuple[float, float] = (60, 180)  # this long, or longer


def points(complaints: Floats, days_to_expiry: Floats, days_silent: Floats, at: Thresholds) -> Floats:
    """Return the points of each sign, shape (n, 3); NaN where a sign is not known.

    More complaints, an earlier end and a longer silence never give fewer points.  A contract that has ended counts
    as one that ends today.

    Examples
    --------
    >>> points(np.array([1.0]), np.array([12.0]), np.array([np.nan]), Thresholds()).tolist()
    [[1.0, 2.0, nan]]
    """
    late, soon = (np.less_equal.outer(days_to_expiry, at.days_to_expiry)).T.astype(float)
    counted = [
        np.greater_equal.outer(values, np.array(limits)).sum(axis=1).astype(float)
        for values, limits in ((complaints, at.complaints), (days_silent, at.days_silent))
    ]
    found = np.column_stack([counted[0], late + soon, counted[1]])
    found[np.isnan(np.column_stack([complaints, days_to_expiry, days_silent]))] = np.nan
    return found


def scores(found: Floats) -> Floats:
    """Return the points as a share of those the known signs could give; NaN where nothing is known."""
    known = ~np.isnan(found)
    top = MOST_POINTS * known.sum(axis=1)
    share = np.full(len(found), np.nan)
    np.divide(np.nansum(found, axis=1), top, out=share, where=top > 0)
    return share


def reasons(complaints: Floats, days_to_expiry: Floats, days_silent: Floats, found: Floats) -> list[str]:
    """Return why each customer has points: the sign with most points first, in words.

    Each different value is put in words once, however many customers share it.
    """
    said = np.column_stack(
        [
            _worded(complaints, lambda n: f"{n:g} complaint{'s' * (n != 1)}"),
            _worded(days_to_expiry, _ends),
            _worded(days_silent, lambda n: f"silent for {n:g} day{'s' * (n != 1)}"),
        ]
    )
    order = np.argsort(-np.nan_to_num(found), axis=1, kind="stable")
    said[~(found > 0)] = ""
    out = np.take_along_axis(said, order, axis=1)
    joined = ["; ".join(filter(None, row)) for row in out.tolist()]
    silent: list[str] = np.where(np.isnan(found).all(axis=1), "nothing known", "no sign").tolist()
    return [text or other for text, other in zip(joined, silent, strict=True)]


def _worded(values: Floats, words: Callable[[float], str]) -> Array:
    different, where = np.unique(values, return_inverse=True)
    texts = np.array(["" if np.isnan(value) else words(value) for value in different.tolist()], object)
    return texts[where]


def _ends(days: float) -> str:
    if days == 0:
        return "contract ends today"
    plural = "s" * (abs(days) != 1)
    return f"contract ends in {days:g} day{plural}" if days > 0 else f"contract ended {-days:g} day{plural} ago"


def features(complaints: Floats, days_to_expiry: Floats, days_silent: Floats) -> Floats:
    """Return the columns of the regression: logs of one more than each sign, and where a sign is not known.

    Logs, since the step from 0 to 1 complaint, or from 10 to 30 days, means more than one farther out.  An unknown
    value gets the mean of the known and a column of its own; columns are centred and of like size, and those that do
    not vary are left out.
    """
    columns = []
    for values in (complaints, np.maximum(days_to_expiry, 0), days_silent):
        unknown = np.isnan(values)
        logs = np.log1p(np.where(unknown, 0.0, values))
        if not unknown.all():
            logs[unknown] = logs[~unknown].mean()
        columns += [logs, unknown.astype(float)]
    kept = [(c - c.mean()) / c.std() for c in columns if c.max(initial=0.0) - c.min(initial=np.inf) > 1e-9]
    return np.column_stack(kept) if kept else np.zeros((len(complaints), 0))


def probabilities(columns: Floats, churned: Floats) -> Floats:
    """Return the chance to leave of every customer.

    Those whose outcome is known are judged by a regression that did not see them; the others by that on all known.

    Parameters
    ----------
    columns : array, shape (n, p)
        From `features`.
    churned : array, shape (n,)
        1 left, 0 stayed, NaN not known yet.

    Raises
    ------
    NotEnoughData
        Too few who left, or who stayed, to learn from.
    """
    known = ~np.isnan(churned)
    left = churned[known] == 1
    enough(left)
    chances = np.empty(len(churned))
    chances[known] = out_of_fold(columns[known], left, FOLDS)
    if not known.all():
        chances[~known] = fit_logistic(columns[known], left).chances(columns[~known])
    return chances


def enough(left: Mask) -> None:
    """Refuse to learn from a handful."""
    gone, stayed = int(left.sum()), int((~left).sum())
    if min(gone, stayed) < FEWEST:
        raise NotEnoughData(
            f"a probability needs at least {FEWEST} customers who left and {FEWEST} who stayed, "
            f"got {gone} and {stayed}: leave churned out for the score alone"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence."""

    measure: str
    found: Judged
    words: str = ""


def check(
    score: Floats, columns: Floats, chances: Floats, churned: Floats, confidence_level: float = 0.95
) -> list[Line]:
    """Judge score and out-of-fold probability by what happened to the customers whose outcome is known.

    The limits take the probabilities as given.  That they were learned from the same customers makes them look better
    or worse than chance more often than that, so nothing is claimed unless the signs as a whole move with leaving.

    Raises
    ------
    NotEnoughData
        Too few who left, or who stayed.
    """
    known = ~np.isnan(churned)
    left = churned[known] == 1
    enough(left)
    chance, p = chances[known], p_linked(columns[known], left)
    error, gain = brier(chance, left, confidence_level)
    area = auc(chance, left, confidence_level)
    slope = calibration_slope(chance, left, confidence_level)
    linked = p < REAL
    return [
        Line("p value of no link with leaving", Judged(p, np.nan, np.nan, np.nan, area.n), MOVES if linked else UNSURE),
        Line("area under the curve, probability", area, _better(linked and area.low > 0.5, "chance")),
        *_ruled(score[known], left, confidence_level),
        Line("Brier score, probability", error, _better(linked and gain.low > 0, "the overall rate")),
        Line("calibration slope", slope, _slope_words(slope)),
        _observed("all", chance, left, confidence_level),
        *_fifths(chance, left, confidence_level),
    ]


def _ruled(score: Floats, left: Mask, confidence_level: float) -> list[Line]:
    """Judge the score by rule, over the customers who have one."""
    has = ~np.isnan(score)
    if min(left[has].sum(), (~left[has]).sum()) < FEWEST:
        return []
    found = auc(score[has], left[has], confidence_level)
    return [Line("area under the curve, score", found, _better(found.low > 0.5, "chance"))]


def _fifths(chance: Floats, left: Mask, confidence_level: float) -> list[Line]:
    """Set seen beside predicted from the fifth with the lowest probabilities to that with the highest."""
    fifth = by_rank(chance)
    parts = [(name, fifth == i) for i, name in enumerate(FIFTHS)]
    return [_observed(name, chance[part], left[part], confidence_level) for name, part in parts if part.any()]


def _observed(name: str, chance: Floats, left: Mask, confidence_level: float) -> Line:
    """Set the share who left, with Wilson's limits, beside the mean probability."""
    n, gone = float(len(left)), float(left.sum())
    low, high = wilson(gone, n, confidence_level)
    expected = float(chance.mean())
    words = "as predicted" if low <= expected <= high else "more left" if expected < low else "fewer left"
    return Line(f"share who left, {name}", Judged(gone / n, low, high, expected, n), words)


def _better(better: bool, than: str) -> str:
    return f"better than {than}" if better else f"no better than {than}, as far as can be told"


def _slope_words(slope: Judged) -> str:
    if slope.low <= 1 <= slope.high:
        return "as bold as it should be"
    return "too bold: real differences are smaller" if slope.high < 1 else "too cautious: real differences are larger"
