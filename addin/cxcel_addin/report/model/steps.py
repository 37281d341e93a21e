"""The six steps from a loyalty measure to a check in real life, and the checks that were registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .values import Figure, Section, Unit, Word


@dataclass(frozen=True, slots=True)
class Check:
    """A change to be looked at, written down with the day on which that was done.

    Attributes
    ----------
    role, group : str
        The column and the group that had the change; "" where it was everywhere.
    metric : str
        Catalogue name; "" for the measure that the report is about.
    registered : date or None
        The day on which it was first asked for.
    """

    day: date
    what: str
    role: str = ""
    group: str = ""
    metric: str = ""
    registered: date | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What became of a check: before and after, beyond the comparison group, and the verdict."""

    check: Check
    where: str
    measure: str
    unit: Unit
    before: Figure
    after: Figure
    effect: Figure  # difference, beyond the comparison group where there is one; n is that of the smallest part
    verdict: Word
    detail: str
    code: str  # what the verdict is, whatever the language: see cxcel_addin.report.build.checks
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps: what was chosen and what the data say."""

    number: int
    title: str
    question: str
    chosen: str
    said: str
    page: str = ""  # name of the page that shows it, in the model


@dataclass(frozen=True, slots=True)
class Steps:
    """The alignment sheet."""

    section: Section
    rows: tuple[Step, ...]
    heads: tuple[str, str, str, str]  # step, chosen, what the data say, your decision
    checks_head: str
    checks_note: str
    check_heads: tuple[str, ...]
    checks: tuple[CheckRow, ...]
    how_to: str  # how a check is registered
    none: str = ""  # said where no check is registered
