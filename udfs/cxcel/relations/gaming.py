"""Signs of scores being worked on: agents whose surveys look unlike those of their peers, for review and no more.

Each check is a rate per agent beside that of all other agents together.  An agent stands out only beyond the spread
that honest agents show: the variance is that of chance plus that between agents (additive random effects, as in the
funnel: Spiegelhalter 2005), tails are exact on the base which that variance is worth, and p values are corrected over
all agents and checks (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Codes, Floats, Mask
from cxcel.errors import NotEnoughData
from cxcel.relations.correction import benjamini_hochberg
from cxcel.relations.funnel import dispersion, lower_tail, spread, two_sided
from cxcel.words import REAL

FEWEST = 20  # cases below which an agent is not judged
PEERS = 5  # agents that must be there, each beside the others
HIGH, LOW, EITHER = 1, -1, 0

Counts = tuple[Floats, Floats]  # hits and cases per agent


@dataclass(frozen=True, slots=True)
class Check:
    """One rate per agent, and on which side of the peers' it is a sign.

    Attributes
    ----------
    name, phrase : str
        What it is called, and how a sentence goes on after the rate; "{base}" stands for the second rate.
    hits, cases : array, shape (agents,)
    side : HIGH, LOW or EITHER
    base : (hits, cases) or None
        A second rate that the first is held against agent by agent, so that their distance is what is judged.
    only : mask or None
        Agents for whom it is a sign at all; the others are peers.
    """

    name: str
    phrase: str
    hits: Floats
    cases: Floats
    side: int = HIGH
    base: Counts | None = None
    only: Mask | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """One agent who stands out in one check; `base` is the agent's second rate where the check has one."""

    agent: int
    check: Check
    value: float
    peers: float
    base: float | None
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Review:
    """Flags, most striking first, and the agents with enough answers and those with too few."""

    flags: tuple[Flag, ...]
    judged: int
    few: int


def by_agent(flags: Array, agent: Codes, agents: int) -> Counts:
    """Return hits and cases per agent of rows that are yes, no (1, 0) or blank (NaN); agent -1 is nobody.

    Examples
    --------
    >>> by_agent(np.array([1.0, 0.0, np.nan, 1.0]), np.array([0, 0, 0, 1]), 2)
    (array([1., 1.]), array([2., 1.]))
    """
    known = ~np.isnan(flags) & (agent >= 0)
    rows = np.ones(int(known.sum()))
    return add_up(flags[known], agent[known], agents), add_up(rows, agent[known], agents)


def add_up(values: Array, agent: Codes, agents: int) -> Floats:
    """Return the sum of the values of each agent."""
    return np.bincount(agent, values, agents).astype(float)


def review(checks: Sequence[Check], answers: Floats) -> Review:
    """Return who stands out, over all checks together.

    Parameters
    ----------
    checks : sequence of Check
    answers : array, shape (agents,)
        Answers of each agent; with fewer than 20 nobody is judged.

    Raises
    ------
    NotEnoughData
        Fewer than five agents have 20 answers.

    Examples
    --------
    >>> tens = Check("tens", "of answers are 10", np.array([60.0, 12, 9, 11, 10, 8]), np.full(6, 80.0))
    >>> [flag.agent for flag in review([tens], tens.cases).flags]
    [0]
    """
    judged = answers >= FEWEST
    if judged.sum() < PEERS:
        raise NotEnoughData(
            f"peers are needed to compare with: at least {PEERS} agents with {FEWEST} answers, got {judged.sum()}"
        )
    p = np.array([_judge(check, judged) for check in checks])
    adjusted = np.full(p.shape, np.nan)
    adjusted[~np.isnan(p)] = benjamini_hochberg(p[~np.isnan(p)])
    flags = [
        _flag(check, int(i), _enough(check, judged), float(q[i]))
        for check, q in zip(checks, adjusted, strict=True)
        for i in np.flatnonzero(q < REAL)
    ]
    flags.sort(key=lambda flag: flag.p_adjusted)
    return Review(tuple(flags), int(judged.sum()), int(((answers > 0) & ~judged).sum()))


