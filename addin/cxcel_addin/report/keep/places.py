"""Where in a new report each text of a reader's belongs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cxcel_addin.language import say

from .drawn import At, Drawn
from .marks import KEPT
from .record import Spot, hashes, letters, row_hash, serial
from .written import CHANGED, NOTE, Written

LONGEST = 32_000  # letters that a note or a cell holds, with room for a few words

Place = tuple[Drawn, At]


@dataclass(slots=True)
class Noted:
    """A note at a cell: what several people wrote there stands in one."""

    text: str
    author: str


@dataclass(slots=True)
class Placed:
    """What goes into which cell, which notes go where, and what is left."""

    cells: dict[tuple[str, At], Written] = field(default_factory=dict)  # by key of the sheet
    notes: dict[tuple[str, At], Noted] = field(default_factory=dict)
    left: list[Written] = field(default_factory=list)


class Places:
    """The places of a new report, found by what they are about."""

    def __init__(self, sheets: Iterable[Drawn]) -> None:
        self._sheets = {sheet.key: sheet for sheet in sheets}
        self._rows = {
            key: {row_hash(key, *words): row for row, words in sheet.rows().items()}
            for key, sheet in self._sheets.items()
        }

    def of(self, spot: Spot | None) -> Place | None:
        """Return the cell that is about something, if the report has one; a row below another has its own words."""
        if spot is None or spot.key not in self._sheets or spot.key == KEPT:
            return None
        sheet, rows = self._sheets[spot.key], self._rows[spot.key]
        row = rows.get(spot.row)
        if row is None or (spot.below and row + spot.below in rows.values()):
            return None
        col = _column(sheet, row, spot.col)
        return None if col is None else (sheet, (row + spot.below, col))

    def put(self, texts: Iterable[Written]) -> Placed:
        """Find the place of every text."""
        placed = Placed()
        for text in texts:
            place = self.of(text.spot)
            if place is None or not _put(placed, text, *place):
                placed.left.append(text)
        return placed


def _column(sheet: Drawn, row: int, col: str) -> int | None:
    if col.startswith("="):
        return int(col[1:])
    if col.startswith("+"):
        return sheet.last + int(col[1:])
    heads = sheet.heads(row)
    labels: Mapping[int, str] = heads.labels if heads else {}
    return next((at for at, label in labels.items() if letters(label) == col), None)


def _put(placed: Placed, text: Written, sheet: Drawn, at: At) -> bool:
    """Put a text into its cell, or as a note there; say whether it is in the report now."""
    spot, now = (sheet.key, at), sheet.values.get(at)
    if text.kind == NOTE:
        return _note(placed, spot, text.text, text.author)
    if spot not in placed.cells and len(text.text) <= LONGEST:
        # a number of the report is never typed over: what stood there goes beside it as a note
        same = now is not None and serial(now) is None and text.drawn in hashes(now)
        if same if text.kind == CHANGED else sheet.is_free(at):
            placed.cells[spot] = text
            return True
    return now is not None and _note(placed, spot, _told(text), text.author)


def _told(text: Written) -> str:
    if text.kind == CHANGED:
        return say("Changed here by hand in the earlier report to: {text}", text=text.text)
    return say("Typed here in the earlier report: {text}", text=text.text)


def _note(placed: Placed, spot: tuple[str, At], text: str, author: str) -> bool:
    before = placed.notes.get(spot)
    if before is None:
        whole = Noted(text, author)
    else:
        by = f"{author}: " if author and author != before.author else ""
        whole = Noted(f"{before.text}\n\n{by}{text}", before.author)
    if len(whole.text.encode("utf-16-le")) > 2 * LONGEST:
        return False
    placed.notes[spot] = whole
    return True
