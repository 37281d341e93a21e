"""What a function accepts: each reader turns the cells of one argument into an array, or names the cell that is wrong.

A reader is a small frozen value; the catalogue lists one per argument.  What comes back has the length of the range:
NaN where the cell is blank, spells a missing answer, or is the header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import numpy as np

from cxcel.arrays import Array, Codes, Mask
from cxcel.cells import MISSING, Cells, Kind, number_in
from cxcel.errors import BadType, CellError, OutOfRange
from cxcel.records import dataclass
from cxcel.spellings import YES, with_dates, with_flags, with_times

BLOCK = 16_384  # values per block: its temporaries stay in the processor's second cache
LARGEST = 1e70  # beyond it products of squares leave the range of a float


@dataclass(frozen=True, slots=True)
class Taken:
    """One argument as the calculation takes it.

    `values` are floats (or integers) with NaN for blank, codes into `labels` with -1 for blank, or words with "" for
    blank.  With `each`, a single cell stands for every row and is never a total.
    """

    values: Array
    header: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    each: bool = False

    def without_header(self) -> Taken:
        """Return the column less its first row."""
        return Taken(self.values[1:], self.header, self.dropped, self.labels, self.each)

    def repeated(self, rows: int) -> Taken:
        """Return the column with its one cell in so many rows."""
        return Taken(np.repeat(self.values, rows), self.header, self.dropped, self.labels, self.each)


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
    plain = cells.kinds == Kind.NUMBER
    if Kind.FLAG in accept:  # 1 and 0 already
        plain |= cells.kinds == Kind.FLAG
    values = np.where(plain, cells.numbers, np.nan).astype(float)
    texts, header, dropped = cells.texts or (), "", Counter[str]()
    for i in np.flatnonzero(~plain & (cells.kinds != Kind.BLANK)):
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
    limit = f" and at most {LARGEST:g}" if abs(values[at]) > LARGEST else ""
    raise OutOfRange(f"{sentence}{limit}, got {values[at]:.15g} in {cells.where(at)}")


def _check(cells: Cells, values: Array, low: float, high: float, whole: bool, sentence: str) -> None:
    """Raise for the first value outside low..high or, if asked, not whole; NaN passes, infinity never does."""
    low, high = max(low, -LARGEST), min(high, LARGEST)
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
    """Any numbers, or numbers from `low` on; with `flags` also yes and no, as 1 and 0, and times, as seconds.

    With `each`, a single number stands for every row.
    """

    low: float = -np.inf
    flags: bool = False
    each: bool = False

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        kinds: Mapping[Kind, Callable[[float], float]] = {Kind.FLAG: float, Kind.DATE: partial(_duration, name)}
        taken = _numbers(with_flags(with_times(cells)), name, kinds) if self.flags else _numbers(cells, name, {})
        sentence = f"{name} must be {self.low:g} or more" if np.isfinite(self.low) else f"{name} must be numbers"
        _check(cells, taken.values, self.low, np.inf, False, sentence)
        return replace(taken, each=True) if self.each else taken


AMOUNTS = Numbers(flags=True)  # numbers, and yes and no as 1 and 0


@dataclass(frozen=True, slots=True)
class Seconds:
    """Durations in seconds, 0 or more; Excel time cells and texts such as 0:02:22 become seconds."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        accept = {Kind.DATE: partial(_duration, name)}
        taken = _numbers(with_times(cells), name, accept, "seconds, or times such as 0:02:22")
        _check(cells, taken.values, 0, np.inf, False, f"{name} must be 0 seconds or more")
        return taken


def _duration(name: str, days: float) -> float:
    """Return a time cell in seconds; a year or more is a date."""
    if days >= 366:
        raise BadType(f"{name} must be numbers or times, got a date")
    return round(days * 86400, 6)


@dataclass(frozen=True, slots=True)
class Flags:
    """Yes or no (TRUE, 1, "yes" ...) per row, or counts where `counts` allows them.

    `yes` are the words that count as yes: for contacts lost, "abandoned" is one.
    """

    counts: bool = False
    yes: frozenset[str] = YES

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        wanted = "counts, or yes and no" if self.counts else "yes or no"
        taken = _numbers(with_flags(cells, self.yes), name, {Kind.FLAG: float}, wanted)
        if self.counts:
            _check(cells, taken.values, 0, np.inf, False, f"{name} must be counts of 0 or more, or yes and no")
        else:
            _check(cells, taken.values, 0, 1, True, f"{name} must be yes or no (TRUE or FALSE, 1 or 0)")
        return taken


