"""What may be claimed of each KPI beside the others, in the four words, and what a reader must know before acting.

A claim rests on the slope of a KPI with all others held fixed, its p value corrected over all of them (Benjamini &
Hochberg 1995).  Where outcome and KPI drift, swing or remember, their innovations have to show the same link (Haugh
1976; Granger & Newbold 1974 on why).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Floats, Mask
from cxcel.relations.correction import benjamini_hochberg
from cxcel.relations.correlation import fisher_interval, lag_one, p_value, pearson_r
from cxcel.relations.regression import Fit, fit, repeated, standard, varies
from cxcel.relations.verdict import EXPLAINED, FEWEST, ROWS, SMALL, UNSURE, judge, signed, through_time, would_do
from cxcel.relations.whiten import LONG, Course, Memory, shared_course
from cxcel.results import Correlation, Verdict
from cxcel.sentences import Sentence, numeral, sentence
from cxcel.words import REAL

PER_KPI = 5  # rows per KPI below which nothing is claimed
SHARED = 5.0  # variance inflation from which a KPI is said to share what it tells
STRICT = 0.01  # p above which a long column does not drift


@dataclass(frozen=True, slots=True)
class InTime:
    """The same regression with time held fixed.

    Attributes
    ----------
    seen : array of bool, shape (p,)
        Whether both the outcome and the KPI drift, swing or remember.
    asked : bool
        Whether a link that time could have made has to be looked at.
    fit : Fit or None
        Of the innovations; None where none was asked for, or nothing new is left.
    """

    seen: Mask
    asked: bool
    fit: Fit | None


def in_time(z: Floats, found: Fit) -> InTime:
    """Look for time in standardised columns, the outcome last, and hold it fixed where a link could come from it."""
    memories = [None if _steady(column) else Memory(column) for column in z.T]
    seen, outcome, courses = np.zeros(len(memories) - 1, bool), memories[-1], list[Course]()
    if outcome is None:
        return InTime(seen, False, None)
    for j, kpi in enumerate(memories[:-1]):
        if kpi is not None:
            courses.append(shared_course(outcome, kpi))
            seen[j] = outcome.remembers(courses[-1]) and kpi.remembers(courses[-1])
    asked = bool((seen & (benjamini_hochberg(found.p) < REAL)).any())
    if not asked:
        return InTime(seen, False, None)
    seasons = {course.season for course in courses if course.season}
    clearest = min(seasons, key=lambda s: outcome.seasons[s]) if seasons else None
    return InTime(seen, True, _of_innovations(memories, z, Course(any(c.bent for c in courses), clearest)))


def _steady(column: Floats) -> bool:
    """Whether a long column shows neither trend nor memory of the row before, so that no closer look is needed."""
    n = len(column)
    if n <= LONG:
        return False
    return min(p_value(pearson_r(np.arange(n) / n, column), n), p_value(lag_one(column), n)) > STRICT


def _of_innovations(memories: Sequence[Memory | None], z: Floats, course: Course) -> Fit | None:
    """Regress what is new in the outcome on what is new in the KPIs; what was fitted to get there is lost."""
    new, lost = [], 0
    for memory, column in zip(memories, z.T, strict=True):
        made = None if memory is None else memory.innovations(course)
        if memory is not None and made is None:
            return None
        new.append(column if made is None else made.values)
        lost = lost if made is None else max(lost, made.used - 1)
    table = np.column_stack(new)
    table = table[~np.isnan(table).any(axis=1)]
    if len(table) < table.shape[1] + lost + 5 or not varies(table).all():
        return None
    left = standard(table)
    if repeated(left[:, :-1].T @ left[:, :-1] / len(left)):
        return None
    return fit(left[:, -1], left[:, :-1], lost)


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be said of one KPI; `p` is that of the test that decides."""

    p: float
    p_adjusted: float
    verdict: Verdict
    notes: tuple[str, ...]


def needed(kpis: int) -> int:
    """Return how many rows are needed before anything is claimed."""
    return max(FEWEST, PER_KPI * kpis)


def judge_all(names: Sequence[str], found: Fit, held: InTime, rows: int) -> list[Judged]:
    """Judge every KPI, in the order given.

    Parameters
    ----------
    rows : int
        Rows looked at: one more than were fitted where changes from row to row were.
    """
    p = _deciding(found, held)
    q, plain = benjamini_hochberg(p), benjamini_hochberg(found.p)
    partial = [_partial(found, j, p[j]) for j in range(len(names))]
    timely = held.seen & (plain < REAL) & (q >= REAL)
    if rows < needed(len(names)):
        too_few = sentence(
            "{n} {unit} are too few: at least {fewest} are needed", n=rows, unit=ROWS, fewest=needed(len(names))
        )
        verdicts = [Verdict(UNSURE, too_few)] * len(names)
    else:
        verdicts = [judge(one, q[j], lost=rows - found.n) for j, one in enumerate(partial)]
        verdicts = _beside(names, found, partial, verdicts)
        for j in np.flatnonzero(timely).tolist():
            verdicts[j] = through_time(partial[j], _partial(held.fit, j, 1.0) if held.fit else None)
    return [Judged(float(p[j]), float(q[j]), v, _notes(names, found, j)) for j, v in enumerate(verdicts)]


