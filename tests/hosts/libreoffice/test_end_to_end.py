"""The templates as a person lives with them: opened by the button, recalculated, changed, filled anew, emptied.

`CXCEL_PICTURES=build/pictures` keeps a picture of each page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.conftest import ROOT, absent
from tests.hosts.libreoffice.test_buttons import parts
from tests.hosts.libreoffice.test_templates_computed import differences
from tests.office.office import Book, Office, Unavailable
from tests.office.person import SOON, Person
from tests.office.screen import Screen, png

from cxcel.catalogue import METRICS
from cxcel_addin.templates import TEMPLATES
from cxcel_addin.templates.book import workbook
from cxcel_addin.templates.declared import EMPTY, Scores, Template
from cxcel_addin.templates.example import picked, tables

FOLDER = ROOT / "workbook_templates"
HEAD = 5  # row of a table's headers
FULLEST = "loyalty_kpi_report"  # five tables and a place for the report
GALLERY = TEMPLATES["function_gallery"]
SOME = 4  # of the columns are sorted by; by every one, in the engine, where that is quick
GROUPS = {"team", "channel", "segment", "agent"}
Tables = dict[str, dict[str, list[Any]]]


@pytest.fixture(scope="module")
def pictures() -> Path | None:
    """Where pictures are put, if anywhere."""
    named = os.environ.get("CXCEL_PICTURES")
    if not named:
        return None
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


@pytest.fixture(scope="module")
def person(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody before a screen with a LibreOffice that has the extension."""
    with closing(Screen(tmp_path_factory.mktemp("screen"))) as screen:
        try:
            office = Office(tmp_path_factory.mktemp("person"), extension, screen.display)
        except Unavailable as why:
            absent(str(why))
        with closing(office):
            yield Person(office, screen)


@pytest.fixture(scope="module")
def desk(person: Person) -> Iterator[Book]:
    """The window that is there before any template."""
    with person.office.new(hidden=False) as made:
        yield made


def opened(person: Person, desk: Book, path: Path) -> tuple[Book, str]:
    """Open a workbook by the button and the file dialog; return it, and what the box says."""

    def press() -> None:
        person.press(desk, "Open Excel workbook")
        person.answer(path)

    book = person.opened(press)
    return book, person.told()


@pytest.fixture(scope="module", params=list(TEMPLATES.values()), ids=list(TEMPLATES))
def declared(request: pytest.FixtureRequest) -> Template:
    """One template after the other: all tests of the first, then those of the next."""
    template: Template = request.param
    return template


@pytest.fixture(scope="module")
def lived_with(declared: Template, person: Person, desk: Book) -> Iterator[Book]:
    """A template, opened once for all its tests."""
    book, said = opened(person, desk, FOLDER / f"{declared.name}.xlsx")
    assert said.startswith(f"{declared.name}.xlsx was opened as a copy; ")
    with book:
        yield book


def photographed(person: Person, book: Book, declared: Template, what: str, folder: Path | None) -> None:
    """Take a picture of each of its pages, where somebody wants to see them."""
    if folder is not None:
        book.front()
        for page in (sheet.tab for sheet in declared.sheets):
            book.select(page, "A1")
            (folder / f"{declared.name}, {page}, {what}.png").write_bytes(png(person.screen.settled()))


