"""Formulas over sources in Calc: where they are looked for, what a change of the data does, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from tests.hosts.cells import CONTACTS, NAMED, write_sources
from tests.office.office import Book, Office

from cxcel_addin.templates.addin_link import linked

NEXT = "2026-02-11,chat,DE,yes,1\n"
FORMULA = '=CX("NPS";"contacts:nps")'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sources(tmp_path)


@pytest.fixture
def beside(book: Book, folder: Path) -> Book:
    """A document that lies beside a source."""
    book.save_as(str(folder / "book.ods"))
    return book


@pytest.fixture
def users_own(office: Office) -> Iterator[None]:
    """The user has a source of that name, too."""
    folder = office.profile.parent / ".config" / "cxcel"
    folder.mkdir(parents=True)
    (folder / "cxcel-sources.toml").write_text(NAMED, "utf-8")
    (folder / "contacts.csv").write_text(
        CONTACTS.splitlines(keepends=True)[0] + "2026-01-05,phone,FR,yes,10\n", "utf-8"
    )
    yield
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def test_refresh_and_recalculation_read_a_source_that_has_changed(beside: Book, folder: Path) -> None:
    assert beside.typed(FORMULA) == 40.0
    (folder / "contacts.csv").write_text(CONTACTS + NEXT, "utf-8")
    beside.calculate()
    assert beside.data("", "Z1") == [[pytest.approx(100 * (3 - 2) / 6)]]
    (folder / "contacts.csv").write_text(CONTACTS, "utf-8")
    assert beside.press("refresh", {})[0]
    assert beside.data("", "Z1") == [[40.0]]


def test_refresh_gives_the_groups_of_a_source_the_cells_they_need(beside: Book, folder: Path) -> None:
    beside.array("", "A1:E2", '=CX("KPI_BY";"FCR_RATE";"contacts:channel";"contacts:resolved")')
    assert beside.press("refresh", {})[0]
    assert [row[0] for row in beside.data("", "A1:A3")] == ["group", "chat", "phone"]
    (folder / "contacts.csv").write_text(f"{CONTACTS}2026-02-12,mail,DE,yes,9\n", "utf-8")
    assert beside.press("refresh", {})[0]
    assert [row[0] for row in beside.data("", "A1:A4")] == ["group", "mail", "chat", "phone"]


def test_explain_says_what_is_wrong_with_a_source(beside: Book, folder: Path) -> None:
    beside.put("", "A1", [["contacts:score"]])
    assert beside.typed("=NPS(A1)") == "#VALUE!"
    beside.select("", "Z1")
    assert beside.press("explain", {})[1].startswith("NPS: contacts has no column 'score'; it has ")
    (folder / "contacts.csv").unlink()
    assert beside.typed(FORMULA) == "#VALUE!"
    said = beside.press("explain", {})[1]
    assert said == "NPS: source 'contacts': contacts.csv is not there; check the path or put the file back"


def test_a_document_that_was_never_saved_has_the_users_own_sources(book: Book, users_own: None) -> None:
    assert book.typed(FORMULA) == 100.0


def test_sources_beside_the_document_go_before_the_users_own(beside: Book, users_own: None) -> None:
    assert beside.typed(FORMULA) == 40.0


def test_a_copy_of_an_excel_workbook_finds_the_sources_beside_the_workbook(book: Book, folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "plain.xlsx") as made:
        made.add_worksheet("Score").write_formula("A1", '=[1]!NPS("contacts:nps")', None, 0)
    source = folder / "score.xlsx"
    source.write_bytes(linked((folder / "plain.xlsx").read_bytes(), {"NPS"}))
    before = book.office.ask("titles")
    worked, said = book.press("open", {"File": str(source)})
    assert worked, said
    (title,) = (name for name in book.office.ask("titles") if name not in before)
    with book.office.adopt(title) as opened:
        assert opened.data("Score", "A1") == [[40.0]]
