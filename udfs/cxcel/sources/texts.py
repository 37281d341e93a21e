"""Texts that spell numbers, times and dates, as expressions of an engine."""

from __future__ import annotations

import re
from typing import Any

from cxcel.cells import MISSING
from cxcel.data.dates import DAY_FIRST
from cxcel.data.numbers import COMMA, POINT
from cxcel.sources.lazy import Checks, Value
from cxcel.sources.source import Source
from cxcel.spellings import NO, YES

CLOCK_TEXT = r"^[0-9]+:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?$"
_TIME_OF_DAY = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_LONG, _SHORT = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])", r"(0[469]|11)-(0[1-9]|[12][0-9]|30)"
_DAY_OF_YEAR = rf"({_LONG}|{_SHORT}|02-(0[1-9]|[12][0-9]))"
DATE_TEXT = rf"^[0-9]{{4}}-{_DAY_OF_YEAR}([ T]{_TIME_OF_DAY})?$"
PARTED_TEXT = rf"^([0-9]{{1,2}})[./-]([0-9]{{1,2}})[./-]([0-9]{{4}})(| {_TIME_OF_DAY})$"
_MARKS = {"": ("", "."), POINT: (",", "."), COMMA: (".", ",")}  # of thousands and of decimals, where they are told


def number_text(decimal: str) -> str:
    """Return the pattern of texts that are numbers; thousands are told apart only where the decimal mark is known.

    Examples
    --------
    >>> [bool(re.match(number_text("comma"), text)) for text in ("1.234,5", "12%", ",5", "1.5", "1.23,4")]
    [True, True, True, False, False]
    """
    thousands, mark = map(re.escape, _MARKS[decimal])
    whole = rf"([0-9]{{1,3}}({thousands}[0-9]{{3}})+|[0-9]+)" if thousands else "[0-9]+"
    return rf"^[+-]?({whole}({mark}[0-9]*)?|{mark}[0-9]+)([eE][+-]?[0-9]+)?%?$"


def with_point(text: Any, decimal: str) -> Any:
    """Return a text, or a column of them, without marks of thousands and with a point before the decimals."""
    thousands, mark = _MARKS[decimal]
    plain = text.replace(thousands, "") if thousands else text
    return plain.replace(mark, ".") if mark != "." else plain


def spelled(raw: Value, source: Source) -> tuple[Value, Value]:
    """Return texts as points in time, and which of them spell none."""
    text = raw.strip()
    if source.dates:
        text = _year_first(text, source.dates)
    told = text.re_search(DATE_TEXT)
    return when(told, text.replace("T", " ").cast("timestamp")), some(text, source) & ~told


def _year_first(text: Value, order: str) -> Value:
    """Return texts such as 1/2/2026 10:00 with the year first, others as they are."""
    import ibis

    first, second, year, rest = (text.re_extract(PARTED_TEXT, group) for group in (1, 2, 3, 4))
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    turned = year + "-" + month.lpad(2, "0") + "-" + day.lpad(2, "0") + rest
    return ibis.ifelse(text.re_search(PARTED_TEXT), turned, text)


def text_numbers(raw: Value, source: Source, checks: Checks, flags: frozenset[str] | None, times: bool) -> Value:
    """Return texts as numbers, and what else they spell: words for yes and no, times; record those that spell none."""
    import ibis

    text = raw.strip()
    plain, numeric = with_point(text, source.decimal), text.re_search(number_text(source.decimal))
    number = plain.replace("%", "").cast("float64")
    value = when(numeric, ibis.ifelse(plain.contains("%"), number / 100, number))
    one, none = (ibis.literal(meant).cast("float64") for meant in (1, 0))
    known = numeric
    if flags is not None:
        words = text.lower()
        yes, no = words.isin(sorted(_meant(flags))), words.isin(sorted((YES | NO) - _meant(flags)))
        value, known = ibis.cases((yes, one), (no, none), else_=value), known | yes | no
    if times:
        clock = text.re_search(CLOCK_TEXT)
        value, known = ibis.ifelse(clock, _clock(text, clock), value), known | clock
    filled = some(text, source)
    checks.add(filled & ~known)
    return when(filled, value)


def _meant(flags: frozenset[str]) -> frozenset[str]:
    """Return the words that count as yes, of those that spell yes or no at all."""
    return frozenset(flags & (YES | NO))


def _clock(text: Value, clock: Value) -> Value:
    parts = (
        when(clock, text.re_extract(r"^([0-9]+):([0-9]+):([0-9.]+)$", group)).cast("float64") for group in (1, 2, 3)
    )
    hours, minutes, seconds = parts
    return hours * 3600 + minutes * 60 + seconds


def some(text: Value, source: Source) -> Value:
    """Whether a text is neither blank nor a spelling of a missing answer."""
    missing = sorted(MISSING | {blank.strip().lower() for blank in source.blanks})
    return (text.notnull() & ~text.lower().isin(missing)).fill_null(False)


def when(test: Value, value: Value) -> Value:
    """Return a value where the test holds and NULL elsewhere: a cast is only tried where it can be done."""
    import ibis

    return ibis.ifelse(test, value, ibis.null(value.type()))
