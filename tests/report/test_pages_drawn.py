"""The pages of a report with each of its options: nothing is cut, overlaid, empty or in error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image
from tests.hosts.conftest import started

from cxcel_addin.report.render import render

from . import geometry
from .demo import DEMOS

pytestmark = pytest.mark.libreoffice

CHECK = ("--check", "2026-04-01: new callback rule @ team=Harbour, metric=FCR_RATE")
TARGETS = ("--target", "NPS=40", "--target", "FCR_RATE=70%", "--target", "AHT=360")
BENCHMARK = ("--benchmark", "NPS=32: our sector panel 2025")
WINTER = "2026-04"  # the sample begins in January
THEMES = "theme,words\nWaiting,wait;queue;hold\nPrice,price;bill\n"
HOUSE = 'accent = "#0B6E4F"\nfont = "Arial"\nlogo = "logo.png"\n'
SOME = 1_500  # contacts whose rows are listed


def lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def former(sample_folder: Path, folder: Path) -> Path:
    """The report of the first quarter, for the differences since then."""
    early = folder / "early"
    early.mkdir()
    for name, column in (("contacts", 2), ("survey", 2)):
        rows = lines(sample_folder / f"{name}.csv")
        kept = [next(rows), *(row for row in rows if row.split(",")[column] < WINTER)]
        (early / f"{name}.csv").write_text("".join(kept), encoding="utf-8", newline="")
    started(["report", *sorted(early.glob("*.csv")), "-o", folder / "former.xlsx"]).works()
    return folder / "former.xlsx"


@pytest.fixture(scope="module")
def sets(sample_folder: Path, former: Path, folder: Path) -> dict[str, list[object]]:
    """What is given to each report."""
    few = folder / "few"
    few.mkdir()
    contacts = list(islice(lines(sample_folder / "contacts.csv"), SOME))
    known = {line.split(",", 1)[0] for line in contacts}
    answers = lines(sample_folder / "survey.csv")
    kept = [next(answers), *(row for row in answers if row.split(",")[1] in known)]
    for name, rows in (("contacts", contacts), ("survey", kept)):
        (few / f"{name}.csv").write_text("".join(rows), encoding="utf-8", newline="")
    (folder / "themes.csv").write_text(THEMES, encoding="utf-8")
    (folder / "house.toml").write_text(HOUSE, encoding="utf-8")
    Image.new("RGB", (320, 120), "#0B6E4F").save(folder / "logo.png")
    every = sorted(sample_folder.glob("*.csv"))
    since = ("--since", former)
    house = ("--paper", "letter", "--theme", folder / "house.toml", "--organisation", "Harbour")
    themes = ("--themes", folder / "themes.csv", "--quotes", 2)
    large = ("--paper", "a4", "--theme", "large", "--html", folder / "fr.html")
    return {
        "en": [*every, *TARGETS, *CHECK, *BENCHMARK, *themes, *since, *house],
        "fr": [*every, "--language", "fr", *TARGETS, *CHECK, "--quotes", 1, *since, *large],
        "de": [*every, "--language", "de", *TARGETS, *CHECK, *BENCHMARK, "--quotes", 1, *since],
        "es": [*every, "--language", "es", *CHECK, *BENCHMARK, "--quotes", 1, *since],
        "all": [*sorted(few.glob("*.csv")), "--details", "all", "--period", "week"],
    }


NAMES = ("en", "fr", "de", "es", "all")


@pytest.fixture(scope="module")
def books(sets: dict[str, list[object]], folder: Path) -> dict[str, Path]:
    for name, given in sets.items():
        started(["report", *given, "-o", folder / f"{name}.xlsx", "--json", folder / f"{name}.json"]).works()
    return {name: folder / f"{name}.xlsx" for name in sets}


@pytest.fixture(scope="module")
def demos(folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"demo {name}.xlsx" for name in DEMOS}
    for name, make in DEMOS.items():
        paths[name].write_bytes(render(make()))
    return paths


@pytest.fixture(scope="module")
def pdfs(books: dict[str, Path], demos: dict[str, Path], folder: Path, soffice: str) -> dict[Path, Path]:
    return geometry.converted([*books.values(), *demos.values()], folder, soffice, "pdf")


@pytest.fixture(scope="module")
def copies(books: dict[str, Path], folder: Path, soffice: str) -> dict[Path, Path]:
    return geometry.converted([*books.values()], folder, soffice, "xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_overlaid_empty_or_in_error(name: str, books: dict[str, Path], pdfs: dict[Path, Path]) -> None:
    assert geometry.faults(books[name], pdfs[books[name]]) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_reader_finds_the_values_of_the_json(name: str, books: dict[str, Path], copies: dict[Path, Path]) -> None:
    book = books[name]
    values, copy = geometry.by_openpyxl(book), copies[book]
    assert geometry.unshown(json.loads(book.with_suffix(".json").read_text("utf-8")), values) == []
    for other in (geometry.by_calamine(book), geometry.by_openpyxl(copy), geometry.by_calamine(copy)):
        assert geometry.differences(values, other) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_valid_open_xml(name: str, books: dict[str, Path], assert_valid_xlsx) -> None:
    assert_valid_xlsx(books[name])


@pytest.mark.parametrize("name", DEMOS)
def test_the_demos_are_drawn_whole(name: str, demos: dict[str, Path], pdfs: dict[Path, Path]) -> None:
    assert geometry.faults(demos[name], pdfs[demos[name]]) == []


def test_what_is_wrong_on_a_page_is_found(folder: Path, soffice: str) -> None:
    """The eye of these tests: a cut word, a number without room, an error, an empty chart, words over each other."""
    path = folder / "wrong.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Wrong")
        sheet.set_column(0, 0, 8)
        sheet.write_row(0, 0, ["A label that its neighbour cuts", "neighbour"])
        sheet.write_number(1, 0, 123_456_789, book.add_format({"num_format": "0.000000000"}))
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        for x in (0, 6):
            sheet.insert_textbox(6, 0, "Overlaid", {"x_offset": x, "fill": {"none": True}, "line": {"none": True}})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Wrong!$D$1:$D$4"})
        sheet.insert_chart(12, 0, chart)
        sheet.print_area(0, 0, 30, 8)
    pdf = geometry.converted([path], folder, soffice, "pdf")[path]
    found = "\n".join(geometry.faults(path, pdf))
    for words in (
        "cut or missing: that its neighbour cuts",
        "Wrong: ###",
        "Wrong: #DIV/0!",
        "'Overlaid' and 'Overlaid'",
        "xl/charts/chart1.xml is empty",
    ):
        assert words in found
    page = geometry.Page("A", 100, 100, (geometry.Word(95, 10, 101, 20, "beyond"),))
    assert list(page.outside()) == ["A: 'beyond' is outside the page"]
