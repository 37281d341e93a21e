"""What a user may decide about a report; everything else follows from the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


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
    """

    period: str = ""
    targets: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 20.0
    thresholds: tuple[float, ...] = (10.0, 20.0, 30.0, 60.0)
    organisation: str = ""
    created: date | None = None
    breakdowns: bool = True  # every metric by every group, which no page shows: half the work

    @property
    def levels(self) -> tuple[float, ...]:
        """Thresholds of the service-level table, the report's own among them."""
        return tuple(sorted({*self.thresholds, self.threshold}))
