"""The four verdicts: moves with, no link seen, cannot tell, explained by. No other words are used anywhere."""

from __future__ import annotations

import math

from cxcel.families.base import z_for
from cxcel.results import Correlation, Verdict

SMALL = 0.1  # below this a link is too small to manage by; Cohen 1988 calls 0.1 small
FEWEST = 24  # points below which nothing is claimed
LEVEL = 0.05

MOVES, WEAKLY, NONE, UNSURE, EXPLAINED = (
    "moves with",
    "moves with, weakly",
    "no link seen",
    "cannot tell",
    "explained by",
)


def judge(found: Correlation, p_adjusted: float, unit: str = "rows") -> Verdict:
    """Say what may be said of one correlation once its p value was corrected.

    Examples
    --------
    >>> judge(Correlation(0.01, -0.02, 0.04, 4000, 4000, 0.5, "spearman"), 0.7).detail
    'beyond ±0.04 is ruled out'
    """
    reach = max(abs(found.low), abs(found.high))
    if found.n < FEWEST:
        return Verdict(UNSURE, f"{found.n} {unit} are too few: at least {FEWEST} are needed")
    if p_adjusted < LEVEL:
        return Verdict(MOVES if abs(found.r) >= SMALL else WEAKLY)
    if reach <= SMALL:
        return Verdict(NONE, f"beyond ±{math.ceil(reach * 100) / 100:.2f} is ruled out")
    return Verdict(UNSURE, f"about {enough(found):,} {unit} would do")


def enough(found: Correlation) -> int:
    """Return how many rows would rule a link beyond `SMALL` in or out, at the rate at which rows count now."""
    pairs = 3 + (z_for(0.95) / math.atanh(SMALL)) ** 2
    rows = pairs * found.n / max(found.n_eff, 1.0)
    step: int = 10 ** max(0, int(math.log10(rows)) - 1)
    return math.ceil(rows / step) * step
