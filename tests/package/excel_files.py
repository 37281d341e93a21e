"""What Excel does with files and pyOpenVBA's Excel does not: copies, templates, saving in another format, inspecting.

Each member does what its page says, under https://learn.microsoft.com/office/vba/api/ : excel.workbook.savecopyas,
excel.workbooks.add ("Template: ... the new workbook is created with the specified file as a template"),
excel.workbook.saveas (FileFormat 51 holds no macros), excel.workbook.breaklink,
excel.workbook.removedocumentinformation, excel.application.getsaveasfilename (False when cancelled),
excel.range.directprecedents (on the same sheet; an error where there are none).
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyopenvba._a1 import Area
from pyopenvba.apps.excel._clipboard import VALUES, paste_special
from pyopenvba.apps.excel._io import load_workbook, save_workbook
from pyopenvba.apps.excel._model import Application, Range, Workbook, Workbooks, Worksheet
from pyopenvba.apps.excel._tables import ListObject
from pyopenvba.formula._parse import split_sheet, tokenize
from pyopenvba.interpreter import _runtime
from pyopenvba.interpreter._objects import MemberSpec, VBACollection, VBAObject
from pyopenvba.interpreter._values import EMPTY, MISSING, VBAInt
from pyopenvba.powerquery import _opc

from cxcel_addin.shared import Package

XLSX = 51  # xlOpenXMLWorkbook
DOCUMENT_PROPERTIES = 8  # xlRDIDocumentProperties
MACROS = ("xl/vbaProject.bin", "xl/_rels/vbaProject.bin.rels", "customUI/")
STATES = {"hidden": 0, "veryHidden": 2}


class Removable(VBACollection):
    """Connections, slicers and the like: a collection whose items stand for parts that go when they are deleted."""

    vba_type_name = "Collection"

    def __init__(self, book: Any, start: str) -> None:
        self.book, self.start = book, start

    def vba_items(self) -> list[object]:
        package = self.book.package
        gone = getattr(self.book, "cxcel_gone", set())
        found = [n for n in package.names() if n.startswith(self.start)] if package else []
        return [] if self.start in gone or not found else [Item(self.book, self.start)]


class Item(VBAObject):
    vba_type_name = "Object"

    def __init__(self, book: Any, start: str) -> None:
        self.book, self.start = book, start

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        if name.lower() == "delete":
            gone(self.book).add(self.start)
            return EMPTY
        assert name.lower() == "builtin"
        return False


def gone(book: Any) -> set[str]:
    """Beginnings of the names of parts that the next saving leaves out."""
    if not hasattr(book, "cxcel_gone"):
        book.cxcel_gone = set()
    return book.cxcel_gone


def without(path: Path, starts: set[str], *, properties: bool, macros: bool) -> None:
    """Take parts out of a saved file, and what speaks of them."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    out = {name: content for name, content in parts.items() if not name.startswith(tuple(starts) or ("\0",))}
    kept = {sheet.part for sheet in Package(parts, path.name).sheets}
    for name in [n for n in out if n.startswith("xl/worksheets/sheet") and n not in kept]:
        del out[name]  # of a sheet that was deleted
    names = [name.rpartition("/")[2] for name in parts if name not in out]
    for name, content in out.items():
        text = content.decode("utf-8", "replace") if name.endswith((".rels", "[Content_Types].xml")) else ""
        for lost in names:
            text = re.sub(rf'<(?:Relationship|Override)\b[^>]*/?{re.escape(lost)}"[^>]*/>', "", text)
        if text:
            out[name] = text.encode()
    if not macros:
        kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        out["[Content_Types].xml"] = out["[Content_Types].xml"].replace(kind, plain)
    if "xl/externalLinks/" in starts:
        book_part = out["xl/workbook.xml"]
        out["xl/workbook.xml"] = re.sub(rb"<externalReferences>.*?</externalReferences>", b"", book_part, flags=re.S)
    if properties and "docProps/core.xml" in out:
        out["docProps/core.xml"] = re.sub(rb">[^<]+</(dc|cp):", rb"></\1:", out["docProps/core.xml"])
    _forget_texts(out)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in out.items():
            book.writestr(name, content)


def _forget_texts(parts: dict[str, bytes]) -> None:
    """Excel writes the texts anew, those alone that a cell shows; here the others become empty."""
    if "xl/sharedStrings.xml" not in parts:
        return
    shown = {
        int(number)
        for name, content in parts.items()
        if name.startswith("xl/worksheets/sheet")
        for number in re.findall(rb'<c [^>]*t="s"[^>]*><v>(\d+)</v>', content)
    }
    numbers = iter(range(10**9))

    def kept(found: re.Match[bytes]) -> bytes:
        return found[0] if next(numbers) in shown else b"<si><t/></si>"

    parts["xl/sharedStrings.xml"] = re.sub(rb"<si>.*?</si>", kept, parts["xl/sharedStrings.xml"], flags=re.S)