def _deciding(found: Fit, held: InTime) -> Floats:
    """Return p of every slope; where time could have made it, that of the innovations if it is larger."""
    if not held.asked:
        return found.p
    if held.fit is None:
        return np.where(held.seen, 1.0, found.p)
    agrees = held.fit.beta * found.beta > 0
    return np.where(held.seen, np.where(agrees, np.maximum(found.p, held.fit.p), 1.0), found.p)


def _partial(found: Fit, j: int, p: float) -> Correlation:
    """Return the partial correlation of one KPI with its interval: every other KPI costs a row."""
    r, n_eff = float(found.partial[j]), found.n - len(found.beta) + 1.0
    return Correlation(r, *fisher_interval(r, n_eff), found.n, n_eff, float(p), "partial")


def _beside(
    names: Sequence[str], found: Fit, partial: Sequence[Correlation], verdicts: Sequence[Verdict]
) -> list[Verdict]:
    """Say what became of a link that is there alone and not beside the others."""
    alone = benjamini_hochberg(np.array([p_value(float(r), found.n) for r in found.r]))
    movers = sorted((j for j, v in enumerate(verdicts) if v.moves), key=lambda j: -abs(partial[j].r))
    out = list(verdicts)
    for j, verdict in enumerate(verdicts):
        if not verdict.moves and alone[j] < REAL:
            out[j] = _explained(names, found, j, movers) or _lost(names, found, j, partial[j])
    return out


def _explained(names: Sequence[str], found: Fit, j: int, movers: Sequence[int]) -> Verdict | None:
    """Return the verdict where next to nothing is left of a KPI's link once KPIs that move are held fixed."""
    for fixed in (*([k] for k in movers), *([list(movers)] if len(movers) > 1 else [])):
        left = _left(found, j, fixed)
        if left is not None:
            return Verdict(EXPLAINED, _is_left(signed(left), [names[k] for k in fixed]), names[fixed[0]])
    return None


def _is_left(left: str, held: Sequence[str]) -> Sentence:
    first = short(held[0])
    if len(held) == 1:
        return sentence("{left} is left once {other} is held fixed", left=left, other=first)
    if len(held) == 2:
        second = short(held[1])
        return sentence(
            "{left} is left once {first} and {second} are held fixed", left=left, first=first, second=second
        )
    more = len(held) - 1
    return sentence("{left} is left once {first} and {n} others are held fixed", left=left, first=first, n=more)


def _left(found: Fit, j: int, fixed: Sequence[int]) -> float | None:
    """Return a KPI's correlation with the outcome, others held fixed, where its interval keeps it next to nothing."""
    chosen = [j, len(found.beta), *fixed]
    inverse = np.linalg.pinv(found.correlations[np.ix_(chosen, chosen)], hermitian=True)
    scale = float(inverse[0, 0] * inverse[1, 1])
    left = -float(inverse[0, 1]) / math.sqrt(scale) if scale > 0 else 0.0
    low, high = fisher_interval(left, found.n - len(fixed))
    return left if low <= 0 <= high and max(-low, high) <= SMALL else None


def _lost(names: Sequence[str], found: Fit, j: int, partial: Correlation) -> Verdict:
    """Return the verdict where a link is there alone, and the others leave too little of it to tell."""
    reason = would_do(partial, ROWS)
    if found.vif[j] >= SHARED:
        twin = short(names[closest(found, j)])
        reason = sentence("{other} tells nearly the same (VIF {vif})", other=twin, vif=numeral(float(found.vif[j])))
    both = sentence(
        "{alone} alone, {beside} beside the others: {why}",
        alone=signed(found.r[j]),
        beside=signed(partial.r),
        why=reason,
    )
    return Verdict(UNSURE, both)


def closest(found: Fit, j: int) -> int:
    """Return the KPI that correlates most with one, either way; itself where it is the only one."""
    beside = np.abs(found.correlations[j, :-1])
    beside[j] = -1
    return int(np.argmax(beside))


def _notes(names: Sequence[str], found: Fit, j: int) -> tuple[str, ...]:
    """Return the warnings that hold by any method."""
    out = []
    r, beta = float(found.r[j]), float(found.beta[j])
    if r * beta < 0 and max(p_value(r, found.n), found.p[j]) < REAL:
        alone, beside = ("up", "down") if r > 0 else ("down", "up")
        out.append(f"suppressor: alone the outcome goes {alone} with it, held beside the others {beside}")
    if found.vif[j] >= SHARED:
        out.append(f"shares its information with {short(names[closest(found, j)])} (VIF {found.vif[j]:.0f})")
    return tuple(out)


def short(name: str) -> str:
    """Return a name in quotes, cut where it is longer than a sentence bears.

    Examples
    --------
    >>> short("wait"), short("How satisfied were you with the time it took?")
    ("'wait'", "'How satisfied were you with t…'")
    """
    return f"'{name}'" if len(name) <= 30 else f"'{name[:29]}…'"
