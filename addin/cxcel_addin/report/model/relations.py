"""The pages that relate: what goes with what, how the outcome's variation is shared out, earlier and later."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Figure, Section, Tone, Unit, Word


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two measures beside each other; `code` is the verdict as the core spells it, whatever the language."""

    r: float | None
    n: int
    p_adjusted: float | None
    code: str  # "moves with", "no link seen" ...
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every two measures: row i holds its pairings with the i measures before it."""

    section: Section
    head: str
    names: tuple[str, ...]
    rows: tuple[tuple[Pairing, ...], ...]
    legend: tuple[tuple[str, str], ...]  # code -> the word that stands for it
    footnotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """What one measure adds to the explained variation, beside all others."""

    key: str
    title: str
    weight: Figure  # share of the outcome's variation, with its interval
    code: str
    verdict: Word
    explained_by: str = ""
    corner: str = ""  # where it stands in the priority matrix, in words


@dataclass(frozen=True, slots=True)
class Placing:
    """One measure in the priority matrix."""

    title: str
    done: Figure  # share of cases that went well
    weight: float
    corner: str  # "fix first", "keep", "watch", "maintain", as the core spells it
    sure: bool
    tone: Tone


@dataclass(frozen=True, slots=True)
class Priority:
    """How well each measure is done against how much it weighs, with the two lines that make four corners."""

    head: str
    note: str  # reading help beside the head
    corners: tuple[tuple[str, str], ...]  # code -> the words in that corner
    points: tuple[Placing, ...]
    done_line: float
    weight_line: float
    done_axis: str
    weight_axis: str
    alt: str


@dataclass(frozen=True, slots=True)
class Drivers:
    """How much each measure weighs in the outcome."""

    section: Section
    head: str
    note: str
    heads: tuple[str, str, str, str, str]  # measure, bar, weight, interval, verdict
    rows: tuple[Driver, ...]
    whole: Figure  # what all explain together
    whole_title: str
    chart_alt: str
    priority: Priority | None = None
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LagRow:
    """One measure of earlier and later steps beside the outcome."""

    key: str
    title: str
    points: tuple[Pairing, ...]  # one per lag
    code: str  # of the clearest lag
    verdict: Word
    detail: str
    best: int | None  # index of the clearest lag where one is claimed


@dataclass(frozen=True, slots=True)
class LagEye:
    """A small chart: r at each lag with its interval."""

    title: str
    points: tuple[tuple[str, Figure], ...]
    tone: Tone
    alt: str


@dataclass(frozen=True, slots=True)
class Lags:
    """Whether measures of earlier steps go with the outcome of later ones."""

    section: Section
    head: str
    note: str
    unit: str  # "day", "week"
    lags: tuple[int, ...]
    labels: tuple[str, ...]  # of the lags
    heads: tuple[str, str]  # over the measures and the verdicts
    rows: tuple[LagRow, ...]
    eyes_head: str
    eyes_note: str
    eyes: tuple[LagEye, ...]
    legend: tuple[tuple[str, str], ...]
    eye_unit: Unit = Unit.SCORE
