"""Ranges that are asked for again and again: read once while nothing can have changed them.

Of the half microsecond that a cell costs, nearly all is spent where it becomes a Python value, so a hundred formulas
over the same column would read it a hundred times.  From the second time on, what was read is kept until

- LibreOffice says that the range was modified, or
- it is back at waiting for events: whatever it was doing, a recalculation say, is over.

LibreOffice tells of a change at the end of the operation that made it.  Goal seek changes a cell without telling, again
and again: so the sum of a range, which costs next to nothing, must still be the same.  And what was kept is read once
more when LibreOffice waits again; where it differs, everything is calculated anew.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from . import cells

if TYPE_CHECKING:
    from .cells import Size

    Place = tuple[str, str]  # document, address


class Entry:
    """A range that is kept: its parts by size, and how it is read again."""

    def __init__(self, range_: Any, area: Any) -> None:
        self.range, self.area = range_, area
        self.used: Size | None = None
        self.parts: dict[Size, tuple[bytes, bytes]] = {}
        self.again = False
        self.sum = total(range_)


def total(range_: Any) -> Any:
    """Return the sum of a range, None where it has none."""
    import uno

    try:
        return range_.computeFunction(uno.Enum("com.sun.star.sheet.GeneralFunction", "SUM"))
    except Exception:  # an error cell
        return None


class Ranges:
    """What was read since LibreOffice last waited for events.

    Parameters
    ----------
    watch : callable
        Given a range, makes LibreOffice call `forget` when it is modified; returns how to end that.
    wait : callable
        Given a function, makes LibreOffice call it when it waits for events again.
    """

    def __init__(self, watch: Callable[[Any], Callable[[], None]], wait: Callable[[Callable[[], None]], None]) -> None:
        self._watch, self._wait = watch, wait
        self._once: set[Place] = set()
        self._kept: dict[Place, Entry] = {}
        self._ends: list[Callable[[], None]] = []
        self._kinds: dict[str, dict[int, int]] = {}
        self._documents: dict[str, Any] = {}
        self._waiting = False
        self.at_end: list[Callable[[], None]] = []  # what else is to be forgotten

    def entry(self, document: Any, name: str, range_: Any) -> Entry:
        """Return a range, to be kept from its second time on."""
        place = (name, range_.AbsoluteName)
        found = self._kept.get(place)
        if found is not None and found.sum is not None and found.sum == total(range_):
            found.again = True
            return found
        made = Entry(range_, range_.getRangeAddress())
        if place in self._once:
            if found is None:
                self._ends.append(self._watch(range_))
            self._kept[place] = made
        self._once.add(place)
        self._documents[name] = document
        if not self._waiting:
            self._waiting = True
            self._wait(self.over)
        return made

    def used(self, entry: Entry) -> Size:
        """Return how much of a range its sheet uses."""
        if entry.used is None:
            entry.used = cells.used_size(entry.range, entry.area)
        return entry.used

    def read(self, entry: Entry, size: Size, name: str, epoch: int) -> tuple[bytes, bytes]:
        """Return a range as it is sent, and what its content is known by."""
        found = entry.parts.get(size)
        if found is None:
            content = self._message(entry, size, name, epoch)
            found = entry.parts[size] = content, blake2b(content, digest_size=16).digest()
        return found

    def _message(self, entry: Entry, size: Size, name: str, epoch: int) -> bytes:
        part = cells.cut(entry.range, entry.area, size)
        return cells.message(part, lambda key: self._kind(name, key), epoch)

    def _kind(self, name: str, key: int) -> int:
        known = self._kinds.setdefault(name, {})
        if key not in known:
            known[key] = self._documents[name].getNumberFormats().getByKey(key).Type
        return known[key]

    def epoch(self, document: Any, name: str) -> int:
        """Return the year from which a document counts its days."""
        known = self._kinds.setdefault(name, {})
        if -1 not in known:
            known[-1] = document.NullDate.Year
        return known[-1]

    def forget(self) -> None:
        """Drop what was kept: something was modified."""
        ends, self._ends = self._ends, []
        self._kept.clear()
        for end in (*ends, *self.at_end):
            end()

    def over(self) -> None:
        """LibreOffice waits for events: look once more at what was used twice, and drop everything."""
        self._waiting = False
        stale = {name for (name, _), entry in list(self._kept.items()) if entry.again and self._differs(name, entry)}
        documents = [self._documents[name] for name in stale]
        self.forget()
        for kept in (self._once, self._kinds, self._documents):
            kept.clear()
        for document in documents:
            document.calculateAll()

    def _differs(self, name: str, entry: Entry) -> bool:
        try:
            epoch = self.epoch(self._documents[name], name)
            return any(
                blake2b(self._message(entry, size, name, epoch), digest_size=16).digest() != digest
                for size, (_, digest) in entry.parts.items()
            )
        except Exception:  # the document was closed
            return False
