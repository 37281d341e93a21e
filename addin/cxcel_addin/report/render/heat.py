"""Correlations as cells: the number, the mark of its verdict in the number's format, a tint that grows with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxcel_addin.language.words import joined
from cxcel_addin.report.model import Pairing
from cxcel_addin.report.model.codes import EXPLAINED, MOVES, NONE, UNSURE, WEAKLY
from cxcel_addin.report.render.frame import over
from cxcel_addin.report.render.page import Cell, Page, cell
from cxcel_addin.report.render.styles import BAR_BLUE, BOLD, DASH, INK, MUTED, R_FORMAT, SMALL, WHITE, Look, known
from cxcel_addin.report.render.theme import theme

MARKS: Mapping[str, str] = {MOVES: "●", WEAKLY: "○", NONE: "–", UNSURE: "?", EXPLAINED: "×"}
STRONG = 0.8  # a correlation that has the deepest tint


def heat(pairing: Pairing, size: float = 10) -> Cell:
    """A correlation that stays a number, whatever stands beside it."""
    r = known(pairing.r)
    if r is None:
        return cell(DASH, SMALL, {"align": "center"})
    marked = ";".join(f'{part}" {MARKS[pairing.code]}"' for part in R_FORMAT.split(";"))
    return cell(r, {"align": "center", "num_format": marked, "font_size": size}, _letters(pairing.code))


def _letters(code: str) -> Look:
    if code == MOVES:
        return over(BOLD, {"font_color": INK})
    return {"font_color": MUTED, "italic": True} if code == UNSURE else {"font_color": INK}


def legend(words: Sequence[tuple[str, str]]) -> str:
    """Say which mark is which verdict."""
    return joined([joined([MARKS[code], word], " ") for code, word in words], "     ")


def tint(page: Page, top: int, left: int, bottom: int, right: int, strongest: float = STRONG) -> None:
    """White where there is nothing, deeper the stronger a link is, on either side of zero."""
    deepest = theme().paint(BAR_BLUE)
    page.sheet.conditional_format(
        top,
        left,
        bottom,
        right,
        {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": -strongest,
            "mid_value": 0,
            "max_value": strongest,
            "min_color": deepest,
            "mid_color": WHITE,
            "max_color": deepest,
        },
    )
