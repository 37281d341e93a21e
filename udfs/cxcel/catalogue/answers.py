"""What every survey metric can be told about its answers: weights, one answer per customer, the list they are from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxcel.arrays import Array, Mask, as_floats
from cxcel.catalogue.entry import Argument, Measure, Option, Values
from cxcel.catalogue.sequences import newest
from cxcel.columns import Dates, Keys, Numbers
from cxcel.families import Design, Family, Mean, NetScore

WEIGHTS = Argument(
    "weights", Numbers(low=0), "how much each answer counts, 0 or more; unequal weights widen the interval", True
)
POPULATION = Option(
    "population",
    None,
    "people on the closed list that was asked at random; narrows the interval",
    low=1,
    whole=True,
    by_part=False,
)
LATEST_PER = Argument("latest_per", Keys(), "customer of each answer: only the latest of each customer counts", True)
DATES = Argument(
    "dates",
    Dates(),
    "when each answer was given, for latest_per; without it the last row of a customer is the latest",
    True,
)
SAMPLE = (WEIGHTS, POPULATION, LATEST_PER, DATES)
BREAKS = Option(
    "breaks",
    (6, 9),
    "last score of a detractor and first of a promoter; default {6,9}",
    low=0,
    high=10,
    whole=True,
    pair=True,
)


def answers(measure: Measure) -> Measure:
    """Let the measure count only each customer's latest answer, and hand the weights on as its last column."""

    def surveyed(x: Values) -> tuple[Array, ...]:
        columns = measure(x)
        if x.get("latest_per") is not None:
            kept = latest(x, ~np.isnan(as_floats(columns[0])))
            columns = tuple(np.where(kept, column, np.nan) for column in columns)
        return columns if x.get("weights") is None else (*columns, x["weights"])

    return surveyed


def latest(x: Values, answered: Mask) -> Mask:
    """Return the rows with the last answer of each customer, within each period where there are periods."""
    when = None if x.get("dates") is None else as_floats(x["dates"])
    part = None if x.get("part") is None else x["part"]()
    return newest(answered, x["latest_per"], part, when)


def designed(family: Family[Any], x: Values) -> Family[Any]:
    """Return the family for the breaks and the sample that were asked for."""
    if isinstance(family, NetScore) and x.get("breaks", BREAKS.default) != BREAKS.default:
        bottom, top = x["breaks"]
        family = replace(family, negative_to=int(bottom), positive_from=int(top))
    if isinstance(family, Mean):
        family = replace(family, high=float(x["scale_max"]))
    weighted, population = x.get("weights") is not None, float(x.get("population") or 0)
    if weighted or population or x.get("latest_per") is not None:
        return Design(family, weighted, population)  # type: ignore[arg-type]
    return family
