"""The pages on loyalty: the programme, how long customers stay, and who is likely to leave."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Figure, Section, Unit, Word


@dataclass(frozen=True, slots=True)
class Rate:
    """One share of the programme or of customers, with the formula that made it."""

    title: str
    figure: Figure
    formula: str


@dataclass(frozen=True, slots=True)
class Versus:
    """One measure among members and among the others."""

    title: str
    unit: Unit
    members: Figure
    others: Figure
    difference: float | None
    low: float | None
    high: float | None
    p_adjusted: float | None
    verdict: Word


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The loyalty panel: the programme's rates, and members beside the others."""

    section: Section
    rates: tuple[Rate, ...]
    rates_alt: str
    versus: tuple[Versus, ...]
    versus_head: str
    versus_alts: tuple[str, ...]  # one per row of `versus`


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share of customers still there at one age; `observed` is None where nobody is that old yet."""

    age: int
    observed: float | None
    fitted: float
    low: float | None
    high: float | None
    n: float  # customers who could be that old


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Customers with like signs of leaving; `figure` is the share of them who left, where that is known."""

    label: str
    customers: float | None  # None: hidden
    money: float | None
    figure: Figure | None
    high: bool = False  # some signs or many


@dataclass(frozen=True, slots=True)
class Retention:
    """How long customers stay, and who is likely to leave; either half may be empty."""

    section: Section
    age_head: str  # "Years"
    curve: tuple[CurvePoint, ...]
    curve_head: str
    curve_alt: str
    curve_note: str
    risk: tuple[RiskRow, ...]
    risk_head: str
    risk_alt: str
    risk_note: str
    money_head: str  # "Monthly spend (EUR)", "" where the files hold none
    known: bool  # whether it is known who left
    telling: bool = False  # whether the signs told who left
