"""Which sheets of a workbook are given away: those of a report or template of ours, else all that can be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cxcel.errors import BadInput

from .counted import has_cases
from .grid import Grid
from .package import BOOK, Package, Sheet

MARK = re.compile(r"cxcel\.\w+\.\w+")  # the hidden name that every sheet of a report bears


class Chosen(NamedTuple):
    """The sheets of a workbook: those that go; and those that stay, for they are no pages, hold rows, or are hidden."""

    kept: tuple[Sheet, ...]
    left: tuple[str, ...]
    rows: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def titles(self) -> frozenset[str]:
        """The names of the sheets that go, as formulas compare them."""
        return frozenset(sheet.title.casefold() for sheet in self.kept)


def choose(book: Package, found: Sequence[Grid]) -> Chosen:
    """Choose the sheets that are given away.

    Raises
    ------
    BadInput
        There is none.
    """
    seen = [sheet for sheet in book.sheets if not sheet.hidden and sheet.part in book.parts]
    ours = _marked(book)
    pages = [sheet for sheet in seen if sheet.title in ours] or seen
    rows = [grid.sheet for grid in found if grid.sheet in pages and has_cases(grid)]
    kept = tuple(sheet for sheet in pages if sheet not in rows)
    if not seen:
        raise BadInput(f"{book.name} has no sheet that can be seen: nothing to share")
    if not kept:
        raise BadInput(
            f"{book.name} holds nothing but rows of single cases ({rows[0].title}): build a report, and share that"
        )
    left = tuple(sheet.title for sheet in seen if sheet not in pages)
    hidden = tuple(sheet.title for sheet in book.sheets if sheet.hidden)
    return Chosen(kept, left, tuple(sheet.title for sheet in rows), hidden)


def _marked(book: Package) -> frozenset[str]:
    found = (name for name in book.root(BOOK).findall(".//{*}definedName") if MARK.fullmatch(name.get("name", "")))
    places = [name.get("localSheetId", "") for name in found]
    return frozenset(book.sheets[int(at)].title for at in places if at.isdecimal() and int(at) < len(book.sheets))
