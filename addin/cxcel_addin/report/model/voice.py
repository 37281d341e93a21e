"""The pages on what people say: complaints, employees, and the words of customers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .values import Figure, Section, Unit, Word


@dataclass(frozen=True, slots=True)
class PairRow:
    """One group of rows with two measures side by side; None: hidden.  A `head` names the groups below it."""

    label: str
    left: Figure | None
    right: Figure | None
    gap: Figure | None  # right less left
    verdict: Word
    strong: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two measures of one unit side by side, group by group."""

    section: Section
    first: str  # heading of the groups
    left: str
    right: str
    left_base: str  # what is counted on the left: "Contacts"
    right_base: str
    unit: Unit
    rows: tuple[PairRow, ...]
    left_alt: str
    right_alt: str
    gap_head: str


class Side(StrEnum):
    """Who uses a word more."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class WordRow:
    """One word, and the share of either group's comments that have it."""

    word: str
    side: Side
    high: Figure
    low: Figure
    odds: Figure  # log-odds with its limits
    p_adjusted: float
    verdict: Word


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme: the share of comments that mention it, and their mean score beside that of the others."""

    name: str
    share: Figure
    texts: float
    mean: Figure | None
    others: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class Quote:
    """One comment, with personal data masked."""

    theme: str
    score: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Verbatims:
    """What customers write: words that part the two ends of the scale, and themes."""

    section: Section
    high_name: str  # "promoters"
    low_name: str
    words: tuple[WordRow, ...]
    words_alt: str
    themes: tuple[ThemeRow, ...]
    themes_alt: str
    quotes: tuple[Quote, ...] = ()
