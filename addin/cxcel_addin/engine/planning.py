"""What is to be computed in a workbook, and what came of it, whichever engine computes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .areas import Area
from .book import Book
from .google import unwrapped
from .rewriting import Rewriter, Rewritten
from .sheet import Error, Formula, Sort
from .sheet_copy import KEEP

Place = tuple[str, int, int]  # sheet, row, column
SPILL = "#SPILL!"
_NO_ROOM = "the cells that its result would fill are not empty; empty them"


@dataclass(slots=True)
class Recalculated:
    """What became of a workbook's formulas.

    Attributes
    ----------
    values : mapping
        Sheet -> row and column -> value, KEEP where the last one stays, None where a cell is empty now.
    kept : dict
        Cells that the engine could not compute -> why.
    failed : dict
        Cells that show an error -> the error and the sentence why, "" where only Excel's own functions took part.
    notes : list of str
        What else is worth a word.
    formulas, ours : int
        How many there are, and how many of them call one of our functions.
    """

    values: Mapping[str, dict[tuple[int, int], object]] = field(default_factory=lambda: defaultdict(dict))
    kept: dict[Place, str] = field(default_factory=dict)
    failed: dict[Place, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    formulas: int = 0
    ours: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A formula, and what the embedded engine is to be given for it."""

    sheet: str
    formula: Formula
    made: Rewritten

    @property
    def place(self) -> Place:
        """The cell it stands in."""
        return self.sheet, self.formula.row, self.formula.column


def plan(book: Book, rewriter: Rewriter) -> list[Planned]:
    """Return every formula of a workbook."""
    return [
        Planned(title, formula, rewriter.rewrite(title, formula.row, formula.column, formula.text))
        for title, sheet in book.sheets.items()
        for formula in unwrapped(sheet.formulas)
    ]


def begun(planned: Sequence[Planned], rewriter: Rewriter) -> Recalculated:
    """Return what nothing has come of yet."""
    ours = sum(bool(one.made.ours or rewriter.calls_ours(one.formula.text)) for one in planned)
    return Recalculated(formulas=len(planned), ours=ours)


def sources(bad: Mapping[Place, object], planned: Sequence[Planned]) -> list[Planned]:
    """Return those of some formulas that read none of the others; where each does, those that go round in circles."""
    own = {one.place: one for one in planned if one.place in bad}
    reads = {place: {other for area in one.made.areas for other in _inside(area, own)} for place, one in own.items()}
    core = {place for place in own if not reads[place] - {place}}
    if not core:
        core, before = set(own), 0
        while len(core) != before:
            before = len(core)
            core &= {other for place in core for other in reads[place]}
    return [own[place] for place in own if place in core]


def _inside(area: Area, places: Mapping[Place, object]) -> Iterator[Place]:
    """Yield those of some cells that lie in a block."""
    if area.height * area.width < len(places):
        return ((area.sheet, *at) for at in cells(area) if (area.sheet, *at) in places)
    return (place for place in places if area.holds(*place))


def cells(area: Area) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell of a block."""
    return ((r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1))


def vacate(out: Recalculated, planned: Sequence[Planned]) -> None:
    """Empty the cells that results covered, and keep those that cannot be computed."""
    for one in planned:
        if one.place in out.kept:
            out.values[one.sheet] |= dict.fromkeys(cells(one.formula.covered), KEEP)
        else:
            out.values[one.sheet] |= dict.fromkeys(cells(one.formula.covered))


def put(out: Recalculated, one: Planned, area: Area, values: Mapping[tuple[int, int], object], book: Book) -> None:
    """Put the result of a formula into the cells that it fills, or the error that stands in its first one."""
    first = (one.formula.row, one.formula.column)
    merged = [block for block in book.sheets[one.sheet].merged if block.meets(area)]
    if merged and len(values) > 1 and one.formula.sort is Sort.SPILLING:
        out.values[one.sheet][first] = Error(SPILL)
        out.failed[one.place] = (SPILL, f"the result spills over merged cells ({merged[0].shown}); unmerge them")
        return
    out.values[one.sheet] |= values
    shown = values[first]
    if isinstance(shown, Error):
        out.failed[one.place] = (str(shown), _NO_ROOM if shown == SPILL else "")
