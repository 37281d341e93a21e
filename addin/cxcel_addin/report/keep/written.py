"""What a reader wrote, told from what the report had drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .lines import matched, turned
from .marks import KEPT
from .record import Record, Sheet, Spot, address, hashes

if TYPE_CHECKING:
    from .drawn import At
    from .reading import Cell, Now

NOTE, TYPED, CHANGED = "note", "typed", "changed"  # at a cell; into an empty cell; over what was drawn
WHERE, ABOUT, SAID, WHO = range(4)  # columns of the sheet of kept notes
LONGEST = 120  # letters of the words that say where something stood


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a reader's; `spot` is what it is about, `sheet` and `about` say so in words."""

    kind: str
    spot: Spot | None
    text: str
    author: str = ""
    sheet: str = ""
    about: str = ""
    value: Any = None  # what was typed, where it is no text
    num_format: str = ""
    drawn: str = ""  # hash of what was typed over


@dataclass(frozen=True, slots=True)
class _Sight:
    """A sheet as it is now beside its record."""

    now: Now
    record: Sheet
    rows: Mapping[int, int]  # row now -> row of the record
    cols: Mapping[int, int]

    def recorded(self, at: At) -> str:
        """Return the hash of what was drawn where a cell is now."""
        row, col = self.rows.get(at[0], -1), self.cols.get(at[1], -1)
        return self.record.cells.get(row, {}).get(col, "")

    def anchor(self, row: int) -> int | None:
        """Return the row, as it is now, that a row is about or lies under."""
        known = [line for line, was in self.rows.items() if was in self.record.rows]
        at = bisect_right(known, row)
        return known[at - 1] if at else None

    def spot(self, at: At) -> Spot | None:
        """Return what a cell is about."""
        over = self.anchor(at[0])
        if over is None:
            return None
        was = self.rows[over]
        return Spot(self.record.key, self.record.rows[was], at[0] - over, self._column(was, at[1]))

    def _column(self, row: int, col: int) -> str:
        left = [line for line in sorted(self.cols) if line <= col]
        was = self.cols[left[-1]] + col - left[-1] if left else col
        if col in self.cols and row in self.record.heads and was in self.record.heads[row][1]:
            return self.record.heads[row][1][was]
        return f"+{was - self.record.last}" if was > self.record.last else f"={was}"

    def words(self, at: At) -> str:
        """Return in words what a cell is about: the first text of its row, the heading over it, and where it stands."""
        over = self.anchor(at[0])
        parts: list[str] = []
        if over is not None:
            in_row = [cell for cell in sorted(self.now.cells) if cell[0] == over]
            parts += [str(self.now.cells[cell].value) for cell in in_row[:1]]
            parts += self._heading(self.rows[over], at[1])
        named = " · ".join(part[:LONGEST] for part in parts if part)
        return f"{named} ({address(at)})" if named else address(at)

    def _heading(self, row: int, col: int) -> Iterator[str]:
        heads = self.record.heads.get(row)
        if heads is None or self.cols.get(col) not in heads[1]:
            return
        for line, was in self.rows.items():
            cell = self.now.cells.get((line, col))
            if was == heads[0] and cell is not None:
                yield str(cell.value)


def written(now: Now, record: Sheet, whole: Record) -> Iterator[Written]:
    """Yield everything on a sheet that a reader wrote; kept notes of earlier rounds among them."""
    sight = _sight(now, record)
    entries = dict(_entries(sight, whole)) if record.key == KEPT else {}
    yield from entries.values()
    for at, cell in sorted(now.cells.items()):
        drawn = sight.recorded(at)
        in_entry = at[0] in entries and sight.cols.get(at[1], -1) in range(WHO + 1)
        if not in_entry and (cell.formula or not drawn or drawn not in hashes(cell.value)):
            yield _typed(sight, at, cell, drawn)
    for at, note in sorted(now.notes.items()):
        yield Written(NOTE, sight.spot(at), note.text, note.author, now.tab, sight.words(at))


def _sight(now: Now, record: Sheet) -> _Sight:
    known = {text for cells in record.cells.values() for text in cells.values()}
    lines: dict[int, dict[int, str]] = {}
    for (row, col), cell in now.cells.items():
        may_be = hashes(cell.value)
        lines.setdefault(row, {})[col] = next((text for text in may_be if text in known), may_be[0])
    cols = matched(turned(record.cells), turned(lines))
    moved = {row: {cols.get(col, -1 - col): text for col, text in cells.items()} for row, cells in lines.items()}
    return _Sight(now, record, matched(record.cells, moved), cols)


def _typed(sight: _Sight, at: At, cell: Cell, drawn: str) -> Written:
    value = None if cell.formula or isinstance(cell.value, str) else cell.value
    return Written(
        CHANGED if drawn else TYPED,
        sight.spot(at),
        shown(cell),
        sheet=sight.now.tab,
        about=sight.words(at),
        value=value,
        num_format=cell.num_format,
        drawn=drawn,
    )


def _entries(sight: _Sight, whole: Record) -> Iterator[tuple[int, Written]]:
    """Yield the rows of the sheet of kept notes, as they read now."""
    for row, was in sight.rows.items():
        if was not in whole.kept:
            continue
        kind, spot = whole.kept[was]
        cells = [(sight.cols.get(at[1], -1), cell) for at, cell in sight.now.cells.items() if at[0] == row]
        texts = {col: shown(cell) for col, cell in cells}
        if texts.get(SAID):
            place = spot if spot.row else None
            yield row, Written(kind, place, *(texts.get(col, "") for col in (SAID, WHO, WHERE, ABOUT)))


def _dated(number: float, num_format: str) -> str:
    """Return a number as the date or time that its format makes of it, "" where it is none."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import from_excel

    try:
        if is_timedelta_format(num_format):
            return str(from_excel(number, timedelta=True))
        return str(from_excel(number)) if is_date_format(num_format) else ""
    except (ValueError, OverflowError):
        return ""


def shown(cell: Cell) -> str:
    """Return what a cell holds as a text; of a formula what it is and what it came to."""
    value = cell.value
    if isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, int | float):
        text = _dated(value, cell.num_format) or f"{value:.15g}"
    else:
        text = str(value)
    return " → ".join(part for part in (cell.formula, text) if part)
