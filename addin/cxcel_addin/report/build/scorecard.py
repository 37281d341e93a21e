"""The scorecard: every metric over all data, now against before, against its target, and over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxcel.errors import NotEnoughData
from cxcel.families.base import Tally
from cxcel.relations.correction import adjust
from cxcel.results import Comparison
from cxcel.words import against_target, change_word

from ...language import say
from ...language.numbers import general
from ..model import Figure, ScoreRow, Tone, Unit, Word
from .bases import FEW, untold
from .measured import Measured
from .period import Calendar
from .settings import Settings
from .text import clauses

IN_TIME = ("answered_in_time", "abandoned_in_time")  # roles that depend on a threshold
OUTCOMES = ("CX Scores", "CX Loyalty")
TONES = {"better": Tone.BETTER, "worse": Tone.WORSE, "real": Tone.REAL, "quiet": Tone.QUIET}


def word(pair: tuple[str, str]) -> Word:
    """Return a verdict with its tone as the report draws it."""
    return Word(say(pair[0]), TONES[pair[1]], pair[0])


def scorecard(measured: Mapping[str, Measured], calendar: Calendar | None, settings: Settings) -> tuple[ScoreRow, ...]:
    """Return one row per metric, outcomes first; p values are corrected over all rows."""
    shown = sorted(measured.values(), key=lambda m: m.metric.category not in OUTCOMES)
    drafts = [_draft(m, calendar) for m in shown]
    corrected = adjust([float("nan") if d["found"] is None else d["found"].p for d in drafts])
    return tuple(_row(m, d, q, settings) for m, d, q in zip(shown, drafts, corrected, strict=True))


def _draft(m: Measured, calendar: Calendar | None) -> dict[str, Any]:
    draft: dict[str, Any] = {"overall": m.figure(m.tally()), "latest": None, "before": None, "found": None, "trend": ()}
    codes = None if calendar is None else calendar.codes(m.facts)
    if calendar is None or codes is None:
        return draft
    if calendar.latest is not None and calendar.before is not None:
        tallies = m.by(codes, len(calendar.starts))
        if not any(tallies[i].n for i in (calendar.latest, calendar.before)):
            return draft  # all of it lies further back: the first orders of customers who come again
        gone = untold([t.n for t in tallies], whole=[m.tally().n])
        (now, latest), (then, before) = (
            (tallies[i], Figure(None) if gone[i] else m.figure(tallies[i])) for i in (calendar.latest, calendar.before)
        )
        found = None if gone[calendar.latest] or gone[calendar.before] else compare(m, then, now)
        draft |= {"latest": latest, "before": before, "found": found}
    unit_codes = calendar.codes(m.facts, calendar.unit)
    if unit_codes is not None:
        tallies = m.by(unit_codes, len(calendar.unit_starts))
        gone = untold([t.n for t in tallies], whole=[m.tally().n])
        draft["trend"] = tuple(None if g else m.figure(t).value for t, g in zip(tallies, gone, strict=True))
    return draft


def compare(m: Measured, first: Tally, second: Tally) -> Comparison | None:
    """Return second less first; None where one has too little."""
    try:
        return m.rule.family.compare(first, second)
    except NotEnoughData:
        return None


def _row(m: Measured, draft: Mapping[str, Any], q: float, settings: Settings) -> ScoreRow:
    found: Comparison | None = draft["found"]
    target = settings.targets.get(m.metric.name)
    now: Figure = draft["latest"] or draft["overall"]
    better = m.rule.better
    verdict = Word("")
    few = min(draft["latest"].n, draft["before"].n) < FEW if found is not None else False
    if few:
        verdict = Word(say("few cases: no verdict"), Tone.FEW)
    elif found is not None:
        verdict = changed(m, found, q)
    return ScoreRow(
        name=m.metric.name,
        title=title_of(m, settings),
        unit=m.unit,
        better=better,
        group="outcome" if m.metric.category in OUTCOMES else "service",
        rule=formula_of(m, settings),
        overall=draft["overall"],
        latest=draft["latest"],
        before=draft["before"],
        change=found.difference if found else None,
        change_low=found.low if found else None,
        change_high=found.high if found else None,
        p=found.p if found else None,
        p_adjusted=q if found else None,
        change_verdict=verdict,
        target=target,
        target_verdict=word(against_target(now.low, now.high, target, better)) if target is not None else Word(""),
        trend=draft["trend"],
    )


def changed(m: Measured, found: Comparison, q: float) -> Word:
    """Return the verdict on a change; times without a better direction are longer or shorter, not higher or lower."""
    verdict = word(change_word(found.difference, q, m.rule.better))
    if verdict.tone is not Tone.REAL or m.unit is not Unit.SECONDS:
        return verdict
    words = say("▲ real, longer") if found.difference > 0 else say("▼ real, shorter")
    return Word(words, Tone.REAL, verdict.code)


def title_of(m: Measured, settings: Settings) -> str:
    """Return the title with what it depends on: boxes of the scale, threshold, window."""
    title = say(m.rule.heading or m.metric.title, **{**m.options, "within": m.within(settings.threshold)})
    return say("{title}, {base}", title=title, base=say(m.base)) if m.base else title


def formula_of(m: Measured, settings: Settings) -> str:
    """Return the formula in words with its threshold and window filled in."""
    words = [say(m.rule.formula)]
    if any(a.role in IN_TIME for a in m.metric.arguments):
        words.append(say("in time: {within}", within=m.within(settings.threshold)))
    if "days" in m.options:
        words.append(say("window: {n} days", n=general(m.options["days"])))
    return clauses([*words, say(m.base) if m.base else ""])
