"""The four verdicts: moves with, no link seen, cannot tell, explained by. No other words are used anywhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxcel.families.base import z_for
from cxcel.results import Correlation, Verdict
from cxcel.sentences import Numeral, Sentence, numeral, sentence
from cxcel.words import REAL

if TYPE_CHECKING:
    from cxcel.relations.series import Link

SMALL = 0.1  # below this a link is too small to manage by; Cohen 1988 calls 0.1 small
FEWEST = 24  # points below which nothing is claimed
UNTOLD = sentence("too few complete pairs, or a column that does not vary")  # of a link that cannot be worked out
ROWS, TIME = sentence("rows"), sentence("time")

MOVES, WEAKLY, NONE, UNSURE, EXPLAINED = (
    "moves with",
    "moves with, weakly",
    "no link seen",
    "cannot tell",
    "explained by",
)


def judge(found: Correlation, p_adjusted: float, unit: str = ROWS, lost: int = 0) -> Verdict:
    """Say what may be said of one correlation once its p value was corrected.

    `lost` counts rows that are gone from the pairs although they were looked at: the first one, where changes from row
    to row are related.

    Examples
    --------
    >>> judge(Correlation(0.01, -0.02, 0.04, 4000, 4000, 0.5, "spearman"), 0.7).detail
    'beyond ±0.04 is ruled out'
    """
    reach = max(abs(found.low), abs(found.high))
    if found.n + lost < FEWEST:
        too_few = sentence(
            "{n} {unit} are too few: at least {fewest} are needed", n=found.n + lost, unit=unit, fewest=FEWEST
        )
        return Verdict(UNSURE, too_few)
    if p_adjusted < REAL:
        return Verdict(MOVES if abs(found.r) >= SMALL else WEAKLY)
    if reach <= SMALL:
        return Verdict(NONE, sentence("beyond ±{reach} is ruled out", reach=numeral(math.ceil(reach * 100) / 100, 2)))
    return Verdict(UNSURE, would_do(found, unit))


def would_do(found: Correlation, unit: str) -> Sentence:
    """Return how much data would rule a link in or out."""
    return sentence("about {n} {unit} would do", n=numeral(enough(found)), unit=unit)


def judge_series(link: Link, p_adjusted: float, unit: str = ROWS, lost: int = 0) -> Verdict:
    """Say what may be said of two columns that may be series in time.

    Where both remember, the corrected p is that of their innovations, and a claim must not turn the sign of r round.
    """
    found, held = link.found, link.held
    if not link.timed or found.n + lost < FEWEST:
        return judge(found, p_adjusted, unit, lost)
    if held is not None and p_adjusted < REAL:
        left = signed(held.r)
        if held.r * found.r > 0:
            kept = sentence("{left} is left once time is held fixed", left=left)
            return Verdict(MOVES if abs(held.r) >= SMALL else WEAKLY, kept)
        turned = sentence(
            "{left} is left once time is held fixed, but {r} is there without: ask for changes from row to row",
            left=left,
            r=signed(found.r),
        )
        return Verdict(UNSURE, turned)
    if link.plain_p < REAL:
        return through_time(found, held)
    reach = max(abs(held.low), abs(held.high)) if held is not None else 1.0
    return judge(found, 1.0, unit, lost) if reach <= SMALL else Verdict(UNSURE, would_do(found, unit))


def through_time(found: Correlation, held: Correlation | None) -> Verdict:
    """Say why a link that seems to be there is no claim: time explains it, or too little is left to see past time."""
    if held is None:
        detail = sentence("nothing is left once time is held fixed: both drift or swing together")
        return Verdict(EXPLAINED, detail, TIME)
    if abs(held.r) < abs(found.r) / 2:
        detail = sentence("{left} is left once time is held fixed: both drift or swing together", left=signed(held.r))
        return Verdict(EXPLAINED, detail, TIME)
    return Verdict(UNSURE, sentence("both change over time, and too few rows are left to see past it"))


def signed(r: float) -> Numeral:
    """Return a correlation as a sentence shows it.

    Examples
    --------
    >>> signed(0.5), signed(-0.234), signed(-0.001)
    ('+0.50', '−0.23', '0.00')
    """
    return numeral(r, 2, plus=True)


def enough(found: Correlation) -> int:
    """Return how many rows would rule a link beyond `SMALL` in or out, at the rate at which rows count now."""
    pairs = 3 + (z_for(0.95) / math.atanh(SMALL)) ** 2
    rows = pairs * found.n / max(found.n_eff, 1.0)
    step: int = 10 ** max(0, int(math.log10(rows)) - 1)
    return math.ceil(rows / step) * step
