"""What a report says, with no file in sight: frozen values that `build` makes and `render` draws.

Every sentence a reader meets (titles, findings, notes, alternative texts) is made by `build` from verdicts and stands
here as text; every number stands here at full precision with its unit.  ``None`` means "not known", never zero.
"""

from .pages import (
    Bands,
    Bar,
    ControlChart,
    Eye,
    Link,
    Links,
    Outcome,
    PeriodRow,
    Periods,
    SegmentGroup,
    SegmentRow,
    Segments,
    Service,
    ServiceLevelRow,
    ServiceRow,
    SilentRow,
    TrendPoint,
)
from .proof import Breakdown, Computed, Method, ProfileRow, Quality, QualityRow
from .report import Finding, Report, ScoreRow, Tile
from .values import Figure, Labelled, Line, Section, Tone, Unit, Word

__all__ = [
    "Bands",
    "Bar",
    "Breakdown",
    "Computed",
    "ControlChart",
    "Eye",
    "Figure",
    "Finding",
    "Labelled",
    "Line",
    "Link",
    "Links",
    "Method",
    "Outcome",
    "PeriodRow",
    "Periods",
    "ProfileRow",
    "Quality",
    "QualityRow",
    "Report",
    "ScoreRow",
    "Section",
    "SegmentGroup",
    "SegmentRow",
    "Segments",
    "Service",
    "ServiceLevelRow",
    "ServiceRow",
    "SilentRow",
    "Tile",
    "Tone",
    "TrendPoint",
    "Unit",
    "Word",
]
