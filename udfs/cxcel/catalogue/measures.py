"""From a metric's arguments to the columns its family takes: row by row in meaning, whole arrays in execution."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxcel.arrays import Array, Floats, Mask
from cxcel.catalogue.entry import Measure, Values
from cxcel.errors import BadOption, OutOfRange


def column(name: str) -> Measure:
    """Take one argument as it is."""
    return lambda x: (x[name],)


def part_of(part: str, whole: str) -> Measure:
    """Take a part and its whole; without the whole every row that is not blank is one case."""

    def measure(x: Values) -> tuple[Array, ...]:
        if x[whole] is not None:
            return x[part], x[whole]
        above = x[part] > 1
        if above.any():
            raise OutOfRange(
                f"{part} holds counts ({x[part][above][0]:g}), so {whole} is needed too; without it each row is 0 or 1"
            )
        return (x[part],)

    return measure


def over(top: str, bottom: str) -> Measure:
    """Take a total and what it is divided by; without the second every row that is not blank is one."""
    return lambda x: (x[top],) if x[bottom] is None else (x[top], x[bottom])


def share_where(name: str, inside: Any) -> Measure:
    """Take the rows of `name` for which `inside(values, options)` holds, of all that are not blank."""

    def measure(x: Values) -> tuple[Array, ...]:
        values = np.asarray(x[name], dtype=float)
        return (np.where(np.isnan(values), np.nan, inside(values, x)),)

    return measure


def _fewer(boxes: str, x: Values) -> None:
    if x[boxes] >= x["scale_max"]:
        raise OutOfRange(f"{boxes} must be fewer than the {x['scale_max']:g} answers of the scale, got {x[boxes]:g}")


def top_boxes(values: Array, x: Values) -> Mask:
    """Answers in the top boxes of a scale."""
    _fewer("top", x)
    return np.asarray(values > x["scale_max"] - x["top"])


def bottom_boxes(values: Array, x: Values) -> Mask:
    """Answers in the bottom boxes of a scale that starts at 1."""
    _fewer("bottom", x)
    return np.asarray(values <= x["bottom"])


def handled_time(x: Values) -> tuple[Array, ...]:
    """Talk, hold and after-call work over contacts handled."""
    total = np.asarray(x["talk"], dtype=float)
    for part in (x["hold"], x["after_call_work"]):
        if part is not None:
            total = total + part
    return (total,) if x["handled"] is None else (total, x["handled"])


def answered_wait(x: Values) -> tuple[Array, ...]:
    """Wait of answered contacts over contacts answered; what an abandoned contact waited is left out."""
    if x["answered"] is None:
        return (x["wait"],)
    answered = np.asarray(x["answered"], dtype=float)
    return np.where(answered == 0, 0.0, np.asarray(x["wait"], dtype=float)), answered


def resolved_first(x: Values) -> tuple[Array, ...]:
    """Resolved at first contact over contacts, less those that nobody could resolve there."""
    columns = part_of("resolved", "contacts")(x)
    if x["not_resolvable"] is None:
        return columns
    if len(columns) == 1:
        columns = (columns[0], np.where(np.isnan(columns[0]), np.nan, 1.0))
    return columns[0], columns[1] - x["not_resolvable"]


def _gaps(x: Values) -> tuple[Floats, Floats, Floats]:
    """Return time, days since the same customer's contact before, and days until the next; inf where there is none."""
    time = np.asarray(x["time"], dtype=float)
    who = np.asarray(x["customer"])
    if x.get("reason") is not None:
        who = who * (int(x["reason"].max(initial=0)) + 2) + np.where(who < 0, 0, x["reason"])
    known = ~np.isnan(time) & (np.asarray(x["customer"]) >= 0)
    rows = np.flatnonzero(known)
    order = rows[np.lexsort((time[rows], who[rows]))]
    step = np.diff(time[order])
    step[np.diff(who[order]) != 0] = np.inf
    before, after = np.full(len(time), np.inf), np.full(len(time), np.inf)
    before[order[1:]], after[order[:-1]] = step, step
    before[~known] = after[~known] = np.nan
    return np.where(known, time, np.nan), before, after


def not_followed(x: Values) -> tuple[Array, ...]:
    """Contacts without another of the same customer within the window; the last days cannot be judged."""
    time, _, after = _gaps(x)
    if not np.isfinite(time).any():
        return (time,)
    open_end = time > np.nanmax(time) - x["days"]
    return (np.where(np.isnan(after) | open_end, np.nan, after > x["days"]),)


def follows(x: Values) -> tuple[Array, ...]:
    """Contacts with an earlier one of the same customer within the window."""
    _, before, _ = _gaps(x)
    return (np.where(np.isnan(before), np.nan, before <= x["days"]),)


def _given(x: Values, name: str) -> Array | float:
    value = x[name]
    return 0.0 if value is None else value


def level_answered(x: Values) -> tuple[Array, ...]:
    """Answered in time over answered."""
    return x["answered_in_time"], x["answered"]


def level_offered(x: Values) -> tuple[Array, ...]:
    """Answered in time over answered and abandoned."""
    return x["answered_in_time"], x["answered"] + x["abandoned"]


def level_excluding(x: Values) -> tuple[Array, ...]:
    """Answered in time over answered and abandoned, less those abandoned in time."""
    return x["answered_in_time"], x["answered"] + x["abandoned"] - x["abandoned_in_time"]


def level_credit(x: Values) -> tuple[Array, ...]:
    """Answered or abandoned in time over answered and abandoned."""
    return x["answered_in_time"] + x["abandoned_in_time"], x["answered"] + x["abandoned"]


def level_credit_short(x: Values) -> tuple[Array, ...]:
    """Answered in time or abandoned after a short wait, over answered and abandoned."""
    return x["answered_in_time"] + x["abandoned_short"], x["answered"] + x["abandoned"]


def level_genesys(x: Values) -> tuple[Array, ...]:
    """Answered in time over answered, abandoned and flow-outs, less short abandons."""
    offered = x["answered"] + _given(x, "abandoned") + _given(x, "flow_outs") - _given(x, "abandoned_short")
    return x["answered_in_time"], offered


def abandoned_less_short(x: Values) -> tuple[Array, ...]:
    """Abandoned over offered, short abandons left out of both."""
    offered = x["offered"]
    if offered is None:
        offered = np.where(np.isnan(x["abandoned"]), np.nan, 1.0)
    return x["abandoned"] - x["short"], offered - x["short"]


def busy_time(x: Values) -> tuple[Array, ...]:
    """Handle time over handle time and time waiting for a contact."""
    return x["handle_time"], x["handle_time"] + x["available_time"]


def contained(x: Values) -> tuple[Array, ...]:
    """Bot sessions that were neither escalated nor came back, over bot sessions."""
    return x["bot"] - x["escalated"] - _given(x, "returned"), x["bot"]


def kept(x: Values) -> tuple[Array, ...]:
    """Customers at the end who were there at the start, over customers at the start."""
    old = x["end"] - x["new"]
    if (old < 0).any():
        raise BadOption("new customers cannot be more than the customers at the end")
    return old, x["start"]
