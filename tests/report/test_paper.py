"""A4 and Letter, ordinary and large type: what is printed, and on how many pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from cxcel.errors import BadOption
from cxcel_addin.hosts.cli.dressing import parse_looks, parse_paper, region
from cxcel_addin.language import LANGUAGES, say, speaking
from cxcel_addin.report.model import Detail, DetailColumn, Figure, Finding, Labelled, Report, Section, Unit, Word
from cxcel_addin.report.render import draw
from cxcel_addin.report.render.book import Book
from cxcel_addin.report.render.frame import PADDING, TALLEST, narrowed
from cxcel_addin.report.render.lines import groups
from cxcel_addin.report.render.pairs import WIDTHS as PAIRS
from cxcel_addin.report.render.scale import scale
from cxcel_addin.report.render.styles import BLUE
from cxcel_addin.report.render.text import width
from cxcel_addin.report.render.theme import ACROSS, LARGER, PLAIN, Paper, Theme, dressed
from cxcel_addin.workbook import Said
from cxcel_addin.workbook import opened as opened_workbook

from .demo import full, long_labels, many

LOOKS = {
    "A4": Theme(),
    "Letter": Theme(Paper.LETTER),
    "large": Theme(large=True),
    "large Letter": Theme(Paper.LETTER, large=True),
}
DPI, MARGINS = 96, 0.5 + 0.55  # inches above and below
INCHES = {Paper.A4: (11.69, 8.27), Paper.LETTER: (11.0, 8.5)}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    return {name: opened(full(), looks) for name, looks in LOOKS.items()}


def opened(report: Report, looks: Theme = PLAIN) -> Any:
    return openpyxl.load_workbook(BytesIO(draw(report, looks=looks).content))


def pages(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def pixels(sheet: Any) -> list[float]:
    """Heights of the rows."""
    return [(sheet.row_dimensions[row].height or 12.75) * DPI / 72 for row in range(1, sheet.max_row + 1)]


def printed(sheet: Any) -> Iterator[float]:
    """Pixels of each printed page of a sheet, with the rows that are repeated on it."""
    heights = pixels(sheet)
    last = int(sheet.print_area.split("$")[-1])
    edges = [0, *sorted(each.id for each in sheet.row_breaks.brk), last]
    head = sum(heights[:3])
    for first, end in pairwise(edges):
        yield sum(heights[first:end]) + (head if first else 0)


def across_of(sheet: Any) -> float:
    """Pixels of the columns that are printed; Excel counts in digits of Arial 10, of seven pixels."""
    last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for col in range(dimension.min, dimension.max + 1):
            widths[col] = dimension.width
    return sum(round(widths[col] * 7) for col in range(1, last + 1))


@pytest.mark.parametrize("name", LOOKS)
def test_every_sheet_is_set_up_for_its_paper(name: str, drawn: dict[str, Any]) -> None:
    for sheet in pages(drawn[name]):
        assert int(sheet.page_setup.paperSize) == {Paper.A4: 9, Paper.LETTER: 1}[LOOKS[name].paper]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("name", LOOKS)
def test_what_stands_on_a_page_fits_it(name: str, drawn: dict[str, Any]) -> None:
    """At the scale at which its columns fill the paper; a page may be as much longer as is printed smaller."""
    wide, high = INCHES[LOOKS[name].paper]
    room = (high - MARGINS) * DPI
    for sheet in pages(drawn[name])[:-1]:
        scale = min(1.0, (wide - 2 * 0.47) * DPI / across_of(sheet))
        least = 1.0 if sheet.row_breaks.brk else 0.8
        for used in printed(sheet):
            assert used * scale * least <= room + 2, (sheet.title, used)


def test_large_type_is_twelve_points_and_never_under_nine(drawn: dict[str, Any]) -> None:
    for sheet in pages(drawn["large"]):
        sizes = {cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert min(sizes) >= 9.5
    words = [cell for cell in drawn["large"]["Summary"]["A"] if cell.value == "Net Promoter Score"]
    assert [cell.font.size for cell in words] == [12]


def test_large_pages_are_as_wide_as_the_others_and_more(drawn: dict[str, Any]) -> None:
    def count(book: Any) -> int:
        return sum(len(sheet.row_breaks.brk) + 1 for sheet in pages(book)[:-1])

    assert across_of(drawn["large"]["Summary"]) == pytest.approx(across_of(drawn["A4"]["Summary"]), rel=0.01)
    assert count(drawn["large"]) > count(drawn["A4"])


@pytest.mark.parametrize("name", ["A4", "large"])
def test_numbers_have_room_in_their_columns(name: str, drawn: dict[str, Any]) -> None:
    """A number that is wider than its column shows as ####."""
    for sheet in pages(drawn[name])[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float) and cell.number_format in ("0%", "0.0%", '+0;"−"0;0'):
                    text = f"{100 * cell.value:.1f}%" if "%" in cell.number_format else f"{cell.value:+.0f}"
                    room = sheet.column_dimensions[cell.column_letter].width * 7
                    assert width(text, cell.font.size, bool(cell.font.bold)) <= room, (sheet.title, cell.coordinate)


