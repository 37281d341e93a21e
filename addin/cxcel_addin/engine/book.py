"""A workbook file as the engine needs it: its formulas, tables, names and links, and which of its cells are dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import basename

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import range_boundaries

from cxcel.errors import BadInput

from ..shared.package import BOOK, STRINGS, Package, local
from .areas import Area, Table
from .sheet import Sheet, spelled

TIME, DATE = 1, 2  # what a number format makes of a number
STYLES = "xl/styles.xml"
_SKIPPED = re.compile(r'"[^"]*"?|[\\_*].?|am/pm|a/p|\[(h+|m+|s+)\]|\[[^\]]*\]?')
_OURS = re.compile(r"cxcel\b.*\.xlam$", re.I)  # cxcel_addin.package.builder.FILE_NAME, and older ones with a number
_BUILTIN_TIMES = range(45, 48)
_EAST_ASIAN = {*range(27, 37), *range(50, 59)}  # dates of the locale, whose codes a file does not bear


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; `sheet` is "" where the whole workbook knows it."""

    name: str
    sheet: str
    text: str


class Book:
    """A workbook, read from the bytes of its file.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for sentences.
    folder : Path, optional
        Where it lies: sources that are named there are found.

    Raises
    ------
    BadInput
        The file is no workbook that can be read; the sentence names it.
    """

    def __init__(self, content: bytes, name: str, folder: Path | None = None) -> None:
        self.name, self.folder = name, folder
        self.package = Package.read(content, name)
        listed = [sheet for sheet in self.package.sheets if "worksheets/" in sheet.part]
        lost = [sheet.title for sheet in listed if sheet.part not in self.package.parts]
        if lost:
            raise BadInput(f"{name}: the sheet '{lost[0]}' is not in the file; save it again in Excel")
        self.parts = {sheet.title: sheet.part for sheet in listed}
        self.sheets = {title: Sheet(title, self._xml(part), name) for title, part in self.parts.items()}
        self.known = {title.casefold(): title for title in self.sheets}

    def _xml(self, part: str) -> bytes:
        xml = self.package.parts[part]
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return xml.decode("utf-16").encode()
        return xml

    @cached_property
    def since_1904(self) -> bool:
        """Whether it counts days from 1904."""
        found = self.package.root(BOOK).find("{*}workbookPr")
        return found is not None and found.get("date1904", "0") in ("1", "true")

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells share, by their numbers."""
        if STRINGS not in self.package.parts:
            return []
        shared = (element for element in self.package.elements(STRINGS) if local(element.tag) == "si")
        return [spelled("".join(text.text or "" for text in one.iter() if local(text.tag) == "t")) for one in shared]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Its tables by their names in small letters."""
        out = {}
        for title, part in self.parts.items():
            for relation in self.package.relations(part):
                target = self.package.targets(part).get(relation.get("Id", ""), "")
                if relation.get("Type", "").endswith("/table") and target in self.package.parts:
                    table = self._table(title, target)
                    out[table.name.casefold()] = table
        return out

    def _table(self, sheet: str, part: str) -> Table:
        root = self.package.root(part)
        left, top, right, bottom = range_boundaries(root.get("ref", "A1"))
        columns = [spelled(column.get("name", "")) for column in root.findall("{*}tableColumns/{*}tableColumn")]
        name = root.get("displayName", "") or root.get("name", "")
        heads, totals = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
        return Table(str(name), Area(sheet, top, left, bottom, right), tuple(columns), heads, totals)

    @cached_property
    def names(self) -> dict[tuple[str, str], Name]:
        """Its defined names by the sheet that knows them and themselves, in small letters."""
        titles = [sheet.title for sheet in self.package.sheets]
        out = {}
        for found in self.package.root(BOOK).findall("{*}definedNames/{*}definedName"):
            own = found.get("localSheetId", "")
            sheet = titles[int(own)] if own.isdecimal() and int(own) < len(titles) else ""
            name = Name(found.get("name", ""), sheet, found.text or "")
            out[sheet.casefold(), name.name.casefold()] = name
        return out

    def named(self, name: str, sheet: str) -> Name | None:
        """Return what a name means to a formula on a sheet."""
        low = name.casefold()
        return self.names.get((sheet.casefold(), low)) or self.names.get(("", low))

    @cached_property
    def links(self) -> dict[int, str]:
        """Other workbooks by the number that formulas call them: what their file is called."""
        targets = self.package.targets(BOOK)
        out = {}
        for number, link in enumerate(self.package.root(BOOK).findall("{*}externalReferences/{*}externalReference"), 1):
            part = targets.get(next((v for k, v in link.attrib.items() if k.endswith("}id")), ""), "")
            outside = self.package.relations(part) if part in self.package.parts else []
            out[number] = next((basename(r.get("Target", "").replace("\\", "/")) for r in outside), "")
        return out

    def is_ours(self, number: int) -> bool:
        """Whether a link leads to the add-in, wherever it lies; LibreOffice drops the link and leaves its number."""
        return number not in self.links or bool(_OURS.match(self.links[number]))

    @cached_property
    def moments(self) -> dict[int, int]:
        """Styles that show a number as a date or time: number of the style -> DATE or TIME."""
        if STYLES not in self.package.parts:
            return {}
        root = self.package.root(STYLES)
        own = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.findall("{*}numFmts/{*}numFmt")}
        used = [int(xf.get("numFmtId", "0")) for xf in root.findall("{*}cellXfs/{*}xf")]
        meant = {number: _meaning(number, own) for number in set(used)}
        return {style: meant[number] for style, number in enumerate(used) if meant[number]}

    @cached_property
    def dated(self) -> Mapping[str, Mapping[tuple[int, int], int]]:
        """Cells that are shown as dates or times: sheet -> row and column -> DATE or TIME."""
        return {
            title: {(row, column): kind for row, column, kind in sheet.styled(self.moments)}
            for title, sheet in self.sheets.items()
        }

    def dated_in(self, area: Area) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and meaning of those cells of a block that are shown as dates or times."""
        for column, cells in self._dated_columns[area.sheet].items():
            if area.left <= column <= area.right:
                start, end = (bisect_left(cells, (row,)) for row in (area.top, area.bottom + 1))
                yield from ((row, column, kind) for row, kind in cells[start:end])

    @cached_property
    def _dated_columns(self) -> Mapping[str, Mapping[int, list[tuple[int, int]]]]:
        """The same cells column by column, from above: a block's are found without a look at all."""
        found: dict[str, dict[int, list[tuple[int, int]]]] = {title: defaultdict(list) for title in self.sheets}
        for title, cells in self.dated.items():
            for (row, column), kind in sorted(cells.items()):
                found[title][column].append((row, kind))
        return found


def _meaning(number: int, own: Mapping[int, str]) -> int:
    if number in own:
        return kind_of(own[number])
    if number in _EAST_ASIAN:
        return DATE
    return TIME if number in _BUILTIN_TIMES else kind_of(BUILTIN_FORMATS.get(number, "General"))


def kind_of(code: str) -> int:
    """Return DATE for a number format with days, months or years, TIME for hours, minutes, seconds alone, else 0.

    The same rule as that of the add-in's VBA (Moments.bas).

    Examples
    --------
    >>> [kind_of(code) for code in ("dd.mm.yyyy", "[h]:mm", 'mmm "of" yy', "[Red]0.00", '0 "days"', "General")]
    [2, 1, 2, 0, 0, 0]
    """
    if code in ("General", "@"):
        return 0
    code = _SKIPPED.sub(lambda found: "h" if found[1] else "", code.lower().partition(";")[0])
    letters = re.sub("[^dmyhs]", "", code)
    if "d" in letters or "y" in letters or "mmm" in letters:
        return DATE
    if "h" in letters or "s" in letters:
        return TIME
    return DATE if "m" in letters else 0
