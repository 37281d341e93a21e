"""A sheet as a grid of values, read from its part; its cells can be changed in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from .formulas import place
from .package import STRINGS, Package, Sheet
from .tree import Tree, children, read, text_of

At = tuple[int, int]  # row and column, counted from 1
Value = str | float
_YES = ("1", "true")


class Cell(NamedTuple):
    """What stands in a cell, and its element."""

    value: Value
    element: Element


@dataclass(slots=True)
class Grid:
    """A sheet: its filled cells, and the ranges of its tables."""

    sheet: Sheet
    tree: Tree
    cells: dict[At, Cell] = field(default_factory=dict)
    tables: list[tuple[int, int, int, int]] = field(default_factory=list)

    def text(self, row: int, column: int) -> str:
        """Return a cell's text, "" where there is none."""
        cell = self.cells.get((row, column))
        return cell.value if cell and isinstance(cell.value, str) else ""

    def number(self, row: int, column: int) -> float | None:
        """Return a cell's number."""
        cell = self.cells.get((row, column))
        return cell.value if cell and not isinstance(cell.value, str) else None

    def rows(self) -> dict[int, list[int]]:
        """Return the filled columns of each row that has any."""
        out: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            out.setdefault(row, []).append(column)
        return out

    def clear(self, row: int, column: int) -> None:
        """Leave a cell with its look and nothing in it."""
        cell = self.cells.pop((row, column), None)
        if cell:
            cell.element[:] = []
            cell.element.attrib.pop("t", None)

    def write(self, row: int, column: int, text: str) -> None:
        """Put a text into a filled cell."""
        put_text(self.cells[row, column].element, text)
        self.cells[row, column] = self.cells[row, column]._replace(value=text)


def put_text(element: Element, text: str) -> None:
    """Put a text into a cell, whatever it held."""
    space = element.tag.rpartition("}")[0] + "}" if "}" in element.tag else ""
    element[:] = []
    element.set("t", "inlineStr")
    inline = element.makeelement(f"{space}is", {})
    run = element.makeelement(f"{space}t", {})
    run.text = text
    inline.append(run)
    element.append(inline)


def grids(book: Package) -> list[Grid]:
    """Return the worksheets of a workbook as grids."""
    texts = shared_texts(book)
    return [
        _grid(book, sheet, texts) for sheet in book.sheets if "worksheets/" in sheet.part and sheet.part in book.parts
    ]


def shared_texts(book: Package) -> list[str]:
    """Return the texts that cells share, by their numbers."""
    return [text_of(item) for item in book.root(STRINGS)] if STRINGS in book.parts else []


def _grid(book: Package, sheet: Sheet, texts: list[str]) -> Grid:
    grid = Grid(sheet, read(book.parts[sheet.part], sheet.part))
    for cell in grid.tree.root.iterfind("{*}sheetData/{*}row/{*}c"):
        value = _value(cell, texts)
        if value not in ("", None):
            grid.cells[place(cell.get("r", ""))] = Cell(value, cell)
    grid.tables = list(_tables(book, sheet))
    return grid


def _value(cell: Element, texts: list[str]) -> Value | None:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return text_of(cell)
    text = next((e.text or "" for e in children(cell, "v")), "")
    if kind == "s":
        return texts[int(text)] if text.isdecimal() and int(text) < len(texts) else ""
    if kind == "n" and text:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _tables(book: Package, sheet: Sheet) -> Iterator[tuple[int, int, int, int]]:
    for part in book.targets(sheet.part).values():
        if part.startswith("xl/tables/") and part in book.parts:
            first, _, last = book.root(part).get("ref", "").partition(":")
            yield (*place(first), *place(last or first))


def hidden_columns(root: Element) -> Iterator[int]:
    """Yield the columns of a sheet that a reader does not see."""
    for columns in root.iterfind("{*}cols/{*}col"):
        if columns.get("hidden") in _YES or columns.get("width") == "0":
            yield from range(int(columns.get("min", "1")), int(columns.get("max", "0")) + 1)


def is_hidden(row: Element) -> bool:
    """Whether a reader does not see a row."""
    return row.get("hidden") in _YES or row.get("ht") == "0"