def save_copy(book: Any, file: Any) -> object:
    saved = book.saved
    save_workbook(book, Path(str(file)))
    book.saved = saved
    return EMPTY


def save_as(book: Any, file: Any, kind: Any = MISSING, *_: object) -> object:
    target = Path(str(file))
    assert kind is MISSING or int(kind) == XLSX, "the only format that is known here"
    save_workbook(book, target)
    keeps_macros = kind is MISSING
    starts = gone(book) | (set() if keeps_macros else set(MACROS))
    without(target, starts, properties=DOCUMENT_PROPERTIES in inspected(book), macros=keeps_macros)
    book.path, book.name, book.saved = str(target.parent), target.name, True
    return EMPTY


def inspected(book: Any) -> list[int]:
    """Kinds of information that were removed."""
    if not hasattr(book, "cxcel_inspected"):
        book.cxcel_inspected = []
    return book.cxcel_inspected


def opened(application: Any, path: Path) -> Any:
    book = load_workbook(application, path)
    text = book.package.read("xl/workbook.xml").decode()
    for sheet, tag in zip(book.sheets_, re.findall(r"<sheet\b[^>]*>", text), strict=True):
        state = re.search(r'\bstate="(\w+)"', tag)
        sheet.visible = STATES.get(state[1], -1) if state else -1
        for place, cell in list(sheet.cells_.items()):
            if cell.dynamic and "[1]!" not in cell.formula:
                book.calculator.value_of(sheet.name, *place)  # spills, as it did when it was saved
    application.workbooks_.books.append(book)
    application.activate_book(book)
    return book


def open_book(books: Any, file: Any, update: Any = MISSING, *_: object) -> object:
    path = Path(str(file)).resolve()
    if any(book.name.casefold() == path.name.casefold() for book in books.books):
        raise _runtime.error(1004, "A workbook with that name is already open")
    books.application.cxcel_host.calls.append(("Open", (path.name, None if update is MISSING else int(update))))
    return opened(books.application, path)


def add_book(books: Any, template: Any = MISSING) -> object:
    if template is MISSING:
        book = Workbook(books.application, books.next_name())
        book.add_sheet("Sheet1").code_name = "Sheet1"
        books.books.append(book)
        books.application.activate_book(book)
        return book
    path = Path(str(template))
    if not path.is_file():
        raise _runtime.error(1004, f"{path} was not found")
    book = opened(books.application, path)
    book.name, book.path, book.saved = f"{path.stem}1", "", True
    return book


def break_link(book: Any, name: Any, kind: Any) -> object:
    book.application.cxcel_host.calls.append(("BreakLink", (str(name),)))
    gone(book).add("xl/externalLinks/")
    return EMPTY


def remove_information(book: Any, kind: Any) -> object:
    if int(kind) > 20:  # an Excel that does not know the later kinds
        raise _runtime.error(5, "Invalid procedure call or argument")
    inspected(book).append(int(kind))
    return EMPTY


def save_as_name(application: Any, *given: Any) -> object:
    host = application.cxcel_host
    host.calls.append(("GetSaveAsFilename", tuple(None if g is MISSING else str(g) for g in given)))
    return host.target


def precedents(cell: Any) -> object:
    """The cells of the same sheet that a formula names."""
    held = cell.sheet.cells_.get((cell.first.top, cell.first.left))
    areas: list[Area] = []
    for token in tokenize(held.formula) if held and held.formula else ():
        if token.kind != "ref":
            continue
        sheet, body = split_sheet(token.text)
        if not sheet or sheet.casefold() == cell.sheet.name.casefold():
            areas += cell.sheet.vba_get("Range", [body.replace("$", "")]).areas
    if not areas:
        raise _runtime.error(1004, "No cells were found.")
    return Range(cell.sheet, areas)


def paste(target: Any, what: Any = MISSING, *more: Any) -> object:
    """Values over the whole of a spilled block, which takes the formula away; pyOpenVBA keeps its first cell only."""
    sheet, block = target.sheet, target.first
    anchor = (block.top, block.left)
    host = sheet.book.application.cxcel_host
    host.pivots = [place for place in host.pivots if place != target.vba_get("Address", [False, False])]
    spill = sheet.spills.get(anchor)
    if what is MISSING or int(what) != VALUES or spill is None:
        return paste_special(target, what, *more)
    del sheet.spills[anchor]
    for row in range(block.top, block.bottom + 1):
        for column in range(block.left, block.right + 1):
            cell = sheet.cells_[row, column]
            cell.formula, cell.dynamic, cell.spilled_from = "", False, None
            sheet.cell_changed(row, column)
    return True


