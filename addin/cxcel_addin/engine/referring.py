"""What an argument of a formula is: cells, a value, or cells that are found when it is computed.

A spreadsheet hands over cells with their number formats, and those that are shown as dates or times are dates and
times to our functions.  ``OFFSET(...)`` or ``IF(...)`` may give cells, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from .areas import Area
from .book import Book

PARAMETER = "a name within LET or LAMBDA"
# what may give cells; where, the engine tells
REFERRING = frozenset({"ANCHORARRAY", "CHOOSE", "IF", "IFS", "INDEX", "INDIRECT", "OFFSET", "SWITCH", ":"})
UNPLACED = frozenset({"XLOOKUP", "LET", PARAMETER})  # what may give cells, and the engine does not tell where
ASKING = frozenset({"IF", "CHOOSE", "SWITCH"})  # their first argument is looked at, and never what they give
ANYWHERE = ("OFFSET(", "INDIRECT(", "LET(", "ANCHORARRAY(")  # may give other cells than those named in them
Part = Area | str | None  # cells, the name of a function or PARAMETER, anything else
Parts = list[Part]


def bound(parts: Sequence[Part]) -> Parts:
    """Return what a name within LET is that stands for some parts of a formula."""
    if len(parts) == 1 and isinstance(parts[0], Area):
        return [parts[0]]
    return [PARAMETER if _may_refer(parts) else None]


def _may_refer(parts: Sequence[Part]) -> bool:
    return bool((REFERRING | UNPLACED) & {part for part in parts if isinstance(part, str)})


def may_be_moments(parts: Sequence[Part], text: str, given: Sequence[Area], book: Book) -> bool:
    """Whether an argument may turn out to be cells that are shown as dates or times.

    Parameters
    ----------
    parts : sequence
        What it is made of.
    text : str
        The argument as it is written.
    given : sequence of Area
        The cells in it that may be what it gives.
    book : Book
        The workbook.
    """
    if not _may_refer(parts):
        return False
    if PARAMETER in parts or any(name in text for name in ANYWHERE):
        return any(book.dated.values())
    if ":" in parts:
        return any(book.dated[area.sheet] for area in given)
    return any(True for area in given for _ in book.dated_in(area))


def unplaced(parts: Sequence[Part], text: str) -> str:
    """Return what in an argument may give cells of which the engine does not tell where they are, "" for nothing."""
    return next((name for name in sorted(UNPLACED) if name in parts or f"{name}(" in text), "")
