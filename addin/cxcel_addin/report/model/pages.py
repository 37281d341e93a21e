"""The pages that show: outcome, links, segments, periods, service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .values import Figure, Labelled, Section, Tone, Unit, Word


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One point of the outcome's line: the moving window with its band, and the single period as a dot."""

    start: date
    value: float | None
    low: float | None
    high: float | None
    single: float | None
    n: float | None  # None where it is hidden


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of the distribution of answers."""

    label: str
    share: float
    tone: Tone  # WORSE for the low end, QUIET for the middle, BETTER for the high end


@dataclass(frozen=True, slots=True)
class Bands:
    """Shares of the low, middle and high answers in one period."""

    label: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class SilentRow:
    """Who answers the survey and who does not, by channel and by outcome of the contact."""

    label: str
    contacts: float
    answered: float  # share
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The loyalty measure over time and as answers."""

    section: Section
    name: str
    title: str
    unit: Unit
    trend_head: str  # "line: last four weeks; band: 95% interval; dots: single weeks"
    trend: tuple[TrendPoint, ...]
    trend_alt: str
    target: float | None
    bars_head: str  # "April to June, share at each score"
    bars: tuple[Bar, ...]
    bars_alt: str
    band_names: tuple[str, str, str]  # ("detractors 0 to 6", "passives 7, 8", "promoters 9, 10")
    bands: tuple[Bands, ...]
    bands_alt: str
    response: tuple[Labelled, ...] = ()
    response_alt: str = ""
    silent_head: str = ""  # first column's header, "Channel"
    silent: tuple[SilentRow, ...] = ()
    silent_note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One measure against the outcome: how strongly they move together, over what, and how sure."""

    kpi: str  # catalogue name or role
    title: str
    grain: str  # "contact", "day"
    method: str  # "spearman"
    r: float | None
    low: float | None
    high: float | None
    n: int
    n_eff: float
    p: float | None
    p_adjusted: float | None
    verdict: str  # "moves with", "moves with, weakly", "no link seen", "cannot tell", "explained by"
    explained_by: str = ""  # title of the third column
    detail: str = ""  # "beyond ±0.03 is ruled out", "about 400 days would do"
    pearson: float | None = None
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Eye:
    """A small chart: the outcome by group or by fifth of one measure, with the verdict under it."""

    title: str
    groups: tuple[Labelled, ...]
    tone: Tone
    alt: str
    verdict: str = ""  # "moves with Net Promoter Score, weakly: the longer, the lower"
    evidence: str = ""  # "rank r −0.09 (−0.12 to −0.06), n 3,678"


@dataclass(frozen=True, slots=True)
class Links:
    """Speed against substance: every measure beside the outcome."""

    section: Section
    outcome: str
    rows: tuple[Link, ...]
    footnotes: tuple[str, ...]
    chart_alt: str
    eyes_head: str
    eyes: tuple[Eye, ...]
    eye_unit: Unit = Unit.POINTS


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One group of answers against all others."""

    label: str
    figure: Figure | None  # None: hidden
    verdict: Word
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SegmentGroup:
    """The groups of one column, best first, few and hidden last; agents by name."""

    title: str
    rows: tuple[SegmentRow, ...]


@dataclass(frozen=True, slots=True)
class Segments:
    """The outcome by channel, topic, customer type, team."""

    section: Section
    unit: Unit
    overall: Figure
    groups: tuple[SegmentGroup, ...]
    chart_alt: str
    noun: str = "answer"  # what is counted


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One metric by period."""

    title: str
    unit: Unit
    better: str
    cells: tuple[Figure, ...]  # one per label; value None where there is nothing
    overall: Figure
    spread: Word  # "varies more than chance", "within noise"


@dataclass(frozen=True, slots=True)
class Periods:
    """Every metric by period."""

    section: Section
    labels: tuple[str, ...]
    rows: tuple[PeriodRow, ...]
    bases: tuple[tuple[str, tuple[float | None, ...], float], ...]  # ("Contacts", per period, all)
    chart_alt: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One contact-centre measure against its target, with the formula that made it."""

    title: str
    unit: Unit
    better: str
    now: Figure
    target: float | None
    target_verdict: Word
    change_verdict: Word
    formula: str


@dataclass(frozen=True, slots=True)
class ServiceLevelRow:
    """One named formula of service level at each threshold."""

    name: str  # "answered"
    formula: str
    values: tuple[float | None, ...]  # one per threshold
    used: bool = False  # the formula the scorecard uses


@dataclass(frozen=True, slots=True)
class ControlChart:
    """One measure by week (or day) with the limits of ordinary variation."""

    title: str
    head: str  # "shaded: ordinary variation"
    unit: Unit
    starts: tuple[date, ...]
    values: tuple[float | None, ...]
    median: float
    low: float
    high: float
    odd: tuple[bool, ...]
    odd_label: str  # "week of 20 Apr and 27 Apr"
    target: float | None
    alt: str
    name: str = ""  # catalogue name
    step: str = "week"  # "week", "day"


@dataclass(frozen=True, slots=True)
class Service:
    """The contact centre's own measures."""

    section: Section
    rows: tuple[ServiceRow, ...]
    chart_alt: str
    thresholds: tuple[float, ...]  # seconds
    levels: tuple[ServiceLevelRow, ...]
    charts: tuple[ControlChart, ...]
