"""A workbook file as its parts: what each holds in words, and in which cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from cxcel.errors import BadInput

BOOK = "xl/workbook.xml"
SHORTEST_CARD = 13  # digits
STRINGS = "xl/sharedStrings.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NEWER = "{http://schemas.microsoft.com/"
_REFERENCE = re.compile(r"^[A-Z]{1,3}[0-9]{1,7}(:[A-Z]{1,3}[0-9]{1,7})?$")


class Sheet(NamedTuple):
    """A sheet as the workbook lists it."""

    title: str
    part: str
    hidden: bool


class Found(NamedTuple):
    """Something written in a part; `words` where people write it.

    `place` is the cell, "" where there is none, or the number of a text that cells share.
    """

    part: str
    place: str
    text: str
    words: bool


class Package:
    """The parts of a workbook file.

    Raises
    ------
    BadInput
        The file is no workbook of Excel's.
    """

    def __init__(self, parts: Mapping[str, bytes], name: str) -> None:
        self.parts, self.name = parts, name
        if BOOK not in parts:
            raise BadInput(f"{name} holds no workbook: save it again as .xlsx")

    @classmethod
    def read(cls, content: bytes, name: str = "the file") -> Package:
        """Return the workbook of a file's bytes."""
        try:
            with ZipFile(BytesIO(content)) as book:
                return cls({info.filename: book.read(info) for info in book.infolist()}, name)
        except (BadZipFile, NotImplementedError, RuntimeError) as error:  # damaged, or locked with a password
            raise BadInput(f"{name} is no workbook that can be read: save it as .xlsx without a password") from error

    def packed(self) -> bytes:
        """Return the bytes of a file with these parts, in their order; no entry tells the time."""
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as book:
            for part, content in self.parts.items():
                entry = ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = ZIP_DEFLATED
                book.writestr(entry, content)
        return out.getvalue()

    def root(self, part: str) -> Element:
        """Return a small part as a tree."""
        try:
            return fromstring(self.parts[part])
        except ParseError as error:
            raise BadInput(f"{self.name}: {part} cannot be read ({error}); save it again") from error

    def elements(self, part: str) -> Iterator[Element]:
        """Yield every element of a part once it is whole, and forget it when a row of a sheet is done."""
        try:
            for _, element in iterparse(BytesIO(self.parts[part])):
                yield element
                if local(element.tag) in ("row", "si"):
                    element.clear()
        except ParseError as error:
            raise BadInput(f"{self.name}: {part} cannot be read ({error}); save it again") from error

    def targets(self, part: str) -> Mapping[str, str]:
        """Return what a part points to inside the file: relation id -> part."""
        return {
            relation.get("Id", ""): normpath(join("/", dirname(part), relation.get("Target", ""))).lstrip("/")
            for relation in self.relations(part)
            if relation.get("TargetMode") != "External"
        }

    def relations(self, part: str) -> list[Element]:
        """Return the relations of a part."""
        path = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        return list(self.root(path)) if path in self.parts else []

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets, in order."""
        targets = self.targets(BOOK)
        return [
            Sheet(
                sheet.get("name", ""),
                targets.get(sheet.get(f"{_RELATION}id", ""), ""),
                sheet.get("state", "visible") != "visible",
            )
            for sheet in self.root(BOOK).findall(".//{*}sheets/{*}sheet")
        ]

    @cached_property
    def owners(self) -> dict[str, str]:
        """The sheet that each part belongs to: the sheet's own, its notes, drawings, charts, tables."""
        out: dict[str, str] = {}
        for sheet in self.sheets:
            waiting = [sheet.part]
            while waiting:
                part = waiting.pop()
                if part in self.parts and part not in out:
                    out[part] = sheet.title
                    waiting += self.targets(part).values()
        return out

    @cached_property
    def _places(self) -> dict[int, str]:
        """Where each shared text stands first: its number -> Sheet!A1."""
        out: dict[int, str] = {}
        for sheet in self.sheets:
            if sheet.part not in self.parts or "worksheets/" not in sheet.part:
                continue
            for element in self.elements(sheet.part):
                if local(element.tag) == "c" and element.get("t") == "s":
                    number = next((e.text for e in element if local(e.tag) == "v"), None)
                    if number:
                        out.setdefault(int(number), f"{sheet.title}!{element.get('r', '')}")
        return out

    def where(self, part: str, place: str = "") -> str:
        """Return the name of a place for people: Sheet!A1, the sheet, or the part."""
        if part == STRINGS:
            return self._places.get(int(place), "a text that no cell shows")
        part = part.replace("_rels/", "").removesuffix(".rels")
        sheet = self.owners.get(part, "")
        if not sheet:
            return PLACES.get(part, part)
        kind = next((words for folder, words in OWNED.items() if folder in part), "")
        return f"{kind}{sheet}!{place}" if place else f"{kind or 'the sheet '}{sheet}"

    def texts(self) -> Iterator[Found]:
        """Yield every text and attribute of every part."""
        for part, content in self.parts.items():
            if part == STRINGS:
                yield from self._shared()
            elif part.endswith((".xml", ".rels")):
                yield from self._written(part)
            elif part.endswith(".vml"):  # not always XML: Excel leaves <br> open in it
                text = content.decode("utf-8", "replace")
                yield Found(part, "", re.sub(r"<[^>]*>", " ", text), True)
                yield from (Found(part, "", found[2], True) for found in WRITTEN.finditer(text))

    def _shared(self) -> Iterator[Found]:
        number = 0
        for element in self.elements(STRINGS):
            if local(element.tag) == "si":
                text = "".join(t.text or "" for t in element.iter() if local(t.tag) == "t")
                yield Found(STRINGS, str(number), text, True)
                number += 1

    def _written(self, part: str) -> Iterator[Found]:
        cells = "worksheets/" in part
        for element in self.elements(part):
            tag = local(element.tag)
            if cells and is_grid(element):
                if tag == "c":
                    yield from _in_cell(element, part)
                continue
            place = _place(element)
            for name, value in element.attrib.items():
                yield Found(part, place, _quoted(value) if local(name) == FORMAT else value, local(name) in WORDED)
            if tag in WHOLE:
                yield Found(part, place, "".join(element.itertext()), True)
            elif element.text and element.text.strip() and tag not in RUNS:
                yield Found(part, place, _plain(tag, element.text), True)


