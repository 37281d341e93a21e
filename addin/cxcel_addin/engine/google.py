"""Formulas of a workbook that Google Sheets wrote.

A function that Excel does not have is in such a file as a text beside its last value,
``IFERROR(__xludf.DUMMYFUNCTION("NPS(A1:A9)"),33.3)``; the other cells of its result say COMPUTED_VALUE there.  Ours are
taken out of the text and computed.  Functions of Google's own have the names of Excel's without always meaning the
same: they are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cxcel.functions import FUNCTIONS

from .areas import Area
from .sheet import Formula, Place, Sort

_WRAPPED = re.compile(r'IFERROR\(\s*_*xludf\.DUMMYFUNCTION\("((?:[^"]|"")*)"\)\s*,.*\)', re.I | re.DOTALL)
_OURS = re.compile(rf"(?<![\w.])(?:{'|'.join(FUNCTIONS)})\s*\(", re.I)
_BESIDE = '"COMPUTED_VALUE"'
GOOGLE_S = "it is a formula of Google Sheets, of which the file holds the value only"


def unwrapped(formulas: Sequence[Formula]) -> list[Formula]:
    """Return the formulas of a sheet, those of ours that Google Sheets wrote as they were typed."""
    texts = {(one.row, one.column): text for one in formulas if (text := _text(one)) is not None}
    out, covered = list[Formula](), set[Place]()
    for one in formulas:
        text = texts.get((one.row, one.column))
        if text is None:
            out.append(one)
        elif _OURS.search(text):
            area = _result(one, texts)
            covered |= {(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)}
            out.append(replace(one, text=text.lstrip("="), sort=Sort.SPILLING, covered=area))
        else:
            out.append(replace(one, why=GOOGLE_S))
    return [one for one in out if not one.why or (one.row, one.column) not in covered]


def _text(formula: Formula) -> str | None:
    found = _WRAPPED.fullmatch(formula.text)
    return found[1].replace('""', '"') if found else None


def _result(formula: Formula, texts: Mapping[Place, str]) -> Area:
    """Return the cells that a result covered: those beside and below its formula that say so."""
    row, column = formula.row, formula.column
    right, bottom = column, row
    while texts.get((row, right + 1)) == _BESIDE:
        right += 1
    while texts.get((bottom + 1, column)) == _BESIDE:
        bottom += 1
    return Area(formula.covered.sheet, row, column, bottom, right)
