"""What the cells of a column look like, judged from a sample, and whether that suits a role."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxcel.data.blanks import is_blank
from cxcel.data.dates import read_clock, read_moment
from cxcel.data.durations import read_duration
from cxcel.data.flags import NO, YES, read_flag
from cxcel.data.numbers import COMMA, POINT, is_number, mark_of, read_numbers, tidy
from cxcel.data.roles import Role
from cxcel.data.table import Distinct

_SAMPLE = 400
_MOST = 0.8
_FILLED = np.zeros(1, np.bool_)


@dataclass(frozen=True, slots=True)
class Nature:
    """Shares of a column's distinct cells that read as each kind of thing."""

    cells: tuple[Any, ...]  # the sample, without blanks
    weights: tuple[float, ...]  # share of rows that hold each cell
    shares: dict[str, float]
    numbers: tuple[float, ...]
    percent: bool

    def mostly(self, *kinds: str) -> bool:
        """Whether most cells are of the kinds."""
        return sum(self.shares.get(kind, 0.0) for kind in kinds) >= _MOST

    @property
    def odd(self) -> Any:
        """A cell to show when the column does not suit: a word if there is one."""
        return next((cell for cell in self.cells if _kind(cell) == "text"), self.cells[0])

    @property
    def empty(self) -> bool:
        """Whether there is nothing to judge."""
        return not self.cells

    @property
    def zero_one(self) -> bool:
        """Whether all cells are the numbers 0 and 1."""
        return self.mostly("number") and set(self.numbers) <= {0.0, 1.0}

    @property
    def whole_counts(self) -> bool:
        """Whether the cells are whole numbers, some of them above 1."""
        whole = all(number == int(number) for number in self.numbers)
        return self.mostly("number") and whole and max(self.numbers, default=0) > 1


def nature(column: Distinct, blanks: frozenset[str] = frozenset()) -> Nature:
    """Judge a column by a sample of its distinct cells, each with the number of rows that hold it."""
    first = column.cells[: 4 * _SAMPLE]
    filled = np.flatnonzero(~is_blank(first, blanks))
    chosen = filled[:: max(1, len(filled) // _SAMPLE)]
    sample = tuple(first[at] for at in chosen.tolist())
    rows = np.bincount(column.codes, minlength=len(column.cells))[chosen].tolist()
    total = max(1, sum(rows))
    seen: Counter[str] = Counter()
    for cell, count in zip(sample, rows, strict=True):
        seen[_kind(cell)] += count
    numbers = tuple(number for cell in sample if (number := _number(cell)) is not None)
    percents = sum(
        count for cell, count in zip(sample, rows, strict=True) if isinstance(cell, str) and cell.endswith("%")
    )
    shares = {kind: count / total for kind, count in seen.items()}
    return Nature(sample, tuple(count / total for count in rows), shares, numbers, percents > 0.5 * total)


def _number(cell: Any) -> float | None:
    if isinstance(cell, bool) or not is_number(cell):
        return None
    if not isinstance(cell, str):
        return float(cell)
    text = tidy(cell)[0]
    mark = mark_of(text)
    if mark == "either":
        text = text.replace(".", "").replace(",", "")
    number = read_numbers((text,), _FILLED, COMMA if mark == COMMA else POINT).values[0]
    return float(number) if np.isfinite(number) else None


def _kind(cell: Any) -> str:
    if isinstance(cell, bool):
        return "flag"
    if isinstance(cell, dt.time | dt.timedelta):
        return "clock"
    if isinstance(cell, dt.date):
        return "clock" if cell.year < 1905 else "date"
    if is_number(cell):
        return "number"
    if not np.isnan(read_clock(cell)) or not np.isnan(read_duration(cell)):
        return "clock"
    if read_moment(cell) is not None:
        return "date"
    return "flag" if str(cell).lower() in YES | NO else "text"


def suits(role: Role, what: Nature) -> bool:
    """Whether a column of this nature can have the role."""
    return what.empty or _TESTS[role.kind](role, what)


def _flag(role: Role, what: Nature) -> bool:
    if what.mostly("flag") or what.zero_one or (role.counts and what.whole_counts):
        return True
    pairs = zip(what.cells, what.weights, strict=True)
    return sum(share for cell, share in pairs if not np.isnan(read_flag(cell, role.yes, role.no))) >= _MOST


def _date(role: Role, what: Nature) -> bool:
    if what.mostly("date") or (role.name != "date" and what.mostly("clock")):
        return True
    return what.mostly("date", "number") and all(read_moment(number) is not None for number in what.numbers)


def _number_like(_role: Role, what: Nature) -> bool:
    return what.mostly("number")


_TESTS: Mapping[str, Callable[[Role, Nature], bool]] = {
    "id": lambda _role, what: not what.mostly("date"),
    "word": lambda _role, what: not what.mostly("date", "clock"),
    "text": lambda _role, what: not what.mostly("date", "clock", "number"),
    "date": _date,
    "clock": lambda _role, what: what.mostly("clock") or all(0 <= number < 1 for number in what.numbers or (2,)),
    "flag": _flag,
    "presence": lambda _role, _what: True,
    "seconds": lambda _role, what: what.mostly("number", "clock"),
    "money": _number_like,
    "number": _number_like,
    "score": _number_like,
    "count": lambda _role, what: what.mostly("number") and not what.percent and all(n == int(n) for n in what.numbers),
    "rate": lambda _role, what: what.mostly("number") and (what.percent or max(what.numbers, default=0) <= 100),
}
