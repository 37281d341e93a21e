"""An accent colour: whether it can be read wherever the report puts it, and the shades made from it.

Contrast is that of WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), computed by ColorAide and never rounded
up; text asks for 4.5 to 1 (success criterion 1.4.3), marks for 3 to 1 (1.4.11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coloraide import Color

from cxcel_addin.report.render.styles import BAR_BLUE, BLUE_TINT, CREAM, WHITE

TEXT, MARKS = 4.5, 3.0
FINEST = 2.0**-40  # where a bisection ends at the latest


@dataclass(frozen=True, slots=True)
class Lack:
    """Where a colour is not seen well enough: on what, by how much, and what it takes."""

    behind: str
    contrast: float
    least: float


def contrast(color: str, behind: str) -> float:
    """Return the contrast ratio of two colours.

    Examples
    --------
    >>> [round(contrast(color, "#FFFFFF"), 2) for color in ("#000000", "#777777")]
    [21.0, 4.48]
    """
    return float(Color(color).contrast(behind, method="wcag21"))


def tint_of(accent: str) -> str:
    """Return the shade of a band: as light as the blue one."""
    return _lightened(accent, contrast(BLUE_TINT, WHITE))


def bar_of(accent: str) -> str:
    """Return the shade of a bar: as light as the blue one, so that ink can be read on it."""
    return _lightened(accent, contrast(BAR_BLUE, WHITE))


def lack(accent: str) -> Lack | None:
    """Return the first place where a colour cannot be seen well enough; None for one that serves.

    It is text on white and on cream cells, white text stands on it, and it is a line on its own band.
    """
    for name, behind, least in (("white", WHITE, TEXT), ("the cream cells", CREAM, TEXT), ("its tint", "", MARKS)):
        found = contrast(accent, behind or tint_of(accent))
        if found < least:
            return Lack(name, found, least)
    return None


def nearest(accent: str) -> str:
    """Return the lightest shade of the same hue that serves.

    Examples
    --------
    >>> nearest("#0B4F82"), lack(nearest("#FFCC00"))
    ('#0B4F82', None)
    """
    start = Color(accent).convert("oklch")

    def darker(share: float) -> str:
        return _hex(start.clone().set("lightness", start["lightness"] * (1 - share)))

    return accent if lack(accent) is None else _least(darker, lambda color: lack(color) is None)


def _lightened(accent: str, goal: float) -> str:
    """Mix a colour with white until it stands out from white no more than asked for."""
    return _least(
        lambda share: _hex(Color(accent).mix(WHITE, share, space="oklab")), lambda c: contrast(c, WHITE) <= goal
    )


def _least(shade: Callable[[float], str], serves: Callable[[str], bool]) -> str:
    """Return the shade of the smallest share, from 0 to 1, that serves; that of 1 does."""
    low, high = 0.0, 1.0
    failing, serving = shade(low), shade(high)
    if serves(failing):
        return failing
    while high - low > FINEST and not _next_to(failing, serving):
        middle = (low + high) / 2
        color = shade(middle)
        if serves(color):
            high, serving = middle, color
        else:
            low, failing = middle, color
    return serving


def _next_to(one: str, other: str) -> bool:
    """Whether a screen has no colour between two: one of red, green and blue differs, by one step.

    Examples
    --------
    >>> _next_to("#0B4F82", "#0B5082"), _next_to("#0B4F82", "#0B5083")
    (True, False)
    """
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return sum(abs(here - there) for here, there in pairs) == 1


def _hex(color: Color) -> str:
    return str(color.convert("srgb").fit(method="oklch-chroma").to_string(hex=True)).upper()
