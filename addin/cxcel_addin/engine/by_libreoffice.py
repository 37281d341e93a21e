"""A workbook recalculated by the LibreOffice of this computer, with our functions in it: a second opinion.

It runs without a window and with a profile of its own, which goes with it: the user's is neither read nor changed.  It
does not let results spill: each formula is an array over so many cells as its result has.  How many they are is asked
of LibreOffice first, by ROWS(...) and COLUMNS(...) of the formula, far to the right of it.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from cxcel.errors import BadInput

from ..hosts.com.waiting import VARIABLE as WAIT
from ..office import builder, profile
from ..office.inside.names import BESIDE, LONG
from ..office.installing import must_run_python
from ..office.program import Office, environment, here
from ..office.renamed import in_formula
from ..shared.package import BOOK, Package
from .areas import Area
from .book import Book
from .planning import SPILL, Place, Planned, Recalculated, begun, cells, plan, put, sources, vacate
from .recalculating import recalculate as embedded
from .rewriting import Rewriter
from .sheet import Error, Sort, Value
from .sheet_copy import KEEP, Typed, changed

SECONDS = 600  # that LibreOffice may take for one calculation
MOST_ROUNDS = 8
STARTS = 3  # a new profile makes LibreOffice end at once and ask for another start (its statuses 79 and 81)
LAST_COLUMN = 1022  # of those that every LibreOffice has: where sizes are asked for
NAME, COPY = "#NAME?", "copy.xlsx"
NAME_TEXT = re.compile(rb"(<(?:\w+:)?definedName\b[^>]*>)(.*?)(</)", re.DOTALL)
_UNKNOWN = "LibreOffice does not know a function or name in it"


def recalculate(book: Book) -> Recalculated:
    """Compute every formula of a workbook in LibreOffice.

    Raises
    ------
    BadInput
        There is no LibreOffice that can, or it cannot read the workbook.
    """
    office = here()
    must_run_python(office)
    rewriter = Rewriter(book)
    planned = plan(book, rewriter)
    out = begun(planned, rewriter)
    out.kept |= {one.place: one.made.why for one in planned if one.made.outside}
    out.kept |= {one.place: one.formula.why for one in planned if one.formula.why}
    with TemporaryDirectory() as folder:
        running = _Running(office, Path(folder), book, rewriter)
        room = _Room(book, planned)
        for _ in range(MOST_ROUNDS):
            todo = [one for one in planned if one.place not in out.kept]
            answered = running.computed(planned, todo, room)
            bad = {one.place: _UNKNOWN for one in todo if answered.value(one.place) == NAME}
            out.kept |= {one.place: _UNKNOWN for one in sources(bad, todo)}
            fits = room.taken({one.place: answered.size(one) for one in todo})
            if fits and not bad:
                break
    vacate(out, planned)
    for one in todo:
        if one.place not in out.kept:
            area = room.areas[one.place]
            values = {at: answered.value((one.sheet, *at)) for at in cells(area)}
            put(out, one, area, {one.place[1:]: Error(SPILL)} if one.place in room.lacking else values, book)
    _explain(out, book)
    out.notes.append(f"Computed by LibreOffice {office.version}.")
    return out


def _explain(out: Recalculated, book: Book) -> None:
    """Take the sentences of our functions from the embedded engine, where its cells show the same errors."""
    if out.failed:
        known = embedded(book).failed
        alike = {place for place, (error, _) in out.failed.items() if known.get(place, ("", ""))[0] == error}
        out.failed |= {place: known[place] for place in alike}


class _Room:
    """Which cells each formula fills, and which formulas lack the room for it."""

    def __init__(self, book: Book, planned: Sequence[Planned]) -> None:
        self.book, self.planned = book, planned
        self.areas = {one.place: one.formula.covered for one in planned}
        self.lacking: set[Place] = set()

    def taken(self, sizes: Mapping[Place, tuple[int, int]]) -> bool:
        """Give each formula so many rows and columns; return whether that is what it had."""
        before = (dict(self.areas), set(self.lacking))
        full = {one.place for one in self.planned}
        for one in self.planned:
            if one.place in sizes:
                sheet, row, column = one.place
                height, width = sizes[one.place]
                wanted = Area(sheet, row, column, row + height - 1, column + width - 1)
                beside = {(sheet, *at) for at in cells(wanted)} - {one.place}
                if beside & full or self._filled(wanted, one.formula.covered):
                    self.lacking.add(one.place)
                    wanted = Area(sheet, row, column, row, column)
                    beside = set()
                full |= beside
                self.areas[one.place] = wanted
        return before == (self.areas, self.lacking)

    def _filled(self, area: Area, before: Area) -> bool:
        """Whether something stands there that no formula put there; what a result covered before is its own."""
        if area.height <= before.height and area.width <= before.width:
            return False
        covered = [one.formula.covered for one in self.planned if one.formula.covered.meets(area)]
        there = self.book.sheets[area.sheet].values([area], self.book.texts)
        return any(not any(own.holds(area.sheet, *at) for own in covered) for at in there)


@dataclass(frozen=True, slots=True)
class _Answered:
    """What LibreOffice computed: the values of cells, and how large results are."""

    values: Mapping[str, Mapping[tuple[int, int], Value]]
    asking: Mapping[Place, int]

    def value(self, place: Place) -> Value:
        """Return what a cell shows."""
        return self.values[place[0]].get(place[1:], "")

    def size(self, one: Planned) -> tuple[int, int]:
        """Return rows and columns of a formula's result; those of a single value are not told."""
        if one.place not in self.asking:
            area = one.formula.covered
            return area.height, area.width
        sheet, row, _ = one.place
        right = self.asking[one.place]
        height, width = (self.values[sheet].get((row, column)) for column in (right, right - 1))
        return (int(height), int(width)) if isinstance(height, float) and isinstance(width, float) else (1, 1)


