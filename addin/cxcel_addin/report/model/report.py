"""The front page and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .actions import Actions
from .benchmarks import Benchmarks
from .details import Detail
from .loyalty import Loyalty, Retention
from .pages import Links, Outcome, Periods, Segments, Service
from .proof import Breakdown, Computed, Method, Quality
from .relations import Drivers, Lags, Matrix
from .since import Memory, Since
from .steps import Steps
from .values import UNSAID, Figure, Tone, Unit, Word
from .variation import Flags, Variation
from .voice import Pairs, Verbatims


@dataclass(frozen=True, slots=True)
class Tile:
    """One of at most three hero numbers on the summary."""

    kicker: str  # "LOYALTY"
    value: float | None
    unit: Unit
    what: str  # "Net Promoter Score"
    detail: str  # "95% interval +25 to +31; +7 on the quarter before"
    verdict: Word


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence with its evidence and the page that shows it."""

    sentence: str
    evidence: str
    page: str  # tab name of the section, "" when none
    tone: Tone = Tone.QUIET
    about: str = ""  # what it is about in codes, the same in the next report whatever that says of it


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One metric: over all data, in the latest period, in the period before, against its target."""

    name: str  # catalogue name, "FCR_RATE"
    title: str
    unit: Unit
    better: str  # "up", "down" or "" (context)
    group: str  # "outcome" or "service": a rule is drawn where it changes
    rule: str  # the named formula used, in words
    overall: Figure
    latest: Figure | None = None
    before: Figure | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    change_verdict: Word = UNSAID
    target: float | None = None
    target_verdict: Word = UNSAID
    trend: tuple[float | None, ...] = ()  # one value per label of Report.trend_labels


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.  Sections without data are ``None``, and `missing` says in one line each what to add."""

    organisation: str
    kicker: str
    title: str
    subtitle: str
    note: str
    footer: str  # "Northwind · loyalty and service report, January to June 2026"
    period: str  # "quarter"
    coverage: str  # "January to June 2026"
    latest: str  # "April to June 2026", "" without dates
    before: str
    tiles: tuple[Tile, ...]
    findings: tuple[Finding, ...]
    scorecard_head: str
    scorecard: tuple[ScoreRow, ...]
    trend_labels: tuple[str, ...]
    trend_alt: str
    outcome: Outcome | None
    links: Links | None
    segments: Segments | None
    periods: Periods | None
    service: Service | None
    method: Method
    quality: Quality
    missing: tuple[str, ...] = ()
    language: str = "en"
    created: date | None = None
    card: tuple[ScoreRow, ...] = ()  # every measure, where the scorecard shows the headline ones
    metrics: tuple[Computed, ...] = ()  # every number by every formula and base, for programs
    breakdowns: tuple[Breakdown, ...] = ()
    matrix: Matrix | None = None
    weights: Drivers | None = None
    lags: Lags | None = None
    variation: Variation | None = None
    steps: Steps | None = None
    flags: Flags | None = None
    loyalty: Loyalty | None = None
    retention: Retention | None = None
    complaints: Pairs | None = None
    employees: Pairs | None = None
    verbatims: Verbatims | None = None
    benchmarks: Benchmarks | None = None
    actions: Actions | None = None
    since: Since | None = None
    memory: Memory | None = None  # what the next report needs
    details: tuple[Detail, ...] = ()  # rows behind the headlines, where they were asked for; never in the JSON
