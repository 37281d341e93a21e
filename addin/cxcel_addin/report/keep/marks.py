"""Which sheets of a workbook are a report's: each bears a hidden name of its own, which stays when it is renamed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from .record import Record

KEPT, RECORD = "kept", "record"  # keys of the sheet of kept notes and of the record
PREFIX = "cxcel."  # Report.bas looks for it
ROWS = "rows."  # begins the keys of sheets with rows of the data; a mark of three words is no page to be shared
_MARK = re.compile(rf"{re.escape(PREFIX)}((?:{re.escape(ROWS)})?\w+)\.(\w+)")
_BOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Old:
    """An older report in a workbook: its sheets by key; and all sheets with a mark, whether of that report or not."""

    record: Record | None = None
    tabs: Mapping[str, str] = field(default_factory=dict)  # key -> sheet
    marked: frozenset[str] = frozenset()
    sheets: tuple[str, ...] = ()  # all of the workbook, in the order of their tabs
    veiled: frozenset[str] = frozenset()  # those that nobody sees

    @property
    def others(self) -> tuple[str, ...]:
        """Sheets that are not the older report's."""
        return tuple(name for name in self.sheets if name not in self.tabs.values())

    def renamed(self) -> dict[str, str]:
        """Return the names that a reader gave sheets, by key."""
        if self.record is None:
            return {}
        given = {key: sheet.tab for key, sheet in self.record.sheets.items()}
        return {key: tab for key, tab in self.tabs.items() if key in given and tab != given[key]}

    def order(self) -> tuple[str, ...]:
        """Return the keys of its sheets as their tabs stand, where a reader has moved them."""
        if self.record is None:
            return ()
        own = {tab: key for key, tab in self.tabs.items() if key != RECORD}
        now = [own[tab] for tab in self.sheets if tab in own]
        return () if now == [key for key in self.record.sheets if key in now] else tuple(now)

    def hidden(self) -> frozenset[str]:
        """Return the keys of the sheets that a reader has hidden."""
        return frozenset(key for key, tab in self.tabs.items() if key != RECORD and tab in self.veiled)


def mark(key: str, report: str) -> str:
    """Return the name that a sheet bears.

    Examples
    --------
    >>> mark("summary", "1a2b")
    'cxcel.summary.1a2b'
    """
    return f"{PREFIX}{key}.{report}"


def find(path: Path) -> Old:
    """Look for a report in a workbook; one whose record is lost is none, but its sheets are known.

    Sheets that a reader has copied bear the same mark: the one with the name that the report gave it is the
    report's, else the first; the others are the reader's own.
    """
    try:
        with zipfile.ZipFile(path) as book:
            sheets, veiled, marks = _marks(book)
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return Old()  # no workbook of this kind, or none at all: who reads its tables says so
    marked = frozenset(name for name, _, _ in marks)
    for name in [name for name, key, _ in marks if key == RECORD]:
        found = _record(path, name)
        if found is not None:
            own = [(sheet, key) for sheet, key, report in marks if report == found.report and key != RECORD]
            tabs = _originals(own, found)
            return Old(found, tabs | {RECORD: name}, marked, sheets, veiled)
    return Old(None, {}, marked, sheets, veiled)


def _marks(book: zipfile.ZipFile) -> tuple[tuple[str, ...], frozenset[str], list[tuple[str, str, str]]]:
    """Return all sheets, those that are hidden, and sheet, key and report of each mark."""
    root = ElementTree.fromstring(book.read(_BOOK))
    states = {sheet.get("name") or "": sheet.get("state", "visible") for sheet in root.findall("{*}sheets/{*}sheet")}
    sheets, veiled = tuple(states), frozenset(name for name, state in states.items() if state != "visible")
    found = []
    for name in root.findall("{*}definedNames/{*}definedName"):
        at, words = name.get("localSheetId"), _MARK.fullmatch(name.get("name") or "")
        if words and at is not None and int(at) < len(sheets):
            found.append((sheets[int(at)], words[1], words[2]))
    return sheets, veiled, sorted(found, key=lambda mark: sheets.index(mark[0]))


def _record(path: Path, sheet: str) -> Record | None:
    from .reading import column

    return Record.of_texts(column(path, sheet))


def _originals(own: list[tuple[str, str]], found: Record) -> dict[str, str]:
    out: dict[str, str] = {}
    for sheet, key in own:
        if key in found.sheets and (key not in out or sheet == found.sheets[key].tab):
            out[key] = sheet
    return out