def _enough(check: Check, judged: Mask) -> Mask:
    """Return the agents with enough cases for a check; none where too few are left to be peers."""
    enough: Mask = judged & (check.cases >= FEWEST)
    if check.base is not None:
        enough &= check.base[1] >= FEWEST
    return enough if enough.sum() >= PEERS else np.zeros(len(judged), bool)


def _flag(check: Check, agent: int, among: Mask, p: float) -> Flag:
    peers = among & (np.arange(len(among)) != agent)
    value = float(check.hits[agent] / check.cases[agent])
    base = None if check.base is None else float(check.base[0][agent] / check.base[1][agent])
    return Flag(agent, check, value, float(check.hits[peers].sum() / check.cases[peers].sum()), base, p)


def _judge(check: Check, judged: Mask) -> Floats:
    """Return the p value of each agent beside the others; NaN where there are too few cases."""
    enough = _enough(check, judged)
    p = np.full(len(judged), np.nan)
    if enough.any():
        first = (check.hits[enough], check.cases[enough])
        if check.base is None:
            p[enough] = _rate_p(*first, check.side)
        else:
            p[enough] = _contrast_p(first, (check.base[0][enough], check.base[1][enough]), check.side)
    return p if check.only is None else np.where(check.only, p, np.nan)


def _rate_p(x: Floats, n: Floats, side: int) -> Floats:
    """P value of each agent's rate beside that of the others.

    The variance is that of the agent's rate and of the others', each by chance and by the spread between the others;
    the exact binomial tail is taken on the base which that variance is worth.
    """
    agents = len(n)
    others = n.sum() - n
    peers = (x.sum() - x) / others
    tau = np.array([dispersion(np.delete(x, i), np.delete(n, i), peers[i]).tau for i in range(agents)])
    chance = peers * (1 - peers)
    variance = chance / n + chance / others + np.square(tau) * agents / (agents - 1)
    base = np.divide(chance, variance, out=n.copy(), where=variance > 0)
    rate = x / n
    if side == EITHER:
        tail = two_sided(rate, base, peers) / 2
    elif side == HIGH:
        tail = lower_tail((1 - rate) * base, base, 1 - peers)
    else:
        tail = lower_tail(rate * base, base, peers)
    p = _as_known(tail, agents - 1)
    return np.minimum(1.0, 2 * p) if side == EITHER else p


def _contrast_p(first: Counts, second: Counts, side: int) -> Floats:
    """P value of each agent's log odds ratio of two rates beside that of the others.

    Half a case is added to each cell (Haldane 1956; Anscombe 1956); peers are weighted by their variances, with the
    spread between them added.
    """
    from scipy.special import ndtr

    cells = np.array([part for x, n in (first, second) for part in (x + 0.5, n - x + 0.5)])
    ratio = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
    chance = (1 / cells).sum(axis=0)
    agents = len(ratio)
    z = np.empty(agents)
    for i in range(agents):
        others, error = np.delete(ratio, i), np.delete(chance, i)
        tau = spread(others - np.average(others, weights=1 / error), error).tau
        weights = 1 / (error + tau * tau)
        variance = chance[i] + tau * tau + 1 / weights.sum()
        z[i] = (ratio[i] - np.average(others, weights=weights)) / math.sqrt(variance)
    return _as_known(ndtr(-side * z), agents - 1)


def _as_known(tail: Floats, peers: int) -> Floats:
    """Return a one-sided tail when its variance is only as well known as so many peers tell.

    Student's t with peers - 1 degrees of freedom for the normal score of the tail.
    """
    from scipy.special import ndtri, stdtr

    p: Floats = stdtr(peers - 1, ndtri(tail))
    return p
