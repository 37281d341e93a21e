"""A copy of a workbook with values only: its parts as they were, but for formulas and what serves them.

Nothing is loaded and saved again: what is not named here is in the copy byte by byte, so that formats, charts, widths
and all that no library knows stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from xml.etree.ElementTree import register_namespace, tostring

from ..shared.package import BOOK, Package, local
from ..shared.rules import cell_formulas, findings, forbidden_parts, names, other_formulas
from .book import STYLES, Book
from .planning import Recalculated
from .rewriting import Rewriter
from .sheet_copy import KEEP, changed

TYPES, BOOK_RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
YELLOW = "FFFFEB9C"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MAIN = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\.\w+(?:\.\w+)*\.main\+xml"
)
_GONE = re.compile(r"^xl/(?:calcChain\.xml|vbaProject\w*\.bin|_rels/vbaProject\.bin\.rels)$|^customUI/")
_LINKS = re.compile(r"^xl/externalLinks/")
_REFERENCES = re.compile(rb"<(?:\w+:)?externalReferences\b.*?</(?:\w+:)?externalReferences>", re.DOTALL)
_NAME = re.compile(rb"<(?:\w+:)?definedName\b[^>]*>(.*?)</(?:\w+:)?definedName>", re.DOTALL)
_NAMES = re.compile(rb"<(?:\w+:)?definedNames\b[^>]*>\s*</(?:\w+:)?definedNames>")
_IN_TABLE = re.compile(
    rb"<((?:\w+:)?(?:calculatedColumnFormula|totalsRowFormula))\b[^>]*?(?:/>|>.*?</\1>)"
    rb'|\s+totalsRowFunction="[^"]*"',
    re.DOTALL,
)
_RULE = re.compile(rb"<((?:\w+:)?(?:cfRule|dataValidation))\b[^>]*[^/>]>.*?</\1>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?(?:formula[12]?|f)>([^<]*)<")
_EMPTY = re.compile(  # what held them; schemas allow none of these to be empty
    rb"<((?:\w+:)?(?:conditionalFormattings?|dataValidations))\b[^>]*>\s*(?:<(?:\w+:)?sqref>[^<]*</(?:\w+:)?sqref>)?</\1>"
)
_COUNT = re.compile(rb'(?<=<dataValidations)\s+count="\d+"')
_OUTSIDE = re.compile(rb"\[\d+\]")


def copied(book: Book, made: Recalculated) -> tuple[bytes, list[str]]:
    """Return the file of the copy, and what is to be said of it."""
    parts = dict(book.package.parts)
    styles = _marks(book, made, parts)
    calls_ours = Rewriter(book).calls_ours
    said = []
    for title, part in book.parts.items():
        if title in made.values:
            parts[part] = changed(book.sheets[title], made.values[title], styles.get(title))
        parts[part], rules = _without_our_rules(parts[part], calls_ours)
        if rules:
            said.append(f"The sheet {title} is without the rules that call functions of CXcel: {rules:,}.")
    for part, xml in book.package.parts.items():
        if part.startswith("xl/tables/") and part.endswith(".xml"):
            parts[part] = _empty_tags_closed(_IN_TABLE.sub(b"", xml))
    parts[BOOK] = _without_our_names(parts[BOOK], calls_ours)
    linked = _links_stay(parts)
    gone = [part for part in parts if _GONE.search(part) or (not linked and _LINKS.search(part))]
    if not linked:
        parts[BOOK] = _REFERENCES.sub(b"", parts[BOOK])
    _drop(parts, gone)
    copy = Package(parts, book.name)
    return copy.packed(), [*said, *_said(copy)]


def _empty_tags_closed(xml: bytes) -> bytes:
    """Return a table's XML in which a column that held its formula only is a column with nothing in it."""
    return re.sub(rb"<((?:\w+:)?tableColumn)\b([^>/]*)>\s*</\1>", rb"<\1\2/>", xml)


def _without_our_rules(xml: bytes, calls_ours: Callable[[str], bool]) -> tuple[bytes, int]:
    """Return a sheet without conditional formats and validations that call our functions, and how many they were."""
    count = 0

    def kept(found: re.Match[bytes]) -> bytes:
        nonlocal count
        ours = any(calls_ours(unescape(formula.decode())) for formula in _FORMULA.findall(found[0]))
        count += ours
        return b"" if ours else found[0]

    start = max(xml.rfind(b"sheetData>"), 0)
    rest = _RULE.sub(kept, xml[start:])
    return (xml[:start] + _EMPTY.sub(b"", _EMPTY.sub(b"", _COUNT.sub(b"", rest))), count) if count else (xml, 0)


