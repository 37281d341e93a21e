"""The pages on loyalty and on what people say, and what they add to the headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel_addin.language import say

from ..model import Finding, Loyalty, Pairs, Retention, Tone, Unit, Verbatims
from .benchmarks import benchmarks_page
from .complaints import complaints_page
from .derive import Facts
from .employees import employees_page
from .loyalty import loyalty_page
from .measured import Measured
from .period import Calendar
from .rank import Rank, Ranked, ranked
from .retention import retention_page
from .settings import Settings
from .text import change, clauses, interval, p_words, show
from .verbatims import verbatims_page


def people_pages(
    frames: Sequence[Facts],
    measured: Mapping[str, Measured],
    main: Measured | None,
    calendar: Calendar | None,
    settings: Settings,
) -> dict[str, Any]:
    """Return the pages by their names in the model; None where the data do not fill one."""
    return {
        "loyalty": loyalty_page(measured, frames, calendar, settings),
        "retention": retention_page(measured, frames, calendar),
        "complaints": complaints_page(measured, frames, calendar, settings),
        "employees": employees_page(measured, frames, calendar),
        "verbatims": verbatims_page(main, calendar, settings),
        "benchmarks": benchmarks_page(measured, calendar, settings),
    }


def lacking_people(pages: Mapping[str, Any]) -> list[str]:
    """Say in one line each what would fill the pages that are not there."""
    words = {
        "loyalty": say(
            "No loyalty panel: add customers with programme member, points issued and redeemed, or a list of orders."
        ),
        "retention": say(
            "No retention curve, no risk: add customers with customer since and left on, or complaints, days to "
            "contract end and days since last contact."
        ),
        "complaints": say(
            "No complaints: add a column that says which contacts or customers complained, beside satisfaction."
        ),
        "employees": say("No employees' score: add a file with employees' answers of 0 to 10 and their team."),
        "verbatims": say("No comments: add the column with what customers wrote, 30 or more beside their answers."),
    }
    return [line for name, line in words.items() if pages[name] is None]


def found_of_people(pages: Mapping[str, Any]) -> list[Ranked]:
    """Return what these pages add to the headline: those who stay silent first, who leaves, who differs."""
    out: list[Ranked] = []
    if pages["complaints"] is not None:
        out += ranked(Rank.WARNING, _silent(pages["complaints"]))
    for name, found in (
        ("retention", _leaving),
        ("loyalty", _members),
        ("employees", _employees),
        ("verbatims", _said),
    ):
        if pages[name] is not None:
            out += ranked(Rank.OTHER, found(pages[name]))
    return out


def _silent(page: Pairs) -> list[Finding]:
    whole = page.rows[0]
    if whole.verdict.tone is not Tone.WORSE or whole.gap is None:
        return []
    evidence = clauses(
        [
            say(
                "difference {size}, {interval}",
                size=change(whole.gap.value or 0.0, Unit.SHARE),
                interval=interval(whole.gap.low, whole.gap.high, Unit.SHARE),
            )
        ]
    )
    return [Finding(say("{title}.", title=page.section.title), evidence, page.section.tab, Tone.WORSE, "complaints")]


def _leaving(page: Retention) -> list[Finding]:
    """Say who left, where the signs told it and that is the page's own message."""
    if not page.telling:
        return []
    return [Finding(say("{title}.", title=page.section.title), page.risk_note, page.section.tab, Tone.REAL, "risk")]


def _members(page: Loyalty) -> list[Finding]:
    real = [row for row in page.versus if row.verdict.tone is Tone.REAL]
    if not real:
        return []
    row = real[0]
    evidence = clauses(
        [
            say(
                "{what}: members {members}, others {others}",
                what=row.title,
                members=show(row.members.value, row.unit, True),
                others=show(row.others.value, row.unit, True),
            ),
            p_words(row.p_adjusted),
        ]
    )
    return [Finding(say("{title}.", title=page.section.title), evidence, page.section.tab, Tone.REAL, "members")]


def _employees(page: Pairs) -> list[Finding]:
    whole = page.rows[0]
    if whole.gap is None or whole.verdict.tone is not Tone.REAL:
        return []
    evidence = say(
        "difference {size}, {interval}",
        size=change(whole.gap.value or 0.0, page.unit),
        interval=interval(whole.gap.low, whole.gap.high, page.unit),
    )
    return [Finding(say("{title}.", title=page.section.title), evidence, page.section.tab, Tone.REAL, "employees")]


def _said(page: Verbatims) -> list[Finding]:
    worse = [row for row in page.themes if row.verdict.tone is Tone.WORSE]
    if not worse:
        return []
    row = worse[0]
    sentence = say("Comments that mention “{theme}” come with lower answers.", theme=row.name)
    evidence = clauses(
        [
            row.verdict.text,
            say("{share} of comments", share=show(row.share.value, Unit.SHARE, True)),
            p_words(row.p_adjusted),
        ]
    )
    return [Finding(sentence, evidence, page.section.tab, Tone.WORSE, f"theme {row.name}")]
