"""A copy of a sheet's XML in which some cells hold something else, and all the rest is as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from .areas import ROWS, Area
from .sheet import Error, Place, Sheet, attribute

KEEP = object()  # a change: drop the formula, keep the value that stands beside it
Changes = Mapping[Place, object]
Styles = Mapping[Place, int]
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LIKE_A_SIGN = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a file writes signs as _x000D_
_ERROR, _FLAG, _TEXT = b' t="e"', b' t="b"', b' t="inlineStr"'


@dataclass(frozen=True, slots=True)
class Typed:
    """A change: a formula, for the one cell or, as an array, for the cells that it is to fill."""

    text: str
    area: Area | None = None


def changed(sheet: Sheet, changes: Changes, styles: Styles | None = None) -> bytes:
    """Return the XML of a sheet in which some cells have other values and no formula.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    changes : mapping
        Cell -> its value (an `Error` is one, None is a blank), KEEP, or a formula that is `Typed`.
    styles : mapping, optional
        Cell -> the style it is to have instead of its own.
    """
    new = {place for place, value in changes.items() if value is not None and value is not KEEP}
    return _Copy(sheet, sheet.styles_of(new) | dict(styles or {})).made(changes)


class _Copy:
    def __init__(self, sheet: Sheet, looks: Styles) -> None:
        self.sheet, self.looks, self.prefix = sheet, looks, sheet.prefix

    def made(self, changes: Changes) -> bytes:
        """Return the whole sheet: rows as they come, those that change or are new made anew."""
        sheet, by_row = self.sheet, dict[int, dict[int, object]]()
        for (row, column), value in sorted(changes.items(), key=lambda change: change[0]):
            by_row.setdefault(row, {})[column] = value
        waiting = iter([*by_row.items(), (ROWS + 1, {})])
        row, cells = next(waiting)
        pieces, at = [], sheet.start
        for found in sheet.rows.finditer(sheet.xml, sheet.start, sheet.end):
            number = int(attribute(found[1], b"r") or 0)
            if row > number:
                continue
            pieces.append(sheet.xml[at : found.start()])
            at = found.end()
            while row < number:
                pieces.append(self.row(row, b"", b"", cells))
                row, cells = next(waiting)
            if row == number:
                pieces.append(self.row(number, found[1], found[2] or b"", cells))
                row, cells = next(waiting)
            else:
                pieces.append(found[0])
        pieces.append(sheet.xml[at : sheet.end])
        while row <= ROWS:
            pieces.append(self.row(row, b"", b"", cells))
            row, cells = next(waiting)
        return self._around(b"".join(pieces))

    def _around(self, data: bytes) -> bytes:
        sheet, p = self.sheet, self.prefix
        head, tail = sheet.xml[: sheet.opened.start()], sheet.xml[sheet.end :]
        head = re.sub(rb"<%sdimension\b[^>]*/>" % p, b"", head)  # it may have grown; nobody needs it
        closing = b"</%ssheetData>" % p
        return head + b"<%ssheetData>" % p + data + (tail if tail.startswith(closing) else closing + tail)

    def row(self, number: int, attributes: bytes, cells: bytes, changes: Mapping[int, object]) -> bytes:
        """Return a row with changed cells."""
        out: dict[int, bytes] = {}
        for column, own, content, whole in self.sheet.each_cell(number, cells):
            if column not in changes:
                out[column] = whole
            elif changes[column] is KEEP:
                out[column] = self._kept(number, column, own, content)
            else:
                style = self.looks.get((number, column), int(attribute(own, b"s") or 0))
                out[column] = self._cell(number, column, changes[column], style)
        for column, value in changes.items():
            if column not in out and value not in (None, KEEP):
                out[column] = self._cell(number, column, value, self.looks.get((number, column), 0))
        start = re.sub(rb'\s*\bspans="[^"]*"', b"", attributes) or b' r="%d"' % number
        return b"<%srow%s>%s</%srow>" % (self.prefix, start, b"".join(out[c] for c in sorted(out)), self.prefix)

    def _kept(self, row: int, column: int, own: bytes, content: bytes) -> bytes:
        """Return a cell with the value that stands in it, without its formula."""
        style = self.looks.get((row, column), int(attribute(own, b"s") or 0))
        own = re.sub(rb'\s*\b(?:cm|vm|s|r)="[^"]*"', b"", own)
        return self._tagged(_address(row, column, style) + own.rstrip(b"/"), self.sheet.formula_of.sub(b"", content))

    def _cell(self, row: int, column: int, value: object, style: int) -> bytes:
        head, p = _address(row, column, style), self.prefix
        if value is None:
            return b"<%sc%s/>" % (p, head)
        if isinstance(value, Typed):
            area = value.area
            span = area.text.rpartition("!")[2].replace("$", "").encode() if area else b""
            kind = b' t="array" ref="%s"' % span if area else b""
            return self._tagged(head, b"<%sf%s>%s</%sf>" % (p, kind, escape(value.text).encode(), p))
        if isinstance(value, str) and not isinstance(value, Error):
            text = escape(_LIKE_A_SIGN.sub("_x005F_", _ILLEGAL.sub("", value)), {"\r": "&#13;"}).encode()
            inside = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (p, p, text, p, p)
            return self._tagged(head + _TEXT, inside)
        kind = _ERROR if isinstance(value, Error) else _FLAG if isinstance(value, bool) else b""
        shown = value if isinstance(value, Error) else str(int(value)) if kind else repr(float(value))  # type: ignore[call-overload,arg-type]
        return self._tagged(head + kind, b"<%sv>%s</%sv>" % (p, shown.encode(), p))

    def _tagged(self, head: bytes, inside: bytes) -> bytes:
        return b"<%sc%s>%s</%sc>" % (self.prefix, head, inside, self.prefix)


def _address(row: int, column: int, style: int) -> bytes:
    if not 0 < row <= ROWS:
        raise ValueError(row)
    return f' r="{get_column_letter(column)}{row}"'.encode() + (b' s="%d"' % style if style else b"")
