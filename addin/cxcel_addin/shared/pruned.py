"""A workbook without what nothing leads to any more: parts, shared texts, types, and what its properties tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .package import BOOK, STRINGS, Package, local
from .tree import children, read, written

TYPES, TOP = "[Content_Types].xml", "_rels/.rels"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# the ends of the types of relations that may lead on; all others lead to rows, code, or places outside
_NAMED = """
    officeDocument core-properties extended-properties custom-properties worksheet chartsheet styles sharedStrings theme
    themeOverride drawing vmlDrawing chart chartEx chartStyle chartColorStyle chartUserShapes image table comments
    threadedComment person diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing
"""
_KINDS = frozenset(_NAMED.split())
_TOLD = frozenset(
    {"HeadingPairs", "TitlesOfParts", "HLinks", "HyperlinkBase", "Template", "keywords", "description", "category"}
)
_CUSTOM = "Language"  # the one property of our own that stays
_PROPERTIES = ("docProps/app.xml", "docProps/core.xml", "docProps/custom.xml")


def pruned(book: Package) -> Package:
    """Return the workbook with nothing but what its sheets lead to."""
    parts = dict(book.parts)
    _without_other_relations(book, parts)
    now = Package(parts, book.name)
    reached = set(_reached(now))
    for part in list(parts):
        owner = part.replace("_rels/", "").removesuffix(".rels")
        if part not in reached and part not in (TYPES, TOP) and not (part.endswith(".rels") and owner in reached):
            del parts[part]
    _prune_strings(now, parts)
    for part in _PROPERTIES:
        if part in parts:
            parts[part] = _plain_properties(parts[part], part)
    parts[TYPES] = _types(parts)
    return Package(parts, book.name)


def _without_other_relations(book: Package, parts: dict[str, bytes]) -> None:
    """Take out relations of other kinds, and to sheets and links that are not mentioned any more."""
    for part in [part for part in parts if part.endswith(".rels")]:
        owner = part.replace("_rels/", "").removesuffix(".rels")
        tree = read(parts[part], part)
        mentioned = parts.get(owner, b"")
        for relation in list(tree.root):
            kind = relation.get("Type", "").rpartition("/")[2]
            name = relation.get("Id", "")
            used = part == TOP or kind not in ("worksheet", "chartsheet", "hyperlink", "table")
            used = used or re.search(rb"[\"']" + re.escape(name.encode()) + rb"[\"']", mentioned) is not None
            outside = relation.get("TargetMode") == "External"
            if not used or (outside and kind != "hyperlink") or (not outside and kind not in _KINDS):
                tree.root.remove(relation)
        if len(tree.root):
            parts[part] = written(tree)
        else:
            del parts[part]


def _reached(book: Package) -> Iterator[str]:
    """Yield every part that relations lead to."""
    seen: set[str] = set()
    waiting = [relation.get("Target", "").lstrip("/") for relation in book.root(TOP)]
    while waiting:
        part = waiting.pop()
        if part in book.parts and part not in seen:
            seen.add(part)
            yield part
            waiting += book.targets(part).values()


def _prune_strings(book: Package, parts: dict[str, bytes]) -> None:
    """Leave the shared texts that a cell shows."""
    if STRINGS not in parts:
        return
    new: dict[int, int] = {}
    count = 0
    for sheet in book.sheets:
        if sheet.part not in parts or "worksheets/" not in sheet.part:
            continue
        tree = read(parts[sheet.part], sheet.part)
        for value in _shared(tree.root):
            count += 1
            value.text = str(new.setdefault(int(value.text or "0"), len(new)))
        parts[sheet.part] = written(tree)
    tree = read(parts[STRINGS], STRINGS)
    texts = list(children(tree.root, "si"))
    for text in texts:
        for reading in list(children(text, "rPh")):
            text.remove(reading)
    tree.root[:] = [texts[old] for old in new]
    tree.root.attrib.update({"count": str(count), "uniqueCount": str(len(new))})
    parts[STRINGS] = written(tree)


def _shared(root: Element) -> Iterator[Element]:
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c[@t='s']"):
        yield from children(cell, "v")


def _plain_properties(content: bytes, part: str) -> bytes:
    """Leave title, subject, organisation, dates, language: lists of sheets and names tell of what is left out."""
    tree = read(content, part)
    for child in list(tree.root):
        other = local(child.tag) == "property" and child.get("name") != _CUSTOM
        if local(child.tag) in _TOLD or other:
            tree.root.remove(child)
    return written(tree)


def _types(parts: dict[str, bytes]) -> bytes:
    tree = read(parts[TYPES], TYPES)
    endings = {part.rpartition(".")[2].lower() for part in parts}
    for entry in list(tree.root):
        part = entry.get("PartName", "").lstrip("/")
        is_part = local(entry.tag) == "Override"
        if part not in parts if is_part else entry.get("Extension", "").lower() not in endings:
            tree.root.remove(entry)
        elif part == BOOK:
            entry.set("ContentType", _PLAIN)
    return written(tree)
