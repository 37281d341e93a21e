"""What customers are worth: lifetime value, what a better retention would bring, what is at risk, who stays silent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxcel.errors import OutOfRange
from cxcel.families.base import Limited, mover, need
from cxcel.families.proportion import wilson
from cxcel.words import UNDECIDED

END, START = "end", "start"
TIMINGS = (END, START)
STEP = 0.05  # the "5 % more retention" of Reichheld & Sasser 1990: five points


def multiple(retention: float, discount: float, timing: str = END, periods: float = math.inf) -> float:
    """Return how many margins of one period a customer is worth now.

    With `timing` "end" the first margin comes at the end of the first period, if the customer renews:
    r / (1 + i - r), the sum of (r / (1 + i))^t over t = 1, 2, ... `periods`.  With "start" it comes now, for sure:
    (1 + i) / (1 + i - r), the same sum over t = 0, 1, ... `periods` - 1.

    Sources: Gupta & Lehmann 2003, Customers as assets; Fader & Hardie 2012, Reconciling and clarifying CLV formulas,
    equations 1 and 2; 2014, What's wrong with this CLV formula?, equation 2.

    Raises
    ------
    OutOfRange
        Nobody leaves, nothing is discounted, and the periods have no end.

    Examples
    --------
    >>> round(multiple(0.8, 0.1), 4), round(multiple(0.8, 0.1, "start"), 4), round(multiple(0.8, 0.1, "end", 3), 4)
    (2.6667, 3.6667, 1.6409)
    """
    ratio = retention / (1 + discount)
    first = ratio if timing == END else 1.0
    if math.isinf(periods):
        if ratio == 1:
            raise OutOfRange(
                "1 + discount − retention must be above 0: where nobody leaves and nothing is discounted, give periods"
            )
        return first / (1 - ratio)
    if ratio == 1:
        return periods
    # 1 - ratio^n without loss of digits where the ratio is near 1
    return first * (-math.expm1(periods * math.log(ratio)) / (1 - ratio) if ratio > 0 else 1.0)


def clv(
    margin: float,
    retention: float,
    discount: float,
    acquisition: float = 0,
    timing: str = END,
    periods: float = math.inf,
) -> float:
    """Return the value of a customer: margins discounted to now, less what it cost to win them.

    Examples
    --------
    >>> round(clv(100, 0.8, 0.1, acquisition=50), 2)
    216.67
    """
    return margin * multiple(retention, discount, timing, periods) - acquisition


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and after a change; None where it has no meaning."""

    measure: str
    now: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        """After less now."""
        return None if self.now is None or self.after is None else self.after - self.now

    @property
    def relative(self) -> float | None:
        """The difference as a share of what it is now; None where that is next to nothing."""
        return None if self.difference is None or not self.now else _finite(self.difference / abs(self.now))


def retention_profit(
    customers: float,
    margin: float,
    retention: float,
    new_retention: float,
    discount: float,
    cost: float | None = None,
    timing: str = END,
    periods: float = math.inf,
) -> tuple[Change, ...]:
    """Return what another retention rate would be worth, with everything else as it is.

    The last line holds the five points of retention by which profits are said to rise 25 to 95 % (Reichheld & Sasser
    1990; Bain) against these inputs; it is left out where five points more would be above 1.  What the rise costs is
    in neither; `cost` is the price of getting there, in money of today.

    Sources: as `multiple`; Sharp 2010, How Brands Grow, on five points and five per cent.
    """
    worth = [multiple(r, discount, timing, periods) for r in (retention, new_retention)]
    base = [customers * margin * each for each in worth]
    gain = base[1] - base[0]
    kept = (customers * retention, customers * new_retention)
    rows = [
        Change("retention rate", retention, new_retention),
        Change("customers kept in a period", *kept),
        Change("margin of the next period", kept[0] * margin, kept[1] * margin),
        Change("value of a customer", margin * worth[0], margin * worth[1]),
        Change("value of all customers", *base),
        Change("break-even cost", None, gain),
    ]
    if cost is not None:
        rows += [Change("cost", None, cost), Change("net gain", None, gain - cost)]
    if retention + STEP <= 1 and (retention + STEP < 1 or discount > 0 or math.isfinite(periods)):
        more = multiple(retention + STEP, discount, timing, periods)
        rows.append(Change("value of a customer, 5 points more retained", margin * worth[0], margin * more))
    return tuple(rows)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def revenue_at_risk(
    detractors: float, passives: float, revenue: float, detractor_rate: float, passive_rate: float
) -> float:
    """Return the revenue of the detractors and passives who are expected to leave, at rates that the user knows.

    Examples
    --------
    >>> revenue_at_risk(100, 200, 1000, 0.3, 0.1)
    50000.0
    """
    return (detractors * detractor_rate + passives * passive_rate) * revenue


SILENT, NO_SIGN = "silent dissatisfaction", "no sign of it"


@dataclass(frozen=True, slots=True)
class Silence:
    """Dissatisfied customers who did not complain.

    `silent` is the share of the dissatisfied less that of complaints; its limits are None without bases.
    """

    silent: float
    low: float | None
    high: float | None
    voiced: float | None  # complaints per dissatisfied customer
    flag: str


def silence(
    complained: float,
    dissatisfied: float,
    bases: tuple[float, float] | None = None,
    threshold: float = 0.10,
    few: float = 0.5,
    confidence_level: float = 0.95,
) -> Silence:
    """Judge whether more are dissatisfied than `threshold` while few of them complain.

    Few is fewer complaints than `few` times the dissatisfied.  With `bases`, contacts behind the complaints and answers
    behind the dissatisfied, the flag is raised or withheld only where whole intervals decide: Wilson's for the
    dissatisfied, and for the difference the hybrid of both Wilson intervals.

    Sources: threshold of 10 % with few complaints: Julien, in the trade press; half of those with a problem complain:
    Goodman 2005, Quality Progress, November; interval of a difference: Newcombe 1998, method 10, with a weight as in
    Zou & Donner 2008.

    Examples
    --------
    >>> silence(0.01, 0.14).flag, silence(0.01, 0.14, bases=(5000, 80)).flag
    ('silent dissatisfaction', 'cannot tell yet')
    """
    voiced = _finite(complained / dissatisfied) if dissatisfied else None
    if bases is None:
        many, seldom = dissatisfied > threshold, complained < few * dissatisfied
        return Silence(dissatisfied - complained, None, None, voiced, SILENT if many and seldom else NO_SIGN)
    need(min(bases) > 0, "there is nothing to count: answers and contacts must be above 0")
    (contacts, answers), level = bases, confidence_level
    d = (dissatisfied, *wilson(dissatisfied * answers, answers, level))
    c = (complained, *wilson(complained * contacts, contacts, level))
    low, high = _less(d, c, 1.0)
    less, more = _less(d, c, 1.0 / few)
    flag = UNDECIDED
    if d[1] > threshold and less > 0:
        flag = SILENT
    elif d[2] <= threshold or more <= 0:
        flag = NO_SIGN
    return Silence(d[0] - c[0], low, high, voiced, flag)


def _less(d: Limited, c: Limited, weight: float) -> tuple[float, float]:
    """Return the limits of d - weight * c."""
    middle, (down, up) = d[0] - weight * c[0], mover(c, d, weight)
    return middle - down, middle + up
