"""What the files held once they were read: columns with roles, what was found, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class DataFinding:
    """Something about the data that a reader should know, with what was done about it.

    `rows` are row numbers as the file shows them (the header is row 1), at most the first twenty.
    """

    file: str
    sheet: str
    column: str  # header as the file spells it, "" for the whole table
    found: str  # "3 scores outside 0 to 10"
    example: str  # "11 in row 7"
    count: int
    rows: tuple[int, ...]
    done: str  # "left out"


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken for granted, and how to say otherwise."""

    file: str
    text: str  # "column 'NPS' holds the 0 to 10 answer"
    otherwise: str = ""  # "--map survey.csv:nps=OtherHeader"


@dataclass(frozen=True, slots=True)
class Column:
    """One column in its role.

    `values` is float64 with NaN for blank (numbers, seconds, money, and flags as 0 and 1), datetime64[s] with NaT
    (dates), or int32 codes into `labels` with -1 for blank (words and ids).
    """

    role: str
    header: str
    file: str
    sheet: str
    values: NDArray[Any]
    labels: tuple[str, ...] = ()
    blank: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)  # reason -> count; these are NaN in values
    scale: tuple[int, int] | None = None  # lowest and highest answer of a score
    unmatched: int = 0  # rows of the frame that the column's own file has no row for
    made_from: str = ""  # role of the whole, where the counts were made from a rate
    threshold: float = 0.0  # seconds, where the header names one: "Service Level (20 Seconds)"

    @property
    def is_text(self) -> bool:
        """Whether the values are codes into labels."""
        return self.values.dtype.kind == "i"

    @property
    def is_date(self) -> bool:
        """Whether the values are points in time."""
        return self.values.dtype.kind == "M"

    def take(self, rows: NDArray[np.intp]) -> Column:
        """Return the column with the given rows; row -1 gives a blank."""
        blank: Any = np.datetime64("NaT") if self.is_date else -1 if self.is_text else np.nan
        values = self.values[rows]
        if (rows < 0).any():
            values = np.where(rows < 0, blank, values).astype(self.values.dtype)
        return replace(self, values=values)


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of equal length whose rows are all of one grain.

    Grains: "contact" (one call, chat or ticket, with its survey answer where there is one), "answer" (a survey answer
    without a contact), "customer", "employee", "period" (a day or interval with counts and totals), and "order" (what a
    customer bought when).
    """

    grain: str
    n: int
    columns: Mapping[str, Column]

    def __contains__(self, role: str) -> bool:
        return role in self.columns

    def __getitem__(self, role: str) -> NDArray[Any]:
        return self.columns[role].values


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet or file as it was read."""

    file: str
    sheet: str
    rows: int
    roles: Mapping[str, str]  # role -> header
    unused: tuple[str, ...]  # headers without a role


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything a report needs from the files."""

    frames: tuple[Frame, ...]
    tables: tuple[SourceTable, ...]
    findings: tuple[DataFinding, ...]
    assumptions: tuple[Assumption, ...]

    def frame(self, *grains: str) -> Frame | None:
        """Return the first frame of one of the grains, in the order asked for."""
        return next((f for grain in grains for f in self.frames if f.grain == grain), None)
