"""One link in words: the same sentence on the front page and under its chart."""

from __future__ import annotations

from cxcel.relations.verdict import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY

from ...language import say
from ..model import Link
from .text import clauses, lower_first, signed


def link_sentence(row: Link, outcome: str) -> str:
    """Return the verdict on one measure beside the outcome as a sentence."""
    title, outcome = row.title, lower_first(outcome)
    name = lower_first(title)
    return {
        MOVES: lambda: say("{title} moves with {outcome}: {how}.", title=title, outcome=outcome, how=row.detail),
        WEAKLY: lambda: say(
            "{title} moves with {outcome}, weakly: {how}.", title=title, outcome=outcome, how=row.detail
        ),
        NONE: lambda: say("No link seen between {outcome} and {names}.", outcome=outcome, names=name),
        UNSURE: lambda: say("Whether {names} moves with {outcome} we cannot tell.", names=name, outcome=outcome),
        EXPLAINED: lambda: say(
            "{title}: its link with {outcome} is explained by {what}.",
            title=title,
            outcome=outcome,
            what=lower_first(row.explained_by),
        ),
    }[row.verdict]()


def link_size(row: Link) -> str:
    """Return how strong a link is, with its interval; nothing where it cannot be worked out."""
    if row.r is None:
        return ""
    low, high = signed(row.low or 0, 2), signed(row.high or 0, 2)
    return say("rank r {r} ({low} to {high})", r=signed(row.r, 2), low=low, high=high)


def link_reach(row: Link) -> str:
    """Return the strength of a link with what else can be said of it: what is ruled out, how much data would do."""
    told = row.detail if row.verdict in (NONE, UNSURE, EXPLAINED) else ""
    return clauses([link_size(row), told])
