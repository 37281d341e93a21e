"""What a range holds: blank, text, error, flag, number and date stay apart until a function says what it takes.

A range reaches us as numpy array, pandas Series, flat sequence or list of row lists.  `read` turns it into one `Cells`
value without losing which cell was what; the readers in `cxcel.columns` then say what a function accepts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import chain

import numpy as np

from cxcel.arrays import Array
from cxcel.errors import ERRORS, BadType
from cxcel.records import dataclass

MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        ".",
        "?",
        "n/a",
        "na",
        "n.a.",
        "nan",
        "null",
        "none",
        "nil",
        "missing",
        "blank",
        "(blank)",
    }
    | {"no answer", "not answered", "no response", "no score", "not applicable", "keine angabe", "k.a.", "s/o"}
)
_EPOCH = datetime(1899, 12, 30)  # Excel's day 0 in the 1900 date system, for dates from March 1900 on
_DAY = 86400.0


class Kind(IntEnum):
    """What one cell holds."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2
    FLAG = 3
    DATE = 4
    ERROR = 5


@dataclass(frozen=True, slots=True)
class Cells:
    """A range as one column, row by row.

    Attributes
    ----------
    numbers : array, shape (n,)
        Numbers as they came; flags as 0 and 1, dates as Excel day numbers, everything else NaN.
    kinds : array of uint8, shape (n,), or None
        `Kind` of each cell; None when all are numbers (NaN is a blank).
    texts : tuple of str or None
        The cells' texts where `kinds` is given; "" where a cell is no text and no error.
    width : int
        Columns of the range, to name a cell by row and column.
    """

    numbers: Array
    kinds: Array | None = None
    texts: tuple[str, ...] | None = None
    width: int = 1

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, index: int) -> str:
        """Name a cell for a sentence: its row in the range, and its column when there are several.

        Examples
        --------
        >>> read([[1, 2], [3, 4]]).where(2)
        'row 2, column 1'
        """
        if self.width == 1 or len(self) <= self.width:
            return f"row {index + 1}" if self.width == 1 else f"column {index + 1}"
        return f"row {index // self.width + 1}, column {index % self.width + 1}"


def read(values: object) -> Cells:
    """Return what a range holds; never fails on content, only on what is no range at all.

    Examples
    --------
    >>> cells = read([["score"], [9], [None], ["7"], [True]])
    >>> [Kind(kind).name for kind in cells.kinds]
    ['TEXT', 'NUMBER', 'BLANK', 'TEXT', 'FLAG']
    """
    if isinstance(values, Cells):
        return values
    values = _without_pandas(values)
    array = _as_array(values)
    if array is not None:
        return array
    flat, width = _flatten(values)
    if set(map(type, flat)) <= {int, float, type(None)}:  # the common case, at the speed of numpy
        with suppress(OverflowError):
            return Cells(np.array(flat, dtype=float), width=width)
    if set(map(type, flat)) <= {str, type(None)}:
        return _words(flat, width)
    kinds = np.zeros(len(flat), np.uint8)
    numbers = np.full(len(flat), np.nan)
    texts = [""] * len(flat)
    for i, value in enumerate(flat):
        kinds[i], numbers[i], texts[i] = _cell(value)
    if (kinds <= Kind.NUMBER).all():
        return Cells(numbers, width=width)
    return Cells(numbers, kinds, tuple(texts), width)


def _words(flat: Sequence[object], width: int) -> Cells:
    """Take texts and blanks: each different one is looked at once, however often it stands in the range."""
    looked_at = {word: _cell(word) for word in dict.fromkeys(flat)}
    kinds = {word: kind for word, (kind, _, _) in looked_at.items()}
    texts = {word: text for word, (_, _, text) in looked_at.items()}
    return Cells(
        np.full(len(flat), np.nan),
        np.fromiter(map(kinds.__getitem__, flat), np.uint8, len(flat)),
        tuple(map(texts.__getitem__, flat)),
        width,
    )


