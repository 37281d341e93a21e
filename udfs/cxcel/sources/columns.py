"""What a function accepts, of a source: each reader of the catalogue as an expression, with the rows it refuses.

The readers themselves are those of `cxcel.columns`; here is what each does, said in the words of an engine.  Cells that
a reader refuses are conditions, counted beside the sums; where there are any, one such row is fetched and handed to the
reader itself, so that the sentence is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from cxcel.columns import LARGEST, Dates, Flags, Keys, Numbers, Reader, Scores, Seconds, Words
from cxcel.errors import BadType
from cxcel.sources.engines import below_minute, stored_of, without_nan
from cxcel.sources.lazy import Checks, Value
from cxcel.sources.source import Source
from cxcel.sources.texts import some, spelled, text_numbers, when
from cxcel.spellings import YES

UNIX_DAY = 25_569  # 1970-01-01 as an Excel day number
_DAY = 86_400_000_000  # microseconds


@singledispatch
def read(reader: Reader, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    """Return the column as the reader takes it: numbers with NULL for a blank, or words.

    Parameters
    ----------
    reader : Reader
    raw : column of Ibis, as the engine has it
    source : Source
        How its texts are to be read.
    options : mapping
        The metric's options, of which a scale may be one.
    checks : Checks
        Where conditions of refused cells go.

    Raises
    ------
    BadType
        The column is of a kind that the reader never takes.
    """
    raise TypeError(f"no expression for {type(reader).__name__}")


@read.register
def _(reader: Scores, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    values = _numbers(raw, source, checks)
    high = float(str(options[reader.high])) if isinstance(reader.high, str) else reader.high
    _limit(values, reader.low, high, checks, whole=True)
    return values


@read.register
def _(reader: Numbers, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    flags = reader.flags
    values = _numbers(raw, source, checks, flags=YES if flags else None, times=flags)
    _limit(values, reader.low, LARGEST, checks)
    return values


@read.register
def _(reader: Seconds, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    values = _numbers(raw, source, checks, times=True)
    _limit(values, 0, LARGEST, checks)
    return values


@read.register
def _(reader: Flags, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    values = _numbers(raw, source, checks, flags=reader.yes)
    _limit(values, 0, LARGEST if reader.counts else 1, checks, whole=not reader.counts)
    return values


@read.register
def _(reader: Dates, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    """Excel day numbers, by one division, as numpy makes them."""
    kind = raw.type()
    if kind.is_numeric() and not kind.is_boolean():
        values = _blank_nan(raw, source).cast("float64")
        _limit(values, 1, 2_958_465, checks)
        return values
    return _microseconds(moment(raw, source, checks)) / float(_DAY)


@read.register
def _(reader: Keys, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    kind = raw.type()
    if kind.is_string():
        return raw.strip().nullif("")
    if kind.is_floating():
        return without_nan(raw)
    return raw


@read.register
def _(reader: Words, raw: Value, source: Source, options: Mapping[str, Any], checks: Checks) -> Value:
    words = raw.cast("string").strip().lower()
    return when(some(words, source), words).fill_null("")


def moment(raw: Value, source: Source, checks: Checks) -> Value:
    """Return a column of dates as points in time; texts that spell none are recorded."""
    if raw.type().is_string():
        value, bad = spelled(raw, source)
        checks.add(bad)
        return value
    return local(raw, source)


def local(raw: Value, source: Source) -> Value:
    """Return days as points in time, and points in time, which a scope has put on the clock on the wall already.

    Raises
    ------
    BadType
        The column holds neither.
    """
    kind = raw.type()
    if kind.is_date():
        return raw.cast("timestamp")
    if kind.is_timestamp():
        return raw
    raise BadType(f"{source.name}: column '{raw.get_name()}' holds no dates but {_held(kind)}")


def _microseconds(when: Value) -> Value:
    """Return microseconds since Excel's day 0."""
    days = when.date().epoch_days().cast("int64") + UNIX_DAY
    minutes = days * 1_440 + when.hour() * 60 + when.minute()
    return minutes * 60_000_000 + below_minute(when)


def _numbers(
    raw: Value, source: Source, checks: Checks, *, flags: frozenset[str] | None = None, times: bool = False
) -> Value:
    """Return numbers, and what else the reader converts; record the cells it refuses."""
    kind = raw.type()
    if kind.is_string():
        return text_numbers(raw, source, checks, flags, times)
    if kind.is_boolean() and flags is not None:
        return raw
    if (kind.is_time() or kind.is_interval()) and times:
        return _duration(raw)
    if not kind.is_numeric() or kind.is_boolean():
        raise BadType(f"{source.name}: column '{raw.get_name()}' holds no numbers but {_held(kind)}")
    return _blank_nan(raw, source)


def _blank_nan(raw: Value, source: Source) -> Value:
    """Return numbers as integers or doubles; codes for a missing answer are blanks."""
    kind = raw.type()
    values = raw if kind.is_integer() else raw.cast("float64")
    if kind.is_floating():
        values = without_nan(values)
    for code in _codes(source):
        if not kind.is_integer() or code == int(code):
            values = values.nullif(int(code) if kind.is_integer() else code)
    return values


def _codes(source: Source) -> list[float]:
    from cxcel.cells import number_in

    return [number for blank in source.blanks if (number := number_in(blank.strip())) is not None]


def _duration(raw: Value) -> Value:
    """Return times of day and intervals in seconds."""
    kind = raw.type()
    if kind.is_time():
        return (raw.hour() * 3600 + raw.minute() * 60 + raw.second()).cast("float64")
    return raw.cast("interval('s')").cast("float64")


def _limit(values: Value, low: float, high: float, checks: Checks, whole: bool = False) -> None:
    """Record numbers outside some limits; limits that the type of the column keeps anyway cost nothing."""
    kind = values.type()
    if kind.is_boolean():
        return
    least, most = kind.bounds if kind.is_integer() else (-float("inf"), float("inf"))
    low, high = max(low, -LARGEST), min(high, LARGEST)
    stored = stored_of(values)  # its bounds are in the statistics of a file; NaN is above all numbers to an engine
    if least < low:
        checks.add(stored < low)
    if most > high:
        checks.add(stored > high if stored is values else (stored > high) & ~stored.isnan())
    if whole and not kind.is_integer():
        checks.add(values != values.round())


def _held(kind: Any) -> str:
    if kind.is_string():
        return "texts"
    if kind.is_boolean():
        return "yes and no"
    if kind.is_numeric():
        return "numbers"
    return "dates" if kind.is_timestamp() or kind.is_date() else f"values of type {kind}"


def plain(raw: Value, source: Source) -> Value:
    """Return a column as a range of cells would hold it: blanks for NaN and for the source's own missing markers."""
    kind = raw.type()
    if kind.is_boolean() or not (kind.is_numeric() or kind.is_string()):
        return raw
    if kind.is_numeric():
        return _blank_nan(raw, source)
    text = raw.strip()
    marks = sorted({blank.strip().lower() for blank in source.blanks})
    return when(~text.lower().isin(marks), text) if marks else text
