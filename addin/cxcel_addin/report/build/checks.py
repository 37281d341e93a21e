"""Step 6: a change that was registered, before and after, beside those who did not have it (IMPACT_TEST)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cxcel.arrays import Codes
from cxcel.catalogue import METRICS
from cxcel.data.roles import ROLES
from cxcel.errors import CxError
from cxcel.relations.correction import adjust
from cxcel.relations.impact import Impact, independent
from cxcel.results import Comparison
from cxcel.words import REAL
from cxcel_addin.language import say, say_many

from ..model import Check, CheckRow, Figure, Finding, Tone, Unit, Word
from .bases import FEW
from .measured import Measured
from .settings import Settings
from .text import change, clauses, day, decimal, lower_first, p_words, show, size_of, upper_first

MADE, ALONE, NOTHING, RETURNED, EARLY, UNKNOWN = "made", "alone", "nothing", "returned", "early", "unknown"
NOTHING_KNOWN = Figure(None)
BEFORE, AFTER, OTHERS_BEFORE, OTHERS_AFTER = range(4)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A check with what was found; `fewest` is the base of its smallest part, `problem` why there is none."""

    check: Check
    m: Measured | None
    found: Impact | None = None
    before: Figure = NOTHING_KNOWN
    after: Figure = NOTHING_KNOWN
    fewest: float = 0
    problem: str = ""


def check_rows(main: Measured | None, measured: Mapping[str, Measured], settings: Settings) -> tuple[CheckRow, ...]:
    """Return what became of every check, in the order of their dates; p is corrected over all of them."""
    checks = sorted(settings.checks, key=lambda check: check.day)
    drafts = [_draft(check, measured.get(check.metric) if check.metric else main) for check in checks]
    tested = [d.found.beyond or d.found.group.found if d.found is not None else None for d in drafts]
    corrected = adjust([float("nan") if one is None else one.p for one in tested])
    return tuple(_row(d, one, q) for d, one, q in zip(drafts, tested, corrected, strict=True))


def _draft(check: Check, m: Measured | None) -> _Draft:
    if m is None:
        return _Draft(check, None, problem=say("this measure is not in the files"))
    codes = _parts(check, m)
    if isinstance(codes, str):
        return _Draft(check, m, problem=codes)
    tallies = m.by(codes, 4)
    parts = tallies if check.role else tallies[:2]
    figures = [m.figure(tally) for tally in parts]
    fewest = min(figure.n for figure in figures)
    draft = _Draft(check, m, None, figures[BEFORE], figures[AFTER], fewest)
    if fewest < FEW:
        return draft
    try:
        others = (parts[OTHERS_BEFORE], parts[OTHERS_AFTER]) if check.role else None
        return replace(draft, found=independent(m.rule.family, parts[BEFORE], parts[AFTER], others))
    except CxError:
        return draft


def _parts(check: Check, m: Measured) -> Codes | str:
    """Return the part of each row: the group before and after, all others before and after; or why there is none."""
    column = m.facts.column("date")
    if column is None or not column.is_date:
        return say("there are no dates")
    days = column.values.astype("M8[D]")
    dated = ~np.isnat(days)
    after = days >= np.datetime64(check.day)
    codes = np.where(after, AFTER, BEFORE)
    if check.role:
        groups = m.facts.column(check.role)
        if groups is None or not groups.is_text:
            return say("there is no column for {column}", column=say(ROLES[check.role].title))
        names = [label.casefold() for label in groups.labels]
        if check.group.casefold() not in names:
            return say(
                "there is no {column} {group} in the files", column=say(ROLES[check.role].title), group=check.group
            )
        mine = groups.values == names.index(check.group.casefold())
        codes = np.where(mine, codes, codes + 2)
        dated &= groups.values >= 0
    return np.where(dated, codes, -1)


def _row(draft: _Draft, one: Comparison | None, q: float) -> CheckRow:
    check, m = draft.check, draft.m
    code, verdict, detail = _judged(draft, one, q)
    title = say(m.metric.title) if m else say(METRICS[check.metric].title) if check.metric else ""
    return CheckRow(
        check=check,
        where=say("{column} {group}", column=say(ROLES[check.role].title), group=check.group)
        if check.role
        else say("everywhere"),
        measure=title,
        unit=m.unit if m else Unit.COUNT,
        before=draft.before,
        after=draft.after,
        effect=Figure(None) if one is None else Figure(one.difference, one.low, one.high, draft.fewest),
        verdict=verdict,
        detail=clauses([detail, _late(check)]),
        code=code,
        p=None if one is None else q,
    )