def _without_pandas(values: object) -> object:
    """Return the array behind a Series or a DataFrame; masked integers become floats with NaN."""
    if not hasattr(values, "to_numpy"):
        return values
    dtype = getattr(values, "dtype", None)
    masked = getattr(dtype, "kind", "O") in "iuf" and not isinstance(dtype, np.dtype)
    return values.to_numpy(dtype=float, na_value=np.nan) if masked else values.to_numpy()


def _as_array(values: object) -> Cells | None:
    """Take arrays without looking at cells one by one."""
    if not isinstance(values, np.ndarray):
        return None
    width = values.shape[1] if values.ndim == 2 else 1
    flat = values.reshape(-1)
    if flat.dtype.kind in "iuf":
        return Cells(flat, width=width)
    if flat.dtype.kind == "b":
        return Cells(flat, np.full(len(flat), Kind.FLAG, np.uint8), ("",) * len(flat), width)
    if flat.dtype.kind == "M":
        return _dates(flat, flat - np.datetime64(_EPOCH), width)
    if flat.dtype.kind == "m":
        return _dates(flat, flat, width)
    return None


def _dates(flat: Array, since: Array, width: int) -> Cells:
    """Take points in time `since` Excel's day 0, or durations."""
    days = since / np.timedelta64(1, "s") / _DAY
    blank = np.isnat(flat)
    kinds = np.where(blank, Kind.BLANK, Kind.DATE).astype(np.uint8)
    return Cells(np.where(blank, np.nan, days), kinds, ("",) * len(flat), width)


def _flatten(values: object) -> tuple[list[object], int]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values], 1
    rows: Sequence[object] = list(values)
    if rows and all(map(_is_row, set(map(type, rows)))):
        lists: Sequence[Sequence[object]] = rows  # type: ignore[assignment]
        if len(set(map(len, lists))) > 1:
            raise BadType("the rows of a range must have the same length")
        return list(chain.from_iterable(lists)), len(lists[0])
    return list(rows), 1


def _is_row(kind: type) -> bool:
    return issubclass(kind, list | tuple | np.ndarray)


def _cell(value: object) -> tuple[Kind, float, str]:
    """Say what one cell holds: kind, number, text."""
    if value is None:
        return Kind.BLANK, math.nan, ""
    if isinstance(value, bool | np.bool_):
        return Kind.FLAG, float(value), ""
    if isinstance(value, np.datetime64 | np.timedelta64):  # before numbers: numpy counts durations among the integers
        return _cell(value.astype(f"{value.dtype.kind}8[us]").item())  # None for NaT
    if isinstance(value, int | float | np.number):
        try:
            number = float(value)
        except OverflowError:  # an integer of more than 308 digits
            number = math.inf
        return (Kind.BLANK, math.nan, "") if math.isnan(number) else (Kind.NUMBER, number, "")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return (Kind.BLANK, math.nan, "") if value != value else (Kind.DATE, _serial(value), "")
    if isinstance(value, date):
        return Kind.DATE, _serial(datetime(value.year, value.month, value.day)), ""
    if isinstance(value, time):
        return Kind.DATE, (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / _DAY, ""
    if isinstance(value, timedelta):
        return Kind.DATE, value.total_seconds() / _DAY, ""
    if hasattr(value, "__float__"):  # Decimal, currency cells
        return _cell(float(value))
    if type(value).__name__ in {"NAType", "NaTType"}:
        return Kind.BLANK, math.nan, ""
    raise BadType(f"a cell cannot hold a {type(value).__name__}")


def _text(value: str) -> tuple[Kind, float, str]:
    stripped = value.strip()
    if stripped in ERRORS:
        return Kind.ERROR, math.nan, stripped
    if not stripped:
        return Kind.BLANK, math.nan, ""
    return Kind.TEXT, math.nan, stripped


def _serial(moment: datetime) -> float:
    return (moment.replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY


def number_in(text: str) -> float | None:
    """Return the number a text spells with a point as decimal mark, percent included; None when it spells none.

    Examples
    --------
    >>> number_in(" 9 "), number_in("83%"), number_in("nine")
    (9.0, 0.83, None)
    """
    percent = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return None
    if "_" in text or not math.isfinite(number):  # float() takes "1_000" and "inf": a cell does not
        return None
    return number / 100 if percent else number
