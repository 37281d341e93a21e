"""Control charts of a rate over time: the p chart and Laney's p' chart, with the signals of Shewhart and Nelson.

p chart: Montgomery, Introduction to Statistical Quality Control, section 7.2, limits by each period's own base.
p' chart: Laney 2002, Improved control charts for attributes, Quality Engineering 14(4), where the limits are as wide as
the periods really vary.  Runs: Nelson 1984, The Shewhart control chart - tests for special causes, test 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxcel.arrays import Codes, Floats
from cxcel.errors import NotEnoughData, choose

METHODS = ("p", "pp")
LARGE = 1000  # cases a period from which even trifles leave the limits of a p chart
RUN = 9  # periods in a row on one side: Nelson 1984; at 8 one chart of 24 periods in 15 gives a false alarm
D2 = 1.128  # mean moving range of two over sigma, to the three digits of Laney 2002 and Minitab (1.128379...)
SIGMAS = 3
SAME = 1e-12  # rates closer than this are equal: they differ by rounding


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, period by period; arrays of shape (periods,).

    Attributes
    ----------
    method : str
        "p" or "pp", as used.
    sigma_z : float
        What the limits of a p chart are multiplied by; 1 for a p chart.
    run : codes
        How many periods in a row lie on this side of the centre, up to this one; negative below, 0 on it.
    """

    method: str
    centre: float
    sigma_z: float
    rate: Floats
    low: Floats
    high: Floats
    run: Codes

    @property
    def signals(self) -> list[str]:
        """Return what each period signals, "" for nothing."""
        above, below = self.rate > self.high + SAME, self.rate < self.low - SAME
        return [
            "; ".join(filter(None, ("above the limit" if a else "below the limit" if b else "", _run(int(run)))))
            for a, b, run in zip(above, below, self.run, strict=True)
        ]


def _run(run: int) -> str:
    if abs(run) < RUN:
        return ""
    return f"{abs(run)} in a row {'above' if run > 0 else 'below'} the centre"


def chart(x: Floats, n: Floats, method: str = "auto") -> Chart:
    """Chart `x` hits in `n` cases period by period, in time order.

    Parameters
    ----------
    x, n : array, shape (periods,)
        Counts; every n is above 0.
    method : "auto", "p" or "pp"
        "auto" takes "pp" where a period has more than 1,000 cases on average, else "p".

    Raises
    ------
    NotEnoughData
        Fewer than two periods.

    Examples
    --------
    >>> found = chart(np.array([40.0, 44, 22, 34, 24, 32, 28, 32, 34, 30]), np.full(10, 200.0))
    >>> found.method, found.centre, found.low[0].round(4).item(), found.high[0].round(4).item()
    ('p', 0.16, 0.0822, 0.2378)
    """
    if len(n) < 2:
        raise NotEnoughData(f"a chart needs at least 2 periods with cases, got {len(n)}")
    if choose("method", method, ("auto", *METHODS)) == "auto":
        method = "pp" if n.mean() > LARGE else "p"
    rate, centre = x / n, float(x.sum() / n.sum())
    error = np.sqrt(centre * (1 - centre) / n)
    sigma = sigma_z(rate, centre, error) if method == "pp" else 1.0
    reach = SIGMAS * sigma * error
    low, high = np.maximum(0.0, centre - reach), np.minimum(1.0, centre + reach)
    return Chart(method, centre, sigma, rate, low, high, runs(rate - centre))


def sigma_z(rate: Floats, centre: float, error: Floats) -> float:
    """Mean moving range of the z scores over d2 = 1.128: how many times chance alone the periods vary. Laney 2002."""
    z = np.divide(rate - centre, error, out=np.zeros(len(rate)), where=error > 0)
    return float(np.abs(np.diff(z)).mean() / D2)


def runs(distance: Floats) -> Codes:
    """Return how long each run on one side of 0 is by then; negative below, 0 for a point on the line, which ends it.

    Examples
    --------
    >>> runs(np.array([1.0, 2.0, -1.0, 0.0, -3.0, -1.0])).tolist()
    [1, 2, -1, 0, -1, -2]
    """
    side = np.where(np.abs(distance) <= SAME, 0, np.sign(distance)).astype(np.int64)
    place = np.arange(len(side))
    starts = np.r_[True, side[1:] != side[:-1]]
    return (place - np.maximum.accumulate(np.where(starts, place, 0)) + 1) * side
