"""How numbers and words look in a template: by unit, by the heading that a function gives its column, by verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..report.model import Unit
from ..report.render.styles import (
    BLUE,
    BLUE_TINT,
    COUNT_FORMAT,
    FAINT,
    HAIR,
    INDENT,
    MUTED,
    ORANGE_TEXT,
    R_FORMAT,
    RIGHT,
    Look,
    change_format,
    p_format,
    value_format,
)

CREAM: Look = {"bg_color": "#FFF8E6"}  # cells to be filled in
BOXED: Look = {"border": 1, "border_color": "#E8DCB5"}
RULED: Look = {"bottom": 1, "bottom_color": FAINT}
WRAPPED: Look = {"text_wrap": True}
DATE: Look = {"num_format": "d mmm yyyy", "align": "left"}
ASIDE: Look = {**INDENT, "align": "left"}  # words beside a number
LEFT: Look = {"align": "left"}
COUNT: Look = {"num_format": COUNT_FORMAT, **RIGHT}
BARS = {"bar_solid": True, "bar_color": BLUE_TINT, "bar_border_color": BLUE_TINT, "data_bar_2010": True}
SECONDS, POINTS, AMOUNT = '#,##0.0" s"', '+0.0;"−"0.0;0.0', '#,##0.00;"−"#,##0.00'
SHARE = "[<0.0995]0.0%;0%"  # a decimal under 10%
CHANGE_OF_SHARE = '+0.0%" pts";"−"0.0%" pts";0.0%" pts"'
USUAL, LINE, WIDE, GAP = 20, 22, 26, 12  # pixels of a row, in a small table, beside dots, between sections
LAST = 4_000  # row to which a block that grows is looked after

_WORDS: Sequence[tuple[str, Look]] = (
    ("no better direction", {"font_color": MUTED}),
    ("better", {"font_color": BLUE, "bold": True}),
    ("worse", {"font_color": ORANGE_TEXT, "bold": True}),
    ("missed", {"font_color": ORANGE_TEXT, "bold": True}),
    ("fix first", {"font_color": ORANGE_TEXT, "bold": True}),
    ("lower than", {"font_color": ORANGE_TEXT, "bold": True}),
    ("higher than", {"font_color": BLUE, "bold": True}),
    ("met", {"font_color": BLUE, "bold": True}),
    ("moves with", {"font_color": BLUE, "bold": True}),
    ("cannot tell", {"font_color": MUTED, "italic": True}),
    ("no link", {"font_color": MUTED}),
    ("within", {"font_color": MUTED}),
    ("no answers yet", {"font_color": MUTED, "italic": True, "bold": False}),
    ("too few answers", {"font_color": MUTED, "italic": True, "bold": False}),
)
_IN_UNIT = frozenset({"value", "low", "high", "rate", "target", "low_95", "high_95", "low_998", "high_998", "centre",
                      "before", "after"})  # fmt: skip
_SHARES = frozenset({"share", "importance", "importance_low", "importance_high", "observed", "fitted", "retention",
                     "probability", "score", "silent", "dissatisfied", "complained"})  # fmt: skip
_PLAIN = frozenset({"n", "n_eff", "lag", "p", "p_adjusted"})  # what stands beside correlations and is none
_COUNTS = frozenset({"n", "x", "n_eff", "employees", "other_rank", "lag"})


def _all(names: Iterable[str], look: Look) -> dict[str, Look]:
    return dict.fromkeys(names, look)


_BY_HEADING: Mapping[str, Look] = MappingProxyType(
    {
        **_all(_COUNTS, COUNT),
        **_all(_SHARES, {"num_format": "0.0%", **RIGHT}),
        **_all(("p", "p_adjusted"), {"num_format": p_format(), **RIGHT}),
        **_all(("r", "beta", "z"), {"num_format": R_FORMAT, **RIGHT}),
        **_all(("verdict", "basis", "direction", "corner", "what", "note", "reason", "signal", "flag"), ASIDE),
        **_all(("vif", "phi", "performance", "sigma_z", "sure"), {"num_format": "0.00", **RIGHT}),
        **_all(("performance_low", "performance_high"), {"num_format": "0.00", **RIGHT}),
        **_all(("nps", "nps_low", "nps_high", "enps", "enps_low", "enps_high", "gap"),
                        {"num_format": POINTS, **RIGHT}),
    }
)  # fmt: skip


def of_unit(unit: str, *, exact: bool = False) -> Look:
    """The look of a number in a unit; `exact` for an interval, which has a decimal more."""
    own: Mapping[str, Look] = {
        "seconds": {"num_format": SECONDS, **RIGHT},
        "count": COUNT,
        "number": {"num_format": "#,##0.0", **RIGHT},
        "correlation": {"num_format": R_FORMAT, **RIGHT},
        "limits": {"num_format": POINTS, **RIGHT},
        "money": {"num_format": AMOUNT, **RIGHT},
        "score": {"num_format": "0.00", **RIGHT},
        "text": ASIDE,
        "words": LEFT,
        "date": DATE,
        "difference": {"num_format": '+0;"−"0;"none"', "align": "left"},
        "any": {"num_format": AMOUNT, **RIGHT},
    }
    if unit in own:
        return own[unit]
    if unit == "share" and not exact:
        return {"num_format": SHARE, **RIGHT}
    if unit == "points" and exact:
        return {"num_format": POINTS, **RIGHT}
    return {"num_format": value_format(Unit(unit), 1.0, exact=exact), **RIGHT}


def of_heading(heading: str, unit: str, below: Sequence[Any]) -> Look:
    """The look of a column of a block, which its function names; `below` are its cells on the sample."""
    if heading in _IN_UNIT:
        return of_unit(unit, exact=heading not in ("value", "rate"))
    if heading in ("change", "difference") and unit in {known.value for known in Unit}:
        return {"num_format": CHANGE_OF_SHARE if unit == "share" else change_format(Unit(unit), 1.0), **RIGHT}
    if heading == "period" and not isinstance(next(iter(below), None), float):
        return DATE
    numbers = any(isinstance(cell, float) for cell in below)
    if unit == "correlation" and numbers and heading not in _PLAIN:
        return of_unit(unit)
    if heading in _BY_HEADING:
        return _BY_HEADING[heading]
    whole = all(not isinstance(cell, float) or cell.is_integer() for cell in below)
    return {"num_format": COUNT_FORMAT if whole else "#,##0.00", **RIGHT} if numbers else LEFT


def of_input(value: Any) -> Look:
    """The look of a cell to be filled in: numbers and days to the right, words to the left."""
    if isinstance(value, str):
        return {"align": "left"}
    if isinstance(value, float) and 0 < value < 1:
        return {"num_format": "0.0%", **RIGHT, **INDENT}
    if isinstance(value, (int, float)):
        return {"num_format": COUNT_FORMAT if value >= 1_000 else "General", **RIGHT, **INDENT}
    return {"num_format": DATE["num_format"], **RIGHT, **INDENT}


def of_column(name: str, cells: Sequence[Any]) -> Look:
    """Numbers to the right, words to the left, with room between."""
    if name == "date":
        return {**DATE, **ASIDE}
    return RIGHT if any(isinstance(cell, float) for cell in cells) else ASIDE


HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "n": "Base", "n_eff": "Effective base", "p": "p", "p_adjusted": "p, corrected", "kpi": "KPI", "r": "r",
        "low_95": "95% low", "high_95": "95% high", "low_998": "99.8% low", "high_998": "99.8% high", "z": "Distance",
        "phi": "Spread", "vif": "Overlap", "beta": "Slope", "other_rank": "2nd rank", "nps": "NPS", "enps": "eNPS",
        "nps_low": "Low", "nps_high": "High", "enps_low": "Low", "enps_high": "High", "what": "Compared",
        "importance": "Importance", "note": "Note",
    }
)  # fmt: skip


def plain_words(heading: str) -> str:
    """What a heading that a function gives is called on a page.

    Examples
    --------
    >>> plain_words("n_eff"), plain_words("period")
    ('Effective base', 'Period')
    """
    return HEADINGS.get(heading) or heading.replace("_", " ").capitalize()


def worded(words: str) -> str:
    """A number format that shows these words instead of any text."""
    return f';;;"{words}"'


def verdicts() -> list[tuple[str, Look]]:
    """Words that a verdict begins with or holds, and how they look."""
    return list(_WORDS)


HAIRLINED: Look = {"bottom": 1, "bottom_color": HAIR}
