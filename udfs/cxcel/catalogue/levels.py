"""The formulas of the service level, and of the abandonment that goes with it.

A row whose parts cannot be, such as more abandoned in time than abandoned, is handed on as the pair that is wrong: the
family refuses it with its numbers, and a report leaves it out and says so.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from cxcel.arrays import Array, as_floats, exceeds
from cxcel.catalogue.entry import Values
from cxcel.errors import BadOption

Pair = tuple[Array, Array]


def _all(x: Values, *names: str) -> Array:
    """Return the sum of columns, those left out as 0; floats, since small integers could overflow."""
    columns = (as_floats(x[name]) for name in names if x[name] is not None)
    return reduce(np.add, columns)


def _sound(x: Values, hits: Array, cases: Array, *parts: tuple[str, str]) -> Pair:
    """Return hits and cases; in a row where a part is more than its whole, that part and that whole."""
    for part, whole in (("answered_in_time", "answered"), *parts):
        odd = exceeds(x[part], x[whole])
        if odd.any():
            hits, cases = np.where(odd, x[part], hits), np.where(odd, x[whole], cases)
    return hits, cases


def level_answered(x: Values) -> Pair:
    """Answered in time over answered."""
    return x["answered_in_time"], x["answered"]


def level_offered(x: Values) -> Pair:
    """Answered in time over answered and abandoned."""
    return _sound(x, x["answered_in_time"], _all(x, "answered", "abandoned"))


def level_excluding(x: Values) -> Pair:
    """Answered in time over answered and abandoned, less those abandoned in time."""
    offered = _all(x, "answered", "abandoned") - x["abandoned_in_time"]
    return _sound(x, x["answered_in_time"], offered, ("abandoned_in_time", "abandoned"))


def level_credit(x: Values) -> Pair:
    """Answered or abandoned in time over answered and abandoned."""
    hits = _all(x, "answered_in_time", "abandoned_in_time")
    return _sound(x, hits, _all(x, "answered", "abandoned"), ("abandoned_in_time", "abandoned"))


def level_credit_short(x: Values) -> Pair:
    """Answered in time or abandoned after a short wait, over answered and abandoned."""
    hits = _all(x, "answered_in_time", "abandoned_short")
    return _sound(x, hits, _all(x, "answered", "abandoned"), ("abandoned_short", "abandoned"))


def level_genesys(x: Values) -> Pair:
    """Answered in time over answered, with abandoned and flow-outs and without short abandons where they are given.

    The switches of Genesys Cloud: a range that is left out is a switch that leaves it out.

    Raises
    ------
    BadOption
        Short abandons without the abandoned that they are part of.
    """
    if x["abandoned"] is None and x["abandoned_short"] is not None:
        raise BadOption("abandoned_short is taken from abandoned, so give abandoned too, or leave both out")
    offered = _all(x, "answered", "abandoned", "flow_outs")
    if x["abandoned_short"] is None:
        return _sound(x, x["answered_in_time"], offered)
    return _sound(x, x["answered_in_time"], offered - x["abandoned_short"], ("abandoned_short", "abandoned"))


def abandoned_less_short(x: Values) -> Pair:
    """Abandoned over offered, short abandons left out of both."""
    abandoned = _all(x, "abandoned")
    offered = np.where(np.isnan(abandoned), np.nan, 1.0) if x["offered"] is None else _all(x, "offered")
    return abandoned - x["short"], offered - x["short"]
