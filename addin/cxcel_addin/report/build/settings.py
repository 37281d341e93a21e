"""What a user may decide about a report; everything else follows from the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ..model import Check, Former


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the person who asks for the report.

    Attributes
    ----------
    period : str
        "day", "week", "month" or "quarter"; "" picks the longest that the data cover at least twice.
    targets : mapping
        Metric name -> value to reach, in the metric's unit (fractions, seconds, points).
    threshold : float
        Seconds within which a contact counts as answered in time.
    language : str
        One of `cxcel_addin.language.LANGUAGES`: what the report is written in.
    checks : tuple of Check
        Changes to be looked at before and after.
    benchmarks : tuple of (metric, value, source)
        Published figures that the reader brings, in the metric's unit.
    themes : mapping
        Theme -> its words, to look for in comments; without it a general list.
    quotes : int
        How many comments of each theme are quoted, personal data masked; 0 for none.
    former : Former or None
        The report before, to say what changed since.
    details : str
        "ids" or "all" for lists of the rows behind each headline; "" for none.
    """

    period: str = ""
    targets: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 20.0
    thresholds: tuple[float, ...] = (10.0, 20.0, 30.0, 60.0)
    organisation: str = ""
    created: date | None = None
    checks: tuple[Check, ...] = ()
    benchmarks: tuple[tuple[str, float, str], ...] = ()
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quotes: int = 0
    language: str = "en"
    former: Former | None = None
    details: str = ""
    breakdowns: bool = True  # every metric by every group, which no page shows: half the work

    @property
    def levels(self) -> tuple[float, ...]:
        """Thresholds of the service-level table, the report's own among them."""
        return tuple(sorted({*self.thresholds, self.threshold}))
