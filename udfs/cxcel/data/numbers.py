"""Numbers as files spell them: two decimal marks, thousands, currencies, percent signs, negative in brackets."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CURRENCY = re.compile(
    r"(?i)^(?:[€$£¥₹]|(?:eur|usd|gbp|chf|cad|aud|sek|nok|dkk|kr|fr|r\$|us\$)\b\.?)\s*|\s*(?:[€$£¥₹]|(?:eur|usd|gbp|chf|cad|aud|sek|nok|dkk|kr|fr)\.?)$"
)
_SPACES = re.compile(r"(?<=\d)[\s\u202f\u2009'’](?=\d{3})")
_SHAPE = re.compile(r"^[+-]?(?:\d{1,3}(?:[.,]\d{3})+|\d*)(?:[.,]\d+)?(?:[eE][+-]?\d+)?$")
_PLAIN = re.compile(r"^[+-]?\d+$")
_GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
_LARGEST = 1e18  # nothing that is counted, timed or paid comes near
POINT, COMMA = "point", "comma"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Distinct cells as numbers; `unreadable` marks text that is no number."""

    values: Floats
    unreadable: NDArray[np.bool_]
    percent: bool = False


def tidy(text: str) -> tuple[str, bool]:
    """Return a number's text without currency, spaces and percent sign, and whether it was a percentage.

    Examples
    --------
    >>> tidy("94.01%"), tidy("(12,50 €)"), tidy("1 234")
    (('94.01', True), ('-12,50', False), ('1234', False))
    """
    text = text.strip().replace("\u2212", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1].strip()
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
    sign, text = (text[0], text[1:].lstrip()) if text[:1] in {"-", "+"} else ("", text)
    text = _SPACES.sub("", _CURRENCY.sub("", text))
    if text.endswith("-"):
        sign, text = "-", text[:-1]
    return sign + text, percent


def is_number(cell: Any) -> bool:
    """Whether a cell is a number, or text that reads as one with either decimal mark."""
    if isinstance(cell, str):
        text = tidy(cell)[0]
        return any(map(str.isdigit, text)) and bool(_SHAPE.match(text))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def mark_of(text: str) -> str:
    """Return the decimal mark a tidy number proves: "point", "comma", "either" or "" when it has no mark.

    Examples
    --------
    >>> mark_of("1.5"), mark_of("1.234,5"), mark_of("1,234"), mark_of("1,234,567"), mark_of("12")
    ('point', 'comma', 'either', 'point', '')
    """
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return ""
    if points and commas:
        return POINT if text.rindex(".") > text.rindex(",") else COMMA
    if points + commas > 1:
        return COMMA if points else POINT
    if _GROUPED.match(text):
        return "either"
    return POINT if points else COMMA


def marks(cells: Sequence[Any]) -> dict[str, int]:
    """Return what a column proves about its decimal mark, with the first distinct cell that proves it."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and ("." in cell or "," in cell):
            text = tidy(cell)[0]
            if _SHAPE.match(text):
                found.setdefault(mark_of(text), at)
    return found


def read_numbers(cells: Sequence[Any], blank: NDArray[np.bool_], mark: str = POINT) -> Numbers:
    """Read distinct cells as numbers with the given decimal mark.

    Examples
    --------
    >>> read_numbers(["1.234,5", 7.0, "x"], np.array([False] * 3), "comma").values.tolist()
    [1234.5, 7.0, nan]
    """
    values = np.full(len(cells), np.nan)
    percents = 0
    for at in np.flatnonzero(~blank).tolist():
        values[at], percent = _number(cells[at], mark)
        percents += percent
    return Numbers(values, np.isnan(values) & ~blank, percents > 0)


def _finite(number: float) -> float:
    return number if abs(number) < _LARGEST else math.nan


def _number(cell: Any, mark: str) -> tuple[float, bool]:
    if not isinstance(cell, str):
        return (float(cell), False) if isinstance(cell, int | float) else (np.nan, False)
    if _PLAIN.match(cell):
        return _finite(float(cell)), False
    text, percent = tidy(cell)
    if not _SHAPE.match(text):
        return np.nan, False
    text = text.replace(".", "").replace(",", ".") if mark == COMMA else text.replace(",", "")
    try:
        return _finite(float(text)) / (100.0 if percent else 1.0), percent
    except ValueError:
        return np.nan, False
