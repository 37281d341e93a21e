"""A workbook in memory that makes one cell format for each look."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from .styles import BASE, FONT, Look
from .theme import theme

if TYPE_CHECKING:
    from xlsxwriter.format import Format

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
    # of Arial 10: XlsxWriter leaves out heights that equal its default, and LibreOffice then fits rows
    "default_row_height": 17,
}


class Formatted:
    """Holds the workbook, where it is written to, and its formats."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self.workbook = xlsxwriter.Workbook(self._buffer, deepcopy(OPTIONS))  # XlsxWriter writes into them
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[tuple[str, Any], ...], Format] = {}  # as the looks were laid over each other

    def format(self, *looks: Look) -> Format:
        """The format of a look, made once."""
        properties = BASE.copy()
        for look in looks:
            properties |= look
        asked = tuple(properties.items())
        if asked not in self._asked:
            self._asked[asked] = self._made(_worn(properties))
        return self._asked[asked]

    def _made(self, properties: Look) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


def _worn(properties: Look) -> Look:
    """The look with the font, the size and the colours of the theme."""
    worn = theme()
    colors = {name: worn.paint(color) for name, color in properties.items() if name.endswith("_color")}
    return properties | colors | {"font_name": worn.font, "font_size": worn.points(properties["font_size"])}
