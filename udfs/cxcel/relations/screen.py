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
    fisher_interval,
    hold_fixed,
    p_value,
    partial_r,
    pearson_r,
)
from cxcel.relations.ranking import Ranked
from cxcel.relations.series import Link, excess, link
from cxcel.relations.verdict import EXPLAINED, SMALL, UNSURE, UNTOLD, judge, judge_series, signed, through_time
from cxcel.relations.whiten import Memory, shared_course
from cxcel.results import Correlation, Verdict
from cxcel.sentences import sentence
from cxcel.words import REAL

FEWEST_DAYS = 20  # days below which the spread between days cannot be judged
FEWEST_SHARED = 30  # rows below which no link is said to run through another measure


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
        Whether each row is, or without `step` may be, one step in time (a day, a month): then the columns themselves
        are asked whether they remember, and rows that show no order in time are judged as cases.
    season : int
        Steps in a season that is known, 7 for days; 0 for none.
    lost : int
        Rows that are gone because changes from row to row are related.
    """

    name: str
    outcome: Array
    values: Array
    step: Codes | None = None
    series: bool = False
    season: int = 0
    unit: str = "rows"
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found of one candidate; `held` is r with time held fixed, None where there is no time."""

    name: str
    found: Correlation | None
    pearson: float | None
    held: float | None
    p_adjusted: float
    verdict: Verdict


