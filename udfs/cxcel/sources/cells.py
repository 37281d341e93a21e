"""What an engine gives, as a range of cells would hold it: for readers that know no other way of writing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cxcel.cells import MISSING, number_in
from cxcel.data.dates import DAY_FIRST
from cxcel.sources.source import Source
from cxcel.sources.texts import PARTED_TEXT, number_text, with_point

_PARTED, _COMMA = re.compile(PARTED_TEXT), re.compile(r"[+-]?\d+,\d+%?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}%?")
_NAME = re.compile(r"[+-]?(0[0-9]|[0-9]{16})")  # 007 is somebody, and so is what a number could not hold
_NEITHER = object()


def cells(values: Sequence[Any], source: Source) -> list[Any]:
    """Return a column's values: a Decimal as a double, texts that all are numbers or dates as a range holds them.

    Examples
    --------
    >>> cells(["1.234,5", "", "7"], Source("log", "log.csv", decimal="comma"))
    [1234.5, None, 7.0]
    >>> cells(["1/2/2026 10:00", None], Source("log", "log.csv", dates="month-first"))
    ['2026-01-02 10:00', None]
    >>> cells(["007", "8"], Source("log", "log.csv"))
    ['007', '8']
    """
    plain = [float(value) if hasattr(value, "as_tuple") else value for value in values]
    read = [_read(value.strip(), source) if isinstance(value, str) else value for value in plain]
    return plain if _NEITHER in read else read


def _read(text: str, source: Source) -> Any:
    """Return a text as the number, the date or the blank that it spells."""
    if text.lower() in MISSING:
        return None
    parted = _PARTED.match(text) if source.dates else None
    if parted:
        first, second, year, rest = parted.groups()[:4]
        day, month = (first, second) if source.dates == DAY_FIRST else (second, first)
        return f"{year}-{month:0>2}-{day:0>2}{rest}"
    number = with_point(text, source.decimal) if re.match(number_text(source.decimal), text) else ""
    found = number_in(number) if number and not _NAME.match(text) else None
    return _NEITHER if found is None else found


def way_out(value: Any, source: Source) -> str:
    """Return how to say the way in which a refused text is written; "" where that is not what it lacks.

    Examples
    --------
    >>> way_out("31/1/2026", Source("log", "log.csv"))
    '; tell how it is written with cxcel source add log ... --dates day-first (or month-first) --replace'
    """
    text = value.strip() if isinstance(value, str) else ""
    if _PARTED.match(text) and not source.dates:
        told = "--dates day-first (or month-first)"
    elif _COMMA.fullmatch(text) and not source.decimal:
        told = "--decimal comma (or point)" if _THOUSANDS.fullmatch(text) else "--decimal comma"
    else:
        return ""
    return f"; tell how it is written with cxcel source add {source.name} ... {told} --replace"
