"""Whole columns of dates: the order of day and month, cells that are no dates, time zones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxcel.data import dates as d
from cxcel.sentences import sentence

if TYPE_CHECKING:
    from cxcel.data.convert import Job
    from cxcel.data.table import Distinct

_SAMPLE = 50
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$|^\d{10,13}$")
_SAID = {d.DAY_FIRST: sentence("day-first"), d.MONTH_FIRST: sentence("month-first")}
Dates = NDArray[np.datetime64]


def read_dates(job: Job) -> Dates:
    """Return a column's distinct cells as points in time; clock times alone become a time on 1970-01-01."""
    if job.role.name != "date" and _are_clocks(job):
        return (read_clocks(job) * 1000).astype("datetime64[ms]").astype("datetime64[s]")
    moments = _moments(job.column, job.blank)
    order = _order(job, moments)
    seconds = d.stamps(moments, order)
    _say_zone(job, moments)
    _say_serials(job)
    way_out = "mend the cells, or add --blank for a code"
    job.refuse((seconds == d.NOT_A_TIME) & ~job.blank, sentence("without a date"), way_out)
    return seconds.astype("datetime64[s]")


def _are_clocks(job: Job) -> bool:
    """Judge by the first cells that are not blank."""
    sample = [job.column.cells[at] for at in np.flatnonzero(~job.blank)[:_SAMPLE].tolist()]
    return sum(not np.isnan(d.read_clock(cell)) and not hasattr(cell, "year") for cell in sample) > 0.5 * len(sample)


def read_clocks(job: Job) -> NDArray[np.float64]:
    """Return a column's distinct cells as seconds since midnight."""
    clocks = np.fromiter(map(d.read_clock, job.column.cells), np.float64, len(job.blank))
    clocks[job.blank] = np.nan
    job.refuse(np.isnan(clocks) & ~job.blank, sentence("without a time of day"), "mend the cells")
    return clocks


def _order(job: Job, moments: Sequence[d.Moment | None]) -> str:
    proofs = d.order_proofs(moments)
    if len(proofs) == 2:
        _both(job, proofs)
    if proofs:
        return next(iter(proofs))
    at = d.unclear(moments)
    if at < 0:
        return d.DAY_FIRST
    if job.options.dates:
        return job.options.dates
    return _ask(job, moments, at)


def _both(job: Job, proofs: Mapping[str, int]) -> None:
    (first, row_first), (second, row_second) = ((_cell(job, at), _row(job, at)) for at in proofs.values())
    job.notes.stop(
        job.place,
        f"'{first}' and '{second}' (row {row_second}) cannot be in the same order of day and month",
        "write all dates alike, best as yyyy-mm-dd",
        [row_first],
    )


def _ask(job: Job, moments: Sequence[d.Moment | None], at: int) -> str:
    text, row = _cell(job, at), _row(job, at)
    moment = moments[at]
    if moment is not None and moment.mark == ".":
        said = sentence("dates with dots in {column} are day-first", column=job.place.named)
        job.notes.assume(job.place, said, "--dates month-first")
        return d.DAY_FIRST
    order = _sibling_order(job)
    if order:
        job.notes.assume(
            job.place,
            sentence(
                "{column} is {order}, as other dates of the same file prove", column=job.place.named, order=_SAID[order]
            ),
            sentence("--dates day-first or month-first"),
        )
        return order
    found = f"'{text}' and all other dates could be read day-first or month-first"
    job.notes.stop(job.place, found, "say which with --dates day-first or --dates month-first", [row], value=text)
    return d.DAY_FIRST


def _sibling_order(job: Job) -> str:
    """Return the order that another column of dates in the table proves, if all that do agree."""
    orders = {order for column, blank in job.siblings for order in d.order_proofs(_moments(column, blank))}
    return orders.pop() if len(orders) == 1 else ""


def _moments(column: Distinct, blank: NDArray[np.bool_]) -> list[d.Moment | None]:
    pairs = zip(column.cells, blank.tolist(), strict=True)
    return [None if empty else d.read_moment(cell) for cell, empty in pairs]


def _cell(job: Job, at: int) -> Any:
    return job.column.cells[at]


def _row(job: Job, at: int) -> int:
    return int(job.table.row_numbers[int(np.argmax(job.column.codes == at))])


def _say_serials(job: Job) -> None:
    cells = (cell for cell, empty in zip(job.column.cells, job.blank.tolist(), strict=True) if not empty)
    if any(isinstance(cell, float) or (isinstance(cell, str) and _SERIAL.match(cell)) for cell in cells):
        text = sentence(
            "numbers in {column} are dates as Excel or a computer clock counts them", column=job.place.named
        )
        job.notes.assume(job.place, text)


def _say_zone(job: Job, moments: Sequence[d.Moment | None]) -> None:
    if any(moment is not None and moment.zone for moment in moments):
        text = sentence("times in {column} are taken as written, without the time zone", column=job.place.named)
        job.notes.assume(job.place, text)
