"""What all pages are made of: units, tones, verdicts, numbers with their interval."""

from __future__ import annotations

from dataclasses import dataclass
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
    """A verdict in words with its tone; `code` is the verdict as the core spells it, in no language."""

    text: str
    tone: Tone = Tone.QUIET
    code: str = ""


UNSAID = Word("")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its interval and base."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: float = 0


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
    sheets: str = ""  # the same for readers of the workbook: which sheet holds what is not shown


@dataclass(frozen=True, slots=True)
class Line:
    """A row of words: term, definition, in this report."""

    term: str
    text: str
    here: str = ""
