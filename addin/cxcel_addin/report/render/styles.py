"""The visual system as values: palette, type, tones, and how each unit is written."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from cxcel_addin.language import say
from cxcel_addin.language.numbers import decimal, percent
from cxcel_addin.report.model import Tone, Unit

Look = dict[str, Any]  # properties of a cell format

FONT = "Arial"  # on Windows and Mac; Liberation Sans has the same widths; its figures are tabular
INK, MUTED, FAINT = "#1F2933", "#52606D", "#7B8794"
RULE, HAIR = "#CBD2D9", "#E4E7EB"
BLUE, BLUE_TINT = "#0B4F82", "#B9D3E6"
BAR_BLUE, BAR_GREY = "#5F93BF", "#9AA5B1"  # mid-tones: a dark interval shows inside them, ink on the blue is 4.5 to 1
ORANGE, ORANGE_TEXT = "#D55E00", "#A84300"
PALE = "#D5DADF"
CREAM = "#FFF8E6"  # cells to be filled in
WHITE = "#FFFFFF"

BASE: Look = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
RIGHT: Look = {"align": "right"}
SMALL: Look = {"font_size": 9, "font_color": MUTED}
NOTE: Look = {"font_size": 8, "font_color": MUTED}
BOLD: Look = {"bold": True}
INDENT: Look = {"indent": 1}
HAIRLINE: Look = {"bottom": 1, "bottom_color": HAIR}

DAY = 86_400
LONG_TIME = 36_000  # from ten hours on, minutes are too long to read
DASH = "–"

R_FORMAT = '+0.00;"−"0.00;0.00'
COUNT_FORMAT = "#,##0"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a point looks in a chart; worse differs in shape too, so that it survives a grey print."""

    color: str
    shape: str = "circle"
    pale: bool = False


_TEXT: dict[Tone, Look] = {
    Tone.BETTER: {"font_color": BLUE, "bold": True},
    Tone.WORSE: {"font_color": ORANGE_TEXT, "bold": True},
    Tone.REAL: {"font_color": INK, "bold": True},
    Tone.QUIET: {"font_color": MUTED},
    Tone.FEW: {"font_color": MUTED, "italic": True},
}
_MARKS = {
    Tone.BETTER: Mark(BLUE),
    Tone.WORSE: Mark(ORANGE, "diamond"),
    Tone.REAL: Mark(FAINT),
    Tone.QUIET: Mark(FAINT),
    Tone.FEW: Mark(FAINT, pale=True),
}


def p_format() -> str:
    """The number format of a p value."""
    under = say("under {least}", least=decimal(0.001, 3))
    return f'[<0.001]"{under}";[<0.1]0.000;0.00'


def tone_look(tone: Tone) -> Look:
    """The letters of a verdict."""
    return _TEXT[tone]


def tone_mark(tone: Tone) -> Mark:
    """The mark of a verdict in a chart."""
    return _MARKS[tone]


def known(value: float | None) -> float | None:
    """The number, or None for one that a cell cannot hold."""
    return value if value is not None and isfinite(value) else None


def cell_value(value: float | None, unit: Unit) -> float | None:
    """The number a cell holds: times are fractions of a day, so that Excel can write m:ss."""
    value = known(value)
    return None if value is None else value / DAY if unit is Unit.SECONDS else value


def value_format(unit: Unit, value: float | None, *, exact: bool = False) -> str:
    """The number format of a value, or one decimal more (`exact`) for its interval; narrow at any size."""
    size = abs(known(value) or 0)
    match unit:
        case Unit.POINTS:
            return '+0;"−"0;0'
        case Unit.SHARE:
            return "0.0%" if exact or size < 0.0995 else "0%"
        case Unit.SECONDS:
            hours = say("h")
            return "[m]:ss" if size < LONG_TIME else f'[h]:mm" {hours}"' if size < 10 * LONG_TIME else f'[h]" {hours}"'
        case Unit.SCORE:
            return _signed("0.00" if exact else "0.0")
        case _:
            return _signed(_amount(unit, size))


def data_format(unit: Unit) -> str:
    """The number format of a unit on the sheet of chart data, where there is room for decimals."""
    formats = {Unit.POINTS: '+0.0;"−"0.0;0.0', Unit.SHARE: "0.0%", Unit.SECONDS: "[m]:ss", Unit.COUNT: COUNT_FORMAT}
    return formats.get(unit) or _signed("#,##0.00")


def _amount(unit: Unit, size: float) -> str:
    if unit is Unit.MONEY and 0 < size < 100:
        return "0.00"
    thousands, millions = (f'"{word}"' for word in (say("k"), say("m")))
    steps = ((1e5, COUNT_FORMAT), (1e6, f"#,##0,{thousands}"), (1e7, f"0.00,,{millions}"), (1e8, f"0.0,,{millions}"))
    return next((text for end, text in steps if size < end), f"#,##0,,{millions}")


def _signed(positive: str) -> str:
    """A format whose minus is U+2212, not a hyphen."""
    return f'{positive};"−"{positive}'


def change_value(change: float | None, unit: Unit) -> float | None:
    """A difference as it stands in its cell: shares in percentage points, times in seconds."""
    change = known(change)
    return None if change is None else 100 * change if unit is Unit.SHARE else change


def change_format(unit: Unit, change: float | None) -> str:
    """The number format of a difference; a plus sign, for zero is its natural middle."""
    size = abs(known(change) or 0)
    match unit:
        case Unit.POINTS:
            body = "0.0"
        case Unit.SHARE:
            points = say("pts")
            body = f'0.0" {points}"'
        case Unit.SECONDS:
            seconds = say("s")
            body = f'0" {seconds}"' if size >= 9.5 else f'0.0" {seconds}"'
        case Unit.SCORE:
            body = "0.00"
        case _:
            body = _amount(unit, size)
    return f'+{body};"−"{body};{body}'


def target_format(unit: Unit, target: float | None, better: str) -> str:
    """The number format of a target, with the direction that is better."""
    sign = {"up": "≥ ", "down": "≤ "}.get(better, "≈ ")
    return ";".join(f'"{sign}"{part}' for part in value_format(unit, target).split(";"))


def short(value: float | None, unit: Unit) -> str:
    """A number as a short text, for labels in charts and alternative texts."""
    value = known(value)
    if value is None:
        return DASH
    match unit:
        case Unit.POINTS:
            return decimal(value, plus=True)
        case Unit.SHARE:
            return percent(value, 1 if 0 < value < 0.0995 else 0)
        case Unit.SECONDS:
            return _clock(value)
        case Unit.SCORE:
            return decimal(value, 1)
        case _:
            return decimal(value)


def target_label(target: float | None, unit: Unit) -> str:
    """What the line of a target is called."""
    return say("Target {value}", value=short(target, unit))


def _clock(seconds: float) -> str:
    if seconds >= LONG_TIME:
        hours, minutes = divmod(round(seconds / 60), 60)
        return say("{time} h", time=f"{hours}:{minutes:02d}")
    minutes, rest = divmod(round(abs(seconds)), 60)
    return f"{'−' if seconds < 0 else ''}{minutes}:{rest:02d}"
