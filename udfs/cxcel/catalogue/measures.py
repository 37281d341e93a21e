"""From a metric's arguments to the columns its family takes: row by row in meaning, whole arrays in execution."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxcel.arrays import Array, Floats, Mask, as_floats, exceeds
from cxcel.catalogue.entry import Measure, Values
from cxcel.errors import BadOption, OutOfRange


def _floats(x: Values, name: str) -> Floats:
    """Return a column as floats: small integers must not overflow when they are added up."""
    column: Floats = as_floats(x[name])
    return column


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
        values = as_floats(x[name])
        return (np.where(np.isnan(values), np.nan, inside(values, x)),)

    return measure


def _fewer(boxes: str, x: Values) -> None:
    if x[boxes] >= x["scale_max"]:
        raise OutOfRange(f"{boxes} must be fewer than the {x['scale_max']:g} answers of the scale, got {x[boxes]:g}")


def top_boxes(values: Array, x: Values) -> Mask:
    """Answers in the top boxes of a scale."""
    _fewer("top", x)
    found: Mask = values > x["scale_max"] - x["top"]
    return found


def bottom_boxes(values: Array, x: Values) -> Mask:
    """Answers in the bottom boxes of a scale that starts at 1."""
    _fewer("bottom", x)
    found: Mask = values <= x["bottom"]
    return found


def handled_time(x: Values) -> tuple[Array, ...]:
    """Talk, hold and after-call work over contacts handled."""
    total = _floats(x, "talk")
    for part in (x["hold"], x["after_call_work"]):
        if part is not None:
            total = total + part
    return (total,) if x["handled"] is None else (total, x["handled"])


def answered_wait(x: Values) -> tuple[Array, ...]:
    """Wait of answered contacts over contacts answered; what an abandoned contact waited is left out."""
    if x["answered"] is None:
        return (x["wait"],)
    answered = _floats(x, "answered")
    return np.where(answered == 0, 0.0, _floats(x, "wait")), answered


def resolved_first(x: Values) -> tuple[Array, ...]:
    """Resolved at first contact over contacts, less those that nobody could resolve there."""
    columns = part_of("resolved", "contacts")(x)
    if x["not_resolvable"] is None:
        return columns
    if len(columns) == 1:
        columns = (columns[0], np.where(np.isnan(columns[0]), np.nan, 1.0))
    return columns[0], as_floats(columns[1]) - x["not_resolvable"]


def busy_time(x: Values) -> tuple[Array, ...]:
    """Handle time over handle time and time waiting for a contact."""
    busy = _floats(x, "handle_time")
    return busy, busy + x["available_time"]


def contained(x: Values) -> tuple[Array, ...]:
    """Bot sessions that were neither escalated nor came back, over bot sessions.

    In a row that is one session both can be true; it is lost once.
    """
    bot, lost = _floats(x, "bot"), _floats(x, "escalated")
    if x["returned"] is not None:
        lost = np.where(bot == 1, np.maximum(lost, x["returned"]), lost + x["returned"])
    return bot - lost, bot


def kept(x: Values) -> tuple[Array, ...]:
    """Customers at the end who were there at the start, over customers at the start."""
    old = _floats(x, "end") - x["new"]
    if (old < 0).any():
        raise BadOption("new customers cannot be more than the customers at the end")
    return old, x["start"]


def unredeemed(x: Values) -> tuple[Array, ...]:
    """Points issued and not redeemed over points issued; in one row more may be redeemed than issued, never in all."""
    issued, redeemed = _floats(x, "issued"), _floats(x, "redeemed")
    left = issued - redeemed
    if np.nansum(left) < 0:
        whole = ~np.isnan(left)
        raise OutOfRange(
            f"more is redeemed ({redeemed[whole].sum():g}) than was issued ({issued[whole].sum():g}): "
            "both must reach back to the first point"
        )
    return left, issued


def wallet_share(x: Values) -> tuple[Array, ...]:
    """What a customer spends with us over what the customer spends in the category."""
    ours, category = _floats(x, "spend_us"), _floats(x, "spend_category")
    _not_above(ours, category, "spend_us", "spend_category")
    return ours, category


def wallet_score(x: Values) -> tuple[Array, ...]:
    """Wallet allocation score of each customer, (1 - rank / (brands + 1)) * 2 / brands."""
    rank, brands = _floats(x, "rank"), _floats(x, "brands")
    _not_above(rank, brands, "rank", "brands")
    broken = brands % 1 > 0
    if broken.any():
        raise OutOfRange(f"brands must be whole numbers, got {brands[broken][0]:g}")
    return ((1 - rank / (brands + 1)) * 2 / brands,)


def _not_above(part: Floats, whole: Floats, name: str, limit: str) -> None:
    above = exceeds(part, whole)
    if above.any():
        raise OutOfRange(f"{name} must not be more than {limit}, got {part[above][0]:g} beside {whole[above][0]:g}")


def on_preferred(x: Values) -> tuple[Array, ...]:
    """Contacts on the channel that the customer prefers, of those where both are known."""
    preferred, used = x["preferred"], x["used"]
    known = (preferred != "") & (used != "")
    if isinstance(known, np.ndarray):  # elsewhere headers are no rows
        known[:1] &= not _headed(preferred, used)
    return (np.where(known, preferred == used, np.nan),)


def _headed(preferred: Array, used: Array) -> bool:
    """Whether the first row names the columns: words found nowhere else, in a long column or by their looks."""
    first, rest = {*preferred[:1], *used[:1]}, {*preferred[1:], *used[1:]}
    named = any("channel" in word or "prefer" in word for word in first)
    return not first & rest and (len(used) > 10 or (named and len(first) == 2))