class _Memories:
    """What each column remembers and how it ranks, worked out once for all the candidates that share it."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, bool], tuple[Array, Memory]] = {}
        self._ranked: dict[int, Ranked] = {}

    def of(self, values: Array, c: Candidate) -> Memory:
        key = (id(values), c.season, c.step is not None)
        if key not in self._made:  # the array is kept so that its id stays its own
            self._made[key] = (values, Memory(values, c.season, ordered=c.step is not None))
        return self._made[key][1]

    def ranked(self, values: Array) -> Ranked:
        if id(values) not in self._ranked:
            self._ranked[id(values)] = Ranked(values)
        return self._ranked[id(values)]


def screen(candidates: Sequence[Candidate], method: str = "spearman") -> list[Screened]:
    """Judge all candidates together, in the order given.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> effort, wait = rng.normal(size=(2, 400))
    >>> score = effort + rng.normal(size=400)
    >>> for found in screen([Candidate("effort", score, effort, series=True), Candidate("wait", score, wait)]):
    ...     print(found.name, "-", found.verdict.word)
    effort - moves with
    wait - cannot tell
    """
    memories = _Memories()
    links = [_link(c, method, memories) for c in candidates]
    corrected = adjust([math.nan if one is None else one.found.p for one in links])
    held_p = [math.nan if one is None or one.held is None else one.held.p for one in links]
    held_corrected = adjust(held_p)
    out = []
    for c, one, q, hq in zip(candidates, links, corrected, held_corrected, strict=True):
        if one is None:
            verdict = Verdict(UNSURE, UNTOLD)
            out.append(Screened(c.name, None, None, None, q, verdict))
            continue
        verdict = judge_series(one, q, c.unit, c.lost) if c.series else _through_days(c, one, q, hq)
        out.append(Screened(c.name, one.found, _pearson(c), one.held.r if one.held else None, q, verdict))
    return _explained(candidates, links, out, method, memories)


def _link(c: Candidate, method: str, memories: _Memories) -> Link | None:
    try:
        if c.series:
            return link(memories.of(c.outcome, c), memories.of(c.values, c), method)
        found = correlate(memories.ranked(c.outcome), memories.ranked(c.values), method)
        ready = _ready(c, method, memories)
        found = _spread_over_days(ready, found, method)
        return Link(found, found.p, _within_days(ready, method), False)
    except NotEnoughData:
        return None


def _pearson(c: Candidate) -> float | None:
    r = pearson_r(*complete_pairs(c.outcome, c.values))
    return None if math.isnan(r) else r


def _ready(c: Candidate, method: str, memories: _Memories) -> tuple[Floats, Floats, Codes] | None:
    """Return both columns, ranked if so wanted, and the day of each row, over complete rows with a day."""
    if c.step is None:
        return None
    whole = ~(np.isnan(c.outcome) | np.isnan(c.values)) & (c.step >= 0)
    if whole.sum() < 3:
        return None
    steps = c.step[whole]
    days = (np.cumsum(np.bincount(steps) > 0) - 1)[steps]
    y, x = (PREPARE[method](memories.ranked(v), whole) for v in (c.outcome, c.values))
    return y, x, days


def _spread_over_days(ready: tuple[Floats, Floats, Codes] | None, found: Correlation, method: str) -> Correlation:
    """Count rows for less where whole days move together more than chance allows."""
    if ready is None or (days := int(ready[2].max()) + 1) < FEWEST_DAYS or days == len(ready[0]):
        return found
    more = excess(ready[1], ready[0], found.r, ready[2])
    if more == 1:
        return found
    n_eff = max(4.0, found.n / more)
    low, high = fisher_interval(found.r, n_eff, method)
    return replace(found, n_eff=n_eff, low=low, high=high, p=p_value(found.r, n_eff))


def _within_days(ready: tuple[Floats, Floats, Codes] | None, method: str) -> Correlation | None:
    """Return the link of cases with the level of their day held fixed."""
    if ready is None:
        return None
    y, x, days = ready
    free = float(len(y) - days.max())
    if free < 10 or days.max() == 0:
        return None
    r = pearson_r(hold_fixed(x, days), hold_fixed(y, days))
    if math.isnan(r):
        return None
    return Correlation(r, *fisher_interval(r, free, method), len(y), free, p_value(r, free), method)


def _through_days(c: Candidate, one: Link, q: float, held_q: float) -> Verdict:
    """Keep a claim about cases only if the link is there within their days, too."""
    verdict, held = judge(one.found, q, c.unit), one.held
    if not verdict.moves or held is None or (held_q < REAL and held.r * one.found.r > 0):
        return verdict
    return through_time(one.found, held)


def _explained(
    candidates: Sequence[Candidate],
    links: Sequence[Link | None],
    screened: list[Screened],
    method: str,
    memories: _Memories,
) -> list[Screened]:
    """Withdraw a claim where the link vanishes once a stronger measure is held fixed."""
    strength = [0.0 if one is None else abs((one.held if one.timed and one.held else one.found).r) for one in links]
    moving = [i for i, s in enumerate(screened) if s.verdict.moves]
    out = list(screened)
    for i in moving:
        a, mine = candidates[i], links[i]
        assert mine is not None
        for j in sorted(moving, key=lambda k: -strength[k]):
            b = candidates[j]
            if strength[j] <= strength[i] or len(b.values) != len(a.values) or a.series != b.series:
                continue
            left = _left_over(*_three(a, b, mine.timed, memories), method)
            if left is not None:
                detail = sentence("{left} is left once {other} is held fixed", left=signed(left), other=b.name)
                out[i] = replace(screened[i], verdict=Verdict(EXPLAINED, detail, b.name))
                break
    return out


def _three(a: Candidate, b: Candidate, timed: bool, memories: _Memories) -> tuple[Ranked, Ranked, Ranked, int]:
    """Return the outcome, a measure and the stronger one, or what is new in each, and the rows spent on that."""
    if not timed:
        y, x, z = (memories.ranked(v) for v in (a.outcome, a.values, b.values))
        return y, x, z, 0
    columns = [memories.of(v, a) for v in (a.outcome, a.values, b.values)]
    course = shared_course(columns[0], columns[1])
    new = [m.innovations(course) for m in columns]
    y, x, z = (m.ranked if i is None else Ranked(i.values) for m, i in zip(columns, new, strict=True))
    return y, x, z, max(i.used for i in new if i) - 1


def _left_over(outcome: Ranked, a: Ranked, b: Ranked, spent: int, method: str) -> float | None:
    """Return what is left of a's link with b held fixed, where that is nothing to manage by; None where it holds."""
    whole = ~(np.isnan(outcome.values) | np.isnan(a.values) | np.isnan(b.values))
    n = float(whole.sum()) - spent
    if n < FEWEST_SHARED:
        return None
    y, x, z = (PREPARE[method](column, whole) for column in (outcome, a, b))
    left, other = partial_r(x, y, z), partial_r(z, y, x)
    if math.isnan(left) or math.isnan(other):
        return None
    low, high = fisher_interval(left, n - 1, method)
    vanished = low <= 0 <= high and max(-low, high) <= SMALL
    return left if vanished and p_value(other, n - 1) < REAL else None