class _Running:
    """LibreOffice for one workbook: its profile, its extension, and the copies that it computes."""

    def __init__(self, office: Office, folder: Path, book: Book, rewriter: Rewriter) -> None:
        self.office, self.folder, self.book, self.rewriter = office, folder, book, rewriter
        extension = folder / "extension"
        builder.write(extension, builder.parts(builder.here()))
        self.profile = folder / "profile"
        self.words = profile.write(self.profile, extension, office.folder)

    def computed(self, planned: Sequence[Planned], todo: Sequence[Planned], room: _Room) -> _Answered:
        """Return what LibreOffice computes of a copy."""
        asking = _columns(todo)
        (self.folder / COPY).write_bytes(self._copy(planned, todo, room, asking))
        target = self.folder / "out"
        program = next(p for name in ("soffice.com", "soffice") if (p := self.office.folder / name).exists())
        command = [
            str(program), *self.words, f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), str(self.folder / COPY),
        ]  # fmt: skip
        for _ in range(STARTS):
            try:
                subprocess.run(
                    command, env=environment() | self._told(), capture_output=True, timeout=SECONDS, check=False,
                    stdin=subprocess.DEVNULL, cwd=self.folder,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                raise BadInput(f"LibreOffice did not finish {self.book.name} within {SECONDS // 60} minutes") from None
            except OSError as error:
                raise BadInput(f"{program} does not start: {error.strerror or error}") from None
            if (target / COPY).exists():
                content = (target / COPY).read_bytes()
                (target / COPY).unlink()
                return _Answered(_read(Book(content, self.book.name), todo, room, asking), asking)
        raise BadInput(f"LibreOffice cannot read {self.book.name}; open it there, save it as .xlsx, and give that file")

    def _told(self) -> dict[str, str]:
        """Return where sources are looked for, since the copy lies elsewhere, and that nobody waits at a screen."""
        return {WAIT: str(SECONDS)} | ({BESIDE: str(self.book.folder)} if self.book.folder else {})

    def _copy(
        self, planned: Sequence[Planned], todo: Sequence[Planned], room: _Room, asking: Mapping[Place, int]
    ) -> bytes:
        """Return the workbook with formulas that LibreOffice knows, old results out of their way."""
        changes: dict[str, dict[tuple[int, int], object]] = defaultdict(dict)
        for one in planned:
            changes[one.sheet][one.formula.row, one.formula.column] = KEEP
        for one in todo:
            changes[one.sheet] |= dict.fromkeys(cells(one.formula.covered))
        for one in todo:
            text = self._known(one.formula.text)
            sheet, row, column = one.place
            area = None if one.formula.sort is Sort.PLAIN else room.areas[one.place]
            changes[sheet][row, column] = Error("#VALUE!") if one.place in room.lacking else Typed(text, area)
            for question, to_the_left in (("ROWS", 0), ("COLUMNS", 1)) if one.place in asking else ():
                column = asking[one.place] - to_the_left
                changes[sheet][row, column] = Typed(f"{question}({text})", Area(sheet, row, column, row, column))
        parts = dict(self.book.package.parts)
        for title, part in self.book.parts.items():
            parts[part] = changed(self.book.sheets[title], changes[title])
        parts[BOOK] = NAME_TEXT.sub(self._named, parts[BOOK])
        return Package(parts, self.book.name).packed()

    def _named(self, found: re.Match[bytes]) -> bytes:
        return found[1] + escape(self._known(unescape(found[2].decode()))).encode() + found[3]

    def _known(self, text: str) -> str:
        """Return a formula as LibreOffice takes it."""
        return unescape(in_formula(escape(self.rewriter.plainly(text, LONG))))


def _columns(todo: Sequence[Planned]) -> dict[Place, int]:
    """Return for each formula that spills the column in which its height is asked for; the width stands left of it."""
    out, taken = {}, defaultdict[tuple[str, int], int](lambda: LAST_COLUMN)
    for one in todo:
        if one.formula.sort is Sort.SPILLING:
            row = (one.sheet, one.formula.row)
            out[one.place] = taken[row]
            taken[row] -= 2
    return out


def _read(
    made: Book, todo: Sequence[Planned], room: _Room, asking: Mapping[Place, int]
) -> dict[str, dict[tuple[int, int], Value]]:
    """Return the values of the cells that formulas fill, and of those that tell their sizes."""
    areas = defaultdict[str, list[Area]](list)
    for one in todo:
        areas[one.sheet].append(room.areas[one.place])
    for (sheet, row, _), column in asking.items():
        areas[sheet].append(Area(sheet, row, column - 1, row, column))
    return {title: made.sheets[title].values(own, made.texts) for title, own in areas.items()}
