"""Retention curves in a cell: how many customers will still be there, and what the rest of their time is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxcel.arrays import Array
from cxcel.catalogue.entry import LOYALTY, Argument, Option
from cxcel.cells import Cells, Kind, read
from cxcel.columns import Numbers
from cxcel.errors import BadOption, BadType
from cxcel.functions.columns_in import cell, floats, numbers, table
from cxcel.functions.generic import LEVEL
from cxcel.models.cohorts import UNITS
from cxcel.words import REAL
from cxcel.worksheet import NUMBER, Rows, worksheet

if TYPE_CHECKING:
    from cxcel.models.cohorts import Exposure
    from cxcel.models.sbg import Curve

CURVE = "period, observed, fitted, low, high, retention, basis"
SHAPE = "alpha, beta, churn, low, high, log_likelihood, customers, periods, p_fit, note"
COUNTED = Numbers(low=0)
SURVIVAL = Argument(
    "survival",
    COUNTED,
    "share, per cent or number of customers still there, one row per period; a table holds one column of customers per "
    "cohort, beginning with its start",
)
AHEAD = Option("periods", 5, "periods to project beyond the last one seen; default 5", high=1000, whole=True)
BASE = Argument(
    "customers", COUNTED, "how many each cohort began with; shares have no interval without it", optional=True
)
UNIT = Option(
    "unit",
    "auto",
    "what survival holds: 'share', 'percent' or 'customers'; 'auto' tells them apart where that is beyond doubt",
    words=UNITS,
)
SOURCE = "Fader & Hardie 2007, How to project customer retention, Journal of Interactive Marketing 21(1)"
PITFALLS = (
    "for contracts whose end is seen, renewed period by period; not for shops",
    "retention that rises with time need not mean loyalty: those likely to leave went first",
    "a projection holds while prices, offer and customers stay as they were",
)


def _seen_in(survival: object, customers: object, unit: str) -> Exposure:
    """Read a column or a table of cohorts; one row is taken as one cohort.

    Raises
    ------
    CxError
        A cell that does not fit, named by its row, and by its column where there are several.
    """
    from cxcel.models.cohorts import exposure

    if survival is None:
        raise BadOption("survival is missing")
    whole = read(survival)
    names, parts = ([""], [whole]) if len(whole) == whole.width else table("survival", whole)
    taken = [COUNTED(part, "survival", {}) for part in parts]
    headed = max((int(bool(t.header)) for t in taken), default=0)

    def where(cohort: int, row: int) -> str:
        cell = parts[cohort].where(row + headed)
        return f"{cell} of {names[cohort]}" if len(parts) > 1 else cell

    _no_headings(parts, [t.values[headed:] for t in taken])
    sizes = None if customers is None else numbers("customers", customers, COUNTED)
    return exposure([floats(t)[headed:] for t in taken], sizes, unit, where)


def _no_headings(parts: Sequence[Cells], columns: Sequence[Array]) -> None:
    """Refuse headings that could be taken for numbers of customers, years above all."""
    for part in parts:
        if part.kinds is not None and part.texts is not None and len(part) > 1:
            alone = part.kinds[0] == Kind.TEXT and not (part.kinds[1:] == Kind.TEXT).any()
            if alone and part.texts[0].isdigit():
                raise BadType(
                    f"survival holds the text '{part.texts[0]}' in {part.where(0)} above numbers: leave a heading out, "
                    "or store the cell as a number"
                )
    first = [float(column[0]) for column in columns if len(column)]
    if len(first) > 1 and all(b - a == 1 for a, b in pairwise(first)):
        raise BadType(f"survival begins with {first[0]:g}, {first[1]:g} side by side: leave headings such as years out")


def _fitted(survival: object, customers: object, unit: str) -> Curve:
    """Read and fit."""
    from cxcel.models.sbg import fit

    return fit(_seen_in(survival, customers, unit))


def _note(curve: Curve) -> str | None:
    """Return what a reader must know of a fit; None where there is nothing."""
    said = []
    if not curve.seen.customers:
        said.append("no interval: shares have no base, give customers")
    if curve.spread == 0:
        said.append("churn does not fall with time: customers are all alike, so there is no alpha and beta")
    if curve.p_fit < REAL:
        said.append("customers leave in another way than this model allows: do not project far")
    return "; ".join(said) or None


@worksheet(
    LOYALTY,
    "Retention curve: share of customers still there, as seen, as fitted and as projected, with intervals.",
    f"header and one row per period: {CURVE}",
    SURVIVAL,
    AHEAD,
    BASE,
    UNIT,
    LEVEL,
    pitfalls=PITFALLS,
    source=f"{SOURCE}; intervals: Venzon & Moolgavkar 1988",
)
def RETENTION_FIT(survival: object, periods: float, customers: object, unit: str, confidence_level: float) -> Rows:
    """Return the curve period by period, those seen first, then those projected."""
    from cxcel.models.sbg import limits

    curve = _fitted(survival, customers, unit)
    last = curve.last + int(periods)
    observed = dict(zip(curve.seen.ages.tolist(), (curve.seen.alive / curve.seen.began).tolist(), strict=True))
    low, high = [None] * last, [None] * last
    if curve.seen.customers:
        low, high = (side[1:].tolist() for side in limits(curve, last, confidence_level))
    rows: list[list[Any]] = [
        [
            float(age),
            observed.get(age),
            share,
            low[age - 1],
            high[age - 1],
            kept,
            "seen" if age <= curve.last else "projected",
        ]
        for age, (share, kept) in enumerate(
            zip(curve.survival(last).tolist(), curve.retention(last).tolist(), strict=True), start=1
        )
    ]
    return [CURVE.split(", "), *rows]


@worksheet(
    LOYALTY,
    "Parameters of the retention curve: alpha, beta, churn of the first period with interval, and how well it fits.",
    f"header and one row: {SHAPE}",
    SURVIVAL,
    BASE,
    UNIT,
    LEVEL,
    pitfalls=(
        "churn is the mean chance to leave in the first period, alpha / (alpha + beta), not that of every period",
        "the log-likelihood of shares is per customer",
    ),
    source=f"{SOURCE}; Fader & Hardie 2007, Fitting the sBG model to multi-cohort data",
)
def RETENTION_PARAMETERS(survival: object, customers: object, unit: str, confidence_level: float) -> Rows:
    """Return what was fitted."""
    from cxcel.models.sbg import limits

    curve = _fitted(survival, customers, unit)
    base = curve.seen.customers
    low, high = (side[0].item() for side in limits(curve, 1, confidence_level)) if base else (None, None)
    shapes = [value if math.isfinite(value) else None for value in (curve.alpha, curve.beta)]
    return [
        SHAPE.split(", "),
        [
            *shapes,
            curve.churn,
            low,
            high,
            curve.log_likelihood,
            base or None,
            float(curve.last),
            cell(curve.p_fit),
            _note(curve),
        ],
    ]


@worksheet(
    LOYALTY,
    "Discounted renewals still to come from a customer who has renewed so often: times the margin, what is left.",
    "number: renewals, discounted to now, the next one in full",
    SURVIVAL,
    Option("discount", 0, "discount rate per period: 0.1 for 10 %", high=1, optional=False),
    Option("renewals", None, "renewals made so far; default the last period seen, 0 for a new customer", whole=True),
    BASE,
    UNIT,
    unit=NUMBER,
    better="up",
    pitfalls=(
        "seen just before the next renewal; multiply by the margin of one period for money",
        "one average retention rate instead of the curve understates old customers",
    ),
    source="Fader & Hardie 2010, Customer-base valuation in a contractual setting, Marketing Science 29(1), equation 6",
)
def RETENTION_DERL(survival: object, discount: float, renewals: float | None, customers: object, unit: str) -> float:
    """Return the discounted expected residual lifetime."""
    curve = _fitted(survival, customers, unit)
    return curve.residual(discount, curve.last if renewals is None else int(renewals))
