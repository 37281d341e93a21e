"""Which findings make the front page: at most seven, by one order that everybody can read here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from ..model import Finding

MOST = 7


class Rank(IntEnum):
    """Where a finding stands: the surer it is and the nearer to the outcome, the higher up.

    Within one rank the order is that of the pages, and on a page that of its strongest first.
    """

    PROVED = 1  # a change that was checked in real life and made a difference
    CHANGE = 2  # what happened to the outcome, and since the former report
    MOVES = 3  # what moves with the outcome
    STILL = 4  # what surely does not move with it
    TARGET = 5  # targets that are missed beyond doubt
    WARNING = 6  # what a score hides: silent dissatisfaction, signs of gaming, agents outside the limits
    OTHER = 7  # all else that is real
    UNSURE = 8  # what cannot be told yet, and what is explained by another


Ranked = tuple[Rank, Finding]


def ranked(rank: Rank, findings: Iterable[Finding]) -> list[Ranked]:
    """Return findings of one page under one rank."""
    return [(rank, finding) for finding in findings]


def chosen(found: Iterable[Ranked]) -> tuple[Finding, ...]:
    """Return the findings of the front page in their order.

    Examples
    --------
    >>> low, high = Finding("Low.", "", ""), Finding("High.", "", "")
    >>> [f.sentence for f in chosen([(Rank.OTHER, low), (Rank.PROVED, high)])]
    ['High.', 'Low.']
    """
    return tuple(finding for _, finding in sorted(found, key=lambda pair: pair[0])[:MOST])
