"""A picture of the add-in's tab, drawn with shapes from the ribbon's own labels."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ..report.render.styles import BLUE, FONT, HAIR, INK, MUTED, RULE, WHITE

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEIGHT, WIDTH = 112, 924
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"cxRefresh": "↻", "cxBuild": "▥", "cxShare": "↗", "cxCheck": "✓", "cxInsert": "ƒ", "cxExplain": "!",
     "cxTemplates": "▤", "cxHelp": "?", "cxAbout": "i"}
)  # fmt: skip
_NS = "{http://schemas.microsoft.com/office/2009/07/customui}"
BUTTON, TAB, TALL = 98, 24, 66


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups of the ribbon with the ids and labels of what stands in them.

    Examples
    --------
    >>> [(name, len(inside)) for name, inside in groups()]
    [('Report', 4), ('Formulas', 3), ('CXcel', 2)]
    """
    root = ElementTree.fromstring((files("cxcel_addin.package") / "ribbon.xml").read_text("utf-8"))
    return [
        (str(group.get("label")), [(str(each.get("id")), str(each.get("label"))) for each in group])
        for group in root.iter(f"{_NS}group")
    ]


def draw(sheet: Worksheet, row: int, column: int) -> None:
    """Draw it from a cell on."""
    box = _Pen(sheet, row, column)
    box.put("", 0, TAB, WIDTH, HEIGHT - TAB, fill="#F5F7FA", line=RULE, about="The tab CX of the add-in")
    box.put("CX", 12, 2, 54, TAB, fill="#F5F7FA", line=RULE, color=BLUE, bold=True)
    left = 10
    for name, inside in groups():
        start = left
        for identity, label in inside:
            box.put(_SIGNS[identity], left + 24, TAB + 4, BUTTON - 48, 30, size=17, color=BLUE)
            box.put(label, left, TAB + 34, BUTTON, 24, size=9)
            left += BUTTON
        box.put(name, start, TAB + TALL - 4, left - start, 22, size=8, color=MUTED)
        left += 10
        if name != groups()[-1][0]:
            box.put("", left - 6, TAB + 10, 1, TALL, line=HAIR)


class _Pen:
    def __init__(self, sheet: Worksheet, row: int, column: int) -> None:
        self.sheet, self.row, self.column = sheet, row, column

    def put(
        self,
        text: str,
        x: int,
        y: int,
        width: int,
        height: int,
        *,
        fill: str = "",
        line: str = "",
        size: int = 9,
        color: str = INK,
        bold: bool = False,
        about: str = "",
    ) -> None:
        """One shape with a text in its middle."""
        options = {
            "x_offset": x, "y_offset": y, "width": width, "height": height, "object_position": 1,
            "fill": {"color": fill} if fill else {"none": True},
            "line": {"color": line, "width": 0.75} if line else {"none": True},
            "font": {"name": FONT, "size": size, "color": color or WHITE, "bold": bold},
            "align": {"vertical": "middle", "horizontal": "center"},
        }  # fmt: skip
        self.sheet.insert_textbox(self.row, self.column, text, options | _told(about))


def _told(about: str) -> dict[str, object]:
    return {"description": about} if about else {"decorative": True}
