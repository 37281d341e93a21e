"""The words for periods, changes and targets; the same in a cell, in the report and on the command line."""

from __future__ import annotations

PERIODS = ("day", "week", "month", "quarter")

REAL = 0.05  # a change or a link is called real when its corrected p is under this
SMALL_BASE = 30  # a base under this is marked; survey tools use 20 to 30

NOISE, UNDECIDED, MET, MISSED, UNJUDGED = "within noise", "cannot tell yet", "met", "missed", "no better direction"
HIGHER, LOWER = "▲", "▼"  # the direction of the number
BETTER, WORSE, PLAIN, QUIET = "better", "worse", "real", "quiet"  # tones; the words always say the same


def change_word(change: float, p_adjusted: float, better: str) -> tuple[str, str]:
    """Return the verdict on a change and its tone.

    Examples
    --------
    >>> change_word(7.2, 0.005, "up"), change_word(2.0, 0.4, "up")
    (('▲ real, better', 'better'), ('within noise', 'quiet'))
    """
    if not p_adjusted < REAL or change == 0:
        return NOISE, QUIET
    arrow = HIGHER if change > 0 else LOWER
    if not better:
        return f"{arrow} real, {'higher' if change > 0 else 'lower'}", PLAIN
    good = (change > 0) == (better == "up")
    return f"{arrow} real, {'better' if good else 'worse'}", BETTER if good else WORSE


def against_target(low: float | None, high: float | None, target: float, better: str) -> tuple[str, str]:
    """Return the verdict against a target: only a whole interval on one side decides.

    Examples
    --------
    >>> against_target(0.81, 0.84, 0.80, "up"), against_target(0.79, 0.84, 0.80, "up")
    (('met', 'better'), ('cannot tell yet', 'quiet'))
    """
    if not better:
        return UNJUDGED, QUIET
    if low is None or high is None:
        return UNDECIDED, QUIET
    if low >= target if better == "up" else high <= target:
        return MET, BETTER
    if high < target if better == "up" else low > target:
        return MISSED, WORSE
    return UNDECIDED, QUIET
