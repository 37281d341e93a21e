"""Pages as LibreOffice draws them: every word with its place, every chart with its marks, every cell with its value."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import zipfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pypdf
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook
from tests.conftest import absent
from tests.office.office import PLAIN

from cxcel.data.xlsx import sheet_parts
from cxcel_addin.report.keep import find
from cxcel_addin.report.keep.marks import ROWS

_PAGE = "{http://www.w3.org/1999/xhtml}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NUMBERS = ("val", "yVal")
BROKEN = re.compile(r"^#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|^Err:\d|##")
DAY_0, DAY = dt.datetime(1899, 12, 30), dt.timedelta(days=1)
Cells = dict[tuple[str, int, int], Any]


class Moment(float):
    """The number of a cell that a library read as a date or a time: rounded to a millisecond."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def lies_over(self, other: Word) -> bool:
        """Whether two words share ink: their boxes, which reach above and below the letters, may touch."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 1 and high > 0.35 * min(self.bottom - self.top, other.bottom - other.top)


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page of a sheet."""

    tab: str
    width: float
    height: float
    words: tuple[Word, ...]

    def overlaid(self) -> Iterator[str]:
        """Name every two words that lie over each other."""
        rest = sorted(self.words, key=lambda word: word.top)
        for at, word in enumerate(rest):
            for other in rest[at + 1 :]:
                if other.top >= word.bottom:
                    break
                if word.lies_over(other):
                    yield f"{self.tab}: '{word.text}' and '{other.text}' at {word.left:.0f}, {word.top:.0f}"

    def outside(self) -> Iterator[str]:
        """Name every word that the edge of the paper cuts."""
        for word in self.words:
            if min(word.left, word.top) < 0 or word.right > self.width or word.bottom > self.height:
                yield f"{self.tab}: '{word.text}' is outside the page"

    def broken(self) -> Iterator[str]:
        """Name every number without room and every error value."""
        yield from (f"{self.tab}: {word.text}" for word in self.words if BROKEN.search(word.text))


def converted(paths: Sequence[Path], folder: Path, soffice: str, ending: str) -> dict[Path, Path]:
    """Let LibreOffice save workbooks in another form, all of them in one call."""
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
    out = folder / ending
    subprocess.run(
        [*command, "--outdir", out, *paths], env=PLAIN, check=True, capture_output=True, timeout=60 + 30 * len(paths)
    )
    return {path: out / f"{path.stem}.{ending}" for path in paths}


def pages(pdf: Path) -> list[Page]:
    """Read every word of a PDF; the bookmarks that LibreOffice makes say which sheet a page is of."""
    try:
        read = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    except FileNotFoundError:
        absent("pdftotext is not installed: on Debian, apt-get install poppler-utils")
    reader = pypdf.PdfReader(pdf)
    starts = {reader.get_destination_page_number(mark): mark.title for mark in reader.outline}
    out: list[Page] = []
    for at, page in enumerate(ET.fromstring(_CONTROL.sub(b"", read.stdout)).iter(f"{_PAGE}page")):
        words = (
            Word(*(float(word.get(edge, "nan")) for edge in ("xMin", "yMin", "xMax", "yMax")), word.text or "")
            for word in page.iter(f"{_PAGE}word")
        )
        tab = starts[at] if at in starts else out[-1].tab
        out.append(Page(tab, float(page.get("width", "nan")), float(page.get("height", "nan")), tuple(words)))
    return out


def faults(book: Path, pdf: Path) -> list[str]:
    """Everything that is wrong to the eye of a reader of the pages."""
    drawn = pages(pdf)
    out = [fault for page in drawn for find in (page.overlaid, page.outside, page.broken) for fault in find()]
    return out + list(lacking(book, drawn)) + list(empty_charts(book))


def lacking(path: Path, drawn: Sequence[Page]) -> Iterator[str]:
    """Name the words of cells and charts that are not on the pages of their sheet: something cuts them.

    Lists of rows are as the data have them, in columns that a reader makes wider.
    """
    lists = {tab for key, tab in find(path).tabs.items() if key.startswith(ROWS)}
    shown = {page.tab: Counter[str]() for page in drawn if page.tab not in lists}
    for page in drawn:
        if page.tab in shown:
            shown[page.tab].update(token for word in page.words for token in _tokens(word.text))
    book = openpyxl.load_workbook(path)
    wanted = {tab: Counter(token for text in _printed(book[tab]) for token in _tokens(text)) for tab in shown}
    for tab, _, chart in charts(path):
        if tab in wanted:
            wanted[tab].update(token for text in _labels(chart) for token in _tokens(text))
    for tab, words in wanted.items():
        turned = Counter("".join(sorted(token)) for token in shown[tab].elements())  # letters from right to left
        missing = [
            word
            for word in (words - shown[tab]).elements()
            if (shown[tab][word] or not turned["".join(sorted(word))]) and not _in_pieces(word, shown[tab])
        ]
        if missing:
            yield f"{tab}: cut or missing: {' '.join(missing)}"


