"""Numbers, lists and dates as the language spoken now writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import get_decimal_symbol, get_group_symbol

from .speech import ENGLISH, locale, spoken

MINUS = "−"
SPACE = "\u00a0"  # the narrow one that French has between thousands is in few fonts
_MONTHS = Locale.parse(ENGLISH)  # British English shortens September to four letters, the others to three


@spoken
def decimal(x: float, digits: int = 0, *, plus: bool = False) -> str:
    """Return a number with thousands apart, U+2212 for minus; zero has no sign.

    Examples
    --------
    >>> decimal(4054), decimal(-0.061, 2), decimal(7.2, plus=True), decimal(-0.001, 2)
    ('4,054', '−0.06', '+7', '0.00')
    """
    shown = f"{abs(x):,.{digits}f}"
    sign = "" if not shown.strip("0.,") else MINUS if x < 0 else "+" if plus else ""
    group = get_group_symbol(locale()).replace("\u202f", SPACE)
    return sign + shown.translate({ord(","): group, ord("."): get_decimal_symbol(locale())})


@spoken
def general(x: float, digits: int = 6) -> str:
    """Return a number with as many digits as it needs.

    Examples
    --------
    >>> general(20.0), general(2.5), general(1234.5, 3)
    ('20', '2.5', '1,230')
    """
    rounded = float(f"{x:.{digits}g}")
    return decimal(rounded, len(f"{rounded:f}".rstrip("0").partition(".")[2]))


@spoken
def percent(share: float, digits: int = 0) -> str:
    """Return a share as per cent.

    Examples
    --------
    >>> percent(0.8993), percent(0.8993, 2)
    ('90%', '89.93%')
    """
    mark = str(locale().percent_formats[None].suffix[0]).replace("\u202f", SPACE)
    return decimal(100 * share, digits) + mark


@spoken
def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them, with "and" or "or" before the last.

    Examples
    --------
    >>> listed(["wait", "talk", "hold"]), listed(["wait", "talk"], "or")
    ('wait, talk and hold', 'wait or talk')
    """
    return format_list(list(words), style="or" if last == "or" else "standard", locale=locale())


@spoken
def day(moment: date) -> str:
    """Return 3 May 2026."""
    return format_date(moment, "long", locale=locale())


@spoken
def day_and_month(moment: date) -> str:
    """Return 3 May."""
    return format_date(moment, locale().datetime_skeletons["MMMMd"].pattern, locale=locale())


@spoken
def month_and_year(moment: date) -> str:
    """Return May 2026."""
    return format_date(moment, locale().datetime_skeletons["yMMMM"].pattern, locale=locale())


@spoken
def month(moment: date, *, short: bool = False) -> str:
    """Return May, or its first letters."""
    return format_date(moment, "LLL" if short else "LLLL", locale=_months())


@spoken
def short_day(moment: date) -> str:
    """Return 3 Sep."""
    pattern = locale().datetime_skeletons["MMMd"].pattern
    return format_date(moment, pattern, locale=_months())


@spoken
def quarter(moment: date) -> str:
    """Return Q2 2026."""
    return format_date(moment, "QQQ y", locale=locale())


def _months() -> Locale:
    spoken_now = locale()
    return _MONTHS if spoken_now.language == ENGLISH else spoken_now
