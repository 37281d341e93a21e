"""The four verdicts on a link as a reader meets them: the core's codes, their words, their tones."""

from __future__ import annotations

from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel_addin.language import say

from ..model import Tone, Word
from .text import lower_first

CLAIMED = (MOVES, WEAKLY)
TONES = {MOVES: Tone.BETTER, WEAKLY: Tone.BETTER, NONE: Tone.QUIET, EXPLAINED: Tone.QUIET, UNSURE: Tone.FEW}


def worded(code: str) -> str:
    """Return a verdict in words.

    Examples
    --------
    >>> worded(NONE)
    'no link seen'
    """
    return {
        MOVES: say("moves with"),
        WEAKLY: say("moves with, weakly"),
        NONE: say("no link seen"),
        EXPLAINED: say("explained by another"),
        UNSURE: say("cannot tell"),
    }[code]


def verdict_of(code: str, explained_by: str = "") -> Word:
    """Return a verdict with its tone; what explains a link is named where that is one measure."""
    if code == EXPLAINED and explained_by:
        return Word(say("explained by {what}", what=lower_first(explained_by)), TONES[code])
    return Word(worded(code), TONES[code])
