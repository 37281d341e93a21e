"""Texts that spell something else: yes and no, hours:minutes:seconds, and days as 2026-03-31.

Each function returns the cells with such texts read as flags or dates; what it does not know stays a text.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import numpy as np

from cxcel.cells import Cells, Kind

_YES = frozenset(["yes", "y", "true", "t", "1", "x", "oui", "ja", "si", "sí", "✓"])
_DONE = frozenset(["resolved", "solved", "answered", "done"])
LOST = frozenset(["unanswered", "abandoned", "missed"])
YES = _YES | _DONE
NO = LOST | frozenset(["no", "n", "false", "f", "0", "non", "nein", "unresolved", "unsolved"])
YES_LOST = _YES | LOST  # of a column that says which contacts were lost
_CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)")  # h:mm:ss
_NAMES = frozenset(["answered", "resolved", "abandoned", "solved"])  # what a column of yes and no may be called
_STATES = _DONE | LOST | frozenset(["abandoned", "unresolved", "unsolved"])  # what a column of outcomes holds


def with_flags(cells: Cells, yes: frozenset[str] = YES) -> Cells:
    """Read yes and no words as flags; the header keeps its text."""
    if cells.kinds is None or cells.texts is None:
        return cells
    known = {text: text.lower() in YES or text.lower() in NO for text in dict.fromkeys(cells.texts)}
    spelled = np.fromiter(map(known.__getitem__, cells.texts), bool, len(cells)) & (cells.kinds == Kind.TEXT)
    if len(cells) > 1 and spelled[0] and _names_column(cells, cells.texts[0].lower()):
        spelled[0] = False
    meant = {text: float(text.lower() in yes) for text in known}
    kinds, numbers = cells.kinds.copy(), cells.numbers.astype(float)
    kinds[spelled] = Kind.FLAG
    numbers[spelled] = np.fromiter(map(meant.__getitem__, cells.texts), float, len(cells))[spelled]
    return Cells(numbers, kinds, cells.texts, cells.width)


def _names_column(cells: Cells, word: str) -> bool:
    """Whether a word on top is the column's name: not where outcomes such as "Unresolved" stand below it."""
    assert cells.texts is not None
    if word in _NAMES:
        return not any(text.lower() in _STATES for text in cells.texts[1:])
    return _only_numbers(cells)


def _only_numbers(cells: Cells) -> bool:
    """Whether numbers alone stand below the first cell: then "n" or "x" on top names them."""
    assert cells.kinds is not None
    below = cells.kinds[1:]
    return bool((below == Kind.NUMBER).any() and (below <= Kind.NUMBER).all())


def with_times(cells: Cells) -> Cells:
    """Read texts of hours, minutes and seconds as times; 2:22 could be minutes or hours and stays a text."""
    if cells.kinds is None or cells.texts is None:
        return cells
    kinds, numbers = cells.kinds.copy(), cells.numbers.astype(float)
    for i in np.flatnonzero(kinds == Kind.TEXT):
        if found := _CLOCK.fullmatch(cells.texts[i]):
            hours, minutes, seconds = map(float, found.groups())
            kinds[i], numbers[i] = Kind.DATE, (hours * 3600 + minutes * 60 + seconds) / 86400
    return Cells(numbers, kinds, cells.texts, cells.width)


def with_dates(cells: Cells) -> Cells:
    """Read texts such as 2026-03-31 or 2026-03-31 14:05 as dates; other spellings could be read two ways."""
    if cells.kinds is None or cells.texts is None:
        return cells
    kinds, numbers = cells.kinds.copy(), cells.numbers.astype(float)
    for i in np.flatnonzero(kinds == Kind.TEXT):
        try:
            moment = datetime.fromisoformat(cells.texts[i])
        except ValueError:
            continue
        kinds[i] = Kind.DATE
        numbers[i] = (moment.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
    return Cells(numbers, kinds, cells.texts, cells.width)
