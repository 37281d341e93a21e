"""Teams and agents as funnels, and what asks for a second look before a number is believed."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Figure, Section, Tone, Unit, Word


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One group that may be shown: its rate, its base and what may be said of it."""

    label: str
    figure: Figure
    verdict: Word
    outside: bool
    z: float | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """What chance (and the usual spread) gives at a base of n."""

    n: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The groups of one column."""

    title: str
    head: str
    note: str
    noun: str  # "agent"
    base: str  # axis of bases: "contacts per agent"
    centre: float
    centre_label: str
    limits: tuple[FunnelLimits, ...]
    limit_labels: tuple[str, str]  # 95%, 99.8%
    points: tuple[FunnelPoint, ...]  # those outside first, the others by name
    others: str  # "22 others: within what chance gives, cannot be ranked"
    alt: str
    heads: tuple[str, str, str, str]  # group, base, rate, reading


@dataclass(frozen=True, slots=True)
class Variation:
    """Which teams and agents differ by more than chance, and that the others cannot be ranked."""

    section: Section
    unit: Unit
    measure: str
    funnels: tuple[Funnel, ...]
    reading_head: str
    reading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: a sentence with its figure."""

    subject: str
    sentence: str
    figure: float | None
    unit: Unit
    n: float | None
    p_adjusted: float | None = None
    beside: float | None = None  # the same among peers
    tone: Tone = Tone.QUIET
    code: str = ""  # the sign as the core spells it


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that surveys were looked at for, and at how many agents it was seen."""

    title: str
    looks_like: str
    agents: int


@dataclass(frozen=True, slots=True)
class Flags:
    """Signs of scores being worked on, and what is odd in the data."""

    section: Section
    gaming_head: str
    gaming_note: str
    gaming_heads: tuple[str, ...]
    gaming: tuple[Flag, ...]
    nothing: str  # said where there is no sign
    signs_head: str
    signs_note: str
    signs_heads: tuple[str, str, str]
    signs: tuple[Sign, ...]
    data_head: str
    data_note: str
    data_heads: tuple[str, ...]
    data: tuple[Flag, ...]
