"""What a workbook that is given away must not hold: one function for each rule, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cxcel.errors import BadInput

from .counted import counted
from .formulas import CALLS, ELSEWHERE, LOST, OUTSIDE, letters, place, sheets_in
from .grid import grids, hidden_columns, is_hidden
from .package import BOOK, Package, local
from .people import NOBODY
from .personal import kinds
from .pictures import pictures, plain

SHOWN = 5  # places that a sentence names


class Finding(NamedTuple):
    """What was found, and where."""

    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what} in {self.where}"


Rule = Callable[[Package], Iterator[Finding]]

# beginning of a part's name -> what it is; none of them has a place in a copy with values only
FORBIDDEN = {
    "xl/vbaProject": "a macro project",
    "xl/macrosheets/": "a macro sheet",
    "xl/dialogsheets/": "a dialog sheet",
    "xl/activeX/": "a control that can run code",
    "customUI/": "a ribbon of its own",
    "xl/externalLinks/": "a link to another workbook",
    "xl/connections.xml": "a connection to a data source",
    "xl/queryTables/": "a query",
    "xl/model/": "a data model with its rows",
    "xl/pivotCache/": "the rows behind a pivot table",
    "xl/slicerCaches/": "the items behind a slicer",
    "xl/embeddings/": "an embedded document",
    "xl/revisions/": "a history of changes",
    "xl/webextensions/": "a web add-in",
    "customXml/": "custom XML",
    "EncryptedPackage": "encrypted content",
}
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_BY_NUMBER = re.compile(rb"\[[1-9]|&#")  # how a workbook is called, or a sign that is written by its number
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"})
_AUTHORS = frozenset({"creator", "lastModifiedBy", "Manager", "HyperlinkBase"})


def forbidden_parts(book: Package) -> Iterator[Finding]:
    """Macros, links, queries, caches, custom XML and what else has a part of its own."""
    for start, what in FORBIDDEN.items():
        found = sorted(part for part in book.parts if part.startswith(start))
        if found:
            yield Finding(what, book.where(found[0]))
    if b"macroEnabled" in book.parts.get("[Content_Types].xml", b""):
        yield Finding("the type of a workbook with macros", "the list of content types")


def hidden_sheets(book: Package) -> Iterator[Finding]:
    """Sheets that a reader does not see."""
    for sheet in book.sheets:
        if sheet.hidden:
            yield Finding("a hidden sheet", f"the workbook: {sheet.title}")


def cell_formulas(book: Package) -> Iterator[Finding]:
    """A formula in a cell, whatever it is."""
    for sheet in book.sheets:
        if "worksheets/" not in sheet.part or not _FORMULA.search(book.parts[sheet.part]):
            continue
        for element in book.elements(sheet.part):
            if local(element.tag) == "c" and any(local(child.tag) == "f" for child in element):
                yield Finding("a formula", f"{sheet.title}!{element.get('r', '')}")


def hidden_cells(book: Package) -> Iterator[Finding]:
    """Cells of rows and columns that a reader does not see."""
    for sheet in book.sheets:
        if "worksheets/" in sheet.part and b"hidden=" in book.parts[sheet.part]:
            root = book.root(sheet.part)
            gone = set(hidden_columns(root))
            for row in root.iterfind("{*}sheetData/{*}row"):
                for cell in row:
                    if len(cell) and (is_hidden(row) or place(cell.get("r", ""))[1] in gone):
                        yield Finding("a cell that cannot be seen", f"{sheet.title}!{cell.get('r', '')}")


def other_formulas(book: Package) -> Iterator[Finding]:
    """Formulas of charts, tables, rules and names that call CXcel, go outside, or lost what they point to."""
    titles = frozenset(sheet.title.casefold() for sheet in book.sheets)
    for part in book.parts:
        if not part.startswith("xl/") or not part.endswith(".xml") or part == BOOK:
            continue
        if "worksheets/" in part and not _may_lead_outside(book.parts[part]):
            continue
        for element in book.elements(part):
            what = _wrong(element.text, part, titles) if local(element.tag) in _FORMULAS and element.text else ""
            if what:
                yield Finding(what, book.where(part))


def _may_lead_outside(sheet: bytes) -> bool:
    """Whether a rule of a sheet may read another workbook, the one thing that counts there; cells are found anyway."""
    return b"ormula" in sheet and _BY_NUMBER.search(sheet) is not None


def _wrong(formula: str, part: str, titles: frozenset[str]) -> str:
    """Return what is wrong with a formula, "" if nothing."""
    in_sheet = "worksheets/" in part
    if OUTSIDE.search(formula):
        return "a reference to another workbook"
    if (CALLS.search(formula) or ELSEWHERE in formula.upper()) and not in_sheet:
        return "a function of CXcel"
    lost = LOST in formula or any(name.casefold() not in titles for name in sheets_in(formula))
    return "numbers taken from a sheet that is not shared" if lost and not in_sheet else ""


def names(book: Package) -> Iterator[Finding]:
    """Defined names that are anything but cells of this workbook."""
    for name in book.root(BOOK).findall(".//{*}definedName"):
        text = name.text or ""
        if OUTSIDE.search(text) or LOST in text or re.search(r"[A-Z_.]\(", re.sub(r"'[^']*'", "", text), re.I):
            yield Finding(f"the name {name.get('name', '')}, which is not a range of cells,", "the workbook")


def file_links(book: Package) -> Iterator[Finding]:
    """Hyperlinks to files, whose folders are nobody else's business."""
    for part in book.parts:
        if not part.endswith(".rels"):
            continue
        owner = part.replace("_rels/", "").removesuffix(".rels")
        for relation in book.root(part):
            target = relation.get("Target", "")
            outside = relation.get("TargetMode") == "External"
            if outside and not re.match(r"(https?|mailto):", target, re.I):
                yield Finding("a link to a file", book.where(owner))