def test_narrowing_leaves_columns_of_numbers_alone() -> None:
    widths = [200, 64, 66, 62, 54, 62, 76, 138, 66, 126, 118]
    made = narrowed(widths, round(ACROSS / LARGER))
    assert sum(made) == round(ACROSS / LARGER)
    assert [b for a, b in zip(widths, made, strict=True) if a <= 84] == [w for w in widths if w <= 84]
    assert narrowed(widths, ACROSS) == widths
    assert narrowed([60] * 20, 800) == [60] * 20  # nothing to take: the page prints smaller


def test_no_row_is_higher_than_excel_takes(drawn: dict[str, Any]) -> None:
    assert max(max(pixels(sheet)) for sheet in pages(drawn["large"])) <= TALLEST


@pytest.mark.parametrize("name", LOOKS)
def test_charts_lie_where_their_rows_are(name: str, drawn: dict[str, Any]) -> None:
    """A chart over the scorecard begins and ends with its rows, whatever the size of type."""
    sheet = drawn[name]["Summary"]
    marker = sheet._charts[0].anchor
    top, bottom = marker._from.row, marker.to.row
    rows = full().scorecard
    first, last = (next(c.row for c in sheet["A"] if c.value == row.title) for row in (rows[0], rows[-1]))
    assert top + 1 == first
    assert last <= bottom + 1 <= last + 1


def test_chart_data_prints_as_one_page_and_says_so(drawn: dict[str, Any]) -> None:
    sheet = pages(drawn["A4"])[-1]
    assert sheet.title == "Chart data"
    assert sheet.print_area == "'Chart data'!$A$1:$K$2"
    assert "made for the screen: only these lines are printed" in sheet["A2"].value
    assert sheet.max_row > 50


@pytest.mark.parametrize("make", [many, long_labels])
def test_the_summary_stays_one_page_and_the_rest_stands_on_another(make: Any) -> None:
    report = replace(make(), language="en")
    book = opened(report)
    front, whole = book["Summary"], book["Whole summary"]
    assert not front.row_breaks.brk
    room = (INCHES[Paper.A4][1] - MARGINS) * DPI
    assert sum(printed(front)) * 0.79 <= room
    assert "'Whole summary'!A1" in {c.hyperlink.location for row in front.iter_rows() for c in row if c.hyperlink}
    named = {cell.value for cell in whole["A"]}
    assert {row.title for row in report.scorecard} <= named
    if any(str(cell.value).endswith("…") for cell in front["A"]):
        assert {finding.sentence for finding in report.findings} <= named | {row.title for row in report.scorecard}


def test_a_summary_that_fits_is_not_cut() -> None:
    assert "Whole summary" not in opened(full()).sheetnames


def test_a_finding_of_one_line_too_many_is_cut_with_its_end_elsewhere() -> None:
    sentence = "First-contact resolution " + "of customers who called about their bill " * 12
    findings = tuple(Finding(sentence + str(i), "n 900", "2 Outcome") for i in range(7))
    book = opened(replace(many(), findings=findings))
    said = [cell.value for cell in book["Summary"]["A"] if str(cell.value).startswith("First-contact")]
    assert said
    assert all(text.endswith("…") for text in said)
    assert {f.sentence for f in findings} <= {cell.value for cell in book["Whole summary"]["A"]}


def test_the_paper_is_that_of_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_PAPER", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert parse_paper(None) is Paper.A4
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert parse_looks().paper is Paper.LETTER
    monkeypatch.setenv("LC_PAPER", "de_DE.UTF-8")
    assert parse_looks().paper is Paper.A4
    assert parse_looks("LETTER").paper is Paper.LETTER
    assert region({"LC_ALL": "C", "LANG": "en_US"}) == ""


