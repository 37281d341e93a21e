"""What a person sees: the toolbar, the menu, and the sentence over the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import absent
from tests.office.office import Book, Office, Unavailable
from tests.office.screen import Screen

BUTTONS = 96  # pixels from the top: the menu bar and three rows of buttons


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    made = Screen(tmp_path_factory.mktemp("screen"))
    yield made
    made.close()


def started(folder: Path, extension: Path | None, screen: Screen) -> Office:
    try:
        return Office(folder, extension, screen.display)
    except Unavailable as why:
        absent(str(why))


@pytest.fixture(scope="module")
def bare(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """How Calc looks without the extension."""
    office = started(tmp_path_factory.mktemp("bare"), None, screen)
    with office.new(hidden=False):
        seen = screen.settled()
    office.close()
    return seen


@pytest.fixture(scope="module")
def seen_book(
    bare: np.ndarray, screen: Screen, extension: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Book]:
    office = started(tmp_path_factory.mktemp("seen"), extension, screen)
    with office.new(hidden=False) as book:
        yield book
    office.close()


def ink(picture: np.ndarray, rows: slice) -> int:
    """How many dark pixels, as letters are made of."""
    return int((picture[rows].max(axis=2) < 60).sum())


def test_there_is_a_toolbar_and_a_menu(seen_book: Book, screen: Screen, bare: np.ndarray) -> None:
    seen = screen.settled()
    assert ink(seen, slice(0, 20)) > ink(bare, slice(0, 20)), "the menu bar has an entry more"
    assert ink(seen, slice(0, BUTTONS)) > ink(bare, slice(0, BUTTONS)) + 300, "buttons with words"
    assert seen_book.shown_toolbars() == ["CX"]


def test_a_pressed_button_says_its_sentence(seen_book: Book, screen: Screen) -> None:
    seen_book.block("", "A1", [[11]])
    seen_book.put("", "B1", [["=NPS(A1)"]])
    seen_book.select("", "B1")
    before = screen.settled()
    seen_book.press_in_window("explain")
    seen = screen.settled()
    changed = np.argwhere((seen != before).any(axis=2))
    assert np.ptp(changed[:, 0]) > 40, "a box"
    assert np.ptp(changed[:, 1]) > 250, "with a sentence in it"
    rows, columns = changed[:, 0], changed[:, 1]
    screen.click(int(columns.min() + columns.max()) // 2, int(rows.max()) - 16)  # the button under the sentence
    after = screen.settled()
    assert (after == before).mean() > 0.99, "and it is gone"
    assert seen_book.typed("=NPS(A2:A3)") == "#DIV/0!"
