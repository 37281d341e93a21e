"""What a workbook that is given away must not hold: one function for each rule, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cxcel.errors import BadInput
from cxcel.functions import FUNCTIONS

from .package import BOOK, Package, local
from .people import NOBODY
from .personal import kinds

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
_CALLS = re.compile(rf"(?<![A-Z0-9_.])(?:{'|'.join(FUNCTIONS)})\(", re.I)
_OUTSIDE = re.compile(r"\[[1-9]\d*\][^'!\[\](),;+*/&^=<>]*'?!")  # a file calls workbooks by number; 0 is itself
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_LOST = "#REF!"
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


def other_formulas(book: Package) -> Iterator[Finding]:
    """Formulas of charts, tables, rules and names that call CXcel, go outside, or lost what they point to."""
    for part in book.parts:
        if not part.startswith("xl/") or not part.endswith(".xml") or part == BOOK:
            continue
        if "worksheets/" in part and b"ormula" not in book.parts[part]:  # those of cells are found anyway
            continue
        for element in book.elements(part):
            if local(element.tag) not in _FORMULAS or not element.text:
                continue
            if _OUTSIDE.search(element.text):
                yield Finding("a reference to another workbook", book.where(part))
            elif _CALLS.search(element.text) and "worksheets/" not in part:
                yield Finding("a function of CXcel", book.where(part))
            elif _LOST in element.text and "charts/" in part:
                yield Finding("numbers taken from a sheet that is not shared", book.where(part))


def names(book: Package) -> Iterator[Finding]:
    """Defined names that are anything but cells of this workbook."""
    for name in book.root(BOOK).findall(".//{*}definedName"):
        text = name.text or ""
        if _OUTSIDE.search(text) or _LOST in text or re.search(r"[A-Z_.]\(", re.sub(r"'[^']*'", "", text), re.I):
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


def personal_data(book: Package) -> Iterator[Finding]:
    """E-mail addresses, telephone numbers, cards and accounts, wherever a text may stand."""
    for found in book.texts():
        for what in kinds(found.text) if found.words else kinds(found.text, mail_only=True):
            yield Finding(what, book.where(found.part, found.place))


RULES: tuple[Rule, ...] = (
    forbidden_parts,
    hidden_sheets,
    cell_formulas,
    other_formulas,
    names,
    file_links,
    people,
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
