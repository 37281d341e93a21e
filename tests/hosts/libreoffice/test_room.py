"""Refresh makes tables as long as the rows in them, and array formulas as large as what they give, as Excel does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hosts.libreoffice.test_buttons import SCORES, excel_workbook
from tests.office.office import Book, Office

from cxcel.functions import NPS

GROUPS = ["north", "south", "east", "west"]


@pytest.fixture
def survey(office: Office, tmp_path: Path) -> Iterator[Book]:
    """A workbook with the table Survey, in the rows 1 to 11 of column A."""
    with office.open(excel_workbook(tmp_path / "tracker.xlsx")) as opened:
        opened.press("refresh", {})
        yield opened


@pytest.fixture
def grouped(book: Book) -> Book:
    """Scores of three groups, and an array formula over their rows and the headings."""
    book.block("", "A1", [[GROUPS[i % 3], SCORES[i % 10]] for i in range(30)])
    book.array("", "D1:H4", '=KPI_BY("NPS";A1:A30;B1:B30)')
    return book


def shown(book: Book, address: str = "D1:D8") -> list[str]:
    return [row[0][0] for row in book.read("", address)]


def test_a_table_grows_with_the_rows_below_it(survey: Book) -> None:
    survey.block("Survey", "A12", [[0], [1], [2], [None], [3]])
    worked, said = survey.press("refresh", {})
    assert worked
    assert said == "Now as long as what is there: Survey.A1:A14."
    assert survey.data("Survey", "C1:C1") == [[NPS([*SCORES, 0, 1, 2])]], "a blank row ends it"
    assert survey.press("refresh", {}) == [True, ""]


def test_a_table_on_a_protected_sheet_stays(survey: Book) -> None:
    survey.block("Survey", "A12", [[0]])
    survey.protect("Survey")
    assert survey.press("refresh", {}) == [True, ""]
    assert survey.table("Survey") == "$Survey.$A$1:$A$11"


def test_results_take_less_room(grouped: Book) -> None:
    grouped.column("", "A1:A30", ["north"] * 30)
    assert shown(grouped) == ["group", "north", "#N/A", "#N/A", "", "", "", ""]
    assert grouped.press("refresh", {}) == [True, "Now as long as what is there: Sheet1.D1:H2."]
    assert shown(grouped) == ["group", "north", "", "", "", "", "", ""]


def test_results_take_more_room(grouped: Book) -> None:
    grouped.column("", "A1:A30", [GROUPS[i % 4] for i in range(30)])
    assert len(set(shown(grouped)) & set(GROUPS)) == 3, "Calc cuts the fourth off"
    assert grouped.press("refresh", {}) == [True, "Now as long as what is there: Sheet1.D1:H5."]
    assert set(shown(grouped)) == {"group", *GROUPS, ""}


def test_what_a_formula_says_in_one_cell_fills_one(book: Book) -> None:
    book.block("", "A1", [[GROUPS[i % 3], SCORES[i % 10]] for i in range(30)])
    book.array("", "D1:H4", '=IF(COUNT(B1:B30)=0;"no answers yet";KPI_BY("NPS";A1:A30;B1:B30))')
    scores = book.data("", "B1:B30")
    book.clear("", "B1:B30")
    assert shown(book)[:5] == ["no answers yet"] * 4 + [""]
    book.press("refresh", {})
    assert shown(book)[:5] == ["no answers yet", "", "", "", ""]
    book.block("", "B1", scores)
    book.press("refresh", {})
    assert set(shown(book)[:5]) == {"group", *GROUPS[:3], ""}


def test_nothing_is_written_over(grouped: Book) -> None:
    grouped.put("", "D5", [["mine"]])
    grouped.column("", "A1:A30", [GROUPS[i % 4] for i in range(30)])
    assert grouped.press("refresh", {}) == [True, ""]
    assert shown(grouped)[4] == "mine"


def test_the_readers_own_formulas_stay(book: Book) -> None:
    book.array("", "A1:B4", "={1;2}")
    book.put("", "D1", [['=KPI_BY("NPS";F1:F2;G1:G2)']])
    assert book.press("refresh", {}) == [True, ""]
    assert book.formula("", "A3").startswith("{=")
