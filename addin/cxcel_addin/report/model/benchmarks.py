"""Published figures beside one's own: who claims them, of what, and when."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Figure, Section, Unit


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published figure; `own` is None where the report has no measure to lay beside it."""

    what: str
    unit: Unit
    value: float
    source: str
    year: str  # "" where the source names none
    own: Figure | None
    own_title: str
    given: bool = False  # by the reader, not by an article
    differs: str = ""  # in what the published figure is not the same measure


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Published lines: one's own first, then those with a measure beside them, then the others."""

    section: Section
    rows: tuple[Benchmark, ...]
    alt: str