def body(book: Book, table: str) -> str:
    """The rows of a table below its headers."""
    left, top, right, bottom = re.findall(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", book.table(table))[0]
    return f"{left}{int(top) + 1}:{right}{bottom}"


def test_it_shows_what_its_file_carries(declared: Template, lived_with: Book, person: Person, pictures: Path) -> None:
    assert lived_with.failed() == []
    assert differences(lived_with, FOLDER / f"{declared.name}.xlsx") == []
    start = person.screen.settled(SOON)
    lived_with.select(declared.sheets[0].tab, "A1")
    page = person.screen.settled(SOON)
    assert (page != start).any(axis=2).mean() > 0.005, "another page is seen"
    photographed(person, lived_with, declared, "as it comes", pictures)


def test_sorted_and_with_rows_put_in_and_taken_out(declared: Template, lived_with: Book) -> None:
    path, bad = FOLDER / f"{declared.name}.xlsx", []
    for table in declared.tables:
        lived_with.insert_rows(table.name, HEAD + 2, 3)
        bad += [f"{table.name} with three rows more: {where}" for where in lived_with.failed()]
        lived_with.delete_rows(table.name, HEAD + 2, 3)
    lived_with.calculate()
    bad += differences(lived_with, path)
    for table in declared.tables:
        for column in range(0, len(table.columns), SOME):
            lived_with.select(table.name, f"{chr(65 + column)}{HEAD + 2}")
            lived_with.menu("SortDescending")
            bad += [f"{table.name} by {table.columns[column]}: {where}" for where in lived_with.failed()]
    assert bad == []


def other(declared: Template) -> Tables:
    """Other data: more rows, without the first quarter of the days, and with groups that the sample does not know.

    The gallery's tables are part of its examples, between which there is no room for more.
    """
    sample = tables(declared.size)
    held = {table.name: picked(sample, table) for table in declared.tables}
    if declared is GALLERY:
        return held
    return {table.name: changed(held[table.name], bool(table.needs)) for table in declared.tables}


def changed(columns: dict[str, list[Any]], rows: bool) -> dict[str, list[Any]]:
    """Return other columns; not a row more or less where each has its place."""
    for name in GROUPS & set(columns):
        columns[name] = ["Elsewhere" if at % 9 == 0 else cell for at, cell in enumerate(columns[name])]
    days = columns.get("date", [0] * len(next(iter(columns.values()))))
    first = sorted(days)[len(days) // 4]
    late = [at for at, day in enumerate(days) if day >= first]
    return (
        {name: [cells[at] for at in late + late[: len(late) // 2]] for name, cells in columns.items()}
        if rows
        else columns
    )


def exported(held: Tables, path: Path) -> None:
    """Write tables as an export of somebody's own."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, columns in held.items():
            sheet = book.add_worksheet(name)
            for at, (head, cells) in enumerate(columns.items()):
                sheet.write_column(0, at, [head, *cells])


def pasted(person: Person, book: Book, held: Tables, path: Path) -> None:
    """Copy the rows of an export, and paste them over those of the tables."""
    with person.office.open(path, hidden=False) as source:
        for name, columns in held.items():
            rows = len(next(iter(columns.values())))
            person.carry(source, name, f"A2:{chr(64 + len(columns))}{rows + 1}", book, f"A{HEAD + 1}")


def written_in(declared: Template, book: Book, held: Tables) -> None:
    """Write into cells of the pages what goes with other data, such as the day of a change."""
    for sheet in declared.sheets:
        rows = {row[0]: at for at, row in enumerate(book.data(sheet.tab, "A1:A60"), 1)}
        for setting in declared.asked:
            if setting.follows and setting.name in rows:
                value: Any = setting.held(held)
                days = value.toordinal() - 693_594 if hasattr(value, "toordinal") else value  # from 1899-12-30 on
                book.put(sheet.tab, f"B{rows[setting.name]}", [[days]])


def test_filled_with_other_data_and_emptied(
    declared: Template, lived_with: Book, person: Person, pictures: Path | None, tmp_path: Path
) -> None:
    held = other(declared)
    exported(held, tmp_path / "export.xlsx")
    wanted = tmp_path / "wanted.xlsx"
    wanted.write_bytes(workbook(declared, held))
    for table in declared.tables:
        lived_with.clear(table.name, body(lived_with, table.name))
    if declared is not GALLERY:  # whose examples show what a function says of nothing
        assert lived_with.failed() == []
        says_that_it_is_empty(declared, lived_with)
    pasted(person, lived_with, held, tmp_path / "export.xlsx")
    written_in(declared, lived_with, held)
    person.press(lived_with, "Refresh")
    if declared is not GALLERY:
        assert person.told().startswith("Now as long as what is there: ")
    assert lived_with.failed() == []
    assert [each for each in differences(lived_with, wanted) if not each.startswith("Start!")] == []
    photographed(person, lived_with, declared, "with other data", pictures)


WRONG = {"nps": 11, "answered": "perhaps"}  # what no cell of these columns holds but the first, which may be a header
WITH_EITHER = list(TEMPLATES.values())[:3]  # as many as it takes to have both, in the order in which they are opened


@pytest.mark.parametrize("declared", WITH_EITHER, ids=lambda made: made.name, indirect=True)
def test_explain_says_what_is_wrong(declared: Template, lived_with: Book, person: Person) -> None:
    table, column = next((t, name) for t in declared.tables for name in WRONG if name in t.columns)
    place = f"{chr(65 + table.columns.index(column))}{HEAD + 2}"
    before = lived_with.data(table.name, place)[0][0]
    lived_with.put(table.name, place, [[WRONG[column]]])
    sheet, cell = re.findall(r"'?([^',]+?)'?\.([A-Z]+\d+)", lived_with.failed()[0])[0]
    lived_with.select(sheet, cell)
    person.press(lived_with, "Explain")
    assert person.told().endswith(f"{WRONG[column]!r} in row 2")
    lived_with.put(table.name, place, [[before]])
    assert lived_with.failed() == []


def test_a_report_is_built_and_a_copy_shared(person: Person, desk: Book, tmp_path: Path) -> None:
    book, _ = opened(person, desk, FOLDER / f"{FULLEST}.xlsx")
    with book:
        report = person.opened(lambda: person.press(book, "Build report"))
        assert person.told().startswith("The report stands on ")
        with report:
            assert report.sheets()[0] == "Summary"
        person.press(book, "Share")
        person.answer(tmp_path / "shared.xlsx")
        assert "with values only" in person.told()
    written = [content for name, content in parts(tmp_path / "shared.xlsx").items() if "/sheet" in name]
    assert not any(re.search(rb"<f[ >]", content) for content in written)


def says_that_it_is_empty(declared: Template, book: Book) -> None:
    """Look at the scorecards of tables without rows."""
    for sheet in declared.sheets:
        lines = {row[0]: row[1] for row in book.data(sheet.tab, "A1:B60")}
        for section in sheet.sections:
            if isinstance(section, Scores):
                assert {lines[METRICS[measure.metric].title] for measure in section.measures} == {EMPTY}