def _without_our_names(xml: bytes, calls_ours: Callable[[str], bool]) -> bytes:
    """Return the workbook without names that call our functions or another workbook: no cell needs them any more."""

    def kept(found: re.Match[bytes]) -> bytes:
        return b"" if _OUTSIDE.search(found[1]) or calls_ours(unescape(found[1].decode())) else found[0]

    return _NAMES.sub(b"", _NAME.sub(kept, xml))


def _links_stay(parts: Mapping[str, bytes]) -> bool:
    """Whether a chart or a rule still reads another workbook: it calls it by a number, so all links have to stay."""
    found = findings(Package(parts, ""), (other_formulas,))
    return any(finding.what == "a reference to another workbook" for finding in found)


def _drop(parts: dict[str, bytes], gone: Sequence[str]) -> None:
    """Take parts out, and every mention of them."""
    for part in gone:
        parts.pop(part, None)
        parts.pop(f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels", None)
    package = Package(parts, "")
    for relations, owner in (("_rels/.rels", ""), (BOOK_RELATIONS, BOOK)):
        root = package.root(relations)
        targets = package.targets(owner) if owner else {r.get("Id"): r.get("Target", "").lstrip("/") for r in root}
        for relation in list(root):
            target = targets.get(relation.get("Id", ""), "")
            if target and relation.get("TargetMode") != "External" and target not in parts:
                root.remove(relation)
        parts[relations] = _written(root)
    types = package.root(TYPES)
    for entry in list(types):
        part = entry.get("PartName", "").lstrip("/")
        if local(entry.tag) == "Override" and part not in parts:
            types.remove(entry)
        elif part == BOOK:
            entry.set("ContentType", _MAIN.sub(_PLAIN, entry.get("ContentType", "")))
    parts[TYPES] = _written(types)


def _written(root: object) -> bytes:
    register_namespace("", root.tag.partition("}")[0][1:])  # type: ignore[attr-defined]
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))  # type: ignore[call-overload]


def _said(copy: Package) -> list[str]:
    found = findings(copy, (cell_formulas, forbidden_parts, other_formulas, names))
    if not found:
        return []
    return [f"Still in the copy, should you give it away: {'; '.join(map(str, found))}"]


def _marks(book: Book, made: Recalculated, parts: dict[str, bytes]) -> dict[str, dict[tuple[int, int], int]]:
    """Give the cells that keep their last value a yellow ground; return their new styles by sheet."""
    places = {sheet: {at for at, value in changes.items() if value is KEEP} for sheet, changes in made.values.items()}
    own = {sheet: book.sheets[sheet].styles_of(cells) for sheet, cells in places.items()}
    used = sorted({style for cells in own.values() for style in cells.values()})
    if not used or STYLES not in parts:
        return {}
    parts[STYLES], new = _with_yellow(parts[STYLES], used)
    return {
        sheet: {place: new[style] for place, style in cells.items() if style in new} for sheet, cells in own.items()
    }


def _with_yellow(xml: bytes, used: Sequence[int]) -> tuple[bytes, dict[int, int]]:
    """Return the styles with a yellow twin of some, and old style -> twin."""
    fills = re.search(rb"<(\w+:)?fills\b[^>]*>(.*?)</(?:\w+:)?fills>", xml, re.DOTALL)
    formats = re.search(rb"<(\w+:)?cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", xml, re.DOTALL)
    if fills is None or formats is None:
        return xml, {}
    p = fills[1] or b""
    count = len(re.findall(rb"<(?:\w+:)?fill\b", fills[2]))
    fill = b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="%s"/></%spatternFill></%sfill>' % (
        *(p, p, p),
        YELLOW.encode(),
        *(p, p),
    )
    entries = [found[0] for found in re.finditer(rb"<((?:\w+:)?xf)\b[^>]*?(?:/>|>.*?</\1>)", formats[2], re.DOTALL)]
    twins = {style: len(entries) + at for at, style in enumerate(s for s in used if s < len(entries))}
    more = b"".join(_filled(entries[style], count) for style in twins)
    whole = len(entries) + len(twins)
    formats_now = b'<%scellXfs count="%d">%s%s</%scellXfs>' % (p, whole, formats[2], more, p)
    fills_now = b'<%sfills count="%d">%s%s</%sfills>' % (p, count + 1, fills[2], fill, p)
    return xml.replace(formats[0], formats_now, 1).replace(fills[0], fills_now, 1), twins


def _filled(entry: bytes, fill: int) -> bytes:
    """Return a cell format with another fill.

    Examples
    --------
    >>> _filled(b'<xf numFmtId="9" fillId="0"/>', 3)
    b'<xf fillId="3" applyFill="1" numFmtId="9"/>'
    """
    plain = re.sub(rb'\s*\b(?:fillId|applyFill)="[^"]*"', b"", entry)
    return re.sub(rb"^<((?:\w+:)?xf)", rb'<\1 fillId="%d" applyFill="1"' % fill, plain)