@dataclass(frozen=True, slots=True)
class Dates:
    """Points in time, as Excel day numbers or dates; the values are days since 30 December 1899."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        taken = _numbers(with_dates(cells), name, {Kind.DATE: float}, "dates (as text: 2026-03-31)")
        _check(cells, taken.values, 1, 2_958_466, False, f"{name} must be dates")
        return taken


@dataclass(frozen=True, slots=True)
class Keys:
    """Names, ids or groups of any kind; equal cells are one group."""

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        if cells.kinds is None:
            found, codes = _distinct(cells.numbers)
            return Taken(codes, labels=tuple(map(_plain, found.tolist())))
        if len(errors := np.flatnonzero(cells.kinds == Kind.ERROR)):
            raise _refused(Kind.ERROR, (cells.texts or ())[errors[0]], "", name, cells.where(int(errors[0])))
        texts = (cells.texts or ()) if (cells.kinds == Kind.TEXT).any() else ()
        labels = {text: i for i, text in enumerate(text for text in dict.fromkeys(texts) if text)}
        codes = np.full(len(cells), -1, np.int64)
        if texts:
            codes[:] = np.fromiter(map((labels | {"": -1}).__getitem__, texts), np.int64, len(cells))
        for kind, spelled in _SPELLED.items():
            rows = np.flatnonzero(cells.kinds == kind)
            if len(rows):
                found, among = _distinct(cells.numbers[rows])
                codes[rows] = np.array([labels.setdefault(spelled(v), len(labels)) for v in found.tolist()])[among]
        return Taken(codes, labels=tuple(labels))


@dataclass(frozen=True, slots=True)
class Words:
    """Names that are compared with those of another column, in small letters; "" where blank or spelled missing.

    A single name stands for every row.
    """

    def __call__(self, cells: Cells, name: str, options: Mapping[str, object]) -> Taken:
        """Read one argument."""
        keys = Keys()(cells, name, options)
        folded = (label.casefold() for label in keys.labels)
        words = np.array([*("" if word in MISSING else word for word in folded), ""], object)  # -1 is the last
        return Taken(words[keys.values], labels=keys.labels, each=True)


def _distinct(values: Array) -> tuple[Array, Codes]:
    """Return the different numbers in order, and the place of each value among them; -1 for NaN."""
    wide = {"i": np.int64, "u": np.uint64}.get(values.dtype.kind, np.float64)
    values, floats = values.astype(wide, copy=False), wide is np.float64
    if floats and (blank := np.isnan(values)).any():
        codes = np.full(len(values), -1, np.int64)
        found, codes[~blank] = _distinct(values[~blank])
        return found, codes
    low, high = (values.min(), values.max()) if len(values) else (0, 0)
    if float(high) - float(low) < max(len(values), 1024):  # numbers that lie close are found by counting, not sorting
        offset = values - low
        codes = offset.astype(np.int64, copy=False)
        if not floats or (low % 1 == 0 and np.array_equal(codes, offset)):
            seen = np.bincount(codes, minlength=1) > 0
            found = np.flatnonzero(seen).astype(wide) + low if len(values) else values
            return found, codes if seen.all() else (np.cumsum(seen) - 1)[codes]
    found, codes = np.unique(values, return_inverse=True)
    return found, codes.astype(np.int64, copy=False)


def _plain(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.15g}"


def _flag(value: float) -> str:
    return "TRUE" if value else "FALSE"


def _moment(days: float) -> str:
    moment = datetime(1899, 12, 30) + timedelta(days=days)
    return moment.date().isoformat() if moment == moment.replace(hour=0, minute=0, second=0) else str(moment)


_SPELLED: Mapping[Kind, Callable[[float], str]] = {Kind.NUMBER: _plain, Kind.FLAG: _flag, Kind.DATE: _moment}
