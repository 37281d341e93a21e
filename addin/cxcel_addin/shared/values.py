"""A workbook with values only: the sheets that are given away without formulas, links and what serves them.

What may be in the copy is listed; everything else is left out, so that what a later Excel invents is left out, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from cxcel.errors import BadInput

from . import charts
from .choosing import MARK, Chosen, choose
from .formulas import is_range, may_stay, place
from .grid import Grid, hidden_columns, is_hidden
from .package import BOOK, Package, local
from .pruned import pruned
from .tree import children, read, written

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHEET = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetProtection autoFilter mergeCells phoneticPr
    conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
    colBreaks ignoredErrors drawing legacyDrawing tableParts extLst
"""
_ON_SHEET = frozenset(_SHEET.split())
_IN_BOOK = frozenset({"fileVersion", "workbookPr", "bookViews", "sheets", "definedNames", "calcPr"})
_RULES = frozenset({"cfRule", "dataValidation", "sparkline"})
_RULED = frozenset(
    {
        "conditionalFormatting",
        "conditionalFormattings",
        "dataValidations",
        "sparklines",
        "sparklineGroup",
        "sparklineGroups",
        "ext",
        "extLst",
    }
)
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_MEANT = ("cxcel.", "_xlnm.")
_OF_NAMES = {"name", "hidden", "localSheetId"}  # all others are words beside it


def values_only(book: Package, found: Sequence[Grid]) -> tuple[Package, Chosen]:
    """Return the workbook with values only, and which of its sheets are in it.

    Raises
    ------
    BadInput
        There is no sheet to give away, or a formula has no value yet.
    """
    chosen = choose(book, found)
    parts = dict(book.parts)
    formulas = list[tuple[str, bool]]()
    for sheet in chosen.kept:
        tree = read(parts[sheet.part], sheet.part)
        if "worksheets/" in sheet.part:
            formulas += [(f"{sheet.title}!{at}", valued) for at, valued in _clean(tree.root, chosen)]
            _without_dead_links(tree.root, book, sheet.part, chosen)
        parts[sheet.part] = written(tree)
    if formulas and not any(valued for _, valued in formulas):
        raise BadInput(
            f"{book.name}: the formula in {formulas[0][0]} has no value yet, nor has any other; open the workbook in "
            "Excel and save it, or write a copy with `cxcel refresh`, and share that"
        )
    _clean_others(book, parts, chosen)
    return pruned(Package(parts, book.name)), chosen


def _clean_others(book: Package, parts: dict[str, bytes], chosen: Chosen) -> None:
    """Clean what belongs to the sheets, and the list of them."""
    kept = {sheet.title for sheet in chosen.kept}
    for part, content in book.parts.items():
        if part.endswith(".xml") and book.owners.get(part, "") in kept:
            if part.startswith("xl/tables/"):
                parts[part] = _changed(content, part, _plain_table)
            elif part.startswith(("xl/drawings/", "xl/diagrams/")):
                parts[part] = _changed(content, part, _plain_drawing)
            elif part.startswith("xl/charts/"):
                parts[part] = charts.frozen(content, part, chosen.titles)
    parts[BOOK] = _changed(parts[BOOK], BOOK, lambda root: _plain_book(root, chosen, book))


def _changed(content: bytes, part: str, change: Callable[[Element], None]) -> bytes:
    tree = read(content, part)
    change(tree.root)
    return written(tree)


def _clean(root: Element, chosen: Chosen) -> list[tuple[str, bool]]:
    """Take out of a sheet what is no value and no format; return the cells of formulas and whether they had a value."""
    formulas = []
    for child in list(root):
        if local(child.tag) not in _ON_SHEET:
            root.remove(child)
    hidden = set(hidden_columns(root))
    for row in root.iterfind("{*}sheetData/{*}row"):
        for cell in list(row):
            if is_hidden(row) or place(cell.get("r", ""))[1] in hidden:
                row.remove(cell)
            elif _formula_out(cell):
                formulas.append((cell.get("r", ""), _is_valued(cell)))
    for element in root.iter():
        tag = local(element.tag)
        if tag in ("sheetPr", "sheetView", "pageSetup"):
            for name in ("codeName", f"{_RELATION}id"):
                element.attrib.pop(name, None)
        elif tag == "autoFilter":  # what it sifts by is what the rows hold
            element[:] = []
    _without_dead_rules(root, chosen)
    return formulas


def _formula_out(cell: Element) -> bool:
    """Take a cell's formula out, and say whether there was one."""
    for name in ("cm", "vm"):  # numbers of things that only formulas and live data need
        cell.attrib.pop(name, None)
    formula = next(children(cell, "f"), None)
    if formula is not None:
        cell.remove(formula)
    return formula is not None


def _is_valued(cell: Element) -> bool:
    return any(value.text for value in children(cell, "v"))


def _without_dead_rules(root: Element, chosen: Chosen) -> None:
    """Take out rules that rest on anything but cells of the copy."""
    for parent in list(root.iter()):
        for rule in list(parent):
            texts = [e.text or "" for e in rule.iter() if local(e.tag) in _FORMULAS]
            if local(rule.tag) in _RULES and not all(may_stay(text, chosen.titles) for text in texts):
                parent.remove(rule)
    _without_empty(root)
    for listed in root.iter():
        if local(listed.tag) == "dataValidations":
            listed.set("count", str(len(listed)))


