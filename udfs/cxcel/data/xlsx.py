"""Workbooks through calamine: every visible sheet is a table; error cells are found in the sheet's own XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from cxcel.data.layout import below_header, filled, find_header, named, questions_for
from cxcel.data.notes import Notes, Place
from cxcel.data.table import RawTable
from cxcel.data.tables import ExcelTable, excel_tables, outside, worth_reading
from cxcel.errors import BadInput
from cxcel.sentences import sentence, sentence_many

Row = list[Any]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"')
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_xlsx(path: Path, data: bytes, notes: Notes, without: Collection[str] = ()) -> list[RawTable]:
    """Return the tables of a workbook: one for each visible sheet, or the Excel tables of a sheet that has several."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    refuse_ole(data, path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet and s.name not in without]
        visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible}
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput(
            f"{path.name} is damaged or is no Excel workbook; open it in Excel and save it again as .xlsx or .csv"
        ) from error
    for name in sorted({sheet.name for sheet in sheets} - set(visible)):
        done = sentence("not read; unhide it if it is wanted")
        notes.find(Place(path.name, name), sentence("a hidden sheet"), done)
    errors, tables = error_cells(data), tables_by_sheet(data)
    found: list[RawTable] = []
    for name, rows in cells.items():
        found += _on_sheet(rows, Place(path.name, name), notes, errors.get(name, {}), tables.get(name, []))
    if not found and without:
        raise BadInput(f"{path.name} has no table beside the report: put the data on a sheet of its own")
    if not found:
        place = Place(path.name, visible[0] if visible else "")
        raise BadInput(f"{place} is empty: it has no header and no rows; save it with its data")
    return found


def _on_sheet(
    rows: list[Row], place: Place, notes: Notes, errors: Mapping[int, tuple[int, ...]], tables: Sequence[ExcelTable]
) -> Iterator[RawTable]:
    if not worth_reading(tables):
        whole = _table(rows, place, notes, errors)
        if whole is not None:
            yield whole
        return
    beside = outside(rows, tables)
    if beside:
        text = sentence_many(
            "{n} row with cells outside its Excel tables", "{n} rows with cells outside its Excel tables", len(beside)
        )
        notes.find(place, text, sentence("not read; drag the corner of a table over them if they belong to it"), beside)
    for table in tables:
        at = place if len(tables) == 1 else Place(place.file, table.name)
        yield _excel_table(table, rows, at, notes, errors)


def _excel_table(
    table: ExcelTable, rows: list[Row], place: Place, notes: Notes, errors: Mapping[int, tuple[int, ...]]
) -> RawTable:
    header, *body = table.cut(rows)
    marked = {
        column - table.left: tuple(row for row in listed if table.top + 1 < row <= table.bottom + 1)
        for column, listed in errors.items()
        if table.left <= column <= table.right
    }
    marked = {column: listed for column, listed in marked.items() if listed}
    marked_rows = {row for listed in marked.values() for row in listed}
    numbered = [(n, row) for n, row in enumerate(body, table.top + 2) if any(map(filled, row)) or n in marked_rows]
    columns = [[row[column] for _, row in numbered] for column in range(len(header))]
    names = named([str(cell) if filled(cell) else "" for cell in header])
    made = RawTable(place.file, place.sheet, names, columns, [n for n, _ in numbered], "", marked)
    for column, listed in marked.items():
        say_errors(made, column, listed, notes)
    return made


def refuse_ole(data: bytes, path: Path) -> None:
    """Refuse password-protected workbooks and those of Excel 97 to 2003; both are OLE containers."""
    if not data.startswith(_OLE):
        return
    if _LOCKED in data:
        raise BadInput(
            f"{path.name} is protected by a password; open it in Excel, remove the password (File, Info) and save it"
        )
    raise BadInput(f"{path.name} is in the format of Excel 97 to 2003; open it in Excel and save it as .xlsx or .csv")


def _table(rows: list[Row], place: Place, notes: Notes, errors: Mapping[int, tuple[int, ...]]) -> RawTable | None:
    while rows and not any(map(filled, rows[-1])):
        rows.pop()
    if not rows:
        notes.find(place, sentence("an empty sheet"), sentence("not read"))
        return None
    at = find_header(rows, place, notes)
    used = [
        column
        for column, cell in enumerate(rows[at])
        if filled(cell) or any(filled(row[column]) for row in rows[at + 1 :])
    ]
    used = used or [0]
    marked_rows = {row for listed in errors.values() for row in listed}
    start = below_header(rows, at, place, notes)
    numbered = enumerate(rows[start:], start + 1)
    body = [(number, row) for number, row in numbered if any(map(filled, row)) or number in marked_rows]
    columns: Sequence[Sequence[Any]] = [[row[column] for _, row in body] for column in used]
    asked = questions_for([str(cell) if filled(cell) else "" for cell in rows[at]], rows, at)
    headers = named([asked[column] for column in used])
    marked = {position: errors[column] for position, column in enumerate(used) if column in errors}
    table = RawTable(place.file, place.sheet, headers, columns, [number for number, _ in body], "", marked)
    for position, listed in marked.items():
        say_errors(table, position, listed, notes)
    return table


def say_errors(table: RawTable, column: int, rows: Sequence[int], notes: Notes) -> None:
    """Note a column's error cells, which were read as blank."""
    place = table.place.at(table.headers[column])
    found = sentence_many(
        "{n} error cell such as #N/A or #DIV/0!", "{n} error cells such as #N/A or #DIV/0!", len(rows)
    )
    notes.find(place, found, sentence("read as blank"), rows, len(rows))


def error_cells(data: bytes) -> dict[str, dict[int, tuple[int, ...]]]:
    """Return sheet -> column (from 0) -> rows that hold an Excel error, which calamine shows as blank."""
    found: dict[str, dict[int, tuple[int, ...]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for name, part in sheet_parts(book):
                xml = book.read(part)
                if b't="e"' in xml:
                    found[name] = _by_column(xml)
    except (zipfile.BadZipFile, KeyError, ET.ParseError):
        return {}
    return found


def tables_by_sheet(data: bytes) -> dict[str, list[ExcelTable]]:
    """Return sheet -> its Excel tables."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return {name: excel_tables(book, part) for name, part in sheet_parts(book)}
    except (zipfile.BadZipFile, KeyError, ET.ParseError, IndexError):
        return {}


def _by_column(xml: bytes) -> dict[int, tuple[int, ...]]:
    columns: dict[int, list[int]] = {}
    for match in _ERROR_CELL.finditer(xml):
        columns.setdefault(column_number(match[1].decode()), []).append(int(match[2]))
    return {column: tuple(rows) for column, rows in columns.items()}


def column_number(letters: str) -> int:
    """Return a column's position, from 0.

    Examples
    --------
    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheet_parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet of a workbook with the part that holds it."""
    links = ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): (link.get("Target") or "").lstrip("/") for link in links}
    for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_REL), "")
            yield sheet.get("name") or "", target if target.startswith("xl/") else f"xl/{target}"
