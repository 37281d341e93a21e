"""From data to a report: a frozen model, with no file in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from cxcel.data.dataset import Dataset

from ..model import Report, ScoreRow
from .derive import OUTCOMES, Facts
from .everything import breakdowns, computed
from .findings import Main, headline, report_title, scope, tiles
from .links import links_page, relate
from .measured import Measured, all_measured, beside_measures
from .method import method_page, quality_page
from .outcome import outcome_page, pick_outcome
from .period import Calendar, calendar_of
from .periods import periods_page
from .scorecard import scorecard
from .segments import segments_page
from .service import service_page
from .settings import Settings
from .text import count, day

__all__ = ["Settings", "build"]

GRAINS = ("contact", "answer", "period", "customer", "employee")
NAME = "Loyalty and service report"
MOST_ROWS = 14  # of the scorecard, so that the front page stays one page
Page = TypeVar("Page", bound=Any)


def frames_of(data: Dataset, settings: Settings) -> list[Facts]:
    """Return the frames in the order in which a metric looks for its columns."""
    order = sorted(data.frames, key=lambda frame: GRAINS.index(frame.grain))
    return [Facts(frame, settings.threshold) for frame in order]


def build(data: Dataset, settings: Settings) -> Report:
    """Return everything the report says.

    Parameters
    ----------
    data : Dataset
        As `cxcel.data.load` returns it.
    settings : Settings
    """
    frames = frames_of(data, settings)
    calendar = calendar_of(frames, settings.period)
    measured = all_measured(frames)
    card = scorecard(measured, calendar, settings)
    headlines = tuple(row for row in card if measured[row.name].metric.headline)
    rows = headlines if headlines and calendar else card[:MOST_ROWS]  # without dates no other page shows the rest
    main = pick_outcome(measured)
    pages = _pages(data, frames, measured, card, main, calendar, settings)
    outcome, links = pages["outcome"], pages["links"]
    about = Main(main.metric.name, main.metric.title, outcome.section.tab if outcome else "") if main else None
    findings = headline(rows, about, links, pages["segments"], pages["service"], calendar)
    latest = calendar.name(calendar.latest) if calendar else ""
    return Report(
        title=report_title(findings, card, links, outcome),
        note=_note(rows, card, bool(latest)),
        latest=latest,
        tiles=tiles(rows, links, about, calendar),
        findings=findings,
        scorecard=rows,
        missing=tuple(_missing(measured, main, calendar)),
        created=settings.created,
        card=card,
        metrics=tuple(computed(measured, settings)),
        breakdowns=tuple(breakdowns(measured, calendar, settings)) if settings.breakdowns else (),
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
) -> dict[str, Any]:
    """Return every page by its name in the model, numbered from 2 on; None where the data do not fill it."""
    beside = beside_measures(main, frames) if main else None
    pages: dict[str, Any] = {
        "outcome": outcome_page(main, measured.get("RESPONSE_RATE"), calendar, settings) if main else None,
        "links": links_page(beside, *relate(beside, measured), calendar, settings) if beside else None,
        "segments": segments_page(beside, calendar, settings) if beside else None,
        "periods": periods_page(measured, calendar, settings),
        "service": service_page(measured, card, calendar, settings),
        "method": method_page(measured, calendar, settings, data),
        "quality": quality_page(data, [assumed for facts in frames for assumed in facts.assumptions]),
    }
    shown = [name for name, page in pages.items() if page is not None]
    return pages | {name: _numbered(pages[name], number) for number, name in enumerate(shown, 2)}


def _numbered(page: Page, number: int) -> Page:
    tab, kicker = f"{number} {page.section.tab}", f"{number}  {page.section.kicker}"
    numbered: Page = replace(page, section=replace(page.section, tab=tab, kicker=kicker))
    return numbered


def _front(frames: Sequence[Facts], calendar: Calendar | None, settings: Settings) -> dict[str, Any]:
    """Return what the first page and every footer say about whose report it is and what it covers."""
    latest = calendar.name(calendar.latest) if calendar else ""
    before = calendar.name(calendar.before) if calendar else ""
    coverage = calendar.coverage if calendar else ""
    compared = f"{latest} against {before}" if latest else coverage
    prepared = f"prepared {day(settings.created)}" if settings.created else ""
    base = scope(*_bases(frames)) or _rows(frames)
    spark = f"Small lines: each measure of the scorecard by {calendar.unit}, each on its own scale." if calendar else ""
    return {
        "organisation": settings.organisation or NAME,
        "kicker": NAME,
        "subtitle": "   ·   ".join(part for part in (settings.organisation, compared, base, prepared) if part),
        "footer": " · ".join(part for part in (settings.organisation, NAME, coverage) if part),
        "period": calendar.period if calendar else "",
        "coverage": coverage,
        "before": before,
        "trend_labels": calendar.labels if calendar else (),
        "trend_alt": spark,
        "scorecard_head": f"{latest}; a change is called real when its corrected p is under 0.05"
        if latest
        else "all data",
    }


def _bases(frames: Sequence[Facts]) -> tuple[float, float]:
    contacts = next((f for f in frames if f.grain == "contact"), None)
    total = float(contacts.frame.n) if contacts else 0.0
    periods = next((f for f in frames if f.grain == "period"), None)
    if not total and periods is not None and (offered := periods.get("offered")) is not None:
        total = float(np.nansum(offered))
    for f in sorted(frames, key=lambda facts: facts.grain != "answer"):  # all answers, where not all found a contact
        scores = [c.values for role in OUTCOMES if (c := f.column(role)) is not None]
        if scores:
            filled = ~np.isnan(np.vstack(scores)).all(axis=0)
            return total, float(filled.sum())
    return total, 0.0


def _rows(frames: Sequence[Facts]) -> str:
    return count(frames[0].frame.n, "row" if frames[0].grain in ("period", "answer") else frames[0].grain)


def _note(rows: Sequence[Any], card: Sequence[Any], compared: bool) -> str:
    said = []
    if compared:
        said.append(
            "Arrows appear only where a change is real; blue means better, orange worse, and the words say the same."
        )
        said.append(f"Corrected p: Benjamini-Hochberg over {count(len(card), 'measure')}.")
    if any(not row.better for row in rows):
        said.append("A measure without a better direction is context.")
    said.append("Definitions stand on the page How it was computed.")
    return " ".join(said)


def _missing(measured: dict[str, Measured], main: Measured | None, calendar: Calendar | None) -> list[str]:
    """Say in one line each what would fill the pages that are not there."""
    out = []
    if main is None or main.metric.stand_in:
        tail = f" Until then {main.metric.title.lower()} stands in as the outcome." if main else ""
        out.append("No loyalty score: add a survey file with NPS, CSAT or effort, joined by the contact id." + tail)
    if not any(m.metric.category == "CX Contact centre" for m in measured.values()):
        out.append("No contact-centre measures: add a contact log with wait, talk time, answered and resolved.")
    if calendar is None:
        out.append("No dates: add a date column to see changes and trends.")
    elif calendar.latest is None:
        out.append(f"No comparison: the data do not cover two whole {calendar.period}s.")
    return out
