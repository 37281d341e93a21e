"""From data to a report: a frozen model, with no file in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import numpy as np

from cxcel.arrays import Array
from cxcel.data.dataset import Dataset
from cxcel.families import Proportion
from cxcel.words import REAL
from cxcel_addin.language.words import by_period, two_whole

from ...language import say, speaking
from ..model import Report, ScoreRow
from .actions import action_rows, actions_page
from .aligned import aligned_pages, found_aligned, lacking
from .derive import OUTCOMES, Facts
from .details import Sources, details_of
from .everything import breakdowns, computed
from .exact import Exact, front_note, sampled_note
from .findings import Main, headline, report_title, scope, tiles
from .links import links_page, relate
from .measured import Measured, all_measured, beside_measures
from .memory import memory_of
from .method import method_page, quality_page
from .outcome import outcome_page, pick_outcome
from .people import found_of_people, lacking_people, people_pages
from .period import Calendar, calendar_of
from .periods import periods_page
from .rank import Rank, ranked
from .scorecard import scorecard
from .segments import segments_page
from .service import service_page
from .settings import Settings
from .since import compared_with, found_since, lacking_former, since_page
from .text import count, day, decimal, lower_first

__all__ = ["Settings", "build"]

GRAINS = ("contact", "answer", "period", "customer", "employee", "order")

MOST_ROWS = 14  # of the scorecard, so that the front page stays one page
BY_ROWS = (  # pages that need single rows, at least in part
    "links",
    "matrix",
    "weights",
    "lags",
    "steps",
    "loyalty",
    "retention",
    "complaints",
    "employees",
    "verbatims",
    "flags",
    "quality",
)
Page = TypeVar("Page", bound=Any)


def frames_of(data: Dataset, settings: Settings, exact: Exact | None = None) -> list[Facts]:
    """Return the frames in the order in which a metric looks for its columns."""
    order = sorted(data.frames, key=lambda frame: GRAINS.index(frame.grain))
    frames = [Facts(frame, settings.threshold) for frame in order]
    if exact is not None:
        for facts in frames:
            facts.whole = exact.over(facts, data)
    return frames


def build(data: Dataset, settings: Settings, exact: Exact | None = None) -> Report:
    """Return everything the report says.

    Parameters
    ----------
    data : Dataset
        As `cxcel.data.load` returns it.
    settings : Settings
    exact : Exact, optional
        All rows, where those of the data are a sample of them.
    """
    with speaking(settings.language):
        return _build(data, settings, exact)


def _build(data: Dataset, settings: Settings, exact: Exact | None) -> Report:
    frames = frames_of(data, settings, exact)
    measured = all_measured(frames)
    if exact is not None:
        exact.take(measured, frames)
    calendar = calendar_of(frames, settings.period)
    card = scorecard(measured, calendar, settings)
    if calendar is not None and not any(row.latest for row in card):
        calendar = replace(calendar, latest=None, before=None)  # nothing reaches into these periods
    headlines = tuple(row for row in card if measured[row.name].metric.headline)
    rows = headlines if headlines and calendar else card[:MOST_ROWS]  # without dates no other page shows the rest
    main = pick_outcome(measured)
    pages = _pages(data, frames, measured, card, main, calendar, settings, exact)
    outcome, links = pages["outcome"], pages["links"]
    about = Main(main.metric.name, say(main.metric.title), outcome.section.tab if outcome else "") if main else None
    more = [
        *ranked(Rank.CHANGE, found_since(pages["since"])),
        *found_of_people(pages),
        *found_aligned(pages),
    ]
    findings = headline(rows, about, links, pages["segments"], pages["service"], calendar, more)
    pages["actions"] = replace(pages["actions"], rows=action_rows(findings))
    latest = calendar.name(calendar.latest) if calendar else ""
    return Report(
        title=report_title(findings, card, links, outcome),
        note=" ".join(part for part in (_note(rows, card, bool(latest)), front_note(exact) if exact else "") if part),
        latest=latest,
        tiles=tiles(rows, links, about, calendar),
        findings=findings,
        scorecard=rows,
        missing=(
            *_missing(measured, main, calendar),
            *lacking(pages, settings),
            *lacking_people(pages),
            *lacking_former(settings),
        ),
        language=settings.language,
        created=settings.created,
        card=card,
        metrics=tuple(computed(measured, settings)),
        breakdowns=tuple(breakdowns(measured, calendar, settings)) if settings.breakdowns else (),
        details=details_of(findings, Sources(pages, frames, measured, main, calendar, settings)),
        **_front(frames, calendar, settings),
        **pages,
    )


def _pages(
    data: Dataset,
    frames: Sequence[Facts],
    measured: dict[str, Measured],
    card: Sequence[ScoreRow],
    main: Measured | None,
    calendar: Calendar | None,
    settings: Settings,
    exact: Exact | None,
) -> dict[str, Any]:
    """Return every page by its name in the model, numbered from 2 on, and what is left to the next report.

    A page is None where the data do not fill it.
    """
    beside = beside_measures(main, frames) if main else None
    pairs, repeats = relate(beside, measured) if beside else ([], [])
    links = links_page(beside, pairs, repeats, calendar, settings) if beside else None
    aligned = aligned_pages(data, frames, measured, beside, pairs, links, calendar, settings)
    people = people_pages(frames, measured, main, calendar, settings)
    pages: dict[str, Any] = {  # in the order in which they are read
        "outcome": outcome_page(main, measured.get("RESPONSE_RATE"), calendar, settings) if main else None,
        "links": links,
        "matrix": aligned["matrix"],
        "weights": aligned["weights"],
        "lags": aligned["lags"],
        "steps": aligned["steps"],
        "segments": segments_page(beside, calendar, settings) if beside else None,
        "variation": aligned["variation"],
        "periods": periods_page(measured, calendar, settings),
        "service": service_page(measured, card, calendar, settings),
        "loyalty": people["loyalty"],
        "retention": people["retention"],
        "complaints": people["complaints"],
        "employees": people["employees"],
        "verbatims": people["verbatims"],
        "flags": aligned["flags"],
        "benchmarks": people["benchmarks"],
        "since": None,
        "actions": actions_page(),
        "method": method_page(measured, calendar, settings, data),
        "quality": quality_page(data, [assumed for facts in frames for assumed in facts.assumptions]),
    }
    if exact is not None:
        note = sampled_note(exact)
        pages |= {name: _noted(pages[name], note) for name in BY_ROWS if pages[name] is not None}
    left = memory_of(data, measured, card, pages, calendar, settings)
    pages["since"] = since_page(left, measured, card, pages, main, settings)
    before = compared_with(settings.former, left)
    left = replace(left, before=replace(before, before=None) if before else None)
    shown = [name for name, page in pages.items() if page is not None]
    numbered = {name: _numbered(pages[name], number) for number, name in enumerate(shown, 2)}
    return pages | numbered | {"memory": left}


def _noted(page: Page, note: str) -> Page:
    noted: Page = replace(page, section=replace(page.section, note=f"{note} {page.section.note}".strip()))
    return noted


def _numbered(page: Page, number: int) -> Page:
    tab = say("{number} {page}", number=number, page=page.section.tab)
    kicker = say("{number}  {page}", number=number, page=page.section.kicker)
    numbered: Page = replace(page, section=replace(page.section, tab=tab, kicker=kicker))
    return numbered


def _front(frames: Sequence[Facts], calendar: Calendar | None, settings: Settings) -> dict[str, Any]:
    """Return what the first page and every footer say about whose report it is and what it covers."""
    latest = calendar.name(calendar.latest) if calendar else ""
    before = calendar.name(calendar.before) if calendar else ""
    coverage = calendar.coverage if calendar else ""
    compared = say("{latest} against {before}", latest=latest, before=before) if latest else coverage
    prepared = say("prepared {day}", day=day(settings.created)) if settings.created else ""
    base = scope(*_bases(frames)) or _rows(frames)
    name = say("Loyalty and service report")
    return {
        "organisation": settings.organisation or name,
        "kicker": name,
        "subtitle": "   ·   ".join(part for part in (settings.organisation, compared, base, prepared) if part),
        "footer": " · ".join(part for part in (settings.organisation, name, coverage) if part),
        "period": calendar.period if calendar else "",
        "coverage": coverage,
        "before": before,
        "trend_labels": calendar.labels if calendar else (),
        "trend_alt": _sparks(calendar) if calendar else "",
        "scorecard_head": say(
            "{period}; a change is called real when its corrected p is under {limit}",
            period=latest,
            limit=decimal(REAL, 2),
        )
        if latest
        else say("all data"),
    }


def _sparks(calendar: Calendar) -> str:
    return say(
        "Small lines: each measure of the scorecard {by_period}, each on its own scale.",
        by_period=by_period(calendar.unit),
    )


def _bases(frames: Sequence[Facts]) -> tuple[float, float]:
    contacts = next((f for f in frames if f.grain == "contact"), None)
    total = float(contacts.n) if contacts else 0.0
    periods = next((f for f in frames if f.grain == "period"), None)
    if not total and periods is not None and (offered := periods.get("offered")) is not None:
        total = float(np.nansum(offered))
    for f in sorted(frames, key=lambda facts: facts.grain != "answer"):  # all answers, where not all found a contact
        if any(role in f.frame for role in OUTCOMES):
            return total, _answers(f)
    return total, 0.0


def _answers(f: Facts) -> float:
    """Return how many rows hold an answer."""
    family, columns = Proportion(), _answered(f)
    tally = family.tally(*columns)
    if f.whole is not None:
        (tally,) = f.whole.tallies([(family, _answered)], [tally])
    return float(tally.n)


def _answered(f: Facts) -> tuple[Array, ...]:
    """Return 1 for each row with an answer, else a blank."""
    scores: list[Any] = [f.get(role) for role in OUTCOMES if f.column(role) is not None]
    filled: Any = reduce(or_, (~np.isnan(values) for values in scores))
    found: Array = np.where(filled, 1.0, np.nan)
    return (found,)


def _rows(frames: Sequence[Facts]) -> str:
    return count(frames[0].n, "row" if frames[0].grain in ("period", "answer") else frames[0].grain)


def _note(rows: Sequence[Any], card: Sequence[Any], compared: bool) -> str:
    said = []
    if compared:
        said.append(
            say(
                "Arrows appear only where a change is real; the accent colour means better, orange worse, "
                "and the words say the same."
            )
        )
        said.append(say("Corrected p: Benjamini-Hochberg over {measures}.", measures=count(len(card), "measure")))
    if any(not row.better for row in rows):
        said.append(say("A measure without a better direction is context."))
    said.append(say("Definitions stand on the page How it was computed."))
    return " ".join(said)


def _missing(measured: dict[str, Measured], main: Measured | None, calendar: Calendar | None) -> list[str]:
    """Say in one line each what would fill the pages that are not there."""
    out = []
    if main is None or main.metric.stand_in:
        lack = say("No loyalty score: add a survey file with NPS, CSAT or effort, joined by the contact id.")
        instead = lower_first(say(main.metric.title)) if main else ""
        until = say("Until then {measure} stands in as the outcome.", measure=instead) if instead else ""
        out.append(f"{lack} {until}".strip())
    if not any(m.metric.category == "CX Contact centre" for m in measured.values()):
        lack = say("No contact-centre measures: add a contact log with wait, talk time, answered and resolved.")
        out.append(lack)
    if calendar is None:
        out.append(say("No dates: add a date column to see changes and trends."))
    elif calendar.latest is None:
        whole = two_whole(calendar.period)
        out.append(say("No comparison: the data do not cover {two_periods}.", two_periods=whole))
    return out
