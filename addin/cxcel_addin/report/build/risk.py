"""Who is likely to leave: customers by the signs of leaving, and whether those signs told leavers from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Array, Floats
from cxcel.models.churn import Thresholds, points, scores
from cxcel.models.logistic import auc
from cxcel.words import REAL
from cxcel_addin.language import say

from ..model import Figure, RiskRow, Unit
from .bases import FEW, hidden
from .derive import Facts
from .measured import Measured
from .scorecard import compare
from .text import count, decimal, interval, listed, show, upper_first

SIGNS = ("complaints_made", "days_to_expiry", "days_silent")
MONEY = ("spend", "value")
EDGES = (0.0, 1 / 3, 2 / 3)  # a score up to the first has no sign, up to the second few, up to the third some
HIGH = 2  # the first group with some signs
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Risk:
    """The groups with what is said of them."""

    rows: tuple[RiskRow, ...]
    head: str
    alt: str
    note: str
    money_head: str
    known: bool
    message: str  # the finding, "" where nothing is known of who left
    evidence: str
    telling: bool  # whether the signs told who left


def risk_of(facts: Facts, measured: Mapping[str, Measured]) -> Risk | None:
    """Return customers by their score of risk; None where the files hold no sign."""
    given = {role: facts.get(role) for role in SIGNS}
    if all(column is None for column in given.values()):
        return None
    blank = np.full(facts.frame.n, np.nan)
    complaints, expiry, silent = (blank if column is None else column for column in given.values())
    lost = facts.get("customers_lost")
    known = _among(facts, lost)
    score = np.where(known, scores(points(complaints, expiry, silent, Thresholds())), np.nan)
    codes = np.where(np.isnan(score), -1, np.searchsorted(EDGES, score - TOLERANCE)).astype(np.int64)
    sizes = np.bincount(codes[codes >= 0], minlength=len(EDGES) + 1)
    if (sizes > 0).sum() < 2:
        return None
    churn = next((m for m in measured.values() if m.facts is facts and _counts_lost(m)), None)
    money_role = next((role for role in MONEY if facts.column(role) is not None), "")
    rows = _rows(facts, codes, sizes, churn, money_role)
    message, evidence, telling = _judged(churn, codes, score, lost)
    return Risk(
        rows=rows,
        head=_head(given),
        alt=_alt(rows),
        note=upper_first(evidence),
        money_head=_money_head(facts, money_role),
        known=churn is not None,
        message=message,
        evidence=evidence,
        telling=telling,
    )


def _among(facts: Facts, lost: Array | None) -> Array:
    """Return which rows are of today's customers: of a list with those who left long ago, the ones not gone before."""
    left = facts.column("left_at")
    if left is None or not left.is_date:
        return np.ones(facts.frame.n, bool)
    gone = ~np.isnat(left.values)
    return np.asarray(~gone if lost is None else ~gone | ~np.isnan(lost))


def _counts_lost(m: Measured) -> bool:
    return m.metric.arguments[0].role == "customers_lost"


def _labels() -> tuple[str, ...]:
    return say("No sign"), say("Few signs"), say("Some signs"), say("Many signs")


def _rows(facts: Facts, codes: Array, sizes: Array, churn: Measured | None, money_role: str) -> tuple[RiskRow, ...]:
    lost = facts.get("customers_lost")
    still = np.ones(facts.frame.n, bool) if lost is None else lost != 1
    money = facts.get(money_role) if money_role else None
    tallies = churn.by(codes, len(sizes)) if churn else [None] * len(sizes)
    now = np.bincount(codes[still & (codes >= 0)], minlength=len(sizes))
    untold = hidden(sizes.tolist(), now.tolist())
    rows = []
    for group, (label, tally) in enumerate(zip(_labels(), tallies, strict=True)):
        if not sizes[group]:
            continue
        if group in untold:
            rows.append(RiskRow(label, None, None, None, group >= HIGH))
            continue
        inside = (codes == group) & still
        figure = churn.figure(tally) if churn is not None and tally is not None else None
        worth = None if money is None else float(np.nansum(money[inside]))
        rows.append(RiskRow(label, float(inside.sum()), worth, figure, group >= HIGH))
    return tuple(rows)


def _money_head(facts: Facts, role: str) -> str:
    column = facts.column(role) if role else None
    return "" if column is None else column.header


def _head(given: Mapping[str, Array | None]) -> str:
    words = {
        "complaints_made": say("complaints"),
        "days_to_expiry": say("nearness of the contract's end"),
        "days_silent": say("silence"),
    }
    return say(
        "by {signs}; up to two points for each", signs=listed([words[r] for r, c in given.items() if c is not None])
    )


def _judged(churn: Measured | None, codes: Array, score: Floats, lost: Array | None) -> tuple[str, str, bool]:
    """Say whether those with more signs left more often, and how well the score tells them apart."""
    if churn is None or lost is None:
        return "", "", False
    usable = ~np.isnan(score) & ~np.isnan(lost)
    left = lost[usable] == 1
    if min(left.sum(), (~left).sum()) < FEW:
        return "", "", False
    area = auc(score[usable], left)
    few, many = churn.tally(usable & (codes == 0)), churn.tally(usable & (codes >= HIGH))
    found = compare(churn, few, many) if min(few.n, many.n) >= FEW else None
    evidence = say(
        "the score ranks a leaver above a stayer {share} of the time ({low} to {high}; chance: 50%); n {n}",
        share=show(area.value, Unit.SHARE),
        low=show(area.low, Unit.SHARE),
        high=show(area.high, Unit.SHARE),
        n=decimal(area.n),
    )
    if found is None:
        return "", evidence, False
    a, b = (show(churn.figure(tally).value, Unit.SHARE) for tally in (many, few))
    if found.p < REAL and area.low > 0.5 and found.difference > 0:
        words = say("Of customers with some or many signs of leaving {a} left, of those with none {b}", a=a, b=b)
        return words, evidence, True
    return say("The signs of leaving did not tell who left"), evidence, False


def _alt(rows: Sequence[RiskRow]) -> str:
    said = []
    for row in rows:
        figure = row.figure or Figure(None)
        if row.customers is None:
            continue
        text = f"{row.label} {count(row.customers, 'customer')}"
        if figure.value is not None:
            left = say("{share} left", share=show(figure.value, Unit.SHARE, True))
            text = f"{text}, {left} ({interval(figure.low, figure.high, Unit.SHARE)})"
        said.append(text)
    return say("Bars with 95% intervals: {shown}.", shown="; ".join(said))
