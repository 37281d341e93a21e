"""Formulas of the add-in in a file, written as Excel writes them: ``[1]!NPS(...)`` and a part that says what 1 is.

The add-in lives in the user's XLSTART, and a link to it bears no path: Excel looks in the XLSTART of whoever opens the
file.  Excel writes that as an external link whose relation is of the type xlStartup, with the bare file name as target;
for the folder of add-ins it is xlLibrary.  Files that Excel saved have Target="personal.xls" with the one (in the test
corpora of Open XML libraries as external-link-path-startup.xlsx) and "EUROTOOL.XLAM" with the other; [MS-OI29500]
2.1.594 names both.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from ..package.builder import FILE_NAME, SHEET
from ..shared import Package

PREFIX = "[1]!"
PART = "xl/externalLinks/externalLink1.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STARTUP = "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_IDENTITY = "rIdCxcel"


def linked(content: bytes, functions: Iterable[str]) -> bytes:
    """Return a workbook whose first external link is the add-in, with the functions that its formulas call."""
    book = Package.read(content)
    parts = dict(book.parts)
    named = "".join(f"<definedName name={quoteattr(name)}/>" for name in sorted(set(functions)))
    inner = f"<sheetNames><sheetName val={quoteattr(SHEET)}/></sheetNames><definedNames>{named}</definedNames>"
    outer = f'<externalBook xmlns:r="{_OFFICE}" r:id="rId1">{inner}</externalBook>'
    parts[PART] = f'{_HEAD}<externalLink xmlns="{_MAIN}">{outer}</externalLink>'.encode()
    target = f'<Relationship Id="rId1" Type="{_STARTUP}" Target="{FILE_NAME}" TargetMode="External"/>'
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{target}</Relationships>'
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relations.encode()
    _put(parts, "[Content_Types].xml", "</Types>", f'<Override PartName="/{PART}" ContentType="{_TYPE}"/></Types>')
    link = f'<Relationship Id="{_IDENTITY}" Type="{_OFFICE}/externalLink" Target="{PART.removeprefix("xl/")}"/>'
    _put(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", f"{link}</Relationships>")
    reference = f'<externalReferences><externalReference r:id="{_IDENTITY}"/></externalReferences>'
    _put(parts, "xl/workbook.xml", "</sheets>", f"</sheets>{reference}")
    return Package(parts, book.name).packed()


def _put(parts: dict[str, bytes], part: str, old: str, new: str) -> None:
    text = parts[part].decode()
    if text.count(old) != 1:
        raise ValueError(f"{part} is not as XlsxWriter writes it")
    parts[part] = text.replace(old, new).encode()