def _in_cell(cell: Element, part: str) -> Iterator[Found]:
    kind = cell.get("t", "n")
    if kind in ("s", "b", "e"):  # a shared text, which is read where it stands; TRUE; #N/A
        return
    text = "".join(cell.itertext())
    if kind != "n" or len(text) >= SHORTEST_CARD:
        yield Found(part, cell.get("r", ""), text, True)


def _plain(tag: str, text: str) -> str:
    """Return what people wrote of a text: without codes of a header, and of a format what it adds to the number."""
    return CODE.sub(" ", text) if tag in MARGINS else _quoted(text) if tag == FORMAT else text


def _quoted(text: str) -> str:
    return " ".join(literal[1:-1] for literal in LITERAL.findall(text))


GRID = ("c", "f", "is", "r", "row", "t", "v")
FORMAT = "formatCode"
LITERAL = re.compile(r'"(?:[^"]|"")*"')
WRITTEN = re.compile(r"""(\s(?:\w+:)?(?:alt|title|string)\s*=\s*["'])([^"']*)(["'])""")  # attributes of VML with words
WHOLE = ("comment", "threadedComment", "p")  # what is read with all that it holds: a text may be cut into runs
RUNS = ("t", "text")
MARGINS = frozenset(f"{which}{place}" for which in ("odd", "even", "first") for place in ("Header", "Footer"))
CODE = re.compile(r'(&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Za-z&]))')  # in a header: where it stands, font, size, page
OWNED = {
    "threadedComments": "a comment on ",
    "comments": "a note on ",
    "drawings/": "a drawing on ",
    "charts/": "a chart on ",
    "tables/": "a table on ",
}
PLACES = {BOOK: "the workbook"} | dict.fromkeys(
    ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"), "the document properties"
)
_WORDED = """
descr title name tooltip display prompt promptTitle error errorTitle v displayName userId Target comment text
totalsRowLabel formatCode
"""  # attributes that people write
WORDED = frozenset(_WORDED.split())


def local(name: str) -> str:
    """Return a tag or attribute without its namespace.

    Examples
    --------
    >>> local("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c")
    'c'
    """
    return name.rpartition("}")[2]


def is_grid(element: Element) -> bool:
    """Whether an element of a sheet is a cell or a part of one; rules of newer kinds have formulas called alike."""
    return local(element.tag) in GRID and not element.tag.startswith(_NEWER)


def _place(element: Element) -> str:
    for name in ("r", "ref", "sqref"):
        value = element.get(name, "")
        if _REFERENCE.match(value):
            return value
    return ""
