"""The Excel tables of a workbook: where they stand on their sheets."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

from cxcel.data.layout import filled

_REFERENCE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_KIND = "/table"  # how the type of a relation to a table ends


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """A table by name; rows and columns from 0, the first row is its header, the last its last row of data."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    totals: bool = False

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell belongs to it, its totals included."""
        return self.top <= row <= self.bottom + self.totals and self.left <= column <= self.right

    def cut(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Return its cells."""
        return [list(row[self.left : self.right + 1]) for row in rows[self.top : self.bottom + 1]]


def worth_reading(tables: Sequence[ExcelTable]) -> bool:
    """Whether a sheet is read by its tables; one table from A1 on, without totals, is the sheet itself."""
    return len(tables) > 1 or any(table.top or table.left or table.totals for table in tables)


def outside(rows: Sequence[Sequence[Any]], tables: Sequence[ExcelTable]) -> list[int]:
    """Return the rows (from 1) below the first header that hold something beside the tables."""
    first = min(table.top for table in tables)
    return [
        at + 1
        for at, row in enumerate(rows)
        if at >= first and any(filled(c) and not any(t.holds(at, col) for t in tables) for col, c in enumerate(row))
    ]


def excel_tables(book: zipfile.ZipFile, part: str) -> list[ExcelTable]:
    """Return the tables of a sheet by its part, those without a header row left out."""
    place = PurePosixPath(part)
    links = f"{place.parent}/_rels/{place.name}.rels"
    if links not in book.namelist():
        return []
    targets = [link.get("Target") or "" for link in ET.fromstring(book.read(links)) if _is_table(link)]
    tables = _tables(ET.fromstring(book.read(_whole(target, place.parent))) for target in targets)
    return sorted(tables, key=lambda table: (table.top, table.left))


def _is_table(link: ET.Element) -> bool:
    return (link.get("Type") or "").endswith(_KIND)


def _whole(target: str, folder: PurePosixPath) -> str:
    """Return the name of a part from the way a relation writes it."""
    if target.startswith("/"):
        return target[1:]
    parts = list(folder.parts)
    for step in PurePosixPath(target).parts:
        if step == "..":
            parts.pop()
        else:
            parts.append(step)
    return "/".join(parts)


def _tables(roots: Iterator[ET.Element]) -> Iterator[ExcelTable]:
    from cxcel.data.xlsx import column_number

    for root in roots:
        found = _REFERENCE.fullmatch((root.get("ref") or "").replace("$", ""))
        if found is None or root.get("headerRowCount") == "0":
            continue
        left, top, right, bottom = column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])
        totals = root.get("totalsRowCount", "0") != "0"
        name = root.get("displayName") or root.get("name") or ""
        yield ExcelTable(name, top - 1, left, bottom - 1 - totals, right, totals)
