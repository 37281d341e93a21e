"""A workbook recalculated without a spreadsheet program: read, computed with our functions, copied with values only.

The engine is formualizer, which knows Excel's own functions; ours are registered with it, those only that a workbook
calls.  `refresh` does all of it; the input is bytes, and so is what comes out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from . import by_libreoffice
from .areas import Area
from .book import Book
from .copying import copied
from .overlooked import overlooked
from .planning import Place, Recalculated
from .recalculating import recalculate

__all__ = ["ENGINES", "Refreshed", "refresh"]


EMBEDDED, LIBREOFFICE = "embedded", "libreoffice"
ENGINES = (EMBEDDED, LIBREOFFICE)
_ENGINES = {EMBEDDED: recalculate, LIBREOFFICE: by_libreoffice.recalculate}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The copy with values only, and what to tell of it."""

    content: bytes
    made: Recalculated
    told: list[str]


def refresh(content: bytes, name: str, engine: str = EMBEDDED, folder: Path | None = None) -> Refreshed:
    """Recalculate a workbook.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for sentences.
    engine : str
        What computes: one of `ENGINES`.
    folder : Path, optional
        Where it lies: sources that are named there are found.

    Raises
    ------
    BadInput
        It is no workbook that can be read, or there is no such engine here.
    """
    book = Book(content, name, folder)
    made = _ENGINES[engine](book)
    copy, said = copied(book, made)
    return Refreshed(copy, made, [*_told(made), *overlooked(book), *said])


def _told(made: Recalculated) -> list[str]:
    """Say what was computed, which cells show an error and why, and which keep their last value."""
    lines = [f"Formulas: {made.formulas:,}, of them with functions of CXcel: {made.ours:,}."]
    reasons: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, (error, sentence) in made.failed.items():
        reasons[error, sentence].append(place)
    lines += [
        f"- {_cells(places)} {'shows' if len(places) == 1 else 'show'} {error}{f': {sentence}' if sentence else ''}"
        for (error, sentence), places in reasons.items()
    ]
    kept: dict[str, list[Place]] = defaultdict(list)
    for place, why in made.kept.items():
        kept[why].append(place)
    if kept:
        lines.append("Not computed; the value that was there stays, on yellow ground:")
        lines += [f"- {_cells(places)}: {why}" for why, places in kept.items()]
    return [*lines, *made.notes]


def _cells(places: list[Place]) -> str:
    """Name cells, those that stand below each other as one range.

    Examples
    --------
    >>> _cells([("S", 2, 1), ("S", 3, 1), ("S", 9, 2), ("My sheet", 1, 1)])
    "'My sheet'!A1, S!A2:A3, S!B9"
    """
    runs: list[Area] = []
    for sheet, column, row in sorted((sheet, column, row) for sheet, row, column in places):
        last = runs[-1] if runs else None
        if last and (last.sheet, last.left, last.bottom) == (sheet, column, row - 1):
            runs[-1] = Area(sheet, last.top, column, row, column)
        else:
            runs.append(Area(sheet, row, column, row, column))
    return ", ".join(run.shown for run in runs)