def _in_pieces(word: str, shown: Counter[str]) -> bool:
    """Whether a word that is wider than its column goes on in the next lines."""
    ends = [at for at in range(1, len(word)) if shown[word[:at]]]
    return any(shown[word[at:]] or _in_pieces(word[at:], shown) for at in ends)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _printed(sheet: Any) -> Iterator[str]:
    """The texts of the cells that are printed."""
    for area in str(sheet.print_area).split(","):
        left, top, right, bottom = range_boundaries(area.rpartition("!")[2].replace("$", ""))
        for row in sheet.iter_rows(top, bottom, left, right):
            if not sheet.row_dimensions[row[0].row].hidden:
                yield from (cell.value for cell in row if isinstance(cell.value, str))


def charts(path: Path) -> Iterator[tuple[str, str, ET.Element]]:
    """Yield every chart with the sheet that it is on and the name of its part."""
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        for tab, part in sheet_parts(book):
            for drawing in _targets(book, names, part, "/drawing"):
                for chart in _targets(book, names, drawing, "/chart"):
                    yield tab, chart, ET.fromstring(book.read(chart))


def _targets(book: zipfile.ZipFile, names: set[str], part: str, kind: str) -> Iterator[str]:
    links = get_rels_path(part)
    if links in names:
        yield from (link.target for link in get_dependents(book, links) if link.Type.endswith(kind))


def _labels(chart: ET.Element) -> Iterator[str]:
    """The titles, labels and categories that a chart shows."""
    yield from (text.text or "" for text in chart.iter(_TEXT))
    for axis in chart.iter(f"{_CHART}catAx"):
        if _said(axis, "delete") != "1" and _said(axis, "tickLblPos") != "none":
            first = next(chart.iter(f"{_CHART}cat"), None)
            yield from () if first is None else (value.text or "" for value in first.iter(f"{_CHART}v"))


def _said(axis: ET.Element, name: str) -> str | None:
    found = axis.find(f"{_CHART}{name}")
    return None if found is None else found.get("val")


def empty_charts(path: Path) -> Iterator[str]:
    """Name the charts without a mark: no series has a number."""
    for tab, name, chart in charts(path):
        values = [each for kind in _NUMBERS for each in chart.iter(f"{_CHART}{kind}")]
        if not any(_finite(number.text) for value in values for number in value.iter(f"{_CHART}v")):
            yield f"{tab}: {name} is empty"


def _finite(text: str | None) -> bool:
    try:
        return abs(float(text or "nan")) < float("inf")
    except ValueError:
        return False


def by_openpyxl(path: Path) -> Cells:
    """Every value of a workbook; a time as the number that the cell holds."""
    book, out = openpyxl.load_workbook(path, read_only=True), {}
    book._date_formats = book._timedelta_formats = set()  # as a time, a number would be rounded
    for sheet in book:
        sheet.reset_dimensions()
        found = (cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, ""))
        out.update({(sheet.title, cell.row, cell.column): _plain(cell.value) for cell in found})
    book.close()
    return out


def by_calamine(path: Path) -> Cells:
    """The same, read by another library."""
    book, out = CalamineWorkbook.from_path(str(path)), {}
    for tab in book.sheet_names:
        rows = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
        for y, row in enumerate(rows, 1):
            out.update({(tab, y, x): _plain(value) for x, value in enumerate(row, 1) if value != ""})
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dt.time):
        return Moment(dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / DAY)
    if isinstance(value, dt.timedelta):
        return Moment(value / DAY)
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return Moment((moment - DAY_0) / DAY)
    return float(value)


def same(one: object, other: object, close: float = 1e-14) -> bool:
    """Whether two values are one to the last digit, or to the millisecond where a library made a time of it."""
    if not (isinstance(one, float) and isinstance(other, float)):
        return one == other
    rounded = 0.00051 / 86_400 if isinstance(one, Moment) or isinstance(other, Moment) else 0.0
    return abs(one - other) <= max(rounded, close * max(abs(one), abs(other)))


def differences(one: Cells, other: Cells, close: float = 1e-14) -> list[str]:
    """Name the cells in which two readings of a workbook differ."""
    either = sorted(one.keys() | other.keys())
    return [
        f"{at}: {one.get(at)!r} is not {other.get(at)!r}"
        for at in either
        if not same(one.get(at), other.get(at), close)
    ]


def unshown(data: dict[str, Any], cells: Cells) -> list[str]:
    """Name the figures of a report's JSON that no cell holds: the scorecard's, with intervals, and those of links."""
    shown = sorted(value for value in cells.values() if isinstance(value, float))
    wanted: list[tuple[str, float | None]] = []
    for row in data["report"]["scorecard"]:
        per = 86_400 if row["unit"] == "seconds" else 1
        now, before = row["latest"] or row["overall"], row["before"] or {"value": None}
        figures = [row["overall"]["value"], now["value"], now["low"], now["high"], before["value"]]
        wanted += [(row["title"], None if value is None else value / per) for value in figures]
    for row in data["relations"]:
        wanted += [(f"{row['title']}, {key}", row[key]) for key in ("r", "low", "high", "p_adjusted")]
    return [f"{name}: {value!r}" for name, value in wanted if value is not None and not _among(value, shown)]


def _among(value: float, ordered: list[float]) -> bool:
    at = bisect_left(ordered, value)
    return any(same(value, near, 1e-12) for near in ordered[max(0, at - 1) : at + 1])
