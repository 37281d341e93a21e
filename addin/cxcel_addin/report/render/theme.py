"""What a report is dressed in: paper, size of type, accent, font, logo.

The palette of `styles` names roles: where it says BLUE, a company theme puts its own accent.  Pages are laid out for
type of 10 points; large type is the same layout on fewer pixels, drawn larger.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from cxcel_addin.report.render.styles import BAR_BLUE, BLUE, BLUE_TINT, FONT

ACROSS, LARGER = 1032, 1.2  # pixels of a page's width; 12 points for 10


class Paper(StrEnum):
    """The sheet a page is printed on, always landscape."""

    A4 = "a4"
    LETTER = "letter"

    @property
    def code(self) -> int:
        """Its number in a workbook."""
        return {Paper.A4: 9, Paper.LETTER: 1}[self]

    @property
    def height(self) -> int:
        """Pixels of a page: Letter prints at 93%, to be as wide, and is then higher than A4."""
        return {Paper.A4: 690, Paper.LETTER: 756}[self]


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as PNG, with its size in pixels."""

    content: bytes
    width: int
    height: int

    def inside(self, width: float, height: float) -> float:
        """Return by how much it is drawn larger or smaller to fit; never larger than it is."""
        return min(1.0, width / self.width, height / self.height)


@dataclass(frozen=True, slots=True)
class Theme:
    """The looks of a report; colours are "#RRGGBB"."""

    paper: Paper = Paper.A4
    large: bool = False
    accent: str = BLUE
    tint: str = BLUE_TINT  # of bands
    bar: str = BAR_BLUE  # of bars and of the deepest cell of a heat map: ink can be read on it
    font: str = FONT
    wider: float = 1.0  # than Arial
    logo: Logo | None = None

    @property
    def zoom(self) -> float:
        """How much larger than laid out everything is drawn."""
        return LARGER if self.large else 1.0

    @property
    def across(self) -> int:
        """Pixels of a page's width, as it is laid out."""
        return round(ACROSS / self.zoom)

    @property
    def down(self) -> int:
        """Pixels of a page's height, as it is laid out."""
        return int(self.paper.height / self.zoom)

    def points(self, size: float) -> float:
        """The size of type: halves of a point, as Excel has them, never more than was measured."""
        return floor(2 * size * self.zoom) / 2 if self.large else size

    def paint(self, color: str) -> str:
        """The colour that a role of the palette has."""
        return {BLUE: self.accent, BLUE_TINT: self.tint, BAR_BLUE: self.bar}.get(color, color)


PLAIN = Theme()
_worn: ContextVar[Theme] = ContextVar("worn", default=PLAIN)


def theme() -> Theme:
    """Return what the report that is drawn now is dressed in."""
    return _worn.get()


@contextmanager
def dressed(looks: Theme) -> Iterator[None]:
    """Draw in these looks inside the block."""
    token = _worn.set(looks)
    try:
        yield
    finally:
        _worn.reset(token)
