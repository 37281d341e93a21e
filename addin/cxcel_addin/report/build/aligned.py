"""The pages that align KPIs with loyalty, and what they add to the headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.data.dataset import Dataset
from cxcel.relations.screen import Screened
from cxcel_addin.language import say

from ..model import Finding, Flags, Lags, Links, Tone, Variation
from .checks import proved, unproved
from .derive import Facts
from .drivers import drivers_page, share_out
from .eyes import Measure
from .funnel import outside_names, variation_page
from .gaming import flags_page
from .lags import lags_page
from .matrix import matrix_page
from .measured import Measured
from .period import Calendar
from .rank import Rank, Ranked, ranked
from .settings import Settings
from .steps import steps_page
from .text import clauses, lower_first, p_words, signed

Pairs = Sequence[tuple[Measure, Screened]]


def aligned_pages(
    data: Dataset,
    frames: Sequence[Facts],
    measured: Mapping[str, Measured],
    beside: Measured | None,
    pairs: Pairs,
    links: Links | None,
    calendar: Calendar | None,
    settings: Settings,
) -> dict[str, Any]:
    """Return the pages by their names in the model; None where the data do not fill one.

    Parameters
    ----------
    beside : Measured or None
        The outcome on the frame that also holds the measures.
    pairs : sequence
        Every measure beside the outcome, as `relate` returns it.
    """
    drivers = drivers_page(beside, share_out(beside, pairs), measured, calendar, settings) if beside else None
    return {
        "matrix": matrix_page(beside, pairs, measured, calendar) if beside else None,
        "weights": drivers,
        "lags": lags_page(beside, pairs, measured, calendar) if beside else None,
        "variation": variation_page(measured, links, calendar, settings),
        "steps": steps_page(beside, measured, frames, links, drivers, calendar, settings),
        "flags": flags_page(data, frames),
    }


def lacking(pages: Mapping[str, Any], settings: Settings) -> list[str]:
    """Say in one line each what would fill the pages that are not there."""
    out = []
    if pages["links"] is not None and pages["lags"] is None:
        out.append(say("No earlier and later: add dates over 40 days or more, with five answers a day."))
    if pages["variation"] is None:
        out.append(say("No teams and agents: add the agent or the team of each contact, and whether it was resolved."))
    if pages["flags"] is None:
        out.append(say("No check of gaming: add the agent of each answer of 0 to 10, 20 answers each for five agents."))
    if pages["steps"] is not None and not settings.checks:
        out.append(say('No check in real life: register a change with --check "2026-07-01: what changed @ team=Name".'))
    return out


def found_aligned(pages: Mapping[str, Any]) -> list[Ranked]:
    """Return what these pages add to the headline: checks, agents who differ, signs of gaming, what goes first."""
    out: list[Ranked] = []
    steps = pages["steps"]
    if steps is not None:
        out += ranked(Rank.PROVED, proved(steps.checks, steps.section.tab))
        out += ranked(Rank.OTHER, unproved(steps.checks, steps.section.tab))
    if pages["flags"] is not None:
        out += ranked(Rank.WARNING, _signs(pages["flags"]))
    if pages["variation"] is not None:
        out += ranked(Rank.WARNING, _outside(pages["variation"]))
    if pages["lags"] is not None:
        out += ranked(Rank.OTHER, _ahead(pages["lags"]))
    return out


def _outside(variation: Variation) -> list[Finding]:
    """Name the agents outside the funnel; nothing where there are none."""
    funnel = variation.funnels[0]
    if not any(point.outside for point in funnel.points):
        return []
    sentence = say("{measure}: {title}.", measure=variation.measure, title=lower_first(variation.section.title))
    evidence = say("outside: {names}", names=outside_names(funnel))
    return [Finding(sentence, evidence, variation.section.tab, Tone.REAL, f"funnel {funnel.noun}")]


def _signs(flags: Flags) -> list[Finding]:
    if not flags.gaming:
        return []
    first = flags.gaming[0]
    sentence = say("{title}.", title=flags.section.title)
    evidence = clauses([say("{agent}: {sign}", agent=first.subject, sign=first.sentence), p_words(first.p_adjusted)])
    return [Finding(sentence, evidence, flags.section.tab, Tone.REAL, "gaming")]


def _ahead(lags: Lags) -> list[Finding]:
    """Name a measure that goes ahead of the outcome."""
    ahead = [row for row in lags.rows if row.best is not None and lags.lags[row.best] > 0]
    if not ahead:
        return []
    row = ahead[0]
    point = row.points[row.best or 0]
    evidence = clauses([say("rank r {r}", r=signed(point.r or 0.0, 2)), p_words(point.p_adjusted)])
    return [Finding(say("{sentence}.", sentence=lags.section.title), evidence, lags.section.tab, Tone.BETTER, "lags")]
