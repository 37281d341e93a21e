"""The pages and lists that prove: how it was computed, what the data held, every number for programs."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Labelled, Line, Section, Unit


@dataclass(frozen=True, slots=True)
class Method:
    """How it was computed: definitions, formulas, filters, counts dropped and why, versions."""

    section: Section
    definitions: tuple[Line, ...]  # term, definition, in this report
    formulas: tuple[Line, ...]  # metric, formula, base and what was left out
    settings: tuple[Line, ...]  # setting, value, where it came from


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One finding about the data, with what was done about it."""

    file: str
    column: str
    found: str
    example: str
    count: int
    rows: tuple[int, ...]
    done: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What one used column holds."""

    file: str
    column: str
    role: str
    n: int
    blank: int
    left_out: int
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in the files and what was assumed about them."""

    section: Section
    rows: tuple[QualityRow, ...]
    assumptions: tuple[Line, ...]  # file, what was assumed, why or how to say otherwise
    profile: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """One metric by one formula over all data, with what was left out and why."""

    name: str
    title: str
    rule: str
    formula: str
    options: dict[str, float | str]
    unit: Unit
    better: str
    value: float | None
    low: float | None
    high: float | None
    n: float
    dropped: dict[str, int]
    grain: str
    used: bool  # the one the report shows under the metric's name


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One metric by the groups of one column; groups under five are left out."""

    name: str
    title: str
    rule: str
    by: str
    groups: tuple[Labelled, ...]
