"""Teams and agents: who differs by more than chance, and that the others cannot be ranked (KPI_FUNNEL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cxcel.arrays import Floats
from cxcel.errors import CxError
from cxcel.families import Proportion
from cxcel.relations.funnel import Funnel as Judged
from cxcel.relations.funnel import effective_base, funnel, limit
from cxcel.words import REAL
from cxcel_addin.language import say, say_many

from ..model import Figure, Funnel, FunnelLimits, FunnelPoint, Links, Section, Tone, Unit, Variation, Word
from .bases import FEW, FEWEST, hidden
from .measured import Measured
from .period import Calendar
from .scorecard import title_of
from .settings import Settings
from .text import clauses, decimal, listed, percent
from .verdicts import CLAIMED

ROLES = ("agent", "team")
GRID = 60  # points of each limit
NAMED = 8  # names in a sentence or a table


def variation_page(
    measured: Mapping[str, Measured], links: Links | None, calendar: Calendar | None, settings: Settings
) -> Variation | None:
    """Make the page; None without agents or teams, or without a rate of theirs."""
    m = chosen(measured, links)
    if m is None:
        return None
    funnels = tuple(found for role in ROLES if (found := _funnel(m, role)) is not None)
    if not funnels:
        return None
    covered = f", {calendar.coverage}" if calendar else ""
    return Variation(
        section=Section(
            funnels[0].title,
            say("Agents and teams"),
            _title(funnels[0]),
            say(
                "{measure} of each against the number of contacts{covered}; all together {all}",
                measure=title_of(m, settings),
                covered=covered,
                all=percent(funnels[0].centre, 1),
            ),
            _note(),
        ),
        unit=Unit.SHARE,
        measure=say(m.metric.title),
        funnels=funnels,
        reading_head=say("How to read it"),
        reading=(
            say(
                "Fewer contacts scatter more, so the funnel is wide at the left. Inside it, a higher place is "
                "luck as likely as skill: nobody is ranked."
            ),
            say(
                "Who lies outside is a question, not a verdict: look first at the mix of topics, channels and "
                "shifts, then at what is done differently."
            ),
        ),
    )


def chosen(measured: Mapping[str, Measured], links: Links | None) -> Measured | None:
    """Return the rate that agents and teams are held against: the one closest to the outcome, else of a first page."""
    rates = [m for m in measured.values() if _is_rate(m)]
    strength = {row.kpi: abs(row.r or 0.0) for row in links.rows if row.verdict in CLAIMED} if links else {}
    rates.sort(key=lambda m: (-strength.get(m.metric.name, 0.0), not m.metric.headline))
    return next(iter(rates), None)


def _is_rate(m: Measured) -> bool:
    """Whether it is a share with a better side, of rows that have an agent or a team."""
    grouped = any((c := m.facts.column(role)) is not None and c.is_text for role in ROLES)
    varies = 0 < (m.figure(m.tally()).value or 0.0) < 1  # else all groups are alike
    return grouped and varies and isinstance(m.rule.family, Proportion) and bool(m.rule.better) and not m.metric.outcome


def _funnel(m: Measured, role: str) -> Funnel | None:
    column = m.facts.column(role)
    if column is None or not column.is_text:
        return None
    labels, tallies = m.by_words(role)
    filled = [i for i, t in enumerate(tallies) if t.n > 0]
    x, n = (np.array([getattr(tallies[i], part) for i in filled], dtype=float) for part in ("hits", "n"))
    try:
        found = funnel(x, n)
    except CxError:
        return None
    untold = set(hidden(n.tolist(), whole=[m.tally().n]))
    told = [i for i in range(len(filled)) if i not in untold]
    if len(told) < 2:
        return None
    points = [_point(m, found, i, labels[filled[i]], tallies[filled[i]]) for i in told]
    points.sort(key=lambda p: (not p.outside, -abs(p.z or 0.0) if p.outside else 0.0, p.label.casefold()))
    outside = [p for p in points if p.outside]
    words = _words(role)
    others = _others(len(points) - len(outside), len(untold), role, found)
    return Funnel(
        title=words["title"],
        head=words["head"],
        note=say("inside the funnel: no different from all, as far as these contacts tell"),
        noun=role,
        base=words["base"],
        centre=found.target,
        centre_label=say("all {rate}", rate=percent(found.target)),
        limits=_limits(found, n[told]),
        limit_labels=(say("95% limit"), say("99.8% limit")),
        points=tuple(points),
        others=others,
        alt=_alt(outside, others, found),
        heads=(words["one"], say("Contacts"), say("Rate"), say("Reading")),
    )


def _words(role: str) -> dict[str, str]:
    """Return the words for a kind of group."""
    if role == "agent":
        return {
            "one": say("Agent"),
            "title": say("Agents"),
            "head": say("Each dot is an agent"),
            "base": say("contacts per agent"),
        }
    return {
        "one": say("Team"),
        "title": say("Teams"),
        "head": say("Each dot is a team"),
        "base": say("contacts per team"),
    }


def _point(m: Measured, found: Judged, i: int, label: str, tally: object) -> FunnelPoint:
    figure: Figure = m.figure(tally)
    q, z = float(found.p_adjusted[i]), float(found.z[i])
    outside = q < REAL
    few = figure.n < FEW
    if outside:
        good = (z > 0) == (m.rule.better == "up")
        words = say("above: learn from") if z > 0 and good else say("below: learn from") if good else ""
        words = words or (say("above: look closer") if z > 0 else say("below: look closer"))
        verdict = Word(words, Tone.BETTER if good else Tone.WORSE)
    else:
        verdict = Word(
            say("few: 5 to 29 contacts") if few else say("inside: no ranking"), Tone.FEW if few else Tone.QUIET
        )
    return FunnelPoint(label, figure, verdict, outside, z, q)


def _limits(found: Judged, n: Floats) -> tuple[FunnelLimits, ...]:
    """Return the limits on a grid that is even on a log scale: one that is even makes a kink at the neck."""
    low, high = float(n.min()), float(n.max())
    grid = np.geomspace(max(FEWEST, low * 0.85), high * 1.06, GRID)
    base = effective_base(grid, found.target, found.dispersion, found.adjustment)
    lines = [limit(q, base, found.target) for q in (0.025, 0.975, 0.001, 0.999)]
    return tuple(FunnelLimits(*map(float, row)) for row in zip(grid, *lines, strict=True))


def _others(inside: int, untold: int, role: str, found: Judged) -> str:
    """Count those who cannot be ranked and those who are not shown."""
    said = []
    spread = found.adjustment != "none"
    if inside and spread:
        said.append(
            say_many(
                "{n} other: within chance and the usual spread, cannot be ranked",
                "{n} others: within chance and the usual spread, cannot be ranked",
                inside,
            )
        )
    elif inside:
        said.append(
            say_many(
                "{n} other: within what chance gives, cannot be ranked",
                "{n} others: within what chance gives, cannot be ranked",
                inside,
            )
        )
    if untold:
        said.append(say_many("{n} hidden: too few contacts", "{n} hidden: too few contacts", untold))
    return clauses(said)


def _title(funnel: Funnel) -> str:
    """Say how many differ, of how many, and that the rest cannot be ranked."""
    outside, shown = sum(p.outside for p in funnel.points), len(funnel.points)
    if funnel.noun == "agent":
        if not outside:
            return say("No agent differs from the others by more than chance: the {n} cannot be ranked", n=shown)
        return say_many(
            "{n} of {all} agents differs by more than chance; the other {rest} cannot be ranked",
            "{n} of {all} agents differ by more than chance; the other {rest} cannot be ranked",
            outside,
            all=shown,
            rest=shown - outside,
        )
    if not outside:
        return say("No team differs from the others by more than chance: the {n} cannot be ranked", n=shown)
    return say_many(
        "{n} of {all} teams differs by more than chance; the other {rest} cannot be ranked",
        "{n} of {all} teams differ by more than chance; the other {rest} cannot be ranked",
        outside,
        all=shown,
        rest=shown - outside,
    )


def _alt(outside: Sequence[FunnelPoint], others: str, found: Judged) -> str:
    said = [
        say(
            "{name} {rate} of {n} contacts, {reading}",
            name=p.label,
            rate=percent(p.figure.value or 0.0, 1),
            n=decimal(p.figure.n),
            reading=p.verdict.text,
        )
        for p in outside[:NAMED]
    ]
    named = listed(said) if said else say("nobody lies outside")
    return say("Funnel around {all}: {said}.", all=percent(found.target, 1), said=clauses([named, others]))


def outside_names(funnel: Funnel) -> str:
    """Return the groups outside the funnel with their rates."""
    shown = [f"{p.label} {percent(p.figure.value or 0.0)}" for p in funnel.points if p.outside]
    return ", ".join(shown[:NAMED])


def _note() -> str:
    return " ".join(
        [
            say(
                "Limits: exact for small numbers of contacts, normal for large ones; widened to the usual spread "
                "where groups as a whole spread more than chance allows (Spiegelhalter 2005)."
            ),
            say("Outside: p under 0.05, corrected over the groups (Benjamini-Hochberg); diamond: the worse side."),
            say("Groups under 5 contacts are hidden, in the chart data too, and the next smallest with a single one."),
        ]
    )
