"""The older report as it is now: its cells and its notes, whichever program saved it."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from unicodedata import category
from xml.etree import ElementTree

from cxcel.data.xlsx import sheet_parts
from cxcel.errors import BadInput

from .drawn import At
from .marks import RECORD, ROWS, Old
from .record import Record, Sheet, hashes
from .written import Written, written

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_COMMENTS = "/comments"
_THREADS = "/threadedComment"  # the notes with answers of newer Excels, beside which stands a note for older ones
_PEOPLE = "xl/persons/"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds; `formula` is what stands behind its value, if anything."""

    value: Any
    num_format: str = "General"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is written at a cell, and by whom."""

    text: str
    author: str = ""


@dataclass(slots=True)
class Now:
    """A sheet of the older report as it is now."""

    tab: str
    cells: dict[At, Cell] = field(default_factory=dict)
    notes: dict[At, Note] = field(default_factory=dict)


def column(path: Path, sheet: str) -> list[object]:
    """Return the first column of a sheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    except (CalamineError, OSError, ValueError):
        return []
    return [row[0] for row in rows if row]


def all_written(path: Path, old: Old) -> list[Written]:
    """Return everything that readers wrote into the older report of a workbook.

    Raises
    ------
    BadInput
        Its sheets are damaged.
    """
    if old.record is None:
        return []
    try:
        return _all_written(path, old, old.record)
    except Exception as error:  # whatever a damaged file makes of its readers: its notes must not be lost
        raise BadInput(
            f"{path.name}: the notes in its report cannot be read ({type(error).__name__}: {error}); "
            "open it in Excel and save it again, or keep this file and choose another name"
        ) from error


def _all_written(path: Path, old: Old, record: Record) -> list[Written]:
    out: list[Written] = []
    notes = dict(_notes(path, set(old.tabs.values())))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it will not keep; nothing is saved here
        book = _opened(path)
        for key, tab in old.tabs.items():
            if key != RECORD:
                now = Now(tab, _cells(path, book, tab), notes.get(tab, {}))
                if key.startswith(ROWS):
                    now.cells = _beside_data(now.cells, record.sheets[key])
                out += written(now, record.sheets[key], record)
        book.close()
    return out


def _beside_data(cells: dict[At, Cell], record: Sheet) -> dict[At, Cell]:
    """Return the cells of a list without its data: what rows are about, what is on record, and what stands beside."""
    known = {text for line in record.cells.values() for text in line.values()}
    return {
        at: cell
        for at, cell in cells.items()
        if not 0 < at[1] <= record.last or (isinstance(cell.value, str) and known.intersection(hashes(cell.value)))
    }


def _opened(path: Path) -> Workbook:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    # numbers as they are: as a time, a number would be rounded to a microsecond
    book._date_formats = book._timedelta_formats = set()
    return book


def _cells(path: Path, book: Workbook, tab: str) -> dict[At, Cell]:
    sheet = book[tab]
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and cell.value != "":
                value = clean(cell.value) if isinstance(cell.value, str) else cell.value
                formula = str(value) if cell.data_type == "f" else ""
                cells[cell.row - 1, cell.column - 1] = Cell(value, cell.number_format, formula)
    if any(cell.formula for cell in cells.values()):
        _compute(path, tab, cells)
    return cells


def _compute(path: Path, tab: str, cells: dict[At, Cell]) -> None:
    """Put what formulas have come to beside them."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(tab).to_python(skip_empty_area=False)
    for at, cell in cells.items():
        if cell.formula:
            known = at[0] < len(rows) and at[1] < len(rows[at[0]])
            cells[at] = Cell(rows[at[0]][at[1]] if known else "", cell.num_format, cell.formula)


def _notes(path: Path, tabs: set[str]) -> Iterator[tuple[str, dict[At, Note]]]:
    """Yield the notes of each sheet; of one with answers, all of them in one text."""
    with zipfile.ZipFile(path) as book:
        people = _people(book)
        for tab, part in sheet_parts(book):
            if tab in tabs:
                found: dict[At, Note] = {}
                for kind, target in _beside(book, part):
                    if kind.endswith(_COMMENTS):
                        found = dict(_plain_notes(book.read(target))) | found
                    elif kind.endswith(_THREADS):
                        found |= _threads(book.read(target), people)
                yield tab, found


def _beside(book: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Yield kind and name of the parts that belong to a sheet."""
    place = PurePosixPath(part)
    links = f"{place.parent}/_rels/{place.name}.rels"
    if links not in book.namelist():
        return
    from openpyxl.packaging.relationship import get_dependents

    for link in get_dependents(book, links):
        if link.TargetMode != "External" and link.target in book.namelist():
            yield link.Type or "", link.target


def _plain_notes(xml: bytes) -> Iterator[tuple[At, Note]]:
    from openpyxl.comments.comment_sheet import CommentSheet
    from openpyxl.xml.functions import fromstring

    for reference, comment in CommentSheet.from_tree(fromstring(xml)).comments:
        if comment.content:
            yield _at(reference), Note(clean(comment.content), comment.author or "")


def _threads(xml: bytes, people: dict[str, str]) -> dict[At, Note]:
    found: dict[At, Note] = {}
    for part in ElementTree.fromstring(xml).findall("{*}threadedComment"):
        at, name = _at(part.get("ref") or "A1"), people.get(part.get("personId") or "", "")
        text = clean(part.findtext("{*}text") or "")
        line = f"{name}: {text}" if name else text
        before = found.get(at)
        found[at] = Note(f"{before.text}\n{line}", before.author) if before else Note(line, name)
    return found


def _people(book: zipfile.ZipFile) -> dict[str, str]:
    parts = [name for name in book.namelist() if name.startswith(_PEOPLE) and name.endswith(".xml")]
    roots = [ElementTree.fromstring(book.read(part)) for part in parts]
    return {p.get("id") or "": p.get("displayName") or "" for root in roots for p in root.findall("{*}person")}


def clean(text: str) -> str:
    r"""Return text as a reader sees it: what a file spells as _x000D_ is a line break.

    Examples
    --------
    >>> clean("one_x000D_\ntwo\x01")
    'one\ntwo'
    """
    from openpyxl.utils.escape import unescape

    lines = unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or category(letter) != "Cc")


def _at(reference: str) -> At:
    from openpyxl.utils.cell import coordinate_to_tuple

    row, col = coordinate_to_tuple(reference.split(":", maxsplit=1)[0])
    return row - 1, col - 1
