"""Somebody who works with LibreOffice by mouse and keys, and looks at what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.office.office import Book, Office
from tests.office.screen import Screen

SECONDS = 40
FIELD, PRESSED, SAID = 60, 44, (30, 86)  # com.sun.star.accessibility.AccessibleRole: TEXT, PUSH_BUTTON, LABEL, STATIC
GRID = (700, 500)  # pixels, somewhere among the cells
MOMENT, SOON = 0.05, 0.25
Seen = TypeVar("Seen")


class Person:
    """Somebody before a screen on which a LibreOffice shows its windows."""

    def __init__(self, office: Office, screen: Screen) -> None:
        self.office, self.screen = office, screen

    def press(self, book: Book, button: str) -> None:
        """Click on a button of the toolbar."""
        book.front()
        self.screen.settled(SOON)
        self.screen.click(*book.buttons()[button])

    def told(self) -> str:
        """Return what a box says, and click it away."""
        shown = self.shown()
        self.choose("OK")
        return "\n".join(name for role, name, _ in shown if role in SAID)

    def answer(self, path: Path) -> None:
        """Type a file's name into the dialog that asks for one."""
        self.screen.click(*self.wait("a file is asked for", lambda: self._place(FIELD, "File name:")))
        self.screen.press("ctrl+a")
        self.screen.type(str(path))
        self.screen.press("Return")
        self.wait("the file dialog goes", lambda: not self._place(FIELD, "File name:"))

    def choose(self, button: str) -> None:
        """Click on a button of the dialog that is shown."""
        place = self.wait(f"there is {button}", lambda: self._place(PRESSED, button))

        def taken() -> bool:
            self.screen.click(*place)
            time.sleep(0.2)
            return bool(self._place(PRESSED, button) != place)

        self.wait(f"{button} is taken", taken)  # what is not drawn yet takes no click

    def shown(self) -> list[tuple[int, str, list[int]]]:
        """Return what a dialog shows, once there is one."""
        return self.wait("a dialog comes", lambda: [tuple(each) for each in self.office.ask("dialog")])

    def opened(self, press: Callable[[], None]) -> Book:
        """Do something, and return the document that it opens."""
        before = set(self.office.ask("titles"))
        press()
        titles = self.wait("a document opens", lambda: set(self.office.ask("titles")) - before)
        return self.office.adopt(titles.pop())

    def carry(self, source: Book, sheet: str, rows: str, target: Book, to: str) -> None:
        """Copy rows, and paste them over those of another document's sheet of the same name, the first in a cell."""
        ends = source.ends(sheet, rows)

        def done() -> bool:
            self._keys(source, sheet, rows, "ctrl+c")
            self._keys(target, sheet, to, "ctrl+v")
            time.sleep(0.3)
            if self.office.ask("dialog"):  # whether to write over what is there
                self.choose("Yes")
            return bool(target.ends() == ends)

        self.wait("the rows are pasted", done)  # a window that is not drawn yet takes no keys

    def _keys(self, book: Book, sheet: str, address: str, key: str) -> None:
        book.front()
        self.screen.click(*GRID)
        book.select(sheet, address)
        self.screen.press(key)

    def _place(self, role: int, name: str) -> list[int]:
        """Return where a dialog shows something, nothing where none does."""
        shown = self.office.ask("dialog")
        return next((place for *each, place in shown if each == [role, name]), [])

    def wait(self, what: str, look: Callable[[], Seen]) -> Seen:
        """Return what is seen once something is."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if found := look():
                return found
            time.sleep(MOMENT)
        shown = [name for _, name, _ in self.office.ask("dialog") if name]
        raise AssertionError(f"not within {SECONDS} seconds: {what}; a dialog shows {shown}")
