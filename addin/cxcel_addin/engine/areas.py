"""Places in a workbook: blocks of cells, and what references, names of tables and their columns come to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname

ROWS, COLUMNS = 1_048_576, 16_384
LOST = "#REF!"
SHOWN = 8  # names that a sentence lists
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)", re.DOTALL)
_CELLS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?", re.I)
_TO_THE_END = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7}):(\$?)([A-Z]{1,3})", re.I)  # of Google Sheets alone
_WHOLE_COLUMNS = re.compile(r"(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3})", re.I)
_WHOLE_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")
_PART = re.compile(r"\[((?:'.|[^\[\]'])*)\]|((?:'.|[^\[\]',:])+)", re.DOTALL)
_ALL, _DATA, _HEADERS, _TOTALS, _THIS = "#all", "#data", "#headers", "#totals", "#this row"


class NotThere(Exception):
    """A formula points to something that the workbook does not have; the text says what."""


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells; rows and columns from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Its rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Its columns."""
        return self.right - self.left + 1

    @property
    def text(self) -> str:
        """The block as a formula anywhere in the workbook names it.

        Examples
        --------
        >>> Area("It's", 2, 1, 9, 1).text, Area("S", 1, 2, ROWS, 2).text
        ("'It''s'!$A$2:$A$9", "'S'!$B:$B")
        """
        sheet = f"{quote_sheetname(self.sheet)}!"
        left, right = get_column_letter(self.left), get_column_letter(self.right)
        if self.height == ROWS:
            return f"{sheet}${left}:${right}"
        if self.width == COLUMNS:
            return f"{sheet}${self.top}:${self.bottom}"
        first = f"{sheet}${left}${self.top}"
        return first if (self.top, self.left) == (self.bottom, self.right) else f"{first}:${right}${self.bottom}"

    @property
    def shown(self) -> str:
        """The block as people write it.

        Examples
        --------
        >>> Area("My sheet", 2, 1, 9, 1).shown, Area("S", 3, 2, 3, 2).shown
        ("'My sheet'!A2:A9", 'S!B3')
        """
        sheet, _, cells = self.text.rpartition("!")
        plain = sheet[1:-1] if re.fullmatch(r"[^\W\d]\w*", self.sheet) else sheet
        return f"{plain}!{cells.replace('$', '')}"

    def holds(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return sheet == self.sheet and self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether both have a cell in common."""
        beside = self.right < other.left or other.right < self.left
        return self.sheet == other.sheet and not (beside or self.bottom < other.top or other.bottom < self.top)


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: its whole area, its columns' names, and how many rows of heads and totals it has."""

    name: str
    area: Area
    columns: tuple[str, ...]
    heads: int
    totals: int

    def column(self, name: str) -> int:
        """Return the number of a column on its sheet.

        Raises
        ------
        NotThere
            The table has no such column.
        """
        wanted = name.casefold()
        for at, own in enumerate(self.columns):
            if own.casefold() == wanted:
                return self.area.left + at
        raise NotThere(
            f"the table {self.name} on the sheet {self.area.sheet} has no column '{name}' (its columns are "
            f"{listed(self.columns)}); give it that column again, or change the formula"
        )

    def rows(self, items: Sequence[str], row: int) -> tuple[int, int]:
        """Return the first and last row of what the words in brackets, such as #All, mean."""
        top, bottom = self.area.top, self.area.bottom
        first, last = top + self.heads, bottom - self.totals
        spans = {
            _ALL: (top, bottom),
            _DATA: (first, last),
            _HEADERS: (top, top + self.heads - 1),
            _TOTALS: (bottom - self.totals + 1, bottom),
            _THIS: (row, row),
        }
        chosen = [spans[item] for item in items or [_DATA]]
        if _THIS in items and not first <= row <= last:
            raise NotThere(f"'{self.name}[#This Row]' stands beside no row of that table")
        start, end = min(s for s, _ in chosen), max(e for _, e in chosen)
        if end < start:
            raise NotThere(f"the table '{self.name}' has no {items[0]}")
        return start, end


def listed(names: Sequence[str]) -> str:
    """Return names for a sentence.

    Examples
    --------
    >>> listed(["a", "b"]), listed([])
    ("'a', 'b'", 'none')
    """
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:SHOWN]) + more or "none"