def _collection(start: str) -> Callable[..., object]:
    def get(book: Any, index: Any = MISSING) -> object:
        found = Removable(book, start)
        return found if index is MISSING else found.vba_get("Item", [index])

    return get


class Pivots(VBACollection):
    """Pivot tables on the cells that a test names; each is gone once values were pasted over the whole of it."""

    vba_type_name = "PivotTables"

    def __init__(self, sheet: Any) -> None:
        self.sheet, self.host = sheet, sheet.book.application.cxcel_host

    def vba_items(self) -> list[object]:
        return [Pivot(self.sheet, place) for place in self.host.pivots]


def pivots(sheet: Any, index: Any = MISSING) -> object:
    found = Pivots(sheet)
    return found if index is MISSING else found.vba_get("Item", [index])


class Pivot(VBAObject):
    vba_type_name = "PivotTable"

    def __init__(self, sheet: Any, place: str) -> None:
        self.sheet, self.place = sheet, place

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        assert name.lower() == "tablerange2"
        return self.sheet.vba_get("Range", [self.place])


def deflated(data: bytes) -> bytes:
    """Compress a part by zlib; pyOpenVBA's own, byte for byte as Excel's, is in Python and a hundred times as slow."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(data) + packing.flush()


def unlist(view: Any) -> object:
    """The table goes, its cells stay; in Excel they also keep its look."""
    table, sheet = view.table, view.sheet
    package = sheet.book.package
    text = package.read(sheet.part_name).decode()
    names = {
        relation.get("Id"): relation.get("Target").rpartition("/")[2]
        for relation in ElementTree.fromstring(_relations(package, sheet.part_name))
    }
    own = next(i for i, name in names.items() if table.part.endswith(f"/{name}"))
    package.write(sheet.part_name, text.replace(f'<tablePart r:id="{own}"/>', "").encode())
    gone(sheet.book).add(table.part)
    sheet.tables.remove(table)
    sheet.touched()
    return EMPTY


def _relations(package: Any, part: str) -> str:
    folder, _, name = part.rpartition("/")
    return package.read(f"{folder}/_rels/{name}.rels").decode()


class TableFilter(VBAObject):
    """The filter of a table, set on those that a test names."""

    vba_type_name = "AutoFilter"

    def __init__(self, table: Any) -> None:
        self.table = table

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        assert name.lower() == "filtermode"
        return self.table.vba_get("Name") in self.table.sheet.book.application.cxcel_host.filtered


def add_file_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """Teach pyOpenVBA's Excel what the buttons ask of it, for one test."""

    def put(owner: Any, name: str, get: Callable[..., object], *parameters: str, kind: str = "method") -> None:
        spec = MemberSpec(name, kind, get, parameters=parameters)
        monkeypatch.setitem(owner._vba_members, name.lower(), spec)

    monkeypatch.setattr(_opc, "raw_compress", deflated)
    put(Application, "PathSeparator", lambda application: os.sep, kind="property")
    put(
        Application,
        "CalculationState",
        lambda application: VBAInt(application.cxcel_host.state, "Long"),
        kind="property",
    )
    put(Application, "GetSaveAsFilename", save_as_name, "InitialFileName", "FileFilter", "FilterIndex", "Title")
    put(Workbook, "SaveCopyAs", save_copy, "Filename")
    put(Workbook, "SaveAs", save_as, "Filename", "FileFormat")
    put(Workbook, "HasPassword", lambda book: book.name in book.application.cxcel_host.locked, kind="property")
    put(Workbook, "BreakLink", break_link, "Name", "Type")
    put(Workbook, "RemoveDocumentInformation", remove_information, "RemoveDocInfoType")
    for name, start in (("Connections", "xl/connections"), ("SlicerCaches", "xl/slicerCaches/"),
                        ("CustomXMLParts", "customXml/")):  # fmt: skip
        put(Workbook, name, _collection(start), "Index", kind="property")
    put(Workbooks, "Open", open_book, "Filename", "UpdateLinks", "ReadOnly", "AddToMru")
    put(Workbooks, "Add", add_book, "Template")
    put(Worksheet, "PivotTables", pivots, "Index")
    put(ListObject, "Unlist", unlist)
    put(ListObject, "AutoFilter", TableFilter, kind="property")
    put(ListObject, "SourceType", lambda table: VBAInt(1, "Long"), kind="property")
    put(Range, "PasteSpecial", paste, "Paste", "Operation", "SkipBlanks", "Transpose")
    put(Range, "DirectPrecedents", precedents, kind="property")
