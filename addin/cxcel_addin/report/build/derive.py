"""Columns that follow from other columns: who was answered, how long it took, who was answered in time.

One table of small rules; each either makes its column from what a frame holds or says that it cannot (``None``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, Any

import numpy as np

from cxcel.arrays import Array, Codes
from cxcel.data.dataset import Assumption, Column, Frame

from ...language import say
from ...language.numbers import listed

if TYPE_CHECKING:
    from .whole import Whole

EPOCH = np.datetime64("1899-12-30")
PARTS = ("talk", "hold", "wrap")
CONTACT = ("contact_id", "channel", "agent", "topic", "wait", "talk", "handle", "answered", "resolved", "transferred")
OUTCOMES = ("nps", "csat", "ces", "enps")
WORDS = {"preferred_words": "preferred_channel", "used_words": "channel"}  # columns that are compared as words
DAY = "day"  # key: the day of a frame's date


@dataclass(slots=True)
class Facts:
    """A frame with its derived columns; everything a metric may ask for, by role."""

    frame: Frame
    threshold: float
    columns: dict[str, Array] = field(default_factory=dict)
    assumptions: list[Assumption] = field(default_factory=list)
    periods: dict[str, Codes | None] = field(default_factory=dict)  # unit -> period of each row, once cut
    notes: dict[str, str] = field(default_factory=dict)  # derived role -> how it was made
    only: dict[str, str] = field(default_factory=dict)  # derived role -> the one column it is, where it is but one
    starts: dict[str, tuple[date, ...]] = field(default_factory=dict)  # unit -> first days of the periods
    whole: Whole | None = None  # all rows, where these are a sample of them

    @property
    def grain(self) -> str:
        """What one row is."""
        return self.frame.grain

    @property
    def kind(self) -> str:
        """The grain, where the columns bear it out: purchases have customers and dates, too, and are no contacts."""
        contact = self.grain == "contact" and any(role in self.frame for role in CONTACT)
        return self.grain if contact or self.grain != "contact" else ""

    def get(self, role: str) -> Array | None:
        """Return a column by role, derived when it is first asked for; None when the data do not hold it."""
        if role not in self.columns:
            found: Array | None = DERIVED[role](self) if role in DERIVED else self._plain(role)
            if found is None:
                return None
            self.columns[role] = found
        return self.columns[role]

    def column(self, role: str) -> Column | None:
        """Return the column as it was read."""
        return self.frame.columns.get(role)

    def labels(self, role: str) -> tuple[str, ...]:
        """Return the words behind the codes of a column."""
        column = self.column(role)
        return column.labels if column else ()

    def assume(self, text: str, otherwise: str = "") -> None:
        """Record what was taken for granted, once."""
        files = sorted({column.file for column in self.frame.columns.values()})
        made = Assumption(files[0] if len(files) == 1 else "", text, otherwise)
        if made not in self.assumptions:
            self.assumptions.append(made)

    @property
    def n(self) -> int:
        """How many rows there are, sampled or not."""
        return self.frame.n if self.whole is None else self.whole.rows

    def days(self) -> Any:
        """Return the days that rows are dated on; None without dates."""
        column = self.column("date")
        if column is None or not column.is_date or np.isnat(column.values).all():
            return None
        if self.whole is not None:
            return self.whole.days()
        return column.values[~np.isnat(column.values)].astype("M8[D]")

    def lacks_wait(self, wait: Array, gone: Array) -> bool:
        """Whether most of the abandoned contacts carry no waiting time."""
        return bool(gone.any() and np.isnan(wait[gone]).mean() > 0.5)

    def _plain(self, role: str) -> Array | None:
        column = self.column(role)
        if column is None:
            return None
        if column.is_date:
            days = (column.values - EPOCH) / np.timedelta64(1, "D")
            return np.asarray(np.where(np.isnat(column.values), np.nan, days))
        return column.values

    def ones(self) -> Array:
        """Return one case per row."""
        return np.ones(self.frame.n)


def _answered(f: Facts) -> Array | None:
    given = f._plain("answered")
    if given is not None:
        return given
    abandoned, offered = f._plain("abandoned"), f._plain("offered")
    if f.grain == "period":
        return None if offered is None or abandoned is None else offered - abandoned
    if abandoned is not None:
        return 1 - abandoned
    if any(role in f.frame for role in (*PARTS, "wait", "handle")):
        f.assume(
            say("no column says which contacts were abandoned: every contact counts as answered"),
            "--map FILE:answered=Header",
        )
    return f.ones()


def _abandoned(f: Facts) -> Array | None:
    given = f._plain("abandoned")
    if given is not None:
        return given
    answered = f._plain("answered")
    if answered is None:
        return None
    if f.grain != "period":
        return 1 - answered
    offered = f._plain("offered")
    return None if offered is None else offered - answered


def _offered(f: Facts) -> Array | None:
    if f.grain != "period":
        return f.ones()
    given = f._plain("offered")
    if given is not None:
        return given
    answered, abandoned = f._plain("answered"), f._plain("abandoned")
    return None if answered is None or abandoned is None else answered + abandoned


def _resolved(f: Facts) -> Array | None:
    """Return the mark as given; a contact that nobody answered was not resolved."""
    given, answered = f._plain("resolved"), f.get("answered")
    if given is None or answered is None or f.grain == "period":
        return given
    return np.where(np.isnan(given) & (answered == 0), 0.0, given)


def _handle_time(f: Facts) -> Array | None:
    given = f._plain("handle")
    if given is not None:
        return given
    parts = [part for part in PARTS if part in f.frame]
    if "talk" not in parts:
        return None
    words = {"talk": say("talk"), "hold": say("hold"), "wrap": say("after-call work")}
    made = " + ".join(words[part] for part in parts)
    f.notes["handle_time"] = made
    f.only["handle_time"] = parts[0] if len(parts) == 1 else ""
    lacking = [words[part] for part in PARTS if part not in parts]
    if lacking:
        said = say(
            "handle time is {parts} only: there is no column for {others}", parts=made, others=listed(lacking, "or")
        )
        f.assume(said, "--map FILE:wrap=Header")
    columns: list[Any] = [f.get(part) for part in parts]
    total: Array = reduce(add, columns)
    return total


def _answered_in_time(f: Facts, threshold: float | None = None) -> Array | None:
    limit = f.threshold if threshold is None else threshold
    if f.grain == "period":
        return f._plain("answered_in_time")
    wait, answered = f._plain("wait"), f.get("answered")
    if wait is not None and answered is not None:
        return np.where(np.isnan(wait) & (answered == 1), np.nan, (answered == 1) & (wait <= limit))
    flag = f._plain("within_target")
    if flag is None or threshold is not None:
        return None
    f.assume(say("service level is the file's own 'in time' flag: its threshold is not stated"))
    return flag


def _abandoned_in_time(f: Facts, threshold: float | None = None) -> Array | None:
    limit = f.threshold if threshold is None else threshold
    if f.grain == "period":
        return f._plain("abandoned_in_time")
    wait, abandoned = f._plain("wait"), f.get("abandoned")
    if wait is None or abandoned is None:
        return None
    gone = abandoned == 1
    if f.lacks_wait(wait, gone):
        f.assume(
            say(
                "abandoned contacts carry no waiting time, so quick hang-ups cannot be left out of the service level: "
                "the formula 'offered' is used"
            )
        )
        return None
    found: Array = np.where(np.isnan(wait) & gone, 0.0, gone & (wait <= limit))
    return found


def _lost(f: Facts) -> Array | None:
    for role, turn in (("churned", False), ("cancelled", False), ("retained", True)):
        values = f._plain(role)
        if values is not None and f.grain == "customer":
            return 1 - values if turn else values
    return None


def _if_customers(make: Callable[[Facts, Array], Array]) -> Callable[[Facts], Array | None]:
    def derived(f: Facts) -> Array | None:
        lost = f.get("customers_lost")
        return None if lost is None else make(f, lost)

    return derived


def _scores(f: Facts) -> list[Column]:
    return [column for role in OUTCOMES if (column := f.column(role)) is not None]


def _asked(f: Facts) -> Array | None:
    """Who was asked: the file's own mark, else every handled contact where the answers come from another file."""
    for role in ("delivered", "invited"):
        given = f._plain(role)
        if given is not None:
            return given
    scores = _scores(f)
    home = f.column("wait") or f.column("talk") or f.column("handle") or f.column("resolved") or f.column("channel")
    if f.grain != "contact" or not scores or home is None or scores[0].file == home.file:
        return None
    f.assume(say("no column says who was asked: every answered contact counts as asked"), "--map FILE:invited=Header")
    return f.get("answered")


