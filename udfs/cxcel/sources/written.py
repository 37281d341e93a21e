"""How the cells of a CSV column can be written, and how DuckDB reads them: one way for all cells, or it is text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cxcel.data.dates import DAY_FIRST, MONTH_FIRST
from cxcel.data.numbers import COMMA, POINT
from cxcel.sources.source import Source

_DAY, _TIME = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_WHOLE = r"(0|[1-9]\d{0,14})"
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_CLOCK_TEXT = r"\d{1,2}:\d\d(:\d\d)?( [AaPp][Mm])?"


class Written(NamedTuple):
    """A way of writing.

    Parameters
    ----------
    kind : str
        The type that DuckDB reads it as.
    pattern : str
        What each cell is as a whole.
    read : str
        The expression that reads a cell, which stands for "{}"; NULL for one that spells nothing, such as 30 February.
    order : str
        Which of day and month stands first, where cells alone may not tell.
    proof : str
        What at least one cell must be, too; "" for nothing.
    mark : str
        What a comma is taken for, where cells alone may not tell.
    """

    kind: str
    pattern: str
    read: str
    order: str = ""
    proof: str = ""
    mark: str = ""

    @property
    def unlike(self) -> str:
        """What the same cells would not be in other company: "" where they are read as they are in any."""
        return self.order or self.mark


def _plain(kind: str, pattern: str) -> Written:
    return Written(kind, pattern, f"TRY_CAST({{}} AS {kind})")


def _parted(first: str, second: str, marks: str, order: str = "") -> list[Written]:
    """Return the ways of writing day, month and year, parted by one of some marks, with the time of day or without."""
    days = [mark.join((first, second, year)) for mark in marks for year in ("%y", "%Y")]
    moments = [*(f"{day} {clock}" for day in days for clock in _CLOCKS), *days]
    parted = "|".join(rf"\d{{1,2}}[{mark}]\d{{1,2}}[{mark}]" for mark in marks)
    day = rf"({parted})(\d{{4}}|\d\d)"
    return [
        Written("DATE", day, f"CAST(try_strptime({{}}, {days}) AS DATE)", order),
        Written("TIMESTAMP", rf"{day}( {_CLOCK_TEXT})?", f"try_strptime({{}}, {moments})", order),
    ]


# from the narrowest; nothing that would change when it is written out again, such as 007, is a number
_WHOLE_NUMBER = _plain("BIGINT", r"-?(0|[1-9]\d{0,17})")
_POINT = _plain("DOUBLE", rf"-?{_WHOLE}(\.\d+)?([eE][-+]?\d{{1,2}})?")
_COMMA = Written(  # 1,234 alone may be a thousand; 0,5 is none
    "DOUBLE", rf"-?{_WHOLE}(,\d+)?", "TRY_CAST(replace({}, ',', '.') AS DOUBLE)",
    proof=r"-?(0,\d+|\d+,(\d\d?|\d{4,}))", mark=COMMA,
)  # fmt: skip
_COMMA_TOLD = Written(
    "DOUBLE", rf"-?({_WHOLE}|[1-9]\d{{0,2}}(\.\d{{3}}){{1,4}})(,\d+)?",
    "TRY_CAST(replace(replace({}, '.', ''), ',', '.') AS DOUBLE)",
)  # fmt: skip
_THOUSANDS = Written(
    "DOUBLE", rf"-?({_WHOLE}|[1-9]\d{{0,2}}(,\d{{3}}){{1,4}})(\.\d+)?", "TRY_CAST(replace({}, ',', '') AS DOUBLE)",
    proof=r"-?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})", mark="thousands",
)  # fmt: skip
_THOUSANDS_TOLD = _THOUSANDS._replace(proof="", mark="")
_DECIMALS = {"": (_POINT, _COMMA, _THOUSANDS), COMMA: (_COMMA_TOLD,), POINT: (_POINT, _THOUSANDS_TOLD)}
_MOMENTS = (
    _plain("DATE", _DAY),
    _plain("TIMESTAMP", rf"{_DAY}([ T]{_TIME})?"),
    _plain("TIMESTAMP WITH TIME ZONE", rf"{_DAY}[ T]{_TIME} ?(Z|[-+]\d\d(:?\d\d)?)"),
    *_parted("%d", "%m", "."),
    *_parted("%d", "%m", "/-", DAY_FIRST),
    *_parted("%m", "%d", "/-", MONTH_FIRST),
)


def ways(source: Source, delimiter: str) -> tuple[Written, ...]:
    """Return the ways in which a column may be written, the narrowest first.

    Who parts cells by commas writes decimals with a point, unless the source says otherwise: 1,2 may be two codes.
    """
    decimals = [way for way in _DECIMALS[source.decimal] if way is not _COMMA or delimiter != ","]
    return (_WHOLE_NUMBER, *decimals, *_MOMENTS)


def chosen(fitting: Mapping[str, Mapping[Written, bool]], source: Source) -> dict[str, Written | None]:
    """Return the way in which each column is written, of those that fit all its cells and are proved; None for text.

    Where day and month fit either way, another column of the same files proves their order, or the source tells it.

    Examples
    --------
    >>> either = {"made": {_MOMENTS[5]: True, _MOMENTS[7]: True}}
    >>> chosen(either, Source("log", "log.csv"))
    {'made': None}
    >>> chosen(either, Source("log", "log.csv", dates="month-first"))["made"].order
    'month-first'
    """
    orders = {name: {way.order for way in found} for name, found in fitting.items()}
    proved = {order for found in orders.values() if len(found) == 1 for order in found} - {""}
    told = source.dates or (proved.pop() if len(proved) == 1 else "")
    out: dict[str, Written | None] = {}
    for name, found in fitting.items():
        wanted = [way for way, sure in found.items() if sure and (len(orders[name]) == 1 or way.order == told)]
        out[name] = wanted[0] if wanted else None
    return out
