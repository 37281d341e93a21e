"""What a report says of its data, thing by thing and in codes, so that the next report can tell what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cxcel.relations.verdict import MOVES, UNSURE, WEAKLY
from cxcel.words import HIGHER, LOWER, MET, MISSED
from cxcel_addin.language import in_english

from ..model import (
    Funnel,
    Lags,
    Links,
    Loyalty,
    Pairs,
    ScoreRow,
    Segments,
    Statement,
    Steps,
    Tone,
    Variation,
    Verbatims,
)

TARGET, LINK, SEGMENT, FUNNEL, MEMBERS, LAG, PAIR, THEME, CHECK = (
    "target",
    "link",
    "segment",
    "funnel",
    "members",
    "lag",
    "pair",
    "theme",
    "check",
)
AHEAD = "ahead"
OPEN = ("", UNSURE)  # what is no finding by itself: within noise, or too little to tell
PEOPLE = frozenset({"agent"})  # groups whose labels are somebody's name
LIKE = {WEAKLY: MOVES}  # a link that is there is the same finding, strong or weak


def statements(
    card: Sequence[ScoreRow], pages: Mapping[str, Any], *, named: bool = False
) -> dict[tuple[str, tuple[str, ...]], Statement]:
    """Return everything that the scorecard and the pages say with a verdict, by what it is about.

    Parameters
    ----------
    named : bool
        Whether people keep their names: for this report's own pages, not for what it leaves to the next.
    """
    made = (_targets(card), *(read(page) for name, read in _READ.items() if (page := pages.get(name)) is not None))
    found = (one for part in made for one in part)
    return {(one.kind, one.about): one if named or not _person(one) else replace(one, label="") for one in found}


def _person(one: Statement) -> bool:
    return one.kind == FUNNEL and one.about[0] in PEOPLE


def directed(code: str, size: float | None) -> str:
    """Return a verdict on a link with the way it goes, where it is claimed.

    Examples
    --------
    >>> directed("moves with, weakly", -0.1), directed("no link seen", 0.01)
    ('moves with −', 'no link seen')
    """
    code = LIKE.get(code, code)
    return f"{code} {'−' if (size or 0) < 0 else '+'}" if code == MOVES else code


def _targets(card: Sequence[ScoreRow]) -> Iterator[Statement]:
    for row in card:
        if row.target is not None:
            code = row.target_verdict.code
            yield Statement(TARGET, (row.name,), code if code in (MET, MISSED) else "", in_english(row.title))


def _links(page: Links) -> Iterator[Statement]:
    for row in page.rows:
        about = in_english(page.outcome), row.kpi
        yield Statement(LINK, about, directed(row.verdict, row.r), in_english(row.title))


def _segments(page: Segments) -> Iterator[Statement]:
    for group in page.groups:
        for row in group.rows:
            if row.figure is not None:
                about = in_english(group.title), in_english(row.label)
                yield Statement(SEGMENT, about, row.verdict.code, in_english(row.label))


def _variation(page: Variation) -> Iterator[Statement]:
    for funnel in page.funnels:
        yield from _outside(page, funnel)


def _outside(page: Variation, funnel: Funnel) -> Iterator[Statement]:
    """Yield that the groups were looked at, and those outside; a person only as a word that nobody can read."""
    yield Statement(FUNNEL, looked_at(funnel.noun, in_english(page.measure)), "")
    for point in funnel.points:
        if point.outside:
            person = funnel.noun in PEOPLE
            named = hashlib.sha256(point.label.encode("utf-8", "replace")).hexdigest()[:12] if person else point.label
            code = HIGHER if (point.z or 0) > 0 else LOWER
            yield Statement(FUNNEL, (funnel.noun, in_english(page.measure), named), code, point.label)


def looked_at(noun: str, measure: str) -> tuple[str, str, str]:
    """Return what stands for all groups of a funnel: those not named are inside it."""
    return noun, measure, ""


def _members(page: Loyalty) -> Iterator[Statement]:
    for row in page.versus:
        code = _way(row.verdict.tone is Tone.REAL, row.difference)
        yield Statement(MEMBERS, (in_english(row.title),), code, in_english(row.title))


def _lags(page: Lags) -> Iterator[Statement]:
    for row in page.rows:
        goes = row.best is not None and page.lags[row.best] > 0
        yield Statement(LAG, (row.key,), AHEAD if goes else "", in_english(row.title))


def _pairs(page: Pairs) -> Iterator[Statement]:
    for row in page.rows:
        if row.gap is not None:
            code = _way(row.verdict.tone in (Tone.REAL, Tone.WORSE, Tone.BETTER), row.gap.value)
            about = in_english(page.left), in_english(page.right), in_english(row.label)
            yield Statement(PAIR, about, code, in_english(row.label))


def _themes(page: Verbatims) -> Iterator[Statement]:
    for row in page.themes:
        if row.mean is not None and row.others is not None and row.mean.value is not None:
            code = _way(row.verdict.tone in (Tone.WORSE, Tone.BETTER), row.mean.value - row.others)
            yield Statement(THEME, (in_english(row.name),), code, in_english(row.name))


def _checks(page: Steps) -> Iterator[Statement]:
    for row in page.checks:
        about = row.check.day.isoformat(), row.check.what
        yield Statement(CHECK, about, row.code, row.check.what)


def _way(real: bool, size: float | None) -> str:
    return "" if not real or not size else HIGHER if size > 0 else LOWER


_READ: Mapping[str, Any] = {
    "links": _links,
    "lags": _lags,
    "segments": _segments,
    "variation": _variation,
    "loyalty": _members,
    "complaints": _pairs,
    "employees": _pairs,
    "verbatims": _themes,
    "steps": _checks,
}