def _without_empty(element: Element) -> None:
    """Take out what held nothing but such rules, from the inside out."""
    for child in list(element):
        _without_empty(child)
        tag = local(child.tag)
        hollow = not len(child) or (tag == "sparklineGroup" and not any(children(child, "sparklines")))
        if tag in _RULED and hollow:
            element.remove(child)


def _without_dead_links(root: Element, book: Package, part: str, chosen: Chosen) -> None:
    """Take out links to files, to people, and to sheets that are left out."""
    pages = {r.get("Id", "") for r in book.relations(part) if r.get("Target", "").startswith(("http://", "https://"))}
    for links in list(children(root, "hyperlinks")):
        for link in list(links):
            outside, inside = link.get(f"{_RELATION}id"), link.get("location", "")
            if (outside and outside not in pages) or not (outside or may_stay(inside, chosen.titles)):
                links.remove(link)
        if not len(links):
            root.remove(links)


def _plain_table(root: Element) -> None:
    for name in ("tableType", "connectionId"):
        root.attrib.pop(name, None)
    for element in list(root.iter()):
        for name in ("totalsRowFunction", "queryTableFieldId", "dataCellStyle"):
            element.attrib.pop(name, None)
        for child in list(children(element, "calculatedColumnFormula", "totalsRowFormula", "sortState")):
            element.remove(child)
        if local(element.tag) == "autoFilter":  # what it sifts by is what the rows hold
            element[:] = []


def without_double_heads(book: Package) -> Package:
    """Return the workbook with plain cells in place of tables two of whose columns are called the same."""
    parts = dict(book.parts)
    for sheet in book.sheets:
        for name, part in book.targets(sheet.part).items():
            if part.startswith("xl/tables/") and _is_double(book.root(part)):
                tree = read(parts[sheet.part], sheet.part)
                _no_table(tree.root, name)
                parts[sheet.part] = written(tree)
    return Package(parts, book.name)


def _is_double(table: Element) -> bool:
    heads = [e.get("name", "").casefold() for e in table.iterfind("{*}tableColumns/{*}tableColumn")]
    return len(set(heads)) < len(heads)


def _no_table(root: Element, relation: str) -> None:
    for tables in list(children(root, "tableParts")):
        for table in list(tables):
            if table.get(f"{_RELATION}id") == relation:
                tables.remove(table)
        tables.set("count", str(len(tables)))
        if not len(tables):
            root.remove(tables)


def _plain_drawing(root: Element) -> None:
    """Take macros, linked texts and links out of a drawing; slicers and ink go, for nothing is behind them any more."""
    for element in list(root.iter()):
        element.attrib.pop(f"{_RELATION}link", None)  # a picture kept elsewhere
        for name in ("macro", "textlink"):
            if element.get(name):
                element.set(name, "")
        for child in list(element):
            links = local(child.tag) in ("hlinkClick", "hlinkHover")
            gone = "Anchor" in local(child.tag) and any(map(_is_behind, child.iter()))
            second = any(local(e.tag) == "svgBlip" for e in child)  # its own text beside the picture that all can show
            if links or gone or second:
                element.remove(child)


def _is_behind(element: Element) -> bool:
    """Whether a shape draws what another part holds: a slicer, or ink."""
    return "slicer" in element.get("uri", "") or local(element.tag) == "contentPart"


def _plain_book(root: Element, chosen: Chosen, book: Package) -> None:
    for child in list(root):
        if local(child.tag) not in _IN_BOOK:
            root.remove(child)
    new = {i: chosen.kept.index(sheet) for i, sheet in enumerate(book.sheets) if sheet in chosen.kept}
    for sheets in children(root, "sheets"):
        for i, sheet in enumerate(list(sheets)):
            if i not in new:
                sheets.remove(sheet)
    for names in list(children(root, "definedNames")):
        for name in list(names):
            _place_name(names, name, new, chosen)
        if not len(names):
            root.remove(names)
    for element in root.iter():
        for attribute in ("codeName", "activeTab", "firstSheet"):
            element.attrib.pop(attribute, None)


def without_names_like(book: Package, call: Callable[[str], str]) -> Package:
    """Return the workbook without the names of cells that name a person."""
    parts = dict(book.parts)
    tree = read(parts[BOOK], BOOK)
    for names in list(children(tree.root, "definedNames")):
        for name in list(names):
            words = name.get("name", "").replace("_", " ").replace(".", " ")
            if call(words) != words:
                names.remove(name)
        if not len(names):
            tree.root.remove(names)
    return Package(parts | {BOOK: written(tree)}, book.name)


def _place_name(names: Element, name: Element, new: dict[int, int], chosen: Chosen) -> None:
    """Keep a name of cells of the copy; other names may be anything."""
    at = name.get("localSheetId")
    stays = is_range(name.text or "", chosen.titles) and (at is None or int(at) in new)
    hidden = name.get("hidden") in ("1", "true") and not (MARK.fullmatch(name.get("name", "")))
    if not stays or (hidden and not name.get("name", "").startswith(_MEANT)):
        names.remove(name)
        return
    for attribute in set(name.attrib) - _OF_NAMES:
        name.attrib.pop(attribute)
    if at is not None:
        name.set("localSheetId", str(new[int(at)]))
