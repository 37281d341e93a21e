"""What one sheet of a report shows where, and what each cell is about, in words that are the same in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cxcel_addin.language import in_english

Value = str | float | date | None
At = tuple[int, int]  # row and column, from 0
_NUMBERS = re.compile(r"[-+−]?\d[\d.,:]*")


class Exact(str):
    """A reader's text, which is written as it was."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that only look empty: under a chart, or merged into another."""

    top: int
    left: int
    bottom: int
    right: int

    def has(self, at: At) -> bool:
        """Whether a cell is one of them."""
        return self.top <= at[0] <= self.bottom and self.left <= at[1] <= self.right


@dataclass(slots=True)
class Heads:
    """The headings of a table: the row they stand in, and the label of each column."""

    row: int
    labels: dict[int, str]


@dataclass(slots=True)
class Drawn:
    """Everything that was drawn on a sheet; `key` is the same in every report, `tab` is the sheet's name."""

    key: str
    tab: str
    values: dict[At, Value] = field(default_factory=dict)
    looks: dict[At, dict[str, Any]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    block: str = ""  # head of what is drawn at the moment
    block_row: int = -1
    _rows: dict[int, tuple[str, str]] = field(default_factory=dict)  # block and label
    _heads: dict[int, Heads] = field(default_factory=dict)

    def drew(self, row: int, col: int, value: Value, look: Mapping[str, Any]) -> None:
        """Take note of a cell; the first text of a row is what it is about, unless `about` says it."""
        self.values[row, col], self.looks[row, col] = value, dict(look)
        if value is not None and row not in self._rows:
            self._rows[row] = (stable(self.block), stable(str(in_english(value))))

    def begin(self, block: str, row: int) -> None:
        """Say that a block with a head begins in a row."""
        self.block, self.block_row = block, row

    def about(self, row: int, label: str, heads: Heads | None = None, block: str | None = None) -> None:
        """Say what a row is about, and which headings stand over its cells."""
        self._rows[row] = (stable(self.block) if block is None else block, in_english(label))
        if heads is not None:
            self._heads[row] = heads

    def rows(self) -> dict[int, tuple[str, str, int]]:
        """Return block, label and number among equals of each row that is about something."""
        seen: dict[tuple[str, str], int] = {}
        out = {}
        for row in sorted(self._rows):
            words = self._rows[row]
            seen[words] = seen.get(words, 0) + 1
            out[row] = (*words, seen[words])
        return out

    def heads(self, row: int) -> Heads | None:
        """Return the headings over a row."""
        return self._heads.get(row)

    @property
    def last(self) -> int:
        """The last column that anything was drawn in."""
        return max((col for _, col in self.values), default=0)

    def is_free(self, at: At) -> bool:
        """Whether a reader's text can stand there and be seen."""
        return self.values.get(at) is None and not self.hidden(at)

    def hidden(self, at: At) -> bool:
        """Whether a cell lies under a chart or is merged into another."""
        return any(area.has(at) for area in self.areas)


def stable(text: str) -> str:
    """Return words in English and without their numbers, which the next report has others of.

    Examples
    --------
    >>> stable("Handle time fell by 12.5 s to 4:05")
    'Handle time fell by # s to #'
    """
    return _NUMBERS.sub("#", in_english(text))


def labelled(first: int, texts: Iterable[str | None]) -> dict[int, str]:
    """Return the label of each column in English: none twice; one without is named after the one before it.

    Examples
    --------
    >>> labelled(2, ["r", "95% interval", None, "r"])
    {2: 'r', 3: '95% interval', 4: '95% interval +1', 5: 'r (2)'}
    """
    out: dict[int, str] = {}
    seen: dict[str, int] = {}
    name, beyond = "", 0
    for col, text in enumerate(map(in_english, texts), first):
        if text:
            seen[text] = seen.get(text, 0) + 1
            name, beyond = text if seen[text] == 1 else f"{text} ({seen[text]})", 0
        else:
            beyond += 1
        out[col] = f"{name} +{beyond}" if beyond else name
    return out
