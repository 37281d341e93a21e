"""An Excel workbook whose formulas call our functions by the names that LibreOffice looks for.

Excel writes ``[1]!NPS(A1:A9)``, where 1 is the add-in among the links of the workbook; LibreOffice knows
``ORG.CXCEL.FUNCTIONS.NPS(A1:A9)`` and nothing else when it reads a file.  Over values instead of cells it takes
``ORG.CXCEL.FUNCTIONS.CX("NPS",..)``.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape, unescape

from cxcel.errors import BadInput

from ..shared.package import Package
from .declared import known
from .inside.catalogue import Function
from .inside.mending import is_cells, with_own_names, with_values

PARTS = re.compile(r"xl/(workbook\.xml|(?:worksheets|tables|charts)/[^/]+\.xml)$")
ELEMENT = re.compile(
    r"(<(?:\w+:)?(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula|totalsRowFormula)"
    r"(?: [^<>]*[^/<>])?>)([^<]*)(</)"
)
_FUNCTIONS = {name: Function(name, told) for name, told in known().items()}


def renamed(content: bytes, name: str = "the workbook") -> tuple[bytes, int]:
    """Return the workbook with our functions renamed, and how many formulas that changed.

    Raises
    ------
    BadInput
        The file is no workbook of Excel's.
    """
    try:
        source = zipfile.ZipFile(io.BytesIO(content))
        parts = {info.filename: source.read(info) for info in source.infolist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise BadInput(f"{name} is no .xlsx workbook: save it as .xlsx without a password") from None
    if "xl/workbook.xml" not in parts:
        raise BadInput(f"{name} is no .xlsx workbook: save it as .xlsx")
    counts = []
    for part in filter(PARTS.match, parts):
        text = parts[part].decode("utf-8", "surrogateescape")
        changed, count = _part(text)
        if count:
            parts[part] = changed.encode("utf-8", "surrogateescape")
            counts.append(count)
    return Package(parts, name).packed(), sum(counts)


def _part(text: str) -> tuple[str, int]:
    count = 0

    def formula(found: re.Match[str]) -> str:
        nonlocal count
        changed = in_formula(found[2])
        count += changed != found[2]
        return f"{found[1]}{changed}{found[3]}"

    return ELEMENT.sub(formula, text), count


def in_formula(formula: str) -> str:
    """Return a formula, as a file holds it, with our functions renamed, and over values where they take cells alone.

    Examples
    --------
    >>> in_formula('[1]!NPS(A1:A9)&amp;"NPS("&amp;MYNPS(1)')
    'ORG.CXCEL.FUNCTIONS.NPS(A1:A9)&amp;"NPS("&amp;MYNPS(1)'
    >>> in_formula("[1]!NPS(IF(A1:A9&lt;&gt;0,B1:B9))")
    'ORG.CXCEL.FUNCTIONS.CX("NPS",IF(A1:A9&lt;&gt;0,B1:B9))'
    """
    plain = unescape(formula, {"&quot;": '"', "&apos;": "'"})
    changed = with_values(with_own_names(plain, _FUNCTIONS), _FUNCTIONS, _is_cells, ",")
    return formula if changed == plain else escape(changed)


def _is_cells(argument: str) -> bool:
    """Whether an argument is cells; the function IF gives values where its condition is a column."""
    return is_cells(argument) and not argument.lstrip().upper().startswith("IF(")
