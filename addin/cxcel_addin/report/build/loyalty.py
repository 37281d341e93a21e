"""The loyalty panel: what the programme's rates are, and how members differ from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Codes
from cxcel.catalogue.entry import LOYALTY, SCORES
from cxcel.relations.correction import adjust
from cxcel.results import Comparison
from cxcel.words import REAL
from cxcel_addin.language import say

from ..model import Figure, Loyalty, Rate, Section, Tone, Unit, Versus, Word
from .bases import FEW, FEWEST, hidden
from .derive import Facts
from .measured import Measured, beside_measures
from .period import Calendar
from .scorecard import compare, formula_of, title_of
from .settings import Settings
from .text import change, count, interval, listed, lower_first, show, upper_first

OF_PEOPLE = ("customer", "order")  # grains of what is known of a customer, not of a contact
MOST_VERSUS = 6


@dataclass(frozen=True, slots=True)
class _Split:
    """A measure with the tallies of others and of members."""

    measured: Measured
    others: Figure
    members: Figure
    found: Comparison | None


def loyalty_page(
    measured: Mapping[str, Measured], frames: Sequence[Facts], calendar: Calendar | None, settings: Settings
) -> Loyalty | None:
    """Make the page; None where the files say nothing of a programme or of orders."""
    used = [
        m
        for m in measured.values()
        if m.metric.category == LOYALTY and m.unit is Unit.SHARE and m.facts.grain in OF_PEOPLE and _shown(m)
    ]
    splits = _splits(measured, frames)
    if not splits and not any(not m.metric.outcome and _of_a_programme(m) for m in used):
        return None
    rates = tuple(Rate(title_of(m, settings), m.figure(m.tally()), formula_of(m, settings)) for m in used)
    versus = _versus(splits, settings)
    return Loyalty(
        section=Section(
            say("Loyalty"),
            say("Loyalty"),
            _title(versus, rates),
            _subtitle(splits, frames, calendar),
            _note(versus),
        ),
        rates=rates,
        rates_alt=_rates_alt(rates),
        versus=versus,
        versus_head=say("members chose to join: a difference is not what the programme did"),
        versus_alts=tuple(_versus_alt(row) for row in versus),
    )


def _shown(m: Measured) -> bool:
    return bool(m.tally().n >= FEWEST)


def _of_a_programme(m: Measured) -> bool:
    """Whether a rate is of members, points or orders, and not one of customers who stay or leave."""
    return not any(argument.role.startswith("customers_") for argument in m.metric.arguments)


def _splits(measured: Mapping[str, Measured], frames: Sequence[Facts]) -> list[_Split]:
    """Part every score and every rate of loyalty into members and others, where the rows say who is a member."""
    out: list[_Split] = []
    for m in measured.values():
        home = m if m.facts.get("member") is not None else beside_measures(m, frames)
        codes = _codes(home.facts)
        if m.metric.category not in (SCORES, LOYALTY) or codes is None:
            continue
        tallies = home.by(codes, 2)
        others, members = (home.figure(tally) for tally in tallies)
        told = not hidden([others.n, members.n], whole=[home.tally().n])
        if not told or None in (others.value, members.value):
            continue
        split = _Split(home, others, members, compare(home, *tallies))
        if not any(_mirrors(split, other) for other in out):
            out.append(split)
    return out[:MOST_VERSUS]


def _codes(facts: Facts) -> Codes | None:
    """Return 1 for members, 0 for others, -1 where it is not known; None where all are alike."""
    flag = facts.get("member")
    if flag is None or len(np.unique(flag[~np.isnan(flag)])) < 2:
        return None
    return np.where(np.isnan(flag), -1, flag == 1).astype(np.int64)


def _mirrors(one: _Split, other: _Split) -> bool:
    """Whether two measures are one, turned round, as churn and retention are: it is tested once."""
    if one.found is None or other.found is None or one.members.n != other.members.n:
        return False
    return abs(one.found.difference + other.found.difference) < 1e-12


def _versus(splits: Sequence[_Split], settings: Settings) -> tuple[Versus, ...]:
    tested = [s.found.p if s.found and min(s.others.n, s.members.n) >= FEW else float("nan") for s in splits]
    return tuple(_row(split, q, settings) for split, q in zip(splits, adjust(tested), strict=True))


def _row(split: _Split, q: float, settings: Settings) -> Versus:
    found = split.found
    return Versus(
        title=title_of(split.measured, settings),
        unit=split.measured.unit,
        members=split.members,
        others=split.others,
        difference=found.difference if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        p_adjusted=None if np.isnan(q) else q,
        verdict=_verdict(found, q),
    )


def _verdict(found: Comparison | None, q: float) -> Word:
    """Say which are higher; never better or worse, for the programme need not have done it."""
    if found is None or np.isnan(q):
        return Word(say("few: 5 to 29"), Tone.FEW)
    if not q < REAL:
        return Word(say("within noise"))
    return Word(say("▲ members higher") if found.difference > 0 else say("▼ members lower"), Tone.REAL)


def _title(versus: Sequence[Versus], rates: Sequence[Rate]) -> str:
    real = [lower_first(row.title) for row in versus if row.verdict.tone is Tone.REAL]
    if real:
        return say("Members differ from other customers in {names}; they chose to join", names=listed(real[:2]))
    if versus:
        return say("No difference between members and other customers beyond noise")
    first = rates[0]
    return say("{what} is {value}", what=first.title, value=show(first.figure.value, Unit.SHARE, True))


def _subtitle(splits: Sequence[_Split], frames: Sequence[Facts], calendar: Calendar | None) -> str:
    home = next((f for f in frames if f.grain == "customer" and _codes(f) is not None), None)
    parts = [say("Rates of the programme and of customers, 95% interval")]
    if home is not None:
        members = float(np.nansum(np.asarray(home.get("member"))))
        known = float(np.sum(~np.isnan(np.asarray(home.get("member")))))
        parts.append(
            say(
                "{members} members of {customers}",
                members=show(members, Unit.COUNT),
                customers=count(known, "customer"),
            )
        )
    elif splits:
        parts.append(count(splits[0].members.n + splits[0].others.n, "answer"))
    if calendar:
        parts.append(calendar.coverage)
    return " · ".join(parts)


def _note(versus: Sequence[Versus]) -> str:
    said = [say("Intervals: Wilson for shares of customers, linearised for points.")]
    if versus:
        said.append(
            say(
                "Members are compared with all other customers, p corrected over the measures (Benjamini-Hochberg). "
                "Whoever joins a programme was often loyal before: only a comparison of people who were let in by "
                "chance, or before and after with others beside them, shows what the programme does."
            )
        )
    said.append(say("Points may still be redeemed: young ones count as broken. To be enrolled is not to take part."))
    return " ".join(said)


def _rates_alt(rates: Sequence[Rate]) -> str:
    said = [
        f"{rate.title} {show(rate.figure.value, Unit.SHARE, True)}, "
        f"{interval(rate.figure.low, rate.figure.high, Unit.SHARE)}"
        for rate in rates
    ]
    return upper_first(say("Dots with 95% intervals: {shown}.", shown="; ".join(said)))


def _versus_alt(row: Versus) -> str:
    return say(
        "{what}: members {members} ({members_interval}), others {others} ({others_interval}); difference {difference}, "
        "{verdict}.",
        what=row.title,
        members=show(row.members.value, row.unit, True),
        members_interval=interval(row.members.low, row.members.high, row.unit),
        others=show(row.others.value, row.unit, True),
        others_interval=interval(row.others.low, row.others.high, row.unit),
        difference="–" if row.difference is None else change(row.difference, row.unit),
        verdict=row.verdict.text,
    )
