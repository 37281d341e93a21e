"""How many rows fall on which hour of which day, and the blocks in which they are made.

All of it follows from the number of rows and months, in whole numbers, so that any block can be made without the
others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from cxcel.errors import OutOfRange

from .. import sample

START = date(2025, 1, 1)
MONTHS, MOST_MONTHS = 24, 120
MOST_ROWS = 10_000_000_000
BLOCK = 1_000_000  # rows of the largest row group
OPENS = 8  # o'clock
DAY, HOUR = 86_400, 3_600
AGAIN = 180  # days until a customer has a new matter
FEWEST = 21  # the same where the whole sample is short, so that only what comes back comes within a week
SPREAD = 1_000_000_007  # a prime: customers make contact in no order of their numbers
WEEKDAYS = np.rint(sample.WEEKDAYS * 100).astype(np.int64)
HOURS = np.rint(sample.HOURS * 100).astype(np.int64)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are made and written together: `start` up to, not including, `stop`, counted from 0 over all months."""

    month: int
    number: int
    start: int
    stop: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.stop - self.start


@dataclass(frozen=True)
class Plan:
    """Where the rows of a sample lie in time.

    Examples
    --------
    >>> plan = Plan(rows=5_000_000, months=2, seed=22)
    >>> plan.names
    ('2025-01', '2025-02')
    >>> [block.rows for block in plan.blocks(0)]
    [883147, 883147, 883148]

    Raises
    ------
    OutOfRange    rows or months that cannot be
    """

    rows: int
    months: int = MONTHS
    seed: int = 22

    def __post_init__(self) -> None:
        if not 1 <= self.rows <= MOST_ROWS:
            raise OutOfRange(f"--rows must lie in 1..{MOST_ROWS:,}, got {self.rows:,}")
        if not 1 <= self.months <= MOST_MONTHS:
            raise OutOfRange(f"--months must lie in 1..{MOST_MONTHS}, got {self.months}")

    @cached_property
    def firsts(self) -> tuple[date, ...]:
        """First day of each month, and of the month after the last."""
        return tuple(date(START.year + n // 12, n % 12 + 1, 1) for n in range(self.months + 1))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the files are called."""
        return tuple(f"{day:%Y-%m}" for day in self.firsts[:-1])

    @cached_property
    def days(self) -> int:
        """Days from the first to the last."""
        return (self.firsts[-1] - START).days

    @cached_property
    def weekdays(self) -> Ints:
        """Weekday of each day, Monday = 0."""
        weekdays: Ints = (np.arange(self.days) + START.weekday()) % 7
        return weekdays

    @cached_property
    def starts(self) -> Ints:
        """First row of each opening hour of each day, and the number of rows."""
        share = np.concatenate(([0], np.cumsum(WEEKDAYS[self.weekdays][:, None] * HOURS)))
        starts: Ints = self.rows * share // share[-1]
        return starts

    @cached_property
    def moments(self) -> Ints:
        """Second, since 1970, at which each opening hour begins."""
        first = (START - date(1970, 1, 1)).days
        days = first + np.arange(self.days)
        moments: Ints = (days[:, None] * DAY + (OPENS + np.arange(HOURS.size)) * HOUR).ravel()
        return moments

    @cached_property
    def customers(self) -> int:
        """How many customers there are; no factor in common with `SPREAD`, so that each has a number of its own."""
        cycle = AGAIN if self.days > 2 * AGAIN else FEWEST
        count = ceil(self.rows * cycle / self.days)
        return count if gcd(count, SPREAD) == 1 else count + 1

    def customer(self, rows: Ints) -> Ints:
        """Return who has the matters that come up in some rows."""
        return rows % self.customers * SPREAD % self.customers + 1

    def blocks(self, month: int) -> Iterator[Block]:
        """Yield the blocks of a month, of nearly the same size."""
        first, last = (int(self.starts[(day - START).days * HOURS.size]) for day in self.firsts[month : month + 2])
        parts = -(-(last - first) // BLOCK)
        edges = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else []
        for number, (start, stop) in enumerate(pairwise(edges)):
            yield Block(month, number, start, stop)

    def lags(self, rows: int) -> tuple[int, int, int]:
        """Return after how many fours of rows a matter comes back: about one, two and four days, within its block."""
        daily = self.rows / self.days
        one, two, four = (max(1, min(int(daily * days / 4), rows // 4 * days // 6)) for days in (1, 2, 4))
        return one, two, four