def people(book: Package) -> Iterator[Finding]:
    """Names of those who worked on the file."""
    for part in book.parts:
        if re.match(r"docProps/(core|app)\.xml$|xl/comments", part) or part.startswith("xl/persons/"):
            for element in book.elements(part):
                tag, text = local(element.tag), (element.text or "").strip()
                named = element.get("displayName", "") if tag == "person" else text
                if (tag in _AUTHORS or tag in ("author", "person")) and not _is_nobody(named):
                    yield Finding("the name of who worked on it", book.where(part))
    if b"absPath" in book.parts[BOOK]:
        yield Finding("the folder it was saved in", "the workbook")
    for part in book.parts:
        if "printerSettings" in part and b"\\\0\\\0" in book.parts[part]:
            yield Finding("the path of a printer", book.where(part))


def _is_nobody(named: str) -> bool:
    return named in ("", NOBODY) or named.startswith("tc={")


def small_groups(book: Package) -> Iterator[Finding]:
    """Groups of fewer than five cases, and those by which they could be worked out."""
    for table in (table for grid in grids(book) for table in counted(grid)):
        for row in table.to_hide():
            where = f"{table.grid.sheet.title}!{letters(table.first)}{row}"
            yield Finding("a group of fewer than five, or what gives one away,", where)


def told_by_pictures(book: Package) -> Iterator[Finding]:
    """Pictures that hold more than their points, such as who made them and where, or that cannot be looked into."""
    for part, content in pictures(book):
        only = plain(content)
        if only is None:
            yield Finding("a picture that is neither PNG, JPEG nor BMP, and may hold anything,", book.where(part))
        elif only != content:
            yield Finding("what a picture tells beside its points", book.where(part))


def personal_data(book: Package) -> Iterator[Finding]:
    """E-mail addresses, telephone numbers, cards and accounts, wherever a text may stand."""
    for found in book.texts():
        for what in kinds(found.text) if found.words else kinds(found.text, mail_only=True):
            yield Finding(what, book.where(found.part, found.place))


RULES: tuple[Rule, ...] = (
    forbidden_parts,
    hidden_sheets,
    hidden_cells,
    cell_formulas,
    other_formulas,
    names,
    file_links,
    people,
    small_groups,
    told_by_pictures,
    personal_data,
)


def findings(book: Package, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Return what must not be in a workbook that is given away, each once."""
    return list(dict.fromkeys(finding for rule in rules for finding in rule(book)))


def refusal(found: Sequence[Finding], what: str = "the copy was not made") -> BadInput:
    """Return one sentence that names what was found and where.

    Examples
    --------
    >>> print(refusal([Finding("an e-mail address", "Survey!B7")]))
    the copy was not made: it would hold an e-mail address in Survey!B7; remove it from the workbook and share it again
    """
    more = f"; and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    listed = "; ".join(map(str, found[:SHOWN]))
    it = "it" if len(found) == 1 else "them"
    return BadInput(f"{what}: it would hold {listed}{more}; remove {it} from the workbook and share it again")