def reference(text: str, sheet: str, sheets: Mapping[str, str], *, fixed: bool = False) -> Area | None:
    """Return the block that a reference such as ``'My sheet'!$A$1:B3`` or ``A:A`` names; None where it is none.

    Parameters
    ----------
    text : str
        A reference or a name.
    sheet : str
        The sheet that the formula stands on.
    sheets : mapping of str to str
        The sheets: name in small letters -> as the workbook writes it.
    fixed : bool
        A reference that moves with the formula is not taken, as its place is not known.

    Raises
    ------
    NotThere
        There is no such sheet.

    Examples
    --------
    >>> reference("b2:A1", "S", {})
    Area(sheet='S', top=1, left=1, bottom=2, right=2)
    >>> reference("Survey", "S", {}) is reference("A1", "S", {}, fixed=True) is None
    True
    """
    found = _SHEET.fullmatch(text)
    cells = found[3] if found else text
    block = _block(cells, fixed)
    if block is None:
        return None
    if found:
        named = (found[1] or found[2]).replace("''", "'")
        if named.casefold() not in sheets:
            there = listed(list(sheets.values()))
            raise NotThere(
                f"there is no sheet '{named}' (the sheets are {there}); give it that name again, or change the formula"
            )
        sheet = sheets[named.casefold()]
    top, left, bottom, right = block
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _block(cells: str, fixed: bool) -> tuple[int, int, int, int] | None:
    if found := _CELLS.fullmatch(cells):
        dollars = (found[1], found[3], *((found[5], found[7]) if found[6] else ()))
        left, top = _column(found[2]), int(found[4])
        right, bottom = (_column(found[6]), int(found[8])) if found[6] else (left, top)
    elif found := _WHOLE_COLUMNS.fullmatch(cells):
        dollars = (found[1], found[3])
        left, top, right, bottom = _column(found[2]), 1, _column(found[4]), ROWS
    elif found := _TO_THE_END.fullmatch(cells):
        dollars = (found[1], found[3], found[5])
        left, top, right, bottom = _column(found[2]), int(found[4]), _column(found[6]), ROWS
    elif found := _WHOLE_ROWS.fullmatch(cells):
        dollars = (found[1], found[3])
        left, top, right, bottom = 1, int(found[2]), COLUMNS, int(found[4])
    else:
        return None
    inside = 0 < top <= ROWS and 0 < bottom <= ROWS and max(left, right) <= COLUMNS
    return (top, left, bottom, right) if inside and (all(dollars) or not fixed) else None


def _column(letters: str) -> int:
    return int(column_index_from_string(letters.upper()))


def structured(text: str, tables: Mapping[str, Table], sheet: str, row: int, column: int) -> Area:
    """Return the block that ``Survey[nps]`` and the like names, for a formula in a cell.

    Raises
    ------
    NotThere
        There is no such table or column, or no row of it beside the cell.
    """
    name, _, inner = text.rstrip()[:-1].partition("[")
    table = tables.get(name.casefold()) if name else _around(tables, sheet, row, column)
    if table is None:
        there = listed([table.name for table in tables.values()])
        lost = f"there is no table '{name}' (the tables are {there}); give it that name again, or change the formula"
        raise NotThere(lost if name else "no table is around it")
    items, columns = _specified(inner)
    if LOST in columns:
        raise NotThere(
            f"the column of the table {table.name} that it read was deleted; name another one in the formula"
        )
    top, bottom = table.rows(items, row)
    ends = [table.column(named) for named in columns] or [table.area.left, table.area.right]
    return Area(table.area.sheet, top, min(ends), bottom, max(ends))


def _around(tables: Mapping[str, Table], sheet: str, row: int, column: int) -> Table | None:
    return next((table for table in tables.values() if table.area.holds(sheet, row, column)), None)


def _specified(inner: str) -> tuple[list[str], list[str]]:
    """Return the words in brackets that begin with #, and the names of columns."""
    items: list[str] = []
    if inner.startswith("@"):
        items, inner = [_THIS], inner[1:]
    inner = inner.strip()
    if inner and not inner.startswith("["):
        inner = f"[{inner}]"
    columns = []
    for bracketed, bare in _PART.findall(inner):
        part = bracketed or bare.strip()
        word = part.strip().lower()
        if word in (_ALL, _DATA, _HEADERS, _TOTALS, _THIS):
            items.append(word)
        elif part:
            columns.append(re.sub(r"'(.)", r"\1", part))
    return items, columns
