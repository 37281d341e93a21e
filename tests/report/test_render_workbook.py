"""The drawn workbook: what is in the file, cell by cell and part by part."""

from __future__ import annotations

import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from cxcel_addin.language import say, speaking
from cxcel_addin.report.render import render

from .demo import DEMOS, HOSTILE, full, hostile, many, no_outcome, no_service, one_link, one_period, unknowns

GOLDEN = Path(__file__).parent / "golden"
RENEW = "CXCEL_RENEW_GOLDEN"
TABS = [
    "Summary",
    "2 Outcome",
    "3 Speed",
    "4 Segments",
    "5 Periods",
    "6 Service",
    "7 Method",
    "8 Quality",
    "Chart data",
]


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return {name: render(make()) for name, make in DEMOS.items()}


def opened(data: bytes):
    """The workbook without the sheet that nobody sees."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [sheet.title for sheet in book if sheet.sheet_state == "veryHidden"] == [book.sheetnames[-1]]
    book.remove(book.worksheets[-1])
    return book


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def values(sheet) -> list[object]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("name", DEMOS)
def test_the_file_is_valid_open_xml(name, drawn, tmp_path, assert_valid_xlsx):
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(drawn[name])
    assert_valid_xlsx(path)


@pytest.mark.parametrize("name", DEMOS)
def test_the_same_report_gives_the_same_bytes(name, drawn):
    assert render(DEMOS[name]()) == drawn[name]


@pytest.mark.parametrize("name", DEMOS)
def test_nothing_but_values_native_charts_and_inside_links(name, drawn):
    for part, text in parts(drawn[name]).items():
        assert not re.search(r"vba|externalLink|media/|embeddings/|printerSettings", part), part
        if part.startswith("xl/worksheets/sheet"):
            assert "<f>" not in text
            assert "<f " not in text
        if part.endswith(".rels"):
            assert 'TargetMode="External"' not in text


@pytest.mark.parametrize("name", DEMOS)
def test_every_chart_says_in_words_what_it_shows(name, drawn):
    drawings = [text for part, text in parts(drawn[name]).items() if part.startswith("xl/drawings/drawing")]
    assert drawings
    for text in drawings:
        for frame in re.findall(r"<xdr:cNvPr [^>]*>", text):
            words = re.search(r'descr="([^"]+)"', frame)
            assert words, frame
            assert len(words.group(1)) > 3


@pytest.mark.parametrize("name", DEMOS)
def test_chart_data_is_last_and_stands_in_named_tables(name, drawn):
    book = opened(drawn[name])
    sheet = book.worksheets[-1]
    with speaking(DEMOS[name]().language):
        assert sheet.title == say("Chart data")
    assert sheet.tables
    for table in sheet.tables.values():
        names = [column.name for column in table.tableColumns]
        assert len({text.casefold() for text in names}) == len(names)
        assert all(names)


@pytest.mark.parametrize("name", DEMOS)
def test_pages_are_framed_and_set_up_for_print(name, drawn):
    for sheet in opened(drawn[name]).worksheets[:-1]:
        assert sheet["A1"].value
        assert sheet["A2"].font.size == 16
        assert sheet.freeze_panes == "A4"
        assert sheet.sheet_view.zoomScale == 115
        assert not sheet.sheet_view.showGridLines
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_area
        with speaking(DEMOS[name]().language):
            page, home = say("Page {number}", number="&P"), say("Summary")
        assert page in sheet.oddFooter.right.text
        if sheet.title != home:
            links = [cell.hyperlink.location for cell in sheet[1] if cell.hyperlink]
            assert links == [f"'{home}'!A1"]


@pytest.mark.parametrize("name", DEMOS)
def test_columns_of_a_page_add_up_to_the_width_of_paper(name, drawn):
    for part, text in parts(drawn[name]).items():
        if part.startswith("xl/worksheets/sheet") and "<cols>" in text and "<tableParts" not in text:
            total = 0
            for first, last, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', text):
                total += (int(last) - int(first) + 1) * round(float(width) * 7)
            assert total == 1032, part


def test_pages_stand_in_order(drawn):
    assert opened(drawn["full"]).sheetnames == TABS


def test_a_section_that_is_none_is_left_out():
    tabs = opened(render(no_outcome())).sheetnames
    assert tabs == ["Summary", "5 Periods", "6 Service", "7 Method", "8 Quality", "Chart data"]


def test_findings_link_only_to_pages_that_exist():
    sheet = opened(render(no_service()))["Summary"]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"'2 Outcome'!A1", "'4 Segments'!A1"}


def test_what_is_missing_is_said_beside_the_method_and_the_summary_links_there():
    report = no_outcome()
    book = opened(render(report))
    assert report.missing
    assert set(report.missing) <= set(values(book["7 Method"]))
    (told,) = [cell for row in book["Summary"].iter_rows() for cell in row if "not in this report" in str(cell.value)]
    assert told.hyperlink.location == "'7 Method'!A1"
    assert not set(report.missing) & set(values(book["Summary"]))


def test_each_chart_has_its_verdict_under_it():
    report = full()
    told = values(opened(render(report))["3 Speed"])
    for eye in report.links.eyes:
        assert eye.verdict
        assert {eye.verdict, eye.evidence} <= set(told)


def test_text_of_the_data_stays_text_and_is_marked_so(drawn):
    book = opened(drawn["hostile"])
    cells = [cell for row in book["Summary"].iter_rows() for cell in row]
    for text in HOSTILE[:5]:
        found = [cell for cell in cells if cell.value == text]
        assert found, text
        # openpyxl reads any text that begins with '=' as a formula: the file itself says "s", a shared string
        assert all(cell.quotePrefix for cell in found), text
    sheet = parts(drawn["hostile"])["xl/worksheets/sheet1.xml"]
    assert 't="str"' not in sheet
    assert "\x00" not in sheet


def test_names_of_charts_are_never_formulas(drawn):
    for part, text in parts(drawn["hostile"]).items():
        if part.startswith("xl/charts/chart"):
            for formula in re.findall(r"<c:f>(.*?)</c:f>", text):
                assert formula.startswith("'Chart data'!$"), formula


def test_hidden_segments_appear_nowhere(drawn):
    for name in ("full", "many", "one_link"):
        for part, text in parts(drawn[name]).items():
            assert "Secret" not in text, part
    assert "hidden: too few answers" in values(opened(drawn["full"])["4 Segments"])


def test_one_period_shows_all_data_and_no_empty_columns():
    sheet = opened(render(one_period()))["Summary"]
    heads = [text for text in values(sheet) if isinstance(text, str)]
    assert "All data" in heads
    assert not {"Now", "Before", "Change", "Is the change real?"} & set(heads)


def test_measures_without_targets_have_no_target_columns():
    report = replace(full(), scorecard=tuple(replace(r, target=None) for r in full().scorecard))
    assert "Target" not in values(opened(render(report))["Summary"])


def test_at_most_thirteen_periods_stand_on_the_page_and_all_in_the_chart_data():
    book = opened(render(many()))
    page, data = values(book["5 Periods"]), values(book["Chart data"])
    assert "Jan 2025" not in page
    assert "Aug 2026" in page
    assert "Jan 2025" in data


def test_long_tables_break_into_pages_with_their_header_repeated(drawn):
    sheet = opened(drawn["many"])["8 Quality"]
    heads = [cell.row for cell in sheet["C"] if cell.value == "Found"]
    breaks = [page.id for page in sheet.row_breaks.brk]
    assert len(breaks) >= 2
    assert len(heads) == len(breaks) + 1 or len(heads) == len(breaks)
    assert sheet.page_setup.fitToHeight in (0, "0")
    assert sheet.print_title_rows == "$1:$3"


def test_pages_that_fit_stay_on_one_page(drawn):
    for sheet in opened(drawn["full"]).worksheets[:-1]:
        assert not sheet.row_breaks.brk, sheet.title


@pytest.mark.parametrize("name", sorted(DEMOS.keys() - {"long_labels", "many"}))  # labels and rows that fill two
def test_the_front_page_is_one_page(name, drawn):
    assert not opened(drawn[name])["Summary"].row_breaks.brk


def test_unknown_numbers_leave_no_zero_and_no_error(drawn):
    for sheet in opened(drawn["unknowns"]).worksheets:
        for value in values(sheet):
            assert value == value
            assert not (isinstance(value, str) and value.startswith(("nan", "inf", "None")))


def test_properties_name_the_report():
    properties = opened(render(full())).properties
    assert properties.title == full().title
    assert properties.created.date() == full().created
    assert opened(render(unknowns())).properties.created.year == 1980


def test_an_ampersand_in_the_footer_is_no_code():
    footer = opened(render(hostile())).worksheets[0].oddFooter.left.text
    assert "2026 && = +1" in parts(render(hostile()))["xl/worksheets/sheet1.xml"].replace("&amp;", "&")
    assert footer


def dump(sheet) -> str:
    """Address, value and number format of each cell that holds something."""
    rows = []
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                value = f"{cell.value:.6g}" if isinstance(cell.value, float) else cell.value
                rows.append(f"{cell.coordinate}\t{value}\t{cell.number_format}")
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("name", "report", "tab"),
    [("summary", no_service, "Summary"), ("links", one_link, "3 Speed")],
)
def test_cells_are_as_in_the_golden_dump(name, report, tab):
    """Renew with CXCEL_RENEW_GOLDEN=1 and read the difference as code."""
    now, path = dump(opened(render(report()))[tab]), GOLDEN / f"render_{name}.txt"
    if os.environ.get(RENEW):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")
