"""What a report says, with no file in sight: frozen values that `build` makes and `render` draws.

Every sentence a reader meets (titles, findings, notes, alternative texts) is made by `build` from verdicts and stands
here as text; every number stands here at full precision with its unit.  ``None`` means "not known", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """How a number is written; shares are fractions, times are seconds."""

    POINTS = "points"  # net scores, -100..100
    SHARE = "share"  # 0..1, written as per cent
    SECONDS = "seconds"  # written m:ss
    MONEY = "money"
    SCORE = "score"  # a mean of answers, one or two decimals
    COUNT = "count"


class Tone(StrEnum):
    """What a mark or a word looks like; the words always say the same."""

    BETTER = "better"  # real and better: blue, bold
    WORSE = "worse"  # real and worse: orange, bold, diamond
    REAL = "real"  # real, without a better direction: ink, bold
    QUIET = "quiet"  # within noise, no link: grey
    FEW = "few"  # too few to tell: pale, italic


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict in words with the tone it is written in."""

    text: str
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its interval and base."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: float = 0


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
    change_verdict: Word = Word("")
    target: float | None = None
    target_verdict: Word = Word("")
    trend: tuple[float | None, ...] = ()  # one value per label of Report.trend_labels


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One point of the outcome's line: the moving window with its band, and the single period as a dot."""

    start: date
    value: float | None
    low: float | None
    high: float | None
    single: float | None
    n: float


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
class Labelled:
    """A number with a label beside it, such as a response rate by month or a score by fifth of the waiting time."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Section:
    """The head and foot of a page; its `tab` is the sheet name and the target of links."""

    tab: str  # "2 Outcome"
    kicker: str  # "2  Outcome"
    title: str  # the message: a sentence the page proves
    subtitle: str  # measure, unit, period, base
    note: str  # what marks mean, which method, what is left out


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
    """A small chart: the outcome by group or by fifth of one measure."""

    title: str
    groups: tuple[Labelled, ...]
    tone: Tone
    alt: str


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
    bases: tuple[tuple[str, tuple[float, ...], float], ...]  # ("Contacts", per period, all)
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


@dataclass(frozen=True, slots=True)
class Service:
    """The contact centre's own measures."""

    section: Section
    rows: tuple[ServiceRow, ...]
    chart_alt: str
    thresholds: tuple[float, ...]  # seconds
    levels: tuple[ServiceLevelRow, ...]
    charts: tuple[ControlChart, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of words: term, definition, in this report."""

    term: str
    text: str
    here: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """How it was computed: definitions, formulas, filters, counts dropped and why, versions."""

    section: Section
    definitions: tuple[Line, ...]  # term, definition, in this report
    formulas: tuple[Line, ...]  # metric, formula, base and what was left out
    settings: tuple[Line, ...]  # setting, value, where it came from


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One finding about the data, with what was done about it."""

    file: str
    column: str
    found: str
    example: str
    count: int
    rows: tuple[int, ...]
    done: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What one used column holds."""

    file: str
    column: str
    role: str
    n: int
    blank: int
    left_out: int
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in the files and what was assumed about them."""

    section: Section
    rows: tuple[QualityRow, ...]
    assumptions: tuple[Line, ...]  # file, what was assumed, why or how to say otherwise
    profile: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """One metric by one formula over all data, with what was left out and why."""

    name: str
    title: str
    rule: str
    formula: str
    options: dict[str, float | str]
    unit: Unit
    better: str
    value: float | None
    low: float | None
    high: float | None
    n: float
    dropped: dict[str, int]
    grain: str
    used: bool  # the one the report shows under the metric's name


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One metric by the groups of one column; groups under five are left out."""

    name: str
    title: str
    by: str
    groups: tuple[Labelled, ...]


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
