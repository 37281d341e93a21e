"""What a function accepts: each reader turns the cells of one argument into an array, or names the cell that is wrong.

A reader is a small frozen value; the catalogue lists one per argument.  What comes back has the length of the range:
NaN where the cell is blank, spells a missing answer, or is the header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from cxcel.arrays import Array, Mask
from cxcel.cells import MISSING, Cells, Kind, number_in
from cxcel.errors import BadType, CellError, OutOfRange
from cxcel.records import dataclass

BLOCK = 16_384  # values per block: its temporaries stay in the processor's second cache
_LARGEST = float(np.finfo(float).max)

YES = frozenset(
    ["yes", "y", "true", "t", "1", "x", "oui", "ja", "si", "sí", "resolved", "solved", "answered", "done", "✓"]
)
NO = frozenset(
    ["no", "n", "false", "f", "0", "non", "nein", "unresolved", "unsolved", "unanswered", "abandoned", "missed"]
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One argument as the calculation takes it.

    `values` are floats (or integers) with NaN for blank, or codes into `labels` with -1 for blank.
    """

    values: Array
    header: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def without_header(self) -> Taken:
        """Return the column less its first row."""
        return Taken(self.values[1:], self.header, self.dropped, self.labels)


class Reader(Protocol):
    """Turns cells into an array; `name` is the argument's name, for the sentence."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        ...


def blocks(values: Array, size: int = BLOCK) -> Iterator[Array]:
    """Yield the array piece by piece, each small enough to stay in cache."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _numbers(
    cells: Cells, name: str, accept: Mapping[Kind, Callable[[float], float]], wanted: str = "numbers"
) -> Taken:
    """Return numbers and number texts; refuse words, and the other kinds unless `accept` converts them."""
    if cells.kinds is None:
        return Taken(cells.numbers)
    values = np.where(cells.kinds == Kind.NUMBER, cells.numbers, np.nan).astype(float)
    texts, header, dropped = cells.texts or (), "", Counter[str]()
    for i in np.flatnonzero((cells.kinds != Kind.NUMBER) & (cells.kinds != Kind.BLANK)):
        kind, text = Kind(int(cells.kinds[i])), texts[i]
        if kind in accept:
            try:
                values[i] = accept[kind](float(cells.numbers[i]))
            except BadType as error:
                raise BadType(f"{error} in {cells.where(int(i))}") from None
        elif kind is Kind.TEXT and (number := number_in(text)) is not None:
            values[i] = number
        elif kind is Kind.TEXT and text.lower() in MISSING:
            dropped["missing marker"] += 1
        elif kind is Kind.TEXT and i == 0 and len(cells) > 1:
            header = text
        else:
            raise _refused(kind, text, f"{name} must be {wanted}", name, cells.where(int(i)))
    return Taken(values, header, dropped)


def _refused(kind: Kind, text: str, rule: str, name: str, where: str) -> Exception:
    if kind is Kind.ERROR:
        return CellError(f"{name} holds {text} in {where}", text)
    what = {Kind.TEXT: f"the text '{text[:40]}'", Kind.FLAG: "TRUE or FALSE", Kind.DATE: "a date"}[kind]
    return BadType(f"{rule}, got {what} in {where}")


def _refuse(found: Mask, cells: Cells, values: Array, sentence: str) -> None:
    at = int(np.flatnonzero(found)[0])
    raise OutOfRange(f"{sentence}, got {values[at]:.15g} in {cells.where(at)}")


def _check(cells: Cells, values: Array, low: float, high: float, whole: bool, sentence: str) -> None:
    """Raise for the first value outside low..high or, if asked, not whole; NaN passes, infinity never does."""
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    start = 0
    for block in blocks(values):
        bad = np.count_nonzero(block < low) + np.count_nonzero(block > high)
        if whole and block.dtype.kind == "f":
            bad += np.count_nonzero(np.rint(block) != block) - np.count_nonzero(block != block)
        if bad:
            outside = (block < low) | (block > high) | (whole & (np.rint(block) != block) & (block == block))
            found = np.zeros(len(values), bool)
            found[start : start + len(block)] = outside
            _refuse(found, cells, values, sentence)
        start += len(block)


@dataclass(frozen=True, slots=True)
class Scores:
    """Whole answers on a scale; a bound given as a word is the option of that name."""

    low: float = 0
    high: float | str = 10

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        taken = self.take(cells, name)
        high = float(str(options[self.high])) if isinstance(self.high, str) else self.high
        sentence = f"{name} must be whole numbers in {self.low:g}..{high:g}"
        _check(cells, taken.values, self.low, high, True, sentence)
        return taken

    @staticmethod
    def take(cells: Cells, name: str) -> Taken:
        """Read one argument and leave the scale to a family that checks it while it counts."""
        return _numbers(cells, name, {})


