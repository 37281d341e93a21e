"""The XML of one sheet: which formulas, values and styles its cells have.

Cells are taken out of the text by patterns: a tree of a sheet of 200,000 rows would take a gigabyte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from html import unescape

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries

from cxcel.errors import BadInput

from .areas import Area

_ROW = rb"<%srow\b([^>]*?)(?:/>|>(.*?)</%srow>)"
_CELL = rb"<%sc\b([^>]*?)(?:/>|>(.*?)</%sc>)"
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
Place = tuple[int, int]
WHAT_IF = "it is a what-if table"
SAVE_IT = "open it in Excel or LibreOffice and save it again"


class Error(str):
    """An Excel error, told from a text that looks like one."""

    __slots__ = ()


class Sort(Enum):
    """How a formula fills cells: one; as many as its result has; those it was entered for."""

    PLAIN = 1
    SPILLING = 2
    FIXED = 3


Value = float | bool | str | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a cell; `text` without its equals sign, `covered` where it put its values when it was saved."""

    row: int
    column: int
    text: str
    sort: Sort
    covered: Area
    why: str = ""  # why it cannot be computed by anything but the program that wrote it


class Sheet:
    """A sheet of a workbook file.

    Raises
    ------
    BadInput
        Its cells bear no addresses, or its rows cannot be told apart.
    """

    def __init__(self, title: str, xml: bytes, file: str) -> None:
        self.title, self.xml, self.file = title, xml, file
        root = re.search(rb"<(?:(\w+):)?worksheet\b", xml)
        self.prefix = root[1] + b":" if root and root[1] else b""
        self.rows = re.compile(_ROW % (self.prefix, self.prefix), re.DOTALL)
        self._cells = re.compile(_CELL % (self.prefix, self.prefix), re.DOTALL)
        self.formula_of = re.compile(rb"<%sf\b([^>]*?)(?:/>|>(.*?)</%sf>)" % (self.prefix, self.prefix), re.DOTALL)
        self._values = re.compile(rb"<%sv\b[^>]*>(.*?)</%sv>" % (self.prefix, self.prefix), re.DOTALL)
        self._texts = re.compile(rb"<%st\b[^>]*>(.*?)</%st>" % (self.prefix, self.prefix), re.DOTALL)
        opened = re.search(rb"<%ssheetData\b[^>]*?(/?)>" % self.prefix, xml)
        if opened is None:
            raise BadInput(f"{file}, sheet {title}: it has no cells; {SAVE_IT}")
        self.start = opened.end()
        closing = b"</%ssheetData>" % self.prefix
        self.end = self.start if opened[1] else xml.find(closing)
        self.opened = opened

    def each_row(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield number, attributes and cells of each row."""
        for found in self.rows.finditer(self.xml, self.start, self.end):
            number = attribute(found[1], b"r")
            if number is None:
                raise BadInput(f"{self.file}, sheet {self.title}: its rows bear no numbers; {SAVE_IT}")
            yield int(number), found[1], found[2] or b""

    def each_cell(self, row: int, cells: bytes) -> Iterator[tuple[int, bytes, bytes, bytes]]:
        """Yield column, attributes, content and the whole text of each cell of a row."""
        for found in self._cells.finditer(cells):
            place = attribute(found[1], b"r")
            if place is None:
                raise BadInput(f"{self.file}, sheet {self.title}, row {row}: its cells bear no addresses; {SAVE_IT}")
            yield _column(place), found[1], found[2] or b"", found[0]

    @cached_property
    def formulas(self) -> list[Formula]:
        """Its formulas, those that share a text each with its own."""
        out, shared = [], dict[str, tuple[str, str]]()
        mark = self.formula_of
        if not mark.search(self.xml, self.start, self.end):
            return []
        for row, _, cells in self.each_row():
            if not mark.search(cells):
                continue
            for column, attributes, content, _ in self.each_cell(row, cells):
                found = mark.search(content)
                if found:
                    out.append(self._formula((row, column), attributes, _attributes(found[1]), found[2], shared))
        return [formula for formula in out if formula is not None]

    def _formula(
        self, at: Place, cell: bytes, own: Mapping[str, str], text: bytes | None, shared: dict[str, tuple[str, str]]
    ) -> Formula | None:
        row, column = at
        written = unescape((text or b"").decode())
        kind, here = own.get("t", ""), f"{get_column_letter(column)}{row}"
        alone = Area(self.title, row, column, row, column)
        if kind == "shared" and written:
            shared[own.get("si", "")] = (written, here)
        elif kind == "shared":
            if own.get("si", "") not in shared:
                raise BadInput(f"{self.file}, {self.title}!{here}: its formula is damaged; {SAVE_IT}")
            first, origin = shared[own["si"]]
            written = Translator(f"={first}", origin=origin).translate_formula(here)[1:]
        if kind == "array":
            left, top, right, bottom = range_boundaries(own.get("ref", here))
            sort = Sort.SPILLING if attribute(cell, b"cm") else Sort.FIXED
            return Formula(row, column, written, sort, Area(self.title, top, left, bottom, right))
        return Formula(row, column, written, Sort.PLAIN, alone, WHAT_IF if kind == "dataTable" else "")

    @cached_property
    def has_hidden_rows(self) -> bool:
        """Whether a row is hidden, by hand or by a filter."""
        hidden = re.compile(rb'<%srow\b[^>]*\bhidden="(?:1|true)"' % self.prefix)
        return hidden.search(self.xml, self.start, self.end) is not None

    @cached_property
    def merged(self) -> list[Area]:
        """Blocks of merged cells."""
        found = re.findall(rb'<%smergeCell\b[^>]*?\bref="([^"]+)"' % self.prefix, self.xml[self.end :])
        areas = []
        for text in found:
            left, top, right, bottom = range_boundaries(text.decode())
            areas.append(Area(self.title, top, left, bottom, right))
        return areas

    def styled(self, styles: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and meaning of the cells whose style has one.

        Parameters
        ----------
        styles : mapping of int to int
            Number of a style -> what it means.
        """
        if not styles:
            return
        wanted = b"|".join(str(style).encode() for style in styles)
        pattern = re.compile(rb'<%sc\b(?=[^>]*?\br="([A-Z]+)(\d+)")[^>]*?\bs="(%s)"' % (self.prefix, wanted))
        for found in pattern.finditer(self.xml, self.start, self.end):
            yield int(found[2]), _column(found[1] + found[2]), styles[int(found[3])]

    def styles_of(self, places: set[Place]) -> dict[Place, int]:
        """Return the styles of cells, those of their row or column where they have none of their own."""
        columns, rows = self._column_styles(), {row for row, _ in places}
        out = {place: next((s for a, b, s in columns if a <= place[1] <= b), 0) for place in places}
        for row, attributes, cells in self.each_row():
            if row not in rows:
                continue
            if attribute(attributes, b"customFormat") in (b"1", b"true"):
                out |= {place: int(attribute(attributes, b"s") or 0) for place in places if place[0] == row}
            for column, own, _, _ in self.each_cell(row, cells):
                if (row, column) in places:
                    out[row, column] = int(attribute(own, b"s") or 0)
        return out

    def values(self, areas: Sequence[Area], texts: Sequence[str]) -> dict[Place, Value]:
        """Return what stands in the cells of some blocks, blank ones left out.

        Parameters
        ----------
        areas : sequence of Area
            The blocks.
        texts : sequence of str
            The texts that the cells of the workbook share.
        """
        out: dict[Place, Value] = {}
        wanted: dict[int, set[int]] = {}
        for area in areas:
            for row in range(area.top, area.bottom + 1):
                wanted.setdefault(row, set()).update(range(area.left, area.right + 1))
        for row, _, cells in self.each_row():
            columns = wanted.get(row, set())
            for column, own, content, _ in self.each_cell(row, cells) if columns else ():
                if column in columns:
                    value = self._value(attribute(own, b"t") or b"n", content, texts)
                    if value is not None:
                        out[row, column] = value
        return out

    def _value(self, kind: bytes, content: bytes, texts: Sequence[str]) -> Value:
        if kind == b"inlineStr":
            return spelled("".join(unescape(text.decode()) for text in self._texts.findall(content)))
        found = self._values.search(content)
        if found is None:
            return None
        text = unescape(found[1].decode())
        if kind == b"s":
            return texts[int(text)]
        if kind in (b"str", b"d"):
            return spelled(text)
        if kind == b"e":
            return Error(text)
        if not text:  # as LibreOffice writes a formula whose result is an empty cell
            return None
        return text in ("1", "true") if kind == b"b" else float(text)

    def _column_styles(self) -> list[tuple[int, int, int]]:
        found = re.findall(rb"<%scol\b([^>]*)/?>" % self.prefix, self.xml[: self.start])
        given = [_attributes(text) for text in found]
        return [(int(a["min"]), int(a["max"]), int(a["style"])) for a in given if "style" in a]


def spelled(text: str) -> str:
    """Return a text with the signs that a file writes as _x000a_.

    Examples
    --------
    >>> spelled("_x0041_ and _x005f_x0041_")
    'A and _x0041_'
    """
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def attribute(text: bytes, name: bytes) -> bytes | None:
    """Return an attribute of a tag, None where it has none of that name."""
    found = re.search(rb'(?:^|\s)%s\s*=\s*"([^"]*)"' % name, text)
    return found[1] if found else None


def _attributes(text: bytes) -> dict[str, str]:
    return {name.decode(): unescape(value.decode()) for name, value in _ATTRIBUTE.findall(text)}


_COLUMNS: dict[bytes, int] = {}


def _column(place: bytes) -> int:
    letters = place.rstrip(b"0123456789")
    if letters not in _COLUMNS:
        _COLUMNS[letters] = int(column_index_from_string(letters.decode()))
    return _COLUMNS[letters]