def test_another_paper_is_refused() -> None:
    with pytest.raises(BadOption, match="--paper") as error:
        parse_looks("a5")
    assert "a4" in str(error.value)
    assert "letter" in str(error.value)


def test_large_by_name_is_large_on_the_paper_of_choice() -> None:
    assert parse_looks("letter", "Large") == Theme(Paper.LETTER, large=True)


@pytest.mark.parametrize("name", ["Letter", "large"])
def test_the_file_is_valid_open_xml(name: str, tmp_path: Path, assert_valid_xlsx: Any) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(draw(full(), looks=LOOKS[name]).content)
    assert_valid_xlsx(path)


def settings(folder: Path, *rows: tuple[str, str]) -> Said:
    """What a workbook with these settings says."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Settings"
    for row in (("Setting", "Value"), *rows):
        sheet.append(row)
    path = folder / "Book1.xlsx"
    book.save(path)
    return opened_workbook(path, path.name).said


def test_the_sheet_settings_names_paper_and_theme(tmp_path: Path) -> None:
    theme = tmp_path / "acme.toml"
    theme.write_text('font = "Roboto"\nlarge = true\n', encoding="utf-8")
    assert settings(tmp_path, ("Paper", "Letter"), ("Theme", "large")).looks == Theme(Paper.LETTER, large=True)
    assert settings(tmp_path, ("Paper", "a4"), ("Theme", str(theme))).looks == Theme(large=True, font="Roboto")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Paper", "a5"), "Book1.xlsx, sheet Settings, row 2: Paper must be one of 'a4', 'letter', got 'a5'"),
        (("Theme", "acme.toml"), "row 2: Theme must be 'large' or the full path of a theme file, got 'acme.toml'"),
        (("Theme", "/nowhere/acme.toml"), "row 2: /nowhere/acme.toml cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_name_their_row(tmp_path: Path, row: tuple[str, str], said: str) -> None:
    with pytest.raises(BadOption) as error:
        settings(tmp_path, row)
    assert said in str(error.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_headline_is_linked_below_it(language: str) -> None:
    """LibreOffice breaks no line of a link: what takes two lines is plain text, the link stands under it."""
    long = "First-contact resolution of customers who called about their bill moves with Net Promoter Score, weakly."
    section = Section("Rows of 2", "Rows", "The rows", "", "")
    rows = Detail("outcome", ("2 Outcome",), section, (DetailColumn("Id", None, ("a", "b")),))
    findings = (Finding("Net Promoter Score rose.", "n 9", "2 Outcome"), Finding(long, "n 9", "2 Outcome"))
    book = opened(replace(full(), findings=findings, details=(rows,), language=language))
    links = [cell for cell in book.worksheets[0]["A"] if cell.hyperlink]
    linked = {cell.value for cell in links if "Rows of 2" in cell.hyperlink.location}
    assert "Net Promoter Score rose." in linked
    assert long not in linked
    assert len(linked) == 2
    assert all(width(str(text)) < 540 for text in linked)


def test_a_measure_without_dates_says_so_in_its_row() -> None:
    first, *others = full().scorecard
    bare = replace(first, latest=None, before=None, change=None, change_verdict=Word(""), trend=())
    sheet = opened(replace(full(), scorecard=(bare, *others)))["Summary"]
    row = next(cell.row for cell in sheet["A"] if cell.value == first.title)
    assert "not dated" in [cell.value for cell in sheet[row]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_takes_one_line_beside_the_pairs(language: str) -> None:
    with speaking(language):
        assert width(say("hidden: too few"), 9) <= PAIRS[-1] - 9 - PADDING


@pytest.mark.parametrize("large", [False, True])
def test_titles_of_small_charts_are_whole(large: bool) -> None:
    """They take two lines where they need them, and their neighbours leave the same room."""
    title, plain = "Lösungsquote beim Erstkontakt je Fenster von Tagen", "Haltezeit"
    with dressed(Theme(large=large)):
        book = Book(full())
        rows = [Labelled("a", Figure(0.4, 0.3, 0.5, 90)), Labelled("b", Figure(0.6, 0.5, 0.7, 90))]
        size = 252.0, 160.0
        drawn = [
            groups(book, one, rows, Unit.SHARE, scale([0.3, 0.7], Unit.SHARE), BLUE, size=size, beside=[title, plain])
            for one in (title, plain)
        ]
    assert drawn[0].title.name == title
    assert drawn[0].plotarea["layout"]["y"] == drawn[1].plotarea["layout"]["y"]
