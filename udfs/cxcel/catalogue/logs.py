"""What a log of contacts or orders says of the same customer's next one, within a window of days.

A window that is still open when the log ends says nothing yet.  Its rows are left out whether or not a next one has
already come: to keep only those that have would make the rate worse the newer the rows are.
"""

from __future__ import annotations

import numpy as np

from cxcel.arrays import Array, Floats, Mask, as_floats
from cxcel.catalogue.entry import Option, Values, left_out, only_cell
from cxcel.catalogue.sequences import NEVER, gaps, latest_of
from cxcel.cells import read
from cxcel.columns import Dates
from cxcel.errors import BadOption, OutOfRange


class Day(Option):
    """A day or a point in time, as a range of dates holds them; the value is an Excel day number."""

    __slots__ = ()

    def check(self, value: object) -> float | None:
        """Return the day number, or None where none is given.

        Raises
        ------
        BadOption, BadType, OutOfRange, CellError
            More than one cell, or a cell that holds no date.
        """
        value = only_cell(value)
        if left_out(value):
            return None
        cells = read(value)
        if len(cells) != 1:
            raise BadOption(f"{self.name} must be one date, got {len(cells)} cells")
        day = float(Dates()(cells, self.name, {}).values[0])
        return None if day != day else day


UNTIL = Day("until", None, "last day that the log covers; without it the log ends with its last row")


def _gaps(x: Values) -> tuple[Floats, Floats, Floats]:
    """Return time, days since the same customer's row before, and days until the next; NEVER where there is none."""
    return gaps(as_floats(x["time"]), x["customer"], x.get("reason"))


def _closed(time: Floats, days: float, until: float | None) -> Mask:
    """Whether the window of each row was over when the log ended: at `until`, else at the last row.

    `until` without a time of day is the whole of that day, short of the midnight that ends it.

    Raises
    ------
    OutOfRange
        Rows after the end of the log.
    """
    end = last = latest_of(time)
    if until is not None:
        end = float(np.nextafter(until + 1, 0)) if until == int(until) else until
    if last > end:
        raise OutOfRange("until lies before the last row: it is the last day that the log covers")
    closed: Mask = time <= end - days
    return closed


def not_followed(x: Values) -> tuple[Array, ...]:
    """Contacts without another of the same customer within the window; those whose window is open are left out."""
    time, _, after = _gaps(x)
    return (np.where(_closed(time, x["days"], x.get("until")), after > x["days"], np.nan),)


def follows(x: Values) -> tuple[Array, ...]:
    """Contacts with an earlier one of the same customer within the window."""
    _, before, _ = _gaps(x)
    return (np.where(np.isnan(before), np.nan, before <= x["days"]),)


def contained_after(x: Values) -> tuple[Array, ...]:
    """Bot sessions that were not escalated and that no other contact of the same customer followed."""
    time, _, after = _gaps(x)
    bot, escalated = as_floats(x["bot"]), as_floats(x["escalated"])
    judged = _closed(time, x["days"], x.get("until")) & (bot > 0) & ~np.isnan(escalated)
    return (np.where(judged, (escalated == 0) & (after > x["days"]), np.nan),)


def came_back(x: Values) -> tuple[Array, ...]:
    """Customers with a second order within the window of their first, each counted in the row of the first.

    Without a window every customer is judged; with one, those whose first order is younger than it are left out.
    """
    time, before, after = gaps(as_floats(x["date"]), x["customer"], None)
    judged = before == NEVER
    if not x["window"]:
        return (np.where(judged, after < NEVER, np.nan),)
    judged = judged & _closed(time, x["window"], x.get("until"))
    return (np.where(judged, after <= x["window"], np.nan),)
