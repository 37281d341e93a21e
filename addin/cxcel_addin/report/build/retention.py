"""How long customers stay and who is likely to leave: the curve with its fit, and the groups of risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxcel.models.sbg import limits
from cxcel.words import REAL
from cxcel_addin.language import say

from ..model import CurvePoint, Retention, Section, Unit
from .bases import FEWEST
from .cohorts import Watched, watched
from .derive import Facts
from .measured import Measured
from .period import Calendar
from .risk import Risk, risk_of
from .text import count, day, decimal, interval, show

AHEAD = 2  # periods projected beyond the last one seen


def retention_page(
    measured: Mapping[str, Measured], frames: Sequence[Facts], calendar: Calendar | None
) -> Retention | None:
    """Make the page; None where the files say neither when customers came and left, nor any sign of leaving."""
    facts = next((f for f in frames if f.grain == "customer"), None)
    if facts is None:
        return None
    seen = watched(facts, calendar.last if calendar else None)
    risk = risk_of(facts, measured)
    if seen is None and risk is None:
        return None
    curve = _curve(seen) if seen else ()
    return Retention(
        section=Section(
            say("Retention"),
            say("Retention and risk"),
            _title(seen, curve, risk),
            _subtitle(seen, risk, facts),
            _note(seen, risk),
        ),
        age_head=_age_head(seen.unit) if seen else "",
        curve=curve,
        curve_head=say("dots: seen; line: fitted, with its 95% band; beyond the last dot it is a projection"),
        curve_alt=_curve_alt(seen, curve) if seen else "",
        curve_note=_curve_note(seen) if seen else "",
        risk=risk.rows if risk else (),
        risk_head=risk.head if risk else "",
        risk_alt=risk.alt if risk else "",
        risk_note=risk.note if risk else "",
        money_head=risk.money_head if risk else "",
        known=bool(risk and risk.known),
        telling=bool(risk and risk.telling),
    )


def _curve(seen: Watched) -> tuple[CurvePoint, ...]:
    """Return one point per age; what rests on fewer than five customers is left out."""
    fitted, exposure = seen.curve, seen.curve.seen
    told = exposure.began >= FEWEST
    observed: dict[int, tuple[float, float]] = {
        int(age): (float(alive / began), float(began))
        for age, alive, began in zip(exposure.ages[told], exposure.alive[told], exposure.began[told], strict=True)
    }
    last = max(observed) + AHEAD
    low, high = (side[1:] for side in limits(fitted, last))
    points: list[Any] = [CurvePoint(0, 1.0, 1.0, 1.0, 1.0, seen.customers)]
    for age, share in enumerate(fitted.survival(last).tolist(), 1):
        at, n = observed.get(age, (None, 0.0))
        points.append(CurvePoint(age, at, share, float(low[age - 1]), float(high[age - 1]), n))
    return tuple(points)


def _age_head(unit: str) -> str:
    return {"year": say("Years"), "quarter": say("Quarters"), "month": say("Months")}[unit]


def _title(seen: Watched | None, curve: Sequence[CurvePoint], risk: Risk | None) -> str:
    if risk and risk.message:
        return risk.message
    if seen:
        return _stayed(seen, curve)
    rows = risk.rows if risk else ()
    shown = sum(row.customers or 0 for row in rows)
    return say(
        "{n} of {customers} show some or many signs of leaving; who left is not known",
        n=decimal(sum(row.customers or 0 for row in rows if row.high)),
        customers=count(shown, "customer"),
    )


def _stayed(seen: Watched, curve: Sequence[CurvePoint]) -> str:
    end = [point for point in curve if point.observed is not None][-1]
    return say(
        "{share} of customers are still there after {time}",
        share=show(end.observed, Unit.SHARE),
        time=count(end.age, seen.unit),
    )


def _subtitle(seen: Watched | None, risk: Risk | None, facts: Facts) -> str:
    parts = []
    if seen:
        parts.append(
            say(
                "Share still there by time since they came; {customers}, watched to {day}",
                customers=count(seen.customers, "customer"),
                day=day(seen.last),
            )
        )
    if risk:
        total = sum(row.customers or 0 for row in risk.rows)
        parts.append(say("signs of leaving of {customers}", customers=count(total, "customer")))
    return " · ".join(parts)


def _curve_note(seen: Watched) -> str:
    first, later = seen.curve.retention(seen.curve.last)[[0, -1]]
    said = say(
        "{first} stay through the first {unit}; of those there at the start of {unit} {n}, {later} stay through it.",
        first=show(float(first), Unit.SHARE),
        later=show(float(later), Unit.SHARE),
        unit=_unit_word(seen.unit),
        n=decimal(seen.curve.last),
    )
    if seen.curve.p_fit < REAL:
        return f"{said} " + say("Customers leave in another way than this curve allows: do not project it.")
    return said


def _unit_word(unit: str) -> str:
    return {"year": say("year"), "quarter": say("quarter"), "month": say("month")}[unit]


def _curve_alt(seen: Watched, curve: Sequence[CurvePoint]) -> str:
    said = [f"{point.age}: {show(point.observed, Unit.SHARE)}" for point in curve if point.observed is not None]
    end = curve[-1]
    return say(
        "Share still there, seen: {seen}. Fitted after {time}: {share}, {interval}.",
        seen=", ".join(said),
        time=count(end.age, seen.unit),
        share=show(end.fitted, Unit.SHARE),
        interval=interval(end.low, end.high, Unit.SHARE),
    )


def _note(seen: Watched | None, risk: Risk | None) -> str:
    said = []
    if seen:
        said.append(
            say(
                "Curve: shifted-beta-geometric model of contracts (Fader & Hardie 2007), band by profile likelihood. "
                "That fewer leave as time goes by need not mean that anybody grows loyal: those likely to leave went "
                "first."
            )
        )
    if risk:
        said.append(
            say(
                "Signs: 1 complaint gives one point, 2 or more two; a contract that ends within 90 days one, within 30 "
                "two; 60 days of silence one, 180 two. No sign: no point; few: up to a third of the points; some: up "
                "to two thirds. The score is no probability."
            )
        )
    if risk and risk.known:
        said.append(say("Share who left: Wilson interval. A sign must be older than the leaving, or it says nothing."))
    return " ".join(said)