def _where(check: Check) -> str:
    if not check.role:
        return say("everywhere")
    return say("{column} {group}", column=say(ROLES[check.role].title), group=check.group)


def _late(check: Check) -> str:
    """Say where a check was only registered when its result could be known."""
    if check.registered is None or check.registered <= check.day:
        return ""
    return say("registered after the change")


def _judged(draft: _Draft, one: Comparison | None, q: float) -> tuple[str, Word, str]:
    """Return code, verdict and detail of a check."""
    m = draft.m
    if draft.problem or m is None:
        return UNKNOWN, Word(say("cannot tell"), Tone.FEW), draft.problem
    if draft.found is None or one is None:
        return EARLY, Word(say("too early to tell"), Tone.FEW), _missing(draft)
    size = size_of(one.difference, m.unit)
    if not q < REAL:
        reach = size_of(max(abs(one.low), abs(one.high)), m.unit)
        return NOTHING, Word(say("within noise")), say("a difference beyond {reach} is ruled out", reach=reach)
    rose = one.difference > 0
    tone = Tone.REAL if not m.rule.better else Tone.BETTER if rose == (m.rule.better == "up") else Tone.WORSE
    if draft.found.beyond is None:
        words = say("▲ real, higher") if rose else say("▼ real, lower")
        return ALONE, Word(words, Tone.REAL), say("nothing says why: there is no comparison group")
    if not draft.found.made_a_difference:
        detail = say("it started apart from the others: what comes back by itself may be all of it")
        return RETURNED, Word(say("cannot tell"), Tone.FEW), detail
    words = (
        say("▲ made a difference: {size} more than the others", size=size)
        if rose
        else say("▼ made a difference: {size} less than the others", size=size)
    )
    return MADE, Word(words, tone), p_words(q)


def _missing(draft: _Draft) -> str:
    """Say how many answers the smallest of the compared parts still lacks."""
    lacking = max(1, FEW - int(draft.fewest))
    return say_many(
        "{has} in the smallest of the compared parts: {n} more is needed",
        "{has} in the smallest of the compared parts: {n} more are needed",
        lacking,
        has=say_many("{n} case", "{n} cases", draft.fewest),
    )


def proved(rows: Sequence[CheckRow], page: str) -> list[Finding]:
    """Return a finding for each check that made a difference: nothing else may speak of a cause."""
    return [
        Finding(
            say(
                "{what} ({where}, {day}) made a difference: {measure} {effect} beyond that of the others.",
                what=upper_first(row.check.what),
                where=row.where,
                day=day(row.check.day),
                measure=lower_first(row.measure),
                effect=_moved(row),
            ),
            _evidence(row),
            page,
            row.verdict.tone,
            _about(row),
        )
        for row in rows
        if row.code == MADE
    ]


def _about(row: CheckRow) -> str:
    return f"check {row.check.day:%Y-%m-%d} {row.check.what}"


def unproved(rows: Sequence[CheckRow], page: str) -> list[Finding]:
    """Return the latest check that shows no difference beyond noise."""
    return [
        Finding(
            say(
                "{what} ({where}, {day}) shows no difference in {measure} beyond noise.",
                what=upper_first(row.check.what),
                where=row.where,
                day=day(row.check.day),
                measure=lower_first(row.measure),
            ),
            _evidence(row),
            page,
            about=_about(row),
        )
        for row in [row for row in rows if row.code == NOTHING][-1:]
    ]


def _moved(row: CheckRow) -> str:
    size = size_of(row.effect.value or 0.0, row.unit)
    return say("rose by {size}", size=size) if (row.effect.value or 0.0) > 0 else say("fell by {size}", size=size)


def _evidence(row: CheckRow) -> str:
    return say(
        "before {before}, after {after}; effect 95% interval {low} to {high}; n {n} or more; {p}",
        before=show(row.before.value, row.unit),
        after=show(row.after.value, row.unit),
        low=_difference(row.effect.low, row.unit),
        high=_difference(row.effect.high, row.unit),
        n=decimal(row.effect.n),
        p=p_words(row.p),
    )


def _difference(value: float | None, unit: Unit) -> str:
    return "–" if value is None else change(value, unit)