@dataclass(frozen=True, slots=True)
class Numbers:
    """Any numbers, or numbers from `low` on; with `flags` also yes and no, as 1 and 0."""

    low: float = -np.inf
    flags: bool = False

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        taken = _numbers(_spelled(cells), name, {Kind.FLAG: float}) if self.flags else _numbers(cells, name, {})
        sentence = f"{name} must be {self.low:g} or more" if np.isfinite(self.low) else f"{name} must be numbers"
        _check(cells, taken.values, self.low, np.inf, False, sentence)
        return taken


@dataclass(frozen=True, slots=True)
class Seconds:
    """Durations in seconds, 0 or more; Excel time cells (fractions of a day) become seconds."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""

        def duration(days: float) -> float:
            if days >= 366:
                raise BadType(f"{name} must be seconds, got a date")
            return round(days * 86400, 6)

        taken = _numbers(cells, name, {Kind.DATE: duration}, "seconds")
        _check(cells, taken.values, 0, np.inf, False, f"{name} must be 0 seconds or more")
        return taken


@dataclass(frozen=True, slots=True)
class Flags:
    """Yes or no (TRUE, 1, "yes" ...) per row, or counts where `counts` allows them."""

    counts: bool = False

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        wanted = "counts, or yes and no" if self.counts else "yes or no"
        taken = _numbers(_spelled(cells), name, {Kind.FLAG: float}, wanted)
        if self.counts:
            _check(cells, taken.values, 0, np.inf, False, f"{name} must be counts of 0 or more, or yes and no")
        else:
            _check(cells, taken.values, 0, 1, True, f"{name} must be yes or no (TRUE or FALSE, 1 or 0)")
        return taken


def _spelled(cells: Cells) -> Cells:
    """Read yes and no words as flags; the header keeps its text."""
    if cells.kinds is None or cells.texts is None:
        return cells
    kinds, numbers = cells.kinds.copy(), cells.numbers.astype(float)
    for i in np.flatnonzero(kinds == Kind.TEXT):
        word = cells.texts[i].lower()
        if word in YES or word in NO:
            if i == 0 and len(cells) > 1 and word in {"answered", "resolved", "abandoned", "solved"}:
                continue  # such a word on top is the column's name
            kinds[i], numbers[i] = Kind.FLAG, float(word in YES)
    return Cells(numbers, kinds, cells.texts, cells.width)


@dataclass(frozen=True, slots=True)
class Dates:
    """Points in time, as Excel day numbers or dates; the values are days since 30 December 1899."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        taken = _numbers(_iso_dates(cells), name, {Kind.DATE: float}, "dates (as text: 2026-03-31)")
        _check(cells, taken.values, 1, 2_958_466, False, f"{name} must be dates")
        return taken


def _iso_dates(cells: Cells) -> Cells:
    """Read texts such as 2026-03-31 or 2026-03-31 14:05 as dates; other spellings could be read two ways."""
    if cells.kinds is None or cells.texts is None:
        return cells
    kinds, numbers = cells.kinds.copy(), cells.numbers.astype(float)
    for i in np.flatnonzero(kinds == Kind.TEXT):
        try:
            moment = datetime.fromisoformat(cells.texts[i])
        except ValueError:
            continue
        kinds[i] = Kind.DATE
        numbers[i] = (moment.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
    return Cells(numbers, kinds, cells.texts, cells.width)


@dataclass(frozen=True, slots=True)
class Keys:
    """Names, ids or groups of any kind; equal cells are one group."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        if cells.kinds is None:
            blank = cells.numbers != cells.numbers
            found, codes = np.unique(np.where(blank, 0, cells.numbers), return_inverse=True)
            labels = tuple(f"{value:.15g}" for value in found)
            return Taken(np.where(blank, -1, codes).astype(np.int64), labels=labels)
        names: dict[str, int] = {}
        codes = np.full(len(cells), -1, np.int64)
        for i, label in enumerate(self._labels(cells, name)):
            if label:
                codes[i] = names.setdefault(label, len(names))
        return Taken(codes, labels=tuple(names))

    @staticmethod
    def _labels(cells: Cells, name: str) -> Iterator[str]:
        assert cells.kinds is not None
        texts = cells.texts or ("",) * len(cells)
        for i, kind in enumerate(cells.kinds.tolist()):
            if kind == Kind.ERROR:
                raise CellError(f"{name} holds {texts[i]} in {cells.where(i)}", texts[i])
            if kind == Kind.TEXT:
                yield texts[i]
            elif kind == Kind.BLANK:
                yield ""
            elif kind == Kind.FLAG:
                yield "TRUE" if cells.numbers[i] else "FALSE"
            elif kind == Kind.DATE:
                moment = datetime(1899, 12, 30) + timedelta(days=float(cells.numbers[i]))
                yield moment.date().isoformat() if moment == moment.replace(hour=0, minute=0, second=0) else str(moment)
            else:
                yield f"{cells.numbers[i]:.15g}"