def _responded(f: Facts) -> Array | None:
    given = f._plain("responses")
    if given is not None or f.get("asked") is None:
        return given
    asked: Any = f.get("asked")
    scores: list[Any] = [f.get(column.role) for column in _scores(f)]
    filled: Any = reduce(or_, (~np.isnan(values) for values in scores))
    found: Array = np.where(np.isnan(asked), np.nan, filled & (asked > 0))
    return found


def _words(role: str) -> Callable[[Facts], Array | None]:
    """Return a column as words in small letters, "" where blank, to be compared with those of another."""

    def derived(f: Facts) -> Array | None:
        column = f.column(role)
        if column is None or not column.is_text:
            return None
        words: Array = np.array([*(label.casefold() for label in column.labels), ""], object)
        return np.asarray(words[column.values])

    return derived


def _busy(f: Facts) -> Array | None:
    return f.get("handle_time") if f.column("available_time") is not None else None


DERIVED: Mapping[str, Callable[[Facts], Any]] = {
    "answered": _answered,
    "abandoned": _abandoned,
    "offered": _offered,
    "resolved": _resolved,
    "handle_time": _handle_time,
    "answered_in_time": _answered_in_time,
    "abandoned_in_time": _abandoned_in_time,
    "customers_lost": _lost,
    "customers_at_start": _if_customers(lambda f, lost: f.ones()),
    "customers_at_end": _if_customers(lambda f, lost: 1 - lost),
    "customers_new": _if_customers(lambda f, lost: np.where(np.isnan(lost), np.nan, 0.0)),
    "asked": _asked,
    "responded": _responded,
    "busy_time": _busy,
    **{name: _words(role) for name, role in WORDS.items()},
}


def in_time(f: Facts, threshold: float) -> tuple[Array | None, Array | None]:
    """Return answered and abandoned within another threshold than the report's own."""
    return _answered_in_time(f, threshold), _abandoned_in_time(f, threshold)
