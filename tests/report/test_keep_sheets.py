"""Sheets that readers hid or moved stay hidden and where they are, and LibreOffice in between changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hosts.conftest import started

from cxcel_addin.report.keep import find
from cxcel_addin.report.model import Report
from cxcel_addin.report.render import draw, render

from . import geometry
from .demo import full, no_service
from .keeping import Edit, beside, edited, noted, opened, renewed, typed

RECORD = "CXcel"
WORDS = st.text("abcdefgh ", min_size=1).filter(str.strip)


def hide(*tabs: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        for tab in tabs:
            book[tab].sheet_state = "hidden"
        book.active = next(i for i, sheet in enumerate(book) if sheet.sheet_state == "visible")

    return edit


def move(tabs: Sequence[str]) -> Edit:
    """Put the sheets into an order; openpyxl has no other way for more than one."""

    def edit(book: openpyxl.Workbook) -> None:
        book._sheets.sort(key=lambda sheet: tabs.index(sheet.title) if sheet.title in tabs else len(tabs))

    return edit


def names(book: openpyxl.Workbook) -> list[str]:
    return [sheet.title for sheet in book if sheet.title != RECORD]


def hidden(book: openpyxl.Workbook) -> set[str]:
    return {sheet.title for sheet in book if sheet.sheet_state == "hidden"}


@pytest.fixture(scope="module")
def first() -> bytes:
    return render(full())


def test_hidden_sheets_stay_hidden_and_moved_ones_where_they_are(
    tmp_path: Path, first: bytes, assert_valid_xlsx
) -> None:
    order = ["4 Segments", *(tab for tab in names(opened(first)) if tab != "4 Segments")]
    path = edited(tmp_path / "r.xlsx", first, [move(order), hide("3 Speed", "Chart data")])
    for _ in range(2):
        drawn = renewed(path, full())
        book = opened(drawn.content)
        assert names(book) == order
        assert hidden(book) == {"3 Speed", "Chart data"}
        assert drawn.sheets == (*order, RECORD)
        path.write_bytes(drawn.content)
    assert_valid_xlsx(path)
    areas = {sheet.title: sheet.print_area for sheet in opened(drawn.content) if sheet.print_area}
    assert areas["4 Segments"].startswith("'4 Segments'!")
    assert areas == {sheet.title: sheet.print_area for sheet in opened(first) if sheet.print_area}


def test_a_report_that_nobody_touched_is_made_as_if_there_were_none(tmp_path: Path, first: bytes) -> None:
    (tmp_path / "r.xlsx").write_bytes(first)
    old = find(tmp_path / "r.xlsx")
    assert (old.order(), old.hidden()) == ((), frozenset())
    assert renewed(tmp_path / "r.xlsx", full()).content == first


def test_a_page_that_comes_back_stands_behind_the_one_that_it_follows(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    short = draw(no_service())
    order = [*reversed([tab for tab in short.sheets if tab != RECORD])]
    edited(path, short.content, [move(order)])
    drawn = renewed(path, full())
    kinds = [tab.lstrip("0123456789 ") for tab in drawn.sheets]
    at = kinds.index("Segments")
    assert kinds[at : at + 2] == ["Segments", "Periods"]
    assert kinds.index("Chart data") < at < kinds.index("Summary")


def test_the_first_sheet_that_is_seen_is_in_front(tmp_path: Path, first: bytes, assert_valid_xlsx) -> None:
    path = edited(tmp_path / "r.xlsx", first, [hide("Summary", "2 Outcome")])
    path.write_bytes(renewed(path, full()).content)
    book = opened(path.read_bytes())
    assert hidden(book) == {"Summary", "2 Outcome"}
    assert book.active.title == "3 Speed"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["3 Speed"]
    assert_valid_xlsx(path)


def test_when_all_that_was_seen_is_gone_everything_is_seen(tmp_path: Path) -> None:
    """Excel opens no workbook of which nothing is seen."""
    whole = full()
    path = edited(tmp_path / "r.xlsx", render(whole), [lambda book: hide(*set(names(book)) - {"6 Service"})(book)])
    book = opened(renewed(path, replace(whole, service=None)).content)
    assert hidden(book) == set()


def small() -> Report:
    """A report of few pages, for many rounds."""
    return replace(full(), outcome=None, links=None, periods=None, service=None)


@cache
def tabs() -> tuple[str, ...]:
    return tuple(tab for tab in draw(small()).sheets if tab != RECORD)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.deferred(lambda: st.permutations(tabs())),
    veiled=st.deferred(lambda: st.sets(st.sampled_from(tabs()), max_size=len(tabs()) - 1)),
    notes=st.deferred(lambda: st.dictionaries(st.sampled_from(tabs()), WORDS, max_size=3)),
)
def test_whatever_is_hidden_moved_and_noted_is_found_again(
    order: Sequence[str], veiled: Iterable[str], notes: dict[str, str], tmp_path: Path
) -> None:
    edits = [noted(tab, "A2", text) for tab, text in notes.items()]
    path = edited(tmp_path / "r.xlsx", draw(small()).content, [*edits, move(order), hide(*veiled)])
    for _ in range(2):
        path.write_bytes(renewed(path, small()).content)
    book = opened(path.read_bytes())
    assert names(book) == [*order]
    assert hidden(book) == {*veiled}
    assert {tab: book[tab]["A2"].comment.text.split() for tab in notes} == {tab: t.split() for tab, t in notes.items()}


# --- the whole round ---------------------------------------------------------------------------------------------


@pytest.fixture
def survey(tmp_path: Path) -> Callable[[int], Path]:
    def write(months: int) -> Path:
        path = tmp_path / "survey.csv"
        rows = [
            f"2026-{1 + i % months:02d}-{1 + i // months % 28:02d},{(i * 7 + i % months) % 11},{word}"
            for i, word in enumerate(["Phone", "Chat"] * 45 * months)
        ]
        path.write_text("\n".join(["date,nps,channel", *rows]) + "\n", "utf-8")
        return path

    return write


@pytest.mark.libreoffice
def test_a_quarter_later_all_that_was_agreed_is_there(soffice: str, survey, tmp_path: Path) -> None:
    """A report is filled in, saved by LibreOffice, and made anew from the data of another month."""
    out = tmp_path / "report.xlsx"
    started(["report", survey(3), "-o", out]).works()
    book = opened(out.read_bytes())
    actions = next(tab for tab in names(book) if tab.endswith("Actions"))
    segments = next(tab for tab in names(book) if tab.endswith("Segments"))
    finding = book[actions]["B6"].value
    filled = {"C6": "Call detractors back", "D6": "Ada", "E6": datetime(2026, 8, 31), "F6": "agreed", "G6": "=soon"}
    phone = beside(book[segments], "Phone", "A")
    order = [actions, *(tab for tab in names(book) if tab != actions)]
    edits = [typed(actions, at, value) for at, value in filled.items()]
    edits += [noted(segments, phone, "New queue since May"), move(order), hide("Chart data")]
    edited(out, out.read_bytes(), edits)
    saved = geometry.converted([out], tmp_path / "office", soffice, "xlsx")[out]
    out.write_bytes(saved.read_bytes())
    printed = started(["report", survey(4), "-o", out]).works()
    assert "Kept from the earlier report: 6 notes and texts" in printed
    book = opened(out.read_bytes())
    now = names(book)
    assert now[0].endswith("Actions")
    assert hidden(book) == {"Chart data"}
    sheet, segments = book[now[0]], next(book[tab] for tab in now if tab.endswith("Segments"))
    row = next(at for at in range(6, 12) if sheet[f"C{at}"].value == "Call detractors back")
    said = sheet[f"B{row}"].value
    assert finding != said
    assert finding.startswith("Net Promoter Score ")
    assert said.startswith("Net Promoter Score ")
    assert {f"{at[0]}6": sheet[f"{at[0]}{row}"].value for at in filled} == filled
    assert segments[beside(segments, "Phone", "A")].comment.text == "New queue since May"
