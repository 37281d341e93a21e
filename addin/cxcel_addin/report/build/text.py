"""Numbers and dates as words: the one place where a report's figures become text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from cxcel.calendar import following

from ..model import Unit

MINUS = "−"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def signed(x: float, digits: int = 0) -> str:
    """Return a number with its sign, U+2212 for minus; zero has none.

    Examples
    --------
    >>> signed(7.2), signed(-0.061, 2), signed(0.001, 2)
    ('+7', '−0.06', '0.00')
    """
    shown = f"{abs(x):,.{digits}f}"
    if not float(shown.replace(",", "")):
        return shown
    return ("+" if x > 0 else MINUS) + shown


def minutes(seconds: float) -> str:
    """Return m:ss.

    Examples
    --------
    >>> minutes(67.52), minutes(3725)
    ('1:08', '62:05')
    """
    whole = round(abs(seconds))
    return f"{MINUS if seconds < -0.5 else ''}{whole // 60}:{whole % 60:02d}"


def percent(share: float, digits: int | None = None) -> str:
    """Return per cent, with a decimal under 10 %.

    Examples
    --------
    >>> percent(0.8993), percent(0.061), percent(0.8993, 2)
    ('90%', '6.1%', '89.93%')
    """
    places = (1 if abs(share) < 0.0995 else 0) if digits is None else digits
    return f"{100 * share:.{places}f}%".replace("-", MINUS)


def show(value: float | None, unit: Unit, fine: bool = False) -> str:
    """Return a value as a sentence writes it; `fine` adds a decimal."""
    if value is None or math.isnan(value):
        return "–"
    if unit is Unit.POINTS:
        return signed(value, 1 if fine else 0)
    if unit is Unit.SHARE:
        return percent(value, 1 if fine else None)
    if unit is Unit.SECONDS:
        return minutes(value)
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    return f"{value:,.2f}".replace("-", MINUS)


def change(value: float, unit: Unit) -> str:
    """Return a difference: points, percentage points, seconds."""
    if unit is Unit.SHARE:
        return f"{signed(100 * value, 1)} pts"
    if unit is Unit.SECONDS:
        return f"{signed(value, 0 if abs(value) >= 1 else 1)} s"
    return signed(value, 1 if unit is Unit.POINTS else 2)


def size_of(value: float, unit: Unit) -> str:
    """Return a difference without its sign, for sentences that say rose or fell."""
    words = change(abs(value), unit).lstrip("+")
    return {Unit.POINTS: f"{words} points", Unit.SHARE: words.replace(" pts", " percentage points")}.get(unit, words)


def p_words(p: float | None) -> str:
    """Return a p value; LOOK section 5."""
    if p is None:
        return "p unknown"
    return "p under 0.001" if p < 0.001 else f"p {p:.3f}" if p < 0.1 else f"p {p:.2f}"


def count(n: float, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "answer"), count(4054, "answer"), count(2, "day")
    ('1 answer', '4,054 answers', '2 days')
    """
    return f"{n:,.0f} {one if n == 1 else many or one + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them.

    Examples
    --------
    >>> listed(["wait", "talk", "hold"])
    'wait, talk and hold'
    """
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def lower_first(text: str) -> str:
    """Return a title as it stands inside a sentence; names such as Net Promoter Score keep their capitals.

    Examples
    --------
    >>> lower_first("Handle time"), lower_first("Net Promoter Score")
    ('handle time', 'Net Promoter Score')
    """
    words = text.split()
    if len(words) > 1 and words[1][:1].isupper():
        return text
    return text[:1].lower() + text[1:]


def day(moment: date) -> str:
    """Return 3 May 2026."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def span(first: date, last: date) -> str:
    """Return a stretch of time in as few words as say it.

    Examples
    --------
    >>> span(date(2026, 1, 1), date(2026, 6, 30)), span(date(2026, 5, 3), date(2026, 5, 9))
    ('January to June 2026', '3 to 9 May 2026')
    """
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole:
        if first == last:
            return day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} to {day(last)}"
        return (
            f"{first.day} {MONTHS[first.month - 1]}{'' if first.year == last.year else f' {first.year}'} to {day(last)}"
        )
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[last.month - 1]} {last.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{MONTHS[first.month - 1]}{year} to {MONTHS[last.month - 1]} {last.year}"


def period_name(start: date, period: str) -> str:
    """Return a period in full: April to June 2026, March 2021, week of 3 May 2021."""
    if period in ("day", "week"):
        return ("week of " if period == "week" else "") + day(start)
    return span(start, following(start, period) - timedelta(days=1))


def period_label(start: date, period: str, year: bool) -> str:
    """Return a period as a column's heading: Q2 2026, Mar 21, 3 May."""
    short = MONTHS[start.month - 1][:3]
    if period == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    if period == "month":
        return f"{short} {start.year}" if year else short
    return f"{start.day} {short}" + (f" {start.year % 100:02d}" if year else "")
