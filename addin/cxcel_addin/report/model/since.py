"""What a report leaves to the next one, and the page that says what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .values import Figure, Line, Section, Unit, Word


@dataclass(frozen=True, slots=True)
class Held:
    """One measure over all data as a report leaves it to the next: how it was counted, and its tally.

    Attributes
    ----------
    kind, tally : str, pairs
        The tally's type and its fields by name; empty where the base is under five, or only values are known.
    first, last : date or None
        The days that its rows cover; None where they have no dates.
    months : pairs
        The first day of each month and how many cases it has, those hidden left out.
    """

    name: str
    rule: str
    title: str  # in English
    formula: str  # in English
    unit: Unit
    figure: Figure
    kind: str = ""
    tally: tuple[tuple[str, float], ...] = ()
    first: date | None = None
    last: date | None = None
    months: tuple[tuple[date, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a report says of its data, in codes: `about` names it, `code` is the verdict.

    `label` names the thing in English for a reader; it is "" where that would be a person.
    """

    kind: str
    about: tuple[str, ...]
    code: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a report leaves to the next: counts, verdicts and settings, no rows and nobody's name.

    `before` is what it was compared with itself.
    """

    version: str
    created: date | None
    coverage: str  # in English
    first: date | None
    last: date | None
    held: tuple[Held, ...]
    statements: tuple[Statement, ...]
    settings: tuple[tuple[str, str], ...]  # name -> value, as codes
    files: tuple[tuple[str, int], ...]  # name -> rows
    columns: tuple[tuple[str, str], ...]  # role -> headers
    before: Memory | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """The report before: the name of its file and what it left; None where it left nothing that can be read.

    `asked` is whether somebody named it; else it is the one whose place the new report takes.
    """

    name: str
    memory: Memory | None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure then and on the days since.

    `then` is the former report's value, or that of its days as they count now, where they count otherwise; `now` that
    of the days it did not cover, or of all data where they cannot be told apart (then nothing is tested).
    """

    title: str
    unit: Unit
    then: Figure
    now: Figure
    change: float | None
    low: float | None
    high: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class Turned:
    """One finding in both reports; `state` says whether it is new, gone, turned or confirmed."""

    what: str
    then: str
    now: str
    state: Word


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the former report."""

    section: Section
    moved_head: str
    moved_note: str
    moved: tuple[Moved, ...]
    moved_alt: str
    turned_head: str
    turned_note: str
    turned: tuple[Turned, ...]
    restated_head: str
    restated_note: str
    restated: tuple[Line, ...]  # what, then, now
    told: tuple[str, ...]  # sentences on what could not be compared
